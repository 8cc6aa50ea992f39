/**
 * What every command is made of: flags declared as data, from which parsing, help and errors follow.
 *
 * Exit codes: 0 it was done, 1 it was understood and failed, 2 the command line is wrong, 130 and 143 stopped by SIGINT
 * and SIGTERM.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { named } from '../envs/core/config.ts'
import { find, listEnvs, makeBatch } from '../envs/registry.ts'
import type { BatchEnv, BatchOptions } from '../envs/core/batch.ts'
import { parseLayoutFile } from '../envs/overcooked/layout-file.ts'

export const DONE = 0
export const FAILED = 1
export const WRONG_USAGE = 2
/** 128 + the signal's number, as shells count. */
export const STOPPED = { SIGINT: 130, SIGTERM: 143 } as const

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

export interface Flag {
  /** What stands after the flag in the help, e.g. `<n>`; a flag without one is a switch. */
  readonly value?: string
  /** May be given several times. */
  readonly many?: boolean
  readonly about: string
  readonly short?: string
}
export type Flags = Readonly<Record<string, Flag>>

export interface Command<F extends Flags = Flags> {
  /** What stands after `sva`. */
  readonly usage: string
  readonly about: string
  /** Arguments without a dash: at most this many. */
  readonly most: number
  readonly flags: F
  /** Whole command lines. */
  readonly examples: readonly string[]
  /** More of the help, after the flags. */
  readonly notes?: () => string
  /** Answers the exit code, 0 if nothing. */
  run(given: Given<F>): Promise<number | void> | number | void
}

/** Declares a command: the names of its flags become part of its type. */
export const command = <const F extends Flags>(declared: Command<F>): Command<F> => declared

/** What a command line gave. */
export class Given<F extends Flags = Flags> {
  readonly words: readonly string[]
  private readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

  constructor(words: readonly string[], values: Given['values']) {
    this.words = words
    this.values = values
  }

  on(flag: keyof F & string): boolean {
    return this.values[flag] === true
  }

  text(flag: keyof F & string): string | undefined {
    const value = this.values[flag]
    return typeof value === 'string' ? value : undefined
  }

  /** Of a flag that may be repeated; items may also be separated by commas. */
  list(flag: keyof F & string): string[] {
    return this.texts(flag).flatMap((text) => text.split(',').filter(Boolean))
  }

  texts(flag: keyof F & string): string[] {
    const value = this.values[flag]
    return Array.isArray(value) ? value.map(String) : []
  }

  /** A number >= `least`. */
  number(flag: keyof F & string, least = -Infinity): number | undefined {
    const text = this.text(flag)
    if (text === undefined) return undefined
    const value = text.trim() === '' ? NaN : Number(text)
    if (!(value >= least)) {
      throw new UsageError(`Got '${text}' for --${flag}, expected a number${least > -Infinity ? ` >= ${least}` : ''}.`)
    }
    return value
  }

  /** An integer >= `least`; `5e6` is one. */
  integer(flag: keyof F & string, least = 0): number | undefined {
    const value = this.number(flag, least)
    if (value !== undefined && !Number.isSafeInteger(value)) {
      throw new UsageError(`Got '${this.text(flag)}' for --${flag}, expected an integer >= ${least}.`)
    }
    return value
  }

  /** A number where it reads as one, else text: seeds are both. */
  seed(flag: keyof F & string): number | string | undefined {
    const text = this.text(flag)
    return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : text
  }
}

const HELP: Flag = { about: 'print this help', short: 'h' }

/** Reads a command line. Throws a UsageError that lists the known flags. */
export function read<F extends Flags>(name: string, { flags, most, usage }: Command<F>, argv: readonly string[]): Given<F> {
  const all: Flags = { ...flags, help: HELP }
  const options = Object.fromEntries(
    Object.entries(all).map(([flag, { value, many, short }]) => [
      flag,
      { type: value ? ('string' as const) : ('boolean' as const), multiple: many === true, ...(short ? { short } : {}) },
    ]),
  )
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens ?? []) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(all, token.name) ? all[token.name] : undefined
    if (!flag) throw new UsageError(`Got unknown flag ${token.rawName}, expected one of: ${Object.keys(all).map((known) => `--${known}`).join(', ')}.`)
    if (flag.value && token.value === undefined) throw new UsageError(`Missing value of --${token.name}, expected --${token.name} ${flag.value}.`)
    if (!flag.value && token.value !== undefined) throw new UsageError(`Got --${token.name}=${token.value}, expected --${token.name} alone.`)
  }
  const { values, positionals } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true })
  for (const [flag, { value, many }] of Object.entries(all)) {
    const given = values[flag]
    if (value && !many && typeof given === 'string' && given.startsWith('--')) {
      throw new UsageError(`Got ${given} as the value of --${flag}, expected --${flag} ${value} (or --${flag}=... if it starts with --).`)
    }
  }
  if (positionals.length > most) throw new UsageError(`Got argument '${positionals[most]}', expected: sva ${usage}.`)
  void name
  return new Given<F>(positionals, values)
}
