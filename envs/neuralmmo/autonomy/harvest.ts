/**
 * What grows on a cell is taken by who stands on it. By default everyone has their own berries: a cell that one has eaten is bare for
 * it alone. With probability `rivalry` a harvest is lost to all instead; then, of those who stand on the cell, one gets it.
 */
import { draw } from '../../core/keyed.ts'
import { regrowAll, spend } from '../engine/regrowth.ts'
import { isFirst } from '../engine/moves.ts'
import { CRYSTAL, DEPLETED, FOLIAGE, MATERIALS, ORE, REGROWN } from '../materials.ts'
import { COMMON_GROWTH, EAT_TIE, OWN_GROWTH, SHARE } from './channels.ts'
import { isFrozen } from './choices.ts'
import { ATE, HARVESTED, NOBODY, note } from './events.ts'
import { bareFor } from './growth.ts'
import { turn } from './look.ts'
import { CRYSTAL_GOOD, FOOD, GOODS, MOST, NEVER, ORE_GOOD, OWN_CELLS, TALENT, YIELD } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

const TWO_32 = 4294967296
const NOTHING = -1
/** What a material bears, as a place of `goods`. */
const BEARS = Int8Array.from(MATERIALS, (_, id) =>
  id === FOLIAGE ? FOOD : id === ORE ? ORE_GOOD : id === CRYSTAL ? CRYSTAL_GOOD : NOTHING,
)

const cellAt = ({ state, tables }: AutonomyWorld, slot: number, agent: number): number =>
  state.y[slot * tables.bodies + agent] * tables.ground.size + state.x[slot * tables.bodies + agent]

/** The place of `goods` that an agent, which is up, can harvest where it stands; NOTHING for none. */
function ripe({ state, tables }: AutonomyWorld, slot: number, agent: number): number {
  const { bodies, ground } = tables
  const row = slot * bodies + agent
  const x = state.x[row]
  const y = state.y[row]
  const good = BEARS[state.terrain[slot * ground.cells + y * ground.size + x]]
  if (good === NOTHING || state.down[row] > 0) return NOTHING
  if (good !== FOOD && state.goods[row * GOODS.length + good] >= MOST[good]) return NOTHING
  return isBare(state, row, x, y) ? NOTHING : good
}

/** Whether an agent, by its row, has eaten a cell that is not whole again for it. */
export function isBare({ eaten, eatenCount }: AutonomyWorld['state'], row: number, x: number, y: number): boolean {
  const place = x | (y << 16)
  for (let at = row * OWN_CELLS; at < row * OWN_CELLS + eatenCount[row]; at++) if (eaten[at] === place) return true
  return false
}

/** Whether the harvest of an agent in this tick would be lost to all. */
function isShared(world: AutonomyWorld, slot: number, agent: number): boolean {
  const rivalry = world.knobs.rivalry[slot]
  return (
    rivalry > 0 && draw(world, slot, SHARE, world.state.name[slot * world.tables.bodies + agent]) < rivalry * TWO_32
  )
}

/** An agent takes what grows where it stands, unless that would be lost to all. */
export function harvestOwn(world: AutonomyWorld, slot: number, agent: number): void {
  const good = ripe(world, slot, agent)
  if (good === NOTHING || isShared(world, slot, agent)) return
  gain(world, slot, agent, good)
  eatAlone(world, slot, agent)
}

/** Of those whose harvest is lost to all, one a cell takes it, by a draw. Comes after `harvestOwn`, which sees cells as they were. */
export function harvestShared(world: AutonomyWorld, slot: number): void {
  const { state, tables, knobs } = world
  if (knobs.rivalry[slot] === 0) return
  const first = slot * tables.ground.cells
  for (let agent = 0; agent < tables.bodies; agent++) {
    if (isFrozen(world, slot, agent) || ripe(world, slot, agent) === NOTHING || !isShared(world, slot, agent)) continue
    const at = first + cellAt(world, slot, agent)
    if (isFirst(world, slot, EAT_TIE, agent, state.claim[at] - 1)) state.claim[at] = agent + 1
  }
  for (let agent = 0; agent < tables.bodies; agent++) {
    const cell = cellAt(world, slot, agent)
    if (state.claim[first + cell] !== agent + 1) continue
    state.claim[first + cell] = 0
    gain(world, slot, agent, BEARS[state.terrain[first + cell]])
    strip(world, slot, cell)
  }
}

function gain(world: AutonomyWorld, slot: number, agent: number, good: number): void {
  const { state, tables, knobs, config } = world
  const row = slot * tables.bodies + agent
  const at = row * GOODS.length + good
  const isTalent = good === ORE_GOOD + state.talent[row]
  const amount =
    good === FOOD
      ? Math.floor(config.meal / (1 + knobs.scarcity[slot]))
      : YIELD + (isTalent ? Math.floor(TALENT * knobs.advantage[slot]) : 0)
  state.goods[at] = Math.min(MOST[good], state.goods[at] + amount)
  note(world, slot, good === FOOD ? ATE : HARVESTED, agent, NOBODY, amount)
}

/** Makes the cell that an agent stands on bare for it alone. */
function eatAlone(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, tick } = world
  const row = slot * tables.bodies + agent
  if (state.eatenCount[row] === OWN_CELLS) heal(state, row, state.soonest[row])
  const at = row * OWN_CELLS + state.eatenCount[row]++
  const material = state.terrain[slot * tables.ground.cells + cellAt(world, slot, agent)]
  state.eaten[at] = state.x[row] | (state.y[row] << 16)
  state.bare[at] = tick[slot] + bareFor(world, slot, OWN_GROWTH, state.name[row], material)
  state.soonest[row] = Math.min(state.soonest[row], state.bare[at])
}

/** Takes the cells that are due by a tick out of an agent's bare ones. What is left keeps its order; what is free is 0. */
function heal({ eaten, bare, eatenCount, soonest }: AutonomyWorld['state'], row: number, tick: number): void {
  const first = row * OWN_CELLS
  let kept = first
  let next = NEVER
  for (let at = first; at < first + eatenCount[row]; at++) {
    const due = bare[at]
    const cell = eaten[at]
    eaten[at] = bare[at] = 0
    if (due <= tick) continue
    eaten[kept] = cell
    bare[kept++] = due
    next = Math.min(next, due)
  }
  eatenCount[row] = kept - first
  soonest[row] = next
}

/** Makes a cell bare for all. */
function strip(world: AutonomyWorld, slot: number, cell: number): void {
  const { state, tables, tick } = world
  const at = slot * tables.ground.cells + cell
  const material = state.terrain[at]
  state.due[at] = tick[slot] + bareFor(world, slot, COMMON_GROWTH, cell, material)
  turn(world, slot, cell, DEPLETED[material])
  spend(world, slot, cell)
}

/** What was harvested long enough ago is whole again, before anyone harvests. */
export function regrow(world: AutonomyWorld, slot: number): void {
  const { state, tables } = world
  const { soonest } = state
  const now = world.tick[slot]
  regrowAll(world, slot, grow)
  for (let row = slot * tables.bodies; row < (slot + 1) * tables.bodies; row++)
    if (soonest[row] <= now) heal(state, row, now)
}

function grow(world: AutonomyWorld, slot: number, cell: number): boolean {
  const { state, tables, tick } = world
  const at = slot * tables.ground.cells + cell
  if (state.due[at] > tick[slot]) return false
  state.due[at] = 0
  turn(world, slot, cell, REGROWN[state.terrain[at]])
  return true
}
