/** Plays whole episodes with a policy in each seat and keeps every episode's numbers. */
import { BatchEnv } from '../envs/core/batch.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { find } from '../envs/registry.ts'
import type { Policy } from './policy.ts'

export interface EvaluateOptions {
  /** By id, or the specification itself. */
  env: string | EnvSpec
  /** Options of the environment, the view of learned policies among them. */
  envOptions: Record<string, unknown>
  /** A policy for each agent, or for each slot and agent; one may sit in several seats. */
  seats: readonly Policy[] | Seating
  episodes: number
  /** Episodes played side by side; at most `episodes`. */
  slots?: number
  seed: number | string
  /** Looks on at every tick, once all actions are written and before the step. */
  watch?: (env: BatchEnv) => void
}

/** Who sits where: in all episodes of a slot the same. */
export type Seating = (slot: number, agent: number) => Policy

/** One row an episode, in the order of slot and then time; arrays belong to the caller. */
export interface Evaluation {
  /** `[episodes][agents]` sum of rewards. */
  returns: Float64Array[]
  lengths: Int32Array
  /** `[episodes]` by metric. */
  metrics: Record<string, Float64Array>
}

/**
 * Plays `episodes` episodes. Each slot plays a fixed share of them, so that short episodes are not counted more often than long
 * ones. Throws if there is not one policy for each agent.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { episodes, seats, seed, watch } = options
  const slots = Math.min(options.slots ?? episodes, episodes)
  const spec = typeof options.env === 'string' ? find(options.env) : options.env
  const env = new BatchEnv(spec, { ...options.envOptions, slots, seed })
  try {
    if (typeof seats === 'function') return await play(env, seats, episodes, watch)
    if (seats.length !== env.agents)
      throw new RangeError(`Got ${seats.length} seats for ${env.agents} agents, expected one policy for each.`)
    return await play(env, (_, agent) => seats[agent], episodes, watch)
  } finally {
    env.close()
  }
}

async function play(
  env: BatchEnv,
  seats: Seating,
  episodes: number,
  watch?: (env: BatchEnv) => void,
): Promise<Evaluation> {
  const { slots, agents, world, spec } = env
  const share = (slot: number): number => Math.floor((episodes - slot - 1) / slots) + 1
  const first = new Int32Array(slots)
  for (let slot = 1; slot < slots; slot++) first[slot] = first[slot - 1] + share(slot - 1)
  const played = new Int32Array(slots)
  const returns = Array.from({ length: episodes }, () => new Float64Array(agents))
  const lengths = new Int32Array(episodes)
  const metrics = Object.fromEntries(spec.metrics.map((name) => [name, new Float64Array(episodes)]))
  const policies = rowsByPolicy(seats, slots, agents)
  for (const { policy } of policies) policy.reset()
  for (let left = episodes; left > 0;) {
    for (const { policy, rows } of policies) await policy.act(env, rows)
    watch?.(env)
    env.step()
    const ended = endedSlots(env)
    for (const { policy } of policies) if (ended.length > 0) policy.reset(ended)
    for (const slot of ended) {
      if (played[slot] >= share(slot)) continue
      const episode = first[slot] + played[slot]++
      returns[episode].set(world.finalReturns.subarray(slot * agents, (slot + 1) * agents))
      lengths[episode] = world.finalLength[slot]
      for (const [m, name] of spec.metrics.entries())
        metrics[name][episode] = world.finalMetrics[slot * spec.metrics.length + m]
      left--
    }
  }
  return { returns, lengths, metrics }
}

function endedSlots({ slots, world }: BatchEnv): number[] {
  const ended: number[] = []
  for (let slot = 0; slot < slots; slot++) if (world.tick[slot] === 0) ended.push(slot)
  return ended
}

function rowsByPolicy(seats: Seating, slots: number, agents: number): { policy: Policy; rows: Int32Array }[] {
  const rows = new Map<Policy, number[]>()
  for (let row = 0; row < slots * agents; row++) {
    const policy = seats(Math.floor(row / agents), row % agents)
    const own = rows.get(policy)
    if (own) own.push(row)
    else rows.set(policy, [row])
  }
  return [...rows].map(([policy, own]) => ({ policy, rows: Int32Array.from(own) }))
}
