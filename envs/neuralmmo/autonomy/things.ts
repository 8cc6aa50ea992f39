/** What there is to be had in an agent's window: for the views that list things one by one. */
import { familyLooks } from '../../core/common.ts'
import { CRYSTAL, DEPLETED, FOLIAGE, MATERIALS, ORE, WATER } from '../materials.ts'
import { isBare } from './harvest.ts'
import { CRYSTAL_GOOD, FOOD, GOODS, ORE_GOOD, VISION, WATER_GOOD } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

/** Names the appearances of this world's agents and things among families. */
export const FAMILY = 3
export const THING_LOOKS = familyLooks(FAMILY + 1, GOODS.length)

/** Cells of the window, nearest first (|dx| + |dy|), then row by row from north-west. */
const AROUND = Array.from({ length: (2 * VISION + 1) * (2 * VISION + 1) }, (_, i) => {
  const [dx, dy] = [(i % (2 * VISION + 1)) - VISION, Math.floor(i / (2 * VISION + 1)) - VISION]
  return { dx, dy, far: Math.abs(dx) + Math.abs(dy), i }
}).sort((a, b) => a.far - b.far || a.i - b.i)
export const AROUND_DX = Int8Array.from(AROUND, ({ dx }) => dx)
export const AROUND_DY = Int8Array.from(AROUND, ({ dy }) => dy)

/** A cell without a thing. */
export const BARE = -1
const THING = Int8Array.from(MATERIALS, (_, id) =>
  id === FOLIAGE ? FOOD : id === WATER ? WATER_GOOD : id === ORE ? ORE_GOOD : id === CRYSTAL ? CRYSTAL_GOOD : BARE,
)

/** What there is for an agent, as a place of `goods`, at an offset from it within its window; BARE for nothing. */
export function thingAt({ state, tables }: AutonomyWorld, slot: number, agent: number, dx: number, dy: number): number {
  const { bodies, ground } = tables
  const row = slot * bodies + agent
  const x = state.x[row] + dx
  const y = state.y[row] + dy
  const material = state.terrain[slot * ground.cells + y * ground.size + x]
  if (THING[material] === BARE) return BARE
  return THING[DEPLETED[material] !== material && isBare(state, row, x, y) ? DEPLETED[material] : material]
}
