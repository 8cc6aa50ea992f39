/**
 * Kernels of crowds on a map (kernels.ts says what they do) in WebAssembly: who stands where, who goes where, and lists
 * of both.
 */
import {
  add,
  and,
  and128,
  below,
  bitsOfBytes,
  bitsOfWords,
  equal,
  equalBytes,
  equalWords,
  fillMemory,
  get,
  i32,
  less,
  load128,
  load16,
  load32,
  load8,
  loopWhile,
  mul,
  or,
  select,
  sequence,
  set,
  shiftLeft,
  shiftRight,
  splat16,
  splat8,
  store16,
  store32,
  store8,
  sub,
  trailingZeros,
  when,
  xor,
  type Code,
  type WasmFunction,
} from './wasm.ts'

/** Log2 of the cells a side of a block of `sortByBlock`. */
export const BLOCK = 4
/** Words of cells of a crowd while bodies move: one wants to go there, several do. No count of bodies is as high. */
export const CLAIMED = 0xff00
export const CONTESTED = 0xfe00
/** Bits of the body in who goes; the direction lies above. */
export const WAY_SHIFT = 16
/** Parts that a digit of `roam` picks a way by: 1, 2, 3 and 4 divide them. */
export const DIGIT_BASE = 12
/** By digit and by which ways are open, 16 to a digit: the way that the digit picks; 0 for none. */
export const PICKS = Uint8Array.from({ length: 16 * DIGIT_BASE }, (_, i) => {
  const open = [1, 2, 3, 4].filter((way) => (i >> (way - 1)) & 1)
  return open[Math.floor(((i >> 4) * open.length) / DIGIT_BASE)] ?? 0
})

export const crowdKernels = (): WasmFunction[] => [
  listCode('list8', 16),
  listCode('list16', 8),
  differCode(),
  gatherCode(),
  askedCode(),
  countUpCode(),
  sortByBlockCode(),
  nearestCode(),
  roamCode(),
  departCode(),
  claimCode(),
  goCode(),
  fartherCode(),
]

/** Adds 1 to a local, or more. */
const step = (local: number, by = 1): Code => set(local, add(get(local), i32(by)))
/** Repeats `body` until local `count` has gone down to 0, with a step of each of some locals. */
const times = (count: number, steps: readonly (readonly [local: number, by: number])[], ...body: Code[]): Code =>
  loopWhile(
    get(count),
    sequence(...body, ...steps.map(([local, by]) => step(local, by)), set(count, sub(get(count), i32(1)))),
  )

/** Writes what bits say, `first` being the number of the lowest; at local `to`, which moves on. */
const listBits = (to: number, first: Code, bits: number): Code =>
  loopWhile(
    get(bits),
    sequence(
      store32(get(to), add(first, trailingZeros(get(bits)))),
      step(to, 4),
      set(bits, and(get(bits), sub(get(bits), i32(1)))),
    ),
  )

/** Clears bits of lanes past the end. */
const cutBits = (bits: number, left: Code, lanes: number): Code =>
  when(below(left, i32(lanes)), set(bits, and(get(bits), sub(shiftLeft(i32(1), left), i32(1)))))

/** A vector of lanes at a time: most hold nothing, and one test says so. */
function listCode(name: string, lanes: 8 | 16): WasmFunction {
  const [TO, AT, COUNT, VALUE, MASK, WANTED, I, BITS, FIRST, VALUES, MASKS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const [splat, areEqual, bitsOf] = lanes === 8 ? [splat16, equalWords, bitsOfWords] : [splat8, equalBytes, bitsOfBytes]
  const same = bitsOf(areEqual(and128(load128(get(AT)), get(MASKS)), get(VALUES)))
  const body = sequence(
    set(FIRST, get(TO)),
    set(VALUES, splat(get(VALUE))),
    set(MASKS, splat(get(MASK))),
    // Flips all lanes where those are wanted that differ.
    set(WANTED, and(sub(get(WANTED), i32(1)), i32((1 << lanes) - 1))),
    loopWhile(
      below(get(I), get(COUNT)),
      sequence(
        set(BITS, xor(same, get(WANTED))),
        when(get(BITS), sequence(cutBits(BITS, sub(get(COUNT), get(I)), lanes), listBits(TO, get(I), BITS))),
        step(AT, 16),
        step(I, lanes),
      ),
    ),
    shiftRight(sub(get(TO), get(FIRST)), i32(2)),
  )
  return { name, parameters: 6, returns: true, i32s: 3, v128s: 2, body }
}

function differCode(): WasmFunction {
  const [TO, A, B, COUNT, I, BITS, FIRST] = [0, 1, 2, 3, 4, 5, 6]
  const same = bitsOfWords(equalWords(load128(get(A)), load128(get(B))))
  const body = sequence(
    set(FIRST, get(TO)),
    loopWhile(
      below(get(I), get(COUNT)),
      sequence(
        set(BITS, xor(same, i32(255))),
        when(get(BITS), sequence(cutBits(BITS, sub(get(COUNT), get(I)), 8), listBits(TO, get(I), BITS))),
        step(A, 16),
        step(B, 16),
        step(I, 8),
      ),
    ),
    shiftRight(sub(get(TO), get(FIRST)), i32(2)),
  )
  return { name: 'differ', parameters: 4, returns: true, i32s: 3, body }
}

/** The cell of a body whose place locals `x` and `y` lead to. */
const cellAt = (x: number, y: number, size: number): Code => add(mul(load16(get(y)), get(size)), load16(get(x)))

function gatherCode(): WasmFunction {
  const [TO, COUNT, X, Y, FROM, SIZE] = [0, 1, 2, 3, 4, 5]
  const one = store8(get(TO), load8(add(get(FROM), cellAt(X, Y, SIZE))))
  return { name: 'gather', parameters: 6, body: times(COUNT, [[TO, 1], [X, 2], [Y, 2]], one) } // prettier-ignore
}

function askedCode(): WasmFunction {
  const [TO, COUNT, ACTIONS, ACTION_STRIDE, WORDS, WORD_STRIDE, WIDTH, I, BIT, ISBIT, FIRST] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]
  const isBit = below(get(BIT), get(WIDTH))
  const at = select(get(ISBIT), get(BIT), i32(0))
  const word = load16(add(get(WORDS), mul(shiftRight(at, i32(4)), i32(2))))
  const body = sequence(
    set(FIRST, get(TO)),
    times(
      COUNT,
      [[I, 1]],
      set(BIT, sub(load32(get(ACTIONS)), i32(1))),
      set(ISBIT, isBit),
      store32(get(TO), get(I)),
      set(TO, add(get(TO), mul(i32(4), and(shiftRight(word, and(get(BIT), i32(15))), get(ISBIT))))),
      set(ACTIONS, add(get(ACTIONS), get(ACTION_STRIDE))),
      set(WORDS, add(get(WORDS), get(WORD_STRIDE))),
    ),
    shiftRight(sub(get(TO), get(FIRST)), i32(2)),
  )
  return { name: 'asked', parameters: 7, returns: true, i32s: 4, body }
}

function countUpCode(): WasmFunction {
  const [TO, FROM, COUNT] = [0, 1, 2]
  const one = store32(get(TO), add(load32(get(TO)), load8(get(FROM))))
  return { name: 'countUp', parameters: 3, body: times(COUNT, [[TO, 4], [FROM, 1]], one) } // prettier-ignore
}

/**
 * A counting sort. Counts are kept two places ahead, so that they become where each block begins, one place ahead, and
 * entering the bodies moves that on to where it ends, which is where the next begins.
 */
function sortByBlockCode(): WasmFunction {
  const [START, BODY, PLACE, COUNT, X, Y, HERE, ACROSS, BLOCKS] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const [I, AT, SUM] = [9, 10, 11]
  const [x, y] = [X, Y].map((array) => load16(add(get(array), mul(get(I), i32(2)))))
  const isHere = load8(add(get(HERE), get(I)))
  const block = add(mul(shiftRight(y, i32(BLOCK)), get(ACROSS)), shiftRight(x, i32(BLOCK)))
  const entryOf = (ahead: number) => add(get(START), mul(i32(4), add(block, i32(ahead))))
  const each = (body: Code) =>
    sequence(set(I, i32(0)), loopWhile(below(get(I), get(COUNT)), sequence(when(isHere, body), step(I))))
  const count = sequence(set(AT, entryOf(2)), store32(get(AT), add(load32(get(AT)), i32(1))))
  const addUp = sequence(
    set(AT, get(START)),
    times(BLOCKS, [[AT, 4]], set(SUM, add(get(SUM), load32(get(AT)))), store32(get(AT), get(SUM))),
  )
  const enter = sequence(
    set(AT, entryOf(1)),
    set(SUM, load32(get(AT))),
    store32(get(AT), add(get(SUM), i32(1))),
    store16(add(get(BODY), mul(get(SUM), i32(2))), get(I)),
    store32(add(get(PLACE), mul(get(SUM), i32(4))), or(x, shiftLeft(y, i32(16)))),
  )
  const clear = sequence(
    set(BLOCKS, add(get(BLOCKS), i32(2))),
    fillMemory(get(START), i32(0), mul(get(BLOCKS), i32(4))),
  )
  return { name: 'sortByBlock', parameters: 9, i32s: 3, body: sequence(clear, each(count), addUp, each(enter)) }
}

/** Sets a local to how far apart two numbers are. */
const apart = (local: number, a: Code, b: Code): Code =>
  sequence(set(local, sub(a, b)), set(local, select(less(get(local), i32(0)), sub(i32(0), get(local)), get(local))))

/** Who is met cannot be foreseen, so nothing branches on it. */
function nearestCode(): WasmFunction {
  const [TO, VIEWERS, COUNT, FIRST, RADIUS, FROM, MANY, X, Y, NAME, START, BODY, PLACE, ACROSS] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
  ]
  const [VIEWER, COLUMN, ROW, BAND, LAST, I, END, DX, DY, OTHER, BEST, FOUND, IS] = [
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
  ]
  const word16 = (array: number, i: number) => load16(add(get(array), mul(get(i), i32(2))))
  const place = load32(add(get(PLACE), mul(get(I), i32(4))))
  const blockOf = (cells: Code) => shiftRight(cells, i32(BLOCK))
  const bandStart = (column: Code) => load32(add(get(START), mul(i32(4), add(mul(get(BAND), get(ACROSS)), column))))
  const key = or(
    shiftLeft(select(less(get(DX), get(DY)), get(DY), get(DX)), i32(16)),
    load16(add(get(NAME), mul(get(OTHER), i32(2)))),
  )
  const meet = sequence(
    set(OTHER, word16(BODY, I)),
    apart(DX, and(place, i32(0xffff)), get(COLUMN)),
    apart(DY, shiftRight(place, i32(16)), get(ROW)),
    set(DX, key),
    set(IS, and(below(get(DX), get(BEST)), below(sub(get(OTHER), get(FROM)), get(MANY)))),
    set(BEST, select(get(IS), get(DX), get(BEST))),
    set(FOUND, select(get(IS), add(get(OTHER), i32(1)), get(FOUND))),
    step(I),
  )
  const one = sequence(
    set(VIEWER, add(load32(get(VIEWERS)), get(FIRST))),
    set(COLUMN, word16(X, VIEWER)),
    set(ROW, word16(Y, VIEWER)),
    set(BEST, shiftLeft(add(get(RADIUS), i32(1)), i32(16))),
    set(FOUND, i32(0)),
    set(BAND, blockOf(sub(get(ROW), get(RADIUS)))),
    set(LAST, add(blockOf(add(get(ROW), get(RADIUS))), i32(1))),
    loopWhile(
      below(get(BAND), get(LAST)),
      sequence(
        set(I, bandStart(blockOf(sub(get(COLUMN), get(RADIUS))))),
        set(END, bandStart(add(blockOf(add(get(COLUMN), get(RADIUS))), i32(1)))),
        loopWhile(below(get(I), get(END)), meet),
        step(BAND),
      ),
    ),
    store32(get(TO), get(FOUND)),
  )
  return { name: 'nearest', parameters: 14, i32s: 13, body: times(COUNT, [[TO, 4], [VIEWERS, 4]], one) } // prettier-ignore
}

function roamCode(): WasmFunction {
  const [GOER, FROM, COUNT, BODY, HERE, X, Y, WAYS, SIZE, NAME, DIGITS, TABLE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  const CELL = 12
  const digit = load8(add(get(DIGITS), load16(get(NAME))))
  const open = and(load8(add(get(WAYS), get(CELL))), i32(15))
  const way = load8(add(get(TABLE), add(mul(digit, i32(16)), open)))
  const one = sequence(
    set(CELL, cellAt(X, Y, SIZE)),
    store32(get(GOER), or(get(BODY), shiftLeft(mul(way, load8(get(HERE))), i32(WAY_SHIFT)))),
    store32(get(FROM), get(CELL)),
  )
  const steps = [[GOER, 4], [FROM, 4], [BODY, 1], [HERE, 1], [X, 2], [Y, 2], [NAME, 2]] as const // prettier-ignore
  return { name: 'roam', parameters: 12, i32s: 1, body: times(COUNT, steps, one) }
}

function departCode(): WasmFunction {
  const [GOER, FROM, COUNT, ACTIONS, STRIDE, LIVE, FROZEN, HEALTH, X, Y, WAYS, SIZE] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]
  const [CELL, WAY, GOES, BODY, FIRST] = [12, 13, 14, 15, 16]
  const isAble = and(load8(get(LIVE)), and(equal(load8(get(FROZEN)), i32(0)), less(i32(0), load16(get(HEALTH)))))
  // Bit 0 of twice the ways is that of a body that stays: nobody goes there.
  const open = shiftLeft(and(load8(add(get(WAYS), get(CELL))), i32(15)), i32(1))
  const one = sequence(
    set(CELL, cellAt(X, Y, SIZE)),
    set(WAY, load32(get(ACTIONS))),
    set(GOES, and(and(shiftRight(open, get(WAY)), isAble), below(get(WAY), i32(5)))),
    store32(get(GOER), or(get(BODY), shiftLeft(get(WAY), i32(WAY_SHIFT)))),
    store32(get(FROM), get(CELL)),
    set(GOES, mul(get(GOES), i32(4))),
    set(GOER, add(get(GOER), get(GOES))),
    set(FROM, add(get(FROM), get(GOES))),
    set(ACTIONS, add(get(ACTIONS), get(STRIDE))),
  )
  const steps = [[BODY, 1], [LIVE, 1], [FROZEN, 1], [HEALTH, 2], [X, 2], [Y, 2]] as const // prettier-ignore
  const body = sequence(set(FIRST, get(GOER)), times(COUNT, steps, one), shiftRight(sub(get(GOER), get(FIRST)), i32(2)))
  return { name: 'depart', parameters: 12, returns: true, i32s: 5, body }
}

/** Whether a way leads along a column, and 1 where it leads on, to the south or the east, else -1: for ways above 0. */
const isUpright = (way: number): Code => less(get(way), i32(3))
const onward = (way: number): Code => sub(and(get(way), i32(2)), i32(1))

/**
 * Reads an entry of who goes where: its way, and the offset in a map of words of 16 bits of the cell that it leads to, if its way is above
 * 0.
 */
const readGoer = (goer: number, from: number, size: number, map: number, way: number, to: number): Code =>
  sequence(
    set(way, shiftRight(load32(get(goer)), i32(WAY_SHIFT))),
    set(to, add(load32(get(from)), mul(onward(way), select(isUpright(way), get(size), i32(1))))),
    set(to, add(get(map), mul(get(to), i32(2)))),
  )

function claimCode(): WasmFunction {
  const [GOER, FROM, COUNT, CROWD, SIZE] = [0, 1, 2, 3, 4]
  const [WAY, TO, THERE] = [5, 6, 7]
  const claim = when(
    get(THERE),
    when(equal(get(THERE), i32(CLAIMED)), store16(get(TO), i32(CONTESTED))),
    store16(get(TO), i32(CLAIMED)),
  )
  const one = sequence(
    readGoer(GOER, FROM, SIZE, CROWD, WAY, TO),
    when(get(WAY), sequence(set(THERE, load16(get(TO))), claim)),
  )
  return { name: 'claim', parameters: 5, i32s: 3, body: times(COUNT, [[GOER, 4], [FROM, 4]], one) } // prettier-ignore
}

function goCode(): WasmFunction {
  const [GOER, FROM, COUNT, CROWD, X, Y, SIZE, SHOWN, CONTEST] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const [BODY, WAY, TO, LEFT, AT, I, THERE, FIRST] = [9, 10, 11, 12, 13, 14, 15, 16]
  const goes = sequence(
    set(BODY, mul(and(load32(get(GOER)), i32(0x7fff)), i32(2))),
    set(LEFT, add(get(CROWD), mul(load32(get(FROM)), i32(2)))),
    when(
      get(SHOWN),
      sequence(store16(get(TO), load16(add(get(SHOWN), get(BODY)))), store16(get(LEFT), i32(0))),
      sequence(store16(get(TO), i32(1)), store16(get(LEFT), sub(load16(get(LEFT)), i32(1)))),
    ),
    set(AT, add(get(BODY), select(isUpright(WAY), get(Y), get(X)))),
    store16(get(AT), add(load16(get(AT)), onward(WAY))),
  )
  const stays = when(
    equal(get(THERE), i32(CONTESTED)),
    sequence(store32(get(CONTEST), get(I)), step(CONTEST, 4)),
    store32(get(GOER), and(load32(get(GOER)), i32(0x7fff))),
  )
  const one = sequence(
    readGoer(GOER, FROM, SIZE, CROWD, WAY, TO),
    when(get(WAY), sequence(set(THERE, load16(get(TO))), when(equal(get(THERE), i32(CLAIMED)), goes, stays))),
  )
  const body = sequence(
    set(FIRST, get(CONTEST)),
    times(COUNT, [[GOER, 4], [FROM, 4], [I, 1]], one), // prettier-ignore
    shiftRight(sub(get(CONTEST), get(FIRST)), i32(2)),
  )
  return { name: 'go', parameters: 9, returns: true, i32s: 8, body }
}

/** Nothing branches on who has moved, or is further. */
function fartherCode(): WasmFunction {
  const [TO, GOER, COUNT, X, Y, HOME_X, HOME_Y, FARTHEST] = [0, 1, 2, 3, 4, 5, 6, 7]
  const [BODY, AT, DX, DY, FIRST] = [8, 9, 10, 11, 12]
  const word = (array: number) => load16(add(get(array), get(AT)))
  const isFarther = less(word(FARTHEST), select(less(get(DX), get(DY)), get(DY), get(DX)))
  const hasMoved = less(get(BODY), load32(get(GOER)))
  const one = sequence(
    set(BODY, and(load32(get(GOER)), i32(0x7fff))),
    set(AT, mul(get(BODY), i32(2))),
    apart(DX, word(X), word(HOME_X)),
    apart(DY, word(Y), word(HOME_Y)),
    store32(get(TO), get(BODY)),
    set(TO, add(get(TO), mul(i32(4), and(isFarther, hasMoved)))),
  )
  const body = sequence(
    set(FIRST, get(TO)),
    times(COUNT, [[GOER, 4]], one),
    shiftRight(sub(get(TO), get(FIRST)), i32(2)),
  )
  return { name: 'farther', parameters: 8, returns: true, i32s: 5, body }
}
