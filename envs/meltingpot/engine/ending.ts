/** When episodes end by chance (meltingpot's StochasticIntervalEpisodeEnding). */
import { draw } from '../../core/keyed.ts'
import { RUNNING, TERMINATED, type Done } from '../../core/spec.ts'
import { ENDING, happens } from './chance.ts'
import type { GridWorld } from './state.ts'

/** Steps between the chances to end. */
export const INTERVAL = 100

/** After step k, counted from 1: with `probability` where k >= least and k + 1 is a multiple of 100. */
export function ended(world: GridWorld, slot: number, least: number, probability: number): Done {
  const step = world.tick[slot] + 1
  if (!world.config.randomEnd || step < least || (step + 1) % INTERVAL !== 0) return RUNNING
  return happens(draw(world, slot, ENDING, 0), probability) ? TERMINATED : RUNNING
}
