/** What is seen of an item: sixteen bytes that say what it is good for instead of which number it has. */
import { ITEM_KINDS, MOST_LEVEL, POTION, RATION, RUNES, SPEAR, WHETSTONE, WORN_ON } from './items.ts'
import { FISHING, HERBALISM, SKILLS, STYLES } from './skills.ts'
import { MOST_PRICE, type SurvivalWorld } from './state.ts'

/** Parts of the body that items are worn on, in the order of `WORN_ON` from 1. */
export const PARTS = ['head', 'chest', 'legs', 'held', 'quiver'] as const
/** Bytes of an item: its level in the column of the skill that it serves, then on the part that it is worn on, then how it stands. */
export const ITEM_LOOK = [...SKILLS, ...PARTS, 'count', 'worn', 'price'] as const
export const ITEM_BYTES = ITEM_LOOK.length

const PART_AT = SKILLS.length
const COUNT_AT = PART_AT + PARTS.length
const WORN_AT = COUNT_AT + 1
const PRICE_AT = WORN_AT + 1
const LEVEL_UNIT = 255 / MOST_LEVEL
const PRICE_UNIT = 255 / (MOST_PRICE + 1)
/** A count as a byte: what is more than 31 is not told apart. */
const COUNT_UNIT = 8

/** [item kinds] the skill that an item serves, -1 for none: weapons, ammunition and tools theirs, food and potions where they come from. */
export const SERVES = Int8Array.from({ length: ITEM_KINDS }, (_, kind) => {
  if (kind >= SPEAR && kind < WHETSTONE) return kind - SPEAR
  if (kind >= WHETSTONE && kind <= RUNES) return (kind - WHETSTONE) % STYLES
  if (kind === RATION) return FISHING
  return kind === POTION ? HERBALISM : -1
})

/** Bytes of an item in brief: its level, the skill that it serves and the part that it is worn on, from 1 and as shares of all, then how it stands. */
export const BRIEF = ['level', 'serves', 'part', 'count', 'worn', 'price'] as const
export const BRIEF_BYTES = BRIEF.length
const SKILL_UNIT = 255 / SKILLS.length
const PART_UNIT = 255 / PARTS.length

/** Writes the item of a place in brief, over zeros. It must hold one. */
export function writeBrief({ state }: SurvivalWorld, place: number, out: Uint8Array, at: number): void {
  const kind = state.item[place]
  const count = state.itemCount[place]
  out[at] = LEVEL_UNIT * state.itemLevel[place]
  out[at + 1] = SKILL_UNIT * (SERVES[kind] + 1)
  out[at + 2] = PART_UNIT * WORN_ON[kind]
  out[at + 3] = count > 31 ? 255 : COUNT_UNIT * count
  if (state.itemWorn[place] === 1) out[at + 4] = 255
  out[at + 5] = PRICE_UNIT * state.price[place]
}

/** Writes the item of a place (an index into the fields of inventories) over zeros. It must hold one. */
export function writeItem({ state }: SurvivalWorld, place: number, out: Uint8Array, at: number): void {
  const kind = state.item[place]
  const level = (LEVEL_UNIT * state.itemLevel[place]) | 0
  if (SERVES[kind] >= 0) out[at + SERVES[kind]] = level
  if (WORN_ON[kind] > 0) out[at + PART_AT + WORN_ON[kind] - 1] = level
  const count = state.itemCount[place]
  out[at + COUNT_AT] = count > 31 ? 255 : COUNT_UNIT * count
  if (state.itemWorn[place] === 1) out[at + WORN_AT] = 255
  out[at + PRICE_AT] = PRICE_UNIT * state.price[place]
}
