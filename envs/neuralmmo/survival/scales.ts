/** What shows of an agent itself, by the number that it stands for, as bytes in the arena: kernels look it up. */
import { MOST_SHOWN } from '../../core/kernels-rows-code.ts'
import type { Ground } from '../ground.ts'
import { IMMUNITY } from './numbers.ts'
import type { SurvivalWorld } from './state.ts'

// First bytes of the scales: of all there can be, in percent; of the age of who is struck by nobody yet; of a column or a row; of how
// far in it lies.
export const YOUNG_AT = MOST_SHOWN + 1
export const PLACE_AT = YOUNG_AT + IMMUNITY + 1
export const depthAt = ({ size }: Ground): number => PLACE_AT + size
export const scaleBytes = ({ size }: Ground): number => PLACE_AT + 2 * size

export function layScales({ state, tables }: SurvivalWorld, slot: number): void {
  const { scales } = state
  const { size, center, border } = tables.ground
  const first = slot * scaleBytes(tables.ground)
  for (let percent = 0; percent <= MOST_SHOWN; percent++) scales[first + percent] = (255 * percent) / MOST_SHOWN
  for (let age = 0; age <= IMMUNITY; age++) scales[first + YOUNG_AT + age] = 255 - (255 / IMMUNITY) * age
  for (let x = 0; x < size; x++) {
    scales[first + PLACE_AT + x] = (255 / center) * (x - border)
    scales[first + depthAt(tables.ground) + x] = (255 / center) * (center - Math.abs(2 * x - size))
  }
}
