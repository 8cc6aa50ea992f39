/** Needs in the `common` view: what they add to the block of a player itself, of another one, of a thing, and to the window. */
import {
  ENTITY, HAZARD_CELL, LOOKS, OPEN_CUE, RECIPIENT, SEES_CUE, SELF, STILL_CUE, WINDOW, shareByte, windowAt,
} from '../../core/common.ts' // prettier-ignore
import { FULL } from '../../core/needs.ts'
import { WATCHER_LOOK, writeLook } from '../engine/looks.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { windowCell } from '../engine/window.ts'
import { barOf, grazerOn, onDial } from './dials.ts'
import { isAlive } from './grazers.ts'
import { isSpent } from './players.ts'
import { DEAD, GRAZER, UNLIT, WATCHERS } from './tables.ts'
import { tagByte } from './view-symbolic.ts'
import { sees } from './watchers.ts'

/** Own bars and price tag; a player without wellbeing cannot act. */
export function writeSelfNeeds(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  writeBars(world, slot, p, out, at + SELF.at.bars)
  if (isSpent(world, slot, p)) out[at + SELF.at.still] = 255
  out[at + SELF.at.price] = tagByte(world, slot, p)
}

function writeBars(world: GridWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  for (let k = 0; k < 2; k++) out[at + k] = shareByte(barOf(world, slot, being, k) / FULL)
}

/** Bars of a being that is a player, or `agents` plus a grazer's number, and whether it cannot act any more. */
export function writeBeingNeeds(world: GridWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  const { agents } = world
  writeBars(world, slot, being, out, at + ENTITY.at.bars)
  const still = being < agents ? isSpent(world, slot, being) : !isAlive(world, slot, being - agents)
  if (still) out[at + ENTITY.at.cues + STILL_CUE] = 255
}

/** A thing on a cell: grazers, watchers, dials, and the price tag of what the player could eat. */
export function writeThingNeeds(
  world: GridWorld,
  slot: number,
  p: number,
  cell: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables, agents } = world
  const { first, food, dials } = tables.needs!
  const kind = state.kind[slot * tables.cells + cell]
  if (food[kind] === 1) out[at + ENTITY.at.price] = tagByte(world, slot, p)
  if (kind === first + GRAZER || kind === first + DEAD) {
    writeRecipient(world, slot, agents + grazerOn(world, slot, cell), out, at)
  } else if (kind >= first + UNLIT) writeWatcher(world, slot, p, (kind - first - UNLIT) >> 1, out, at)
  else if (dials.includes(cell)) {
    const being = onDial(world, slot, cell)
    if (being < 0) return
    out[at + ENTITY.at.kind + tables.kinds[kind].common] = 0
    out[at + ENTITY.at.kind + RECIPIENT] = 255
    writeRecipient(world, slot, being, out, at)
  }
}

function writeRecipient(world: GridWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  writeBeingNeeds(world, slot, being, out, at)
  if (being < agents) return writeLook(out, at + ENTITY.at.looks, being)
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) out[at + ENTITY.at.looks + k] = state.looks[looks + k]
}

/** The two watchers differ in nothing but their looks. */
function writeWatcher(world: GridWorld, slot: number, p: number, w: number, out: Uint8Array, at: number): void {
  const { state, agents } = world
  writeLook(out, at + ENTITY.at.looks, WATCHER_LOOK + w)
  if (state.open[slot * WATCHERS + w] === 0) return
  out[at + ENTITY.at.cues + OPEN_CUE] = 255
  if (sees(world, slot, w, state.cell[slot * agents + p])) out[at + ENTITY.at.cues + SEES_CUE] = 255
}

/** Red tiles that the player sees, on its window. */
export function writeTiles(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  const { width } = tables
  const { red } = tables.needs!.options.auditor
  const here = state.cell[slot * agents + p]
  for (let i = slot * red; i < (slot + 1) * red; i++) {
    const cell = state.redCell[i]
    const dx = (cell % width) - (here % width)
    const dy = Math.floor(cell / width) - Math.floor(here / width)
    if (cell === NOWHERE || Math.abs(dx) > HALF || Math.abs(dy) > HALF || windowCell(world, slot, p, cell) < 0) continue
    out[at + windowAt(dx, dy) + HAZARD_CELL] = 255
  }
}
const HALF = WINDOW >> 1
