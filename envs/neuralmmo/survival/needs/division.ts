/**
 * Divisions of all rations at once, once a day, where `choice` says so: on a menu the quartermaster says how many
 * tenths it keeps, and the rest is handed out as evenly as it goes; on a simplex it weighs itself and each stranger.
 * What it keeps it holds, as ever. From hand to hand strangers take nothing then.
 */
import { TENTHS, byWeights, evenly } from '../../../core/shares.ts'
import { canAct, choice } from '../choices.ts'
import { GIVE_ITEM, note } from '../events.ts'
import { isFree, placesOf, take } from '../inventory.ts'
import { PLACES, RATION } from '../items.ts'
import type { SurvivalWorld } from '../state.ts'
import { MOST_STRANGERS } from './config.ts'
import { counts } from './metrics.ts'
import { giveAway } from './rations.ts'
import { feed } from './strangers.ts'
import { isFocal, quartermasterOf, strangerBody } from './tables.ts'

/** Strangers who are there; weights and shares of the quartermaster, then of them. */
const there = new Int32Array(MOST_STRANGERS)
const weights = new Int32Array(1 + MOST_STRANGERS)
const shares = new Int32Array(1 + MOST_STRANGERS)

/** Whether an agent may divide what it holds: a quartermaster that has not in this day, and has rations. */
export const mayDivide = (world: SurvivalWorld, slot: number, agent: number): boolean =>
  isFocal(world, slot, agent) &&
  counts(world, slot) &&
  world.state.divided[slot * world.agents + agent] === 0 &&
  held(world, slot, agent) > 0

/** Whether a stranger found a place. */
export const isThere = ({ state, tables }: SurvivalWorld, slot: number, i: number): boolean =>
  state.here[slot * tables.bodies + strangerBody(tables, i)] === 1

/** Rations of an agent that can change hands. */
function held(world: SurvivalWorld, slot: number, agent: number): number {
  const { item, itemCount } = world.state
  const first = placesOf(world, slot, agent)
  let count = 0
  for (let place = first; place < first + PLACES; place++)
    if (item[place] === RATION && isFree(world, place)) count += itemCount[place]
  return count
}

export function divide(world: SurvivalWorld, slot: number): void {
  const { tables, state, agents } = world
  const way = tables.needs!.options.choice
  if (way === 'units') return
  const agent = quartermasterOf(world, slot)
  if (agent < 0 || !canAct(world, slot, agent) || !mayDivide(world, slot, agent)) return
  const count = listThere(world, slot)
  const isSaid = way === 'menu' ? fromMenu(world, slot, agent, count) : freely(world, slot, agent, count)
  if (!isSaid) return
  state.divided[slot * agents + agent] = 1
  for (let k = 0; k < count; k++) handOut(world, slot, agent, there[k], shares[1 + k])
}

/** Lists who is there, and returns how many are. */
function listThere(world: SurvivalWorld, slot: number): number {
  let count = 0
  for (let i = 0; i < world.tables.needs!.strangers; i++) if (isThere(world, slot, i)) there[count++] = i
  return count
}

/** Writes shares by the tenths that the agent keeps. Returns whether it says any. */
function fromMenu(world: SurvivalWorld, slot: number, agent: number, count: number): boolean {
  const { tables, tick } = world
  const said = choice(world, slot, agent, 'keep')
  if (said === 0) return false
  const all = held(world, slot, agent)
  const day = Math.floor(tick[slot] / tables.needs!.options.quartermaster.day)
  const rest = all - Math.round((all * (said - 1)) / TENTHS)
  if (count > 0) evenly(rest, day, shares, 1, count)
  return true
}

/** Writes shares by the agent's weights. Returns whether any is above 0. */
function freely(world: SurvivalWorld, slot: number, agent: number, count: number): boolean {
  const { actions, tables, agents } = world
  const { at, sizes } = tables.heads
  const first = (slot * agents + agent) * sizes.length + at.weight_0
  weights[0] = actions[first]
  for (let k = 0; k < count; k++) weights[1 + k] = actions[first + 1 + there[k]]
  return byWeights(held(world, slot, agent), weights, 0, shares, 1 + count)
}

function handOut(world: SurvivalWorld, slot: number, agent: number, i: number, rations: number): void {
  const { item, itemLevel, itemCount } = world.state
  const body = strangerBody(world.tables, i)
  const first = placesOf(world, slot, agent)
  for (let place = first; place < first + PLACES && rations > 0; place++) {
    if (item[place] !== RATION || !isFree(world, place)) continue
    const given = Math.min(rations, itemCount[place])
    feed(world, slot, agent, i, given)
    giveAway(world, slot, agent, body, given)
    note(world, slot, GIVE_ITEM, agent, body, given, RATION, itemLevel[place])
    take(world, slot, agent, place, given)
    rations -= given
  }
}
