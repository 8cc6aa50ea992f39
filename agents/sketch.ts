/**
 * A MinHash of the observations that a run began its episodes with: what tells later, at the cost of some kilobytes, whether
 * other observations were among them. Of all hashes of patches the smallest are kept ("bottom-k", Broder 1997, "On the
 * resemblance and containment of documents"): a sample of distinct patches that does not hang on order or number of times.
 */
import { RUNNING } from '../envs/core/spec.ts'
import type { Rollout, RowArray } from './rollout.ts'

/** Elements of a patch: pieces of a row, side by side; the last may be shorter. */
export const PATCH = 8
/** Hashes that are kept. */
export const KEPT = 16_384
const SEED = 0x5a17

export interface Sketch {
  /** The smallest hashes so far, then those that came since they were last sorted out. */
  readonly hashes: Uint32Array
  used: number
  /** A hash from here on cannot be among the smallest. */
  bound: number
}

/** An empty sketch, or one that goes on from what `settled` gave. */
export function sketch(from: Uint32Array = new Uint32Array(0)): Sketch {
  const hashes = new Uint32Array(2 * KEPT)
  hashes.set(from)
  const made = { hashes, used: from.length, bound: 2 ** 32 }
  settle(made)
  return made
}

/** Numbers whose bits are those of the rows. */
export const bitsOf = (rows: RowArray): Uint8Array | Int32Array =>
  rows instanceof Float32Array ? new Int32Array(rows.buffer, rows.byteOffset, rows.length) : rows

/** Adds the patches of the row at `at`. */
export function addRow(to: Sketch, bits: Uint8Array | Int32Array, at: number, size: number): void {
  for (let from = 0; from < size; from += PATCH) {
    const hash = patchHash(bits, at, from, Math.min(size, from + PATCH))
    if (hash >= to.bound) continue
    if (to.used === to.hashes.length) settle(to)
    if (hash < to.bound) to.hashes[to.used++] = hash
  }
}

/** Rows an iteration that a sketch takes, at most. */
const SAMPLED = 256

/**
 * Adds first observations of a rollout to a sketch: at the start of a run those of all slots, or of as many as are taken, evenly
 * spread; then those of episodes, and lives, that begin in it.
 */
export function noteFirst(
  to: Sketch,
  { observations, done, rows, steps }: Rollout,
  size: number,
  begins: boolean,
): void {
  const bits = bitsOf(observations)
  let taken = 0
  if (begins) {
    const apart = Math.ceil(rows / SAMPLED)
    for (let row = 0; row < rows; row += apart, taken++) addRow(to, bits, row * size, size)
  }
  for (let i = 0; i < (steps - 1) * rows && taken < SAMPLED; i++) {
    if (done[i] === RUNNING) continue
    addRow(to, bits, (i + rows) * size, size)
    taken++
  }
}

/** How many patches of a row are in a sketch. */
export function familiar(known: ReadonlySet<number>, bits: Uint8Array | Int32Array, at: number, size: number): number {
  let count = 0
  for (let from = 0; from < size; from += PATCH)
    if (known.has(patchHash(bits, at, from, Math.min(size, from + PATCH)))) count++
  return count
}

/** A copy of the hashes that are kept, ascending. */
export function settled(of: Sketch): Uint32Array {
  settle(of)
  return of.hashes.slice(0, of.used)
}

/** Sorts, drops what is there twice and what is not among the smallest. */
function settle(of: Sketch): void {
  const { hashes } = of
  hashes.subarray(0, of.used).sort()
  let kept = 0
  for (let i = 0; i < of.used && kept < KEPT; i++)
    if (kept === 0 || hashes[i] !== hashes[kept - 1]) hashes[kept++] = hashes[i]
  of.used = kept
  if (kept === KEPT) of.bound = hashes[kept - 1]
}

/** Of the elements [from, to) of a row and of where they are: Murmur3 by the word (A. Appleby), its finish included. */
function patchHash(bits: Uint8Array | Int32Array, at: number, from: number, to: number): number {
  let h = SEED ^ from
  for (let i = at + from; i < at + to; i++) {
    let k = Math.imul(bits[i], 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    h ^= k
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
