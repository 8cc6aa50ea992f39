/**
 * `rgb`: the window as a picture, [rows * 8, columns * 8, 3] bytes, of our own sprites, turned so that the player looks up.
 * Things lie under beams, beams under players. The picture of a player who is out of the world is black.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { paintNeeds } from '../needs/view-rgb.ts'
import {
  BEAMS, COATS, FIRST_MARK, MARKS, MARK_COLOURS, PLAYERS, ROW_WORDS, SELF_COAT, SPRITE, SPRITE_WORDS, inks, kindSprites,
  type Overlay,
} from './sprites.ts' // prettier-ignore
import type { GridTables, GridWorld } from './state.ts'
import { clearWindow, copyWindow, windowCell } from './window.ts'

export const rgb: View<GridWorld> = {
  summary: 'the window as a picture of 8 x 8 pixels a cell, turned to the heading',
  space: ({ tables }) => box([tables.rows * SPRITE, tables.columns * SPRITE, 3], 'u8', 0, 255, 255),
  write(world, slot) {
    const { agents, rowSize, kernels, observations, state } = world
    const { rows, columns } = world.tables
    const window = slot * rows * columns
    for (let p = 0; p < agents; p++) {
      const row = slot * agents + p
      if (state.away[row] > 0) {
        kernels.clear(observations.byteOffset + row * rowSize, rowSize)
        continue
      }
      copyWindow(world, slot, p)
      writeKinds(world, window, row * rowSize)
      writeBeams(world, slot, p, row * rowSize)
      for (let other = 0; other < agents; other++) {
        if (state.away[slot * agents + other] === 0) writePlayer(world, slot, p, other, row * rowSize)
      }
      if (world.tables.needs !== null) paintNeeds(world, slot, p, row * rowSize)
    }
    clearWindow(world, slot)
  },
}

const sprites = new WeakMap<GridTables, Int32Array>()
// The last world's observations as words, and its sprites: found once, not in every step.
let lastRows: unknown = null
let words: Int32Array = new Int32Array(0)
let pictures: Int32Array = new Int32Array(0)

function prepare({ observations, tables }: GridWorld): void {
  if (lastRows === observations) return
  lastRows = observations
  words = new Int32Array(observations.buffer as ArrayBuffer, observations.byteOffset, observations.byteLength >> 2)
  pictures = sprites.get(tables) ?? kindSprites(tables.looks)
  sprites.set(tables, pictures)
}

/** Writes the sprites of the window's kinds; `window` and `at` are bytes of `state.window` and of the observations. */
function writeKinds(world: GridWorld, window: number, at: number): void {
  prepare(world)
  const { rows, columns } = world.tables
  const kinds = world.state.window
  // Locals: a binding of the module would be read anew for every word.
  const out = words
  const source = pictures
  const width = columns * ROW_WORDS
  let cellAt = at >> 2
  for (let y = 0; y < rows; y++, cellAt += width * (SPRITE - 1)) {
    for (let x = 0; x < columns; x++, cellAt += ROW_WORDS) {
      let from = kinds[window++] * SPRITE_WORDS
      for (let row = 0, to = cellAt; row < SPRITE; row++, to += width, from += ROW_WORDS) {
        out[to] = source[from]
        out[to + 1] = source[from + 1]
        out[to + 2] = source[from + 2]
        out[to + 3] = source[from + 3]
        out[to + 4] = source[from + 4]
        out[to + 5] = source[from + 5]
      }
    }
  }
}

/** Paints an overlay onto a cell of the window; `colours` holds 3 bytes an ink, from ink `first` on. */
function paint(world: GridWorld, at: number, seen: number, { at: pixels, ink }: Overlay, colours: Uint8Array): void {
  const out = world.observations as Uint8Array
  const { columns } = world.tables
  const corner = at + (((seen / columns) | 0) * SPRITE * columns + (seen % columns)) * SPRITE * 3
  for (let i = 0; i < pixels.length; i++) {
    const to = corner + ((pixels[i] >> 3) * columns * SPRITE + (pixels[i] & 7)) * 3
    const from = ink[i] * 3
    out[to] = colours[from]
    out[to + 1] = colours[from + 1]
    out[to + 2] = colours[from + 2]
  }
}

const INKS = new Map<string, Uint8Array>()
function inksOf(colour: `#${string}`): Uint8Array {
  let found = INKS.get(colour)
  if (!found) INKS.set(colour, (found = inks(colour)))
  return found
}

function writeBeams(world: GridWorld, slot: number, p: number, at: number): void {
  const { state, tables, slots } = world
  const first = (slot * state.lit.length) / slots
  for (let i = first; i < first + state.lights[slot]; i++) {
    const seen = windowCell(world, slot, p, state.lit[i] >> 2)
    if (seen >= 0) paint(world, at, seen, BEAMS, inksOf(tables.beams[state.lit[i] & 3].colour))
  }
}

/** Inks of marks from FIRST_MARK on; one that a player lacks has the colour of its coat. */
const markInks = new Uint8Array((FIRST_MARK + MARK_COLOURS.length) * 3)

function writePlayer(world: GridWorld, slot: number, p: number, other: number, at: number): void {
  const { state, tables, agents } = world
  const seen = windowCell(world, slot, p, state.cell[slot * agents + other])
  if (seen < 0) return
  const turn = (state.heading[slot * agents + other] - state.heading[slot * agents + p]) & 3
  const own = tables.rules.coat(world, slot, other)
  const coat = inksOf(own === '' ? (other === p ? SELF_COAT : COATS[other]) : own)
  paint(world, at, seen, PLAYERS[turn], coat)
  if (tables.marks.length === 0 || tables.painted === 0) return
  const bits = tables.rules.marksOf(world, slot, other, p) & tables.painted
  for (let i = 0; i < MARK_COLOURS.length; i++) {
    const mark = (bits >> i) & 1 ? inksOf(MARK_COLOURS[i]) : coat
    for (let c = 0; c < 3; c++) markInks[(FIRST_MARK + i) * 3 + c] = mark[c]
  }
  paint(world, at, seen, MARKS[turn], markInks)
}
