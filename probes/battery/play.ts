/** Plays one trial of a question: every pair in a slot of its own, so that pair i has the same draws in every trial. */
import { over } from '../../envs/variants.ts'
import { createHash, type Hash } from 'node:crypto'
import { bot } from '../../agents/bots/index.ts'
import { evaluate } from '../../agents/evaluate.ts'
import type { LearnedPolicy } from '../../agents/learned.ts'
import type { PolicySize } from '../../agents/onnx-policy.ts'
import type { Policy } from '../../agents/policy.ts'
import { BatchEnv } from '../../envs/core/batch.ts'
import { widthOf } from '../../envs/core/spaces.ts'
import { find } from '../../envs/registry.ts'
import { permit, type EvalCapability } from './capability.ts'
import type { Question } from './question.ts'
import type { Cost, Episode } from './results.ts'
import { cellOptions, type Site } from './site.ts'
import { sha256, specId, type Json, type ProbeSpec } from './spec.ts'
import { saidTo } from './wording.ts'

/** Who is examined: a policy with frozen weights, or a bot. */
export interface Subject {
  readonly name: string
  readonly policy: Policy
  /** View that the policy reads; null for one that reads the state. */
  readonly view: string | null
  /** Options of the environment that a trained policy brings: those of the question go over them. */
  readonly options: Readonly<Record<string, unknown>>
  /** The networks of a trained policy; null for one that has no activations. */
  readonly learned: LearnedPolicy | null
  /** What a network reads and answers; null for a bot. */
  readonly size: (() => Promise<PolicySize>) | null
  /** Where the agent plays from, if it is not `policy` in this process: see one-by-one.ts. */
  readonly seats?: readonly Seat[]
}

/** A place from which an agent plays one episode after another. */
export interface Seat {
  /** Of one slot, whose row it is called with. What it throws makes the episode missing. */
  readonly policy: Policy
  /** When somebody is there to play. Rejects where nobody will be. */
  ready(): Promise<void>
  /** An episode begins: what is said to the agent ahead of what it sees; null for nothing. */
  begin(said: string | null): void | Promise<void>
  /** What the episode cost; null where that is not counted. */
  cost(): Cost | null
}

/** A bot that reads the state, by name. */
export const botSubject = (name: string, env: string): Subject => ({
  name,
  policy: bot(name, env, { seed: 'battery' }),
  view: null,
  options: {},
  learned: null,
  size: null,
})

export interface Draw {
  /** Names the draw. */
  readonly seed: string | number
  readonly pairs: number
}

/** Ticks between two looks at the state: what is hashed on the way. */
const LOOK_EVERY = 10

/** Options of the environment in a trial. */
export function optionsOf(question: Question, trial: string, base: Subject['options']): Record<string, unknown> {
  const { site, options, trials } = question
  const { cell, theta = {} } = trials[trial]
  const { view: _, horizon: __, ...rest } = base
  return over(over(over(rest, options), cellOptions(site, cell)), theta)
}

/** Specification of an episode of a pair. */
export function specOf(
  question: Question,
  trial: string,
  base: Subject['options'],
  draw: Draw,
  pair: number,
): ProbeSpec {
  const { family, regime, site, id, version } = question
  const said = saidTo(question, trial, draw, pair)
  const env = find(site.env)
  return {
    family,
    envFamily: env.id,
    regime,
    mode: 'F',
    cell: question.trials[trial].cell,
    theta: { ...optionsOf(question, trial, base), ...(said && { said: said.text }) } as Json,
    omega: omegaOf(draw, pair),
    version: `${env.id}@${env.version}/${id}@${version}`,
  }
}

/** Key of a pair's draws. */
export const omegaOf = ({ seed }: Draw, pair: number): string => `${seed}/${pair}`

/** A trial of a question, to be played by someone. */
export interface Part {
  readonly may: EvalCapability
  readonly question: Question
  readonly trial: string
  readonly subject: Subject
  readonly draw: Draw
}

/** The policy threw where it should have acted. */
class NoAnswer extends Error {}

/**
 * Plays all pairs side by side. Where the policy throws, each is played alone, and those in which it throws again are
 * missing.
 */
export async function playTrial(
  may: EvalCapability,
  question: Question,
  trial: string,
  subject: Subject,
  draw: Draw,
): Promise<Episode[]> {
  const part = { may, question, trial, subject, draw }
  try {
    return await playSlots(part, 0, draw.pairs)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const episodes: Episode[] = []
    for (let pair = 0; pair < draw.pairs; pair++) episodes.push(await playAlone(part, pair))
    return episodes
  }
}

/** Plays one pair. It is missing where the policy throws. */
export async function playAlone(part: Part, pair: number): Promise<Episode> {
  try {
    return (await playSlots(part, pair, 1))[0]
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { ...about(part, pair), values: {}, length: 0, hash: '', exogenous: '', missing: error.message }
  }
}

/** Who sits in the other seats, by agent. */
export const othersOf = ({ site }: Question): Policy[] =>
  site.others.map((name) => bot(name, site.env, { seed: 'battery' }))

/** Plays `count` pairs from `first` on. Throws a NoAnswer where the policy throws. */
async function playSlots(part: Part, first: number, count: number): Promise<Episode[]> {
  const { may, question, trial, subject, draw } = part
  permit(may, subject)
  const { site } = question
  const others = othersOf(question)
  const examined = answering(subject.policy)
  const prints = Array.from({ length: count }, () => ({ all: createHash('sha256'), exogenous: createHash('sha256') }))
  const played = await evaluate({
    env: site.env,
    envOptions: { ...optionsOf(question, trial, subject.options), view: subject.view, firstSlot: first },
    seats: (_, agent) => (agent === site.focal ? examined : others[agent]),
    episodes: count,
    seed: draw.seed,
    watch: (env) => {
      for (const [slot, print] of prints.entries()) if (env.world.episode[slot] === 0) note(env, slot, site, print)
    },
  })
  return prints.map(({ all, exogenous }, i) => {
    const values: Record<string, number> = { return: played.returns[i][site.focal] }
    for (const [name, column] of Object.entries(played.metrics)) values[name] = column[i]
    all.update(bytes(Float64Array.from(Object.values(values))))
    const hashes = { hash: all.digest('hex'), exogenous: exogenous.digest('hex') }
    return { ...about(part, first + i), values, length: played.lengths[i], ...hashes }
  })
}

const answering = (policy: Policy): Policy => ({
  name: policy.name,
  reset: (slots) => policy.reset(slots),
  async act(batch, rows) {
    try {
      await policy.act(batch, rows)
    } catch (error) {
      throw new NoAnswer(String(error), { cause: error })
    }
  },
})

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Adds a tick to the hashes: the actions, and now and then the state. */
function note(env: BatchEnv, slot: number, site: Site, print: { all: Hash; exogenous: Hash }): void {
  const { world } = env
  const width = world.actions.length / world.slots
  print.all.update(bytes(world.actions.subarray(slot * width, (slot + 1) * width)))
  if (world.tick[slot] % LOOK_EVERY !== 0) return
  print.all.update(env.hash(slot))
  print.exogenous.update(bytes(Float64Array.from(site.exogenous(world, slot))))
}

function about({ question, trial, subject, draw }: Part, pair: number) {
  const said = saidTo(question, trial, draw, pair)
  return {
    question: question.id,
    player: subject.name,
    trial,
    pair,
    specId: specId(specOf(question, trial, subject.options, draw, pair)),
    ...(said && { form: said.form }),
  }
}

/** First observations of every pair, with all that may show the cell set to one value: a hash a pair (V6). */
export function neutralObservations(question: Question, trial: string, subject: Subject, draw: Draw): string[] {
  const { site } = question
  const spec = find(site.env)
  const view = subject.view ?? spec.defaultView
  const options = { ...optionsOf(question, trial, subject.options), view, slots: draw.pairs, seed: draw.seed }
  const { world } = new BatchEnv(spec, options)
  const width = world.observations.length / world.slots
  return Array.from({ length: draw.pairs }, (_, slot) => {
    site.neutralise(world, slot)
    world.view!.write(world, slot)
    return sha256(bytes(world.observations.subarray(slot * width, (slot + 1) * width)))
  })
}

/** Where exogenous tables or neutral first observations differ from those of the first trial of their set (V6). */
export function unequalPairs(question: Question, subject: Subject, draw: Draw, episodes: readonly Episode[]): string[] {
  const first = new Map<string, string>()
  const differs = (kind: string, trial: string, pair: number, hash: string): boolean => {
    const key = `${kind} ${question.trials[trial].set} ${pair}`
    if (!first.has(key)) first.set(key, hash)
    return first.get(key) !== hash
  }
  const tables = episodes
    .filter(({ missing, trial, pair, exogenous }) => missing === undefined && differs('table', trial, pair, exogenous))
    .map(({ trial, pair, player }) => `exogenous tables of pair ${pair} in ${trial}, played by ${player}`)
  const seen = Object.keys(question.trials).flatMap((trial) =>
    neutralObservations(question, trial, subject, draw).flatMap((hash, pair) =>
      differs('view', trial, pair, hash) ? [`first observations of pair ${pair} in ${trial}`] : [],
    ),
  )
  return [...tables, ...seen]
}

/** Why a network cannot be asked a question; null where it can, and for bots. */
export async function misfit(question: Question, { size, view, options }: Subject): Promise<string | null> {
  if (size === null) return null
  const { row, logits } = await size()
  const [trial] = Object.keys(question.trials)
  const { world } = new BatchEnv(find(question.site.env), { ...optionsOf(question, trial, options), view, slots: 1 })
  const actions = widthOf(world.heads)
  if (actions !== logits) return `it has ${logits} actions, the question ${actions}`
  return world.rowSize === row ? null : `it reads rows of ${row} elements, here are ${world.rowSize}`
}

/** Specifications of trials, pair by pair. */
export const specIdsOf = (
  question: Question,
  trials: readonly string[],
  base: Subject['options'],
  draw: Draw,
): string[] =>
  trials.flatMap((trial) =>
    Array.from({ length: draw.pairs }, (_, pair) => specId(specOf(question, trial, base, draw, pair))),
  )
