/** Confidence intervals of a mean. */
import { tQuantile } from './distributions.ts'
import { mean as meanOf, variance } from './moments.ts'

export interface Interval {
  readonly mean: number
  /** Ends of the interval; the mean itself where n is 1. */
  readonly low: number
  readonly high: number
  readonly n: number
}

/** Mean of independent values with Student's t interval of the given level, 95 % by default. NaN for no values. */
export function interval(values: ArrayLike<number>, level = 0.95): Interval {
  const n = values.length
  const mean = meanOf(values)
  if (n < 2) return { mean, low: mean, high: mean, n }
  const half = tQuantile(1 - (1 - level) / 2, n - 1) * Math.sqrt(variance(values) / n)
  return { mean, low: mean - half, high: mean + half, n }
}
