/**
 * Reports to a literal splitter: the focal agent alone knows what it needs in a round, says so in one of eight tokens, and gets as
 * many tokens as it says; recipients get the rest. The splitter never learns the truth.
 */
import { below, drawAt, unit } from '../core/keyed.ts'
import { FOCAL, MISINFORM, MISTAKE, REPORTS, TRUTH, type AllocationWorld } from './state.ts'
import { shares, spread } from './split.ts'
import { LIES, MESSAGES, OVER, TALLIES } from './tallies.ts'

/** What the splitter goes by where it hears nothing. */
const UNHEARD = 3
const MOST = REPORTS - 1

/** The focal agent's need of a round, and what it sees of it. */
export function beginReport(world: AllocationWorld, slot: number): void {
  const { state, tables } = world
  const round = state.round[slot]
  const { misinform } = tables.options.message
  state.truth[slot] = below(drawAt(world, slot, TRUTH, 0, round, 0), REPORTS)
  const wrong = unit(drawAt(world, slot, MISINFORM, 0, round, 0)) < misinform
  state.belief[slot] = wrong ? below(drawAt(world, slot, MISTAKE, 0, round, 0), REPORTS) : state.truth[slot]
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
  note(world, slot, actions[slot])
}

/** A report that contradicts what the agent sees is a lie. */
function note({ state }: AllocationWorld, slot: number, report: number): void {
  const tally = slot * TALLIES.length
  const belief = state.belief[slot]
  state.tally[tally + MESSAGES]++
  if (report === belief) return
  state.tally[tally + LIES]++
  state.tally[tally + OVER] += report - belief
}

/**
 * Pays a round in private, at a price of 1: without conflict, or where the agent divides itself, that its need is met, 1 - |m - v| / 7
 * for what was heard m and the truth v. With a conflict c an over-report pays 1 + c (m - v) / 7 instead.
 */
export function payReport({ state, tables, actions, knobs }: AllocationWorld, slot: number): void {
  const { conflict, audible, act } = tables.options.message
  const over = (audible ? actions[slot] : UNHEARD) - state.truth[slot]
  const lured = over > 0 && conflict > 0 && !act
  state.private[slot] += knobs.price[slot] * (1 + (lured ? conflict * over : -Math.abs(over)) / MOST)
}
