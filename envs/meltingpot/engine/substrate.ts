/** From a substrate to an environment, and the first and last rule of every step. */
import type { Fields } from '../../core/fields.ts'
import { discrete } from '../../core/spaces.ts'
import type { EnvSpec, World } from '../../core/spec.ts'
import { draw, print } from './draw.ts'
import { clear } from './grid.ts'
import { fromJSON, toJSON, type GridJSON } from './json.ts'
import { OUTCOMES, openAccount } from './outcome.ts'
import {
  STAY,
  gridFields,
  type GridConfig,
  type GridFields,
  type GridTables,
  type GridWorld,
  type Substrate,
} from './state.ts'
import { text } from './text.ts'
import { common, commonActions } from './view-common.ts'
import { rgb } from './view-rgb.ts'
import { symbolic } from './view-symbolic.ts'

/** Options that every substrate has. */
const OPTIONS = {
  horizon: { type: 'number', minimum: 1 },
  randomEnd: { type: 'boolean', description: 'whether episodes end by chance too, not only at the horizon' },
  reward: { enum: ['individual', 'shared'], description: 'shared: everyone gets the mean of all rewards of the step' },
} as const
/** The option of games that end at the horizon alone. */
export const NO_RANDOM_END = {
  randomEnd: { enum: [false], description: 'episodes of this game never end by chance' },
} as const
const DEFAULTS: Omit<GridConfig, 'horizon'> = { randomEnd: true, reward: 'individual', profile: 'mp-code' }

/** Longest episode of most substrates (maxEpisodeLengthFrames). */
export const MOST_STEPS = 5000

export function asEnv<C extends GridConfig, F extends GridFields, T extends GridTables>(
  substrate: Substrate<C, F, T>,
): EnvSpec<C, F, T, GridJSON> {
  type Own = World<C, F, T>
  const names = ({ config, tables }: Own): string[] =>
    Object.keys(substrate.own(config, tables)).filter((name) => !substrate.derived?.includes(name))
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
    hidden: ['income', 'gainTimes', 'gains', 'presence', 'played', ...(substrate.hidden ?? [])],
    tables: (config) => substrate.tables(config),
    agents: (_, { roles }) => roles.map((role, p) => ({ name: `player_${p}`, role })),
    state: (config, tables) => ({ ...gridFields(tables), ...substrate.own(config, tables) }) as Fields as F,
    action: (_, { actions }) => discrete(actions.length, actions),
    views: { symbolic, rgb, common } as unknown as EnvSpec<C, F, T, GridJSON>['views'],
    common: commonActions as unknown as EnvSpec<C, F, T, GridJSON>['common'],
    defaultView: 'symbolic',
    text: (world, slot, agent) => text(world, slot, agent),
    metrics: [...OUTCOMES, ...substrate.metrics],
    score: substrate.score,
    reset(world, slot) {
      clear(world, slot)
      openAccount(world, slot)
      substrate.reset(world, slot)
    },
    step(world, slot) {
      const done = substrate.step(world, slot)
      if (world.config.reward === 'shared') share(world, slot)
      return done
    },
    mask: (world, slot) => mask(world, slot),
    draw: (world, slot) => draw(world, slot),
    print: (world, slot) => print(world, slot),
    toJSON: (world, slot) => toJSON(world, slot, names(world)),
    fromJSON(world, slot, json) {
      fromJSON(world, slot, json, names(world))
      substrate.derive?.(world, slot)
    },
  }
}

/** Everything may be tried, except by those who are out: they do nothing. */
function mask({ state, tables, agents, mask }: GridWorld, slot: number): void {
  const count = tables.actions.length
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const may = state.away[row] > 0 ? 0 : 1
    for (let action = 0; action < count; action++) mask[row * count + action] = may
    mask[row * count + STAY] = 1
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

/** Divides what was paid in the step among all players, those who are out too. */
function share({ rewards, agents }: GridWorld, slot: number): void {
  let sum = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) sum += rewards[row]
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] = sum / agents
}

/** The number of a metric among all of them, for a substrate's own. */
export const metricAt = (own: number): number => OUTCOMES.length + own
