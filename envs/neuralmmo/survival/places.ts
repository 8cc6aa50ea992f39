/** Cells that draws pick, and cells that agents stand on. */
import { below, draw } from '../../core/keyed.ts'
import type { SurvivalWorld } from './state.ts'

/** A cell anywhere on the land but for its last row and column (nmmo: integers from border to center + border). */
export function anyCell(world: SurvivalWorld, slot: number, channel: number, entity: number, k: number): number {
  const { border, center, size } = world.tables.ground
  const x = border + below(draw(world, slot, channel, entity, 2 * k), center)
  return (border + below(draw(world, slot, channel, entity, 2 * k + 1), center)) * size + x
}

/** A cell of a ring, counted from the edge of the land. */
export function ringCell(world: SurvivalWorld, slot: number, channel: number, entity: number, ring: number): number {
  const { border, center, size } = world.tables.ground
  const side = center - 2 * ring
  const first = border + ring
  if (side === 0) return first * size + first
  const i = below(draw(world, slot, channel, entity), 4 * side)
  const along = i % side
  const last = first + side
  if (i < side) return first * size + first + along
  if (i < 2 * side) return (first + along) * size + last
  if (i < 3 * side) return last * size + last - along
  return (last - along) * size + first
}

/** Writes `under`: the ways of the cell that each agent stands on. */
export function feelGround({ state, tables, kernels }: SurvivalWorld, slot: number): void {
  const { players, bodies, ground } = tables
  kernels.gather(
    state.under.byteOffset + slot * players,
    players,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.ways.byteOffset + slot * ground.cells,
    ground.size,
  )
}
