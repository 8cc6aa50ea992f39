import { describe, expect, it } from 'vitest'
import { bytesOf, field, layOut } from '../../envs/core/fields.ts'
import { box, contains, discrete, headsOf, multiDiscrete, sizeOf } from '../../envs/core/spaces.ts'

describe('fields', () => {
  const fields = { a: field('u8', 3), b: field('f64'), c: field('i32', 0), d: field('u16', 5) }

  it('lie one after another, each on a cache line, none over another', () => {
    const slots = 7
    const buffer = new ArrayBuffer(64 + bytesOf(fields, slots))
    const arrays = layOut(fields, slots, buffer, 64)
    expect(Object.values(arrays).map(({ length }) => length)).toEqual([21, 7, 0, 35])
    expect(Object.values(arrays).every(({ byteOffset }) => byteOffset % 64 === 0)).toBe(true)
    for (const [i, array] of Object.values(arrays).entries()) array.fill(i + 1)
    expect(Object.values(arrays).map((array) => new Set<number>(array as Uint8Array))).toEqual(
      [[1], [2], [], [4]].map((x) => new Set(x)),
    )
    expect(new Uint8Array(buffer, 0, 64).every((byte) => byte === 0)).toBe(true)
  })

  it('fill their bytes to the end', () => {
    const { d } = layOut(fields, 7, new ArrayBuffer(bytesOf(fields, 7)), 0)
    expect(d.byteOffset + Math.ceil(d.byteLength / 64) * 64).toBe(bytesOf(fields, 7))
  })

  it.each([-1, 1.5, NaN, Infinity])('have no size of %d', (size) => {
    expect(() => field('u8', size)).toThrow(`Got field size ${size}, expected an integer >= 0.`)
  })

  it('are of the types that were declared', () => {
    const all = layOut({ x: field('i8'), y: field('f32'), z: field('u32') }, 1, new ArrayBuffer(256), 0)
    expect([all.x, all.y, all.z].map((array) => array.constructor)).toEqual([Int8Array, Float32Array, Uint32Array])
  })
})

describe('spaces', () => {
  const space = box([2, 2], 'f32', -1, 1)

  it('have heads and sizes', () => {
    expect(headsOf(discrete(6))).toEqual([6])
    expect(headsOf(multiDiscrete([3, 4]))).toEqual([3, 4])
    expect([sizeOf(space), sizeOf(box([], 'u8', 0, 1))]).toEqual([4, 1])
  })

  it('contain what lies within their bounds and has their length', () => {
    expect(contains(space, Float32Array.of(-1, 0, 0.5, 1))).toBe(true)
    expect(contains(space, Float32Array.of(-1, 0, 0.5, 1.001))).toBe(false)
    expect(contains(space, Float32Array.of(-1.001, 0, 0, 0))).toBe(false)
    expect(contains(space, Float32Array.of(0, 0, 0))).toBe(false)
    expect(contains(space, Float32Array.of(0, 0, 0, 0, 0))).toBe(false)
    expect(contains(space, Float32Array.of(0, NaN, 0, 0))).toBe(false)
  })
})
