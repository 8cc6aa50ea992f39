/**
 * Contrasts, the tests and intervals that rest on them, proportions, adjusted p-values and effect sizes: against SciPy
 * 1.17 and statsmodels 0.14.
 */
import { describe, expect, it } from 'vitest'
import { clustered, meanOf, paired, tInterval, welch } from '../../probes/stats/contrast.ts'
import { cohenD, hedgesG, standardisedMean } from '../../probes/stats/effect.ts'
import { nonInferiority, smallestInferiorityMargin, superiority, tost, tTest } from '../../probes/stats/equivalence.ts'
import { benjaminiHochberg, holm } from '../../probes/stats/multiplicity.ts'
import { noncentralTCdf } from '../../probes/stats/noncentral.ts'
import { proportion } from '../../probes/stats/proportion.ts'

const D = [0.31, -0.2, 0.55, 0.9, -0.05, 0.4, 0.4, 0]
const X = [2.1, 3.4, 1.9, 5.6, 4.4]
const Y = [1.1, 2.9, 0.3, 1.9]

describe('contrasts', () => {
  it('a mean and its 90 % interval', () => {
    expect(tTest(meanOf(D, 'seed')).t).toBeCloseTo(2.272536012072999, 12)
    expect(tTest(meanOf(D, 'seed')).pTwoSided).toBeCloseTo(0.05726296479348047, 12)
    const { low, high, n, unit } = tInterval(meanOf(D, 'seed'), 0.9)
    expect(low).toBeCloseTo(0.04802352996236406, 12)
    expect(high).toBeCloseTo(0.5294764700376359, 12)
    expect([n, unit]).toEqual([8, 'seed'])
  })

  it('pairs are their differences', () => {
    const b = D.map((_, i) => i / 3)
    const a = D.map((d, i) => d + b[i])
    expect(paired(a, b, 'pair').estimate).toBeCloseTo(meanOf(D, 'pair').estimate!, 14)
    expect(paired(a, b, 'pair').se).toBeCloseTo(meanOf(D, 'pair').se!, 14)
    expect(() => paired([1, 2], [1], 'pair')).toThrow('Got 2 and 1 paired values, expected equal numbers.')
  })

  it('Welch of unequal samples', () => {
    const contrast = welch(X, Y, 'seed')
    const { low, high } = tInterval(contrast)
    expect(contrast.df).toBeCloseTo(6.953548211091171, 11)
    expect(tTest(contrast).pTwoSided).toBeCloseTo(0.06762188458004036, 12)
    expect([low, high].map((end) => Number(end!.toFixed(10)))).toEqual([-0.1833023048, 4.0433023048])
  })

  it('clusters, with and without the correction', () => {
    const [values, groups] = [
      [1, 2, 3, 4, 5, 7, 3, 2],
      [0, 0, 1, 1, 1, 2, 2, 3],
    ]
    expect(clustered(values, groups, 'seed', 'CR0').se).toBeCloseTo(0.68500969, 8)
    expect(clustered(values, groups, 'seed').se).toBeCloseTo(0.79098106, 8)
    expect(clustered(values, groups, 'seed')).toMatchObject({ estimate: 3.375, df: 3, n: 4 })
  })

  it('equal clusters of one value each are the t interval', () => {
    const whole = clustered(
      D,
      D.map((_, i) => i),
      'seed',
    )
    expect(whole.se).toBeCloseTo(meanOf(D, 'seed').se!, 14)
  })

  it('of fewer than two units have no interval and say why', () => {
    expect(tInterval(meanOf([3], 'seed'))).toEqual({
      estimate: 3,
      low: null,
      high: null,
      n: 1,
      unit: 'seed',
      level: 0.95,
      method: 'mean, t',
      reason: 'n is 1: a standard error needs 2',
    })
    expect(tInterval(meanOf([], 'seed'))).toMatchObject({ estimate: null, low: null, n: 0 })
    expect(tInterval(welch([1, 2], [4], 'seed'))).toMatchObject({ estimate: -2.5, low: null, n: 3 })
    expect(tInterval(welch([], [4], 'seed'))).toMatchObject({ estimate: null, low: null })
    expect(tInterval(clustered([1, 2, 3], [0, 0, 0], 'seed'))).toMatchObject({ estimate: 2, low: null, n: 1 })
    expect(tInterval(clustered([], [], 'seed'))).toMatchObject({ estimate: null, high: null, n: 0 })
  })

  it('a missing value is refused, with its place', () => {
    expect(() => meanOf([1, NaN], 'seed')).toThrow('Got NaN at values[1], expected a finite number.')
    expect(() => welch([1, 2], [Infinity], 'seed')).toThrow('Got Infinity at y[0]')
  })
})

describe('equivalence', () => {
  it('passes at any margin beyond delta* and at none within', () => {
    const contrast = meanOf(D, 'pair')
    const { deltaStar } = tost(contrast, 1)
    expect(deltaStar).toBeCloseTo(0.5294764700376359, 12)
    expect(tost(contrast, deltaStar! + 1e-9).equivalent).toBe(true)
    expect(tost(contrast, deltaStar! - 1e-9).equivalent).toBe(false)
  })

  it('is shown, refuted or open', () => {
    const about = (centre: number) =>
      meanOf(
        [-0.02, 0.01, 0, 0.02, -0.01].map((d) => centre + d),
        'pair',
      )
    expect(tost(about(0), 0.1)).toMatchObject({ equivalent: true, different: false })
    expect(tost(about(0.5), 0.1)).toMatchObject({ equivalent: false, different: true })
    expect(tost(about(-0.5), 0.1)).toMatchObject({ equivalent: false, different: true })
    expect(tost(about(0.1), 0.1)).toMatchObject({ equivalent: false, different: false })
  })

  it('of one pair is open, of equal differences certain', () => {
    const one = tost(meanOf([0], 'pair'), 0.1)
    expect(one).toMatchObject({ p: null, deltaStar: null, equivalent: false, different: false })
    expect(one.interval.reason).toBe('n is 1: a standard error needs 2')
    expect(tost(meanOf([0, 0, 0], 'pair'), 0.1)).toMatchObject({ p: 0, deltaStar: 0, equivalent: true })
    expect(tost(meanOf([0.1, 0.1], 'pair'), 0.1)).toMatchObject({ p: null, equivalent: false, different: false })
  })

  it('a margin of 0 is refused', () => {
    expect(() => tost(meanOf(D, 'pair'), 0)).toThrow('Got margin 0, expected a positive one.')
    expect(() => nonInferiority(meanOf(D, 'pair'), -1)).toThrow('expected a positive one')
  })

  it('one-sided tests agree with the one-sided bound', () => {
    const contrast = meanOf(D, 'seed')
    const { low } = superiority(contrast, 0).interval
    expect(superiority(contrast, low! - 1e-9).holds).toBe(true)
    expect(superiority(contrast, low! + 1e-9).holds).toBe(false)
    expect(superiority(contrast, 0).p).toBeCloseTo(0.05726296479348047 / 2, 12)
    const fallen = meanOf(
      D.map((d) => d - 0.5),
      'seed',
    )
    const margin = smallestInferiorityMargin(fallen)!
    expect(nonInferiority(fallen, margin + 1e-9).holds).toBe(true)
    expect(nonInferiority(fallen, margin - 1e-9).holds).toBe(false)
    expect(smallestInferiorityMargin(contrast)).toBe(0)
    expect(smallestInferiorityMargin(meanOf([1], 'seed'))).toBe(null)
  })
})

describe('proportion', () => {
  it('has the exact interval, one end at the edge where all or none succeed', () => {
    const { estimate, low, high } = proportion(3, 10, { unit: 'seed' })
    expect(estimate).toBe(0.3)
    expect(low).toBeCloseTo(0.06673951117773447, 12)
    expect(high).toBeCloseTo(0.652452850060008, 12)
    expect(proportion(10, 10, { unit: 'seed' }).low).toBeCloseTo(0.6915028921812371, 12)
    expect(proportion(10, 10, { unit: 'seed' }).high).toBe(1)
    expect(proportion(0, 10, { unit: 'seed' }).low).toBe(0)
  })

  it('of no units is null, and of impossible counts refused', () => {
    expect(proportion(0, 0, { unit: 'seed' })).toMatchObject({ estimate: null, low: null, high: null })
    expect(() => proportion(3, 2, { unit: 'seed' })).toThrow('Got 3 successes of 2')
  })
})

describe('multiplicity', () => {
  const P = [0.01, 0.04, 0.03, 0.005, 0.5, 0.03]

  it('Holm and Benjamini-Hochberg with ties', () => {
    const near = (got: number[], expected: number[]) => expected.forEach((p, i) => expect(got[i]).toBeCloseTo(p, 14))
    near(holm(P), [0.05, 0.12, 0.12, 0.03, 0.5, 0.12])
    near(benjaminiHochberg(P), [0.03, 0.048, 0.045, 0.03, 0.5, 0.045])
  })

  it('of one test changes nothing, and no p exceeds 1', () => {
    expect([holm([0.2]), benjaminiHochberg([0.2])]).toEqual([[0.2], [0.2]])
    expect(holm([0.6, 0.9])).toEqual([1, 1])
    expect([holm([]), benjaminiHochberg([])]).toEqual([[], []])
    expect(() => holm([0.1, NaN])).toThrow('Got NaN at p[1], expected a probability.')
  })
})

describe('effect sizes', () => {
  it('ends of the interval put the observed t at its tails', () => {
    const { estimate, low, high } = standardisedMean(D, { unit: 'seed' })
    const t = tTest(meanOf(D, 'seed')).t!
    expect(estimate).toBeCloseTo(t / Math.sqrt(8), 12)
    expect(noncentralTCdf(t, 7, low! * Math.sqrt(8))).toBeCloseTo(0.975, 10)
    expect(noncentralTCdf(t, 7, high! * Math.sqrt(8))).toBeCloseTo(0.025, 10)
  })

  it('Hedges shrinks Cohen by the degrees of freedom', () => {
    const d = cohenD(X, Y, { unit: 'seed' })
    const g = hedgesG(X, Y, { unit: 'seed' })
    expect(g.estimate! / d.estimate!).toBeCloseTo(1 - 3 / 27, 12)
    expect(d.low! < d.estimate! && d.estimate! < d.high!).toBe(true)
  })

  it('without spread are null', () => {
    expect(standardisedMean([2], { unit: 'seed' })).toMatchObject({ estimate: null, low: null })
    expect(standardisedMean([2, 2, 2], { unit: 'seed' }).reason).toBe('standard deviation is 0, or one sample is empty')
    expect(cohenD([1], [1], { unit: 'seed' })).toMatchObject({ estimate: null, high: null })
    expect(cohenD([1, 1], [1], { unit: 'seed' }).estimate).toBe(null)
  })
})
