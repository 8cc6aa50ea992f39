/** Predicates on where a group stands. nmmo/task/base_predicates.py at 98b6bbd. */
import type { SurvivalWorld } from '../state.ts'
import type { Fill } from './fills.ts'
import { A, ASKED, B, C, LEAF } from './program.ts'

/** King's moves from a cell to the nearest of the living of a group, -1 where nobody lives. */
function nearest({ state, tables, live }: SurvivalWorld, slot: number, group: number, x: number, y: number): number {
  const { players, bodies, tasks } = tables
  const { firstMember, member, rowOf } = tasks
  let least = -1
  for (let i = firstMember[group]; i < firstMember[group + 1]; i++) {
    const agent = rowOf[member[i]]
    if (live[slot * players + agent] === 0) continue
    const b = slot * bodies + agent
    const distance = Math.max(Math.abs(state.x[b] - x), Math.abs(state.y[b] - y))
    if (least < 0 || distance < least) least = distance
  }
  return least
}

/** How much of the way from the edge to the centre the nearest of a group has behind it. */
export const towardCenter: Fill = (world, slot, leaf, at, count) => {
  const { tasks, ground } = world.tables
  const { leaf: leaves, groups, stack } = tasks
  const middle = ground.size / 2
  for (let j = 0; j < count; j++) {
    const distance = nearest(world, slot, groups[leaves[leaf * LEAF + ASKED] + j], middle, middle)
    stack[at + j] = distance < 0 ? 0 : 1 - distance / (ground.center / 2)
  }
}

/** What holding a prize is worth before any time has passed, beside what coming near is worth. */
const SEIZE_BONUS = 0.3

/**
 * A share of up to `nearBonus` for the nearest of a living group; where one of the group seized prize c last, all of it
 * and SEIZE_BONUS, and the rest over the ticks that the prize must be held.
 */
export const holds =
  (nearBonus: number): Fill =>
  (world, slot, leaf, at, count) => {
    const { state, tables, tick } = world
    const { leaf: leaves, groups, stack, need, prizes } = tables.tasks
    const l = leaf * LEAF
    const prize = slot * prizes.length + leaves[l + C]
    const ticks = tick[slot] - state.seizedAt[prize]
    for (let j = 0; j < count; j++) {
      const group = groups[leaves[l + ASKED] + j]
      const distance = nearest(world, slot, group, leaves[l + A], leaves[l + B])
      if (distance < 0) stack[at + j] = 0
      else if (isMember(world, group, state.seizer[prize] - 1))
        stack[at + j] = nearBonus + SEIZE_BONUS + ((1 - nearBonus - SEIZE_BONUS) * ticks) / need[leaf]
      else stack[at + j] = nearBonus * (1 - distance / (tables.ground.center / 2))
    }
  }

function isMember({ tables }: SurvivalWorld, group: number, name: number): boolean {
  const { firstMember, member } = tables.tasks
  for (let i = firstMember[group]; i < firstMember[group + 1]; i++) if (member[i] === name) return true
  return false
}

/** Deviations within which a group is said to lie. */
const DEVIATIONS = 3

/**
 * 1 where the living of a group lie within `need` cells of each other in x and in y; else the mean of how far the whole
 * of them has come from the width of the map to that, and of how narrow three standard deviations in x and in y are.
 */
export const together: Fill = (world, slot, leaf, at, count) => {
  const { leaf: leaves, groups } = world.tables.tasks
  for (let j = 0; j < count; j++) gather(world, slot, groups[leaves[leaf * LEAF + ASKED] + j], leaf, at + j)
}

function gather(world: SurvivalWorld, slot: number, group: number, leaf: number, at: number): void {
  const { state, tables, live } = world
  const { players, bodies, tasks, ground } = tables
  const { firstMember, member, rowOf, stack, need } = tasks
  let n = 0
  let left = ground.size
  let right = 0
  let top = ground.size
  let bottom = 0
  let sumX = 0
  let sumY = 0
  let squaresX = 0
  let squaresY = 0
  for (let i = firstMember[group]; i < firstMember[group + 1]; i++) {
    const agent = rowOf[member[i]]
    if (live[slot * players + agent] === 0) continue
    const x = state.x[slot * bodies + agent]
    const y = state.y[slot * bodies + agent]
    n++
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    sumX += x
    sumY += y
    squaresX += x * x
    squaresY += y * y
  }
  const width = Math.max(right - left, bottom - top)
  const within = need[leaf]
  if (n === 0) stack[at] = 0
  else if (width <= within) stack[at] = 1
  else {
    const narrowX = within / Math.max(within, (DEVIATIONS * Math.sqrt(n * squaresX - sumX * sumX)) / n)
    const narrowY = within / Math.max(within, (DEVIATIONS * Math.sqrt(n * squaresY - sumY * sumY)) / n)
    stack[at] = ((ground.center - width) / (ground.center - within) + narrowX + narrowY) / 3
  }
}
