/**
 * Acting and remembering: a network plays every row of a batch, and what it saw, did and got is kept for the update.
 *
 * All arrays are `[T, N, ...]` over T steps and N = slots * agents rows; a row is slot * agents + agent.
 */
import type { tf } from './tensor/tf.ts'
import type { AnyArray } from '../envs/core/fields.ts'
import { threefry, unit } from '../envs/core/keyed.ts'
import type { BatchEnv } from '../envs/core/batch.ts'
import { sizeOf, widthOf } from '../envs/core/spaces.ts'
import { RUNNING, TRUNCATED } from '../envs/core/spec.ts'
import { logProbabilities, type Net } from './net.ts'
import type { Program, Provider, TensorSpec, TypedArray } from './tensor/compile.ts'
import { engine, type EngineName } from './tensor/engine.ts'
import { split } from './tensor/train.ts'

/** Rows as the networks read them: bytes as they are, anything else as floats. */
export type RowArray = Uint8Array | Float32Array
export const rowArray = (dtype: string, length: number): RowArray =>
  dtype === 'u8' ? new Uint8Array(length) : new Float32Array(length)
export const rowDtype = (dtype: string): 'uint8' | 'float32' => (dtype === 'u8' ? 'uint8' : 'float32')

/** A network compiled to play `rows` rows at once. */
export interface Actor {
  readonly net: Net
  readonly rows: number
  readonly feeds: { rows: RowArray; joint: RowArray | null; hidden: Float32Array | null; mask: Float32Array | null }
  /** `[rows, sum of heads]` log-probabilities, `[rows]` values, `[rows, recurrent]` next hidden state: overwritten by `run`. */
  readonly logProbs: Float32Array
  readonly values: Float32Array
  readonly nextHidden: Float32Array | null
  run(theta: Float32Array): Promise<void>
  close(): Promise<void>
}

export interface ActorOptions {
  /** Whether a mask is fed: illegal actions get probability 0. */
  readonly masked: boolean
  readonly threads: number
  readonly provider?: Provider
  readonly engine?: EngineName
}

/** Compiles a net for a fixed number of rows. */
export async function actor(net: Net, rows: number, options: ActorOptions): Promise<Actor> {
  const { box, heads, agents, config } = net
  const size = sizeOf(box)
  const logits = widthOf(heads)
  const feeds = {
    rows: rowArray(box.dtype, rows * size),
    joint: config.critic === 'central' ? rowArray(box.dtype, rows * size * agents) : null,
    hidden: config.recurrent > 0 ? new Float32Array(rows * config.recurrent) : null,
    mask: options.masked ? new Float32Array(rows * logits) : null,
  }
  const dtype = rowDtype(box.dtype)
  const specs: Record<string, TensorSpec> = {
    theta: { shape: [net.table.size] },
    rows: { shape: [rows, ...box.shape], dtype },
  }
  if (feeds.joint) specs.joint = { shape: [rows, size * agents], dtype }
  if (feeds.hidden) specs.hidden = { shape: [rows, config.recurrent] }
  if (feeds.mask) specs.mask = { shape: [rows, logits] }
  const { program: build } = await engine(options.engine)
  const program = await build((inputs) => {
    const out = net.apply(split(net.table, inputs.theta), { rows: inputs.rows, joint: inputs.joint, hidden: inputs.hidden as tf.Tensor2D })
    const logProbs = logProbabilities(out.logits, heads, inputs.mask as tf.Tensor2D | undefined)
    return { logProbs, values: out.value, ...(out.hidden ? { nextHidden: out.hidden } : {}) }
  }, specs, { threads: options.threads, provider: options.provider, name: 'policy' }) // prettier-ignore
  return playing(net, rows, feeds, program)
}

function playing(net: Net, rows: number, feeds: Actor['feeds'], program: Program): Actor {
  const logits = widthOf(net.heads)
  const logProbs = new Float32Array(rows * logits)
  const values = new Float32Array(rows)
  const nextHidden = feeds.hidden && new Float32Array(feeds.hidden.length)
  const given = Object.fromEntries(Object.entries(feeds).filter(([, array]) => array !== null)) as Record<
    string,
    TypedArray
  >
  const out = { logProbs, values, ...(nextHidden ? { nextHidden } : {}) }
  return {
    net,
    rows,
    feeds,
    logProbs,
    values,
    nextHidden,
    async run(theta) {
      await program.run({ theta, ...given }, out)
    },
    close: () => program.close(),
  }
}

/**
 * Draws an action for each head of `row` from its log-probabilities, or takes the likeliest where `greedy`, into `actions` at
 * `to`. Draws are at `temperature` > 0: probabilities to the power of its inverse, below 1 sharper than they are. Returns the joint
 * log-probability, at temperature 1. The draw is a pure function of key, step, row and head.
 */
export function chooseActions(
  logProbs: Float32Array, row: number, heads: readonly number[], key: Uint32Array, step: number, entity: number, greedy: boolean,
  actions: Int32Array, to: number, temperature = 1,
): number {
  let width = 0
  for (let h = 0; h < heads.length; h++) width += heads[h]
  let at = row * width
  let total = 0
  for (let h = 0; h < heads.length; h++) {
    const chosen = greedy
      ? likeliest(logProbs, at, heads[h])
      : drawn(logProbs, at, heads[h], unit(threefry(key[0], key[1], key[2], key[3], step >>> 0, Math.floor(step / 2 ** 32), entity, h, ROUNDS)), temperature)
    actions[to + h] = chosen
    total += logProbs[at + chosen]
    at += heads[h]
  }
  return total
} // prettier-ignore
const ROUNDS = 12

function likeliest(logProbs: Float32Array, at: number, n: number): number {
  let best = 0
  for (let a = 1; a < n; a++) if (logProbs[at + a] > logProbs[at + best]) best = a
  return best
}

/** Inverse distribution function; the last action with a chance takes what rounding leaves. */
function drawn(logProbs: Float32Array, at: number, n: number, u: number, temperature: number): number {
  const share = temperature === 1 ? u : u * massOf(logProbs, at, n, temperature)
  let sum = 0
  let last = 0
  for (let a = 0; a < n; a++) {
    const p = Math.exp(logProbs[at + a] / temperature)
    if (p > 0) last = a
    sum += p
    if (share < sum) return a
  }
  return last
}

/** What probabilities add up to at a temperature. */
function massOf(logProbs: Float32Array, at: number, n: number, temperature: number): number {
  let mass = 0
  for (let a = 0; a < n; a++) mass += Math.exp(logProbs[at + a] / temperature)
  return mass
}

/** Writes rows of a batch's observations, one agent after another where `joint`: own first, then the others in index order. */
export function gatherRows(
  from: AnyArray,
  size: number,
  rows: ArrayLike<number>,
  agents: number,
  joint: boolean,
  to: RowArray,
): void {
  if (!joint && areAll(rows, from.length / size)) {
    to.set(from)
    return
  }
  let at = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    copy(from, row * size, size, to, at)
    at += size
    if (!joint) continue
    const first = row - (row % agents)
    for (let other = first; other < first + agents; other++) {
      if (other === row) continue
      copy(from, other * size, size, to, at)
      at += size
    }
  }
}

/** Whether `rows` is 0, 1, ... count - 1. */
function areAll(rows: ArrayLike<number>, count: number): boolean {
  if (rows.length !== count) return false
  for (let i = 0; i < count; i++) if (rows[i] !== i) return false
  return true
}

function copy(from: AnyArray, start: number, size: number, to: RowArray, at: number): void {
  for (let i = 0; i < size; i++) to[at + i] = from[start + i]
}

/** What T steps of N rows left behind. */
export interface Rollout {
  readonly steps: number
  readonly rows: number
  readonly observations: RowArray
  readonly actions: Int32Array
  readonly logProbs: Float32Array
  readonly values: Float32Array
  readonly rewards: Float32Array
  readonly done: Uint8Array
  /** 1 where the agent was in the world when it acted. */
  readonly live: Uint8Array
  /** `[T, N, sum of heads]`, or null where every action is always legal. */
  readonly mask: Uint8Array | null
  /** `[T, N, recurrent]` hidden state before the step, or null. */
  readonly hidden: Float32Array | null
  /** V of an episode's last observation, where `done` is TRUNCATED. */
  readonly finalValues: Float32Array
  /** `[N]` V of what is seen after the last step. */
  readonly lastValues: Float32Array
  readonly advantages: Float32Array
  readonly returns: Float32Array
}

export function createRollout(env: BatchEnv, steps: number, recurrent: number): Rollout {
  const { world, slots, agents } = env
  const rows = slots * agents
  const n = steps * rows
  const width = world.mask.length / rows
  return {
    steps,
    rows,
    observations: rowArray(world.box!.dtype, n * world.rowSize),
    actions: new Int32Array(n * world.heads.length),
    logProbs: new Float32Array(n),
    values: new Float32Array(n),
    rewards: new Float32Array(n),
    done: new Uint8Array(n),
    live: new Uint8Array(n),
    mask: env.spec.mask ? new Uint8Array(n * width) : null,
    hidden: recurrent > 0 ? new Float32Array(n * recurrent) : null,
    finalValues: new Float32Array(n),
    lastValues: new Float32Array(rows),
    advantages: new Float32Array(n),
    returns: new Float32Array(n),
  }
}

/** One network and the rows that it plays. */
export interface Seat {
  readonly actor: Actor
  readonly theta: () => Float32Array
  /** Rows of the batch, as many as the actor has. */
  readonly rows: Int32Array
  /** `[rows, recurrent]` hidden state, carried from rollout to rollout. */
  readonly hidden: Float32Array | null
}

/**
 * Fills a rollout. `step` is the number of batch steps taken before, which names the draws; `ended(slot)` is called for each
 * episode that ends, while the batch's `final` arrays speak of it.
 */
export async function collect(
  env: BatchEnv, rollout: Rollout, seats: readonly Seat[], key: Uint32Array, step: number, ended: (slot: number) => void,
): Promise<void> {
  const cut = seats.map((): Truncated[] => [])
  for (let t = 0; t < rollout.steps; t++) {
    remember(env, rollout, t)
    for (const seat of seats) await act(env, rollout, seat, t, key, step + t)
    env.step()
    settle(env, rollout, t, seats, cut, ended)
  }
  for (const [s, seat] of seats.entries()) {
    await forward(seat, env)
    for (let i = 0; i < seat.rows.length; i++) rollout.lastValues[seat.rows[i]] = seat.actor.values[i]
    await bootstrap(rollout, seat, cut[s])
  }
} // prettier-ignore

function remember(env: BatchEnv, rollout: Rollout, t: number): void {
  const { rows } = rollout
  rollout.observations.set(env.observations, t * rows * env.world.rowSize)
  rollout.live.set(env.live, t * rows)
  rollout.mask?.set(env.mask, t * env.mask.length)
}

async function act(
  env: BatchEnv,
  rollout: Rollout,
  seat: Seat,
  t: number,
  key: Uint32Array,
  step: number,
): Promise<void> {
  const { actor, rows } = seat
  const { heads } = actor.net
  await forward(seat, env)
  for (let i = 0; i < rows.length; i++) {
    const at = t * rollout.rows + rows[i]
    const to = rows[i] * heads.length
    rollout.logProbs[at] = chooseActions(actor.logProbs, i, heads, key, step, rows[i], false, env.actions, to)
    rollout.values[at] = actor.values[i]
    for (let h = 0; h < heads.length; h++) rollout.actions[at * heads.length + h] = env.actions[to + h]
  }
  if (seat.hidden && rollout.hidden) {
    const units = actor.net.config.recurrent
    for (let i = 0; i < rows.length; i++) {
      copy(seat.hidden, i * units, units, rollout.hidden, (t * rollout.rows + rows[i]) * units)
    }
    seat.hidden.set(actor.nextHidden!)
  }
}

/** Runs the seat's network on its rows of what the batch shows now. */
async function forward({ actor, rows, hidden, theta }: Seat, env: BatchEnv): Promise<void> {
  const { feeds, net } = actor
  const { rowSize } = env.world
  gatherRows(env.observations, rowSize, rows, env.agents, false, feeds.rows)
  if (feeds.joint) gatherRows(env.observations, rowSize, rows, env.agents, true, feeds.joint)
  if (feeds.mask) gatherMask(env.mask, rows, net.heads, feeds.mask)
  if (feeds.hidden) feeds.hidden.set(hidden!)
  await actor.run(theta())
}

/** Writes rows of a mask as the floats that a network is fed. */
export function gatherMask(
  mask: Uint8Array,
  rows: ArrayLike<number>,
  heads: readonly number[],
  to: Float32Array,
): void {
  const width = widthOf(heads)
  for (let i = 0; i < rows.length; i++) for (let a = 0; a < width; a++) to[i * width + a] = mask[rows[i] * width + a]
}

/** A row whose episode was cut: where it is in the rollout, and what the network would have read next. */
interface Truncated {
  readonly at: number
  readonly own: RowArray
  readonly joint: RowArray | null
  readonly hidden: Float32Array | null
}

/** Keeps what the step gave, and clears what a row carries where its episode is over. */
function settle(
  env: BatchEnv, rollout: Rollout, t: number, seats: readonly Seat[], cut: readonly Truncated[][], ended: (slot: number) => void,
): void {
  const first = t * rollout.rows
  rollout.rewards.set(env.rewards, first)
  rollout.done.set(env.done, first)
  for (let slot = 0; slot < env.slots; slot++) if (env.world.tick[slot] === 0) ended(slot)
  for (let s = 0; s < seats.length; s++) {
    const { rows, hidden, actor } = seats[s]
    const units = actor.net.config.recurrent
    for (let i = 0; i < rows.length; i++) {
      const code = env.done[rows[i]]
      if (code === RUNNING) continue
      if (code === TRUNCATED) cut[s].push(truncated(env, seats[s], i, first + rows[i]))
      hidden?.fill(0, i * units, (i + 1) * units)
    }
  }
} // prettier-ignore

/** The seat's row `i`, whose episode was cut at place `at` of the rollout. */
function truncated({ world, agents }: BatchEnv, { actor, rows, hidden }: Seat, i: number, at: number): Truncated {
  const { feeds, net } = actor
  const { finalObservations, rowSize } = world
  const units = net.config.recurrent
  const own = rowArray(world.box!.dtype, rowSize)
  const joint = feeds.joint && rowArray(world.box!.dtype, rowSize * agents)
  gatherRows(finalObservations, rowSize, [rows[i]], agents, false, own)
  if (joint) gatherRows(finalObservations, rowSize, [rows[i]], agents, true, joint)
  return { at, own, joint, hidden: hidden && hidden.slice(i * units, (i + 1) * units) }
}

/** Values of the last observations of cut episodes, as many at once as the network takes. */
async function bootstrap(rollout: Rollout, { actor, theta }: Seat, cut: readonly Truncated[]): Promise<void> {
  const { feeds, values, rows } = actor
  for (let from = 0; from < cut.length; from += rows) {
    const some = cut.slice(from, from + rows)
    for (const [i, { own, joint, hidden }] of some.entries()) {
      feeds.rows.set(own, i * own.length)
      if (joint) feeds.joint!.set(joint, i * joint.length)
      if (hidden) feeds.hidden!.set(hidden, i * hidden.length)
    }
    await actor.run(theta())
    for (const [i, { at }] of some.entries()) rollout.finalValues[at] = values[i]
  }
}
