/** Grazers: beings that do not act. They go hungry, eat what is left in their reach, and may die. */
import { below, draw, unit } from '../../core/keyed.ts'
import {
  CAPACITY, DECAY, PLACEBO_START, START, THRESHOLD, isInert, look, trait, uniform,
} from '../../core/needs.ts' // prettier-ignore
import { LOOKS } from '../../core/common.ts'
import { lossOf } from '../../core/needs-kinds.ts'
import { cellXY } from '../engine/map.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { APPETITE, HUNGER, INERT, LOOK, MORSEL, NEEDY, PLACEBO_HUNGER, TRAIT } from './channels.ts'
import { MOST_GRAZERS } from './config.ts'
import { addNeed, isWindow, serve } from './division.ts'
import { DEATHS, FED, needsMetricAt } from './metrics.ts'
import type { Needs } from './tables.ts'
import { isAlive } from './things.ts'

/** Of a grazer's looks, the one that may tell whether it is inert. */
const MARK = LOOKS - 1

/** Draws what each grazer is. */
export function resetGrazers(world: GridWorld, slot: number): void {
  const { grazers } = world.tables.needs!
  for (let i = 0; i < grazers; i++) words[i] = draw(world, slot, NEEDY, i)
  for (let i = 0; i < grazers; i++) resetGrazer(world, slot, i)
}

/** Whether a grazer is one of those with other needs: its word is among the lowest. */
function isNeedy({ grazers, options }: Needs, i: number): boolean {
  let lower = 0
  for (let other = 0; other < grazers; other++) if (words[other] < words[i]) lower++
  return lower < options.grazers.needyCount
}

const words = new Float64Array(MOST_GRAZERS)

function resetGrazer(world: GridWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { grazers, options } = tables.needs!
  const traits = isNeedy(tables.needs!, i) ? tables.needs!.needy : tables.needs!.traits
  const row = slot * grazers + i
  const bar = state.needBar[slot]
  state.decay[row] = trait(world, slot, TRAIT, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, TRAIT, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, TRAIT, traits, i, CAPACITY)
  state.grazerBars[row * 2 + bar] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, START))
  const placebo = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, PLACEBO_START))
  state.grazerBars[row * 2 + 1 - bar] = placebo
  state.inert[row] = isInert(world, slot, INERT, traits, options.grazers.alike ? 0 : i)
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
  const mark = row * LOOKS + MARK
  if (options.grazers.marked) state.looks[mark] = (state.looks[mark] >> 1) + 128 * state.inert[row]
}

/** All that grazers do in a step, one after the other: eat, lose, starve. */
export function graze(world: GridWorld, slot: number): void {
  for (let i = 0; i < world.tables.needs!.grazers; i++) {
    if (!isAlive(world, slot, i)) continue
    feed(world, slot, i)
    hunger(world, slot, i)
    starve(world, slot, i)
  }
}

/** With its appetite a grazer eats one unit of the food in its reach, whichever it be and however full it is. */
function feed(world: GridWorld, slot: number, i: number): void {
  const { state, tables, metrics } = world
  const { grazers, options } = tables.needs!
  const { appetite } = options.grazers
  if (tables.pasture.bite === undefined) return
  if (appetite < 1 && unit(draw(world, slot, APPETITE, i)) >= appetite) return
  const row = slot * grazers + i
  const cell = morsel(world, slot, i, state.grazerCell[row])
  if (cell === NOWHERE) return
  tables.pasture.bite(world, slot, cell)
  state.served[row]++
  serve(world, slot, world.agents + i, 1)
  nourish(world, slot, i)
  if (state.inert[row] === 0) metrics[needsMetricAt(tables, slot, FED)]++
}

/** What food of the step won for beings below what they are hungry below, in thousandths. */
export const relieved = new Float64Array(1)

/** A meal moves the need of a grazer that has a stake. */
function nourish({ state, tables }: GridWorld, slot: number, i: number): void {
  const { grazers, options } = tables.needs!
  const row = slot * grazers + i
  state.portions[row]++
  if (state.inert[row] === 1) return
  const need = row * 2 + state.needBar[slot]
  const before = state.grazerBars[need]
  state.grazerBars[need] = Math.min(state.capacity[row], before + options.grazers.meal)
  const hungry = state.threshold[row]
  relieved[0] += Math.min(hungry, state.grazerBars[need]) - Math.min(hungry, before)
}

/** In its window the helper brings every grazer a meal in turn, one a step. */
export function help(world: GridWorld, slot: number): void {
  const { grazers } = world.tables.needs!
  const fed = isWindow(world, slot) && grazers > 0 ? world.tick[slot] % grazers : -1
  if (fed >= 0 && isAlive(world, slot, fed)) nourish(world, slot, fed)
  world.state.helped[slot] = fed + 1
}

/** A random cell with food in a grazer's reach, NOWHERE if there is none. */
function morsel(world: GridWorld, slot: number, i: number, cell: number): number {
  const count = foodAround(world, slot, cell, Infinity)
  if (count === 0) return NOWHERE
  return count === 1 ? only : foodAround(world, slot, cell, below(draw(world, slot, MORSEL, i), count))
}

/** The cell of food that was met last. */
let only = NOWHERE

/** The cell of food number `wanted` in reach of a cell, row by row; where there are fewer, how many there are. */
function foodAround({ state, tables }: GridWorld, slot: number, cell: number, wanted: number): number {
  const { width, cells, needs } = tables
  const { reach } = needs!.options.grazers
  const x = cell % width
  const y = (cell - x) / width
  let count = 0
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const near = cellXY(tables, x + dx, y + dy)
      if (near === NOWHERE || needs!.food[state.kind[slot * cells + near]] === 0) continue
      if (count === wanted) return near
      only = near
      count++
    }
  }
  return count
}

/** Both bars go on by their process: they fall, and rise by meals that nobody brings, or a placebo as evenly as it falls. */
function hunger(world: GridWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { grazers, options } = tables.needs!
  const { snack, meal, steady } = options.grazers
  const row = slot * grazers + i
  const need = row * 2 + state.needBar[slot]
  const placebo = row * 2 + 1 - state.needBar[slot]
  const decay = state.decay[row]
  addNeed(world, slot, world.agents + i, decay)
  fall(world, slot, i, need, HUNGER)
  fall(world, slot, i, placebo, PLACEBO_HUNGER)
  if (snack > 0 && unit(draw(world, slot, HUNGER + 1, i)) < snack) rise(world, slot, i, need, meal)
  if (steady) rise(world, slot, i, placebo, uniform(world, slot, PLACEBO_HUNGER + 1, i, decay))
  else if (snack > 0 && unit(draw(world, slot, PLACEBO_HUNGER + 1, i)) < snack) rise(world, slot, i, placebo, meal)
}

function fall(world: GridWorld, slot: number, i: number, bar: number, channel: number): void {
  const { grazerBars, decay, capacity } = world.state
  const { grazers, options } = world.tables.needs!
  const row = slot * grazers + i
  const loss = lossOf(world, slot, channel, i, options.grazers.kind, decay[row], grazerBars[bar], capacity[row])
  grazerBars[bar] = Math.max(0, grazerBars[bar] - loss)
}

function rise({ state, tables }: GridWorld, slot: number, i: number, bar: number, won: number): void {
  const capacity = state.capacity[slot * tables.needs!.grazers + i]
  state.grazerBars[bar] = Math.min(capacity, state.grazerBars[bar] + won)
}

/** Who is below its threshold for `tau` steps on end dies, inert or not. */
function starve(world: GridWorld, slot: number, i: number): void {
  const { state, tables, metrics } = world
  const { grazers, options } = tables.needs!
  const { tau } = options.grazers
  const row = slot * grazers + i
  if (tau === null) return
  state.starving[row] =
    state.grazerBars[row * 2 + state.needBar[slot]] < state.threshold[row] ? state.starving[row] + 1 : 0
  if (state.starving[row] < tau) return
  state.grazerBars[row * 2] = 0
  state.grazerBars[row * 2 + 1] = 0
  state.dead[row] = 1
  if (state.inert[row] === 0) metrics[needsMetricAt(tables, slot, DEATHS)]++
}
