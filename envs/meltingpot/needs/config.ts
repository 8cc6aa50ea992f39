/** Options of the needs layer on the grid, and their values where nothing is said. docs/meltingpot-needs.md explains each. */
import type { SchemaObject } from 'ajv'
import { thousandths } from '../../core/needs.ts'
import {
  auditorProperties, completeRecipients, completeShared, object, positive, probability, recipientProperties, sharedProperties,
  wellbeing, type CompleteRecipients, type CompleteShared, type Recipients, type SharedNeeds,
} from '../../core/needs-options.ts' // prettier-ignore
import { MOST_PLAYERS } from '../engine/players.ts'

export const MOST_GRAZERS = 10
/** Less than the side of any torus. */
const MOST_REACH = 10

export interface NeedsConfig extends SharedNeeds {
  /** Players: wellbeing at the start, lost by an act, lost by every step, won by food worth 1, won by a step of staying. */
  stamina?: { start?: number; effort?: number; decay?: number; meal?: number; rest?: number }
  /**
   * Beings that do not act. How many, null for what the game says; probability a step of eating one unit in reach, and how far
   * that is in cells; steps below the threshold after which one dies, null for never.
   */
  grazers?: Recipients & { count?: number | null; appetite?: number; reach?: number; tau?: number | null }
  auditor?: SharedNeeds['auditor'] & {
    /** Red tiles in sight of the watchtower. */
    red?: number
  }
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
  }
  readonly auditor: CompleteShared['auditor'] & { readonly red: number }
}

/** Throws a RangeError where a range runs backwards. */
export function complete(given: NeedsConfig): CompleteNeeds {
  const shared = completeShared(given)
  const stamina = { start: 10, effort: 0.02, decay: 0, meal: 1, rest: 0, ...given.stamina }
  const { count = null, appetite = 0.05, reach = 2, tau = null } = given.grazers ?? {}
  return {
    ...shared,
    stamina: {
      start: thousandths(stamina.start),
      effort: thousandths(stamina.effort),
      decay: thousandths(stamina.decay),
      meal: thousandths(stamina.meal),
      rest: thousandths(stamina.rest),
    },
    grazers: { ...completeRecipients('grazers', given.grazers, 1, 0.005), count, appetite, reach, tau },
    auditor: { ...shared.auditor, red: given.auditor?.red ?? 8 },
  }
}

export const needsSchema: SchemaObject = {
  ...object({
    stamina: object({ start: positive, effort: wellbeing, decay: wellbeing, meal: wellbeing, rest: wellbeing }),
    grazers: object({
      ...recipientProperties,
      count: { type: 'integer', nullable: true, minimum: 0, maximum: MOST_GRAZERS },
      appetite: probability,
      reach: { type: 'integer', minimum: 0, maximum: MOST_REACH },
      tau: { type: 'integer', nullable: true, minimum: 1 },
    }),
    ...sharedProperties(MOST_PLAYERS),
    auditor: object({ ...auditorProperties, red: { type: 'integer', minimum: 0 } }),
  }),
  nullable: true,
}
