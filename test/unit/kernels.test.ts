import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelBytes } from '../../envs/core/kernels-code.ts'
import { wasmKernels } from '../../envs/core/kernels.ts'
import { PAGE, noise, twins } from './kernel-twins.ts'

const inPage = fc.integer({ min: 0, max: PAGE })
const range = fc
  .tuple(inPage, fc.oneof(fc.integer({ min: 0, max: 40 }), inPage))
  .map(([at, bytes]) => ({ at, bytes: Math.min(bytes, PAGE - at) }))

describe.each([false, true])('kernels over memory with shared: %s', (shared) => {
  const { wasm, js, bothWays } = twins(shared)

  it('clear the same bytes and no others', () => {
    fc.assert(
      fc.property(range, ({ at, bytes }) => {
        const after = bothWays((kernels) => kernels.clear(at, bytes))
        const expected = noise.slice()
        expected.fill(0, at, at + bytes)
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('copy ranges, overlapping or not, as if through a second buffer', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: -50, max: 50 }), inPage, fc.boolean(), ({ at, bytes }, shift, far, near) => {
        const to = Math.max(0, Math.min(near ? at + shift : far, PAGE - bytes))
        const after = bothWays((kernels) => kernels.copy(to, at, bytes))
        const expected = noise.slice()
        expected.set(noise.subarray(at, at + bytes), to)
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('copy windows of every width', () => {
    const small = fc.integer({ min: 0, max: 300 })
    fc.assert(
      fc.property(
        small,
        fc.integer({ min: 0, max: 20 }),
        small,
        small,
        small,
        small,
        (rowBytes, rows, gapTo, gapFrom, a, b) => {
          const [toStride, fromStride] = [rowBytes + gapTo, rowBytes + gapFrom]
          const [from, to] = [a, PAGE / 2 + b] // 20 rows of 600 bytes from each half: no overlap
          const after = bothWays((kernels) => kernels.copyWindow(to, toStride, from, fromStride, rowBytes, rows))
          const expected = noise.slice()
          for (let row = 0; row < rows; row++) {
            const start = from + row * fromStride
            expected.set(noise.subarray(start, start + rowBytes), to + row * toStride)
          }
          expect(Buffer.compare(after, expected)).toBe(0)
        },
      ),
    )
  })

  it('write one-hot groups of a window, all zero where an id is out of range', () => {
    const count = fc.integer({ min: 0, max: 16 })
    const place = fc.integer({ min: 0, max: 200 })
    const channels = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 200 }))
    fc.assert(
      fc.property(count, count, place, channels, place, place, (columns, rows, gap, channels, from, b) => {
        const [to, stride] = [8_000 + b, columns + gap]
        const after = bothWays((kernels) => kernels.oneHot(to, from, stride, columns, rows, channels))
        const expected = noise.slice()
        expected.fill(0, to, to + columns * rows * channels)
        for (let cell = 0; cell < columns * rows; cell++) {
          const id = noise[from + Math.floor(cell / columns) * stride + (cell % columns)]
          if (id < channels) expected[to + cell * channels + id] = 1
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  // Where rows begin that are written from what comes before them.
  const ROWS = 8_000

  it('spread bits of any number over bytes, and touch none between the rows', () => {
    const few = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), few, few, few, (width, rows, gap, skip) => {
        const [stride, fromStride] = [width + gap, 2 * (Math.ceil(width / 16) + skip)]
        const after = bothWays((kernels) => kernels.spread(ROWS, stride, rows, 100, fromStride, width))
        const expected = noise.slice()
        for (let row = 0; row < rows; row++) {
          for (let i = 0; i < width; i++) {
            expected[ROWS + row * stride + i] = (noise[100 + row * fromStride + (i >> 3)] >> (i & 7)) & 1
          }
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  const bitAt = (from: number, i: number): number => (noise[from + (i >> 3)] >> (i & 7)) & 1

  it('spread only the bits of rows that a gate lets through', () => {
    const few = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), few, fc.integer(), (width, rows, since) => {
        const after = bothWays((kernels) => kernels.spreadWhere(ROWS, 50, rows, 100, 8, width, 5_000, since))
        for (let row = 0; row < rows; row++) {
          const isOpen = new Int32Array(noise.buffer, 5_000)[row] <= since
          for (let i = 0; i < width; i++) expect(after[ROWS + row * 50 + i]).toBe(isOpen ? bitAt(100 + row * 8, i) : 0)
        }
      }),
    )
  })

  it('look up words by number, the last of the table for what is more', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 3 }), (numbers, most, words) => {
        const after = bothWays(
          (kernels) => kernels.lookUp(ROWS, numbers.length, 5_000, most, 100, words),
          (bytes) => new Int32Array(bytes.buffer).set(numbers, 1_250),
        )
        const expected = numbers.flatMap((number) =>
          Array.from(
            { length: words },
            (_, i) => new Uint16Array(noise.buffer, 100)[Math.min(number, most) * words + i],
          ),
        )
        expect([...new Uint16Array(after.buffer, ROWS, expected.length)]).toEqual(expected)
        expect(after[ROWS + 2 * expected.length]).toBe(noise[ROWS + 2 * expected.length])
      }),
    )
  })

  it('throw where a range leaves the arena', () => {
    for (const kernels of [wasm, js]) {
      expect(() => kernels.clear(PAGE - 4, 5)).toThrow()
      expect(() => kernels.clear(-1, 1)).toThrow()
      expect(() => kernels.copy(0, PAGE - 4, 5)).toThrow()
      expect(() => kernels.copyWindow(0, 8, PAGE - 16, 16, 9, 2)).toThrow()
      expect(() => kernels.oneHot(PAGE - 9, 0, 2, 2, 1, 5)).toThrow()
    }
    expect(() => js.clear(PAGE - 4, 5)).toThrow(
      'Got bytes 65532 to 65537, expected a range within 0 to 65536 of the arena.',
    )
  })
})

it('a kernel module is smaller than 12 kB', () => {
  expect(kernelBytes(true).length).toBeLessThan(12_000)
  expect(WebAssembly.validate(kernelBytes(true))).toBe(true)
})

it('a memory of the other kind is refused by name', () => {
  const unshared = new WebAssembly.Memory({ initial: 1 })
  expect(() => wasmKernels(unshared, true)).toThrow('Got an unshared memory, expected shared: true, in wasmKernels().')
})

it('a memory of any size will do', () => {
  for (const pages of [1, 3, 100]) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages * 2, shared: true })
    expect(() => wasmKernels(memory, true).clear(0, pages * PAGE)).not.toThrow()
  }
})
