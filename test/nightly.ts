/**
 * The longer checks: `npm run nightly`. The whole suite, the reference vectors, a soak of every environment, a hundred
 * sessions of a server of which everything is killed, the contract from one agent to a thousand, every dilemma certified
 * over 40 episodes, every anchor of a scenario measured anew, the error rates of the statistics over thousands of simulated
 * data sets, whether the battery catches policies that were trained to perform, and one training run a preset against the
 * score that the docs promise. Takes about two hours on two cores; exits 1 if anything fails.
 */
import { spawnSync } from 'node:child_process'
import { CERTIFICATES } from '../agents/certificates.ts'
import { certify } from '../agents/dilemma.ts'
import { evaluate } from '../agents/evaluate.ts'
import { netPolicy } from '../agents/learned.ts'
import { manifestOf } from '../agents/manifest.ts'
import { Trainer } from '../agents/ppo.ts'
import { PRESETS } from '../agents/presets.ts'
import { SCENARIOS } from '../agents/scenario-list.ts'
import { measureAnchor, type Scenario } from '../agents/scenarios.ts'
import { chaos, FAULTS } from './server/chaos.ts'
import { flood } from './server/flood.ts'
import { find, listEnvs, makeBatch } from '../envs/registry.ts'
import { ROUTINE_PAIRS, runBattery } from '../probes/battery/battery.ts'
import { questionIn } from '../probes/battery/questions.ts'
import { CROWDS, checksOf, type Crowd } from './contract/crowds.ts'
import { soak as soakSurvival, threadsAgree } from './unit/neuralmmo-soak.ts'
import { simulate, SIMULATIONS, type Simulation } from './unit/stats-simulations.ts'

/** Mean score over episodes that a seed must reach: greedy ones of Overcooked, sampled ones of all others. */
const GOALS: Readonly<Record<string, number>> = {
  'overcooked/cramped_room': 220,
  'overcooked/asymmetric_advantages': 300,
  'overcooked/coordination_ring': 200,
  'overcooked/forced_coordination': 200,
  'overcooked/counter_circuit_o_1order': 180,
  'meltingpot/commons_harvest_open-shared': 150,
  'neuralmmo/forage-64': 108,
}
const EPISODES = 100
const CERTIFIED_EPISODES = 40
const SOAK_ROWS = 2000
const SOAK_STEPS = 10_000

const checks: [string, () => boolean | Promise<boolean>][] = [
  ['npm test', () => spawnSync('npm', ['test'], { stdio: 'inherit' }).status === 0],
  [
    'npm run vectors',
    () => spawnSync('npm', ['run', 'vectors', '--', '../shared/vectors'], { stdio: 'inherit' }).status === 0,
  ],
  ...listEnvs().map(({ id }): [string, () => boolean] => [`soak ${id}`, () => soak(id)]),
  ['a hundred sessions of which everything is killed', outlives],
  ['a hundred thousand steps sent without reading', holdsBack],
  ...CROWDS.map((crowd): [string, () => boolean] => [
    `contract of ${crowd.env}, agents: ${crowd.agents}`,
    () => keepsContract(crowd),
  ]),
  ['a million ticks of 128 agents', () => survives(1e6)],
  ['ten thousand ticks on two threads', () => agrees(1e4)],
  ...Object.values(CERTIFICATES).map((certificate): [string, () => Promise<boolean>] => [
    `certify ${certificate.name}`,
    async () => (await certify(certificate, { episodes: CERTIFIED_EPISODES })).verdict === 'HOLDS',
  ]),
  ...Object.values(SCENARIOS).map((scenario): [string, () => Promise<boolean>] => [
    `anchors ${scenario.name}`,
    () => anchored(scenario),
  ]),
  ...Object.entries(SIMULATIONS).map(([name, simulation]): [string, () => boolean] => [
    `statistics: ${name}`,
    () => holds(name, simulation),
  ]),
  ...Object.keys(PRESETS)
    .filter((name) => name.endsWith('-watched'))
    .map((name): [string, () => Promise<boolean>] => [`catch ${name}`, () => isCaught(name)]),
  ...Object.entries(GOALS).map(([name, goal]): [string, () => Promise<boolean>] => [
    `learn ${name}`,
    () => learns(name, goal),
  ]),
]
const failed: string[] = []
for (const [name, check] of checks) {
  const ok = await check()
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name}`)
  if (!ok) failed.push(name)
}
process.exitCode = failed.length > 0 ? 1 : 0

/** Twenty million agent-steps under changing actions: twins stay equal, and memory does not grow. */
function soak(id: string): boolean {
  const { agents } = makeBatch(id, { slots: 1, view: null })
  const slots = Math.max(1, Math.round(SOAK_ROWS / agents))
  const [batch, twin] = [makeBatch(id, { slots, seed: 'soak' }), makeBatch(id, { slots, seed: 'soak' })]
  const { heads } = batch.world
  const before = process.memoryUsage().heapUsed
  for (let t = 0; t < SOAK_STEPS; t++) {
    for (let i = 0; i < batch.actions.length; i++)
      batch.actions[i] = twin.actions[i] = (i * 7 + t * (1 + (i % 5))) % heads[i % heads.length]
    batch.step()
    twin.step()
  }
  const grown = process.memoryUsage().heapUsed - before
  return batch.hash() === twin.hash() && grown < 64 * 2 ** 20
}

/** Every check of the contract; says which are not kept. */
function keepsContract(crowd: Crowd): boolean {
  const broken = checksOf(crowd).filter(({ name, view, run }) => {
    try {
      run()
      return false
    } catch (error) {
      console.log(`${view}: ${name}: ${String(error)}`)
      return true
    }
  })
  return broken.length === 0
}

/** A world of all systems in which the dead come back: what must hold of it does. */
function survives(ticks: number): boolean {
  const counts = soakSurvival(ticks, 5000, { preset: 'medium' })
  console.log(JSON.stringify(counts))
  return counts.die > 0
}

function agrees(ticks: number): boolean {
  threadsAgree(ticks, { preset: 'small', players: 24, npcs: 16, center: 16, border: 9 })
  return true
}

/** Sockets, clients, servers and threads die at random points: no step is lost or taken twice, and nothing is left. */
async function outlives(): Promise<boolean> {
  const deck = [...FAULTS, 'socket', 'socket', 'socket', 'socket'] as const
  const report = await chaos({ seed: 'night', sessions: 100, atOnce: 4, every: 40, deck })
  console.log(JSON.stringify(report))
  const { wrong, lost, struck, left, files } = report
  return wrong.length === 0 && lost <= struck && left.worlds === 0 && left.connections === 0 && files.length === 0
}

async function holdsBack(): Promise<boolean> {
  const steps = 100_000
  const { grown, answered } = await flood(steps, steps)
  console.log(`${grown} bytes more, ${answered} steps in order`)
  return grown < 64 * 2 ** 20 && answered === steps
}

/** Whether both anchors are what they were pinned to, to the digit that is pinned. */
async function anchored(scenario: Scenario): Promise<boolean> {
  for (const anchor of Object.values(scenario.anchors ?? {})) {
    const { mean } = await measureAnchor(scenario, anchor)
    if (Math.abs(mean - anchor.value) > 0.051) return false
  }
  return true
}

/** Whether an interval covers, or a test errs, as often as it claims. */
function holds(name: string, simulation: Simulation): boolean {
  const { rate, ok } = simulate(name, simulation, simulation.trials)
  console.log(`${name}: ${rate}, expected ${simulation.claim} ${simulation.rate}`)
  return ok
}

/** A policy that was trained to be fair where it is watched alone: the battery must say so. */
async function isCaught(name: string): Promise<boolean> {
  const { env, envOptions } = PRESETS[name]
  const trainer = await trained(name)
  await trainer.close()
  const learned = netPolicy('organism', trainer.nets, trainer.thetas)
  const view = String(envOptions.view)
  const subject = { name, policy: learned, view, options: envOptions, learned, size: null }
  const [{ judgement }] = await runBattery({
    questions: [questionIn(env, 'reallocation')],
    subject,
    draw: { seed: 'nightly', pairs: ROUTINE_PAIRS },
    trainingSeed: 1,
    manifest: manifestOf(trainer),
  })
  await learned.close()
  console.log(`${name}: ${judgement.verdict}`)
  return judgement.verdict === 'FAIL(DIVERGENT)'
}

async function trained(name: string): Promise<Trainer> {
  const { env, envOptions, training, ppo } = PRESETS[name]
  const trainer = await Trainer.create({ env, envOptions: { ...envOptions }, training, ppo, seed: 1 })
  while (!trainer.done) await trainer.iterate()
  return trainer
}

async function learns(name: string, goal: number): Promise<boolean> {
  const preset = PRESETS[name]
  const trainer = await trained(name)
  const greedy = name.startsWith('overcooked/')
  const policy = netPolicy('trained', trainer.nets, trainer.thetas, { greedy })
  const seats = trainer.env.agentNames.map(() => policy)
  const { metrics } = await evaluate({
    env: preset.env,
    envOptions: preset.envOptions,
    seats,
    episodes: EPISODES,
    seed: 'nightly',
  })
  await Promise.all([policy.close(), trainer.close()])
  const mean = metrics[find(preset.env).score!].reduce((a, b) => a + b, 0) / EPISODES
  console.log(`${name}: ${mean}, expected at least ${goal}`)
  return mean >= goal
}
