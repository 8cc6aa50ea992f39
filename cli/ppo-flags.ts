/** A flag for every field of PpoConfig and of its network: `--ppo.slots 256`, `--ppo.net.hidden [64,64]`. */
import type { SchemaObject } from 'ajv'
import { ACTIVATIONS, ENCODERS, NET_DEFAULTS, type NetConfig } from '../agents/net.ts'
import { PPO_DEFAULTS, type PpoConfig } from '../agents/ppo.ts'
import { PROVIDERS } from '../agents/tensor/compile.ts'
import { ENGINES } from '../agents/tensor/engine.ts'
import { configure, jsonOrText } from '../envs/core/config.ts'
import { usage, type Flags, type Given } from './command.ts'

type Schemas<C> = { readonly [K in keyof C]: SchemaObject }

const count = { type: 'integer', minimum: 1 }
const share = { type: 'number', minimum: 0, maximum: 1 }
const positive = { type: 'number', exclusiveMinimum: 0 }
const optional = { ...positive, nullable: true }
const numbers = (length: number) => ({ type: 'array', items: { type: 'number' }, minItems: length, maxItems: length })
const object = (properties: Readonly<Record<string, SchemaObject>>): SchemaObject => ({
  type: 'object',
  properties,
  additionalProperties: false,
})

const NET: Schemas<NetConfig> = {
  encoder: { enum: ENCODERS },
  hidden: { type: 'array', items: count },
  activation: { enum: ACTIVATIONS },
  recurrent: { type: 'integer', minimum: 0 },
  channels: count,
  critic: { enum: ['own', 'central'] },
}

const PPO: Schemas<PpoConfig> = {
  agentSteps: count,
  slots: count,
  rollout: count,
  epochs: count,
  minibatch: count,
  learningRate: positive,
  anneal: { type: 'boolean' },
  gamma: share,
  lambda: share,
  clip: positive,
  valueClip: optional,
  valueCoefficient: { type: 'number', minimum: 0 },
  entropy: numbers(2),
  clipNorm: positive,
  targetKl: optional,
  knobs: { type: 'object', additionalProperties: numbers(3) },
  weights: { enum: ['shared', 'separate'] },
  sequence: count,
  net: object({ ...NET }),
  threads: count,
  provider: { enum: PROVIDERS },
  engine: { enum: ENGINES },
}
const schema = object({ ...PPO })

const flag = (name: string, value: unknown) =>
  [name, { value: '<json>', about: `default ${JSON.stringify(value)}` }] as const

export const PPO_FLAGS: Flags = Object.fromEntries([
  ...Object.entries(PPO_DEFAULTS).map(([name, value]) => flag(`ppo.${name}`, value)),
  ...Object.entries(NET_DEFAULTS).map(([name, value]) => flag(`ppo.net.${name}`, value)),
])

/** The complete configuration: flags over `base` over the defaults. A fault is the command line's. */
export function ppoConfig(given: Given, base: Readonly<Record<string, unknown>> = {}): PpoConfig {
  const net = { ...(base.net as object | undefined), ...fields(given, 'ppo.net.', Object.keys(NET)) }
  const own = fields(given, 'ppo.', Object.keys(PPO))
  const options = { ...base, ...(Object.keys(net).length > 0 ? { net } : {}), ...own }
  return usage(() => configure('ppo', schema, PPO_DEFAULTS, options))
}

function fields(given: Given, prefix: string, names: readonly string[]): Record<string, unknown> {
  const named = names.filter((name) => given.on(prefix + name))
  return Object.fromEntries(named.map((name) => [name, jsonOrText(given.text(prefix + name)!)]))
}
