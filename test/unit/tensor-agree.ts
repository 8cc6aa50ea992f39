/** Runs one function compiled and eagerly, values and gradients, and says where they differ. */
import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { compile } from '../../agents/tensor/compile.ts'
import type { TensorSpec, TracedFunction, TypedArray } from '../../agents/tensor/compile.ts'

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z = (z + Math.imul(z ^ (z >>> 7), z | 61)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
}

/** An array of numbers in [low, high), or whole numbers in it for an integer dtype. */
export function draw(spec: TensorSpec, uniform: () => number, low = -1, high = 1): TypedArray {
  const size = spec.shape.reduce((a, b) => a * b, 1)
  const next = () => low + (high - low) * uniform()
  if (spec.dtype === 'int32') return Int32Array.from({ length: size }, () => Math.floor(next()))
  if (spec.dtype === 'uint8') return Uint8Array.from({ length: size }, () => Math.floor(next()))
  if (spec.dtype === 'bool') return Uint8Array.from({ length: size }, () => Number(uniform() < 0.5))
  return Float32Array.from({ length: size }, next)
}

/** The outputs of `fn` and, as `d/<input>`, the gradient of a weighted sum of its float outputs for each float input. */
export function withGradients(fn: TracedFunction, names: string[]): TracedFunction {
  return (inputs) => {
    const kept: Record<string, tf.Tensor> = {}
    const { grads } = tf.engine().gradients(
      () => {
        const outputs = fn(inputs)
        let sum: tf.Tensor = tf.scalar(0)
        for (const [name, output] of Object.entries(outputs)) {
          kept[name] = tf.keep(output)
          if (output.dtype !== 'float32') continue
          const weights = Float32Array.from({ length: output.size }, (_, i) => Math.cos(i + 1))
          sum = tf.add(sum, tf.sum(tf.mul(output, tf.tensor(weights, output.shape))))
        }
        return sum as tf.Scalar
      },
      names.map((name) => inputs[name]),
      undefined,
      true,
    )
    names.forEach((name, i) => (kept[`d/${name}`] = grads[i] ?? tf.zerosLike(inputs[name])))
    return kept
  }
}

/** What `fn` gives on the `cpu` backend. */
export async function eager(
  fn: TracedFunction,
  specs: Record<string, TensorSpec>,
  feeds: Record<string, TypedArray>,
): Promise<Record<string, Float32Array>> {
  await tf.setBackend('cpu')
  const before = tf.memory().numTensors
  const tensors = Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype = 'float32' }]) => [
      name,
      tf.tensor(Array.from(feeds[name]), [...shape], dtype === 'uint8' ? 'float32' : dtype),
    ]),
  )
  tf.engine().startScope()
  const outputs = fn(tensors)
  const result: Record<string, Float32Array> = {}
  for (const [name, tensor] of Object.entries(outputs)) result[name] = Float32Array.from(tensor.dataSync())
  for (const tensor of Object.values(outputs)) if (tensor.kept) tensor.dispose()
  tf.engine().endScope()
  for (const tensor of Object.values(tensors)) tensor.dispose()
  expect(tf.memory().numTensors).toBe(before)
  return result
}

/** Asserts that `fn`, compiled, gives what it gives eagerly, and so do its gradients for float inputs. */
export async function expectAgreement(
  fn: TracedFunction,
  specs: Record<string, TensorSpec>,
  feeds: Record<string, TypedArray>,
  { tolerance = 2e-5, gradients = true }: { tolerance?: number; gradients?: boolean } = {},
): Promise<Record<string, TypedArray>> {
  const names = Object.keys(specs).filter((name) => (specs[name].dtype ?? 'float32') === 'float32')
  const both = gradients && names.length ? withGradients(fn, names) : fn
  const wanted = await eager(both, specs, feeds)
  const program = await compile(both, specs)
  const got = await program.run(feeds)
  await program.close()
  expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort())
  for (const name of Object.keys(wanted)) expectClose(got[name], wanted[name], tolerance, name)
  return got
}

/** Weighted sum of the float outputs, as in `withGradients`, in double. */
function weightedSum(outputs: Record<string, tf.Tensor>): number {
  let sum = 0
  for (const output of Object.values(outputs)) {
    if (output.dtype !== 'float32') continue
    output.dataSync().forEach((value, i) => (sum += Math.fround(Math.cos(i + 1)) * value))
  }
  return sum
}

/**
 * Asserts that eager gradients agree with central differences in float32, to a few parts in a hundred: enough to
 * tell a wrong rule, which compiled and eager share, from a right one. At most 40 elements an input are tried.
 */
export async function expectFiniteDifferences(
  fn: TracedFunction,
  specs: Record<string, TensorSpec>,
  feeds: Record<string, TypedArray>,
): Promise<void> {
  const names = Object.keys(specs)
  const gradients = await eager(withGradients(fn, names), specs, feeds)
  const width = 2 ** -8
  const at = (name: string, i: number, by: number) =>
    tf.tidy(() => {
      const moved = { ...feeds, [name]: feeds[name].slice() }
      moved[name][i] += by
      return weightedSum(
        fn(Object.fromEntries(names.map((key) => [key, tf.tensor(moved[key], [...specs[key].shape], 'float32')]))),
      )
    })
  for (const name of names) {
    const got = gradients[`d/${name}`]
    const stride = Math.ceil(got.length / 40)
    for (let i = 0; i < got.length; i += stride) {
      const wanted = (at(name, i, width) - at(name, i, -width)) / (2 * width)
      const message = `d/${name}[${i}]: got ${got[i]} when differences give ${wanted}`
      expect(Math.abs(got[i] - wanted) <= 0.03 * Math.max(1, Math.abs(wanted)), message).toBe(true)
    }
  }
}

/** Asserts |got - wanted| <= tolerance·max(1, largest |wanted|), and NaN or infinity only where wanted. */
export function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  name = 'array',
): void {
  expect(got.length, name).toBe(wanted.length)
  let scale = 1
  for (let i = 0; i < wanted.length; i++) if (Number.isFinite(wanted[i])) scale = Math.max(scale, Math.abs(wanted[i]))
  for (let i = 0; i < wanted.length; i++) {
    if (Object.is(got[i], wanted[i]) || got[i] === wanted[i]) continue
    const message = `${name}[${i}]: got ${got[i]} when expected ${wanted[i]} (largest ${scale})`
    expect(Math.abs(got[i] - wanted[i]) <= tolerance * scale, message).toBe(true)
  }
}
