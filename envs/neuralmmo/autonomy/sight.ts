/** Who sees whom, and what of the others. */
import { look, sortCrowd } from '../engine/crowd.ts'
import { GAZE, VISION } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

/** Lists for every agent the others in its window, nearest first. Nobody sees anybody while the knob `hide` is on. */
export function see(world: AutonomyWorld, slot: number): void {
  const { state, tables, config, knobs } = world
  const { bodies } = tables
  const most = config.targets
  if (knobs.hide[slot] > 0) {
    state.seen.fill(0, slot * bodies * most, (slot + 1) * bodies * most)
    state.company.fill(0, slot * bodies, (slot + 1) * bodies)
    return
  }
  const { seen, company } = state
  sortCrowd(world, slot)
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    company[row] = Math.min(most, look(world, slot, agent, VISION, seen, row * most, most))
  }
}

/** Whether an agent knows another's needs: it has looked lately, or everyone's needs are open. */
export function knows({ state, tables, knobs }: AutonomyWorld, slot: number, agent: number, other: number): boolean {
  if (knobs.open[slot] > 0) return true
  const at = (slot * tables.bodies + agent) * GAZE
  for (let i = at; i < at + GAZE; i++) if (state.gaze[i] === other + 1) return true
  return false
}

/** The name that others take an agent for: its own, or while the knob `swap` is on that of its pair, 2 i and 2 i + 1. */
export function faceOf({ state, tables, knobs }: AutonomyWorld, slot: number, agent: number): number {
  const name = state.name[slot * tables.bodies + agent]
  return knobs.swap[slot] > 0 && (name ^ 1) < tables.bodies ? name ^ 1 : name
}
