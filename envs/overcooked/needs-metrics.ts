/** Numbers of an episode with needs, which no view shows. Nothing counts before the window of the helper is over. */
import {
  ALL_NEED, COVERED, DIVISION_METRICS, GIVEN, KEPT, OWN_NEED, PRIVATE, SUMS, TICKS, addOccasion, addPair, writeDivision, writeGini,
} from '../core/needs-division.ts' // prettier-ignore
import { addReport, writeReports } from '../core/reports.ts'
import { MOST_DINERS } from './needs-places.ts'
import { CALL_SUMS, CLEAN, SEEN, type KitchenWorld } from './state.ts'

/** The last of the kitchen's metrics, zero without needs; docs/overcooked-needs.md says what each is. */
export const NEEDS_METRICS = [
  'diners_fed', 'soups_eaten', 'coverage', 'fines', ...DIVISION_METRICS, 'lies', 'under_report', 'look_rate',
] as const // prettier-ignore
export const FED = 0
export const EATEN = 1
const COVERAGE = 2
export const FINES = 3
const DIVISION = 4
const REPORTS = DIVISION + DIVISION_METRICS.length
const LOOK_RATE = REPORTS + 2

/** Where a slot's needs metrics begin. */
const metricsOf = (metrics: Float64Array, slots: number, slot: number): number =>
  (slot + 1) * (metrics.length / slots) - NEEDS_METRICS.length

/** Counts some of FED, EATEN or FINES. */
export function count({ metrics, slots }: KitchenWorld, slot: number, metric: number, some = 1): void {
  metrics[metricsOf(metrics, slots, slot) + metric] += some
}

/** Whether a helper feeds diners, and nobody plays yet. */
export const isWindow = ({ tables, tick }: KitchenWorld, slot: number): boolean =>
  tables.needs !== null && tick[slot] < tables.needs.options.window

/** Whether keeping pays cook p. */
export const isFocal = ({ tables }: KitchenWorld, p: number): boolean => {
  const { focal } = tables.needs!.options
  return focal === null || focal === p
}

const sumsOf = (slot: number): number => slot * SUMS.length

export function resetSums(world: KitchenWorld, slot: number): void {
  const { state, metrics, slots } = world
  state.sums.fill(0, sumsOf(slot), sumsOf(slot + 1))
  const first = metricsOf(metrics, slots, slot) + REPORTS
  metrics.fill(NaN, first, first + 3)
  beginPeriod(world, slot)
  writeMetrics(world, slot)
  writeSpread(world, slot)
}

/** Notes how far each diner is below its threshold, and that it got nothing yet. */
function beginPeriod({ state, tables }: KitchenWorld, slot: number): void {
  const diners = tables.needs!.diners.length
  for (let row = slot * diners; row < (slot + 1) * diners; row++) {
    state.units[row] = 0
    state.demand[row] = Math.max(0, state.threshold[row] - state.fullness[row])
  }
}

/** A soup left the hands of a cook by a hatch: an occasion to have broken the neutral rule, unless rounds are. */
export function tallySoup(world: KitchenWorld, slot: number, p: number, kept: boolean): void {
  if (!isFocal(world, p)) return
  const { state, tables } = world
  state.sums[sumsOf(slot) + (kept ? KEPT : GIVEN)]++
  if (tables.needs!.options.veil) tallyLook(world, slot, p)
  if (tables.needs!.options.round === 0) tallyRule(world, slot, p)
}

/** Of a batch so many soups were kept, and the rest given. */
export function tallyBatch({ state }: KitchenWorld, slot: number, kept: number, given: number): void {
  state.sums[sumsOf(slot) + KEPT] += kept
  state.sums[sumsOf(slot) + GIVEN] += given
}

/** Whether a cook looked before it brought a soup. */
function tallyLook({ state, metrics, slots, agents }: KitchenWorld, slot: number, p: number): void {
  const at = sumsOf(slot)
  state.looked[slot] += state.lifted[slot * agents + p]
  metrics[metricsOf(metrics, slots, slot) + LOOK_RATE] =
    state.looked[slot] / (state.sums[at + KEPT] + state.sums[at + GIVEN])
}

/** An occasion on which cook p broke the neutral rule or not, which is what a stain says. */
export function tallyRule(world: KitchenWorld, slot: number, p: number): void {
  const { state, agents } = world
  const stain = state.stain[slot * agents + p]
  addOccasion(state.sums, sumsOf(slot), stain === CLEAN ? isWatched(world, slot) : stain === SEEN, stain !== CLEAN)
}

/** A call says that so many soups are left less than its caller sees. */
export function tallyCall({ state, metrics, slots }: KitchenWorld, slot: number, short: number): void {
  const { callSums: sums } = state
  const at = slot * CALL_SUMS.length
  addReport(sums, at, short)
  writeReports(metrics, metricsOf(metrics, slots, slot) + REPORTS, sums, at)
}

/** Whether an auditor watches, whatever it sees. */
export function isWatched({ state, tables }: KitchenWorld, slot: number): boolean {
  const { watchers, placebo } = tables.needs!
  for (let w = 0; w < watchers.length; w++)
    if (placebo[w] === 0 && state.watching[slot * watchers.length + w] === 1) return true
  return false
}

/** What a tick took from a cook. */
export function addEffort(world: KitchenWorld, slot: number, p: number, effort: number): void {
  if (isWindow(world, slot) || !isFocal(world, p)) return
  world.state.sums[sumsOf(slot) + OWN_NEED] += effort
  world.state.sums[sumsOf(slot) + ALL_NEED] += effort
}

/**
 * Of diners with a stake, the share that have any wellbeing left after the last tick that was tallied; 0 where there
 * are none.
 */
export const covered = new Float64Array(1)

/** Last of a tick, once everybody has lost what it takes. */
export function tally(world: KitchenWorld, slot: number): void {
  const { tables, tick } = world
  const { window, period } = tables.needs!.options
  const played = tick[slot] + 1 - window
  if (played === 0) beginPeriod(world, slot)
  if (played <= 0) return
  tallyTick(world, slot)
  if (played % period === 0) endPeriod(world, slot)
  writeMetrics(world, slot)
}

function tallyTick(world: KitchenWorld, slot: number): void {
  const { state, tables, agents } = world
  const at = sumsOf(slot)
  const diners = tables.needs!.diners.length
  let stakes = 0
  let well = 0
  for (let row = slot * diners; row < (slot + 1) * diners; row++) {
    if (state.inert[row] === 1) continue
    stakes++
    if (state.fullness[row] > 0) well++
    state.sums[at + ALL_NEED] += state.decay[row]
  }
  covered[0] = stakes === 0 ? 0 : well / stakes
  state.sums[at + TICKS] += stakes === 0 ? 0 : 1
  state.sums[at + COVERED] += covered[0]
  for (let p = 0; p < agents; p++) if (isFocal(world, p)) state.sums[at + PRIVATE] += state.private[slot * agents + p]
}

function endPeriod(world: KitchenWorld, slot: number): void {
  const { state, tables } = world
  const diners = tables.needs!.diners.length
  for (let row = slot * diners; row < (slot + 1) * diners; row++)
    if (state.inert[row] === 0) addPair(state.sums, sumsOf(slot), state.units[row], state.demand[row])
  writeSpread(world, slot)
  beginPeriod(world, slot)
}

function writeMetrics({ state, metrics, slots }: KitchenWorld, slot: number): void {
  const first = metricsOf(metrics, slots, slot)
  const at = sumsOf(slot)
  metrics[first + COVERAGE] = state.sums[at + COVERED] / state.sums[at + TICKS]
  writeDivision(metrics, first + DIVISION, state.sums, at)
}

/** The Gini coefficient of wellbeing, among whom keeping pays and diners with a stake. */
function writeSpread(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, metrics, slots } = world
  const diners = tables.needs!.diners.length
  let count = 0
  for (let p = 0; p < agents; p++) if (isFocal(world, p)) wellbeings[count++] = state.stamina[slot * agents + p]
  for (let row = slot * diners; row < (slot + 1) * diners; row++)
    if (state.inert[row] === 0) wellbeings[count++] = state.fullness[row]
  writeGini(metrics, metricsOf(metrics, slots, slot) + DIVISION, wellbeings, count)
}

const MOST_COOKS = 9
const wellbeings = new Int32Array(MOST_COOKS + MOST_DINERS)
