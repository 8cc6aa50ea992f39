/** What agents chose in this tick, whether they can, and what others see of it. */
import { HEADS, type AutonomyWorld } from './state.ts'

/** Choice of a head; 0 is to do nothing. */
export const choice = ({ actions, tables }: AutonomyWorld, slot: number, agent: number, head: number): number =>
  actions[(slot * tables.bodies + agent) * HEADS.length + head]

/** Whether an agent stands still for an experiment, and its body with it. */
export function isFrozen({ state, tables, knobs }: AutonomyWorld, slot: number, agent: number): boolean {
  const mover = knobs.freeze[slot]
  return mover > 0 && state.name[slot * tables.bodies + agent] !== mover - 1
}

/** Says who can act: who is up and does not stand still. */
export function rouse(world: AutonomyWorld, slot: number): void {
  const { tables } = world
  const { down, able } = world.state
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    able[row] = down[row] === 0 && !isFrozen(world, slot, agent) ? 1 : 0
  }
}

/** The agent that a choice of a target names, NOBODY (-1) for none: places of `seen` count from 1. */
export const targetOf = (
  { state, tables, config }: AutonomyWorld,
  slot: number,
  agent: number,
  chosen: number,
): number => (chosen === 0 ? -1 : state.seen[(slot * tables.bodies + agent) * config.targets + chosen - 1] - 1)

/** What others see that an agent did. */
export function did({ state, tables }: AutonomyWorld, slot: number, agent: number, kind: number, target: number): void {
  state.deed[slot * tables.bodies + agent] = kind
  state.deedTo[slot * tables.bodies + agent] = target + 1
}
