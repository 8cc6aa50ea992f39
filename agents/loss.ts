/**
 * The clipped surrogate objective (Schulman et al. 2017, arXiv:1707.06347, eq. 7 and 9), in the form of CleanRL's ppo.py.
 *
 *     L = mean max(-A r, -A clip(r, 1 - eps, 1 + eps)) + c_v / 2 mean (V - R)^2 - c_e mean H      r = exp(log pi - log pi_old)
 *
 * A is normalised over the minibatch with the sample standard deviation. Rows of weight 0 (agents that were not in the world)
 * count nowhere.
 */
import { tf } from './tensor/tf.ts'
import { logProbabilities, type Net, type NetOutput } from './net.ts'

export interface LossConfig {
  /** Clip range eps of the ratio, > 0. */
  clip: number
  valueCoefficient: number
  /** Clip range of the value around the old value; null for none. */
  valueClip: number | null
}

/** One minibatch of B rows, as tensors. */
export interface LossBatch {
  /** int32 `[B, heads]`. */
  readonly actions: tf.Tensor2D
  /** `[B]` each: log-probability and value when the row was played, advantage, return, weight (0 or 1). */
  readonly oldLogProb: tf.Tensor1D
  readonly oldValue: tf.Tensor1D
  readonly advantage: tf.Tensor1D
  readonly target: tf.Tensor1D
  readonly weight: tf.Tensor1D
  /** `[1]` coefficient of the entropy. */
  readonly entropyCoefficient: tf.Tensor1D
  /** `[B, sum of heads]`, 1 legal, or absent. */
  readonly mask?: tf.Tensor2D
}

export type LossTerms = Record<'loss' | 'policyLoss' | 'valueLoss' | 'entropy' | 'approxKl' | 'clipFraction', tf.Scalar>

/** The loss and what is reported of it. */
export function ppoLoss(
  net: Pick<Net, 'heads'>,
  { logits, value }: Pick<NetOutput, 'logits' | 'value'>,
  batch: LossBatch,
  config: LossConfig,
): LossTerms {
  const mean = weightedMean(batch.weight)
  const logProbs = logProbabilities(logits, net.heads, batch.mask)
  const logRatio = tf.sub(jointLogProb(logProbs, batch.actions, net.heads), batch.oldLogProb)
  const ratio = tf.exp(logRatio)
  const advantage = normalised(batch.advantage, batch.weight)
  const clipped = tf.clipByValue(ratio, 1 - config.clip, 1 + config.clip)
  const policyLoss = mean(tf.maximum(tf.neg(tf.mul(advantage, ratio)), tf.neg(tf.mul(advantage, clipped))))
  const valueLoss = tf.mul(0.5, mean(valueError(value, batch, config.valueClip))) as tf.Scalar
  const entropy = mean(tf.neg(tf.sum(tf.mul(tf.exp(logProbs), logProbs), 1)))
  const loss = tf.sub(
    tf.add(policyLoss, tf.mul(config.valueCoefficient, valueLoss)),
    tf.mul(tf.reshape(batch.entropyCoefficient, []), entropy),
  ) as tf.Scalar
  const approxKl = mean(tf.sub(tf.sub(ratio, 1), logRatio))
  const clipFraction = mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), config.clip), 'float32'))
  return { loss, policyLoss, valueLoss, entropy, approxKl, clipFraction }
}

/** Mean over the rows that count; 0 where none does. */
const weightedMean = (weight: tf.Tensor1D) => {
  const total = tf.maximum(tf.sum(weight), 1)
  return (x: tf.Tensor): tf.Scalar => tf.div(tf.sum(tf.mul(x, weight)), total) as tf.Scalar
}

/** `[B]`: zero mean and unit sample variance over the rows that count; 0 where only one does. */
export function normalised(x: tf.Tensor1D, weight: tf.Tensor1D): tf.Tensor {
  const total = tf.maximum(tf.sum(weight), 1)
  const centred = tf.sub(x, tf.div(tf.sum(tf.mul(x, weight)), total))
  const variance = tf.div(tf.sum(tf.mul(tf.square(centred), weight)), tf.maximum(tf.sub(total, 1), 1))
  return tf.div(centred, tf.add(tf.sqrt(variance), 1e-8))
}

function valueError(value: tf.Tensor1D, { oldValue, target }: LossBatch, clip: number | null): tf.Tensor {
  const error = tf.square(tf.sub(value, target))
  if (clip === null) return error
  const near = tf.add(oldValue, tf.clipByValue(tf.sub(value, oldValue), -clip, clip))
  return tf.maximum(error, tf.square(tf.sub(near, target)))
}

/** Sum over heads of the log-probability of each head's action, `[B]`. */
function jointLogProb(logProbs: tf.Tensor2D, actions: tf.Tensor2D, heads: readonly number[]): tf.Tensor {
  const chosen = tf
    .split(actions, heads.length, 1)
    .map((head, h) => tf.oneHot(tf.reshape(tf.cast(head, 'int32'), [-1]) as tf.Tensor1D, heads[h]))
  return tf.sum(tf.mul(logProbs, tf.cast(chosen.length === 1 ? chosen[0] : tf.concat(chosen, 1), 'float32')), 1)
}
