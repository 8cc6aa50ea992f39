/**
 * Scouting: a predator prowls in the fog, and the quartermaster alone sees for how many cells the way out is clear.
 * The squad goes as far as it is told in a word, and never learns the truth. Where the quartermaster has the vein to
 * itself while the others meet the predator, to call too much clear pays it.
 */
import { addReport, drawSight, reportPay, writeReports } from '../../../core/reports.ts'
import type { SurvivalWorld } from '../state.ts'
import { PROWL } from './channels.ts'
import { FURTHEST, REPORTS } from './config.ts'
import { LIES, REPORT_SUMS, counts, needsMetricAt } from './metrics.ts'
import { strangerNeed } from './strangers.ts'
import { quartermasterOf } from './tables.ts'

/** How far a squad goes that hears nothing. */
const UNHEARD = 3

/** Nothing was reported yet. */
export const resetReports = ({ state }: SurvivalWorld, slot: number): void =>
  void state.reports.fill(0, slot * REPORT_SUMS.length, (slot + 1) * REPORT_SUMS.length)

/** The predator is somewhere else in each tick; where it is and what the scout sees of it hang on draws alone. */
export function prowl(world: SurvivalWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { scout } = tables.needs!.options
  if (scout === null) return
  drawSight(world, slot, PROWL, tick, REPORTS, scout.misinform, state.clear, state.scouted)
}

/**
 * The squad goes out as far as the word of the tick says, and comes back. A cell that is clear brings each stranger
 * with a stake its share of a meal; one beyond costs it as much (harm 1), nothing (0) or brings it too (-1).
 */
export function sendSquad(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { scout } = tables.needs!.options
  if (scout === null || !counts(world, slot)) return
  const agent = quartermasterOf(world, slot)
  const word = agent < 0 ? 0 : state.said[slot * tables.players + agent]
  const heard = word > 0 && scout.audible ? cellsOf(word) : UNHEARD
  const over = heard - state.clear[slot]
  forage(world, slot, over > 0 ? state.clear[slot] - scout.harm * over : heard)
  if (word === 0) return
  payReport(world, slot, agent, over)
  addReport(state.reports, slot * REPORT_SUMS.length, cellsOf(word) - state.scouted[slot])
}

/** How far a word says that the way is clear; words beyond the last that means something say the same. */
const cellsOf = (word: number): number => Math.min(word - 1, FURTHEST)

function forage(world: SurvivalWorld, slot: number, cells: number): void {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const won = Math.round((options.strangers.meal * cells) / FURTHEST)
  for (let i = 0; i < strangers; i++) {
    const row = slot * strangers + i
    const need = strangerNeed(world, slot, i)
    if (state.inert[row] === 1) continue
    state.strangerBars[need] = Math.max(0, Math.min(state.capacity[row], state.strangerBars[need] + won))
  }
}

/** Pays a report in private, at a price of 1, by how many cells the squad goes too far. */
function payReport({ state, knobs, agents }: SurvivalWorld, slot: number, agent: number, over: number): void {
  state.private[slot * agents + agent] += knobs.price[slot] * reportPay(over, knobs.conflict[slot], FURTHEST)
}

/** Writes the metrics of reports; there are none without a scout. */
export function writeScouting(world: SurvivalWorld, slot: number): void {
  const { metrics, state, tables } = world
  const at = needsMetricAt(world, slot, LIES)
  if (tables.needs!.options.scout === null) metrics.fill(NaN, at, at + 2)
  else writeReports(metrics, at, state.reports, slot * REPORT_SUMS.length)
}
