/** The kitchen in the `common` view, and what the common actions mean in it. All of the kitchen is in sight. */
import {
  ACT_BEAM, ACT_EAST, ACT_GIVE, ACT_INTERACT, ACT_NORTH, ACT_SOUTH, ACT_STAY, ACT_TAKE, ACT_USE, ACT_WEST, BEING, BLOCKED, COMMON_MASK_SIZE,
  COMMON_SIZE, ENTITY, HAZARD_CELL, ITEM, LOOKS, MESSAGES, OCCUPIED, OPEN_CUE, OUTLET, OUTLET_CELL, PASSABLE, PRICE_FULL, RECIPIENT, SEES_CUE,
  SELF, SOURCE, STILL_CUE, USABLE, VESSEL, WANTS, WATCHER, WINDOW, COMMON_ACTS, clearBlock, commonBox, createNearest, entityAt, familyLooks,
  offer, offsetByte, shareByte, windowAt, type CommonActions,
} from '../core/common.ts' // prettier-ignore
import { FULL } from '../core/needs.ts'
import type { View } from '../core/spec.ts'
import type { Layout } from './layout.ts'
import { isWindow } from './needs-metrics.ts'
import type { Needs } from './needs-places.ts'
import { canEat, isSpent, isVeiled, priceTag } from './needs.ts'
import { isHeard, speakerOf } from './rounds.ts'
import {
  CALLS, COUNTER, DINER, DISH, DISH_RACK, EAST, FLOOR, HATCH, IDLE, INTERACT, NORTH, NOTHING, ONION_BOX, POT, SOUP, SOUTH, STAFF, STAY,
  TOMATO_BOX, WATCH, WEST, WORD, mixCount, wordsOf, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { bends, cueByte, dinerByte, tipByte, writeMenu } from './view-needs.ts'

/** Kind of the entity in a cell by terrain; floor and counters have none of their own. */
const KIND = [0, 0, VESSEL, SOURCE, SOURCE, SOURCE, OUTLET, RECIPIENT, OUTLET, WATCHER]
/** Plane of a cell by terrain, beside those of floor. */
const PLANE = [PASSABLE, BLOCKED, USABLE, USABLE, USABLE, USABLE, OUTLET_CELL, OUTLET_CELL, OUTLET_CELL, BLOCKED]
/** What a box offers, by terrain. */
const OFFERED = [0, 0, 0, 1, 2, 3, 0, 0, 0, 0]

const VEIL_CUE = 3

// Rows of LOOK: terrain codes, then the placebo watcher, then loose things, then cooks.
const BIRD_LOOK = 10
const ITEM_LOOK = 11
const COOK_LOOK = 12
const LOOK = familyLooks(1, COOK_LOOK + 9)

/** Cells with an entity of their own, row-major. */
export const sitesOf = ({ terrain }: Layout): Uint16Array =>
  Uint16Array.from([...terrain.keys()].filter((cell) => terrain[cell] !== FLOOR && terrain[cell] !== COUNTER))

export const common: View<KitchenWorld> = {
  summary: 'the shape that all families share: self, nearest entities, window; a byte each (byte / 255)',
  space: () => commonBox(),
  write(world, slot) {
    const { agents, kernels, observations } = world
    kernels.clear(observations.byteOffset + slot * agents * COMMON_SIZE, agents * COMMON_SIZE)
    for (let p = 0; p < agents; p++) writeRow(world, slot, p)
  },
}

const nearest = createNearest()

function writeRow(world: KitchenWorld, slot: number, agent: number): void {
  const { agents, observations } = world
  const out = observations as Uint8Array
  const at = (slot * agents + agent) * COMMON_SIZE
  writeSelf(world, slot, agent, out, at)
  gather(world, slot, agent)
  for (let i = 0; i < nearest.count; i++) writeEntity(world, slot, agent, nearest.ids[i], out, at + entityAt(i))
  writeWindow(world, slot, agent, out, at)
}

function writeSelf(world: KitchenWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, agents, tables, tick, config } = world
  const { width, height } = tables.layout
  const row = slot * agents + agent
  const cell = state.cell[row]
  out[at + SELF.at.facing + state.facing[row]] = 255
  writeThing(world, out, at + SELF.at.holds, state.held[row], state.heldMix[row], state.heldTick[row])
  writeLooks(out, at + SELF.at.looks, LOOK, COOK_LOOK + agent)
  out[at + SELF.at.place] = shareByte((cell % width) / (width - 1))
  out[at + SELF.at.place + 1] = shareByte(Math.floor(cell / width) / (height - 1))
  if (config.horizon < Infinity) out[at + SELF.at.left] = shareByte(1 - tick[slot] / config.horizon)
  writeWants(world, slot, agent, out, at + SELF.at.wants)
  if (tables.needs === null) return
  writeBars(world, slot, out, at + SELF.at.bars, state.stamina[row], state.staminaPlacebo[row])
  out[at + SELF.at.still] = isSpent(world, row) || isWindow(world, slot) ? 255 : 0
  out[at + SELF.at.price] = shareByte(priceTag(world, slot, agent) / PRICE_FULL)
}

/**
 * The last wants are not orders where floors differ or there are rounds: the floor's pattern, one-hot, then, for who has
 * the word, of calls the tip, and what it sees in the pantry, one-hot; of a menu what it said and the ticks left.
 */
const CALL_WANTS = 1 + CALLS.length
const MENU_WANTS = 2

/** The orders in the order of the recipes: 0 not ordered, 128 ordered, 255 with a bonus. */
function writeWants(world: KitchenWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const { list, ids } = tables.layout.recipes
  const { styles = null, calls = null, menu = null } = tables.needs?.options ?? {}
  const words = WANTS - (calls ? CALL_WANTS : menu ? MENU_WANTS : 0)
  const floor = words - (styles?.length ?? 0)
  const count = Math.min(list.length, floor)
  for (let i = 0; i < count; i++) out[at + i] = Math.min(255, 128 * state.orders[slot * ids + list[i].id])
  if (styles !== null) out[at + floor + state.style[slot]] = 255
  if (words === WANTS || agent !== speakerOf(world)) return
  if (menu !== null) return writeMenu(world, slot, out, at + words)
  out[at + words] = tipByte(world, slot)
  out[at + words + 1 + state.seenLeft[slot]] = 255
}

/** What is held or lies there, from a block's `holds` on: one-hot, ingredients / most, tomatoes / ingredients, progress, ready. */
function writeThing(
  { tables }: KitchenWorld,
  out: Uint8Array,
  at: number,
  thing: number,
  mix: number,
  tick: number,
): void {
  if (thing === NOTHING) return
  const { amount, quality, progress, ready, holds } = ENTITY.at
  out[at + thing - 1] = 255
  if (thing !== SOUP) {
    out[at + amount - holds] = 255
    out[at + ready - holds] = 255
    return
  }
  const { max, idOf, time } = tables.layout.recipes
  const count = mixCount(mix)
  const cookTime = time[idOf[mix]]
  out[at + amount - holds] = shareByte(count / max)
  out[at + quality - holds] = count === 0 ? 0 : shareByte(Math.floor(idOf[mix] / (max + 1)) / count)
  if (tick === IDLE) return
  out[at + progress - holds] = tick >= cookTime ? 255 : shareByte(tick / cookTime)
  out[at + ready - holds] = tick >= cookTime ? 255 : 0
}

function writeLooks(out: Uint8Array, at: number, looks: Uint8Array, row: number): void {
  for (let k = 0; k < LOOKS; k++) out[at + k] = looks[row * LOOKS + k]
}

/** The need and the placebo, in the order that the episode's key chose. */
function writeBars(
  { state }: KitchenWorld,
  slot: number,
  out: Uint8Array,
  at: number,
  need: number,
  placebo: number,
): void {
  const which = state.needBar[slot]
  out[at + which] = shareByte(need / FULL)
  out[at + 1 - which] = shareByte(placebo / FULL)
}

/** Finds what is nearest to a cook: ids below `agents` are cooks, the others agents + cell. */
function gather(world: KitchenWorld, slot: number, agent: number): void {
  const { state, agents, tables } = world
  const here = state.cell[slot * agents + agent]
  nearest.count = 0
  for (let p = 0; p < agents; p++)
    if (p !== agent) offer(nearest, p, apart(tables.layout.width, here, state.cell[slot * agents + p]))
  for (let i = 0; i < tables.sites.length; i++)
    offer(nearest, agents + tables.sites[i], apart(tables.layout.width, here, tables.sites[i]))
  for (let i = slot * tables.cells, end = i + state.objects[slot]; i < end; i++) {
    const cell = state.order[i]
    if (tables.layout.terrain[cell] === COUNTER) offer(nearest, agents + cell, apart(tables.layout.width, here, cell))
  }
}

/** Steps between two cells if nothing were in the way. */
function apart(width: number, a: number, b: number): number {
  const ay = Math.floor(a / width)
  const by = Math.floor(b / width)
  return Math.abs(a - ay * width - (b - by * width)) + Math.abs(ay - by)
}

function writeEntity(world: KitchenWorld, slot: number, agent: number, id: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { width } = tables.layout
  const row = slot * agents + agent
  const here = state.cell[row]
  const cell = id < agents ? state.cell[slot * agents + id] : id - agents
  out[at] = 255
  out[at + ENTITY.at.offset] = offsetByte((cell % width) - (here % width))
  out[at + ENTITY.at.offset + 1] = offsetByte(Math.floor(cell / width) - Math.floor(here / width))
  if (tables.front[here * 4 + state.facing[row]] === cell) out[at + ENTITY.at.front] = 255
  if (id < agents) writeCook(world, slot, id, out, at)
  else writeSite(world, slot, agent, cell, out, at)
}

function writeCook(world: KitchenWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const row = slot * agents + p
  out[at + ENTITY.at.kind + BEING] = 255
  writeLooks(out, at + ENTITY.at.looks, LOOK, COOK_LOOK + p)
  out[at + ENTITY.at.facing + state.facing[row]] = 255
  writeThing(world, out, at + ENTITY.at.holds, state.held[row], state.heldMix[row], state.heldTick[row])
  if (tables.needs === null) return
  writeBars(world, slot, out, at + ENTITY.at.bars, state.stamina[row], state.staminaPlacebo[row])
  if (isSpent(world, row)) out[at + ENTITY.at.cues + STILL_CUE] = 255
}

function writeSite(world: KitchenWorld, slot: number, agent: number, cell: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const terrain = tables.layout.terrain[cell]
  const index = slot * tables.cells + cell
  out[at + ENTITY.at.kind + (terrain === COUNTER ? ITEM : KIND[terrain])] = 255
  if (terrain === DINER) writeDiner(world, slot, agent, tables.needs!.dinerAt[cell], out, at)
  else if (terrain === WATCH) writeWatcher(world, slot, agent, cell, out, at)
  else {
    writeLooks(out, at + ENTITY.at.looks, LOOK, terrain === COUNTER ? ITEM_LOOK : terrain)
    writeThing(
      world,
      out,
      at + ENTITY.at.holds,
      OFFERED[terrain] || state.item[index],
      state.mix[index],
      state.cook[index],
    )
    if (terrain === STAFF) out[at + ENTITY.at.price] = shareByte(priceTag(world, slot, agent) / PRICE_FULL)
  }
}

/** Behind a veil a diner shows no bars, and its fourth cue is on. */
function writeDiner(world: KitchenWorld, slot: number, agent: number, i: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const row = slot * tables.needs!.diners.length + i
  writeLooks(out, at + ENTITY.at.looks, state.looks, row)
  if (isVeiled(world, slot, agent)) {
    out[at + ENTITY.at.cues + VEIL_CUE] = 255
    return
  }
  const which = state.needBar[slot]
  const channels = at + (bends(world) ? ENTITY.at.quality : ENTITY.at.bars)
  out[channels + which] = dinerByte(world, state.fullness[row])
  out[channels + 1 - which] = dinerByte(world, state.fullnessPlacebo[row])
}

/** Auditor and placebo watcher differ in nothing but their looks. */
function writeWatcher(
  world: KitchenWorld,
  slot: number,
  agent: number,
  cell: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables, agents } = world
  const { watchers, placebo, sees } = tables.needs!
  const w = watchers.indexOf(cell)
  const shown = cueByte(world, slot, w)
  writeLooks(out, at + ENTITY.at.looks, LOOK, placebo[w] === 1 ? BIRD_LOOK : WATCH)
  out[at + ENTITY.at.cues + OPEN_CUE] = shown
  if (sees[w * tables.cells + state.cell[slot * agents + agent]] === 1) out[at + ENTITY.at.cues + SEES_CUE] = shown
}

const HALF = WINDOW >> 1

function writeWindow(world: KitchenWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { width, height, terrain } = tables.layout
  const here = state.cell[slot * agents + agent]
  const x0 = here % width
  const y0 = Math.floor(here / width)
  for (let y = Math.max(0, y0 - HALF); y <= Math.min(height - 1, y0 + HALF); y++) {
    for (let x = Math.max(0, x0 - HALF); x <= Math.min(width - 1, x0 + HALF); x++) {
      const cell = y * width + x
      const b = at + windowAt(x - x0, y - y0)
      out[b + PLANE[terrain[cell]]] = 255
      if (tables.needs !== null && tables.needs.red[cell] === 1) out[b + HAZARD_CELL] = 255
    }
  }
  for (let p = 0; p < agents; p++) {
    const cell = state.cell[slot * agents + p]
    const dx = (cell % width) - x0
    const dy = Math.floor(cell / width) - y0
    if (Math.abs(dx) <= HALF && Math.abs(dy) <= HALF) out[at + windowAt(dx, dy) + OCCUPIED] = 255
  }
}

/** Own action of each common act; take, give and use are interact where they have a meaning. */
const OWN = new Int32Array(COMMON_ACTS.length).fill(STAY)
OWN[ACT_NORTH] = NORTH
OWN[ACT_SOUTH] = SOUTH
OWN[ACT_EAST] = EAST
OWN[ACT_WEST] = WEST
OWN[ACT_INTERACT] = OWN[ACT_TAKE] = OWN[ACT_GIVE] = OWN[ACT_USE] = INTERACT

const scratch = new Uint8Array(COMMON_MASK_SIZE)

export const commonActions: CommonActions<KitchenWorld> = {
  write(world, slot, agent, act, message) {
    commonActions.mask(world, slot, agent, scratch, 0)
    const { needs } = world.tables
    const speaks = message > 0 && scratch[COMMON_ACTS.length + message] === 1
    const looks = act === ACT_BEAM && needs?.options.veil
    const own = scratch[act] === 0 ? STAY : looks ? needs!.look : OWN[act]
    world.actions[slot * world.agents + agent] = speaks ? wordOf(needs!.options, act, message) : own
  },
  mask(world, slot, agent, out, at) {
    const { mask, agents, heads } = world
    const own = (slot * agents + agent) * heads[0]
    clearBlock(out, at, COMMON_MASK_SIZE)
    out[at + ACT_STAY] = 1
    out[at + COMMON_ACTS.length] = 1 // silence
    if (isWindow(world, slot)) return
    if (world.tables.needs) maskNeeds(world, slot, agent, out, at)
    const meaning = meaningOf(world, slot, agent)
    if (isSpent(world, slot * agents + agent)) {
      out[at + ACT_USE] = meaning === ACT_USE && canEat(world, slot * agents + agent) ? 1 : 0
      return
    }
    for (let act = ACT_NORTH; act <= ACT_INTERACT; act++) out[at + act] = mask[own + OWN[act]]
    if (meaning !== ACT_STAY) out[at + meaning] = 1
  },
}

/** Message m is word m - 1. A menu has more words than messages: with a beam m is one of those that follow. */
function wordOf(options: Needs['options'], act: number, message: number): number {
  const first = options.menu && act === ACT_BEAM ? MESSAGES - 1 : 0
  return WORD + Math.min(first + message, wordsOf(options).length) - 1
}

/** Words, and to look behind the veil. */
function maskNeeds(world: KitchenWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { mask, agents, heads, tables } = world
  const own = (slot * agents + agent) * heads[0]
  const { look, options } = tables.needs!
  if (look >= 0) out[at + ACT_BEAM] = mask[own + look]
  if (!isHeard(world, slot, agent)) return
  if (options.menu !== null) out[at + ACT_BEAM] = 1
  const words = Math.min(wordsOf(options).length, MESSAGES - 1)
  for (let word = 0; word < words; word++) out[at + COMMON_ACTS.length + 1 + word] = mask[own + WORD + word]
}

/** Whether an interact would now take, give or use; `ACT_STAY` where it would do nothing. */
function meaningOf({ state, tables, agents }: KitchenWorld, slot: number, agent: number): number {
  const row = slot * agents + agent
  const cell = tables.front[state.cell[row] * 4 + state.facing[row]]
  const terrain = tables.layout.terrain[cell]
  const index = slot * tables.cells + cell
  const hand = state.held[row]
  if (terrain === POT)
    return potMeaning(tables.layout, hand, state.item[index] === SOUP, state.mix[index], state.cook[index])
  if (hand === NOTHING) {
    const offers = terrain === ONION_BOX || terrain === TOMATO_BOX || terrain === DISH_RACK
    return offers || (terrain === COUNTER && state.item[index] !== NOTHING) ? ACT_TAKE : ACT_STAY
  }
  if (terrain === COUNTER) return state.item[index] === NOTHING ? ACT_GIVE : ACT_STAY
  if (hand !== SOUP) return ACT_STAY
  return terrain === STAFF ? ACT_USE : terrain === HATCH || terrain === DINER ? ACT_GIVE : ACT_STAY
}

function potMeaning({ recipes, oldDynamics }: Layout, hand: number, full: boolean, mix: number, tick: number): number {
  const idle = full && tick === IDLE
  if (hand === NOTHING) return idle && mixCount(mix) > 0 && !oldDynamics ? ACT_USE : ACT_STAY
  if (hand === DISH) return full && !idle && tick >= recipes.time[recipes.idOf[mix]] ? ACT_TAKE : ACT_STAY
  if (hand === SOUP) return ACT_STAY
  return !full || (idle && mixCount(mix) < recipes.max) ? ACT_GIVE : ACT_STAY
}
