/**
 * Who does what in a kitchen: one errand for each cook, from the state alone.
 *
 * Everything that has to happen is a job (bring an ingredient to a pot, bring a dish, start a pot, serve). Jobs are taken in the
 * order in which they have to begin, and each goes to the cook who would be done first, who is busy until then (list scheduling,
 * Graham 1966). A cook's first job is its errand; so a cook does not run for what another one is about to do anyway.
 *
 * Cooks in rooms without a way between them hand things over: rooms are numbered by hand-overs to a job's goal, things move over
 * shared counters to a lower number, and only cooks of the lowest number that reaches a thing take it.
 */
import { FAR, type MotionPlanner, costTo, dist, goalPoses, planCost, poseOf } from '../../envs/overcooked/planner.ts'
import { deliveryReward } from '../../envs/overcooked/recipes.ts'
import {
  DISH,
  FLOOR,
  IDLE,
  type KitchenWorld,
  NOTHING,
  ONION,
  POT,
  SOUP,
  TOMATO,
  mixCount,
} from '../../envs/overcooked/state.ts'
import { type Layout } from '../../envs/overcooked/layout.ts'
import { type Errand } from './overcooked-chef-traffic.ts'

// Estimates in ticks.
const POTTING = 4 // bringing one more ingredient to a pot
const FETCHING = 2 // getting to a dish
const SERVING = 12 // fetching a dish, filling it and serving
const HANDING_OVER = 4
const DROPPING = 3 // what putting a thing aside costs beside the way
const HOLDING = 20 // a thing in hands is kept for a job that begins within so many ticks of another one,
const HOLDING_ALONE = 8 // or so many where nobody else can do the other one
const GAIN = 1 // what handing over instead of walking round has to save
const ROUND = 5 // least way round a counter that is worth handing over
const NEVER = 10_000
/** What a soup that nobody ordered counts as worth: it has to leave the pot. */
const JUNK = 0.5

/** Rooms: connected floor, and which of them reach which feature. */
export interface Rooms {
  readonly planner: MotionPlanner
  /** [C] room of a floor cell, -1 elsewhere. */
  readonly roomOf: Int16Array
  readonly count: number
  /** [C] rooms from which a feature can be used. */
  readonly reach: readonly (readonly number[])[]
  /** Counters that more than one room reaches. */
  readonly shared: readonly number[]
  /** Counters with two sides that are far apart on foot. */
  readonly crossings: readonly number[]
}

export function findRooms(planner: MotionPlanner): Rooms {
  const { terrain } = planner.layout
  const roomOf = new Int16Array(terrain.length).fill(-1)
  let count = 0
  for (let cell = 0; cell < terrain.length; cell++) {
    if (terrain[cell] !== FLOOR || roomOf[cell] >= 0) continue
    const stack = [cell]
    roomOf[cell] = count
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (let facing = 0; facing < 4; facing++) {
        const next = planner.moved[poseOf(at, facing)] >> 2
        if (roomOf[next] >= 0) continue
        roomOf[next] = count
        stack.push(next)
      }
    }
    count++
  }
  const reach = Array.from(terrain, (code, cell) =>
    code === FLOOR ? [] : [...new Set(goalPoses(planner, cell).map((pose) => roomOf[pose >> 2]))],
  )
  const shared = Array.from(planner.layout.counters).filter((cell) => reach[cell].length > 1)
  const crossings = Array.from(planner.layout.counters).filter((cell) => {
    const poses = goalPoses(planner, cell)
    return poses.some((from) => poses.some((to) => dist(planner, from, to) >= ROUND))
  })
  return { planner, roomOf, count, reach, shared, crossings }
}

interface Cook {
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
interface Loose {
  readonly cell: number
  readonly thing: number
  isTaken: boolean
}
interface Pot {
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
interface Job {
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
interface Brief {
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

/** One task for each player of the slot. */
export function assign(world: KitchenWorld, slot: number, rooms: Rooms, refuses: Refuses): Task[] {
  const brief = readBrief(world, slot, rooms, refuses)
  for (const cook of brief.cooks) if (cook.held === SOUP) serve(brief, cook)
  const jobs = jobsOf(brief)
  for (const cook of brief.cooks) {
    const wanted = jobs.filter((job) => isWanted(brief, cook, job))
    cook.wanted = wanted[0]?.key ?? Infinity
    cook.wantedNow = wanted.find((job) => !job.isAhead)?.key ?? Infinity
  }
  for (const job of jobs) {
    if (brief.cooks.every((cook) => cook.errand)) break
    give(brief, job)
  }
  return brief.cooks.map((cook) => cook.errand ?? spare(brief, cook))
}

const isWanted = (brief: Brief, cook: Cook, { pot, thing }: Job): boolean =>
  thing === cook.held &&
  thing !== NOTHING &&
  (pot ? pot.hops : brief.hatchHops)[cook.room] >= 0 &&
  !(pot && brief.refuses(cook.player, thing, pot.cell))

function readBrief(world: KitchenWorld, slot: number, rooms: Rooms, refuses: Refuses): Brief {
  const { state, tables } = world
  const { layout, players, cells } = tables
  const base = slot * cells
  const cooks: Cook[] = []
  for (let player = 0; player < players; player++) {
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

/** [rooms] hand-overs from a room until one of these features can be used, -1 where cooks cannot get a thing there. */
function hopsTo(rooms: Rooms, cooks: readonly Cook[], features: ArrayLike<number>): Int16Array {
  const hops = new Int16Array(rooms.count).fill(-1)
  const isStaffed = new Uint8Array(rooms.count)
  for (const cook of cooks) isStaffed[cook.room] = 1
  let edge: number[] = []
  for (let i = 0; i < features.length; i++)
    edge.push(...rooms.reach[features[i]].filter((room) => isStaffed[room] === 1))
  for (let hop = 0; edge.length > 0; hop++) {
    for (const room of edge) if (hops[room] < 0) hops[room] = hop
    const next = new Set<number>()
    for (const counter of rooms.shared) {
      const reach = rooms.reach[counter]
      if (!reach.some((room) => hops[room] === hop)) continue
      for (const room of reach) if (hops[room] < 0 && isStaffed[room] === 1) next.add(room)
    }
    edge = [...next]
  }
  return hops
}

/** Fewest hand-overs left for a thing on this cell; -1 where nobody can take it on. */
function hopsOf({ rooms }: Brief, hops: Int16Array, cell: number): number {
  let least = -1
  for (const room of rooms.reach[cell]) if (hops[room] >= 0 && (least < 0 || hops[room] < least)) least = hops[room]
  return least
}

/** Everything that is to be done, in the order in which it has to begin. */
function jobsOf(brief: Brief): Job[] {
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
  const ways = sources.map(({ cell }) => onward(brief, cell, pot.cell)).filter((way) => way > 0)
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
  if (boxes.some((cell) => hopsOf(brief, hops, cell) >= 0)) return true
  const lying = brief.loose.filter((item) => item.thing === thing && hopsOf(brief, hops, item.cell) >= 0).length
  const carried = brief.cooks.filter((cook) => cook.held === thing && hops[cook.room] >= 0).length
  return lying + carried >= count
}

/** A way to do a job: the cook, its first stop, and what will be when it is done. */
interface Offer {
  cook: Cook
  done: number
  /** First feature to use and when that has an effect, ticks from now. */
  first: number
  release: number
  pose: number
  held: number
  loose: Loose | null
  /** Counters that get filled on the way. */
  fills: number[]
  /** Who takes it from a counter, after this cook has been busy for so long; null where it brings the thing all the way. */
  partner: Cook | null
  busy: number
  counter: number
}

/** Gives a job to the cook who would be done with it first; cooks keep what they hold if anybody else can do it. */
function give(brief: Brief, job: Job): void {
  if (job.thing === DISH && job.isAhead && job.pot!.open > 0) return
  const best = bestOffer(brief, job, false) ?? bestOffer(brief, job, true)
  if (!best) {
    const waiting = nearer(brief, job, Infinity)[0]
    if (waiting) waiting.isTaken = true
    return
  }
  const { cook } = best
  if (job.pot && job.release === 0 && job.thing !== NOTHING) job.pot.open--
  cook.errand ??= {
    feature: best.first,
    release: best.release,
    priority: job.key + (job.isAhead ? NEVER / 2 : 0),
    thing: job.thing,
    pot: job.pot?.cell ?? -1,
  }
  cook.time = best.partner ? best.busy : best.done
  cook.pose = best.pose
  cook.held = best.held
  if (best.loose) best.loose.isTaken = true
  if (best.partner) receive(brief, best, job)
  for (const cell of best.fills) brief.space.delete(cell)
}

/** The cook on the other side of a counter waits there and does the rest. */
function receive(brief: Brief, { partner, counter, busy, done }: Offer, job: Job): void {
  partner!.errand ??= {
    feature: counter,
    release: busy + 1,
    priority: job.key + 1,
    thing: job.thing,
    pot: job.pot!.cell,
  }
  partner!.time = done
  partner!.pose = arrive(brief, arrive(brief, partner!.pose, counter), job.pot!.cell)
}

/** `alone`: nobody else can do it, so cooks let go of what they hold more readily. */
function bestOffer(brief: Brief, job: Job, alone: boolean): Offer | null {
  let best: Offer | null = null
  for (const cook of brief.cooks) {
    const offer = job.thing === NOTHING ? offerStart(brief, cook, job, alone) : offerBringing(brief, cook, job, alone)
    if (offer && (!best || offer.done < best.done)) best = offer
  }
  return best
}

/** Things for a job that lie fewer than `hops` hand-overs from its goal, and that nobody has taken. */
function nearer(brief: Brief, { pot, thing }: Job, hops: number): Loose[] {
  const goal = pot ? pot.hops : brief.hatchHops
  return brief.loose.filter((item) => {
    const left = item.thing === thing && !item.isTaken ? hopsOf(brief, goal, item.cell) : -1
    return left >= 0 && left < hops
  })
}

/** Where a cook with its hands free would begin: it may have to put something down first. */
interface Start {
  pose: number
  time: number
  /** Counter that it uses first, or -1. */
  drop: number
}
function emptyHanded(brief: Brief, cook: Cook, job: Job, alone: boolean): Start | null {
  if (cook.held === NOTHING) return { pose: cook.pose, time: cook.time, drop: -1 }
  if (cook.errand || (alone ? cook.wantedNow < job.key + HOLDING_ALONE : cook.wanted < job.key + HOLDING)) return null
  const counter = nearestSpace(brief, cook.pose)
  if (counter < 0) return null
  const way = costTo(brief.rooms.planner, cook.pose, counter)
  return { pose: arrive(brief, cook.pose, counter), time: cook.time + way + DROPPING, drop: counter }
}

/** The nearest counter with room, one that is not shared if there is one; -1 for none. */
function nearestSpace({ rooms, space }: Brief, pose: number): number {
  let best = FAR * 2
  let closest = -1
  for (const cell of space) {
    const way = costTo(rooms.planner, pose, cell)
    const cost = way + (rooms.reach[cell].length > 1 ? FAR / 2 : 0)
    if (way === FAR || cost >= best) continue
    best = cost
    closest = cell
  }
  return closest
}

function offerStart(brief: Brief, cook: Cook, job: Job, alone: boolean): Offer | null {
  const start = emptyHanded(brief, cook, job, alone)
  if (!start) return null
  const pot = job.pot!
  const way = costTo(brief.rooms.planner, start.pose, pot.cell)
  if (way === FAR) return null
  const dropped = start.drop >= 0
  return {
    cook, done: start.time + way, first: dropped ? start.drop : pot.cell, release: 0, pose: arrive(brief, start.pose, pot.cell),
    held: NOTHING, loose: null,
    partner: null,
    busy: 0,
    counter: -1, fills: dropped ? [start.drop] : [],
  } // prettier-ignore
}

function offerBringing(brief: Brief, cook: Cook, job: Job, alone: boolean): Offer | null {
  const hops = job.pot ? job.pot.hops : brief.hatchHops
  if (hops[cook.room] < 0 || (job.pot && brief.refuses(cook.player, job.thing, job.pot.cell))) return null
  if (cook.held === job.thing && job.thing !== SOUP && !cook.errand) {
    return offerLast(brief, cook, job, { pose: cook.pose, time: cook.time, first: -1, fills: [] })
  }
  const start = emptyHanded(brief, cook, job, alone)
  if (!start) return null
  // What lies nearer already needs no second one.
  if (nearer(brief, job, hops[cook.room]).length > 0) return null
  const fills = start.drop >= 0 ? [start.drop] : []
  let best: Offer | null = null
  for (const source of sourcesOf(brief, job)) {
    if (hopsOf(brief, hops, source.cell) !== hops[cook.room]) continue
    const way = costTo(brief.rooms.planner, start.pose, source.cell)
    if (way === FAR) continue
    const pose = arrive(brief, start.pose, source.cell)
    const first = start.drop >= 0 ? start.drop : source.cell
    const offer = offerLast(brief, cook, job, { pose, time: start.time + way, first, fills })
    if (!offer || (best && offer.done >= best.done)) continue
    best = offer
    best.loose = source.loose
  }
  return best
}

/** What a job's thing can be taken from. */
function sourcesOf(
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

/** The last leg of a job: from where the cook has the thing in hands to where it belongs, or to a counter for the next room. */
function offerLast(
  brief: Brief,
  cook: Cook,
  job: Job,
  from: { pose: number; time: number; first: number; fills: number[] },
): Offer | null {
  const { pot, thing } = job
  const hops = pot ? pot.hops : brief.hatchHops
  const isHere = hops[cook.room] === 0
  const goal = !isHere
    ? handOver(brief, cook.room, from.pose, hops, thing, pot?.cell ?? -1)
    : pot
      ? pot.cell
      : nearestHatch(brief, from.pose)
  if (goal < 0) return null
  const way = costTo(brief.rooms.planner, from.pose, goal)
  if (way === FAR) return null
  const isDirect = from.first < 0
  const offer: Offer = {
    cook,
    done: from.time + way,
    first: isDirect ? goal : from.first,
    release: isDirect && isHere ? job.release : 0,
    pose: arrive(brief, from.pose, goal),
    held: NOTHING,
    loose: null,
    fills: from.fills,
    partner: null,
    busy: 0,
    counter: -1,
  }
  if (!isHere) return { ...offer, done: offer.done + HANDING_OVER * hops[cook.room] + 4, fills: [...from.fills, goal] }
  if (pot && thing === DISH) {
    offer.done = Math.max(offer.done, job.release)
    const hatch = nearestHatch(brief, offer.pose)
    if (hatch >= 0) {
      offer.done += costTo(brief.rooms.planner, offer.pose, hatch)
      offer.pose = arrive(brief, offer.pose, hatch)
    }
  } else if (pot) {
    offer.done = Math.max(offer.done, job.release)
    return crossing(brief, offer, job, from.pose, from.time) ?? offer
  }
  return offer
}

/**
 * The same offer with a hand-over in one room: a counter stands between two far sides, and the cook on the other side is done with
 * the rest before this one has walked round. Null where nothing is gained.
 */
function crossing(brief: Brief, offer: Offer, job: Job, pose: number, time: number): Offer | null {
  const { planner, crossings } = brief.rooms
  let best: Offer | null = null
  for (const counter of crossings) {
    const way = costTo(planner, pose, counter)
    if (!brief.space.has(counter) || way === FAR || time + way + GAIN >= offer.done) continue
    for (const other of brief.cooks) {
      if (other === offer.cook || other.held !== NOTHING) continue
      const there = other.time + costTo(planner, other.pose, counter)
      const rest = costTo(planner, arrive(brief, other.pose, counter), job.pot!.cell)
      const done = Math.max(there, time + way + 1) + rest
      if (rest === FAR || done + GAIN > (best ?? offer).done) continue
      best = {
        ...offer,
        done,
        first: offer.first === job.pot!.cell ? counter : offer.first,
        release: 0,
        pose: arrive(brief, pose, counter),
        fills: [...offer.fills, counter],
        partner: other,
        busy: time + way,
        counter,
      }
    }
  }
  return best
}

/** The pose in which a cook uses a feature when it comes from `pose`. */
function arrive({ rooms: { planner } }: Brief, pose: number, feature: number): number {
  let best = FAR
  let goal = pose
  for (const candidate of goalPoses(planner, feature)) {
    const cost = planCost(planner, pose, candidate)
    if (cost >= best) continue
    best = cost
    goal = candidate
  }
  return goal
}

function nearestHatch({ rooms, world }: Brief, pose: number): number {
  let best = FAR
  let closest = -1
  for (const cell of world.tables.layout.hatches) {
    const cost = costTo(rooms.planner, pose, cell)
    if (cost >= best) continue
    best = cost
    closest = cell
  }
  return closest
}

/**
 * The counter with room over which a thing gets one hand-over nearer to a pot (-1: a hatch), cheapest for both sides; -1 for none.
 * The last free counter is for a dish if none is over there, and for ingredients if one is.
 */
function handOver(brief: Brief, room: number, pose: number, hops: Int16Array, thing: number, goal: number): number {
  const { rooms, space } = brief
  const usable = rooms.shared.filter(
    (cell) => rooms.reach[cell].includes(room) && rooms.reach[cell].some((other) => hops[other] === hops[room] - 1),
  )
  const free = usable.filter((cell) => space.has(cell))
  if (thing !== SOUP && usable.length > 1 && free.length < 2) {
    const hasDish =
      usable.some((cell) => brief.loose.some((item) => item.cell === cell && item.thing === DISH)) ||
      brief.cooks.some((cook) => cook.held === DISH && hops[cook.room] >= 0 && hops[cook.room] < hops[room])
    if (hasDish === (thing === DISH)) return -1
  }
  let best = NEVER
  let counter = -1
  for (const cell of free) {
    const way = costTo(rooms.planner, pose, cell)
    const cost = way + onward(brief, cell, goal)
    if (way === FAR || cost >= best) continue
    best = cost
    counter = cell
  }
  return counter
}

/** Ticks from taking a thing off a counter to using a feature, from the best side; 0 where that takes another hand-over. */
function onward({ rooms: { planner } }: Brief, counter: number, goal: number): number {
  const least =
    goal < 0 ? FAR : Math.min(FAR, ...goalPoses(planner, counter).map((pose) => costTo(planner, pose, goal)))
  return least === FAR ? 0 : least
}

/** A soup in hands is served, or handed on, before anything else. */
function serve(brief: Brief, cook: Cook): void {
  const hop = brief.hatchHops[cook.room]
  const goal =
    hop === 0
      ? nearestHatch(brief, cook.pose)
      : hop > 0
        ? handOver(brief, cook.room, cook.pose, brief.hatchHops, SOUP, -1)
        : -1
  if (goal < 0) return
  cook.errand = { feature: goal, release: 0, priority: -NEVER, thing: SOUP, pot: -1 }
  cook.time += costTo(brief.rooms.planner, cook.pose, goal)
  cook.pose = arrive(brief, cook.pose, goal)
  cook.held = NOTHING
  if (hop > 0) brief.space.delete(goal)
}

/** Nothing to do: puts down what nobody needs where it is in nobody's way, or waits. */
function spare(brief: Brief, cook: Cook): Task {
  const counter = cook.held === NOTHING || cook.held === SOUP ? -1 : nearestSpace(brief, cook.pose)
  const isAside = counter >= 0 && brief.rooms.reach[counter].length === 1
  return { feature: isAside ? counter : -1, release: 0, priority: NEVER, thing: NOTHING, pot: -1 }
}
