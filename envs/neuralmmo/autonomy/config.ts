/** Options of the autonomy world, and the defaults that hang on others. */
import type { SchemaObject } from 'ajv'
import { CELLS_PER_AGENT, FULL } from './numbers.ts'
import { VARIANTS, type AutonomyConfig } from './state.ts'

/** The most cells a side that terrain can be laid on, and so the most agents with the default land. */
const MOST_CENTER = 1024
const LEAST_CENTER = 8
const MOST_AGENTS = 4096

const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })
const share = (description: string) => ({ type: 'number', minimum: 0, maximum: 1, description })
const onOff = (description: string) => ({ type: 'integer', minimum: 0, maximum: 1, description })

export const schema: SchemaObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    horizon: { type: 'number', minimum: 1 },
    variant: { enum: VARIANTS, description: 'dependence: rivalry 1 and scarcity 2, where they are not given' },
    agents: count(1, MOST_AGENTS),
    center: { ...count(LEAST_CENTER, MOST_CENTER), multipleOf: 2 },
    map: { type: ['integer', 'null'], minimum: 0, description: 'number of the land; null: drawn by the key' },
    water: share('share of the land'),
    foliage: share('share of the land'),
    luxury: share('share of the land that is ore, and that is crystal'),
    regrowth: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    depletion: count(1, FULL),
    meal: count(1, FULL),
    rest: count(1, 255),
    targets: count(1, 64),
    tokens: count(1, 127),
    events: count(0, 1 << 20),
    ledger: { type: 'boolean', description: 'whether who did what to whom is kept, for labels' },
    rivalry: share('share of harvests that are lost to everyone, not to the harvester alone'),
    blocking: onOff('1: a cell holds one body'),
    harm: { ...count(0, FULL), description: 'health that a blow costs' },
    shock: share('probability a tick of an injury'),
    advantage: share('1: 1.2 times as much of the luxury that one is good at'),
    scarcity: {
      type: 'number',
      minimum: 0,
      description: 'meals are worth 1 / (1 + s), growth takes 1 + s times as long',
    },
    transfer: share('share of what is given or traded that arrives'),
    open: onOff("1: everyone sees everyone's needs"),
    hide: onOff('1: nobody sees anybody'),
    freeze: { ...count(0, MOST_AGENTS), description: 'k: all but the agent named k - 1 stand still' },
    swap: onOff('1: agents named 2 i and 2 i + 1 are taken for each other'),
  },
}

export const defaults: AutonomyConfig = {
  variant: 'autonomy',
  horizon: 1024,
  agents: 64,
  center: 128,
  map: null,
  water: 0.15,
  foliage: 0.2,
  luxury: 0.005,
  regrowth: 0.04,
  depletion: 2,
  meal: 50,
  rest: 10,
  targets: 8,
  tokens: 7,
  events: 1024,
  ledger: false,
  rivalry: 0,
  blocking: 0,
  harm: 0,
  shock: 0,
  advantage: 0,
  scarcity: 0,
  transfer: 0,
  open: 0,
  hide: 0,
  freeze: 0,
  swap: 0,
}

/** The couplings of the variant in which agents depend on each other: what was eaten is gone for all, and there is a third of it. */
export const DEPENDENCE = { rivalry: 1, scarcity: 2 } as const

/** Land by the number of agents, couplings by the variant. */
export function defaultsFor(given: Readonly<Record<string, unknown>>): Partial<AutonomyConfig> {
  const agents = typeof given.agents === 'number' && given.agents >= 1 ? given.agents : defaults.agents
  const side = 2 * Math.round(Math.sqrt(CELLS_PER_AGENT * agents) / 2)
  const center = Math.max(LEAST_CENTER, Math.min(MOST_CENTER, side))
  return given.variant === 'dependence' ? { center, ...DEPENDENCE } : { center }
}
