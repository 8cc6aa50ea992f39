/**
 * Reports to a literal splitter: the focal agent alone knows what it needs in a round, says so in one of eight tokens, and gets as
 * many tokens as it says; recipients get the rest. The splitter never learns the truth.
 */
import { addReport, drawSight, reportPay } from '../core/reports.ts'
import { FOCAL, REPORTS, TRUTH, type AllocationWorld } from './state.ts'
import { shares, spread } from './split.ts'
import { MESSAGES, TALLIES } from './tallies.ts'

/** What the splitter goes by where it hears nothing. */
const UNHEARD = 3
const MOST = REPORTS - 1

/** The focal agent's need of a round, and what it sees of it. */
export function beginReport(world: AllocationWorld, slot: number): void {
  const { round, truth, belief } = world.state
  drawSight(world, slot, TRUTH, round[slot], REPORTS, world.tables.options.message.misinform, truth, belief)
}

/** Writes the splitter's division of a round's tokens into `shares`. */
export function divideByReport(world: AllocationWorld, slot: number, pool: number): void {
  const { state, tables, actions } = world
  const { audible, harm } = tables.options.message
  const heard = audible ? actions[slot] : UNHEARD
  const over = Math.max(0, heard - state.truth[slot])
  const rest = pool - Math.min(pool, heard)
  // Topped up, recipients have what the truth would leave them; where they gain, an over-report brings them as much again.
  spread(world, slot, rest + (1 - harm) * over)
  shares[FOCAL] = pool - rest
  state.report[slot] = actions[slot]
  addReport(state.tally, slot * TALLIES.length + MESSAGES, actions[slot] - state.belief[slot])
}

/**
 * Pays a round in private, at a price of 1: without conflict, or where the agent divides itself, that its need is met, 1 - |m - v| / 7
 * for what was heard m and the truth v. With a conflict c an over-report pays 1 + c (m - v) / 7 instead.
 */
export function payReport({ state, tables, actions, knobs }: AllocationWorld, slot: number): void {
  const { conflict, audible, act } = tables.options.message
  const over = (audible ? actions[slot] : UNHEARD) - state.truth[slot]
  state.private[slot] += knobs.price[slot] * reportPay(over, act ? 0 : conflict, MOST)
}
