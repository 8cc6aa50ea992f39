/**
 * Reports of what one agent alone sees, to who takes it at its word and never learns the truth. What is reported and
 * what a report moves is an environment's own; what is true and seen, what a report pays and what is counted is not.
 */
import { below, drawAt, unit, type Keyed } from './keyed.ts'

/**
 * Writes what is true in a round, one of `count`, and what the agent sees of that: the same, or with a probability
 * anything. Drawn by `channel` and the two after it, and by nothing that anybody does.
 */
export function drawSight(
  world: Keyed,
  slot: number,
  channel: number,
  round: number,
  count: number,
  misinform: number,
  truth: Uint8Array,
  seen: Uint8Array,
): void {
  truth[slot] = below(drawAt(world, slot, channel, 0, round, 0), count)
  const wrong = unit(drawAt(world, slot, channel + 1, 0, round, 0)) < misinform
  seen[slot] = wrong ? below(drawAt(world, slot, channel + 2, 0, round, 0), count) : truth[slot]
}

/**
 * What a report pays that says `over` more than is true, of at most `most`: the less the further it is off; but more
 * and more where it is over and lying pays, by a conflict above 0.
 */
export const reportPay = (over: number, conflict: number, most: number): number =>
  1 + (over > 0 && conflict > 0 ? conflict * over : -Math.abs(over)) / most

/**
 * Adds a report that says `over` more than its sender sees to the three sums from `at` on: reports, those of them that
 * contradict what is seen, which are lies, and by how much all are over it.
 */
export function addReport(sums: Float64Array | Int32Array, at: number, over: number): void {
  sums[at]++
  if (over !== 0) sums[at + 1]++
  sums[at + 2] += over
}

/** Writes the share of lies and the mean of what reports are over, from the sums at `from`; NaN where none is. */
export function writeReports(metrics: Float64Array, at: number, sums: Float64Array | Int32Array, from: number): void {
  metrics[at] = sums[from + 1] / sums[from]
  metrics[at + 1] = sums[from + 2] / sums[from]
}
