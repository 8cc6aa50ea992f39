/**
 * `symbolic`: the window as layers, [rows, columns, channels] bytes, turned so that the player looks up. Channels, 0 or 1 each:
 *   one a kind of thing (the first is what lies outside the map);
 *   one a beam, where it shines in this step;
 *   one a player, where another one stands; four for where it looks, relative to the observer: ahead, right, back, left;
 *   one a mark that everybody sees on a player, the observer's own in its own cell;
 *   one a number that the player knows of itself, in its own cell: an integer up to 255;
 *   with needs, those of needs/view-symbolic.ts.
 * The row of a player who is out of the world is all 0.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { NEEDS_CHANNELS, writeNeeds } from '../needs/view-symbolic.ts'
import type { GridTables, GridWorld } from './state.ts'
import { copyWindow, windowCell } from './window.ts'

/** Names of the channels, in order. */
export const channels = ({ kinds, beams, players, marks, scalars, needs }: GridTables): string[] => [
  ...kinds.map(({ name }) => name),
  ...beams.map(({ name }) => `${name} beam`),
  ...Array.from({ length: players }, (_, p) => `player ${p}`),
  ...['ahead', 'right', 'back', 'left'].map((way) => `looks ${way}`),
  ...marks,
  ...scalars,
  ...(needs ? NEEDS_CHANNELS : []),
]

const depthOf = (tables: GridTables): number => channels(tables).length

export const symbolic: View<GridWorld> = {
  summary: 'the window as layers of 0 and 1, turned to the heading, own numbers in the own cell; for learning',
  space: ({ tables }) => box([tables.rows, tables.columns, depthOf(tables)], 'u8', 0, 255),
  write(world, slot) {
    const { agents, rowSize, kernels, observations, state } = world
    const out = observations as Uint8Array
    for (let p = 0; p < agents; p++) {
      const row = slot * agents + p
      if (state.away[row] > 0) kernels.clear(out.byteOffset + row * rowSize, rowSize)
      else writeRow(world, slot, p, out, row * rowSize)
    }
    const { rows, columns } = world.tables
    kernels.clear(state.window.byteOffset + slot * rows * columns, rows * columns)
  },
}

function writeRow(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, tables, agents, kernels } = world
  const { rows, columns } = tables
  const depth = world.rowSize / (rows * columns)
  const window = copyWindow(world, slot, p)
  kernels.oneHot(out.byteOffset + at, window, rows * columns, depth)
  writeBeams(world, slot, p, out, at, depth)
  for (let other = 0; other < agents; other++) {
    if (other !== p && state.away[slot * agents + other] === 0) writeOther(world, slot, p, other, out, at, depth)
  }
  writeOwn(world, slot, p, out, at, depth)
  if (tables.needs !== null) writeNeeds(world, slot, p, out, at, depth)
}

function writeBeams(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { state, tables, slots } = world
  const first = (slot * state.lit.length) / slots
  for (let i = first; i < first + state.lights[slot]; i++) {
    const seen = windowCell(world, slot, p, state.lit[i] >> 2)
    if (seen >= 0) out[at + seen * depth + tables.kinds.length + (state.lit[i] & 3)] = 1
  }
}

function writeOther(
  world: GridWorld,
  slot: number,
  p: number,
  other: number,
  out: Uint8Array,
  at: number,
  depth: number,
): void {
  const { state, tables, agents } = world
  const seen = windowCell(world, slot, p, state.cell[slot * agents + other])
  if (seen < 0) return
  const players = at + seen * depth + tables.kinds.length + tables.beams.length
  const turn = (state.heading[slot * agents + other] - state.heading[slot * agents + p]) & 3
  out[players + other] = 1
  out[players + agents + turn] = 1
  writeMarks(world, slot, other, out, players + agents + 4)
}

function writeMarks(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { marks, rules } = world.tables
  const count = marks.length
  if (count === 0) return
  const bits = rules.marksOf(world, slot, p)
  for (let i = 0; i < count; i++) out[at + i] = (bits >> i) & 1
}

function writeOwn(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { tables, agents } = world
  const { sight, columns, marks, scalars } = tables
  const own = at + (sight.forward * columns + sight.left) * depth + tables.kinds.length + tables.beams.length
  writeMarks(world, slot, p, out, own + agents + 4)
  for (let i = 0; i < scalars.length; i++) {
    out[own + agents + 4 + marks.length + i] = tables.rules.scalar(world, slot, p, i)
  }
}
