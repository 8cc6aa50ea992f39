/** Flags that several commands share: which environment, with which options. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Held } from '../agents/cells.ts'
import { BATCH_OPTIONS, type BatchEnv, type BatchOptions } from '../envs/core/batch.ts'
import { jsonOrText } from '../envs/core/config.ts'
import { find, listEnvs, makeBatch } from '../envs/registry.ts'
import { parseLayoutFile } from '../envs/overcooked/layout-file.ts'
import { usage, UsageError, type Flags, type Given } from './command.ts'

/** An environment and its options. */
export interface EnvChoice {
  readonly env: string
  readonly envOptions: Record<string, unknown>
}

/** What a configuration file may say: the form of `options` in a checkpoint. */
export interface ConfigFile {
  readonly env?: string
  readonly envOptions?: Record<string, unknown>
  readonly training?: Record<string, unknown>
  readonly split?: Held
  readonly ppo?: Record<string, unknown>
  readonly seed?: number | string
}
const CONFIG_KEYS = ['env', 'envOptions', 'training', 'split', 'ppo', 'seed']

export const ENV_FLAGS: Flags = {
  layout: { value: '<name|file>', about: 'a layout by name, or a .layout file' },
  option: { value: '<key=value>', many: true, about: 'any option of the environment; the value as JSON, else text' },
  config: {
    value: '<file.json>',
    about: 'a file with any of env, envOptions, training, split, ppo, seed; flags go before it',
  },
}

export const JSON_FLAG: Flags = { json: { about: 'print JSON' } }
export const SEED_FLAG: Flags = { seed: { value: '<seed>', about: 'a number or a word (default 0)' } }

/** The configuration file, {} without one. Throws where it cannot be read or has an unknown key. */
export function configFile(given: Given): ConfigFile {
  const path = given.text('config')
  if (path === undefined) return {}
  const content = readText(path, '--config')
  const config = usage(() => parsed(content, path))
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(
      `Got ${content.slice(0, 40).trim()} in ${path}, expected an object with any of: ${CONFIG_KEYS.join(', ')}.`,
    )
  }
  const unknown = Object.keys(config).find((key) => !CONFIG_KEYS.includes(key))
  if (unknown !== undefined) {
    throw new UsageError(`Got unknown key '${unknown}' in ${path}, expected one of: ${CONFIG_KEYS.join(', ')}.`)
  }
  return config
}

/** A file's content as JSON. Throws a SyntaxError that names the file. */
export function parsed(content: string, path: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new SyntaxError(`${path} is no JSON: ${(error as Error).message}.`, { cause: error })
  }
}

/** A file's text, or an Error that says for what it was wanted. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`Cannot read ${path} for ${what}: ${(error as Error).message}.`, { cause: error })
  }
}

/** Options of the environment that the flags give, over `base`. */
export function envOptions(given: Given, base: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const options = pairOptions(given, base)
  const layout = given.text('layout')
  if (layout !== undefined) options.layout = layoutOf(layout)
  return options
}

/** Options that --option gives, over `base`. */
export function pairOptions(given: Given, base: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const options: Record<string, unknown> = { ...base }
  for (const pair of given.texts('option')) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`Got --option ${pair}, expected --option key=value.`)
    const key = pair.slice(0, at)
    if ((BATCH_OPTIONS as readonly string[]).includes(key)) {
      throw new UsageError(
        `Got --option ${key}, expected an option of the environment (sva describe <env>); try --${key}.`,
      )
    }
    options[key] = jsonOrText(pair.slice(at + 1))
  }
  return options
}

/** The environment of that name, else of the configuration file, with the options of the file and, before them, of flags. */
export function envChoice(given: Given, name: string | undefined, file = configFile(given)): EnvChoice {
  const env = name ?? file.env
  const known = listEnvs().map(({ id }) => id)
  if (env === undefined) throw new UsageError(`Missing the environment, expected one of: ${known.join(', ')}.`)
  usage(() => find(env))
  return { env, envOptions: envOptions(given, file.envOptions) }
}

/** `overcooked/cramped_room`: the environment and, where it has one by name, its layout. */
export function titleOf({ spec, config }: BatchEnv): string {
  const { layout } = config as { layout?: unknown }
  return typeof layout === 'string' ? `${spec.id}/${layout}` : spec.id
}

/** A batch of the chosen environment. What does not fit is the command line's fault. */
export const openBatch = ({ env, envOptions }: EnvChoice, options: BatchOptions): BatchEnv =>
  usage(() => makeBatch(env, { ...envOptions, ...options }))

function layoutOf(text: string): unknown {
  if (!text.endsWith('.layout')) return text
  const content = readText(text, '--layout')
  return usage(() => parseLayoutFile(content, basename(text, '.layout')))
}
