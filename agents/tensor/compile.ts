/**
 * Compiles a TensorFlow.js function to an ONNX model and runs it with ONNX Runtime.
 *
 *     const program = await compile(({ x, w }) => ({ y: tf.matMul(x, w) }), { x: { shape: [8, 4] }, w: { shape: [4, 2] } })
 *     const { y } = await program.run({ x: new Float32Array(32), w: new Float32Array(8) })
 */
import type * as ort from 'onnxruntime-node'
import { encodeModel } from './onnx.ts'
import { batchedModel, hasBatch } from './batched.ts'
import type { Precision } from './graph.ts'
import { sizeOf } from './shape.ts'
import { trace } from './trace.ts'
import type { Dtype, Traced, TensorSpec, TracedFunction } from './trace.ts'

export type { Dtype, TensorSpec, TracedFunction } from './trace.ts'

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array
export const PROVIDERS = ['cpu', 'cuda', 'webgpu'] as const
export type Provider = (typeof PROVIDERS)[number]

export interface CompileOptions {
  /** Threads inside one operator; 1 where absent. Results are the same bytes run to run for one number of threads. */
  threads?: number
  /** Where to run; `cpu` where absent. Another provider falls back to `cpu` only for operators it lacks. */
  provider?: Provider
  /** Name of the graph inside the model. */
  name?: string
  /**
   * `float64` writes the same trace with doubles wherever it says float32, inputs and outputs too, so that what trains can be
   * checked far below single precision. Attributes (bounds of clipByValue) stay the doubles they are. A number operand, which
   * TensorFlow.js rounds before it is recorded, is read as the shortest decimal that rounds to it: right up to seven digits.
   * Constants given as arrays, and what is computed while tracing (linspace), are no better than single precision. Nothing is
   * folded, so a result that hangs on constants alone cannot be read back inside `fn`.
   */
  precision?: Precision
}

/** A boundary's shape and element type; `float64` in a program of that precision. */
export type Port = Required<Omit<TensorSpec, 'dtype'>> & { dtype: Dtype | 'float64' }

export interface Program {
  readonly inputs: Record<string, Port>
  readonly outputs: Record<string, Port>
  /** The ONNX model. */
  readonly model: Uint8Array
  /**
   * Runs the program once. `feeds` holds one array an input, read only. `out` may hold arrays to write outputs into;
   * they stay the caller's. Outputs that `out` does not hold are new arrays.
   * @throws on a missing or unknown name, a wrong array type or a wrong length.
   */
  run(feeds: Record<string, TypedArray>, out?: Record<string, TypedArray>): Promise<Record<string, TypedArray>>
  /** Frees the session. The program cannot run afterwards. */
  close(): Promise<void>
}

/** The array that carries each dtype across the boundary; a bool is one byte, 0 or 1. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const

/**
 * Traces `fn` once and loads the result.
 *
 * A shape may begin with -1: a batch of any size, the same for all inputs that say so. Otherwise shapes are fixed.
 * @throws on an unsupported kernel, random op, read of a symbolic tensor, a name that is both input and output, or
 * precision `float64` with an operator that ONNX Runtime has in single precision only: Conv, ConvTranspose, AveragePool,
 * Erf, and of the trigonometric and hyperbolic ones all but Sin, Cos and Tanh.
 */
export async function compile(
  fn: TracedFunction,
  inputs: Record<string, TensorSpec>,
  options: CompileOptions = {},
): Promise<Program> {
  const traced = onnxModel(fn, inputs, options)
  const runtime = await onnxRuntime()
  return program(runtime, await open(runtime, traced.model, options), traced)
}

type Runtime = typeof ort
let runtime: Promise<Runtime> | undefined

/** ONNX Runtime, loaded when it is first needed: a machine without it can still trace, export and run eagerly. */
export const onnxRuntime = (): Promise<Runtime> => (runtime ??= import('onnxruntime-node'))

export interface Model {
  /** The ONNX model. */
  readonly model: Uint8Array
  readonly inputs: Record<string, Port>
  readonly outputs: Record<string, Port>
}

/** Traces `fn` once and writes the model, as `compile` does, without loading it. */
export function onnxModel(fn: TracedFunction, inputs: Record<string, TensorSpec>, options: CompileOptions = {}): Model {
  const { model, specs, results } = hasBatch(inputs)
    ? batchedModel(fn, inputs, options.name, options.precision)
    : fixed(fn, inputs, options)
  return { model, inputs: ports(specs, options), outputs: ports(results, options) }
}

async function open(runtime: Runtime, model: Uint8Array, options: CompileOptions): Promise<ort.InferenceSession> {
  try {
    return await runtime.InferenceSession.create(model, sessionOptions(options))
  } catch (error) {
    const [, op] = /Could not find an implementation for (\w+)/.exec(String(error)) ?? []
    if (!op || options.precision !== 'float64') throw error
    const message = `compile: ONNX Runtime has no double kernel for operator ${op}; leave precision out, or write it otherwise.`
    throw new Error(message, { cause: error })
  }
}

function ports(specs: Record<string, Required<TensorSpec>>, { precision }: CompileOptions): Ports {
  const carried = (dtype: Dtype): Port['dtype'] => (dtype === 'float32' && precision === 'float64' ? precision : dtype)
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype }]) => [name, { shape, dtype: carried(dtype) }]),
  )
}

function fixed(fn: TracedFunction, inputs: Record<string, TensorSpec>, options: CompileOptions) {
  const traced = trace(fn, inputs, options.precision)
  refuseSharedNames(traced)
  const outputs = Object.entries(traced.outputs).map(([name, value]) => ({ name, value }))
  const results = Object.fromEntries(
    outputs.map(({ name, value }) => [name, { shape: value.shape, dtype: value.type as Dtype }]),
  )
  return { model: encodeModel(traced.graph, outputs, { name: options.name }), specs: traced.inputs, results }
}

export function refuseSharedNames(traced: Traced): void {
  for (const name of Object.keys(traced.outputs)) {
    if (name in traced.inputs)
      throw new Error(`compile: '${name}' is the name of an input and of an output; rename one`)
  }
}

function sessionOptions({ threads = 1, provider = 'cpu' }: CompileOptions): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    logSeverityLevel: 3,
    // A waiting thread sleeps: on a machine that does other work too, spinning made an update two to four times as slow.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
}

type Ports = Record<string, Port>

function program(runtime: Runtime, session: ort.InferenceSession, { model, inputs, outputs }: Model): Program {
  let closed = false
  return {
    inputs,
    outputs,
    model,
    async run(feeds, out = {}) {
      if (closed) throw new Error('compile: run() on a closed program')
      const batch = batchOf(inputs, feeds)
      const fed = tensors(runtime, 'input', inputs, feeds, batch)
      for (const name of Object.keys(inputs)) {
        if (!(name in fed)) throw new Error(`compile: input '${name}' is missing; expected ${Object.keys(inputs)}`)
      }
      const owned = tensors(runtime, 'output', outputs, out, batch)
      const fetches: Record<string, ort.Tensor | null> = {}
      for (const name of Object.keys(outputs)) fetches[name] = owned[name] ?? null
      const results = await session.run(fed, fetches)
      const arrays: Record<string, TypedArray> = {}
      for (const name of Object.keys(outputs)) arrays[name] = out[name] ?? (results[name].data as TypedArray)
      return arrays
    },
    async close() {
      if (!closed) await session.release()
      closed = true
    },
  }
}

/** The batch size that the first input with a free first axis implies; 1 when there is none. */
function batchOf(inputs: Ports, feeds: Record<string, TypedArray>): number {
  for (const [name, { shape }] of Object.entries(inputs)) {
    if (shape[0] === -1 && feeds[name]) return Math.floor(feeds[name].length / sizeOf(shape.slice(1)))
  }
  return 1
}

/** Wraps arrays as ONNX Runtime tensors without copying. @throws on an unknown name, wrong type or wrong length. */
function tensors(
  runtime: Runtime,
  kind: string,
  specs: Ports,
  arrays: Record<string, TypedArray>,
  batch: number,
): Record<string, ort.Tensor> {
  const wrapped: Record<string, ort.Tensor> = {}
  for (const [name, array] of Object.entries(arrays)) {
    const spec = specs[name]
    if (!spec) throw new Error(`compile: unknown ${kind} '${name}'; expected ${Object.keys(specs).join(', ')}`)
    const shape = spec.shape[0] === -1 ? [batch, ...spec.shape.slice(1)] : spec.shape
    const wanted = ARRAYS[spec.dtype]
    if (!(array instanceof wanted)) {
      const got = (array as object)?.constructor?.name ?? typeof array
      throw new Error(`compile: ${kind} '${name}' got ${got} when expected ${wanted.name} (${spec.dtype})`)
    }
    if (array.length !== sizeOf(shape)) {
      throw new Error(
        `compile: ${kind} '${name}' got ${array.length} elements when expected ${sizeOf(shape)} for shape [${spec.shape}]`,
      )
    }
    wrapped[name] = new runtime.Tensor(spec.dtype as 'float32', array as Float32Array, shape)
  }
  return wrapped
}
