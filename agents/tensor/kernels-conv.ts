/**
 * Convolution and pooling kernels of TensorFlow.js (NHWC, HWIO filters) as ONNX operators (NCHW, OIHW).
 *
 * The gradient for the filter is one matrix product: the windows of `x`, laid side by side, against `dy`.
 */
import { backend_util } from '@tensorflow/tfjs-core'
import type { Attribute, Graph, Value } from './graph.ts'
import type { KernelAttributes, TraceKernel } from './kernels.ts'
import { sizeOf } from './shape.ts'

type ConvInfo = backend_util.Conv2DInfo
type Shape4D = [number, number, number, number]

const toNCHW = (g: Graph, x: Value) => g.transpose(x, [0, 3, 1, 2])
const toNHWC = (g: Graph, x: Value) => g.transpose(x, [0, 2, 3, 1])
/** HWIO -> OIHW; read as a transposed convolution it is (channels of dy, channels of x, H, W). */
const toOIHW = (g: Graph, filter: Value) => g.transpose(filter, [3, 2, 0, 1])

function convInfo(name: string, xShape: readonly number[], filterShape: readonly number[], a: KernelAttributes) {
  if (a.dataFormat && a.dataFormat !== 'NHWC') {
    throw new Error(`trace: kernel ${name} got dataFormat '${a.dataFormat}' when expected 'NHWC'.`)
  }
  const x = [...xShape] as Shape4D
  const filter = [...filterShape] as Shape4D
  return backend_util.computeConv2DInfo(x, filter, a.strides, a.dilations ?? 1, a.pad, a.dimRoundingMode, false)
}

/** Padding that ONNX has to be told: at the end only as much as the windows reach. */
function onnxPads(info: ConvInfo): number[] {
  const { top, left } = info.padInfo
  const reach = (out: number, stride: number, window: number, inside: number, before: number) =>
    Math.max(0, (out - 1) * stride + window - inside - before)
  const bottom = reach(info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.inHeight, top)
  const right = reach(info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.inWidth, left)
  return [top, left, bottom, right]
}

function convAttributes(info: ConvInfo): Record<string, Attribute> {
  return {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    kernel_shape: [info.filterHeight, info.filterWidth],
    pads: onnxPads(info),
  }
}

const outNCHW = (info: ConvInfo) => [info.batchSize, info.outChannels, info.outHeight, info.outWidth]
const inNCHW = (info: ConvInfo) => [info.batchSize, info.inChannels, info.inHeight, info.inWidth]

const conv2D: TraceKernel = (g, { x, filter }, attributes) => {
  const info = convInfo('Conv2D', x.shape, filter.shape, attributes)
  const inputs = [toNCHW(g, x), toOIHW(g, filter)]
  return toNHWC(g, g.emit('Conv', inputs, outNCHW(info), 'float32', convAttributes(info)))
}

/** Rows and columns of the input that no window covers, as ConvTranspose output_padding. */
function uncovered(info: ConvInfo): number[] {
  const [top, left, bottom, right] = onnxPads(info)
  const height = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - top - bottom
  const width = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - left - right
  return [info.inHeight - height, info.inWidth - width]
}

/** The transpose of a convolution: dy [N,C,h,w] with weights [C,M/group,kh,kw] -> [N,M,H,W]. */
function convTranspose(g: Graph, dy: Value, weights: Value, info: ConvInfo, group: number): Value {
  const [restHeight, restWidth] = uncovered(info)
  const attributes = { ...convAttributes(info), group }
  const shape = [info.batchSize, info.inChannels, info.inHeight - restHeight, info.inWidth - restWidth]
  const dx = g.emit('ConvTranspose', [dy, weights], shape, 'float32', attributes)
  if (restHeight === 0 && restWidth === 0) return dx
  const pads = g.indices([0, 0, 0, 0, 0, 0, restHeight, restWidth])
  return g.emit('Pad', [dx, pads, g.splat(0, [], 'float32')], inNCHW(info), 'float32', { mode: 'constant' })
}

const conv2DBackpropInput: TraceKernel = (g, { dy, filter }, attributes) => {
  const info = convInfo('Conv2DBackpropInput', attributes.inputShape, filter.shape, attributes)
  return toNHWC(g, convTranspose(g, toNCHW(g, dy), toOIHW(g, filter), info, 1))
}

/** The windows of `x` [N,H,W,C] side by side: [N·outH·outW, kh·kw·C]. */
function windows(g: Graph, x: Value, info: ConvInfo): Value {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, strideHeight, strideWidth } = info
  const [top, left, bottom, right] = onnxPads(info)
  const padded =
    top + left + bottom + right === 0
      ? x
      : g.emit(
          'Pad',
          [x, g.indices([0, top, left, 0, 0, bottom, right, 0]), g.splat(0, [], 'float32')],
          [batchSize, info.inHeight + top + bottom, info.inWidth + left + right, inChannels],
          'float32',
          { mode: 'constant' },
        )
  const columns: Value[] = []
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const starts = g.indices([row, column])
      const ends = g.indices([row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1])
      const inputs = [padded, starts, ends, g.indices([1, 2]), g.indices([strideHeight, strideWidth])]
      columns.push(g.emit('Slice', inputs, [batchSize, outHeight, outWidth, inChannels], 'float32'))
    }
  }
  const depth = columns.length * inChannels
  const joined =
    columns.length === 1
      ? columns[0]
      : g.emit('Concat', columns, [batchSize, outHeight, outWidth, depth], 'float32', { axis: 3 })
  return g.reshape(joined, [batchSize * outHeight * outWidth, depth])
}

const conv2DBackpropFilter: TraceKernel = (g, { x, dy }, attributes) => {
  const filterShape = attributes.filterShape as number[]
  const info = convInfo('Conv2DBackpropFilter', x.shape, filterShape, attributes)
  const x2D = windows(g, x, info)
  const dy2D = g.reshape(dy, [x2D.shape[0], info.outChannels])
  const shape = [x2D.shape[1], info.outChannels]
  return g.reshape(g.emit('Gemm', [x2D, dy2D], shape, 'float32', { transA: 1, transB: 0 }), filterShape)
}

function poolInfo(xShape: readonly number[], a: KernelAttributes): ConvInfo {
  return backend_util.computePool2DInfo([...xShape] as Shape4D, a.filterSize, a.strides, 1, a.pad, a.dimRoundingMode)
}

function poolAttributes(info: ConvInfo): Record<string, Attribute> {
  const { strides, kernel_shape, pads } = convAttributes(info)
  return { strides, kernel_shape, pads }
}

/** Largest element of each window and its flat position in [N,C,H,W]; of equal ones, the first. */
function maxPoolWithPosition(g: Graph, x: Value, info: ConvInfo): Value[] {
  const shape = outNCHW(info)
  const outputs = [
    { shape, type: 'float32' as const },
    { shape, type: 'int64' as const },
  ]
  return g.emitMany('MaxPool', [toNCHW(g, x)], outputs, poolAttributes(info))
}

const maxPool: TraceKernel = (g, { x }, attributes) => {
  return toNHWC(g, maxPoolWithPosition(g, x, poolInfo(x.shape, attributes))[0])
}

const maxPoolGrad: TraceKernel = (g, { dy, input }, attributes) => {
  const info = poolInfo(input.shape, attributes)
  const [, position] = maxPoolWithPosition(g, input, info)
  const flat = [sizeOf(input.shape)]
  const zeros = g.emit('Expand', [g.splat(0, [], 'float32'), g.indices(flat)], flat, 'float32')
  const size = [sizeOf(dy.shape)]
  const inputs = [zeros, g.reshape(position, size), g.reshape(toNCHW(g, dy), size)]
  const dx = g.emit('ScatterElements', inputs, flat, 'float32', { axis: 0, reduction: 'add' })
  return toNHWC(g, g.reshape(dx, inNCHW(info)))
}

const avgPool: TraceKernel = (g, { x }, attributes) => {
  const info = poolInfo(x.shape, attributes)
  const pooling = { ...poolAttributes(info), count_include_pad: 0 }
  return toNHWC(g, g.emit('AveragePool', [toNCHW(g, x)], outNCHW(info), 'float32', pooling))
}

/** Spreads dy evenly over its window, counting padding as the `cpu` backend does. */
const avgPoolGrad: TraceKernel = (g, { dy, input }, attributes) => {
  const info = poolInfo(input.shape, attributes)
  const area = info.filterHeight * info.filterWidth
  const weights = g.splat(1 / area, [info.inChannels, 1, info.filterHeight, info.filterWidth], 'float32')
  return toNHWC(g, convTranspose(g, toNCHW(g, dy), weights, info, info.inChannels))
}

export const convKernels: Record<string, TraceKernel> = {
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
  Conv2D: conv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
}
