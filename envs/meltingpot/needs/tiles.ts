/**
 * Red tiles: who comes onto one while the auditor sees it is fined, which has nothing to do with anybody's needs. They
 * lie there, or they are flowers, which bloom once in so many steps, at a step that is drawn, until one is picked or
 * they wither. Where there are books, who comes onto one unseen is noted, and may be fined some periods later.
 */
import { below, drawAt } from '../../core/keyed.ts'
import { comesOut, note, turnPage } from '../../core/ledger.ts'
import { MOST_PLAYERS } from '../engine/players.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { AUDIT, BLOOM } from './channels.ts'
import { isWindow, nextPeriod, noteOccasion } from './division.ts'
import { FINES, needsMetricAt } from './metrics.ts'
import { AUDITOR, sees, styleOf } from './watchers.ts'

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

/**
 * Who comes onto a red tile is fined while the auditor sees it, its tower lit as it was before the step; to be set
 * there costs nothing. A flower is picked, which pays. Counts who had the occasion: a tile beside one is one, a flower
 * is one as long as it blooms.
 */
export function treadOnTiles(world: GridWorld, slot: number): void {
  const { state, tables, agents } = world
  const { bloom, red } = tables.needs!.options.auditor
  if (red === 0) return
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const cell = state.cell[row]
    if (was[p] === NOWHERE || state.away[row] > 0) continue
    const treads = was[p] !== cell && isRed(world, slot, cell)
    if (bloom === null && (treads || isBesideRed(world, slot, was[p])))
      noteOccasion(world, slot, p, sees(world, slot, AUDITOR, cell), treads)
    if (!treads) continue
    if (sees(world, slot, AUDITOR, cell)) fine(world, slot, row)
    else noteUnseen(world, slot, row)
    if (bloom !== null) pick(world, slot, p)
  }
}

function isBesideRed(world: GridWorld, slot: number, cell: number): boolean {
  for (let d = 0; d < 4; d++) {
    const beside = world.tables.next[cell * 4 + d]
    if (beside !== NOWHERE && isRed(world, slot, beside)) return true
  }
  return false
}

function fine(world: GridWorld, slot: number, row: number): void {
  const { state, tables, metrics, knobs } = world
  if (knobs.enforced[slot] === 0) return
  state.private[row] -= tables.needs!.options.auditor.fine
  metrics[needsMetricAt(tables, slot, FINES)]++
}

/** Periods are counted from the end of the helper's window, before which nothing is noted. */
function noteUnseen(world: GridWorld, slot: number, row: number): void {
  const { state, tables, tick } = world
  const { ledger, window, period } = tables.needs!.options
  if (!isWindow(world, slot)) note(state.ledger, ledger, row, Math.floor((tick[slot] - window) / period))
}

/** As a period ends, what was noted of each player `delay` periods before the next one comes out, or never will. */
export function audit(world: GridWorld, slot: number): void {
  const { state, tables, agents } = world
  const { options, books } = tables.needs!
  const { ledger } = options
  const next = nextPeriod(world, slot)
  if (ledger === null || next < 0) return
  for (let p = 0; p < agents; p++) {
    const noted = turnPage(state.ledger, ledger, slot * agents + p, next)
    if (noted === 0 || !comesOut(world, slot, AUDIT, p, next, books[styleOf(world, slot)])) continue
    for (let i = 0; i < noted; i++) fine(world, slot, slot * agents + p)
  }
}

/** A player picks the flowers: they are gone for all. */
function pick(world: GridWorld, slot: number, p: number): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  state.private[row] += tables.needs!.options.auditor.bloom!.pays
  noteOccasion(world, slot, p, sees(world, slot, AUDITOR, state.cell[row]), true)
  wither(world, slot)
}

/** Notes where the tiles are. Nothing blooms before the window of the helper is over. */
export function resetFlowers(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { bloom: flowers, red } = tables.needs!.options.auditor
  if (flowers === null || red === 0) return
  for (let i = slot * red; i < (slot + 1) * red; i++) state.bed[i] = state.redCell[i]
  state.redCell.fill(NOWHERE, slot * red, (slot + 1) * red)
  state.bloomAt[slot] = 0
  state.bloomed[slot] = 0
  bloom(world, slot, 0)
}

/** Lets flowers bloom or wither, as they stand at a tick. When they bloom is the same whatever is done. */
export function bloom(world: GridWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options, focal } = tables.needs!
  const { bloom: flowers, red } = options.auditor
  const played = tick - options.window
  if (flowers === null || red === 0 || played < 0) return
  const step = played % flowers.every
  if (step === 0) {
    state.bloomAt[slot] = below(drawAt(world, slot, BLOOM, 0, played / flowers.every, 0), flowers.every - flowers.lasts)
    state.bloomed[slot] = 0
  }
  if (step === state.bloomAt[slot]) open(world, slot)
  if (step !== state.bloomAt[slot] + flowers.lasts || state.bloomed[slot] === 1) return
  const p = focal ?? 0
  noteOccasion(world, slot, p, sees(world, slot, AUDITOR, state.cell[slot * world.agents + p]), false)
  wither(world, slot)
}

function open({ state, tables }: GridWorld, slot: number): void {
  const { red } = tables.needs!.options.auditor
  for (let i = slot * red; i < (slot + 1) * red; i++) state.redCell[i] = state.bed[i]
}

/** They are gone until they bloom again. */
function wither({ state, tables }: GridWorld, slot: number): void {
  const { red } = tables.needs!.options.auditor
  state.redCell.fill(NOWHERE, slot * red, (slot + 1) * red)
  state.bloomed[slot] = 1
}
