/** Tensors of the wire and the typed arrays that they are. Every machine that runs Node is little-endian, as the wire is. */
import type { AnyArray } from '../envs/core/fields.ts'
import type { Tensor, WireDtype } from './protocol.ts'

const ARRAYS = {
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i2': Int16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const
const NAMES_BY_CLASS = new Map(Object.entries(ARRAYS).map(([name, array]) => [array as unknown, name as WireDtype]))

export const WIRE_DTYPES = Object.keys(ARRAYS) as readonly WireDtype[]

/** The bytes of an array, a view. Only these are ever packed: a packer takes other arrays apart wrongly. */
export const bytesOf = (array: AnyArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** A tensor over `array`, a view: encode it before the array changes. */
export const tensor = (array: AnyArray, shape: readonly number[]): Tensor => ({
  d: NAMES_BY_CLASS.get(array.constructor)!,
  s: shape,
  b: bytesOf(array),
})

/**
 * The elements as a typed array: a view where the bytes are aligned, else a copy. Throws a RangeError where bytes and shape
 * do not agree.
 */
export function arrayOf({ d, s, b }: Tensor): AnyArray {
  const type = ARRAYS[d]
  const size = s.reduce((product, n) => product * n, 1)
  if (b.byteLength !== size * type.BYTES_PER_ELEMENT) {
    const expected = `${size * type.BYTES_PER_ELEMENT} of shape [${s.join(', ')}] and type ${d}`
    throw new RangeError(`Got a tensor of ${b.byteLength} bytes, expected ${expected}.`)
  }
  const aligned = b.byteOffset % type.BYTES_PER_ELEMENT === 0
  return aligned ? new type(b.buffer as ArrayBuffer, b.byteOffset, size) : new type(Uint8Array.from(b).buffer)
}

/** A tensor of `elements` as `dtype`. */
export function tensorFrom(dtype: WireDtype, shape: readonly number[], elements: ArrayLike<number>): Tensor {
  return tensor(ARRAYS[dtype].from(elements) as AnyArray, shape)
}

/** Whether a value of a message is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false
  const { d, s, b } = value as Partial<Tensor>
  return typeof d === 'string' && Object.hasOwn(ARRAYS, d) && Array.isArray(s) && b instanceof Uint8Array
}
