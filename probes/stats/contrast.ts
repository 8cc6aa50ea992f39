/**
 * Estimates with a standard error and degrees of freedom, from paired, independent or clustered data, and their t
 * intervals. The tests of equivalence.ts take any of them.
 */
import { tQuantile } from '../../agents/distributions.ts'
import { mean, sum, variance } from '../../agents/moments.ts'
import { alike, finite, LEVEL, withoutInterval, type Estimate } from './estimate.ts'

export interface Contrast {
  /** Null for no data. */
  readonly estimate: number | null
  /** Standard error and degrees of freedom; null where n is below 2. */
  readonly se: number | null
  readonly df: number | null
  readonly n: number
  readonly unit: string
  readonly method: string
  readonly reason?: string
}

/** Mean of independent values. */
export function meanOf(values: readonly number[], unit: string): Contrast {
  return oneSample(values, unit, 'mean, t')
}

/** Mean of a - b over pairs: index i of both is one unit. */
export function paired(a: readonly number[], b: readonly number[], unit: string): Contrast {
  alike(a, b, 'paired values')
  return oneSample(
    a.map((value, i) => value - b[i]),
    unit,
    'paired t',
  )
}

function oneSample(values: readonly number[], unit: string, method: string): Contrast {
  finite(values, 'values')
  const n = values.length
  const about = { n, unit, method }
  if (n < 2) return undetermined(n === 0 ? null : values[0], about, `n is ${n}: a standard error needs 2`)
  return { estimate: mean(values), se: Math.sqrt(variance(values) / n), df: n - 1, ...about }
}

/**
 * Mean of x minus mean of y, unequal variances (Welch 1947), degrees of freedom by Satterthwaite. n counts both
 * samples.
 */
export function welch(x: readonly number[], y: readonly number[], unit: string): Contrast {
  finite(x, 'x')
  finite(y, 'y')
  const about = { n: x.length + y.length, unit, method: 'Welch t' }
  const estimate = x.length > 0 && y.length > 0 ? mean(x) - mean(y) : null
  if (x.length < 2 || y.length < 2) {
    return undetermined(estimate, about, `samples have ${x.length} and ${y.length} values: both need 2`)
  }
  const [vx, vy] = [variance(x) / x.length, variance(y) / y.length]
  const squares = (vx * vx) / (x.length - 1) + (vy * vy) / (y.length - 1)
  const df = squares > 0 ? ((vx + vy) * (vx + vy)) / squares : x.length + y.length - 2
  return { estimate, se: Math.sqrt(vx + vy), df, ...about }
}

/**
 * Mean of values that come in clusters, with a cluster-robust standard error: CR0 is the root of the summed squares of
 * the clusters' summed residuals over N, CR1 (Liang & Zeger with G / (G - 1)) corrects for few clusters. df is G - 1, n
 * is G.
 */
export function clustered(
  values: readonly number[],
  clusters: readonly (string | number)[],
  unit: string,
  correction: 'CR0' | 'CR1' = 'CR1',
): Contrast {
  alike(values, clusters, 'values and clusters')
  finite(values, 'values')
  const centre = values.length === 0 ? null : mean(values)
  const residuals = new Map<string | number, number>()
  for (const [i, value] of values.entries()) {
    residuals.set(clusters[i], (residuals.get(clusters[i]) ?? 0) + value - centre!)
  }
  const groups = residuals.size
  const about = { n: groups, unit, method: `clustered t, ${correction}` }
  if (groups < 2) return undetermined(centre, about, `${groups} clusters: a standard error needs 2`)
  const squares = sum([...residuals.values()].map((residual) => residual * residual))
  const factor = correction === 'CR1' ? groups / (groups - 1) : 1
  return { estimate: centre, se: Math.sqrt(factor * squares) / values.length, df: groups - 1, ...about }
}

/** Student's t interval of a contrast. */
export function tInterval(contrast: Contrast, level = LEVEL): Estimate {
  const { estimate, se, df, n, unit, method, reason } = contrast
  if (estimate === null || se === null || df === null) {
    return withoutInterval(estimate, { n, unit, level, method }, reason ?? 'no standard error')
  }
  const half = tQuantile((1 + level) / 2, df) * se
  return { estimate, low: estimate - half, high: estimate + half, n, unit, level, method, se }
}

function undetermined(
  estimate: number | null,
  about: Pick<Contrast, 'n' | 'unit' | 'method'>,
  reason: string,
): Contrast {
  return { estimate, se: null, df: null, ...about, reason }
}
