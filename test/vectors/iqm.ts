/** Interquartile mean and its percentile interval over given stratified resamples `[b][run][task]`. */
import { iqm as interquartileMean } from '../../probes/stats/aggregate.ts'
import { percentileEnds } from '../../probes/stats/bootstrap.ts'

interface Input {
  scores: number[][]
  stratified_indices: number[][][]
}

export function iqm({ scores, stratified_indices }: Input) {
  const replicates = stratified_indices.map((runs) =>
    interquartileMean(runs.flatMap((row) => row.map((run, task) => scores[run][task]))),
  )
  return {
    iqm: interquartileMean(scores.flat()),
    boot_iqm: replicates,
    percentile_ci: percentileEnds(replicates),
  }
}
