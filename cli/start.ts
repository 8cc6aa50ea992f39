/**
 * `sva start`: the tour. Trains the preset `start` from nothing, plays it with itself and with bots, records an episode and
 * puts all of it on one page.
 */
import { silence } from '../agents/tensor/engine.ts'
import { join } from 'node:path'
import { readMetrics, replaceFile, toJson, type Metrics, type RunFolder } from '../agents/log.ts'
import { PPO_DEFAULTS, type TrainOptions } from '../agents/ppo.ts'
import { PRESETS } from '../agents/presets.ts'
import type { DrawList } from '../envs/core/draw.ts'
import { recordReplay } from '../envs/core/replay.ts'
import { find, makeBatch } from '../envs/registry.ts'
import type { Chart } from './chart.ts'
import { DONE, print, STOPPED, table, type Command, type Given } from './command.ts'
import { count, dashboard, duration } from './dashboard.ts'
import { SEED_FLAG, titleOf } from './flags.ts'
import { pair, pooled, SELF } from './pairings.ts'
import { player } from './players.ts'
import { writeReport, type Film, type Headline } from './report.ts'
import { createTrainer, openRun, runDir } from './train.ts'
import { scoreOf, train, type Trained } from './training.ts'

const { env, envOptions, ppo } = PRESETS.start
const SAVE_EVERY = 20
const EPISODES = 20
/** Partners, and what the page calls them. */
const PARTNERS: Readonly<Record<string, string>> = {
  [SELF]: 'itself',
  chef: 'the scripted chef',
  greedy: 'the scripted greedy cook',
  random: 'a cook who acts at random',
}
/** Pictures of the filmstrip, and the most steps that they span. */
const FRAMES = 12
const SPAN = 120

export default {
  usage: 'start [flags]',
  about: `The tour: trains two cooks from nothing in about a minute on two cores, plays them with each other and with scripted
partners, records an episode and writes runs/<id>/report.html with all of it. Ctrl-C saves and exits with 130.`,
  most: 0,
  flags: {
    seconds: { value: '<s>', about: 'train for so long at most' },
    steps: {
      value: '<n>',
      about: `agent-steps to train (default ${count(ppo.agentSteps ?? PPO_DEFAULTS.agentSteps)})`,
    },
    episodes: { value: '<n>', about: `episodes with each partner in each seat (default ${EPISODES})` },
    'run-dir': { value: '<folder>', about: 'where runs are kept (default runs)' },
    quiet: { about: 'show no progress' },
    json: { about: 'print what came out as JSON' },
    ...SEED_FLAG,
  },
  examples: ['sva start', 'sva start --seed 7 --seconds 30'],
  async run(given) {
    if (given.on('quiet') || given.on('json')) silence()
    const options = optionsOf(given)
    const episodes = given.integer('episodes', 1) ?? EPISODES
    const tell =
      given.on('quiet') || given.on('json') ? () => {} : (line: string) => void process.stderr.write(`${line}\n`)
    tell(`Two cooks learn ${titleOfRun(options)} by self-play, from nothing; then they meet others.`)
    const { run, trained } = await trainCooks(given, options)
    if (trained.stopped !== null) {
      process.stderr.write(`Saved ${trained.checkpoint}. Go on: sva train --resume ${run.path}\n`)
      return STOPPED[trained.stopped]
    }
    tell(`Playing ${episodes} episodes with each of: ${Object.values(PARTNERS).join(', ')}.`)
    const scores = await meetPartners(options, trained.checkpoint, episodes)
    const film = await recordEpisode(options, trained.checkpoint, run)
    const report = join(run.path, 'report.html')
    writeReport(report, page(options, run, trained, scores, film))
    if (given.on('json')) print(toJson({ run: run.path, report, ...trained, returns: scores }))
    else print(farewell(run.path, report, scores))
    return DONE
  },
} satisfies Command

function optionsOf(given: Given): TrainOptions {
  const agentSteps = given.integer('steps', 1) ?? ppo.agentSteps ?? PPO_DEFAULTS.agentSteps
  return { env, envOptions, ppo: { ...PPO_DEFAULTS, ...ppo, agentSteps }, seed: given.seed('seed') ?? 0 }
}

function titleOfRun({ env, envOptions }: TrainOptions): string {
  const batch = makeBatch(env, { ...envOptions, slots: 1, view: null })
  batch.close()
  return titleOf(batch)
}

async function trainCooks(given: Given, options: TrainOptions): Promise<{ run: RunFolder; trained: Trained }> {
  const trainer = await createTrainer(options)
  const run = openRun(runDir(given), options, SAVE_EVERY)
  const board = dashboard(process.stderr, { quiet: given.on('quiet') || given.on('json') })
  const trained = await train({ trainer, run, board, saveEvery: SAVE_EVERY, seconds: given.number('seconds', 0) })
  run.close()
  await trainer.close()
  return { run, trained }
}

/** The mean return with each partner over all seats, itself first. */
async function meetPartners(options: TrainOptions, checkpoint: string, episodes: number): Promise<Headline[]> {
  const { env, envOptions, seed } = options
  const agents = makeBatch(env, { ...envOptions, slots: 1, view: null }).agents
  const scores: Headline[] = []
  for (const [partner, name] of Object.entries(PARTNERS)) {
    const setting = { choice: { env, envOptions }, player: checkpoint, partner, agents, episodes, seed, greedy: false }
    scores.push({ name: `With ${name}`, ...pooled(await pair(setting)) })
  }
  return scores
}

/** Records an episode of the policy with itself, for `sva replay`, and takes pictures up to its first reward. */
async function recordEpisode(
  { env: id, envOptions, seed }: TrainOptions,
  checkpoint: string,
  run: RunFolder,
): Promise<Film> {
  const spec = find(id)
  const { view = spec.defaultView, ...options } = envOptions
  const recorder = recordReplay(spec, { options, seed: `${seed}/film`, view: view as string })
  const { env } = recorder
  const cook = player(checkpoint, id, { seed })
  const rows = env.agentNames.map((_, row) => row)
  const frames: DrawList[] = [spec.draw(env.world, 0)]
  const rewards = [0]
  while (env.world.waiting[0] === 0) {
    await cook.policy.act(env, rows)
    recorder.step()
    frames.push(spec.draw(env.world, 0))
    rewards.push(env.rewards.reduce((sum, reward) => sum + reward, 0) / env.agents)
  }
  await cook.close()
  env.close()
  replaceFile(join(run.path, 'episode.jsonl'), recorder.text())
  return film(frames, rewards)
}

/** Evenly spaced pictures from the start to the first reward, or over SPAN steps where none comes earlier. */
function film(frames: readonly DrawList[], rewards: readonly number[]): Film {
  const first = rewards.findIndex((reward) => reward > 0)
  const paid = first > 0 && first <= SPAN
  const last = paid ? first : Math.min(SPAN, frames.length - 1)
  const steps = [...new Set(Array.from({ length: FRAMES }, (_, i) => Math.round((i * last) / (FRAMES - 1))))]
  return {
    frames: steps.map((step) => frames[step]),
    labels: steps.map((step) => `step ${step}${rewards[step] > 0 ? `, +${rewards[step]}` : ''}`),
    caption: `${paid ? 'From the start to the first reward' : `The first ${last} steps`} of an episode of ${frames.length - 1}.`,
  }
}

function page(options: TrainOptions, run: RunFolder, trained: Trained, scores: readonly Headline[], film: Film) {
  const title = titleOfRun(options)
  const lines = readMetrics(join(run.path, 'metrics.jsonl'))
  const steps = count(Number(lines.at(-1)?.step))
  return {
    title: `Two cooks on ${title}`,
    summary:
      `Two cooks that share one network learned ${title} by playing with each other: ${steps} agent-steps of PPO ` +
      `in ${duration(trained.seconds)}, from nothing. Together they now earn ${scores[0].mean.toFixed(0)} an episode.`,
    headlines: scores.slice(0, 3),
    curves: curves(lines),
    evaluation: scores.map(({ name, ...score }) => ({ partner: name.replace(/^With /, ''), ...score })),
    film,
    config: options,
    command: ['npx', ...(run.info.command ?? [])].join(' '),
    versions: run.info.versions,
    made: run.info.created,
    next: nextSteps(run.path).map(([text, command]) => ({ text, command })),
  }
}

function curves(lines: readonly Metrics[]): Chart[] {
  const chart = (title: string, y: string, value: (line: Metrics) => number): Chart => ({
    title,
    x: 'agent-steps',
    y,
    series: [{ name: y, points: lines.map((line) => [line.step, value(line)] as const) }],
  })
  return [
    chart('Return', 'mean episode return', scoreOf),
    chart('Entropy of the policy', 'nats', ({ entropy }) => Number(entropy)),
    chart('What the value explains', 'explained variance', ({ explainedVariance }) => Number(explainedVariance)),
    chart('Change a minibatch', 'approximate KL', ({ approxKl }) => Number(approxKl)),
  ]
}

const nextSteps = (run: string): [text: string, command: string][] => [
  ['Watch the episode', `npx sva replay ${join(run, 'episode.jsonl')}`],
  ['Cook with them', `npx sva play ${env} --partner ${run}`],
  ['Train on a harder kitchen', 'npx sva train --preset overcooked/coordination_ring'],
]

function farewell(run: string, report: string, scores: readonly Headline[]): string {
  const rows = scores.map(({ name, mean, low, high, n }) => [
    name,
    mean.toFixed(1),
    `${low!.toFixed(1)} to ${high!.toFixed(1)}`,
    String(n),
  ])
  const steps = nextSteps(run).map(([text, command]) => [`  ${text}`, command])
  return [
    table([['', 'return', '95 % interval', 'n'], ...rows], [1, 3]),
    `The report, with curves and an episode: ${report}`,
    `Next\n${table(steps)}`,
  ].join('\n\n')
}
