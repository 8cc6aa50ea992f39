/** What everyone sees of a cell: four bytes, kept up to date where something changes, so that a view copies them. */
import { bodyOn } from '../engine/crowd.ts'
import { CRYSTAL, FOLIAGE, MATERIALS, ORE, VOID, WATER } from '../materials.ts'
import type { AutonomyWorld } from './state.ts'

/**
 * Bytes of a cell, in order: foliage; water (255) or the void beyond the land (128), neither of which can be walked on; ore (128) or
 * crystal (255); a body that is up (255), injured (192) or down (128).
 */
export const CELL = ['food', 'water', 'luxury', 'body'] as const
export const FOOD_BYTE = 0
export const WATER_BYTE = 1
export const LUXURY_BYTE = 2

const UP = 255
const HURT = 192
const DOWN = 128
/** Where the body's byte is in a word, and the rest of it. */
const BODY_AT = 24
export const GROUND = 0xffffff

/** The ground's word by material. */
const GROUND_WORD = Int32Array.from(
  MATERIALS,
  (_, id) =>
    (id === FOLIAGE ? 255 : 0) |
    ((id === WATER ? 255 : id === VOID ? 128 : 0) << 8) |
    ((id === CRYSTAL ? 255 : id === ORE ? 128 : 0) << 16),
)

/** Changes the material of a cell. */
export function turn({ state, tables }: AutonomyWorld, slot: number, cell: number, material: number): void {
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = material
  state.look[at] = (state.look[at] & ~GROUND) | GROUND_WORD[material]
}

/** Shows the ground of the whole map, and nobody on it. */
export function showGround({ state, tables }: AutonomyWorld, slot: number): void {
  const { cells } = tables.ground
  for (let at = slot * cells; at < (slot + 1) * cells; at++) state.look[at] = GROUND_WORD[state.terrain[at]]
}

/** Shows all bodies where they stand, unless they are hidden; of several on a cell the first by name. */
export function showBodies(world: AutonomyWorld, slot: number): void {
  const { tables, knobs } = world
  const { x, y, crowd, look, down, injury } = world.state
  const { bodies, ground } = tables
  const isHidden = knobs.hide[slot] > 0
  for (let body = 0; body < bodies; body++) {
    const b = slot * bodies + body
    const at = slot * ground.cells + y[b] * ground.size + x[b]
    if (!isHidden && crowd[at] > 1 && bodyOn(world, slot, x[b], y[b]) !== body) continue
    const byte = down[b] > 0 ? DOWN : injury[b] > 0 ? HURT : UP
    look[at] = (look[at] & GROUND) | (isHidden ? 0 : byte << BODY_AT)
  }
}
