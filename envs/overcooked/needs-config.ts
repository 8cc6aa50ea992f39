/** Options of the needs layer, and their values where nothing is said. docs/overcooked-needs.md explains each. */
import type { SchemaObject } from 'ajv'
import { thousandths } from '../core/needs.ts'
import {
  completeRecipients, completeShared, object, positive, recipientProperties, sharedProperties, wellbeing,
  type CompleteRecipients, type CompleteShared, type Recipients, type SharedNeeds,
} from '../core/needs-options.ts' // prettier-ignore

export interface NeedsConfig extends SharedNeeds {
  /** Cooks: wellbeing at the start, lost by an act, won by a soup, won by a tick of staying. */
  stamina?: { start?: number; effort?: number; meal?: number; rest?: number }
  /** In row-major order of their hatches. */
  diners?: Recipients
}

/** Complete options, in the units of the state: wellbeing in thousandths. */
export interface CompleteNeeds extends CompleteShared {
  readonly stamina: { readonly start: number; readonly effort: number; readonly meal: number; readonly rest: number }
  readonly diners: CompleteRecipients
}

/** Throws a RangeError where a range runs backwards. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const stamina = { start: 10, effort: 0.02, meal: 5, rest: 0, ...given.stamina }
  return {
    ...completeShared(given),
    stamina: {
      start: thousandths(stamina.start),
      effort: thousandths(stamina.effort),
      meal: thousandths(stamina.meal),
      rest: thousandths(stamina.rest),
    },
    diners: completeRecipients('diners', given.diners, 5, 0.005),
  }
}

const MOST_COOKS = 9

export const needsSchema: SchemaObject = {
  ...object({
    stamina: object({ start: positive, effort: wellbeing, meal: wellbeing, rest: wellbeing }),
    diners: object(recipientProperties),
    ...sharedProperties(MOST_COOKS),
  }),
  nullable: true,
}
