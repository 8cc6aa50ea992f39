/** Trends over rounds: slopes and rank correlations of one trajectory, and Page's test over several. */
import { normalCdf, normalQuantile } from '../../agents/distributions.ts'
import { mean, sum, variance } from '../../agents/moments.ts'
import { quantile } from './bootstrap.ts'
import { tInterval } from './contrast.ts'
import { alike, finite, LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'
import { midranks, tieSizes } from './ranks.ts'

/** 0, 1, 2, ...: the rounds of a trajectory. */
export const rounds = (y: ArrayLike<unknown>): number[] => Array.from(y, (_, i) => i)

/** Slopes of all pairs of points with different x, ascending. */
function slopes(y: readonly number[], x: readonly number[]): Float64Array {
  alike(y, x, 'values and rounds')
  finite(y, 'y')
  finite(x, 'x')
  const found: number[] = []
  for (let j = 1; j < y.length; j++) {
    for (let i = 0; i < j; i++) if (x[i] !== x[j]) found.push((y[j] - y[i]) / (x[j] - x[i]))
  }
  return Float64Array.from(found).sort()
}

/**
 * Median of pairwise slopes with Sen's interval (1968) from the variance of Kendall's S. n counts points; independent
 * errors are assumed, so for several seeds take one slope a seed and an interval over those.
 */
export function theilSen(y: readonly number[], x = rounds(y), options: IntervalOptions = { unit: 'round' }): Estimate {
  const { unit, level = LEVEL } = options
  const sorted = slopes(y, x)
  const about = { n: y.length, unit, level, method: 'Theil-Sen' }
  if (sorted.length === 0) return withoutInterval(null, about, 'no two points with different x')
  const estimate = quantile(sorted, 0.5)
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(kendallVariance(y, x))
  const below = Math.round((sorted.length - half) / 2) - 1
  const above = Math.round((sorted.length + half) / 2)
  if (below < 0 || above >= sorted.length) {
    return withoutInterval(estimate, about, `${y.length} points are too few for an interval of this level`)
  }
  return { estimate, low: sorted[below], high: sorted[above], ...about }
}

/** Least-squares slope with its t interval, n - 2 degrees of freedom; independent errors are assumed. */
export function olsSlope(y: readonly number[], x = rounds(y), options: IntervalOptions = { unit: 'round' }): Estimate {
  alike(y, x, 'values and rounds')
  finite(y, 'y')
  finite(x, 'x')
  const { unit, level = LEVEL } = options
  const n = y.length
  const about = { n, unit, level, method: 'least squares, t' }
  const [mx, my] = [mean(x), mean(y)]
  const sxx = sum(x.map((value) => (value - mx) * (value - mx)))
  if (!(sxx > 0)) return withoutInterval(null, about, 'no two points with different x')
  const slope = sum(x.map((value, i) => (value - mx) * (y[i] - my))) / sxx
  if (n < 3) return withoutInterval(slope, about, `n is ${n}: a residual needs 3`)
  const squares = sum(y.map((value, i) => (value - my - slope * (x[i] - mx)) ** 2))
  const se = Math.sqrt(squares / (n - 2) / sxx)
  return tInterval({ estimate: slope, se, df: n - 2, n, unit, method: about.method }, level)
}

/** Kendall's S: concordant minus discordant pairs. */
function kendallS(y: readonly number[], x: readonly number[]): number {
  alike(y, x, 'values and rounds')
  let s = 0
  for (let j = 1; j < y.length; j++) for (let i = 0; i < j; i++) s += Math.sign(y[j] - y[i]) * Math.sign(x[j] - x[i])
  return s
}

/** Variance of S without association, given the ties (Kendall 1970, §4.9). */
function kendallVariance(y: readonly number[], x: readonly number[]): number {
  const n = y.length
  const [ty, tx] = [tieSizes(y), tieSizes(x)]
  const first = (t: readonly number[]): number => sum(t.map((k) => k * (k - 1) * (2 * k + 5)))
  const second = (t: readonly number[]): number => sum(t.map((k) => k * (k - 1) * (k - 2)))
  const pairs = (t: readonly number[]): number => sum(t.map((k) => k * (k - 1)))
  const triples = n > 2 ? (second(ty) * second(tx)) / (9 * n * (n - 1) * (n - 2)) : 0
  return (first([n]) - first(ty) - first(tx)) / 18 + triples + (pairs(ty) * pairs(tx)) / (2 * n * (n - 1))
}

/** Kendall's tau-b, with x the rounds by default; null where all of x or of y are equal. */
export function kendallTau(y: readonly number[], x = rounds(y)): number | null {
  const pairs = (y.length * (y.length - 1)) / 2
  const untied = (values: readonly number[]): number => pairs - sum(tieSizes(values).map((k) => (k * (k - 1)) / 2))
  const scale = Math.sqrt(untied(y)) * Math.sqrt(untied(x))
  return scale > 0 ? kendallS(y, x) / scale : null
}

/** Spearman's correlation of ranks, ties by midranks; null where all of x or of y are equal. */
export function spearman(y: readonly number[], x = rounds(y)): number | null {
  alike(y, x, 'values and rounds')
  const [ry, rx] = [midranks(y), midranks(x)]
  const [my, mx] = [mean(ry), mean(rx)]
  const scale = (y.length - 1) * Math.sqrt(variance(ry)) * Math.sqrt(variance(rx))
  return scale > 0 ? sum(ry.map((rank, i) => (rank - my) * (rx[i] - mx))) / scale : null
}

export interface Test {
  readonly statistic: number
  readonly pTwoSided: number | null
  /** Of no trend against an increase. */
  readonly pGreater: number | null
}

/** Mann-Kendall test of one trajectory: normal, with tie and continuity correction. */
export function mannKendall(y: readonly number[], x = rounds(y)): Test {
  finite(y, 'y')
  const s = kendallS(y, x)
  const sd = Math.sqrt(kendallVariance(y, x))
  if (!(sd > 0)) return { statistic: s, pTwoSided: null, pGreater: null }
  const pTwoSided = Math.min(1, 2 * normalCdf(-Math.max(0, Math.abs(s) - 1) / sd))
  return { statistic: s, pTwoSided, pGreater: normalCdf(-(s - 1) / sd) }
}

/**
 * Page's L (1963): whether later rounds rank higher within each row of `[seed][round]`; ties by midranks, p by the
 * normal approximation. Throws a RangeError for rows of different lengths.
 */
export function pageL(rows: readonly (readonly number[])[]): { l: number; pGreater: number | null } {
  const [m, k] = [rows.length, rows[0]?.length ?? 0]
  for (const row of rows) {
    finite(row, 'rows')
    alike(row, rows[0], 'rounds in two rows')
  }
  const l = sum(rows.map((row) => sum(midranks(row).map((rank, round) => (round + 1) * rank))))
  const sd = Math.sqrt((m * k * k * (k + 1) * (k * k - 1)) / 144)
  return { l, pGreater: sd > 0 ? normalCdf(-(l - (m * k * (k + 1) * (k + 1)) / 4) / sd) : null }
}
