/** The eight skills, and what experience makes of them. NeuralMMO/environment 98b6bbd, nmmo/systems/skill.py. */
import { LEVEL_UP, NOBODY, note } from './events.ts'
import type { SurvivalWorld } from './state.ts'
import { stir } from './stir.ts'

export const MELEE = 0
export const RANGE = 1
export const MAGE = 2
export const FISHING = 3
export const HERBALISM = 4
export const PROSPECTING = 5
export const CARVING = 6
export const ALCHEMY = 7
// prettier-ignore
export const SKILLS = ['melee', 'range', 'mage', 'fishing', 'herbalism', 'prospecting', 'carving', 'alchemy'] as const
/** Styles of combat are the first skills. */
export const STYLES = 3

/** Experience at which each level begins, from level 1 (nmmo: increments of 90 * sqrt(level), rounded). */
const THRESHOLDS = Int32Array.of(0, 90, 217, 373, 553, 754, 974, 1212, 1467, 1737)

/** Gives an agent experience in a skill, and the levels that come with it. */
export function gain(world: SurvivalWorld, slot: number, agent: number, skill: number, exp: number): void {
  const { state, tables } = world
  if (!tables.on.progression) return
  const at = (slot * tables.players + agent) * SKILLS.length + skill
  state.exp[at] += exp
  while (state.level[at] < THRESHOLDS.length && state.exp[at] >= THRESHOLDS[state.level[at]]) {
    state.level[at]++
    stir(world, slot, agent)
    note(world, slot, LEVEL_UP, agent, NOBODY, 1)
  }
}

/** Highest level of `count` skills of an agent, from skill `from` on. */
export function bestLevel(
  { state, tables }: SurvivalWorld,
  slot: number,
  agent: number,
  from: number,
  count: number,
): number {
  const at = (slot * tables.players + agent) * SKILLS.length + from
  let best = 0
  for (let i = at; i < at + count; i++) if (state.level[i] > best) best = state.level[i]
  return best
}
