/**
 * Moves of all bodies at once. Everyone says where it goes; of several who claim one cell a keyed draw lets one in. A cell that
 * somebody stands on is not free in the same tick, whoever leaves it: the outcome hangs on no order.
 */
import { draw } from '../../core/keyed.ts'
import { WALKABLE } from '../materials.ts'
import { shift } from './crowd.ts'
import type { EngineWorld } from './state.ts'

export const NOWHERE = -1

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
 * Moves every body that has a goal. `stacking`: any number may share a cell, and all who want to go, go. `channel` names the
 * draws that settle ties.
 */
export function settle<W extends EngineWorld>(
  world: W,
  slot: number,
  stacking: boolean,
  channel: number,
  moved: Moved<W>,
): void {
  const { state, tables } = world
  const { goal, claim, crowd } = state
  const { cells } = tables.ground
  const base = slot * tables.bodies
  if (!stacking) {
    for (let body = 0; body < tables.bodies; body++) {
      const cell = goal[base + body]
      if (cell < 0) continue
      if (crowd[slot * cells + cell] > 0) goal[base + body] = NOWHERE
      else if (isFirst(world, slot, channel, body, claim[slot * cells + cell] - 1))
        claim[slot * cells + cell] = body + 1
    }
  }
  for (let body = 0; body < tables.bodies; body++) {
    const cell = goal[base + body]
    if (cell < 0 || (!stacking && claim[slot * cells + cell] !== body + 1)) continue
    go(world, slot, body, cell, moved)
  }
  if (!stacking)
    for (let at = base; at < base + tables.bodies; at++) if (goal[at] >= 0) claim[slot * cells + goal[at]] = 0
}

function go<W extends EngineWorld>(world: W, slot: number, body: number, cell: number, moved: Moved<W>): void {
  const { state, tables } = world
  const { size } = tables.ground
  const at = slot * tables.bodies + body
  const x0 = state.x[at]
  const y0 = state.y[at]
  const y = Math.floor(cell / size)
  shift(world, slot, body, cell - y * size, y)
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
