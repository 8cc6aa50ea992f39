/**
 * V7: whether the policy may have met in training what it is asked. Draws are keyed by their seed, so one seed in
 * both is the same worlds; and a policy that knows worlds by heart answers to them otherwise than to fresh ones.
 */
import { aurocInterval } from '../stats/auroc.ts'
import type { Check } from './checks.ts'
import { activationsAt, fitted, type Learned } from './decode.ts'
import type { Draw, Subject } from './play.ts'
import type { Question } from './question.ts'

const RULE = 'no draw of the training run, and none that is more familiar than fresh ones'
/** Of a probe that tells the draws of the battery from fresh ones by activations: its upper end. */
const FAMILIAR = 0.6
/**
 * Draws a class, half of them to fit the probe to: on the others an area of one half has a standard error of .014. All
 * policies that are asked on a seed meet the same draws, so what chance does to one it does to all: it must be rare.
 */
const PAIRS = 1600

/** V7 of a policy that was trained on the draws of a seed; of a bot, null, it is not asked. */
export async function unseen(
  question: Question,
  subject: Subject,
  draw: Draw,
  trainingSeed: string | number | null,
): Promise<Check> {
  const { learned, view } = subject
  if (learned === null || view === null || trainingSeed === null)
    return { id: 'V7', rule: RULE, ok: null, detail: 'no training is known' }
  if (String(trainingSeed) === String(draw.seed))
    return { id: 'V7', rule: RULE, ok: false, detail: `trained on the draws of seed ${draw.seed}` }
  const estimate = await familiarity(question, { ...subject, learned, view }, draw.seed)
  return { id: 'V7', rule: RULE, estimate, ok: estimate.high !== null && estimate.high <= FAMILIAR }
}

/**
 * Area under the curve of a linear probe: draws of the battery against fresh ones, in one and the same cell. It is
 * asked about draws that it was not fitted to, in one split: over folds, areas of nothing vary twice as much as their
 * intervals say.
 */
export async function familiarity(question: Question, subject: Learned, seed: Draw['seed'], pairs = PAIRS) {
  const ticks = Array.from({ length: pairs }, (_, pair) => pair % TICKS)
  const trial = question.cue.off
  const asked = await activationsAt(question, subject, { trial, seed, ticks })
  const fresh = await activationsAt(question, subject, { trial, seed: `fresh beside ${seed}`, ticks })
  const rows = [...asked, ...fresh]
  const labels = rows.map((_, i) => (i < pairs ? 1 : 0))
  const half = (k: number) => rows.map((_, i) => i).filter((i) => (Math.floor((i % pairs) / TICKS) & 1) === k)
  const [known, held] = [half(0), half(1)]
  const score = fitted(
    known.map((i) => rows[i]),
    known.map((i) => labels[i]),
  )
  return aurocInterval(
    held.map((i) => score(rows[i])),
    held.map((i) => labels[i]),
    { unit: 'episode' },
  )
}
/** Ticks at which activations are read: the first of each draw are most its own. */
const TICKS = 20
