/** Which offers stand. */
import type { AutonomyWorld } from './state.ts'

/** Whether the offer of `other` to `agent` stands. */
export function offers({ state, tables, tick }: AutonomyWorld, slot: number, other: number, agent: number): boolean {
  const row = slot * tables.bodies + other
  return state.offerTo[row] === agent + 1 && tick[slot] <= state.offerUntil[row]
}
