/**
 * Needs in the `rgb` view, pixels of a cell: grazers and watchers fill theirs with their colour; bars of beings (and
 * on dials) are in rows 0 and 1, 8 pixels being full, and there are none behind a veil; a grazer's looks in row 4, a
 * grey a number; row 5 is white where the helper feeds. A red tile has red edges, left and right. In the player's own
 * cell, row 7: its price tag as a grey, and a pixel for each watcher that sees it, as bright as its lamp where it has
 * one.
 */
import { LOOKS } from '../../core/common.ts'
import { BARS, BAR_BACK } from '../../core/needs-draw.ts'
import { FULL } from '../../core/needs.ts'
import { SPRITE, inks } from '../engine/sprites.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { windowCell } from '../engine/window.ts'
import { DEAD_COLOUR, GRAZER_COLOUR, RED_TILE, WATCHER_COLOURS } from './draw.ts'
import { WATCHERS } from './tables.ts'
import { barOf, isAlive, isHelped, onDial, standsAt } from './things.ts'
import { tagByte } from './view-symbolic.ts'
import { seesBars } from './veil.ts'
import { shown, shownAt } from './watchers.ts'

const LOOKS_ROW = 4
const HELP_ROW = 5
const OWN_ROW = 7
/** Pixels of the own row: the tag takes the first, each watcher one of the last. */
const TAG_PIXELS = 4
const SEEN_PIXEL = SPRITE - WATCHERS

const BAR_INKS = BARS.map(inks)
const BACK_INK = inks(BAR_BACK)
const RED_INK = inks(RED_TILE)
const GRAZER_INK = inks(GRAZER_COLOUR)
const DEAD_INK = inks(DEAD_COLOUR)
/** By watcher, dark and lit. */
const WATCHER_INKS = WATCHER_COLOURS.map((colours) => colours.map(inks))

/** Paints them over the row of player p, which begins at byte `at`. */
export function paintNeeds(world: GridWorld, slot: number, p: number, at: number): void {
  const { state, tables, agents } = world
  const { grazers, dials, options } = tables.needs!
  const { red } = options.auditor
  for (let i = slot * red; i < (slot + 1) * red; i++) paintTile(world, slot, p, state.redCell[i], at)
  for (let i = 0; i < grazers; i++) {
    fillCell(world, slot, p, state.grazerCell[slot * grazers + i], at, isAlive(world, slot, i) ? GRAZER_INK : DEAD_INK)
  }
  for (let w = 0; w < WATCHERS; w++) {
    const row = slot * WATCHERS + w
    fillCell(world, slot, p, state.watcherCell[row], at, WATCHER_INKS[w][shown(world, slot, w) > 0 ? 1 : 0])
  }
  for (let being = 0; being < agents + grazers; being++) {
    paintBeing(world, slot, p, being, standsAt(world, slot, being), at)
  }
  for (let i = 0; i < dials.length; i++) {
    const being = onDial(world, slot, dials[i])
    if (being >= 0) paintBeing(world, slot, p, being, dials[i], at)
  }
  paintOwn(world, slot, p, state.cell[slot * agents + p], at)
}

function paintOwn(world: GridWorld, slot: number, p: number, here: number, at: number): void {
  const own = pixelAt(world, at, windowCell(world, slot, p, here), OWN_ROW)
  const tag = tagByte(world, slot, p)
  for (let x = 0; x < TAG_PIXELS; x++) grey(world, own + 3 * x, tag)
  for (let w = 0; w < WATCHERS; w++) grey(world, own + 3 * (SEEN_PIXEL + w), shownAt(world, slot, w, here))
}

function paintBeing(world: GridWorld, slot: number, p: number, being: number, cell: number, at: number): void {
  const { state, tables, agents } = world
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  if (seen < 0) return
  if (seesBars(world, slot, p, being))
    for (let k = 0; k < 2; k++) paintBar(world, slot, being, k, pixelAt(world, at, seen, k))
  if (isHelped(world, slot, being)) {
    const row = pixelAt(world, at, seen, HELP_ROW)
    for (let x = 0; x < SPRITE; x++) grey(world, row + 3 * x, 255)
  }
  if (being < agents) return
  const row = pixelAt(world, at, seen, LOOKS_ROW)
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) grey(world, row + 3 * k, state.looks[looks + k])
}

/** Bar k of a being, from a pixel on. */
function paintBar(world: GridWorld, slot: number, being: number, k: number, at: number): void {
  const full = Math.round((SPRITE * barOf(world, slot, being, k)) / FULL)
  for (let x = 0; x < SPRITE; x++) colour(world, at + 3 * x, x < full ? BAR_INKS[k] : BACK_INK)
}

function fillCell(world: GridWorld, slot: number, p: number, cell: number, at: number, ink: Uint8Array): void {
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  if (seen < 0) return
  for (let y = 0; y < SPRITE; y++) {
    const row = pixelAt(world, at, seen, y)
    for (let x = 0; x < SPRITE; x++) colour(world, row + 3 * x, ink)
  }
}

function paintTile(world: GridWorld, slot: number, p: number, cell: number, at: number): void {
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  if (seen < 0) return
  for (let y = 0; y < SPRITE; y++) {
    const row = pixelAt(world, at, seen, y)
    colour(world, row, RED_INK)
    colour(world, row + 3 * (SPRITE - 1), RED_INK)
  }
}

/** Byte of the first pixel of a row of a window cell. */
function pixelAt({ tables }: GridWorld, at: number, seen: number, row: number): number {
  const { columns } = tables
  const y = Math.floor(seen / columns) * SPRITE + row
  return at + (y * columns + (seen % columns)) * SPRITE * 3
}

function colour({ observations }: GridWorld, at: number, ink: Uint8Array): void {
  for (let c = 0; c < 3; c++) observations[at + c] = ink[c]
}

function grey({ observations }: GridWorld, at: number, level: number): void {
  for (let c = 0; c < 3; c++) observations[at + c] = level
}
