/**
 * A scripted chef for any kitchen and any number of cooks.
 *
 * It knows orders, bonuses, cooking times, several pots, both dynamics and hand-overs over counters: `overcooked-chef-tasks.ts`
 * says who does what, `overcooked-chef-traffic.ts` who walks where. Each cook works out what all of them should do and does its
 * part, so chefs need not talk, and a chef beside a stranger treats it as a chef. It reads the state of the kitchen, not an
 * observation.
 */
import { type Keyed, KEY_WORDS, below, draw, unit, worldKey } from '../../envs/core/keyed.ts'
import { type World } from '../../envs/core/spec.ts'
import { plannerFor, poseOf } from '../../envs/overcooked/planner.ts'
import { ACTIONS, FLOOR, type KitchenWorld, STAY } from '../../envs/overcooked/state.ts'
import { type Policy } from '../policy.ts'
import { type Rooms, assign, findRooms } from './overcooked-chef-tasks.ts'
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

/** What is remembered of a slot: each player's pose at its last action, whether it meant to move, and for how long it could not. */
interface Memory {
  readonly pose: number[]
  readonly meantToMove: boolean[]
  readonly blocked: number[]
}

/** Throws a RangeError where noise is no probability. */
export function overcookedChef(options: ChefOptions = {}): Policy {
  const { noise = 0, seed = 0 } = options
  if (!(noise >= 0 && noise <= 1)) throw new RangeError(`Got noise ${noise}, expected a probability in [0, 1].`)
  const key = worldKey(['overcooked-chef', seed])
  const memories = new Map<number, Memory>()
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
      let planned = -1
      const actions: number[] = []
      for (let i = 0; i < rows.length; i++) {
        const slot = Math.floor(rows[i] / players)
        const player = rows[i] % players
        const poses = posesOf(kitchen, slot)
        if (slot !== planned) {
          direct(traffic, poses, assign(kitchen, slot, rooms), actions)
          planned = slot
        }
        const memory = memories.get(slot) ?? remember(memories, slot, players)
        const keyed = keyedBy(key, kitchen, slot)
        const meant = unblocked(kitchen, slot, player, poses, actions[player], memory, keyed)
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

function remember(memories: Map<number, Memory>, slot: number, players: number): Memory {
  const memory = {
    pose: new Array<number>(players).fill(-1),
    meantToMove: new Array<boolean>(players).fill(false),
    blocked: new Array<number>(players).fill(0),
  }
  memories.set(slot, memory)
  return memory
}

/** The action itself, or, where moves have failed for a while (a stranger is in the way), now and then a free step to the side. */
function unblocked(
  world: KitchenWorld,
  slot: number,
  player: number,
  poses: readonly number[],
  action: number,
  memory: Memory,
  keyed: Keyed,
): number {
  const pose = poses[player]
  const failed = memory.meantToMove[player] && memory.pose[player] === pose
  memory.blocked[player] = failed ? memory.blocked[player] + 1 : 0
  memory.pose[player] = pose
  memory.meantToMove[player] = action < STAY
  if (memory.blocked[player] < PATIENCE || unit(draw(keyed, 0, UNBLOCK, player)) >= UNBLOCK_CHANCE) return action
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
