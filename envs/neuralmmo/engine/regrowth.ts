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

/**
 * Enters a cell that was not spent, at the end: the list is in order again when what was harvested has been asked
 * whether it is whole.
 */
export function spend({ state, tables }: SpentWorld, slot: number, cell: number): void {
  state.depleted[slot * tables.ground.cells + state.spent[slot]++] = cell
}

/**
 * Puts what a tick has entered where it belongs: sorted by itself, then merged from the back. To insert one by one
 * costs more the longer the list.
 */
function order({ state, tables }: SpentWorld, slot: number): void {
  const { depleted } = state
  const { fresh } = tables
  const first = slot * tables.ground.cells
  const end = first + state.spent[slot]
  let sorted = first + 1
  while (sorted < end && depleted[sorted - 1] < depleted[sorted]) sorted++
  const count = end - sorted
  if (count <= 0) return
  for (let i = 0; i < count; i++) fresh[i] = depleted[sorted + i]
  sort(fresh, count)
  let old = sorted - 1
  for (let i = count - 1, to = end - 1; i >= 0; to--) {
    if (old >= first && depleted[old] > fresh[i]) depleted[to] = depleted[old--]
    else depleted[to] = fresh[i--]
  }
}

/** Gaps of Shell's sort (Ciura 2001). */
const GAPS = [701, 301, 132, 57, 23, 10, 4, 1]

/** Sorts the first `count` numbers, and allocates nothing. */
function sort(numbers: Int32Array, count: number): void {
  for (let g = 0; g < GAPS.length; g++) {
    const gap = GAPS[g]
    for (let i = gap; i < count; i++) {
      const one = numbers[i]
      let at = i
      for (; at >= gap && numbers[at - gap] > one; at -= gap) numbers[at] = numbers[at - gap]
      numbers[at] = one
    }
  }
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

/**
 * Asks for every spent cell whether it is whole again, and crosses out those that are. Before, `prepare` is told which
 * stretch of the list is up, of at most `most` cells; `grow` hears the number of a cell in its stretch.
 */
export function regrowAll<W extends SpentWorld>(
  world: W,
  slot: number,
  grow: (world: W, slot: number, cell: number, i: number) => boolean,
  most = Infinity,
  prepare: (world: W, slot: number, at: number, count: number) => void = nothing,
): void {
  const { state, tables } = world
  const first = slot * tables.ground.cells
  order(world, slot)
  const end = first + state.spent[slot]
  let kept = first
  for (let from = first; from < end; from += most) {
    const count = Math.min(most, end - from)
    prepare(world, slot, from, count)
    for (let i = 0; i < count; i++) {
      const cell = state.depleted[from + i]
      if (!grow(world, slot, cell, i)) state.depleted[kept++] = cell
    }
  }
  // What lies behind the list is 0: states are the same bytes whatever came before them.
  state.depleted.fill(0, kept, end)
  state.spent[slot] = kept - first
}

const nothing = (): void => {}
