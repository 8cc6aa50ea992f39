/**
 * Bulk work on the arena that views need, twice: as a WebAssembly module of a few hundred bytes, and as plain
 * JavaScript for arenas that are no WebAssembly memory. Both write the same bytes.
 */
import {
  add,
  atLeast,
  below,
  copyMemory,
  fillMemory,
  get,
  i32,
  load32,
  load128,
  load64,
  load8,
  loopWhile,
  mul,
  sequence,
  set,
  store32,
  store128,
  store64,
  store8,
  sub,
  wasmModule,
  when,
  type Code,
  type WasmFunction,
} from './wasm.ts'

/**
 * Bulk work on the arena that views need. Offsets and lengths are in bytes from the start of the arena. A range that
 * leaves the arena throws (a RangeError in JavaScript, a WebAssembly trap otherwise); rows before it may be written.
 */
export interface Kernels {
  /** Sets `bytes` bytes from `to` to zero. */
  clear(to: number, bytes: number): void
  /** Copies `bytes` bytes; the ranges may overlap. */
  copy(to: number, from: number, bytes: number): void
  /** Copies a window: `rows` rows of `rowBytes` bytes, each `toStride` and `fromStride` after the last. No overlap. */
  copyWindow(to: number, toStride: number, from: number, fromStride: number, rowBytes: number, rows: number): void
  /**
   * Writes a one-hot group of `channels` bytes for each id (a byte) of a window: `rows` rows of `columns` ids, each
   * `fromStride` bytes after the last. An id >= channels leaves its group all 0. No overlap.
   */
  oneHot(to: number, from: number, fromStride: number, columns: number, rows: number, channels: number): void
}

/** Kernels over any buffer, in plain JavaScript. `buffer` stays the caller's and must not be detached. */
export function jsKernels(buffer: ArrayBufferLike): Kernels {
  const bytes = new Uint8Array(buffer)
  const doubles = new Float64Array(buffer, 0, buffer.byteLength >> 3)
  // Uint8Array.fill is 10 to 20 times slower on a SharedArrayBuffer than on an ArrayBuffer; Float64Array.fill is not.
  const clear = (to: number, count: number): void => {
    const end = checked(to, count)
    const firstDouble = Math.ceil(to / 8)
    const lastDouble = Math.floor(end / 8)
    if (firstDouble >= lastDouble) return void bytes.fill(0, to, end)
    doubles.fill(0, firstDouble, lastDouble)
    for (let i = to; i < firstDouble * 8; i++) bytes[i] = 0
    for (let i = lastDouble * 8; i < end; i++) bytes[i] = 0
  }
  const checked = (offset: number, count: number): number => {
    if (offset >= 0 && count >= 0 && offset + count <= bytes.length) return offset + count
    throw new RangeError(
      `Got bytes ${offset} to ${offset + count}, expected a range within 0 to ${bytes.length} of the arena.`,
    )
  }
  return {
    clear,
    copy(to, from, count) {
      checked(to, count)
      bytes.copyWithin(to, from, checked(from, count))
    },
    copyWindow(to, toStride, from, fromStride, rowBytes, rows) {
      for (let row = 0; row < rows; row++, to += toStride, from += fromStride) {
        checked(to, rowBytes)
        checked(from, rowBytes)
        for (let i = 0; i < rowBytes; i++) bytes[to + i] = bytes[from + i]
      }
    },
    oneHot(to, from, fromStride, columns, rows, channels) {
      clear(to, columns * rows * channels)
      for (let row = 0; row < rows; row++, from += fromStride) {
        checked(from, columns)
        for (let column = 0; column < columns; column++, to += channels) {
          const id = bytes[from + column]
          if (id < channels) bytes[to + id] = 1
        }
      }
    },
  }
}

/**
 * Kernels over a WebAssembly memory. `shared` says whether `memory` was made with `shared: true`; the module's import
 * must agree. The memory stays the caller's. Throws a TypeError where the two do not agree.
 */
export function wasmKernels(memory: WebAssembly.Memory, shared: boolean): Kernels {
  const isShared = memory.buffer instanceof SharedArrayBuffer
  if (isShared !== shared)
    throw new TypeError(
      `Got ${isShared ? 'a shared' : 'an unshared'} memory, expected shared: ${shared}, in wasmKernels().`,
    )
  return new WebAssembly.Instance(compiled(shared), { env: { memory } }).exports as unknown as Kernels
}

const modules = new Map<boolean, WebAssembly.Module>()

function compiled(shared: boolean): WebAssembly.Module {
  const module = modules.get(shared) ?? new WebAssembly.Module(kernelBytes(shared))
  modules.set(shared, module)
  return module
}

/** The WebAssembly module of the four kernels. */
export const kernelBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  wasmModule([clearCode(), copyCode(), copyWindowCode(), oneHotCode()], shared)

function clearCode(): WasmFunction {
  const [to, bytes] = [get(0), get(1)]
  return { name: 'clear', parameters: 2, body: fillMemory(to, i32(0), bytes) }
}

function copyCode(): WasmFunction {
  const [to, from, bytes] = [get(0), get(1), get(2)]
  return { name: 'copy', parameters: 3, body: copyMemory(to, from, bytes) }
}

/** Rows of this many bytes or more are worth a call of memory.copy each. */
const LONG_ROW = 128

/** A row in steps of 16 bytes, the last step aligned to the row's end and overlapping the one before: no tail loop. */
function copyWindowCode(): WasmFunction {
  const TO = 0,
    TO_STRIDE = 1,
    FROM = 2,
    FROM_STRIDE = 3,
    ROW_BYTES = 4,
    ROWS = 5,
    I = 6,
    LAST = 7
  const [to, from, rowBytes, rows, i, last] = [get(TO), get(FROM), get(ROW_BYTES), get(ROWS), get(I), get(LAST)]
  const copy16 = (at: Code) => store128(add(to, at), load128(add(from, at)))
  const copy8 = (at: Code) => store64(add(to, at), load64(add(from, at)))
  const copy4 = (at: Code) => store32(add(to, at), load32(add(from, at)))
  const copy1 = (at: Code) => store8(add(to, at), load8(add(from, at)))
  const steps = (step: number, end: Code, body: Code) =>
    sequence(set(I, i32(0)), loopWhile(below(i, end), sequence(body, set(I, add(i, i32(step))))))
  const eachRow = (row: Code) =>
    loopWhile(
      rows,
      sequence(
        row,
        set(TO, add(to, get(TO_STRIDE))),
        set(FROM, add(from, get(FROM_STRIDE))),
        set(ROWS, sub(rows, i32(1))),
      ),
    )
  const long = eachRow(copyMemory(to, from, rowBytes))
  const middle = sequence(
    set(LAST, sub(rowBytes, i32(16))),
    eachRow(sequence(steps(16, last, copy16(i)), copy16(last))),
  )
  const brief = sequence(set(LAST, sub(rowBytes, i32(8))), eachRow(sequence(copy8(i32(0)), copy8(last))))
  const short = sequence(set(LAST, sub(rowBytes, i32(4))), eachRow(sequence(copy4(i32(0)), copy4(last))))
  const tiny = eachRow(steps(1, rowBytes, copy1(i)))
  const from16 = when(atLeast(rowBytes, i32(LONG_ROW)), long, middle)
  const from8 = when(atLeast(rowBytes, i32(16)), from16, brief)
  const from4 = when(atLeast(rowBytes, i32(4)), short, tiny)
  return { name: 'copyWindow', parameters: 6, i32s: 2, body: when(atLeast(rowBytes, i32(8)), from8, from4) }
}

function oneHotCode(): WasmFunction {
  const TO = 0,
    FROM = 1,
    FROM_STRIDE = 2,
    COLUMNS = 3,
    ROWS = 4,
    CHANNELS = 5,
    ID = 6,
    AT = 7,
    END = 8
  const [to, from, columns, rows, channels] = [get(TO), get(FROM), get(COLUMNS), get(ROWS), get(CHANNELS)]
  const [id, at, end] = [get(ID), get(AT), get(END)]
  const cell = sequence(
    set(ID, load8(at)),
    when(below(id, channels), store8(add(to, id), i32(1))),
    set(TO, add(to, channels)),
    set(AT, add(at, i32(1))),
  )
  const row = sequence(
    set(AT, from),
    set(END, add(from, columns)),
    loopWhile(below(at, end), cell),
    set(FROM, add(from, get(FROM_STRIDE))),
    set(ROWS, sub(rows, i32(1))),
  )
  return {
    name: 'oneHot',
    parameters: 6,
    i32s: 3,
    body: sequence(fillMemory(to, i32(0), mul(mul(columns, rows), channels)), loopWhile(rows, row)),
  }
}
