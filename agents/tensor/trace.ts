/**
 * A TensorFlow.js backend that records instead of computing.
 *
 * `trace(fn, inputs)` runs `fn` once with a symbolic tensor for each input. Every kernel that `fn` calls, and every
 * kernel that TensorFlow.js's own autodiff calls for a gradient, becomes a node of a graph. What depends on no input
 * is computed at once on the `cpu` backend and becomes a constant.
 */
import * as tf from '@tensorflow/tfjs-core'
import { cpu } from './cpu.ts'
import './gradients.ts'
import { constantData, Graph, isConstant } from './graph.ts'
import type { ElementType, Precision, Value } from './graph.ts'
import { ELEMENTWISE, KERNELS } from './kernels.ts'
import { broadcastShapes, sizeOf } from './shape.ts'

export type Dtype = 'float32' | 'int32' | 'uint8' | 'bool'

/** Shape and element type of one input or output. `uint8` is fed as bytes and arrives in `fn` as float32. */
export interface TensorSpec {
  shape: readonly number[]
  /** `float32` where absent. */
  dtype?: Dtype
}

export type TensorMap = Record<string, tf.Tensor>
export type TracedFunction = (inputs: TensorMap) => TensorMap

export interface Traced {
  graph: Graph
  inputs: Record<string, Required<TensorSpec>>
  outputs: Record<string, Value>
}

/** Ops that draw numbers on the host, which a compiled program would repeat for ever. */
const RANDOM_OPS = new Set(
  (
    'rand randomGamma randomNormal randomStandardNormal randomUniform randomUniformInt truncatedNormal dropout ' +
    'multinomial'
  ).split(' '),
)
const RANDOM_KERNELS = new Set(['Multinomial'])

const DTYPES: readonly string[] = ['float32', 'int32', 'bool']

class TraceBackend extends tf.KernelBackend {
  graph: Graph | undefined
  /** What each data id of a symbolic tensor stands for. */
  readonly values = new WeakMap<object, Value>()
  #references = new WeakMap<object, number>()
  #live = 0

  /** The graph being recorded. @throws outside `trace`. */
  get recording(): Graph {
    if (!this.graph) throw new Error("trace: the 'trace' backend got an operation outside compile(); call useBackend()")
    return this.graph
  }

  /** A data id that stands for `value`, held once. */
  hold(value: Value): object {
    const dataId = {}
    this.values.set(dataId, value)
    this.#references.set(dataId, 1)
    this.#live++
    return dataId
  }

  /** The value behind a tensor; one that lives on another backend is read and becomes a constant. */
  valueFor(info: tf.TensorInfo): Value {
    const known = this.values.get(info.dataId)
    if (known) return known
    const data = tf.engine().readSync(info.dataId as tf.DataId) as Float32Array
    const value = this.recording.constant(data, info.shape, elementType(info.dtype))
    this.values.set(info.dataId, value)
    return value
  }

  info(value: Value): tf.TensorInfo {
    return { dataId: this.hold(value), shape: [...value.shape], dtype: value.type as tf.DataType }
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    refuseRandom()
    // A missing array means zeros, as in the `cpu` backend.
    const data = (values ?? new Float32Array(sizeOf(shape))) as Float32Array
    const given =
      this.recording.precision === 'float64' && dtype === 'float32' && !shape.length ? [asWritten(data[0])] : data
    return this.hold(this.recording.constant(given, shape, elementType(dtype))) as tf.DataId
  }

  override readSync(dataId: object): tf.BackendValues {
    const value = this.values.get(dataId)
    if (value && isConstant(value)) return typedArray(value)
    throw new Error(
      'trace: dataSync, arraySync or print on a symbolic tensor. Inside a compiled function a tensor has no numbers ' +
        'yet; return it as an output, or choose with tf.where instead of an if.',
    )
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId)
  }

  override refCount(dataId: tf.DataId): number {
    return this.#references.get(dataId) ?? 0
  }

  override incRef(dataId: tf.DataId): void {
    this.#references.set(dataId, this.refCount(dataId) + 1)
  }

  override disposeData(dataId: object, force = false): boolean {
    const references = (this.#references.get(dataId) ?? 0) - 1
    this.#references.set(dataId, references)
    if (references > 0 && !force) return false
    this.#live--
    return true
  }

  override move(): never {
    throw new Error("trace: a tensor cannot move to the 'trace' backend")
  }

  override numDataIds(): number {
    return this.#live
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }

  override floatPrecision(): 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return false
  }

  override dispose(): void {}
}

let backend: TraceBackend | undefined

/**
 * The shortest decimal that rounds to `x` in single precision. TensorFlow.js has rounded a number before a backend sees it; a
 * number of up to seven digits (0.1, 1e-8) comes back as it was written, a longer one (1/3) only near.
 */
function asWritten(x: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(x.toPrecision(digits))
    if (Math.fround(decimal) === x) return decimal
  }
  return x
}

/** Registers the backend and, for every kernel name that TensorFlow.js knows, a recording or a refusing kernel. */
function traceBackend(): TraceBackend {
  if (backend) return backend
  const made = new TraceBackend()
  backend = made
  tf.registerBackend('trace', () => made, -1)
  const known = tf.getKernelsForBackend('cpu').map((kernel) => kernel.kernelName)
  for (const kernelName of new Set([...known, ...Object.keys(KERNELS)])) {
    tf.registerKernel({
      kernelName,
      backendName: 'trace',
      kernelFunc: ({ inputs, attrs }) => record(made, kernelName, inputs as tf.NamedTensorInfoMap, attrs ?? {}),
    })
  }
  return made
}

type Inputs = Record<string, Value>

/** Records one kernel call, or computes it when all its inputs are constants. */
function record(
  on: TraceBackend,
  name: string,
  infos: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo | tf.TensorInfo[] {
  const graph = on.recording
  refuseRandom()
  if (RANDOM_KERNELS.has(name)) throw randomError(name)
  const inputs: Inputs = {}
  for (const [key, info] of Object.entries(infos)) {
    if (info) inputs[key] = on.valueFor(info as tf.TensorInfo)
  }
  const result = folded(graph, name, inputs, attributes) ?? recorded(graph, name, inputs, attributes)
  return Array.isArray(result) ? result.map((value) => on.info(value)) : on.info(result)
}

function recorded(graph: Graph, name: string, inputs: Inputs, attributes: tf.NamedAttrMap): Value | Value[] {
  const kernel = KERNELS[name]
  if (kernel) return kernel(graph, inputs, attributes)
  const shapes = Object.entries(inputs).map(([key, value]) => `${key} [${value.shape}]`)
  throw new Error(
    `trace: kernel ${name} is not supported in a compiled function (called with ${shapes.join(', ') || 'no inputs'}). ` +
      `Supported: ${Object.keys(KERNELS).join(', ')}. Write it with those, or add it to agents/tensor/kernels.ts.`,
  )
}

/** The result as constants if every input is one (and small), computed by the `cpu` kernel; else undefined. */
function folded(graph: Graph, name: string, inputs: Inputs, attributes: tf.NamedAttrMap): Value | Value[] | undefined {
  const values = Object.values(inputs)
  if (!values.every(isConstant)) return undefined
  // The `cpu` backend computes in single precision.
  if (graph.precision === 'float64' && name in KERNELS) return undefined
  if (ELEMENTWISE.has(name) && values.length > 0 && values.every((value) => value.splat !== undefined)) {
    const shape = values.map((value) => value.shape).reduce(broadcastShapes)
    const scalars = Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [key, graph.splat(value.splat!, [], value.type)]),
    )
    const one = onCpu(graph, name, scalars, attributes) as Value | undefined
    return one && graph.splat(constantData(one)[0], shape, one.type)
  }
  if (!values.every((value) => graph.foldable(value))) return undefined
  return onCpu(graph, name, inputs, attributes)
}

/** Runs one kernel of the `cpu` backend on constants. */
function onCpu(graph: Graph, name: string, inputs: Inputs, attributes: tf.NamedAttrMap): Value | Value[] | undefined {
  const kernel = tf.getKernel(name, 'cpu')
  if (!kernel) return undefined
  const infos: Record<string, tf.TensorInfo> = {}
  for (const [key, value] of Object.entries(inputs)) {
    infos[key] = cpu.makeTensorInfo([...value.shape], value.type as tf.DataType, typedArray(value))
  }
  const made = Object.values(infos)
  // Kernels of many inputs (Concat, Pack, AddN) take an array; its keys are 0, 1, ...
  const given = '0' in infos ? (made as unknown as tf.NamedTensorInfoMap) : infos
  const result = kernel.kernelFunc({ inputs: given, attrs: attributes, backend: cpu })
  const outputs = [result].flat() as tf.TensorInfo[]
  const values = outputs.map((info) =>
    graph.constant(cpu.data.get(info.dataId).values, info.shape, elementType(info.dtype)),
  )
  for (const info of new Set([...made, ...outputs])) cpu.disposeIntermediateTensorInfo(info)
  return Array.isArray(result) ? values : values[0]
}

function typedArray(value: Value): Float32Array | Int32Array | Uint8Array {
  const data = constantData(value)
  if (value.type === 'float32') return Float32Array.from(data)
  return value.type === 'bool' ? Uint8Array.from(data) : Int32Array.from(data)
}

function elementType(dtype: string): ElementType {
  if (DTYPES.includes(dtype)) return dtype as ElementType
  throw new Error(`trace: got a tensor of dtype '${dtype}' when expected one of ${DTYPES.join(', ')}`)
}

function randomError(name: string): Error {
  return new Error(
    `trace: random op ${name} in a compiled function would give the same numbers at every run. ` +
      'Draw them outside and feed them as an input.',
  )
}

/** @throws when TensorFlow.js is inside a random op; ops name the scopes they open `<op>__op`. */
function refuseRandom(): void {
  for (const { name } of tf.engine().state.scopeStack) {
    const op = name?.endsWith('__op') ? name.slice(0, -4) : ''
    if (RANDOM_OPS.has(op)) throw randomError(op)
  }
}

/** Throws unless `spec` has a known dtype and a shape of non-negative integers. */
function checkedSpec(name: string, spec: TensorSpec): Required<TensorSpec> {
  const { shape, dtype = 'float32' } = spec
  if (!['float32', 'int32', 'uint8', 'bool'].includes(dtype)) {
    throw new Error(`compile: input '${name}' got dtype '${dtype}' when expected float32, int32, uint8 or bool`)
  }
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new Error(`compile: input '${name}' got shape [${shape}] when expected non-negative integers`)
  }
  return { shape: [...shape], dtype }
}

/**
 * Records `fn` on symbolic tensors of the given shapes.
 *
 * A tensor that `fn` closes over is taken as a constant, with the numbers it has now.
 * @throws on an unsupported kernel, a random op, a read of a symbolic tensor, or a result that is not named tensors.
 */
export function trace(fn: TracedFunction, specs: Record<string, TensorSpec>, precision?: Precision): Traced {
  const on = traceBackend()
  if (on.graph) throw new Error('trace: compile() inside a compiled function')
  const before = tf.engine().backendName || 'cpu'
  const graph = new Graph(precision)
  const inputs = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, checkedSpec(name, spec)]))
  on.graph = graph
  const outputs: Record<string, Value> = {}
  tf.engine().startScope('trace')
  // setBackend completes before it returns when the backend is made without a promise, as this one is.
  void tf.setBackend('trace')
  try {
    const result = fn(symbols(on, graph, inputs))
    for (const [name, tensor] of Object.entries(checkedResult(result))) outputs[name] = on.valueFor(tensor)
  } finally {
    tf.engine().endScope()
    on.graph = undefined
    void tf.setBackend(before)
  }
  return { graph, inputs, outputs }
}

function symbols(on: TraceBackend, graph: Graph, inputs: Record<string, Required<TensorSpec>>): TensorMap {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => {
      const fed = graph.input(name, shape, dtype)
      const value = dtype === 'uint8' ? graph.cast(fed, 'float32') : fed
      return [name, tf.engine().makeTensorFromTensorInfo(on.info(value), on)]
    }),
  )
}

function checkedResult(result: unknown): TensorMap {
  if (typeof result !== 'object' || result === null || result instanceof Promise || result instanceof tf.Tensor) {
    throw new Error('compile: the function must return an object of named tensors, at once (not a promise)')
  }
  for (const [name, tensor] of Object.entries(result)) {
    if (!(tensor instanceof tf.Tensor))
      throw new Error(`compile: output '${name}' is not a tensor: got ${typeof tensor}`)
  }
  if (Object.keys(result).length === 0) throw new Error('compile: the function returned no outputs')
  return result as TensorMap
}
