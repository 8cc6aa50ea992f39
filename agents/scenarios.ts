/**
 * Scenarios: an environment in which some seats are the population's under test (focal) and bots sit in the others, drawn anew
 * for each episode (Leibo et al. 2021, arXiv:2107.06857 §2). The score is the focal players' mean return between two pinned
 * anchors, scripted ends that never move when a method is added. Scenarios and scores are not Melting Pot's.
 */
import type { SchemaObject } from 'ajv'
import { configure } from '../envs/core/config.ts'
import { below, draw, worldKey } from '../envs/core/keyed.ts'
import { find, makeBatch } from '../envs/registry.ts'
import { bot } from './bots/index.ts'
import { evaluate } from './evaluate.ts'
import { interval, type Interval } from './interval.ts'
import type { Policy } from './policy.ts'

/** A scripted end of a scenario's scale. */
export interface Anchor {
  /** The bot in every focal seat. */
  readonly bot: string
  /** Its focal return, measured once (`npx tsx test/bench/anchors.ts`) and pinned. */
  readonly value: number
}

export interface Scenario {
  readonly name: string
  readonly summary: string
  readonly env: string
  readonly envOptions: Readonly<Record<string, unknown>>
  /** One an agent: whether the population under test sits there. */
  readonly focal: readonly boolean[]
  /** By role: bots that may sit in the other seats of that role. */
  readonly background: Readonly<Record<string, readonly string[]>>
  /** What 0 and 1 of the score stand for; null for no score. */
  readonly anchors: { readonly zero: Anchor; readonly one: Anchor } | null
  readonly tags: readonly string[]
}

/** universalisation: everyone is focal. resident: most are. visitor: at most half are. */
export type Mode = 'universalisation' | 'resident' | 'visitor'
export function modeOf({ focal }: Scenario): Mode {
  const count = focal.filter(Boolean).length
  return count === focal.length ? 'universalisation' : 2 * count > focal.length ? 'resident' : 'visitor'
}

const text: SchemaObject = { type: 'string', minLength: 1 }
const anchor: SchemaObject = {
  type: 'object',
  additionalProperties: false,
  required: ['bot', 'value'],
  properties: { bot: text, value: { type: 'number' } },
}
const SCHEMA: SchemaObject = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'env', 'focal'],
  properties: {
    name: text,
    summary: { type: 'string' },
    env: text,
    envOptions: { type: 'object' },
    focal: { type: 'array', items: { type: 'boolean' }, minItems: 1 },
    background: { type: 'object', additionalProperties: { type: 'array', items: text, minItems: 1 } },
    anchors: {
      type: 'object',
      nullable: true,
      additionalProperties: false,
      required: ['zero', 'one'],
      properties: { zero: anchor, one: anchor },
    },
    tags: { type: 'array', items: text },
  },
}

/** A scenario from outside data, such as a file. Throws where it is malformed or does not fit its environment. */
export function readScenario(json: unknown, where: string): Scenario {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError(
      `${where}: Got ${JSON.stringify(json)?.slice(0, 80)}, expected an object with name, env, focal.`,
    )
  const defaults = { summary: '', envOptions: {}, background: {}, anchors: null, tags: [] }
  const scenario = configure(where, SCHEMA, defaults, json) as unknown as Scenario
  checkScenario(scenario, where)
  return scenario
}

/** Throws where environment, roles, seats and bots do not fit each other. */
export function checkScenario(scenario: Scenario, where: string): void {
  const { env, focal, background, anchors } = scenario
  const roles = rolesOf(scenario)
  if (focal.length !== roles.length)
    throw new RangeError(
      `${where}: Got ${focal.length} seats in focal, expected ${roles.length}, one an agent of ${env}.`,
    )
  if (!focal.includes(true)) throw new RangeError(`${where}: Got no focal seat, expected at least one.`)
  for (const role of Object.keys(background)) {
    if (!roles.includes(role))
      throw new RangeError(`${where}: Got unknown role '${role}' in background, expected any of: ${[...new Set(roles)].join(', ')}.`)
  } // prettier-ignore
  for (const [agent, role] of roles.entries()) {
    if (!focal[agent] && !Object.hasOwn(background, role))
      throw new RangeError(`${where}: Got no bots for role '${role}' of seat ${agent}, expected some in background.`)
  }
  const ends = anchors === null ? [] : [anchors.zero, anchors.one]
  for (const name of [...Object.values(background).flat(), ...ends.map((end) => end.bot)]) bot(name, env)
  if (anchors !== null && anchors.zero.value === anchors.one.value)
    throw new RangeError(`${where}: Got two anchors of ${anchors.one.value}, expected two that differ.`)
}

function rolesOf({ env, envOptions }: Scenario): string[] {
  const spec = find(env)
  const batch = makeBatch(env, { ...envOptions, slots: 1, view: null })
  batch.close()
  return spec.agents(batch.config, batch.world.tables).map(({ role }) => role)
}

export interface ScenarioOptions {
  /** Sits in every focal seat. */
  readonly policy: Policy
  readonly episodes: number
  readonly seed?: number | string
  /** View of the policy, null where it reads none. */
  readonly view?: string | null
}

/** Intervals are 95 % over episodes. */
export interface Outcome {
  readonly scenario: string
  readonly mode: Mode
  /** Mean return of the focal players; of the others, null where there are none. */
  readonly focal: Interval
  readonly background: Interval | null
  /** Focal return between the anchors: 0 and 1 are theirs, less and more are possible. Null without anchors. */
  readonly score: Interval | null
  /** Over the episodes in which they are defined. */
  readonly metrics: Readonly<Record<string, Interval>>
}

/** Plays a policy in the focal seats; every episode draws the bots of the other seats, with replacement. */
export async function playScenario(scenario: Scenario, options: ScenarioOptions): Promise<Outcome> {
  const { policy, episodes, seed = 0, view = null } = options
  const { name, env, envOptions, focal, background, anchors } = scenario
  const roles = rolesOf(scenario)
  const policies = new Map<string, Policy>()
  for (const each of new Set(Object.values(background).flat())) policies.set(each, bot(each, env, { seed }))
  const drawn = { key: worldKey(['scenario', name, seed]), tick: new Int32Array(1) }
  const sits = (episode: number, agent: number): Policy => {
    if (focal[agent]) return policy
    const choice = background[roles[agent]]
    return policies.get(choice[below(draw(drawn, 0, agent, episode), choice.length)])!
  }
  const played = await evaluate({
    env,
    envOptions: { ...envOptions, view },
    seats: sits,
    episodes,
    seed: `${name} ${seed}`,
  })
  const meanOf = (seats: boolean) => played.returns.map((row) => meanWhere(row, focal, seats))
  const focalReturns = meanOf(true)
  const share = (value: number) => (value - anchors!.zero.value) / (anchors!.one.value - anchors!.zero.value)
  return {
    scenario: name,
    mode: modeOf(scenario),
    focal: interval(focalReturns),
    background: focal.includes(false) ? interval(meanOf(false)) : null,
    score: anchors === null ? null : interval(focalReturns.map(share)),
    metrics: Object.fromEntries(
      Object.entries(played.metrics).map(([metric, of]) => [metric, interval(of.filter((value) => !Number.isNaN(value)))]),
    ),
  } // prettier-ignore
}

/** Episodes that an anchor is measured over. */
const ANCHOR_EPISODES = 100

/** Focal return of an anchor's bot, measured as pinned values were: the same number on every machine. */
export async function measureAnchor(scenario: Scenario, { bot: name }: Anchor): Promise<Interval> {
  const policy = bot(name, scenario.env, { seed: 'anchor' })
  return (await playScenario(scenario, { policy, episodes: ANCHOR_EPISODES, seed: 'anchor' })).focal
}

function meanWhere(row: Float64Array, focal: readonly boolean[], wanted: boolean): number {
  const values = row.filter((_, agent) => focal[agent] === wanted)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
