/** Percentile and BCa intervals of a mean difference over given resamples. */
import { mean } from '../../agents/moments.ts'
import { bca, jackknife, percentileEnds } from '../../probes/stats/bootstrap.ts'

interface Input {
  a: number[]
  b: number[]
  resample_indices: number[][]
  confidence: number
}

export function bootstrap_paired({ a, b, resample_indices, confidence }: Input) {
  const d = a.map((value, i) => value - b[i])
  const replicates = resample_indices.map((indices) => mean(indices.map((i) => d[i])))
  const leftOut = jackknife([d], ([values]) => mean(values))
  const found = bca(mean(d), replicates, leftOut, confidence)
  return {
    mean_diff: mean(d),
    boot_means: replicates,
    percentile_ci: percentileEnds(replicates, confidence),
    bca_ci: found?.ends,
    bca_z0: found?.z0,
    bca_acceleration: found?.acceleration,
    bca_alpha: found?.alpha,
  }
}
