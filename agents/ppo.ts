/**
 * Proximal policy optimisation (Schulman et al. 2017, arXiv:1707.06347) by independent learners (IPPO, de Witt et al. 2020,
 * arXiv:2011.09533): one network shared by all agents, or one each; with a central critic it is MAPPO (Yu et al. 2022,
 * arXiv:2103.01955).
 *
 * One `iterate()` collects T steps of every slot and updates on them. Everything that it draws is keyed by (seed, iteration), so
 * a run is reproducible bit for bit on one backend, and going on from a checkpoint is the same as never having stopped.
 */
import { BatchEnv } from '../envs/core/batch.ts'
import { generator, worldKey } from '../envs/core/keyed.ts'
import type { Snapshot } from '../envs/core/snapshot.ts'
import { find } from '../envs/registry.ts'
import { heldTo, type Held } from './cells.ts'
import { gae } from './gae.ts'
import { allocateBatch, batchSpecs, fillMinibatch, minibatches, type Batch } from './minibatch.ts'
import { ppoLoss, type LossBatch } from './loss.ts'
import { expectOneOf, net, NET_DEFAULTS, type Net, type NetConfig } from './net.ts'
import { actor, collect, createRollout, type Rollout, type Seat } from './rollout.ts'
import { noteFirst, settled, sketch, type Sketch } from './sketch.ts'
import type { Provider } from './tensor/compile.ts'
import { engine, type EngineName } from './tensor/engine.ts'
import type { Updater, UpdaterState } from './tensor/train.ts'
import { tf } from './tensor/tf.ts'

export interface PpoConfig {
  /** Agent-steps in all: steps times slots times agents, rounded up to whole iterations. */
  agentSteps: number
  slots: number
  /** Steps a slot and iteration (T). */
  rollout: number
  epochs: number
  /** Rows a minibatch; divides slots * agents * rollout (of one network). */
  minibatch: number
  learningRate: number
  /** Whether the learning rate falls linearly to 0. */
  anneal: boolean
  gamma: number
  lambda: number
  clip: number
  valueClip: number | null
  valueCoefficient: number
  /** Coefficient of the entropy at the start and, linearly, at the end. */
  entropy: [number, number]
  /** Largest global norm of the gradient. */
  clipNorm: number
  /** Epochs stop once the mean approximate KL of one exceeds this; null for never. */
  targetKl: number | null
  /** Knobs of the environment by name: [at the start, at the end, share of the run until the end value is reached]. */
  knobs: Record<string, [number, number, number]>
  /** 'shared': one network plays all agents. 'separate': each agent has its own. */
  weights: 'shared' | 'separate'
  /** Steps a sequence of a recurrent network is unrolled over; divides `rollout`. */
  sequence: number
  net: Partial<NetConfig>
  /** Threads of ONNX Runtime, and where it runs; a GPU needs the provider's libraries. */
  threads: number
  provider: Provider
  /** 'compiled' needs ONNX Runtime, 'eager' runs TensorFlow.js op by op; 'auto' takes the first that loads. */
  engine: EngineName
}

export const PPO_DEFAULTS: PpoConfig = {
  agentSteps: 5_000_000,
  slots: 256,
  rollout: 128,
  epochs: 4,
  minibatch: 4096,
  learningRate: 1e-3,
  anneal: true,
  gamma: 0.99,
  lambda: 0.95,
  clip: 0.2,
  valueClip: null,
  valueCoefficient: 0.5,
  entropy: [0.01, 0.01],
  clipNorm: 0.5,
  targetKl: null,
  knobs: {},
  weights: 'shared',
  sequence: 16,
  net: {},
  threads: 2,
  provider: 'cpu',
  engine: 'auto',
}

export interface TrainOptions {
  env: string
  /** Options of the environment, `view` among them. */
  envOptions: Record<string, unknown>
  /** Options that only training has, over `envOptions`: random starts, say. Evaluation does without. */
  training?: Record<string, unknown>
  /** Draws from whole cells of one split alone, where options name more than one. */
  split?: Held
  ppo: Partial<PpoConfig>
  seed: number | string
}

/** What one iteration says. Means over the episodes that ended in it; NaN where none did. */
export interface IterationMetrics {
  /** Agent-steps done. */
  step: number
  [name: string]: number
}

/** All that a run goes on from. */
export interface TrainerState {
  iteration: number
  learners: UpdaterState[]
  hidden: (Float32Array | null)[]
  world: Snapshot
  /** Of what was observed (sketch.ts); null or absent where that is not known from the start. */
  sketch?: Uint32Array | null
}

/** Of the optimizer, over its defaults. */
export const ADAM = { eps: 1e-5 }

interface Learner {
  readonly net: Net
  readonly updater: Updater
  readonly seat: Seat
  readonly batch: Batch
}

export class Trainer {
  readonly options: TrainOptions
  readonly config: PpoConfig
  readonly env: BatchEnv
  readonly nets: readonly Net[]
  closed = false
  /** Iterations done, and in all. */
  iteration = 0
  readonly iterations: number
  /** Of first observations; null where the run went on from a state without. */
  readonly sketch: Sketch | null
  private readonly learners: readonly Learner[]
  private readonly rollout: Rollout
  private readonly actionKey: Uint32Array

  private constructor(
    options: TrainOptions,
    config: PpoConfig,
    env: BatchEnv,
    learners: readonly Learner[],
    seen: Sketch | null,
  ) {
    this.options = options
    this.sketch = seen
    this.config = config
    this.env = env
    this.learners = learners
    this.nets = learners.map((learner) => learner.net)
    this.iterations = Math.ceil(config.agentSteps / this.stepsPerIteration)
    this.rollout = createRollout(env, config.rollout, this.nets[0].config.recurrent)
    this.actionKey = worldKey(['sva-gym', options.seed, 'actions'])
  }

  /** Builds environment, networks and compiled programs. Throws on options that do not fit each other. */
  static async create(options: TrainOptions, state?: TrainerState): Promise<Trainer> {
    const config: PpoConfig = { ...PPO_DEFAULTS, ...options.ppo }
    const env = new BatchEnv(find(options.env), {
      ...trainedIn(options),
      slots: config.slots,
      seed: options.seed,
    })
    const learners = await createLearners(config, env, options.seed, state)
    const seen = state ? (state.sketch ? sketch(state.sketch) : null) : sketch()
    const trainer = new Trainer(options, config, env, learners, seen)
    if (state) trainer.restore(state)
    else stagger(env)
    return trainer
  }

  /** Names of what the loss is fed. */
  get fed(): string[] {
    return Object.keys(this.learners[0].batch)
  }
  get stepsPerIteration(): number {
    return this.config.rollout * this.env.slots * this.env.agents
  }
  get done(): boolean {
    return this.iteration >= this.iterations
  }
  /** Current flat parameters of each network: one, or one an agent. They change with the next iteration. */
  get thetas(): Float32Array[] {
    const thetas = this.learners.map(({ updater }) => updater.theta)
    for (const { buffer } of thetas) handedOut.set(buffer, this)
    return thetas
  }

  /** Collects a rollout, updates every network on it and says how it went. */
  async iterate(): Promise<IterationMetrics> {
    const { config, env, rollout, learners } = this
    const progress = this.iteration / this.iterations
    const knobs = tuneKnobs(env, config.knobs, progress)
    const episodes = new EpisodeMeans(env)
    const seats = learners.map(({ seat }) => seat)
    const started = performance.now()
    await collect(env, rollout, seats, this.actionKey, this.iteration * config.rollout, (slot) => episodes.add(slot))
    if (this.sketch) noteFirst(this.sketch, rollout, env.world.rowSize, this.iteration === 0)
    gae({ ...rollout, gamma: config.gamma, lambda: config.lambda }, rollout.advantages, rollout.returns)
    const collected = performance.now()
    const learningRate = config.learningRate * (config.anneal ? 1 - progress : 1)
    const entropy = config.entropy[0] + (config.entropy[1] - config.entropy[0]) * progress
    const sums: Record<string, number> = {}
    for (const [i, learner] of learners.entries()) {
      const metrics = await this.update(learner, i, learningRate, entropy)
      for (const [name, value] of Object.entries(metrics)) sums[name] = (sums[name] ?? 0) + value / learners.length
    }
    this.iteration++
    return {
      step: this.iteration * this.stepsPerIteration,
      ...episodes.means(),
      ...sums,
      explainedVariance: explainedVariance(rollout),
      learningRate,
      entropyCoefficient: entropy,
      ...knobs,
      rolloutSeconds: (collected - started) / 1000,
      updateSeconds: (performance.now() - collected) / 1000,
    }
  }

  private async update(
    learner: Learner,
    index: number,
    learningRate: number,
    entropy: number,
  ): Promise<Record<string, number>> {
    const { config, rollout, options, iteration } = this
    const pick = minibatches(learner, config, rollout)
    const sums: Record<string, number> = {}
    let updates = 0
    for (let epoch = 0; epoch < config.epochs; epoch++) {
      pick.shuffle(generator(['sva-gym', options.seed, 'shuffle', index, iteration, epoch]))
      let kl = 0
      for (let b = 0; b < pick.count; b++) {
        fillMinibatch(learner, this.env, rollout, pick.rowsOf(b), entropy)
        const metrics = await learner.updater.update(learner.batch, learningRate)
        for (const [name, value] of Object.entries(metrics)) sums[name] = (sums[name] ?? 0) + value
        updates++
        kl += metrics.approxKl / pick.count
      }
      if (config.targetKl !== null && kl > config.targetKl) break
    }
    for (const name in sums) sums[name] /= updates
    return { ...sums, epochs: updates / pick.count }
  }

  /** A copy of all that the run goes on from. */
  state(): TrainerState {
    return {
      iteration: this.iteration,
      learners: this.learners.map(({ updater: { theta, m, v, steps } }) => ({
        theta: theta.slice(),
        m: m.slice(),
        v: v.slice(),
        steps,
      })),
      hidden: this.learners.map(({ seat }) => seat.hidden?.slice() ?? null),
      world: this.env.snapshot(),
      sketch: this.sketch && settled(this.sketch),
    }
  }

  private restore(state: TrainerState): void {
    this.iteration = state.iteration
    this.env.restore(state.world)
    for (const [i, { seat }] of this.learners.entries())
      if (seat.hidden && state.hidden[i]) seat.hidden.set(state.hidden[i])
  }

  async close(): Promise<void> {
    this.closed = true
    this.env.close()
    for (const { updater, seat } of this.learners) await Promise.all([updater.close(), seat.actor.close()])
  }
}

/** Parameters that were given away, by the trainer that goes on writing to them. */
const handedOut = new WeakMap<ArrayBufferLike, Trainer>()

/** Whether these are parameters of a trainer that is not closed, and no copy of them. */
export const beingTrained = ({ buffer }: Float32Array): boolean => handedOut.get(buffer)?.closed === false

/** Options of the environment that is trained in. */
export function trainedIn({ env, envOptions, training, split }: TrainOptions): Record<string, unknown> {
  const options = { ...envOptions, ...training }
  return split ? heldTo(env, options, split) : options
}

/** Horizons that fall together would show the networks one phase of the episode at a time: first episodes end evenly spread. */
function stagger(env: BatchEnv): void {
  const { world, slots, spec } = env
  if (!Number.isFinite(world.horizon)) return
  for (let slot = 0; slot < slots; slot++) {
    world.tick[slot] = Math.floor((slot * world.horizon) / slots)
    spec.mask?.(world, slot)
    world.view?.write(world, slot)
  }
}

/** Parameters that network `index` of a run begins with. */
export const initialOf = (network: Net, seed: number | string, index: number): Float32Array =>
  network.init(generator(['sva-gym', seed, 'weights', index]))

async function createLearners(
  config: PpoConfig,
  env: BatchEnv,
  seed: number | string,
  state?: TrainerState,
): Promise<Learner[]> {
  const { world, agents, slots } = env
  if (!world.box)
    throw new TypeError(
      `Got view null, expected a view to learn from: one of ${Object.keys(env.spec.views).join(', ')}.`,
    )
  const nets = config.weights === 'shared' ? 1 : agents
  const rows = (slots * agents) / nets
  check(config, rows)
  const { update } = await engine(config.engine)
  const learners: Learner[] = []
  for (let i = 0; i < nets; i++) {
    const network = net({ ...NET_DEFAULTS, ...config.net }, world.box, world.heads, agents)
    const played = await actor(network, rows, { ...config, masked: env.spec.mask !== undefined })
    const start = state?.learners[i] ?? { theta: initialOf(network, seed, i) }
    const specs = batchSpecs(network, config, env)
    const updater = await update({ params: network.table, batch: specs, loss: lossOf(network, config), clipNorm: config.clipNorm, adam: ADAM, threads: config.threads, provider: config.provider }, start)
    const mine = Int32Array.from({ length: rows }, (_, r) => (nets === 1 ? r : r * agents + i))
    const hidden = network.config.recurrent > 0 ? new Float32Array(rows * network.config.recurrent) : null
    const batch = allocateBatch(specs)
    learners.push({ net: network, updater, batch, seat: { actor: played, theta: () => updater.theta, rows: mine, hidden } })
  } // prettier-ignore
  return learners
}

function check(config: PpoConfig, rows: number): void {
  const { rollout, minibatch, sequence, net } = config
  expectOneOf('weights', config.weights, ['shared', 'separate'])
  for (const name of ['rollout', 'epochs', 'minibatch', 'sequence'] as const) {
    const value = config[name]
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`Got ${name} ${value}, expected an integer >= 1.`)
  }
  if ((rows * rollout) % minibatch !== 0) {
    throw new RangeError(
      `Got minibatch ${minibatch} for ${rows * rollout} rows an iteration, expected a divisor of it: change minibatch, slots or rollout.`,
    )
  }
  if (!net.recurrent) return
  if (rollout % sequence !== 0)
    throw new RangeError(`Got sequence ${sequence} for rollout ${rollout}, expected a divisor of it.`)
  if (minibatch % sequence !== 0)
    throw new RangeError(`Got sequence ${sequence} for minibatch ${minibatch}, expected a divisor of it.`)
}

function lossOf(network: Net, config: PpoConfig) {
  const steps = network.config.recurrent > 0 ? config.sequence : 1
  return (params: Record<string, tf.Tensor>, batch: Record<string, tf.Tensor>) => {
    const output =
      steps === 1 ? network.apply(params, batch as { rows: tf.Tensor }) : unrolled(network, params, batch, steps)
    return ppoLoss(network, output, batch as unknown as LossBatch, config)
  }
}

/** Runs a recurrent network over `steps` rows in turn. A fresh row starts from a hidden state of 0, the first from the stored one. */
function unrolled(network: Net, params: Record<string, tf.Tensor>, batch: Record<string, tf.Tensor>, steps: number) {
  const part = (x: tf.Tensor, t: number): tf.Tensor => {
    const count = x.shape[0] / steps
    return tf.slice(x, [t * count, ...x.shape.slice(1).map(() => 0)], [count, ...x.shape.slice(1)])
  }
  const outputs = []
  let hidden = batch.hidden
  for (let t = 0; t < steps; t++) {
    if (t > 0) hidden = tf.mul(hidden, tf.sub(1, tf.expandDims(part(batch.fresh, t), 1)))
    const output = network.apply(params, {
      rows: part(batch.rows, t),
      joint: batch.joint && part(batch.joint, t),
      hidden,
    })
    hidden = output.hidden!
    outputs.push(output)
  }
  return {
    logits: tf.concat(outputs.map(({ logits }) => logits)) as tf.Tensor2D,
    value: tf.concat(outputs.map(({ value }) => value)) as tf.Tensor1D,
  }
}

function tuneKnobs(env: BatchEnv, knobs: PpoConfig['knobs'], progress: number): Record<string, number> {
  const values: Record<string, number> = {}
  for (const [name, [from, to, share]] of Object.entries(knobs)) {
    const value = from + (to - from) * (share > 0 ? Math.min(1, progress / share) : 1)
    env.tune(name, value)
    values[`knob/${name}`] = value
  }
  return values
}

/** Share of the returns' variance that the values explain, at most 1, over the rows of agents in the world. */
function explainedVariance({ values, returns, live }: Rollout): number {
  let n = 0
  let mean = 0
  let meanError = 0
  for (let i = 0; i < returns.length; i++) {
    n += live[i]
    mean += live[i] * returns[i]
    meanError += live[i] * (returns[i] - values[i])
  }
  mean /= n
  meanError /= n
  let total = 0
  let left = 0
  for (let i = 0; i < returns.length; i++) {
    total += live[i] * (returns[i] - mean) * (returns[i] - mean)
    left += live[i] * (returns[i] - values[i] - meanError) * (returns[i] - values[i] - meanError)
  }
  return total === 0 ? NaN : 1 - left / total
}

/**
 * Means over the episodes that end in an iteration, of a metric over those in which it is defined. Episodes of a staggered start that
 * are shorter than the horizon count too.
 */
class EpisodeMeans {
  private readonly env: BatchEnv
  private readonly sums: Float64Array
  private readonly defined: Float64Array
  private episodes = 0
  private length = 0
  private returns = 0

  constructor(env: BatchEnv) {
    this.env = env
    this.sums = new Float64Array(env.spec.metrics.length)
    this.defined = new Float64Array(env.spec.metrics.length)
  }

  add(slot: number): void {
    const { world, agents, spec } = this.env
    this.episodes++
    this.length += world.finalLength[slot]
    for (let a = 0; a < agents; a++) this.returns += world.finalReturns[slot * agents + a] / agents
    for (let m = 0; m < this.sums.length; m++) {
      const value = world.finalMetrics[slot * spec.metrics.length + m]
      if (Number.isNaN(value)) continue
      this.sums[m] += value
      this.defined[m]++
    }
  }

  means(): Record<string, number> {
    const { episodes, env, sums, defined } = this
    const named = Object.fromEntries(env.spec.metrics.map((name, m) => [`metric/${name}`, sums[m] / defined[m]]))
    const episodeReturn = this.returns / episodes
    return {
      episodes,
      score: env.spec.score ? named[`metric/${env.spec.score}`] : episodeReturn,
      episodeReturn,
      episodeLength: this.length / episodes,
      ...named,
    }
  }
}
