/**
 * Moves of all bodies at once. Everyone says where it goes; of several who claim one cell a keyed draw lets one in. A cell that
 * somebody stands on is not free in the same tick, whoever leaves it: the outcome hangs on no order.
 */
import { CLAIMED, WAY_SHIFT } from '../../core/kernels-crowd-code.ts'
import { draw } from '../../core/keyed.ts'
import type { EngineWorld } from './state.ts'

export const NOWHERE = -1

// Moves, in the order of the action.
export const STAY = 0
export const MOVES = ['stay', 'north', 'south', 'east', 'west'] as const
export const DX = Int8Array.of(0, 0, 0, 1, -1)
export const DY = Int8Array.of(0, -1, 1, 0, 0)

/** Who goes where: the first `count` of `goer` and `goesFrom`. */
export interface Moves {
  count: number
  /** By direction: how far the next cell is in the order of the map. */
  readonly step: Int32Array
}

/** Moves on a map `size` cells wide. */
export const movesOf = (size: number): Moves => ({
  step: Int32Array.from(MOVES, (_, way) => DX[way] + DY[way] * size),
  count: 0,
})

/** An entry of `goer`. */
export const entryOf = (body: number, way: number): number => body | (way << WAY_SHIFT)
export const goerOf = (entry: number): number => entry & ((1 << WAY_SHIFT) - 1)
export const wayOf = (entry: number): number => entry >> WAY_SHIFT

/** Notes that a body goes from a cell in a direction, where the ground there can be walked on, if `open` is 1; nothing if it is 0. */
export function head(
  { state, tables }: EngineWorld,
  slot: number,
  body: number,
  from: number,
  way: number,
  open: number,
): void {
  const at = slot * tables.room + tables.moves.count
  state.goer[at] = entryOf(body, way)
  state.goesFrom[at] = from
  tables.moves.count += open
}

/** Moves those who are noted, and leaves those there who went: any number may share a cell. */
export function goFreely({ state, tables }: EngineWorld, slot: number): void {
  const { crowd, x, y, goer, goesFrom } = state
  const { ground, bodies, moves, room } = tables
  for (let i = slot * room; i < slot * room + moves.count; i++) {
    const b = slot * bodies + goerOf(goer[i])
    const way = wayOf(goer[i])
    const at = slot * ground.cells + goesFrom[i]
    crowd[at]--
    crowd[at + moves.step[way]]++
    x[b] += DX[way]
    y[b] += DY[way]
  }
}

/**
 * Moves those who are noted as far as cells are free, and leaves those there who went. `channel` names the draws that settle ties. What is
 * `shown` of a body ([bodies], 16 bits) goes with it on the map `figures` of the slot; both are offsets in the arena, 0 for none.
 */
export function settle(world: EngineWorld, slot: number, channel: number, figures = 0, shown = 0): void {
  const { state, tables, kernels } = world
  const { bodies, ground, moves, room } = tables
  const goer = state.goer.byteOffset + 4 * slot * room
  const from = state.goesFrom.byteOffset + 4 * slot * room
  const crowd = state.crowd.byteOffset + 2 * slot * ground.cells
  const ties = kernels.claim(goer, from, moves.count, state.list.byteOffset + 4 * slot * room, crowd, ground.size)
  for (let i = slot * room; i < slot * room + ties; i++) contest(world, slot, channel, slot * room + state.list[i])
  moves.count = kernels.go(
    goer,
    from,
    moves.count,
    crowd,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    ground.size,
    figures,
    shown,
  )
}

/** Takes the cell that entry `i` leads to from the body that has claimed it, if its own comes first. */
function contest(world: EngineWorld, slot: number, channel: number, i: number): void {
  const { state, tables } = world
  const { crowd, goer, goesFrom } = state
  const at = slot * tables.ground.cells + goesFrom[i] + tables.moves.step[wayOf(goer[i])]
  const body = goerOf(goer[i])
  if (isFirst(world, slot, channel, body, crowd[at] & ~CLAIMED)) crowd[at] = CLAIMED | body
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
