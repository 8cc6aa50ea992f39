/**
 * The quartermaster: rations come to it each day, to give away, eat or sell. It is paid in private for what it keeps.
 */
import { GIVEN as GIVEN_UNITS, KEPT as KEPT_UNITS, SUMS } from '../../../core/needs-division.ts'
import { stow, placesOf, take } from '../inventory.ts'
import { PLACES, RATION } from '../items.ts'
import type { SurvivalWorld } from '../state.ts'
import { GIVEN, KEPT, needsMetricAt } from './metrics.ts'
import { isFocal, strangerOf } from './tables.ts'

/** Level of the rations that come. */
const LEVEL = 1

/** Hands out the rations of the day that begins with a tick, unless the helper has them. What has no room is lost. */
export function deliver(world: SurvivalWorld, slot: number, tick: number): void {
  const { state, tables, live, agents } = world
  const { rations, day, window } = tables.needs!.options.quartermaster
  state.divided.fill(0, slot * agents, (slot + 1) * agents)
  if (tick < day * window) return
  for (let agent = 0; agent < agents; agent++) {
    if (live[slot * agents + agent] === 0 || !isFocal(world, slot, agent)) continue
    for (let i = 0; i < rations; i++) stow(world, slot, agent, RATION, LEVEL, 1)
  }
}

/** As a day ends, what is still held counts as kept, and is gone; then come the next rations. */
export function endDay(world: SurvivalWorld, slot: number): void {
  const { tables, tick, live, agents } = world
  if ((tick[slot] + 1) % tables.needs!.options.quartermaster.day !== 0) return
  for (let agent = 0; agent < agents; agent++) {
    if (live[slot * agents + agent] === 1 && isFocal(world, slot, agent)) collect(world, slot, agent)
  }
  deliver(world, slot, tick[slot] + 1)
}

function collect(world: SurvivalWorld, slot: number, agent: number): void {
  const { item, itemCount } = world.state
  const first = placesOf(world, slot, agent)
  for (let place = first; place < first + PLACES; place++) {
    if (item[place] !== RATION) continue
    keep(world, slot, agent, itemCount[place], itemCount[place])
    take(world, slot, agent, place, itemCount[place])
  }
}

/** An agent keeps rations: lambda for each of `units`, of rations that it ate or held, or of gold that they brought. */
export function keep(world: SurvivalWorld, slot: number, agent: number, rations: number, units: number): void {
  const { state, metrics, knobs, agents } = world
  if (!isFocal(world, slot, agent)) return
  state.private[slot * agents + agent] += knobs.price[slot] * units
  metrics[needsMetricAt(world, slot, KEPT)] += rations
  state.sums[slot * SUMS.length + KEPT_UNITS] += rations
}

/** An agent gave rations to a body, an agent or a stranger. */
export function giveAway(world: SurvivalWorld, slot: number, agent: number, body: number, rations: number): void {
  const { state, tables, metrics } = world
  const { players, needs } = tables
  if (!isFocal(world, slot, agent)) return
  metrics[needsMetricAt(world, slot, GIVEN)] += rations
  state.sums[slot * SUMS.length + GIVEN_UNITS] += rations
  const being = body < players ? body : players + strangerOf(tables, body)
  state.received[slot * (players + needs!.strangers) + being] += rations
}
