/**
 * Evidence of a decline over accepted runs that may be looked at after every run.
 *
 * If nothing changes, the runs are exchangeable and the rank R_k of run k among the first k is uniform and independent
 * of the earlier ranks. With u_k = (R_k - 1/2) / k, of mean 1/2, the product of 1 + lambda (1 - 2 u_k) is then a
 * martingale that starts at 1, for any lambda in [0, 1], and grows where later runs rank low. The mean over several
 * lambdas is one as well, so by Ville's inequality it ever reaches 1 / alpha with a chance of at most alpha (conformal
 * test martingales: Vovk, Gammerman & Shafer 2005, §7; e-processes: Ramdas et al. 2023).
 */
import { generator } from '../../envs/core/keyed.ts'
import { theilSen } from './trend.ts'
import { ALPHA, finite, type Estimate } from './estimate.ts'

const LAMBDAS = [0.25, 0.5, 0.75, 1]

/**
 * Evidence against "no decline" after each run, larger scores being better: an e-process. Equal scores are ordered by
 * seeded draws.
 */
export function declineEvidence(scores: readonly number[], seed: string | number = 0): number[] {
  finite(scores, 'scores')
  const random = generator(['order of equal scores', seed])
  const products = LAMBDAS.map(() => 1)
  return scores.map((score, i) => {
    const earlier = scores.slice(0, i)
    const lower = earlier.filter((other) => other < score).length
    const equal = earlier.filter((other) => other === score).length
    const rank = 1 + lower + Math.floor(random() * (equal + 1))
    const u = (rank - 0.5) / (i + 1)
    for (const [j, lambda] of LAMBDAS.entries()) products[j] *= 1 + lambda * (1 - 2 * u)
    return products.reduce((total, product) => total + product, 0) / LAMBDAS.length
  })
}

export interface Drift {
  /** Slope a run over the last `window` runs, Theil-Sen: for the reader, not for the decision. */
  readonly slope: Estimate
  /** The most evidence so far. Starts at the first run, whatever the window. */
  readonly evidence: number
  /** Whether the evidence ever reached 1 / alpha. */
  readonly declines: boolean
}

/** Trend of the scores of all accepted runs since the anchor, in order. */
export function drift(scores: readonly number[], { window, alpha = ALPHA }: { window: number; alpha?: number }): Drift {
  const evidence = Math.max(1, ...declineEvidence(scores))
  return {
    slope: theilSen(scores.slice(-window), undefined, { unit: 'run' }),
    evidence,
    declines: evidence >= 1 / alpha,
  }
}
