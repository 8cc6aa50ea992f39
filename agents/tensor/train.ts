/**
 * One training step as one program: forward, backward, clipping by global norm and Adam.
 *
 * `compileUpdate` traces the loss with TensorFlow.js autodiff and runs the whole step in a single ONNX Runtime call
 * over flat theta, m and v. `eagerUpdate` runs the same loss op by op on the eager backend, with Adam on the host.
 */
import * as tf from '@tensorflow/tfjs-core'
import { ADAM_DEFAULTS, adamScalars, adamStep, clipFactor, globalNorm } from './adam.ts'
import type { AdamOptions } from './adam.ts'
import { compile } from './compile.ts'
import type { CompileOptions, Program, TensorSpec, TypedArray } from './compile.ts'
import type { ParamTable } from './params.ts'
import { sizeOf } from './shape.ts'

/** Named scalars; `loss` is what is minimised, the others are reported. */
export type LossResult = { loss: tf.Scalar } & Record<string, tf.Scalar>
export type LossFunction = (params: Record<string, tf.Tensor>, batch: Record<string, tf.Tensor>) => LossResult

export interface UpdateSpec extends Pick<CompileOptions, 'threads' | 'provider'> {
  params: ParamTable
  batch: Record<string, TensorSpec>
  loss: LossFunction
  /** Largest global norm of the gradient; unlimited where absent. */
  clipNorm?: number
  adam?: AdamOptions
}

export type Metrics = Record<string, number>

export interface Updater {
  /** Current parameters. `update` may replace the array by another: read it afresh after each update. */
  theta: Float32Array
  /** First and second moments of the gradient; replaced like theta. */
  m: Float32Array
  v: Float32Array
  /** Updates done; the next is number steps + 1. */
  steps: number
  /** One step on `batch`, which is read only. @returns loss, the loss's metrics and gradNorm (before clipping). */
  update(batch: Record<string, TypedArray>, lr: number): Promise<Metrics>
  /** The gradient before clipping, at the current theta, in a new array; nothing is changed. */
  gradient(batch: Record<string, TypedArray>): Promise<{ gradient: Float32Array; metrics: Metrics }>
  /** Frees what the updater holds. The arrays stay. */
  close(): Promise<void>
}

/** Where a run stands; give it to go on from there. The arrays are copied. */
export interface UpdaterState {
  theta: Float32Array
  m?: Float32Array
  v?: Float32Array
  steps?: number
}

/** theta, m, v of the table's length: copies of `state`, zeros where it is silent. */
function startingState(table: ParamTable, state?: UpdaterState) {
  const copy = (name: 'theta' | 'm' | 'v') => {
    const given = state?.[name]
    if (given && given.length !== table.size) {
      throw new Error(`train: ${name} has ${given.length} elements when expected ${table.size}`)
    }
    return given ? given.slice() : new Float32Array(table.size)
  }
  return { theta: copy('theta'), m: copy('m'), v: copy('v'), steps: state?.steps ?? 0 }
}

/** Parameters by name, as slices of a flat tensor. */
export function split(table: ParamTable, theta: tf.Tensor): Record<string, tf.Tensor> {
  const entries = Object.entries(table.entries)
  const parts = tf.split(
    theta as tf.Tensor1D,
    entries.map(([, { size }]) => size),
  )
  return Object.fromEntries(entries.map(([name, { shape }], i) => [name, tf.reshape(parts[i], [...shape])]))
}

/** Loss, metrics and the flat gradient [table.size] of the loss. A parameter that the loss ignores has gradient 0. */
function lossAndGradient(spec: UpdateSpec, theta: tf.Tensor, batch: Record<string, tf.Tensor>) {
  const params = split(spec.params, theta)
  const list = Object.values(params)
  const metrics: Record<string, tf.Tensor> = {}
  const { grads } = tf.engine().gradients(
    () => {
      const result = spec.loss(params, batch)
      checkResult(result)
      for (const [name, value] of Object.entries(result)) metrics[name] = tf.keep(tf.cast(value, 'float32'))
      return result.loss
    },
    list,
    undefined,
    true,
  )
  const flat = list.map((param, i) => tf.reshape(grads[i] ?? tf.zeros(param.shape), [param.size]))
  return { metrics, gradient: tf.concat(flat, 0) as tf.Tensor1D }
}

function checkResult(result: LossResult): void {
  if (!(result?.loss instanceof tf.Tensor)) throw new Error('train: the loss function must return { loss, ...metrics }')
  for (const [name, value] of Object.entries(result)) {
    if (value.size !== 1) throw new Error(`train: '${name}' has shape [${value.shape}] when expected a scalar`)
    if (name === 'gradNorm') throw new Error("train: 'gradNorm' is reported by the update itself; rename that metric")
  }
}

/** Metrics as one vector, the norm last; the metrics, which outlive their scope, are disposed. */
function stacked(metrics: Record<string, tf.Tensor>, norm: tf.Tensor): tf.Tensor {
  const values = [...Object.values(metrics), norm].map((value) => tf.reshape(value, [1]))
  tf.dispose(metrics)
  return tf.concat(values, 0)
}

/** Inputs of a batch are fed under this prefix, so that no name meets one of ours. */
const BATCH = 'batch/'
const prefixed = <T>(batch: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(batch).map(([name, value]) => [BATCH + name, value]))
const unprefixed = <T>(inputs: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name.startsWith(BATCH))
      .map(([name, value]) => [name.slice(BATCH.length), value]),
  )

/** The optimizer step on flat tensors; `scalars` is [stepSize, momentScale, shrink]. */
function adamOnTensors(spec: UpdateSpec, inputs: Record<string, tf.Tensor>, gradient: tf.Tensor) {
  const { beta1, beta2, eps, weightDecay } = { ...ADAM_DEFAULTS, ...spec.adam }
  const [stepSize, momentScale, shrink] = tf.unstack(inputs.scalars)
  const norm = tf.sqrt(tf.sum(tf.square(gradient)))
  const clipped = spec.clipNorm === undefined ? gradient : tf.mul(gradient, clipOnTensor(norm, spec.clipNorm))
  const m = tf.add(tf.mul(inputs.m, beta1), tf.mul(clipped, 1 - beta1))
  const v = tf.add(tf.mul(inputs.v, beta2), tf.mul(tf.square(clipped), 1 - beta2))
  const step = tf.div(tf.mul(m, stepSize), tf.add(tf.mul(tf.sqrt(v), momentScale), eps))
  const theta = tf.sub(weightDecay === 0 ? inputs.theta : tf.mul(inputs.theta, shrink), step)
  return { theta, m, v, norm }
}

const clipOnTensor = (norm: tf.Tensor, clipNorm: number) => tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)))

/**
 * Compiles the update. `state` is where to start (zeros where absent).
 *
 * Two sets of theta, m and v are kept: an update reads one and writes the other, so nothing is allocated. An array
 * read before an update is therefore overwritten by the second update after it; copy what must last.
 * The same batches give the same bytes at each run with the same number of threads.
 */
export async function compileUpdate(spec: UpdateSpec, state?: UpdaterState): Promise<Updater> {
  const { params, batch } = spec
  const flat: TensorSpec = { shape: [params.size] }
  let names: string[] = []
  const program = await compile(
    (inputs) => {
      const { metrics, gradient } = lossAndGradient(spec, inputs.theta, unprefixed(inputs))
      const next = adamOnTensors(spec, inputs, gradient)
      names = [...Object.keys(metrics), 'gradNorm']
      return {
        'next/theta': next.theta,
        'next/m': next.m,
        'next/v': next.v,
        metrics: stacked(metrics, next.norm),
      }
    },
    { theta: flat, m: flat, v: flat, scalars: { shape: [3] }, ...prefixed(batch) },
    { threads: spec.threads, provider: spec.provider, name: 'update' },
  )
  return new CompiledUpdater(spec, program, names, state)
}

class CompiledUpdater implements Updater {
  theta: Float32Array
  m: Float32Array
  v: Float32Array
  steps: number
  #spec: UpdateSpec
  #adam: Required<AdamOptions>
  #program: Program
  #gradient: Promise<Program> | undefined
  #names: string[]
  #spare: { theta: Float32Array; m: Float32Array; v: Float32Array }
  #scalars = new Float32Array(3)
  #metrics: Float32Array
  #running = false

  constructor(spec: UpdateSpec, program: Program, names: string[], state?: UpdaterState) {
    const { theta, m, v, steps } = startingState(spec.params, state)
    this.theta = theta
    this.m = m
    this.v = v
    this.steps = steps
    this.#spec = spec
    this.#adam = { ...ADAM_DEFAULTS, ...spec.adam }
    this.#program = program
    this.#names = names
    const size = spec.params.size
    this.#spare = { theta: new Float32Array(size), m: new Float32Array(size), v: new Float32Array(size) }
    this.#metrics = new Float32Array(names.length)
  }

  async update(batch: Record<string, TypedArray>, lr: number): Promise<Metrics> {
    if (this.#running) throw new Error('train: update() before the last one ended; await it')
    this.#running = true
    const { stepSize, momentScale, shrink } = adamScalars(lr, this.steps + 1, this.#adam)
    this.#scalars.set([stepSize, momentScale, shrink])
    const { theta, m, v } = this
    const next = this.#spare
    try {
      await this.#program.run(
        { theta, m, v, scalars: this.#scalars, ...prefixed(batch) },
        { 'next/theta': next.theta, 'next/m': next.m, 'next/v': next.v, metrics: this.#metrics },
      )
    } finally {
      this.#running = false
    }
    this.#spare = { theta, m, v }
    this.theta = next.theta
    this.m = next.m
    this.v = next.v
    this.steps++
    return named(this.#names, this.#metrics)
  }

  async gradient(batch: Record<string, TypedArray>): Promise<{ gradient: Float32Array; metrics: Metrics }> {
    this.#gradient ??= compileGradient(this.#spec)
    const program = await this.#gradient
    const { gradient, metrics } = await program.run({ theta: this.theta, ...prefixed(batch) })
    return { gradient: gradient as Float32Array, metrics: named(this.#names, metrics as Float32Array) }
  }

  async close(): Promise<void> {
    await this.#program.close()
    await (await this.#gradient)?.close()
  }
}

const named = (names: string[], values: ArrayLike<number>): Metrics =>
  Object.fromEntries(names.map((name, i) => [name, values[i]]))

function compileGradient(spec: UpdateSpec): Promise<Program> {
  return compile(
    (inputs) => {
      const { metrics, gradient } = lossAndGradient(spec, inputs.theta, unprefixed(inputs))
      const norm = tf.sqrt(tf.sum(tf.square(gradient)))
      return { gradient, metrics: stacked(metrics, norm) }
    },
    { theta: { shape: [spec.params.size] }, ...prefixed(spec.batch) },
    { threads: spec.threads, provider: spec.provider, name: 'gradient' },
  )
}

/** The same updater without compiling: the loss on the eager backend in use, clipping and Adam on the host. */
export async function eagerUpdate(spec: UpdateSpec, state?: UpdaterState): Promise<Updater> {
  const adam = { ...ADAM_DEFAULTS, ...spec.adam }
  const updater: Updater = {
    ...startingState(spec.params, state),
    async gradient(batch) {
      return eagerGradient(spec, updater.theta, batch)
    },
    async update(batch, lr) {
      const { gradient, metrics } = eagerGradient(spec, updater.theta, batch)
      const factor = clipFactor(globalNorm(gradient), spec.clipNorm)
      for (let i = 0; i < gradient.length; i++) gradient[i] *= factor
      updater.steps++
      adamStep(updater.theta, updater.m, updater.v, gradient, lr, updater.steps, adam)
      return metrics
    },
    async close() {},
  }
  return updater
}

function eagerGradient(spec: UpdateSpec, theta: Float32Array, batch: Record<string, TypedArray>) {
  checkBatch(spec.batch, batch)
  tf.engine().startScope('eagerGradient')
  try {
    const tensors = Object.fromEntries(
      Object.entries(spec.batch).map(([name, tensorSpec]) => [name, eagerTensor(batch[name], tensorSpec)]),
    )
    const { metrics, gradient } = lossAndGradient(spec, tf.tensor1d(theta), tensors)
    const flat = new Float32Array(gradient.dataSync())
    const numbers: Metrics = {}
    for (const [name, value] of Object.entries(metrics)) {
      numbers[name] = value.dataSync()[0]
      value.dispose()
    }
    return { gradient: flat, metrics: { ...numbers, gradNorm: globalNorm(flat) } }
  } finally {
    tf.engine().endScope()
  }
}

/** A tensor for the eager backend; bytes arrive as floats, as in a compiled program. */
export function eagerTensor(array: TypedArray, { shape, dtype = 'float32' }: TensorSpec): tf.Tensor {
  if (dtype === 'uint8') return tf.tensor(Float32Array.from(array), [...shape], 'float32')
  return tf.tensor(array, [...shape], dtype)
}

function checkBatch(specs: Record<string, TensorSpec>, batch: Record<string, TypedArray>): void {
  for (const name of Object.keys(batch)) {
    if (!(name in specs)) throw new Error(`train: unknown batch '${name}'; expected ${Object.keys(specs).join(', ')}`)
  }
  for (const [name, { shape }] of Object.entries(specs)) {
    const got = batch[name]?.length
    if (got !== sizeOf(shape)) {
      throw new Error(`train: batch '${name}' got ${got} elements when expected ${sizeOf(shape)} for shape [${shape}]`)
    }
  }
}
