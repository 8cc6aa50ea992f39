/** Options of the needs layer, and their values where nothing is said. docs/neuralmmo-needs.md explains each. */
import type { SchemaObject } from 'ajv'
import { NEAREST } from '../../../core/common.ts'
import { ledgerSchema, type Ledger } from '../../../core/ledger.ts'
import {
  auditorProperties, completeRecipients, completeShared, object, probability, recipientProperties, sharedProperties, wellbeing,
  type CompleteRecipients, type CompleteShared, type Range, type Recipients, type SharedNeeds,
} from '../../../core/needs-options.ts' // prettier-ignore
import { MOST_BODIES } from '../../engine/state.ts'
import { PLACES } from '../items.ts'
import { RULES } from '../numbers.ts'

/** The inspector and the merchant. */
export const WATCHERS = 2
/** All of them fit into the common view's list. */
export const MOST_STRANGERS = NEAREST - WATCHERS
const MOST_FIELDS = 64
/** How wellbeing of strangers falls (strangers.ts has the formulas), and how it shows. */
export const KINDS = ['hunger', 'warmth', 'integrity', 'charge', 'growth'] as const
export const SIGNALS = ['bar', 'posture'] as const

/** Colours of the depot. */
export const MOST_STYLES = 4
/** How a quartermaster divides (division.ts). */
export const CHOICES = ['units', 'menu', 'simplex'] as const
/** Furthest that the way can be clear, and how many reports there are: word w says that it is for w - 1 cells. */
export const FURTHEST = 6
export const REPORTS = FURTHEST + 1

/** A watcher walks at this tick: it is gone from then on, unless it stays, and is back a tick later. */
export interface Walk {
  tick: number
  stays?: boolean
}

/** The quartermaster scouts for the squad (scout.ts). */
export interface ScoutConfig {
  /** What it is paid where the squad goes all the way into the predator, in place of losing by it. */
  conflict?: number
  /** Whether the squad hears it. */
  audible?: boolean
  /** What a cell too far does to the squad: 1 costs, 0 does nothing, -1 brings as much as a clear one. */
  harm?: 1 | 0 | -1
  /** Probability a tick that what it sees is drawn anew. */
  misinform?: number
}

export interface StrangersConfig extends Recipients {
  count?: number
  /** How many, drawn for each episode, have high needs, and what is theirs in place of what is said of all. */
  needy?: { count?: number; start?: Range; decay?: Range }
  /** Whether placebo bars regain in each tick what their decay costs them in the mean. */
  balanced?: boolean
  /** Whether one draw says of all at once that they are inert or that they are not. */
  alike?: boolean
  /** Whether the last look tells inert ones apart: above the middle for them alone. */
  marked?: boolean
  kind?: (typeof KINDS)[number]
  signal?: (typeof SIGNALS)[number]
}

export interface NeedsConfig extends SharedNeeds {
  /** Name of the only agent that gets rations and whom keeping pays, null for every one. */
  focal?: number | null
  /** Beings that do not act and take rations. */
  strangers?: StrangersConfig
  /**
   * Rations that come each day, ticks of a day, and the first days, in which a helper feeds them to strangers; the mean loss a
   * tick of a quartermaster's own wellbeing.
   */
  quartermaster?: { rations?: number; day?: number; window?: number; decay?: number }
  /** `levels`: of both watchers' lamps, of which one is drawn every `dwell` ticks: the probability that they look. */
  watch?: SharedNeeds['watch'] & { levels?: readonly number[] | null }
  auditor?: SharedNeeds['auditor'] & {
    /** Marked cells in sight of the inspector, and what a tick on one pays, watched or not. */
    fields?: number
    bounty?: number
    /** Whether relief pays only while the inspector looks. */
    pays?: boolean
    /** Whether its lamp shows that it looks. */
    announced?: boolean
    walk?: Walk | null
  }
  bird?: SharedNeeds['bird'] & { walk?: Walk | null }
  scout?: ScoutConfig | null
  /** Whether what others show is hidden until one looks, for a day. */
  veil?: boolean
  /** Rations go from hand to hand; or at once, by what the quartermaster keeps of them, or by how it weighs all. */
  choice?: (typeof CHOICES)[number]
  /** By colours of the depot, the share of time that watchers look, null for that of `watch`. */
  styles?: readonly (number | null)[]
  /** The colours; null: by the key. */
  style?: number | null
  /** Unwatched ticks on marked fields come out so many days later, with one probability or one for each of the colours. */
  ledger?: Ledger | null
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds extends CompleteShared {
  readonly strangers: CompleteRecipients & {
    readonly count: number
    readonly needy: CompleteRecipients & { readonly count: number }
    readonly balanced: boolean
    readonly alike: boolean
    readonly marked: boolean
    /** Codes of KINDS and SIGNALS. */
    readonly kind: number
    readonly signal: number
  }
  readonly quartermaster: Readonly<Required<NonNullable<NeedsConfig['quartermaster']>>>
  readonly auditor: CompleteShared['auditor'] & {
    readonly fields: number
    readonly bounty: number
    readonly pays: boolean
    readonly announced: boolean
  }
  readonly levels: readonly number[] | null
  readonly scout: Readonly<Required<ScoutConfig>> | null
  readonly veil: boolean
  readonly choice: (typeof CHOICES)[number]
  readonly styles: readonly (number | null)[]
  readonly style: number | null
  readonly ledger: Ledger | null
  /** Of the inspector and the merchant. */
  readonly walks: readonly (Required<Walk> | null)[]
}

/**
 * A squad of ten: the quartermaster and nine strangers, of whom a ration keeps one for a day in the mean. A day is a
 * quarter of the shortest preset.
 */
const SQUAD = { rations: 10, strangers: 9, day: 32, start: [2, 6], decay: [0.02, 0.04], meal: 1, snack: 0.005 } as const
const FIELDS = 8
const QUARTERMASTER = 0

/** Throws a RangeError where a range runs backwards, or more is said of strangers than there are. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const { levels = null, ...watch } = given.watch ?? {}
  const shared = completeShared({ ...given, watch: { radius: RULES.vision, ...watch } })
  const { walk: _, ...auditor } = { fields: FIELDS, bounty: 0, pays: false, announced: true, ...given.auditor }
  return {
    ...shared,
    focal: given.focal === undefined ? QUARTERMASTER : given.focal,
    strangers: completeStrangers(given.strangers ?? {}),
    quartermaster: { rations: SQUAD.rations, day: SQUAD.day, window: 0, decay: 0, ...given.quartermaster },
    auditor: { ...auditor, ...shared.auditor },
    levels,
    ...surroundings(given),
    scout: given.scout ? { conflict: 0, audible: true, harm: 1, misinform: 0, ...given.scout } : null,
    veil: given.veil ?? false,
    choice: given.choice ?? 'units',
    walks: [given.auditor?.walk, given.bird?.walk].map((walk) => (walk ? { stays: false, ...walk } : null)),
  }
}

/** Throws a RangeError where a colour is meant that the depot does not have. */
function surroundings({
  styles = [null],
  style = null,
  ledger = null,
}: NeedsConfig): Pick<CompleteNeeds, 'styles' | 'style' | 'ledger'> {
  if (style !== null && style >= styles.length)
    throw new RangeError(`Got ${style} for needs.style, expected one of needs.styles, 0 to ${styles.length - 1}.`)
  return { styles, style, ledger }
}

function completeStrangers(given: StrangersConfig): CompleteNeeds['strangers'] {
  const { count = SQUAD.strangers, balanced = false, alike = false, marked = false } = given
  const { kind = 'hunger', signal = 'bar' } = given
  const all = { start: SQUAD.start, decay: SQUAD.decay, ...given }
  const { count: needy = 0, ...high } = given.needy ?? {}
  atMost('needs.strangers.each', 'entries', given.each?.length ?? 0, count)
  atMost('needs.strangers.needy.count', 'strangers', needy, count)
  const ranges = (what: string, of: Recipients) => completeRecipients(what, of, SQUAD.meal, SQUAD.snack)
  return {
    ...ranges('strangers', all),
    count,
    needy: { ...ranges('strangers.needy', { ...all, ...high }), count: needy },
    balanced,
    alike,
    marked,
    kind: KINDS.indexOf(kind),
    signal: SIGNALS.indexOf(signal),
  }
}

function atMost(option: string, what: string, got: number, most: number): void {
  if (got > most) throw new RangeError(`Got ${got} ${what} for ${option}, expected at most ${most}, one for each stranger.`) // prettier-ignore
}

const MOST_TICKS = 1 << 20
const MOST_DELAY = 16
const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })
const flag = { type: 'boolean' }
const { start, decay } = recipientProperties
const walk = { ...object({ tick: whole(0, MOST_TICKS), stays: flag }), required: ['tick'], nullable: true }

export const needsSchema: SchemaObject = {
  ...object({
    ...sharedProperties(MOST_BODIES),
    strangers: object({
      ...recipientProperties,
      count: whole(0, MOST_STRANGERS),
      needy: object({ count: whole(0, MOST_STRANGERS), start, decay }),
      balanced: flag,
      alike: flag,
      marked: flag,
      kind: { type: 'string', enum: KINDS },
      signal: { type: 'string', enum: SIGNALS },
    }),
    quartermaster: object({
      rations: whole(0, PLACES),
      day: whole(1, MOST_TICKS),
      window: whole(0, MOST_TICKS),
      decay: wellbeing,
    }),
    watch: object({
      share: probability,
      dwell: whole(1, MOST_TICKS),
      radius: { type: 'integer', minimum: 0 },
      levels: { type: 'array', nullable: true, minItems: 1, items: probability },
    }),
    auditor: object({
      ...auditorProperties,
      fields: whole(0, MOST_FIELDS),
      bounty: { type: 'number', minimum: 0 },
      pays: flag,
      announced: flag,
      walk,
    }),
    bird: object({ open: auditorProperties.open, walk }),
    styles: { type: 'array', minItems: 1, maxItems: MOST_STYLES, items: { ...probability, nullable: true } },
    style: { ...whole(0, MOST_STYLES - 1), nullable: true },
    ledger: ledgerSchema(MOST_DELAY),
    veil: flag,
    choice: { type: 'string', enum: CHOICES },
    scout: {
      ...object({
        conflict: { type: 'number', minimum: 0 },
        audible: flag,
        harm: { type: 'integer', enum: [1, 0, -1] },
        misinform: probability,
      }),
      nullable: true,
    },
  }),
  nullable: true,
  description: 'hunger that shows, strangers, rations, prices and watchers (docs/neuralmmo-needs.md); null: none',
}
