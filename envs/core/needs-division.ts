/**
 * A division among beings with needs, as numbers of an episode: running sums, and the shares and correlations that
 * come of them. A number that is not defined is NaN: shares of nothing, correlations of what does not vary.
 */

/** Names of the running sums. */
export const SUMS = [
  'ticks', 'coverage', 'kept', 'given', 'ownNeed', 'allNeed', 'pairs', 'units', 'demand', 'units2', 'demand2', 'unitsDemand', 'private',
  'redWatched', 'tookWatched', 'redUnwatched', 'tookUnwatched',
] as const // prettier-ignore

/** Ticks in which there was a being with a stake, and in each of them the share of those with any wellbeing. */
export const TICKS = 0
export const COVERED = 1
/** Units that the focal agent kept, and those that went to others. */
export const KEPT = 2
export const GIVEN = 3
/** What need took from the focal agent, and from it and all others with a stake, in thousandths. */
export const OWN_NEED = 4
export const ALL_NEED = 5
/** Over beings with a stake and periods, of units a and demand d in thousandths: pairs, a, d, a a, d d, a d. */
export const PAIRS = 6
/** What paid the focal agent itself. */
export const PRIVATE = 12
/** Occasions to break the neutral rule while watched and while not, each followed by how many were taken. */
export const RED_WATCHED = 13
export const RED_UNWATCHED = 15

/** The metrics that `writeDivision` writes, in their order. docs/allocation.md says what each is. */
export const DIVISION_METRICS = [
  'self_share', 'entitlement', 'excess_self_share', 'need_track', 'private_return', 'red_watched', 'red_unwatched', 'wellbeing_gini',
] as const // prettier-ignore
const GINI = DIVISION_METRICS.indexOf('wellbeing_gini')

/**
 * Adds what a being with a stake got in a period, and what it was short of when that began. `at`: the first sum of the
 * slot.
 */
export const addPair = (sums: Float64Array, at: number, units: number, demand: number): void =>
  sumPair(sums, at + PAIRS, units, demand)

/** Adds a pair to the six sums from `first` on: pairs, a, d, a a, d d, a d. */
export function sumPair(sums: Float64Array, first: number, a: number, d: number): void {
  sums[first]++
  sums[first + 1] += a
  sums[first + 2] += d
  sums[first + 3] += a * a
  sums[first + 4] += d * d
  sums[first + 5] += a * d
}

/** Adds an occasion to break the neutral rule. */
export function addOccasion(sums: Float64Array, at: number, watched: boolean, taken: boolean): void {
  const occasion = at + (watched ? RED_WATCHED : RED_UNWATCHED)
  sums[occasion]++
  if (taken) sums[occasion + 1]++
}

/** Writes all but the Gini coefficient, from the sums at `from`. */
export function writeDivision(metrics: Float64Array, at: number, sums: Float64Array, from: number): void {
  const share = sums[from + KEPT] / (sums[from + KEPT] + sums[from + GIVEN])
  const entitled = sums[from + OWN_NEED] / sums[from + ALL_NEED]
  metrics[at] = share
  metrics[at + 1] = entitled
  metrics[at + 2] = entitled === 1 ? NaN : (share - entitled) / (1 - entitled)
  writeTrack(metrics, at + 3, sums, from + PAIRS)
  metrics[at + 4] = sums[from + PRIVATE]
  metrics[at + 5] = sums[from + RED_WATCHED + 1] / sums[from + RED_WATCHED]
  metrics[at + 6] = sums[from + RED_UNWATCHED + 1] / sums[from + RED_UNWATCHED]
}

/** Correlation of pairs, from the six sums from `first` on; written in place, as all fractions are. */
export function writeTrack(metrics: Float64Array, at: number, sums: Float64Array, first: number): void {
  const n = sums[first]
  const units = sums[first + 1]
  const demand = sums[first + 2]
  const unitsVary = n * sums[first + 3] - units * units
  const demandVary = n * sums[first + 4] - demand * demand
  const both = n * sums[first + 5] - units * demand
  metrics[at] = unitsVary <= 0 || demandVary <= 0 ? NaN : both / Math.sqrt(unitsVary * demandVary)
}

/** Writes the Gini coefficient of `count` wellbeings: mean difference of two over twice the mean. */
export function writeGini(metrics: Float64Array, at: number, wellbeings: Int32Array, count: number): void {
  let sum = 0
  let apart = 0
  for (let i = 0; i < count; i++) {
    sum += wellbeings[i]
    for (let j = 0; j < i; j++) apart += Math.abs(wellbeings[i] - wellbeings[j])
  }
  // Each pair was met once, and counts twice among count^2.
  metrics[at + GINI] = sum === 0 ? NaN : apart / (count * sum)
}
