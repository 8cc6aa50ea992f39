/**
 * Who walks where: one action for each player of a kitchen, so that nobody is run into.
 *
 * Windowed cooperative search (Silver, "Cooperative pathfinding", AIIDE 2005): players plan one after the other, by priority, over
 * (pose, tick) for WINDOW ticks, around what the earlier ones have reserved; beyond the window counts the way of a player alone.
 * A player left without any way out goes first in another attempt.
 */
import { FAR, type MotionPlanner, costTo } from '../../envs/overcooked/planner.ts'
import { INTERACT, STAY } from '../../envs/overcooked/state.ts'

/** What one player is about to do. */
export interface Errand {
  /** Cell of the feature that it will use, or -1 for nothing. */
  readonly feature: number
  /** Ticks until using it has an effect; 0 is now. */
  readonly release: number
  /** Lower numbers plan first. */
  readonly priority: number
}

const WINDOW = 14
const NO_POSE = -1
/** A way that nobody can go, in ticks. */
const NEVER = 10_000
const FREE = 0

/** Buffers of one layout. */
export interface Traffic {
  readonly planner: MotionPlanner
  readonly cells: number
  /** [WINDOW + 1, C] player + 1 that has reserved the cell at that tick; FREE. */
  readonly reserved: Uint8Array
  /** [WINDOW + 1, 4 * C] fewest moves to be in a pose at that tick, -1 for never, and the pose before. */
  readonly moves: Int16Array
  readonly before: Int32Array
  /** [WINDOW + 1] of the player planned last. */
  readonly path: Int32Array
}

export function createTraffic(planner: MotionPlanner): Traffic {
  const cells = planner.goal.length
  return {
    planner,
    cells,
    reserved: new Uint8Array((WINDOW + 1) * cells),
    moves: new Int16Array((WINDOW + 1) * cells * 4),
    before: new Int32Array((WINDOW + 1) * cells * 4),
    path: new Int32Array(WINDOW + 1),
  }
}

/** The next action of each player, `[n]` like `poses` and `errands`; players who are not `present` stay and count as walls. */
export function direct(
  traffic: Traffic,
  poses: readonly number[],
  errands: readonly Errand[],
  present: readonly boolean[],
): number[] {
  const actions = poses.map((): number => STAY)
  const order = [...poses.keys()].filter((player) => present[player])
  order.sort((a, b) => errands[a].priority - errands[b].priority || a - b)
  for (let attempt = 0; attempt < order.length; attempt++) {
    const lost = planAll(traffic, poses, errands, order, actions)
    if (lost < 0) break
    order.splice(order.indexOf(lost), 1)
    order.unshift(lost)
  }
  return actions
}

/** Plans in this order. Returns the first player that found no way, which stays, or -1. */
function planAll(
  traffic: Traffic,
  poses: readonly number[],
  errands: readonly Errand[],
  order: readonly number[],
  actions: number[],
): number {
  traffic.reserved.fill(FREE)
  let lost = -1
  for (const player of order) {
    const end = search(traffic, player, poses[player], errands[player])
    if (end < 0) {
      actions[player] = STAY
      if (lost < 0) lost = player
      continue
    }
    actions[player] = firstAction(traffic, poses[player], errands[player], end)
  }
  return lost
}

function firstAction({ planner, path }: Traffic, pose: number, errand: Errand, end: number): number {
  if (end > 0) {
    if (path[1] !== pose) return path[1] & 3
    // Bumping into the wall that it faces already changes nothing: that is a wait, too.
    return STAY
  }
  return errand.release <= 0 && planner.front[pose] === errand.feature ? INTERACT : STAY
}

/** Finds and reserves the best way of a player. Returns its length in ticks, 0 for using the feature from here; -1 for none. */
function search(traffic: Traffic, player: number, start: number, errand: Errand): number {
  const { planner, cells, moves, before } = traffic
  const size = cells * 4
  moves.fill(-1)
  moves[start] = 0
  let best = Infinity
  let bestTick = -1
  let bestPose = NO_POSE
  for (let tick = 0; tick <= WINDOW; tick++) {
    for (let pose = 0; pose < size; pose++) {
      const made = moves[tick * size + pose]
      if (made < 0) continue
      const cost = costAt(traffic, pose, tick, errand) * 64 + made
      if (cost < best || (cost === best && cost < Infinity && tick > bestTick)) {
        best = cost
        bestTick = tick
        bestPose = pose
      }
      if (tick === WINDOW) continue
      for (let action = 0; action <= STAY; action++) {
        const next = action === STAY ? pose : planner.moved[(pose & ~3) | action]
        if (!isFree(traffic, tick, pose >> 2, next >> 2)) continue
        const total = made + (action === STAY ? 0 : 1)
        const at = (tick + 1) * size + next
        if (moves[at] >= 0 && moves[at] <= total) continue
        moves[at] = total
        before[at] = pose
      }
    }
  }
  if (bestTick < 0) return -1
  reserve(traffic, player, bestPose, bestTick, errand)
  return bestTick
}

/** Ticks until the feature has been used, for a player that is in this pose at this tick and stays or goes on alone. */
function costAt({ planner, reserved, cells }: Traffic, pose: number, tick: number, errand: Errand): number {
  if (errand.feature >= 0 && planner.front[pose] === errand.feature) {
    const last = Math.min(Math.max(tick, errand.release) + 1, WINDOW)
    for (let later = tick + 1; later <= last; later++)
      if (reserved[later * cells + (pose >> 2)] !== FREE) return Infinity
    return Math.max(tick, errand.release)
  }
  if (tick < WINDOW) return Infinity
  if (errand.feature < 0) return 0
  const way = costTo(planner, pose, errand.feature)
  return way === FAR ? NEVER : Math.max(tick + way - 1, errand.release)
}

/** Whether a player may go from one cell to another, or stay, in this tick. */
function isFree({ reserved, cells }: Traffic, tick: number, from: number, to: number): boolean {
  const here = tick * cells
  const there = here + cells
  if (reserved[there + to] !== FREE) return false
  return from === to || reserved[here + to] === FREE || reserved[there + from] !== reserved[here + to]
}

function reserve(traffic: Traffic, player: number, end: number, ticks: number, errand: Errand): void {
  const { reserved, cells, before, path } = traffic
  for (let tick = ticks, pose = end; tick >= 0; tick--) {
    path[tick] = pose
    reserved[tick * cells + (pose >> 2)] = player + 1
    pose = before[tick * cells * 4 + pose]
  }
  const last = Math.min(Math.max(ticks, errand.release) + 1, WINDOW)
  for (let tick = ticks + 1; tick <= last; tick++) reserved[tick * cells + (end >> 2)] = player + 1
}
