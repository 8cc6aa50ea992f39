import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../server/codec.ts'
import { LIMITS } from '../../server/limits.ts'
import { SUBPROTOCOLS, type Codec } from '../../server/protocol.ts'
import { BadFrame } from '../../server/scan.ts'
import { arrayOf, tensor, tensorFrom, WIRE_DTYPES } from '../../server/tensor.ts'

const CODECS = Object.keys(SUBPROTOCOLS) as Codec[]
const bytes = (...parts: (number | readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat())
const text = (value: string): number[] => [0xa0 | value.length, ...Buffer.from(value)]

describe.each(CODECS)('the %s codec', (codec) => {
  const back = (message: object) => decode(codec, encode(codec, message), { ...LIMITS, items: 1e6 })

  it('gives every element of every type back bit for bit', () => {
    const values = [0, 1, 127, 2, 3]
    for (const d of WIRE_DTYPES) {
      const sent = tensorFrom(d, [values.length], values)
      expect(back({ t: 'x', a: sent }).a, d).toMatchObject({ d, s: [5] })
      expect([...arrayOf(back({ t: 'x', a: sent }).a as typeof sent)]).toEqual(values)
    }
    const floats = Float64Array.of(0.1, -0, 1e300, NaN, Infinity, -Infinity)
    const got = arrayOf(back({ t: 'x', a: tensor(floats, [6]) }).a as ReturnType<typeof tensor>)
    expect([...got]).toEqual([0.1, codec === 'json' ? 0 : -0, 1e300, NaN, Infinity, -Infinity])
  })

  it('leaves out what is undefined and keeps bytes', () => {
    const message = { t: 'x', id: 3, none: undefined, nothing: null, snapshot: bytes(0, 255, 3) }
    const got = back(message)
    expect(Object.keys(got)).toEqual(['t', 'id', 'nothing', 'snapshot'])
    expect([...(got.snapshot as Uint8Array)]).toEqual([0, 255, 3])
  })

  it('refuses to pack an array that is not bytes', () => {
    for (const array of [
      new Float32Array(3),
      new Int16Array(1),
      new BigInt64Array(1),
      new DataView(new ArrayBuffer(8)),
    ]) {
      expect(() => encode(codec, { t: 'x', a: { b: array } })).toThrow(/expected its bytes/)
    }
  })
})

describe('what the encoder sends', () => {
  it('never holds bytes of another message', () => {
    const secret = 'CANARY-SECRET-'.repeat(40)
    for (let round = 0; round < 50; round++) {
      encode('msgpack', { t: 'welcome', token: secret })
      for (const d of WIRE_DTYPES) {
        const frame = encode('msgpack', {
          t: 'x',
          a: tensorFrom(
            d,
            [33],
            Array.from({ length: 33 }, () => round),
          ),
        }) as Uint8Array
        expect(Buffer.from(frame).includes('CANARY')).toBe(false)
        expect(frame.length).toBeLessThan(33 * 8 + 40)
      }
    }
  })
})

describe('a frame', () => {
  const nested = (depth: number) => bytes(0x81, text('t'), ...Array.from({ length: depth }, () => 0x91), 0xc0)
  const bombs: Readonly<Record<string, Uint8Array>> = {
    'of 72 KB of nested array16 headers': bytes(
      0x81,
      text('t'),
      Array.from({ length: 24_000 }, () => [0xdc, 0xff, 0xff]).flat(),
    ),
    'of 100,000 lists of one': nested(100_000),
    'nested one too deep': nested(LIMITS.depth),
    'that declares a map of 2^32 - 1': bytes(0xdf, 0xff, 0xff, 0xff, 0xff),
    'that declares 4 GB of bytes': bytes(0x81, text('t'), 0xc6, 0xff, 0xff, 0xff, 0xff, 1),
    'that declares 4 GB of text': bytes(0x81, text('t'), 0xdb, 0xff, 0xff, 0xff, 0xff, 1),
    'with an extension': bytes(0x81, text('t'), 0xd4, 0x72, 0x40),
    'with a long extension': bytes(0x81, text('t'), 0xc7, 1, 0x78, 0),
    'with bytes after it': bytes(0x81, text('t'), 1, 0),
    'with a key twice': bytes(0x82, text('t'), 1, text('t'), 2),
    'with the key __proto__': bytes(0x81, text('__proto__'), 0x80),
    'with a number for a key': bytes(0x81, 1, 1),
    'that ends too early': bytes(0x82, text('t'), 1),
    'that is a list': bytes(0x91, 1),
    'of nothing': bytes(),
    'of the byte that msgpack never uses': bytes(0x81, text('t'), 0xc1),
  }
  it.each(Object.entries(bombs))('%s is refused', (_, frame) => {
    expect(() => decode('msgpack', frame, LIMITS)).toThrow(BadFrame)
  })

  it('with more values than the limit is refused', () => {
    const list = (items: number) => encode('msgpack', { t: Array.from({ length: items }, () => 1) }) as Uint8Array
    expect(decode('msgpack', list(9_000), LIMITS).t).toHaveLength(9_000)
    expect(() => decode('msgpack', list(10_001), LIMITS)).toThrow('too many values')
    expect(() => decode('json', JSON.stringify({ t: Array.from({ length: 10_001 }, () => 1) }), LIMITS)).toThrow(
      'too many values',
    )
  })

  it.each([
    '',
    '{',
    '[]',
    '3',
    '{"t":'.padEnd(200_000, '['),
    '{"x":{"__proto__":{"a":1}}}',
    '{"x":{"constructor":1}}',
    '{"x":{"b64":"?"}}',
    '{"a":{"d":"<f4","s":[1],"v":[{}]}}',
  ])('of the text %.20s is refused', (frame) => {
    expect(() => decode('json', frame, LIMITS)).toThrow(BadFrame)
  })

  it('of the other kind is refused', () => {
    expect(() => decode('json', bytes(0x80), LIMITS)).toThrow('binary')
    expect(() => decode('msgpack', '{}', LIMITS)).toThrow('text')
  })

  it('of random or changed bytes is a message or a BadFrame, nothing else', () => {
    const seen = { good: 0, bad: 0 }
    const judge = (codec: Codec, frame: Uint8Array | string) => {
      try {
        expect(Object.getPrototypeOf(decode(codec, frame, LIMITS))).toBe(Object.prototype)
        seen.good++
      } catch (error) {
        if (!(error instanceof BadFrame)) throw error
        seen.bad++
      }
    }
    const whole = encode('msgpack', { t: 'step', id: 9, world: 'w', tick: 3, actions: tensorFrom('<i4', [2], [1, 5]) })
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), changes, (random, changed) => {
        judge('msgpack', random)
        const frame = Uint8Array.from(whole as Uint8Array)
        for (const [at, byte] of changed) frame[at] = byte
        judge('msgpack', frame)
        judge('json', Buffer.from(frame).toString('latin1'))
      }),
      { numRuns: 34_000, seed: 1 },
    )
    expect(seen.good).toBeGreaterThan(1_000)
    expect(seen.bad).toBeGreaterThan(50_000)
  })
})
