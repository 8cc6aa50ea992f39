/** Who sees whom. */
import { look, sortCrowd } from '../engine/crowd.ts'
import { AGGRESSIVE } from './npcs.ts'
import type { SurvivalWorld } from './state.ts'

/** Lists for every living agent the bodies that it sees, nearest first, and for every aggressive NPC the agent nearest to it. */
export function see(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, config } = world
  const { players, bodies, npcs, numbers } = tables
  const { vision } = numbers
  const { targets } = config
  const { seen, npcTemper, npcNear, here } = state
  sortCrowd(world, slot)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    if (live[p] === 1) look(world, slot, agent, vision, seen, p * targets, targets)
  }
  for (let npc = 0; npc < npcs; npc++) {
    const m = slot * npcs + npc
    npcNear[m] = 0
    const hunts = npcTemper[m] === AGGRESSIVE && here[slot * bodies + players + npc] === 1
    if (hunts) npcNear[m] = nearestAgent(world, slot, players + npc, vision) + 1
  }
}

/** The agent nearest to a body within a radius, of equals the first by name; -1 for none. */
function nearestAgent(world: SurvivalWorld, slot: number, body: number, radius: number): number {
  const { players, index } = world.tables
  const met = look(world, slot, body, radius, world.state.seen, 0, 0)
  for (let i = 0; i < met; i++) if (index.found[i] <= players) return index.found[i] - 1
  return -1
}
