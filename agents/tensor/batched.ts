/**
 * Models whose first axis is a batch of any size.
 *
 * The function is traced at two batch sizes. Where the two graphs agree but for extents that follow the batch, those
 * extents are written as "whatever remains"; where a number depends on the batch in any other way, it is an error.
 */
import type { Graph, GraphNode, Precision, Value } from './graph.ts'
import { constantData, isConstant } from './graph.ts'
import { encodeModel, liveNodes } from './onnx.ts'
import type { Extent } from './onnx.ts'
import { sameShape } from './shape.ts'
import { trace } from './trace.ts'
import type { Dtype, Traced, TensorSpec, TracedFunction } from './trace.ts'

/** Two primes, so that an extent that is a multiple of the batch is seen as one. */
const BATCHES = [61, 67] as const

export const hasBatch = (inputs: Record<string, TensorSpec>): boolean =>
  Object.values(inputs).some(({ shape }) => shape[0] === -1)

const withBatch = (inputs: Record<string, TensorSpec>, batch: number): Record<string, TensorSpec> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [
      name,
      { shape: shape[0] === -1 ? [batch, ...shape.slice(1)] : shape, dtype },
    ]),
  )

export function batchedModel(
  fn: TracedFunction,
  inputs: Record<string, TensorSpec>,
  name?: string,
  precision?: Precision,
) {
  const [a, b] = BATCHES.map((batch) => trace(fn, withBatch(inputs, batch), precision))
  const specs: Record<string, Required<TensorSpec>> = {}
  for (const [key, spec] of Object.entries(inputs)) specs[key] = { shape: spec.shape, dtype: spec.dtype ?? 'float32' }
  freeBatch(a, b)
  const outputs = Object.entries(a.outputs).map(([key, value]) => {
    return { name: key, value, shape: freeShape(value, b.outputs[key], `output '${key}'`) }
  })
  const results: Record<string, Required<TensorSpec>> = {}
  for (const { name: key, value, shape } of outputs) {
    results[key] = {
      shape: shape.map((extent) => (typeof extent === 'string' ? -1 : extent)),
      dtype: value.type as Dtype,
    }
  }
  const inputShapes = Object.fromEntries(
    Object.entries(specs).map(([key, { shape }]) => [key, shape.map((extent) => (extent === -1 ? 'batch' : extent))]),
  )
  return { model: encodeModel(a.graph, outputs, { name, inputShapes }), specs, results }
}

/** The shape with a leading extent that follows the batch as `batch`. */
function freeShape(value: Value, other: Value, where: string): Extent[] {
  const shape: Extent[] = [...value.shape]
  if (sameShape(value.shape, other.shape)) return shape
  const rest = sameShape(value.shape.slice(1), other.shape.slice(1))
  if (!rest || value.shape[0] !== BATCHES[0]) {
    throw new Error(`compile: ${where} depends on the batch other than by its first axis: [${shape}]`)
  }
  shape[0] = 'batch'
  return shape
}

/** Rewrites the first graph so that it holds for any batch size. */
function freeBatch(a: Traced, b: Traced): void {
  const nodes = liveNodes(a.graph, Object.values(a.outputs))
  const others = liveNodes(b.graph, Object.values(b.outputs))
  if (nodes.length !== others.length || nodes.some((node, i) => node.op !== others[i].op)) {
    throw new Error('compile: the function does different things at different batch sizes; use a fixed shape')
  }
  nodes.forEach((node, i) => freeNode(a.graph, node, others[i]))
}

function freeNode(graph: Graph, node: GraphNode, other: GraphNode): void {
  if (JSON.stringify(node.attributes) !== JSON.stringify(other.attributes)) throw dependent(node)
  node.inputs = node.inputs.map((value, i) => {
    const twin = other.inputs[i]
    if (!isConstant(value) || sameConstant(value, twin)) return value
    // Only the target shape of a Reshape may follow the batch, and in one place.
    if (node.op !== 'Reshape' || i !== 1) throw dependent(node)
    const [x, y] = [constantData(value), constantData(twin)]
    const shape = Array.from(x, (extent, k) => (extent === y[k] ? extent : -1))
    if (shape.filter((extent) => extent === -1).length > 1) throw dependent(node)
    return graph.indices(shape)
  })
}

function sameConstant(a: Value, b: Value): boolean {
  if (!isConstant(b) || !sameShape(a.shape, b.shape)) return false
  const [x, y] = [constantData(a), constantData(b)]
  return Array.from(x).every((number, i) => Object.is(number, y[i]))
}

function dependent(node: GraphNode): Error {
  return new Error(
    `compile: operator ${node.op} has a constant that depends on the batch size; shapes that begin with -1 allow ` +
      'that only in a reshape. Use a fixed batch.',
  )
}
