/**
 * Reciprocity of an episode, in games whose acts either cooperate or defect: P(cooperates | the last partner had cooperated) less
 * P(cooperates | the last partner had defected), over the acts of all players who had met somebody. NaN until both have occurred.
 * Tit for tat has 1, who never minds the other 0.
 */
import { field, type Field } from '../../core/fields.ts'

/** n players. */
export interface ReciprocityFields {
  /** [n] what each player met with last: NOTHING, DEFECTION or COOPERATION. */
  readonly met: Field<'u8'>
  /** [4] acts: defections and cooperations after a defection, then after a cooperation. */
  readonly answers: Field<'i32'>
}
export const reciprocityFields = (players: number): ReciprocityFields => ({
  met: field('u8', players),
  answers: field('i32', 4),
})
export const RECIPROCITY_HIDDEN = ['met', 'answers'] as const

const NOTHING = 0
const DEFECTION = 1
const COOPERATION = 2

interface Reciprocity {
  readonly met: Uint8Array
  readonly answers: Int32Array
}

/** Counts an act of the player in `row`, by what it met with last. */
export function answer({ met, answers }: Reciprocity, slot: number, row: number, cooperates: boolean): void {
  if (met[row] === NOTHING) return
  answers[slot * 4 + (met[row] - DEFECTION) * 2 + (cooperates ? 1 : 0)]++
}

/** The player in `row` meets with an act of another. */
export function meetWith({ met }: Reciprocity, row: number, cooperates: boolean): void {
  met[row] = cooperates ? COOPERATION : DEFECTION
}

export function reciprocity({ answers }: Reciprocity, slot: number): number {
  const at = slot * 4
  const afterDefection = answers[at + 1] / (answers[at] + answers[at + 1])
  const afterCooperation = answers[at + 3] / (answers[at + 2] + answers[at + 3])
  return afterCooperation - afterDefection
}
