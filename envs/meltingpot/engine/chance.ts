/**
 * Chance on the grid. Every draw is keyed (core/keyed.ts): what happens to a site in a tick does not depend on what players did
 * before, so two variants of a world share every event that nobody caused.
 */
import { draw } from '../../core/keyed.ts'
import type { GridWorld } from './state.ts'

// Channels of the engine; those of substrates begin at OWN_CHANNEL.
export const ORDER = 0
export const START_PLACE = 1
export const START_HEADING = 2
export const RETURN_PLACE = 3
export const RETURN_HEADING = 4
export const ENDING = 5
/** One channel a beam from here. */
export const FIRE_ORDER = 8
export const OWN_CHANNEL = 16
/** Those of the needs layer begin here. */
export const NEEDS_CHANNEL = 1024

const TWO_32 = 4294967296

/** Independent trials of one probability over `sites` sites, drawn as gaps between successes. */
export interface Trials {
  readonly sites: number
  /** [sites] 2^32 times the probability that the first success comes at or before a place. */
  readonly upTo: Float64Array
}

/** Throws a RangeError on a probability outside [0, 1]. */
export function trials(probability: number, sites: number): Trials {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`Got probability ${probability}, expected one in [0, 1].`)
  const upTo = new Float64Array(sites)
  let none = 1
  for (let i = 0; i < sites; i++) {
    none *= 1 - probability
    upTo[i] = TWO_32 * (1 - none)
  }
  return { sites, upTo }
}

/**
 * The first success at or after place `from`, `sites` if there is none; go on from the place after it. The same as a draw a
 * site (to 2^-32), for a draw a success.
 */
export function nextSuccess(
  world: GridWorld,
  slot: number,
  channel: number,
  { sites, upTo }: Trials,
  from: number,
): number {
  const left = sites - from
  if (left <= 0) return sites
  const word = draw(world, slot, channel, from)
  if (word >= upTo[left - 1]) return sites
  let low = 0
  let high = left - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (word < upTo[middle]) high = middle
    else low = middle + 1
  }
  return from + low
}

/** Whether an event of probability p happens, by a 32-bit word. */
export const happens = (word: number, p: number): boolean => word < TWO_32 * p

/** Positions that one word shuffles: 16 players at most take 4 bits each, a bias below 2^-16. */
const PER_WORD = 4

/** Writes a random order of 0 to n - 1 into `out` (Fisher-Yates). */
export function shuffle(world: GridWorld, slot: number, channel: number, n: number, out: Int32Array): void {
  let word = 0
  for (let i = 0; i < n; i++) out[i] = i
  for (let i = n - 1, k = 0; i > 0; i--, k++) {
    if (k % PER_WORD === 0) word = draw(world, slot, channel, n, k)
    const j = word % (i + 1)
    word = Math.floor(word / (i + 1))
    const other = out[j]
    out[j] = out[i]
    out[i] = other
  }
}
