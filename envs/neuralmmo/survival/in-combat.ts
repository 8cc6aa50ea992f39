/** Who fights. NeuralMMO/environment 98b6bbd, nmmo/entity/entity.py (in_combat). */
import type { SurvivalWorld } from './state.ts'

/** Ticks after the one of a blow in which those who gave and took it still count as fighting (COMBAT_STATUS_DURATION). */
export const FIGHTING = 3

/** Whether a body is in a fight: neither its goods nor its gold change hands. Asked in the tick that is or will be played. */
export const inCombat = ({ state, tables, tick }: SurvivalWorld, slot: number, body: number): boolean =>
  tick[slot] - state.fought[slot * tables.bodies + body] <= FIGHTING
