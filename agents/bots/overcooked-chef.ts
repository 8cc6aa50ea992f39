/**
 * A scripted chef for any kitchen and any number of cooks.
 *
 * It knows orders, bonuses, cooking times, several pots, both dynamics and hand-overs over counters: `overcooked-chef-jobs.ts`
 * says what is to be done, `overcooked-chef-tasks.ts` who does it, `overcooked-chef-traffic.ts` who walks where. Each cook works out what all of them should do and does its
 * part, so chefs need not talk, and a chef beside a stranger treats it as a chef. It reads the state of the kitchen, not an
 * observation.
 */
import { type Keyed, KEY_WORDS, below, draw, unit, worldKey } from '../../envs/core/keyed.ts'
import type { World } from '../../envs/core/spec.ts'
import type { Layout } from '../../envs/overcooked/layout.ts'
import { buildPlanner, plannerFor, poseOf } from '../../envs/overcooked/planner.ts'
import { ACTIONS, COUNTER, FLOOR, type KitchenWorld, STAY } from '../../envs/overcooked/state.ts'
import type { Policy } from '../policy.ts'
import { type Memory, blank, isAbsent, observe, refusals } from './overcooked-chef-memory.ts'
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
/** Throws a RangeError where noise is no probability. */
export function overcookedChef(options: ChefOptions = {}): Policy {
  const { noise = 0, seed = 0 } = options
  if (!(noise >= 0 && noise <= 1)) throw new RangeError(`Got noise ${noise}, expected a probability in [0, 1].`)
  const key = worldKey(['overcooked-chef', seed])
  /** Players of each slot. */
  const memories = new Map<number, Memory[]>()
  let grounds: Grounds = { layout: null, known: new Map() }

  return {
    name: 'overcooked-chef',
    reset(slots) {
      if (!slots) memories.clear()
      else for (const slot of slots) memories.delete(slot)
    },
    act({ world }, rows) {
      const kitchen = kitchenOf(world)
      const { players, layout } = kitchen.tables
      if (grounds.layout !== layout) grounds = { layout, known: new Map() }
      for (const [slot, own] of bySlot(rows, players)) {
        let memory = memories.get(slot)
        if (!memory) memories.set(slot, (memory = Array.from({ length: players }, blank)))
        const poses = posesOf(kitchen, slot)
        const present = memory.map((of, player) => own.includes(player) || !isAbsent(of))
        const { rooms, traffic } = groundOf(grounds, kitchen, poses, present)
        const tasks = assign(kitchen, slot, rooms, present, refusals(memory, kitchen, slot))
        const actions = direct(traffic, poses, tasks, present)
        const keyed = keyedBy(key, kitchen, slot)
        for (let player = 0; player < players; player++) {
          observe(memory[player], kitchen, slot, player, traffic.planner, poses[player], tasks[player], actions[player])
          if (!own.includes(player)) continue
          const isNoisy = noise > 0 && unit(draw(keyed, 0, NOISE, player)) < noise
          kitchen.actions[slot * players + player] = isNoisy
            ? below(draw(keyed, 0, NOISE_ACTION, player), ACTIONS.length)
            : unblocked(kitchen, player, poses, actions[player], memory[player].blocked, keyed)
        }
      }
    },
  }
}

/** Where cooks can walk, by the cells on which absent players stand. */
interface Grounds {
  readonly layout: Layout | null
  readonly known: Map<string, Ground>
}
interface Ground {
  readonly rooms: Rooms
  readonly traffic: Traffic
}
const MOST_GROUNDS = 64

/** The ground of this tick: absent players are walls. */
function groundOf(
  { known }: Grounds,
  world: KitchenWorld,
  poses: readonly number[],
  present: readonly boolean[],
): Ground {
  const walls = poses.filter((_, player) => !present[player]).map((pose) => pose >> 2)
  const name = walls.join()
  let ground = known.get(name)
  if (ground) return ground
  const { layout } = world.tables
  const terrain = layout.terrain.map((code, cell) => (walls.includes(cell) ? COUNTER : code))
  const planner = walls.length === 0 ? plannerFor(layout, 'all') : buildPlanner({ ...layout, terrain }, 'all')
  ground = { rooms: findRooms(planner), traffic: createTraffic(planner) }
  if (known.size >= MOST_GROUNDS) known.clear()
  known.set(name, ground)
  return ground
}

/** The players of each slot among these rows. */
function bySlot(rows: ArrayLike<number>, players: number): Map<number, number[]> {
  const slots = new Map<number, number[]>()
  for (let i = 0; i < rows.length; i++) {
    const slot = Math.floor(rows[i] / players)
    const own = slots.get(slot)
    if (own) own.push(rows[i] % players)
    else slots.set(slot, [rows[i] % players])
  }
  return slots
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

/** The action itself, or, where moves have failed for a while (a stranger is in the way), now and then a free step to the side. */
function unblocked(
  world: KitchenWorld,
  player: number,
  poses: readonly number[],
  action: number,
  blocked: number,
  keyed: Keyed,
): number {
  if (blocked < PATIENCE || unit(draw(keyed, 0, UNBLOCK, player)) >= UNBLOCK_CHANCE) return action
  const pose = poses[player]
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
