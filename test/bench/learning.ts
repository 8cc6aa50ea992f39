/**
 * Trains presets over several seeds, evaluates each and writes what docs/ppo.md quotes:
 *
 *     npx tsx test/bench/learning.ts --seeds 5 overcooked/cramped_room ...        (all Overcooked presets without names)
 *
 * For each preset docs/results/<name>.json: per seed the learning curve, wall seconds, seconds until the moving return passed
 * 200, and 100 greedy and 100 sampled episodes; and docs/results/<name>.svg: the curves, mean and 95 % band over seeds.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluate } from '../../agents/evaluate.ts'
import { interval } from '../../agents/interval.ts'
import { netPolicy } from '../../agents/learned.ts'
import { Trainer } from '../../agents/ppo.ts'
import { PRESETS, type Preset } from '../../agents/presets.ts'
import { lineChart } from '../../cli/chart.ts'

const EPISODES = 100
const METRIC = 'sparse_return'
const GOAL = 200

interface SeedResult {
  seed: number
  /** Mean over episodes that ended in each iteration: [agent-steps, return]. */
  curve: [number, number][]
  wallSeconds: number
  agentStepsPerSecond: number
  /** Wall seconds until the mean return of an iteration first reached the goal; null if it never did. */
  secondsToGoal: number | null
  greedy: number
  sampled: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '5' }, out: { type: 'string', default: 'docs/results' } },
})
const names =
  positionals.length > 0 ? positionals : Object.keys(PRESETS).filter((name) => name.startsWith('overcooked/'))
for (const name of names) {
  if (!(name in PRESETS))
    throw new RangeError(`Got unknown preset '${name}', expected one of: ${Object.keys(PRESETS).join(', ')}.`)
  const seeds: SeedResult[] = []
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    seeds.push(await trainOne(PRESETS[name], seed))
    write(name, PRESETS[name], seeds)
    const { greedy, sampled, secondsToGoal, agentStepsPerSecond } = seeds.at(-1)!
    console.log(
      JSON.stringify({
        name,
        seed,
        greedy,
        sampled,
        secondsToGoal,
        agentStepsPerSecond: Math.round(agentStepsPerSecond),
      }),
    )
  }
}

async function trainOne(preset: Preset, seed: number): Promise<SeedResult> {
  const options = {
    env: preset.env,
    envOptions: { ...preset.envOptions },
    training: preset.training,
    ppo: preset.ppo,
    seed,
  }
  const trainer = await Trainer.create(options)
  const started = performance.now()
  const curve: [number, number][] = []
  let secondsToGoal: number | null = null
  while (!trainer.done) {
    const metrics = await trainer.iterate()
    const value = metrics[`metric/${METRIC}`]
    if (metrics.episodes > 0) curve.push([metrics.step, Math.round(value * 100) / 100])
    if (secondsToGoal === null && value >= GOAL) secondsToGoal = (performance.now() - started) / 1000
  }
  const wallSeconds = (performance.now() - started) / 1000
  const [greedy, sampled] = [await score(trainer, preset, seed, true), await score(trainer, preset, seed, false)]
  const agentStepsPerSecond = (trainer.iteration * trainer.stepsPerIteration) / wallSeconds
  await trainer.close()
  return { seed, curve, wallSeconds, agentStepsPerSecond, secondsToGoal, greedy, sampled }
}

/** Mean return of a team of the trained networks over EPISODES episodes that training never saw. */
async function score(trainer: Trainer, preset: Preset, seed: number, greedy: boolean): Promise<number> {
  const policy = netPolicy('trained', trainer.nets, trainer.thetas, { greedy, seed })
  const seats = trainer.env.agentNames.map(() => policy)
  const { metrics } = await evaluate({
    env: preset.env,
    envOptions: preset.envOptions,
    seats,
    episodes: EPISODES,
    seed: `evaluation ${seed}`,
  })
  await policy.close()
  return metrics[METRIC].reduce((a, b) => a + b, 0) / EPISODES
}

function write(name: string, preset: Preset, seeds: readonly SeedResult[]): void {
  const path = join(values.out, name)
  mkdirSync(dirname(path), { recursive: true })
  const summary = {
    greedy: interval(seeds.map(({ greedy }) => greedy)),
    sampled: interval(seeds.map(({ sampled }) => sampled)),
    agentStepsPerSecond: interval(seeds.map(({ agentStepsPerSecond }) => agentStepsPerSecond)),
  }
  writeFileSync(`${path}.json`, `${JSON.stringify({ name, preset, episodes: EPISODES, summary, seeds }, null, 1)}\n`)
  const points = seeds[0].curve.map(([step], i) => ({
    step,
    ...interval(seeds.map(({ curve }) => curve[i]?.[1] ?? NaN).filter(Number.isFinite)),
  }))
  const series = [
    {
      name: `mean of ${seeds.length} seeds`,
      points: points.map(({ step, mean }): [number, number] => [step, mean]),
      band: points.map(({ low, high }): [number, number] => [low, high]),
    },
  ]
  writeFileSync(`${path}.svg`, chart(name, series))
}

function chart(name: string, series: Parameters<typeof lineChart>[0]['series']): string {
  return lineChart({ title: name, x: 'agent-steps', y: 'return per episode', series } as Parameters<
    typeof lineChart
  >[0])
}
