/** What was harvested grows back, each cell by a draw of its own in each tick. */
import { KEY_WORDS } from '../../core/keyed.ts'
import { regrowAll, spend } from '../engine/regrowth.ts'
import { DEPLETED, REGROWN, REGROWTH } from '../materials.ts'
import { REGROW } from './channels.ts'
import { showChange } from './look.ts'
import type { SurvivalWorld } from './state.ts'

const TWO_32 = 4294967296
/** [materials] 2^32 times the probability that a depleted cell is whole again in a tick. */
const UP_TO = Float64Array.from(REGROWTH, (p) => TWO_32 * p)
const LIKELIEST = Math.max(...UP_TO)

/** Harvests a cell. */
export function deplete(world: SurvivalWorld, slot: number, cell: number): void {
  const { state, tables } = world
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = DEPLETED[state.terrain[at]]
  showChange(world, slot, cell)
  spend(world, slot, cell)
}

export function regrow(world: SurvivalWorld, slot: number): void {
  regrowAll(world, slot, grow, world.tables.draws, drawLots)
}

/** Draws for a stretch of the spent cells. */
function drawLots({ state, tables, kernels, key, tick }: SurvivalWorld, slot: number, at: number, count: number): void {
  kernels.draws(
    state.lots.byteOffset + 4 * slot * tables.draws,
    state.depleted.byteOffset + 4 * at,
    count,
    key.byteOffset + 4 * KEY_WORDS * slot,
    REGROW,
    tick[slot],
  )
}

function grow(world: SurvivalWorld, slot: number, cell: number, i: number): boolean {
  const { terrain, lots } = world.state
  const lot = lots[slot * world.tables.draws + i]
  // Most draws are in vain whatever was there: no need to look.
  if (lot >= LIKELIEST) return false
  const at = slot * world.tables.ground.cells + cell
  if (lot >= UP_TO[terrain[at]]) return false
  terrain[at] = REGROWN[terrain[at]]
  showChange(world, slot, cell)
  return true
}
