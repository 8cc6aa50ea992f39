/** Minibatches: what an update reads, and how rows of a rollout are shuffled and copied into it. */
import type { BatchEnv } from '../envs/core/batch.ts'
import { sizeOf, widthOf } from '../envs/core/spaces.ts'
import type { Net } from './net.ts'
import type { PpoConfig } from './ppo.ts'
import { gatherRows, rowDtype, type Rollout, type RowArray, type Seat } from './rollout.ts'
import type { TensorSpec, TypedArray } from './tensor/compile.ts'

/** Inputs of an update by name. */
export type Batch = Record<string, TypedArray>

/** Arrays for the inputs of an update, filled anew for each minibatch. */
export const allocateBatch = (specs: Record<string, TensorSpec>): Batch =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, allocate(spec)]))

function allocate({ shape, dtype }: TensorSpec): TypedArray {
  const length = shape.reduce((a, b) => a * b, 1)
  return dtype === 'uint8'
    ? new Uint8Array(length)
    : dtype === 'int32'
      ? new Int32Array(length)
      : new Float32Array(length)
}

/** Inputs of an update: B rows, in time-major order over sequences where the network is recurrent; `hidden` is that of their first rows. */
export function batchSpecs(
  { box, heads, config, agents }: Net,
  { minibatch, sequence }: PpoConfig,
  env: BatchEnv,
): Record<string, TensorSpec> {
  const size = sizeOf(box)
  const flat = (): TensorSpec => ({ shape: [minibatch] })
  const specs: Record<string, TensorSpec> = {
    rows: { shape: [minibatch, ...box.shape], dtype: rowDtype(box.dtype) },
    actions: { shape: [minibatch, heads.length], dtype: 'int32' },
    oldLogProb: flat(),
    oldValue: flat(),
    advantage: flat(),
    target: flat(),
    weight: flat(),
    entropyCoefficient: { shape: [1] },
  }
  if (env.spec.mask) specs.mask = { shape: [minibatch, widthOf(heads)] }
  if (config.critic === 'central') specs.joint = { shape: [minibatch, size * agents], dtype: rowDtype(box.dtype) }
  if (config.recurrent > 0) {
    specs.hidden = { shape: [minibatch / sequence, config.recurrent] }
    specs.fresh = flat()
  }
  return specs
}

/**
 * Shuffled minibatches as lists of places t * N + row; sequences stay whole and are laid out time-major. Sequences in
 * which the agent was never in the world are left out, and in each epoch others of the rest that fill no minibatch.
 */
export function minibatches({ seat, net }: { seat: Seat; net: Net }, config: PpoConfig, rollout: Rollout) {
  const steps = net.config.recurrent > 0 ? config.sequence : 1
  const { starts, living } = sequencesOf(seat.rows, steps, rollout)
  const sequences = config.minibatch / steps
  const places = new Int32Array(config.minibatch)
  return {
    count: Math.max(1, Math.floor(living / sequences)),
    shuffle: (uniform: () => number) => shuffle(starts.subarray(0, living), uniform),
    rowsOf(b: number): Int32Array {
      for (let t = 0; t < steps; t++) {
        for (let i = 0; i < sequences; i++) places[t * sequences + i] = starts[b * sequences + i] + t * rollout.rows
      }
      return places
    },
  }
}

/** Where sequences of `steps` steps begin: first the `living`, in which the agent was in the world at some time. */
function sequencesOf(rows: Int32Array, steps: number, rollout: Rollout): { starts: Int32Array; living: number } {
  const chunks = rollout.steps / steps
  const starts = new Int32Array(chunks * rows.length)
  let living = 0
  let dead = starts.length
  for (let c = 0; c < chunks; c++) {
    for (let i = 0; i < rows.length; i++) {
      const start = c * steps * rollout.rows + rows[i]
      let lived = 0
      for (let t = 0; t < steps; t++) lived |= rollout.live[start + t * rollout.rows]
      starts[lived === 1 ? living++ : --dead] = start
    }
  }
  return { starts, living }
}

/** Fisher-Yates, in place. */
function shuffle(items: Int32Array, uniform: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1))
    const item = items[i]
    items[i] = items[j]
    items[j] = item
  }
}

/** Copies the rows at `places` of a rollout into the inputs of an update. */
export function fillMinibatch(
  { batch, net }: { batch: Batch; net: Net },
  env: BatchEnv,
  rollout: Rollout,
  places: Int32Array,
  entropy: number,
): void {
  const { rowSize } = env.world
  const heads = net.heads.length
  gatherRows(rollout.observations, rowSize, places, env.agents, false, batch.rows as RowArray)
  if (batch.joint) gatherRows(rollout.observations, rowSize, places, env.agents, true, batch.joint as RowArray)
  pick(rollout.logProbs, places, batch.oldLogProb)
  pick(rollout.values, places, batch.oldValue)
  pick(rollout.advantages, places, batch.advantage)
  pick(rollout.returns, places, batch.target)
  pickRows(rollout.live, 1, places, batch.weight)
  pickRows(rollout.actions, heads, places, batch.actions)
  if (rollout.mask) pickRows(rollout.mask, widthOf(net.heads), places, batch.mask)
  if (rollout.hidden) {
    const sequences = batch.hidden.length / net.config.recurrent
    pickRows(rollout.hidden, net.config.recurrent, places.subarray(0, sequences), batch.hidden)
    for (let i = 0; i < places.length; i++) batch.fresh[i] = places[i] >= rollout.rows && rollout.done[places[i] - rollout.rows] !== 0 ? 1 : 0
  }
  batch.entropyCoefficient[0] = entropy
} // prettier-ignore

/** One type of array only: V8 compiles this loop for what it has seen. */
function pick(from: Float32Array, places: Int32Array, to: TypedArray): void {
  for (let i = 0; i < places.length; i++) to[i] = from[places[i]]
}

function pickRows(from: ArrayLike<number>, width: number, places: Int32Array, to: TypedArray): void {
  for (let i = 0; i < places.length; i++)
    for (let j = 0; j < width; j++) to[i * width + j] = from[places[i] * width + j]
}
