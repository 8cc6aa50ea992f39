/**
 * Grid worlds in the `common` view, and what the common actions mean in them. A player sees what its own window shows and no
 * more. Moving north there is to turn north, one quarter a step, and then to go: in these worlds moves do not turn.
 */
import {
  ACT_BEAM, ACT_EAST, ACT_INTERACT, ACT_NORTH, ACT_SOUTH, ACT_STAY, ACT_USE, ACT_WEST, BEING, BLOCKED, COMMON_ACTS,
  COMMON_MASK_SIZE, COMMON_SIZE, ENTITY, OCCUPIED, OUTLET, OUTLET_CELL, PASSABLE, SELF, SOURCE, USABLE, VESSEL,
  WINDOW, clearBlock, commonBox, createNearest, entityAt, offer, offsetByte, shareByte, windowAt,
  type CommonActions,
} from '../../core/common.ts' // prettier-ignore
import type { View } from '../../core/spec.ts'
import { canEat, isSpent } from '../needs/players.ts'
import { isVeiled } from '../needs/veil.ts'
import { offerThings, writeBeingNeeds, writeSelfNeeds, writeThingNeeds, writeTiles } from '../needs/view-common.ts'
import { recharging } from './beams.ts'
import { KIND_LOOK, writeLook } from './looks.ts'
import { cellXY } from './map.ts'
import {
  FIRST_BEAM, FORWARD, NOWHERE, STAY, TURN_LEFT, TURN_RIGHT, VOID, type Content, type GridTables,
  type GridWorld, type Kind,
} from './state.ts' // prettier-ignore
import { aheadOf, east, lookAt, rightOf, south, windowCell } from './window.ts'

/** Byte of a heading (clockwise here) in the common order north, south, east, west. */
const FACING = [0, 2, 1, 3]
const HALF = WINDOW >> 1

export const common: View<GridWorld> = {
  summary: 'the shape that all families share: self, nearest entities, window; a byte each (byte / 255)',
  space: () => commonBox(),
  write(world, slot) {
    const { agents, kernels, observations, state } = world
    kernels.clear(observations.byteOffset + slot * agents * COMMON_SIZE, agents * COMMON_SIZE)
    for (let p = 0; p < agents; p++) if (state.away[slot * agents + p] === 0) writeRow(world, slot, p)
  },
}

const nearest = createNearest()

function writeRow(world: GridWorld, slot: number, p: number): void {
  const out = world.observations as Uint8Array
  const at = (slot * world.agents + p) * COMMON_SIZE
  writeSelf(world, slot, p, out, at)
  gather(world, slot, p)
  for (let i = 0; i < nearest.count; i++) writeEntity(world, slot, p, nearest.ids[i], out, at + entityAt(i))
  writeWindow(world, slot, p, out, at)
  if (world.tables.needs !== null) writeTiles(world, slot, p, out, at)
}

function writeSelf(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, agents, tables, tick, config } = world
  const row = slot * agents + p
  const { width, height, beams, rules } = tables
  const y = Math.floor(state.cell[row] / width)
  out[at + SELF.at.facing + FACING[state.heading[row]]] = 255
  out[at + SELF.at.place] = shareByte((state.cell[row] - y * width) / (width - 1))
  out[at + SELF.at.place + 1] = shareByte(y / (height - 1))
  if (config.horizon < Infinity) out[at + SELF.at.left] = shareByte(1 - tick[slot] / config.horizon)
  if (state.frozen[row] > 0) out[at + SELF.at.still] = 255
  if (beams.length > 0 && recharging(world, slot, p, 0) === 0) out[at + SELF.at.ready] = 255
  writeLook(out, at + SELF.at.looks, p)
  writeMarks(world, slot, p, p, out, at + SELF.at.holds)
  if (rules.holds) rules.holds(world, slot, p, out, at)
  if (tables.needs !== null) writeSelfNeeds(world, slot, p, out, at)
}

/** Finds what is nearest in sight: ids below `agents` are players, the others agents + cell. */
function gather(world: GridWorld, slot: number, p: number): void {
  const { state, agents, tables } = world
  const { width, kinds, listed, cells, rows, columns, area, sight } = tables
  const here = state.cell[slot * agents + p]
  const heading = state.heading[slot * agents + p]
  const y0 = Math.floor(here / width)
  const x0 = here - y0 * width
  nearest.count = 0
  for (let q = 0; q < agents; q++) {
    const row = slot * agents + q
    const seen = q === p || state.away[row] > 0 ? -1 : windowCell(world, slot, p, state.cell[row])
    if (seen >= 0) offer(nearest, q, Math.abs(aheadOf(tables, seen)) + Math.abs(rightOf(tables, seen)))
  }
  const stride = tables.stride[heading]
  const own = p * kinds.length
  let at = slot * 4 * area + tables.turnedAt[heading * cells + here] - sight.forward * stride - sight.left
  for (let v = 0; v < rows; v++, at += stride) {
    for (let u = 0; u < columns; u++) {
      if (listed[own + state.turned[at + u]] === 0) continue
      const ahead = sight.forward - v
      const right = u - sight.left
      const cell = cellXY(tables, x0 + east(heading, ahead, right), y0 + south(heading, ahead, right))
      offer(nearest, agents + cell, Math.abs(ahead) + Math.abs(right))
    }
  }
  if (tables.needs !== null) offerThings(world, slot, p, nearest)
}

function writeEntity(world: GridWorld, slot: number, p: number, id: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { next, looks } = tables
  const row = slot * agents + p
  const heading = state.heading[row]
  const cell = id < agents ? state.cell[slot * agents + id] : id - agents
  const thing = lookAt(world, slot, p, cell)
  const look = id < agents ? id : (looks[thing].owner ?? KIND_LOOK + thing)
  const seen = windowCell(world, slot, p, cell)
  const ahead = aheadOf(tables, seen)
  const right = rightOf(tables, seen)
  out[at + ENTITY.at.present] = 255
  const what = id < agents ? BEING : looks[thing].common
  if (what >= 0) out[at + ENTITY.at.kind + what] = 255
  writeLook(out, at + ENTITY.at.looks, look)
  out[at + ENTITY.at.offset] = offsetByte(east(heading, ahead, right))
  out[at + ENTITY.at.offset + 1] = offsetByte(south(heading, ahead, right))
  if (next[state.cell[row] * 4 + heading] === cell) out[at + ENTITY.at.front] = 255
  if (id >= agents) {
    writeContent(looks[thing].content, out, at)
    if (tables.rules.shows) tables.rules.shows(world, slot, p, cell, out, at)
    if (tables.needs !== null) writeThingNeeds(world, slot, p, cell, out, at)
    return
  }
  const other = slot * agents + id
  out[at + ENTITY.at.facing + FACING[state.heading[other]]] = 255
  writeMarks(world, slot, id, p, out, at + ENTITY.at.holds)
  if (tables.needs !== null) writeBeingNeeds(world, slot, p, id, out, at)
}

function writeContent(content: Content | undefined, out: Uint8Array, at: number): void {
  if (content === undefined) return
  const { thing, amount, progress = 0, ready = false } = content
  out[at + ENTITY.at.holds + thing] = 255
  out[at + ENTITY.at.amount] = shareByte(amount)
  out[at + ENTITY.at.progress] = shareByte(progress)
  out[at + ENTITY.at.ready] = ready ? 255 : 0
}

/** What `observer` sees on player p, as what p holds. */
function writeMarks(world: GridWorld, slot: number, p: number, observer: number, out: Uint8Array, at: number): void {
  const { marks, rules } = world.tables
  const bits = rules.marksOf(world, slot, p, observer)
  for (let i = 0; i < marks.length; i++) out[at + i] = (bits >> i) & 1 ? 255 : 0
}

/** Plane of a cell that nobody can stand on. */
function solidPlane({ common }: Kind): number {
  if (common === SOURCE || common === VESSEL) return USABLE
  return common === OUTLET ? OUTLET_CELL : BLOCKED
}

function writeWindow(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { width, cells, barred, kinds, looks } = tables
  const here = state.cell[slot * agents + p]
  const y0 = Math.floor(here / width)
  const x0 = here - y0 * width
  for (let dy = -HALF; dy <= HALF; dy++) {
    for (let dx = -HALF; dx <= HALF; dx++) {
      const cell = cellXY(tables, x0 + dx, y0 + dy)
      if (cell === NOWHERE || windowCell(world, slot, p, cell) < 0) continue
      const kind = state.kind[slot * cells + cell]
      if (kind === VOID) continue
      const byte = at + windowAt(dx, dy)
      const free = barred[p * kinds.length + kind] === 0
      out[byte + (free ? PASSABLE : solidPlane(looks[lookAt(world, slot, p, cell)]))] = 255
      if (state.who[slot * cells + cell] > 0) out[byte + OCCUPIED] = 255
    }
  }
}

/** Heading of the four common moves, from ACT_NORTH on. */
const TOWARDS = new Int8Array(COMMON_ACTS.length)
TOWARDS[ACT_NORTH] = 0
TOWARDS[ACT_EAST] = 1
TOWARDS[ACT_SOUTH] = 2
TOWARDS[ACT_WEST] = 3

/** The beam that an act fires: `beam` the first, `interact` the second; the other way round where the first is a hand. */
function beamOf({ beams }: GridTables, act: number): number {
  const hand = beams.length > 0 && beams[0].hand !== undefined
  return (act === ACT_INTERACT) === hand ? 0 : 1
}

const canFire = (world: GridWorld, slot: number, agent: number, beam: number): number =>
  beam < world.tables.beams.length && recharging(world, slot, agent, beam) === 0 ? 1 : 0

/** The common action that means act i; NO_ACT for none. */
const commonOf = ({ acts }: GridTables, i: number): number => acts[i].common ?? (i === 0 ? ACT_USE : NO_ACT)
const NO_ACT = -1

/** Whether act i can do anything for a player now. */
export function mayAct(world: GridWorld, slot: number, p: number, i: number): boolean {
  const { rules, needs, beams } = world.tables
  if (needs !== null && needs.look === FIRST_BEAM + beams.length + i) return isVeiled(world, slot, p)
  return rules.may === undefined || rules.may(world, slot, p, i)
}

/** The own action that a common one means, of several acts the one of its message; STAY where it means none. */
function ownAction(world: GridWorld, slot: number, agent: number, act: number, message = 0): number {
  const { state, tables, agents } = world
  if (act >= ACT_NORTH && act <= ACT_WEST) {
    const turn = (TOWARDS[act] - state.heading[slot * agents + agent]) & 3
    return turn === 0 ? FORWARD : turn === 3 ? TURN_LEFT : TURN_RIGHT
  }
  let own = NO_ACT
  for (let i = 0, word = 0; i < tables.acts.length && word <= message; i++) {
    if (commonOf(tables, i) !== act) continue
    own = i
    word++
  }
  if (own !== NO_ACT) return FIRST_BEAM + tables.beams.length + own
  const beam = act === ACT_BEAM || act === ACT_INTERACT ? beamOf(tables, act) : tables.beams.length
  return beam < tables.beams.length ? FIRST_BEAM + beam : STAY
}

export const commonActions: CommonActions<GridWorld> = {
  write(world, slot, agent, act, message) {
    const { state, actions, agents } = world
    const row = slot * agents + agent
    actions[row] = state.away[row] > 0 ? STAY : ownAction(world, slot, agent, act, message)
  },
  mask(world, slot, agent, out, at) {
    const { state, agents, tables } = world
    const row = slot * agents + agent
    clearBlock(out, at, COMMON_MASK_SIZE)
    out[at + ACT_STAY] = 1
    out[at + COMMON_ACTS.length] = 1 // silence, and the first word
    if (state.away[row] > 0) return
    if (state.frozen[row] === 0) for (let act = ACT_NORTH; act <= ACT_WEST; act++) out[at + act] = 1
    out[at + ACT_BEAM] = canFire(world, slot, agent, beamOf(tables, ACT_BEAM))
    out[at + ACT_INTERACT] = canFire(world, slot, agent, beamOf(tables, ACT_INTERACT))
    for (let i = 0, word = 0; i < tables.acts.length; i++) {
      const act = commonOf(tables, i)
      if (act === NO_ACT) continue
      word = i > 0 && commonOf(tables, i - 1) === act ? word + 1 : 0
      out[at + act] = mayAct(world, slot, agent, i) ? 1 : 0
      if (word > 0) out[at + COMMON_ACTS.length + word] = out[at + act]
    }
    if (isSpent(world, slot, agent)) leaveMeals(world, slot, agent, out, at)
  },
}

/** Takes out of a mask what a player without wellbeing cannot do: all but to eat. */
function leaveMeals(world: GridWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  for (let act = ACT_NORTH; act < COMMON_ACTS.length; act++) {
    if (!canEat(world, slot, agent, ownAction(world, slot, agent, act))) out[at + act] = 0
  }
}
