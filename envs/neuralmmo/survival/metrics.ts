/** Numbers of an episode: every kind of event, summed over agents, how long agents lived, and those of the needs layer. */
import { EVENTS } from './events.ts'
import { NEEDS_METRICS } from './needs/metrics.ts'
import type { SurvivalWorld } from './state.ts'

export const METRICS = [...EVENTS, 'lifetime', 'alive', 'progress', 'completed', 'winner', ...NEEDS_METRICS] as const
/** Mean ticks that an agent was alive. */
const LIFETIME = EVENTS.length
/** Share of agents that are alive. */
const ALIVE = EVENTS.length + 1

/** Mean progress of all who have tasks, and share of them who have completed theirs. */
const PROGRESS = EVENTS.length + 2
const COMPLETED = EVENTS.length + 3
/** Number of the team that won the game, from 1. */
const WINNER = EVENTS.length + 4

/** Counts how far tasks have come. */
export function countTasks({ state, metrics, tables }: SurvivalWorld, slot: number): void {
  const { accounts } = tables.tasks
  if (accounts === 0) return
  let progress = 0
  let completed = 0
  for (let at = slot * accounts; at < (slot + 1) * accounts; at++) {
    progress += state.progress[at]
    completed += state.finished[at]
  }
  const row = slot * METRICS.length
  metrics[row + PROGRESS] = progress / accounts
  metrics[row + COMPLETED] = completed / accounts
  metrics[row + WINNER] = state.winner[slot]
}

/** Counts the living, and returns how many there are. */
export function countLives({ metrics, live, agents }: SurvivalWorld, slot: number): number {
  let living = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) living += live[row]
  metrics[slot * METRICS.length + LIFETIME] += living / agents
  metrics[slot * METRICS.length + ALIVE] = living / agents
  return living
}
