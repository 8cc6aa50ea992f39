/** Tests by ranks and signs, exact where the counting is feasible. */
import { normalCdf } from '../../agents/distributions.ts'
import { mean, sum } from '../../agents/moments.ts'
import { generator } from '../../envs/core/keyed.ts'
import { finite } from './estimate.ts'

/** Ranks from 1; ties share the mean of theirs. */
export function midranks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b])
  const ranks = Array.from(values, () => 0)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/** Sizes of the groups of equal values. */
export function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>()
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1)
  return [...sizes.values()]
}

/** Pairs (x, y) up to which the distribution of U is counted. */
const MOST_EXACT_PAIRS = 10_000
/** Of an asymptotic p-value of a statistic that moves in steps of 1. */
const CONTINUITY = 0.5

export interface MannWhitney {
  /** Pairs in which x is larger, ties by half. */
  readonly u: number
  /** U over the number of pairs: P(x > y) + P(x = y) / 2. */
  readonly probability: number | null
  /** Normal approximation with tie and continuity correction; null where all values are equal. */
  readonly pTwoSided: number | null
  readonly pGreater: number | null
  /** Null with ties, or with more than some thousand pairs. */
  readonly pExact: number | null
}

/** The rank-sum test of two independent samples (Mann & Whitney 1947). */
export function mannWhitney(x: readonly number[], y: readonly number[]): MannWhitney {
  finite(x, 'x')
  finite(y, 'y')
  const [n, m] = [x.length, y.length]
  const all = [...x, ...y]
  const u = sum(midranks(all).slice(0, n)) - (n * (n + 1)) / 2
  if (n === 0 || m === 0) return { u, probability: null, pTwoSided: null, pGreater: null, pExact: null }
  const total = n + m
  const ties = sum(tieSizes(all).map((t) => t * t * t - t))
  const sd = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))))
  const upper = (value: number): number => normalCdf(-(value - (n * m) / 2 - CONTINUITY) / sd)
  const larger = Math.max(u, n * m - u)
  return {
    u,
    probability: u / (n * m),
    pTwoSided: sd > 0 ? Math.min(1, 2 * upper(larger)) : null,
    pGreater: sd > 0 ? upper(u) : null,
    pExact: ties === 0 && n * m <= MOST_EXACT_PAIRS ? Math.min(1, 2 * sum(uDistribution(n, m).slice(larger))) : null,
  }
}

/** P(U = u) for u = 0 .. n m, all orders of n and m values being equally likely: the largest value is an x or a y. */
function uDistribution(n: number, m: number): number[] {
  // rows[j] is the distribution for i values of x and j of y; i grows.
  let rows: number[][] = Array.from({ length: m + 1 }, () => [1])
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]]
    for (let j = 1; j <= m; j++) {
      next.push(
        Array.from({ length: i * j + 1 }, (_, u) => (i * (rows[j][u - j] ?? 0) + j * (next[j - 1][u] ?? 0)) / (i + j)),
      )
    }
    rows = next
  }
  return rows[m]
}

export interface Wilcoxon {
  /** The smaller of the rank sums of positive and negative differences. */
  readonly statistic: number
  /** Over all signs of the ranks observed. */
  readonly pTwoSided: number
  /** Differences that are not 0, which alone are ranked. */
  readonly n: number
}

/** The signed-rank test of paired differences (Wilcoxon 1945), exact also with ties; differences of 0 are left out. */
export function wilcoxon(differences: readonly number[]): Wilcoxon {
  finite(differences, 'differences')
  const moved = differences.filter((d) => d !== 0)
  // Twice the ranks, which are whole.
  const doubled = midranks(moved.map(Math.abs)).map((rank) => 2 * rank)
  const total = sum(doubled)
  const plus = sum(doubled.filter((_, i) => moved[i] > 0))
  const smaller = Math.min(plus, total - plus)
  let distribution = Float64Array.of(1)
  for (const rank of doubled) {
    const next = new Float64Array(distribution.length + rank)
    for (const [s, p] of distribution.entries()) {
      next[s] += p / 2
      next[s + rank] += p / 2
    }
    distribution = next
  }
  return {
    statistic: smaller / 2,
    pTwoSided: Math.min(1, 2 * sum(distribution, 0, smaller + 1)),
    n: moved.length,
  }
}

/** Differences up to which all signs are tried. */
const MOST_EXACT_SIGNS = 20
const DRAWN_SIGNS = 100_000
/** Two means nearer than this are one. */
const SLACK = 1e-12

export interface SignFlip {
  readonly pTwoSided: number
  readonly pGreater: number
  /** Sign patterns that were tried, and whether these are all. */
  readonly patterns: number
  readonly exact: boolean
}

/**
 * Randomisation test of the mean of paired differences by flipping signs, the observed ones among them: all patterns up
 * to 20 differences, beyond that drawn ones, seeded.
 */
export function signFlip(differences: readonly number[], seed: string | number = 0): SignFlip {
  finite(differences, 'differences')
  const n = differences.length
  const exact = n <= MOST_EXACT_SIGNS
  const patterns = exact ? 2 ** n : DRAWN_SIGNS + 1
  const random = generator(['sign flip', seed])
  const flips = (pattern: number, i: number): boolean =>
    exact ? ((pattern >> i) & 1) === 1 : pattern > 0 && random() < 0.5
  const observed = n === 0 ? 0 : mean(differences)
  let [beyond, above] = [0, 0]
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0
    for (let i = 0; i < n; i++) total += flips(pattern, i) ? -differences[i] : differences[i]
    const flipped = n === 0 ? 0 : total / n
    if (Math.abs(flipped) >= Math.abs(observed) - SLACK) beyond++
    if (flipped >= observed - SLACK) above++
  }
  return { pTwoSided: beyond / patterns, pGreater: above / patterns, patterns, exact }
}

/** Orders that `permuted` draws, the one that was found included. */
const ORDERS = 10_000

/**
 * p of the hypothesis that values of x and of y are exchangeable, against x being larger: the share of drawn orders in which
 * the sum of x is as large as it is (Pitman 1937). It errs no more often than its level, whatever the values and their ties.
 */
export function permuted(x: readonly number[], y: readonly number[], seed: string | number, orders = ORDERS): number {
  finite(x, 'x')
  finite(y, 'y')
  const random = generator(['permuted', seed])
  const all = [...x, ...y]
  const observed = sum(x)
  let reached = 1
  for (let order = 1; order < orders; order++) {
    let total = 0
    for (let i = 0; i < x.length; i++) {
      const j = i + Math.floor(random() * (all.length - i))
      const taken = all[j]
      all[j] = all[i]
      all[i] = taken
      total += taken
    }
    if (total >= observed - SLACK) reached++
  }
  return reached / orders
}
