/** Quantiles of Student's t against tables, and intervals of known data. */
import { describe, expect, it } from 'vitest'
import { interval, tQuantile } from '../../agents/interval.ts'

describe('tQuantile', () => {
  it.each([
    [0.975, 1, 12.7062047364],
    [0.975, 2, 4.3026527297],
    [0.975, 3, 3.1824463053],
    [0.975, 4, 2.7764451052],
    [0.975, 9, 2.2621571628],
    [0.975, 99, 1.984216952],
    [0.95, 4, 2.1318467863],
    [0.995, 10, 3.1692726726],
  ])('p %d, df %d gives %d', (p, df, t) => {
    expect(tQuantile(p, df)).toBeCloseTo(t, 8)
  })

  it('nears the normal quantile as df grows', () => {
    expect(tQuantile(0.975, 100_000)).toBeCloseTo(1.959964, 4)
  })
})

describe('interval', () => {
  it('is the mean and t times the standard error', () => {
    // Mean 3, sample variance 2.5, n 5: half width 2.7764 * sqrt(0.5).
    const { mean, low, high, n } = interval([1, 2, 3, 4, 5])
    expect([mean, n]).toEqual([3, 5])
    expect(high - mean).toBeCloseTo(1.9632432, 6)
    expect(mean - low).toBeCloseTo(high - mean, 12)
  })

  it('widens with the level', () => {
    const values = [2, 4, 4, 7]
    expect(interval(values, 0.99).high).toBeGreaterThan(interval(values, 0.9).high)
  })

  it('of one value is the value, of none NaN', () => {
    expect(interval([7])).toEqual({ mean: 7, low: 7, high: 7, n: 1 })
    expect(interval([])).toEqual({ mean: NaN, low: NaN, high: NaN, n: 0 })
  })

  it('of equal values has no width', () => {
    expect(interval([4, 4, 4])).toEqual({ mean: 4, low: 4, high: 4, n: 3 })
  })
})
