/**
 * Shortest ways for one player who is alone in a kitchen.
 *
 * A pose is where a player stands and what it faces, packed as `cell * 4 + facing`. A move costs 1 and turns the player even
 * where something is in its way; a player cannot turn towards a free cell without walking into it. Other players are not seen.
 * The same distances and ties as the reference's MotionPlanner (Carroll et al. 2019, github.com/HumanCompatibleAI/overcooked_ai,
 * planning/planners.py), without its table of all plans: a plan is read off the distances when it is asked for.
 *
 * Memory: one row of 2 bytes a cell for each goal pose and each feature that was ever asked for, made on the first
 * question and kept; 15 kB for an 8x5 kitchen with all counters as goals, 8 kB a goal for a 64x64 map. After that a look-up
 * allocates nothing.
 */
import type { Layout } from './layout.ts'
import { COUNTER, DX, DY, FLOOR, INTERACT } from './state.ts'

/** A distance that no path has. */
export const FAR = 0xffff

/** Which counters count as goals: none, all, or these cells. Pots, boxes, racks and hatches always do. */
export type CounterGoals = 'none' | 'all' | ArrayLike<number>

export interface MotionPlanner {
  readonly layout: Layout
  /** [C] 1 where the cell is a feature that a player may go to: no floor, and no counter outside the counter goals. */
  readonly goal: Uint8Array
  /** [C * 4] the cell in front of a pose; the cell itself at the border. */
  readonly front: Uint16Array
  /** [C * 4] the pose after a move in this direction from this cell. */
  readonly moved: Uint32Array
  /** [C * 4] moves from a cell to each goal pose, facing nothing useful; null until somebody asks. Rows are [C]. */
  readonly toPose: (Uint16Array | null)[]
  /** [C] the same to the nearest goal pose of each feature. */
  readonly toFeature: (Uint16Array | null)[]
}

export const poseOf = (cell: number, facing: number): number => cell * 4 + facing
/** NORTH <-> SOUTH, EAST <-> WEST. */
export const opposite = (facing: number): number => facing ^ 1

/** Throws a RangeError where a counter goal is no counter of the layout. */
export function buildPlanner(layout: Layout, counterGoals: CounterGoals): MotionPlanner {
  const cells = layout.width * layout.height
  const front = new Uint16Array(cells * 4)
  const moved = new Uint32Array(cells * 4)
  for (let cell = 0; cell < cells; cell++) {
    for (let facing = 0; facing < 4; facing++) {
      const ahead = neighbour(layout, cell, facing)
      front[poseOf(cell, facing)] = ahead
      moved[poseOf(cell, facing)] = poseOf(layout.terrain[ahead] === FLOOR ? ahead : cell, facing)
    }
  }
  const toPose = Array.from({ length: cells * 4 }, () => null)
  const toFeature = Array.from({ length: cells }, () => null)
  return { layout, goal: goalCells(layout, counterGoals), front, moved, toPose, toFeature }
}

const planners = new WeakMap<Layout, Map<'none' | 'all', MotionPlanner>>()

/** The planner of a layout, built once. */
export function plannerFor(layout: Layout, counterGoals: 'none' | 'all'): MotionPlanner {
  let built = planners.get(layout)
  if (!built) planners.set(layout, (built = new Map()))
  let planner = built.get(counterGoals)
  if (!planner) built.set(counterGoals, (planner = buildPlanner(layout, counterGoals)))
  return planner
}

function goalCells(layout: Layout, counterGoals: CounterGoals): Uint8Array {
  const { terrain, counters } = layout
  const goal = Uint8Array.from(terrain, (code) => (code === FLOOR || code === COUNTER ? 0 : 1))
  const chosen = counterGoals === 'none' ? [] : counterGoals === 'all' ? counters : Array.from(counterGoals)
  for (const cell of chosen) {
    if (terrain[cell] !== COUNTER) {
      throw new RangeError(
        `Got cell ${cell} as a counter goal, expected a counter of layout ${layout.name}: ${counters.join(', ')}.`,
      )
    }
    goal[cell] = 1
  }
  return goal
}

function neighbour(layout: Layout, cell: number, facing: number): number {
  const x = (cell % layout.width) + DX[facing]
  const y = Math.floor(cell / layout.width) + DY[facing]
  return x < 0 || y < 0 || x >= layout.width || y >= layout.height ? cell : y * layout.width + x
}

/**
 * Moves from each cell `[C]` until the first of these arrivals, each of which is a cell from which one more move ends the way.
 * Breadth first over the floor: a step between floor cells costs 1 whatever the player faced.
 */
function flood(planner: MotionPlanner, arrivals: readonly number[]): Uint16Array {
  const { moved } = planner
  const far = new Uint16Array(planner.goal.length).fill(FAR)
  const queue: number[] = []
  for (const cell of arrivals) {
    if (far[cell] === FAR) queue.push(cell)
    far[cell] = 1
  }
  for (let head = 0; head < queue.length; head++) {
    const cell = queue[head]
    for (let facing = 0; facing < 4; facing++) {
      const next = moved[poseOf(cell, facing)] >> 2
      if (far[next] !== FAR) continue
      far[next] = far[cell] + 1
      queue.push(next)
    }
  }
  return far
}

/** Cells from which one move ends in this pose: the one behind it, and its own where the player can turn in place. */
function arrivalsOf(planner: MotionPlanner, pose: number): number[] {
  const { front, moved, layout } = planner
  const cell = pose >> 2
  if (layout.terrain[cell] !== FLOOR) return []
  const behind = front[poseOf(cell, opposite(pose & 3))]
  const cells = moved[pose] === pose ? [cell] : []
  if (behind !== cell && layout.terrain[behind] === FLOOR) cells.push(behind)
  return cells
}

/** Poses in which a player could use this feature, standing to the N, S, E and W of it. Valid goals or not. */
export function goalPoses(planner: MotionPlanner, feature: number): number[] {
  const poses: number[] = []
  for (let side = 0; side < 4; side++) {
    const cell = planner.front[poseOf(feature, side)]
    if (cell !== feature && planner.layout.terrain[cell] === FLOOR) poses.push(poseOf(cell, opposite(side)))
  }
  return poses
}

/** Whether a way may end in this pose: on the floor, in front of a feature that is a goal. */
export const isGoalPose = (planner: MotionPlanner, pose: number): boolean =>
  planner.layout.terrain[pose >> 2] === FLOOR && planner.goal[planner.front[pose]] === 1

/** Fewest moves between two poses; FAR where there is no way. */
export function dist(planner: MotionPlanner, from: number, to: number): number {
  if (from === to) return 0
  const row = (planner.toPose[to] ??= flood(planner, arrivalsOf(planner, to)))
  return row[from >> 2]
}

/** Actions to use what a pose faces: the moves and one INTERACT; FAR where there is no way. */
export function planCost(planner: MotionPlanner, from: number, to: number): number {
  const moves = dist(planner, from, to)
  return moves === FAR ? FAR : moves + 1
}

/**
 * The first move of the reference's plan: to the pose nearest to the goal, the lowest pose of equals. INTERACT at the goal, and
 * -1 where there is no way.
 */
export function firstAction(planner: MotionPlanner, from: number, to: number): number {
  if (from === to) return INTERACT
  let best = FAR
  let bestPose = -1
  for (let facing = 0; facing < 4; facing++) {
    const pose = planner.moved[(from & ~3) | facing]
    const moves = dist(planner, pose, to)
    if (moves > best || (moves === best && (moves === FAR || pose > bestPose))) continue
    best = moves
    bestPose = pose
  }
  return bestPose < 0 ? -1 : bestPose & 3
}

/** The actions from a pose to another one and an INTERACT there, as the reference plans them. Throws where there is no way. */
export function plan(planner: MotionPlanner, from: number, to: number): number[] {
  if (dist(planner, from, to) === FAR) {
    throw new RangeError(
      `Got no way from ${poseText(planner, from)} to ${poseText(planner, to)} in layout ${planner.layout.name}; ask dist() first.`,
    )
  }
  const actions: number[] = []
  for (let pose = from; ; pose = planner.moved[(pose & ~3) | actions[actions.length - 1]]) {
    actions.push(firstAction(planner, pose, to))
    if (pose === to) return actions
  }
}

function poseText(planner: MotionPlanner, pose: number): string {
  const { width } = planner.layout
  return `(${(pose >> 2) % width}, ${Math.floor((pose >> 2) / width)}) facing ${'NSEW'[pose & 3]}`
}

/** Fewest actions until a player in this pose has used the feature, 1 in front of it; FAR where it cannot or may not. */
export function costTo(planner: MotionPlanner, pose: number, feature: number): number {
  if (planner.goal[feature] === 0) return FAR
  if (planner.front[pose] === feature) return 1
  const row = (planner.toFeature[feature] ??= floodFeature(planner, feature))
  const moves = row[pose >> 2]
  return moves === FAR ? FAR : moves + 1
}

function floodFeature(planner: MotionPlanner, feature: number): Uint16Array {
  return flood(
    planner,
    goalPoses(planner, feature).flatMap((pose) => arrivalsOf(planner, pose)),
  )
}

/** The least `costTo` over the first `count` features; FAR where none can be reached. */
export function minCostToFeature(
  planner: MotionPlanner,
  pose: number,
  features: ArrayLike<number>,
  count = features.length,
): number {
  let best = FAR
  for (let i = 0; i < count; i++) {
    const cost = costTo(planner, pose, features[i])
    if (cost < best) best = cost
  }
  return best
}

/** The feature of least `costTo`, the first of equals; -1 where none can be reached. */
export function closestFeature(planner: MotionPlanner, pose: number, features: ArrayLike<number>): number {
  let best = FAR
  let closest = -1
  for (let i = 0; i < features.length; i++) {
    const cost = costTo(planner, pose, features[i])
    if (cost >= best) continue
    best = cost
    closest = features[i]
  }
  return closest
}
