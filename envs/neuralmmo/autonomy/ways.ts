/**
 * Where one can go from a cell, and whether one drinks there: a byte a cell, laid with the land. No harvest changes it, since what is
 * left of a harvest can be walked on as what was there.
 */
import { MOVES } from '../engine/moves.ts'
import { touches } from '../ground.ts'
import { WALKABLE, WATER } from '../materials.ts'
import type { AutonomyWorld } from './state.ts'

/** Bit d - 1: the neighbour in direction d can be walked on. The next one: there is water beside. */
export const WATER_BIT = MOVES.length - 1

/** Writes `ways` from `terrain`. Of the array's outermost rows, where nobody can be, nothing is said. */
export function layWays({ state, tables }: AutonomyWorld, slot: number): void {
  const { terrain, ways } = state
  const { size, cells } = tables.ground
  for (let at = slot * cells + size; at < (slot + 1) * cells - size; at++) {
    ways[at] =
      WALKABLE[terrain[at - size]] |
      (WALKABLE[terrain[at + size]] << 1) |
      (WALKABLE[terrain[at + 1]] << 2) |
      (WALKABLE[terrain[at - 1]] << 3) |
      (Number(touches(terrain, at, size, WATER)) << WATER_BIT)
  }
}
