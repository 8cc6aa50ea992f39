/** From a substrate to an environment, and the first and last rule of every step. */
import type { Fields } from '../../core/fields.ts'
import { discrete } from '../../core/spaces.ts'
import type { EnvSpec, World } from '../../core/spec.ts'
import { needsSchema } from '../needs/config.ts'
import { checkNeeds, needsJSON, writeNeeds } from '../needs/json.ts'
import { NEEDS_METRICS } from '../needs/metrics.ts'
import { eat } from '../needs/players.ts'
import { afterStep, beforeStep, resetNeeds } from '../needs/rules.ts'
import { hiddenNeeds, needsFields, needsKnobs, withNeeds } from '../needs/tables.ts'
import { draw, print } from './draw.ts'
import { clear } from './grid.ts'
import { checkState, toJSON, writeState, type GridJSON } from './json.ts'
import { OUTCOMES, openAccount } from './outcome.ts'
import {
  FORWARD,
  STAY,
  gridFields,
  type GridConfig,
  type GridFields,
  type GridTables,
  type GridWorld,
  type Substrate,
} from './state.ts'
import { text } from './text.ts'
import { common, commonActions, mayAct } from './view-common.ts'
import { rgb } from './view-rgb.ts'
import { symbolic } from './view-symbolic.ts'

/** Options that every substrate has. */
const OPTIONS = {
  horizon: { type: 'number', minimum: 1 },
  randomEnd: { type: 'boolean', description: 'whether episodes end by chance too, not only at the horizon' },
  reward: { enum: ['individual', 'shared'], description: 'shared: everyone gets the mean of all rewards of the step' },
  needs: needsSchema,
} as const
/** The option of games that end at the horizon alone. */
export const NO_RANDOM_END = {
  randomEnd: { enum: [false], description: 'episodes of this game never end by chance' },
} as const
const DEFAULTS: Omit<GridConfig, 'horizon'> = {
  randomEnd: true,
  reward: 'individual',
  profile: 'mp-code',
  needs: null,
}

/** Longest episode of most substrates (maxEpisodeLengthFrames). */
export const MOST_STEPS = 5000

export function asEnv<C extends GridConfig, F extends GridFields, T extends GridTables>(
  substrate: Substrate<C, F, T>,
): EnvSpec<C, F, T, GridJSON> {
  type Own = World<C, F, T>
  const names = ({ config, tables }: Own): string[] =>
    Object.entries(substrate.own(config, tables)).flatMap(([name, { size }]) =>
      size === 0 || substrate.derived?.includes(name) ? [] : [name],
    )
  const profiles = Object.keys(substrate.numbers ?? { 'mp-code': {} })
  const profile = {
    enum: profiles,
    description: "whose numbers: of meltingpot's code, its documentation, or SocialJax",
  }
  const properties = { ...OPTIONS, profile, ...substrate.options }
  return {
    id: substrate.id,
    version: substrate.version,
    summary: substrate.summary,
    source: substrate.source,
    config: {
      schema: { type: 'object', additionalProperties: false, properties },
      defaults: { ...DEFAULTS, ...substrate.defaults } as C,
      defaultsFor: substrate.defaultsFor,
    },
    profiles: substrate.numbers,
    examples: [...substrate.examples, ...profiles.slice(1).map((profile) => ({ ...substrate.examples[0], profile }))],
    hidden: ({ needs }) => [...HIDDEN, ...(substrate.hidden ?? []), ...hiddenNeeds(needs)],
    tables(config) {
      const tables = substrate.tables(config)
      return config.needs ? withNeeds(tables, config.needs) : tables
    },
    agents: (_, { roles }) => roles.map((role, p) => ({ name: `player_${p}`, role })),
    state: (config, tables) => together(gridFields(tables), needsFields(tables), substrate.own(config, tables)) as F,
    action: (_, { actions }) => discrete(actions.length, actions),
    views: { symbolic, rgb, common, ...substrate.views } as unknown as EnvSpec<C, F, T, GridJSON>['views'],
    common: commonActions as unknown as EnvSpec<C, F, T, GridJSON>['common'],
    defaultView: 'symbolic',
    text: (world, slot, agent) => text(world, slot, agent),
    metrics: [...OUTCOMES, ...substrate.metrics, ...NEEDS_METRICS],
    score: substrate.score,
    knobs: ({ needs }) => (needs ? needsKnobs(needs) : {}),
    reset(world, slot) {
      clear(world, slot)
      openAccount(world, slot)
      substrate.reset(world, slot)
      if (world.tables.needs !== null) resetNeeds(world, slot)
    },
    step(world, slot) {
      const { needs } = world.tables
      if (needs !== null) beforeStep(world, slot)
      const done = substrate.step(world, slot)
      if (world.config.reward === 'shared') share(world, slot)
      if (needs !== null) afterStep(world, slot)
      return done
    },
    info: ({ state, tables, agents }, slot, agent): Record<string, unknown> =>
      tables.needs === null ? {} : { privateReward: state.private[slot * agents + agent] },
    mask: (world, slot) => mask(world, slot),
    draw: (world, slot) => draw(world, slot),
    print: (world, slot) => print(world, slot),
    toJSON(world, slot) {
      const json = toJSON(world, slot, names(world))
      return world.tables.needs === null ? json : { ...json, needs: needsJSON(world, slot) }
    },
    fromJSON(world, slot, json) {
      const needy = world.tables.needs !== null
      const given = checkState(world, slot, json, names(world))
      if (!needy && given.needs !== undefined)
        throw new TypeError('Got needs in the state, expected none: this game has the option needs off.')
      const needs = needy ? checkNeeds(world, given) : null
      writeState(world, slot, given, names(world))
      if (needs) writeNeeds(world, slot, needs)
      substrate.derive?.(world, slot)
    },
  }
}

/** Fields of the engine that no view may show. */
const HIDDEN = ['income', 'gainTimes', 'gains', 'presence', 'played'] as const

/** All sets of fields in one. Throws a RangeError on a name that two of them have. */
function together(...sets: readonly Fields[]): Fields {
  const all: Record<string, Fields[string]> = {}
  for (const [name, field] of sets.flatMap((fields) => Object.entries(fields))) {
    if (name in all)
      throw new RangeError(`Got two fields named '${name}', expected other names in the substrate's own.`)
    all[name] = field
  }
  return all
}

/** Everything may be tried, except by those who are out: they do nothing; and acts by those for whom they are. */
function mask(world: GridWorld, slot: number): void {
  const { state, tables, agents, mask } = world
  const count = tables.actions.length
  const isAlwaysFree = tables.rules.may === undefined && !tables.needs?.options.veil
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const may = state.away[row] > 0 ? 0 : 1
    if (mask[row * count + STAY] === 0 || mask[row * count + FORWARD] !== may) {
      for (let action = 0; action < count; action++) mask[row * count + action] = may
      mask[row * count + STAY] = 1
    }
    if (may === 0 || isAlwaysFree) continue
    for (let i = 0, first = count - tables.acts.length; i < tables.acts.length; i++) {
      mask[row * count + first + i] = mayAct(world, slot, row - slot * agents, i) ? 1 : 0
    }
  }
}

/** The first rule of a step: last step's beams fade, nothing is paid yet. */
export function begin({ state, rewards, agents }: GridWorld, slot: number): void {
  state.lights[slot] = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] = 0
}

/** Pays a player; those who are out get nothing. */
export function pay({ state, rewards, agents }: GridWorld, slot: number, p: number, reward: number): void {
  const row = slot * agents + p
  if (state.away[row] === 0) rewards[row] += reward
}

/** Pays a player for food. Where needs are on, it eats what is worth something, which then pays the share `pay` of its worth. */
export function payFood(world: GridWorld, slot: number, p: number, reward: number): void {
  if (world.tables.needs === null || reward <= 0) return pay(world, slot, p, reward)
  if (world.state.away[slot * world.agents + p] > 0) return
  pay(world, slot, p, reward * world.knobs.pay[slot])
  eat(world, slot, p, reward)
}

/** Divides what was paid in the step among all players, those who are out too. */
function share({ rewards, agents }: GridWorld, slot: number): void {
  let sum = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) sum += rewards[row]
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] = sum / agents
}

/** The number of a metric among all of them, for a substrate's own. */
export const metricAt = (own: number): number => OUTCOMES.length + own
