/** What worn items are worth in a fight. nmmo/systems/item.py at 98b6bbd. */
import { BOTTOM, CHISEL, HAT, PLACES, ROD, RUNES, SPEAR, WAND, WHETSTONE } from './items.ts'
import { STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

const WEAPON_BASE = 5
const WEAPON_LEVEL = 5
const AMMUNITION_BASE = 5
const AMMUNITION_LEVEL = 10
const ARMOUR_LEVEL = 3
const TOOL_DEFENCE = 15

/** Attack in a style that an item of a kind and level adds to. Weapons and ammunition serve the style of their order. */
export function attackOf(kind: number, level: number, style: number): number {
  if (kind >= SPEAR && kind <= WAND) return kind - SPEAR === style ? WEAPON_BASE + WEAPON_LEVEL * level : 0
  if (kind >= WHETSTONE && kind <= RUNES)
    return kind - WHETSTONE === style ? AMMUNITION_BASE + AMMUNITION_LEVEL * level : 0
  return 0
}

/** Defence, the same against all styles. */
export function defenceOf(kind: number, level: number): number {
  if (kind >= HAT && kind <= BOTTOM) return ARMOUR_LEVEL * level
  return kind >= ROD && kind <= CHISEL ? TOOL_DEFENCE : 0
}

/** Sums up what an agent wears. */
export function fit({ state, tables }: SurvivalWorld, slot: number, agent: number): void {
  const p = slot * tables.players + agent
  for (let style = 0; style < STYLES; style++) {
    let attack = 0
    let defence = 0
    for (let place = p * PLACES; place < (p + 1) * PLACES; place++) {
      if (state.itemWorn[place] === 0) continue
      attack += attackOf(state.item[place], state.itemLevel[place], style)
      defence += defenceOf(state.item[place], state.itemLevel[place])
    }
    state.attack[p * STYLES + style] = attack
    state.defence[p * STYLES + style] = defence
  }
}
