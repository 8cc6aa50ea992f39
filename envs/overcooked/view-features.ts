/**
 * The `features` view: distances to the nearest of everything, as numbers.
 *
 * The reference's featurize_state (github.com/HumanCompatibleAI/overcooked_ai, mdp/overcooked_mdp.py) value for value, with
 * POTS nearest pots. A block a player:
 *
 *     0-3    facing, one-hot N S E W              22-31  nearest pot: exists, empty, full, cooking, ready, onions,
 *     4-7    holds onion, soup, dish, tomato             tomatoes, ticks left, dx, dy
 *     8-19   dx, dy of the nearest onion,         32-41  second nearest pot
 *            tomato, dish, soup, then the         42-45  wall N S E W
 *            soup's onions and tomatoes,
 *            then dx, dy of the nearest hatch
 *     20-21  dx, dy of the nearest empty counter
 *
 * A row is the agent's own block, the others' blocks in order (each seen from its own player), then for each other its offset
 * from the agent, then the agent's own x, y. What is held, missing or out of reach has offset 0, 0. Nearest is by steps of a
 * player alone; things on counters count only where the planner has counters as goals (`counterGoals: 'all'`).
 */
import type { View } from '../core/spec.ts'
import { box } from '../core/spaces.ts'
import { FAR, type MotionPlanner, costTo, plannerFor, poseOf } from './planner.ts'
import { COUNTER, DISH, FLOOR, IDLE, type KitchenWorld, NOTHING, ONION, SOUP, TOMATO, mixCount } from './state.ts'

/** Pots in a block. */
const POTS = 2
const POT_SIZE = 10
const FACING = 0
const HOLDS = 4
const ONION_AT = 8
const TOMATO_AT = 10
const DISH_AT = 12
const SOUP_AT = 14
const SOUP_MIX = 16
const HATCH_AT = 18
const SPACE_AT = 20
const POT_AT = 22
const WALLS = POT_AT + POTS * POT_SIZE
const BLOCK = WALLS + 4
/** Place in the held one-hot by thing; the reference's order is onion, soup, dish, tomato. */
const HELD_PLACE = [0, 0, 3, 2, 1]

/** Length of a row for n players: n * (10 * POTS + 28). */
export const featuresSize = (players: number): number => players * (BLOCK + 2)

export const features: View<KitchenWorld> = {
  summary: "Offsets to the nearest of everything, the reference's featurize_state",

  space({ tables }) {
    const { width, height, recipes } = tables.layout
    const high = Math.max(width, height, recipes.max, ...recipes.time)
    return box([featuresSize(tables.players)], 'f32', -Math.max(width, height), high)
  },

  write(world, slot) {
    const { players } = world.tables
    const planner = plannerFor(world.tables.layout, world.config.counterGoals)
    const out = world.observations as Float32Array
    const size = featuresSize(players)
    const first = slot * players * size
    out.fill(0, first, first + players * size)
    for (let player = 0; player < players; player++)
      writeBlock(world, slot, planner, player, out, first + player * size)
    for (let player = 0; player < players; player++) writeOthers(world, slot, player, out, first, size)
  },
}

/** Copies the others' blocks, which lie at the start of their own rows, and writes offsets and position. */
function writeOthers(
  world: KitchenWorld,
  slot: number,
  player: number,
  out: Float32Array,
  first: number,
  size: number,
) {
  const { players, layout } = world.tables
  const { cell } = world.state
  const { width } = layout
  const own = cell[slot * players + player]
  const row = first + player * size
  let block = row + BLOCK
  let offset = row + players * BLOCK
  for (let other = 0; other < players; other++) {
    if (other === player) continue
    out.copyWithin(block, first + other * size, first + other * size + BLOCK)
    block += BLOCK
    writeOffset(out, offset, width, own, cell[slot * players + other])
    offset += 2
  }
  out[offset] = own % width
  out[offset + 1] = Math.floor(own / width)
}

function writeBlock(
  world: KitchenWorld,
  slot: number,
  planner: MotionPlanner,
  player: number,
  out: Float32Array,
  at: number,
): void {
  const { layout, players, cells } = world.tables
  const { state } = world
  const { terrain, width } = layout
  const row = slot * players + player
  const cell = state.cell[row]
  const held = state.held[row]
  const pose = poseOf(cell, state.facing[row])

  out[at + FACING + state.facing[row]] = 1
  if (held !== NOTHING) out[at + HOLDS + HELD_PLACE[held]] = 1

  if (held !== ONION)
    writeOffset(out, at + ONION_AT, width, cell, nearest(world, slot, planner, pose, ONION, layout.onions))
  if (held !== TOMATO)
    writeOffset(out, at + TOMATO_AT, width, cell, nearest(world, slot, planner, pose, TOMATO, layout.tomatoes))
  if (held !== DISH)
    writeOffset(out, at + DISH_AT, width, cell, nearest(world, slot, planner, pose, DISH, layout.dishes))
  if (held === SOUP) writeMix(out, at + SOUP_MIX, state.heldMix[row])
  else {
    const soup = nearest(world, slot, planner, pose, SOUP, NO_CELLS)
    writeOffset(out, at + SOUP_AT, width, cell, soup)
    if (soup >= 0) writeMix(out, at + SOUP_MIX, state.mix[slot * cells + soup])
  }
  writeOffset(out, at + HATCH_AT, width, cell, nearest(world, slot, planner, pose, NOTHING, layout.hatches))
  writeOffset(out, at + SPACE_AT, width, cell, nearestSpace(world, slot, planner, pose))
  writePots(world, slot, planner, pose, out, at + POT_AT)
  for (let facing = 0; facing < 4; facing++) {
    out[at + WALLS + facing] = terrain[planner.front[poseOf(cell, facing)]] === FLOOR ? 0 : 1
  }
}

const NO_CELLS = new Uint16Array(0)

/** The nearest of these sources and of the counters that hold the thing (NOTHING: none), the first of equals; -1 for none. */
function nearest(
  world: KitchenWorld,
  slot: number,
  planner: MotionPlanner,
  pose: number,
  thing: number,
  sources: Uint16Array,
): number {
  const { item, order, objects } = world.state
  const { cells, layout } = world.tables
  let best = FAR
  let closest = -1
  for (let i = 0; i < sources.length; i++) {
    const cost = costTo(planner, pose, sources[i])
    if (cost >= best) continue
    best = cost
    closest = sources[i]
  }
  if (thing === NOTHING) return closest
  const base = slot * cells
  for (let i = 0; i < objects[slot]; i++) {
    const cell = order[base + i]
    if (item[base + cell] !== thing || layout.terrain[cell] !== COUNTER) continue
    const cost = costTo(planner, pose, cell)
    if (cost >= best) continue
    best = cost
    closest = cell
  }
  return closest
}

/** The nearest counter with nothing on it; -1 for none. */
function nearestSpace(world: KitchenWorld, slot: number, planner: MotionPlanner, pose: number): number {
  const { counters } = world.tables.layout
  const base = slot * world.tables.cells
  let best = FAR
  let closest = -1
  for (let i = 0; i < counters.length; i++) {
    if (planner.goal[counters[i]] === 0 || world.state.item[base + counters[i]] !== NOTHING) continue
    const cost = costTo(planner, pose, counters[i])
    if (cost >= best) continue
    best = cost
    closest = counters[i]
  }
  return closest
}

/** The POTS nearest pots in reach; the rest stay 0. */
function writePots(
  world: KitchenWorld,
  slot: number,
  planner: MotionPlanner,
  pose: number,
  out: Float32Array,
  at: number,
): void {
  const { pots } = world.tables.layout
  let lastCost = -1
  let lastIndex = -1
  for (let place = 0; place < POTS; place++) {
    let best = FAR
    let index = -1
    for (let i = 0; i < pots.length; i++) {
      const cost = costTo(planner, pose, pots[i])
      const isTaken = cost < lastCost || (cost === lastCost && i <= lastIndex)
      if (isTaken || cost >= best) continue
      best = cost
      index = i
    }
    if (index < 0) return
    writePot(world, slot, pose >> 2, pots[index], out, at + place * POT_SIZE)
    lastCost = best
    lastIndex = index
  }
}

function writePot(world: KitchenWorld, slot: number, from: number, pot: number, out: Float32Array, at: number): void {
  const { layout, cells } = world.tables
  const { recipes, width } = layout
  const mix = world.state.mix[slot * cells + pot]
  out[at] = 1
  if (world.state.item[slot * cells + pot] === NOTHING) out[at + 1] = 1
  else {
    const cook = world.state.cook[slot * cells + pot]
    const time = recipes.time[recipes.idOf[mix]]
    const isIdle = cook <= IDLE
    out[at + 2] = !isIdle || mixCount(mix) === recipes.max ? 1 : 0
    out[at + 3] = !isIdle && cook < time ? 1 : 0
    out[at + 4] = !isIdle && cook >= time ? 1 : 0
    writeMix(out, at + 5, mix)
    out[at + 7] = isIdle ? 0 : Math.max(0, time - cook)
  }
  writeOffset(out, at + 8, width, from, pot)
}

/** dx, dy from one cell to another; leaves 0, 0 where `to` is -1. */
function writeOffset(out: Float32Array, at: number, width: number, from: number, to: number): void {
  if (to < 0) return
  out[at] = (to % width) - (from % width)
  out[at + 1] = Math.floor(to / width) - Math.floor(from / width)
}

/** Onions and tomatoes of a mix. */
function writeMix(out: Float32Array, at: number, mix: number): void {
  let tomatoes = 0
  for (let bits = mix >> 4; bits > 0; bits >>= 1) tomatoes += bits & 1
  out[at] = mixCount(mix) - tomatoes
  out[at + 1] = tomatoes
}
