/**
 * Power, minimum detectable effects and sample sizes of t tests on paired differences and on two arms of equal size.
 * Effects and margins are in standard deviations: of the differences, or within an arm.
 */
import { normalCdf, normalQuantile, root, tQuantile } from '../../agents/distributions.ts'
import { ALPHA } from './estimate.ts'
import { noncentralTCdf, overScale } from './noncentral.ts'
import type { Contrast } from './contrast.ts'

export type Design = 'paired' | 'two-arm'

/** The power that plans and V9 ask for. */
export const POWER = 0.8

/** Degrees of freedom, and the standard error in standard deviations, of n pairs or n units an arm. n >= 2. */
function precision(design: Design, n: number): { df: number; se: number } {
  if (!(n >= 2)) throw new RangeError(`Got n = ${n}, expected at least 2.`)
  return design === 'paired' ? { df: n - 1, se: Math.sqrt(1 / n) } : { df: 2 * n - 2, se: Math.sqrt(2 / n) }
}

/** Power of the test of no effect: two-sided by default. */
export function power(
  design: Design,
  n: number,
  effect: number,
  { alpha = ALPHA, sides = 2 }: TestOptions = {},
): number {
  const { df, se } = precision(design, n)
  const critical = tQuantile(1 - alpha / sides, df)
  const above = noncentralTCdf(-critical, df, -effect / se)
  return sides === 1 ? above : above + noncentralTCdf(-critical, df, effect / se)
}

export interface TestOptions {
  /** 0.05 by default. */
  readonly alpha?: number
  readonly sides?: 1 | 2
}

/** The effect that the test of no effect finds with the given power, 0.8 by default. */
export function minimumDetectable(
  design: Design,
  n: number,
  { power: wanted = POWER, ...options }: TestOptions & { power?: number } = {},
): number {
  const lacking = (effect: number): number => power(design, n, effect, options) - wanted
  let high = 1
  while (lacking(high) < 0) high *= 2
  return root(lacking, 0, high)
}

/** Power of two one-sided tests at a true effect, 0 by default, `margin` being the margin in standard deviations. */
export function tostPower(design: Design, n: number, margin: number, { effect = 0, alpha = ALPHA } = {}): number {
  const { df, se } = precision(design, n)
  return passing(df, tQuantile(1 - alpha, df), (margin - effect) / se, (margin + effect) / se)
}

/**
 * P(both one-sided tests reject): `above` and `below` are the distances of the true effect to the margins in standard
 * errors. Given the estimated standard error s, the estimate must lie between -below + t s and above - t s.
 */
function passing(df: number, t: number, above: number, below: number): number {
  const within = (s: number): number => normalCdf(above - t * s) - normalCdf(t * s - below)
  return overScale(df, within, (above + below) / (2 * t))
}

/**
 * The power that equivalence within the margin had at a true 0, the standard error being the one achieved (V9). Null
 * where it is not known.
 */
export function achievedTostPower({ se, df }: Contrast, margin: number, alpha = ALPHA): number | null {
  if (se === null || df === null) return null
  return se === 0 ? 1 : passing(df, tQuantile(1 - alpha, df), margin / se, margin / se)
}

/** The fewest pairs, or units an arm, with which a power function of n reaches what is wanted. */
export function fewest(powerOf: (n: number) => number, wanted = POWER): number {
  let high = 2
  while (powerOf(high) < wanted) high *= 2
  let low = high / 2
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (powerOf(middle) < wanted) low = middle
    else high = middle
  }
  return high
}

/** Pairs whose mean has an interval of the given half-width, by the normal approximation: a planning number. */
export function pairsForHalfWidth(sd: number, halfWidth: number, level = 0.95): number {
  const standardErrors = (normalQuantile((1 + level) / 2) * sd) / halfWidth
  return Math.ceil(standardErrors * standardErrors)
}

/** Power of an intersection-union test, which passes where every independent part does. */
export const powerOfAll = (powers: readonly number[]): number => powers.reduce((product, one) => product * one, 1)
