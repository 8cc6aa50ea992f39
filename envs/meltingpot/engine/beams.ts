/**
 * Beams (lab2d's `beam(name, length, radius)`): the column ahead, cells 1 to length; then for each side, left before right,
 * columns r = 1 to radius of cells 0 to length - r, beginning beside the player. A column stops where something blocks, unlit
 * there; a side whose first cell of a column blocks has no further columns. A beam that lists its cells lights them one by one.
 */
import { FIRE_ORDER, shuffle } from './chance.ts'
import { MOST_PLAYERS } from './players.ts'
import { FIRST_BEAM, NOWHERE, type Beam, type GridTables, type GridWorld, type Hit, type May } from './state.ts'

const order = new Int32Array(MOST_PLAYERS)
const shoots = new Uint8Array(MOST_PLAYERS)

/**
 * Fires a beam for everyone who asks and can, in random order unless the beam says otherwise; `hit` notes effects, the caller
 * applies them after all beams. `may` says who can beside those who are charged; everybody where it is null.
 */
export function fire<W extends GridWorld>(
  world: W,
  slot: number,
  beam: number,
  hit: Hit<W>,
  may: May<W> | null = null,
): void {
  const { agents } = world
  if (charge(world, slot, beam, may) === 0) return
  if (world.tables.beams[beam].inTurn === true) for (let p = 0; p < agents; p++) order[p] = p
  else shuffle(world, slot, FIRE_ORDER + beam, agents, order)
  for (let i = 0; i < agents; i++) if (shoots[order[i]] === 1) shine(world, slot, order[i], beam, hit)
}

/**
 * Notes who shoots, and returns how many do. Timers fall only here and only while their player is in the world, so shots are
 * cooldown + 1 steps apart; those of early beams fall before they are asked, so theirs are cooldown steps apart.
 */
function charge<W extends GridWorld>(world: W, slot: number, beam: number, may: May<W> | null): number {
  const { state, tables, agents, actions } = world
  const beams = tables.beams.length
  const early = tables.beams[beam].early === true
  let count = 0
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const timer = row * beams + beam
    shoots[p] = 0
    if (state.away[row] > 0) continue
    if (state.cooling[timer] > 0 && (--state.cooling[timer] > 0 || !early)) continue
    if (actions[row] !== FIRST_BEAM + beam || (may !== null && !may(world, slot, p))) continue
    state.cooling[timer] = tables.beams[beam].cooldown
    shoots[p] = 1
    count++
  }
  return count
}

/** How far the timer of a player's first beam has run, from 0 after a shot to its cooldown. */
export const chargeOf = ({ state, tables, agents }: GridWorld, slot: number, p: number): number =>
  tables.beams[0].cooldown - state.cooling[(slot * agents + p) * tables.beams.length]

/** Whether an action fires the first beam: what feeds a player in games where it is a hand, a tool or a bite. */
export const firesFirst = (_world: GridWorld, _slot: number, _p: number, action: number): boolean =>
  action === FIRST_BEAM

/** Steps until a player could fire a beam; 0 where it can in the next step. */
export function recharging({ state, tables, agents }: GridWorld, slot: number, p: number, beam: number): number {
  const timer = state.cooling[(slot * agents + p) * tables.beams.length + beam]
  return tables.beams[beam].early === true ? Math.max(0, timer - 1) : timer
}

function shine<W extends GridWorld>(world: W, slot: number, p: number, beam: number, hit: Hit<W>): void {
  const { state, tables, agents } = world
  const { length, radius, cells } = tables.beams[beam]
  if (cells !== undefined) return spots(world, slot, p, beam, cells, hit)
  const row = slot * agents + p
  const here = state.cell[row]
  const ahead = state.heading[row]
  column(world, slot, p, beam, tables.next[here * 4 + ahead], length, hit)
  for (let side = 3; side >= 1; side -= 2) {
    let cell = here
    for (let r = 1; r <= radius; r++) {
      cell = tables.next[cell * 4 + ((ahead + side) & 3)]
      if (!column(world, slot, p, beam, cell, length - r + 1, hit)) break
    }
  }
}

/** Lights each of the cells that does not block by itself. */
function spots<W extends GridWorld>(
  world: W,
  slot: number,
  p: number,
  beam: number,
  cells: NonNullable<Beam['cells']>,
  hit: Hit<W>,
): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  for (let i = 0; i < cells.length; i++) {
    const cell = cellAt(tables, state.cell[row], state.heading[row], cells[i][0], cells[i][1])
    if (cell !== NOWHERE && !hit(world, slot, p, beam, cell)) light(world, slot, beam, cell)
  }
}

/** The cell `ahead` cells on and `right` to the right (negative: to the left) of one who looks along a heading; or NOWHERE. */
export function cellAt(
  { next }: Pick<GridTables, 'next'>,
  from: number,
  heading: number,
  ahead: number,
  right: number,
): number {
  const side = (heading + (right < 0 ? 3 : 1)) & 3
  let cell = from
  for (let i = 0; i < ahead && cell !== NOWHERE; i++) cell = next[cell * 4 + heading]
  for (let i = Math.abs(right); i > 0 && cell !== NOWHERE; i--) cell = next[cell * 4 + side]
  return cell
}

function light({ state, slots }: GridWorld, slot: number, beam: number, cell: number): void {
  state.lit[(slot * state.lit.length) / slots + state.lights[slot]++] = cell * 4 + beam
}

/** Lights up to `length` cells from `cell` ahead. Returns whether the first was free. */
function column<W extends GridWorld>(
  world: W,
  slot: number,
  p: number,
  beam: number,
  cell: number,
  length: number,
  hit: Hit<W>,
): boolean {
  const { state, tables, agents } = world
  const ahead = state.heading[slot * agents + p]
  for (let i = 0; i < length; i++) {
    if (cell === NOWHERE || hit(world, slot, p, beam, cell)) return i > 0
    light(world, slot, beam, cell)
    cell = tables.next[cell * 4 + ahead]
  }
  return true
}
