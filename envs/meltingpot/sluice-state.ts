/** What is in a world of the sluice, and how its flow is shared. */
import type { Field } from '../core/fields.ts'
import type { World } from '../core/spec.ts'
import type { Trials } from './engine/chance.ts'
import type { GridConfig, GridFields, GridTables } from './engine/state.ts'
import { PLOTS } from './sluice-map.ts'

/** The player who keeps it, and its plot. */
export const KEEPER = 0

export interface SluiceConfig extends GridConfig {
  /** Who lives on the other plots. */
  others: 'players' | 'grazers'
  /**
   * `forages`: it walks between its plot and the gates. `stays`: it lives at the gates, and what grows on its plot is
   * brought to it.
   */
  keeper: 'forages' | 'stays'
}
export interface Sluice extends GridFields {
  /** [10] how far each plot's gate is open. */
  readonly weight: Field<'u8'>
}
export interface SluiceTables extends GridTables {
  readonly start: Uint8Array
  /** Sites of apples, and the plot of each. */
  readonly sites: Uint16Array
  readonly plots: Uint8Array
  /** Where each player starts, by plot. */
  readonly starts: readonly Uint16Array[]
  /** [10] cells of the gates, by plot. */
  readonly gates: Uint16Array
  readonly growth: Trials
  /** [C] the plot of each cell, -1 for none. */
  readonly plotAt: Int8Array
}
export type SluiceWorld = World<SluiceConfig, Sluice, SluiceTables>

/** Share of the flow that runs to a plot; nothing runs where all gates are shut. */
export function shareOf({ state }: SluiceWorld, slot: number, plot: number): number {
  let sum = 0
  for (let i = slot * PLOTS; i < (slot + 1) * PLOTS; i++) sum += state.weight[i]
  return sum === 0 ? 0 : state.weight[slot * PLOTS + plot] / sum
}
