/**
 * Bootstrap intervals. Every draw comes from a generator seeded by a name; nothing is drawn from a global one.
 *
 * For fewer than some 20 units use t (contrast.ts) or `studentised`: the percentile interval of 5 seeds covers 0.84
 * where 0.95 is claimed, so it is for aggregates only.
 */
import { normalCdf, normalQuantile } from '../../agents/distributions.ts'
import { mean, sum, variance } from '../../agents/moments.ts'
import { generator } from '../../envs/core/keyed.ts'
import { meanOf, tInterval } from './contrast.ts'
import { finite, LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'

export const RESAMPLES = 10_000
/** Units from which BCa is used, and below which t intervals are. */
export const BCA_FROM = 20

/**
 * A statistic of samples: one list a stratum, drawn independently of the others. Order within a stratum does not
 * matter.
 */
export type Statistic = (strata: readonly (readonly number[])[]) => number

export interface BootstrapOptions extends IntervalOptions {
  /** Name of the draws: same name, same interval. */
  readonly seed: string | number
  readonly resamples?: number
}

/** Quantile of ascending values, linear between neighbours (type 7 of Hyndman & Fan 1996, NumPy's default). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = Math.min(1, Math.max(0, p)) * (sorted.length - 1)
  const below = Math.floor(at)
  if (at === below) return sorted[below]
  return sorted[below] + (sorted[below + 1] - sorted[below]) * (at - below)
}

/** Ends of the percentile interval of replicates. */
export function percentileEnds(replicates: ArrayLike<number>, level = LEVEL): [number, number] {
  const sorted = Float64Array.from(replicates).sort()
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)]
}

export interface Bca {
  readonly ends: readonly [number, number]
  /** Bias correction, acceleration, and the levels of the two quantiles. */
  readonly z0: number
  readonly acceleration: number
  readonly alpha: readonly [number, number]
}

/**
 * Bias-corrected and accelerated interval (Efron 1987; Efron & Tibshirani 1993, eq. 14.9 to 14.15). `leftOut[s][i]` is
 * the statistic without value i of stratum s. Null where all replicates lie on one side of the estimate, or the
 * jackknife does not move.
 */
export function bca(
  estimate: number,
  replicates: ArrayLike<number>,
  leftOut: readonly (readonly number[])[],
  level = LEVEL,
): Bca | null {
  const sorted = Float64Array.from(replicates).sort()
  let position = 0
  for (const value of sorted) position += value < estimate ? 1 : value === estimate ? 0.5 : 0
  const z0 = normalQuantile(position / sorted.length)
  const acceleration = accelerationOf(leftOut)
  if (!Number.isFinite(z0) || !Number.isFinite(acceleration)) return null
  const shifted = (p: number): number => {
    const z = z0 + normalQuantile(p)
    return normalCdf(z0 + z / (1 - acceleration * z))
  }
  const alpha = [shifted((1 - level) / 2), shifted((1 + level) / 2)] as const
  return { ends: [quantile(sorted, alpha[0]), quantile(sorted, alpha[1])], z0, acceleration, alpha }
}

/** Skewness of the empirical influence values, over six. */
function accelerationOf(leftOut: readonly (readonly number[])[]): number {
  let [cubes, squares] = [0, 0]
  for (const values of leftOut) {
    const n = values.length
    const centre = mean(values)
    const influence = values.map((value) => ((n - 1) * (centre - value)) / n)
    cubes += sum(influence.map((u) => u * u * u))
    squares += sum(influence.map((u) => u * u))
  }
  return cubes / (6 * Math.sqrt(squares) * squares)
}

/** The statistic without each value of each stratum in turn. */
export function jackknife(strata: readonly (readonly number[])[], statistic: Statistic): number[][] {
  return strata.map((values, s) => values.map((_, i) => statistic(strata.with(s, values.toSpliced(i, 1)))))
}

/** The statistic of samples drawn with replacement, each stratum to its own size. */
export function replicates(
  strata: readonly (readonly number[])[],
  statistic: Statistic,
  { seed, resamples = RESAMPLES }: Pick<BootstrapOptions, 'seed' | 'resamples'>,
): Float64Array {
  const random = generator(['bootstrap', seed])
  const drawn = strata.map((values) => [...values])
  return Float64Array.from({ length: resamples }, () => {
    for (const [s, values] of strata.entries()) {
      for (let i = 0; i < values.length; i++) drawn[s][i] = values[Math.floor(random() * values.length)]
    }
    return statistic(drawn)
  })
}

/** BCa interval of a statistic of one sample or of strata. n counts all values. */
export function bcaInterval(
  strata: readonly (readonly number[])[],
  statistic: Statistic,
  { unit, level = LEVEL, ...draws }: BootstrapOptions,
): Estimate {
  for (const [s, values] of strata.entries()) finite(values, `strata[${s}]`)
  const n = sum(strata.map(({ length }) => length))
  const about = { n, unit, level, method: 'BCa bootstrap' }
  if (n === 0) return withoutInterval(null, about, 'no values')
  const estimate = statistic(strata)
  const smallest = Math.min(...strata.map(({ length }) => length))
  if (smallest < 2) return withoutInterval(estimate, about, `a stratum has ${smallest} values: resampling needs 2`)
  const found = bca(estimate, replicates(strata, statistic, draws), jackknife(strata, statistic), level)
  if (found === null) return withoutInterval(estimate, about, 'resamples or jackknife do not vary')
  return { estimate, low: found.ends[0], high: found.ends[1], ...about }
}

/**
 * Bootstrap-t interval of a mean (Efron & Tibshirani 1993, §12.5): quantiles of (mean* - mean) / se* take the place of
 * Student's. A resample of equal values has an infinite statistic; where those reach the quantiles there is no
 * interval.
 */
export function studentised(values: readonly number[], { unit, level = LEVEL, ...draws }: BootstrapOptions): Estimate {
  finite(values, 'values')
  const n = values.length
  const about = { n, unit, level, method: 'studentised bootstrap' }
  if (n < 2) return withoutInterval(n === 0 ? null : values[0], about, `n is ${n}: a standard error needs 2`)
  const estimate = mean(values)
  const se = Math.sqrt(variance(values) / n)
  if (se === 0) return withoutInterval(estimate, about, 'all values are equal')
  const pivots = replicates([values], ([drawn]) => pivot(drawn, estimate), draws).sort()
  const [low, high] = [(1 + level) / 2, (1 - level) / 2].map((p) => estimate - quantile(pivots, p) * se)
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    return withoutInterval(estimate, about, 'too many resamples are of equal values')
  }
  return { estimate, low, high, se, ...about }
}

function pivot(drawn: readonly number[], estimate: number): number {
  const shift = mean(drawn) - estimate
  return shift === 0 ? 0 : shift / Math.sqrt(variance(drawn) / drawn.length)
}

/** Mean over units by the method that their number calls for: t below 20, BCa from there on. */
export function meanInterval(values: readonly number[], options: BootstrapOptions): Estimate {
  if (values.length < BCA_FROM) return tInterval(meanOf(values, options.unit), options.level)
  return bcaInterval([values], ([sample]) => mean(sample), options)
}
