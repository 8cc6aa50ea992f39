/** The loss against its equations, worked out row by row in double precision. */
import type * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { ppoLoss, type LossBatch, type LossConfig } from '../../agents/loss.ts'
import { compile } from '../../agents/tensor/compile.ts'
import { generator } from '../../envs/core/keyed.ts'

const HEADS = [3, 2]
const WIDTH = 5
const COUNT = 48

const uniform = generator(['loss test'])
const rows = Array.from({ length: COUNT }, (_, i) => ({
  logits: Array.from({ length: WIDTH }, () => 4 * uniform() - 2),
  // Action 1 of the first head is illegal in every third row, and no row takes it.
  mask: [1, i % 3 === 0 ? 0 : 1, 1, 1, 1],
  actions: [uniform() < 0.5 ? 0 : 2, uniform() < 0.5 ? 0 : 1],
  oldLogProb: 0,
  value: 2 * uniform() - 1,
  oldValue: 2 * uniform() - 1,
  advantage: 2 * uniform() - 1,
  target: 2 * uniform() - 1,
  weight: i === 4 || i === 7 ? 0 : 1,
}))
type Row = (typeof rows)[number]
for (const row of rows) row.oldLogProb = jointLogProb(row) + uniform() - 0.5

/** Log-probabilities of both heads; illegal actions have none. */
function logProbs({ logits, mask }: Row): number[] {
  const exp = logits.map((x, a) => mask[a] * Math.exp(x))
  const totals = [exp[0] + exp[1] + exp[2], exp[3] + exp[4]]
  return exp.map((x, a) => Math.log(x / totals[a < 3 ? 0 : 1]))
}

function jointLogProb(row: Row): number {
  return logProbs(row)[row.actions[0]] + logProbs(row)[3 + row.actions[1]]
}

function reference(config: LossConfig, entropyCoefficient: number) {
  const counted = rows.filter(({ weight }) => weight === 1)
  const n = counted.length
  const mean = (f: (row: Row) => number) => counted.reduce((sum, row) => sum + f(row), 0) / n
  const centre = mean(({ advantage }) => advantage)
  const variance = (mean(({ advantage }) => (advantage - centre) ** 2) * n) / (n - 1)
  const ratio = (row: Row) => Math.exp(jointLogProb(row) - row.oldLogProb)
  const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))
  const policyLoss = mean((row) => {
    const advantage = (row.advantage - centre) / (Math.sqrt(variance) + 1e-8)
    return Math.max(-advantage * ratio(row), -advantage * clamp(ratio(row), 1 - config.clip, 1 + config.clip))
  })
  const valueLoss = mean(({ value, oldValue, target }) => {
    const near = oldValue + clamp(value - oldValue, -config.valueClip!, config.valueClip!)
    return config.valueClip === null
      ? (value - target) ** 2 / 2
      : Math.max((value - target) ** 2, (near - target) ** 2) / 2
  })
  const entropy = mean((row) => logProbs(row).reduce((sum, l) => (l === -Infinity ? sum : sum - Math.exp(l) * l), 0))
  return {
    loss: policyLoss + config.valueCoefficient * valueLoss - entropyCoefficient * entropy,
    policyLoss,
    valueLoss,
    entropy,
    approxKl: mean((row) => ratio(row) - 1 - Math.log(ratio(row))),
    clipFraction: mean((row) => (Math.abs(ratio(row) - 1) > config.clip ? 1 : 0)),
  }
}

async function computed(config: LossConfig, entropyCoefficient: number) {
  const names = ['oldLogProb', 'value', 'oldValue', 'advantage', 'target', 'weight'] as const
  const matrix = { shape: [COUNT, WIDTH] }
  const specs = {
    ...Object.fromEntries(names.map((name) => [name, { shape: [COUNT] }])),
    logits: matrix,
    mask: matrix,
    actions: { shape: [COUNT, HEADS.length], dtype: 'int32' as const },
    entropyCoefficient: { shape: [1] },
  }
  const program = await compile(
    (given) => {
      const output = { logits: given.logits as tf.Tensor2D, value: given.value as tf.Tensor1D }
      return ppoLoss({ heads: HEADS }, output, given as unknown as LossBatch, config)
    },
    specs,
    { precision: 'float64' },
  )
  const out = await program.run({
    ...Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (row) => row[name])])),
    logits: Float64Array.from(rows.flatMap(({ logits }) => logits)),
    mask: Float64Array.from(rows.flatMap(({ mask }) => mask)),
    actions: Int32Array.from(rows.flatMap(({ actions }) => actions)),
    entropyCoefficient: Float64Array.of(entropyCoefficient),
  })
  await program.close()
  return Object.fromEntries(Object.entries(out).map(([name, [value]]) => [name, value]))
}

describe('ppoLoss is its equations, over several heads, illegal actions and rows that do not count', () => {
  it.each<[string, LossConfig]>([
    ['without value clipping', { clip: 0.2, valueCoefficient: 0.5, valueClip: null }],
    ['with value clipping', { clip: 0.3, valueCoefficient: 0.7, valueClip: 0.25 }],
  ])('%s', async (_, config) => {
    const [got, wanted] = [await computed(config, 0.03), reference(config, 0.03)]
    expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort())
    for (const [name, value] of Object.entries(wanted)) expect(Math.abs(got[name] - value), name).toBeLessThan(1e-12)
    // Some rows are clipped and some are not.
    expect(wanted.clipFraction).toBeGreaterThan(0)
    expect(wanted.clipFraction).toBeLessThan(1)
  })
})
