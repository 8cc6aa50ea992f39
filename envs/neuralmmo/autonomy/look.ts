/** What everyone sees of a cell: eight bytes, kept up to date where something changes, so that a view copies them. */
import { bodyOn } from '../engine/crowd.ts'
import { CRYSTAL, FOLIAGE, MATERIALS, ORE, WALKABLE, WATER } from '../materials.ts'
import { CRYSTAL_GOOD, GOODS, MOST, ORE_GOOD } from './numbers.ts'
import { LOOK_WORDS, type AutonomyWorld } from './state.ts'

/** Bytes of a cell, in order. The first word is the ground's, the second the body's on it. */
export const CELL = ['walkable', 'food', 'water', 'luxury', 'body', 'carries', 'word', 'injured'] as const
export const WALKABLE_BYTE = 0
export const FOOD_BYTE = 1
export const WATER_BYTE = 2
export const LUXURY_BYTE = 3

/** A body that is up, and one that is down, as a byte; ore as a byte, crystal being 255. */
const UP = 255
const DOWN = 128
const ORE_BYTE = 128

/** The ground's word by material. */
const GROUND_WORD = Int32Array.from(
  MATERIALS,
  (_, id) =>
    (WALKABLE[id] ? 0xff : 0) |
    (id === FOLIAGE ? 0xff00 : 0) |
    (id === WATER ? 0xff0000 : 0) |
    ((id === ORE ? ORE_BYTE : id === CRYSTAL ? 0xff : 0) << 24),
)

/** Changes the material of a cell. */
export function turn({ state, tables }: AutonomyWorld, slot: number, cell: number, material: number): void {
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = material
  state.look[at * LOOK_WORDS] = GROUND_WORD[material]
}

/** Shows the ground of the whole map, and nobody on it. */
export function showGround({ state, tables }: AutonomyWorld, slot: number): void {
  const { cells } = tables.ground
  for (let at = slot * cells; at < (slot + 1) * cells; at++) {
    state.look[at * LOOK_WORDS] = GROUND_WORD[state.terrain[at]]
    state.look[at * LOOK_WORDS + 1] = 0
  }
}

/** Nobody is to be seen on a cell, until bodies are shown again. */
export function vacate({ state, tables }: AutonomyWorld, slot: number, x: number, y: number): void {
  const { cells, size } = tables.ground
  state.look[(slot * cells + y * size + x) * LOOK_WORDS + 1] = 0
}

/** Shows all bodies where they stand, unless they are hidden; of several on a cell the first by name. */
export function showBodies(world: AutonomyWorld, slot: number): void {
  const { state, tables, knobs } = world
  const { bodies, ground } = tables
  const isHidden = knobs.hide[slot] > 0
  for (let body = 0; body < bodies; body++) {
    const b = slot * bodies + body
    const at = slot * ground.cells + state.y[b] * ground.size + state.x[b]
    if (!isHidden && state.crowd[at] > 1 && bodyOn(world, slot, state.x[b], state.y[b]) !== body) continue
    state.look[at * LOOK_WORDS + 1] = isHidden ? 0 : bodyWord(world, b)
  }
}

function bodyWord({ state, config }: AutonomyWorld, row: number): number {
  const luxuries = state.goods[row * GOODS.length + ORE_GOOD] + state.goods[row * GOODS.length + CRYSTAL_GOOD]
  return (
    (state.down[row] > 0 ? DOWN : UP) |
    (Math.ceil((255 * luxuries) / (MOST[ORE_GOOD] + MOST[CRYSTAL_GOOD])) << 8) |
    (Math.floor((255 * state.said[row]) / config.tokens) << 16) |
    (state.injury[row] > 0 ? 0xff << 24 : 0)
  )
}
