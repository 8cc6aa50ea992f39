/** The plain TensorFlow.js backend: always there, and where constants are computed while tracing. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

/** What of the backend is used here; the package does not export its class as a type. */
export interface CpuBackend extends tf.KernelBackend {
  data: { get(dataId: object): { values: Float32Array } }
  firstUse: boolean
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.BackendValues): tf.TensorInfo
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void
}

export const cpu = tf.findBackend('cpu') as CpuBackend

// Its banner would advise another package at first use; backend.ts says what runs and why.
cpu.firstUse = false
