/** Indices of inequality. */
import { inequality as indices } from '../../probes/stats/inequality.ts'

export function inequality({ x }: { x: number[] }) {
  const found = indices(x)
  return {
    gini: found.gini,
    gini_unbiased: found.giniUnbiased,
    jain: found.jain,
    theil_T: found.theilT,
    theil_T_normalised: found.theilTNormalised,
    cv: found.cv,
    max_share: found.maxShare,
    min_share: found.minShare,
    atkinson_05: found.atkinsonHalf,
    theil_L: found.theilL,
    atkinson_1: found.atkinsonOne,
  }
}
