/**
 * Area under the ROC curve: P(score of a positive > score of a negative), ties by half, with intervals. Items that
 * share an episode are not independent; give their groups, and n counts groups.
 */
import { normalQuantile } from '../../agents/distributions.ts'
import { sum } from '../../agents/moments.ts'
import { alike, finite, LEVEL, withoutInterval, type Estimate } from './estimate.ts'
import { midranks } from './ranks.ts'

/** Null where there is no positive or no negative. `labels` are 1 and 0. */
export function auroc(scores: readonly number[], labels: readonly number[]): number | null {
  const { positives, negatives } = placements(scores, labels)
  if (positives.length === 0 || negatives.length === 0) return null
  return sum(positives.map(({ value }) => value)) / positives.length
}

/**
 * Standard error of an area from itself and the numbers of positives and negatives (Hanley & McNeil 1982): for
 * planning.
 */
export function hanleyMcNeilSe(area: number, positives: number, negatives: number): number {
  const [q1, q2] = [area / (2 - area), (2 * area * area) / (1 + area)]
  const squares = area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area)
  return Math.sqrt(squares / (positives * negatives))
}

export interface AurocOptions {
  /** What is counted: 'episode'. */
  readonly unit: string
  readonly level?: number
  /** Group of each item, e.g. its episode; each item is one by default. */
  readonly groups?: readonly (string | number)[]
}

/**
 * Area with an interval on the logit scale, from placement values (DeLong et al. 1988), summed by group (Obuchowski
 * 1997). Where the classes are apart altogether the variance is 0 and says nothing: then the end is exact for as many
 * disjoint pairs as the smaller class has groups.
 */
export function aurocInterval(scores: readonly number[], labels: readonly number[], options: AurocOptions): Estimate {
  const { unit, level = LEVEL, groups = scores.map((_, i) => i) } = options
  alike(scores, groups, 'scores and groups')
  const { positives, negatives } = placements(scores, labels)
  const about = { n: new Set(groups).size, unit, level, method: 'AUROC, DeLong by group, logit' }
  if (positives.length === 0 || negatives.length === 0) return withoutInterval(null, about, 'one class has no items')
  const area = sum(positives.map(({ value }) => value)) / positives.length
  const [plus, minus] = [positives, negatives].map((placed) => deviations(placed, area, groups))
  const fewer = Math.min(plus.size, minus.size)
  if (fewer < 2) return withoutInterval(area, about, `the smaller class has ${fewer} groups: a variance needs 2`)
  const se = Math.sqrt(groupedVariance(plus, positives.length, minus, negatives.length))
  if (area === 0 || area === 1) {
    const bound = ((1 - level) / 2) ** (1 / fewer)
    const [low, high] = area === 1 ? [bound, 1] : [0, 1 - bound]
    return { estimate: area, low, high, ...about, method: 'AUROC, exact for disjoint pairs' }
  }
  if (se === 0) return withoutInterval(area, about, 'placement values do not vary')
  const centre = Math.log(area / (1 - area))
  const half = (normalQuantile((1 + level) / 2) * se) / (area * (1 - area))
  const [low, high] = [centre - half, centre + half].map((logit) => 1 / (1 + Math.exp(-logit)))
  return { estimate: area, low, high, se, ...about }
}

interface Placed {
  /** Index of the item. */
  readonly item: number
  /** Share of the other class on its right side, ties by half. */
  readonly value: number
}

/** Placement values of both classes: their means are both the area. */
function placements(
  scores: readonly number[],
  labels: readonly number[],
): { positives: Placed[]; negatives: Placed[] } {
  alike(scores, labels, 'scores and labels')
  finite(scores, 'scores')
  const wrong = labels.findIndex((label) => label !== 0 && label !== 1)
  if (wrong >= 0) throw new RangeError(`Got label ${labels[wrong]} at labels[${wrong}], expected 0 or 1.`)
  const items = scores.map((_, i) => i)
  const [ones, zeros] = [1, 0].map((label) => items.filter((i) => labels[i] === label))
  const overall = midranks(scores)
  const within = (of: readonly number[]): number[] => midranks(of.map((i) => scores[i]))
  const [rankOfOne, rankOfZero] = [within(ones), within(zeros)]
  return {
    positives: ones.map((item, k) => ({ item, value: (overall[item] - rankOfOne[k]) / zeros.length })),
    negatives: zeros.map((item, k) => ({ item, value: 1 - (overall[item] - rankOfZero[k]) / ones.length })),
  }
}

/** Sum over each group's items of the placement value less the area. */
function deviations(
  placed: readonly Placed[],
  area: number,
  groups: readonly (string | number)[],
): Map<string | number, number> {
  const sums = new Map<string | number, number>()
  for (const { item, value } of placed) sums.set(groups[item], (sums.get(groups[item]) ?? 0) + value - area)
  return sums
}

/** Obuchowski's variance; a group with items of both classes adds their covariance. */
function groupedVariance(
  plus: ReadonlyMap<string | number, number>,
  positives: number,
  minus: ReadonlyMap<string | number, number>,
  negatives: number,
): number {
  const spread = (sums: ReadonlyMap<string | number, number>): number =>
    (sums.size / (sums.size - 1)) * sum([...sums.values()].map((value) => value * value))
  const groups = new Set([...plus.keys(), ...minus.keys()]).size
  const shared = [...plus].map(([group, value]) => value * (minus.get(group) ?? 0))
  const covariance = (groups / (groups - 1)) * sum(shared)
  const total =
    spread(plus) / (positives * positives) +
    spread(minus) / (negatives * negatives) +
    (2 * covariance) / (positives * negatives)
  return Math.max(0, total)
}
