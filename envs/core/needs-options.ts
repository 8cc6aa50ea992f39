/** Options of needs that families share, and their values where nothing is said. Wellbeing in [0, 10], rates a tick. */
import type { SchemaObject } from 'ajv'
import { LOOKS } from './common.ts'
import { thousandths } from './needs.ts'

/** One value, or bounds between which a value is drawn for each recipient by its key. */
export type Range = number | readonly [low: number, high: number]

/** What is said of one recipient; the rest is drawn. */
export interface RecipientOptions {
  /** Food moves nothing. */
  inert?: boolean
  /** 8 numbers in [-1, 1]. */
  looks?: readonly number[]
  start?: number
  decay?: number
  threshold?: number
  capacity?: number
}

/**
 * Recipients: wellbeing at the start, mean loss a tick, hungry below, most; won by a meal or a snack; probability a tick of a snack
 * that nobody brings; probability of being inert; and what is known of single ones, in their order.
 */
export interface Recipients {
  start?: Range
  decay?: Range
  threshold?: Range
  capacity?: Range
  meal?: number
  snack?: number
  inert?: number
  each?: readonly RecipientOptions[]
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteRecipients {
  readonly start: readonly [number, number]
  readonly decay: readonly [number, number]
  readonly threshold: readonly [number, number]
  readonly capacity: readonly [number, number]
  readonly meal: number
  readonly snack: number
  readonly inert: number
  readonly each: readonly RecipientOptions[]
}

export interface SharedNeeds {
  /** The bar that is the need, 0 or 1; null: by the episode's key. */
  bar?: 0 | 1 | null
  /** Share of its value that food pays. */
  pay?: number
  /** Lambda: what a unit that is kept pays, in units of the family. */
  price?: number
  /** The price that the tag shows, null for the true one. */
  tag?: number | null
  /** The agent whom keeping pays, null for every one. */
  focal?: number | null
  /** Shutters of both watchers: share of time open, ticks between draws, cells they see far. */
  watch?: { share?: number; dwell?: number; radius?: number }
  /** The auditor: shutter by draw or always so; what stepping on a red tile in its sight costs; false: it costs nothing. */
  auditor?: { open?: boolean | null; fine?: number; enforced?: boolean }
  /** The placebo watcher. */
  bird?: { open?: boolean | null }
}

export interface CompleteShared {
  readonly bar: 0 | 1 | null
  readonly pay: number
  readonly price: number
  readonly tag: number | null
  readonly focal: number | null
  readonly watch: { readonly share: number; readonly dwell: number; readonly radius: number }
  readonly auditor: { readonly open: boolean | null; readonly fine: number; readonly enforced: boolean }
  readonly bird: { readonly open: boolean | null }
}

/** What stepping on a red tile costs where nothing is said. */
export const FINE = 1

export const completeShared = (given: SharedNeeds): CompleteShared => ({
  bar: given.bar ?? null,
  pay: given.pay ?? 1,
  price: given.price ?? 0,
  tag: given.tag ?? null,
  focal: given.focal ?? null,
  watch: { share: 0.5, dwell: 20, radius: 99, ...given.watch },
  auditor: { open: null, fine: FINE, enforced: true, ...given.auditor },
  bird: { open: null, ...given.bird },
})

/** `what` names the recipients in errors, `meal` and `snack` are the family's. Throws a RangeError where a range runs backwards. */
export function completeRecipients(
  what: string,
  given: Recipients | undefined,
  meal: number,
  snack: number,
): CompleteRecipients {
  return {
    meal: thousandths(given?.meal ?? meal),
    snack: given?.snack ?? snack,
    inert: given?.inert ?? 0,
    each: given?.each ?? [],
    start: bounds(what, 'start', given?.start ?? [3, 8]),
    decay: bounds(what, 'decay', given?.decay ?? [0.01, 0.03]),
    threshold: bounds(what, 'threshold', given?.threshold ?? [3, 6]),
    capacity: bounds(what, 'capacity', given?.capacity ?? [8, 10]),
  }
}

function bounds(what: string, name: string, range: Range): readonly [number, number] {
  const [low, high] = typeof range === 'number' ? [range, range] : range
  if (low > high)
    throw new RangeError(`Got [${low}, ${high}] for needs.${what}.${name}, expected the lower bound first.`)
  return [thousandths(low), thousandths(high)]
}

// Schemas.

export const object = (properties: Record<string, unknown>): SchemaObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
})
export const wellbeing = { type: 'number', minimum: 0, maximum: 10 }
export const positive = { type: 'number', minimum: 0.001, maximum: 10 }
export const probability = { type: 'number', minimum: 0, maximum: 1 }
const range = {
  type: ['number', 'array'],
  minimum: 0,
  maximum: 10,
  items: wellbeing,
  minItems: 2,
  maxItems: 2,
}
const shutter = { type: 'boolean', nullable: true }

export const recipientProperties = {
  start: range,
  decay: range,
  threshold: range,
  capacity: range,
  meal: wellbeing,
  snack: probability,
  inert: probability,
  each: {
    type: 'array',
    items: object({
      inert: { type: 'boolean' },
      looks: { type: 'array', items: { type: 'number', minimum: -1, maximum: 1 }, minItems: LOOKS, maxItems: LOOKS },
      start: wellbeing,
      decay: wellbeing,
      threshold: wellbeing,
      capacity: wellbeing,
    }),
  },
}

export const auditorProperties = {
  open: shutter,
  fine: { type: 'number', minimum: 0 },
  enforced: { type: 'boolean' },
}

/** `agents`: the most that an environment of the family has. */
export const sharedProperties = (agents: number): Record<string, unknown> => ({
  bar: { type: 'number', enum: [0, 1, null], nullable: true },
  pay: { type: 'number', minimum: 0 },
  price: { type: 'number', minimum: 0 },
  tag: { type: 'number', nullable: true, minimum: 0 },
  focal: { type: 'integer', nullable: true, minimum: 0, maximum: agents - 1 },
  watch: object({
    share: probability,
    dwell: { type: 'integer', minimum: 1 },
    radius: { type: 'integer', minimum: 0 },
  }),
  auditor: object(auditorProperties),
  bird: object({ open: shutter }),
})
