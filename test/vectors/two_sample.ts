/** Rank-sum, Welch and equivalence tests of two independent samples, and their effect sizes. */
import { welch } from '../../probes/stats/contrast.ts'
import { cohenD, hedgesG } from '../../probes/stats/effect.ts'
import { tost, tTest } from '../../probes/stats/equivalence.ts'
import { mannWhitney } from '../../probes/stats/ranks.ts'

interface Input {
  x: number[]
  y: number[]
  tost_margin: number
}

export function two_sample({ x, y, tost_margin }: Input) {
  const ranks = mannWhitney(x, y)
  const contrast = welch(x, y, 'value')
  const { t, pTwoSided } = tTest(contrast)
  const equivalence = tost(contrast, tost_margin)
  return {
    U_x: ranks.u,
    p_two_sided_asymptotic_cc: ranks.pTwoSided,
    p_greater_asymptotic_cc: ranks.pGreater,
    prob_x_gt_y: ranks.probability,
    p_two_sided_exact: ranks.pExact,
    welch_t: t,
    welch_p: pTwoSided,
    welch_df: contrast.df,
    tost_margin,
    tost_p_lower: equivalence.pLower,
    tost_p_upper: equivalence.pUpper,
    tost_p: equivalence.p,
    cohen_d: cohenD(x, y, { unit: 'value' }).estimate,
    hedges_g: hedgesG(x, y, { unit: 'value' }).estimate,
  }
}
