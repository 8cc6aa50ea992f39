/** Moves of agents and NPCs. */
import { head, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { canAct, choice } from './choices.ts'
import { GO_FARTHEST, NOBODY, note } from './events.ts'
import { follow } from './look.ts'
import type { SurvivalWorld } from './state.ts'

/** Moves everyone who wants to go; NPCs have said where in `goal` already. */
export function walk(world: SurvivalWorld, slot: number): void {
  for (let agent = 0; agent < world.tables.players; agent++) {
    const direction = choice(world, slot, agent, 'move')
    if (direction > 0 && canAct(world, slot, agent)) head(world, slot, agent, direction)
  }
  settle(world, slot, world.config.stacking, MOVE_TIE, moved)
}

function moved(world: SurvivalWorld, slot: number, body: number, x0: number, y0: number): void {
  const { state, tables } = world
  follow(world, slot, body, x0, y0)
  if (body >= tables.players) return
  const p = slot * tables.players + body
  const dx = Math.abs(state.x[slot * tables.bodies + body] - state.homeX[p])
  const dy = Math.abs(state.y[slot * tables.bodies + body] - state.homeY[p])
  const distance = dx > dy ? dx : dy
  if (distance <= state.farthest[p]) return
  state.farthest[p] = distance
  note(world, slot, GO_FARTHEST, body, NOBODY, 1)
}
