/** What was harvested grows back, each cell by a draw of its own in each tick. */
import { draw } from '../../core/keyed.ts'
import { DEPLETED, REGROWN, REGROWTH } from '../materials.ts'
import { REGROW } from './channels.ts'
import { turn } from './look.ts'
import type { SurvivalWorld } from './state.ts'

const TWO_32 = 4294967296
/** [materials] 2^32 times the probability that a depleted cell is whole again in a tick. */
const UP_TO = Float64Array.from(REGROWTH, (p) => TWO_32 * p)

/** Harvests a cell. The list of depleted cells keeps the order of the map, whoever came first. */
export function deplete(world: SurvivalWorld, slot: number, cell: number): void {
  const { state, tables } = world
  const { cells } = tables.ground
  turn(world, slot, cell, DEPLETED[state.terrain[slot * cells + cell]])
  let at = slot * cells + state.spent[slot]
  for (; at > slot * cells && state.depleted[at - 1] > cell; at--) state.depleted[at] = state.depleted[at - 1]
  state.depleted[at] = cell
  state.spent[slot]++
}

export function regrow(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { cells } = tables.ground
  const first = slot * cells
  let kept = first
  for (let at = first; at < first + state.spent[slot]; at++) {
    const cell = state.depleted[at]
    const material = state.terrain[first + cell]
    if (draw(world, slot, REGROW, cell) < UP_TO[material]) turn(world, slot, cell, REGROWN[material])
    else state.depleted[kept++] = cell
  }
  // What lies behind the list is 0: states are the same bytes whatever came before them.
  state.depleted.fill(0, kept, first + state.spent[slot])
  state.spent[slot] = kept - first
}
