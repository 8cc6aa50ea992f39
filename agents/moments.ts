/** Sums, means and sample variances. */

/** Terms that are added without halving, and the partial sums they go to. */
const BLOCK = 128
const LANES = 8

/**
 * Sum by halves, in the order of NumPy: its error grows with log n, and resampled means tie with a mean exactly where
 * NumPy's do.
 */
export function sum(values: ArrayLike<number>, from = 0, to = values.length): number {
  const n = to - from
  if (n > BLOCK) {
    const half = n >> 1
    const middle = from + half - (half % LANES)
    return sum(values, from, middle) + sum(values, middle, to)
  }
  let total = 0
  let i = from
  if (n >= LANES) {
    const lanes = Array.from({ length: LANES }, (_, lane) => values[from + lane])
    for (i += LANES; i + LANES <= to; i += LANES)
      for (let lane = 0; lane < LANES; lane++) lanes[lane] += values[i + lane]
    const [a, b, c, d, e, f, g, h] = lanes
    total = a + b + (c + d) + (e + f + (g + h))
  }
  for (; i < to; i++) total += values[i]
  return total
}

/** NaN for no values. */
export const mean = (values: ArrayLike<number>): number => sum(values) / values.length

/** Sample variance, by n - 1: of fewer than two values NaN. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN
  const centre = mean(values)
  return sum(Array.from(values, (value) => (value - centre) * (value - centre))) / (values.length - 1)
}
