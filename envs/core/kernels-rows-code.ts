/** Kernels of rows that views and masks have of agents (kernels-rows.ts says what they do), in WebAssembly. */
import {
  add,
  and,
  below,
  get,
  i32,
  less,
  load16,
  load32,
  load8,
  loopWhile,
  mul,
  select,
  sequence,
  set,
  store16,
  store8,
  sub,
  when,
  type Code,
  type WasmFunction,
} from './wasm.ts'

/** The most that `selves` tells apart of health, food, water, gold and harm. */
export const MOST_SHOWN = 100

export const rowKernels = (): WasmFunction[] => [selvesCode(), lookUpCode()]

/** One look-up a byte, and nothing branches but on who lives. */
function selvesCode(): WasmFunction {
  const [TO, STRIDE, COUNT, LIVE, X, Y, HEALTH, FOOD, WATER, GOLD, HURT, FROZEN, AGE, FOUGHT] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
  ]
  const [SINCE, LEFT, PERCENT, PLACE, DEPTH, YOUNG, AGES] = [14, 15, 16, 17, 18, 19, 20]
  const [I, I2, I4, A, B] = [21, 22, 23, 24, 25]
  const byte = (array: number) => load8(add(get(array), get(I)))
  const word = (array: number) => load16(add(get(array), get(I2)))
  const long = (array: number) => load32(add(get(array), get(I4)))
  const lookUp = (table: number, at: Code) => load8(add(get(table), at))
  const put = (at: number, value: Code) => store8(get(TO), value, at)
  const putPercent = (at: number, value: Code) =>
    sequence(set(A, value), put(at, lookUp(PERCENT, select(below(get(A), i32(MOST_SHOWN)), get(A), i32(MOST_SHOWN)))))
  const all = (is: Code) => and(sub(i32(0), is), i32(255))
  const own = sequence(
    putPercent(0, word(HEALTH)),
    putPercent(1, byte(FOOD)),
    putPercent(2, byte(WATER)),
    putPercent(3, long(GOLD)),
    set(A, word(X)),
    set(B, word(Y)),
    put(4, lookUp(PLACE, get(A))),
    put(5, lookUp(PLACE, get(B))),
    put(6, get(LEFT)),
    set(A, lookUp(DEPTH, get(A))),
    set(B, lookUp(DEPTH, get(B))),
    put(11, select(below(get(A), get(B)), get(A), get(B))),
    put(7, all(less(i32(0), byte(FROZEN)))),
    putPercent(8, word(HURT)),
    put(9, all(less(get(SINCE), long(FOUGHT)))),
    set(A, long(AGE)),
    put(10, lookUp(YOUNG, select(below(get(A), get(AGES)), get(A), get(AGES)))),
  )
  const one = sequence(
    set(I2, mul(get(I), i32(2))),
    set(I4, mul(get(I), i32(4))),
    when(byte(LIVE), own),
    set(TO, add(get(TO), get(STRIDE))),
    set(I, add(get(I), i32(1))),
  )
  return { name: 'selves', parameters: 21, i32s: 5, body: loopWhile(below(get(I), get(COUNT)), one) }
}

function lookUpCode(): WasmFunction {
  const [TO, COUNT, NUMBERS, MOST, TABLE, WORDS, FROM, END] = [0, 1, 2, 3, 4, 5, 6, 7]
  const least = (number: Code) => select(less(number, get(MOST)), number, get(MOST))
  const word = sequence(
    store16(get(TO), load16(get(FROM))),
    set(TO, add(get(TO), i32(2))),
    set(FROM, add(get(FROM), i32(2))),
  )
  const one = sequence(
    set(FROM, add(get(TABLE), mul(least(load32(get(NUMBERS))), get(WORDS)))),
    set(END, add(get(TO), get(WORDS))),
    loopWhile(below(get(TO), get(END)), word),
    set(NUMBERS, add(get(NUMBERS), i32(4))),
    set(COUNT, sub(get(COUNT), i32(1))),
  )
  const body = sequence(set(WORDS, mul(get(WORDS), i32(2))), loopWhile(get(COUNT), one))
  return { name: 'lookUp', parameters: 6, i32s: 2, body }
}
