/**
 * Potential-based shaping (Ng, Harada & Russell 1999), for training: knob `shaping` times what a tick added to how well
 * an agent lives, the mean of its food and water. What it adds over a life hangs on the ends alone; by default it is 0.
 */
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
