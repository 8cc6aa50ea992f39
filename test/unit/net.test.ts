/** Networks: encoders, gradients, and the model that leaves the house. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { exportOnnx } from '../../agents/export.ts'
import { ppoLoss, type LossBatch } from '../../agents/loss.ts'
import { net, NET_DEFAULTS, type Net, type NetConfig } from '../../agents/net.ts'
import { actor } from '../../agents/rollout.ts'
import type { TensorSpec, TypedArray } from '../../agents/tensor/compile.ts'
import { compileUpdate, eagerUpdate, split, type UpdateSpec } from '../../agents/tensor/train.ts'
import { generator } from '../../envs/core/keyed.ts'
import { box, type Box } from '../../envs/core/spaces.ts'
import { draw, expectClose } from './tensor-agree.ts'

const AGENTS = 2
const HEADS = [3, 2]
const PLAIN = box([5], 'f32', -1, 1)
const GRID = box([4, 3, 2], 'u8', 0, 255, 255)
const ENTITIES = box([4, 3], 'u8', 0, 255, 255)

const NETS: Record<string, [Partial<NetConfig>, Box]> = {
  flat: [{}, PLAIN],
  'flat over bytes': [{ activation: 'tanh' }, GRID],
  grid: [{ encoder: 'grid' }, GRID],
  entities: [{ encoder: 'entities' }, ENTITIES],
  recurrent: [{ recurrent: 4 }, PLAIN],
  'central critic': [{ critic: 'central' }, GRID],
  'recurrent grid with a central critic': [{ encoder: 'grid', recurrent: 4, critic: 'central' }, GRID],
}

const build = (config: Partial<NetConfig>, space: Box): Net =>
  net({ ...NET_DEFAULTS, hidden: [6], channels: 3, ...config }, space, HEADS, AGENTS)

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

/** Shapes and numbers of `count` rows. */
function inputs({ box: { shape, dtype }, config }: Net, count: number) {
  const uniform = generator(['rows'])
  const type = dtype === 'u8' ? ('uint8' as const) : ('float32' as const)
  const specs: Record<string, TensorSpec> = { rows: { shape: [count, ...shape], dtype: type } }
  if (config.critic === 'central') specs.joint = { shape: [count, AGENTS * sizeOf(shape)], dtype: type }
  if (config.recurrent) specs.hidden = { shape: [count, config.recurrent] }
  const feeds = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      type === 'uint8' && name !== 'hidden' ? draw(spec, uniform, 0, 256) : draw(spec, uniform),
    ]),
  )
  return { specs, feeds }
}

const COUNT = 8
const LOSS = { clip: 0.2, valueClip: 0.3, valueCoefficient: 0.5 }

/** The loss of `COUNT` rows, one of which counts nowhere. */
function lossOf(network: Net): { spec: UpdateSpec; batch: Record<string, TypedArray> } {
  const { specs, feeds } = inputs(network, COUNT)
  const uniform = generator(['batch'])
  const flat: TensorSpec = { shape: [COUNT] }
  const floats = (low: number, high: number) =>
    Float32Array.from({ length: COUNT }, () => low + (high - low) * uniform())
  const batch = {
    ...feeds,
    actions: Int32Array.from({ length: COUNT * HEADS.length }, (_, i) => Math.floor(uniform() * HEADS[i % 2])),
    oldLogProb: floats(-2.2, -1.4),
    oldValue: floats(-1, 1),
    advantage: floats(-1, 1),
    target: floats(-1, 1),
    weight: Float32Array.from({ length: COUNT }, (_, i) => (i === 3 ? 0 : 1)),
    entropyCoefficient: Float32Array.of(0.02),
  }
  const spec: UpdateSpec = {
    params: network.table,
    batch: {
      ...specs,
      actions: { shape: [COUNT, HEADS.length], dtype: 'int32' },
      oldLogProb: flat,
      oldValue: flat,
      advantage: flat,
      target: flat,
      weight: flat,
      entropyCoefficient: { shape: [1] },
    },
    loss: (params, given) =>
      ppoLoss(network, network.apply(params, given as { rows: tf.Tensor }), given as unknown as LossBatch, LOSS),
  }
  return { spec, batch }
}

describe.each(Object.entries(NETS))('%s', (_, [config, space]) => {
  const network = build(config, space)
  const theta = network.init(generator(['weights'])).map((w) => 1.5 * w)

  it('has the gradient, compiled, that it has eagerly; no parameter is left out', async () => {
    await tf.setBackend('cpu')
    const { spec, batch } = lossOf(network)
    const [compiled, eager] = [await compileUpdate(spec, { theta }), await eagerUpdate(spec, { theta })]
    const [got, wanted] = [await compiled.gradient(batch), await eager.gradient(batch)]
    await compiled.close()
    expectClose(got.gradient, wanted.gradient, 2e-5, 'gradient')
    expectClose(Object.values(got.metrics), Object.values(wanted.metrics), 2e-5, 'metrics')
    for (const [name, { offset, size }] of Object.entries(network.table.entries)) {
      expect(
        got.gradient.slice(offset, offset + size).some((g) => g !== 0),
        name,
      ).toBe(true)
    }
  })

  it('exported, answers batches of 1 and 7 as the actor does', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'onnx-')), 'policy.onnx')
    exportOnnx(network, theta, path)
    const session = await ort.InferenceSession.create(path)
    const central = network.config.critic === 'central'
    expect([...session.outputNames].sort()).toEqual(
      ['logits', ...(network.config.recurrent ? ['next_hidden'] : []), ...(central ? [] : ['value'])].sort(),
    )
    const { feeds } = inputs(network, 7)
    const played = await actor(network, 7, { masked: false, threads: 1 })
    for (const [name, array] of Object.entries(feeds)) played.feeds[name as 'rows'].set(array)
    await played.run(theta)
    for (const count of [1, 7]) {
      const some = (array: TypedArray) => array.slice(0, (array.length / 7) * count)
      const rows = some(feeds.rows)
      const type = space.dtype === 'u8' ? 'uint8' : 'float32'
      const given: Record<string, ort.Tensor> = {
        observation: new ort.Tensor(type as 'float32', rows as Float32Array, [count, ...space.shape]),
      }
      if (feeds.hidden) given.hidden = new ort.Tensor('float32', some(feeds.hidden) as Float32Array, [count, 4])
      const out = await session.run(given)
      expect(out.logits.dims).toEqual([count, 5])
      expectClose(logSoftmax(out.logits.data as Float32Array), some(played.logProbs), 1e-5, 'logits')
      if (!central) expectClose(out.value.data as Float32Array, some(played.values), 1e-5, 'value')
      if (played.nextHidden)
        expectClose(out.next_hidden.data as Float32Array, some(played.nextHidden), 1e-5, 'next_hidden')
    }
    await Promise.all([session.release(), played.close()])
  })
})

/** Log-probabilities of each head of each row. */
function logSoftmax(logits: Float32Array): Float32Array {
  const out = new Float32Array(logits.length)
  for (let at = 0; at < logits.length;) {
    for (const size of HEADS) {
      const head = logits.subarray(at, at + size)
      const total = Math.log(head.reduce((sum, x) => sum + Math.exp(x), 0))
      for (const x of head) out[at++] = x - total
    }
  }
  return out
}

it('a minibatch in which no agent plays leaves loss and gradient 0', async () => {
  const network = build({}, PLAIN)
  const { spec, batch } = lossOf(network)
  const updater = await compileUpdate(spec, { theta: network.init(generator(['weights'])) })
  const { gradient, metrics } = await updater.gradient({ ...batch, weight: new Float32Array(COUNT) })
  await updater.close()
  expect(new Set(gradient.map(Math.abs))).toEqual(new Set([0]))
  expect(metrics.loss).toBeCloseTo(0)
})

/** What `network` says of one row, op by op. */
function applied(network: Net, theta: Float32Array, row: number[], hidden: number[] = []) {
  return tf.tidy(() => {
    const input = { rows: tf.tensor2d([row]), hidden: tf.tensor2d([hidden], [1, hidden.length]) }
    const out = network.apply(split(network.table, tf.tensor1d(theta)), input)
    const numbers = (x?: tf.Tensor) => Array.from(x?.dataSync() ?? [])
    return { logits: numbers(out.logits), value: numbers(out.value), hidden: numbers(out.hidden) }
  })
}

it('logits and value have columns of their own', () => {
  const network = build({}, PLAIN)
  const theta = new Float32Array(network.table.size)
  theta.set([1, 2, 3, 4, 5, 6], network.table.entries['head/b'].offset)
  expect(applied(network, theta, [0, 0, 0, 0, 0])).toEqual({ logits: [1, 2, 3, 4, 5], value: [6], hidden: [] })
})

it('the recurrent step is that of Cho et al. 2014', () => {
  const network = build({ hidden: [], recurrent: 1 }, PLAIN)
  const theta = new Float32Array(network.table.size)
  const set = (name: string, values: number[]) => theta.set(values, network.table.entries[name].offset)
  // The first input alone reaches the gates: reset, update, candidate.
  set('gru/wx', [0.5, -0.3, 0.8])
  set('gru/wh', [0.2, 0.6, -0.9])
  set('gru/b', [0.1, 0.2, -0.4])
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const [x, h] = [0.7, -0.5]
  const reset = sigmoid(0.5 * x + 0.1 + 0.2 * h)
  const update = sigmoid(-0.3 * x + 0.2 + 0.6 * h)
  const candidate = Math.tanh(0.8 * x - 0.4 + reset * -0.9 * h)
  expect(applied(network, theta, [x, 0, 0, 0, 0], [h]).hidden[0]).toBeCloseTo((1 - update) * candidate + update * h, 6)
})

it('the entity encoder does not mind the order of entities', async () => {
  const network = build({ encoder: 'entities' }, ENTITIES)
  const theta = network.init(generator(['weights']))
  const played = await actor(network, 2, { masked: false, threads: 1 })
  const { feeds } = inputs(network, 1)
  played.feeds.rows.set(feeds.rows)
  for (let k = 0; k < 4; k++) played.feeds.rows.set(feeds.rows.slice(3 * (3 - k), 3 * (4 - k)), 12 + 3 * k)
  await played.run(theta)
  expectClose(played.logProbs.slice(5), played.logProbs.slice(0, 5), 1e-6)
  await played.close()
})

describe('a net refuses', () => {
  it.each([
    [
      { encoder: 'grid' as const },
      PLAIN,
      "Got encoder 'grid' for rows of shape [5], expected [width, height, channels]",
    ],
    [
      { encoder: 'entities' as const },
      GRID,
      "Got encoder 'entities' for rows of shape [4,3,2], expected [entities, features]",
    ],
    [{ encoder: 'token' as 'flat' }, PLAIN, "Got encoder 'token', expected one of: flat, grid, entities."],
    [{ activation: 'gelu' as 'relu' }, PLAIN, "Got activation 'gelu', expected one of: tanh, relu."],
    [{ critic: 'joint' as 'own' }, PLAIN, "Got critic 'joint', expected one of: own, central."],
  ])('%j', (config, space, message) => {
    expect(() => build(config, space)).toThrow(message)
  })
})
