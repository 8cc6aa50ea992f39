/** Does nothing: takes the action that the environment calls `stay`. */
import type { World } from '../../envs/core/spec.ts'
import type { BatchWorld } from '../../envs/core/world.ts'
import type { Policy } from '../policy.ts'
import { defineBot } from './bot.ts'

const STAY = 'stay'

export function stayPolicy(): Policy {
  return {
    name: STAY,
    reset() {},
    act({ world }, rows) {
      const action = stayOf(world)
      for (let i = 0; i < rows.length; i++) world.actions[rows[i]] = action
    },
  }
}

/** Throws where no action of the environment is called `stay`. */
function stayOf(world: World): number {
  const { actionSpace } = world as BatchWorld
  const action = actionSpace.kind === 'discrete' ? (actionSpace.names ?? []).indexOf(STAY) : -1
  if (action >= 0) return action
  const got = actionSpace.names?.join(', ') ?? 'actions without names'
  throw new Error(`Got ${got}, expected an action called '${STAY}': the policy ${STAY} needs an environment with one.`)
}

export const stay = defineBot({
  name: STAY,
  summary: 'nothing, in environments with an action of that name',
  envs: 'any',
  make: stayPolicy,
})
