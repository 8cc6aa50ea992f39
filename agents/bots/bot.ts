/** What a scripted policy says of itself to the registry. */
import type { SchemaObject } from 'ajv'
import type { Policy } from '../policy.ts'

export interface BotOptions {
  /** Names the bot's draws; 0 if absent. */
  readonly seed?: number | string
}

/** An entry of the registry as it is written. */
export interface BotEntry<P extends object> {
  /** Bots for other environments may have it too. */
  readonly name: string
  readonly summary: string
  /** Ids of the environments that it plays. */
  readonly envs: readonly string[] | 'any'
  /** Schemas and values of its parameters by name; none if absent. */
  readonly parameters?: Readonly<Record<keyof P & string, SchemaObject>>
  readonly defaults?: P
  /** `parameters` are complete and checked. */
  make(parameters: P, options: BotOptions): Policy
}

export interface Bot extends BotEntry<object> {
  readonly schema: SchemaObject
  readonly defaults: object
}

/** A checked entry is asked for by its schema, an object that has to stay the same one. */
export const defineBot = <P extends object>(entry: BotEntry<P>): Bot => ({
  defaults: {},
  ...(entry as unknown as BotEntry<object>),
  schema: { type: 'object', additionalProperties: false, properties: entry.parameters ?? {} },
})
