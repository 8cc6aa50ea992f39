/**
 * Aggregates over tasks, with runs as rows: `scores[run][task]`, and their bootstrap intervals (Agarwal et al. 2021,
 * "Deep RL at the edge of the statistical precipice").
 */
import { mean } from '../../agents/moments.ts'
import { generator } from '../../envs/core/keyed.ts'
import {
  bca,
  BCA_FROM,
  jackknife,
  percentileEnds,
  replicates,
  RESAMPLES,
  type BootstrapOptions,
  type Statistic,
} from './bootstrap.ts'
import { finite, LEVEL, withoutInterval, type Estimate } from './estimate.ts'
import { mannWhitney } from './ranks.ts'

/** `[run][task]`, every run having played every task. */
export type Scores = readonly (readonly number[])[]

/** Cut from each end by the interquartile mean, rounded down. */
const TRIMMED = 0.25

/** Interquartile mean: of the values left when a quarter, rounded down, is cut from each end. */
export function iqm(values: readonly number[]): number {
  const cut = Math.floor(TRIMMED * values.length)
  const sorted = Float64Array.from(values).sort()
  return mean(sorted.subarray(cut, sorted.length - cut))
}

/** Mean shortfall from a target score; what exceeds it counts as the target. */
export const optimalityGap = (values: readonly number[], target = 1): number =>
  target - mean(values.map((value) => Math.min(value, target)))

/** Mean over tasks of the chance that a run of x is above one of y, ties by half. */
export function probabilityOfImprovement(x: readonly (readonly number[])[], y: readonly (readonly number[])[]): number {
  return mean(x.map((values, task) => mannWhitney(values, y[task]).probability!))
}

export interface AggregateOptions extends BootstrapOptions {
  /**
   * 'stratified' draws runs of each task on its own: runs of different tasks are independent. 'rows' draws whole runs:
   * one training seed has played all tasks.
   */
  readonly resampling: 'stratified' | 'rows'
}

/** Interval of a statistic of all scores: BCa from 20 runs on, percentile below. n counts runs. */
export function aggregate(
  scores: Scores,
  statistic: (values: readonly number[]) => number,
  { unit, level = LEVEL, resampling, ...draws }: AggregateOptions,
): Estimate {
  const tasks = columns(scores)
  const n = scores.length
  const method = `${resampling} ${n < BCA_FROM ? 'percentile' : 'BCa'} bootstrap`
  const about = { n, unit, level, method }
  if (n === 0) return withoutInterval(null, about, 'no runs')
  const estimate = statistic(tasks.flat())
  if (n < 2) return withoutInterval(estimate, about, 'n is 1: resampling needs 2')
  const pooled: Statistic = (strata) => statistic(strata.flat())
  const values = resampling === 'rows' ? rowReplicates(scores, statistic, draws) : replicates(tasks, pooled, draws)
  if (n < BCA_FROM) {
    const [low, high] = percentileEnds(values, level)
    return { estimate, low, high, ...about }
  }
  const leftOut =
    resampling === 'rows' ? [scores.map((_, i) => statistic(scores.toSpliced(i, 1).flat()))] : jackknife(tasks, pooled)
  const found = bca(estimate, values, leftOut, level)
  if (found === null) return withoutInterval(estimate, about, 'resamples or jackknife do not vary')
  return { estimate, low: found.ends[0], high: found.ends[1], ...about }
}

/** Chance of improvement of x over y with its stratified percentile interval. n counts the runs of both. */
export function improvement(x: Scores, y: Scores, { unit, level = LEVEL, ...draws }: BootstrapOptions): Estimate {
  const [a, b] = [columns(x), columns(y)]
  if (a.length !== b.length) throw new RangeError(`Got ${a.length} and ${b.length} tasks, expected equal numbers.`)
  const about = { n: x.length + y.length, unit, level, method: 'stratified percentile bootstrap' }
  if (x.length === 0 || y.length === 0) return withoutInterval(null, about, 'no runs')
  const estimate = probabilityOfImprovement(a, b)
  if (x.length < 2 || y.length < 2) return withoutInterval(estimate, about, 'one run: resampling needs 2')
  const statistic: Statistic = (strata) => probabilityOfImprovement(strata.slice(0, a.length), strata.slice(a.length))
  const [low, high] = percentileEnds(replicates([...a, ...b], statistic, draws), level)
  return { estimate, low, high, ...about }
}

/** Share of all scores above each threshold, with pointwise intervals: the performance profile. */
export function performanceProfile(
  scores: Scores,
  thresholds: readonly number[],
  options: AggregateOptions,
): Estimate[] {
  return thresholds.map((threshold) =>
    aggregate(scores, (values) => values.filter((value) => value > threshold).length / values.length, options),
  )
}

/** Scores by task. Throws a RangeError for rows of different lengths and for what is no number. */
export function columns(scores: Scores): number[][] {
  for (const [run, row] of scores.entries()) {
    finite(row, `scores[${run}]`)
    if (row.length !== scores[0].length) {
      throw new RangeError(`Got ${row.length} tasks in run ${run}, expected ${scores[0].length} as in run 0.`)
    }
  }
  return Array.from({ length: scores[0]?.length ?? 0 }, (_, task) => scores.map((row) => row[task]))
}

function rowReplicates(
  scores: Scores,
  statistic: (values: readonly number[]) => number,
  { seed, resamples = RESAMPLES }: Pick<BootstrapOptions, 'seed' | 'resamples'>,
): Float64Array {
  const random = generator(['bootstrap of rows', seed])
  const draw = () => scores[Math.floor(random() * scores.length)]
  return Float64Array.from({ length: resamples }, () => statistic(scores.flatMap(draw)))
}
