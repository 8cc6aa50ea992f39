/** What a chef remembers of the players of a kitchen: who gets nowhere with what, and who does not play along. */
import { FAR, type MotionPlanner, costTo } from '../../envs/overcooked/planner.ts'
import { type KitchenWorld, STAY } from '../../envs/overcooked/state.ts'
import type { Refuses, Task } from './overcooked-chef-jobs.ts'

/** Ticks without getting nearer after which a job is given up, and for how long; longer every time. */
const PERSISTENCE = 25
const GRUDGE = 100
/** Ticks after which a stranger who does not do its part is no longer counted on, until it moves. */
const TRUST = 20

/** Of one player. */
export interface Memory {
  /** Its pose and hands one tick ago. */
  pose: number
  held: number
  /** Whether the chef meant it to move then, and for how many ticks it could not. */
  meantToMove: boolean
  blocked: number
  /** Where it should go, how near it came (in ticks), and for how many ticks it has not come nearer. */
  feature: number
  nearest: number
  stalled: number
  /** For how many ticks it has changed nothing though it had something to do. */
  still: number
  /** Until which tick it does not bring a thing to a pot, by `thing * cells + pot`. */
  readonly grudges: Map<number, number>
}

export const blank = (): Memory => ({
  pose: -1,
  held: -1,
  meantToMove: false,
  blocked: 0,
  feature: -1,
  nearest: FAR,
  stalled: 0,
  still: 0,
  grudges: new Map(),
})

/** What each player does not try at this tick. */
export function refusals(memory: readonly Memory[], { tables, tick }: KitchenWorld, slot: number): Refuses {
  return (player, thing, pot) => (memory[player].grudges.get(thing * tables.cells + pot) ?? -1) > tick[slot]
}

/** Whether a player that the chef does not move has stopped doing anything. */
export const isAbsent = (memory: Memory): boolean => memory.still >= TRUST

/** Takes in a player's pose and hands, and what the chef wants it to do next. */
export function observe(
  memory: Memory,
  world: KitchenWorld,
  slot: number,
  player: number,
  planner: MotionPlanner,
  pose: number,
  task: Task,
  action: number,
): void {
  const held = world.state.held[slot * world.tables.players + player]
  const isStill = memory.pose === pose && memory.held === held
  memory.blocked = isStill && memory.meantToMove ? memory.blocked + 1 : 0
  // Someone who was given up stays given up until it moves.
  const hasWork = (task.feature >= 0 && task.release <= 0) || isAbsent(memory)
  memory.still = !isStill ? 0 : hasWork ? memory.still + 1 : memory.still
  memory.pose = pose
  memory.held = held
  memory.meantToMove = action < STAY
  persist(memory, world, slot, planner, pose, task)
}

/** A player that has not come nearer to what it does for too long (others are in its way) leaves that job for a while. */
function persist(
  memory: Memory,
  world: KitchenWorld,
  slot: number,
  planner: MotionPlanner,
  pose: number,
  task: Task,
): void {
  const cost = task.feature < 0 ? 0 : costTo(planner, pose, task.feature)
  if (task.feature < 0 || task.release > 0 || task.feature !== memory.feature || cost < memory.nearest) {
    memory.feature = task.feature
    memory.nearest = cost
    memory.stalled = 0
    return
  }
  memory.stalled++
  if (memory.stalled < PERSISTENCE || task.pot < 0) return
  memory.grudges.set(task.thing * world.tables.cells + task.pot, world.tick[slot] + GRUDGE * (memory.grudges.size + 1))
  memory.stalled = 0
}
