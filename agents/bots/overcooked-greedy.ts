/**
 * The reference's GreedyHumanModel (Carroll et al. 2019, arXiv:1910.05789; github.com/HumanCompatibleAI/overcooked_ai,
 * agents/agent.py): each tick it does the most pressing thing for its hands, at the nearest place, as if it were alone.
 *
 * For two players and kitchens whose only order is three onions. It reads the state of the kitchen, not an observation. Equal
 * actions to the reference's, ties included, with rational choices; its Boltzmann options are left out.
 */
import { type Keyed, KEY_WORDS, below, draw, worldKey } from '../../envs/core/keyed.ts'
import type { World } from '../../envs/core/spec.ts'
import {
  FAR,
  type CounterGoals,
  type MotionPlanner,
  buildPlanner,
  closestFeature,
  firstAction,
  goalPoses,
  isGoalPose,
  planCost,
  plannerFor,
  poseOf,
} from '../../envs/overcooked/planner.ts'
import { partialPots } from '../../envs/overcooked/set-order.ts'
import {
  COUNTER,
  DISH,
  FLOOR,
  IDLE,
  type KitchenWorld,
  NOTHING,
  ONION,
  SOUP,
  STAY,
  TOMATO,
  mixCount,
} from '../../envs/overcooked/state.ts'
import type { Policy } from '../policy.ts'

export interface GreedyOptions {
  /** A player whose kitchen stands still since its last action makes a random move into a free cell. */
  readonly autoUnstuck?: boolean
  /** Names the draws of `autoUnstuck`; they also depend on the world's key, the tick and the player. */
  readonly seed?: number | string
  /** Counters on which it looks for onions and dishes. */
  readonly counterGoals?: CounterGoals
}

/** Channel of the draws for `autoUnstuck`. */
const UNSTUCK = 0

export function greedyHuman(options: GreedyOptions = {}): Policy {
  const { autoUnstuck = false, seed = 0, counterGoals = 'none' } = options
  const key = worldKey(['greedy-human', seed])
  /** Poses of all players at each row's last action. */
  const before = new Map<number, number[]>()
  let planner: MotionPlanner | null = null

  return {
    name: 'greedy-human',
    reset(slots) {
      for (const row of before.keys()) if (!slots || slots.includes(row >> 1)) before.delete(row)
    },
    act({ world }, rows) {
      const kitchen = kitchenOf(world)
      const { layout } = kitchen.tables
      if (planner?.layout !== layout) {
        planner =
          typeof counterGoals === 'string' ? plannerFor(layout, counterGoals) : buildPlanner(layout, counterGoals)
      }
      for (let i = 0; i < rows.length; i++) {
        const slot = rows[i] >> 1
        const player = rows[i] & 1
        let action = greedyAction(kitchen, slot, player, planner)
        if (autoUnstuck) {
          const poses = [poseOfPlayer(kitchen, slot, 0), poseOfPlayer(kitchen, slot, 1)]
          const last = before.get(rows[i])
          if (last && last[0] === poses[0] && last[1] === poses[1]) {
            action = unstuck(kitchen, slot, player, planner, keyedBy(key, kitchen, slot))
          }
          before.set(rows[i], poses)
        }
        kitchen.actions[rows[i]] = action
      }
    },
  }
}

/** Throws where the world is no kitchen for two with the one order of three onions. */
function kitchenOf(world: World): KitchenWorld {
  const kitchen = world as unknown as KitchenWorld
  const players = kitchen.tables?.players
  if (players !== 2 || !kitchen.tables.layout) {
    throw new Error(
      `Got a world for ${players ?? world.agents} agents, expected a kitchen for 2: greedy-human plays Overcooked in pairs.`,
    )
  }
  return kitchen
}

/** The action of the reference's agent in this state; STAY where nothing at all is in reach. */
export function greedyAction(world: KitchenWorld, slot: number, player: number, planner: MotionPlanner): number {
  const from = poseOfPlayer(world, slot, player)
  const action = towardsNearest(planner, from, pressing(world, slot, player))
  if (action >= 0) return action
  const { onions, tomatoes, pots, dishes } = planner.layout
  const closest = closestFeature(planner, from, [...onions, ...tomatoes, ...pots, ...dishes])
  return closest < 0 ? STAY : towardsNearest(planner, from, [closest])
}

/** First action of the cheapest plan to use one of these features, the first of equals; -1 where none is in reach. */
function towardsNearest(planner: MotionPlanner, from: number, features: readonly number[]): number {
  let best = FAR
  let goal = -1
  for (const feature of features) {
    for (const pose of goalPoses(planner, feature)) {
      if (!isGoalPose(planner, pose)) continue
      const cost = planCost(planner, from, pose)
      if (cost >= best) continue
      best = cost
      goal = pose
    }
  }
  return goal < 0 ? -1 : firstAction(planner, from, goal)
}

/** The features at which a player's hands have something to do, in the reference's order. */
function pressing(world: KitchenWorld, slot: number, player: number): readonly number[] {
  const { layout } = world.tables
  const pots = potsByState(world, slot)
  switch (world.state.held[slot * 2 + player]) {
    case ONION:
    case TOMATO:
      return [...partialPots(world, slot), ...pots.empty]
    case DISH:
      return [...pots.ready, ...pots.cooking]
    case SOUP:
      return Array.from(layout.hatches)
  }
  const otherHasDish = world.state.held[slot * 2 + 1 - player] === DISH
  if (pots.ready.length + pots.cooking.length > 0 && !otherHasDish) {
    return [...layout.dishes, ...countersWith(world, slot, DISH)]
  }
  checkOrders(world, slot)
  return pots.waiting.length > 0 ? pots.waiting : [...layout.onions, ...countersWith(world, slot, ONION)]
}

function potsByState(world: KitchenWorld, slot: number) {
  const { layout, cells } = world.tables
  const { item, mix, cook } = world.state
  const pots = { empty: [] as number[], waiting: [] as number[], cooking: [] as number[], ready: [] as number[] }
  for (const pot of layout.pots) {
    const at = slot * cells + pot
    if (item[at] === NOTHING) pots.empty.push(pot)
    else if (cook[at] > IDLE)
      (cook[at] >= layout.recipes.time[layout.recipes.idOf[mix[at]]] ? pots.ready : pots.cooking).push(pot)
    else if (mixCount(mix[at]) === 3) pots.waiting.push(pot)
  }
  return pots
}

/** Counters that hold this thing, in the order in which they were filled. */
function countersWith(world: KitchenWorld, slot: number, thing: number): number[] {
  const { cells, layout } = world.tables
  const base = slot * cells
  return Array.from(world.state.order.subarray(base, base + world.state.objects[slot])).filter(
    (cell) => world.state.item[base + cell] === thing && layout.terrain[cell] === COUNTER,
  )
}

/** The reference knows what to fetch for three onions only. */
function checkOrders(world: KitchenWorld, slot: number): void {
  const { recipes } = world.tables.layout
  const ordered = recipes.list.filter(({ id }) => world.state.orders[slot * recipes.ids + id] > 0)
  if (ordered.length === 1 && ordered[0].ingredients.join() === 'onion,onion,onion') return
  const got = ordered.map(({ ingredients }) => ingredients.join(' + ')).join(', ')
  throw new Error(
    `Got the orders ${got} in slot ${slot}, expected onion + onion + onion alone: let overcooked-chef cook these.`,
  )
}

/** A uniformly random move into a free cell; STAY where there is none. */
function unstuck(world: KitchenWorld, slot: number, player: number, planner: MotionPlanner, keyed: Keyed): number {
  const cell = world.state.cell[slot * 2 + player]
  const other = world.state.cell[slot * 2 + 1 - player]
  const moves = [0, 1, 2, 3].filter((facing) => {
    const ahead = planner.front[poseOf(cell, facing)]
    return planner.layout.terrain[ahead] === FLOOR && ahead !== other
  })
  return moves.length === 0 ? STAY : moves[below(draw(keyed, 0, UNSTUCK, player), moves.length)]
}

/** The policy's own keyed draws in this slot: its key mixed with the episode's. */
function keyedBy(key: Uint32Array, world: KitchenWorld, slot: number): Keyed {
  return {
    key: key.map((word, i) => word ^ world.key[slot * KEY_WORDS + i]),
    tick: world.tick.subarray(slot, slot + 1),
  }
}

function poseOfPlayer(world: KitchenWorld, slot: number, player: number): number {
  return poseOf(world.state.cell[slot * 2 + player], world.state.facing[slot * 2 + player])
}
