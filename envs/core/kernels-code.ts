/** The kernels (kernels.ts says what they do) in WebAssembly. */
import { BLOCK, crowdKernels } from './kernels-crowd-code.ts'
import { drawKernels } from './kernels-draw-code.ts'
import { rowKernels } from './kernels-rows-code.ts'
import {
  add,
  and,
  and128,
  atLeast,
  below,
  copyMemory,
  equalBytes,
  fillMemory,
  get,
  i32,
  less,
  load32,
  load128,
  load16,
  load64,
  load8,
  loopWhile,
  mul,
  or,
  or128,
  sequence,
  set,
  shiftLeft,
  shiftRight,
  store32,
  store128,
  store64,
  store8,
  splat16,
  storeFirst,
  sub,
  swizzle,
  unzip,
  v128,
  wasmModule,
  when,
  xor,
  zip,
  type Code,
  type WasmFunction,
} from './wasm.ts'

/** Cells a side of a window of `windows`: as many as a vector of bytes holds, less one so that there is a middle. */
export const WINDOW = 15
/** Bytes of a cell of `windows` that its id decides, and all of them. */
export const PALETTE_PLANES = 6
export const CELL_BYTES = 8
/** Ids that a palette knows. */
export const PALETTE_IDS = 16
/** A palette has the planes of `windows`, and one more that `planes` has in the stead of those from GROUND_PLANES - 1 on. */
export const PALETTE_BYTES = (PALETTE_PLANES + 1) * PALETTE_IDS
/** Planes of `planes` that the id of a cell decides, and all of them; the others are the bytes of its figure. */
export const GROUND_PLANES = 4
export const PLANES = GROUND_PLANES + 2

/** Cells a side of what `near` looks at. */
export const NEAR = 7

/** The WebAssembly module of the kernels. */
export const kernelBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  wasmModule(
    [
      clearCode(),
      copyCode(),
      copyWindowCode(),
      oneHotCode(),
      windowsCode(),
      planesCode(),
      spreadCode('spread', false),
      spreadCode('spreadWhere', true),
      nearCode(),
      ...crowdKernels(),
      ...drawKernels(),
      ...rowKernels(),
    ],
    shared,
  )

function clearCode(): WasmFunction {
  const [to, bytes] = [get(0), get(1)]
  return { name: 'clear', parameters: 2, body: fillMemory(to, i32(0), bytes) }
}

function copyCode(): WasmFunction {
  const [to, from, bytes] = [get(0), get(1), get(2)]
  return { name: 'copy', parameters: 3, body: copyMemory(to, from, bytes) }
}

/** Rows of this many bytes or more are worth a call of memory.copy each. */
const LONG_ROW = 512

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

/** The first parameters of `windows` and `planes` are the same, and so is how they go from one viewer to the next. */
function eachWhoLives(window: Code, step: Code = []): Code {
  const [TO, STRIDE, COUNT, LIVE, X, Y] = [0, 1, 2, 3, 4, 5]
  const next = sequence(
    set(TO, add(get(TO), get(STRIDE))),
    set(LIVE, add(get(LIVE), i32(1))),
    set(X, add(get(X), i32(2))),
    set(Y, add(get(Y), i32(2))),
    step,
    set(COUNT, sub(get(COUNT), i32(1))),
  )
  return loopWhile(get(COUNT), sequence(when(load8(get(LIVE)), window), next))
}

/** A row of a window at a time: its ids turn into a vector a plane, and these into cells in three rounds of zipping. */
function windowsCode(): WasmFunction {
  const [TO, X, Y, IDS, FIGURES, SIZE, PALETTE] = [0, 4, 5, 6, 7, 8, 9]
  const [AT, ID, FIGURE, ROWS] = [10, 11, 12, 13]
  const [FIRST_PLANE, CELLS, FIRST_PAIR, LEFT, RIGHT] = [14, 20, 21, 27, 28]
  const [to, x, y, at, id, figure, rows, size] = [TO, X, Y, AT, ID, FIGURE, ROWS, SIZE].map(get)
  const planes = Array.from({ length: PALETTE_PLANES }, (_, plane) => plane)
  const loadPalette = sequence(
    ...planes.map((plane) => set(FIRST_PLANE + plane, load128(get(PALETTE), PALETTE_IDS * plane))),
  )
  const byId = (plane: number) => swizzle(get(FIRST_PLANE + plane), get(CELLS))
  // Local FIRST_PAIR + 2 * pair + half: bytes 2 * pair and 2 * pair + 1 of eight cells. LEFT and RIGHT hold both planes meanwhile.
  const pairs = [0, 1, 2].flatMap((pair) => [
    set(LEFT, byId(2 * pair)),
    set(RIGHT, byId(2 * pair + 1)),
    set(FIRST_PAIR + 2 * pair, zip(get(LEFT), get(RIGHT), 1, 0)),
    set(FIRST_PAIR + 2 * pair + 1, zip(get(LEFT), get(RIGHT), 1, 1)),
  ])
  const pairOf = (pair: number, half: number) => get(FIRST_PAIR + 2 * pair + half)
  /** Four cells: which half of eight, and which half of them. The last cell of a row stands alone. */
  const fourCells = (eight: 0 | 1, four: 0 | 1) => {
    const offset = CELL_BYTES * (8 * eight + 4 * four)
    const isLast = eight === 1 && four === 1
    const last = zip(get(LEFT), get(RIGHT), 4, 1)
    return sequence(
      set(LEFT, zip(pairOf(0, eight), pairOf(1, eight), 2, four)),
      set(RIGHT, zip(pairOf(2, eight), load128(figure, 16 * eight), 2, four)),
      store128(at, zip(get(LEFT), get(RIGHT), 4, 0), offset),
      isLast ? storeFirst(8, at, last, offset + 16) : store128(at, last, offset + 16),
    )
  }
  const row = sequence(
    set(CELLS, load128(id)),
    ...pairs,
    fourCells(0, 0),
    fourCells(0, 1),
    fourCells(1, 0),
    fourCells(1, 1),
    set(AT, add(at, i32(WINDOW * CELL_BYTES))),
    set(ID, add(id, size)),
    set(FIGURE, add(figure, add(size, size))),
    set(ROWS, sub(rows, i32(1))),
  )
  const reach = i32(WINDOW >> 1)
  const corner = add(mul(sub(load16(y), reach), size), sub(load16(x), reach))
  const window = sequence(
    set(AT, to),
    set(ID, corner),
    set(FIGURE, add(get(FIGURES), add(id, id))),
    set(ID, add(get(IDS), id)),
    set(ROWS, i32(WINDOW)),
    loopWhile(rows, row),
  )
  return {
    name: 'windows',
    parameters: 10,
    i32s: 4,
    v128s: 15,
    body: sequence(loadPalette, eachWhoLives(window)),
  }
}

/**
 * A plane at a time, so that rows are written from end to end. A row of 15 bytes is stored with the byte after it, which the next store
 * puts right: figures are written after the ground. The very last is stored in halves that meet in its middle.
 */
function planesCode(): WasmFunction {
  const [TO, X, Y, IDS, FIGURES, SIZE, PALETTE, PAINTED, STALE, ACROSS] = [0, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  const [CORNER, AT, PLACE] = [13, 14, 15]
  const [FIRST_ROW, COLOURS, BYTES] = [16, 31, 32]
  const rows = Array.from({ length: WINDOW }, (_, row) => row)
  const reach = WINDOW >> 1
  const offset = (plane: number, row: number) => plane * WINDOW * WINDOW + row * WINDOW
  const secondHalf = v128(Array.from({ length: 16 }, (_, i) => i + reach))
  const storeHalves = (at: number) =>
    sequence(
      storeFirst(8, get(TO), get(BYTES), at),
      storeFirst(8, get(TO), swizzle(get(BYTES), secondHalf), at + reach),
    )
  const store = (plane: number, row: number, value: Code) =>
    row === WINDOW - 1 && plane === PLANES - 1
      ? sequence(set(BYTES, value), storeHalves(offset(plane, row)))
      : store128(get(TO), value, offset(plane, row))
  const ground = (plane: number) =>
    sequence(
      set(COLOURS, load128(get(PALETTE), PALETTE_IDS * (plane === GROUND_PLANES - 1 ? PALETTE_PLANES : plane))),
      ...rows.map((row) => store(plane, row, swizzle(get(COLOURS), get(FIRST_ROW + row)))),
    )
  const paint = sequence(
    set(AT, add(get(IDS), get(CORNER))),
    ...rows.map((row) => sequence(set(FIRST_ROW + row, load128(get(AT))), set(AT, add(get(AT), get(SIZE))))),
    ...Array.from({ length: GROUND_PLANES }, (_, plane) => ground(plane)),
  )
  const figures = (plane: number, halfOf: 0 | 1) =>
    sequence(
      set(AT, add(get(FIGURES), mul(get(CORNER), i32(2)))),
      ...rows.map((row) =>
        sequence(
          store(plane, row, unzip(load128(get(AT)), load128(get(AT), 16), halfOf)),
          set(AT, add(get(AT), mul(get(SIZE), i32(2)))),
        ),
      ),
    )
  const staleAt = (dx: number, dy: number) => {
    const block = (place: number, by: number) => shiftRight(add(load16(get(place)), i32(by)), i32(BLOCK))
    return load8(add(get(STALE), add(mul(block(Y, dy), get(ACROSS)), block(X, dx))))
  }
  const corners = [staleAt(-reach, -reach), staleAt(reach, -reach), staleAt(-reach, reach), staleAt(reach, reach)]
  const isStale = corners.reduce((any, corner) => or(any, corner))
  const window = sequence(
    set(CORNER, add(mul(sub(load16(get(Y)), i32(reach)), get(SIZE)), sub(load16(get(X)), i32(reach)))),
    set(PLACE, or(load16(get(X)), shiftLeft(load16(get(Y)), i32(16)))),
    when(or(xor(load32(get(PAINTED)), get(PLACE)), isStale), sequence(paint, store32(get(PAINTED), get(PLACE)))),
    figures(GROUND_PLANES, 0),
    figures(GROUND_PLANES + 1, 1),
  )
  return {
    name: 'planes',
    parameters: 13,
    i32s: 3,
    v128s: 17,
    body: eachWhoLives(window, set(PAINTED, add(get(PAINTED), i32(4)))),
  }
}

/** Sixteen bits at a time; what is left goes out in halves. */
function spreadCode(name: string, isGated: boolean): WasmFunction {
  const [TO, TO_STRIDE, COUNT, FROM, FROM_STRIDE, WIDTH, GATE, SINCE] = [0, 1, 2, 3, 4, 5, 6, 7]
  const parameters = isGated ? 8 : 6
  const [AT, WORD, LEFT, OPEN, BYTES] = [0, 1, 2, 3, 4].map((local) => parameters + local)
  const [to, from, at, word, left, bytes] = [TO, FROM, AT, WORD, LEFT, BYTES].map(get)
  const lanes = Array.from({ length: 16 }, (_, i) => i)
  const bitOf = v128(lanes.map((i) => 1 << (i & 7)))
  const read = isGated ? and(load16(word), get(OPEN)) : load16(word)
  const both = swizzle(splat16(read), v128(lanes.map((i) => i >> 3)))
  const spreadWord = set(BYTES, and128(equalBytes(and128(both, bitOf), bitOf), v128(lanes.map(() => 1))))
  const part = (size: 1 | 2 | 4 | 8) =>
    when(
      and(left, i32(size)),
      sequence(
        storeFirst(size, at, bytes),
        set(BYTES, swizzle(bytes, v128(lanes.map((i) => i + size)))),
        set(AT, add(at, i32(size))),
      ),
    )
  const row = sequence(
    set(AT, to),
    set(WORD, from),
    set(LEFT, get(WIDTH)),
    isGated ? set(OPEN, sub(less(get(SINCE), load32(get(GATE))), i32(1))) : [],
    loopWhile(
      atLeast(left, i32(16)),
      sequence(
        spreadWord,
        store128(at, bytes),
        set(AT, add(at, i32(16))),
        set(WORD, add(word, i32(2))),
        set(LEFT, sub(left, i32(16))),
      ),
    ),
    when(left, sequence(spreadWord, part(8), part(4), part(2), part(1))),
    set(TO, add(to, get(TO_STRIDE))),
    set(FROM, add(from, get(FROM_STRIDE))),
    isGated ? set(GATE, add(get(GATE), i32(4))) : [],
    set(COUNT, sub(get(COUNT), i32(1))),
  )
  return { name, parameters, i32s: 4, v128s: 1, body: loopWhile(get(COUNT), row) }
}

/** A row of cells is a vector but for its last word; what the rows have set together is folded onto the first word. */
function nearCode(): WasmFunction {
  const [TO, COUNT, LIVE, X, Y, WORDS, SIZE, AT, ALL] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const [to, live, x, y, at, all] = [TO, LIVE, X, Y, AT, ALL].map(get)
  const reach = i32(NEAR >> 1)
  const corner = add(mul(sub(load16(y), reach), get(SIZE)), sub(load16(x), reach))
  const rows = Array.from({ length: NEAR - 1 }, () => [
    set(AT, add(at, add(get(SIZE), get(SIZE)))),
    set(ALL, or128(all, load128(at))),
  ]).flat()
  const bytes = Array.from({ length: 16 }, (_, i) => i)
  const fold = (words: number) => set(ALL, or128(all, swizzle(all, v128(bytes.map((i) => i + 2 * words)))))
  const look = sequence(
    set(AT, add(get(WORDS), mul(corner, i32(2)))),
    set(ALL, load128(at)),
    ...rows,
    set(ALL, swizzle(all, v128(bytes.map((i) => (i < 2 * NEAR ? i : 16))))),
    fold(4),
    fold(2),
    fold(1),
  )
  const one = sequence(
    set(ALL, v128(bytes.map(() => 0))),
    when(load8(live), look),
    storeFirst(2, to, all),
    set(LIVE, add(live, i32(1))),
    set(TO, add(to, i32(2))),
    set(X, add(x, i32(2))),
    set(Y, add(y, i32(2))),
    set(COUNT, sub(get(COUNT), i32(1))),
  )
  return { name: 'near', parameters: 7, i32s: 1, v128s: 1, body: loopWhile(get(COUNT), one) }
}
