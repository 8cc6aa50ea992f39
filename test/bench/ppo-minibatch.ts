/**
 * One PPO minibatch update, compiled against eager TensorFlow.js (wasm): median milliseconds, one JSON line.
 *
 *     npx tsx test/bench/ppo-minibatch.ts [updates=60] [eagerUpdates=5]
 *
 * 2048 rows of 128 numbers; tanh trunk 128-128; 6 logits and a value; clipped PPO loss with clipped value loss and
 * entropy (Schulman et al. 2017, arXiv:1707.06347); clip by norm 0.5; Adam. The data are seeded, so runs compare.
 * test/bench/ppo_minibatch_torch.py is the same in PyTorch.
 */
import { performance } from 'node:perf_hooks'
import * as tf from '@tensorflow/tfjs-core'
import { useBackend } from '../../agents/tensor/backend.ts'
import { constant, initParams, orthogonal, paramTable, zeros } from '../../agents/tensor/params.ts'
import { compileUpdate, eagerUpdate } from '../../agents/tensor/train.ts'
import type { UpdateSpec, Updater } from '../../agents/tensor/train.ts'

const ROWS = 2048
const WIDTH = 128
const ACTIONS = 6
const CLIP = 0.2
const VALUE_COEFFICIENT = 0.5
const ENTROPY_COEFFICIENT = 0.01
const LEARNING_RATE = 2.5e-4

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z = (z + Math.imul(z ^ (z >>> 7), z | 61)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
}

const params = paramTable({
  'trunk0/w': [WIDTH, 128],
  'trunk0/b': [128],
  'trunk1/w': [128, 128],
  'trunk1/b': [128],
  'policy/w': [128, ACTIONS],
  'policy/b': [ACTIONS],
  'value/w': [128, 1],
  'value/b': [1],
})

const rows = { shape: [ROWS] }
const spec: UpdateSpec = {
  params,
  batch: {
    observation: { shape: [ROWS, WIDTH] },
    action: { shape: [ROWS], dtype: 'int32' },
    logProb: rows,
    advantage: rows,
    return: rows,
    value: rows,
  },
  clipNorm: 0.5,
  adam: { eps: 1e-5 },
  loss: (p, batch) => {
    const dense = (x: tf.Tensor, name: string) => tf.add(tf.matMul(x, p[`${name}/w`]), p[`${name}/b`])
    const hidden = tf.tanh(dense(tf.tanh(dense(batch.observation, 'trunk0')), 'trunk1'))
    const logProbs = tf.logSoftmax(dense(hidden, 'policy'))
    const value = tf.reshape(dense(hidden, 'value'), [ROWS])
    const chosen = tf.sum(tf.mul(logProbs, tf.oneHot(batch.action as tf.Tensor1D, ACTIONS)), -1)
    const logRatio = tf.sub(chosen, batch.logProb)
    const ratio = tf.exp(logRatio)
    const centred = tf.sub(batch.advantage, tf.mean(batch.advantage))
    const advantage = tf.div(centred, tf.add(tf.sqrt(tf.mean(tf.square(centred))), 1e-8))
    const surrogate = tf.minimum(tf.mul(advantage, ratio), tf.mul(advantage, tf.clipByValue(ratio, 1 - CLIP, 1 + CLIP)))
    const policyLoss = tf.neg(tf.mean(surrogate)) as tf.Scalar
    const clippedValue = tf.add(batch.value, tf.clipByValue(tf.sub(value, batch.value), -CLIP, CLIP))
    const errors = [value, clippedValue].map((v) => tf.squaredDifference(v, batch.return))
    const valueLoss = tf.mul(0.5, tf.mean(tf.maximum(errors[0], errors[1]))) as tf.Scalar
    const entropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.exp(logProbs), logProbs), -1))) as tf.Scalar
    const bonus = tf.mul(ENTROPY_COEFFICIENT, entropy)
    const loss = tf.add(tf.sub(policyLoss, bonus), tf.mul(VALUE_COEFFICIENT, valueLoss)) as tf.Scalar
    const approxKl = tf.mean(tf.sub(tf.sub(ratio, 1), logRatio)) as tf.Scalar
    return { loss, policyLoss, valueLoss, entropy, approxKl }
  },
}

const uniform = generator(1)
const fill = (length: number, of: () => number) => Float32Array.from({ length }, of)
const batch = {
  observation: fill(ROWS * WIDTH, () => 2 * uniform() - 1),
  action: Int32Array.from({ length: ROWS }, () => Math.floor(uniform() * ACTIONS)),
  logProb: fill(ROWS, () => -1.5 - uniform()),
  advantage: fill(ROWS, () => 2 * uniform() - 1),
  return: fill(ROWS, () => 2 * uniform() - 1),
  value: fill(ROWS, () => 2 * uniform() - 1),
}

const theta = initParams(
  params,
  {
    'trunk0/w': orthogonal(Math.SQRT2),
    'trunk0/b': zeros,
    'trunk1/w': orthogonal(Math.SQRT2),
    'trunk1/b': zeros,
    'policy/w': orthogonal(0.01),
    'policy/b': zeros,
    'value/w': orthogonal(1),
    'value/b': constant(0),
  },
  uniform,
)

/** Median milliseconds of an update, after a warm-up. */
async function medianMs(updater: Updater, updates: number): Promise<number> {
  for (let i = 0; i < Math.min(5, updates); i++) await updater.update(batch, LEARNING_RATE)
  const times: number[] = []
  for (let i = 0; i < updates; i++) {
    const start = performance.now()
    await updater.update(batch, LEARNING_RATE)
    times.push(performance.now() - start)
  }
  await updater.close()
  return times.sort((a, b) => a - b)[times.length >> 1]
}

const updates = Number(process.argv[2] ?? 60)
const eagerUpdates = Number(process.argv[3] ?? 5)
const one = await medianMs(await compileUpdate({ ...spec, threads: 1 }, { theta }), updates)
const two = await medianMs(await compileUpdate({ ...spec, threads: 2 }, { theta }), updates)
const line: Record<string, unknown> = { bench: 'ppo-minibatch', updates, compiled1: one, compiled2: two }
if (eagerUpdates > 0) {
  await useBackend('wasm')
  line.wasm = await medianMs(await eagerUpdate(spec, { theta }), eagerUpdates)
  line.ratio = (line.wasm as number) / one
}
console.log(JSON.stringify(line, (_key, value) => (typeof value === 'number' ? Number(value.toFixed(3)) : value)))
