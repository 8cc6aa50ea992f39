/**
 * Trains presets over several seeds, evaluates each and writes what the docs quote:
 *
 *     npx tsx test/bench/learning.ts --seeds 5 overcooked/cramped_room ...        (all Overcooked presets without names)
 *     npx tsx test/bench/learning.ts --seeds 5 --episodes 20 meltingpot/coins meltingpot/coins-shared
 *
 * For each preset docs/results/<name>.json: per seed the learning curve of the environment's score (or the preset's
 * `curve`), wall and processor seconds, and the score of greedy and sampled episodes with the means of all metrics
 * (sampled); and docs/results/<name>.svg: the curves, mean and 95 % band over seeds. `<name>-shared` is drawn beside
 * `<name>`. Seeds whose results stand there already, for the same preset and episodes, are kept.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluate } from '../../agents/evaluate.ts'
import { interval } from '../../agents/interval.ts'
import { netPolicy } from '../../agents/learned.ts'
import { Trainer } from '../../agents/ppo.ts'
import { PRESETS, type Preset } from '../../agents/presets.ts'
import { lineChart, type Series } from '../../cli/chart.ts'
import { named } from '../../envs/core/config.ts'
import { find } from '../../envs/registry.ts'

/** Return of Overcooked's kitchens that the seconds to are measured. */
const GOAL = 200
const SHARED = '-shared'

interface SeedResult {
  seed: number
  /** Mean over episodes that ended in each iteration: [agent-steps, score]. */
  curve: [number, number][]
  wallSeconds: number
  /** Of all threads, in training. */
  processorSeconds: number
  agentStepsPerSecond: number
  /** Wall seconds until the mean score of an iteration first reached the goal; null if it never did. */
  secondsToGoal: number | null
  greedy: number
  sampled: number
  /** Means of the sampled episodes' metrics, over those in which they are defined; null where they never are. */
  metrics: Record<string, number | null>
}
interface Results {
  readonly name: string
  readonly seeds: readonly SeedResult[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '5' },
    episodes: { type: 'string', default: '100' },
    steps: { type: 'string' },
    out: { type: 'string', default: 'docs/results' },
  },
})
const episodes = Number(values.episodes)
const names =
  positionals.length > 0 ? positionals : Object.keys(PRESETS).filter((name) => name.startsWith('overcooked/'))
for (const name of names) named('preset', PRESETS, name)
for (const name of names) {
  const preset = shortened(PRESETS[name])
  const seeds = finished(name, preset)
  for (let seed = seeds.length + 1; seed <= Number(values.seeds); seed++) {
    seeds.push(await trainOne(preset, seed))
    write(name, preset, seeds)
    const { curve: _, ...said } = seeds.at(-1)!
    console.log(JSON.stringify({ name, ...said }))
  }
}

/** The preset with the number of agent-steps that the command line asks for. */
function shortened(preset: Preset): Preset {
  return values.steps === undefined ? preset : { ...preset, ppo: { ...preset.ppo, agentSteps: Number(values.steps) } }
}

/** Results of the first seeds that were trained before. */
function finished(name: string, preset: Preset): SeedResult[] {
  const path = join(values.out, `${name}.json`)
  if (!existsSync(path)) return []
  const before = JSON.parse(readFileSync(path, 'utf8')) as Results & { preset: Preset; episodes: number }
  const isSame = JSON.stringify(before.preset) === JSON.stringify(preset) && before.episodes === episodes
  return isSame ? [...before.seeds] : []
}

function metricOf({ env }: Preset): string {
  const { score } = find(env)
  if (score === undefined) throw new Error(`Got ${env}, which names no score, expected an environment that does.`)
  return score
}

async function trainOne(preset: Preset, seed: number): Promise<SeedResult> {
  const { env, envOptions, training, ppo } = preset
  const trainer = await Trainer.create({ env, envOptions: { ...envOptions }, training, ppo, seed })
  const started = performance.now()
  const before = process.cpuUsage()
  const curve: [number, number][] = []
  let secondsToGoal: number | null = null
  while (!trainer.done) {
    const metrics = await trainer.iterate()
    const value = metrics[`metric/${preset.curve ?? metricOf(preset)}`]
    if (metrics.episodes > 0) curve.push([metrics.step, Math.round(value * 100) / 100])
    if (secondsToGoal === null && value >= GOAL) secondsToGoal = (performance.now() - started) / 1000
  }
  const wallSeconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const agentStepsPerSecond = (trainer.iteration * trainer.stepsPerIteration) / wallSeconds
  const greedy = (await play(trainer, preset, seed, true))[metricOf(preset)] ?? NaN
  const metrics = await play(trainer, preset, seed, false)
  await trainer.close()
  const sampled = metrics[metricOf(preset)] ?? NaN
  return {
    seed,
    curve,
    wallSeconds,
    processorSeconds: (user + system) / 1e6,
    agentStepsPerSecond,
    secondsToGoal,
    greedy,
    sampled,
    metrics,
  }
}

/** Means of metrics over episodes that training never saw, with the trained networks in every seat. */
async function play(
  trainer: Trainer,
  { env, envOptions, temperature }: Preset,
  seed: number,
  greedy: boolean,
): Promise<Record<string, number | null>> {
  const policy = netPolicy('trained', trainer.nets, trainer.thetas, { greedy, temperature, seed })
  const seats = trainer.env.agentNames.map(() => policy)
  const { metrics } = await evaluate({
    env,
    envOptions: { ...envOptions },
    seats,
    episodes,
    seed: `evaluation ${seed}`,
  })
  await policy.close()
  return Object.fromEntries(Object.entries(metrics).map(([name, of]) => [name, meanOf([...of])]))
}

/** Mean of the numbers that are defined, null where none is. */
function meanOf(numbers: readonly (number | null)[]): number | null {
  const defined = numbers.filter((value): value is number => value !== null && !Number.isNaN(value))
  return defined.length === 0 ? null : defined.reduce((a, b) => a + b, 0) / defined.length
}

function write(name: string, preset: Preset, seeds: readonly SeedResult[]): void {
  const path = join(values.out, name)
  mkdirSync(dirname(path), { recursive: true })
  const over = (of: (seed: SeedResult) => number | null) =>
    interval(seeds.map(of).filter((value): value is number => value !== null && Number.isFinite(value)))
  const summary = {
    greedy: over(({ greedy }) => greedy),
    sampled: over(({ sampled }) => sampled),
    agentStepsPerSecond: over(({ agentStepsPerSecond }) => agentStepsPerSecond),
    metrics: Object.fromEntries(Object.keys(seeds[0].metrics).map((key) => [key, over(({ metrics }) => metrics[key])])),
  }
  writeFileSync(`${path}.json`, `${JSON.stringify({ name, preset, episodes, summary, seeds }, null, 1)}\n`)
  draw(name.endsWith(SHARED) ? name.slice(0, -SHARED.length) : name)
}

/** The curves of a preset and of its like with shared reward, as far as they have been trained. */
function draw(name: string): void {
  const arms = [name, name + SHARED].filter((arm) => existsSync(join(values.out, `${arm}.json`)))
  const results = arms.map((arm) => JSON.parse(readFileSync(join(values.out, `${arm}.json`), 'utf8')) as Results)
  const series = results.map((result) => seriesOf(result, results.length > 1))
  const y = (PRESETS[name].curve ?? metricOf(PRESETS[name])).replaceAll('_', ' ')
  const chart = lineChart({ title: name, x: 'agent-steps', y: `${y} per episode`, series })
  writeFileSync(join(values.out, `${name}.svg`), chart)
}

function seriesOf({ name, seeds }: Results, twoArms: boolean): Series {
  const points = seeds[0].curve.map(([step], i) => ({
    step,
    ...interval(seeds.map(({ curve }) => curve[i]?.[1] ?? NaN).filter(Number.isFinite)),
  }))
  const arm = name.endsWith(SHARED) ? 'shared reward' : 'individual reward'
  return {
    name: `${twoArms ? `${arm}, ` : ''}mean of ${seeds.length} seeds`,
    points: points.map(({ step, mean }): [number, number] => [step, mean]),
    band: points.map(({ low, high }): [number, number] => [low, high]),
  }
}
