/**
 * What a run leaves on disk: `runs/<id>/` with run.json, metrics.jsonl, a TensorBoard event file a session, and
 * checkpoints/.
 *
 * metrics.jsonl has one JSON object a line, in order of `step`. A line is one write, so a killed process leaves at most
 * one torn line at the end, which the next opening cuts. JSON has no NaN: a number that is not finite is written as the
 * string "NaN", "Infinity" or "-Infinity" and read back as the number.
 */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventFile } from './tensorboard.ts'

/** One line of metrics.jsonl. `step` counts agent-steps. */
export interface Metrics {
  readonly step: number
  readonly [name: string]: number | string | boolean | null
}

/** An open metrics.jsonl. */
export interface MetricsLog {
  /** Bytes of a torn last line that opening cut; 0 after a clean end. */
  readonly cut: number
  /** Step of the last line, -1 while there is none. */
  readonly last: number
  /** Adds a line; it survives the end of this process. Throws where `step` is below the last one. */
  append(record: Metrics): void
  /** Waits until every line is on the disk: survives a power cut. */
  flush(): void
  /** Removes all lines after `step`, to go on from a checkpoint made there. Returns how many it removed. */
  truncateTo(step: number): number
  close(): void
}

/** Opens or creates a metrics file for appending. Throws where a line other than the last is no record. */
export function metricsLog(path: string): MetricsLog {
  const file = openSync(path, 'a+')
  const { lines, end, size } = scan(path)
  ftruncateSync(file, end)
  let last = lines.at(-1)?.record.step ?? -1
  return {
    cut: size - end,
    get last() {
      return last
    },
    append(record) {
      if (!(record.step >= last))
        throw new RangeError(`Got step ${record.step}, expected >= ${last}, in ${path}: call truncateTo() to go back.`)
      writeFileSync(file, `${toJson(record)}\n`)
      last = record.step
    },
    flush: () => fsyncSync(file),
    truncateTo(step) {
      const { lines } = scan(path)
      const kept = lines.filter(({ record }) => record.step <= step)
      ftruncateSync(file, kept.at(-1)?.end ?? 0)
      last = kept.at(-1)?.record.step ?? -1
      return lines.length - kept.length
    },
    close() {
      fsyncSync(file)
      closeSync(file)
    },
  }
}

/** All whole lines of a metrics file, oldest first; a torn last line is left out. */
export const readMetrics = (path: string): Metrics[] => scan(path).lines.map(({ record }) => record)

interface Line<T> {
  readonly record: T
  /** Byte after the newline. */
  readonly end: number
}

/**
 * The whole lines of a file of JSON lines, the byte where they end and the size of the file: a line that was torn off
 * at the end is left out. Throws a SyntaxError for one that is no record anywhere else.
 */
export function jsonLines<T>(
  path: string,
  what: string,
  isRecord: (value: unknown) => value is T,
): { lines: Line<T>[]; end: number; size: number } {
  const file = readFileSync(path)
  const lines: Line<T>[] = []
  let start = 0
  for (let newline = file.indexOf(10); newline >= 0; newline = file.indexOf(10, start)) {
    const value = parsed(file.toString('utf8', start, newline))
    if (!isRecord(value)) {
      if (newline + 1 === file.length) break
      throw new SyntaxError(`Line ${lines.length + 1} of ${path} is no ${what}. Remove the line, or the file.`)
    }
    start = newline + 1
    lines.push({ record: value, end: start })
  }
  return { lines, end: start, size: file.length }
}

const scan = (path: string) => jsonLines(path, 'record with a step', isMetrics)

const isMetrics = (value: unknown): value is Metrics => typeof (value as Metrics | null)?.step === 'number'

/** The value of a line, undefined where it is no JSON. */
function parsed(line: string): unknown {
  try {
    return fromJson(line)
  } catch {
    return undefined
  }
}

const NOT_FINITE = ['NaN', 'Infinity', '-Infinity']

/** JSON with numbers that are not finite as strings. */
export const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, item: unknown) => (typeof item === 'number' && !Number.isFinite(item) ? String(item) : item),
    indent,
  )

/** The value that `toJson` wrote. */
export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, item: unknown) => (NOT_FINITE.includes(item as string) ? Number(item) : item))

/** What made a run. */
export interface RunStart {
  /** Goes into the id: letters, digits and dashes of it. */
  readonly name: string
  readonly config: unknown
  readonly seed: number | string
  /** The command line, a word an item. */
  readonly command?: readonly string[]
}

/** run.json. */
export interface RunInfo extends RunStart {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly created: string
  readonly versions: Readonly<Record<string, string>>
}

/** An open run. All paths lie in `path`. */
export interface RunFolder {
  readonly id: string
  readonly path: string
  readonly info: RunInfo
  /** Folder for checkpoints; it exists. */
  readonly checkpoints: string
  readonly metrics: MetricsLog
  /** Writes numbers to metrics.jsonl (with `t`, seconds since 1970) and, under the same names, to TensorBoard. */
  log(step: number, scalars: Readonly<Record<string, number>>, wallTime?: number): void
  close(): void
}

/**
 * Makes `root/<id>/` with its run.json. The id is the time in UTC and the name, so ids sort by age; it is never one
 * that exists, also when several processes ask at once.
 */
export function claimRun(root: string, start: RunStart, now = new Date()): { path: string; info: RunInfo } {
  mkdirSync(root, { recursive: true })
  const id = claimed(root, `${stamp(now)}-${slug(start.name)}`)
  const path = join(root, id)
  const info: RunInfo = { id, created: now.toISOString(), ...start, versions: versions() }
  replaceFile(join(path, 'run.json'), `${toJson(info, 2)}\n`)
  return { path, info }
}

/** A new run to train in. */
export function createRun(root: string, start: RunStart, now = new Date()): RunFolder {
  const { path, info } = claimRun(root, start, now)
  mkdirSync(join(path, 'checkpoints'))
  return opened(path, info, -1, now)
}

/** Opens a run again, to go on after `step`: later metrics are removed, and TensorBoard is told. */
export function resumeRun(path: string, step: number, now = new Date()): RunFolder {
  const info = fromJson(readFileSync(join(path, 'run.json'), 'utf8')) as RunInfo
  return opened(path, info, step, now)
}

function opened(path: string, info: RunInfo, step: number, now: Date): RunFolder {
  const metrics = metricsLog(join(path, 'metrics.jsonl'))
  metrics.truncateTo(step)
  const session = readdirSync(path).filter((name) => name.startsWith('events.')).length
  const events = eventFile(join(path, `events.out.tfevents.${seconds(now)}.${String(session).padStart(3, '0')}`))
  if (step >= 0) events.resumed(step, seconds(now))
  return {
    id: info.id,
    path,
    info,
    checkpoints: join(path, 'checkpoints'),
    metrics,
    log(step, scalars, wallTime = Date.now() / 1000) {
      metrics.append({ step, t: wallTime, ...scalars })
      for (const [tag, value] of Object.entries(scalars)) events.scalar(tag, step, value, wallTime)
    },
    close() {
      metrics.close()
      events.close()
    },
  }
}

const MOST_TRIES = 1_000

/** Makes the folder `root/name`, or `root/name-002` and so on where it exists. Returns its name. */
function claimed(root: string, name: string): string {
  for (let attempt = 1; attempt < MOST_TRIES; attempt++) {
    const id = attempt === 1 ? name : `${name}-${String(attempt).padStart(3, '0')}`
    try {
      mkdirSync(join(root, id))
      return id
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  throw new Error(`Got ${MOST_TRIES} runs named ${name} in ${root}, expected fewer: choose another folder.`)
}

/** `20261123-162516-042`. */
const stamp = (now: Date): string => now.toISOString().replace(/[-:Z]/g, '').replace(/[T.]/g, '-')
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40) || 'run'
const seconds = (now: Date): number => Math.floor(now.getTime() / 1000)

/** Writes a whole file or leaves the old one: temporary file, sync, rename. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'w')
  writeFileSync(file, content)
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, path)
}

/** Versions of this package, of Node and of the platform. */
export const versions = (): Record<string, string> => ({
  'sva-gym': packageVersion(),
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
})

/** The version in the nearest package.json of ours above this file, whether it runs from source or built. */
function packageVersion(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name: string
        version: string
      }
      if (name === 'sva-gym') return version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return 'unknown'
}
