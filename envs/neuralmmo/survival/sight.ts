/** Who sees whom. */
import { look } from '../engine/crowd.ts'
import type { SurvivalWorld } from './state.ts'

/** Lists for every living agent the bodies that it sees, nearest first, nobody for the dead, and for every NPC the agent nearest to it. */
export function see(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, config } = world
  const { players, npcs, numbers } = tables
  state.npcNear.fill(0, slot * npcs, (slot + 1) * npcs)
  state.npcNearAt.fill(0, slot * npcs, (slot + 1) * npcs)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    if (live[p] === 1) look(world, slot, agent, numbers.vision, state.seen, p * config.targets, config.targets, meet)
    else state.seen.fill(0, p * config.targets, (p + 1) * config.targets)
  }
}

/** An NPC remembers the nearest agent that sees it; of equals the first by name. */
function meet({ state, tables }: SurvivalWorld, slot: number, agent: number, other: number, distance: number): void {
  const { players, npcs, bodies } = tables
  if (other < players) return
  const npc = slot * npcs + other - players
  const known = state.npcNear[npc] - 1
  const name = state.name[slot * bodies + agent]
  const farther = known >= 0 && state.npcNearAt[npc] < distance
  const later = known >= 0 && state.npcNearAt[npc] === distance && state.name[slot * bodies + known] < name
  if (farther || later) return
  state.npcNear[npc] = agent + 1
  state.npcNearAt[npc] = distance
}
