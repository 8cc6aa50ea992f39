/** The words over which the server and a world's thread hand work to each other, and the orders that they name. */
import type { Snapshot } from '../envs/core/snapshot.ts'
import type { DrawList } from '../envs/core/draw.ts'
import type { MailShape } from './mailbox.ts'
import type { EnvDescription, WorldState } from './protocol.ts'
import type { Refusal } from './servant.ts'
import type { Setup, Texts } from './simulation.ts'

// Words.
export const ORDERS = 0 // counts orders given
export const KIND = 1
export const STATE = 2
export const WORDS = 4

// Kinds of orders.
export const STEP = 0
/** The order is in the message port. */
export const LETTER = 1

// States of an order.
export const BUSY = 0
/** Busy, and the server no longer looks: tell it by a message. */
export const CALL = 1
export const DONE = 2

/** Where a specification that the registry does not list comes from. */
export interface SpecModule {
  readonly url: string
  readonly name: string
}
export interface ThreadData {
  readonly control: SharedArrayBuffer
  /** By the id of the environment. */
  readonly modules: Readonly<Record<string, SpecModule>>
}

export interface Opened {
  readonly description: EnvDescription
  readonly shape: MailShape
  readonly buffer: ArrayBufferLike
  readonly texts: Texts
  readonly recording: boolean
}

/** Orders by letter: what is asked and what is answered. */
export interface Orders {
  open: { ask: { setup: Setup }; answer: Opened }
  describe: {
    ask: { env: string; options: Readonly<Record<string, unknown>>; view: string | null | undefined }
    answer: EnvDescription
  }
  step: { ask: object; answer: { texts: Texts; finalTexts: Texts } }
  reset: { ask: { seed: number | string | undefined }; answer: { seed: number | string; texts: Texts } }
  record: { ask: { seed: number | string }; answer: { texts: Texts } }
  stopRecording: { ask: object; answer: { steps: number } }
  replay: { ask: object; answer: { text: string; recording: boolean; steps: number } }
  seek: { ask: { step: number }; answer: { picture: DrawList; recording: boolean; steps: number } }
  snapshot: { ask: object; answer: { snapshot: Snapshot; hash: string } }
  restore: { ask: { snapshot: Snapshot }; answer: { hash: string; texts: Texts } }
  state: { ask: { slot: number }; answer: Omit<WorldState, 'tick'> }
  draw: { ask: object; answer: DrawList }
}
export type OrderName = keyof Orders
export type Order = { [Name in OrderName]: { readonly order: Name } & Orders[Name]['ask'] }[OrderName]

/** What comes back over the port. */
export type Letter =
  | { readonly answer: unknown }
  | { readonly refused: Refusal }
  /** The environment threw; the thread is over. */
  | { readonly failed: string }
