/**
 * Episodes that gave no value count as missing and are reported; what is said must hold however bad, or good, they were
 * (V8).
 *
 * The ends of a t interval are convex or concave in each value, so they are most extreme where every missing value is
 * at an end of its range, and values of one range differ only in how many are at which end: `missing + 1` fillings
 * decide.
 */
import { meanOf, tInterval } from './contrast.ts'
import { finite, LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'

/**
 * Smallest and largest value that a missing unit could have had: [0, 1] for a share, [-1, 1] for a difference of
 * shares.
 */
export type Range = readonly [low: number, high: number]

/**
 * The fillings that decide: k missing values at the high end of the range, the others at the low one, k = 0 .. missing.
 */
export function fillings(values: readonly number[], missing: number, [low, high]: Range): number[][] {
  finite(values, 'values')
  if (!Number.isInteger(missing) || missing < 0)
    throw new RangeError(`Got ${missing} missing, expected a whole number.`)
  if (!(low <= high)) throw new RangeError(`Got range [${low}, ${high}], expected low <= high.`)
  return Array.from({ length: missing + 1 }, (_, k) => [
    ...values,
    ...Array.from({ length: missing }, (_, i) => (i < k ? high : low)),
  ])
}

/**
 * Mean of the values that are there, with the widest ends of its t interval over all fillings. n counts the missing
 * too.
 */
export function worstCase(
  values: readonly number[],
  missing: number,
  range: Range,
  { unit, level = LEVEL }: IntervalOptions,
): Estimate {
  const filled = fillings(values, missing, range).map((all) => tInterval(meanOf(all, unit), level))
  const { estimate } = meanOf(values, unit)
  const about = { n: values.length + missing, unit, level, method: `t, worst case of ${missing} missing` }
  const [lows, highs] = [filled.map(({ low }) => low), filled.map(({ high }) => high)]
  if (lows.includes(null)) return withoutInterval(estimate, about, `n is ${about.n}: a standard error needs 2`)
  return { estimate, low: Math.min(...(lows as number[])), high: Math.max(...(highs as number[])), ...about }
}

/**
 * Every verdict that some filling gives, without repeats. One verdict alone stands; a claim that the ends of a t
 * interval lie on one side of a bound and that holds in all these fillings holds in every other.
 */
export function verdictsUnderMissing<V>(
  values: readonly number[],
  missing: number,
  range: Range,
  verdictOf: (values: readonly number[]) => V,
): V[] {
  return [...new Set(fillings(values, missing, range).map(verdictOf))]
}
