/**
 * Gradients of TensorFlow.js kernels.
 *
 * tfjs-core does the bookkeeping (the tape) in every build, but ships its own gradients only as modules that plain
 * Node cannot import. These cover the kernels of kernels.ts. They differ from the library's where those are wrong or
 * slow: Maximum and Minimum sum over broadcast axes; Cumsum serves any axis; Relu, Elu and ClipByValue need the
 * output, not the input; comparisons have gradient 0 instead of none. Of equal elements, each gets the whole
 * gradient of Max or Min, as in the library.
 */
import * as tf from '@tensorflow/tfjs-core'

type Gradients = Record<string, () => tf.Tensor>
// Attributes arrive from TensorFlow.js untyped; each rule knows its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Rule = (dy: tf.Tensor, saved: tf.Tensor[], attributes: any) => Gradients

interface Saved {
  inputs?: string[]
  outputs?: boolean[]
  allInputs?: boolean
}

const rules = new Map<string, tf.GradConfig>()

function define(names: string, { inputs, outputs, allInputs }: Saved, rule: Rule): void {
  for (const kernelName of names.split(' ')) {
    rules.set(kernelName, {
      kernelName,
      inputsToSave: inputs ?? [],
      outputsToSave: outputs ?? [],
      saveAllInputs: allInputs ?? false,
      gradFunc: rule as unknown as tf.GradFunc,
    })
  }
}

/** Derivative by the input. */
const byInput = (name: string, derivative: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor) =>
  define(name, { inputs: ['x'] }, (dy, [x]) => ({ x: () => derivative(dy, x) }))

/** Derivative by the output, which spares keeping the input. */
const byOutput = (name: string, derivative: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor) =>
  define(name, { outputs: [true] }, (dy, [y]) => ({ x: () => derivative(dy, y) }))

const floating = (x: tf.Tensor) => tf.cast(x, 'float32')
const zerosOf = (x: tf.Tensor) => tf.zeros(x.shape)

/** `dy` summed over the axes along which `shape` was broadcast. */
function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape)
  return tf.reshape(axes.length ? tf.sum(dy, axes) : dy, shape)
}

/** Two-operand rules: each derivative is taken at the broadcast shape and summed back. */
function byOperands(name: string, a: Derivative, b: Derivative): void {
  define(name, { inputs: ['a', 'b'] }, (dy, [x, y]) => ({
    a: () => sumTo(a(dy, x, y), x.shape),
    b: () => sumTo(b(dy, x, y), y.shape),
  }))
}
type Derivative = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor

// ---- element-wise ----

byOperands(
  'Add',
  (dy) => dy,
  (dy) => dy,
)
byOperands(
  'Sub',
  (dy) => dy,
  (dy) => tf.neg(dy),
)
byOperands(
  'Multiply',
  (dy, _a, b) => tf.mul(dy, floating(b)),
  (dy, a) => tf.mul(dy, floating(a)),
)
byOperands(
  'RealDiv',
  (dy, _a, b) => tf.div(dy, floating(b)),
  (dy, a, b) => tf.neg(tf.div(tf.mul(dy, floating(a)), tf.square(floating(b)))),
)
byOperands(
  'Maximum',
  (dy, a, b) => tf.where(tf.greaterEqual(a, b), dy, zerosOf(dy)),
  (dy, a, b) => tf.where(tf.less(a, b), dy, zerosOf(dy)),
)
byOperands(
  'Minimum',
  (dy, a, b) => tf.where(tf.lessEqual(a, b), dy, zerosOf(dy)),
  (dy, a, b) => tf.where(tf.greater(a, b), dy, zerosOf(dy)),
)
byOperands(
  'SquaredDifference',
  (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(a, b))),
  (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(b, a))),
)
byOperands(
  'Mod',
  (dy) => dy,
  (dy, a, b) => tf.neg(tf.mul(dy, tf.floor(tf.div(a, b)))),
)
byOperands(
  'Pow',
  (dy, a, b) => tf.mul(dy, tf.mul(floating(b), tf.pow(floating(a), tf.sub(floating(b), 1)))),
  (dy, a, b) => {
    const positive = tf.greater(a, 0)
    const log = tf.log(tf.where(positive, a, tf.onesLike(a)))
    return tf.mul(dy, tf.mul(tf.pow(floating(a), floating(b)), log))
  },
)
define('AddN', { allInputs: true }, (dy, saved) =>
  Object.fromEntries(saved.map((_x, i) => [String(i), () => tf.clone(dy)])),
)

byInput('Abs', (dy, x) => tf.mul(dy, tf.sign(floating(x))))
byInput('Acos', (dy, x) => tf.neg(tf.div(dy, tf.sqrt(tf.sub(1, tf.square(x))))))
byInput('Acosh', (dy, x) => tf.div(dy, tf.sqrt(tf.sub(tf.square(x), 1))))
byInput('Asin', (dy, x) => tf.div(dy, tf.sqrt(tf.sub(1, tf.square(x)))))
byInput('Asinh', (dy, x) => tf.div(dy, tf.sqrt(tf.add(1, tf.square(x)))))
byInput('Atan', (dy, x) => tf.div(dy, tf.add(1, tf.square(x))))
byInput('Atanh', (dy, x) => tf.div(dy, tf.sub(1, tf.square(x))))
byInput('Cos', (dy, x) => tf.neg(tf.mul(dy, tf.sin(x))))
byInput('Cosh', (dy, x) => tf.mul(dy, tf.sinh(x)))
byInput('Erf', (dy, x) => tf.mul(dy, tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x))))))
byInput('Expm1', (dy, x) => tf.mul(dy, tf.exp(x)))
byInput('Log', (dy, x) => tf.div(dy, x))
byInput('Log1p', (dy, x) => tf.div(dy, tf.add(1, x)))
byInput('Relu6', (dy, x) => tf.where(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 6)), dy, zerosOf(dy)))
byInput('Sin', (dy, x) => tf.mul(dy, tf.cos(x)))
byInput('Sinh', (dy, x) => tf.mul(dy, tf.cosh(x)))
byInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x)))
byInput('Square', (dy, x) => tf.mul(dy, tf.mul(2, floating(x))))
byInput('Tan', (dy, x) => tf.div(dy, tf.square(tf.cos(x))))
byInput('Cast', (dy) => floating(dy))
byInput('Identity', (dy) => floating(dy))
byInput('Neg', (dy) => tf.neg(dy))
byOutput('Exp', (dy, y) => tf.mul(dy, y))
byOutput('Reciprocal', (dy, y) => tf.neg(tf.mul(dy, tf.square(y))))
byOutput('Relu', (dy, y) => tf.where(tf.greater(y, 0), dy, zerosOf(dy)))
byOutput('Rsqrt', (dy, y) => tf.mul(dy, tf.mul(-0.5, tf.mul(y, tf.square(y)))))
byOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))))
byOutput('Sqrt', (dy, y) => tf.div(dy, tf.mul(2, y)))
byOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))))
byOutput('Elu', (dy, y) => tf.where(tf.greaterEqual(y, 0), dy, tf.mul(dy, tf.add(y, 1))))
/** Klambauer et al. 2017, arXiv:1706.02515. */
const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805
byInput('Selu', (dy, x) => {
  const slope = tf.mul(SELU_SCALE * SELU_ALPHA, tf.exp(tf.minimum(x, 0)))
  return tf.where(tf.greater(x, 0), tf.mul(dy, SELU_SCALE), tf.mul(dy, slope))
})

define('LeakyRelu', { inputs: ['x'] }, (dy, [x], { alpha }) => ({
  x: () => tf.where(tf.greater(x, 0), dy, tf.mul(dy, alpha)),
}))
define('Prelu', { inputs: ['x', 'alpha'] }, (dy, [x, alpha]) => ({
  x: () => tf.where(tf.greaterEqual(x, 0), dy, tf.mul(dy, alpha)),
  alpha: () => sumTo(tf.where(tf.greaterEqual(x, 0), zerosOf(dy), tf.mul(dy, x)), alpha.shape),
}))
// Inside the bounds and on them the output is the input.
define('ClipByValue', { inputs: ['x'], outputs: [true] }, (dy, [x, y]) => ({
  x: () => tf.where(tf.equal(x, y), dy, zerosOf(dy)),
}))
define('Select', { inputs: ['condition'] }, (dy, [condition]) => {
  const rows = condition.rank === 1 && dy.rank > 1
  const chosen = rows ? tf.reshape(condition, [condition.size, ...Array(dy.rank - 1).fill(1)]) : condition
  return {
    condition: () => zerosOf(condition),
    t: () => tf.where(chosen, dy, zerosOf(dy)),
    e: () => tf.where(chosen, zerosOf(dy), dy),
  }
})

// Piecewise constant: the gradient is 0 wherever there is one.
for (const [names, ...inputs] of [
  ['Floor Ceil Round Sign Step ZerosLike OnesLike IsFinite IsInf IsNan LogicalNot ArgMax ArgMin All Any', 'x'],
  ['Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr FloorDiv', 'a', 'b'],
  ['OneHot', 'indices'],
]) {
  define(names, { inputs }, (_dy, saved) =>
    Object.fromEntries(inputs.map((input, i) => [input, () => zerosOf(saved[i])])),
  )
}

// ---- reductions ----

/** A reduced tensor with extents of 1 where axes were reduced. */
function keptDims(reduced: tf.Tensor, shape: number[], axis: number | number[] | undefined): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis as number, shape)
  return tf.reshape(
    reduced,
    shape.map((extent, i) => (axes.includes(i) ? 1 : extent)),
  )
}

define('Sum', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => tf.mul(keptDims(dy, x.shape, axis), tf.ones(x.shape)),
}))
define('Mean', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => tf.mul(tf.div(keptDims(dy, x.shape, axis), x.size / dy.size), tf.ones(x.shape)),
}))
define('Max Min', { inputs: ['x'], outputs: [true] }, (dy, [x, y], attributes) => ({
  x: () => {
    const axis = attributes.reductionIndices ?? attributes.axis
    const chosen = tf.equal(x, keptDims(y, x.shape, axis))
    return tf.mul(keptDims(dy, x.shape, axis), floating(chosen))
  },
}))
define('Softmax', { outputs: [true] }, (dy, [y], { dim }) => ({
  logits: () => {
    const weighted = tf.mul(dy, y)
    return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y))
  },
}))
define('LogSoftmax', { outputs: [true] }, (dy, [y], { axis }) => ({
  logits: () => tf.sub(dy, tf.mul(tf.sum(dy, axis, true), tf.exp(y))),
}))
define('Cumsum', {}, (dy, _saved, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, axis, exclusive, !reverse),
}))

// ---- shape ----

byInput('Reshape', (dy, x) => tf.reshape(dy, x.shape))
define('ExpandDims', { inputs: ['input'] }, (dy, [input]) => ({ input: () => tf.reshape(dy, input.shape) }))
define('Transpose', {}, (dy, _saved, { perm }) => ({
  x: () => tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(perm)),
}))
define('Concat', { allInputs: true }, (dy, saved, { axis }) => {
  const [a] = tf.util.parseAxisParam(axis, saved[0].shape)
  const parts = tf.split(
    dy,
    saved.map((x) => x.shape[a]),
    a,
  )
  return Object.fromEntries(parts.map((part, i) => [String(i), () => part]))
})
define('Pack', {}, (dy, _saved, { axis }) =>
  Object.fromEntries(tf.unstack(dy, axis).map((part, i) => [String(i), () => part])),
)
define('Unpack', {}, (dy, _saved, { axis }) => ({ value: () => tf.stack([dy].flat(), axis) }))
define('SplitV', {}, (dy, _saved, { axis }) => ({ x: () => tf.concat([dy].flat(), axis) }))
define('Slice', { inputs: ['x'] }, (dy, [x], { begin, size }) => ({
  x: () => {
    const [from, extent] = tf.slice_util.parseSliceParams(x, begin, size)
    return tf.pad(
      dy,
      from.map((start, i) => [start, x.shape[i] - start - extent[i]] as [number, number]),
    )
  },
}))
define('PadV2', { inputs: ['x'] }, (dy, [x], { paddings }) => ({
  x: () =>
    tf.slice(
      dy,
      (paddings as number[][]).map(([before]) => before),
      x.shape,
    ),
}))
define('Reverse', {}, (dy, _saved, { dims }) => ({ x: () => tf.reverse(dy, dims) }))
define('Tile', { inputs: ['x'] }, (dy, [x], { reps }) => ({ x: () => sumOfTiles(dy, x.shape, reps) }))

/** Splits each repeated axis into (repeat, extent) and sums over the repeats. */
function sumOfTiles(dy: tf.Tensor, shape: number[], reps: number[]): tf.Tensor {
  const split: number[] = []
  const repeats: number[] = []
  shape.forEach((extent, i) => {
    if (reps[i] > 1) {
      repeats.push(split.length)
      split.push(reps[i])
    }
    split.push(extent)
  })
  return repeats.length ? tf.sum(tf.reshape(dy, split), repeats) : dy
}

// ---- gather and scatter ----

define('GatherV2', { inputs: ['x', 'indices'] }, (dy, [x, indices], { axis, batchDims }) => ({
  x: () => {
    if (batchDims) throw new Error(`gradients: GatherV2 got batchDims ${batchDims} when expected 0`)
    const [a] = tf.util.parseAxisParam(axis, x.shape)
    const order = [a, ...x.shape.keys()].filter((k, i) => i === 0 || k !== a)
    const flat = tf.reshape(dy, [...x.shape.slice(0, a), indices.size, ...x.shape.slice(a + 1)])
    const ids = tf.reshape(indices, [indices.size]) as tf.Tensor1D
    const sums = tf.unsortedSegmentSum(tf.transpose(flat, order), ids, x.shape[a])
    return tf.transpose(sums, tf.backend_util.getUndoAxesPermutation(order))
  },
  indices: () => zerosOf(indices),
}))
define('UnsortedSegmentSum', { inputs: ['segmentIds'] }, (dy, [ids]) => ({
  x: () => tf.gather(dy, ids as tf.Tensor1D),
}))
define('GatherNd', { inputs: ['params', 'indices'] }, (dy, [params, indices]) => ({
  params: () => tf.scatterND(indices, dy, params.shape),
  indices: () => zerosOf(indices),
}))
define('ScatterNd', { inputs: ['indices'] }, (dy, [indices]) => ({
  updates: () => tf.gatherND(dy, indices),
  indices: () => zerosOf(indices),
}))

// ---- products ----

define('BatchMatMul', { inputs: ['a', 'b'] }, (dy, [a, b], { transposeA, transposeB }) => ({
  a: () => sumTo(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
  b: () => sumTo(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
}))

/** Calls a kernel for which tfjs-core exports no op. */
const kernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object) =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor

define(
  'Conv2D',
  { inputs: ['x', 'filter'] },
  (dy, [x, filter], { strides, pad, dataFormat, dilations, dimRoundingMode }) => {
    if ([dilations].flat().some((dilation: number) => dilation !== 1)) {
      throw new Error(`gradients: Conv2D got dilations ${dilations} when expected 1`)
    }
    const shared = { strides, pad, dataFormat, dimRoundingMode }
    return {
      x: () => kernel('Conv2DBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => kernel('Conv2DBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
    }
  },
)
define('Conv2DBackpropInput', { inputs: ['dy', 'filter'] }, (ddx, [dy, filter], attributes) => {
  const { inputShape: _, ...shared } = attributes
  return {
    dy: () => kernel('Conv2D', { x: ddx, filter }, { ...shared, dilations: [1, 1] }),
    filter: () => kernel('Conv2DBackpropFilter', { x: ddx, dy }, { ...shared, filterShape: filter.shape }),
  }
})
define('MaxPool', { inputs: ['x'], outputs: [true] }, (dy, [x, y], attributes) => ({
  x: () => kernel('MaxPoolGrad', { dy, input: x, output: y }, attributes),
}))
define('AvgPool', { inputs: ['x'] }, (dy, [x], attributes) => ({
  x: () => kernel('AvgPoolGrad', { dy, input: x }, attributes),
}))

/** Installs the gradients above in TensorFlow.js, over any that another package has put there. */
export function registerGradients(): void {
  for (const rule of rules.values()) {
    if (tf.getGradient(rule.kernelName)) tf.unregisterGradient(rule.kernelName)
    tf.registerGradient(rule)
  }
}

registerGradients()
