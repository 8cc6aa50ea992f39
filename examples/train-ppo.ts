/** Trains two cooks by self-play, evaluates them with each other and with a scripted chef. `--quick` only shows that it runs. */
import { evaluate } from '../agents/evaluate.ts'
import { interval } from '../agents/interval.ts'
import { netPolicy } from '../agents/learned.ts'
import { Trainer } from '../agents/ppo.ts'
import { overcookedChef } from '../agents/bots/overcooked-chef.ts'

const quick = process.argv.includes('--quick')
const env = 'overcooked'
const envOptions = { layout: 'cramped_room', oldDynamics: true, view: 'symbolic' }
const trainer = await Trainer.create({
  env,
  envOptions,
  seed: 1,
  ppo: {
    agentSteps: quick ? 20_000 : 3_000_000,
    slots: quick ? 16 : 256,
    minibatch: quick ? 1024 : 4096,
    knobs: { shaping: [1, 0, 0.6] }, // the shaped reward fades out over the first 60 %
  },
})

while (!trainer.done) {
  const metrics = await trainer.iterate()
  console.log(
    `${metrics.step} agent-steps: return ${metrics['metric/sparse_return'].toFixed(1)}, entropy ${metrics.entropy.toFixed(2)}`,
  )
}

const cooks = netPolicy('cooks', trainer.nets, trainer.thetas, { greedy: true })
for (const [pair, seats] of Object.entries({
  'with each other': [cooks, cooks],
  'with a scripted chef': [cooks, overcookedChef()],
})) {
  const { metrics } = await evaluate({ env, envOptions, seats, episodes: quick ? 4 : 100, seed: 'evaluation' })
  const { mean, low, high, n } = interval(metrics.sparse_return)
  console.log(`${pair}: ${mean.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}], n = ${n} episodes`)
}
await trainer.close()
