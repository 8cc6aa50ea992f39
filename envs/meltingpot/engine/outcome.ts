/**
 * Outcomes of an episode (Perolat et al. 2017, arXiv:1707.06600 §4), kept up to date while it runs. N players, step t counted
 * from 1, T steps so far, R_i rewards of player i. What is undefined is NaN, never a number.
 */
import type { GridWorld } from './state.ts'

/**
 * collective_return: sum of R_i. efficiency: that over T. equality: 1 - Gini of the positive parts of R_i, NaN while all are 0.
 * sustainability: mean over players of the mean time of their gains, NaN until every player had one. peace: mean number of players in the world.
 */
export const OUTCOMES = ['collective_return', 'efficiency', 'equality', 'sustainability', 'peace'] as const
const RETURN = 0
const EFFICIENCY = 1
const EQUALITY = 2
const SUSTAINABILITY = 3
const PEACE = 4

/** Starts the account of an episode. */
export function openAccount({ metrics, tables }: GridWorld, slot: number): void {
  const at = slot * tables.metrics.length
  metrics[at + EQUALITY] = NaN
  metrics[at + SUSTAINABILITY] = NaN
}

/** Adds a step's rewards to the account; the last thing in a step. */
export function account(world: GridWorld, slot: number): void {
  const { state, agents, rewards, metrics, tables, live } = world
  const at = slot * tables.metrics.length
  const time = ++state.played[slot]
  let paid = false
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    state.presence[slot] += live[row]
    if (rewards[row] === 0) continue
    paid = true
    state.income[row] += rewards[row]
    metrics[at + RETURN] += rewards[row]
    if (rewards[row] < 0) continue
    state.gains[row]++
    state.gainTimes[row] += time
  }
  metrics[at + PEACE] = state.presence[slot] / time
  metrics[at + EFFICIENCY] = metrics[at + RETURN] / time
  if (!paid) return
  metrics[at + EQUALITY] = 1 - gini(state.income, slot * agents, agents)
  metrics[at + SUSTAINABILITY] = sustainability(world, slot)
}

/** Gini coefficient of the positive parts of `count` numbers from `first` on; NaN where all are 0. */
export function gini(values: Float64Array | Int32Array, first: number, count: number): number {
  let total = 0
  let apart = 0
  for (let i = first; i < first + count; i++) {
    const mine = Math.max(0, values[i])
    total += mine
    for (let j = first; j < i; j++) apart += Math.abs(mine - Math.max(0, values[j]))
  }
  return total === 0 ? NaN : apart / (count * total)
}

function sustainability({ state, agents }: GridWorld, slot: number): number {
  let sum = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) sum += state.gainTimes[row] / state.gains[row]
  return sum / agents
}
