/** Compiled programs against the `cpu` backend of TensorFlow.js: values and gradients. */
import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../agents/tensor/compile.ts'
import type { TensorSpec, TracedFunction } from '../../agents/tensor/compile.ts'
import { draw, expectAgreement, expectFiniteDifferences, generator } from './tensor-agree.ts'

type T = tf.Tensor
type Case = [title: string, fn: (x: T, y: T) => T | T[], options?: { low?: number; high?: number; gradients?: boolean }]

/** Each is given x [3,4] and y [3,4]. */
const CASES: Case[] = [
  ['add of a row', (x, y) => tf.add(x, tf.slice(y, [0, 0], [1, 4]))],
  ['sub of a column', (x, y) => tf.sub(x, tf.slice(y, [0, 0], [3, 1]))],
  ['mul', (x, y) => tf.mul(x, y)],
  ['div', (x, y) => tf.div(x, tf.add(y, 3))],
  ['pow', (x, y) => tf.pow(tf.add(x, 2), y)],
  ['mod', (x, y) => tf.mod(tf.mul(x, 5), tf.add(y, 2))],
  ['maximum and minimum of a row', (x, y) => [tf.maximum(x, y), tf.minimum(x, tf.slice(y, [0, 0], [1, 4]))]],
  ['squaredDifference', (x, y) => tf.squaredDifference(x, y)],
  ['addN', (x, y) => tf.addN([x, y, x])],
  ['abs, neg, sign, square', (x) => [tf.abs(x), tf.neg(x), tf.sign(x), tf.square(x)]],
  ['exp, expm1, log, log1p', (x) => [tf.exp(x), tf.expm1(x), tf.log(tf.add(x, 2)), tf.log1p(tf.abs(x))]],
  ['sqrt, rsqrt, reciprocal', (x) => [tf.sqrt(tf.add(x, 2)), tf.rsqrt(tf.add(x, 2)), tf.reciprocal(tf.add(x, 2))]],
  ['sin, cos, tan, erf', (x) => [tf.sin(x), tf.cos(x), tf.tan(x), tf.erf(x)]],
  [
    'asin, acos, atan, sinh, cosh',
    (x) => [tf.asin(tf.mul(x, 0.9)), tf.acos(tf.mul(x, 0.9)), tf.atan(x), tf.sinh(x), tf.cosh(x)],
  ],
  ['asinh, acosh, atanh', (x) => [tf.asinh(x), tf.acosh(tf.add(x, 3)), tf.atanh(tf.mul(x, 0.9))]],
  ['tanh, sigmoid, softplus', (x) => [tf.tanh(x), tf.sigmoid(x), tf.softplus(x)]],
  ['relu, relu6, leakyRelu', (x) => [tf.relu(x), tf.relu6(tf.mul(x, 9)), tf.leakyRelu(x, 0.1)]],
  ['elu, selu, prelu', (x, y) => [tf.elu(x), tf.selu(x), tf.prelu(x, tf.slice(y, [0, 0], [1, 4]))]],
  [
    'floor, ceil, round, step',
    (x) => [tf.floor(tf.mul(x, 3)), tf.ceil(tf.mul(x, 3)), tf.round(tf.mul(x, 3)), tf.step(x, 0.25)],
  ],
  ['clip inside, below and above', (x) => [tf.clipByValue(x, -0.5, 0.5), tf.clipByValue(x, -Infinity, 0)]],
  ['where on a comparison', (x, y) => tf.where(tf.greater(x, y), x, tf.mul(y, 2))],
  ['a mask of large negatives', (x, y) => tf.softmax(tf.where(tf.less(y, 0.5), x, tf.fill(x.shape, -1e9)))],
  [
    'comparisons and logic',
    (x, y) => [
      tf.cast(tf.logicalAnd(tf.lessEqual(x, y), tf.notEqual(x, y)), 'float32'),
      tf.cast(tf.logicalOr(tf.equal(x, x), tf.logicalNot(tf.greaterEqual(x, y))), 'int32'),
    ],
  ],
  [
    'isNaN, isFinite, isInf',
    (x) => [tf.isNaN(tf.log(x)), tf.isFinite(tf.div(x, 0)), tf.isInf(tf.div(x, 0))],
    { gradients: false },
  ],
  ['sum over each set of axes', (x) => [tf.sum(x), tf.sum(x, 0), tf.sum(x, 1, true), tf.sum(x, [0, 1], true)]],
  ['mean over each set of axes', (x) => [tf.mean(x), tf.mean(x, 0), tf.mean(x, -1, true)]],
  ['max and min', (x) => [tf.max(x), tf.max(x, 0), tf.min(x, 1, true)]],
  ['logSumExp', (x) => [tf.logSumExp(x, 1), tf.logSumExp(x)]],
  [
    'moments',
    (x) => {
      const { mean, variance } = tf.moments(x, 1)
      return [mean, variance]
    },
  ],
  ['prod', (x) => tf.prod(x, 1), { gradients: false }],
  ['any and all', (x, y) => [tf.any(tf.greater(x, y), 1), tf.all(tf.greater(x, -0.9), 0)], { gradients: false }],
  ['argMax and argMin', (x) => [tf.argMax(x, 1), tf.argMin(x, 0)], { gradients: false }],
  [
    'cumsum along both axes, exclusive and reversed',
    (x) => [tf.cumsum(x, 0), tf.cumsum(x, 1, true), tf.cumsum(x, 1, false, true), tf.cumsum(x, 0, true, true)],
  ],
  ['softmax and logSoftmax', (x) => [tf.softmax(x), tf.logSoftmax(tf.mul(x, 30))]],
  ['logSoftmax over the first axis', (x) => tf.logSoftmax(tf.transpose(x), -1)],
  [
    'transpose, reshape, expandDims, squeeze',
    (x) => [tf.transpose(x), tf.reshape(x, [2, 6]), tf.squeeze(tf.expandDims(x, 1), [1])],
  ],
  [
    'slice, pad, mirror of a slice',
    (x) => [
      tf.slice(x, [1, 1], [2, 2]),
      tf.pad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        0.5,
      ),
    ],
  ],
  ['stridedSlice', (x) => [tf.stridedSlice(x, [0, 3], [3, 0], [2, -1])], { gradients: false }],
  ['reverse', (x) => [tf.reverse(x, 1), tf.reverse(x, [0, 1])]],
  [
    'concat, stack, split, unstack',
    (x, y) => [tf.concat([x, y], 1), tf.stack([x, y], 1), ...tf.split(x, [1, 3], 1), tf.unstack(y, 0)[1]],
  ],
  ['tile and broadcastTo', (x) => [tf.tile(x, [2, 3]), tf.broadcastTo(tf.slice(x, [0, 0], [3, 1]), [2, 3, 4])]],
  [
    'matMul with each transposition',
    (x, y) => [
      tf.matMul(x, y, true, false),
      tf.matMul(x, y, false, true),
      tf.matMul(x, tf.transpose(y)),
      tf.matMul(x, tf.reshape(y, [3, 4]), true, false),
      tf.matMul(x, tf.reshape(y, [4, 3])),
      tf.matMul(x, tf.reshape(y, [4, 3]), true, true),
    ],
  ],
  ['batched matMul', (x, y) => tf.matMul(tf.reshape(x, [2, 3, 2]), tf.reshape(y, [2, 2, 3]))],
  [
    'batched matMul, both transposed',
    (x, y) => tf.matMul(tf.reshape(x, [2, 2, 3]), tf.reshape(y, [2, 3, 2]), true, true),
  ],
  [
    'fused matMul with bias and relu',
    (x, y) =>
      tf.fused.matMul({ a: x, b: tf.transpose(y), bias: tf.slice(tf.reshape(y, [12]), [0], [3]), activation: 'relu' }),
  ],
  ['dense layer with bias', (x, y) => tf.add(tf.matMul(x, y, false, true), tf.mean(y, 1))],
  [
    'constants that nothing symbolic feeds',
    (x) => [
      tf.add(x, tf.range(0, 4)),
      tf.mul(x, tf.linspace(0, 1, 4)),
      tf.add(tf.zeros([2]), 1),
      tf.concat([tf.ones([2]), tf.fill([3], 2)]),
    ],
  ],
  [
    'gatherND and scatterND',
    (x) => [
      tf.gatherND(
        x,
        tf.tensor2d(
          [
            [0, 1],
            [2, 3],
          ],
          [2, 2],
          'int32',
        ),
      ),
      tf.scatterND(tf.tensor2d([[1], [1], [4]], [3, 1], 'int32'), x, [5, 4]),
    ],
  ],
]

const XY: Record<string, TensorSpec> = { x: { shape: [3, 4] }, y: { shape: [3, 4] } }
const outputs = (result: T | T[]) => Object.fromEntries([result].flat().map((tensor, i) => [`out${i}`, tensor]))

describe('compiled kernels agree with the cpu backend', () => {
  it.each(CASES)('%s', async (_title, fn, { gradients = true } = {}) => {
    const uniform = generator(7)
    const feeds = { x: draw(XY.x, uniform), y: draw(XY.y, uniform) }
    await expectAgreement(({ x, y }) => outputs(fn(x, y)), XY, feeds, { gradients })
  })

  it.each(CASES.filter(([, , options]) => options?.gradients !== false))(
    '%s: gradients are those of finite differences',
    async (_title, fn) => {
      const uniform = generator(7)
      const feeds = { x: draw(XY.x, uniform), y: draw(XY.y, uniform) }
      await expectFiniteDifferences(({ x, y }) => outputs(fn(x, y)), XY, feeds)
    },
  )

  it('computes in integers where TensorFlow.js does', async () => {
    const specs: Record<string, TensorSpec> = { a: { shape: [6], dtype: 'int32' }, b: { shape: [6], dtype: 'int32' } }
    const feeds = { a: Int32Array.of(-7, -3, 0, 5, 7, 100), b: Int32Array.of(2, -2, 3, 2, -3, 7) }
    const fn: TracedFunction = ({ a, b }) => ({
      sum: tf.add(a, b),
      product: tf.mul(a, b),
      quotient: tf.floorDiv(a, b),
      ratio: tf.div(a, b),
      larger: tf.maximum(a, b),
      total: tf.sum(a),
      largest: tf.max(a),
      cumulative: tf.cumsum(a),
      equal: tf.equal(a, 5),
      float: tf.cast(a, 'float32'),
    })
    await expectAgreement(fn, specs, feeds)
  })

  it('takes bytes as float32', async () => {
    const specs: Record<string, TensorSpec> = { x: { shape: [2, 3], dtype: 'uint8' }, w: { shape: [3, 2] } }
    const feeds = { x: Uint8Array.of(0, 1, 255, 7, 128, 3), w: draw(specs.w, generator(1)) }
    const got = await expectAgreement(({ x, w }) => ({ y: tf.matMul(tf.div(x, 255), w) }), specs, feeds)
    expect(got.y).toBeInstanceOf(Float32Array)
  })

  it('takes and gives bools as bytes of 0 and 1', async () => {
    const specs: Record<string, TensorSpec> = { mask: { shape: [4], dtype: 'bool' }, x: { shape: [4] } }
    const feeds = { mask: Uint8Array.of(1, 0, 0, 1), x: Float32Array.of(1, 2, 3, 4) }
    const fn: TracedFunction = ({ mask, x }) => ({ not: tf.logicalNot(mask), y: tf.where(mask, x, tf.zerosLike(x)) })
    const got = await expectAgreement(fn, specs, feeds)
    expect([...got.not]).toEqual([0, 1, 1, 0])
    expect(got.not).toBeInstanceOf(Uint8Array)
  })

  it.each([
    [5, [7], 0],
    [5, [2, 3], 1],
    [700, [9], 0],
  ])(
    'gathers rows of %i by indices of shape %j along axis %i, and sums gradients of repeats',
    async (rows, shape, axis) => {
      const table = axis === 0 ? [rows, 3] : [3, rows]
      const specs: Record<string, TensorSpec> = { table: { shape: table }, ids: { shape, dtype: 'int32' } }
      const uniform = generator(3)
      const feeds = { table: draw(specs.table, uniform), ids: draw(specs.ids, uniform, 0, Math.min(rows, 4)) }
      await expectAgreement(({ table: t, ids }) => ({ y: tf.gather(t, ids as tf.Tensor1D, axis) }), specs, feeds)
    },
  )

  it('one-hot gives 0 for an index outside', async () => {
    const specs: Record<string, TensorSpec> = { ids: { shape: [4], dtype: 'int32' } }
    const fn: TracedFunction = ({ ids }) => ({
      hot: tf.oneHot(ids as tf.Tensor1D, 3),
      float: tf.oneHot(ids as tf.Tensor1D, 3, 2, -1, 'float32'),
    })
    await expectAgreement(fn, specs, { ids: Int32Array.of(0, 2, -1, 5) })
  })

  it.each([
    [1, 'same', 3],
    [1, 'valid', 3],
    [2, 'same', 3],
    [2, 'valid', 3],
    [2, 'valid', 2],
    [1, 1, 2],
  ] as const)('convolves with stride %i, padding %s and window %i', async (stride, padding, size) => {
    const specs: Record<string, TensorSpec> = { x: { shape: [2, 6, 5, 3] }, w: { shape: [size, size, 3, 4] } }
    const uniform = generator(5)
    const feeds = { x: draw(specs.x, uniform), w: draw(specs.w, uniform) }
    const fn: TracedFunction = ({ x, w }) => ({ y: tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding) })
    await expectAgreement(fn, specs, feeds)
    await expectFiniteDifferences(fn, specs, feeds)
  })

  it.each([
    [2, 2, 'valid'],
    [3, 1, 'valid'],
    [3, 2, 'same'],
  ] as const)('takes the maximum of windows of %i with stride %i, padding %s', async (size, stride, padding) => {
    const specs: Record<string, TensorSpec> = { x: { shape: [2, 6, 5, 3] } }
    const fn: TracedFunction = ({ x }) => ({ y: tf.maxPool(tf.relu(x) as tf.Tensor4D, size, stride, padding) })
    const feeds = { x: draw(specs.x, generator(6)) }
    await expectAgreement(fn, specs, feeds)
    await expectFiniteDifferences(fn, specs, feeds)
  })

  it.each([
    [2, 2, 'valid'],
    [3, 1, 'valid'],
  ] as const)('averages windows of %i with stride %i, padding %s', async (size, stride, padding) => {
    const specs: Record<string, TensorSpec> = { x: { shape: [2, 6, 5, 3] } }
    const fn: TracedFunction = ({ x }) => ({ y: tf.avgPool(x as tf.Tensor4D, size, stride, padding) })
    const feeds = { x: draw(specs.x, generator(6)) }
    await expectAgreement(fn, specs, feeds)
    await expectFiniteDifferences(fn, specs, feeds)
  })
})

describe('networks and losses agree with the cpu backend', () => {
  const dense = (x: T, w: T, b: T) => tf.add(tf.matMul(x, w), b)

  it('a GRU unrolled over five ticks, with resets', async () => {
    const hidden = 6
    const specs: Record<string, TensorSpec> = {
      x: { shape: [3, 5, 4] },
      keep: { shape: [3, 5] },
      wx: { shape: [4, 3 * hidden] },
      wh: { shape: [hidden, 3 * hidden] },
      b: { shape: [3 * hidden] },
    }
    const uniform = generator(8)
    const feeds = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, draw(spec, uniform)]))
    feeds.keep = Float32Array.from({ length: 15 }, (_, i) => Number(i % 4 !== 2))
    const fn: TracedFunction = ({ x, keep, wx, wh, b }) => {
      let h: T = tf.zeros([3, hidden])
      const keeps = tf.unstack(keep, 1)
      const states = tf.unstack(x, 1).map((input, t) => {
        h = tf.mul(h, tf.expandDims(keeps[t], 1))
        const [xr, xz, xn] = tf.split(dense(input, wx, b), 3, 1)
        const [hr, hz, hn] = tf.split(tf.matMul(h, wh), 3, 1)
        const z = tf.sigmoid(tf.add(xz, hz))
        const candidate = tf.tanh(tf.add(xn, tf.mul(tf.sigmoid(tf.add(xr, hr)), hn)))
        h = tf.add(tf.mul(tf.sub(1, z), candidate), tf.mul(z, h))
        return h
      })
      return { states: tf.stack(states, 1) }
    }
    await expectAgreement(fn, specs, feeds)
  })

  it('layer norm', async () => {
    const specs: Record<string, TensorSpec> = { x: { shape: [5, 8] }, gain: { shape: [8] }, bias: { shape: [8] } }
    const uniform = generator(9)
    const feeds = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, draw(spec, uniform)]))
    const fn: TracedFunction = ({ x, gain, bias }) => {
      const { mean, variance } = tf.moments(x, -1, true)
      return { y: tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gain), bias) }
    }
    await expectAgreement(fn, specs, feeds)
  })

  it('a policy of two heads with a mask: log-probability, entropy and KL', async () => {
    const specs: Record<string, TensorSpec> = {
      logits: { shape: [6, 7] },
      old: { shape: [6, 7] },
      allowed: { shape: [6, 7], dtype: 'bool' },
      actions: { shape: [6, 2], dtype: 'int32' },
    }
    const uniform = generator(10)
    const feeds = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, draw(spec, uniform, 0, 3)]))
    for (let i = 0; i < 42; i += 7) feeds.allowed.set([1, 0, 1], i)
    for (let i = 3; i < 42; i += 7) feeds.allowed[i] = 1
    const fn: TracedFunction = ({ logits, old, allowed, actions }) => {
      const masked = tf.split(tf.where(allowed, logits, tf.fill([6, 7], -1e9)), [3, 4], 1)
      const before = tf.split(tf.where(allowed, old, tf.fill([6, 7], -1e9)), [3, 4], 1)
      const chosen = tf.unstack(actions, 1) as tf.Tensor1D[]
      const heads = masked.map((head, k) => {
        const logProbs = tf.logSoftmax(head)
        const probs = tf.softmax(head)
        const kl = tf.sum(tf.mul(tf.softmax(before[k]), tf.sub(tf.logSoftmax(before[k]), logProbs)), -1)
        return {
          logProb: tf.sum(tf.mul(logProbs, tf.oneHot(chosen[k], head.shape[1]!)), -1),
          entropy: tf.neg(tf.sum(tf.mul(probs, logProbs), -1)),
          kl,
        }
      })
      return {
        logProb: tf.add(heads[0].logProb, heads[1].logProb),
        entropy: tf.add(heads[0].entropy, heads[1].entropy),
        kl: tf.add(heads[0].kl, heads[1].kl),
      }
    }
    await expectAgreement(fn, specs, feeds)
  })

  it('the losses of a Gaussian VAE', async () => {
    const specs: Record<string, TensorSpec> = {
      x: { shape: [4, 5] },
      noise: { shape: [4, 3] },
      encoder: { shape: [5, 6] },
      decoder: { shape: [3, 5] },
    }
    const uniform = generator(11)
    const feeds = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, draw(spec, uniform)]))
    const fn: TracedFunction = ({ x, noise, encoder, decoder }) => {
      const [mean, logVar] = tf.split(tf.matMul(x, encoder), 2, 1)
      const z = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(0.5, logVar))))
      const reconstruction = tf.mean(tf.sum(tf.squaredDifference(tf.matMul(z, decoder), x), -1))
      const terms = tf.sub(tf.sub(tf.add(tf.square(mean), tf.exp(logVar)), 1), logVar)
      return { reconstruction, kl: tf.mul(0.5, tf.mean(tf.sum(terms, -1))) }
    }
    await expectAgreement(fn, specs, feeds)
  })

  it('the losses of a categorical VAE with a straight-through sample', async () => {
    const specs: Record<string, TensorSpec> = {
      logits: { shape: [4, 3, 5] },
      gumbel: { shape: [4, 3, 5] },
      w: { shape: [15, 2] },
    }
    const uniform = generator(12)
    const feeds = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, draw(spec, uniform)]))
    const fn: TracedFunction = ({ logits, gumbel, w }) => {
      const soft = tf.softmax(tf.div(tf.add(logits, gumbel), 0.7))
      const hard = tf.oneHot(tf.argMax(tf.add(logits, gumbel), -1) as tf.Tensor1D, 5, 1, 0, 'float32')
      // Straight through: the value of `hard`, the gradient of `soft`.
      const through = tf.customGrad((_soft, h) => ({
        value: tf.clone(h as T),
        gradFunc: (dy) => [dy, tf.zerosLike(dy)],
      }))
      const sample = through(soft, hard)
      const logProbs = tf.logSoftmax(logits)
      const kl = tf.sum(tf.mul(tf.exp(logProbs), tf.add(logProbs, Math.log(5))), [1, 2])
      return { decoded: tf.matMul(tf.reshape(sample, [4, 15]), w), kl }
    }
    await expectAgreement(fn, specs, feeds)
  })
})

describe('random programs', () => {
  /** Each makes one [3,4] tensor of moderate numbers from two. */
  const STEPS: ((x: T, y: T) => T)[] = [
    (x, y) => tf.tanh(tf.add(x, y)),
    (x, y) => tf.tanh(tf.mul(x, y)),
    (x, y) => tf.sub(x, tf.mean(y, 0)),
    (x, y) => tf.div(x, tf.add(tf.square(y), 1)),
    (x, y) => tf.sigmoid(tf.matMul(tf.matMul(x, y, false, true), y)),
    (x) => tf.softmax(x),
    (x) => tf.logSoftmax(x),
    (x, y) => tf.mul(x, tf.sum(tf.tanh(y), 1, true)),
    (x) => tf.transpose(tf.reshape(tf.tanh(x), [4, 3])),
    (x, y) => tf.concat([tf.slice(x, [0, 0], [3, 2]), tf.slice(y, [0, 1], [3, 2])], 1),
    (x, y) => tf.add(tf.exp(tf.neg(tf.square(x))), tf.relu(y)),
    (x) =>
      tf.slice(
        tf.pad(x, [
          [1, 1],
          [0, 2],
        ]),
        [0, 1],
        [3, 4],
      ),
    (x, y) => tf.where(tf.greater(y, 0.1), x, tf.mul(0.5, y)),
    (x) => tf.tanh(tf.cumsum(x, 0)),
    (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')),
    (x, y) => tf.sqrt(tf.add(tf.squaredDifference(x, y), 0.1)),
    (x) => tf.broadcastTo(tf.mean(x, 1, true), [3, 4]),
    (x, y) => tf.unstack(tf.stack([y, x], 2), 2)[1],
    (x) => tf.clipByValue(tf.mul(x, 2), -0.7, 0.9),
    (x, y) => tf.tanh(tf.sub(x, tf.neg(y))),
  ]
  const step = fc.tuple(fc.nat(STEPS.length - 1), fc.nat(20), fc.nat(20))

  it('have the values and gradients that they have eagerly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), async (program, seed) => {
        const uniform = generator(seed)
        const feeds = { x: draw(XY.x, uniform), y: draw(XY.y, uniform) }
        const fn: TracedFunction = ({ x, y }) => {
          const made = [x, y]
          for (const [op, i, j] of program) made.push(STEPS[op](made[i % made.length], made[j % made.length]))
          return { last: made.at(-1)!, total: tf.mean(tf.addN(made)) }
        }
        await expectAgreement(fn, XY, feeds, { tolerance: 1e-4 })
      }),
      { numRuns: 60, seed: 20 },
    )
  })
})

describe('compile refuses', () => {
  const x = { x: { shape: [2, 2] } }
  const refused = (fn: TracedFunction, specs: Record<string, TensorSpec> = x) =>
    compile(fn, specs).then(
      () => 'compiled',
      (e) => e.message,
    )

  it('a kernel it does not cover, by name', async () => {
    expect(await refused(({ x: t }) => ({ y: tf.topk(t, 1).values }))).toMatch(
      /kernel TopK is not supported.*x \[2,2\]/,
    )
  })

  it('random ops', async () => {
    expect(await refused(({ x: t }) => ({ y: tf.add(t, tf.randomNormal([2, 2])) }))).toMatch(/random op randomNormal/)
    expect(await refused(({ x: t }) => ({ y: tf.dropout(t, 0.5) }))).toMatch(/random op/)
    expect(await refused(({ x: t }) => ({ y: tf.multinomial(t as tf.Tensor2D, 3) }))).toMatch(/random op/i)
  })

  it('reading a symbolic tensor', async () => {
    expect(await refused(({ x: t }) => ({ y: tf.scalar(t.dataSync()[0]) }))).toMatch(/dataSync.*symbolic tensor/)
  })

  it('a name that is both input and output', async () => {
    expect(await refused(({ x: t }) => ({ x: tf.add(t, 1) }))).toMatch(/'x' is the name of an input and of an output/)
  })

  it('a promise', async () => {
    expect(await refused((async () => ({})) as unknown as TracedFunction)).toMatch(/not a promise/)
  })

  it('and leaves the backend as it was', async () => {
    await tf.setBackend('cpu')
    const before = tf.memory().numTensors
    await refused(({ x: t }) => ({ y: tf.topk(t, 1).values }))
    expect(tf.getBackend()).toBe('cpu')
    expect(tf.memory().numTensors).toBe(before)
    expect(tf.tensor1d([1, 2]).dataSync()[1]).toBe(2)
  })
})
