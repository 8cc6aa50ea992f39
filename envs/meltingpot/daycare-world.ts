/** Numbers, kinds and fields of daycare. */
import { ITEM, SOURCE } from '../core/common.ts'
import type { Field } from '../core/fields.ts'
import type { World } from '../core/spec.ts'
import type { Numbers } from './engine/profile.ts'
import { FIRST_BEAM, type GridConfig, type GridFields, type GridTables, type Kind } from './engine/state.ts'
import { GROUND } from './kinds.ts'

export const ROLES = ['child', 'parent'] as const
export const CHILD = 0
export const PARENT = 1
const CODE = {
  /** Share of sites that carry an apple tree, a banana tree, an apple shrub, a banana shrub. */
  plants: [0.15, 0.03, 0.01, 0.01],
  /** Steps between two grasps, less one: a grasp needs a step without one before it. */
  graspCooldown: 1,
  /** Probability that the child gets a fruit off a shrub; the parent always does, off trees too. */
  childGrasp: 0.3,
  /** What fruit pays: the child for a banana and for an apple, the parent for either while the child is there. */
  childBanana: 1,
  childApple: 0,
  parentFruit: 1,
  /** Steps without a banana after which the child leaves, and steps that it is out. */
  hunger: 200,
  away: 100,
  /** Steps after which the fruit that was eaten hangs on its plant again, less one. */
  regrowth: 50,
}
export const NUMBERS: Numbers<typeof CODE> = { 'mp-code': CODE }

/** The action after the beam. */
export const EAT = FIRST_BEAM + 1

export const APPLE_TREE = GROUND.length
const BANANA_TREE = APPLE_TREE + 1
const APPLE_SHRUB = APPLE_TREE + 2
const BANANA_SHRUB = APPLE_TREE + 3
export const BARE_TREE = APPLE_TREE + 4
export const BARE_SHRUB = APPLE_TREE + 5
const APPLE = APPLE_TREE + 6
export const BANANA = APPLE_TREE + 7
const RED = '#d23c32'
const YELLOW = '#f0e650'
const LEAVES = '#28642d'
const TWIGS = '#82b450'

type Takers = Readonly<Partial<Record<(typeof ROLES)[number], number>>>
const tree = (name: string, glyph: string, colour: Kind['colour'], takenFor: Takers): Kind => ({
  name,
  glyph,
  colour,
  under: LEAVES,
  shape: 'disc',
  takenFor,
  common: SOURCE,
})
const shrub = (name: string, glyph: string, colour: Kind['colour'], takenFor: Takers): Kind => ({
  ...tree(name, glyph, colour, takenFor),
  under: TWIGS,
  shape: 'tuft',
})
/** The child takes trees for shrubs, the parent bananas for apples. */
export const kinds: readonly Kind[] = [
  ...GROUND,
  tree('apple tree', 'A', RED, { child: APPLE_SHRUB }),
  tree('banana tree', 'B', YELLOW, { child: BANANA_SHRUB, parent: APPLE_TREE }),
  shrub('apple shrub', 'a', RED, {}),
  shrub('banana shrub', 'b', YELLOW, { parent: APPLE_SHRUB }),
  { name: 'bare tree', glyph: 'T', colour: LEAVES, shape: 'plain', takenFor: { child: BARE_SHRUB }, common: -1 },
  { name: 'bare shrub', glyph: 't', colour: TWIGS, shape: 'plain', common: -1 },
  { name: 'apple', glyph: 'o', colour: RED, shape: 'disc', common: ITEM },
  { name: 'banana', glyph: 'c', colour: YELLOW, shape: 'disc', takenFor: { parent: APPLE }, common: ITEM },
]
/** By kind: the fruit that it carries or is, 0 for none. */
export const FRUIT = new Uint8Array(kinds.length)
for (const kind of [APPLE_TREE, APPLE_SHRUB, APPLE]) FRUIT[kind] = APPLE
for (const kind of [BANANA_TREE, BANANA_SHRUB, BANANA]) FRUIT[kind] = BANANA
export const isTree = (kind: number): boolean => kind === APPLE_TREE || kind === BANANA_TREE
export const isLying = (kind: number): boolean => kind === APPLE || kind === BANANA

/** n players, C cells. Every fruit belongs to its plant, where it hangs again some time after it was eaten. */
export interface Daycare extends GridFields {
  /** [n] fruit in each player's hands, 0 for none, and the cell of its plant. */
  readonly hand: Field<'u8'>
  readonly from: Field<'u16'>
  /** [C] kind with fruit of the plant on a cell, 0 for none. */
  readonly plant: Field<'u8'>
  /** [C] tick in which the fruit of a plant that was eaten hangs again, else 0; the least of these. */
  readonly due: Field<'i32'>
  readonly soonest: Field<'i32'>
  /** [C] player who picked the fruit of a plant last, plus one. */
  readonly picker: Field<'u8'>
  /** [C] cell of the plant of a fruit that lies on a cell. */
  readonly origin: Field<'u16'>
  /** Steps until the child leaves. */
  readonly hunger: Field<'u8'>
}
export interface DaycareTables extends GridTables {
  readonly numbers: typeof CODE
  readonly start: Uint8Array
  readonly sites: Uint16Array
  readonly starts: Uint16Array
  /** [C] cells beside each where one can stand. */
  readonly beside: readonly Uint16Array[]
}
export type DaycareWorld = World<GridConfig, Daycare, DaycareTables>
