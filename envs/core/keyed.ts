/**
 * Keyed randomness: every draw is a pure function of (world key, channel, entity, tick, k). No generator state and no
 * shared stream, so two variants of a world with one key share every exogenous event, whatever their agents do.
 *
 * The function is Threefry-4x32 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * §3.3) with 12 rounds, the fewest that pass BigCrush: the key is the world's four words, the counter is the draw's name.
 */
import seedrandom from 'seedrandom'

/** Words of a world key. */
export const KEY_WORDS = 4
export const ROUNDS = 12
export const PARITY = 0x1bd11bda
/** By how many bits the two words that a round mixes in are rotated, eight rounds in turn; `word` has them written out. */
export const ROTATIONS = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const
const TWO_32 = 0x1_0000_0000

/**
 * First word of Threefry-4x32 as an unsigned 32-bit integer. `rounds` is a multiple of 4.
 * Key words k0..k3, counter words c0..c3, all taken modulo 2^32.
 */
// prettier-ignore
export function threefry(
  k0: number, k1: number, k2: number, k3: number,
  c0: number, c1: number, c2: number, c3: number,
  rounds: number,
): number {
  return word(k0 | 0, k1 | 0, k2 | 0, k3 | 0, c0 | 0, c1 | 0, c2 | 0, c3 | 0, rounds) >>> 0
}

/** The word as a signed integer: V8 passes those between functions without an allocation, and larger ones with. */
// prettier-ignore
function word(
  k0: number, k1: number, k2: number, k3: number,
  c0: number, c1: number, c2: number, c3: number,
  rounds: number,
): number {
  let a = (c0 + k0) | 0
  let b = (c1 + k1) | 0
  let c = (c2 + k2) | 0
  let d = (c3 + k3) | 0
  // The key schedule is k0..k4 in turn, k4 being the parity word; it rotates by one place every four rounds.
  let s0 = k0 | 0
  let s1 = k1 | 0
  let s2 = k2 | 0
  let s3 = k3 | 0
  let s4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3
  const groups = rounds >> 2
  for (let g = 1; g <= groups; g++) {
    if (g & 1) {
      a = (a + b) | 0; b = ((b << 10) | (b >>> 22)) ^ a; c = (c + d) | 0; d = ((d << 26) | (d >>> 6)) ^ c
      a = (a + d) | 0; d = ((d << 11) | (d >>> 21)) ^ a; c = (c + b) | 0; b = ((b << 21) | (b >>> 11)) ^ c
      a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a; c = (c + d) | 0; d = ((d << 27) | (d >>> 5)) ^ c
      a = (a + d) | 0; d = ((d << 23) | (d >>> 9)) ^ a; c = (c + b) | 0; b = ((b << 5) | (b >>> 27)) ^ c
    } else {
      a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a; c = (c + d) | 0; d = ((d << 20) | (d >>> 12)) ^ c
      a = (a + d) | 0; d = ((d << 17) | (d >>> 15)) ^ a; c = (c + b) | 0; b = ((b << 11) | (b >>> 21)) ^ c
      a = (a + b) | 0; b = ((b << 25) | (b >>> 7)) ^ a; c = (c + d) | 0; d = ((d << 10) | (d >>> 22)) ^ c
      a = (a + d) | 0; d = ((d << 18) | (d >>> 14)) ^ a; c = (c + b) | 0; b = ((b << 20) | (b >>> 12)) ^ c
    }
    const first = s0
    s0 = s1; s1 = s2; s2 = s3; s3 = s4; s4 = first
    a = (a + s0) | 0
    b = (b + s1) | 0
    c = (c + s2) | 0
    d = (d + s3 + g) | 0
  }
  return a
}

/** What a draw needs of a world: its keys `[slots, 4]` and ticks `[slots]`. */
export interface Keyed {
  readonly key: Uint32Array
  readonly tick: Int32Array
}

/** A uniform 32-bit word for this slot's key and tick, named by channel, entity and k (non-negative integers). */
export function draw(world: Keyed, slot: number, channel: number, entity: number, k = 0): number {
  return drawAt(world, slot, channel, entity, world.tick[slot], k)
}

/** As `draw`, at a named tick: for tables that must not depend on when they are read. */
export function drawAt(world: Keyed, slot: number, channel: number, entity: number, tick: number, k: number): number {
  const { key } = world
  const at = slot * KEY_WORDS
  return threefry(key[at], key[at + 1], key[at + 2], key[at + 3], channel, entity, tick, k, ROUNDS)
}

/** A 32-bit word as a float in [0, 1). */
export const unit = (word: number): number => word / TWO_32

/** A 32-bit word as an integer in [0, n), n <= 2^20; bias below n / 2^32. */
export const below = (word: number, n: number): number => Math.floor((word / TWO_32) * n)

/**
 * Four key words from a path of names and numbers, through seedrandom (ARC4). Every part goes in with its type and length, so
 * ['1', 1] and ['11'] differ, and the path is terminated: seedrandom repeats a short seed, '1' and '11' would be one.
 */
export function worldKey(path: readonly (string | number)[]): Uint32Array {
  const text = path.map((part) => `${typeof part === 'number' ? 'n' : 's'}${String(part).length}:${part}`).join('/')
  const random = seedrandom(`${text}/end`)
  return Uint32Array.from({ length: KEY_WORDS }, () => random.int32() >>> 0)
}

/** A generator of floats in [0, 1) for use outside a step (initial weights, shuffles), from a path as in `worldKey`. */
export function generator(path: readonly (string | number)[]): () => number {
  const [k0, k1, k2, k3] = worldKey(path)
  let i = 0
  return () => {
    const word = threefry(k0, k1, k2, k3, i >>> 0, Math.floor(i / TWO_32), 0, 0, ROUNDS)
    i++
    return unit(word)
  }
}

/** Writes the key of a slot's next episode: a hash of the slot's base key `[4]` and the episode's number. */
export function episodeKey(base: Uint32Array, baseAt: number, episode: number, out: Uint32Array, outAt: number): void {
  for (let word = 0; word < KEY_WORDS; word++) {
    out[outAt + word] = threefry(
      base[baseAt],
      base[baseAt + 1],
      base[baseAt + 2],
      base[baseAt + 3],
      EPISODE,
      word,
      episode,
      0,
      ROUNDS,
    )
  }
}
/** Channel of `episodeKey`; environments number theirs from 0. */
const EPISODE = 0xffffffff
