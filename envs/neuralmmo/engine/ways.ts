/**
 * Where one can go from a cell, and what there is to be had: a byte a cell, laid with the land. No harvest changes it, since what is
 * left of a harvest can be walked on as what was there, and grows back to it.
 */
import type { Field, Fields } from '../../core/fields.ts'
import type { BaseConfig } from '../../core/spec.ts'
import { touches } from '../ground.ts'
import { CRYSTAL, DEPLETED, FISH, FOLIAGE, HERB, MATERIALS, OCEAN, ORE, TREE, WALKABLE, WATER } from '../materials.ts'
import type { EngineFields, EngineWorld } from './state.ts'

export interface WaysFields extends Fields {
  /** [cells] bit d - 1: the neighbour in direction d can be walked on; the bits below. */
  readonly ways: Field<'u8'>
}

/** The bits that say where one can go. */
export const ALL_WAYS = 15
/** Fish beside, or where there will be some. */
export const FISH_BIT = 4
/** Something underfoot that is gathered, or will be: ore, wood, crystal, herbs. */
export const TRADE_BIT = 5
/** Foliage underfoot, or what is left of it. */
export const FOLIAGE_BIT = 6
/** Water beside. The highest bit. */
export const WATER_BIT = 7

/** By material: the bits of what it has underfoot. */
const UNDERFOOT = new Uint8Array(MATERIALS.length)
for (const id of [ORE, TREE, CRYSTAL, HERB]) UNDERFOOT[id] = UNDERFOOT[DEPLETED[id]] = 1 << TRADE_BIT
UNDERFOOT[FOLIAGE] = UNDERFOOT[DEPLETED[FOLIAGE]] = 1 << FOLIAGE_BIT

/** Writes `ways` from `terrain`. Of the array's outermost rows, where nobody can be, nothing is said. */
export function layWays(world: EngineWorld<BaseConfig, EngineFields & WaysFields>, slot: number): void {
  const { terrain, ways } = world.state
  const { size, cells } = world.tables.ground
  for (let at = slot * cells + size; at < (slot + 1) * cells - size; at++) {
    ways[at] =
      WALKABLE[terrain[at - size]] |
      (WALKABLE[terrain[at + size]] << 1) |
      (WALKABLE[terrain[at + 1]] << 2) |
      (WALKABLE[terrain[at - 1]] << 3) |
      (Number(touches(terrain, at, size, FISH) || touches(terrain, at, size, OCEAN)) << FISH_BIT) |
      UNDERFOOT[terrain[at]] |
      (Number(touches(terrain, at, size, WATER)) << WATER_BIT)
  }
}
