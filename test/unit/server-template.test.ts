import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../server/codec.ts'
import { Template } from '../../server/template.ts'
import { tensor } from '../../server/tensor.ts'

const COUNTED = { re: 'uint32', tick: 'uint32' } as const
const TRUST = { items: Infinity, depth: 64 }

/** The message of a whole frame that is not masked, RFC 6455 section 5.2; fails where the head lies about its length. */
function unframed(frame: Buffer): Uint8Array {
  const short = frame[1]
  const from = short < 126 ? 2 : short === 126 ? 4 : 10
  const length = short < 126 ? short : short === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2))
  expect([frame[0], frame.length - from]).toEqual([0x82, length])
  return frame.subarray(from)
}

const words = (memory: ArrayBufferLike, count: number): Int32Array => new Int32Array(memory as ArrayBuffer, 0, count)
const message = (tick: number, numbers: Int32Array, more: object = {}) => ({
  t: 'x.ok',
  re: tick + 1,
  tick,
  none: undefined,
  rows: tensor(numbers, [numbers.length]),
  ...more,
})

describe('a template', () => {
  it('gives what the encoder gives, with integers and arrays as they are now', () => {
    const sizes = fc.constantFrom(1, 20, 40, 200, 20_000)
    fc.assert(
      fc.property(
        sizes,
        fc.boolean(),
        fc.array(fc.nat(2 ** 32 - 2), { minLength: 1, maxLength: 4 }),
        (count, shared, ticks) => {
          const numbers = words(shared ? new SharedArrayBuffer(4 * count) : new ArrayBuffer(4 * count), count)
          const few = Uint8Array.of(1, 2, 3)
          const more = { text: 'ünder', few: tensor(few, [1, 3]), flag: true }
          const template = new Template(message(0, numbers, more), COUNTED)
          for (const tick of ticks) {
            numbers.fill(tick | 0)
            few.fill(tick & 255)
            const now = message(tick, numbers, more)
            const frame = template.fill([now.re, tick])!
            expect(frame.length).toBe(template.length)
            const again = encode('msgpack', decode('msgpack', unframed(frame), TRUST)) as Uint8Array
            expect(Buffer.compare(again, encode('msgpack', now) as Uint8Array)).toBe(0)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('has lists, fractions and flags that change, and none that is not there', () => {
    const kinds = {
      re: 'uint32',
      flag: 'boolean',
      part: 'float64',
      absent: 'uint32',
      list: 'uint32',
      tick: 'uint32',
    } as const
    const numbers = new Int32Array(3)
    for (const size of [1, 15, 16, 300]) {
      const like = (flag: boolean, part: number, first: number) => {
        const list = Array.from({ length: size }, (_, i) => first + i)
        return { flag, part, list, absent: undefined, late: null }
      }
      const template = new Template(message(1, numbers, like(false, 0, 0)), kinds)
      for (const [flag, part, first] of [
        [true, -0.25, 7],
        [false, Infinity, 70_000],
      ] as const) {
        const now = message(5, numbers, like(flag, part, first))
        const { list } = like(flag, part, first)
        const frame = template.fill([now.re, flag ? 1 : 0, part, ...list, now.tick])!
        expect(decode('msgpack', unframed(frame), TRUST)).toEqual(
          decode('msgpack', encode('msgpack', now) as Uint8Array, TRUST),
        )
      }
    }
  })

  it('has more fields than a small map holds', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`field${i}`, i]))
    const now = message(7, new Int32Array(2), many)
    const frame = new Template(now, COUNTED).fill([8, 7])!
    expect(Object.keys(decode('msgpack', unframed(frame), TRUST))).toHaveLength(24)
  })

  it('gives nothing where an integer has no place: below 0, or too large', () => {
    const template = new Template(message(0, new Int32Array(2)), COUNTED)
    expect(template.fill([2 ** 32, 0])).toBe(null)
    expect(template.fill([0, 2 ** 32])).toBe(null)
    expect(template.fill([0, -1])).toBe(null)
    expect(template.fill([2 ** 32 - 1, 0])).not.toBe(null)
  })

  it('leaves a frame alone that somebody still reads', () => {
    const numbers = new Int32Array(50)
    const template = new Template(message(0, numbers), COUNTED)
    const first = template.fill([1, 0])!
    const before = Buffer.from(first)
    template.renew()
    numbers.fill(9)
    const second = template.fill([2, 1])!
    expect(first.equals(before)).toBe(true)
    expect(decode('msgpack', unframed(second), TRUST)).toMatchObject({ re: 2, tick: 1 })
  })
})
