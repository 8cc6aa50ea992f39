/** What agents can choose, and chose in this tick. */
import type { Head, SurvivalWorld } from './state.ts'

/** Choice of a head; 0, to do nothing, where the world has no such head. */
export function choice({ actions, tables }: SurvivalWorld, slot: number, agent: number, head: Head): number {
  const { at, sizes } = tables.heads
  return at[head] < 0 ? 0 : actions[(slot * tables.players + agent) * sizes.length + at[head]]
}

/** Whether a choice of a head means something, by a mask of the state at hand; none does where there is no such head. */
export function may({ mask, tables }: SurvivalWorld, slot: number, agent: number, head: Head, choice: number): boolean {
  const { heads, players } = tables
  return heads.at[head] >= 0 && mask[(slot * players + agent) * heads.width + heads.maskAt[head] + choice] === 1
}

/** Takes a choice of a head that the world has. */
export function choose(
  { actions, tables }: SurvivalWorld,
  slot: number,
  agent: number,
  head: Head,
  choice: number,
): void {
  const { heads, players } = tables
  actions[(slot * players + agent) * heads.sizes.length + heads.at[head]] = choice
}

/** Whether an agent can act now: it lives, and is not frozen. */
export const canAct = ({ state, tables, live }: SurvivalWorld, slot: number, agent: number): boolean =>
  live[slot * tables.players + agent] === 1 &&
  state.health[slot * tables.bodies + agent] > 0 &&
  state.frozen[slot * tables.bodies + agent] === 0

/** The body that a choice of a target names, -1 for none: places of `seen` count from 1. */
export const targetOf = (
  { state, tables, config }: SurvivalWorld,
  slot: number,
  agent: number,
  chosen: number,
): number => (chosen === 0 ? -1 : state.seen[(slot * tables.players + agent) * config.targets + chosen - 1] - 1)
