/** Adam against vectors, and the compiled update against its eager twin. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { adamStep, clipFactor, globalNorm } from '../../agents/tensor/adam.ts'
import type { TypedArray } from '../../agents/tensor/compile.ts'
import { initParams, orthogonal, paramTable, zeros } from '../../agents/tensor/params.ts'
import { compileUpdate, eagerUpdate } from '../../agents/tensor/train.ts'
import type { UpdateSpec, Updater } from '../../agents/tensor/train.ts'
import type { Input } from '../vectors/adam.ts'
import { draw, expectClose, generator } from './tensor-agree.ts'

interface AdamCase {
  id: string
  input: Input
  expected: { adam_trajectory: number[][]; adamw_trajectory: number[][]; clipped_grad0: number[]; grad0_norm: number }
}

const VECTORS = fileURLToPath(new URL('../../../shared/vectors/adam.json', import.meta.url))
const cases: AdamCase[] = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, 'utf8')).cases : []

describe.skipIf(cases.length === 0)('Adam follows the test vectors (skipped where ../shared/vectors is absent)', () => {
  it.each(cases)('$id: in double to 1e-9, with and without weight decay', ({ input, expected }) => {
    const { theta, grads, lr, beta1, beta2, eps, weight_decay: decay } = input
    for (const [weightDecay, trajectory] of [
      [0, expected.adam_trajectory],
      [decay, expected.adamw_trajectory],
    ] as const) {
      const x = Float64Array.from(theta)
      const [m, v] = [new Float64Array(x.length), new Float64Array(x.length)]
      grads.forEach((gradient, t) => {
        adamStep(x, m, v, gradient, lr, t + 1, { beta1, beta2, eps, weightDecay })
        expectClose(x, trajectory[t], 1e-9, `step ${t}`)
      })
    }
  })

  it.each(cases)('$id: clips by global norm', ({ input, expected }) => {
    const norm = globalNorm(input.grads[0])
    expect(norm).toBeCloseTo(expected.grad0_norm, 9)
    const factor = clipFactor(norm, input.clip_norm)
    const clipped = input.grads[0].map((g) => g * factor)
    expectClose(clipped, expected.clipped_grad0, 1e-9)
  })

  it.each(cases)('$id: the compiled update follows them to single precision', async ({ input, expected }) => {
    const { grads, lr, beta1, beta2, eps, weight_decay: weightDecay } = input
    const updater = await compileUpdate(linear(input.theta.length, { beta1, beta2, eps, weightDecay }), {
      theta: Float32Array.from(input.theta),
    })
    for (const [t, gradient] of grads.entries()) {
      await updater.update({ g: Float32Array.from(gradient) }, lr)
      expectClose(updater.theta, expected.adamw_trajectory[t], 2e-6, `step ${t}`)
    }
    await updater.close()
  })
})

/** A loss whose gradient is what is fed. */
function linear(size: number, adam?: UpdateSpec['adam'], clipNorm?: number): UpdateSpec {
  return {
    params: paramTable({ x: [size] }),
    batch: { g: { shape: [size] } },
    loss: ({ x }, { g }) => ({ loss: tf.sum(tf.mul(x, g)) as tf.Scalar }),
    adam,
    clipNorm,
  }
}

const params = paramTable({ w0: [5, 8], b0: [8], w1: [8, 3], b1: [3], unused: [2] })
const spec: UpdateSpec = {
  params,
  batch: { x: { shape: [16, 5] }, label: { shape: [16], dtype: 'int32' } },
  clipNorm: 0.1,
  adam: { eps: 1e-5, weightDecay: 0.01 },
  loss: (p, { x, label }) => {
    const hidden = tf.tanh(tf.add(tf.matMul(x, p.w0), p.b0))
    const logProbs = tf.logSoftmax(tf.add(tf.matMul(hidden, p.w1), p.b1))
    const chosen = tf.sum(tf.mul(logProbs, tf.oneHot(label as tf.Tensor1D, 3)), -1)
    const correct = tf.equal(tf.argMax(logProbs, -1), label)
    return { loss: tf.neg(tf.mean(chosen)) as tf.Scalar, accuracy: tf.mean(tf.cast(correct, 'float32')) as tf.Scalar }
  },
}

function batches(count: number): Record<string, TypedArray>[] {
  const uniform = generator(4)
  return Array.from({ length: count }, () => ({
    x: draw(spec.batch.x, uniform),
    label: draw(spec.batch.label, uniform, 0, 3),
  }))
}

const start = () => ({
  theta: initParams(
    params,
    { w0: orthogonal(), b0: zeros, w1: orthogonal(), b1: zeros, unused: orthogonal() },
    generator(2),
  ),
})

async function run(updater: Updater, data: Record<string, TypedArray>[], lr = 0.01) {
  const metrics = []
  for (const batch of data) metrics.push(await updater.update(batch, lr))
  await updater.close()
  return { theta: updater.theta.slice(), m: updater.m.slice(), v: updater.v.slice(), steps: updater.steps, metrics }
}

describe('compileUpdate', () => {
  it('takes the steps that the eager update takes', async () => {
    await tf.setBackend('cpu')
    const compiled = await run(await compileUpdate(spec, start()), batches(12))
    const eager = await run(await eagerUpdate(spec, start()), batches(12))
    expectClose(compiled.theta, eager.theta, 1e-5)
    expectClose(compiled.m, eager.m, 1e-5)
    expect(compiled.steps).toBe(12)
    expect(Object.keys(compiled.metrics[0])).toEqual(Object.keys(eager.metrics[0]))
    expect(Object.keys(compiled.metrics[0])).toEqual(['loss', 'accuracy', 'gradNorm'])
    for (const [t, metrics] of compiled.metrics.entries()) {
      for (const [name, value] of Object.entries(metrics)) expect(value).toBeCloseTo(eager.metrics[t][name], 4)
    }
  })

  it('lowers the loss', async () => {
    const [batch] = batches(1)
    const { metrics } = await run(await compileUpdate(spec, start()), Array(200).fill(batch))
    expect(metrics.at(-1)!.loss).toBeLessThan(0.5 * metrics[0].loss)
  })

  it.each([1, 2])('gives the same bytes each run on %i threads', async (threads) => {
    const runs = [0, 1].map(async () => run(await compileUpdate({ ...spec, threads }, start()), batches(8)))
    const [a, b] = await Promise.all(runs)
    expect(b).toEqual(a)
  })

  it('goes on from theta, m, v and steps as if it had not stopped', async () => {
    const data = batches(8)
    const whole = await run(await compileUpdate(spec, start()), data)
    const half = await run(await compileUpdate(spec, start()), data.slice(0, 4))
    const resumed = await run(await compileUpdate(spec, half), data.slice(4))
    for (const name of ['theta', 'm', 'v', 'steps'] as const) expect(resumed[name]).toEqual(whole[name])
  })

  it('clips only what is above the bound', async () => {
    const updater = await compileUpdate(linear(2, {}, 5), { theta: new Float32Array(2) })
    const { gradNorm } = await updater.update({ g: Float32Array.of(6, 8) }, 0.1)
    expect(gradNorm).toBeCloseTo(10, 5)
    expectClose(updater.m, [0.3, 0.4], 1e-5)
    const small = await compileUpdate(linear(2, {}, 5), { theta: new Float32Array(2) })
    await small.update({ g: Float32Array.of(0.6, 0.8) }, 0.1)
    expectClose(small.m, [0.06, 0.08], 1e-6)
    await Promise.all([updater.close(), small.close()])
  })

  it('gives the gradient without changing anything', async () => {
    const [batch] = batches(1)
    const updater = await compileUpdate(spec, start())
    const eager = await eagerUpdate(spec, start())
    const got = await updater.gradient(batch)
    const wanted = await eager.gradient(batch)
    expectClose(got.gradient, wanted.gradient, 1e-5)
    expect(got.metrics.gradNorm).toBeCloseTo(globalNorm(wanted.gradient), 5)
    expect(updater.theta).toEqual(start().theta)
    expect(updater.steps).toBe(0)
    await updater.close()
  })

  it('says what is wrong with a batch, a state or a loss', async () => {
    const updater = await compileUpdate(spec, start())
    const [{ x, label }] = batches(1)
    await expect(updater.update({ x }, 0.1)).rejects.toThrow(/'batch\/label' is missing/)
    await expect(updater.update({ x: x.slice(1), label }, 0.1)).rejects.toThrow(/79 elements when expected 80/)
    expect(updater.steps).toBe(0)
    const first = updater.update({ x, label }, 0.1)
    await expect(updater.update({ x, label }, 0.1)).rejects.toThrow(/before the last one ended/)
    await first
    expect(updater.steps).toBe(1)
    await updater.close()
    await expect(compileUpdate(spec, { theta: new Float32Array(3) })).rejects.toThrow(/theta has 3 elements/)
    const vector: UpdateSpec = { ...spec, loss: (p) => ({ loss: p.b0 as unknown as tf.Scalar }) }
    await expect(compileUpdate(vector)).rejects.toThrow(/'loss' has shape \[8\] when expected a scalar/)
  })
})

describe('memory', () => {
  it('is flat over ten updates, compiled and eager', async () => {
    await tf.setBackend('cpu')
    for (const make of [compileUpdate, eagerUpdate]) {
      const updater = await make(spec, start())
      const data = batches(11)
      await updater.update(data[0], 0.01)
      const before = tf.memory().numTensors
      for (const batch of data.slice(1)) await updater.update(batch, 0.01)
      expect(tf.memory().numTensors).toBe(before)
      await updater.close()
    }
  })

  it('is flat over ten compilations', async () => {
    await tf.setBackend('cpu')
    await (await compileUpdate(spec)).close()
    const before = tf.memory()
    for (let i = 0; i < 10; i++) await (await compileUpdate(spec)).close()
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  })
})
