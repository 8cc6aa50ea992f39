/**
 * Writes a graph as an ONNX model (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3), protobuf by hand.
 *
 * Only nodes that an output needs are written. An addition of a bias to a Gemm becomes its third operand.
 */
import type { Attribute, ElementType, Graph, GraphNode, Precision, Value } from './graph.ts'
import { constantData, isConstant, onnxType } from './graph.ts'
import { broadcastShapes, sameShape, sizeOf } from './shape.ts'

export const OPSET = 18
const IR_VERSION = 8

/** Largest splat (elements) written out; a larger one is expanded at run time. */
const SPLAT_LIMIT = 1024

// ---- protobuf wire format (https://protobuf.dev/programming-guides/encoding/) ----

/** Grows as it is written; `bytes()` is a copy of what was written. */
class ProtoWriter {
  #buffer = new Uint8Array(1024)
  #length = 0

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + count))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
  }

  #varint(value: bigint): void {
    this.#reserve(10)
    let rest = BigInt.asUintN(64, value)
    while (rest > 127n) {
      this.#buffer[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  int(field: number, value: number): this {
    this.#varint(BigInt(field << 3))
    this.#varint(BigInt(value))
    return this
  }

  float(field: number, value: number): this {
    this.#varint(BigInt((field << 3) | 5))
    this.#reserve(4)
    new DataView(this.#buffer.buffer).setFloat32(this.#length, value, true)
    this.#length += 4
    return this
  }

  raw(field: number, bytes: Uint8Array): this {
    this.#varint(BigInt((field << 3) | 2))
    this.#varint(BigInt(bytes.length))
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  string(field: number, text: string): this {
    return this.raw(field, new TextEncoder().encode(text))
  }

  message(field: number, write: (inner: ProtoWriter) => void): this {
    const inner = new ProtoWriter()
    write(inner)
    return this.raw(field, inner.bytes())
  }

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length)
  }
}

function writeAttribute(w: ProtoWriter, name: string, value: Attribute): void {
  w.string(1, name)
  if (typeof value === 'number') w.int(3, value).int(20, 2)
  else if (typeof value === 'string') w.string(4, value).int(20, 3)
  else if (Array.isArray(value)) {
    for (const x of value) w.int(8, x)
    w.int(20, 7)
  } else w.float(2, value.float).int(20, 1)
}

function rawData(data: ArrayLike<number>, type: ElementType, precision: Precision): Uint8Array {
  if (type === 'bool' || type === 'uint8') return Uint8Array.from(data)
  if (type === 'float32' && precision === 'float64') return new Uint8Array(Float64Array.from(data).buffer)
  const width = type === 'int64' ? 8 : 4
  const view = new DataView(new ArrayBuffer(data.length * width))
  for (let i = 0; i < data.length; i++) {
    if (type === 'float32') view.setFloat32(i * 4, data[i], true)
    else if (type === 'int32') view.setInt32(i * 4, data[i], true)
    else view.setBigInt64(i * 8, BigInt(data[i]), true)
  }
  return new Uint8Array(view.buffer)
}

function writeTensor(
  w: ProtoWriter,
  name: string,
  shape: readonly number[],
  type: ElementType,
  data: ArrayLike<number>,
  precision: Precision,
) {
  for (const extent of shape) w.int(1, extent)
  w.int(2, onnxType(type, precision))
    .string(8, name)
    .raw(9, rawData(data, type, precision))
}

/** A number is a fixed extent, a string a symbolic one. */
export type Extent = number | string

function writeValueInfo(w: ProtoWriter, name: string, shape: readonly Extent[], code: number): void {
  w.string(1, name).message(2, (typeProto) =>
    typeProto.message(1, (tensor) =>
      tensor.int(1, code).message(2, (dims) => {
        for (const extent of shape) {
          dims.message(1, (dim) => (typeof extent === 'string' ? dim.string(2, extent) : dim.int(1, extent)))
        }
      }),
    ),
  )
}

// ---- graph to nodes ----

/** Nodes that an output needs, in an order in which each follows what it reads. */
export function liveNodes(graph: Graph, outputs: readonly Value[]): GraphNode[] {
  const live = new Set<GraphNode>()
  const visit = [...outputs]
  while (visit.length) {
    const node = visit.pop()!.node
    if (!node || live.has(node)) continue
    live.add(node)
    visit.push(...node.inputs)
  }
  return graph.nodes.filter((node) => live.has(node))
}

/** Add(Gemm(a, b), c) as Gemm(a, b, c) where nothing else reads the product and c broadcasts into it. */
function fuseBias(nodes: GraphNode[], outputs: readonly Value[]): GraphNode[] {
  const reads = new Map<Value, number>()
  for (const value of [...nodes.flatMap((node) => node.inputs), ...outputs]) {
    reads.set(value, (reads.get(value) ?? 0) + 1)
  }
  const fused = new Set<GraphNode>()
  const rewritten = nodes.map((node) => {
    if (node.op !== 'Add') return node
    for (const [product, bias] of [node.inputs, node.inputs.toReversed()]) {
      const gemm = product.node
      if (gemm?.op !== 'Gemm' || gemm.inputs.length > 2 || reads.get(product) !== 1 || fused.has(gemm)) continue
      if (!sameShape(broadcastShapes(product.shape, bias.shape), product.shape)) continue
      fused.add(gemm)
      return { ...node, op: 'Gemm', inputs: [...gemm.inputs, bias], attributes: gemm.attributes }
    }
    return node
  })
  return rewritten.filter((node) => !fused.has(node))
}

export interface ModelOutput {
  name: string
  value: Value
  shape?: readonly Extent[]
}

export interface ModelOptions {
  /** Name of the graph; `sva-gym` where absent. */
  name?: string
  /** Shapes to declare for inputs instead of the traced ones. */
  inputShapes?: Record<string, readonly Extent[]>
}

/** The model as bytes. Inputs and outputs keep their names; other values are numbered. */
export function encodeModel(graph: Graph, outputs: readonly ModelOutput[], options: ModelOptions = {}): Uint8Array {
  const { precision } = graph
  const writer = new GraphWriter(precision)
  const results = outputs.map((output) => output.value)
  const nodes = fuseBias(liveNodes(graph, results), results)
  for (const input of graph.inputs) writer.names.set(input, input.input!)
  const direct = nameOutputs(writer, outputs)
  for (const node of nodes) writer.node(node)
  for (const { name, value } of outputs) {
    if (!direct.has(name)) writer.copy(value, name)
  }
  const body = new ProtoWriter()
  writer.into(body, options.name ?? 'sva-gym')
  for (const { input, shape, type } of graph.inputs) {
    body.message(11, (w) =>
      writeValueInfo(w, input!, options.inputShapes?.[input!] ?? shape, onnxType(type, precision)),
    )
  }
  for (const { name, value, shape } of outputs) {
    body.message(12, (w) => writeValueInfo(w, name, shape ?? value.shape, onnxType(value.type, precision)))
  }
  return new ProtoWriter()
    .int(1, IR_VERSION)
    .string(2, 'sva-gym')
    .raw(7, body.bytes())
    .message(8, (opset) => opset.int(2, OPSET))
    .bytes()
}

/** Gives each value made by a node the name of its output; the rest (inputs, constants, repeats) need a copy. */
function nameOutputs(writer: GraphWriter, outputs: readonly ModelOutput[]): Set<string> {
  const direct = new Set<string>()
  for (const { name, value } of outputs) {
    if (!value.node || writer.names.has(value)) continue
    writer.names.set(value, name)
    direct.add(name)
  }
  return direct
}

/** Collects nodes and initializers, and names values as they are met. */
class GraphWriter {
  readonly names = new Map<Value, string>()
  #precision: Precision
  #nodes: ((w: ProtoWriter) => void)[] = []
  #initializers: ((w: ProtoWriter) => void)[] = []
  #scalars = new Map<string, string>()
  #serial = 0

  constructor(precision: Precision) {
    this.#precision = precision
  }

  #nameOf(value: Value): string {
    const known = this.names.get(value)
    if (known !== undefined) return known
    const name = isConstant(value) ? this.#constant(value) : `%${value.id}`
    this.names.set(value, name)
    return name
  }

  #constant(value: Value): string {
    const name = `%${value.id}`
    if (value.splat !== undefined && sizeOf(value.shape) > SPLAT_LIMIT) {
      const scalar = this.#initializer([], value.type, [value.splat])
      const shape = this.#initializer([value.shape.length], 'int64', value.shape)
      this.#append('Expand', [scalar, shape], [name], {})
    } else {
      this.#initializers.push((w) =>
        writeTensor(w, name, value.shape, value.type, constantData(value), this.#precision),
      )
    }
    return name
  }

  #initializer(shape: readonly number[], type: ElementType, data: readonly number[]): string {
    const key = `${type}[${shape}]${data}`
    const known = this.#scalars.get(key)
    if (known) return known
    const name = `%c${this.#serial++}`
    this.#scalars.set(key, name)
    this.#initializers.push((w) => writeTensor(w, name, shape, type, data, this.#precision))
    return name
  }

  #append(op: string, inputs: string[], outputs: string[], attributes: Record<string, Attribute>): void {
    const index = this.#nodes.length
    this.#nodes.push((w) => {
      for (const input of inputs) w.string(1, input)
      for (const output of outputs) w.string(2, output)
      w.string(3, `${op}_${index}`).string(4, op)
      for (const [key, value] of Object.entries(attributes)) w.message(5, (inner) => writeAttribute(inner, key, value))
    })
  }

  node(node: GraphNode): void {
    const inputs = node.inputs.map((value) => this.#nameOf(value))
    const outputs = node.outputs.map((value) => this.#nameOf(value))
    this.#append(node.op, inputs, outputs, node.attributes)
  }

  copy(value: Value, name: string): void {
    this.#append('Identity', [this.#nameOf(value)], [name], {})
  }

  into(body: ProtoWriter, name: string): void {
    for (const write of this.#nodes) body.message(1, write)
    body.string(2, name)
    for (const write of this.#initializers) body.message(5, write)
  }
}
