/** Adjusted p-values. */
import { benjaminiHochberg, holm } from '../../probes/stats/multiplicity.ts'

export const multiplicity = ({ p }: { p: number[] }) => ({ holm: holm(p), bh: benjaminiHochberg(p) })
