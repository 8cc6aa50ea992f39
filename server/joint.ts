/** The actions of a step, all agents of all slots. */
import type { MailShape } from './mailbox.ts'
import type { Tensor } from './protocol.ts'
import { Refused } from './refused.ts'
import { arrayOf } from './tensor.ts'

/** The tensor as integers. Throws E_ACTION where type, shape or a value is not the world's, naming the row. */
export function jointActions(
  actions: Tensor,
  { slots, agents }: MailShape,
  heads: readonly number[],
): ArrayLike<number> {
  const shape = [slots, agents, heads.length]
  if (actions.s.join() !== shape.join() || !['<i4', '|u1'].includes(actions.d)) {
    const got = `${actions.d} of shape [${actions.s.join(', ')}]`
    throw new Refused('E_ACTION', `Got actions ${got}, expected <i4 or |u1 of shape [${shape.join(', ')}].`)
  }
  const given = integers(actions)
  for (let i = 0; i < given.length; i++) {
    const n = heads[i % heads.length]
    if (given[i] >= 0 && given[i] < n) continue
    const row = Math.floor(i / heads.length)
    throw new Refused('E_ACTION', `Got action ${given[i]} in row ${row}, expected an integer in [0, ${n}).`, { row })
  }
  return given
}

function integers(actions: Tensor): ArrayLike<number> {
  try {
    return arrayOf(actions)
  } catch (error) {
    throw new Refused('E_ACTION', (error as Error).message)
  }
}
