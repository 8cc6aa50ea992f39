/** Where things of the layer stand in an episode: on the cells that the game gives, else where its map has room for them. */
import { below, draw } from '../../core/keyed.ts'
import { inSight } from '../../core/needs.ts'
import { put } from '../engine/grid.ts'
import { cellXY } from '../engine/map.ts'
import { DX, DY, FLOOR, NOWHERE, WALL, type GridWorld } from '../engine/state.ts'
import { GRAZER_PLACE, RED_PLACE, WATCHER_PLACE } from './channels.ts'
import { WATCHERS } from './tables.ts'
import { grazerOn, watcherOn } from './things.ts'
import { isRed } from './watchers.ts'

type Fits = (world: GridWorld, slot: number, cell: number) => boolean

/** Sets watchers, red tiles and grazers out, on wall or floor that becomes wall; who finds no place is not there. */
export function placeThings(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { pasture, needs } = tables
  const { grazers, options } = needs!
  state.watcherCell.fill(NOWHERE, slot * WATCHERS, (slot + 1) * WATCHERS)
  state.grazerCell.fill(NOWHERE, slot * grazers, (slot + 1) * grazers)
  for (let w = 0; w < WATCHERS; w++) {
    const cell = choose(world, slot, WATCHER_PLACE, w, pasture.watchers, pasture.watchers ? isUntaken : hasView)
    state.watcherCell[slot * WATCHERS + w] = cell
    if (cell !== NOWHERE) put(world, slot, cell, WALL)
  }
  const tiles = options.auditor.red
  state.redCell.fill(NOWHERE, slot * tiles, (slot + 1) * tiles)
  for (let tile = 0; tile < tiles; tile++) {
    state.redCell[slot * tiles + tile] = choose(
      world,
      slot,
      RED_PLACE,
      tile,
      pasture.red,
      pasture.red ? isPlain : isWatched,
    )
  }
  for (let i = 0; i < grazers; i++) {
    const cell = choose(world, slot, GRAZER_PLACE, i, pasture.grazers, pasture.grazers ? isUntaken : hasRoom)
    state.grazerCell[slot * grazers + i] = cell
    if (cell !== NOWHERE) put(world, slot, cell, WALL)
  }
}

/** A random one of the cells that fit, of those that the game gives or of all; NOWHERE if there is none. */
function choose(
  world: GridWorld,
  slot: number,
  channel: number,
  entity: number,
  given: Uint16Array | undefined,
  fits: Fits,
): number {
  const count = given ? given.length : world.tables.cells
  let free = 0
  for (let i = 0; i < count; i++) if (fits(world, slot, given ? given[i] : i)) free++
  if (free === 0) return NOWHERE
  let left = below(draw(world, slot, channel, entity), free)
  let i = 0
  while (!fits(world, slot, given ? given[i] : i) || left-- > 0) i++
  return given ? given[i] : i
}

const kindAt = ({ state, tables }: GridWorld, slot: number, cell: number): number =>
  state.kind[slot * tables.cells + cell]

const isUntaken: Fits = (world, slot, cell) => watcherOn(world, slot, cell) < 0 && grazerOn(world, slot, cell) < 0

const isPlain: Fits = (world, slot, cell) => !isRed(world, slot, cell)

const isBareFloor: Fits = (world, slot, cell) =>
  kindAt(world, slot, cell) === FLOOR && world.state.who[slot * world.tables.cells + cell] === 0

/** A wall that something can stand beside: room for a watcher. */
const hasView: Fits = (world, slot, cell) => {
  if (kindAt(world, slot, cell) !== WALL || !isUntaken(world, slot, cell)) return false
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
  if (tower === NOWHERE || isRed(world, slot, cell) || !isBareFloor(world, slot, cell)) return false
  const { radius } = tables.needs!.options.watch
  return inSight(state.kind, slot * tables.cells, tables.solid, tables.width, tower, cell, radius)
}

/** Bare floor in reach of where food grows, and not the only way past: room for a grazer. */
const hasRoom: Fits = (world, slot, cell) =>
  world.tables.needs!.meadow[cell] === 1 &&
  isBareFloor(world, slot, cell) &&
  !isRed(world, slot, cell) &&
  isByTheWay(world, slot, cell)

const isWalkable: Fits = (world, slot, cell) => world.tables.solid[kindAt(world, slot, cell)] === 0

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
