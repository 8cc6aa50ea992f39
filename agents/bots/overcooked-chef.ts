/**
 * A scripted chef for any kitchen and any number of cooks.
 *
 * It knows orders, bonuses, cooking times, several pots, both dynamics and hand-overs over counters: `overcooked-chef-jobs.ts`
 * says what is to be done, `overcooked-chef-tasks.ts` who does it, `overcooked-chef-traffic.ts` who walks where. Each cook works out what all of them should do and does its
 * part, so chefs need not talk, and a chef beside a stranger treats it as a chef. It reads the state of the kitchen, not an
 * observation.
 */
import { type Keyed, KEY_WORDS, below, draw, unit, worldKey } from '../../envs/core/keyed.ts'
import { type World } from '../../envs/core/spec.ts'
import { FAR, type MotionPlanner, costTo, plannerFor, poseOf } from '../../envs/overcooked/planner.ts'
import { ACTIONS, FLOOR, type KitchenWorld, STAY } from '../../envs/overcooked/state.ts'
import { type Policy } from '../policy.ts'
import { type Refuses, type Task } from './overcooked-chef-jobs.ts'
import { type Rooms, findRooms } from './overcooked-chef-rooms.ts'
import { assign } from './overcooked-chef-tasks.ts'
import { type Traffic, createTraffic, direct } from './overcooked-chef-traffic.ts'

export interface ChefOptions {
  /** Probability of a uniformly random action, in [0, 1]. */
  readonly noise?: number
  /** Names the chef's draws; they also depend on the world's key, the tick and the player. */
  readonly seed?: number | string
}

// Channels of the chef's draws.
const NOISE = 0
const NOISE_ACTION = 1
const UNBLOCK = 2
const UNBLOCK_MOVE = 3
/** Ticks that a cook stands still against its will before it tries something else, with this probability a tick. */
const PATIENCE = 2
const UNBLOCK_CHANCE = 0.5
/** Ticks without getting nearer after which a cook gives a job up, and for how long. */
const PERSISTENCE = 25
const GRUDGE = 100

/** What is remembered of a player. */
interface Memory {
  /** Pose at its last action, whether it meant to move then, and for how many ticks it could not. */
  pose: number
  meantToMove: boolean
  blocked: number
  /** Where it is going, how near it came (in ticks), and for how many ticks it has not come nearer. */
  feature: number
  nearest: number
  stalled: number
  /** Until which tick it does not bring a thing to a pot, by `thing * cells + pot`. */
  readonly grudges: Map<number, number>
}

/** Throws a RangeError where noise is no probability. */
export function overcookedChef(options: ChefOptions = {}): Policy {
  const { noise = 0, seed = 0 } = options
  if (!(noise >= 0 && noise <= 1)) throw new RangeError(`Got noise ${noise}, expected a probability in [0, 1].`)
  const key = worldKey(['overcooked-chef', seed])
  /** Players of each slot. */
  const memories = new Map<number, Memory[]>()
  let rooms: Rooms | null = null
  let traffic: Traffic | null = null

  return {
    name: 'overcooked-chef',
    reset(slots) {
      if (!slots) memories.clear()
      else for (const slot of slots) memories.delete(slot)
    },
    act({ world }, rows) {
      const kitchen = kitchenOf(world)
      const { players, layout } = kitchen.tables
      if (!rooms || !traffic || rooms.planner.layout !== layout) {
        const planner = plannerFor(layout, 'all')
        rooms = findRooms(planner)
        traffic = createTraffic(planner)
      }
      let slot = -1
      let poses: number[] = []
      let tasks: Task[] = []
      const actions: number[] = []
      for (let i = 0; i < rows.length; i++) {
        const player = rows[i] % players
        const memory =
          memories.get(Math.floor(rows[i] / players)) ?? remember(memories, Math.floor(rows[i] / players), players)
        if (slot !== Math.floor(rows[i] / players)) {
          slot = Math.floor(rows[i] / players)
          poses = posesOf(kitchen, slot)
          tasks = assign(kitchen, slot, rooms, refusals(memory, kitchen, slot))
          direct(traffic, poses, tasks, actions)
        }
        const keyed = keyedBy(key, kitchen, slot)
        persist(memory[player], kitchen, slot, traffic.planner, poses[player], tasks[player])
        const meant = unblocked(kitchen, player, poses, actions[player], memory[player], keyed)
        const isNoisy = noise > 0 && unit(draw(keyed, 0, NOISE, player)) < noise
        kitchen.actions[rows[i]] = isNoisy ? below(draw(keyed, 0, NOISE_ACTION, player), ACTIONS.length) : meant
      }
    },
  }
}

/** Throws where the world is no kitchen. */
function kitchenOf(world: World): KitchenWorld {
  const kitchen = world as unknown as KitchenWorld
  if (kitchen.tables?.layout?.recipes) return kitchen
  throw new Error(
    'Got a world without a kitchen, expected the environment overcooked: overcooked-chef plays nothing else.',
  )
}

function posesOf({ state, tables }: KitchenWorld, slot: number): number[] {
  const first = slot * tables.players
  return Array.from({ length: tables.players }, (_, i) => poseOf(state.cell[first + i], state.facing[first + i]))
}

function remember(memories: Map<number, Memory[]>, slot: number, players: number): Memory[] {
  const memory = Array.from({ length: players }, () => ({
    pose: -1,
    meantToMove: false,
    blocked: 0,
    feature: -1,
    nearest: FAR,
    stalled: 0,
    grudges: new Map<number, number>(),
  }))
  memories.set(slot, memory)
  return memory
}

function refusals(memory: readonly Memory[], { tables, tick }: KitchenWorld, slot: number): Refuses {
  return (player, thing, pot) => (memory[player].grudges.get(thing * tables.cells + pot) ?? -1) > tick[slot]
}

/** A cook that has not come nearer to what it does for too long (others are in its way) leaves that job for a while. */
function persist(
  memory: Memory,
  { tables, tick }: KitchenWorld,
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
  memory.grudges.set(task.thing * tables.cells + task.pot, tick[slot] + GRUDGE)
  memory.stalled = 0
}

/** The action itself, or, where moves have failed for a while (a stranger is in the way), now and then a free step to the side. */
function unblocked(
  world: KitchenWorld,
  player: number,
  poses: readonly number[],
  action: number,
  memory: Memory,
  keyed: Keyed,
): number {
  const pose = poses[player]
  const failed = memory.meantToMove && memory.pose === pose
  memory.blocked = failed ? memory.blocked + 1 : 0
  memory.pose = pose
  memory.meantToMove = action < STAY
  if (memory.blocked < PATIENCE || unit(draw(keyed, 0, UNBLOCK, player)) >= UNBLOCK_CHANCE) return action
  const { front, layout } = world.tables
  const moves = [0, 1, 2, 3].filter((facing) => {
    const ahead = front[poseOf(pose >> 2, facing)]
    return layout.terrain[ahead] === FLOOR && !poses.some((other) => other >> 2 === ahead)
  })
  return moves.length === 0 ? STAY : moves[below(draw(keyed, 0, UNBLOCK_MOVE, player), moves.length)]
}

/** The chef's own keyed draws in this slot: its key mixed with the episode's. */
function keyedBy(key: Uint32Array, world: KitchenWorld, slot: number): Keyed {
  return {
    key: key.map((word, i) => word ^ world.key[slot * KEY_WORDS + i]),
    tick: world.tick.subarray(slot, slot + 1),
  }
}
