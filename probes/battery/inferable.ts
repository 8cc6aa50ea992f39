/**
 * Whether what novel stakeholders need can be told at all: after the evidence window a linear probe on activations says
 * more of it than one on the observation of that moment. What can be read off the observation needs no inference, and
 * what the activations do not have was not inferred.
 */
import { meanOf } from '../stats/contrast.ts'
import { superiority } from '../stats/equivalence.ts'
import type { Check } from './checks.ts'
import { heldOut, seenAt, type Seen } from './decode.ts'
import type { Draw, Subject } from './play.ts'
import type { Question } from './question.ts'

const RULE = 'R2 of novel needs in activations, above that in the observation by more than .05'
const GAIN = 0.05
/** Episodes; probes are by recipient, a row an episode. */
const PAIRS = 200

/** The check of a question that asks among novel stakeholders; of a bot, and where the need is marked, it is not asked. */
export async function inferable(question: Question, subject: Subject, seed: Draw['seed']): Promise<Check | null> {
  const { novel, site } = question
  if (novel === undefined || site.evidence === undefined) return null
  const { learned, view } = subject
  const rule = { id: 'V11', rule: RULE } as const
  if (learned === null || view === null) return { ...rule, ok: null, detail: 'no network is known' }
  if (site.evidence.told({ ...subject.options, ...question.options }))
    return { ...rule, ok: null, detail: 'which bar is the need is told' }
  const { tick, needs } = site.evidence
  const moments = { trial: novel, seed, ticks: Array.from({ length: PAIRS }, () => tick) }
  const gains = gainsOf(await seenAt(question, { ...subject, learned, view }, moments, needs))
  const { interval, holds } = superiority(meanOf(gains, 'episode'), GAIN)
  return { ...rule, estimate: interval, ok: holds }
}

/**
 * By episode, what the mean over values of the squared error falls by from observations to activations, as a share of
 * their variance: the mean over episodes is the difference of the two R2, averaged over values that vary.
 */
export function gainsOf({ activations, rows, values }: Seen): number[] {
  const gains = values.map(() => 0)
  const groups = values.map((_, episode) => episode)
  let varying = 0
  for (let k = 0; k < values[0].length; k++) {
    const labels = values.map((all) => all[k])
    const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length
    const variance = labels.reduce((sum, label) => sum + (label - mean) ** 2, 0) / labels.length
    if (variance === 0) continue
    varying++
    const [known, shown] = [activations, rows].map((features) => heldOut({ features, labels, groups }))
    for (const [i, label] of labels.entries())
      gains[i] += ((label - shown[i]) ** 2 - (label - known[i]) ** 2) / variance
  }
  return gains.map((gain) => (varying === 0 ? 0 : gain / varying))
}
