/**
 * The rooms of a kitchen (floor without a way to the rest), and what cooks hand over between them.
 *
 * Rooms are numbered by hand-overs to a goal; a thing moves over shared counters to a lower number.
 */
import { FAR, type MotionPlanner, costTo, dist, goalPoses, poseOf } from '../../envs/overcooked/planner.ts'
import { FLOOR } from '../../envs/overcooked/state.ts'

/** Least way round a counter, in ticks, that makes it worth handing over. */
const ROUND = 5

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

/** [rooms] hand-overs from a room until one of these features can be used, -1 where cooks cannot get a thing there. */
export function hopsTo(
  rooms: Rooms,
  cooks: readonly { readonly room: number }[],
  features: ArrayLike<number>,
): Int16Array {
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
export function hopsOf(rooms: Rooms, hops: Int16Array, cell: number): number {
  let least = -1
  for (const room of rooms.reach[cell]) if (hops[room] >= 0 && (least < 0 || hops[room] < least)) least = hops[room]
  return least
}

/** Ticks from taking a thing off a counter to using a feature, from the best side; 0 where that takes another hand-over. */
export function onward({ planner }: Rooms, counter: number, goal: number): number {
  const least =
    goal < 0 ? FAR : Math.min(FAR, ...goalPoses(planner, counter).map((pose) => costTo(planner, pose, goal)))
  return least === FAR ? 0 : least
}
