/**
 * What a command is: flags declared as data, from which parsing, help and errors follow.
 *
 * Exit codes: 0 it was done, 1 it was understood and failed, 2 the command line is wrong, 130 and 143 stopped by SIGINT
 * and SIGTERM.
 */
import { parseArgs } from 'node:util'

export const DONE = 0
export const FAILED = 1
export const WRONG_USAGE = 2
/** 128 + the signal's number, as shells count. */
export const STOPPED = { SIGINT: 130, SIGTERM: 143 } as const

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

/** Runs `ask`; what it throws is the command line's fault. */
export function usage<T>(ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error
    throw new UsageError(error.message, { cause: error })
  }
}

export interface Flag {
  /** What stands after the flag, e.g. `<n>`; a flag without one is a switch. */
  readonly value?: string
  /** May be given several times. */
  readonly many?: boolean
  readonly about: string
}
export type Flags = Readonly<Record<string, Flag>>

export interface Command<F extends Flags = Flags> {
  /** What stands after `sva`. */
  readonly usage: string
  readonly about: string
  /** Arguments without a dash, at most. */
  readonly most: number
  readonly flags: F
  /** Whole command lines. */
  readonly examples: readonly string[]
  /** More of the help, after the flags. */
  readonly notes?: () => string
  /** Answers the exit code, 0 if nothing. */
  run(given: Given): Promise<number | void> | number | void
}

/** What a command line gave. */
export class Given {
  /** Arguments without a dash. */
  readonly words: readonly string[]
  private readonly flags: Flags
  private readonly values: Readonly<Record<string, readonly string[]>>

  constructor(words: readonly string[], flags: Flags, values: Readonly<Record<string, readonly string[]>>) {
    this.words = words
    this.flags = flags
    this.values = values
  }

  /** Whether the flag was given. */
  on(flag: string): boolean {
    return this.texts(flag).length > 0
  }

  /** The last value given. */
  text(flag: string): string | undefined {
    return this.texts(flag).at(-1)
  }

  /** All values of a flag that may be repeated. */
  texts(flag: string): readonly string[] {
    if (!Object.hasOwn(this.flags, flag)) throw new Error(`Flag '${flag}' is not declared.`)
    return this.values[flag] ?? []
  }

  /** All values, where commas separate too. */
  list(flag: string): string[] {
    return this.texts(flag).flatMap((text) => text.split(',').filter(Boolean))
  }

  /** A number >= `least`. */
  number(flag: string, least = -Infinity): number | undefined {
    const text = this.text(flag)
    if (text === undefined) return undefined
    const value = text.trim() === '' ? NaN : Number(text)
    if (value >= least) return value
    throw new UsageError(`Got '${text}' for --${flag}, expected a number${least > -Infinity ? ` >= ${least}` : ''}.`)
  }

  /** An integer >= `least`; `5e6` is one. */
  integer(flag: string, least = 0): number | undefined {
    const value = this.number(flag, least)
    if (value === undefined || Number.isSafeInteger(value)) return value
    throw new UsageError(`Got '${this.text(flag)}' for --${flag}, expected an integer >= ${least}.`)
  }

  /** A number where it reads as one, else text. */
  seed(flag: string): number | string | undefined {
    const text = this.text(flag)
    return text !== undefined && /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
  }
}

const HELP: Flags = { help: { about: 'print this help' } }

/** Reads a command line. Throws a UsageError that lists the known flags. */
export function read({ flags, most, usage }: Command, argv: readonly string[]): Given {
  const all: Flags = { ...flags, ...HELP }
  const options = Object.fromEntries(
    Object.entries(all).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
  )
  const { tokens } = parseArgs({
    args: argv.map((word) => (word === '-h' ? '--help' : word)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const words: string[] = []
  const values: Record<string, string[]> = {}
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    checkFlag(all, token)
    ;(values[token.name] ??= []).push(token.value ?? '')
  }
  if (words.length > most) throw new UsageError(`Got argument '${words[most]}', expected: sva ${usage}.`)
  return new Given(words, all, values)
}

interface Token {
  readonly name: string
  readonly rawName: string
  readonly value?: string
  readonly inlineValue?: boolean
}

function checkFlag(flags: Flags, { name, rawName, value, inlineValue }: Token): void {
  if (!Object.hasOwn(flags, name)) {
    const known = Object.keys(flags).map((flag) => `--${flag}`)
    throw new UsageError(`Got unknown flag ${rawName}, expected one of: ${known.join(', ')}.`)
  }
  const expected = flags[name].value
  if (!expected && value !== undefined) throw new UsageError(`Got --${name}=${value}, expected --${name} alone.`)
  if (!expected) return
  if (value === undefined) throw new UsageError(`Missing the value of --${name}, expected --${name} ${expected}.`)
  if (!inlineValue && value.startsWith('--')) {
    throw new UsageError(
      `Got ${value} after --${name}, expected --${name} ${expected} (--${name}=${value} if that is meant).`,
    )
  }
}

/** The help of a command. */
export function help({ usage, about, flags, examples, notes }: Command): string {
  const left = (name: string, { value }: Flag) => `  --${name}${value ? ` ${value}` : ''}`
  const rows = Object.entries({ ...flags, ...HELP })
  const width = Math.min(34, Math.max(...rows.map(([name, flag]) => left(name, flag).length)))
  const lines = rows.map(([name, flag]) => {
    const head = left(name, flag)
    const gap = head.length > width ? `\n${' '.repeat(width)}` : ' '.repeat(width - head.length)
    return `${head}${gap}  ${flag.about}`
  })
  const parts = [
    `sva ${usage}`,
    about,
    `Flags\n${lines.join('\n')}`,
    ...(notes ? [notes()] : []),
    `Example${examples.length > 1 ? 's' : ''}\n${examples.map((line) => `  ${line}`).join('\n')}`,
  ]
  return parts.join('\n\n')
}

/** Rows of text in columns, two spaces apart; numbers (columns named in `right`) are flushed right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  if (rows.length === 0) return ''
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const cell = (text: string, column: number) =>
    right.includes(column) ? text.padStart(widths[column]) : text.padEnd(widths[column])
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}

/** Prints a line of results. Progress and faults go to stderr instead. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`)
