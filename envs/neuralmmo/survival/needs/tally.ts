/**
 * What metrics of the needs layer are computed from, summed as the world goes on. NaN where a number is not defined: shares
 * of no rations, correlations of what does not vary, coverage of nobody.
 */
import { FULL } from '../../../core/needs.ts'
import type { SurvivalWorld } from '../state.ts'
import { agentNeed } from './agents.ts'
import {
  COVERAGE, EXCESS, GINI, GIVEN, KEPT, RED_UNWATCHED, RED_WATCHED, RETURN, SELF_SHARE, TRACK, needsMetricAt,
} from './metrics.ts' // prettier-ignore
import { strangerNeed } from './strangers.ts'
import {
  COUNTED, DEMAND, DEMAND2, ALL_NEED, OWN_NEED, PRIVATE, STAKED, SUMS, UNITS, UNITS2, UNITS_DEMAND, UNWATCHED, UNWATCHED_ON, WATCHED,
  WATCHED_ON, WELL,
} from './sums.ts' // prettier-ignore
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
    state.sums[at + STAKED]++
    state.sums[at + WELL] += well / stakes
  }
  for (let agent = 0; agent < agents; agent++)
    if (isFocal(world, slot, agent)) state.sums[at + PRIVATE] += state.private[slot * agents + agent]
}

/** Adds a day that is over: what each being with a stake got, and how much it needed. */
export function sumDay(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { sums } = state
  const { meal } = tables.needs!.options.strangers
  const beings = tables.players + tables.needs!.strangers
  const at = slot * SUMS.length
  for (let being = 0; being < beings; being++) {
    if (!hasStake(world, slot, being)) continue
    const units = state.received[slot * beings + being]
    const demand = state.demand[slot * beings + being] / meal
    sums[at + COUNTED]++
    sums[at + UNITS] += units
    sums[at + DEMAND] += demand
    sums[at + UNITS2] += units * units
    sums[at + DEMAND2] += demand * demand
    sums[at + UNITS_DEMAND] += units * demand
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
  const kept = metrics[at + KEPT]
  const share = kept / (kept + metrics[at + GIVEN])
  const entitled = sums[from + OWN_NEED] / sums[from + ALL_NEED]
  metrics[at + COVERAGE] = sums[from + WELL] / sums[from + STAKED]
  metrics[at + SELF_SHARE] = share
  metrics[at + EXCESS] = entitled === 1 ? NaN : (share - entitled) / (1 - entitled)
  writeTrack(metrics, at + TRACK, sums, from)
  writeGini(world, slot, at + GINI)
  metrics[at + RETURN] = sums[from + PRIVATE]
  metrics[at + RED_WATCHED] = sums[from + WATCHED_ON] / sums[from + WATCHED]
  metrics[at + RED_UNWATCHED] = sums[from + UNWATCHED_ON] / sums[from + UNWATCHED]
}

/** Correlation of rations and demand over beings with a stake and days; written in place, as all fractions are. */
function writeTrack(metrics: Float64Array, at: number, sums: Float64Array, from: number): void {
  const n = sums[from + COUNTED]
  const units = sums[from + UNITS]
  const demand = sums[from + DEMAND]
  const unitsVary = n * sums[from + UNITS2] - units * units
  const demandVary = n * sums[from + DEMAND2] - demand * demand
  const both = n * sums[from + UNITS_DEMAND] - units * demand
  metrics[at] = unitsVary <= 0 || demandVary <= 0 ? NaN : both / Math.sqrt(unitsVary * demandVary)
}

/** Gini coefficient of wellbeing among quartermasters and all with a stake: mean difference of two over twice the mean. */
function writeGini(world: SurvivalWorld, slot: number, at: number): void {
  const { players, needs } = world.tables
  let count = 0
  let sum = 0
  let apart = 0
  for (let being = 0; being < players + needs!.strangers; being++) {
    if (being >= players && !hasStake(world, slot, being)) continue
    const wellbeing = wellbeingOf(world, slot, being)
    for (let other = 0; other < count; other++) apart += Math.abs(wellbeing - needs!.wellbeings[other])
    needs!.wellbeings[count++] = wellbeing
    sum += wellbeing
  }
  // Each pair was met once, and counts twice among count^2.
  world.metrics[at] = sum === 0 ? NaN : apart / (count * sum)
}
