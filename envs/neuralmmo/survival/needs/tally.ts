/**
 * What metrics of the needs layer are computed from, summed as the world goes on. NaN where a number is not defined: shares
 * of no rations, correlations of what does not vary, coverage of nobody.
 */
import {
  COVERED, PRIVATE, SUMS, TICKS, addPair, writeDivision, writeGini,
} from '../../../core/needs-division.ts' // prettier-ignore
import { FULL } from '../../../core/needs.ts'
import type { SurvivalWorld } from '../state.ts'
import { agentNeed } from './agents.ts'
import { COVERAGE, DIVISION, needsMetricAt } from './metrics.ts'
import { strangerNeed } from './strangers.ts'
import { isFocal, strangerBody } from './tables.ts'

/** Adds the share of beings with a stake that have any wellbeing left, and what the tick paid quartermasters in private. */
export function sumTick(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents } = world
  const { players, needs } = tables
  const at = slot * SUMS.length
  let stakes = 0
  let well = 0
  for (let being = 0; being < players + needs!.strangers; being++) {
    if (!hasStake(world, slot, being)) continue
    stakes++
    if (wellbeingOf(world, slot, being) > 0) well++
  }
  if (stakes > 0) {
    state.sums[at + TICKS]++
    state.sums[at + COVERED] += well / stakes
  }
  for (let agent = 0; agent < agents; agent++)
    if (isFocal(world, slot, agent)) state.sums[at + PRIVATE] += state.private[slot * agents + agent]
}

/** Adds a day that is over: what each being with a stake got, and how much it needed. */
export function sumDay(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const beings = tables.players + tables.needs!.strangers
  const at = slot * SUMS.length
  for (let being = 0; being < beings; being++) {
    if (!hasStake(world, slot, being)) continue
    const row = slot * beings + being
    addPair(state.sums, at, state.received[row], state.demand[row])
  }
}

/** Notes how far all are below what they need, and that they got nothing yet. The threshold of an agent is a full bar. */
export function beginDay(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, needs } = tables
  const { strangers } = needs!
  const first = slot * (players + strangers)
  for (let being = 0; being < players + strangers; being++) {
    const threshold = being < players ? FULL : state.threshold[slot * strangers + being - players]
    state.received[first + being] = 0
    state.demand[first + being] = Math.max(0, threshold - wellbeingOf(world, slot, being))
  }
}

/** Whether one of the agents and, after them, strangers has a stake in what quartermasters do. */
function hasStake(world: SurvivalWorld, slot: number, being: number): boolean {
  const { state, tables } = world
  const { players, bodies, needs } = tables
  const i = being - players
  if (i < 0) return !isFocal(world, slot, being)
  return state.inert[slot * needs!.strangers + i] === 0 && state.here[slot * bodies + strangerBody(tables, i)] === 1
}

const wellbeingOf = (world: SurvivalWorld, slot: number, being: number): number =>
  being < world.tables.players
    ? world.state.bars[agentNeed(world, slot, being)]
    : world.state.strangerBars[strangerNeed(world, slot, being - world.tables.players)]

/** Writes the metrics that follow from sums and from beings as they stand. */
export function writeNeedsMetrics(world: SurvivalWorld, slot: number): void {
  const { metrics, state } = world
  const { sums } = state
  const at = needsMetricAt(world, slot, 0)
  const from = slot * SUMS.length
  metrics[at + COVERAGE] = sums[from + COVERED] / sums[from + TICKS]
  writeDivision(metrics, at + DIVISION, sums, from)
  writeSpread(world, slot, at + DIVISION)
}

/** The Gini coefficient of wellbeing, among quartermasters and all with a stake. */
function writeSpread(world: SurvivalWorld, slot: number, at: number): void {
  const { players, needs } = world.tables
  const { wellbeings, strangers } = needs!
  let count = 0
  for (let being = 0; being < players + strangers; being++)
    if (being < players || hasStake(world, slot, being)) wellbeings[count++] = wellbeingOf(world, slot, being)
  writeGini(world.metrics, at, wellbeings, count)
}
