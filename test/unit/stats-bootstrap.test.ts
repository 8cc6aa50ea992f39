/** Bootstrap intervals and aggregates over tasks: known answers, seeds and edges. */
import { describe, expect, it } from 'vitest'
import { mean } from '../../agents/moments.ts'
import {
  aggregate,
  columns,
  improvement,
  iqm,
  optimalityGap,
  performanceProfile,
  probabilityOfImprovement,
} from '../../probes/stats/aggregate.ts'
import {
  bca,
  bcaInterval,
  jackknife,
  meanInterval,
  percentileEnds,
  quantile,
  replicates,
  studentised,
} from '../../probes/stats/bootstrap.ts'
import { meanOf, tInterval } from '../../probes/stats/contrast.ts'

const VALUES = [3, 7, 1, 9, 4, 4, 6, 2, 8, 30]
const options = { unit: 'seed', seed: 'test', resamples: 2000 }
const average = ([values]: readonly (readonly number[])[]): number => mean(values)

describe('quantiles', () => {
  it('are linear between neighbours and hold at the ends', () => {
    expect([0, 0.25, 0.5, 1].map((p) => quantile([1, 2, 4, 8, 16], p))).toEqual([1, 2, 4, 16])
    expect(quantile([1, 2], 0.3)).toBeCloseTo(1.3, 14)
    expect(quantile([7], 0.9)).toBe(7)
    expect(quantile([1, Infinity], 0)).toBe(1)
  })

  it('percentile ends do not need order', () => expect(percentileEnds([3, 1, 2, 5, 4], 0.5)).toEqual([2, 4]))
})

describe('resampling', () => {
  it('is a function of its seed', () => {
    const draw = (seed: string) => replicates([VALUES], average, { seed, resamples: 50 })
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
  })

  it('draws each stratum from itself', () => {
    const strata = [
      [1, 2],
      [10, 20, 30],
    ]
    const seen = new Set(
      replicates(
        strata,
        ([a, b]) => Number(a.length === 2 && b.length === 3 && Math.max(...a) < Math.min(...b)),
        options,
      ),
    )
    expect([...seen]).toEqual([1])
  })

  it('leaves the data as they were', () => {
    const strata = [[...VALUES]]
    bcaInterval(strata, average, options)
    expect(strata).toEqual([VALUES])
  })
})

describe('BCa', () => {
  it('of symmetric replicates and a symmetric jackknife is the percentile interval', () => {
    const symmetric = Array.from({ length: 2001 }, (_, i) => i - 1000)
    const found = bca(0, symmetric, [[-1, 0, 1]], 0.9)!
    expect([found.z0, found.acceleration]).toEqual([0, 0])
    found.ends.forEach((end, i) => expect(end).toBeCloseTo(percentileEnds(symmetric, 0.9)[i], 9))
  })

  it('leans to the long tail of skewed data', () => {
    const found = bcaInterval([VALUES], average, options)
    const [low, high] = percentileEnds(replicates([VALUES], average, options))
    expect(found.low!).toBeGreaterThan(low)
    expect(found.high!).toBeGreaterThan(high)
    expect(found).toMatchObject({ estimate: 7.4, n: 10, unit: 'seed', method: 'BCa bootstrap' })
  })

  it('the jackknife leaves one value out at a time', () => {
    expect(jackknife([[1, 2, 6]], average)).toEqual([[4, 3.5, 1.5]])
  })

  it('without anything to vary is null with a reason', () => {
    expect(bcaInterval([[5, 5, 5]], average, options)).toMatchObject({ estimate: 5, low: null, high: null })
    expect(bcaInterval([[5]], average, options).reason).toBe('a stratum has 1 values: resampling needs 2')
    expect(bcaInterval([[]], average, options)).toMatchObject({ estimate: null, low: null, n: 0 })
    expect(bca(9, [1, 2, 3], [[1, 2, 3]])).toBe(null)
  })
})

describe('studentised', () => {
  it('of normal-looking data is near t, and of skewed data longer to the tail', () => {
    const even = Array.from({ length: 15 }, (_, i) => i)
    const [t, found] = [tInterval(meanOf(even, 'seed')), studentised(even, options)]
    expect(Math.abs(found.low! - t.low!)).toBeLessThan(0.5)
    const skewed = studentised(VALUES, options)
    expect(skewed.high! - skewed.estimate!).toBeGreaterThan(1.3 * (skewed.estimate! - skewed.low!))
  })

  it('of one value, equal values, or almost only resamples of equal values, is null with a reason', () => {
    expect(studentised([5], options)).toMatchObject({
      estimate: 5,
      low: null,
      reason: 'n is 1: a standard error needs 2',
    })
    expect(studentised([5, 5], options)).toMatchObject({ low: null, reason: 'all values are equal' })
    expect(studentised([0, 0, 0, 1], options)).toMatchObject({
      estimate: 0.25,
      low: null,
      reason: 'too many resamples are of equal values',
    })
  })
})

describe('the method by n', () => {
  it('is t below 20 and BCa from there on', () => {
    expect(meanInterval(VALUES, options)).toEqual(tInterval(meanOf(VALUES, 'seed')))
    expect(meanInterval([...VALUES, ...VALUES], options).method).toBe('BCa bootstrap')
    expect(meanInterval([4], options).low).toBe(null)
  })
})

describe('aggregates', () => {
  const SCORES = [
    [0.1, 0.9],
    [0.3, 1.1],
    [0.2, 1],
    [0.4, 0.2],
  ]

  it('the interquartile mean cuts a quarter, rounded down, from each end', () => {
    expect(iqm([100, 1, 2, 3, 4, 5, 6, -100])).toBe(3.5)
    expect(iqm([5, 1, 900])).toBeCloseTo(302, 12)
    expect(iqm([9, 0, 1, 2, 100])).toBe(4)
  })

  it('the optimality gap does not credit what is beyond the target', () => {
    expect(optimalityGap([0.5, 1, 3])).toBeCloseTo(1 / 6, 14)
    expect(optimalityGap([2, 4], 3)).toBe(0.5)
  })

  it('improvement is a mean over tasks, ties by half', () => {
    expect(probabilityOfImprovement([[1, 2], [5]], [[1], [9]])).toBe(0.375)
    const found = improvement(SCORES, SCORES, options)
    expect(found).toMatchObject({ estimate: 0.5, n: 8 })
    expect(found.low! < 0.5 && found.high! > 0.5).toBe(true)
  })

  it('stratified draws break up runs, rows keep them', () => {
    // Two tasks that always sum to 1 within a run.
    const paired = [0, 0.2, 0.4, 0.6, 0.8, 1].map((x) => [x, 1 - x])
    const rows = aggregate(paired, mean, { ...options, resampling: 'rows' })
    const stratified = aggregate(paired, mean, { ...options, resampling: 'stratified' })
    expect(rows.low).toBeCloseTo(0.5, 12)
    expect(rows.high).toBeCloseTo(0.5, 12)
    expect(stratified.high! - stratified.low!).toBeGreaterThan(0.2)
    expect([rows.n, stratified.n]).toEqual([6, 6])
  })

  it('from 20 runs on are BCa', () => {
    const many = Array.from({ length: 20 }, (_, i) => [i, (i * i) % 17])
    for (const resampling of ['rows', 'stratified'] as const) {
      const found = aggregate(many, iqm, { ...options, resampling })
      expect(found.method).toBe(`${resampling} BCa bootstrap`)
      expect(found.low! < found.estimate! && found.estimate! < found.high!).toBe(true)
    }
    const method = aggregate(many.slice(1), iqm, { ...options, resampling: 'rows' }).method
    expect(method).toBe('rows percentile bootstrap')
  })

  it('a profile falls with the threshold', () => {
    const profile = performanceProfile(SCORES, [0, 0.25, 0.95, 2], { ...options, resampling: 'stratified' })
    expect(profile.map(({ estimate }) => estimate)).toEqual([1, 0.625, 0.25, 0])
    expect(profile.every(({ low, high, estimate }) => low! <= estimate! && estimate! <= high!)).toBe(true)
  })

  it('of one run have no interval, of none no value, of ragged rows an error', () => {
    const one = aggregate([[1, 2]], mean, { ...options, resampling: 'rows' })
    expect(one).toMatchObject({ estimate: 1.5, low: null, reason: 'n is 1: resampling needs 2' })
    expect(aggregate([], mean, { ...options, resampling: 'rows' }).estimate).toBe(null)
    expect(improvement([[1]], [[2], [3]], options)).toMatchObject({ estimate: 0, low: null })
    expect(() => columns([[1, 2], [3]])).toThrow('Got 1 tasks in run 1, expected 2 as in run 0.')
    expect(() => columns([[1, NaN]])).toThrow('Got NaN at scores[0][1]')
  })
})
