/** Who sees whom. */
import { look, sortCrowd } from '../engine/crowd.ts'
import type { SurvivalWorld } from './state.ts'

/** Lists for every agent the bodies that it sees, nearest first, nobody if it is dead. */
export function see(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, config } = world
  const { players, numbers } = tables
  const { vision } = numbers
  const { targets } = config
  const { seen } = state
  if (targets === 0) return
  sortCrowd(world, slot)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    if (live[p] === 1) look(world, slot, agent, vision, seen, p * targets, targets)
    else seen.fill(0, p * targets, (p + 1) * targets)
  }
}

/**
 * Makes `index.found` the bodies within a radius of a body, nearest first and of equals the first by name, and returns how many there
 * are. Only while everyone stands where the tick found them.
 */
export const around = (world: SurvivalWorld, slot: number, body: number, radius: number): number =>
  look(world, slot, body, radius, world.state.seen, 0, 0)
