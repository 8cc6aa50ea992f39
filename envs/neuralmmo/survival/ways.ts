/** The ways that lead from a body to what it sees, round what blocks them. Views and scripted players go by them. */
import { DX, DY, MOVES } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { RULES } from './numbers.ts'
import type { SurvivalWorld } from './state.ts'

/** Cells a side of what a body sees; a cell of it is v * WIDE + u from the north-west. */
export const WIDE = 2 * RULES.vision + 1
const WINDOW = WIDE * WIDE
const CENTRE = RULES.vision * WIDE + RULES.vision
/** Steps to a cell to which no way is seen. */
export const FAR = 255
/** Steps, as it were, to a cell that nobody can enter now. */
const BLOCKED = 254
/** No cell. */
export const NOWHERE = -1

/** [window] columns and rows from the body. */
export const EAST = Int8Array.from({ length: WINDOW }, (_, cell) => (cell % WIDE) - RULES.vision)
export const SOUTH = Int8Array.from({ length: WINDOW }, (_, cell) => Math.floor(cell / WIDE) - RULES.vision)
const FIRST_MOVE = 1
const LAST_MOVE = MOVES.length - 1
/** [window * LAST_MOVE] the cell one goes to by move d + 1, FAR beyond the window. */
const BESIDE = Uint8Array.from({ length: WINDOW * LAST_MOVE }, (_, i) => {
  const [cell, move] = [Math.floor(i / LAST_MOVE), (i % LAST_MOVE) + FIRST_MOVE]
  const [u, v] = [(cell % WIDE) + DX[move], Math.floor(cell / WIDE) + DY[move]]
  return u < 0 || v < 0 || u >= WIDE || v >= WIDE ? FAR : v * WIDE + u
})

/** Ways from one body at a time. */
export interface Ways {
  /** Where the body stands, as an index of `terrain`. */
  at: number
  /**
   * [window] steps to each cell, more than any way has where there is none; and bit m for each move m that a shortest
   * way there begins with.
   */
  readonly steps: Uint8Array
  readonly first: Uint8Array
  /** [window] cells that can be reached, nearest first, `reached` of them. */
  readonly queue: Uint8Array
  reached: number
  /** [window] what to add to `at` for each cell. */
  readonly offset: Int32Array
}

/** Room for the ways of one body on a map of so many cells a side. */
export const waysOn = (size: number): Ways => ({
  at: 0,
  steps: new Uint8Array(WINDOW),
  first: new Uint8Array(WINDOW),
  queue: new Uint8Array(WINDOW),
  reached: 0,
  offset: Int32Array.from({ length: WINDOW }, (_, cell) => SOUTH[cell] * size + EAST[cell]),
})

/** Finds all shortest ways within sight of a body. Bodies block them unless cells are shared. */
export function findWays({ state, tables, config }: SurvivalWorld, slot: number, body: number, ways: Ways): void {
  const { terrain, crowd, x, y } = state
  const { size, cells } = tables.ground
  const { steps, first, queue, offset } = ways
  const b = slot * tables.bodies + body
  const at = slot * cells + y[b] * size + x[b]
  const passes = config.stacking ? 0xffff : 0
  steps.fill(FAR)
  first.fill(0)
  steps[CENTRE] = 0
  queue[0] = CENTRE
  let end = 1
  for (let i = 0; i < end; i++) {
    const cell = queue[i]
    const next = steps[cell] + 1
    const begun = first[cell]
    for (let k = 0; k < LAST_MOVE; k++) {
      const beside = BESIDE[cell * LAST_MOVE + k]
      if (beside === FAR || steps[beside] < next) continue
      if (steps[beside] === FAR) {
        const there = at + offset[beside]
        if (WALKABLE[terrain[there]] === 0 || crowd[there] > passes) {
          steps[beside] = BLOCKED
          continue
        }
        steps[beside] = next
        queue[end++] = beside
      } else if (steps[beside] === BLOCKED) continue
      first[beside] |= i === 0 ? 1 << (k + FIRST_MOVE) : begun
    }
  }
  ways.at = at
  ways.reached = end
}

/** [materials] 1 for these. */
export function setOf(...materials: readonly number[]): Uint8Array {
  const set = new Uint8Array(WALKABLE.length)
  for (const material of materials) set[material] = 1
  return set
}

/** The nearest cell that can be reached and is of one of the materials, NOWHERE if none is. */
export function nearestOn(
  { queue, reached, offset, at }: Ways,
  { terrain }: SurvivalWorld['state'],
  materials: Uint8Array,
): number {
  for (let i = 0; i < reached; i++) if (materials[terrain[at + offset[queue[i]]]] === 1) return queue[i]
  return NOWHERE
}

/** The nearest cell that can be reached and lies next to one of the materials, NOWHERE if none does. */
export function nearestBeside(
  { queue, reached, offset, at }: Ways,
  { terrain }: SurvivalWorld['state'],
  size: number,
  materials: Uint8Array,
): number {
  for (let i = 0; i < reached; i++) if (isBeside(terrain, at + offset[queue[i]], size, materials)) return queue[i]
  return NOWHERE
}

/** Whether a cell lies next to one of the materials. */
export const isBeside = (terrain: Uint8Array, cell: number, size: number, materials: Uint8Array): boolean =>
  (materials[terrain[cell - size]] |
    materials[terrain[cell + size]] |
    materials[terrain[cell + 1]] |
    materials[terrain[cell - 1]]) ===
  1

/**
 * The cell in reach that lies furthest along (dx, dy), of equals the nearest; NOWHERE if none lies at least `least`
 * along it.
 */
export function furthest({ queue, reached }: Ways, dx: number, dy: number, least: number): number {
  let best = NOWHERE
  let most = least - 1
  for (let i = 0; i < reached; i++) {
    const along = EAST[queue[i]] * dx + SOUTH[queue[i]] * dy
    if (along <= most) continue
    most = along
    best = queue[i]
  }
  return best
}
