/** State of the matrix games: options, fields and what is computed once. */
import type { Field } from '../core/fields.ts'
import type { World } from '../core/spec.ts'
import { OWN_CHANNEL, type Trials } from './engine/chance.ts'
import type { GridConfig, GridFields, GridTables } from './engine/state.ts'
import type { ReciprocityFields } from './engine/reciprocity.ts'
import { metricAt } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import type { Game, Setting, Variant } from './matrix-games.ts'

/** The first kind of resources; the others follow. */
export const FIRST = GROUND.length

export interface MatrixConfig extends GridConfig {
  variant: Variant
  /** How many play, in games without roles; in the others a role a player. */
  players?: number
  roles?: readonly string[]
}

/** n players, C cells, K kinds. */
export interface Matrix extends GridFields, ReciprocityFields {
  /** [n * K] resources that each player holds. */
  readonly stock: Field<'u16'>
  /** [n] 1 where a player took one since its last interaction. */
  readonly ready: Field<'u8'>
  /** [n] what a frozen player will be paid, and the mark that everybody sees: 0 none, 1 low, 2 high, 3 middle. */
  readonly due: Field<'f64'>
  readonly result: Field<'u8'>
  /** [C] kind that grows on a resource's cell, hits left, and the step in which it was lost. */
  readonly site: Field<'u8'>
  readonly health: Field<'u8'>
  readonly lost: Field<'i32'>
}
export interface MatrixTables extends GridTables {
  readonly game: Game
  readonly setting: Setting
  /** K. */
  readonly strategies: number
  /** [K * K] payoffs of the row player and of the column player, and the least and the range of both. */
  readonly rowPayoffs: Float64Array
  readonly columnPayoffs: Float64Array
  readonly low: number
  readonly range: number
  /** [n] 1 for who is always the column player, 0 for who is always the row player; null where it is who fires. */
  readonly sides: Uint8Array | null
  readonly start: Uint8Array
  /** Cells of resources, those whose kind is drawn, and where players start. */
  readonly sites: Uint16Array
  readonly drawn: Uint16Array
  readonly starts: Uint16Array
  readonly regrowth: Trials
}
export type MatrixWorld = World<MatrixConfig, Matrix, MatrixTables>

// Channels.
export const SITE_KIND = OWN_CHANNEL
export const REGROW = OWN_CHANNEL + 1
export const COIN_TOSS = OWN_CHANNEL + 2
export const IDLE = OWN_CHANNEL + 3

/** Interactions of two who both hold something; those of the game's measure follow. */
export const INTERACTIONS = metricAt(0)

/** What a player is paid for a kind of its own against one of the other's: the row player's payoff where it is who fires. */
export function payoffOf(tables: MatrixTables, player: number, own: number, other: number): number {
  const { rowPayoffs, columnPayoffs, strategies, sides } = tables
  const isColumn = sides !== null && sides[player] === 1
  return isColumn ? columnPayoffs[other * strategies + own] : rowPayoffs[own * strategies + other]
}
