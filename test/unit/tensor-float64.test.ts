/** Programs of precision float64: the same trace with doubles. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { compile, type TracedFunction } from '../../agents/tensor/compile.ts'
import { generator } from './tensor-agree.ts'

const uniform = generator(7)
const x = Float64Array.from({ length: 6 }, () => uniform() * 2 - 1)

async function double(fn: TracedFunction, shape = [2, 3], feed = x): Promise<Float64Array> {
  const program = await compile(fn, { x: { shape } }, { precision: 'float64' })
  const { y } = await program.run({ x: feed })
  await program.close()
  return y as Float64Array
}

const expectNear = (got: ArrayLike<number>, wanted: number[]) => {
  expect(got.length).toBe(wanted.length)
  for (const [i, value] of wanted.entries()) expect(Math.abs(got[i] - value)).toBeLessThan(1e-14)
}

describe("precision 'float64'", () => {
  it('takes and gives doubles', async () => {
    const program = await compile(({ x }) => ({ y: tf.tanh(x) }), { x: { shape: [6] } }, { precision: 'float64' })
    expect([program.inputs.x.dtype, program.outputs.y.dtype]).toEqual(['float64', 'float64'])
    const { y } = await program.run({ x })
    expect(y).toBeInstanceOf(Float64Array)
    expectNear(y, Array.from(x, Math.tanh))
    await expect(program.run({ x: new Float32Array(6) })).rejects.toThrow('got Float32Array when expected Float64Array')
    await program.close()
  })

  it('keeps attributes and number operands as they were written', async () => {
    expectNear(
      await double(({ x }) => ({ y: tf.clipByValue(x, -0.1, 0.3) })),
      Array.from(x, (v) => Math.min(0.3, Math.max(-0.1, v))),
    )
    expectNear(
      await double(({ x }) => ({ y: tf.mul(tf.add(x, tf.scalar(0.7)), 0.1) })),
      Array.from(x, (v) => (v + 0.7) * 0.1),
    )
    expectNear(await double(({ x }) => ({ y: tf.add(x, tf.sqrt(tf.mul(tf.scalar(0.1), 3))) })), Array.from(x, (v) => v + Math.sqrt(0.1 * 3))) // prettier-ignore
  })

  it('takes gradients', async () => {
    const y = await double(({ x }) => ({ y: tf.grad((v) => tf.sum(tf.mul(tf.exp(v), 0.2)))(x) }))
    expectNear(
      y,
      Array.from(x, (v) => 0.2 * Math.exp(v)),
    )
  })

  it('casts integers and bytes to doubles', async () => {
    const specs = { a: { shape: [2], dtype: 'uint8' as const }, b: { shape: [2], dtype: 'int32' as const } }
    const fn: TracedFunction = ({ a, b }) => ({ y: tf.mul(tf.add(a, tf.cast(b, 'float32')), 0.1) })
    const program = await compile(fn, specs, { precision: 'float64' })
    const { y } = await program.run({ a: Uint8Array.of(1, 2), b: Int32Array.of(16777217, 5) })
    expectNear(y, [16777218 * 0.1, 7 * 0.1])
    await program.close()
  })

  it('serves any batch', async () => {
    const program = await compile(({ x }) => ({ y: tf.sum(x, 1) }), { x: { shape: [-1, 3] } }, { precision: 'float64' })
    for (const rows of [1, 2]) {
      const { y } = await program.run({ x: x.slice(0, 3 * rows) })
      expectNear(y, [x[0] + x[1] + x[2], x[3] + x[4] + x[5]].slice(0, rows))
    }
    await program.close()
  })

  it('names an operator that ONNX Runtime has in single precision only', async () => {
    const compiling = double(({ x }) => ({ y: tf.erf(x) }))
    await expect(compiling).rejects.toThrow('ONNX Runtime has no double kernel for operator Erf')
  })
})

it("leaves the model's bytes alone where it is not asked for", async () => {
  const fn: TracedFunction = ({ x }) => ({ y: tf.mul(tf.clipByValue(x, 0.1, 0.9), 0.3) })
  const [plain, single] = await Promise.all([
    compile(fn, { x: { shape: [4] } }),
    compile(fn, { x: { shape: [4] } }, { precision: 'float32' }),
  ])
  expect(single.model).toEqual(plain.model)
  await Promise.all([plain.close(), single.close()])
})
