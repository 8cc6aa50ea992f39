/**
 * Gradients of TensorFlow.js 4.22 that are wrong, put right for every backend.
 *
 * Cumsum: the library transposes the result when the axis is not the last, though the kernel has already put the
 * axes back (tfjs-core gradients/Cumsum_grad). The gradient of a cumulative sum is the sum from the other end.
 */
import * as tf from '@tensorflow/tfjs-core'

tf.unregisterGradient('Cumsum')
tf.registerGradient({
  kernelName: 'Cumsum',
  gradFunc: (dy, _saved, attributes) => {
    const { axis, exclusive, reverse } = attributes as unknown as tf.CumsumAttrs
    return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) }
  },
})
