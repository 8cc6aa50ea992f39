/**
 * What training pays beside the rules, by knobs that are 0 by default.
 *
 * `shaping` is potential-based (Ng, Harada & Russell 1999): so many times what a tick added to how well an agent lives, the
 * mean of its food and water. What it adds over a life hangs on the ends alone.
 *
 * `waste` is a price on meals without need: so many times the share of a meal that only replaces food which the eater had
 * beyond what it thrives on. That food is then not there for others, and nothing else tells it so.
 */
import { FOLIAGE } from '../materials.ts'
import { RULES } from './numbers.ts'
import type { SurvivalWorld } from './state.ts'

/**
 * Takes the potential of all who live off their rewards when a tick begins, or puts it on when it ends (`sign` -1, 1).
 */
export function shape({ state, rewards, live, agents, knobs }: SurvivalWorld, slot: number, sign: number): void {
  if (knobs.shaping[slot] === 0) return
  const worth = (sign * knobs.shaping[slot]) / (2 * RULES.full)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    if (live[row] === 1) rewards[row] += worth * (state.food[row] + state.water[row])
  }
}

/** Charges those who stand on foliage, and so eat in this tick, for what they did not need. */
export function chargeWaste({ state, rewards, live, agents, knobs, tables }: SurvivalWorld, slot: number): void {
  if (knobs.waste[slot] === 0) return
  const { terrain, x, y, food } = state
  const { bodies, ground, numbers } = tables
  const price = knobs.waste[slot] / numbers.meal
  for (let agent = 0; agent < agents; agent++) {
    const row = slot * agents + agent
    const b = slot * bodies + agent
    if (live[row] === 0 || terrain[slot * ground.cells + y[b] * ground.size + x[b]] !== FOLIAGE) continue
    const kept = food[row] - numbers.depletion
    if (kept > numbers.thriving) rewards[row] -= price * (kept - numbers.thriving)
  }
}
