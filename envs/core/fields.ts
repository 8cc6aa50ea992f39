/**
 * Named typed arrays over one arena.
 *
 * A field is a fixed number of elements a slot; its array holds all slots, `[slots, size]`, slot-major. All fields of a
 * world lie in one buffer, so a snapshot, a restore, a hash and a hand-over to another thread are buffer copies.
 */

const ARRAYS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const

export type Dtype = keyof typeof ARRAYS
/** Over an arena, shared between threads or not. */
export type ArrayOf<D extends Dtype> = {
  i8: Int8Array
  u8: Uint8Array
  i16: Int16Array
  u16: Uint16Array
  i32: Int32Array
  u32: Uint32Array
  f32: Float32Array
  f64: Float64Array
}[D]
export type AnyArray = ArrayOf<Dtype>

/** `size` elements of type `dtype` a slot. */
export interface Field<D extends Dtype = Dtype> {
  readonly dtype: D
  readonly size: number
}
export type Fields = Readonly<Record<string, Field>>
/** The arrays of a set of fields: each `[slots, size]`, owned by the arena. */
export type ArraysOf<F extends Fields> = { readonly [K in keyof F]: ArrayOf<F[K]['dtype']> }

/** Declares a field; `size` is the number of elements a slot (>= 0). */
export function field<D extends Dtype>(dtype: D, size = 1): Field<D> {
  if (!Number.isInteger(size) || size < 0) throw new RangeError(`Got field size ${size}, expected an integer >= 0.`)
  return { dtype, size }
}

const ALIGN = 64

export const bytesPer = (dtype: Dtype): number => ARRAYS[dtype].BYTES_PER_ELEMENT

/** Bytes that `fields` take for `slots` slots, every array aligned to a cache line. */
export function bytesOf(fields: Fields, slots: number): number {
  let bytes = 0
  for (const { dtype, size } of Object.values(fields)) bytes += aligned(size * slots * bytesPer(dtype))
  return bytes
}

/** Lays `fields` out from byte `offset` of `buffer`. Returns the arrays; they are views, the buffer stays the owner. */
export function layOut<F extends Fields>(
  fields: F,
  slots: number,
  buffer: ArrayBufferLike,
  offset: number,
): ArraysOf<F> {
  const arrays: Record<string, AnyArray> = {}
  for (const [name, { dtype, size }] of Object.entries(fields)) {
    arrays[name] = new ARRAYS[dtype](buffer as ArrayBuffer, offset, size * slots)
    offset += aligned(size * slots * bytesPer(dtype))
  }
  // An object grown by computed keys is a hash table to V8; its copy has fixed slots, and steps load fields 4 times as fast.
  return { ...arrays } as ArraysOf<F>
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN
