import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WINDOW, kernelBytes } from '../../envs/core/kernels-code.ts'
import { jsKernels, wasmKernels, type Kernels } from '../../envs/core/kernels.ts'
import { generator } from '../../envs/core/keyed.ts'

const PAGE = 65_536
const noise = Uint8Array.from(
  { length: PAGE },
  (
    (next) => () =>
      Math.floor(next() * 256)
  )(generator(['kernels test'])),
)

/** A WebAssembly memory and a plain buffer with the same bytes, and the kernels over each. */
function twins(shared: boolean) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared })
  const plain = shared ? new SharedArrayBuffer(PAGE) : new ArrayBuffer(PAGE)
  const [wasmBytes, jsBytes] = [new Uint8Array(memory.buffer), new Uint8Array(plain)]
  return { wasm: wasmKernels(memory, shared), js: jsKernels(plain), wasmBytes, jsBytes }
}

const inPage = fc.integer({ min: 0, max: PAGE })
const range = fc
  .tuple(inPage, fc.oneof(fc.integer({ min: 0, max: 40 }), inPage))
  .map(([at, bytes]) => ({ at, bytes: Math.min(bytes, PAGE - at) }))

describe.each([false, true])('kernels over memory with shared: %s', (shared) => {
  const { wasm, js, wasmBytes, jsBytes } = twins(shared)

  /** Runs one call on both twins from the same noise, edited; all 64 KiB must agree afterwards. Returns the bytes. */
  function bothWays(call: (kernels: Kernels) => void, edit: (bytes: Uint8Array) => void = () => {}): Uint8Array {
    for (const bytes of [wasmBytes, jsBytes]) {
      bytes.set(noise)
      edit(bytes)
    }
    call(wasm)
    call(js)
    expect(Buffer.compare(wasmBytes, jsBytes)).toBe(0)
    return jsBytes
  }

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

  const [SIZE, BODIES] = [40, 5]
  const place = fc.integer({ min: 8, max: SIZE - 9 })
  const crowd = fc.record({
    x: fc.array(place, { minLength: BODIES, maxLength: BODIES }),
    y: fc.array(place, { minLength: BODIES, maxLength: BODIES }),
    live: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: BODIES, maxLength: BODIES }),
  })
  // Where each array begins: bytes of `live`, words of x and y, ids of cells, words of cells, a palette, and rows.
  const [LIVE, X, Y, IDS, FIGURES, PALETTE, ROWS] = [0, 64, 128, 256, 2_048, 6_000, 8_000]

  /** Puts bodies into an arena of noise. */
  function put(bytes: Uint8Array, { x, y, live }: { x: number[]; y: number[]; live: number[] }): void {
    const words = new Uint16Array(bytes.buffer)
    for (let i = 0; i < BODIES; i++) {
      bytes[LIVE + i] = live[i]
      words[X / 2 + i] = x[i]
      words[Y / 2 + i] = y[i]
    }
  }

  it('paint windows by id and copy what is seen of bodies, of the living alone', () => {
    fc.assert(
      fc.property(crowd, fc.integer({ min: 1_800, max: 2_000 }), (all, stride) => {
        const after = bothWays(
          (kernels) => kernels.windows(ROWS, stride, BODIES, LIVE, X, Y, IDS, FIGURES, SIZE, PALETTE),
          (bytes) => put(bytes, all),
        )
        const expected = noise.slice()
        put(expected, all)
        for (let i = 0; i < BODIES; i++) {
          for (let cell = 0; cell < WINDOW * WINDOW && all.live[i] === 1; cell++) {
            const [u, v] = [(cell % WINDOW) - 7, Math.floor(cell / WINDOW) - 7]
            const from = (all.y[i] + v) * SIZE + all.x[i] + u
            const id = noise[IDS + from]
            for (let byte = 0; byte < 6; byte++) {
              expected[ROWS + i * stride + cell * 8 + byte] = id < 16 ? noise[PALETTE + byte * 16 + id] : 0
            }
            expected.copyWithin(ROWS + i * stride + cell * 8 + 6, FIGURES + 2 * from, FIGURES + 2 * from + 2)
          }
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('say what is set in the cells near the living', () => {
    fc.assert(
      fc.property(crowd, (all) => {
        const after = bothWays(
          (kernels) => kernels.near(ROWS, BODIES, LIVE, X, Y, FIGURES, SIZE),
          (bytes) => put(bytes, all),
        )
        const words = new Uint16Array(after.buffer)
        for (let i = 0; i < BODIES; i++) {
          let near = 0
          for (let v = -3; v <= 3 && all.live[i] === 1; v++) {
            for (let u = -3; u <= 3; u++) near |= words[FIGURES / 2 + (all.y[i] + v) * SIZE + all.x[i] + u]
          }
          expect(words[ROWS / 2 + i]).toBe(near)
        }
      }),
      { examples: [[{ x: [8, 8, 8, 8, 8], y: [8, 8, 8, 8, 8], live: [1, 0, 1, 0, 1] }]] },
    )
  })

  it('see nobody one cell further than is near', () => {
    for (const [u, v] of [
      [-4, 0],
      [4, 0],
      [0, -4],
      [0, 4],
      [4, 4],
      [3, 3],
      [-3, 3],
    ] as const) {
      // prettier-ignore
      const after = bothWays(
        (kernels) => kernels.near(ROWS, 1, LIVE, X, Y, FIGURES, SIZE),
        (bytes) => {
          bytes.fill(0)
          put(bytes, { x: [20, 0, 0, 0, 0], y: [20, 0, 0, 0, 0], live: [1, 0, 0, 0, 0] })
          bytes[FIGURES + 2 * ((20 + v) * SIZE + 20 + u) + 1] = 9
        },
      )
      const isNear = Math.max(Math.abs(u), Math.abs(v)) <= 3
      expect([after[ROWS], after[ROWS + 1]]).toEqual([0, isNear ? 9 : 0])
    }
  })

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

it('a kernel module is smaller than 8 kB', () => {
  expect(kernelBytes(true).length).toBeLessThan(8_000)
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
