/**
 * Tests of a contrast by Student's t: against a value, equivalence within a margin (two one-sided tests, Schuirmann
 * 1987), non-inferiority and superiority. A test whose standard error is unknown has p null and is never passed.
 */
import { tCdf, tQuantile } from '../../agents/distributions.ts'
import { ALPHA, type Estimate } from './estimate.ts'
import { tInterval, type Contrast } from './contrast.ts'

export interface TTest {
  /** Null where the standard error is unknown or 0 over 0. */
  readonly t: number | null
  readonly pTwoSided: number | null
  /** Of the hypothesis that the mean is at most, and at least, the value. */
  readonly pGreater: number | null
  readonly pLess: number | null
}

/** Student's t test of the contrast against a value, 0 by default. */
export function tTest({ estimate, se, df }: Contrast, value = 0): TTest {
  if (estimate === null || se === null || df === null || (se === 0 && estimate === value)) {
    return { t: null, pTwoSided: null, pGreater: null, pLess: null }
  }
  const t = (estimate - value) / se
  return { t, pTwoSided: 2 * tCdf(-Math.abs(t), df), pGreater: tCdf(-t, df), pLess: tCdf(t, df) }
}

export interface Equivalence {
  readonly margin: number
  readonly alpha: number
  /** Of the hypotheses that the contrast is at most -margin, and at least margin. */
  readonly pLower: number | null
  readonly pUpper: number | null
  /** The larger of the two: equivalence is shown where it is below alpha. */
  readonly p: number | null
  /** Of level 1 - 2 alpha. */
  readonly interval: Estimate
  /** delta*, the smallest margin that would have passed: the larger distance of the interval's ends from 0. */
  readonly deltaStar: number | null
  readonly equivalent: boolean
  /** Whether the whole interval lies beyond one margin: the contrast is shown to be different. */
  readonly different: boolean
}

/** Two one-sided tests of |contrast| < margin. Throws a RangeError for a margin that is not positive. */
export function tost(contrast: Contrast, margin: number, alpha = ALPHA): Equivalence {
  if (!(margin > 0)) throw new RangeError(`Got margin ${margin}, expected a positive one.`)
  const pLower = tTest(contrast, -margin).pGreater
  const pUpper = tTest(contrast, margin).pLess
  const p = pLower === null || pUpper === null ? null : Math.max(pLower, pUpper)
  const interval = tInterval(contrast, 1 - 2 * alpha)
  const { low, high } = interval
  return {
    margin,
    alpha,
    pLower,
    pUpper,
    p,
    interval,
    deltaStar: low === null || high === null ? null : Math.max(Math.abs(low), Math.abs(high)),
    equivalent: p !== null && p < alpha,
    different: low !== null && high !== null && (low > margin || high < -margin),
  }
}

export interface OneSided {
  /** What the contrast is shown to exceed. */
  readonly bound: number
  readonly alpha: number
  readonly p: number | null
  /** Of level 1 - 2 alpha: its lower end is the one-sided bound. */
  readonly interval: Estimate
  readonly holds: boolean
}

/** One-sided test that the contrast exceeds a bound. */
export function superiority(contrast: Contrast, bound: number, alpha = ALPHA): OneSided {
  const p = tTest(contrast, bound).pGreater
  return { bound, alpha, p, interval: tInterval(contrast, 1 - 2 * alpha), holds: p !== null && p < alpha }
}

/**
 * One-sided test that the contrast is not below -margin, larger being better. Throws for a margin that is not positive.
 */
export function nonInferiority(contrast: Contrast, margin: number, alpha = ALPHA): OneSided {
  if (!(margin > 0)) throw new RangeError(`Got margin ${margin}, expected a positive one.`)
  return superiority(contrast, -margin, alpha)
}

/**
 * The margin above which `nonInferiority` would have passed: minus the one-sided lower bound, or 0. Null without an
 * interval.
 */
export function smallestInferiorityMargin({ estimate, se, df }: Contrast, alpha = ALPHA): number | null {
  if (estimate === null || se === null || df === null) return null
  return Math.max(0, tQuantile(1 - alpha, df) * se - estimate)
}
