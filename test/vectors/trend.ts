/** Page's L over trajectories `[seed][round]`, and slopes and rank correlations of each. */
import { kendallTau, olsSlope, pageL, spearman, theilSen } from '../../probes/stats/trend.ts'

export function trend({ trajectories }: { trajectories: number[][] }) {
  const { l, pGreater } = pageL(trajectories)
  return {
    page_L: l,
    page_p_asymptotic: pGreater,
    theil_sen_slope: trajectories.map((row) => theilSen(row).estimate),
    kendall_tau_b: trajectories.map((row) => kendallTau(row)),
    spearman: trajectories.map((row) => spearman(row)),
    ols_slope: trajectories.map((row) => olsSlope(row).estimate),
  }
}
