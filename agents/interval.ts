/** Confidence intervals of a mean. */

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
  let mean = 0
  for (let i = 0; i < n; i++) mean += values[i] / n
  if (n < 2) return { mean: n === 0 ? NaN : mean, low: n === 0 ? NaN : mean, high: n === 0 ? NaN : mean, n }
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean)
  const half = tQuantile(1 - (1 - level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n)
  return { mean, low: mean - half, high: mean + half, n }
}

/**
 * Quantile of Student's t for p > 0.5, by bisection on its distribution function; 1e-10 absolute. df >= 1.
 */
export function tQuantile(p: number, df: number): number {
  let low = 0
  let high = 1
  while (tCdf(high, df) < p) high *= 2
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (tCdf(middle, df) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Distribution function of Student's t at x >= 0, by the finite sums of Abramowitz & Stegun 26.7.3-4 (integer df). */
function tCdf(x: number, df: number): number {
  const theta = Math.atan(x / Math.sqrt(df))
  const cos = Math.cos(theta)
  const sin = Math.sin(theta)
  const odd = df % 2 === 1
  let term = odd ? cos : 1
  let sum = 0
  for (let k = odd ? 1 : 0; k <= df - 2; k += 2) {
    sum += term
    term *= ((k + 1) / (k + 2)) * cos * cos
  }
  const between = odd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum
  return 0.5 + between / 2
}
