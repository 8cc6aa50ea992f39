/**
 * The certificate of the autonomy world: that everyone can live alone, and that ignoring others costs nothing.
 *
 *   independence  an agent's rewards, and what it sees of itself, do not move by a bit when everyone else does anything else;
 *   sufficiency   a scripted agent that minds nobody is up in nearly every tick, and earns among all what it earns alone.
 */
import { BatchEnv } from '../envs/core/batch.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { OWN } from '../envs/neuralmmo/autonomy/view-symbolic.ts'
import type { AutonomyConfig, AutonomyWorld } from '../envs/neuralmmo/autonomy/state.ts'
import { find } from '../envs/registry.ts'
import { bot } from './bots/index.ts'
import type { Verdict } from './dilemma.ts'
import { interval, type Interval } from './interval.ts'
import type { Policy } from './policy.ts'

export const AUTONOMY_CERTIFICATE = {
  name: 'neuralmmo/autonomy',
  env: 'autonomy',
  summary: "nobody's rewards hang on anybody else, and who minds nobody lives as well as it does alone",
} as const

export interface CertifyAutonomy {
  /** Worlds that are played, each with another focal agent, >= 2. */
  readonly episodes: number
  readonly seed?: number | string
  readonly envOptions?: Readonly<Record<string, unknown>>
  /** Played in place of the environment, such as a mutant of it. */
  readonly spec?: EnvSpec
}

/** Where a focal agent first fared otherwise because others did. */
export interface Divergence {
  readonly episode: number
  readonly agent: number
  readonly tick: number
  readonly what: 'reward' | 'own observation'
}
export interface Independence {
  readonly name: string
  readonly verdict: Verdict
  /** Agent-ticks that were compared, of so many episodes. */
  readonly ticks: number
  readonly episodes: number
  readonly divergence: Divergence | null
}
export interface Sufficiency {
  readonly name: string
  readonly verdict: Verdict
  /** Shares of ticks in which the focal agent was up. */
  readonly upAlone: Interval
  readonly upAmongAll: Interval
  readonly alone: Interval
  readonly amongAll: Interval
  /** Of the mean returns: among all less alone, over alone. */
  readonly difference: number
}
export interface CertifiedAutonomy {
  readonly independence: readonly Independence[]
  readonly sufficiency: Sufficiency
  readonly verdict: Verdict
}

/** Shares of ticks that a lone forager is up, and of its return that others may make a difference of. */
export const LEAST_UP = 0.995
export const MOST_DIFFERENCE = 0.01

/** Throws a RangeError on fewer than 2 episodes. */
export function certifyAutonomy(options: CertifyAutonomy): CertifiedAutonomy {
  const { episodes } = options
  if (!Number.isInteger(episodes) || episodes < 2)
    throw new RangeError(`Got ${episodes} episodes, expected an integer >= 2: one has no interval.`)
  const independence = ['random', 'random_social', 'forager'].map((policy) => independent(policy, options))
  const sufficiency = sufficient(options)
  const holds = [...independence, sufficiency].every(({ verdict }) => verdict === 'HOLDS')
  return { independence, sufficiency, verdict: holds ? 'HOLDS' : 'FAILS' }
}

const open = (options: CertifyAutonomy, over: Readonly<Record<string, unknown>> = {}): BatchEnv =>
  new BatchEnv(options.spec ?? find(AUTONOMY_CERTIFICATE.env), {
    ...options.envOptions,
    ...over,
    slots: options.episodes,
    seed: `certify autonomy ${options.seed ?? 0}`,
    view: 'symbolic',
    autoreset: 'disabled',
  })

const allRows = ({ slots, agents }: BatchEnv): number[] => Array.from({ length: slots * agents }, (_, row) => row)

/** Agents are spread over those that there are, another one in each episode. */
const FOCUS_STRIDE = 7
const focusOf = ({ agents }: BatchEnv, slot: number): number => (slot * FOCUS_STRIDE) % agents

/**
 * Plays every world twice: once everyone plays `policy`; once everyone but one agent acts at random, and that one does again what it
 * did. Its rewards and its own block of the observation must be the same bytes at every tick.
 */
export function independent(policy: string, options: CertifyAutonomy): Independence {
  const [ours, theirs] = [open(options), open(options)]
  const player = bot(policy, AUTONOMY_CERTIFICATE.env, { seed: 'one way' })
  const others = bot('random', AUTONOMY_CERTIFICATE.env, { seed: 'another way' })
  const rows = allRows(ours)
  const width = ours.world.heads.length
  let divergence: Divergence | null = null
  let ticks = 0
  for (let tick = 0; tick < ours.config.horizon && divergence === null; tick++) {
    void player.act(ours, rows)
    void others.act(theirs, rows)
    for (let slot = 0; slot < ours.slots; slot++) {
      const at = (slot * ours.agents + focusOf(ours, slot)) * width
      for (let head = at; head < at + width; head++) theirs.actions[head] = ours.actions[head]
    }
    ours.step()
    theirs.step()
    for (let slot = 0; slot < ours.slots && divergence === null; slot++, ticks++) {
      divergence = compare(ours, theirs, slot, tick)
    }
  }
  return {
    name: `independence of ${policy}`,
    verdict: divergence === null ? 'HOLDS' : 'FAILS',
    ticks,
    episodes: ours.slots,
    divergence,
  }
}

function compare(ours: BatchEnv, theirs: BatchEnv, slot: number, tick: number): Divergence | null {
  const agent = focusOf(ours, slot)
  const row = slot * ours.agents + agent
  const found = { episode: slot, agent, tick }
  if (!Object.is(ours.rewards[row], theirs.rewards[row])) return { ...found, what: 'reward' }
  const at = row * ours.world.rowSize
  for (let i = at; i < at + OWN.length; i++)
    if (ours.observations[i] !== theirs.observations[i]) return { ...found, what: 'own observation' }
  return null
}

/** Plays a forager alone on the land of all, and among all who forage; the same agent, land and draws. */
export function sufficient(options: CertifyAutonomy): Sufficiency {
  const full = open(options)
  const { center } = full.config as AutonomyConfig
  const alone = live(open(options, { agents: 1, center }))
  const amongAll = live(full)
  const [one, many] = [interval(alone.returns), interval(amongAll.returns)]
  const [upAlone, upAmongAll] = [interval(alone.up), interval(amongAll.up)]
  const difference = (many.mean - one.mean) / one.mean
  const lives = Math.min(upAlone.mean, upAmongAll.mean) >= LEAST_UP
  const holds = lives && Math.abs(difference) <= MOST_DIFFERENCE
  return {
    name: 'sufficiency',
    verdict: holds ? 'HOLDS' : 'FAILS',
    upAlone,
    upAmongAll,
    alone: one,
    amongAll: many,
    difference,
  }
}

/** By episode, the return of the first agent and the share of its ticks in which it was up. */
function live(env: BatchEnv): { returns: Float64Array; up: Float64Array } {
  const { slots, agents, config } = env
  const world = env.world as unknown as AutonomyWorld
  const player: Policy = bot('forager', AUTONOMY_CERTIFICATE.env)
  const rows = allRows(env)
  const returns = new Float64Array(slots)
  const up = new Float64Array(slots)
  for (let tick = 0; tick < config.horizon; tick++) {
    void player.act(env, rows)
    env.step()
    for (let slot = 0; slot < slots; slot++) {
      returns[slot] += env.rewards[slot * agents]
      if (world.state.down[slot * agents] === 0) up[slot]++
    }
  }
  return { returns, up: up.map((ticks) => ticks / config.horizon) }
}
