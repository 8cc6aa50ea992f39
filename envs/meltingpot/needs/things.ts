/**
 * Who and what of the layer is where. Beings are numbered players first, then grazers; dials show bars of those who
 * are far away.
 */
import { POSTURE, POSTURES, bendOf } from '../../core/needs-kinds.ts'
import { FULL } from '../../core/needs.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { WATCHERS } from './tables.ts'

/** Where a player's need is among the bars. */
export const needAt = ({ state, agents }: GridWorld, slot: number, p: number): number =>
  (slot * agents + p) * 2 + state.needBar[slot]

/**
 * Bar k, as shown, of a being: a player's number, or `agents` plus a grazer's. A grazer that shows by posture is the
 * higher, the lower it bends.
 */
export function barOf({ state, tables, agents }: GridWorld, slot: number, being: number, k: number): number {
  if (being < agents) return state.bars[(slot * agents + being) * 2 + k]
  const { grazers, options } = tables.needs!
  const bar = state.grazerBars[(slot * grazers + being - agents) * 2 + k]
  return options.grazers.signal === POSTURE ? Math.round((bendOf(bar) * FULL) / (POSTURES - 1)) : bar
}

/** The grazer on a cell, -1 if there is none. */
export function grazerOn({ state, tables }: GridWorld, slot: number, cell: number): number {
  const { grazers } = tables.needs!
  for (let i = 0; i < grazers; i++) if (state.grazerCell[slot * grazers + i] === cell) return i
  return -1
}

/** The watcher on a cell, -1 if there is none. */
export function watcherOn({ state }: GridWorld, slot: number, cell: number): number {
  for (let w = 0; w < WATCHERS; w++) if (state.watcherCell[slot * WATCHERS + w] === cell) return w
  return -1
}

/** Whether a grazer is in the world and lives. */
export function isAlive({ state, tables }: GridWorld, slot: number, i: number): boolean {
  const row = slot * tables.needs!.grazers + i
  return state.grazerCell[row] !== NOWHERE && state.dead[row] === 0
}

/** Whether the helper fed a being in the last step. */
export const isHelped = ({ state, tables, agents }: GridWorld, slot: number, being: number): boolean =>
  tables.needs!.options.window > 0 && state.helped[slot] > 0 && agents + state.helped[slot] - 1 === being

/** The being whose bars a dial shows, -1 if the cell is no dial or nobody's. */
export function onDial(world: GridWorld, slot: number, cell: number): number {
  const { playerDials, grazerDials, grazers } = world.tables.pasture
  const player = playerDials ? playerDials.indexOf(cell) : -1
  if (player >= 0) return player
  const place = grazerDials ? grazerDials.indexOf(cell) : -1
  const grazer = place < 0 ? -1 : grazerOn(world, slot, grazers![place])
  return grazer < 0 ? -1 : world.agents + grazer
}

/** Where a being stands; NOWHERE for one that is out of the world. */
export function standsAt({ state, tables, agents }: GridWorld, slot: number, being: number): number {
  if (being >= agents) return state.grazerCell[slot * tables.needs!.grazers + being - agents]
  const row = slot * agents + being
  return state.away[row] > 0 ? NOWHERE : state.cell[row]
}
