/**
 * `sva bench`: how many agent-steps a second an environment takes under random actions.
 *
 * The actions are drawn before the clock runs: TABLES tables of one action a head, agent and slot, seeded, set in turn. They are
 * windows of one strip, a few rows apart: apart from each other they would drive a large world out of a core's cache, which no
 * policy that writes one batch of actions does. Illegal ones are not avoided. After a warm-up, rounds of the environment and of the reference loop alternate, so that a
 * noisy machine hits both alike; the rate is the median over rounds, the ratio the median of the rounds' ratios.
 */
import { execFileSync } from 'node:child_process'
import type { BatchEnv } from '../envs/core/batch.ts'
import { named } from '../envs/core/config.ts'
import { bytesPer } from '../envs/core/fields.ts'
import { generator } from '../envs/core/keyed.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { find, listEnvs } from '../envs/registry.ts'
import { count } from './dashboard.ts'
import { print, table, usage, type Command, type Given } from './command.ts'
import { configFile, ENV_FLAGS, envChoice, openBatch, SEED_FLAG, type EnvChoice } from './flags.ts'
import { referenceLoop } from './reference-loop.ts'

/** Many short rounds: noise of a machine lasts longer than one. */
const ROUNDS = 21
/** Share of the time in which nothing is measured yet. */
const WARM_UP = 0.25
const TABLES = 64
/** Agent rows between the beginnings of two tables. */
const TABLE_GAP = 5
/** Share of a round in which the reference loop runs. */
const REFERENCE_SHARE = 0.25
/** Steps between two looks at the clock take about this long. */
const SLICE_SECONDS = 0.002
/** View that stands for stepping without observations. */
const NO_VIEW = 'none'
/** Slots where none are asked for: at most these, fewer where their observations would not lie in a core's own cache. */
const MOST_SLOTS = 256
const LEAST_SLOTS = 32
const CACHE_BYTES = 512 * 1024
const SECONDS = 2

/** One line of results. Rates are agent-steps a second. */
export interface BenchResult {
  readonly env: string
  readonly view: string
  readonly slots: number
  /** Agents a slot. */
  readonly agents: number
  readonly threads: number
  /** Median over rounds. */
  readonly agentStepsPerSecond: number
  /** Bytes of an observation row. */
  readonly bytesPerAgentStep: number
  readonly gigabytesPerSecond: number
  /** Rate over the rate of the reference loop (reference-loop.ts) in the same rounds. */
  readonly referenceRatio: number
  readonly slowest: number
  readonly fastest: number
  readonly rounds: number
  readonly seconds: number
  readonly options: Readonly<Record<string, unknown>>
}

export default {
  usage: 'bench [env] [flags]',
  about: `Measures agent-steps per second under random actions (seeded, drawn before the clock runs), next to a fixed
reference loop that runs in turn with it: referenceRatio is comparable between machines. Without an environment,
all of them; without --view, all views and none. Each row has a process of its own.`,
  most: 1,
  flags: {
    view: { value: '<view>', about: 'a view by name; none: stepping without observations' },
    slots: { value: '<n>', about: `copies of the environment (default ${MOST_SLOTS}, fewer where rows are long)` },
    threads: { value: '<n>', about: 'threads that step (default 1)' },
    seconds: { value: '<s>', about: `how long to measure a row (default ${SECONDS})` },
    ...ENV_FLAGS,
    ...SEED_FLAG,
    json: { about: 'print a JSON object a line' },
  },
  examples: [
    'sva bench overcooked --view symbolic --json',
    'sva bench overcooked --view none --threads 2',
    'sva bench',
  ],
  run(given) {
    const name = given.words[0] ?? configFile(given).env
    const view = given.text('view')
    if (name !== undefined && view !== undefined) {
      const result = bench(given, envChoice(given, given.words[0]), view)
      print(given.on('json') ? JSON.stringify(result) : benchTable([result]))
      return
    }
    if (name !== undefined) openBatch(envChoice(given, given.words[0]), { slots: 1, view: null }).close()
    const rows = everyRow(name, view).map(([env, view]) => benchApart(given, env, view))
    if (!given.on('json')) print(benchTable(rows))
  },
} satisfies Command

function checkView(spec: EnvSpec, view: string): void {
  usage(() => named(`view of ${spec.id}`, { [NO_VIEW]: null, ...spec.views }, view))
}

function everyRow(name: string | undefined, view: string | undefined): [env: string, view: string][] {
  const specs = usage(() => (name === undefined ? listEnvs().map(({ id }) => find(id)) : [find(name)]))
  return specs.flatMap((spec) => {
    const views = view === undefined ? [NO_VIEW, ...Object.keys(spec.views)] : [view]
    for (const each of views) checkView(spec, each)
    return views.map((each) => [spec.id, each] as [string, string])
  })
}

/** A row in a new process: what V8 learned from one view would slow the next. */
function benchApart(given: Given, env: string, view: string): BenchResult {
  const kept = ['slots', 'threads', 'seconds', 'layout', 'option', 'config', 'seed']
  const flags = kept.flatMap((flag) => given.texts(flag).map((value) => `--${flag}=${value}`))
  const program = [process.argv[1], 'bench', env, `--view=${view}`, '--json', ...flags]
  const line = execFileSync(process.execPath, [...process.execArgv, ...program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (given.on('json')) process.stdout.write(line)
  return JSON.parse(line) as BenchResult
}

function bench(given: Given, choice: EnvChoice, view: string): BenchResult {
  checkView(find(choice.env), view)
  const slots = given.integer('slots', 1) ?? usualSlots(choice, view)
  const threads = given.integer('threads', 1) ?? 1
  const seconds = given.number('seconds', 0.01) ?? SECONDS
  const seed = given.seed('seed') ?? 0
  const env = openBatch(choice, { slots, threads, seed, view: view === NO_VIEW ? null : view })
  const measured = measure(env, seconds, seed)
  const bytesPerAgentStep = env.world.box ? env.world.rowSize * bytesPer(env.world.box.dtype) : 0
  env.close()
  return {
    env: choice.env,
    view,
    slots,
    agents: env.agents,
    threads,
    agentStepsPerSecond: Math.round(measured.rate),
    bytesPerAgentStep,
    gigabytesPerSecond: rounded((measured.rate * bytesPerAgentStep) / 1e9),
    referenceRatio: rounded(measured.ratio),
    slowest: Math.round(measured.slowest),
    fastest: Math.round(measured.fastest),
    rounds: ROUNDS,
    seconds,
    options: choice.envOptions,
  }
}

/** As many slots as keep all rows within the cache. */
function usualSlots(choice: EnvChoice, view: string): number {
  const one = openBatch(choice, { slots: 1, view: view === NO_VIEW ? null : view })
  const bytes = one.observations.byteLength
  one.close()
  return Math.max(LEAST_SLOTS, Math.min(MOST_SLOTS, Math.floor(CACHE_BYTES / Math.max(1, bytes))))
}

/** Rounds of the environment and of the reference loop in turn. */
function measure(env: BatchEnv, seconds: number, seed: number | string) {
  const reference = referenceLoop()
  const tables = actionTables(env, seed)
  let at = 0
  const step = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      env.actions.set(tables[at++ % TABLES])
      env.step()
    }
  }
  const [own, other] = [seconds * (1 - REFERENCE_SHARE), seconds * REFERENCE_SHARE]
  rate(step, own * WARM_UP)
  rate(reference.run, other * WARM_UP)
  const time = [(own * (1 - WARM_UP)) / ROUNDS, (other * (1 - WARM_UP)) / ROUNDS]
  const rates: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    rates.push(rate(step, time[0]) * env.slots * env.agents)
    ratios.push(rates[round] / (rate(reference.run, time[1]) * reference.agents))
  }
  return { rate: median(rates), ratio: median(ratios), slowest: Math.min(...rates), fastest: Math.max(...rates) }
}

/** Steps a second of `run(steps)`, over at least `seconds`. Slices grow until looking at the clock costs nothing. */
function rate(run: (steps: number) => void, seconds: number): number {
  const start = performance.now()
  let [slice, steps, elapsed] = [1, 0, 0]
  while (elapsed < seconds) {
    run(slice)
    steps += slice
    const now = (performance.now() - start) / 1000
    if (now - elapsed < SLICE_SECONDS) slice *= 2
    elapsed = now
  }
  return steps / elapsed
}

function actionTables(env: BatchEnv, seed: number | string): Int32Array[] {
  const { heads } = env.world
  const uniform = generator(['sva-gym', seed, 'bench'])
  const gap = TABLE_GAP * heads.length
  const { length } = env.actions
  const strip = Int32Array.from({ length: length + (TABLES - 1) * gap }, (_, i) =>
    Math.floor(uniform() * heads[i % heads.length]),
  )
  return Array.from({ length: TABLES }, (_, i) => strip.subarray(i * gap, i * gap + length))
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Four significant digits. */
const rounded = (value: number): number => Number(value.toPrecision(4))

function benchTable(results: readonly BenchResult[]): string {
  const head = [
    'env',
    'view',
    'slots',
    'agents',
    'threads',
    'agent-steps/s',
    'slowest',
    'fastest',
    'bytes',
    'GB/s',
    'x reference',
  ]
  const rows = results.map((row) => [
    row.env,
    row.view,
    String(row.slots),
    String(row.agents),
    String(row.threads),
    count(row.agentStepsPerSecond),
    count(row.slowest),
    count(row.fastest),
    String(row.bytesPerAgentStep),
    row.gigabytesPerSecond.toFixed(2),
    row.referenceRatio.toFixed(3),
  ])
  return table([head, ...rows], [2, 3, 4, 5, 6, 7, 8, 9, 10])
}
