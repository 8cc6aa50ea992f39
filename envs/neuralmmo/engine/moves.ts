/**
 * Moves of all bodies at once. Everyone says where it goes; of several who claim one cell a keyed draw lets one in. A cell that
 * somebody stands on is not free in the same tick, whoever leaves it: the outcome hangs on no order.
 */
import { draw } from '../../core/keyed.ts'
import { WALKABLE } from '../materials.ts'
import { shift } from './crowd.ts'
import type { EngineWorld } from './state.ts'

export const NOWHERE = -1
/** A cell of `crowd` that a body has the best claim to so far, while bodies move; the other bits are the body. */
const CLAIMED = 0x8000

// Moves, in the order of the action.
export const STAY = 0
export const MOVES = ['stay', 'north', 'south', 'east', 'west'] as const
export const DX = Int8Array.of(0, 0, 0, 1, -1)
export const DY = Int8Array.of(0, -1, 1, 0, 0)

/** Called when a body has moved: views and meters follow. */
export type Moved<W> = (world: W, slot: number, body: number, x0: number, y0: number) => void

/** Says that a body goes one cell in a direction, if the ground there can be walked on. */
export function head(world: EngineWorld, slot: number, body: number, direction: number): void {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const at = slot * tables.bodies + body
  const cell = (state.y[at] + DY[direction]) * size + state.x[at] + DX[direction]
  const free = direction !== STAY && WALKABLE[state.terrain[slot * cells + cell]] === 1
  state.goal[at] = free ? cell : NOWHERE
}

/**
 * Moves every body that has a goal, and forgets all goals. `stacking`: any number may share a cell, and all who want to go, go.
 * `channel` names the draws that settle ties.
 */
export function settle<W extends EngineWorld>(
  world: W,
  slot: number,
  stacking: boolean,
  channel: number,
  moved: Moved<W>,
): void {
  const { state, tables } = world
  const { goal, crowd } = state
  const { cells } = tables.ground
  const { movers } = tables
  const base = slot * tables.bodies
  let count = 0
  for (let body = 0; body < tables.bodies; body++) {
    const cell = goal[base + body]
    if (cell < 0) continue
    if (stacking || claims(world, slot, channel, body, slot * cells + cell)) movers[count++] = body
    else goal[base + body] = NOWHERE
  }
  for (let i = 0; i < count; i++) {
    const body = movers[i]
    const cell = goal[base + body]
    goal[base + body] = NOWHERE
    if (!stacking) {
      if (crowd[slot * cells + cell] !== (CLAIMED | body)) continue
      crowd[slot * cells + cell] = 0
    }
    go(world, slot, body, cell, moved)
  }
}

/** Claims a cell for a body, if it is free and nobody who comes first has claimed it. */
function claims(world: EngineWorld, slot: number, channel: number, body: number, at: number): boolean {
  const { crowd } = world.state
  const there = crowd[at]
  if (there !== 0) {
    if (there < CLAIMED || !isFirst(world, slot, channel, body, there & ~CLAIMED)) return false
  }
  crowd[at] = CLAIMED | body
  return true
}

function go<W extends EngineWorld>(world: W, slot: number, body: number, cell: number, moved: Moved<W>): void {
  const { state, tables } = world
  const { size } = tables.ground
  const at = slot * tables.bodies + body
  const x0 = state.x[at]
  const y0 = state.y[at]
  const way = cell - y0 * size - x0
  if (way === 1 || way === -1) shift(world, slot, body, x0 + way, y0)
  else shift(world, slot, body, x0, way > 0 ? y0 + 1 : y0 - 1)
  moved(world, slot, body, x0, y0)
}

/**
 * Whether a body comes before another in a tie of this tick: by a draw of its name, and of equal draws by the name. Nobody (-1)
 * comes last.
 */
export function isFirst(world: EngineWorld, slot: number, channel: number, body: number, other: number): boolean {
  if (other < 0) return true
  const base = slot * world.tables.bodies
  const own = world.state.name[base + body]
  const others = world.state.name[base + other]
  const a = draw(world, slot, channel, own)
  const b = draw(world, slot, channel, others)
  return a > b || (a === b && own < others)
}
