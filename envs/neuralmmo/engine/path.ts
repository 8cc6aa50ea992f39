/**
 * The way to a cell, by A* (Hart, Nilsson & Raphael 1968) on cells that can be walked on, whoever stands there. Steps cost 1 and
 * the estimate is dx + dy, so what a cell costs in all rises by 0 or 2 a step: two stacks do for the queue, and of equals the
 * cell reached last comes first, which over open ground goes straight.
 */
import { WALKABLE } from '../materials.ts'
import { STAY } from './moves.ts'
import type { EngineWorld } from './state.ts'

/** Cells that a search looks around from, at most (nmmo 98b6bbd, nmmo/lib/astar.py: CUTOFF). */
export const SEARCH_BUDGET = 100
/** Cells that a search reaches at most: the start, and the neighbours of those it looks around from. */
const MOST_REACHED = 4 * SEARCH_BUDGET + 1

/** What a search works on; one a thread. */
export interface PathScratch {
  /** [cells] steps from the start plus one, above four bits: done with, and the first step. All 0 between searches. */
  readonly reached: Uint16Array
  /** Cells in `reached`. */
  readonly touched: Int32Array
  /** The queue: cells that may lie on a way of the length looked for now, and on one of two steps more. */
  readonly near: Int32Array
  readonly far: Int32Array
}
const DONE = 8
const FIRST_STEP = 7
const STEPS_AT = 4

export const pathScratch = (cells: number): PathScratch => ({
  reached: new Uint16Array(cells),
  touched: new Int32Array(MOST_REACHED),
  near: new Int32Array(MOST_REACHED),
  far: new Int32Array(MOST_REACHED),
})

/**
 * Direction of the first step of a shortest way from one cell to another. Where the search finds none it is the way to the cell
 * nearest to the goal among those it saw; STAY if that is the start.
 */
export function firstStep(world: EngineWorld, slot: number, from: number, to: number, scratch: PathScratch): number {
  const { reached, touched } = scratch
  const count = search(world, slot, from, to, scratch)
  const { size } = world.tables.ground
  let best = reached[from]
  let nearest = apart(from, to, size)
  for (let i = 0; i < count; i++) {
    const cell = touched[i]
    const distance = apart(cell, to, size)
    if (distance < nearest || (distance === nearest && reached[cell] >> STEPS_AT < best >> STEPS_AT)) {
      nearest = distance
      best = reached[cell]
    }
    reached[cell] = 0
  }
  return best & FIRST_STEP
}

/** Fills `reached` until the goal is among it or the budget is spent. Returns how many cells that are. */
function search({ state, tables }: EngineWorld, slot: number, from: number, to: number, scratch: PathScratch): number {
  const { size, cells } = tables.ground
  const { reached, touched } = scratch
  const { terrain } = state
  let { near, far } = scratch
  let [nears, fars, count] = [1, 0, 1]
  near[0] = touched[0] = from
  reached[from] = (1 << STEPS_AT) | STAY
  for (let left = SEARCH_BUDGET; left > 0 && nears + fars > 0;) {
    if (nears === 0) {
      const swapped = near
      near = far
      far = swapped
      nears = fars
      fars = 0
    }
    const cell = near[--nears]
    if (cell === to) break
    const known = reached[cell]
    if ((known & DONE) !== 0) continue
    reached[cell] = known | DONE
    left--
    const distance = apart(cell, to, size)
    for (let d = 1; d <= 4; d++) {
      const next = cell + (d === 1 ? -size : d === 2 ? size : d === 3 ? 1 : -1)
      if (WALKABLE[terrain[slot * cells + next]] === 0) continue
      const before = reached[next]
      const steps = (known >> STEPS_AT) + 1
      if (before !== 0 && before >> STEPS_AT <= steps) continue
      if (before === 0) touched[count++] = next
      reached[next] = (steps << STEPS_AT) | (cell === from ? d : known & FIRST_STEP)
      if (apart(next, to, size) < distance) near[nears++] = next
      else far[fars++] = next
    }
  }
  return count
}

/** Steps between two cells over open ground. */
function apart(cell: number, other: number, size: number): number {
  const y = (cell / size) | 0
  const v = (other / size) | 0
  return Math.abs(y - v) + Math.abs(cell - y * size - (other - v * size))
}
