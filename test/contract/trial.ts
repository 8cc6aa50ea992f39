/** What a check of the contract is given, and the pieces that checks share: batches, random play, bytes. */
import { hash } from 'node:crypto'
import { BatchEnv, type BatchOptions } from '../../envs/core/batch.ts'
import type { DrawList } from '../../envs/core/draw.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { below, threefry } from '../../envs/core/keyed.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'

export const NO_EXAMPLES = 'An environment names examples that between them show everything.'

export interface Trial {
  readonly spec: EnvSpec
  /** One of the environment's examples. */
  readonly options: Readonly<Record<string, unknown>>
  readonly view: string
  /** Makes a batch; `mutants.test.ts` puts broken ones here. */
  readonly make?: (spec: EnvSpec, options: BatchOptions & Record<string, unknown>) => BatchEnv
}
export type Check = (trial: Trial) => void

export const SEED = 'contract'
export const SLOTS = 4
/** Steps of a check, deep into an episode. */
export const STEPS = 150
/** Horizon of checks that are about the ends of episodes, and steps that see three of them. */
export const SHORT = 15
export const SHORT_STEPS = 3 * SHORT + 2
/** Steps between two looks of checks for which every step is too dear. */
export const EVERY = 5

export function examplesOf(spec: EnvSpec): readonly Readonly<Record<string, unknown>>[] {
  if (!spec.examples || spec.examples.length === 0) throw new Error(`${NO_EXAMPLES} (${spec.id})`)
  return spec.examples
}

export const fault = (sentence: string, { spec, view, options }: Trial, detail = ''): Error =>
  new Error(
    `${sentence} (${spec.id}, view ${view}, ${JSON.stringify(options).slice(0, 120)}${detail && `: ${detail}`})`,
  )

export function batchOf(trial: Trial, options: Partial<BatchOptions> & Record<string, unknown> = {}): BatchEnv {
  const make = trial.make ?? ((spec, all) => new BatchEnv(spec, all))
  return make(trial.spec, { ...trial.options, seed: SEED, slots: SLOTS, view: trial.view, ...options })
}

/** Steps every batch with the same random legal actions, slot by slot. `variant` names other actions. */
export function play(batches: readonly BatchEnv[], t: number, variant = 0): void {
  for (const batch of batches) {
    act(batch, t, variant)
    batch.step()
  }
}

/** Writes a legal action for every head: a pure function of the slot's number, the step, the row and the variant. */
export function act({ actions, mask, world, options, slots, agents }: BatchEnv, t: number, variant = 0): void {
  let at = 0
  let out = 0
  for (let slot = 0; slot < slots; slot++) {
    for (let agent = 0; agent < agents; agent++) {
      for (const [h, head] of world.heads.entries()) {
        const word = threefry(variant, 0, 0, 0, options.firstSlot + slot, t, agent, h, 12)
        actions[out++] = pick(mask, at, head, word)
        at += head
      }
    }
  }
}

/** One of the legal actions, 0 if there is none. */
function pick(mask: Uint8Array, at: number, head: number, word: number): number {
  let legal = 0
  for (let i = at; i < at + head; i++) if (mask[i]) legal++
  let left = below(word, legal)
  for (let i = 0; i < head; i++) if (mask[at + i] && left-- === 0) return i
  return 0
}

export const bytesOf = (array: AnyArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Bytes of a slot's rows. */
export function rowsOf(array: AnyArray, slot: number, slots: number): Uint8Array {
  const size = array.byteLength / slots
  return new Uint8Array(array.buffer, array.byteOffset + slot * size, size)
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const arena = ({ world }: BatchEnv): Uint8Array => new Uint8Array(world.memory.buffer, 0, world.bytes)

export function same(a: BatchEnv, b: BatchEnv, sentence: string, trial: Trial, detail: string): void {
  if (!equal(arena(a), arena(b))) throw fault(sentence, trial, detail)
}

/** A digest of all bytes of a batch. */
export const digest = (batch: BatchEnv): string => digestOf(arena(batch))
export const digestOf = (bytes: Uint8Array): string => hash('sha1', bytes)

/** What a player or a learner can tell of a slot. */
export function outward({ world, spec }: BatchEnv, slot: number): string {
  const { observations, rewards, done, live, mask, key } = world
  const rows = [observations, rewards, done, live, mask, key].map((array) => digestOf(rowsOf(array, slot, world.slots)))
  return [...rows, JSON.stringify(spec.toJSON(world, slot)), spec.print(world, slot)].join()
}

export function throws(work: () => void): boolean {
  try {
    work()
  } catch {
    return true
  }
  return false
}

/** Of the first slot. */
export const picture = (batch: BatchEnv): DrawList => batch.spec.draw(batch.world, 0)

/** Poison for rows that are then written from scratch: what is not written shows. */
export const POISON = 77
