/**
 * `lossless`: the reference's lossless_state_encoding, shape [w, h, 5n + 16] (26 channels for two players), index [x][y][c].
 *
 * Channels: n positions (the observer's first), 4n orientations, then the 16 of KITCHEN below. The rows follow the state: a
 * step rewrites the cells that it changed.
 */
import { box } from '../core/spaces.ts'
import type { View } from '../core/spec.ts'
import {
  COUNTER, DISH, DISH_RACK, HATCH, IDLE, NOTHING, ONION, ONION_BOX, POT, SOUP, TOMATO, TOMATO_BOX,
  type KitchenTables, type KitchenWorld,
} from './state.ts' // prettier-ignore

// Channels after the players', in order.
const TERRAIN_CHANNELS = [POT, COUNTER, ONION_BOX, TOMATO_BOX, DISH_RACK, HATCH]
const ONIONS_IN_POT = 6
const TOMATOES_IN_POT = 7
const ONIONS_IN_SOUP = 8
const TOMATOES_IN_SOUP = 9
const TIME_LEFT = 10
const READY = 11
const DISHES = 12
const ONIONS = 13
const TOMATOES = 14
const URGENT = 15
const KITCHEN = 16
/** Steps before the horizon at which the urgency plane turns to 1. */
const URGENCY = 40

const channels = (players: number): number => 5 * players + KITCHEN

export const lossless: View<KitchenWorld> = {
  summary: "the reference's lossless encoding, [w, h, 26] for two players",
  space({ tables, agents }) {
    const { width, height, recipes } = tables.layout
    const longest = Math.max(recipes.max, ...recipes.time)
    return box([width, height, channels(agents)], longest > 255 ? 'i32' : 'u8', 0, longest)
  },

  write(world, slot) {
    const { agents, tables, rowSize, observations } = world
    observations.fill(0, slot * agents * rowSize, (slot + 1) * agents * rowSize)
    writeTerrain(world, slot)
    for (let p = 0; p < agents; p++) markPlayer(world, slot, p, 1)
    for (let cell = 0; cell < tables.cells; cell++) writeThings(world, slot, cell)
    if (urgent(world, slot)) writeUrgency(world, slot)
  },

  update(world, slot) {
    const { state, agents, tables, tick, config } = world
    const first = slot * agents
    for (let p = 0; p < agents; p++) unmarkPlayer(world, slot, p)
    for (let p = 0; p < agents; p++) {
      const row = first + p
      if (state.cell[row] !== state.wasCell[row] || state.facing[row] !== state.wasFacing[row])
        markPlayer(world, slot, p, 1)
    }
    for (let p = 0; p < agents; p++) {
      const row = first + p
      const moved = state.cell[row] !== state.wasCell[row]
      if (moved && state.wasHeld[row] !== NOTHING) writeThings(world, slot, state.wasCell[row])
      if (moved || state.held[row] !== state.wasHeld[row]) writeThings(world, slot, state.cell[row])
    }
    for (let i = 0; i < state.touches[slot]; i++) writeThings(world, slot, state.touched[slot * tables.changes + i])
    if (state.stray[slot] !== 0) {
      for (let i = 0; i < state.objects[slot]; i++) writeThings(world, slot, state.order[slot * tables.cells + i])
    } else {
      const { pots } = tables.layout
      for (let i = 0; i < pots.length; i++) {
        if (state.cook[slot * tables.cells + pots[i]] !== IDLE) writeThings(world, slot, pots[i])
      }
    }
    if (config.horizon - tick[slot] === URGENCY - 1) writeUrgency(world, slot)
  },
}

const urgent = ({ config, tick }: KitchenWorld, slot: number): boolean => config.horizon - tick[slot] < URGENCY

/** First element of a cell in a row; x is the slow index. */
function at({ layout }: KitchenTables, cell: number, depth: number): number {
  const x = cell % layout.width
  return (x * layout.height + (cell - x) / layout.width) * depth
}

function writeTerrain({ agents, tables, rowSize, observations }: KitchenWorld, slot: number): void {
  const depth = channels(agents)
  for (let cell = 0; cell < tables.cells; cell++) {
    const channel = TERRAIN_CHANNELS.indexOf(tables.layout.terrain[cell])
    if (channel < 0) continue
    const place = at(tables, cell, depth) + 5 * agents + channel
    for (let o = 0; o < agents; o++) observations[(slot * agents + o) * rowSize + place] = 1
  }
}

function writeUrgency({ agents, rowSize, observations, config, tick }: KitchenWorld, slot: number): void {
  const depth = channels(agents)
  const value = config.horizon - tick[slot] < URGENCY ? 1 : 0
  const first = slot * agents * rowSize
  for (let i = first + 5 * agents + URGENT; i < first + agents * rowSize; i += depth) observations[i] = value
}

/** Writes `value` where player p stands and looks, in every observer's row. */
function markPlayer(world: KitchenWorld, slot: number, p: number, value: number): void {
  const { state } = world
  const row = slot * world.agents + p
  mark(world, slot, p, state.cell[row], state.facing[row], value)
}

function unmarkPlayer(world: KitchenWorld, slot: number, p: number): void {
  const { state } = world
  const row = slot * world.agents + p
  if (state.cell[row] === state.wasCell[row] && state.facing[row] === state.wasFacing[row]) return
  mark(world, slot, p, state.wasCell[row], state.wasFacing[row], 0)
}

function mark(
  { agents, tables, rowSize, observations }: KitchenWorld,
  slot: number,
  p: number,
  cell: number,
  facing: number,
  value: number,
) {
  const place = at(tables, cell, channels(agents))
  for (let o = 0; o < agents; o++) {
    const seat = p === o ? 0 : p < o ? p + 1 : p
    const row = (slot * agents + o) * rowSize + place
    observations[row + seat] = value
    observations[row + agents + 4 * seat + facing] = value
  }
}

// The nine channels of things at one cell, before they are written to every row.
const things = new Int32Array(KITCHEN)

/** Writes the thing on a cell, or in the hands of who stands there. */
function writeThings(world: KitchenWorld, slot: number, cell: number): void {
  const { state, agents, tables, rowSize, observations } = world
  things.fill(0)
  const index = slot * tables.cells + cell
  if (state.item[index] !== NOTHING) {
    addThing(world, state.item[index], state.mix[index], state.cook[index], tables.layout.terrain[cell] === POT)
  }
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    if (state.cell[row] === cell) addThing(world, state.held[row], state.heldMix[row], state.heldTick[row], false)
  }
  const place = at(tables, cell, channels(agents)) + 5 * agents
  for (let o = 0; o < agents; o++) {
    const row = (slot * agents + o) * rowSize + place
    for (let channel = ONIONS_IN_POT; channel <= TOMATOES; channel++) observations[row + channel] = things[channel]
  }
}

function addThing({ tables }: KitchenWorld, thing: number, mix: number, tick: number, inPot: boolean): void {
  if (thing === ONION) things[ONIONS] = 1
  else if (thing === TOMATO) things[TOMATOES] = 1
  else if (thing === DISH) things[DISHES] = 1
  if (thing !== SOUP) return
  const { idOf, max, time } = tables.layout.recipes
  const id = idOf[mix]
  const onions = id % (max + 1)
  const tomatoes = (id - onions) / (max + 1)
  if (inPot && tick === IDLE) {
    things[ONIONS_IN_POT] = onions
    things[TOMATOES_IN_POT] = tomatoes
    return
  }
  things[ONIONS_IN_SOUP] = onions
  things[TOMATOES_IN_SOUP] = tomatoes
  if (inPot) things[TIME_LEFT] = time[id] - tick
  things[READY] = !inPot || tick >= time[id] ? 1 : 0
}
