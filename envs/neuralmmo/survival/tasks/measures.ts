/** Whole numbers of one agent that predicates sum up or look for. */
import { BOTTOM, HAT, PLACES, SPEAR, TOP, WHETSTONE } from '../items.ts'
import { SKILLS } from '../skills.ts'
import type { SurvivalWorld } from '../state.ts'
import { EVENTS } from '../events.ts'

/** The number of an agent, by row, for the three numbers a, b, c of a leaf. */
export type Measure = (world: SurvivalWorld, slot: number, agent: number, a: number, b: number, c: number) => number

export const goldOf: Measure = ({ state, tables }, slot, agent) => state.gold[slot * tables.bodies + agent]

/** Levels above the first in skill a. */
export const levelsOf: Measure = ({ state, tables }, slot, agent, skill) =>
  state.level[(slot * tables.players + agent) * SKILLS.length + skill] - 1

export const experienceOf: Measure = ({ state, tables }, slot, agent, skill) =>
  state.exp[(slot * tables.players + agent) * SKILLS.length + skill]

/** How often an agent did a, and b, less how often it did c; -1 for none. */
export const countOf: Measure = ({ state, tables }, slot, agent, a, b, c) => {
  const at = (slot * tables.players + agent) * EVENTS.length
  return state.counts[at + a] + (b < 0 ? 0 : state.counts[at + b]) - (c < 0 ? 0 : state.counts[at + c])
}

export const tallyOf: Measure = ({ state, tables }, slot, agent, tally) =>
  state.tally[(slot * tables.players + agent) * tables.tasks.tallies.count + tally]

/** Cells from where the agent's life began, the larger of dx, dy. */
export const wayOf: Measure = ({ state, tables }, slot, agent) => {
  const b = slot * tables.bodies + agent
  const p = slot * tables.players + agent
  return Math.max(Math.abs(state.x[b] - state.homeX[p]), Math.abs(state.y[b] - state.homeY[p]))
}

/** Items of kind a and of level b or above. */
export const ownedOf: Measure = ({ state, tables }, slot, agent, kind, level) => {
  const first = (slot * tables.players + agent) * PLACES
  let count = 0
  for (let i = first; i < first + PLACES; i++) {
    if (state.item[i] === kind && state.itemLevel[i] >= level) count += state.itemCount[i]
  }
  return count
}

/** 1 where an item of kind a and of level b or above is worn. */
export const wornOf: Measure = ({ state, tables }, slot, agent, kind, level) => {
  const first = (slot * tables.players + agent) * PLACES
  for (let i = first; i < first + PLACES; i++) {
    if (state.item[i] === kind && state.itemLevel[i] >= level && state.itemWorn[i] === 1) return 1
  }
  return 0
}

/** 1 where hat, top, bottom, and weapon and ammunition of style a are worn, all of level b or above. */
export const armedOf: Measure = (world, slot, agent, style, level) =>
  wornOf(world, slot, agent, HAT, level, 0) +
    wornOf(world, slot, agent, TOP, level, 0) +
    wornOf(world, slot, agent, BOTTOM, level, 0) +
    wornOf(world, slot, agent, SPEAR + style, level, 0) +
    wornOf(world, slot, agent, WHETSTONE + style, level, 0) ===
  ARMS
    ? 1
    : 0
const ARMS = 5

/** 1 where a places of the inventory are empty. */
export const hasSpace: Measure = ({ state, tables }, slot, agent, space) => {
  const first = (slot * tables.players + agent) * PLACES
  let empty = 0
  for (let i = first; i < first + PLACES; i++) if (state.item[i] === 0) empty++
  return empty >= space ? 1 : 0
}

/** 1 on the cell a, b. */
export const standsOn: Measure = ({ state, tables }, slot, agent, x, y) => {
  const at = slot * tables.bodies + agent
  return state.x[at] === x && state.y[at] === y ? 1 : 0
}

/** 1 where a cell of material a is in the agent's window. */
export const seesMaterial: Measure = ({ state, tables }, slot, agent, material) => {
  const { ground, bodies, numbers } = tables
  const b = slot * bodies + agent
  const { terrain } = state
  const { vision } = numbers
  const width = 2 * vision + 1
  const corner = slot * ground.cells + (state.y[b] - vision) * ground.size + state.x[b] - vision
  for (let row = corner; row < corner + width * ground.size; row += ground.size) {
    for (let cell = row; cell < row + width; cell++) if (terrain[cell] === material) return 1
  }
  return 0
}

export const isThere: Measure = () => 1
