/**
 * The autonomy world in the `common` view, and what the common actions mean in it. Things are food, water, ore and crystal; the two
 * bars are food and water, those of others only where they are known. The acts on another are on the nearest.
 */
import {
  ACT_BEAM, ACT_GIVE, ACT_INTERACT, ACT_STAY, ACT_TAKE, ACT_USE, ACT_WEST, BEING, BLOCKED, COMMON_ACTS, COMMON_MASK_SIZE, COMMON_SIZE,
  ENTITY, LOOKS, MESSAGES, OCCUPIED, PASSABLE, SELF, SOURCE, STILL_CUE, USABLE, WINDOW, clearBlock, commonBox, createNearest,
  entityAt, offer, offsetByte, shareByte, windowAt, type CommonActions,
} from '../../core/common.ts' // prettier-ignore
import type { View } from '../../core/spec.ts'
import { MOVES } from '../engine/moves.ts'
import { MATERIALS, WALKABLE } from '../materials.ts'
import { FOOD, FULL, GOODS, MOST, ORE_GOOD, WATER_GOOD } from './numbers.ts'
import { offers } from './offers.ts'
import { faceOf, knows } from './sight.ts'
import {
  ACCEPT, ACT, ACTS, GIVE, GOOD, HARM, HEADS, HELP, LOOK_AT, MOVE, SAY, TARGET, type AutonomyWorld,
} from './state.ts' // prettier-ignore
import { AROUND_DX, AROUND_DY, BARE, THING_LOOKS, thingAt } from './things.ts'

const HALF = WINDOW >> 1

export const common: View<AutonomyWorld> = {
  summary: 'the shape that all families share: self, nearest entities, window; a byte each (byte / 255)',
  space: () => commonBox(),
  write(world, slot) {
    const { agents, kernels, observations } = world
    kernels.clear(observations.byteOffset + slot * agents * COMMON_SIZE, agents * COMMON_SIZE)
    for (let agent = 0; agent < agents; agent++) writeRow(world, slot, agent)
  },
}

const nearest = createNearest()

function writeRow(world: AutonomyWorld, slot: number, agent: number): void {
  const out = world.observations as Uint8Array
  const at = (slot * world.agents + agent) * COMMON_SIZE
  writeSelf(world, slot, agent, out, at)
  gather(world, slot, agent)
  for (let i = 0; i < nearest.count; i++) {
    const to = at + entityAt(i)
    if (nearest.ids[i] < world.agents) writeBeing(world, slot, agent, nearest.ids[i], out, to)
    else writeThing(world, slot, agent, nearest.ids[i] - world.agents, out, to)
  }
  writeWindow(world, slot, agent, out, at)
}

function writeSelf(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, tick, config } = world
  const row = slot * tables.bodies + agent
  const { size } = tables.ground
  out[at + SELF.at.facing + state.facing[row] - 1] = 255
  writeGoods(world, row, out, at + SELF.at.holds, at + SELF.at.amount)
  writeBars(world, row, out, at + SELF.at.bars)
  out[at + SELF.at.quality] = shareByte(state.health[row] / FULL)
  writeLooks(tables.faces, state.name[row], out, at + SELF.at.looks)
  out[at + SELF.at.place] = shareByte(state.x[row] / (size - 1))
  out[at + SELF.at.place + 1] = shareByte(state.y[row] / (size - 1))
  if (config.horizon < Infinity) out[at + SELF.at.left] = shareByte(1 - tick[slot] / config.horizon)
  if (state.down[row] > 0 || state.injury[row] > 0) out[at + SELF.at.still] = 255
}

/** Which luxuries a body carries, and how much of them. */
function writeGoods({ state }: AutonomyWorld, row: number, out: Uint8Array, holds: number, amount: number): void {
  let all = 0
  for (let good = ORE_GOOD; good < GOODS.length; good++) {
    const has = state.goods[row * GOODS.length + good]
    if (has > 0) out[holds + good] = 255
    all += has / MOST[good]
  }
  out[amount] = shareByte(all / 2)
}

function writeBars({ state }: AutonomyWorld, row: number, out: Uint8Array, at: number): void {
  out[at] = shareByte(state.goods[row * GOODS.length + FOOD] / FULL)
  out[at + 1] = shareByte(state.goods[row * GOODS.length + WATER_GOOD] / FULL)
}

function writeLooks(looks: Uint8Array, i: number, out: Uint8Array, at: number): void {
  for (let k = 0; k < LOOKS; k++) out[at + k] = looks[i * LOOKS + k]
}

/** Finds what is nearest in sight: ids below `agents` are agents, the others `agents` + place of the window. */
function gather(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, config } = world
  const base = slot * tables.bodies
  const row = base + agent
  nearest.count = 0
  for (let at = row * config.targets; at < row * config.targets + state.company[row]; at++) {
    const other = state.seen[at] - 1
    const dx = Math.abs(state.x[base + other] - state.x[row])
    const dy = Math.abs(state.y[base + other] - state.y[row])
    offer(nearest, other, dx + dy)
  }
  for (let i = 0; i < AROUND_DX.length; i++) {
    if (thingAt(world, slot, agent, AROUND_DX[i], AROUND_DY[i]) === BARE) continue
    offer(nearest, world.agents + i, Math.abs(AROUND_DX[i]) + Math.abs(AROUND_DY[i]))
  }
}

function writeBeing(
  world: AutonomyWorld,
  slot: number,
  agent: number,
  other: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables } = world
  const row = slot * tables.bodies + agent
  const b = slot * tables.bodies + other
  out[at + ENTITY.at.present] = out[at + ENTITY.at.kind + BEING] = 255
  writeLooks(tables.faces, faceOf(world, slot, other), out, at + ENTITY.at.looks)
  writeOffset(state.x[b] - state.x[row], state.y[b] - state.y[row], out, at)
  out[at + ENTITY.at.facing + state.facing[b] - 1] = 255
  writeGoods(world, b, out, at + ENTITY.at.holds, at + ENTITY.at.amount)
  if (knows(world, slot, agent, other)) writeBars(world, b, out, at + ENTITY.at.bars)
  if (state.down[b] > 0 || state.injury[b] > 0) out[at + ENTITY.at.cues + STILL_CUE] = 255
  if (offers(world, slot, other, agent)) out[at + ENTITY.at.ready] = 255
  if (state.said[b] > 0 && state.said[b] < MESSAGES) out[at + ENTITY.at.message + state.said[b] - 1] = 255
}

function writeThing(world: AutonomyWorld, slot: number, agent: number, i: number, out: Uint8Array, at: number): void {
  const thing = thingAt(world, slot, agent, AROUND_DX[i], AROUND_DY[i])
  out[at + ENTITY.at.present] = out[at + ENTITY.at.kind + SOURCE] = 255
  writeLooks(THING_LOOKS, thing, out, at + ENTITY.at.looks)
  writeOffset(AROUND_DX[i], AROUND_DY[i], out, at)
  out[at + ENTITY.at.holds + thing] = 255
}

function writeOffset(dx: number, dy: number, out: Uint8Array, at: number): void {
  out[at + ENTITY.at.offset] = offsetByte(dx)
  out[at + ENTITY.at.offset + 1] = offsetByte(dy)
}

function writeWindow(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, knobs } = world
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  for (let dy = -HALF; dy <= HALF; dy++) {
    for (let dx = -HALF; dx <= HALF; dx++) {
      const cell = slot * cells + (state.y[row] + dy) * size + state.x[row] + dx
      const material = state.terrain[cell]
      const byte = at + windowAt(dx, dy)
      if (MATERIALS[material].name === 'void') continue
      out[byte + (WALKABLE[material] === 1 ? PASSABLE : BLOCKED)] = 255
      if (thingAt(world, slot, agent, dx, dy) !== BARE) out[byte + USABLE] = 255
      const isSeen = knobs.hide[slot] === 0 || (dx === 0 && dy === 0)
      if (isSeen && state.crowd[cell] > 0) out[byte + OCCUPIED] = 255
    }
  }
}

/** What the common acts that are done to another are here. */
const MEANS = new Uint8Array(COMMON_ACTS.length)
MEANS[ACT_INTERACT] = LOOK_AT
MEANS[ACT_TAKE] = ACCEPT
MEANS[ACT_GIVE] = GIVE
MEANS[ACT_USE] = HELP
MEANS[ACT_BEAM] = HARM

/** Place of the first whose offer stands, counted from 1; of the nearest where there is none. */
function sellerOf(world: AutonomyWorld, slot: number, agent: number): number {
  const { state, config } = world
  const row = slot * world.agents + agent
  for (let k = 0; k < state.company[row]; k++)
    if (offers(world, slot, state.seen[row * config.targets + k] - 1, agent)) return k + 1
  return 1
}

/** Bytes of a mask before the targets, and before the goods less one. */
const ACTS_AT = MOVES.length
const TARGETS_AT = ACTS_AT + ACTS.length

export const commonActions: CommonActions<AutonomyWorld> = {
  write(world, slot, agent, act, message) {
    const { actions, agents, config } = world
    const at = (slot * agents + agent) * HEADS.length
    for (let head = 0; head < HEADS.length; head++) actions[at + head] = 0
    if (message <= config.tokens) actions[at + SAY] = message
    if (act <= ACT_WEST) {
      actions[at + MOVE] = act
      return
    }
    actions[at + ACT] = MEANS[act]
    actions[at + TARGET] = act === ACT_TAKE ? sellerOf(world, slot, agent) : 1
    if (act === ACT_GIVE) actions[at + GOOD] = FOOD + 1
  },
  mask(world, slot, agent, out, at) {
    const { mask, tables, config } = world
    const own = (slot * tables.bodies + agent) * tables.width
    const goods = own + TARGETS_AT + config.targets + 1
    const say = own + tables.width - config.tokens - 1
    clearBlock(out, at, COMMON_MASK_SIZE)
    for (let act = ACT_STAY; act <= ACT_WEST; act++) out[at + act] = mask[own + act]
    for (let act = ACT_WEST + 1; act < COMMON_ACTS.length; act++) out[at + act] = mask[own + ACTS_AT + MEANS[act]]
    out[at + ACT_GIVE] = mask[own + ACTS_AT + GIVE] & mask[goods + FOOD + 1] & mask[own + TARGETS_AT + 1]
    for (let word = 0; word < MESSAGES; word++)
      out[at + COMMON_ACTS.length + word] = word <= config.tokens ? mask[say + word] : 0
  },
}
