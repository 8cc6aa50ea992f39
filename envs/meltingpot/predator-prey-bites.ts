/**
 * Bites: a predator eats whom it bites, unless more prey than predators stand around its prey. What happens is decided
 * for all bites on the world as the moves left it, and applied after them: two who bite each other are both eaten.
 */
import { fire } from './engine/beams.ts'
import { MOST_PLAYERS, remove } from './engine/players.ts'
import type { Beam } from './engine/state.ts'
import { payFood } from './engine/substrate.ts'
import {
  MEAN_GROUP, PREDATORS_EATEN, PREY_EATEN, WITHSTOOD, bandOf, type HuntWorld,
} from './predator-prey-world.ts' // prettier-ignore

/** The cell ahead, in any step. */
export const INTERACT: Beam = {
  name: 'interact',
  length: 1,
  radius: 0,
  cooldown: 0,
  colour: '#f0f0f0',
  hand: 'bite who is ahead (predators), or sit down to the acorn that you hold (prey)',
}
const RED = 0

// What this step's bites did, by player.
const ate = new Uint8Array(MOST_PLAYERS)
const strained = new Uint8Array(MOST_PLAYERS)
const eaten = new Uint8Array(MOST_PLAYERS)
const warned = new Uint8Array(MOST_PLAYERS)

/** Lets all predators bite who ask to; the tired and the frozen may. */
export function bite(world: HuntWorld, slot: number): void {
  ate.fill(0)
  strained.fill(0)
  eaten.fill(0)
  warned.fill(0)
  fire(world, slot, 0, hit)
}

/** Prey have no beam. */
function hit(world: HuntWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const { state, tables, metrics } = world
  const at = slot * tables.cells + cell
  if (tables.hunts[p] === 0 || tables.solid[state.kind[at]] === 1) return true
  const target = state.who[at] - 1
  if (target < 0) return false
  if (tables.hunts[target] === 1) strained[p] = 1
  else if (standsBy(world, slot, target, 0) > standsBy(world, slot, target, 1)) {
    warn(world, slot, target)
    metrics[slot * tables.metrics.length + WITHSTOOD]++
    return false
  } else ate[p] = 1
  eaten[target] = 1
  return false
}

/** Whether q is within the radius around p; so is p. */
export function isNear({ state, tables, agents }: HuntWorld, slot: number, p: number, q: number): boolean {
  const { turnedX, turnedY, numbers } = tables
  const a = state.cell[slot * agents + p]
  const b = state.cell[slot * agents + q]
  // Of the map turned to the north, which is the map.
  const dx = turnedX[a] - turnedX[b]
  const dy = turnedY[a] - turnedY[b]
  return dx * dx + dy * dy <= numbers.groupRadius * numbers.groupRadius
}

/** Whether a player counts in a group: the exhausted do not, nor do prey at their meal from its second step on. */
function stands(world: HuntWorld, slot: number, p: number): boolean {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const eats = state.meal[row] > 0 && state.meal[row] < tables.numbers.mealSteps
  return state.away[row] === 0 && !eats && bandOf(world, slot, p) !== RED
}

/** Predators (`hunts` 1) or prey (0) that count around a player. */
export function standsBy(world: HuntWorld, slot: number, p: number, hunts: number): number {
  let counted = 0
  for (let q = 0; q < world.agents; q++) {
    if (world.tables.hunts[q] === hunts && stands(world, slot, q) && isNear(world, slot, p, q)) counted++
  }
  return counted
}

/** The group that withstood a bite raises its arms. */
function warn(world: HuntWorld, slot: number, p: number): void {
  for (let q = 0; q < world.agents; q++) {
    if (world.tables.hunts[q] === 0 && stands(world, slot, q) && isNear(world, slot, p, q)) warned[q] = 1
  }
}

/** Pays and removes. Two predators who bite one prey are both paid. */
export function applyBites(world: HuntWorld, slot: number): void {
  const { state, tables, agents } = world
  const { preyReward, chewSteps, biteStamina, alertSteps } = tables.numbers
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (ate[p] === 1) {
      payFood(world, slot, p, preyReward)
      if (state.frozen[row] < chewSteps) state.frozen[row] = chewSteps
    }
    if (strained[p] === 1) state.stamina[row] = Math.max(0, state.stamina[row] - biteStamina)
    if (warned[p] === 1) state.alert[row] = alertSteps
  }
  for (let p = 0; p < agents; p++) if (eaten[p] === 1) lose(world, slot, p)
}

/** Takes out who was eaten. It will return rested and with empty hands. */
function lose(world: HuntWorld, slot: number, p: number): void {
  const { state, tables, agents, metrics } = world
  const row = slot * agents + p
  metrics[slot * tables.metrics.length + (tables.hunts[p] === 1 ? PREDATORS_EATEN : PREY_EATEN)]++
  state.stamina[row] = tables.numbers.stamina
  state.tired[row] = 0
  state.frozen[row] = 0
  state.acorn[row] = 0
  state.meal[row] = 0
  state.alert[row] = 0
  state.pause[row] = 0
  remove(world, slot, p, tables.numbers.away)
}

/** Counts how many prey each prey has within the radius, itself included. */
export function countCompany(world: HuntWorld, slot: number): void {
  const { state, agents, metrics, tables } = world
  for (let p = 0; p < agents; p++) {
    if (!isOut(world, slot, p)) continue
    state.outings[slot]++
    state.company[slot]++
    for (let q = 0; q < p; q++) if (isOut(world, slot, q) && isNear(world, slot, p, q)) state.company[slot] += 2
  }
  metrics[slot * tables.metrics.length + MEAN_GROUP] = state.company[slot] / state.outings[slot]
}

/** Whether a player is prey in the world. */
const isOut = ({ state, tables, agents }: HuntWorld, slot: number, p: number): boolean =>
  tables.hunts[p] === 0 && state.away[slot * agents + p] === 0
