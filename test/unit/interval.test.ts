/** Intervals of known data. */
import { describe, expect, it } from 'vitest'
import { interval } from '../../agents/interval.ts'

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
