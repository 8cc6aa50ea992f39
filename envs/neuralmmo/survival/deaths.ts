/** Those without health leave the world. */
import { TERMINATED } from '../../core/spec.ts'
import { leave } from '../engine/crowd.ts'
import { DIE, NOBODY, note } from './events.ts'
import { vacate } from './look.ts'
import type { SurvivalWorld } from './state.ts'

/** Takes the dead agents off the map, and pays what dying costs. */
export function bury(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, done, rewards, config } = world
  const { players, bodies, numbers } = tables
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const b = slot * bodies + agent
    if (live[p] === 0 || state.health[b] > 0) continue
    note(world, slot, DIE, agent, NOBODY, 1)
    leave(world, slot, agent)
    vacate(world, slot, state.x[b], state.y[b])
    live[p] = 0
    done[p] = TERMINATED
    rewards[p] += numbers.death
    state.away[p] = config.respawn ?? 0
  }
}
