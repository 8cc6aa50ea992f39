/** Words and moves. */
import { NOWHERE, head, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { canAct, choice } from './choices.ts'
import { NOBODY, SAID, note } from './events.ts'
import { vacate } from './look.ts'
import { countApproach } from './metrics.ts'
import { MOVE, SAY, type AutonomyWorld } from './state.ts'

export function say(world: AutonomyWorld, slot: number): void {
  const { state, tables } = world
  for (let agent = 0; agent < tables.bodies; agent++) {
    const word = canAct(world, slot, agent) ? choice(world, slot, agent, SAY) : 0
    state.said[slot * tables.bodies + agent] = word
    if (word > 0) note(world, slot, SAID, agent, NOBODY, word)
  }
}

/** Moves everyone who wants to go and is not injured. */
export function walk(world: AutonomyWorld, slot: number): void {
  const { state, tables, knobs } = world
  const base = slot * tables.bodies
  state.goal.fill(NOWHERE, base, base + tables.bodies)
  for (let agent = 0; agent < tables.bodies; agent++) {
    const direction = choice(world, slot, agent, MOVE)
    if (direction === 0 || state.injury[base + agent] > 0 || !canAct(world, slot, agent)) continue
    head(world, slot, agent, direction)
    if (state.goal[base + agent] === NOWHERE) continue
    state.facing[base + agent] = direction
    countApproach(world, slot, agent)
  }
  settle(world, slot, knobs.blocking[slot] === 0, MOVE_TIE, moved)
}

function moved(world: AutonomyWorld, slot: number, _body: number, x0: number, y0: number): void {
  vacate(world, slot, x0, y0)
}
