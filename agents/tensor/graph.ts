/**
 * A small dataflow graph in ONNX terms: values with static shapes, and the nodes that make them.
 *
 * Nodes are hash-consed (the same operator on the same values is one node) and broadcasts are lazy: an `Expand`
 * is kept behind element-wise operators for as long as the result can be computed at the smaller shape.
 */
import { broadcastShapes, sameShape, sizeOf } from './shape.ts'

export type ElementType = 'float32' | 'int32' | 'uint8' | 'bool' | 'int64'
/** What `float32` stands for when the graph is written: itself, or ONNX DOUBLE throughout. */
export type Precision = 'float32' | 'float64'
export type Attribute = number | number[] | string | { float: number }

export interface Value {
  id: number
  shape: readonly number[]
  type: ElementType
  /** The node that makes this value; absent for inputs and constants. */
  node?: GraphNode
  /** Name of the graph input this value is. */
  input?: string
  /** Every element equals this number (a constant). */
  splat?: number
  /** Elements of a constant in row-major order (float32, int32, or 0/1 for bool, int64 as plain numbers). */
  data?: ArrayLike<number>
}

export interface GraphNode {
  op: string
  inputs: Value[]
  outputs: Value[]
  attributes: Record<string, Attribute>
}

/** Largest constant (elements) that is kept in memory element by element while it is folded. */
const FOLD_LIMIT = 1 << 16

export const isConstant = (value: Value): boolean => value.splat !== undefined || value.data !== undefined

/** Elements of a constant as a plain array-like. @throws on a value that is not constant. */
export function constantData(value: Value): ArrayLike<number> {
  if (value.data) return value.data
  if (value.splat === undefined) throw new Error(`graph: value ${value.id} is not a constant`)
  return new Float64Array(sizeOf(value.shape)).fill(value.splat)
}

export class Graph {
  readonly precision: Precision
  readonly inputs: Value[] = []
  readonly nodes: GraphNode[] = []
  #known = new Map<string, Value[]>()
  #constants = new Map<string, Value>()
  #next = 0

  constructor(precision: Precision = 'float32') {
    this.precision = precision
  }

  #value(shape: readonly number[], type: ElementType): Value {
    return { id: this.#next++, shape: [...shape], type }
  }

  /** A named graph input. */
  input(name: string, shape: readonly number[], type: ElementType): Value {
    const value = this.#value(shape, type)
    value.input = name
    this.inputs.push(value)
    return value
  }

  /** A constant whose elements all equal `number`. */
  splat(number: number, shape: readonly number[], type: ElementType): Value {
    const key = `${type}[${shape}]=${Object.is(number, -0) ? '-0' : number}`
    let value = this.#constants.get(key)
    if (!value) {
      value = this.#value(shape, type)
      value.splat = type === 'float32' ? this.#rounded(number) : number
      this.#constants.set(key, value)
    }
    return value
  }

  /** A constant; `data` is copied. One that repeats a single number becomes a splat. */
  constant(data: ArrayLike<number>, shape: readonly number[], type: ElementType): Value {
    const first = Number(data[0])
    let uniform = data.length > 0
    for (let i = 1; uniform && i < data.length; i++) uniform = Object.is(Number(data[i]), first)
    if (uniform) return this.splat(first, shape, type)
    const copy = Array.prototype.map.call(data, Number) as number[]
    const key = copy.length <= 64 ? `${type}[${shape}]:${copy}` : ''
    const known = key ? this.#constants.get(key) : undefined
    if (known) return known
    const value = this.#value(shape, type)
    value.data = this.#elements(copy, type)
    if (key) this.#constants.set(key, value)
    return value
  }

  #elements(numbers: number[], type: ElementType): ArrayLike<number> {
    if (type === 'float32')
      return this.precision === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers)
    return type === 'int64' ? numbers : Int32Array.from(numbers)
  }

  #rounded(number: number): number {
    return this.precision === 'float64' ? number : Math.fround(number)
  }

  #castNumber(x: number, type: ElementType): number {
    if (type === 'float32') return this.#rounded(x)
    return type === 'bool' ? Number(x !== 0) : Math.trunc(x)
  }

  /** An int64 vector, as ONNX wants for shapes and axes. */
  indices(numbers: readonly number[]): Value {
    return this.constant(numbers, [numbers.length], 'int64')
  }

  /** Adds a node with several outputs, or returns the equal one that is there. */
  emitMany(
    op: string,
    inputs: Value[],
    outputs: { shape: readonly number[]; type: ElementType }[],
    attributes: Record<string, Attribute> = {},
  ): Value[] {
    const key = `${op}(${inputs.map((value) => value.id)})${outputs.map((o) => `${o.type}[${o.shape}]`)}${JSON.stringify(attributes)}`
    const known = this.#known.get(key)
    if (known) return known
    const node: GraphNode = { op, inputs, attributes, outputs: [] }
    for (const { shape, type } of outputs) {
      const value = this.#value(shape, type)
      value.node = node
      node.outputs.push(value)
    }
    this.nodes.push(node)
    this.#known.set(key, node.outputs)
    return node.outputs
  }

  emit(
    op: string,
    inputs: Value[],
    shape: readonly number[],
    type: ElementType,
    attributes: Record<string, Attribute> = {},
  ): Value {
    return this.emitMany(op, inputs, [{ shape, type }], attributes)[0]
  }

  /** `value` repeated along axes of size 1 (and new leading axes) to `shape`. */
  expand(value: Value, shape: readonly number[]): Value {
    if (sameShape(value.shape, shape)) return value
    if (value.splat !== undefined) return this.splat(value.splat, shape, value.type)
    if (value.node?.op === 'Expand') return this.expand(value.node.inputs[0], shape)
    return this.emit('Expand', [value, this.indices(shape)], shape, value.type)
  }

  reshape(value: Value, shape: readonly number[]): Value {
    if (sameShape(value.shape, shape)) return value
    if (value.splat !== undefined) return this.splat(value.splat, shape, value.type)
    if (value.data) return this.constant(value.data, shape, value.type)
    const node = value.node
    if (node?.op === 'Reshape') return this.reshape(node.inputs[0], shape)
    if (node?.op === 'Expand' && sizeOf(node.inputs[0].shape) === 1) {
      return this.expand(this.reshape(node.inputs[0], []), shape)
    }
    return this.emit('Reshape', [value, this.indices(shape)], shape, value.type)
  }

  transpose(value: Value, perm: readonly number[]): Value {
    if (perm.every((axis, i) => axis === i)) return value
    const shape = perm.map((axis) => value.shape[axis])
    if (value.splat !== undefined) return this.splat(value.splat, shape, value.type)
    const node = value.node
    if (node?.op === 'Transpose') {
      const inner = node.attributes.perm as number[]
      return this.transpose(
        node.inputs[0],
        perm.map((axis) => inner[axis]),
      )
    }
    // Moving only axes of size 1 keeps the order of the elements.
    const moved = perm.filter((axis) => value.shape[axis] !== 1)
    if (moved.every((axis, i) => i === 0 || moved[i - 1] < axis)) return this.reshape(value, shape)
    return this.emit('Transpose', [value], shape, value.type, { perm: [...perm] })
  }

  cast(value: Value, type: ElementType): Value {
    if (value.type === type) return value
    if (value.splat !== undefined) return this.splat(this.#castNumber(value.splat, type), value.shape, type)
    if (value.data) {
      return this.constant(
        Array.from(value.data, (x) => this.#castNumber(x, type)),
        value.shape,
        type,
      )
    }
    if (value.node?.op === 'Expand') return this.expand(this.cast(value.node.inputs[0], type), value.shape)
    return this.emit('Cast', [value], value.shape, type, { to: onnxType(type, this.precision) })
  }

  /** An element-wise operator with broadcasting, computed at the smallest shape that gives the same result. */
  elementwise(op: string, inputs: Value[], type: ElementType, attributes: Record<string, Attribute> = {}): Value {
    const shape = inputs.map((value) => value.shape).reduce(broadcastShapes)
    const lean = inputs.map((value) => this.#lean(value))
    return this.expand(this.#simplified(op, lean, type, attributes), shape)
  }

  /** The value without its broadcast: a scalar for a splat, the source of an `Expand`. */
  #lean(value: Value): Value {
    if (value.splat !== undefined) return this.splat(value.splat, [], value.type)
    return value.node?.op === 'Expand' ? value.node.inputs[0] : value
  }

  #simplified(op: string, inputs: Value[], type: ElementType, attributes: Record<string, Attribute>): Value {
    const shape = inputs.map((value) => value.shape).reduce(broadcastShapes)
    const [a, b] = inputs
    if (op === 'Mul' && b.splat === 1) return this.expand(a, shape)
    if (op === 'Mul' && a.splat === 1) return this.expand(b, shape)
    if (op === 'Div' && b.splat === 1) return this.expand(a, shape)
    if ((op === 'Add' || op === 'Sub') && b.splat === 0) return this.expand(a, shape)
    if (op === 'Add' && a.splat === 0) return this.expand(b, shape)
    if (op === 'Add' && b.node?.op === 'Neg') return this.elementwise('Sub', [a, b.node.inputs[0]], type)
    if (op === 'Sub' && b.node?.op === 'Neg') return this.elementwise('Add', [a, b.node.inputs[0]], type)
    if (op === 'Sub' && isLogSumExp(b, a)) {
      return this.emit('LogSoftmax', [a.node!.inputs[0]], shape, type, { axis: shape.length - 1 })
    }
    if (op === 'Neg' && a.node?.op === 'Neg') return a.node.inputs[0]
    if ((op === 'And' && b.splat === 1) || (op === 'Or' && b.splat === 0)) return this.expand(a, shape)
    if ((op === 'And' && a.splat === 1) || (op === 'Or' && a.splat === 0)) return this.expand(b, shape)
    if (op === 'Where' && a.splat !== undefined) return this.expand(a.splat ? b : inputs[2], shape)
    return this.emit(op, inputs, shape, type, attributes)
  }

  /** Whether `value` is a constant small enough to be computed while tracing. */
  foldable(value: Value): boolean {
    return isConstant(value) && sizeOf(value.shape) <= FOLD_LIMIT
  }
}

/**
 * Whether `value` is log Σ exp of `shifted` over the last axis, and `shifted` is a tensor less its maximum there.
 * TensorFlow.js writes logSoftmax as their difference; ONNX Runtime has it as one operator.
 */
function isLogSumExp(value: Value, shifted: Value): boolean {
  const sum = value.node?.op === 'Log' ? value.node.inputs[0].node : undefined
  const max = shifted.node?.op === 'Sub' ? shifted.node.inputs[1].node : undefined
  if (sum?.op !== 'ReduceSum' || max?.op !== 'ReduceMax') return false
  const last = shifted.shape.length - 1
  const overLast = (node: GraphNode) => {
    const axes = constantData(node.inputs[1])
    return node.attributes.keepdims === 1 && axes.length === 1 && axes[0] === last
  }
  const exp = sum.inputs[0].node
  if (!overLast(sum) || !overLast(max) || exp?.op !== 'Exp' || exp.inputs[0] !== shifted) return false
  return max.inputs[0] === shifted.node!.inputs[0]
}

/** ONNX TensorProto.DataType codes (onnx.proto3). */
const ONNX_TYPE: Record<ElementType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 }
const ONNX_DOUBLE = 11

/** The code that `type` is written with at a precision. */
export const onnxType = (type: ElementType, precision: Precision): number =>
  type === 'float32' && precision === 'float64' ? ONNX_DOUBLE : ONNX_TYPE[type]
