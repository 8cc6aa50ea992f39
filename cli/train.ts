/** `sva train`: trains a policy by self-play and keeps everything in `runs/<id>/`. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { latestCheckpoint, loadCheckpoint } from '../agents/checkpoint.ts'
import { createRun, fromJson, resumeRun, toJson, type RunFolder, type RunInfo } from '../agents/log.ts'
import { trainedIn, Trainer, type TrainerState, type TrainOptions } from '../agents/ppo.ts'
import { PRESETS, type Preset } from '../agents/presets.ts'
import { silence } from '../agents/tensor/engine.ts'
import { named } from '../envs/core/config.ts'
import { find } from '../envs/registry.ts'
import { DONE, print, STOPPED, table, usage, UsageError, type Command, type Given } from './command.ts'
import { dashboard } from './dashboard.ts'
import { configFile, ENV_FLAGS, envChoice, envOptions, openBatch, SEED_FLAG } from './flags.ts'
import { PPO_FLAGS, ppoConfig } from './ppo-flags.ts'
import { scoreOf, train } from './training.ts'

const RUNS = 'runs'
const SAVE_EVERY = 10
/** Flags that may stand beside --resume: the run keeps everything else. */
const WITH_RESUME = ['resume', 'quiet', 'json', 'help']

/** `config` in run.json. */
export interface RunConfig {
  readonly options: TrainOptions
  /** Iterations between two checkpoints. */
  readonly saveEvery: number
}

const FLAGS = {
  env: { value: '<env>', about: 'the environment' },
  preset: { value: '<name>', about: 'a named run (below) that the other flags change' },
  view: { value: '<view>', about: "what the policy sees (default: the environment's own)" },
  steps: { value: '<n>', about: 'agent-steps in all, e.g. 5e6; the same as --ppo.agentSteps' },
  'run-dir': { value: '<folder>', about: `where runs are kept (default ${RUNS})` },
  'save-every': { value: '<n>', about: `iterations between two checkpoints (default ${SAVE_EVERY})` },
  resume: { value: '<folder>', about: 'go on with a run from its newest checkpoint' },
  quiet: { about: 'show no progress' },
  json: { about: 'print a JSON object at the start, for each iteration and at the end' },
  ...ENV_FLAGS,
  ...SEED_FLAG,
  ...PPO_FLAGS,
}

export default {
  usage: 'train --env <env> | --preset <name> | --resume <folder> [flags]',
  about: `Trains a policy by self-play (PPO) and keeps everything in runs/<id>: run.json, metrics.jsonl, TensorBoard events,
checkpoints, policy.onnx. The same command gives the same checkpoints, byte for byte, also when the run is stopped or
killed and resumed; so does metrics.jsonl but for t, rolloutSeconds and updateSeconds, which are clocks.
Ctrl-C saves after the iteration and exits with 130.`,
  most: 0,
  flags: FLAGS,
  examples: [
    'sva train --env overcooked --layout cramped_room --seed 1 --steps 5e6',
    'sva train --preset overcooked/coordination_ring --ppo.learningRate 5e-4 --ppo.net.hidden [64,64]',
    'sva train --resume runs/<id>',
  ],
  notes: () =>
    `docs/ppo.md explains the ppo flags.\n\nPresets\n${table(Object.entries(PRESETS).map(([name, { summary }]) => [`  ${name}`, summary]))}`,
  async run(given) {
    if (given.on('quiet') || given.on('json')) silence()
    const session = given.on('resume') ? await resumed(given) : await begun(given)
    return follow(given, session)
  },
} satisfies Command

interface Session {
  readonly trainer: Trainer
  readonly run: RunFolder
  readonly saveEvery: number
}

/** What the command line asks for: preset, then configuration file, then flags. */
export function trainOptions(given: Given, preset: Partial<Preset> = presetOf(given)): TrainOptions {
  const file = configFile(given)
  const base = { env: file.env ?? preset.env, envOptions: { ...preset.envOptions, ...file.envOptions } }
  const { env, envOptions } = envChoice(given, given.text('env'), base)
  const view = given.text('view')
  if (view !== undefined) envOptions.view = view
  const ppo = ppoConfig(given, { ...preset.ppo, ...file.ppo })
  const agentSteps = given.integer('steps', 1) ?? ppo.agentSteps
  const training = withoutGiven(given, { ...preset.training, ...file.training })
  const split = file.split ?? preset.split
  const options = {
    env,
    envOptions,
    ...(Object.keys(training).length > 0 && { training }),
    ...(split && { split }),
    ppo: { ...ppo, agentSteps },
    seed: given.seed('seed') ?? file.seed ?? 0,
  }
  check(options)
  return options
}

/** Options of training without those that the command line names: flags go first. */
function withoutGiven(given: Given, training: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const said = envOptions(given)
  return Object.fromEntries(Object.entries(training).filter(([key]) => !Object.hasOwn(said, key)))
}

function presetOf(given: Given): Partial<Preset> {
  const name = given.text('preset')
  return name === undefined ? {} : usage(() => named('preset', PRESETS, name))
}

/** Throws a UsageError where options or knobs are not the environment's. */
function check(options: TrainOptions): void {
  const { env, envOptions, ppo } = options
  const batch = openBatch(
    { env, envOptions: usage(() => trainedIn(options)) },
    { slots: 1, view: (envOptions.view as string) ?? find(env).defaultView },
  )
  for (const knob of Object.keys(ppo.knobs ?? {})) usage(() => named(`knob of ${env}`, batch.world.knobs, knob))
  batch.close()
}

/** A trainer; options that do not fit each other are the command line's fault. */
export async function createTrainer(options: TrainOptions, state?: TrainerState): Promise<Trainer> {
  try {
    return await Trainer.create(options, state)
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

/** Where new runs go. */
export const runDir = (given: Given): string => given.text('run-dir') ?? RUNS

/** Opens a new run's folder in `root`. */
export function openRun(root: string, options: TrainOptions, saveEvery: number): RunFolder {
  const { layout } = options.envOptions
  const name = typeof layout === 'string' ? `${options.env}-${layout}` : options.env
  const config: RunConfig = { options, saveEvery }
  return createRun(root, { name, config, seed: options.seed, command: ['sva', ...process.argv.slice(2)] })
}

async function begun(given: Given): Promise<Session> {
  const options = trainOptions(given)
  const saveEvery = given.integer('save-every', 1) ?? SAVE_EVERY
  const trainer = await createTrainer(options)
  return { trainer, run: openRun(runDir(given), options, saveEvery), saveEvery }
}

/** Opens a run where its newest checkpoint left it, or at its start where there is none yet. */
async function resumed(given: Given): Promise<Session> {
  const path = given.text('resume')!
  const other = Object.keys(FLAGS).find((flag) => given.on(flag) && !WITH_RESUME.includes(flag))
  if (other !== undefined)
    throw new UsageError(`Got --${other} with --resume, expected none: a resumed run keeps its options.`)
  const file = join(path, 'run.json')
  if (!existsSync(file)) throw new Error(`Got no run.json in ${path}, expected a run's folder such as ${RUNS}/<id>.`)
  const { options, saveEvery } = (fromJson(readFileSync(file, 'utf8')) as RunInfo).config as RunConfig
  const checkpoints = join(path, 'checkpoints')
  dropTorn(checkpoints)
  const folder = latestCheckpoint(checkpoints)
  const checkpoint = folder === null ? null : loadCheckpoint(folder)
  const trainer = await Trainer.create(options, checkpoint?.state)
  return { trainer, run: resumeRun(path, checkpoint?.meta.step ?? -1), saveEvery }
}

/** Removes what a killed process left half written. */
function dropTorn(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { recursive: true })
}

async function follow(given: Given, { trainer, run, saveEvery }: Session): Promise<number> {
  const json = given.on('json')
  const say = (event: string, said: object) => json && print(toJson({ event, ...said }))
  const board = dashboard(process.stderr, { quiet: json || given.on('quiet') })
  say('start', { run: run.path, iterations: trainer.iterations, options: trainer.options })
  let score = NaN
  const trained = await train({
    trainer,
    run,
    saveEvery,
    board,
    each(metrics) {
      score = scoreOf(metrics)
      say('iteration', metrics)
    },
  })
  run.close()
  await trainer.close()
  const { checkpoint, policies, stopped, seconds } = trained
  say('end', { run: run.path, checkpoint, policies, stopped, seconds, score })
  if (!json && !given.on('quiet')) print(farewell(run.path, checkpoint, stopped !== null))
  return stopped === null ? DONE : STOPPED[stopped]
}

const farewell = (run: string, checkpoint: string, stopped: boolean): string =>
  stopped
    ? `Saved ${checkpoint}.\nGo on:    sva train --resume ${run}`
    : `Trained ${checkpoint}.\nEvaluate: sva eval ${run}\nWatch:    sva play --policies ${run}`
