/** Kernels of keyed draws (kernels.ts says what they do) in WebAssembly: Threefry of keyed.ts, four draws at a time. */
import { DIGIT_BASE } from './kernels-crowd-code.ts'
import { PARITY, ROTATIONS, ROUNDS } from './keyed.ts'
import {
  add,
  add32s,
  divide,
  get,
  i32,
  load128,
  load32,
  loopWhile,
  below,
  mul,
  mulHigh,
  or128,
  sequence,
  set,
  shiftLeft32s,
  shiftRight32s,
  splat32,
  store128,
  store8,
  sub,
  when,
  xor,
  xor128,
  type Code,
  type WasmFunction,
} from './wasm.ts'

/** Digits of a word. */
export const DIGITS = 8
/** DIGIT_BASE to the power of DIGITS. */
export const DIGIT_RANGE = 429981696

export const drawKernels = (): WasmFunction[] => [drawsCode(), digitsCode()]

function drawsCode(): WasmFunction {
  const [TO, ENTITIES, COUNT, KEY, CHANNEL, TICK] = [0, 1, 2, 3, 4, 5]
  const PARITY_WORD = 6
  // Vectors: the four words of the state, then k0 to k4.
  const [A, B, C, D, K] = [7, 8, 9, 10, 11]
  const keyWord = (i: number) => load32(add(get(KEY), i32(4 * i)))
  const keys = [0, 1, 2, 3].map((i) => set(K + i, splat32(keyWord(i))))
  const parity = [0, 1, 2, 3].reduce((all, i) => xor(all, keyWord(i)), i32(PARITY))
  const rotated = (v: number, by: number) => or128(shiftLeft32s(get(v), i32(by)), shiftRight32s(get(v), i32(32 - by)))
  const mix = (x: number, y: number, by: number) => [
    set(x, add32s(get(x), get(y))),
    set(y, xor128(rotated(y, by), get(x))),
  ]
  const rounds: Code[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [left, right] = ROTATIONS[round % ROTATIONS.length]
    const [y, z] = round % 2 === 0 ? [B, D] : [D, B]
    rounds.push(...mix(A, y, left), ...mix(C, z, right))
    if (round % 4 < 3) continue
    const group = (round + 1) / 4
    const words = [A, B, C, D].map((v, i) => set(v, add32s(get(v), get(K + ((group + i) % 5)))))
    rounds.push(...words, set(D, add32s(get(D), splat32(i32(group)))))
  }
  const four = sequence(
    set(A, add32s(splat32(get(CHANNEL)), get(K))),
    set(B, add32s(load128(get(ENTITIES)), get(K + 1))),
    set(C, add32s(splat32(get(TICK)), get(K + 2))),
    set(D, get(K + 3)),
    ...rounds,
    store128(get(TO), get(A)),
    set(TO, add(get(TO), i32(16))),
    set(ENTITIES, add(get(ENTITIES), i32(16))),
    when(below(get(COUNT), i32(4)), set(COUNT, i32(4))),
    set(COUNT, sub(get(COUNT), i32(4))),
  )
  return {
    name: 'draws',
    parameters: 6,
    i32s: 1,
    v128s: 9,
    body: sequence(
      ...keys,
      set(PARITY_WORD, parity),
      set(K + 4, splat32(get(PARITY_WORD))),
      loopWhile(get(COUNT), four),
    ),
  }
}

function digitsCode(): WasmFunction {
  const [TO, FROM, COUNT, REST, QUOTIENT] = [0, 1, 2, 3, 4]
  const digit = (i: number) => [
    set(QUOTIENT, divide(get(REST), i32(DIGIT_BASE))),
    store8(add(get(TO), i32(i)), sub(get(REST), mul(get(QUOTIENT), i32(DIGIT_BASE)))),
    set(REST, get(QUOTIENT)),
  ]
  const word = sequence(
    set(REST, mulHigh(load32(get(FROM)), DIGIT_RANGE)),
    ...Array.from({ length: DIGITS }, (_, i) => digit(i)).flat(),
    set(TO, add(get(TO), i32(DIGITS))),
    set(FROM, add(get(FROM), i32(4))),
    set(COUNT, sub(get(COUNT), i32(1))),
  )
  return { name: 'digits', parameters: 3, i32s: 2, body: loopWhile(get(COUNT), word) }
}
