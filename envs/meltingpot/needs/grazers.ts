/** Grazers: beings that do not act. They go hungry, eat what is left in their reach, and may die. */
import { below, draw, unit } from '../../core/keyed.ts'
import {
  CAPACITY, DECAY, PLACEBO_START, START, THRESHOLD, drift, isInert, look, trait,
} from '../../core/needs.ts' // prettier-ignore
import { LOOKS } from '../../core/common.ts'
import { cellXY } from '../engine/map.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { APPETITE, HUNGER, INERT, LOOK, MORSEL, PLACEBO_HUNGER, TRAIT } from './channels.ts'
import { DEATHS, FED, needsMetricAt } from './metrics.ts'
import { isAlive } from './things.ts'

/** Draws what each grazer is. */
export function resetGrazers(world: GridWorld, slot: number): void {
  for (let i = 0; i < world.tables.needs!.grazers; i++) resetGrazer(world, slot, i)
}

function resetGrazer(world: GridWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { grazers, traits } = tables.needs!
  const row = slot * grazers + i
  const bar = state.needBar[slot]
  state.decay[row] = trait(world, slot, TRAIT, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, TRAIT, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, TRAIT, traits, i, CAPACITY)
  state.grazerBars[row * 2 + bar] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, START))
  const placebo = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, PLACEBO_START))
  state.grazerBars[row * 2 + 1 - bar] = placebo
  state.inert[row] = isInert(world, slot, INERT, traits, i)
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
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
  if (tables.pasture.bite === undefined || unit(draw(world, slot, APPETITE, i)) >= options.grazers.appetite) return
  const row = slot * grazers + i
  const cell = morsel(world, slot, i, state.grazerCell[row])
  if (cell === NOWHERE) return
  tables.pasture.bite(world, slot, cell)
  state.served[row]++
  if (state.inert[row] === 1) return
  const need = row * 2 + state.needBar[slot]
  state.grazerBars[need] = Math.min(state.capacity[row], state.grazerBars[need] + options.grazers.meal)
  metrics[needsMetricAt(tables, slot, FED)]++
}

/** A random cell with food in a grazer's reach, NOWHERE if there is none. */
function morsel(world: GridWorld, slot: number, i: number, cell: number): number {
  const count = foodAround(world, slot, cell, Infinity)
  return count === 0 ? NOWHERE : foodAround(world, slot, cell, below(draw(world, slot, MORSEL, i), count))
}

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
      count++
    }
  }
  return count
}

/** Both bars go on by their process. */
function hunger(world: GridWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { grazers, options } = tables.needs!
  const row = slot * grazers + i
  const need = row * 2 + state.needBar[slot]
  const placebo = row * 2 + 1 - state.needBar[slot]
  const decay = state.decay[row]
  const capacity = state.capacity[row]
  state.grazerBars[need] = drift(world, slot, HUNGER, i, state.grazerBars[need], decay, options.grazers, capacity)
  const bar = state.grazerBars[placebo]
  state.grazerBars[placebo] = drift(world, slot, PLACEBO_HUNGER, i, bar, decay, options.grazers, capacity)
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
