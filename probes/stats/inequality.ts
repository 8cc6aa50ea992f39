/**
 * Inequality of non-negative amounts: of wellbeing, never of units handed out, where needs differ. An index is null
 * where it is not defined, which for all of them is where nothing is owned.
 */
import { mean, sum } from '../../agents/moments.ts'
import { finite } from './estimate.ts'

export interface Inequality {
  /** sum |x_i - x_j| / (2 n^2 mean), in [0, 1 - 1/n]. */
  readonly gini: number | null
  /** Gini times n / (n - 1), in [0, 1]; null for one amount. */
  readonly giniUnbiased: number | null
  /** Jain's fairness index (sum x)^2 / (n sum x^2), in [1/n, 1]. */
  readonly jain: number | null
  /** Mean of q ln q, q = x / mean, in [0, ln n]; and over ln n, null for one amount. */
  readonly theilT: number | null
  readonly theilTNormalised: number | null
  /** Mean of -ln q; null where an amount is 0. */
  readonly theilL: number | null
  /** Population standard deviation over the mean. */
  readonly cv: number | null
  readonly maxShare: number | null
  readonly minShare: number | null
  /** Atkinson's index of inequality aversion 1/2, and 1, in [0, 1]. */
  readonly atkinsonHalf: number | null
  readonly atkinsonOne: number | null
}

/** All indices of amounts x >= 0. Throws a RangeError for a negative amount. */
export function inequality(x: readonly number[]): Inequality {
  finite(x, 'x')
  const negative = x.findIndex((value) => value < 0)
  if (negative >= 0) throw new RangeError(`Got ${x[negative]} at x[${negative}], expected no negative amount.`)
  const n = x.length
  if (!(sum(x) > 0)) return NOTHING
  const centre = mean(x)
  const q = x.map((value) => value / centre)
  const gini = giniOf(x)
  const theilT = mean(q.map((value) => (value === 0 ? 0 : value * Math.log(value))))
  const logs = x.includes(0) ? null : mean(q.map(Math.log))
  const root = mean(q.map(Math.sqrt))
  return {
    gini,
    giniUnbiased: n > 1 ? (gini * n) / (n - 1) : null,
    jain: 1 / mean(q.map((value) => value * value)),
    theilT,
    theilTNormalised: n > 1 ? theilT / Math.log(n) : null,
    theilL: logs === null ? null : -logs,
    cv: Math.sqrt(mean(q.map((value) => (value - 1) * (value - 1)))),
    maxShare: Math.max(...q) / n,
    minShare: Math.min(...q) / n,
    atkinsonHalf: 1 - root * root,
    atkinsonOne: logs === null ? 1 : 1 - Math.exp(logs),
  }
}

/** By ranks: sum over i of (2 i - n - 1) x_(i), over n sum x. */
function giniOf(x: readonly number[]): number {
  const n = x.length
  const sorted = Float64Array.from(x).sort()
  return sum(sorted.map((value, i) => (2 * (i + 1) - n - 1) * value)) / (n * sum(sorted))
}

const NOTHING: Inequality = {
  gini: null,
  giniUnbiased: null,
  jain: null,
  theilT: null,
  theilTNormalised: null,
  theilL: null,
  cv: null,
  maxShare: null,
  minShare: null,
  atkinsonHalf: null,
  atkinsonOne: null,
}
