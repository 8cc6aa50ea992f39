/** Moves of agents and NPCs. */
import { head, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { canAct } from './choices.ts'
import { GO_FARTHEST, NOBODY, note } from './events.ts'
import { follow } from './look.ts'
import type { SurvivalWorld } from './state.ts'

/** Moves everyone who wants to go; NPCs have said where in `moves` already. */
export function walk(world: SurvivalWorld, slot: number): void {
  const { state, tables, actions, config } = world
  const { players, bodies, heads, moves, ground } = tables
  const { x, y, ways } = state
  const width = heads.sizes.length
  for (let agent = 0; agent < players; agent++) {
    const b = slot * bodies + agent
    const way = actions[(slot * players + agent) * width + heads.at.move]
    if (way === 0 || !canAct(world, slot, agent)) continue
    const cell = y[b] * ground.size + x[b]
    head(moves, agent, cell, way, (ways[slot * ground.cells + cell] >> (way - 1)) & 1)
  }
  settle(world, slot, config.stacking, MOVE_TIE)
  follow(world, slot)
  measure(world, slot)
}

/** Notes who of those who have moved is further from home than ever in its life. */
function measure(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { x, y, homeX, homeY, farthest } = state
  const { players, bodies, moves } = tables
  const { body, count } = moves
  for (let i = 0; i < count; i++) {
    if (body[i] >= players) continue
    const p = slot * players + body[i]
    const dx = Math.abs(x[slot * bodies + body[i]] - homeX[p])
    const dy = Math.abs(y[slot * bodies + body[i]] - homeY[p])
    const distance = dx > dy ? dx : dy
    if (distance <= farthest[p]) continue
    farthest[p] = distance
    note(world, slot, GO_FARTHEST, body[i], NOBODY, 1)
  }
}
