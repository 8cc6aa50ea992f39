/** Area under the ROC curve. */
import { auroc as area } from '../../probes/stats/auroc.ts'

export const auroc = ({ scores, y }: { scores: number[]; y: number[] }) => ({ auroc: area(scores, y) })
