/**
 * Where those of the layer stand in an episode: around the depot, the cell where the first agent that gets rations
 * begins.
 */
import { WINDOW } from '../../../core/kernels-code.ts'
import { below, draw } from '../../../core/keyed.ts'
import { cellOf, enter } from '../../engine/crowd.ts'
import { NOWHERE } from '../../engine/moves.ts'
import { GRASS, WALKABLE } from '../../materials.ts'
import { LOOK, MARKED } from '../look.ts'
import { RULES } from '../numbers.ts'
import type { SurvivalWorld } from '../state.ts'
import { FIELD, SITE } from './channels.ts'
import { INSPECTOR, standing, watcherBody } from './tables.ts'
import { canOversee } from './watchers.ts'

/** Furthest from the depot, in king's moves: from there all are in sight. Even, as sites lie two apart. */
const REACH = RULES.vision - 1
const SIDE = 2 * REACH + 1
const found = new Int32Array(SIDE * SIDE)

type Fits = (world: SurvivalWorld, slot: number, cell: number) => boolean

/** Sets watchers, strangers and fields out, in this order; who finds no place is not there. */
export function placeThings(world: SurvivalWorld, slot: number): void {
  const { tables } = world
  // As an episode begins, agents are named by their numbers.
  const depot = cellOf(world, slot, tables.needs!.options.focal ?? 0)
  placeBodies(world, slot, listCells(world, slot, depot, 2, isFree))
  const inspector = watcherBody(tables, INSPECTOR)
  const isThere = world.state.here[slot * tables.bodies + inspector] === 1
  placeFields(world, slot, isThere ? listCells(world, slot, depot, 1, isField) : 0)
}

/**
 * Lists in `found` the cells around the depot that fit, `apart` apart, and returns how many there are. With 2, bodies
 * never stand side by side: on open ground they bar nobody's way.
 */
function listCells(world: SurvivalWorld, slot: number, depot: number, apart: number, fits: Fits): number {
  const { size } = world.tables.ground
  let count = 0
  for (let dy = -REACH; dy <= REACH; dy += apart) {
    for (let dx = -REACH; dx <= REACH; dx += apart) {
      const cell = depot + dy * size + dx
      if (fits(world, slot, cell)) found[count++] = cell
    }
  }
  return count
}

const isFree: Fits = ({ state, tables }, slot, cell) => {
  const at = slot * tables.ground.cells + cell
  return WALKABLE[state.terrain[at]] === 1 && state.crowd[at] === 0
}

/** Grass, which never changes, where nobody stands and that the inspector oversees. */
const isField: Fits = (world, slot, cell) =>
  world.state.terrain[slot * world.tables.ground.cells + cell] === GRASS &&
  isFree(world, slot, cell) &&
  canOversee(world, slot, INSPECTOR, cell)

function placeBodies(world: SurvivalWorld, slot: number, cells: number): void {
  const { tables } = world
  const { size } = tables.ground
  for (let i = 0, left = cells; i < standing(tables.needs) && left > 0; i++, left--) {
    const cell = pick(world, slot, SITE, i, left)
    enter(world, slot, watcherBody(tables, i), cell % size, Math.floor(cell / size))
  }
}

function placeFields(world: SurvivalWorld, slot: number, cells: number): void {
  const { fields } = world.tables.needs!.options.auditor
  for (let i = 0; i < fields; i++) {
    world.state.marked[slot * fields + i] = i < cells ? pick(world, slot, FIELD, i, cells - i) : NOWHERE
  }
}

/** Takes one of the first `left` cells of `found` by a draw. */
function pick(world: SurvivalWorld, slot: number, channel: number, i: number, left: number): number {
  const at = below(draw(world, slot, channel, i), left)
  const cell = found[at]
  found[at] = found[left - 1]
  return cell
}

/** Whether a cell is a marked field. */
export function isMarked({ state, tables }: SurvivalWorld, slot: number, cell: number): boolean {
  const { fields } = tables.needs!.options.auditor
  for (let i = slot * fields; i < (slot + 1) * fields; i++) if (state.marked[i] === cell) return true
  return false
}

/** Shows the fields in an agent's window, whose first byte in `out` is `at`: of each cell of `bytes` bytes the first is changed. */
export function showFields(
  { state, tables }: SurvivalWorld,
  slot: number,
  agent: number,
  out: Uint8Array,
  at: number,
  bytes: number = LOOK.length,
): void {
  const { fields } = tables.needs!.options.auditor
  const { size } = tables.ground
  const b = slot * tables.bodies + agent
  for (let i = slot * fields; i < (slot + 1) * fields; i++) {
    if (state.marked[i] === NOWHERE) continue
    const y = Math.floor(state.marked[i] / size)
    const column = state.marked[i] - y * size - state.x[b] + RULES.vision
    const row = y - state.y[b] + RULES.vision
    if (column >= 0 && column < WINDOW && row >= 0 && row < WINDOW) out[at + (row * WINDOW + column) * bytes] = MARKED
  }
}
