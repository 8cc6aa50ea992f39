/** Needs in the `common` view: what they add to the block of a player itself, of another one, of a thing, and to the window. */
import {
  ENTITY, HAZARD_CELL, LOOKS, OPEN_CUE, RECIPIENT, SEES_CUE, SELF, STILL_CUE, WATCHER, WINDOW, offer, shareByte, windowAt,
  type Nearest,
} from '../../core/common.ts' // prettier-ignore
import { FULL } from '../../core/needs.ts'
import { WATCHER_LOOK, writeLook } from '../engine/looks.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { aheadOf, east, lookAt, rightOf, south, windowCell } from '../engine/window.ts'
import { isSpent } from './players.ts'
import { seesBars } from './veil.ts'
import { WATCHERS } from './tables.ts'
import { barOf, grazerOn, isAlive, isHelped, onDial, watcherOn } from './things.ts'
import { tagByte } from './view-symbolic.ts'
import { shown, shownAt, styleOf } from './watchers.ts'

/** Cue of one whose bars are behind a veil. */
const VEIL_CUE = 3
/** Where the style of the surroundings stands among wants. */
const STYLE_WANT = 8

/** Own bars and price tag; a player without wellbeing cannot act. */
export function writeSelfNeeds(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  writeBars(world, slot, p, out, at + SELF.at.bars)
  if (isSpent(world, slot, p)) out[at + SELF.at.still] = 255
  out[at + SELF.at.price] = tagByte(world, slot, p)
  if (world.state.style.length > 0) out[at + SELF.at.wants + STYLE_WANT + styleOf(world, slot)] = 255
}

function writeBars(world: GridWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  for (let k = 0; k < 2; k++) out[at + k] = shareByte(barOf(world, slot, being, k) / FULL)
}

/** What player p sees of a being: its bars, whether it cannot act any more, and whether the helper feeds it. */
export function writeBeingNeeds(
  world: GridWorld,
  slot: number,
  p: number,
  being: number,
  out: Uint8Array,
  at: number,
): void {
  const { agents } = world
  const shows = seesBars(world, slot, p, being)
  if (shows) writeBars(world, slot, being, out, at + ENTITY.at.bars)
  else out[at + ENTITY.at.cues + VEIL_CUE] = 255
  const still = being < agents ? shows && isSpent(world, slot, being) : !isAlive(world, slot, being - agents)
  if (still) out[at + ENTITY.at.cues + STILL_CUE] = 255
  if (isHelped(world, slot, being)) out[at + ENTITY.at.cues + OPEN_CUE] = 255
}

/** Offers what the game itself does not list, as `agents` plus its cell: grazers, watchers, and dials that show somebody. */
export function offerThings(world: GridWorld, slot: number, p: number, nearest: Nearest): void {
  const { state, tables } = world
  const { grazers, dials } = tables.needs!
  for (let i = 0; i < grazers; i++) offerCell(world, slot, p, state.grazerCell[slot * grazers + i], nearest)
  for (let w = 0; w < WATCHERS; w++) offerCell(world, slot, p, state.watcherCell[slot * WATCHERS + w], nearest)
  for (let i = 0; i < dials.length; i++) {
    const listed = tables.looks[lookAt(world, slot, p, dials[i])].common >= 0
    if (!listed && onDial(world, slot, dials[i]) >= 0) offerCell(world, slot, p, dials[i], nearest)
  }
}

function offerCell(world: GridWorld, slot: number, p: number, cell: number, nearest: Nearest): void {
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  if (seen < 0) return
  offer(nearest, world.agents + cell, Math.abs(aheadOf(world.tables, seen)) + Math.abs(rightOf(world.tables, seen)))
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
  if (tables.needs!.food[state.kind[slot * tables.cells + cell]] === 1)
    out[at + ENTITY.at.price] = tagByte(world, slot, p)
  const grazer = grazerOn(world, slot, cell)
  const watcher = watcherOn(world, slot, cell)
  const dialled = onDial(world, slot, cell)
  if (grazer >= 0) writeRecipient(world, slot, p, agents + grazer, out, at)
  else if (watcher >= 0) writeWatcher(world, slot, p, watcher, out, at)
  else if (dialled >= 0) writeRecipient(world, slot, p, dialled, out, at)
}

/** The kind of the thing that stands here, whatever it was. */
function writeKind(kind: number, out: Uint8Array, at: number): void {
  for (let i = at + ENTITY.at.kind; i < at + ENTITY.at.looks; i++) out[i] = 0
  out[at + ENTITY.at.kind + kind] = 255
}

function writeRecipient(world: GridWorld, slot: number, p: number, being: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  writeKind(RECIPIENT, out, at)
  writeBeingNeeds(world, slot, p, being, out, at)
  if (being < agents) return writeLook(out, at + ENTITY.at.looks, being)
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) out[at + ENTITY.at.looks + k] = state.looks[looks + k]
}

/** The two watchers differ in nothing but their looks. */
function writeWatcher(world: GridWorld, slot: number, p: number, w: number, out: Uint8Array, at: number): void {
  const { state, agents } = world
  writeKind(WATCHER, out, at)
  writeLook(out, at + ENTITY.at.looks, WATCHER_LOOK + w)
  out[at + ENTITY.at.cues + OPEN_CUE] = shown(world, slot, w)
  out[at + ENTITY.at.cues + SEES_CUE] = shownAt(world, slot, w, state.cell[slot * agents + p])
}

/** Red tiles that the player sees, on its window. */
export function writeTiles(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  const { red } = tables.needs!.options.auditor
  const heading = state.heading[slot * agents + p]
  for (let i = slot * red; i < (slot + 1) * red; i++) {
    const seen = state.redCell[i] === NOWHERE ? -1 : windowCell(world, slot, p, state.redCell[i])
    if (seen < 0) continue
    const dx = east(heading, aheadOf(tables, seen), rightOf(tables, seen))
    const dy = south(heading, aheadOf(tables, seen), rightOf(tables, seen))
    if (Math.abs(dx) <= HALF && Math.abs(dy) <= HALF) out[at + windowAt(dx, dy) + HAZARD_CELL] = 255
  }
}
const HALF = WINDOW >> 1
