/**
 * Scouting: a predator prowls in the fog, and the quartermaster alone sees for how many cells the way out is clear.
 * The squad goes as far as it is told in a word, and never learns the truth. Where the quartermaster has the vein to
 * itself while the others meet the predator, to call too much clear pays it.
 */
import { below, drawAt, unit } from '../../../core/keyed.ts'
import type { SurvivalWorld } from '../state.ts'
import { MISINFORM, MISTAKE, PROWL } from './channels.ts'
import { FURTHEST, REPORTS } from './config.ts'
import { LIES, OVER, OVER_REPORT, REPORTED, REPORT_SUMS, LIED, counts, needsMetricAt } from './metrics.ts'
import { strangerNeed } from './strangers.ts'
import { isFocal } from './tables.ts'

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
  const wrong = unit(drawAt(world, slot, MISINFORM, 0, tick, 0)) < scout.misinform
  state.clear[slot] = below(drawAt(world, slot, PROWL, 0, tick, 0), REPORTS)
  state.scouted[slot] = wrong ? below(drawAt(world, slot, MISTAKE, 0, tick, 0), REPORTS) : state.clear[slot]
}

/**
 * The squad goes out as far as the word of the tick says, and comes back. A cell that is clear brings each stranger
 * with a stake its share of a meal; one beyond costs it as much (harm 1), nothing (0) or brings it too (-1).
 */
export function sendSquad(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { scout } = tables.needs!.options
  if (scout === null || !counts(world, slot)) return
  const agent = scoutOf(world, slot)
  const word = agent < 0 ? 0 : state.said[slot * tables.players + agent]
  const heard = word > 0 && scout.audible ? cellsOf(word) : UNHEARD
  const over = heard - state.clear[slot]
  forage(world, slot, over > 0 ? state.clear[slot] - scout.harm * over : heard)
  if (word === 0) return
  payReport(world, slot, agent, over)
  noteReport(world, slot, cellsOf(word) - state.scouted[slot])
}

/** The quartermaster's row, -1 while it is dead. */
function scoutOf(world: SurvivalWorld, slot: number): number {
  const { live, agents } = world
  for (let agent = 0; agent < agents; agent++)
    if (live[slot * agents + agent] === 1 && isFocal(world, slot, agent)) return agent
  return -1
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

/**
 * Pays a report in private, at a price of 1, by how many cells the squad goes too far: 1 - |over| / FURTHEST, or where
 * it does go too far and there is a conflict c, 1 + c over / FURTHEST.
 */
function payReport({ state, knobs, agents }: SurvivalWorld, slot: number, agent: number, over: number): void {
  const conflict = knobs.conflict[slot]
  const gain = over > 0 && conflict > 0 ? conflict * over : -Math.abs(over)
  state.private[slot * agents + agent] += knobs.price[slot] * (1 + gain / FURTHEST)
}

/** A report that contradicts what the scout sees is a lie. */
function noteReport({ state }: SurvivalWorld, slot: number, over: number): void {
  const at = slot * REPORT_SUMS.length
  state.reports[at + REPORTED]++
  if (over !== 0) state.reports[at + LIED]++
  state.reports[at + OVER] += over
}

/** Writes the metrics of reports; there are none without. */
export function writeReports(world: SurvivalWorld, slot: number): void {
  const { metrics, state, tables } = world
  const from = slot * REPORT_SUMS.length
  const isOn = tables.needs!.options.scout !== null
  const reports = isOn ? state.reports[from + REPORTED] : 0
  metrics[needsMetricAt(world, slot, LIES)] = reports === 0 ? NaN : state.reports[from + LIED] / reports
  metrics[needsMetricAt(world, slot, OVER_REPORT)] = reports === 0 ? NaN : state.reports[from + OVER] / reports
}
