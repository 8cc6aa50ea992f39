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
import type { Layout } from './layout.ts'
import { closestFeature, costTo, FAR, type MotionPlanner, plannerFor, poseOf } from './planner.ts'
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
    const guide = guideFor(world.tables.layout, world.config.counterGoals)
    const out = world.observations as Float32Array
    const size = featuresSize(players)
    const first = slot * players * size
    out.fill(0, first, first + players * size)
    for (let player = 0; player < players; player++) writeBlock(world, slot, guide, player, out, first + player * size)
    for (let player = 0; player < players; player++) writeOthers(world, slot, guide, player, out, first, size)
  },
}

/** What a layout fixes: for each pose, the nearest of what never moves. */
interface Guide {
  readonly planner: MotionPlanner
  readonly onions: Nearest
  readonly tomatoes: Nearest
  readonly dishes: Nearest
  readonly hatches: Nearest
  readonly nothing: Nearest
  /** [C * 4, POTS] cells of the pots in reach, nearest first; -1 for none. */
  readonly pots: Int32Array
  /** [C] */
  readonly x: Uint16Array
  readonly y: Uint16Array
  /** [C * 4] 1 where a pose faces no floor. */
  readonly wall: Uint8Array
  /** Whether some counter may be gone to. */
  readonly counters: boolean
}

/** [C * 4] the nearest cell of some, the first of equals, and its cost; -1 and FAR for none. */
interface Nearest {
  readonly cell: Int32Array
  readonly cost: Uint16Array
}

const guides = new WeakMap<MotionPlanner, Guide>()
let latest: Guide | null = null

/** The guide of a layout, built once. */
function guideFor(layout: Layout, counterGoals: 'none' | 'all'): Guide {
  const planner = plannerFor(layout, counterGoals)
  if (latest?.planner === planner) return latest
  latest = guides.get(planner) ?? buildGuide(planner)
  guides.set(planner, latest)
  return latest
}

function buildGuide(planner: MotionPlanner): Guide {
  const { layout, front, goal } = planner
  const { onions, tomatoes, dishes, hatches, pots, counters, terrain, width } = layout
  const cells = Array.from(terrain.keys())
  const poses = Array.from(front.keys())
  const nearestOf = (sources: Uint16Array): Nearest => {
    const cell = Int32Array.from(poses, (pose) => closestFeature(planner, pose, sources))
    const cost = Uint16Array.from(poses, (pose) => (cell[pose] < 0 ? FAR : costTo(planner, pose, cell[pose])))
    return { cell, cost }
  }
  return {
    planner,
    onions: nearestOf(onions),
    tomatoes: nearestOf(tomatoes),
    dishes: nearestOf(dishes),
    hatches: nearestOf(hatches),
    nothing: nearestOf(new Uint16Array(0)),
    pots: Int32Array.from(poses.flatMap((pose) => nearestPots(planner, pose, pots))),
    x: Uint16Array.from(cells, (cell) => cell % width),
    y: Uint16Array.from(cells, (cell) => Math.floor(cell / width)),
    wall: Uint8Array.from(front, (ahead) => (terrain[ahead] === FLOOR ? 0 : 1)),
    counters: counters.some((cell) => goal[cell] === 1),
  }
}

/** POTS cells, -1 where fewer are in reach. Of pots as near as each other the first comes first. */
function nearestPots(planner: MotionPlanner, pose: number, pots: Uint16Array): number[] {
  const inReach = Array.from(pots).filter((pot) => costTo(planner, pose, pot) < FAR)
  const sorted = inReach.sort((a, b) => costTo(planner, pose, a) - costTo(planner, pose, b))
  return Array.from({ length: POTS }, (_, place) => sorted[place] ?? -1)
}

/** Copies the others' blocks, which lie at the start of their own rows, and writes offsets and position. */
function writeOthers(
  world: KitchenWorld,
  slot: number,
  guide: Guide,
  player: number,
  out: Float32Array,
  first: number,
  size: number,
): void {
  const { players } = world.tables
  const { cell } = world.state
  const own = cell[slot * players + player]
  const row = first + player * size
  let block = row + BLOCK
  let offset = row + players * BLOCK
  for (let other = 0; other < players; other++) {
    if (other === player) continue
    const from = first + other * size
    for (let i = 0; i < BLOCK; i++) out[block + i] = out[from + i]
    block += BLOCK
    writeOffset(out, offset, guide, own, cell[slot * players + other])
    offset += 2
  }
  out[offset] = guide.x[own]
  out[offset + 1] = guide.y[own]
}

function writeBlock(
  world: KitchenWorld,
  slot: number,
  guide: Guide,
  player: number,
  out: Float32Array,
  at: number,
): void {
  const { players, cells } = world.tables
  const { state } = world
  const row = slot * players + player
  const cell = state.cell[row]
  const held = state.held[row]
  const pose = poseOf(cell, state.facing[row])

  out[at + FACING + state.facing[row]] = 1
  if (held !== NOTHING) out[at + HOLDS + HELD_PLACE[held]] = 1

  if (held !== ONION)
    writeOffset(out, at + ONION_AT, guide, cell, nearest(world, slot, guide, pose, ONION, guide.onions))
  if (held !== TOMATO)
    writeOffset(out, at + TOMATO_AT, guide, cell, nearest(world, slot, guide, pose, TOMATO, guide.tomatoes))
  if (held !== DISH) writeOffset(out, at + DISH_AT, guide, cell, nearest(world, slot, guide, pose, DISH, guide.dishes))
  if (held === SOUP) writeMix(out, at + SOUP_MIX, state.heldMix[row])
  else {
    const soup = nearest(world, slot, guide, pose, SOUP, guide.nothing)
    writeOffset(out, at + SOUP_AT, guide, cell, soup)
    if (soup >= 0) writeMix(out, at + SOUP_MIX, state.mix[slot * cells + soup])
  }
  writeOffset(out, at + HATCH_AT, guide, cell, guide.hatches.cell[pose])
  if (guide.counters) writeOffset(out, at + SPACE_AT, guide, cell, nearestSpace(world, slot, guide.planner, pose))
  for (let place = 0; place < POTS; place++) {
    const pot = guide.pots[pose * POTS + place]
    if (pot >= 0) writePot(world, slot, guide, cell, pot, out, at + POT_AT + place * POT_SIZE)
  }
  for (let facing = 0; facing < 4; facing++) out[at + WALLS + facing] = guide.wall[poseOf(cell, facing)]
}

/** The nearest of the sources and of the counters that hold the thing, of equals the first, sources first; or -1. */
function nearest(
  world: KitchenWorld,
  slot: number,
  { planner, counters }: Guide,
  pose: number,
  thing: number,
  sources: Nearest,
): number {
  let closest = sources.cell[pose]
  if (!counters) return closest
  const { item, order, objects } = world.state
  const { cells, layout } = world.tables
  let best = sources.cost[pose]
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

function writePot(
  world: KitchenWorld,
  slot: number,
  guide: Guide,
  from: number,
  pot: number,
  out: Float32Array,
  at: number,
): void {
  const { layout, cells } = world.tables
  const { recipes } = layout
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
  writeOffset(out, at + 8, guide, from, pot)
}

/** dx, dy from one cell to another; leaves 0, 0 where `to` is -1. */
function writeOffset(out: Float32Array, at: number, { x, y }: Guide, from: number, to: number): void {
  if (to < 0) return
  out[at] = x[to] - x[from]
  out[at + 1] = y[to] - y[from]
}

/** Onions and tomatoes of a mix. */
function writeMix(out: Float32Array, at: number, mix: number): void {
  let tomatoes = 0
  for (let bits = mix >> 4; bits > 0; bits >>= 1) tomatoes += bits & 1
  out[at] = mixCount(mix) - tomatoes
  out[at + 1] = tomatoes
}
