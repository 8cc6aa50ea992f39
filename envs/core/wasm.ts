/**
 * A WebAssembly module as bytes, for kernels of a few instructions each.
 *
 * Code is a flat list of bytes; every builder takes its operands as code and appends its own opcode, so an expression
 * reads as it computes: `store8(add(get(0), get(1)), i32(1))`. Everything is i32 unless a name says otherwise.
 *
 * Binary format: WebAssembly Core Specification 2.0, §5 (sections §5.5, instructions §5.4, LEB128 §5.2.2).
 */

/**
 * What this project uses of the WebAssembly interface: the names are global in Node, the types are in no library we
 * load.
 */
declare global {
  namespace WebAssembly {
    interface MemoryDescriptor {
      /** In pages of 64 KiB. */
      initial: number
      maximum?: number
      shared?: boolean
    }
    interface Memory {
      readonly buffer: ArrayBuffer
    }
    var Memory: { prototype: Memory; new (descriptor: MemoryDescriptor): Memory }
    interface Module {}
    var Module: { prototype: Module; new (bytes: BufferSource): Module }
    interface Instance {
      readonly exports: Record<string, unknown>
    }
    var Instance: { prototype: Instance; new (module: Module, imports?: object): Instance }
    function validate(bytes: BufferSource): boolean
    type BufferSource = ArrayBufferView | ArrayBuffer
  }
}

/** Bytes of instructions. */
export type Code = readonly number[]

/**
 * A function of i32 parameters (locals 0 ..). `i32s` and `v128s` further locals follow, in that order. Its result is what `body`
 * leaves, an i32 if `returns`, or nothing.
 */
export interface WasmFunction {
  readonly name: string
  readonly parameters: number
  readonly returns?: boolean
  readonly i32s?: number
  readonly v128s?: number
  readonly body: Code
}

/** '\0asm', version 1. */
const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
/** Most pages that a memory may have, 4 GiB. */
const MAX_PAGES = 65_536
const I32 = 0x7f
const V128 = 0x7b
const EMPTY = 0x40

// Instructions. `address` is in bytes; loads and stores may be unaligned.
export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code): Code => [...value, 0x21, local]
export const i32 = (value: number): Code => [0x41, ...signed(value)]
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a]
export const sub = (a: Code, b: Code): Code => [...a, ...b, 0x6b]
export const mul = (a: Code, b: Code): Code => [...a, ...b, 0x6c]
export const and = (a: Code, b: Code): Code => [...a, ...b, 0x71]
export const or = (a: Code, b: Code): Code => [...a, ...b, 0x72]
export const xor = (a: Code, b: Code): Code => [...a, ...b, 0x73]
export const shiftLeft = (a: Code, by: Code): Code => [...a, ...by, 0x74]
/** Unsigned: zeros come in from above. */
export const shiftRight = (a: Code, by: Code): Code => [...a, ...by, 0x76]
/** Unsigned. */
export const divide = (a: Code, b: Code): Code => [...a, ...b, 0x6e]
/** Zeros below the lowest bit that is set; 32 where none is. */
export const trailingZeros = (a: Code): Code => [...a, 0x68]
/** How many bits are set. */
export const ones = (a: Code): Code => [...a, 0x69]
/** floor(a * b / 2^32) of an unsigned a and a number b in [0, 2^31). */
export const mulHigh = (a: Code, b: number): Code => [...a, 0xad, 0x42, ...signed(b), 0x7e, 0x42, 32, 0x88, 0xa7]
/** 1 or 0. */
export const equal = (a: Code, b: Code): Code => [...a, ...b, 0x46]
/** Signed comparison. */
export const less = (a: Code, b: Code): Code => [...a, ...b, 0x48]
/** `a` where the condition is not 0, else `b`; both are worked out. */
export const select = (condition: Code, a: Code, b: Code): Code => [...a, ...b, ...condition, 0x1b]
/** Unsigned comparisons: offsets reach past 2^31. */
export const below = (a: Code, b: Code): Code => [...a, ...b, 0x49]
export const atLeast = (a: Code, b: Code): Code => [...a, ...b, 0x4f]
export const load8 = (address: Code): Code => [...address, 0x2d, 0, 0]
export const load16 = (address: Code): Code => [...address, 0x2f, 0, 0]
export const store8 = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0x3a,
  0,
  ...unsigned(offset),
]
export const store16 = (address: Code, value: Code): Code => [...address, ...value, 0x3b, 0, 0]
export const load32 = (address: Code): Code => [...address, 0x28, 0, 0]
export const store32 = (address: Code, value: Code): Code => [...address, ...value, 0x36, 0, 0]
/** 64-bit value, to be stored by `store64`. */
export const load64 = (address: Code): Code => [...address, 0x29, 0, 0]
export const store64 = (address: Code, value: Code): Code => [...address, ...value, 0x37, 0, 0]
/** 128-bit value, to be stored by `store128`. */
export const load128 = (address: Code, offset = 0): Code => [...address, 0xfd, 0, 0, ...unsigned(offset)]
export const store128 = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0xfd,
  11,
  0,
  ...unsigned(offset),
]
/** Stores the first 1, 2, 4 or 8 bytes of a 128-bit value. */
export const storeFirst = (bytes: 1 | 2 | 4 | 8, address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0xfd,
  0x58 + Math.log2(bytes),
  0,
  ...unsigned(offset),
  0,
]
export const v128 = (bytes: readonly number[]): Code => [0xfd, 12, ...bytes]
/** Sixteen times the lower 8 bits of an i32, eight times the lower 16, four times all 32. */
export const splat8 = (value: Code): Code => [...value, 0xfd, 15]
export const splat16 = (value: Code): Code => [...value, 0xfd, 16]
export const splat32 = (value: Code): Code => [...value, 0xfd, 17]
/** Byte for byte, or word for word of 16 bits: all bits set where a and b are equal, none elsewhere. */
export const equalBytes = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 35]
export const equalWords = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 45]
/** The highest bit of each byte, or of each word of 16 bits, as an i32. */
export const bitsOfBytes = (a: Code): Code => [...a, 0xfd, ...unsigned(100)]
export const bitsOfWords = (a: Code): Code => [...a, 0xfd, ...unsigned(132)]
export const or128 = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 80]
export const xor128 = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 81]
/** Words of 32 bits: sums, and all shifted by as much. */
export const add32s = (a: Code, b: Code): Code => [...a, ...b, 0xfd, ...unsigned(174)]
export const shiftLeft32s = (a: Code, by: Code): Code => [...a, ...by, 0xfd, ...unsigned(171)]
export const shiftRight32s = (a: Code, by: Code): Code => [...a, ...by, 0xfd, ...unsigned(173)]
export const and128 = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 78]
/** Byte i of the result is byte indices[i] of `table`, 0 where that is 16 or more. */
export const swizzle = (table: Code, indices: Code): Code => [...table, ...indices, 0xfd, 14]
/**
 * Units of `bytes` bytes (1, 2 or 4) of the first halves of a and b in turn, or of the second halves: a0 b0 a1 b1 ...
 */
export const zip = (a: Code, b: Code, bytes: number, half: 0 | 1): Code => [
  ...a,
  ...b,
  0xfd,
  13,
  ...Array.from({ length: 16 }, (_, i) => {
    const unit = Math.floor(i / (2 * bytes))
    const isOfB = Math.floor(i / bytes) % 2
    return 16 * isOfB + 8 * half + unit * bytes + (i % bytes)
  }),
]
/** Every second byte of a and then of b, from the first or from the second on. */
export const unzip = (a: Code, b: Code, from: 0 | 1): Code =>
  from === 0
    ? [...and128(a, LOW_BYTES), ...and128(b, LOW_BYTES), 0xfd, ...unsigned(102)]
    : [...a, ...i32(8), 0xfd, ...unsigned(141), ...b, ...i32(8), 0xfd, ...unsigned(141), 0xfd, ...unsigned(102)]
const LOW_BYTES: Code = [0xfd, 12, ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 255 : 0))]
export const fillMemory = (to: Code, byte: Code, bytes: Code): Code => [...to, ...byte, ...bytes, 0xfc, 11, 0]
/** The ranges may overlap. */
export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [...to, ...from, ...bytes, 0xfc, 10, 0, 0]
export const when = (condition: Code, then: Code, otherwise: Code = []): Code =>
  otherwise.length
    ? [...condition, 0x04, EMPTY, ...then, 0x05, ...otherwise, 0x0b]
    : [...condition, 0x04, EMPTY, ...then, 0x0b]
/** Repeats `body` while `condition` holds, testing first. */
export const loopWhile = (condition: Code, body: Code): Code =>
  when(condition, [0x03, EMPTY, ...body, ...condition, 0x0d, 0, 0x0b])
export const sequence = (...codes: Code[]): Code => codes.flat()

/**
 * The bytes of a module that imports its memory as `env.memory` and exports `functions`. A module is for shared
 * memories or for unshared ones, of any size: a shared import must name a maximum at least that of the memory, so it
 * names the largest.
 */
export function wasmModule(functions: readonly WasmFunction[], shared: boolean): Uint8Array<ArrayBuffer> {
  const limits = shared ? [0x03, 0, ...unsigned(MAX_PAGES)] : [0x00, 0]
  return new Uint8Array([
    ...HEADER,
    ...section(1, vector(functions.map(functionType))),
    ...section(2, vector([[...text('env'), ...text('memory'), 0x02, ...limits]])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(functions.map(functionBody))),
  ])
}

const functionType = ({ parameters, returns }: WasmFunction): Code => [
  0x60,
  ...vector(Array.from({ length: parameters }, () => [I32])),
  ...vector(returns ? [[I32]] : []),
]

function functionBody({ i32s = 0, v128s = 0, body }: WasmFunction): Code {
  const locals = vector([
    [...unsigned(i32s), I32],
    [...unsigned(v128s), V128],
  ])
  return sized([...locals, ...body, 0x0b])
}

const section = (id: number, content: Code): Code => [id, ...sized(content)]
const sized = (content: Code): Code => [...unsigned(content.length), ...content]
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const text = (name: string): Code => sized([...Buffer.from(name)])

/** LEB128 of an integer in [0, 2^32). */
export function unsigned(value: number): Code {
  const bytes = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}

/** LEB128 of an integer in [-2^31, 2^31). */
export function signed(value: number): Code {
  const bytes = []
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value & 127]
}
