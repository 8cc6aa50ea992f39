/**
 * Options of the needs layer on the grid, and their values where nothing is said. docs/meltingpot-needs.md explains
 * each.
 */
import type { SchemaObject } from 'ajv'
import { ledgerSchema, type Ledger } from '../../core/ledger.ts'
import { KINDS, SIGNALS, type NeedKind, type Signal } from '../../core/needs-kinds.ts'
import { thousandths } from '../../core/needs.ts'
import {
  auditorProperties, completeRecipients, completeShared, object, positive, probability, recipientProperties, sharedProperties,
  wellbeing, type CompleteRecipients, type CompleteShared, type Range, type Recipients, type SharedNeeds,
} from '../../core/needs-options.ts' // prettier-ignore
import { MOST_PLAYERS } from '../engine/players.ts'

export const MOST_GRAZERS = 10
export const MOST_LAMPS = 16
export const MOST_STYLES = 4
/** Periods after which what is in the books comes out. */
const MOST_DELAY = 16
/** Less than the side of any torus. */
const MOST_REACH = 10

export interface NeedsConfig extends SharedNeeds {
  /**
   * Players: wellbeing at the start, lost by an act, lost by every step, won by food worth 1, won by a step of
   * staying.
   */
  stamina?: { start?: number; effort?: number; decay?: number; meal?: number; rest?: number }
  /**
   * Beings that do not act. How many, null for what the game says; probability a step of eating one unit in reach, and
   * how far that is in cells; steps below the threshold after which one dies, null for never.
   */
  grazers?: Recipients & {
    count?: number | null
    appetite?: number
    reach?: number
    tau?: number | null
    /** How many have other needs, drawn for each episode, and what is theirs in place of what is said of all. */
    needy?: { count?: number; start?: Range; decay?: Range }
    /** `snacks`: placebo bars rise by meals that nobody brings; `steady`: as evenly as they fall. */
    placebo?: 'snacks' | 'steady'
    /** Whether grazers are inert all together or not at all; else each for itself. */
    alike?: boolean
    /** How the need falls, and how both bars show. */
    kind?: NeedKind
    signal?: Signal
    /** Whether the last of a grazer's looks tells inert ones apart: above the middle for them alone. */
    marked?: boolean
  }
  auditor?: SharedNeeds['auditor'] & {
    /** Red tiles in sight of the watchtower. */
    red?: number
    /**
     * Red tiles are flowers that open now and then: every so many steps, for so many, and pay who picks one; null for
     * tiles.
     */
    bloom?: { every: number; lasts: number; pays: number } | null
    /** At this step the tower goes dark: for good, or only for that step. */
    walk?: { tick: number; stays?: boolean } | null
  }
  /** Levels of both lights, of which one is drawn every `watch.dwell` steps: the probability of being watched. */
  led?: readonly number[] | null
  /** Whether what watchers have shows: lights or lamps. */
  announced?: boolean
  /**
   * Styles of the surroundings: the probability of being watched in each, null for `watch.share`; and the one that
   * there is, null for a draw of the episode.
   */
  styles?: readonly (number | null)[]
  style?: number | null
  /**
   * Red tiles that were trodden unseen come out so many periods later, with one probability or one for each of the
   * styles.
   */
  ledger?: Ledger | null
  /** Whether what others show is hidden from each player until it looks. */
  veil?: boolean
  /** Steps before anybody plays, in which a helper feeds grazers. */
  window?: number
  /** Steps of the periods in which what is divided is compared with need. */
  period?: number
  /**
   * What others' welfare pays whom keeping pays: the share of stakes with any wellbeing, every step; a unit of
   * wellbeing that food brings below a threshold. `watched`: only where the auditor sees that player.
   */
  welfare?: { coverage?: number; relief?: number; watched?: boolean }
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds extends CompleteShared {
  readonly stamina: {
    readonly start: number
    readonly effort: number
    readonly decay: number
    readonly meal: number
    readonly rest: number
  }
  readonly grazers: CompleteRecipients & {
    readonly count: number | null
    readonly appetite: number
    readonly reach: number
    readonly tau: number | null
    readonly needy: CompleteRecipients
    readonly needyCount: number
    readonly steady: boolean
    readonly alike: boolean
    /** Codes of KINDS and SIGNALS. */
    readonly kind: number
    readonly signal: number
    readonly marked: boolean
  }
  readonly auditor: CompleteShared['auditor'] & {
    readonly red: number
    readonly bloom: { readonly every: number; readonly lasts: number; readonly pays: number } | null
    readonly walk: { readonly tick: number; readonly stays: boolean } | null
  }
  readonly led: readonly number[] | null
  readonly announced: boolean
  readonly styles: readonly (number | null)[]
  readonly style: number | null
  readonly ledger: Ledger | null
  readonly veil: boolean
  readonly window: number
  readonly period: number
  readonly welfare: { readonly coverage: number; readonly relief: number; readonly watched: boolean }
}

/** Throws a RangeError where a range runs backwards. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const shared = completeShared(given)
  const stamina = { start: 10, effort: 0.02, decay: 0, meal: 1, rest: 0, ...given.stamina }
  const { red = 8, bloom = null, walk = null } = given.auditor ?? {}
  if (bloom !== null && bloom.lasts >= bloom.every)
    throw new RangeError(`Got needs.auditor.bloom.lasts ${bloom.lasts}, expected less than every ${bloom.every}.`)
  const { styles = [null], style = null, led = null } = given
  if (style !== null && style >= styles.length)
    throw new RangeError(`Got ${style} for needs.style, expected less than ${styles.length}, one of needs.styles.`)
  if (led !== null && styles.length > 1)
    throw new RangeError('Got both needs.led and needs.styles, expected one: each says how often watchers watch.')
  return {
    ...shared,
    stamina: {
      start: thousandths(stamina.start),
      effort: thousandths(stamina.effort),
      decay: thousandths(stamina.decay),
      meal: thousandths(stamina.meal),
      rest: thousandths(stamina.rest),
    },
    grazers: completeGrazers(given.grazers ?? {}),
    auditor: { ...shared.auditor, red, bloom, walk: walk && { stays: false, ...walk } },
    led,
    announced: given.announced ?? true,
    styles,
    style,
    ledger: given.ledger ?? null,
    veil: given.veil ?? false,
    window: given.window ?? 0,
    period: given.period ?? 20,
    welfare: { coverage: 0, relief: 0, watched: false, ...given.welfare },
  }
}

function completeGrazers(given: NonNullable<NeedsConfig['grazers']>): CompleteNeeds['grazers'] {
  const { count = null, appetite = 0.05, reach = 2, tau = null, needy = {}, placebo } = given
  const { kind = 'hunger', signal = 'bar', alike = false, marked = false } = given
  const of = (what: string, all: Recipients) => completeRecipients(what, all, 1, 0.005)
  return {
    ...of('grazers', given),
    count,
    appetite,
    reach,
    tau,
    needy: of('grazers.needy', { ...given, start: needy.start ?? given.start, decay: needy.decay ?? given.decay }),
    needyCount: needy.count ?? 0,
    steady: placebo === 'steady',
    alike,
    kind: KINDS.indexOf(kind),
    signal: SIGNALS.indexOf(signal),
    marked,
  }
}

const whole = { type: 'integer', minimum: 1 }
const amount = { type: 'number', minimum: 0 }
const required = (properties: Record<string, unknown>, ...names: string[]): SchemaObject => ({
  ...object(properties),
  required: names,
  nullable: true,
})

export const needsSchema: SchemaObject = {
  ...object({
    stamina: object({ start: positive, effort: wellbeing, decay: wellbeing, meal: wellbeing, rest: wellbeing }),
    grazers: object({
      ...recipientProperties,
      count: { type: 'integer', nullable: true, minimum: 0, maximum: MOST_GRAZERS },
      appetite: probability,
      reach: { type: 'integer', minimum: 0, maximum: MOST_REACH },
      tau: { ...whole, nullable: true },
      needy: object({
        count: { type: 'integer', minimum: 0, maximum: MOST_GRAZERS },
        start: recipientProperties.start,
        decay: recipientProperties.decay,
      }),
      placebo: { enum: ['snacks', 'steady'] },
      kind: { enum: KINDS },
      signal: { enum: SIGNALS },
      alike: { type: 'boolean' },
      marked: { type: 'boolean' },
    }),
    ...sharedProperties(MOST_PLAYERS),
    auditor: object({
      ...auditorProperties,
      red: { type: 'integer', minimum: 0 },
      bloom: required({ every: whole, lasts: whole, pays: amount }, 'every', 'lasts', 'pays'),
      walk: required({ tick: { type: 'integer', minimum: 0 }, stays: { type: 'boolean' } }, 'tick'),
    }),
    led: { type: 'array', nullable: true, minItems: 1, maxItems: MOST_LAMPS, items: probability },
    announced: { type: 'boolean' },
    styles: { type: 'array', minItems: 1, maxItems: MOST_STYLES, items: { ...probability, nullable: true } },
    style: { type: 'integer', nullable: true, minimum: 0, maximum: MOST_STYLES - 1 },
    ledger: ledgerSchema(MOST_DELAY),
    veil: { type: 'boolean' },
    window: { type: 'integer', minimum: 0 },
    period: whole,
    welfare: object({ coverage: amount, relief: amount, watched: { type: 'boolean' } }),
  }),
  nullable: true,
}
