/** A world's mailbox as messages. All tensors are views of it: encode before the next step. */
import type { AnyArray } from '../envs/core/fields.ts'
import { headsOf } from '../envs/core/spaces.ts'
import { TEXT_VIEW } from './describe.ts'
import type { Mail } from './mailbox.ts'
import type { EnvDescription, Final, Observation, Rows, Stepped, Tensor } from './protocol.ts'
import type { Standing } from './room.ts'
import type { Texts } from './simulation.ts'
import { tensor } from './tensor.ts'

/** A world as its rows are told: what changes with every step, and what does not. */
export interface Told {
  readonly mail: Mail
  readonly description: EnvDescription
  readonly tick: number
  /** Of the rows, and of the last rows of the episode that just ended, where the view is text. */
  texts: Texts
  finalTexts: Texts
}

export function rowsOf(world: Told): Rows {
  const { mail, description, tick, texts } = world
  const { slots, agents, width } = mail.shape
  return {
    tick,
    episode: tensor(mail.episode, [slots]),
    observations:
      description.view === TEXT_VIEW ? (texts as string[]) : boxes(world, mail.observations, [slots, agents]),
    mask: description.masked ? tensor(mail.mask, [slots, agents, width]) : undefined,
    live: tensor(mail.live, [slots, agents]),
  }
}

/** Observation rows under leading dimensions; undefined without a view. */
function boxes({ description, mail }: Told, array: AnyArray, leading: readonly number[]): Tensor | undefined {
  const { observation } = description
  return observation?.kind === 'box' && mail.shape.row > 0
    ? tensor(array, [...leading, ...observation.shape])
    : undefined
}

export function steppedOf(world: Told): Stepped {
  const { mail } = world
  const { slots, agents } = mail.shape
  return {
    ...rowsOf(world),
    rewards: tensor(mail.rewards, [slots, agents]),
    done: tensor(mail.done, [slots, agents]),
    final: mail.ended.includes(1) ? finalOf(world) : undefined,
  }
}

function finalOf(world: Told): Final {
  const { mail, finalTexts } = world
  const { agents, metrics, row } = mail.shape
  const slots = Int32Array.from(mail.ended.keys()).filter((slot) => mail.ended[slot] === 1)
  const of = <A extends AnyArray>(array: A, size: number): A => gather(array, slots, size)
  const renewed = mail.waiting[slots[0]] === 0
  return {
    slots: tensor(slots, [slots.length]),
    observations: renewed
      ? world.description.view === TEXT_VIEW
        ? (finalTexts as string[])
        : boxes(world, of(mail.finalObservations, agents * row), [slots.length, agents])
      : undefined,
    metrics: tensor(of(mail.finalMetrics, metrics), [slots.length, metrics]),
    returns: tensor(of(mail.finalReturns, agents), [slots.length, agents]),
    lengths: tensor(of(mail.finalLength, 1), [slots.length]),
  }
}

/** The parts of `array` that belong to these slots, one after another. The caller owns the copy. */
function gather<A extends AnyArray>(array: A, slots: Int32Array, size: number): A {
  const parts = new (array.constructor as new (length: number) => A)(slots.length * size)
  for (const [i, slot] of slots.entries()) parts.set(array.subarray(slot * size, (slot + 1) * size), i * size)
  return parts
}

/** Of one agent of a world with one slot: nothing of the others is in it. */
export function observationOf(world: Told, row: number, final: boolean) {
  const { mail, description, texts, finalTexts } = world
  const { row: size, width, heads } = mail.shape
  const rows = final ? mail.finalObservations : mail.observations
  const text = (final ? finalTexts : texts)?.[row]
  return {
    episode: mail.episode[0] - (final ? 1 : 0),
    observation: text ?? boxes(world, part(rows, row, size), []) ?? null,
    mask: description.masked && !final ? tensor(part(mail.mask, row, width), [width]) : undefined,
    live: mail.live[row] === 1,
    applied: world.tick === 0 ? undefined : Array.from(part(mail.actions, row, heads)),
  } satisfies Partial<Observation>
}

/** The n elements of a row, a view. */
const part = <A extends AnyArray>(array: A, row: number, n: number): A => array.subarray(row * n, (row + 1) * n) as A

/** How the rows stand, for the room. */
export function standingOf({ mail, description }: Told): Standing {
  const over = mail.waiting[0] === 1
  return { live: mail.live, choice: choices(mail, description), over, renewed: !over && mail.ended[0] === 1 }
}

/** 1 where some head has more than one legal action. */
function choices({ mask, shape }: Mail, { action, masked }: EnvDescription): Uint8Array {
  const chosen = new Uint8Array(shape.agents)
  const heads = headsOf(action)
  for (let row = 0, at = 0; row < shape.agents; row++) {
    for (const head of heads) {
      let legal = 0
      for (let i = at; i < at + head; i++) legal += masked ? mask[i] : 1
      if (legal > 1) chosen[row] = 1
      at += head
    }
  }
  return chosen
}
