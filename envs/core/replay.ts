/**
 * Replays: a game as its seed and actions. Since the same seed and actions give the same bytes, that is all of it; hashes
 * on the way, of every action and state up to there, prove that it was played again as it was.
 *
 * A file is text, one JSON value a line:
 *
 *     {"format":"sva-gym replay","formatVersion":1,"env":"overcooked","version":1,"options":{...},"seed":7,...}
 *     {"step":0,"hash":"..."}          all up to so many steps
 *     [4,0]                            a step: the actions of all agents, heads one after another
 *     {"end":400,"hash":"..."}         the last line
 *
 * A game goes over several episodes: where one is over, the next starts before the next step.
 */
import { createHash } from 'node:crypto'
import { BatchEnv } from './batch.ts'
import type { EnvSpec } from './spec.ts'

export const REPLAY_FORMAT = 'sva-gym replay'
export const REPLAY_VERSION = 1
/** Steps between two hashes. */
const HASH_EVERY = 50
const HASH_DIGITS = 16

export interface ReplayHeader {
  readonly format: typeof REPLAY_FORMAT
  readonly formatVersion: number
  /** Id and version of the environment. */
  readonly env: string
  readonly version: number
  /** All options of the environment, defaults included. */
  readonly options: Readonly<Record<string, unknown>>
  readonly seed: number | string
  /** Actions a step: agents times heads. */
  readonly actions: number
  /** Version of Node that recorded it. */
  readonly node: string
}

export interface Replay {
  readonly header: ReplayHeader
  /** `[steps][agents * heads]`. */
  readonly steps: readonly (readonly number[])[]
  /** Hash after so many steps, in order; the last is the end. */
  readonly hashes: ReadonlyMap<number, string>
}

export interface Recorder {
  /** One slot that waits at an episode's end: call `resetDone()` before choosing the next episode's first actions. */
  readonly env: BatchEnv
  /** Steps with the actions in `env` and remembers them. */
  step(): void
  /** The file's text so far, with its last line. */
  text(): string
}

/** What a recorder needs: options of the environment, and the view that policies read (null for none). */
export interface RecordOptions {
  readonly options: Readonly<Record<string, unknown>>
  readonly seed: number | string
  readonly view?: string | null
}

/** Starts a game of one slot that is recorded. The caller closes `env`. */
export function recordReplay(spec: EnvSpec, { options, seed, view = null }: RecordOptions): Recorder {
  const env = new BatchEnv(spec, { ...options, slots: 1, seed, view, autoreset: 'disabled' })
  const header: ReplayHeader = {
    format: REPLAY_FORMAT,
    formatVersion: REPLAY_VERSION,
    env: spec.id,
    version: spec.version,
    options: env.config as unknown as Record<string, unknown>,
    seed,
    actions: env.actions.length,
    node: process.version,
  }
  const trail = trailOf(env)
  const lines = [toJson(header), JSON.stringify({ step: 0, hash: trail.hash() })]
  let steps = 0
  return {
    env,
    step() {
      play(env)
      trail.add()
      lines.push(JSON.stringify(Array.from(env.actions)))
      if (++steps % HASH_EVERY === 0) lines.push(JSON.stringify({ step: steps, hash: trail.hash() }))
    },
    text: () => `${[...lines, JSON.stringify({ end: steps, hash: trail.hash() })].join('\n')}\n`,
  }
}

/** A hash of the first state and of the actions and state after each step, so that no change can heal on the way. */
function trailOf(env: BatchEnv): { add(): void; hash(): string } {
  const all = createHash('sha256').update(env.hash())
  return {
    add: () => void all.update(`${env.actions.join()};${env.hash()}`),
    hash: () => all.copy().digest('hex').slice(0, HASH_DIGITS),
  }
}

function play(env: BatchEnv): void {
  env.resetDone()
  env.step()
}

/**
 * Plays a replay again: yields the batch (one slot, no view) at the start and after each step. Throws where the environment
 * is of another version, and at the first hash that differs, saying between which steps the game took another way.
 */
export function* playReplay(replay: Replay, spec: EnvSpec): Generator<BatchEnv, void> {
  const { header, steps, hashes } = replay
  checkHeader(header, spec)
  const env = new BatchEnv(spec, { ...header.options, slots: 1, seed: header.seed, view: null, autoreset: 'disabled' })
  if (env.actions.length !== header.actions) {
    throw new Error(
      `Got ${header.actions} actions a step, expected ${env.actions.length} for these options of ${spec.id}.`,
    )
  }
  const trail = trailOf(env)
  let agreed = 0
  const check = (step: number) => {
    const expected = hashes.get(step)
    if (expected === undefined) return
    if (expected !== trail.hash()) throw diverged(header, step, agreed, expected, trail.hash())
    agreed = step
  }
  try {
    check(0)
    yield env
    for (const [i, actions] of steps.entries()) {
      checkActions(env, actions, i + 1)
      env.actions.set(actions)
      play(env)
      trail.add()
      check(i + 1)
      yield env
    }
  } finally {
    env.close()
  }
}

/** Plays a whole replay, checking every hash. Says how many steps, the hash of the last state, and each agent's rewards. */
export function verifyReplay(replay: Replay, spec: EnvSpec): { steps: number; state: string; returns: number[] } {
  let steps = -1
  let state = ''
  let returns: number[] = []
  for (const env of playReplay(replay, spec)) {
    if (++steps === 0) returns = Array.from({ length: env.agents }, () => 0)
    else returns = returns.map((sum, agent) => sum + env.rewards[agent])
    if (steps === replay.steps.length) state = env.hash()
  }
  return { steps, state, returns }
}

function diverged(header: ReplayHeader, step: number, agreed: number, expected: string, got: string): Error {
  const where = step - agreed <= 1 ? `at step ${step}` : `between steps ${agreed} and ${step}`
  const node =
    header.node === process.version ? '' : ` It was recorded on Node ${header.node}, this is ${process.version}.`
  return new Error(
    `The replay takes another way ${where}: got hash ${got}, expected ${expected}. Its seed, options or actions were ` +
      `changed, or the rules of ${header.env} without a new version.${node}`,
  )
}

function checkHeader(header: ReplayHeader, { id, version }: EnvSpec): void {
  if (header.env !== id) throw new Error(`Got a replay of ${header.env}, expected one of ${id}.`)
  if (header.version === version) return
  throw new Error(
    `Got a replay of ${id} version ${header.version}, expected version ${version}: the rules changed, record it again.`,
  )
}

function checkActions({ world }: BatchEnv, actions: readonly number[], step: number): void {
  for (const [i, action] of actions.entries()) {
    const n = world.heads[i % world.heads.length]
    if (action < n) continue
    const agent = Math.floor(i / world.heads.length)
    throw new RangeError(`Got action ${action} for agent ${agent} at step ${step}, expected an integer in [0, ${n}).`)
  }
}

/** Reads a replay's text. Throws a SyntaxError with the line where it is no replay; `where` is named in it. */
export function parseReplay(text: string, where: string): Replay {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const fail = (line: number, got: string, expected: string): never => {
    throw new SyntaxError(`Got ${got} in line ${line} of ${where}, expected ${expected}.`)
  }
  const header = readHeader(lines[0] ?? '', where)
  const steps: (readonly number[])[] = []
  const hashes = new Map<number, string>()
  let ended = false
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue
    if (ended) fail(i + 1, 'a line', 'none after the end')
    const value = json(line)
    if (Array.isArray(value)) {
      if (!isStep(value, header.actions)) fail(i + 1, line.slice(0, 40), `${header.actions} actions, integers >= 0`)
      steps.push(value as number[])
      continue
    }
    const { step, end, hash } = (value ?? {}) as { step?: unknown; end?: unknown; hash?: unknown }
    if (typeof hash !== 'string') fail(i + 1, line.slice(0, 40) || 'nothing', 'actions [..] or a hash {"step", "hash"}')
    if ((step ?? end) !== steps.length)
      fail(i + 1, `a hash after ${String(step ?? end)} steps`, `${steps.length} steps`)
    hashes.set(steps.length, hash as string)
    ended = end !== undefined
  }
  if (!ended)
    throw new SyntaxError(
      `${where} stops after ${steps.length} steps without its last line: it was cut, record it again.`,
    )
  return { header, steps, hashes }
}

function readHeader(line: string, where: string): ReplayHeader {
  const header = json(line) as Partial<ReplayHeader> | null
  if (header?.format !== REPLAY_FORMAT) {
    throw new SyntaxError(`Got no replay in ${where}, expected a first line with "format":"${REPLAY_FORMAT}".`)
  }
  if (header.formatVersion !== REPLAY_VERSION) {
    throw new SyntaxError(`Got replay format ${header.formatVersion} in ${where}, expected ${REPLAY_VERSION}.`)
  }
  const { env, version, options, seed, actions } = header
  const whole =
    typeof env === 'string' &&
    Number.isInteger(version) &&
    typeof options === 'object' &&
    options !== null &&
    (typeof seed === 'number' || typeof seed === 'string') &&
    Number.isInteger(actions)
  if (whole) return header as ReplayHeader
  throw new SyntaxError(`Got an incomplete first line in ${where}, expected env, version, options, seed and actions.`)
}

const isStep = (actions: readonly unknown[], count: number): boolean =>
  actions.length === count && actions.every((action) => Number.isInteger(action) && (action as number) >= 0)

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (item === Infinity ? 'Infinity' : item))

/** The value of a line, null where it is no JSON. */
function json(line: string): unknown {
  try {
    return JSON.parse(line, (_, item: unknown) => (item === 'Infinity' ? Infinity : item))
  } catch {
    return null
  }
}
