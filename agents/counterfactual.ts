/**
 * What others are to an agent, by changing them: hidden, replaced, taken for each other, or needed. The autonomy world has the
 * switches as options and knobs; these are the runs around them.
 */
import type { BatchEnv } from '../envs/core/batch.ts'
import { DEPENDENCE } from '../envs/neuralmmo/autonomy/config.ts'
import { AUTONOMY_CERTIFICATE } from './autonomy.ts'
import { bot } from './bots/index.ts'
import { evaluate, type Seating } from './evaluate.ts'
import { interval, type Interval } from './interval.ts'
import type { Policy } from './policy.ts'

const ENV = AUTONOMY_CERTIFICATE.env

/** Plays as `before`, and from a tick of each episode on as `after`, which forgets at its start. */
export function from(tick: number, before: Policy, after: Policy): Policy {
  return {
    name: `${before.name}, from ${tick} ${after.name}`,
    reset(slots) {
      before.reset(slots)
      after.reset(slots)
    },
    async act(batch, rows) {
      const { world } = batch
      const all = Array.from(rows)
      const isLate = (row: number): boolean => world.tick[Math.floor(row / world.agents)] >= tick
      const [early, late] = [all.filter((row) => !isLate(row)), all.filter(isLate)]
      if (early.length > 0) await before.act(batch, early)
      if (late.length > 0) await after.act(batch, late)
    },
  }
}

/** Seats of a world in which one agent plays on and all others are bots of the given names, in turn, from a tick on. */
export function replaced(policy: Policy, focal: number, others: readonly string[], tick: number, seed = 0): Seating {
  const bots = others.map((name) => from(tick, policy, bot(name, ENV, { seed })))
  return (_, agent) => (agent === focal ? policy : bots[agent % bots.length])
}

export interface GapOptions {
  readonly policy: Policy
  readonly envOptions?: Readonly<Record<string, unknown>>
  /** Pairs of episodes on the same draws, >= 2. */
  readonly episodes: number
  readonly seed?: number | string
}

/** The independence gap: mean return of all agents with others hidden less with others shown, by pairs of episodes. */
export async function independenceGap({ policy, envOptions = {}, episodes, seed = 0 }: GapOptions): Promise<Interval> {
  const played = async (hide: number) => {
    const seats: Seating = () => policy
    const { returns } = await evaluate({ env: ENV, envOptions: { ...envOptions, hide }, seats, episodes, seed })
    return returns.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length)
  }
  const [shown, hidden] = [await played(0), await played(1)]
  return interval(hidden.map((value, i) => value - shown[i]))
}

/** Probabilities of all choices of all heads, side by side, of each row: `[rows, sum of heads]`. */
export type Distribution = (env: BatchEnv) => Float32Array | Promise<Float32Array>

/**
 * Identity sensitivity: mean over rows of KL(pi(. | as it is) || pi(. | identities swapped)) in nats, summed over heads, on the states
 * that the batch is in. The batch is left as it was.
 */
export async function identitySensitivity(env: BatchEnv, distribution: Distribution): Promise<number> {
  const before = Float32Array.from(await distribution(env))
  const kept = Float64Array.from(env.world.knobs.swap)
  show(
    env,
    kept.map((swap) => 1 - swap),
  )
  const after = Float32Array.from(await distribution(env))
  show(env, kept)
  let sum = 0
  for (let i = 0; i < before.length; i++) if (before[i] > 0) sum += before[i] * Math.log(before[i] / after[i])
  return sum / (env.slots * env.agents)
}

/** Shows every slot with so much of identities swapped. */
function show({ world, slots }: BatchEnv, swap: Float64Array): void {
  world.knobs.swap.set(swap)
  for (let slot = 0; slot < slots; slot++) world.view?.write(world, slot)
}

/** Makes agents depend on each other from the next step on, or ends it. */
export function depend(env: BatchEnv, on: boolean): void {
  for (const [knob, value] of Object.entries(DEPENDENCE)) env.tune(knob, on ? value : 0)
}
