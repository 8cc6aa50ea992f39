import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  get,
  i32,
  loopWhile,
  mul,
  sequence,
  set,
  signed,
  store8,
  sub,
  unsigned,
  wasmModule,
  when,
} from '../../envs/core/wasm.ts'

/** Instantiates one function over a fresh memory; returns a call that gives the memory's bytes. */
function run(parameters: number, body: readonly number[], i32s = 0) {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const module = new WebAssembly.Module(wasmModule([{ name: 'f', parameters, i32s, body }], false))
  const f = new WebAssembly.Instance(module, { env: { memory } }).exports.f as (...values: number[]) => void
  return (...values: number[]) => {
    f(...values)
    return new Uint8Array(memory.buffer)
  }
}

describe('the encoder', () => {
  it('writes LEB128 that decodes to the number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        (u, s) => {
          const value = (bytes: readonly number[]) =>
            bytes.reduce((sum, byte, i) => sum + (byte & 127) * 2 ** (7 * i), 0)
          expect(value(unsigned(u))).toBe(u)
          const width = 2 ** (7 * signed(s).length)
          expect(value(signed(s)) - (signed(s).at(-1)! & 64 ? width : 0)).toBe(s)
        },
      ),
    )
  })

  it('keeps constants of every sign', () => {
    for (const value of [0, 63, 64, -64, -65, 127, 128, 8_191, 8_192, 2 ** 31 - 1, -(2 ** 31)]) {
      const bytes = run(0, sequence(store8(i32(0), i32(value))))()
      expect(bytes[0]).toBe(value & 255)
    }
  })

  it('computes, branches and loops', () => {
    const factorial = sequence(
      set(1, i32(1)),
      loopWhile(get(0), sequence(set(1, mul(get(1), get(0))), set(0, sub(get(0), i32(1))))),
      when(get(1), store8(add(i32(2), i32(3)), get(1)), store8(i32(0), i32(9))),
    )
    expect(run(1, factorial, 1)(5)[5]).toBe(120)
    expect(run(1, factorial, 1)(0)[5]).toBe(1)
  })
})
