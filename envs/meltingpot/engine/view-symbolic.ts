/**
 * `symbolic`: the window as layers, [rows, columns, channels] bytes, turned so that the player looks up. Channels, 0 or 1 each:
 *   one a kind of thing as the player sees it (the first is what lies outside the map);
 *   one a beam, where it shines in this step;
 *   one a player, where another one stands; four for where it looks, relative to the observer: ahead, right, back, left;
 *   one a mark that is to be seen on a player, the observer's own in its own cell;
 *   one a number that the player knows of itself, in its own cell: an integer up to 255;
 *   with needs, those of needs/view-symbolic.ts.
 * The row of a player who is out of the world is all 0.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { needsChannels, writeNeeds } from '../needs/view-symbolic.ts'
import type { GridTables, GridWorld } from './state.ts'
import { clearWindow, copyWindow, strideOf, windowCell, windowCorner } from './window.ts'

/** Names of the channels, in order. */
export const channels = ({ looks, beams, players, marks, scalars, needs }: GridTables): string[] => [
  ...looks.map(({ name }) => name),
  ...beams.map(({ name }) => `${name} beam`),
  ...Array.from({ length: players }, (_, p) => `player ${p}`),
  ...['ahead', 'right', 'back', 'left'].map((way) => `looks ${way}`),
  ...marks,
  ...scalars,
  ...(needs ? needsChannels(needs) : []),
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
    if (world.tables.seenAs !== null) clearWindow(world, slot)
  },
}

function writeRow(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { tables, kernels } = world
  const { rows, columns } = tables
  const depth = (world.rowSize / (rows * columns)) | 0
  const to = out.byteOffset + at
  if (tables.seenAs !== null) kernels.oneHot(to, copyWindow(world, slot, p), columns, columns, rows, depth)
  else kernels.oneHot(to, windowCorner(world, slot, p), strideOf(world, slot, p), columns, rows, depth)
  writeBeams(world, slot, p, out, at, depth)
  writeOthers(world, slot, p, out, at, depth)
  writeOwn(world, slot, p, out, at, depth)
  if (tables.needs !== null) writeNeeds(world, slot, p, out, at, depth)
}

function writeBeams(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { state, tables, slots } = world
  const { lit } = state
  const first = ((slot * lit.length) / slots) | 0
  const end = first + state.lights[slot]
  const beams = at + tables.looks.length
  for (let i = first; i < end; i++) {
    const seen = windowCell(world, slot, p, lit[i] >> 2)
    if (seen >= 0) out[beams + seen * depth + (lit[i] & 3)] = 1
  }
}

/** Where the others stand, how they look and what is to be seen on them. */
function writeOthers(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { state, tables, agents } = world
  const { away, cell, heading } = state
  const first = slot * agents
  const players = at + tables.looks.length + tables.beams.length
  const marked = tables.marks.length > 0
  for (let other = 0; other < agents; other++) {
    const row = first + other
    if (other === p || away[row] > 0) continue
    const seen = windowCell(world, slot, p, cell[row])
    if (seen < 0) continue
    const to = players + seen * depth
    out[to + other] = 1
    out[to + agents + ((heading[row] - heading[first + p]) & 3)] = 1
    if (marked) writeMarks(world, slot, other, p, out, to + agents + 4)
  }
}

/** Marks on player p as `observer` sees them. */
function writeMarks(world: GridWorld, slot: number, p: number, observer: number, out: Uint8Array, at: number): void {
  const { rules } = world.tables
  for (let bits = rules.marksOf(world, slot, p, observer); bits !== 0; bits &= bits - 1)
    out[at + 31 - Math.clz32(bits & -bits)] = 1
}

function writeOwn(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { tables, agents } = world
  const { sight, columns, marks, scalars } = tables
  const own = at + (sight.forward * columns + sight.left) * depth + tables.looks.length + tables.beams.length
  if (marks.length > 0) writeMarks(world, slot, p, p, out, own + agents + 4)
  for (let i = 0; i < scalars.length; i++) {
    out[own + agents + 4 + marks.length + i] = tables.rules.scalar(world, slot, p, i)
  }
}
