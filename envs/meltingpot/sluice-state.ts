/** What is in a world of the sluice, and how its flow is shared. */
import type { Field } from '../core/fields.ts'
import type { World } from '../core/spec.ts'
import { TENTHS } from '../core/shares.ts'
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
   * brought to it. `calls`: it lives there too, and the gates do what it calls. `keeps`: it lives there, says how much
   * of the river it keeps, and is brought what grows on its plot.
   */
  keeper: 'forages' | 'stays' | 'calls' | 'keeps'
  /** Of a keeper that calls (sluice-calls.ts). */
  message: Partial<Calls>
}

export interface Calls {
  /** Steps of a turn. */
  readonly turn: number
  /** What a full over-report pays. */
  readonly conflict: number
  readonly audible: boolean
  /** What an over-report does to the other plots: 1, they lose it; 0, they are topped up; -1, they gain as much. */
  readonly harm: -1 | 0 | 1
  /** Probability that what the keeper sees of its need is wrong. */
  readonly misinform: number
}
export interface Sluice extends GridFields {
  /** [10] how far each plot's gate is open. */
  readonly weight: Field<'u8'>
  // Of a keeper that calls: tenths that its plot needs in the turn, what it sees of that, its call, and counts of them.
  readonly truth: Field<'u8'>
  readonly belief: Field<'u8'>
  readonly called: Field<'u8'>
  readonly tally: Field<'i32'>
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
  /** Null where the keeper does not call. */
  readonly calls: Calls | null
  /** What weights are parts of; null: of their sum. */
  readonly whole: number | null
}
export type SluiceWorld = World<SluiceConfig, Sluice, SluiceTables>

/** What tenths for one plot and for all others come out even in. */
export const WHOLE = TENTHS * (PLOTS - 1)

/** So many tenths run to the keeper's plot, and ninetieths to each of the others. */
export function letRun({ state }: SluiceWorld, slot: number, tenths: number, ninetieths: number): void {
  const first = slot * PLOTS
  state.weight.fill(ninetieths, first, first + PLOTS)
  state.weight[first + KEEPER] = (PLOTS - 1) * tenths
}

/** Share of the flow that runs to a plot; nothing runs where all gates are shut. */
export function shareOf({ state, tables }: SluiceWorld, slot: number, plot: number): number {
  if (tables.whole !== null) return state.weight[slot * PLOTS + plot] / tables.whole
  let sum = 0
  for (let i = slot * PLOTS; i < (slot + 1) * PLOTS; i++) sum += state.weight[i]
  return sum === 0 ? 0 : state.weight[slot * PLOTS + plot] / sum
}
