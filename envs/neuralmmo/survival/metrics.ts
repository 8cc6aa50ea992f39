/** Numbers of an episode: every kind of event, summed over agents, how long agents lived, and those of the needs layer. */
import { EVENTS } from './events.ts'
import { NEEDS_METRICS } from './needs/metrics.ts'
import type { SurvivalWorld } from './state.ts'

export const METRICS = [...EVENTS, 'lifetime', 'alive', ...NEEDS_METRICS] as const
/** Mean ticks that an agent was alive. */
const LIFETIME = EVENTS.length
/** Share of agents that are alive. */
const ALIVE = EVENTS.length + 1

/** Counts the living, and returns how many there are. */
export function countLives({ metrics, live, agents }: SurvivalWorld, slot: number): number {
  let living = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) living += live[row]
  metrics[slot * METRICS.length + LIFETIME] += living / agents
  metrics[slot * METRICS.length + ALIVE] = living / agents
  return living
}
