/** Words: one a tick, for everyone who sees the speaker. nmmo/io/action.py at 98b6bbd, `Comm`. */
import { canAct, choice } from './choices.ts'
import { NOBODY, SAY, note } from './events.ts'
import type { SurvivalWorld } from './state.ts'

/** A word is heard until the next tick's. */
export function speak(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, on } = tables
  if (!on.communication) return
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const word = choice(world, slot, agent, 'say')
    state.said[p] = word > 0 && canAct(world, slot, agent) ? word : 0
    if (state.said[p] > 0) note(world, slot, SAY, agent, NOBODY, 1)
  }
}
