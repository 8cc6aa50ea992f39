/**
 * TensorFlow.js kernels as ONNX operators: one entry for each kernel that a traced function may use.
 *
 * Semantics are those of the `cpu` backend of TensorFlow.js 4.22; operators are those of ONNX opset 18
 * (https://onnx.ai/onnx/operators/). Convolution and pooling are in kernels-conv.ts.
 */
import { backend_util, slice_util } from '@tensorflow/tfjs-core'
import { convKernels } from './kernels-conv.ts'
import type { ElementType, Graph, Value } from './graph.ts'
import { axesOf, broadcastShapes, reducedShape, sizeOf } from './shape.ts'

/** Kernel attributes arrive from TensorFlow.js untyped; each kernel knows its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type KernelAttributes = any
export type TraceKernel = (graph: Graph, inputs: Record<string, Value>, attributes: KernelAttributes) => Value | Value[]

const scalar = (g: Graph, x: number, type: ElementType = 'float32') => g.splat(x, [], type)
const floating = (g: Graph, value: Value) => g.cast(value, 'float32')
/** Bool as int32, which is how TensorFlow.js counts it. */
const numeric = (g: Graph, value: Value) => (value.type === 'bool' ? g.cast(value, 'int32') : value)

const unary =
  (op: string): TraceKernel =>
  (g, { x }) =>
    g.elementwise(op, [floating(g, x)], 'float32')

/** A unary operator that keeps integers. */
const unaryNumeric =
  (op: string): TraceKernel =>
  (g, { x }) =>
    g.elementwise(op, [numeric(g, x)], numeric(g, x).type)

const binary =
  (op: string): TraceKernel =>
  (g, { a, b }) =>
    g.elementwise(op, [numeric(g, a), numeric(g, b)], numeric(g, a).type)

const compare =
  (op: string): TraceKernel =>
  (g, { a, b }) =>
    g.elementwise(op, [numeric(g, a), numeric(g, b)], 'bool')

const logical =
  (op: string): TraceKernel =>
  (g, { a, b }) =>
    g.elementwise(op, [a, b], 'bool')

const not = (g: Graph, value: Value) => g.elementwise('Not', [value], 'bool')

/** A reduction; an axis list that holds only extents of 1 is a reshape. */
export function reduce(g: Graph, op: string, x: Value, axes: number[], keepDims: boolean): Value {
  const shape = reducedShape(x.shape, axes, keepDims)
  if (axes.every((axis) => x.shape[axis] === 1)) return g.reshape(x, shape)
  return g.emit(op, [x, g.indices(axes)], shape, x.type, { keepdims: keepDims ? 1 : 0 })
}

const reduction =
  (op: string, input: (g: Graph, x: Value) => Value = numeric): TraceKernel =>
  (g, { x }, attributes) => {
    const axes = axesOf(attributes.axis ?? attributes.reductionIndices, x.shape.length)
    return reduce(g, op, input(g, x), axes, attributes.keepDims ?? false)
  }

/** All / Any, as the minimum / maximum of 0 and 1. */
const boolReduction =
  (op: string): TraceKernel =>
  (g, inputs, attributes) =>
    g.cast(reduction(op)(g, inputs, attributes) as Value, 'bool')

const argReduction =
  (op: string): TraceKernel =>
  (g, { x }, { axis }) => {
    const [a] = axesOf(axis, x.shape.length)
    const shape = reducedShape(x.shape, [a], false)
    return g.cast(g.emit(op, [numeric(g, x)], shape, 'int64', { axis: a, keepdims: 0 }), 'int32')
  }

/** a · b over the last two axes. Rank 2 becomes one Gemm, which reads transposed operands in place. */
export function matMul(g: Graph, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const rows = a.shape.at(transposeA ? -1 : -2)!
  const columns = b.shape.at(transposeB ? -2 : -1)!
  if (a.shape.length === 2 && b.shape.length === 2) {
    const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
    return g.emit('Gemm', [a, b], [rows, columns], 'float32', attributes)
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const left = transposeA ? swapLast(g, a) : a
  const right = transposeB ? swapLast(g, b) : b
  return g.emit('MatMul', [left, right], [...batch, rows, columns], 'float32')
}

function swapLast(g: Graph, x: Value): Value {
  const rank = x.shape.length
  return g.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}

export function slice(g: Graph, x: Value, begin: number[], size: number[]): Value {
  if (size.every((extent, i) => extent === x.shape[i])) return x
  if (x.splat !== undefined) return g.splat(x.splat, size, x.type)
  const axes = size.map((_, i) => i).filter((i) => size[i] !== x.shape[i])
  const starts = g.indices(axes.map((i) => begin[i]))
  const ends = g.indices(axes.map((i) => begin[i] + size[i]))
  return g.emit('Slice', [x, starts, ends, g.indices(axes)], size, x.type)
}

function pad(g: Graph, x: Value, paddings: number[][], mode: string, fill: number): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x
  const shape = x.shape.map((extent, i) => extent + paddings[i][0] + paddings[i][1])
  const pads = g.indices([...paddings.map((p) => p[0]), ...paddings.map((p) => p[1])])
  const source = numeric(g, x)
  const inputs = mode === 'constant' ? [source, pads, scalar(g, fill, source.type)] : [source, pads]
  return g.cast(g.emit('Pad', inputs, shape, source.type, { mode }), x.type)
}

function concat(g: Graph, values: Value[], axis: number): Value {
  const parts = values.filter((value) => sizeOf(value.shape) > 0)
  if (parts.length === 1) return parts[0]
  const shape = [...parts[0].shape]
  const [a] = axesOf(axis, shape.length)
  shape[a] = parts.reduce((sum, value) => sum + value.shape[a], 0)
  if (parts.every((value) => value.splat !== undefined && Object.is(value.splat, parts[0].splat))) {
    return g.splat(parts[0].splat!, shape, parts[0].type)
  }
  return g.emit('Concat', parts, shape, parts[0].type, { axis: a })
}

function split(g: Graph, x: Value, sizes: number[], axis: number): Value[] {
  const shapes = sizes.map((size) => x.shape.map((extent, i) => (i === axis ? size : extent)))
  if (x.splat !== undefined) return shapes.map((shape) => g.splat(x.splat!, shape, x.type))
  if (sizes.length === 1) return [x]
  const outputs = shapes.map((shape) => ({ shape, type: x.type }))
  return g.emitMany('Split', [x, g.indices(sizes)], outputs, { axis })
}

function tile(g: Graph, x: Value, reps: number[]): Value {
  const shape = x.shape.map((extent, i) => extent * reps[i])
  if (x.splat !== undefined) return g.splat(x.splat, shape, x.type)
  if (reps.every((rep, i) => rep === 1 || x.shape[i] === 1)) return g.expand(x, shape)
  return g.emit('Tile', [x, g.indices(reps)], shape, x.type)
}

/** 1 where `indices` equals its position along a new last axis, else 0, as float32 [...indices, depth]. */
function oneHotFloat(g: Graph, indices: Value, depth: number): Value {
  const positions = g.constant([...Array(depth).keys()], [depth], 'int32')
  const column = g.reshape(indices, [...indices.shape, 1])
  return g.cast(g.elementwise('Equal', [column, positions], 'bool'), 'float32')
}

/** Rows up to which a segment sum is a product with a one-hot matrix (deterministic on any number of threads). */
const ONE_HOT_SEGMENTS = 512

const unsortedSegmentSum: TraceKernel = (g, { x, segmentIds }, { numSegments }) => {
  const rows = sizeOf(segmentIds.shape)
  const width = sizeOf(x.shape) / rows
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)]
  const ids = g.reshape(segmentIds, [rows])
  const matrix = g.reshape(floating(g, x), [rows, width])
  if (numSegments <= ONE_HOT_SEGMENTS) {
    const sum = matMul(g, oneHotFloat(g, ids, numSegments), matrix, true, false)
    return g.cast(g.reshape(sum, shape), x.type)
  }
  // ScatterElements adds one element after another on one thread, so the order of the sum is fixed.
  const zeros = g.emit('Expand', [scalar(g, 0), g.indices([numSegments, width])], [numSegments, width], 'float32')
  const rowOf = g.expand(g.reshape(ids, [rows, 1]), [rows, width])
  const attributes = { axis: 0, reduction: 'add' }
  const sum = g.emit('ScatterElements', [zeros, rowOf, matrix], [numSegments, width], 'float32', attributes)
  return g.cast(g.reshape(sum, shape), x.type)
}

const gather: TraceKernel = (g, { x, indices }, { axis, batchDims }) => {
  const [a] = axesOf(axis, x.shape.length)
  const source = x.type === 'bool' ? g.cast(x, 'int32') : x
  if (batchDims) {
    throw new Error(
      `trace: kernel GatherV2 with batchDims ${batchDims} is not supported (expected 0). ` +
        'Use oneHot and a sum over the gathered axis, or gatherND.',
    )
  }
  const shape = [...x.shape.slice(0, a), ...indices.shape, ...x.shape.slice(a + 1)]
  const index = indices.type === 'int32' ? indices : g.cast(indices, 'int32')
  return g.cast(g.emit('Gather', [source, index], shape, source.type, { axis: a }), x.type)
}

const gatherNd: TraceKernel = (g, { params, indices }) => {
  const depth = indices.shape.at(-1)!
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)]
  return g.emit('GatherND', [params, g.cast(indices, 'int64')], shape, params.type)
}

const cumulative: TraceKernel = (g, { x }, { axis, exclusive, reverse }) => {
  const [a] = axesOf(axis, x.shape.length)
  const attributes = { exclusive: Number(exclusive ?? false), reverse: Number(reverse ?? false) }
  const source = numeric(g, x)
  return g.emit('CumSum', [source, scalar(g, a, 'int64')], x.shape, source.type, attributes)
}

const reverse: TraceKernel = (g, { x }, { dims }) => {
  const axes = axesOf(dims, x.shape.length)
  const starts = g.indices(axes.map(() => -1))
  const ends = g.indices(axes.map(() => -(2 ** 31)))
  return g.emit('Slice', [x, starts, ends, g.indices(axes), g.indices(axes.map(() => -1))], x.shape, x.type)
}

const stridedSlice: TraceKernel = (g, { x }, a) => {
  const info = slice_util.sliceInfo(
    [...x.shape],
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  )
  if (info.isIdentity) return g.reshape(x, info.finalShape)
  const { begin, end, strides } = info
  // A negative stride may end before element 0, which ONNX can only say with a very negative number.
  const ends = end.map((stop, i) => (strides[i] < 0 && stop < 0 ? -(2 ** 31) : stop))
  const inputs = [x, g.indices(begin), g.indices(ends), g.indices(begin.map((_, i) => i)), g.indices(strides)]
  return g.reshape(g.emit('Slice', inputs, info.finalShapeSparse, x.type), info.finalShape)
}

/** x - y·floor(x / y): the sign of the divisor, as in Python. */
const mod: TraceKernel = (g, { a, b }) => {
  if (a.type === 'int32') return g.elementwise('Mod', [a, b], 'int32')
  const quotient = g.elementwise('Floor', [g.elementwise('Div', [a, b], 'float32')], 'float32')
  return g.elementwise('Sub', [a, g.elementwise('Mul', [b, quotient], 'float32')], 'float32')
}

const floorDiv: TraceKernel = (g, { a, b }) => {
  const quotient = g.elementwise('Div', [floating(g, a), floating(g, b)], 'float32')
  return g.cast(g.elementwise('Floor', [quotient], 'float32'), 'int32')
}

const select: TraceKernel = (g, { condition, t, e }) => {
  // A condition of rank 1 over values of higher rank chooses whole rows.
  const rows = condition.shape.length === 1 && t.shape.length > 1
  const shape = rows ? [condition.shape[0], ...t.shape.slice(1).map(() => 1)] : condition.shape
  const chosen = g.reshape(g.cast(condition, 'bool'), shape)
  if (t.type !== 'bool') return g.elementwise('Where', [chosen, t, e], t.type)
  return g.cast(g.elementwise('Where', [chosen, g.cast(t, 'int32'), g.cast(e, 'int32')], 'int32'), 'bool')
}

const oneHot: TraceKernel = (g, { indices }, { dtype, depth, onValue, offValue }) => {
  const type = (dtype ?? 'int32') as ElementType
  const hot = oneHotFloat(g, g.cast(indices, 'int32'), depth)
  const scaled = g.elementwise('Mul', [hot, scalar(g, onValue - offValue)], 'float32')
  return g.cast(g.elementwise('Add', [scaled, scalar(g, offValue)], 'float32'), type)
}

const clip: TraceKernel = (g, { x }, { clipValueMin, clipValueMax }) => {
  const low = Number.isFinite(clipValueMin) ? [scalar(g, clipValueMin, x.type)] : []
  const high = Number.isFinite(clipValueMax) ? [scalar(g, clipValueMax, x.type)] : []
  const above = low.length ? g.elementwise('Max', [x, ...low], x.type) : x
  return high.length ? g.elementwise('Min', [above, ...high], x.type) : above
}

const step: TraceKernel = (g, { x }, { alpha }) => {
  const positive = g.elementwise('Greater', [x, scalar(g, 0, x.type)], 'bool')
  if ((alpha ?? 0) === 0) return g.cast(positive, x.type)
  return g.elementwise('Where', [positive, scalar(g, 1, x.type), scalar(g, alpha, x.type)], x.type)
}

const eluGrad: TraceKernel = (g, { dy, y }) => {
  const positive = g.elementwise('GreaterOrEqual', [y, scalar(g, 0)], 'bool')
  const slope = g.elementwise('Add', [y, scalar(g, 1)], 'float32')
  return g.elementwise('Where', [positive, dy, g.elementwise('Mul', [dy, slope], 'float32')], 'float32')
}

const square: TraceKernel = (g, { x }) => g.elementwise('Mul', [numeric(g, x), numeric(g, x)], numeric(g, x).type)

const squaredDifference: TraceKernel = (g, { a, b }) => {
  const difference = g.elementwise('Sub', [a, b], a.type)
  return g.elementwise('Mul', [difference, difference], a.type)
}

const leakyRelu: TraceKernel = (g, { x }, { alpha }) => {
  const positive = g.elementwise('Greater', [x, scalar(g, 0)], 'bool')
  const scaled = g.elementwise('Mul', [x, scalar(g, alpha)], 'float32')
  return g.elementwise('Where', [positive, x, scaled], 'float32')
}

const prelu: TraceKernel = (g, { x, alpha }) => {
  const negative = g.elementwise('Less', [x, scalar(g, 0)], 'bool')
  return g.elementwise('Where', [negative, g.elementwise('Mul', [x, alpha], 'float32'), x], 'float32')
}

/** The last axis as ONNX sees it, for operators whose result has the shape of `x`. */
const alongAxis =
  (op: string, input: string): TraceKernel =>
  (g, inputs, { dim, axis }) => {
    const x = inputs[input]
    const [a] = axesOf(dim ?? axis ?? -1, x.shape.length)
    return g.emit(op, [floating(g, x)], x.shape, 'float32', { axis: a < 0 ? a + x.shape.length : a })
  }

const pack: TraceKernel = (g, inputs, { axis }) => {
  const values = Object.values(inputs)
  const rank = values[0].shape.length + 1
  const [a] = axesOf(axis, rank)
  const shape = [...values[0].shape]
  shape.splice(a, 0, 1)
  return concat(
    g,
    values.map((value) => g.reshape(value, shape)),
    a,
  )
}

const unpack: TraceKernel = (g, { value }, { axis }) => {
  const [a] = axesOf(axis, value.shape.length)
  const sizes = Array<number>(value.shape[a]).fill(1)
  const shape = reducedShape(value.shape, [a], false)
  return split(g, value, sizes, a).map((part) => g.reshape(part, shape))
}

const splitV: TraceKernel = (g, { x }, { numOrSizeSplits, axis }) => {
  const [a] = axesOf(axis, x.shape.length)
  const sizes = backend_util.prepareSplitSize({ shape: x.shape } as never, numOrSizeSplits, a)
  return split(g, x, sizes, a)
}

const expandDims: TraceKernel = (g, { input }, { dim }) => {
  const shape = [...input.shape]
  shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1)
  return g.reshape(input, shape)
}

const reshape: TraceKernel = (g, { x }, { shape }) => {
  const known = (shape as number[]).filter((extent) => extent !== -1)
  const missing = sizeOf(x.shape) / sizeOf(known)
  return g.reshape(
    x,
    (shape as number[]).map((extent) => (extent === -1 ? missing : extent)),
  )
}

const mirrorPad: TraceKernel = (g, { x }, { paddings, mode }) => {
  if (mode !== 'reflect') {
    throw new Error(`trace: kernel MirrorPad with mode '${mode}' is not supported (expected 'reflect').`)
  }
  return pad(g, x, paddings, 'reflect', 0)
}

const isInfinite = (g: Graph, x: Value) => g.elementwise('IsInf', [x], 'bool')
const isNan = (g: Graph, x: Value) => g.elementwise('IsNaN', [x], 'bool')

const ACTIVATIONS: Record<string, string> = { relu: 'Relu', elu: 'Elu', sigmoid: 'Sigmoid' }

/** matMul + bias + activation, which TensorFlow.js uses only where no gradient is taken. */
const fusedMatMul: TraceKernel = (g, { a, b, bias }, { transposeA, transposeB, activation }) => {
  const product = matMul(g, a, b, transposeA ?? false, transposeB ?? false)
  const sum = bias ? g.elementwise('Add', [product, bias], 'float32') : product
  if (!activation || activation === 'linear') return sum
  const op = ACTIVATIONS[activation]
  if (!op) {
    const known = Object.keys(ACTIVATIONS).join(', ')
    throw new Error(`trace: kernel _FusedMatMul with activation '${activation}' is not supported (expected ${known}).`)
  }
  return g.elementwise(op, [sum], 'float32')
}

export const KERNELS: Record<string, TraceKernel> = {
  ...convKernels,
  Abs: unaryNumeric('Abs'),
  Acos: unary('Acos'),
  Acosh: unary('Acosh'),
  Add: binary('Add'),
  AddN: (g, inputs) => Object.values(inputs).reduce((a, b) => g.elementwise('Add', [a, b], a.type)),
  All: boolReduction('ReduceMin'),
  Any: boolReduction('ReduceMax'),
  ArgMax: argReduction('ArgMax'),
  ArgMin: argReduction('ArgMin'),
  Asin: unary('Asin'),
  Asinh: unary('Asinh'),
  Atan: unary('Atan'),
  Atanh: unary('Atanh'),
  BatchMatMul: (g, { a, b }, { transposeA, transposeB }) => matMul(g, a, b, transposeA ?? false, transposeB ?? false),
  Cast: (g, { x }, { dtype }) => g.cast(x, dtype),
  Ceil: unary('Ceil'),
  ClipByValue: clip,
  Concat: (g, inputs, { axis }) => concat(g, Object.values(inputs), axis),
  Cos: unary('Cos'),
  Cosh: unary('Cosh'),
  Cumsum: cumulative,
  Elu: unary('Elu'),
  EluGrad: eluGrad,
  Equal: compare('Equal'),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  ExpandDims: expandDims,
  Expm1: (g, { x }) => g.elementwise('Sub', [g.elementwise('Exp', [x], 'float32'), scalar(g, 1)], 'float32'),
  Fill: (g, _inputs, { shape, value, dtype }) => g.splat(value, shape, dtype ?? 'float32'),
  Floor: unary('Floor'),
  FloorDiv: floorDiv,
  GatherNd: gatherNd,
  GatherV2: gather,
  Greater: compare('Greater'),
  GreaterEqual: compare('GreaterOrEqual'),
  Identity: (_g, { x }) => x,
  IsFinite: (g, { x }) => not(g, g.elementwise('Or', [isInfinite(g, x), isNan(g, x)], 'bool')),
  IsInf: (g, { x }) => isInfinite(g, x),
  IsNan: (g, { x }) => isNan(g, x),
  LeakyRelu: leakyRelu,
  Less: compare('Less'),
  LessEqual: compare('LessOrEqual'),
  Log: unary('Log'),
  Log1p: (g, { x }) => g.elementwise('Log', [g.elementwise('Add', [x, scalar(g, 1)], 'float32')], 'float32'),
  LogicalAnd: logical('And'),
  LogicalNot: (g, { x }) => not(g, x),
  LogicalOr: logical('Or'),
  LogSoftmax: alongAxis('LogSoftmax', 'logits'),
  Max: reduction('ReduceMax'),
  Maximum: binary('Max'),
  Mean: reduction('ReduceMean', floating),
  Min: reduction('ReduceMin'),
  Minimum: binary('Min'),
  MirrorPad: mirrorPad,
  Mod: mod,
  Multiply: binary('Mul'),
  Neg: unaryNumeric('Neg'),
  NotEqual: (g, { a, b }) => not(g, g.elementwise('Equal', [numeric(g, a), numeric(g, b)], 'bool')),
  OneHot: oneHot,
  OnesLike: (g, { x }) => g.splat(1, x.shape, x.type),
  Pack: pack,
  PadV2: (g, { x }, { paddings, constantValue }) => pad(g, x, paddings, 'constant', constantValue ?? 0),
  Pow: binary('Pow'),
  Prelu: prelu,
  Prod: reduction('ReduceProd'),
  RealDiv: (g, { a, b }) => g.elementwise('Div', [floating(g, a), floating(g, b)], 'float32'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: (g, { x }) => clip(g, { x }, { clipValueMin: 0, clipValueMax: 6 }),
  Reshape: reshape,
  Reverse: reverse,
  Round: unary('Round'),
  Rsqrt: (g, { x }) => g.elementwise('Reciprocal', [g.elementwise('Sqrt', [floating(g, x)], 'float32')], 'float32'),
  ScatterNd: (g, { indices, updates }, { shape }) => {
    const zeros = g.splat(0, shape, updates.type)
    const inputs = [zeros, g.cast(indices, 'int64'), updates]
    return g.emit('ScatterND', inputs, shape, updates.type, { reduction: 'add' })
  },
  Select: select,
  Selu: unary('Selu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unaryNumeric('Sign'),
  Sin: unary('Sin'),
  Sinh: unary('Sinh'),
  Slice: (g, { x }, { begin, size }) => {
    const [from, extent] = slice_util.parseSliceParams({ shape: x.shape } as never, begin, size)
    return slice(g, x, from, extent)
  },
  Softmax: alongAxis('Softmax', 'logits'),
  Softplus: unary('Softplus'),
  SplitV: splitV,
  Sqrt: unary('Sqrt'),
  Square: square,
  SquaredDifference: squaredDifference,
  Step: step,
  StridedSlice: stridedSlice,
  Sub: binary('Sub'),
  Sum: reduction('ReduceSum'),
  Tan: unary('Tan'),
  Tanh: unary('Tanh'),
  Tile: (g, { x }, { reps }) => tile(g, x, reps),
  Transpose: (g, { x }, { perm }) => g.transpose(x, perm),
  Unpack: unpack,
  UnsortedSegmentSum: unsortedSegmentSum,
  ZerosLike: (g, { x }) => g.splat(0, x.shape, x.type),
  _FusedMatMul: fusedMatMul,
}

/** Element-wise kernels: on constants that are each one repeated number, computed on that number alone. */
export const ELEMENTWISE: ReadonlySet<string> = new Set(
  (
    'Abs Add AddN Ceil Cos Cosh Elu Equal Erf Exp Expm1 Floor FloorDiv Greater GreaterEqual IsFinite IsInf IsNan ' +
    'LeakyRelu Less LessEqual Log Log1p LogicalAnd LogicalNot LogicalOr Maximum Minimum Mod Multiply Neg NotEqual ' +
    'Pow RealDiv Reciprocal Relu Relu6 Round Rsqrt Select Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square ' +
    'SquaredDifference Step Sub Tan Tanh ClipByValue'
  ).split(' '),
)
