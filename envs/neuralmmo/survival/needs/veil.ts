/**
 * A veil over what others show. An agent lifts it for the rest of a day by looking, with a head of its own, so that it
 * costs nothing. There is none in the days of the helper.
 */
import { canAct, choice } from '../choices.ts'
import type { SurvivalWorld } from '../state.ts'
import { DAYS, LOOKED, LOOK_RATE, VEIL_SUMS, counts, needsMetricAt } from './metrics.ts'
import { isFocal } from './tables.ts'

/** Whether what others show is hidden from an agent. */
export const isVeiled = (world: SurvivalWorld, slot: number, agent: number): boolean =>
  world.tables.needs!.options.veil && counts(world, slot) && world.state.lifted[slot * world.agents + agent] === 0

/** Nobody has looked yet. */
export function resetVeil(world: SurvivalWorld, slot: number): void {
  if (!world.tables.needs!.options.veil) return
  world.state.veils.fill(0, slot * VEIL_SUMS.length, (slot + 1) * VEIL_SUMS.length)
  lower(world, slot)
}

function lower({ state, agents }: SurvivalWorld, slot: number): void {
  state.lifted.fill(0, slot * agents, (slot + 1) * agents)
}

/** Those who look see from the next tick on. */
export function lift(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents } = world
  if (!tables.needs!.options.veil) return
  for (let agent = 0; agent < agents; agent++) {
    const looks = choice(world, slot, agent, 'look') === 1 && canAct(world, slot, agent)
    if (looks && isVeiled(world, slot, agent)) state.lifted[slot * agents + agent] = 1
  }
}

/** A day is over: whether quartermasters looked is counted, and the veil falls. */
export function endLook(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents, live } = world
  if (!tables.needs!.options.veil || !counts(world, slot)) return
  const at = slot * VEIL_SUMS.length
  for (let agent = 0; agent < agents; agent++) {
    if (live[slot * agents + agent] === 0 || !isFocal(world, slot, agent)) continue
    state.veils[at + DAYS]++
    state.veils[at + LOOKED] += state.lifted[slot * agents + agent]
  }
  lower(world, slot)
}

/** Writes the metric of looks. */
export function writeLooks(world: SurvivalWorld, slot: number): void {
  const { state, tables, metrics } = world
  const at = slot * VEIL_SUMS.length
  const { veil } = tables.needs!.options
  metrics[needsMetricAt(world, slot, LOOK_RATE)] = veil ? state.veils[at + LOOKED] / state.veils[at + DAYS] : NaN
}
