/** Tests of paired differences: t, equivalence, sign flips, signed ranks. */
import { meanOf } from '../../probes/stats/contrast.ts'
import { tost, tTest } from '../../probes/stats/equivalence.ts'
import { signFlip, wilcoxon } from '../../probes/stats/ranks.ts'

export function paired_tests({ d, tost_margin }: { d: number[]; tost_margin: number }) {
  const contrast = meanOf(d, 'seed')
  const { t, pTwoSided } = tTest(contrast)
  const flips = signFlip(d)
  const ranks = wilcoxon(d)
  return {
    t,
    p_two_sided: pTwoSided,
    tost_p: tost(contrast, tost_margin).p,
    signflip_p_two_sided: flips.pTwoSided,
    signflip_p_greater: flips.pGreater,
    wilcoxon_stat: ranks.statistic,
    wilcoxon_p: ranks.pTwoSided,
  }
}
