/** The removal beam that several substrates share: who is hit leaves the world at the end of the step. */
import { fire } from './engine/beams.ts'
import { MOST_PLAYERS, remove } from './engine/players.ts'
import type { GridWorld } from './engine/state.ts'

const zapped = new Uint8Array(MOST_PLAYERS)
let hits = 0

/** Fires everybody's beam 0; players and walls stop it. Returns how many players were hit. */
export function zap(world: GridWorld, slot: number): number {
  zapped.fill(0)
  hits = 0
  fire(world, slot, 0, hit)
  return hits
}

function hit({ state, tables }: GridWorld, slot: number, _p: number, _beam: number, cell: number): boolean {
  const at = slot * tables.cells + cell
  if (tables.solid[state.kind[at]] === 1) return true
  if (state.who[at] === 0) return false
  hits += 1 - zapped[state.who[at] - 1]
  zapped[state.who[at] - 1] = 1
  return true
}

/** Removes whom the beams hit, for `steps` steps. */
export function removeZapped(world: GridWorld, slot: number, steps: number): void {
  for (let p = 0; p < world.agents; p++) if (zapped[p] === 1) remove(world, slot, p, steps)
}
