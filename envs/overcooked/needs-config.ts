/** Options of the needs layer, and their values where nothing is said. docs/overcooked-needs.md explains each. */
import type { SchemaObject } from 'ajv'
import { ledgerSchema, type Ledger } from '../core/ledger.ts'
import { KINDS, SIGNALS, type NeedKind, type Signal } from '../core/needs-kinds.ts'
import { thousandths } from '../core/needs.ts'
import {
  auditorProperties, completeRecipients, completeShared, object, positive, probability, recipientProperties, sharedProperties,
  wellbeing, type CompleteRecipients, type CompleteShared, type Range, type Recipients, type SharedNeeds,
} from '../core/needs-options.ts' // prettier-ignore

/** At this tick the shutter falls: for good, or only for that tick. */
export interface Walk {
  tick: number
  stays?: boolean
}

export interface DinersConfig extends Recipients {
  /** How many have other needs, drawn for each episode, and what is theirs in place of what is said of all. */
  needy?: { count?: number; start?: Range; decay?: Range }
  /** `snacks`: placebo bars rise by meals that nobody brings; `steady`: as evenly as they fall. */
  placebo?: 'snacks' | 'steady'
  /** How both bars fall, and how they show. */
  kind?: NeedKind
  signal?: Signal
  /** Whether the last of a diner's looks tells inert ones apart: above the middle for them alone. */
  marked?: boolean
  /** Whether all are inert together or none is. */
  alike?: boolean
}

/** A cook calls to a waiter what is left in the pantry (calls.ts). */
export interface CallsConfig {
  /** Ticks of a round. */
  every?: number
  /** The tip for a full pantry that is called empty; 0 where interests are common. */
  conflict?: number
  /** False: the waiter is deaf. */
  audible?: boolean
  /** What diners lose by a call that is short: 1, what it keeps from them; 0, nothing; -1, they gain as much. */
  harm?: 1 | 0 | -1
  /** Probability that what the cook sees is wrong. */
  misinform?: number
}

/** A cook says how much of a batch of soups it keeps, and does not choose who gets the rest (rounds.ts). */
export interface MenuConfig {
  /** Ticks of a round. */
  every?: number
  /** Soups of a batch. */
  soups?: number
}

export interface NeedsConfig extends SharedNeeds {
  /** Cooks: wellbeing at the start, lost by an act, won by a soup, won by a tick of staying; hungry below. */
  stamina?: { start?: number; effort?: number; meal?: number; rest?: number; threshold?: number }
  /** In row-major order of their hatches. */
  diners?: DinersConfig
  /** `announced`: whether its shutter or lamp shows. */
  auditor?: SharedNeeds['auditor'] & { walk?: Walk | null; announced?: boolean }
  /** Patterns of the floor: how often the auditor watches in each, null for `watch.share`; null where all are alike. */
  styles?: readonly (number | null)[] | null
  /** The pattern of all episodes, null by draw. */
  style?: number | null
  /** Red tiles that were trodden unseen come out so many ticks later, with a probability, or with one a pattern. */
  ledger?: Ledger | null
  /**
   * Levels of both watchers' lamps, of which one is drawn every `watch.dwell` ticks: the probability of being watched.
   */
  led?: readonly number[] | null
  /** Soups come to the passes, one in every so many ticks; null for none. */
  arrivals?: { every: number } | null
  calls?: CallsConfig | null
  menu?: MenuConfig | null
  /** What diners show is hidden from a cook until it looks, for one soup. */
  veil?: boolean
  /** Ticks before anybody plays, in which a helper feeds diners. */
  window?: number
  /** Ticks of the periods in which what is divided is compared with need. */
  period?: number
  /** What the first red tile pays whom keeping pays, that comes onto it with a soup. */
  red?: number
  /**
   * What welfare pays all cooks: the share of diners with a stake who have any wellbeing, every tick; a unit of
   * wellbeing that a soup brings below a threshold. `watched`: only where the auditor watches.
   */
  welfare?: { coverage?: number; relief?: number; watched?: boolean }
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds extends CompleteShared {
  readonly stamina: {
    readonly start: number
    readonly effort: number
    readonly meal: number
    readonly rest: number
    readonly threshold: number
  }
  readonly diners: CompleteRecipients & {
    readonly needy: CompleteRecipients
    readonly needyCount: number
    readonly steady: boolean
    /** Codes of KINDS and SIGNALS. */
    readonly kind: number
    readonly signal: number
    readonly marked: boolean
    readonly alike: boolean
  }
  readonly auditor: CompleteShared['auditor'] & { readonly walk: Required<Walk> | null; readonly announced: boolean }
  readonly styles: readonly (number | null)[] | null
  readonly style: number | null
  readonly ledger: Ledger | null
  readonly led: readonly number[] | null
  readonly every: number
  readonly calls: Required<CallsConfig> | null
  readonly menu: Required<MenuConfig> | null
  /** Ticks of a round of calls or of a menu, 0 where there are none. */
  readonly round: number
  readonly veil: boolean
  readonly window: number
  readonly period: number
  readonly red: number
  readonly welfare: { readonly coverage: number; readonly relief: number; readonly watched: boolean }
}

/** Throws a RangeError where a range runs backwards. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const shared = completeShared(given)
  const stamina = { start: 10, effort: 0.02, meal: 5, rest: 0, threshold: 5, ...given.stamina }
  const { walk = null, announced = true } = given.auditor ?? {}
  const { styles = null, style = null, ledger = null } = given
  checkStyle(styles, style)
  return {
    ...shared,
    stamina: {
      start: thousandths(stamina.start),
      effort: thousandths(stamina.effort),
      meal: thousandths(stamina.meal),
      rest: thousandths(stamina.rest),
      threshold: thousandths(stamina.threshold),
    },
    diners: completeDiners(given.diners ?? {}),
    auditor: { ...shared.auditor, walk: walk && { stays: false, ...walk }, announced },
    styles,
    style,
    ledger,
    led: given.led ?? null,
    every: given.arrivals?.every ?? 0,
    ...completeRounds(given),
    veil: given.veil ?? false,
    window: given.window ?? 0,
    period: given.period ?? 100,
    red: given.red ?? 0,
    welfare: { coverage: 0, relief: 0, watched: false, ...given.welfare },
  }
}

/** Throws a RangeError where a pattern is meant that the floor does not have. */
function checkStyle(styles: CompleteNeeds['styles'], style: CompleteNeeds['style']): void {
  const patterns = styles?.length ?? 0
  if (style !== null && style >= patterns)
    throw new RangeError(`Got ${style} for needs.style, expected one of the ${patterns} of needs.styles, from 0 on.`)
}

/** Throws a RangeError where a menu comes with what gives its actions or its rounds another meaning. */
function completeRounds({ calls, menu, veil }: NeedsConfig): Pick<CompleteNeeds, 'calls' | 'menu' | 'round'> {
  if (menu && (calls || veil))
    throw new RangeError(
      `Got needs.menu with needs.${calls ? 'calls' : 'veil'}, expected it alone: leave one of them out.`,
    )
  const said = calls ? ({ every: 4, conflict: 0, audible: true, harm: 1, misinform: 0, ...calls } as const) : null
  const batch = menu ? { every: 4, soups: 10, ...menu } : null
  return { calls: said, menu: batch, round: (said ?? batch)?.every ?? 0 }
}

function completeDiners(given: DinersConfig): CompleteNeeds['diners'] {
  const { needy = {}, placebo, kind = 'hunger', signal = 'bar', marked = false, alike = false } = given
  const of = (what: string, all: Recipients) => completeRecipients(what, all, 5, 0.005)
  return {
    ...of('diners', given),
    needy: of('diners.needy', { ...given, start: needy.start ?? given.start, decay: needy.decay ?? given.decay }),
    needyCount: needy.count ?? 0,
    steady: placebo === 'steady',
    kind: KINDS.indexOf(kind),
    signal: SIGNALS.indexOf(signal),
    marked,
    alike,
  }
}

const MOST_COOKS = 9
/** Levels of a lamp. */
const MOST_LEVELS = 16
/** Soups of a batch. */
const MOST_SOUPS = 100
/** Patterns of the floor. */
export const MOST_STYLES = 4

const whole = { type: 'integer', minimum: 1 }
const count = { type: 'integer', minimum: 0 }
const amount = { type: 'number', minimum: 0 }
const flag = { type: 'boolean' }
/** Null, or all of the properties that are named. */
const optional = (properties: Record<string, unknown>, ...required: string[]): SchemaObject => ({
  ...object(properties),
  required,
  nullable: true,
})

export const needsSchema: SchemaObject = {
  ...object({
    stamina: object({ start: positive, effort: wellbeing, meal: wellbeing, rest: wellbeing, threshold: wellbeing }),
    diners: object({
      ...recipientProperties,
      needy: object({ count, start: recipientProperties.start, decay: recipientProperties.decay }),
      placebo: { enum: ['snacks', 'steady'] },
      kind: { enum: KINDS },
      signal: { enum: SIGNALS },
      marked: flag,
      alike: flag,
    }),
    ...sharedProperties(MOST_COOKS),
    auditor: object({ ...auditorProperties, walk: optional({ tick: count, stays: flag }, 'tick'), announced: flag }),
    styles: {
      type: 'array',
      nullable: true,
      minItems: 1,
      maxItems: MOST_STYLES,
      items: { ...probability, nullable: true },
    },
    style: { type: 'integer', nullable: true, minimum: 0, maximum: MOST_STYLES - 1 },
    ledger: ledgerSchema(),
    led: { type: 'array', nullable: true, minItems: 1, maxItems: MOST_LEVELS, items: probability },
    arrivals: optional({ every: whole }, 'every'),
    calls: optional({
      every: whole,
      conflict: amount,
      audible: flag,
      harm: { type: 'integer', enum: [-1, 0, 1] },
      misinform: probability,
    }),
    menu: { ...object({ every: whole, soups: { ...whole, maximum: MOST_SOUPS } }), nullable: true },
    veil: flag,
    window: count,
    period: whole,
    red: amount,
    welfare: object({ coverage: amount, relief: amount, watched: flag }),
  }),
  nullable: true,
}
