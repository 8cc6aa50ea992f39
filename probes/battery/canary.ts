/**
 * V7, the canary: a sign that one trial of the battery shows and no training. What a network never saw has moved none of its
 * weights: those that read the sign are still the ones that the run began with, to the bit, as are those that read an element
 * that nothing ever sets. There is nothing to estimate, and no chance of a false alarm.
 */
import type { Net } from '../../agents/net.ts'
import { initialOf } from '../../agents/ppo.ts'
import { sizeOf } from '../../envs/core/spaces.ts'
import type { Check } from './checks.ts'
import type { Subject } from './play.ts'
import type { Question } from './question.ts'

const RULE = 'weights that read a sign of the battery alone are those that training began with'
/** Of the first layer, `[elements of a row, units]`. */
const FIRST = 'trunk0/w'

/** Null where the question shows no sign, and of who was not trained. */
export function canary(question: Question, { learned, view }: Subject, seed: number | string | null): Check | null {
  const { canary: sign, focal } = question.site
  const shown = Object.values(question.trials).some(({ set }) => set === 'glyph')
  if (!sign || !shown || learned === null || seed === null) return null
  const own = learned.nets.length === 1 ? 0 : focal
  const net = learned.nets[own]
  const first = net.table.entries[FIRST]
  if (view !== sign.view || first?.shape[0] !== sizeOf(net.box))
    return { id: 'V7', rule: RULE, ok: null, detail: `asked of flat networks on view ${sign.view} alone` }
  const begun = initialOf(net, seed, own)
  const [met, other] = [sign.element, sign.matched].map((element) => moved(net, learned.thetas[own], begun, element))
  if (other)
    return {
      id: 'V7',
      rule: RULE,
      ok: null,
      detail: 'training set what nothing should: other options or another start',
    }
  return { id: 'V7', rule: RULE, ok: !met, ...(met && { detail: 'they moved: training met the sign' }) }
}

/** Whether a weight that reads an element of the row is another than at the start. */
function moved({ table }: Net, theta: Float32Array, begun: Float32Array, element: number): boolean {
  const { offset, shape } = table.entries[FIRST]
  const units = shape[1]
  for (let i = offset + element * units; i < offset + (element + 1) * units; i++) if (theta[i] !== begun[i]) return true
  return false
}
