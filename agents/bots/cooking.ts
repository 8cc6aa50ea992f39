/**
 * Cooks of collaborative cooking: each does what is missing and nobody brings, or one job alone. What cannot be carried to where
 * it is needed is laid on a counter that somebody can reach from there.
 */
import { draw } from '../../envs/core/keyed.ts'
import {
  BOX, COOKING, COUNTER, DISH, DONE, HATCH, POT, SOUP, TOMATO,
} from '../../envs/meltingpot/cooking-kinds.ts' // prettier-ignore
import type { CookingWorld } from '../../envs/meltingpot/cooking.ts'
import { FIRST_BEAM, STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { emptyStock, roomsOf, takeStock, type Rooms, type Stock } from './cooking-rooms.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { OWN_DRAWS, cellsApart, gridPolicy, sidestep, wipe, type Chart, type Strategy } from './grid.ts'

type Job = 'any' | 'tomato' | 'dish'

/** What a cook sees and knows. */
interface Kitchen {
  readonly world: CookingWorld
  readonly chart: Chart
  readonly hand: Gun
  readonly rooms: Rooms
  readonly stock: Stock
  readonly job: Job
}

// Kinds to go to.
const TOMATOES: readonly number[] = [BOX, COUNTER + TOMATO]
const DISHES: readonly number[] = [BOX + DISH - TOMATO, COUNTER + DISH]
const SOUPS: readonly number[] = [COUNTER + SOUP]
const HATCHES: readonly number[] = [HATCH]
const FREE: readonly number[] = [COUNTER]
const OPEN: readonly number[] = [POT, POT + 1, POT + 2]
const READY: readonly number[] = [DONE]
const FULL: readonly number[] = Array.from({ length: DONE - COOKING + 1 }, (_, stage) => COOKING + stage)

function work(base: GridWorld, chart: Chart, job: Job): Strategy {
  const world = base as unknown as CookingWorld
  const [hand, rooms, stock] = [gunOf(base.tables, 0, false), roomsOf(world), emptyStock()]
  const kitchen: Kitchen = { world, chart, hand, rooms, stock, job }
  return {
    watch: (slot) => takeStock(stock, world, slot, rooms),
    decide(slot, p) {
      const held = world.state.holds[slot * world.agents + p]
      if (held === SOUP) return serve(kitchen, slot, p)
      if (held === DISH) return bringDish(kitchen, slot, p)
      return held === TOMATO ? bringTomato(kitchen, slot, p) : fetch(kitchen, slot, p)
    },
  }
}

function serve(kitchen: Kitchen, slot: number, p: number): number {
  if (mark(kitchen, slot, p, HATCHES)) return use(kitchen, slot, p)
  return go(kitchen, slot, p, FREE, kitchen.rooms.nearHatch)
}

/** To a pot that is done, or that will be; down with it where tomatoes are needed and nobody else brings them. */
function bringDish(kitchen: Kitchen, slot: number, p: number): number {
  const { stock, job } = kitchen
  if (!inPotRoom(kitchen, slot, p)) return handOver(kitchen, slot, p)
  if (mark(kitchen, slot, p, READY)) return use(kitchen, slot, p)
  if (job === 'any' && stock.hands[DISH] > stock.full && stock.places > stock.hands[TOMATO])
    return putDown(kitchen, slot, p, DISH)
  return mark(kitchen, slot, p, FULL) ? wait(kitchen, slot, p) : idle(kitchen, slot, p)
}

/** Into a pot that has a place; down with it where a dish is needed and nobody brings one. */
function bringTomato(kitchen: Kitchen, slot: number, p: number): number {
  const { stock, job } = kitchen
  if (!inPotRoom(kitchen, slot, p)) return handOver(kitchen, slot, p)
  if (mark(kitchen, slot, p, OPEN)) return use(kitchen, slot, p)
  if (job === 'any' && stock.full + stock.late > stock.hands[DISH]) return putDown(kitchen, slot, p, TOMATO)
  return idle(kitchen, slot, p)
}

/** With empty hands: what is missing most. What a cook sets out for counts as in its hands for those who decide after it. */
function fetch(kitchen: Kitchen, slot: number, p: number): number {
  const { stock, job } = kitchen
  const { hands, supply, full, late, places } = stock
  if (job !== 'tomato' && mark(kitchen, slot, p, HATCHES) && mark(kitchen, slot, p, SOUPS)) return use(kitchen, slot, p)
  const here = inPotRoom(kitchen, slot, p)
  const coming = (item: number): number => hands[item] + (here ? 0 : supply[item])
  if (job !== 'tomato' && full + late > coming(DISH) && find(kitchen, slot, p, DISHES))
    return goFor(kitchen, slot, p, DISH)
  if (job !== 'dish' && places > coming(TOMATO) && find(kitchen, slot, p, TOMATOES))
    return goFor(kitchen, slot, p, TOMATO)
  return ahead(kitchen, slot, p)
}

/** With nothing missing: what will be once a full pot is empty. On the way to the pots a place stays free for a dish. */
function ahead(kitchen: Kitchen, slot: number, p: number): number {
  const { stock, job, rooms, world } = kitchen
  const { hands, supply, full, places } = stock
  if (inPotRoom(kitchen, slot, p)) {
    const tomatoes = job !== 'dish' && hands[TOMATO] <= places + full
    if (tomatoes && find(kitchen, slot, p, TOMATOES)) return goFor(kitchen, slot, p, TOMATO)
    const dishes = job === 'dish' && hands[DISH] < world.tables.pots.length
    return dishes && find(kitchen, slot, p, DISHES) ? goFor(kitchen, slot, p, DISH) : idle(kitchen, slot, p)
  }
  if (mark(kitchen, slot, p, FREE, rooms.nearPot) < 2) return idle(kitchen, slot, p)
  const next = job === 'dish' || (job === 'any' && supply[DISH] === 0) ? DISH : TOMATO
  return find(kitchen, slot, p, next === DISH ? DISHES : TOMATOES)
    ? goFor(kitchen, slot, p, next)
    : idle(kitchen, slot, p)
}

const inPotRoom = ({ rooms, world }: Kitchen, slot: number, p: number): boolean =>
  rooms.hasPot[rooms.of[world.state.cell[slot * world.agents + p]]] === 1

/** Makes goals of what a player reaches of some kinds, `within` the cells marked 1; answers how many there are. */
function mark(
  { world, chart, rooms }: Kitchen,
  slot: number,
  p: number,
  kinds: readonly number[],
  within?: Uint8Array,
): number {
  const { state, tables, agents } = world
  const reach = rooms.reach[rooms.of[state.cell[slot * agents + p]]]
  let count = 0
  wipe(chart)
  for (let cell = 0; cell < tables.cells; cell++) {
    if (reach[cell] === 0 || within?.[cell] === 0) continue
    if (!kinds.includes(state.kind[slot * tables.cells + cell])) continue
    chart.goals[cell] = 1
    count++
  }
  return count
}

/** As `mark`; but what is on its way to the pots already stays where it lies. */
const find = (kitchen: Kitchen, slot: number, p: number, kinds: readonly number[]): number =>
  mark(kitchen, slot, p, kinds, inPotRoom(kitchen, slot, p) ? undefined : kitchen.rooms.offPot)

/** Cooks who make way for each other at once do so for ever: near another one a cook stays in one of so many steps. */
const NEAR = 3
const HESITATES = 8

/** Uses the nearest goal. */
function use({ world, chart, hand }: Kitchen, slot: number, p: number): number {
  const action = hunt(chart, hand, world as unknown as GridWorld, slot, p)
  if (action === FIRST_BEAM || draw(chart.draws, 0, OWN_DRAWS, p) % HESITATES > 0) return action
  return someoneNear(world, slot, p) ? STAY : action
}

function someoneNear({ state, tables, agents }: CookingWorld, slot: number, p: number): boolean {
  const { cell } = state
  for (let q = 0; q < agents; q++) {
    if (q !== p && cellsApart(tables, cell[slot * agents + p], cell[slot * agents + q]) <= NEAR) return true
  }
  return false
}

/** Stands before the nearest goal. */
function wait(kitchen: Kitchen, slot: number, p: number): number {
  const action = use(kitchen, slot, p)
  return action === FIRST_BEAM ? STAY : action
}

/** Walks about, so as to stand in nobody's way for long. */
function idle({ world, chart }: Kitchen, slot: number, p: number): number {
  wipe(chart)
  return sidestep(chart, world as unknown as GridWorld, slot, p)
}

/** Uses the nearest of some kinds; out of the way where there is none. */
function go(kitchen: Kitchen, slot: number, p: number, kinds: readonly number[], within?: Uint8Array): number {
  return mark(kitchen, slot, p, kinds, within) ? use(kitchen, slot, p) : idle(kitchen, slot, p)
}

/** Uses the nearest goal, which gives an item. */
function goFor(kitchen: Kitchen, slot: number, p: number, item: number): number {
  const { stock } = kitchen
  const counted = inPotRoom(kitchen, slot, p) ? stock.hands : stock.supply
  counted[item]++
  return use(kitchen, slot, p)
}

function putDown(kitchen: Kitchen, slot: number, p: number, item: number): number {
  kitchen.stock.hands[item]--
  return go(kitchen, slot, p, FREE)
}

/** Lays down what is held where somebody with a pot can take it. */
const handOver = (kitchen: Kitchen, slot: number, p: number): number =>
  go(kitchen, slot, p, FREE, kitchen.rooms.nearPot)

export const cook = defineBot({
  name: 'cook',
  summary: 'cooks and serves soups: does what is missing and nobody brings, or one job alone',
  envs: ['collaborative_cooking'],
  parameters: {
    job: { enum: ['any', 'tomato', 'dish'], description: 'what it fetches: tomatoes, dishes (and soups), or either' },
  },
  defaults: { job: 'any' as Job },
  make: ({ job }, { seed }) => gridPolicy('cook', seed, (world, chart) => work(world, chart, job)),
})
