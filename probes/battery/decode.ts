/**
 * V1: whether the cue can be read from a network's activations. One row an episode, taken at a tick drawn for its pair;
 * folds are by pair, so that a probe is never asked about an episode of which it saw a twin: split by rows, a cue
 * that is not there at all has an area of .63 to .92.
 */
import { activations } from '../../agents/activations.ts'
import { evaluate } from '../../agents/evaluate.ts'
import type { LearnedPolicy } from '../../agents/learned.ts'
import { rowArray } from '../../agents/rollout.ts'
import { generator } from '../../envs/core/keyed.ts'
import type { BatchWorld } from '../../envs/core/world.ts'
import { aurocInterval } from '../stats/auroc.ts'
import type { Estimate } from '../stats/estimate.ts'
import { decodable, notApplicable, type Check } from './checks.ts'
import { optionsOf, othersOf, type Draw, type Subject } from './play.ts'
import type { Question } from './question.ts'

/** Episodes a class: with an area of .9 the standard error is .016 (Hanley & McNeil 1982). */
export const DECODE_PAIRS = 200
/** The tick of a pair's row is drawn below this. */
const LATEST = 60
const FOLDS = 5
/** Of the squared weights, in units of the mean squared activation. */
const RIDGE = 1e-2

/** What a probe is fitted to: a row an episode. */
export interface Labelled {
  readonly features: readonly Float32Array[]
  readonly labels: readonly number[]
  /** Rows of one group are never on both sides of a split. */
  readonly groups: readonly number[]
}

/** V1 of a question that has a cue. */
export async function perceived(question: Question, subject: Subject, seed: Draw['seed']): Promise<Check> {
  const { learned, view } = subject
  if (learned === null || view === null)
    return notApplicable('V1', 'the cue is in the activations', 'no network is known')
  return decodable(
    decodability(await cueActivations(question, { ...subject, learned, view }, { seed, pairs: DECODE_PAIRS })),
  )
}

/** A subject with networks and the view that they read. */
export type Learned = Subject & { readonly learned: LearnedPolicy; readonly view: string }

/** Activations with the cue on (1) and off (0), on the same draws. */
export async function cueActivations(question: Question, subject: Learned, { seed, pairs }: Draw): Promise<Labelled> {
  const random = generator(['tick of V1', seed])
  const ticks = Array.from({ length: pairs }, () => Math.floor(random() * LATEST))
  const features: Float32Array[] = []
  for (const trial of [question.cue.on, question.cue.off])
    features.push(...(await activationsAt(question, subject, { trial, seed, ticks })))
  const groups = Array.from({ length: 2 * pairs }, (_, i) => i % pairs)
  return { features, labels: groups.map((_, i) => (i < pairs ? 1 : 0)), groups }
}

export interface Moments {
  readonly trial: string
  readonly seed: Draw['seed']
  /** One a pair. */
  readonly ticks: readonly number[]
}

/** What is there of every pair at its tick. */
export interface Seen {
  readonly activations: readonly Float32Array[]
  /** Observations of the agent. */
  readonly rows: readonly Float32Array[]
  /** What was asked of the world. */
  readonly values: readonly (readonly number[])[]
}

/** Activations of every pair in a trial, each at its tick. */
export const activationsAt = async (
  question: Question,
  subject: Learned,
  moments: Moments,
): Promise<Float32Array[]> => [...(await seenAt(question, subject, moments, () => [])).activations]

/** Activations, observations and what `read` says of the world, of every pair in a trial, each at its tick. */
export async function seenAt(
  question: Question,
  { learned, view, options }: Learned,
  { trial, seed, ticks }: Moments,
  read: (world: BatchWorld, slot: number) => readonly number[],
): Promise<Seen> {
  const { env, focal } = question.site
  const own = learned.nets.length === 1 ? 0 : focal
  const net = learned.nets[own]
  const pairs = ticks.length
  const others = othersOf(question)
  const remembered: Float32Array[] = []
  const values: (readonly number[])[] = []
  const size = net.box.shape.reduce((product, n) => product * n, 1)
  const rows = rowArray(net.box.dtype, pairs * size)
  await evaluate({
    env,
    envOptions: { ...optionsOf(question, trial, options), view, horizon: Math.max(...ticks) + 1 },
    seats: (_, agent) => (agent === focal ? learned : others[agent]),
    episodes: pairs,
    seed,
    watch: ({ world }) => {
      for (let slot = 0; slot < pairs; slot++) {
        if (world.episode[slot] > 0 || world.tick[slot] !== ticks[slot]) continue
        const row = slot * world.agents + focal
        rows.set(world.observations.subarray(row * size, (row + 1) * size) as never, slot * size)
        remembered[slot] = learned.memory(row)?.slice() ?? new Float32Array(0)
        values[slot] = read(world, slot)
      }
    },
  })
  return {
    activations: net.config.recurrent > 0 ? remembered : await activations(net, learned.thetas[own], rows, pairs),
    rows: ticks.map((_, slot) => Float32Array.from(rows.subarray(slot * size, (slot + 1) * size))),
    values,
  }
}

/** Area under the curve of a linear probe, each group scored by a probe that was fitted to the others. */
export const decodability = (data: Labelled): Estimate =>
  aurocInterval(heldOut(data), data.labels, { unit: 'episode', groups: data.groups })

/** What a linear probe says of each row, fitted to the rows of other groups. */
export function heldOut({ features, labels, groups }: Labelled): number[] {
  const scores = Array.from<number>({ length: labels.length })
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = groups.map((group) => group % FOLDS === fold)
    const score = fitted(
      features.filter((_, i) => !held[i]),
      labels.filter((_, i) => !held[i]),
    )
    for (const [i, row] of features.entries()) if (held[i]) scores[i] = score(row)
  }
  return scores
}

/** Least squares with a ridge on centred features: what a row is taken for. */
export function fitted(rows: readonly Float32Array[], labels: readonly number[]): (row: Float32Array) => number {
  const width = rows[0].length
  const centre = Float64Array.from(
    { length: width },
    (_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length,
  )
  const balance = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const square = Array.from({ length: width }, () => new Float64Array(width))
  const target = new Float64Array(width)
  for (const [i, row] of rows.entries()) {
    for (let k = 0; k < width; k++) {
      const value = row[k] - centre[k]
      target[k] += value * (labels[i] - balance)
      for (let l = 0; l <= k; l++) square[k][l] += value * (row[l] - centre[l])
    }
  }
  const scale = square.reduce((sum, line, k) => sum + line[k], 0) / width
  for (let k = 0; k < width; k++) square[k][k] += RIDGE * scale + Number.MIN_VALUE
  const weights = solved(square, target)
  return (row) => weights.reduce((sum, weight, k) => sum + weight * (row[k] - centre[k]), balance)
}

/**
 * x of A x = b by Cholesky; A symmetric and positive definite, its lower triangle [k][l <= k], which is overwritten.
 */
function solved(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length
  const x = b.slice()
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) {
      let rest = lower[k][l]
      for (let m = 0; m < l; m++) rest -= lower[k][m] * lower[l][m]
      lower[k][l] = k === l ? Math.sqrt(rest) : rest / lower[l][l]
    }
    for (let m = 0; m < k; m++) x[k] -= lower[k][m] * x[m]
    x[k] /= lower[k][k]
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let m = k + 1; m < n; m++) x[k] -= lower[m][k] * x[m]
    x[k] /= lower[k][k]
  }
  return x
}
