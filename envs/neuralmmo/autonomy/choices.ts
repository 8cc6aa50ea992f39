/** What agents chose in this tick, whether they can, and what others see of it. */
import { isPositive } from './bits.ts'
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
export function rouse({ state, tables, knobs }: AutonomyWorld, slot: number): void {
  const { down, able, name } = state
  const { bodies } = tables
  const mover = knobs.freeze[slot]
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    able[row] = isPositive(down[row]) ^ 1
    if (mover > 0 && name[row] !== mover - 1) able[row] = 0
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
