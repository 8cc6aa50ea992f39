/**
 * Calls to the gates. A keeper that calls does not turn them itself: in each turn it alone sees what its plot needs of
 * the river, and calls a number of tenths. The gates take it at its word, let as much run to its plot and the rest to
 * the others in equal parts, and never learn the truth. docs/meltingpot-needs.md has the page.
 */
import { ACT_USE, SELF, shareByte } from '../core/common.ts'
import { field, type Fields } from '../core/fields.ts'
import { object, probability } from '../core/needs-options.ts'
import { addReport, drawSight, reportPay, writeReports } from '../core/reports.ts'
import { TENTHS } from '../core/shares.ts'
import { OWN_CHANNEL } from './engine/chance.ts'
import type { Act } from './engine/state.ts'
import { isWindow } from './needs/division.ts'
import { priceTag } from './needs/players.ts'
import { KEEPER, WHOLE, letRun, type SluiceConfig, type SluiceTables, type SluiceWorld } from './sluice-state.ts'

/** A call is a number of tenths, from 0. */
export const CALLS = 8
const MOST = CALLS - 1
/** What the gates go by where they hear nothing. */
const UNHEARD = 3
/** Before the keeper has called in a turn; else its call plus one. */
const SILENT = 0
/** What the greatest lie may pay where that is shown: it fills a byte. */
const LURE_FULL = 8

/** Channel of the draws, and two more after it. */
const TRUTH = OWN_CHANNEL + 2

/** Sums of a slot's tally: each step in which a call stands counts as a report. */
const TALLIES = 3

export const CALL_METRICS = ['lies', 'over_report'] as const

export const callSchema = object({
  turn: { type: 'integer', minimum: 1 },
  conflict: { type: 'number', minimum: 0 },
  audible: { type: 'boolean' },
  harm: { type: 'integer', enum: [-1, 0, 1] },
  misinform: probability,
})

export const CALL_ACTS: readonly Act[] = Array.from({ length: CALLS }, (_, tenths) => ({
  name: `call_${tenths}`,
  effect: `tell the gates that your plot needs ${tenths} tenths of the river`,
  common: ACT_USE,
}))

/** What the keeper knows of itself, in the symbolic view. */
export const CALL_SCALARS = [
  'need of its plot',
  'what it called',
  'steps of the turn gone',
  'what the greatest lie pays',
]

/** What tables have of calls. Throws a RangeError where nobody calls, or nothing could be paid for it. */
export function callTables({ keeper, needs, message }: SluiceConfig): Pick<SluiceTables, 'calls' | 'whole'> {
  if (keeper !== 'calls') {
    if (Object.keys(message).length === 0) return { calls: null, whole: null }
    throw new RangeError(`Got the option message with keeper '${keeper}', expected keeper 'calls'.`)
  }
  if (needs === null)
    throw new RangeError("Got keeper 'calls' without the option needs, expected one; {} takes the defaults.")
  return { calls: { turn: 6, conflict: 0, audible: true, harm: 1, misinform: 0, ...message }, whole: WHOLE }
}

/** Empty where nobody calls. */
export const callFields = ({ calls }: SluiceTables) =>
  ({
    truth: field('u8', calls ? 1 : 0),
    belief: field('u8', calls ? 1 : 0),
    called: field('u8', calls ? 1 : 0),
    tally: field('i32', calls ? TALLIES : 0),
  }) satisfies Fields

/** Those that no view may show. */
export const HIDDEN_CALLS = ['truth', 'tally'] as const

/** Step of the running turn that comes next; none has begun in the window of the helper. */
function stepOf({ tables, tick }: SluiceWorld, slot: number): number {
  return Math.max(0, tick[slot] - tables.needs!.options.window) % tables.calls!.turn
}

/** Begins a turn if one begins at a tick: what the plot needs, what the keeper sees of that, and nothing called. */
export function beginTurn(world: SluiceWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { turn, misinform } = tables.calls!
  const played = tick - tables.needs!.options.window
  if (played < 0 || played % turn !== 0) return
  drawSight(world, slot, TRUTH, tick, CALLS, misinform, state.truth, state.belief)
  state.called[slot] = SILENT
  divide(world, slot)
}

/** The keeper calls; the last call of a turn stands. */
export function call(world: SluiceWorld, slot: number, tenths: number): void {
  if (isWindow(world, slot)) return
  world.state.called[slot] = tenths + 1
  divide(world, slot)
}

/** Tenths that the gates go by. */
const heard = ({ state, tables }: SluiceWorld, slot: number): number =>
  tables.calls!.audible && state.called[slot] !== SILENT ? state.called[slot] - 1 : UNHEARD

/**
 * Sets the gates by what they heard. What a call gets the keeper's plot over its need the others go without, unless they
 * are topped up to what the truth would leave them, or get as much again. Until it has called, nothing goes by the truth.
 */
export function divide(world: SluiceWorld, slot: number): void {
  const { state, tables } = world
  const tenths = heard(world, slot)
  const over = state.called[slot] === SILENT ? 0 : Math.max(0, tenths - state.truth[slot])
  letRun(world, slot, tenths, TENTHS - tenths + (1 - tables.calls!.harm) * over)
}

/**
 * Pays the keeper in private while a call stands, a turn's pay step by step: 1 - |m - v| / 7 for tenths heard m and
 * needed v; with a conflict c, for m above v, 1 + c (m - v) / 7.
 */
export function payCall(world: SluiceWorld, slot: number): void {
  const { state, tables, knobs, agents } = world
  const { turn, conflict } = tables.calls!
  if (state.called[slot] === SILENT) return
  addReport(state.tally, slot * TALLIES, state.called[slot] - 1 - state.belief[slot])
  if (tables.needs!.focal !== KEEPER) return
  const over = heard(world, slot) - state.truth[slot]
  state.private[slot * agents + KEEPER] += (knobs.price[slot] / turn) * reportPay(over, conflict, MOST)
}

/** Writes CALL_METRICS from `at` on. */
export const writeCallMetrics = ({ state, metrics }: SluiceWorld, slot: number, at: number): void =>
  writeReports(metrics, at, state.tally, slot * TALLIES)

/** What the tag says that the greatest lie pays beside what a turn pays. */
const lureOf = (world: SluiceWorld, slot: number): number =>
  priceTag(world, slot, KEEPER) * world.tables.calls!.conflict
const lureByte = (world: SluiceWorld, slot: number): number => shareByte(lureOf(world, slot) / LURE_FULL)

/** The i-th of the keeper's scalars. */
export function callScalar(world: SluiceWorld, slot: number, i: number): number {
  const { belief, called } = world.state
  if (i < 2) return i === 0 ? belief[slot] : called[slot]
  return i === 2 ? Math.min(255, stepOf(world, slot)) : lureByte(world, slot)
}

/** Writes what the keeper sees of its turn: what its plot needs, one-hot, then its call, the turn's part gone, the lure. */
export function writeCall(world: SluiceWorld, slot: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  out[at + state.belief[slot]] = 255
  out[at + CALLS] = shareByte(state.called[slot] / CALLS)
  out[at + CALLS + 1] = shareByte(stepOf(world, slot) / tables.calls!.turn)
  out[at + CALLS + 2] = lureByte(world, slot)
}

/** The same in the common view: what is wanted; the call is an amount, the lure a quality. */
export function holdCall(world: SluiceWorld, slot: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  out[at + SELF.at.wants + state.belief[slot]] = 255
  out[at + SELF.at.amount] = shareByte(state.called[slot] / CALLS)
  out[at + SELF.at.progress] = shareByte(stepOf(world, slot) / tables.calls!.turn)
  out[at + SELF.at.quality] = lureByte(world, slot)
}

/** The same in words. */
export function callText(world: SluiceWorld, slot: number): string {
  const { state, tables } = world
  const lure = lureOf(world, slot)
  const called = state.called[slot] === SILENT ? 'called nothing yet' : `called ${state.called[slot] - 1}`
  const paid = `the tag says that a turn pays you up to ${priceTag(world, slot, KEEPER)} for what your plot needs`
  const more = lure > 0 ? `, and for more up to ${lure} beside that` : ''
  return (
    `In this turn your plot needs ${state.belief[slot]} tenths of the river; you have ${called}; ` +
    `${tables.calls!.turn - stepOf(world, slot)} steps of it are left. The gates do what you call; ${paid}${more}.`
  )
}
