/** The record in which every number leaves: with its interval, how many of what it rests on, and by which method. */

export interface Estimate {
  /** Null where it is not defined. */
  readonly estimate: number | null
  /**
   * Ends of the interval; null, with a reason, where the data give none. Never the estimate itself for want of data.
   */
  readonly low: number | null
  readonly high: number | null
  /** Independent units that the interval rests on. */
  readonly n: number
  /** What n counts: 'seed', 'pair', 'episode', ... */
  readonly unit: string
  /** Confidence level of the interval, in (0, 1). */
  readonly level: number
  readonly method: string
  /** Standard error, by the methods that have one. */
  readonly se?: number | null
  /** Why something is null. */
  readonly reason?: string
}

/** What is said of an interval by the one who asks for it. */
export interface IntervalOptions {
  /** What the values are: 'seed' for a claim about a method, 'pair' for a verdict on one policy. */
  readonly unit: string
  /** 0.95 by default. */
  readonly level?: number
}

export const LEVEL = 0.95
/** Of one test, and one minus the level of its interval on one side. */
export const ALPHA = 0.05

/** An estimate that has no interval, and why. */
export function withoutInterval(
  estimate: number | null,
  about: Pick<Estimate, 'n' | 'unit' | 'level' | 'method'>,
  reason: string,
): Estimate {
  const { n, unit, level, method } = about
  return { estimate, low: null, high: null, n, unit, level, method, reason }
}

/**
 * Throws a RangeError where one of `values` is not a finite number: a missing value is counted (missing.ts), not
 * averaged.
 */
export function finite(values: ArrayLike<number>, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new RangeError(`Got ${values[i]} at ${where}[${i}], expected a finite number.`)
  }
}

/** Throws a RangeError where two lists that belong together differ in length. */
export function alike(a: ArrayLike<unknown>, b: ArrayLike<unknown>, where: string): void {
  if (a.length !== b.length) throw new RangeError(`Got ${a.length} and ${b.length} ${where}, expected equal numbers.`)
}
