/** Power against SciPy and statsmodels, and the planning tables of docs/statistics.md. */
import { describe, expect, it } from 'vitest'
import { meanOf } from '../../probes/stats/contrast.ts'
import { noncentralTCdf, overScale } from '../../probes/stats/noncentral.ts'
import {
  achievedTostPower,
  fewest,
  minimumDetectable,
  pairsForHalfWidth,
  power,
  powerOfAll,
  tostPower,
} from '../../probes/stats/power.ts'

describe('noncentral t', () => {
  it.each([
    [2, 10, 3, 0.16848583858804345],
    [-1, 4, 0.5, 0.08614956903656282],
    [5, 3.5, 2, 0.9070931236013696],
    [30, 2, 5, 0.971585442873339],
    [1.9, 50, 6, 2.7192016187128115e-5],
  ])('at %d, df %d, noncentrality %d', (t, df, noncentrality, expected) => {
    expect(noncentralTCdf(t, df, noncentrality)).toBeCloseTo(expected, 10)
  })

  it.each([1, 2.5, 9, 400])('the scale of df %d is a distribution of mean square 1', (df) => {
    expect(overScale(df, () => 1)).toBeCloseTo(1, 12)
    expect(overScale(df, (s) => s * s)).toBeCloseTo(1, 12)
    expect(overScale(df, () => 1, 0)).toBe(0)
  })
})

describe('power', () => {
  it('of t tests', () => {
    expect(power('paired', 12, 0.8)).toBeCloseTo(0.7136600656001074, 10)
    expect(power('two-arm', 12, 0.8)).toBeCloseTo(0.46575928830209723, 10)
    expect(power('paired', 12, 0.8, { sides: 1 })).toBeCloseTo(0.8289808640154289, 10)
    expect(power('paired', 12, 0)).toBeCloseTo(0.05, 12)
  })

  it('needs two units', () => {
    expect(() => power('paired', 1, 0.5)).toThrow('Got n = 1, expected at least 2.')
  })

  it.each([
    ['paired', 5, 1.68],
    ['paired', 8, 1.16],
    ['paired', 10, 1],
    ['paired', 16, 0.75],
    ['paired', 20, 0.66],
    ['two-arm', 5, 2.02],
    ['two-arm', 10, 1.32],
    ['two-arm', 16, 1.02],
    ['two-arm', 20, 0.91],
  ] as const)('%s, n %d: detects %d SD', (design, n, effect) => {
    const detectable = minimumDetectable(design, n)
    expect(Math.abs(detectable - effect)).toBeLessThan(0.0055)
    expect(power(design, n, detectable)).toBeCloseTo(0.8, 10)
  })
})

describe('power of equivalence', () => {
  it.each([
    [0.5, 4, 8],
    [0.75, 7, 13],
    [1, 11, 19],
    [1.5, 21, 39],
    [2, 36, 65],
  ])('SD %d margins: %d seeds, %d at alpha / 12', (ratio, seeds, corrected) => {
    expect(fewest((n) => tostPower('paired', n, 1 / ratio))).toBe(seeds)
    expect(fewest((n) => tostPower('paired', n, 1 / ratio, { alpha: 0.05 / 12 }))).toBe(corrected)
  })

  it.each([
    [5, 0.58],
    [8, 0.81],
    [10, 0.9],
    [16, 0.98],
  ])('SD half a margin, true effect half a margin, %d seeds: %d', (n, expected) => {
    expect(Math.abs(tostPower('paired', n, 2, { effect: 1 }) - expected)).toBeLessThan(0.006)
  })

  it('at the margin is at most alpha, and does not depend on the sign of the effect', () => {
    expect(tostPower('paired', 20, 2, { effect: 2 })).toBeCloseTo(0.05, 6)
    expect(tostPower('two-arm', 9, 1, { effect: 0.4 })).toBeCloseTo(tostPower('two-arm', 9, 1, { effect: -0.4 }), 12)
  })

  it('achieved, by the standard error that there is', () => {
    const noise = Array.from({ length: 11 }, (_, i) => (i - 5) / Math.sqrt(11)) // sample SD 1
    expect(achievedTostPower(meanOf(noise, 'pair'), 1)).toBeCloseTo(tostPower('paired', 11, 1), 10)
    expect(achievedTostPower(meanOf([0, 0], 'pair'), 0.1)).toBe(1)
    expect(achievedTostPower(meanOf([0], 'pair'), 0.1)).toBe(null)
  })
})

describe('plans', () => {
  it('pairs for a half-width of .05 and .10 at SD .2', () => {
    expect([pairsForHalfWidth(0.2, 0.05), pairsForHalfWidth(0.2, 0.1)]).toEqual([62, 16])
  })

  it('sixteen cells of power .99 have .85 together', () => {
    expect(powerOfAll(Array.from({ length: 16 }, () => 0.99))).toBeCloseTo(0.851, 3)
  })

  it('the fewest is 2 where that is enough', () => expect(fewest(() => 0.9)).toBe(2))
})
