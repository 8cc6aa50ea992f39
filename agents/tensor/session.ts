/** ONNX models from files, whoever made them. */
import type { InferenceSession } from 'onnxruntime-node'
import { onnxRuntime, type TypedArray } from './compile.ts'

export interface Input {
  /** Sizes; a name where it is free, as the batch is. */
  readonly shape: readonly (number | string)[]
  readonly dtype: string
}

export interface Session {
  readonly inputs: Readonly<Record<string, Input>>
  readonly outputs: Readonly<Record<string, Input>>
  run(
    feeds: Readonly<Record<string, { data: TypedArray; shape: readonly number[] }>>,
  ): Promise<Record<string, Float32Array>>
  close(): Promise<void>
}

/** Loads a model on the CPU. Throws where ONNX Runtime does not load, or the file is no model. */
export async function openSession(path: string): Promise<Session> {
  const { InferenceSession, Tensor } = await onnxRuntime()
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  return {
    inputs: portsOf(session.inputMetadata),
    outputs: portsOf(session.outputMetadata),
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => {
        const type = data instanceof Uint8Array ? 'uint8' : 'float32'
        return [name, new Tensor(type, data as Float32Array, [...shape])] as const
      })
      const results = await session.run(Object.fromEntries(tensors))
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]))
    },
    close: () => session.release(),
  }
}

const portsOf = (metadata: readonly InferenceSession.ValueMetadata[]): Record<string, Input> =>
  Object.fromEntries(
    metadata.map((port) => [
      port.name,
      port.isTensor ? { shape: port.shape, dtype: port.type } : { shape: [], dtype: '' },
    ]),
  )
