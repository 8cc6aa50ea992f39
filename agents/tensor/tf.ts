/** TensorFlow.js for the rest of the agents: they import it from here, so that this folder stays its one door. */
export * as tf from '@tensorflow/tfjs-core'
