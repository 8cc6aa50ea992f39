/**
 * The survival world in the `common` view. Bodies are beings, nearest first; of what can be gathered, eaten or drunk the nearest
 * cell of each material is a source. An agent faces no way: in front is what lies next to it. What it holds is what it would give
 * (common-acts.ts). The first bar is health, and what is wanted first are food, water and health. Where needs are on, bars are those of
 * the needs layer.
 */
import {
  BLOCKED, COMMON_SIZE, ENTITY, HAZARD_CELL, LOOKS, MESSAGES, NEAREST, OCCUPIED, PASSABLE, SELF, SOURCE, STILL_CUE, USABLE, WINDOW,
  commonBox, createNearest, entityAt, familyLooks, offer, offsetByte, shareByte, windowAt,
} from '../../core/common.ts' // prettier-ignore
import type { View } from '../../core/spec.ts'
import { sortCrowd } from '../engine/crowd.ts'
import {
  CRYSTAL, FISH, FOLIAGE, HERB, MATERIALS, ORE, TREE, VOID, WALKABLE, WATER,
} from '../materials.ts' // prettier-ignore
import { placeToGive } from './common-acts.ts'
import { distance } from './combat.ts'
import { fogAt } from './fog.ts'
import { ARROW, AXE, BOTTOM, BOW, CHISEL, HAT, ITEM_KINDS, MOST_LEVEL, POTION, RATION, ROD, RUNES, SPEAR, WAND, WHETSTONE } from './items.ts' // prettier-ignore
import { WATCHERS } from './needs/config.ts'
import { kindOf, writeBodyNeeds, writeFields, writeSelfNeeds } from './needs/view-common.ts'
import { RULES } from './numbers.ts'
import { around } from './sight.ts'
import { SKILLS, bestLevel } from './skills.ts'
import type { SurvivalWorld } from './state.ts'
import { INSPECTING, NEEDY, TEMPERS } from './tempers.ts'

/** Number of the family among the looks of all (familyLooks). */
const FAMILY = 3
/**
 * Rows of LOOK: materials, tempers of NPCs that walk, agents by name, watchers; agents who are a multiple of NAMES apart look alike.
 */
const TEMPER_LOOK = MATERIALS.length
const AGENT_LOOK = TEMPER_LOOK + TEMPERS.length
const NAMES = 1024
const WATCHER_LOOK = AGENT_LOOK + NAMES
const LOOK = familyLooks(FAMILY, WATCHER_LOOK + WATCHERS)

/** Things that can be told apart in hands and at sources; THINGS of them at most. */
export const GOODS = ['food', 'drink', 'remedy', 'melee', 'range', 'mage', 'armour', 'tool'] as const
const [FOOD, DRINK, REMEDY, MELEE, RANGE, MAGE, ARMOUR, TOOL] = GOODS.keys()
/** [materials] what is to be had there, -1 for nothing. */
const OFFERS = new Int8Array(MATERIALS.length).fill(-1)
OFFERS[FOLIAGE] = OFFERS[FISH] = FOOD
OFFERS[WATER] = DRINK
OFFERS[HERB] = REMEDY
OFFERS[ORE] = MELEE
OFFERS[TREE] = RANGE
OFFERS[CRYSTAL] = MAGE
/** [item kinds] which of the goods an item is. */
const GOOD = Int8Array.from({ length: ITEM_KINDS }, (_, kind) => {
  if (kind === RATION) return FOOD
  if (kind === POTION) return REMEDY
  if (kind === SPEAR || kind === WHETSTONE) return MELEE
  if (kind === BOW || kind === ARROW) return RANGE
  if (kind === WAND || kind === RUNES) return MAGE
  if (kind >= HAT && kind <= BOTTOM) return ARMOUR
  return kind >= ROD && (kind <= AXE || kind === CHISEL) ? TOOL : -1
})

const HALF = WINDOW >> 1
const SIGHT = RULES.vision
const WIDE = 2 * SIGHT + 1
/** So many items and more are as many as can be told. */
const MANY = 16
/** Highest level of a body. */
const MOST_BODY_LEVEL = 16

export const common: View<SurvivalWorld> = {
  summary: 'the shape that all families share: self, nearest entities, window; a byte each (byte / 255)',
  space: () => commonBox(),
  write(world, slot) {
    const { agents, kernels, observations, live } = world
    kernels.clear(observations.byteOffset + slot * agents * COMMON_SIZE, agents * COMMON_SIZE)
    sortCrowd(world, slot)
    for (let agent = 0; agent < agents; agent++) if (live[slot * agents + agent] === 1) writeRow(world, slot, agent)
  },
}

const nearest = createNearest()

function writeRow(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const out = world.observations as Uint8Array
  const at = (slot * world.agents + agent) * COMMON_SIZE
  const b = slot * tables.bodies + agent
  writeSelf(world, slot, agent, out, at)
  nearest.count = 0
  offerBodies(world, slot, agent)
  offerSources(world, slot, agent)
  for (let i = 0; i < nearest.count; i++) {
    const id = nearest.ids[i]
    const to = at + entityAt(i)
    if (id < FIRST_SOURCE) writeBody(world, slot, agent, tables.index.found[id] - 1, out, to)
    else writeSource(world, slot, b, id - FIRST_SOURCE, out, to)
  }
  writeWindow(world, slot, state.x[b], state.y[b], out, at)
  if (tables.needs !== null) writeFields(world, slot, state.x[b], state.y[b], out, at)
}

function writeLook(out: Uint8Array, at: number, look: number): void {
  for (let i = 0; i < LOOKS; i++) out[at + i] = LOOK[look * LOOKS + i]
}

function writeSelf(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, tick, config } = world
  const { ground, players, bodies } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  const place = placeToGive(world, slot, agent)
  if (place >= 0) {
    if (GOOD[state.item[place]] >= 0) out[at + SELF.at.holds + GOOD[state.item[place]]] = 255
    out[at + SELF.at.amount] = shareByte(state.itemCount[place] / MANY)
    out[at + SELF.at.quality] = shareByte(state.itemLevel[place] / MOST_LEVEL)
  }
  if (tables.needs !== null) writeSelfNeeds(world, slot, agent, out, at)
  else out[at + SELF.at.bars] = shareByte(state.health[b] / RULES.full)
  out[at + SELF.at.wants] = shareByte(1 - state.food[p] / RULES.full)
  out[at + SELF.at.wants + 1] = shareByte(1 - state.water[p] / RULES.full)
  out[at + SELF.at.wants + 2] = shareByte(1 - state.health[b] / RULES.full)
  out[at + SELF.at.progress] = shareByte(bestLevel(world, slot, agent, 0, SKILLS.length) / MOST_BODY_LEVEL)
  writeLook(out, at + SELF.at.looks, AGENT_LOOK + (state.name[b] & (NAMES - 1)))
  out[at + SELF.at.place] = shareByte((state.x[b] - ground.border) / ground.center)
  out[at + SELF.at.place + 1] = shareByte((state.y[b] - ground.border) / ground.center)
  if (config.horizon < Infinity) out[at + SELF.at.left] = shareByte(1 - tick[slot] / config.horizon)
  if (state.frozen[b] > 0) out[at + SELF.at.still] = 255
}

/** All in the window, whether the agent can single them out or not. */
function offerBodies(world: SurvivalWorld, slot: number, agent: number): void {
  const { found } = world.tables.index
  const met = Math.min(NEAREST, around(world, slot, agent, SIGHT))
  for (let i = 0; i < met; i++) offer(nearest, i, distance(world, slot, agent, found[i] - 1))
}

/** Cells of the window, counted from its north-west, nearest first; then columns and rows from the agent, and how far away. */
const NEAR = Uint8Array.from(
  Array.from({ length: WIDE * WIDE }, (_, cell) => cell).sort((a, b) => distanceOf(a) - distanceOf(b) || a - b),
)
const NEAR_X = Int8Array.from(NEAR, (cell) => (cell % WIDE) - SIGHT)
const NEAR_Y = Int8Array.from(NEAR, (cell) => Math.floor(cell / WIDE) - SIGHT)
const NEAR_AT = Uint8Array.from(NEAR, distanceOf)

function distanceOf(cell: number): number {
  return Math.max(Math.abs((cell % WIDE) - SIGHT), Math.abs(Math.floor(cell / WIDE) - SIGHT))
}

/** Bit m where material m is a source. */
const SOURCES = OFFERS.reduce((bits, good, material) => (good < 0 ? bits : bits | (1 << material)), 0)

/** Ids from here on are cells of the window, those below are places in what a search found. */
const FIRST_SOURCE = 65536

function offerSources({ state, tables }: SurvivalWorld, slot: number, agent: number): void {
  const { size, cells } = tables.ground
  const { terrain } = state
  const b = slot * tables.bodies + agent
  const at = slot * cells + state.y[b] * size + state.x[b]
  let wanted = SOURCES
  for (let i = 0; i < WIDE * WIDE && wanted !== 0; i++) {
    const bit = 1 << terrain[at + NEAR_Y[i] * size + NEAR_X[i]]
    if ((wanted & bit) === 0) continue
    wanted &= ~bit
    offer(nearest, FIRST_SOURCE + NEAR[i], NEAR_AT[i])
  }
}

function writePlace(dx: number, dy: number, out: Uint8Array, at: number): void {
  out[at + ENTITY.at.present] = 255
  out[at + ENTITY.at.offset] = offsetByte(dx)
  out[at + ENTITY.at.offset + 1] = offsetByte(dy)
  if (Math.abs(dx) + Math.abs(dy) <= 1) out[at + ENTITY.at.front] = 255
}

function writeBody(
  world: SurvivalWorld,
  slot: number,
  agent: number,
  other: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables } = world
  const { players, bodies, npcs, numbers } = tables
  const own = slot * bodies + agent
  const b = slot * bodies + other
  writePlace(state.x[b] - state.x[own], state.y[b] - state.y[own], out, at)
  out[at + ENTITY.at.kind + kindOf(tables, other)] = 255
  if (tables.needs !== null) writeBodyNeeds(world, slot, agent, other, out, at)
  else out[at + ENTITY.at.bars] = shareByte(state.health[b] / RULES.full)
  if (state.frozen[b] > 0) out[at + ENTITY.at.cues + STILL_CUE] = 255
  if (state.striker[own] === other + 1) out[at + ENTITY.at.cues + STRUCK_ME_CUE] = 255
  if (other >= players) {
    const npc = slot * npcs + other - players
    const temper = state.npcTemper[npc]
    const look = temper < INSPECTING ? TEMPER_LOOK + temper : WATCHER_LOOK + temper - INSPECTING
    if (temper !== NEEDY) writeLook(out, at + ENTITY.at.looks, look)
    out[at + ENTITY.at.progress] = shareByte(state.npcLevel[npc] / MOST_BODY_LEVEL)
    return
  }
  const p = slot * players + other
  writeLook(out, at + ENTITY.at.looks, AGENT_LOOK + (state.name[b] & (NAMES - 1)))
  out[at + ENTITY.at.progress] = shareByte(bestLevel(world, slot, other, 0, SKILLS.length) / MOST_BODY_LEVEL)
  const isOpen = numbers.openBooks && tables.needs === null
  if (isOpen) out[at + ENTITY.at.amount] = shareByte(state.food[p] / RULES.full)
  if (isOpen) out[at + ENTITY.at.quality] = shareByte(state.water[p] / RULES.full)
  if (state.said[p] > 0 && state.said[p] < MESSAGES) out[at + ENTITY.at.message + state.said[p] - 1] = 255
}
/** The family's own cue: whose blow was the worst of the last tick. */
const STRUCK_ME_CUE = 3

/** `cell` of the window around body row b. */
function writeSource(
  { state, tables }: SurvivalWorld,
  slot: number,
  b: number,
  cell: number,
  out: Uint8Array,
  at: number,
): void {
  const { size, cells } = tables.ground
  const v = (cell / WIDE) | 0
  const dx = cell - v * WIDE - SIGHT
  const dy = v - SIGHT
  const material = state.terrain[slot * cells + (state.y[b] + dy) * size + state.x[b] + dx]
  writePlace(dx, dy, out, at)
  out[at + ENTITY.at.kind + SOURCE] = 255
  writeLook(out, at + ENTITY.at.looks, material)
  out[at + ENTITY.at.holds + OFFERS[material]] = 255
  out[at + ENTITY.at.ready] = 255
}

/** [materials] bytes of three planes. Void is nothing. */
const PASSES = WALKABLE.map((walkable) => 255 * walkable)
const SERVES = Uint8Array.from(OFFERS, (good) => (good < 0 ? 0 : 255))
const BLOCKS = WALKABLE.map((walkable, id) => (walkable === 0 && OFFERS[id] < 0 && id !== VOID ? 255 : 0))

function writeWindow(world: SurvivalWorld, slot: number, x: number, y: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const { fog } = world.config
  const { size, cells } = tables.ground
  for (let dy = -HALF; dy <= HALF; dy++) {
    for (let dx = -HALF; dx <= HALF; dx++) {
      const cell = slot * cells + (y + dy) * size + x + dx
      const material = state.terrain[cell]
      const byte = at + windowAt(dx, dy)
      out[byte + PASSABLE] = PASSES[material]
      out[byte + BLOCKED] = BLOCKS[material]
      out[byte + USABLE] = SERVES[material]
      if (state.crowd[cell] > 0) out[byte + OCCUPIED] = 255
      if (fog !== null && fogAt(world, slot, cell - slot * cells) > 0) out[byte + HAZARD_CELL] = 255
    }
  }
}
