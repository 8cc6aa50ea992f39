/**
 * What a cell of the map is made of: the 16 tiles of NeuralMMO/environment (98b6bbd, nmmo/lib/material.py), by their
 * indices there.
 */
import type { Colour } from '../core/draw.ts'

export const VOID = 0
export const WATER = 1
export const GRASS = 2
export const SCRUB = 3
export const FOLIAGE = 4
export const STONE = 5
export const SLAG = 6
export const ORE = 7
export const STUMP = 8
export const TREE = 9
export const FRAGMENT = 10
export const CRYSTAL = 11
export const WEEDS = 12
export const HERB = 13
export const OCEAN = 14
export const FISH = 15

export interface Material {
  readonly name: string
  /** One character; no two materials share one. */
  readonly glyph: string
  readonly colour: Colour
  readonly walkable: boolean
  /** The material that a harvest leaves; null where nothing changes. Water is drunk and stays. */
  readonly depleted: number | null
  /**
   * Probability a tick that the depleted tile is whole again; 0 where nothing is harvested. nmmo/core/config.py,
   * `*_RESPAWN`.
   */
  readonly regrowth: number
}

function material(
  name: string,
  glyph: string,
  colour: Colour,
  walkable: boolean,
  depleted: number | null = null,
  regrowth = 0,
): Material {
  return { name, glyph, colour, walkable, depleted, regrowth }
}

/** By id. */
export const MATERIALS: readonly Material[] = [
  material('void', ' ', '#14141c', false),
  material('water', '~', '#3a78c2', false),
  material('grass', '.', '#86b25c', true),
  material('scrub', ':', '#a9a565', true),
  material('foliage', '%', '#3d7a3a', true, SCRUB, 0.025),
  material('stone', '#', '#7d7a78', false),
  material('slag', 'o', '#8c6f5f', true),
  material('ore', 'O', '#b5542e', true, SLAG, 0.1),
  material('stump', 't', '#9c8256', true),
  material('tree', 'T', '#5e4322', true, STUMP, 0.105),
  material('fragment', 'c', '#b9a6cf', true),
  material('crystal', 'C', '#8a4fd0', true, FRAGMENT, 0.1),
  material('weeds', 'h', '#b7bd7e', true),
  material('herb', 'H', '#d9d13f', true, WEEDS, 0.02),
  material('ocean', 'f', '#27588f', false),
  material('fish', 'F', '#7fd6e0', false, OCEAN, 0.02),
]

/** 1 where agents may stand, by id. */
export const WALKABLE = Uint8Array.from(MATERIALS, ({ walkable }) => Number(walkable))
/** What a harvest leaves, by id; the id itself where nothing changes. */
export const DEPLETED = Uint8Array.from(MATERIALS, ({ depleted }, id) => depleted ?? id)
/** What a depleted id grows back to; the id itself where it is not a depleted one. */
export const REGROWN = Uint8Array.from(MATERIALS, (_, id) => wholeOf(id))
/** Probability a tick that a depleted id grows back; 0 where it is not a depleted one. */
export const REGROWTH = Float64Array.from(
  MATERIALS,
  (_, id) => MATERIALS[wholeOf(id)].regrowth * Number(wholeOf(id) !== id),
)

/** Whether a material is what a harvest left. */
export const isDepleted = (material: number): boolean =>
  REGROWN[material] !== material && DEPLETED[material] === material

function wholeOf(id: number): number {
  const whole = MATERIALS.findIndex(({ depleted }) => depleted === id)
  return whole < 0 ? id : whole
}
