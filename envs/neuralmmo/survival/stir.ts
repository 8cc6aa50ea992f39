/** Whose goods, offers or levels a tick has changed: their stock (stock.ts) must be taken anew. */
import type { SurvivalWorld } from './state.ts'

export function stir({ state, tables }: SurvivalWorld, slot: number, agent: number): void {
  state.stirred[slot * tables.players + agent] = 1
}
