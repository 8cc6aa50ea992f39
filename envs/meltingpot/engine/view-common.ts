/**
 * Grid worlds in the `common` view, and what the common actions mean in them. A player sees what its own window shows and no
 * more. Moving north there is to turn north, one quarter a step, and then to go: in these worlds moves do not turn.
 */
import {
  ACT_BEAM, ACT_EAST, ACT_INTERACT, ACT_NORTH, ACT_SOUTH, ACT_STAY, ACT_USE, ACT_WEST, BEING, BLOCKED, COMMON_ACTS, COMMON_MASK_SIZE, COMMON_SIZE,
  ENTITY, OCCUPIED, PASSABLE, SELF, WINDOW, clearBlock, commonBox, createNearest, entityAt, offer, offsetByte,
  shareByte, windowAt, type CommonActions,
} from '../../core/common.ts' // prettier-ignore
import type { View } from '../../core/spec.ts'
import { canEat, isSpent } from '../needs/players.ts'
import { writeBeingNeeds, writeSelfNeeds, writeThingNeeds, writeTiles } from '../needs/view-common.ts'
import { recharging } from './beams.ts'
import { KIND_LOOK, writeLook } from './looks.ts'
import { FIRST_BEAM, FORWARD, STAY, TURN_LEFT, TURN_RIGHT, type GridTables, type GridWorld } from './state.ts'
import { windowCell } from './window.ts'

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
  writeMarks(world, slot, p, out, at + SELF.at.holds)
  if (rules.holds) rules.holds(world, slot, p, out, at)
  if (tables.needs !== null) writeSelfNeeds(world, slot, p, out, at)
}

/** Finds what is nearest in sight: ids below `agents` are players, the others agents + cell. */
function gather(world: GridWorld, slot: number, p: number): void {
  const { state, agents, tables } = world
  const { width, height, kinds, cells, sight } = tables
  const reach = Math.max(sight.left, sight.right, sight.forward, sight.backward)
  const here = state.cell[slot * agents + p]
  const y0 = Math.floor(here / width)
  const x0 = here - y0 * width
  nearest.count = 0
  for (let q = 0; q < agents; q++) {
    const row = slot * agents + q
    if (q === p || state.away[row] > 0 || windowCell(world, slot, p, state.cell[row]) < 0) continue
    const y = Math.floor(state.cell[row] / width)
    offer(nearest, q, Math.abs(y - y0) + Math.abs(state.cell[row] - y * width - x0))
  }
  for (let y = Math.max(0, y0 - reach); y <= Math.min(height - 1, y0 + reach); y++) {
    for (let x = Math.max(0, x0 - reach); x <= Math.min(width - 1, x0 + reach); x++) {
      const cell = y * width + x
      if (kinds[state.kind[slot * cells + cell]].common < 0 || windowCell(world, slot, p, cell) < 0) continue
      offer(nearest, agents + cell, Math.abs(y - y0) + Math.abs(x - x0))
    }
  }
}

function writeEntity(world: GridWorld, slot: number, p: number, id: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { width, next, cells, kinds } = tables
  const row = slot * agents + p
  const here = state.cell[row]
  const cell = id < agents ? state.cell[slot * agents + id] : id - agents
  const kind = state.kind[slot * cells + cell]
  const y = Math.floor(cell / width)
  const y0 = Math.floor(here / width)
  out[at + ENTITY.at.present] = 255
  out[at + ENTITY.at.kind + (id < agents ? BEING : kinds[kind].common)] = 255
  writeLook(out, at + ENTITY.at.looks, id < agents ? id : KIND_LOOK + kind)
  out[at + ENTITY.at.offset] = offsetByte(cell - y * width - (here - y0 * width))
  out[at + ENTITY.at.offset + 1] = offsetByte(y - y0)
  if (next[here * 4 + state.heading[row]] === cell) out[at + ENTITY.at.front] = 255
  if (id >= agents) {
    if (tables.rules.shows) tables.rules.shows(world, slot, p, cell, out, at)
    if (tables.needs !== null) writeThingNeeds(world, slot, p, cell, out, at)
    return
  }
  const other = slot * agents + id
  out[at + ENTITY.at.facing + FACING[state.heading[other]]] = 255
  writeMarks(world, slot, id, out, at + ENTITY.at.holds)
  if (tables.needs !== null) writeBeingNeeds(world, slot, id, out, at)
}

/** What everybody sees on a player, as what it holds. */
function writeMarks(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { marks, rules } = world.tables
  const bits = rules.marksOf(world, slot, p)
  for (let i = 0; i < marks.length; i++) out[at + i] = (bits >> i) & 1 ? 255 : 0
}

function writeWindow(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, agents, tables } = world
  const { width, height, cells, solid } = tables
  const here = state.cell[slot * agents + p]
  const y0 = Math.floor(here / width)
  const x0 = here - y0 * width
  for (let y = Math.max(0, y0 - HALF); y <= Math.min(height - 1, y0 + HALF); y++) {
    for (let x = Math.max(0, x0 - HALF); x <= Math.min(width - 1, x0 + HALF); x++) {
      const cell = y * width + x
      const kind = state.kind[slot * cells + cell]
      if (kind === 0 || windowCell(world, slot, p, cell) < 0) continue
      const byte = at + windowAt(x - x0, y - y0)
      out[byte + (solid[kind] === 1 ? BLOCKED : PASSABLE)] = 255
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

/** Whether act i can do anything for a player now. */
export const mayAct = (world: GridWorld, slot: number, p: number, i: number): boolean =>
  world.tables.rules.may === undefined || world.tables.rules.may(world, slot, p, i)

/** The common move that goes on along a heading. */
const AHEAD = [ACT_NORTH, ACT_EAST, ACT_SOUTH, ACT_WEST]

/** The common action that means act i; ACT_STAY for none. */
const commonOf = ({ acts }: GridTables, i: number): number => acts[i].common ?? (i === 0 ? ACT_USE : ACT_STAY)

export const commonActions: CommonActions<GridWorld> = {
  write(world, slot, agent, act, _message) {
    const { state, actions, agents, tables } = world
    const row = slot * agents + agent
    actions[row] = STAY
    if (state.away[row] > 0) return
    if (act >= ACT_NORTH && act <= ACT_WEST) {
      const turn = (TOWARDS[act] - state.heading[row]) & 3
      actions[row] = turn === 0 ? FORWARD : turn === 3 ? TURN_LEFT : TURN_RIGHT
    } else if (act === ACT_BEAM && tables.beams.length > 0) actions[row] = FIRST_BEAM
    else if (act === ACT_INTERACT && tables.beams.length > 1) actions[row] = FIRST_BEAM + 1
    else if (act > ACT_WEST) {
      for (let i = 0; i < tables.acts.length; i++) {
        if (commonOf(tables, i) === act) actions[row] = FIRST_BEAM + tables.beams.length + i
      }
    }
  },
  mask(world, slot, agent, out, at) {
    const { state, agents, tables } = world
    const row = slot * agents + agent
    clearBlock(out, at, COMMON_MASK_SIZE)
    out[at + ACT_STAY] = 1
    out[at + COMMON_ACTS.length] = 1 // silence: players cannot speak
    if (state.away[row] > 0) return
    if (isSpent(world, slot, agent)) {
      if (canEat(world, slot, agent, FORWARD)) out[at + AHEAD[state.heading[row]]] = 1
      return
    }
    if (state.frozen[row] === 0) for (let act = ACT_NORTH; act <= ACT_WEST; act++) out[at + act] = 1
    const beams = tables.beams.length
    if (beams > 0 && recharging(world, slot, agent, 0) === 0) out[at + ACT_BEAM] = 1
    if (beams > 1 && recharging(world, slot, agent, 1) === 0) out[at + ACT_INTERACT] = 1
    for (let i = 0; i < tables.acts.length; i++) {
      const act = commonOf(tables, i)
      if (act > ACT_STAY && mayAct(world, slot, agent, i)) out[at + act] = 1
    }
  },
}
