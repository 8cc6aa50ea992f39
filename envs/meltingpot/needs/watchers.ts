/** Two watchers that look alike but for their colours: the auditor on its tower fines who steps on red tiles, the other does nothing. */
import { inSight, isOpen } from '../../core/needs.ts'
import { MOST_PLAYERS } from '../engine/players.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { SHUTTER } from './channels.ts'
import { FINES, needsMetricAt } from './metrics.ts'
import { WATCHERS } from './tables.ts'

const AUDITOR = 0

/** Lights or shuts both watchers for a tick. */
export function watch(world: GridWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options } = tables.needs!
  for (let w = 0; w < WATCHERS; w++) {
    const row = slot * WATCHERS + w
    const { open } = w === AUDITOR ? options.auditor : options.bird
    state.open[row] = isOpen(world, slot, SHUTTER, w, tick, open, options.watch)
  }
}

/** Whether a watcher is lit and has a straight line to a cell. */
export function sees({ state, tables }: GridWorld, slot: number, w: number, cell: number): boolean {
  const row = slot * WATCHERS + w
  if (state.open[row] === 0 || state.watcherCell[row] === NOWHERE) return false
  const { radius } = tables.needs!.options.watch
  return inSight(state.kind, slot * tables.cells, tables.solid, tables.width, state.watcherCell[row], cell, radius)
}

/** Whether a cell is a red tile. */
export function isRed({ state, tables }: GridWorld, slot: number, cell: number): boolean {
  const { red } = tables.needs!.options.auditor
  for (let i = slot * red; i < (slot + 1) * red; i++) if (state.redCell[i] === cell) return true
  return false
}

const was = new Uint16Array(MOST_PLAYERS)

/** Notes where everybody stands before a step; NOWHERE who is out. */
export function noteCells({ state, agents }: GridWorld, slot: number): void {
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    was[p] = state.away[row] > 0 ? NOWHERE : state.cell[row]
  }
}

/** Stepping on a red tile costs while the auditor sees it; its tower is lit as it was before the step. To be set there costs nothing. */
export function fines(world: GridWorld, slot: number): void {
  const { state, tables, agents, metrics, knobs } = world
  const { options } = tables.needs!
  if (knobs.enforced[slot] === 0) return
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const cell = state.cell[row]
    if (was[p] === NOWHERE || was[p] === cell || state.away[row] > 0) continue
    if (!isRed(world, slot, cell) || !sees(world, slot, AUDITOR, cell)) continue
    state.private[row] -= options.auditor.fine
    metrics[needsMetricAt(tables, slot, FINES)]++
  }
}
