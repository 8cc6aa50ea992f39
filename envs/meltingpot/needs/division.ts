/**
 * What is divided among beings, against what they need: flow that a game says it gives, or food that they eat. Nothing
 * of it counts before the window of the helper is over.
 */
import {
  ALL_NEED, COVERED, GIVEN, KEPT, OWN_NEED, PRIVATE, SUMS, TICKS, addOccasion, addPair, writeDivision, writeGini,
} from '../../core/needs-division.ts' // prettier-ignore
import { FULL } from '../../core/needs.ts'
import { MOST_PLAYERS } from '../engine/players.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { MOST_GRAZERS } from './config.ts'
import { COVERAGE, DIVISION, needsMetricAt } from './metrics.ts'
import { isAlive, needAt } from './things.ts'

/** Whether the helper feeds, and nobody plays yet. */
export const isWindow = ({ tables, tick }: GridWorld, slot: number): boolean =>
  tables.needs !== null && tick[slot] < tables.needs.options.window

/** The period that begins after this step, counted from the end of the window; -1 where none does. */
export function nextPeriod({ tables, tick }: GridWorld, slot: number): number {
  const { window, period } = tables.needs!.options
  const played = tick[slot] + 1 - window
  return played >= 0 && played % period === 0 ? played / period : -1
}

const beingsOf = ({ tables, agents }: GridWorld): number => agents + tables.needs!.grazers

/** Where the sums of a slot begin. */
const sumsOf = (slot: number): number => slot * SUMS.length

export function resetDivision(world: GridWorld, slot: number): void {
  world.state.sums.fill(0, sumsOf(slot), sumsOf(slot + 1))
  beginPeriod(world, slot)
  writeMetrics(world, slot)
}

/** Wellbeing of a being, in thousandths. */
const wellbeingOf = (world: GridWorld, slot: number, being: number): number =>
  being < world.agents
    ? world.state.bars[needAt(world, slot, being)]
    : world.state.grazerBars[
        (slot * world.tables.needs!.grazers + being - world.agents) * 2 + world.state.needBar[slot]
      ]

/** Whether food moves a being that is in the world at all, alive or dead. */
function hasStake({ state, tables, agents }: GridWorld, slot: number, being: number): boolean {
  if (being < agents) return true
  const row = slot * tables.needs!.grazers + being - agents
  return state.inert[row] === 0 && state.grazerCell[row] !== NOWHERE
}

function beginPeriod(world: GridWorld, slot: number): void {
  const { state, tables, agents } = world
  const { grazers } = tables.needs!
  const beings = agents + grazers
  for (let being = 0; being < beings; being++) {
    const row = slot * beings + being
    state.units[row] = 0
    const dead = being >= agents && !isAlive(world, slot, being - agents)
    const hungry = being < agents ? FULL : state.threshold[slot * grazers + being - agents]
    state.demand[row] = dead ? 0 : Math.max(0, hungry - wellbeingOf(world, slot, being))
  }
  state.portions.fill(0, slot * grazers, (slot + 1) * grazers)
}

/** A being was given something of what is divided, where that is food. */
export function serve(world: GridWorld, slot: number, being: number, worth: number): void {
  if (world.tables.pasture.units === undefined) world.state.units[slot * beingsOf(world) + being] += worth
}

/** A step takes from a being's wellbeing: so much on average, whether there is any left or not. */
export function addNeed(world: GridWorld, slot: number, being: number, loss: number): void {
  if (isWindow(world, slot) || !hasStake(world, slot, being)) return
  world.state.sums[sumsOf(slot) + ALL_NEED] += loss
  if (being === world.tables.needs!.focal) world.state.sums[sumsOf(slot) + OWN_NEED] += loss
}

/** Counts an occasion to break the auditor's rule, of a player whom keeping pays. */
export function noteOccasion(world: GridWorld, slot: number, p: number, watched: boolean, taken: boolean): void {
  const { focal } = world.tables.needs!
  if ((focal !== null && focal !== p) || isWindow(world, slot)) return
  addOccasion(world.state.sums, sumsOf(slot), watched, taken)
}

/** Last rule of a step but for the lights. */
export function tally(world: GridWorld, slot: number): void {
  const next = nextPeriod(world, slot)
  if (next === 0) beginPeriod(world, slot)
  if (isWindow(world, slot)) return
  takeUnits(world, slot)
  if (next > 0) {
    endPeriod(world, slot)
    beginPeriod(world, slot)
  }
  sumPrivate(world, slot)
  cover(world, slot)
  writeMetrics(world, slot)
}

/** What a game gives in a step of what is divided. */
function takeUnits(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { pasture } = tables
  const beings = beingsOf(world)
  if (pasture.units === undefined) return
  for (let being = 0; being < beings; being++) state.units[slot * beings + being] += pasture.units(world, slot, being)
}

function endPeriod(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { focal } = tables.needs!
  const beings = beingsOf(world)
  const at = sumsOf(slot)
  for (let being = 0; being < beings; being++) {
    const row = slot * beings + being
    state.sums[at + (being === focal ? KEPT : GIVEN)] += state.units[row]
    if (being !== focal && hasStake(world, slot, being)) addPair(state.sums, at, state.units[row], state.demand[row])
  }
}

/** What the step paid whom keeping pays. */
function sumPrivate({ state, tables, agents }: GridWorld, slot: number): void {
  const { focal } = tables.needs!
  for (let p = 0; p < agents; p++) {
    if (focal === null || focal === p) state.sums[sumsOf(slot) + PRIVATE] += state.private[slot * agents + p]
  }
}

/**
 * Of the beings with a stake but the focal one, the share that have any wellbeing left, after the last step; 0 for
 * none.
 */
export const covered = new Float64Array(1)

function cover(world: GridWorld, slot: number): void {
  const { state, tables } = world
  const { focal } = tables.needs!
  const beings = beingsOf(world)
  let stakes = 0
  let well = 0
  for (let being = 0; being < beings; being++) {
    if (being === focal || !hasStake(world, slot, being)) continue
    stakes++
    if (wellbeingOf(world, slot, being) > 0) well++
  }
  covered[0] = stakes === 0 ? 0 : well / stakes
  if (stakes === 0) return
  state.sums[sumsOf(slot) + TICKS]++
  state.sums[sumsOf(slot) + COVERED] += covered[0]
}

function writeMetrics(world: GridWorld, slot: number): void {
  const { state, tables, metrics } = world
  const at = sumsOf(slot)
  metrics[needsMetricAt(tables, slot, COVERAGE)] = state.sums[at + COVERED] / state.sums[at + TICKS]
  const first = needsMetricAt(tables, slot, DIVISION)
  writeDivision(metrics, first, state.sums, at)
  let count = 0
  const beings = beingsOf(world)
  for (let being = 0; being < beings; being++) {
    if (hasStake(world, slot, being)) wellbeings[count++] = wellbeingOf(world, slot, being)
  }
  writeGini(metrics, first, wellbeings, count)
}

const wellbeings = new Int32Array(MOST_PLAYERS + MOST_GRAZERS)
