/** Whether a body fights. nmmo/entity/entity.py at 98b6bbd, `in_combat`. */
import type { SurvivalWorld } from './state.ts'

/** Ticks for which a blow, given or taken, keeps a body in combat (nmmo: COMBAT_STATUS_DURATION). */
const COMBAT_LASTS = 3

export const inCombat = ({ state, tables, tick }: SurvivalWorld, slot: number, body: number): boolean =>
  tick[slot] - state.fought[slot * tables.bodies + body] < COMBAT_LASTS
