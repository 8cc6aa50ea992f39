/** For the tests of scripted players: games that they play, and what came of them. */
import { bot } from '../../agents/bots/index.ts'
import type { Policy } from '../../agents/policy.ts'
import { evaluate } from '../../agents/evaluate.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'

/** `count` times the same bot. */
export const times = (count: number, name: string): string[] => Array.from({ length: count }, () => name)

/** One policy a name: it moves all who go by it. */
export function policiesOf(env: string, names: readonly string[], seed: number | string = 1): Map<string, Policy> {
  return new Map(names.map((name) => [name, bot(name, env, { seed })]))
}

export interface Outcome {
  /** Mean return over episodes and over all players of that name. */
  readonly returns: Readonly<Record<string, number>>
  /** Mean over episodes. */
  readonly metrics: Readonly<Record<string, number>>
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

/** Plays 1000 steps `episodes` times; seats by name. */
export async function outcome(
  env: string,
  envOptions: Readonly<Record<string, unknown>>,
  names: readonly string[],
  episodes = 4,
): Promise<Outcome> {
  const policies = policiesOf(env, names)
  const seats = names.map((name) => policies.get(name)!)
  const options = { horizon: 1000, randomEnd: false, view: null, ...envOptions }
  const played = await evaluate({ env, envOptions: options, seats, episodes, seed: 7 })
  const earned = (name: string): number[] =>
    played.returns.flatMap((row) => Array.from(row).filter((_, seat) => names[seat] === name))
  return {
    returns: Object.fromEntries([...policies.keys()].map((name) => [name, mean(earned(name))])),
    metrics: Object.fromEntries(Object.entries(played.metrics).map(([name, values]) => [name, mean(values)])),
  }
}

/** A step of a batch: the bots act for their seats in every slot, `between` looks at the world, and it steps. */
export function roundOf(env: BatchEnv, names: readonly string[]): (between?: () => void) => void {
  const policies = policiesOf(env.spec.id, names)
  const rowsOf = (name: string): number[] =>
    Array.from({ length: env.slots * env.agents }, (_, row) => row).filter((row) => names[row % env.agents] === name)
  const seated = [...policies].map(([name, policy]) => ({ policy, rows: rowsOf(name) }))
  for (const { policy } of seated) policy.reset()
  return (between) => {
    for (const { policy, rows } of seated) void policy.act(env, rows)
    between?.()
    env.step()
  }
}

/** Lets the bots play so many steps. */
export function play(env: BatchEnv, names: readonly string[], steps: number, between?: (step: number) => void): void {
  const round = roundOf(env, names)
  for (let step = 0; step < steps; step++) round(between && (() => between(step)))
}

/** As `play`, and returns what the first seat of the first slot did. */
export function actionsOf(env: BatchEnv, names: readonly string[], steps: number): number[] {
  const taken: number[] = []
  play(env, names, steps, () => taken.push(env.actions[0]))
  return taken
}

/** A metric, added up over all slots. */
export function metricOf({ spec, world }: BatchEnv, name: string): number {
  const { metrics } = spec
  let sum = 0
  for (let at = metrics.indexOf(name); at < world.metrics.length; at += metrics.length) sum += world.metrics[at]
  return sum
}
