/**
 * Prizes: cells that whoever stands on them alone seizes for its team, and that stay its own when it leaves.
 * nmmo/core/tile.py at 98b6bbd.
 */
import { bodyOn } from '../../engine/crowd.ts'
import { GRASS, HERB } from '../../materials.ts'
import { NOBODY, SEIZE_TILE, note } from '../events.ts'
import type { SurvivalWorld } from '../state.ts'

/** Cells that are made grass on each side of what a task leads to. */
const CLEARING = 2

/** Makes what tasks lead to an herb in a clearing, so that it can be walked to and seen. */
export function markGround({ state, tables }: SurvivalWorld, slot: number): void {
  const { ground, tasks } = tables
  const first = slot * ground.cells
  for (const cell of tasks.marks) {
    for (let v = -CLEARING; v <= CLEARING; v++) {
      for (let u = -CLEARING; u <= CLEARING; u++) {
        const near = cell + v * ground.size + u
        if (ground.ring[near] >= 0) state.terrain[first + near] = GRASS
      }
    }
  }
  for (const cell of tasks.marks) state.terrain[first + cell] = HERB
}

export function seize(world: SurvivalWorld, slot: number): void {
  const { state, tables, tick } = world
  const { prizes } = tables.tasks
  for (let i = 0; i < prizes.length; i++) {
    const agent = aloneOn(world, slot, prizes[i])
    if (agent === NOBODY) continue
    const at = slot * prizes.length + i
    const held = state.seizer[at]
    const name = state.name[slot * tables.bodies + agent]
    if (held > 0 && tables.teams.of[held - 1] === tables.teams.of[name]) continue
    state.seizer[at] = name + 1
    state.seizedAt[at] = tick[slot]
    note(world, slot, SEIZE_TILE, agent, NOBODY, 1)
  }
}

/** The agent that stands on a cell, NOBODY unless it is alone there. */
function aloneOn(world: SurvivalWorld, slot: number, cell: number): number {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const there = state.crowd[slot * cells + cell]
  if (there === 0 || (tables.shares && there > 1)) return NOBODY
  const y = (cell / size) | 0
  const body = bodyOn(world, slot, cell - y * size, y)
  return body < tables.players ? body : NOBODY
}
