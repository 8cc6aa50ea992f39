/** Spaces of actions and observations, as plain data. */
import type { AnyArray, Dtype } from './fields.ts'

/** One integer in [0, n). */
export interface Discrete {
  readonly kind: 'discrete'
  readonly n: number
  /** What each action is called, in order. */
  readonly names?: readonly string[]
}
/** One integer a head, head h in [0, heads[h]). */
export interface MultiDiscrete {
  readonly kind: 'multi-discrete'
  readonly heads: readonly number[]
  readonly names?: readonly string[]
}
/** An array of `shape`, row-major, every element in [low, high]. */
export interface Box {
  readonly kind: 'box'
  readonly shape: readonly number[]
  readonly dtype: Dtype
  readonly low: number
  readonly high: number
  /** The value that stands for 1: networks divide by it. */
  readonly unit: number
}
/** A string (the `text` view). */
export interface Text {
  readonly kind: 'text'
}
export type ActionSpace = Discrete | MultiDiscrete
export type Space = ActionSpace | Box | Text

export const discrete = (n: number, names?: readonly string[]): Discrete => ({ kind: 'discrete', n, names })
export const multiDiscrete = (heads: readonly number[], names?: readonly string[]): MultiDiscrete => ({
  kind: 'multi-discrete',
  heads,
  names,
})
export const box = (shape: readonly number[], dtype: Dtype, low: number, high: number, unit = 1): Box => ({
  kind: 'box',
  shape,
  dtype,
  low,
  high,
  unit,
})

/** Sizes of the heads of an action space; one head for a discrete space. */
export const headsOf = (space: ActionSpace): readonly number[] => (space.kind === 'discrete' ? [space.n] : space.heads)

/** Entries of a row that has one for each action of each head: logits, masks. */
export const widthOf = (heads: readonly number[]): number => heads.reduce((a, b) => a + b, 0)

/** Number of elements of a box. */
export const sizeOf = (space: Box): number => space.shape.reduce((a, b) => a * b, 1)

/** Whether the array has the box's length and every element lies within its bounds (NaN never does). */
export function contains(space: Box, row: AnyArray): boolean {
  if (row.length !== sizeOf(space)) return false
  for (let i = 0; i < row.length; i++) if (!(row[i] >= space.low && row[i] <= space.high)) return false
  return true
}
