/** The five trades as those who follow them see them: where to gather, and with which tool. */
import { CRYSTAL, FISH, HERB, ORE, TREE } from '../../envs/neuralmmo/materials.ts'
import { AXE, CHISEL, GLOVES, PICKAXE, ROD } from '../../envs/neuralmmo/survival/items.ts'
import { MAGE, MELEE, RANGE } from '../../envs/neuralmmo/survival/skills.ts'
import { NOWHERE, setOf } from '../../envs/neuralmmo/survival/ways.ts'
import { goTo, nearest, nearestTo, type Turn } from './survival.ts'
import type { Calling } from './survival-goods.ts'

interface Profession extends Calling {
  /** [materials] what it gathers. */
  readonly from: Uint8Array
  /** Whether that is gathered from beside it. */
  readonly beside: boolean
}

/** The style of a gatherer of ammunition is the one that its ammunition serves. */
const profession = (material: number, tool: number, style: number): Profession => ({
  from: setOf(material),
  beside: material === FISH,
  tool,
  style,
})

export const PROFESSIONS = {
  fisher: profession(FISH, ROD, MELEE),
  herbalist: profession(HERB, GLOVES, MELEE),
  prospector: profession(ORE, PICKAXE, MELEE),
  carver: profession(TREE, AXE, RANGE),
  alchemist: profession(CRYSTAL, CHISEL, MAGE),
} as const
export type ProfessionName = keyof typeof PROFESSIONS

/**
 * Goes to the nearest place to gather at, where what lies there is gathered by itself. Returns whether there is one in
 * sight.
 */
export function gather(turn: Turn, { from, beside }: Profession): boolean {
  const cell = beside ? nearestTo(turn, from) : nearest(turn, from)
  if (cell === NOWHERE) return false
  goTo(turn, cell)
  return true
}
