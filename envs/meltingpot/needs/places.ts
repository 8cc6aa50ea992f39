/** Where things of the layer stand in an episode: on the cells that the game gives, else where its map has room for them. */
import { below, draw } from '../../core/keyed.ts'
import { inSight } from '../../core/needs.ts'
import { put } from '../engine/grid.ts'
import { cellXY } from '../engine/map.ts'
import { DX, DY, FLOOR, NOWHERE, WALL, type GridWorld } from '../engine/state.ts'
import { GRAZER_PLACE, RED_PLACE, WATCHER_PLACE } from './channels.ts'
import { WATCHERS } from './tables.ts'
import { grazerOn, watcherOn } from './things.ts'
import { isRed } from './tiles.ts'

type Fits = (world: GridWorld, slot: number, cell: number) => boolean

/** A sort of things that are set out. */
interface Sort {
  readonly channel: number
  /** Where one may stand before any of them does, on maps that do not give its cells. */
  readonly fits: Fits
  /** What is asked once more as each is set out. */
  readonly stillFits: Fits | null
  /** Whether its cell becomes wall. */
  readonly solid: boolean
}

/** Sets watchers, red tiles and grazers out, in this order; who finds no place is not there. */
export function placeThings(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { watchers, red, grazers } = tables.pasture
  const { options, grazers: count } = tables.needs!
  const watcher = { channel: WATCHER_PLACE, fits: hasView, stillFits: null, solid: true }
  const tile = { channel: RED_PLACE, fits: isWatched, stillFits: null, solid: false }
  const grazer = { channel: GRAZER_PLACE, fits: hasPasture, stillFits: isByTheWay, solid: true }
  for (const cells of [state.watcherCell, state.redCell, state.grazerCell]) {
    const size = cells.length / world.slots
    cells.fill(NOWHERE, slot * size, (slot + 1) * size)
  }
  scatter(world, slot, watcher, watchers, state.watcherCell, WATCHERS)
  scatter(world, slot, tile, red, state.redCell, options.auditor.red)
  scatter(world, slot, grazer, grazers, state.grazerCell, count)
}

const MOST_CELLS = 4096
const free = new Uint16Array(MOST_CELLS)

/** Draws cells for `count` things of a sort, [slots, count] `out`: of those that the map gives, or of all that fit. */
function scatter(
  world: GridWorld,
  slot: number,
  { channel, fits, stillFits, solid }: Sort,
  given: Uint16Array | undefined,
  out: Uint16Array,
  count: number,
): void {
  let left = listFree(world, slot, given, fits)
  for (let i = 0; i < count; i++) {
    let cell = NOWHERE
    for (let k = 0; cell === NOWHERE && left > 0; k++) {
      const at = below(draw(world, slot, channel, i, k), left)
      if (given || stillFits === null || stillFits(world, slot, free[at])) cell = free[at]
      free[at] = free[--left]
    }
    out[slot * count + i] = cell
    if (solid && cell !== NOWHERE) put(world, slot, cell, WALL)
  }
}

/** Lists the cells where nothing of the layer is yet, of those given or of all that fit. Returns how many. */
function listFree(world: GridWorld, slot: number, given: Uint16Array | undefined, fits: Fits): number {
  let count = 0
  for (let i = 0, end = given ? given.length : world.tables.cells; i < end; i++) {
    const cell = given ? given[i] : i
    if ((given || fits(world, slot, cell)) && isUntaken(world, slot, cell)) free[count++] = cell
  }
  return count
}

const kindAt = ({ state, tables }: GridWorld, slot: number, cell: number): number =>
  state.kind[slot * tables.cells + cell]

const isWalkable: Fits = (world, slot, cell) => world.tables.solid[kindAt(world, slot, cell)] === 0

const isUntaken: Fits = (world, slot, cell) =>
  watcherOn(world, slot, cell) < 0 && grazerOn(world, slot, cell) < 0 && !isRed(world, slot, cell)

const isBareFloor: Fits = (world, slot, cell) =>
  kindAt(world, slot, cell) === FLOOR && world.state.who[slot * world.tables.cells + cell] === 0

/** A wall that something can stand beside: room for a watcher. */
const hasView: Fits = (world, slot, cell) => {
  if (kindAt(world, slot, cell) !== WALL) return false
  for (let d = 0; d < 4; d++) {
    const beside = world.tables.next[cell * 4 + d]
    if (beside !== NOWHERE && isWalkable(world, slot, beside)) return true
  }
  return false
}

/** Bare floor in sight of the watchtower: room for a red tile. */
const isWatched: Fits = (world, slot, cell) => {
  const { state, tables } = world
  const tower = state.watcherCell[slot * WATCHERS]
  if (tower === NOWHERE || !isBareFloor(world, slot, cell)) return false
  const { radius } = tables.needs!.options.watch
  return inSight(state.kind, slot * tables.cells, tables.solid, tables.width, tower, cell, radius)
}

/** Bare floor in reach of where food grows. */
const hasPasture: Fits = (world, slot, cell) => world.tables.needs!.meadow[cell] === 1 && isBareFloor(world, slot, cell)

/** Whether who walks between the neighbours of a cell has a way around it: all sides that are free lie in one run of free cells. */
function isByTheWay(world: GridWorld, slot: number, cell: number): boolean {
  let runs = 0
  for (let d = 0; d < 4; d++) {
    const e = (d + 3) & 3
    const joined =
      isFreeAt(world, slot, cell, DX[d] + DX[e], DY[d] + DY[e]) && isFreeAt(world, slot, cell, DX[e], DY[e])
    if (!joined && isFreeAt(world, slot, cell, DX[d], DY[d])) runs++
  }
  return runs <= 1
}

function isFreeAt(world: GridWorld, slot: number, cell: number, dx: number, dy: number): boolean {
  const { width } = world.tables
  const beside = cellXY(world.tables, (cell % width) + dx, Math.floor(cell / width) + dy)
  return beside !== NOWHERE && isWalkable(world, slot, beside)
}
