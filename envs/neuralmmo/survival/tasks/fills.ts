/**
 * Ways in which predicates come to a progress. Each writes that of every subject of a task into a column of the stack,
 * where it is clipped to [0, 1] afterwards. Groups are gone through by name: who stands in which row makes no
 * difference.
 */
import type { SurvivalWorld } from '../state.ts'
import type { Measure } from './measures.ts'
import { A, ABOUT, ASKED, B, C, LEAF } from './program.ts'

/** Writes the progress of a leaf for `count` subjects from `at` of the stack. */
export type Fill = (world: SurvivalWorld, slot: number, leaf: number, at: number, count: number) => void

/** The sum of a measure over the living of a group, or over everyone where the dead count too, of what is needed. */
export const sum =
  (measure: Measure, dead: boolean): Fill =>
  (world, slot, leaf, at, count) => {
    const { tasks, players } = world.tables
    const { leaf: leaves, groups, firstMember, member, rowOf, stack } = tasks
    const { live } = world
    const first = slot * players
    const needed = tasks.need[leaf]
    const l = leaf * LEAF
    const asked = leaves[l + ASKED]
    const a = leaves[l + A]
    const b = leaves[l + B]
    const c = leaves[l + C]
    for (let j = 0; j < count; j++) {
      const group = groups[asked + j]
      const end = firstMember[group + 1]
      let total = 0
      for (let i = firstMember[group]; i < end; i++) {
        const agent = rowOf[member[i]]
        if (dead || live[first + agent] === 1) total += measure(world, slot, agent, a, b, c)
      }
      stack[at + j] = total / needed
    }
  }

/** 1 where a measure is 1 for any of the living of a group. */
export const any =
  (measure: Measure): Fill =>
  (world, slot, leaf, at, count) => {
    const { tasks, players } = world.tables
    const { leaf: leaves, groups, firstMember, member, rowOf, stack } = tasks
    const l = leaf * LEAF
    for (let j = 0; j < count; j++) {
      const group = groups[leaves[l + ASKED] + j]
      let found = 0
      for (let i = firstMember[group]; i < firstMember[group + 1] && found === 0; i++) {
        const agent = rowOf[member[i]]
        if (world.live[slot * players + agent] === 1)
          found = measure(world, slot, agent, leaves[l + A], leaves[l + B], leaves[l + C])
      }
      stack[at + j] = found
    }
  }

/** 1 where a group lives and a measure is 1 for all of its living, or, where nobody may be dead, for all. */
export const all =
  (measure: Measure, dead: boolean): Fill =>
  (world, slot, leaf, at, count) => {
    const { tasks, players } = world.tables
    const { leaf: leaves, groups, firstMember, member, rowOf, stack } = tasks
    const l = leaf * LEAF
    for (let j = 0; j < count; j++) {
      const group = groups[leaves[l + ASKED] + j]
      let living = 0
      let fine = 1
      for (let i = firstMember[group]; i < firstMember[group + 1] && fine === 1; i++) {
        const agent = rowOf[member[i]]
        if (world.live[slot * players + agent] === 1) {
          living++
          fine = measure(world, slot, agent, leaves[l + A], leaves[l + B], leaves[l + C])
        } else if (!dead) fine = 0
      }
      stack[at + j] = living > 0 ? fine : 0
    }
  }

/** How many of a group live. */
function livingOf({ tables, live }: SurvivalWorld, slot: number, group: number): number {
  const { firstMember, member, rowOf } = tables.tasks
  let living = 0
  for (let i = firstMember[group]; i < firstMember[group + 1]; i++) {
    living += live[slot * tables.players + rowOf[member[i]]]
  }
  return living
}

/** Share of the group that the leaf is about who live (a = 0) or are dead (a = 1). */
export const status: Fill = (world, slot, leaf, at, count) => {
  const { leaf: leaves, groups, firstMember, stack } = world.tables.tasks
  for (let j = 0; j < count; j++) {
    const group = groups[leaves[leaf * LEAF + ABOUT] + j]
    const share = livingOf(world, slot, group) / (firstMember[group + 1] - firstMember[group])
    stack[at + j] = leaves[leaf * LEAF + A] === 0 ? share : 1 - share
  }
}

/** Share of the group that is asked who are dead. */
export const dead: Fill = (world, slot, leaf, at, count) => {
  const { leaf: leaves, groups, firstMember, stack } = world.tables.tasks
  for (let j = 0; j < count; j++) {
    const group = groups[leaves[leaf * LEAF + ASKED] + j]
    stack[at + j] = 1 - livingOf(world, slot, group) / (firstMember[group + 1] - firstMember[group])
  }
}

/** Ticks so far, this one included, of those needed. */
export const ticks: Fill = ({ tables, tick }, slot, leaf, at, count) => {
  const { stack, need } = tables.tasks
  const share = (tick[slot] + 1) / need[leaf]
  for (let j = 0; j < count; j++) stack[at + j] = share
}

/** Ticks so far, as long as somebody of the group that the leaf is about lives. */
export const guarded: Fill = (world, slot, leaf, at, count) => {
  const { leaf: leaves, groups, stack, need } = world.tables.tasks
  for (let j = 0; j < count; j++) {
    const safe = livingOf(world, slot, groups[leaves[leaf * LEAF + ABOUT] + j]) > 0
    stack[at + j] = safe ? (world.tick[slot] + 1) / need[leaf] : 0
  }
}

/**
 * 1 where anyone living of the group that is asked has anyone living of the group that it is about, itself not, in its
 * window.
 */
export const seesAgents: Fill = (world, slot, leaf, at, count) => {
  const { leaf: leaves, groups, firstMember, member, rowOf, stack } = world.tables.tasks
  for (let j = 0; j < count; j++) {
    const asked = groups[leaves[leaf * LEAF + ASKED] + j]
    const about = groups[leaves[leaf * LEAF + ABOUT] + j]
    let found = 0
    for (let i = firstMember[asked]; i < firstMember[asked + 1] && found === 0; i++) {
      found = seesAny(world, slot, rowOf[member[i]], about)
    }
    stack[at + j] = found
  }
}

function seesAny({ state, tables, live }: SurvivalWorld, slot: number, agent: number, group: number): number {
  const { players, bodies, numbers, tasks } = tables
  const { firstMember, member, rowOf } = tasks
  const { x, y } = state
  const { vision } = numbers
  const row = slot * players
  const base = slot * bodies
  if (live[row + agent] === 0) return 0
  const x0 = x[base + agent]
  const y0 = y[base + agent]
  const end = firstMember[group + 1]
  for (let i = firstMember[group]; i < end; i++) {
    const other = rowOf[member[i]]
    if (Math.abs(x[base + other] - x0) > vision || Math.abs(y[base + other] - y0) > vision) continue
    if (other !== agent && live[row + other] === 1) return 1
  }
  return 0
}
