/**
 * What is to be done in a kitchen, read from its state: a job a pot's missing ingredient, a pot that waits to be started, a dish for
 * a soup, a soup that lies about. Each job has the tick at which it has to begin; what the next soups will want comes last.
 */
import { deliveryReward } from '../../envs/overcooked/recipes.ts'
import { poseOf } from '../../envs/overcooked/planner.ts'
import {
  DISH,
  IDLE,
  type KitchenWorld,
  NOTHING,
  ONION,
  POT,
  SOUP,
  TOMATO,
  mixCount,
} from '../../envs/overcooked/state.ts'
import type { Layout } from '../../envs/overcooked/layout.ts'
import { type Rooms, hopsOf, hopsTo, onward } from './overcooked-chef-rooms.ts'
import type { Errand } from './overcooked-chef-traffic.ts'

// Estimates in ticks.
const POTTING = 4 // bringing one more ingredient to a pot
const FETCHING = 1 // getting to a dish
const SERVING = 12 // fetching a dish, filling it and serving
/** No tick of an episode. */
export const NEVER = 10_000
/** What a soup that nobody ordered counts as worth: it has to leave the pot. */
const JUNK = 0.5

export interface Cook {
  readonly player: number
  readonly room: number
  /** Where and with what in hands it will be when its jobs so far are done, in ticks from now. */
  pose: number
  held: number
  time: number
  errand: Task | null
  /** Key of the first job that wants what it holds, and of the first that wants it now; Infinity if none does. */
  wanted: number
  wantedNow: number
}
export interface Loose {
  readonly cell: number
  readonly thing: number
  isTaken: boolean
}
export interface Pot {
  readonly cell: number
  readonly mix: number
  /** Ticks until the soup in it is ready; NEVER while it has not been started. */
  readonly left: number
  /** Ingredients that it still wants: onions, tomatoes. */
  readonly wants: readonly [number, number]
  readonly isStartable: boolean
  /** Of these, how many no cook brings yet. */
  open: number
  /** Recipe of the next soup, and hand-overs to this pot by room. */
  readonly next: readonly [number, number]
  readonly nextTime: number
  readonly hops: Int16Array
}
export interface Job {
  /** Latest sensible beginning: jobs are given out in this order. */
  readonly key: number
  readonly pot: Pot | null
  /** What is brought: an ingredient, a dish, or a loose soup from this cell; NOTHING to start the pot. */
  readonly thing: number
  readonly from: number
  /** Ticks until the pot can take it. */
  readonly release: number
  /** Whether it waits for another job, whose cook then has the right of way. */
  readonly isAhead: boolean
}

/** The kitchen of one tick. */
export interface Brief {
  readonly world: KitchenWorld
  readonly slot: number
  readonly rooms: Rooms
  readonly refuses: Refuses
  readonly cooks: Cook[]
  readonly loose: Loose[]
  /** Counters with room, without those that somebody is about to fill. */
  readonly space: Set<number>
  /** Hand-overs to a hatch by room, -1 for never. */
  readonly hatchHops: Int16Array
}

/** What a player shall not try: to bring this thing to this pot, because it got nowhere with it. */
export type Refuses = (player: number, thing: number, pot: number) => boolean

/** An errand and the job it begins; the pot is -1 where there is none. */
export interface Task extends Errand {
  readonly thing: number
  readonly pot: number
}

export function readBrief(
  world: KitchenWorld,
  slot: number,
  rooms: Rooms,
  present: readonly boolean[],
  refuses: Refuses,
): Brief {
  const { state, tables } = world
  const { layout, players, cells } = tables
  const base = slot * cells
  const cooks: Cook[] = []
  for (let player = 0; player < players; player++) {
    if (!present[player]) continue
    const row = slot * players + player
    const cell = state.cell[row]
    cooks.push({
      player, room: rooms.roomOf[cell], pose: poseOf(cell, state.facing[row]), held: state.held[row], time: 0, errand: null,
      wanted: Infinity,
      wantedNow: Infinity,
    }) // prettier-ignore
  }
  const loose: Loose[] = []
  for (let i = 0; i < state.objects[slot]; i++) {
    const cell = state.order[base + i]
    if (layout.terrain[cell] !== POT) loose.push({ cell, thing: state.item[base + cell], isTaken: false })
  }
  const space = new Set(Array.from(layout.counters).filter((cell) => state.item[base + cell] === NOTHING))
  const hatchHops = hopsTo(rooms, cooks, layout.hatches)
  return { world, slot, rooms, refuses, cooks, loose, space, hatchHops }
}

/** Everything that is to be done, in the order in which it has to begin. */
export function jobsOf(brief: Brief): Job[] {
  const pots = readPots(brief)
  const jobs: Job[] = []
  const filling = pots.filter((pot) => pot.left === NEVER).sort((a, b) => total(a.wants) - total(b.wants))
  for (const [rank, pot] of filling.entries()) {
    if (pot.isStartable) jobs.push({ key: -NEVER, pot, thing: NOTHING, from: -1, release: 0, isAhead: false })
    pushIngredients(jobs, pot, pot.wants, rank * 2 * POTTING, 0, false)
  }
  for (const pot of pots) {
    const rank = filling.indexOf(pot)
    const ready = rank < 0 ? pot.left : pot.nextTime + POTTING * total(pot.wants)
    // Nobody fetches a dish before the ingredients are on their way.
    const earliest = rank < 0 ? -NEVER : (rank * 2 + total(pot.wants)) * POTTING
    jobs.push({
      key: Math.max(ready - tripOf(brief, pot), earliest),
      pot,
      thing: DISH,
      from: -1,
      release: ready,
      isAhead: pot.left === NEVER,
    })
    pushIngredients(jobs, pot, pot.next, ready + SERVING, ready + 1, true)
  }
  for (const { cell, thing } of brief.loose) {
    if (thing === SOUP) jobs.push({ key: 0, pot: null, thing: SOUP, from: cell, release: 0, isAhead: false })
  }
  return jobs.sort((a, b) => a.key - b.key)
}

/** Ticks from setting out for a dish to standing at the pot with it. */
function tripOf(brief: Brief, pot: Pot): number {
  const sources = sourcesOf(brief, { thing: DISH, from: -1 })
  const ways = sources.map(({ cell }) => onward(brief.rooms, cell, pot.cell)).filter((way) => way > 0)
  return FETCHING + Math.min(SERVING, ...ways)
}

const total = (wants: readonly [number, number]): number => wants[0] + wants[1]

function pushIngredients(
  jobs: Job[],
  pot: Pot,
  wants: readonly [number, number],
  key: number,
  release: number,
  isAhead: boolean,
): void {
  for (let i = 0; i < total(wants); i++) {
    jobs.push({ key: key + i * POTTING, pot, thing: i < wants[0] ? ONION : TOMATO, from: -1, release, isAhead })
  }
}

/** The pots from which cooks can get a soup to a hatch, with what they want. */
function readPots(brief: Brief): Pot[] {
  const { world, slot, rooms, cooks } = brief
  const { layout, cells } = world.tables
  const { recipes } = layout
  const pots: Pot[] = []
  for (const cell of layout.pots) {
    const hops = hopsTo(rooms, cooks, [cell])
    if (!rooms.reach[cell].some((room) => hops[room] === 0 && brief.hatchHops[room] >= 0)) continue
    const mix = world.state.mix[slot * cells + cell]
    const cook = world.state.cook[slot * cells + cell]
    const isIdle = cook <= IDLE
    const has = recipes.idOf[mix]
    const aim = isIdle ? bestAim(brief, cell, hops, has) : has
    const next = bestAim(brief, cell, hops, 0)
    if (aim < 0) continue
    const wants = missing(layout, has, aim)
    pots.push({
      cell,
      mix,
      left: isIdle ? NEVER : Math.max(0, recipes.time[has] - cook),
      wants,
      open: total(wants),
      isStartable: isIdle && !layout.oldDynamics && mixCount(mix) > 0 && total(wants) === 0,
      next: next < 0 ? [0, 0] : missing(layout, 0, next),
      nextTime: recipes.time[aim],
      hops,
    })
  }
  return pots
}

function missing({ recipes }: Layout, has: number, aim: number): readonly [number, number] {
  const side = recipes.max + 1
  return [(aim % side) - (has % side), Math.floor(aim / side) - Math.floor(has / side)]
}

/** The recipe with the best pay a tick that contains recipe `has` and that cooks can bring together; -1 for none. */
function bestAim(brief: Brief, pot: number, hops: Int16Array, has: number): number {
  const { world, slot, cooks } = brief
  const { layout } = world.tables
  const { recipes } = layout
  let best = -1
  let bestRate = 0
  for (const { id, onions, tomatoes } of recipes.list) {
    const [moreOnions, moreTomatoes] = missing(layout, has, id)
    if (moreOnions < 0 || moreTomatoes < 0) continue
    if (layout.oldDynamics && onions + tomatoes !== 3) continue
    if (!canGet(brief, pot, hops, ONION, moreOnions) || !canGet(brief, pot, hops, TOMATO, moreTomatoes)) continue
    const pay = Math.max(deliveryReward(recipes, world.state.orders, slot * recipes.ids, id), has > 0 ? JUNK : 0)
    const more = moreOnions + moreTomatoes
    const work = (POTTING * more + SERVING) / cooks.length
    const turn = (recipes.time[id] + POTTING * more) / layout.pots.length
    const rate = pay / Math.max(work, turn)
    if (rate <= bestRate) continue
    bestRate = rate
    best = id
  }
  return best
}

/** Whether cooks can bring `count` of an ingredient to where the hops lead. */
function canGet(brief: Brief, pot: number, hops: Int16Array, thing: number, count: number): boolean {
  if (count === 0) return true
  if (brief.cooks.every((cook) => hops[cook.room] < 0 || brief.refuses(cook.player, thing, pot))) return false
  const { layout } = brief.world.tables
  const boxes = thing === ONION ? layout.onions : layout.tomatoes
  if (boxes.some((cell) => hopsOf(brief.rooms, hops, cell) >= 0)) return true
  const lying = brief.loose.filter((item) => item.thing === thing && hopsOf(brief.rooms, hops, item.cell) >= 0).length
  const carried = brief.cooks.filter((cook) => cook.held === thing && hops[cook.room] >= 0).length
  return lying + carried >= count
}

/** What a job's thing can be taken from. */
export function sourcesOf(
  { world, loose }: Brief,
  { thing, from }: Pick<Job, 'thing' | 'from'>,
): { cell: number; loose: Loose | null }[] {
  const { layout } = world.tables
  const lying = loose.filter((item) => item.thing === thing && !item.isTaken && (from < 0 || item.cell === from))
  const boxes =
    thing === ONION ? layout.onions : thing === TOMATO ? layout.tomatoes : thing === DISH ? layout.dishes : []
  return [
    ...lying.map((item) => ({ cell: item.cell, loose: item })),
    ...Array.from(boxes, (cell) => ({ cell, loose: null })),
  ]
}
