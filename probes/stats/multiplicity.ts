/** Adjusted p-values of a family of tests, in the order given. Throw a RangeError for a p outside [0, 1]. */

/** Holm's step-down (1979): the chance of any false rejection is below alpha, whatever the dependence. */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p)
  const adjusted = Array.from(p, () => 0)
  let least = 0
  for (const [rank, i] of order.entries()) adjusted[i] = least = Math.min(1, Math.max(least, (p.length - rank) * p[i]))
  return adjusted
}

/**
 * Benjamini and Hochberg (1995): the expected share of false rejections is below alpha, for independent or positively
 * dependent tests.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascending(p)
  const adjusted = Array.from(p, () => 0)
  let most = 1
  for (let rank = p.length - 1; rank >= 0; rank--) {
    const i = order[rank]
    adjusted[i] = most = Math.min(most, (p.length / (rank + 1)) * p[i])
  }
  return adjusted
}

function ascending(p: readonly number[]): number[] {
  for (const [i, value] of p.entries()) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`Got ${value} at p[${i}], expected a probability.`)
  }
  return p.map((_, i) => i).sort((a, b) => p[a] - p[b])
}
