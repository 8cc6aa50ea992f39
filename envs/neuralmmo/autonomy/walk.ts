/** Words and moves. */
import { NOWHERE, head, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { NOBODY, SAID, note } from './events.ts'
import { vacate } from './look.ts'
import { countApproach } from './metrics.ts'
import { HEADS, MOVE, SAY, type AutonomyWorld } from './state.ts'

export function say(world: AutonomyWorld, slot: number): void {
  const { tables, actions } = world
  const { said, able } = world.state
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    const word = able[row] * actions[row * HEADS.length + SAY]
    said[row] = word
    if (word > 0) note(world, slot, SAID, agent, NOBODY, word)
  }
}

/** Moves everyone who wants to go and is not injured. */
export function walk(world: AutonomyWorld, slot: number): void {
  const { tables, knobs, actions } = world
  const { goal, injury, able, facing } = world.state
  const base = slot * tables.bodies
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = base + agent
    const direction = actions[row * HEADS.length + MOVE]
    goal[row] = NOWHERE
    if (direction === 0 || injury[row] > 0 || able[row] === 0) continue
    head(world, slot, agent, direction)
    if (goal[row] === NOWHERE) continue
    facing[row] = direction
    countApproach(world, slot, agent, direction)
  }
  settle(world, slot, knobs.blocking[slot] === 0, MOVE_TIE, moved)
}

function moved(world: AutonomyWorld, slot: number, _body: number, x0: number, y0: number): void {
  vacate(world, slot, x0, y0)
}
