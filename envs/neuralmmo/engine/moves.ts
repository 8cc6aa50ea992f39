/**
 * Moves of all bodies at once. Everyone says where it goes; of several who claim one cell a keyed draw lets one in. A cell that
 * somebody stands on is not free in the same tick, whoever leaves it: the outcome hangs on no order.
 */
import { draw } from '../../core/keyed.ts'
import type { EngineWorld } from './state.ts'

export const NOWHERE = -1
/** A cell of `crowd` that a body has the best claim to so far, while bodies move; the other bits are the body. */
const CLAIMED = 0x8000

// Moves, in the order of the action.
export const STAY = 0
export const MOVES = ['stay', 'north', 'south', 'east', 'west'] as const
export const DX = Int8Array.of(0, 0, 0, 1, -1)
export const DY = Int8Array.of(0, -1, 1, 0, 0)

/** Who goes where: `count` bodies, each from a cell of the map to the next one in a direction. */
export interface Moves {
  count: number
  /** By direction: how far the next cell is in the order of the map. */
  readonly step: Int32Array
  readonly body: Int32Array
  readonly from: Int32Array
  readonly way: Uint8Array
}

/** Room for a move by each of so many bodies, and for one that is taken back, on a map `size` cells wide. */
export const movesOf = (bodies: number, size: number): Moves => ({
  step: Int32Array.from(MOVES, (_, way) => DX[way] + DY[way] * size),
  count: 0,
  body: new Int32Array(bodies + 1),
  from: new Int32Array(bodies + 1),
  way: new Uint8Array(bodies + 1),
})

/** Notes that a body goes from a cell in a direction, where the ground there can be walked on, if `open` is 1; nothing if it is 0. */
export function head(moves: Moves, body: number, from: number, way: number, open: number): void {
  moves.body[moves.count] = body
  moves.from[moves.count] = from
  moves.way[moves.count] = way
  moves.count += open
}

/**
 * Moves those who are noted in `moves`, and leaves those there who went. `stacking`: any number may share a cell, and all who
 * want to go, go. `channel` names the draws that settle ties.
 */
export function settle(world: EngineWorld, slot: number, stacking: boolean, channel: number): void {
  const { state, tables } = world
  const { crowd, x, y } = state
  const { ground, bodies, moves } = tables
  const { body, from, way, step, count } = moves
  const base = slot * bodies
  const first = slot * ground.cells
  if (!stacking) claimAll(world, slot, channel)
  let gone = 0
  for (let i = 0; i < count; i++) {
    const one = body[i]
    const d = way[i]
    const at = first + from[i]
    const to = at + step[d]
    if (!stacking) {
      if (crowd[to] !== (CLAIMED | one)) continue
      crowd[to] = 0
    }
    crowd[at]--
    crowd[to]++
    x[base + one] += DX[d]
    y[base + one] += DY[d]
    if (gone !== i) {
      body[gone] = one
      from[gone] = from[i]
      way[gone] = d
    }
    gone++
  }
  moves.count = gone
}

/** Claims for everyone the cell that it goes to, if that is free and nobody who comes first has claimed it. */
function claimAll(world: EngineWorld, slot: number, channel: number): void {
  const { state, tables } = world
  const { crowd } = state
  const { ground, moves } = tables
  const { body, from, way, step, count } = moves
  const first = slot * ground.cells
  for (let i = 0; i < count; i++) {
    const at = first + from[i] + step[way[i]]
    const there = crowd[at]
    if (there === 0 || (there >= CLAIMED && isFirst(world, slot, channel, body[i], there & ~CLAIMED)))
      crowd[at] = CLAIMED | body[i]
  }
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
