/**
 * Bulk work on the arena that views need, twice: as a WebAssembly module of a few kilobytes (kernels-code.ts), and as plain
 * JavaScript for arenas that are no WebAssembly memory. Both write the same bytes.
 */
import { jsCrowdKernels, type CrowdKernels } from './kernels-crowd.ts'
import { jsRowKernels, type RowKernels } from './kernels-rows.ts'
import { BLOCK } from './kernels-crowd-code.ts'
import {
  CELL_BYTES,
  GROUND_PLANES,
  NEAR,
  PALETTE_IDS,
  PALETTE_PLANES,
  PLANES,
  WINDOW,
  kernelBytes,
} from './kernels-code.ts'

/**
 * Bulk work on the arena that views need. Offsets and lengths are in bytes from the start of the arena. A range that
 * leaves the arena throws (a RangeError in JavaScript, a WebAssembly trap otherwise); rows before it may be written.
 */
export interface Kernels extends CrowdKernels, RowKernels {
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
  /**
   * Writes the window of WINDOW x WINDOW cells around each of `count` bodies, `toStride` bytes apart, row by row from north-west;
   * where the byte of `live` is 0 nothing. A cell has eight bytes: six by its id in `ids` (a byte, below 16), from `palette`
   * ([6, 16] bytes), then its 16 bits in `figures`. `x` and `y` are places of 16 bits in a map `size` cells wide,
   * which reaches a cell further than any window. No overlap.
   */
  windows(
    to: number,
    toStride: number,
    count: number,
    live: number,
    x: number,
    y: number,
    ids: number,
    figures: number,
    size: number,
    palette: number,
  ): void
  /**
   * Writes the same windows as PLANES planes of WINDOW x WINDOW bytes each: GROUND_PLANES by the ids, the first of `palette` and its
   * last, then the lower and the upper byte of `figures`. The ground of a row is left as it is where `painted` says that it shows
   * what is around x + y * 65536, where the body still is, and no byte of `stale` is set of the blocks that the window is in, of 2^BLOCK
   * cells a side, `across` a row; else its place is written there. No overlap.
   */
  planes(
    to: number,
    toStride: number,
    count: number,
    live: number,
    x: number,
    y: number,
    ids: number,
    figures: number,
    size: number,
    palette: number,
    painted: number,
    stale: number,
    across: number,
  ): void
  /**
   * Writes bits as bytes: `count` rows of `width` bytes, `toStride` apart, each 1 where its bit is set and else 0. A row's bits lie
   * in words of 16 bits, the lowest first; rows of them are `fromStride` bytes apart. No overlap.
   */
  spread(to: number, toStride: number, count: number, from: number, fromStride: number, width: number): void
  /** The same of rows whose word of 32 bits in `gate` is not later than `since`; the bytes of the others are 0. */
  spreadWhere(
    to: number,
    toStride: number,
    count: number,
    from: number,
    fromStride: number,
    width: number,
    gate: number,
    since: number,
  ): void
  /**
   * Writes for each of `count` bodies a word of 16 bits: all that is set in the words of the NEAR x NEAR cells around it, 0 where the
   * byte of `live` is. `x` and `y` are places of 16 bits in a map `size` cells wide of 16 bits a cell,
   * which reaches a cell further than what is near. No overlap.
   */
  near(to: number, count: number, live: number, x: number, y: number, words: number, size: number): void
}

/** Kernels over any buffer, in plain JavaScript. `buffer` stays the caller's and must not be detached. */
export function jsKernels(buffer: ArrayBufferLike): Kernels {
  const bytes = new Uint8Array(buffer)
  const words = new Uint16Array(buffer, 0, buffer.byteLength >> 1)
  const longs = new Int32Array(buffer, 0, buffer.byteLength >> 2)
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
  /** The north-western cell of what lies `wide` cells a side around a body whose place is at the offsets x and y. */
  const cornerOf = (x: number, y: number, size: number, wide: number): number => {
    const column = bytes[x] + 256 * bytes[x + 1]
    const row = bytes[y] + 256 * bytes[y + 1]
    return (row - (wide >> 1)) * size + column - (wide >> 1)
  }
  /** Columns and rows of the outermost cells of a window, west, north, east and south. */
  const sidesOf = (x: number, y: number): readonly [number, number, number, number] => {
    const [column, row, reach] = [words[x / 2], words[y / 2], WINDOW >> 1]
    return [column - reach, row - reach, column + reach, row + reach]
  }
  const checkWindow = (ids: number, figures: number, size: number): void => {
    checked(ids, (WINDOW - 1) * size + WINDOW + 1)
    checked(figures, 2 * ((WINDOW - 1) * size + WINDOW + 1))
  }
  return {
    ...jsCrowdKernels(buffer),
    ...jsRowKernels(buffer),
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
    windows(to, toStride, count, live, x, y, ids, figures, size, palette) {
      for (let i = 0; i < count; i++, to += toStride) {
        if (bytes[live + i] === 0) continue
        const corner = cornerOf(x + 2 * i, y + 2 * i, size, WINDOW)
        checked(to, WINDOW * WINDOW * CELL_BYTES)
        checkWindow(ids + corner, figures + 2 * corner, size)
        for (let cell = 0; cell < WINDOW * WINDOW; cell++) {
          const from = corner + Math.floor(cell / WINDOW) * size + (cell % WINDOW)
          const at = to + cell * CELL_BYTES
          const id = bytes[ids + from]
          for (let plane = 0; plane < PALETTE_PLANES; plane++) {
            bytes[at + plane] = id < PALETTE_IDS ? bytes[palette + plane * PALETTE_IDS + id] : 0
          }
          bytes[at + PALETTE_PLANES] = bytes[figures + 2 * from]
          bytes[at + PALETTE_PLANES + 1] = bytes[figures + 2 * from + 1]
        }
      }
    },
    planes(to, toStride, count, live, x, y, ids, figures, size, palette, painted, stale, across) {
      const plane = WINDOW * WINDOW
      const isStale = (column: number, row: number): boolean =>
        bytes[stale + (row >> BLOCK) * across + (column >> BLOCK)] > 0
      for (let i = 0; i < count; i++, to += toStride) {
        if (bytes[live + i] === 0) continue
        const corner = cornerOf(x + 2 * i, y + 2 * i, size, WINDOW)
        checked(to, plane * PLANES)
        checkWindow(ids + corner, figures + 2 * corner, size)
        const [west, north, east, south] = sidesOf(x + 2 * i, y + 2 * i)
        const place = words[x / 2 + i] | (words[y / 2 + i] << 16)
        const isAnyStale = isStale(west, north) || isStale(east, north) || isStale(west, south) || isStale(east, south)
        const painting = isAnyStale || longs[painted / 4 + i] !== place ? GROUND_PLANES : 0
        longs[painted / 4 + i] = place
        for (let cell = 0; cell < plane; cell++) {
          const from = corner + Math.floor(cell / WINDOW) * size + (cell % WINDOW)
          const id = bytes[ids + from]
          for (let ground = 0; ground < painting; ground++) {
            const colours = palette + PALETTE_IDS * (ground === GROUND_PLANES - 1 ? PALETTE_PLANES : ground)
            bytes[to + cell + ground * plane] = id < PALETTE_IDS ? bytes[colours + id] : 0
          }
          bytes[to + cell + GROUND_PLANES * plane] = bytes[figures + 2 * from]
          bytes[to + cell + (GROUND_PLANES + 1) * plane] = bytes[figures + 2 * from + 1]
        }
      }
    },
    spread(to, toStride, count, from, fromStride, width) {
      for (let row = 0; row < count; row++, to += toStride, from += fromStride) {
        checked(to, width)
        checked(from, 2 * Math.ceil(width / 16))
        for (let i = 0; i < width; i++) bytes[to + i] = (bytes[from + (i >> 3)] >> (i & 7)) & 1
      }
    },
    spreadWhere(to, toStride, count, from, fromStride, width, gate, since) {
      for (let row = 0; row < count; row++, to += toStride, from += fromStride) {
        checked(to, width)
        checked(from, 2 * Math.ceil(width / 16))
        const isOpen = longs[gate / 4 + row] <= since
        for (let i = 0; i < width; i++) bytes[to + i] = isOpen ? (bytes[from + (i >> 3)] >> (i & 7)) & 1 : 0
      }
    },
    near(to, count, live, x, y, map, size) {
      for (let i = 0; i < count; i++, to += 2, x += 2, y += 2) {
        checked(to, 2)
        bytes[to] = bytes[to + 1] = 0
        if (bytes[live + i] === 0) continue
        const corner = cornerOf(x, y, size, NEAR)
        checked(map + 2 * corner, 2 * ((NEAR - 1) * size + NEAR + 1))
        for (let cell = 0; cell < NEAR * NEAR; cell++) {
          const at = corner + Math.floor(cell / NEAR) * size + (cell % NEAR)
          bytes[to] |= bytes[map + 2 * at]
          bytes[to + 1] |= bytes[map + 2 * at + 1]
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
