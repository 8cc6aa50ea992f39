/**
 * Moves of all bodies at once. Everyone says where it goes; of several who claim one cell a keyed draw lets one in. A
 * cell that somebody stands on is not free in the same tick, whoever leaves it: the outcome hangs on no order.
 */
import { WAY_SHIFT } from '../../core/kernels-crowd-code.ts'
import { draw } from '../../core/keyed.ts'
import type { EngineWorld } from './state.ts'

export const NOWHERE = -1

// Moves, in the order of the action.
export const STAY = 0
export const MOVES = ['stay', 'north', 'south', 'east', 'west'] as const
export const DX = Int8Array.of(0, 0, 0, 1, -1)
export const DY = Int8Array.of(0, -1, 1, 0, 0)

/** Who goes where: the first `count` of `goer` and `goesFrom`. Who has the direction STAY stays. */
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

/**
 * Notes that a body goes from a cell in a direction, where the ground there can be walked on, if `open` is 1; nothing
 * if it is 0.
 */
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
 * Moves those who are noted as far as cells are free; the others' entries lose their direction. `channel` names the
 * draws that settle ties. `shown` is what `crowd` has of a body ([bodies], 16 bits); without, it has counts.
 */
export function settle(world: EngineWorld, slot: number, channel: number, shown: Uint16Array | null): void {
  const { state, tables, kernels } = world
  const { bodies, ground, moves, room } = tables
  const goer = state.goer.byteOffset + 4 * slot * room
  const from = state.goesFrom.byteOffset + 4 * slot * room
  const crowd = state.crowd.byteOffset + 2 * slot * ground.cells
  kernels.claim(goer, from, moves.count, crowd, ground.size)
  const contested = kernels.go(
    goer,
    from,
    moves.count,
    crowd,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    ground.size,
    shown === null ? 0 : shown.byteOffset + 2 * slot * bodies,
    state.list.byteOffset + 4 * slot * room,
  )
  if (contested > 0) contest(world, slot, channel, contested, shown)
}

/** Lets one body go to each of the cells that the listed ones want to go to. */
function contest(world: EngineWorld, slot: number, channel: number, count: number, shown: Uint16Array | null): void {
  const { state, tables } = world
  const { list, claim, goer } = state
  const first = slot * tables.room
  for (let i = first; i < first + count; i++) {
    const to = cellTo(world, slot, first + list[i])
    const body = goerOf(goer[first + list[i]])
    if (isFirst(world, slot, channel, body, claim[to] - 1)) claim[to] = body + 1
  }
  for (let i = first; i < first + count; i++) {
    const entry = first + list[i]
    const to = cellTo(world, slot, entry)
    if (claim[to] === goerOf(goer[entry]) + 1) go(world, slot, entry, to, shown)
    else goer[entry] = goerOf(goer[entry])
  }
  for (let i = first; i < first + count; i++) {
    const entry = first + list[i]
    if (wayOf(goer[entry]) !== STAY) claim[cellTo(world, slot, entry)] = 0
  }
}

/** The cell that an entry leads to, in the arrays of all slots. */
const cellTo = ({ state, tables }: EngineWorld, slot: number, entry: number): number =>
  slot * tables.ground.cells + state.goesFrom[entry] + tables.moves.step[wayOf(state.goer[entry])]

/** Moves a body as an entry says. */
function go({ state, tables }: EngineWorld, slot: number, entry: number, to: number, shown: Uint16Array | null): void {
  const { crowd, x, y, goer, goesFrom } = state
  const b = slot * tables.bodies + goerOf(goer[entry])
  const left = slot * tables.ground.cells + goesFrom[entry]
  crowd[to] = shown === null ? 1 : shown[b]
  crowd[left] = shown === null ? crowd[left] - 1 : 0
  x[b] += DX[wayOf(goer[entry])]
  y[b] += DY[wayOf(goer[entry])]
}

/**
 * Whether a body comes before another in a tie of this tick: by a draw of its name, and of equal draws by the name.
 * Nobody (-1) comes last.
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
