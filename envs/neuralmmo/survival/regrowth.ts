/** What was harvested grows back, each cell by a draw of its own in each tick. */
import { draw } from '../../core/keyed.ts'
import { regrowAll, spend } from '../engine/regrowth.ts'
import { DEPLETED, REGROWN, REGROWTH } from '../materials.ts'
import { REGROW } from './channels.ts'
import type { SurvivalWorld } from './state.ts'

const TWO_32 = 4294967296
/** [materials] 2^32 times the probability that a depleted cell is whole again in a tick. */
const UP_TO = Float64Array.from(REGROWTH, (p) => TWO_32 * p)

/** Harvests a cell. */
export function deplete(world: SurvivalWorld, slot: number, cell: number): void {
  const { state, tables } = world
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = DEPLETED[state.terrain[at]]
  spend(world, slot, cell)
}

export function regrow(world: SurvivalWorld, slot: number): void {
  regrowAll(world, slot, grow)
}

function grow(world: SurvivalWorld, slot: number, cell: number): boolean {
  const { terrain } = world.state
  const at = slot * world.tables.ground.cells + cell
  if (draw(world, slot, REGROW, cell) >= UP_TO[terrain[at]]) return false
  terrain[at] = REGROWN[terrain[at]]
  return true
}
