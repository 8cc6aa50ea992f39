/** Cells that were harvested and are not whole again, in the order of the map: whoever came first leaves no trace. */
import type { Field, Fields } from '../../core/fields.ts'
import { isDepleted } from '../materials.ts'
import type { EngineWorld, EngineFields } from './state.ts'
import type { BaseConfig } from '../../core/spec.ts'

export interface SpentFields extends Fields {
  /** [cells] cells that were harvested, `spent` of them, in the order of the map. */
  readonly depleted: Field<'i32'>
  readonly spent: Field<'i32'>
}

type SpentWorld = EngineWorld<BaseConfig, EngineFields & SpentFields>

/** Enters a cell that was not spent. */
export function spend({ state, tables }: SpentWorld, slot: number, cell: number): void {
  const first = slot * tables.ground.cells
  let at = first + state.spent[slot]
  for (; at > first && state.depleted[at - 1] > cell; at--) state.depleted[at] = state.depleted[at - 1]
  state.depleted[at] = cell
  state.spent[slot]++
}

/** Lists the spent cells of a ground that was laid otherwise than by harvests. */
export function listSpent({ state, tables }: SpentWorld, slot: number): void {
  const { cells } = tables.ground
  const first = slot * cells
  state.depleted.fill(0, first, first + cells)
  state.spent[slot] = 0
  for (let cell = 0; cell < cells; cell++) {
    if (isDepleted(state.terrain[first + cell])) state.depleted[first + state.spent[slot]++] = cell
  }
}

/** Asks for every spent cell whether it is whole again, and crosses out those that are. */
export function regrowAll<W extends SpentWorld>(
  world: W,
  slot: number,
  grow: (world: W, slot: number, cell: number) => boolean,
): void {
  const { state, tables } = world
  const first = slot * tables.ground.cells
  let kept = first
  for (let at = first; at < first + state.spent[slot]; at++) {
    const cell = state.depleted[at]
    if (!grow(world, slot, cell)) state.depleted[kept++] = cell
  }
  // What lies behind the list is 0: states are the same bytes whatever came before them.
  state.depleted.fill(0, kept, first + state.spent[slot])
  state.spent[slot] = kept - first
}
