/** The 17 things that can be owned, and the places of an inventory. Numbers of NeuralMMO/environment 98b6bbd, nmmo/systems/item.py. */

export const NO_ITEM = 0
// 1 is gold there, which is no item but a number.
export const HAT = 2
export const TOP = 3
export const BOTTOM = 4
export const SPEAR = 5
export const BOW = 6
export const WAND = 7
export const ROD = 8
export const GLOVES = 9
export const PICKAXE = 10
export const AXE = 11
export const CHISEL = 12
export const WHETSTONE = 13
export const ARROW = 14
export const RUNES = 15
export const RATION = 16
export const POTION = 17
export const ITEM_KINDS = 18
// prettier-ignore
export const ITEMS = [
  'nothing', 'gold', 'hat', 'top', 'bottom', 'spear', 'bow', 'wand', 'rod', 'gloves', 'pickaxe', 'axe', 'chisel',
  'whetstone', 'arrow', 'runes', 'ration', 'potion',
] as const

/** Places of an inventory. */
export const PLACES = 12
/** Highest level of an item and of a skill. */
export const MOST_LEVEL = 10

// Where an item is worn.
export const NOT_WORN = 0
export const HEAD = 1
export const CHEST = 2
export const LEGS = 3
export const HELD = 4
export const QUIVER = 5
/** [item kinds] the part of the body that an item is worn on. */
export const WORN_ON = Uint8Array.of(
  0, 0, HEAD, CHEST, LEGS, HELD, HELD, HELD, HELD, HELD, HELD, HELD, HELD, QUIVER, QUIVER, QUIVER, 0, 0,
) // prettier-ignore
/** [item kinds] whether several of one level share a place. */
export const STACKS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0)

/** Points that food or a potion restores: this, and so much more a level (nmmo: PROFESSION_CONSUMABLE_RESTORE). */
const RESTORE_BASE = 50
const RESTORE_LEVEL = 5
export const restoredBy = (level: number): number => RESTORE_BASE + RESTORE_LEVEL * level
