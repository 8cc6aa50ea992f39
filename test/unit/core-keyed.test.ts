import { describe, expect, it } from 'vitest'
import {
  KEY_WORDS,
  below,
  draw,
  drawAt,
  episodeKey,
  generator,
  threefry,
  unit,
  worldKey,
} from '../../envs/core/keyed.ts'

const WORLD = { key: worldKey(['test']), tick: new Int32Array([3]) }
/** 0.1 % point of chi-square with 15, 255 and 63 degrees of freedom. */
const LIMIT = { 15: 37.7, 63: 103.4, 255: 330.5 } as const

/** Chi-square of counts against equal shares. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length
  return counts.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0)
}

function tally(cells: number, draws: number, cellOf: (i: number) => number): number[] {
  const counts = Array.from({ length: cells }, () => 0)
  for (let i = 0; i < draws; i++) counts[cellOf(i)]++
  return counts
}

describe('threefry', () => {
  // Random123 (Salmon et al. 2011), tests/kat_vectors: threefry4x32, 20 rounds.
  it('gives the known answers of 20 rounds', () => {
    const ones = -1
    expect(threefry(0, 0, 0, 0, 0, 0, 0, 0, 20)).toBe(0x9c6ca96a)
    expect(threefry(ones, ones, ones, ones, ones, ones, ones, ones, 20)).toBe(0x2a881696)
  })

  it('takes words modulo 2^32', () => {
    expect(threefry(0xffffffff, 1, 2, 3, 4, 5, 6, 0xfffffffe, 12)).toBe(threefry(-1, 1, 2, 3, 4, 5, 6, -2, 12))
  })

  it('changes about half of its bits with any bit of its input', () => {
    const base = threefry(1, 2, 3, 4, 5, 6, 7, 8, 12)
    for (let word = 0; word < 8; word++) {
      let flipped = 0
      for (let bit = 0; bit < 32; bit++) {
        const [a, b, c, d, e, f, g, h] = [1, 2, 3, 4, 5, 6, 7, 8].map((x, i) => (i === word ? x ^ (1 << bit) : x))
        flipped += ones(base ^ threefry(a, b, c, d, e, f, g, h, 12))
      }
      expect(flipped / 32, `word ${word}`).toBeGreaterThan(13)
      expect(flipped / 32, `word ${word}`).toBeLessThan(19)
    }
  })
})

const ones = (word: number): number => (word >>> 0).toString(2).replaceAll('0', '').length

describe('draws', () => {
  it('depend on key, channel, entity, tick and k alone, and on each of them', () => {
    const at = (channel: number, entity: number, tick: number, k: number) => drawAt(WORLD, 0, channel, entity, tick, k)
    expect(draw(WORLD, 0, 1, 2, 4)).toBe(at(1, 2, 3, 4))
    const words = [at(1, 2, 3, 4), at(0, 2, 3, 4), at(1, 0, 3, 4), at(1, 2, 0, 4), at(1, 2, 3, 0), at(2, 1, 3, 4)]
    expect(new Set(words).size).toBe(words.length)
  })

  it('are uniform in their high and their low bits', () => {
    const high = tally(256, 100_000, (i) => drawAt(WORLD, 0, 0, i, 0, 0) >>> 24)
    const low = tally(256, 100_000, (i) => drawAt(WORLD, 0, 0, 0, i, 0) & 255)
    expect(chiSquare(high)).toBeLessThan(LIMIT[255])
    expect(chiSquare(low)).toBeLessThan(LIMIT[255])
  })

  it.each([
    ['channels', (i: number, other: number) => drawAt(WORLD, 0, other, i, 0, 0)],
    ['entities', (i: number, other: number) => drawAt(WORLD, 0, 0, i + other, 0, 0)],
    ['ticks', (i: number, other: number) => drawAt(WORLD, 0, 0, 0, i + other, 0)],
    ['k', (i: number, other: number) => drawAt(WORLD, 0, 0, 0, i, other)],
  ] as const)('of neighbouring %s are independent', (_, word) => {
    const pairs = tally(64, 100_000, (i) => (word(i, 0) >>> 29) * 8 + (word(i, 1) >>> 29))
    expect(chiSquare(pairs)).toBeLessThan(LIMIT[63])
  })

  it('become floats in [0, 1) and integers in [0, n)', () => {
    expect([unit(0), unit(0xffffffff) < 1, unit(0x80000000)]).toEqual([0, true, 0.5])
    expect([below(0, 7), below(0xffffffff, 7), below(0x80000000, 2), below(0xffffffff, 1)]).toEqual([0, 6, 1, 0])
    expect(chiSquare(tally(16, 100_000, (i) => below(drawAt(WORLD, 0, 5, i, 0, 0), 16)))).toBeLessThan(LIMIT[15])
  })
})

describe('keys', () => {
  it.each([
    [['1'], ['11']],
    [['a', 'b'], ['ab']],
    [['a', 'b'], ['a/b']],
    [[1], ['1']],
    [['1', 1], ['11']],
    [['a', ''], ['a']],
    [[], ['']],
    [['a'], ['a', 'a']],
  ])('of %j and %j differ', (a, b) => {
    expect([...worldKey(a)]).not.toEqual([...worldKey(b)])
  })

  it('are functions of their path', () => {
    expect([...worldKey(['a', 7])]).toEqual([...worldKey(['a', 7])])
    expect(worldKey(['a'])).toHaveLength(KEY_WORDS)
  })

  it('differ between episodes', () => {
    const out = new Uint32Array(KEY_WORDS * 50)
    for (let episode = 0; episode < 50; episode++) episodeKey(WORLD.key, 0, episode, out, episode * KEY_WORDS)
    expect(new Set(out).size).toBe(out.length)
  })

  it('make generators of floats that are their own', () => {
    const [a, b, c] = [generator(['x']), generator(['x']), generator(['y'])].map((next) => [next(), next(), next()])
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
    expect([...a, ...c].every((x) => x >= 0 && x < 1)).toBe(true)
  })
})
