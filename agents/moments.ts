/** Sums, means and sample variances. */

/** Terms that are added without halving. */
const BLOCK = 128
/** Partial sums within a block. */
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
  let [total, i] = [0, from]
  if (n >= LANES) {
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
    for (; i + LANES <= to; i += LANES) {
      a += values[i]
      b += values[i + 1]
      c += values[i + 2]
      d += values[i + 3]
      e += values[i + 4]
      f += values[i + 5]
      g += values[i + 6]
      h += values[i + 7]
    }
    total = a + b + (c + d) + (e + f + (g + h))
  }
  for (; i < to; i++) total += values[i]
  return total
}

/** NaN for no values. */
export const mean = (values: ArrayLike<number>): number => sum(values) / values.length

/** Sample variance, by n - 1: of fewer than two values NaN. */
export function variance(values: ArrayLike<number>): number {
  const n = values.length
  if (n < 2) return NaN
  const centre = mean(values)
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i] - centre) * (values[i] - centre)
  return squares / (n - 1)
}
