/**
 * Who does what in a kitchen: one errand for each cook, from the state alone.
 *
 * Jobs (overcooked-chef-jobs.ts) are given out in the order in which they have to begin, and each goes to the cook who would be done first, who is busy until then (list scheduling,
 * Graham 1966). A cook's first job is its errand; so a cook does not run for what another one is about to do anyway.
 *
 * Cooks in rooms without a way between them hand things over: rooms are numbered by hand-overs to a job's goal, things move over
 * shared counters to a lower number, and only cooks of the lowest number that reaches a thing take it.
 */
import { FAR, costTo, goalPoses, planCost } from '../../envs/overcooked/planner.ts'
import { DISH, type KitchenWorld, NOTHING, SOUP } from '../../envs/overcooked/state.ts'
import { type Rooms, hopsOf, onward } from './overcooked-chef-rooms.ts'
import {
  type Brief, type Cook, type Job, type Loose, NEVER, type Refuses, type Task, jobsOf, readBrief, sourcesOf,
} from './overcooked-chef-jobs.ts' // prettier-ignore

// Estimates and margins in ticks.
const HANDING_OVER = 4
const DROPPING = 3 // what putting a thing aside costs beside the way
const HOLDING = 20 // a thing in hands is kept for a job that begins within so many ticks of another one,
const HOLDING_ALONE = 8 // or so many where nobody else can do the other one
const GAIN = 1 // what handing over instead of walking round has to save

/** One task for each player of the slot. Players who are not `present` are in the way and do nothing. */
export function assign(
  world: KitchenWorld,
  slot: number,
  rooms: Rooms,
  present: readonly boolean[],
  refuses: Refuses,
): Task[] {
  const brief = readBrief(world, slot, rooms, present, refuses)
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
  const tasks = present.map(() => NOTHING_TO_DO)
  for (const cook of brief.cooks) tasks[cook.player] = cook.errand ?? spare(brief, cook)
  return tasks
}

const NOTHING_TO_DO: Task = { feature: -1, release: 0, priority: NEVER, thing: NOTHING, pot: -1 }

const isWanted = (brief: Brief, cook: Cook, { pot, thing }: Job): boolean =>
  thing === cook.held &&
  thing !== NOTHING &&
  (pot ? pot.hops : brief.hatchHops)[cook.room] >= 0 &&
  !(pot && brief.refuses(cook.player, thing, pot.cell))

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
    const left = item.thing === thing && !item.isTaken ? hopsOf(brief.rooms, goal, item.cell) : -1
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
    if (hopsOf(brief.rooms, hops, source.cell) !== hops[cook.room]) continue
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
      if (other === offer.cook || other.held !== NOTHING || brief.refuses(other.player, job.thing, job.pot!.cell))
        continue
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
    const cost = way + onward(brief.rooms, cell, goal)
    if (way === FAR || cost >= best) continue
    best = cost
    counter = cell
  }
  return counter
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
