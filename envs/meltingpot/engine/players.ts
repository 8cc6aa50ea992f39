/** Players: places, moves, turns, removal and return (meltingpot's Avatar; order of resolution in docs/meltingpot.md). */
import { below, draw } from '../../core/keyed.ts'
import { ORDER, RETURN_HEADING, RETURN_PLACE, START_HEADING, START_PLACE, shuffle } from './chance.ts'
import {
  MOVE_HEADING, NOWHERE, TURN_LEFT, TURN_RIGHT, type Enter, type GridWorld,
} from './state.ts' // prettier-ignore

/** Most players of any substrate. */
export const MOST_PLAYERS = 16
const MOST_SPAWNS = 4096
const order = new Int32Array(MOST_PLAYERS)
const spare = new Uint16Array(MOST_SPAWNS)

/** Places players from `first` on at distinct random cells of the first `count` of `spawns`, each with a random heading. */
export function placePlayers(
  world: GridWorld,
  slot: number,
  spawns: Uint16Array,
  first = 0,
  end = world.agents,
  count = spawns.length,
): void {
  for (let i = 0; i < count; i++) spare[i] = spawns[i]
  for (let p = first, left = count; p < end; p++, left--) {
    const at = below(draw(world, slot, START_PLACE, p), left)
    const cell = spare[at]
    spare[at] = spare[left - 1]
    appear(world, slot, p, cell, below(draw(world, slot, START_HEADING, p), 4))
  }
}

function appear(
  { state, tables, agents, live }: GridWorld,
  slot: number,
  p: number,
  cell: number,
  heading: number,
): void {
  const row = slot * agents + p
  state.cell[row] = cell
  state.heading[row] = heading
  state.who[slot * tables.cells + cell] = p + 1
  state.away[row] = 0
  live[row] = 1
}

/** Takes a player out of the world; it returns at the end of the step `steps` + 1 from now (`steps` = framesTillRespawn). */
export function remove({ state, tables, agents, live }: GridWorld, slot: number, p: number, steps: number): void {
  const row = slot * agents + p
  if (state.away[row] > 0) return
  state.away[row] = steps + 1
  state.who[slot * tables.cells + state.cell[row]] = 0
  live[row] = 0
}

/** Places one player on a random free cell of `spawns`, of which there must be one: for games whose roles start apart. */
export function placePlayer(world: GridWorld, slot: number, p: number, spawns: Uint16Array): void {
  const cell = freeCell(world, slot, spawns, START_PLACE, p)
  appear(world, slot, p, cell, below(draw(world, slot, START_HEADING, p), 4))
}

/**
 * Brings back whose time has come, on a random free cell of `spawns`; where none is free they wait another step. `enter` is told
 * where each arrives.
 */
export function returns<W extends GridWorld>(
  world: W,
  slot: number,
  spawns: Uint16Array,
  enter: Enter<W> | null = null,
): void {
  for (let p = 0; p < world.agents; p++) {
    if (comeBack(world, slot, p, spawns) && enter !== null)
      enter(world, slot, p, world.state.cell[slot * world.agents + p])
  }
}

/** Puts a player who is in the world onto a random free cell of `spawns` at once; where none is free it stays. */
export function sendTo(world: GridWorld, slot: number, spawns: Uint16Array, p: number): void {
  const { state, tables, agents } = world
  const cell = freeCell(world, slot, spawns, RETURN_PLACE, p)
  if (cell === NOWHERE) return
  state.who[slot * tables.cells + state.cell[slot * agents + p]] = 0
  appear(world, slot, p, cell, below(draw(world, slot, RETURN_HEADING, p), 4))
}

/** Brings one player back if its time has come. Returns whether it is. */
export function comeBack(world: GridWorld, slot: number, p: number, spawns: Uint16Array): boolean {
  const { state, agents } = world
  const row = slot * agents + p
  if (state.away[row] === 0 || --state.away[row] > 0) return false
  const cell = freeCell(world, slot, spawns, RETURN_PLACE, p)
  if (cell === NOWHERE) {
    state.away[row] = 1
    return false
  }
  appear(world, slot, p, cell, below(draw(world, slot, RETURN_HEADING, p), 4))
  return true
}

function freeCell(world: GridWorld, slot: number, spawns: Uint16Array, channel: number, p: number): number {
  const { state, tables } = world
  let free = 0
  for (let i = 0; i < spawns.length; i++) {
    const at = slot * tables.cells + spawns[i]
    if (state.who[at] === 0 && tables.solid[state.kind[at]] === 0) spare[free++] = spawns[i]
  }
  return free === 0 ? NOWHERE : spare[below(draw(world, slot, channel, p), free)]
}

/**
 * All moves and turns, one player after the other in fresh random order. A move into a player or onto what bars its mover is refused; no swaps.
 * `enter` is told where a mover ends up, its own cell where it was refused.
 */
export function moves<W extends GridWorld>(world: W, slot: number, enter: Enter<W> | null): void {
  const { state, agents, actions } = world
  shuffle(world, slot, ORDER, agents, order)
  for (let i = 0; i < agents; i++) {
    const p = order[i]
    const row = slot * agents + p
    const action = actions[row]
    if (action === 0 || action > TURN_RIGHT || state.away[row] > 0 || state.frozen[row] > 0) continue
    if (action === TURN_LEFT) state.heading[row] = (state.heading[row] + 3) & 3
    else if (action === TURN_RIGHT) state.heading[row] = (state.heading[row] + 1) & 3
    else move(world, slot, p, (state.heading[row] + MOVE_HEADING[action]) & 3, enter)
  }
}

function move<W extends GridWorld>(world: W, slot: number, p: number, d: number, enter: Enter<W> | null): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const from = state.cell[row]
  const to = tables.next[from * 4 + d]
  const at = slot * tables.cells
  const barred = p * tables.kinds.length
  if (to !== NOWHERE && tables.barred[barred + state.kind[at + to]] === 0 && state.who[at + to] === 0) {
    state.who[at + from] = 0
    state.who[at + to] = p + 1
    state.cell[row] = to
  }
  if (enter !== null) enter(world, slot, p, state.cell[row])
}

/** Whether a player can move: what is asked of those who fire where a freeze stops beams too. */
export const thawed = ({ state, agents }: GridWorld, slot: number, p: number): boolean =>
  state.frozen[slot * agents + p] === 0

/** Frozen players thaw by one step. */
export function thaw({ state, agents }: GridWorld, slot: number): void {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.frozen[row] > 0) state.frozen[row]--
}
