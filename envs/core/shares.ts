/** Divisions of units into whole shares, one a being. */
import { NEAREST } from './common.ts'

/** How many parts of all one may keep on a menu, and what its choices are called. */
export const TENTHS = 10
export const MENU: readonly string[] = Array.from({ length: TENTHS + 1 }, (_, tenths) => `keep_${10 * tenths}%`)
/** The most that a being may weigh where all are weighed at once. */
export const MOST_WEIGHT = 10

/** Writes shares from `first` on, as even as it goes; who gets one more goes round, a place further every `turn`. */
export function evenly(units: number, turn: number, shares: Int32Array, first: number, beings: number): void {
  const each = Math.floor(units / beings)
  const over = units - each * beings
  const next = (turn * over) % beings
  for (let i = 0; i < beings; i++) shares[first + i] = each
  for (let i = 0; i < over; i++) shares[first + ((next + i) % beings)]++
}

/** As many beings as the common view shows, and who looks at them. */
const rests = new Int32Array(NEAREST + 1)

/**
 * Writes shares from 0 on by the weights from `at` on, by the largest remainder (Hamilton's method), of equal ones the
 * first. Returns whether some weight is above 0; where none is, it writes nothing.
 */
export function byWeights(units: number, weights: Int32Array, at: number, shares: Int32Array, beings: number): boolean {
  let sum = 0
  for (let being = 0; being < beings; being++) sum += weights[at + being]
  if (sum === 0) return false
  let left = units
  for (let being = 0; being < beings; being++) {
    const due = units * weights[at + being]
    rests[being] = due % sum
    shares[being] = (due - rests[being]) / sum
    left -= shares[being]
  }
  for (; left > 0; left--) {
    let most = 0
    for (let being = 1; being < beings; being++) if (rests[being] > rests[most]) most = being
    rests[most] = -1
    shares[most]++
  }
  return true
}
