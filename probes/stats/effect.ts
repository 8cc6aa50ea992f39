/** Standardised effect sizes of means, with intervals by inverting the noncentral t distribution. */
import { root } from '../../agents/distributions.ts'
import { mean, variance } from '../../agents/moments.ts'
import { finite, LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'
import { noncentralTCdf } from './noncentral.ts'

/** d_z: mean of paired differences over their standard deviation. */
export function standardisedMean(differences: readonly number[], options: IntervalOptions): Estimate {
  finite(differences, 'differences')
  const n = differences.length
  return standardised(mean(differences) / Math.sqrt(variance(differences)), Math.sqrt(n), n - 1, {
    n,
    method: 'd_z, noncentral t',
    ...options,
  })
}

/** Cohen's d: difference of two means over their pooled standard deviation. n counts both samples. */
export function cohenD(x: readonly number[], y: readonly number[], options: IntervalOptions): Estimate {
  finite(x, 'x')
  finite(y, 'y')
  const [n, m] = [x.length, y.length]
  const squares = (values: readonly number[]): number =>
    values.length > 1 ? (values.length - 1) * variance(values) : 0
  const pooled = (squares(x) + squares(y)) / (n + m - 2)
  return standardised((mean(x) - mean(y)) / Math.sqrt(pooled), Math.sqrt((n * m) / (n + m)), n + m - 2, {
    n: n + m,
    method: 'Cohen d, noncentral t',
    ...options,
  })
}

/** Cohen's d times Hedges' small-sample correction 1 - 3 / (4 df - 1). */
export function hedgesG(x: readonly number[], y: readonly number[], options: IntervalOptions): Estimate {
  const d = cohenD(x, y, options)
  const factor = 1 - 3 / (4 * (x.length + y.length - 2) - 1)
  const corrected = (value: number | null): number | null => (value === null ? null : value * factor)
  return {
    ...d,
    estimate: corrected(d.estimate),
    low: corrected(d.low),
    high: corrected(d.high),
    method: 'Hedges g, noncentral t',
  }
}

/** d whose noncentrality is d times `scale`. */
function standardised(
  d: number,
  scale: number,
  df: number,
  { level = LEVEL, ...rest }: IntervalOptions & { n: number; method: string },
): Estimate {
  const about = { ...rest, level }
  if (!(df >= 1)) return withoutInterval(null, about, `${rest.n} values: a standard deviation needs more`)
  if (!Number.isFinite(d)) return withoutInterval(null, about, 'standard deviation is 0, or one sample is empty')
  const t = d * scale
  const end = (p: number): number => noncentralityOf(t, df, p) / scale
  return { estimate: d, low: end((1 + level) / 2), high: end((1 - level) / 2), ...about }
}

/** The noncentrality under which P(T <= t) is p. */
function noncentralityOf(t: number, df: number, p: number): number {
  const excess = (noncentrality: number): number => noncentralTCdf(t, df, noncentrality) - p
  let reach = 4
  while (excess(t - reach) < 0 || excess(t + reach) > 0) reach *= 2
  return root(excess, t - reach, t + reach)
}
