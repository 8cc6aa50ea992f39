/**
 * Hunger of agents, as their bars show it: the need is the scarcer of food and water, the placebo goes on whatever they
 * do.
 */
import { draw, unit } from '../../../core/keyed.ts'
import { FULL, UNIT, drift } from '../../../core/needs.ts'
import type { SurvivalWorld } from '../state.ts'
import { AGENT_PLACEBO, OWN_HUNGER } from './channels.ts'
import { counts } from './metrics.ts'
import { ALL_NEED, OWN_NEED, SUMS } from '../../../core/needs-division.ts'
import { POINT, isFocal } from './tables.ts'

/** Place of an agent's need among the bars; its placebo is beside it. */
export const agentNeed = ({ state, agents }: SurvivalWorld, slot: number, agent: number): number =>
  (slot * agents + agent) * 2 + state.needBar[slot]

/** All bars are full. */
export function resetAgents({ state, agents }: SurvivalWorld, slot: number): void {
  state.bars.fill(FULL, slot * agents * 2, (slot + 1) * agents * 2)
  state.private.fill(0, slot * agents, (slot + 1) * agents)
}

/** Quartermasters lose food and water alike, between none and twice what their decay says, to a point by a draw. */
export function goHungry(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, agents } = world
  const { decay } = tables.needs!.options.quartermaster
  if (decay === 0) return
  for (let agent = 0; agent < agents; agent++) {
    const p = slot * agents + agent
    if (live[p] === 0 || !isFocal(world, slot, agent)) continue
    const name = state.name[slot * tables.bodies + agent]
    const points = (2 * decay * UNIT * unit(draw(world, slot, OWN_HUNGER, name))) / POINT
    const lost = Math.floor(points + unit(draw(world, slot, OWN_HUNGER, name, 1)))
    state.food[p] = Math.max(0, state.food[p] - lost)
    state.water[p] = Math.max(0, state.water[p] - lost)
  }
}

/** Needs as they are when a tick ends; those of the dead are 0. */
export function showHunger(world: SurvivalWorld, slot: number): void {
  const { state, live, agents } = world
  for (let agent = 0; agent < agents; agent++) {
    const p = slot * agents + agent
    const scarcer = state.food[p] < state.water[p] ? state.food[p] : state.water[p]
    const need = agentNeed(world, slot, agent)
    const before = state.bars[need]
    state.bars[need] = live[p] === 1 ? scarcer * POINT : 0
    if (before > state.bars[need]) sumNeed(world, slot, agent, before - state.bars[need])
  }
}

/** Adds what a tick took from an agent, in thousandths. */
function sumNeed(world: SurvivalWorld, slot: number, agent: number, lost: number): void {
  const { sums } = world.state
  if (!counts(world, slot)) return
  sums[slot * SUMS.length + ALL_NEED] += lost
  if (isFocal(world, slot, agent)) sums[slot * SUMS.length + OWN_NEED] += lost
}

/**
 * Placebo bars lose as hunger does in the mean, and have a meal as often as that costs, by draws that hang on nothing
 * but names.
 */
export function driftPlacebos(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents } = world
  const { numbers, bodies, needs } = tables
  for (let agent = 0; agent < agents; agent++) {
    const placebo = agentNeed(world, slot, agent) ^ 1
    const name = state.name[slot * bodies + agent]
    const bar = state.bars[placebo]
    state.bars[placebo] = drift(world, slot, AGENT_PLACEBO, name, bar, numbers.depletion * POINT, needs!.snacks, FULL)
  }
}
