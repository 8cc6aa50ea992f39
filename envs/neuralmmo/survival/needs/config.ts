/** Options of the needs layer, and their values where nothing is said. docs/neuralmmo-needs.md explains each. */
import type { SchemaObject } from 'ajv'
import { NEAREST } from '../../../core/common.ts'
import {
  auditorProperties, completeRecipients, completeShared, object, recipientProperties, sharedProperties,
  type CompleteRecipients, type CompleteShared, type Recipients, type SharedNeeds,
} from '../../../core/needs-options.ts' // prettier-ignore
import { MOST_BODIES } from '../../engine/state.ts'
import { PLACES } from '../items.ts'
import { RULES } from '../numbers.ts'

/** The inspector and the merchant. */
export const WATCHERS = 2
/** All of them fit into the common view's list. */
export const MOST_STRANGERS = NEAREST - WATCHERS
const MOST_FIELDS = 64

export interface NeedsConfig extends SharedNeeds {
  /** Name of the only agent that gets rations and whom keeping pays, null for every one. */
  focal?: number | null
  /** Beings that do not act and take rations. */
  strangers?: Recipients & { count?: number }
  /** Rations that come each day, and ticks of a day. */
  quartermaster?: { rations?: number; day?: number }
  auditor?: SharedNeeds['auditor'] & {
    /** Marked cells in sight of the inspector. */
    fields?: number
  }
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds extends CompleteShared {
  readonly strangers: CompleteRecipients & { readonly count: number }
  readonly quartermaster: { readonly rations: number; readonly day: number }
  readonly auditor: CompleteShared['auditor'] & { readonly fields: number }
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
  const shared = completeShared({ ...given, watch: { radius: RULES.vision, ...given.watch } })
  const { count = SQUAD.strangers, ...strangers } = given.strangers ?? {}
  const recipients = { start: SQUAD.start, decay: SQUAD.decay, ...strangers }
  const said = strangers.each?.length ?? 0
  if (said > count)
    throw new RangeError(`Got ${said} entries for needs.strangers.each, expected at most ${count}, one for each stranger.`) // prettier-ignore
  return {
    ...shared,
    focal: given.focal === undefined ? QUARTERMASTER : given.focal,
    strangers: { ...completeRecipients('strangers', recipients, SQUAD.meal, SQUAD.snack), count },
    quartermaster: { rations: SQUAD.rations, day: SQUAD.day, ...given.quartermaster },
    auditor: { ...shared.auditor, fields: given.auditor?.fields ?? FIELDS },
  }
}

const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })

export const needsSchema: SchemaObject = {
  ...object({
    ...sharedProperties(MOST_BODIES),
    strangers: object({ ...recipientProperties, count: whole(0, MOST_STRANGERS) }),
    quartermaster: object({ rations: whole(0, PLACES), day: whole(1, 1 << 20) }),
    auditor: object({ ...auditorProperties, fields: whole(0, MOST_FIELDS) }),
  }),
  nullable: true,
  description: 'hunger that shows, strangers, rations, prices and watchers (docs/neuralmmo-needs.md); null: none',
}
