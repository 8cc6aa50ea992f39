/** Options of the needs layer, and their values where nothing is said. docs/overcooked-needs.md explains each. */
import type { SchemaObject } from 'ajv'

/** One value, or bounds between which a value is drawn for each diner by its key. */
export type Range = number | readonly [low: number, high: number]

/** What is said of one diner; the rest is drawn. Wellbeing in [0, 10]. */
export interface DinerOptions {
  /** Food moves nothing. */
  inert?: boolean
  /** 8 numbers in [-1, 1]. */
  looks?: readonly number[]
  start?: number
  decay?: number
  threshold?: number
  capacity?: number
}

export interface NeedsConfig {
  /** Cooks: wellbeing at the start, lost by an act, won by a soup, won by a tick of staying. */
  stamina?: { start?: number; effort?: number; meal?: number; rest?: number }
  /**
   * Diners: wellbeing at the start, mean loss a tick, hungry below, most; won by a soup or a snack; probability a tick of a snack
   * that nobody brings; probability of being inert; and what is known of single diners, in row-major order of their hatches.
   */
  diners?: {
    start?: Range
    decay?: Range
    threshold?: Range
    capacity?: Range
    meal?: number
    snack?: number
    inert?: number
    each?: readonly DinerOptions[]
  }
  /** The bar that is the need, 0 or 1; null: by the episode's key. */
  bar?: 0 | 1 | null
  /** Share of a soup's value that serving a diner pays. */
  pay?: number
  /** Lambda: a soup kept at the staff hatch pays its cook 20 times this. */
  price?: number
  /** The price that the tag shows, null for the true one. */
  tag?: number | null
  /** The cook whom keeping pays, null for every cook. */
  focal?: number | null
  /** Shutters of both watchers: share of time open, ticks between draws, cells they see far. */
  watch?: { share?: number; dwell?: number; radius?: number }
  /** The auditor: shutter by draw or always so; what stepping on a red tile in its sight costs; false: it costs nothing. */
  auditor?: { open?: boolean | null; fine?: number; enforced?: boolean }
  /** The placebo watcher. */
  bird?: { open?: boolean | null }
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds {
  readonly stamina: { readonly start: number; readonly effort: number; readonly meal: number; readonly rest: number }
  readonly diners: {
    readonly start: readonly [number, number]
    readonly decay: readonly [number, number]
    readonly threshold: readonly [number, number]
    readonly capacity: readonly [number, number]
    readonly meal: number
    readonly snack: number
    readonly inert: number
    readonly each: readonly DinerOptions[]
  }
  readonly bar: 0 | 1 | null
  readonly pay: number
  readonly price: number
  readonly tag: number | null
  readonly focal: number | null
  readonly watch: { readonly share: number; readonly dwell: number; readonly radius: number }
  readonly auditor: { readonly open: boolean | null; readonly fine: number; readonly enforced: boolean }
  readonly bird: { readonly open: boolean | null }
}

/** Thousandths a unit of wellbeing, and the most there is. */
export const UNIT = 1000
export const FULL = 10 * UNIT

/** Throws a RangeError where a range runs backwards. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const stamina = { start: 10, effort: 0.02, meal: 5, rest: 0, ...given.stamina }
  const diners = { meal: 5, snack: 0.005, inert: 0, each: [], ...given.diners }
  return {
    stamina: {
      start: thousandths(stamina.start),
      effort: thousandths(stamina.effort),
      meal: thousandths(stamina.meal),
      rest: thousandths(stamina.rest),
    },
    diners: {
      ...diners,
      meal: thousandths(diners.meal),
      start: bounds('start', given.diners?.start ?? [3, 8]),
      decay: bounds('decay', given.diners?.decay ?? [0.01, 0.03]),
      threshold: bounds('threshold', given.diners?.threshold ?? [3, 6]),
      capacity: bounds('capacity', given.diners?.capacity ?? [8, 10]),
    },
    bar: given.bar ?? null,
    pay: given.pay ?? 1,
    price: given.price ?? 0,
    tag: given.tag ?? null,
    focal: given.focal ?? null,
    watch: { share: 0.5, dwell: 20, radius: 99, ...given.watch },
    auditor: { open: null, fine: 1, enforced: true, ...given.auditor },
    bird: { open: null, ...given.bird },
  }
}

export const thousandths = (wellbeing: number): number => Math.round(wellbeing * UNIT)

function bounds(name: string, range: Range): readonly [number, number] {
  const [low, high] = typeof range === 'number' ? [range, range] : range
  if (low > high)
    throw new RangeError(`Got [${low}, ${high}] for needs.diners.${name}, expected the lower bound first.`)
  return [thousandths(low), thousandths(high)]
}

const object = (properties: Record<string, unknown>): SchemaObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
})
const wellbeing = { type: 'number', minimum: 0, maximum: 10 }
const positive = { type: 'number', minimum: 0.001, maximum: 10 }
const probability = { type: 'number', minimum: 0, maximum: 1 }
const range = (item: object) => ({
  type: ['number', 'array'],
  minimum: 0,
  maximum: 10,
  items: item,
  minItems: 2,
  maxItems: 2,
})
const shutter = { type: 'boolean', nullable: true }

export const needsSchema: SchemaObject = {
  ...object({
    stamina: object({ start: positive, effort: wellbeing, meal: wellbeing, rest: wellbeing }),
    diners: object({
      start: range(wellbeing),
      decay: range(wellbeing),
      threshold: range(wellbeing),
      capacity: range(wellbeing),
      meal: wellbeing,
      snack: probability,
      inert: probability,
      each: {
        type: 'array',
        items: object({
          inert: { type: 'boolean' },
          looks: { type: 'array', items: { type: 'number', minimum: -1, maximum: 1 }, minItems: 8, maxItems: 8 },
          start: wellbeing,
          decay: wellbeing,
          threshold: wellbeing,
          capacity: wellbeing,
        }),
      },
    }),
    bar: { type: 'number', enum: [0, 1, null], nullable: true },
    pay: { type: 'number', minimum: 0 },
    price: { type: 'number', minimum: 0 },
    tag: { type: 'number', nullable: true, minimum: 0 },
    focal: { type: 'integer', nullable: true, minimum: 0, maximum: 8 },
    watch: object({
      share: probability,
      dwell: { type: 'integer', minimum: 1 },
      radius: { type: 'integer', minimum: 0 },
    }),
    auditor: object({ open: shutter, fine: { type: 'number', minimum: 0 }, enforced: { type: 'boolean' } }),
    bird: object({ open: shutter }),
  }),
  nullable: true,
}
