/** Options of the kitchen. */
import type { SchemaObject } from 'ajv'
import type { BaseConfig } from '../core/spec.ts'
import type { LayoutDict } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { needsSchema, type NeedsConfig } from './needs-config.ts'

export interface OvercookedConfig extends BaseConfig {
  /** A layout's name, or the layout itself in the reference's keys. */
  layout: string | LayoutDict
  /** 'shared': everyone is paid every delivery. 'individual': the server is. */
  reward: 'shared' | 'individual'
  /** Factor of each player's own shaped reward in its reward. */
  shaping: number
  /** Old dynamics (a soup of 3 starts by itself), or null for what the layout says. */
  oldDynamics: boolean | null
  /** Turns the reference's quirks off; see docs/overcooked.md. */
  fixed: boolean
  /** Players start on random floor cells. */
  randomPositions: boolean
  /** Probability that a pot or a hand is not empty at the start, in [0, 1]. */
  randomObjects: number
  /** Which counters the `features` view looks at. */
  counterGoals: 'none' | 'all'
  /** Cooks tire, diners go hungry, watchers look (needs.ts); null for the plain kitchen. */
  needs: NeedsConfig | null
}

export const schema: SchemaObject = {
  type: 'object',
  additionalProperties: false,
  required: ['layout', 'horizon'],
  properties: {
    layout: { type: ['string', 'object'], description: 'a name, or { grid, ... }', examples: Object.keys(LAYOUTS) },
    horizon: { type: 'number', minimum: 1 },
    reward: { enum: ['shared', 'individual'] },
    shaping: { type: 'number' },
    oldDynamics: { type: 'boolean', nullable: true },
    fixed: { type: 'boolean' },
    randomPositions: { type: 'boolean' },
    randomObjects: { type: 'number', minimum: 0, maximum: 1 },
    counterGoals: { enum: ['none', 'all'] },
    needs: needsSchema,
  },
}
