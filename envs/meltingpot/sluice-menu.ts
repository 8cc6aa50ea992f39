/**
 * A menu of tenths. A keeper that has one walks to no gate: it says how much of the river its plot keeps, and the rest
 * runs to the others in equal parts, whoever they are, until it says something else.
 */
import { ACT_TAKE, ACT_USE, MESSAGES } from '../core/common.ts'
import { MENU, TENTHS } from '../core/shares.ts'
import type { Act } from './engine/state.ts'
import { isWindow } from './needs/division.ts'
import { letRun, type SluiceWorld } from './sluice-state.ts'

/** In the common actions to use is to say it, by the message, and, where messages have come to an end, to take. */
export const MENU_ACTS: readonly Act[] = MENU.map((name, tenths) => ({
  name,
  effect: `let ${10 * tenths} % of the river run to your own plot, and the rest to the others in equal parts`,
  common: tenths < MESSAGES ? ACT_USE : ACT_TAKE,
}))

export function keepTenths(world: SluiceWorld, slot: number, tenths: number): void {
  if (!isWindow(world, slot)) letRun(world, slot, tenths, TENTHS - tenths)
}
