/**
 * `symbolic`: the window as layers, [rows, columns, channels] bytes, turned so that the player looks up. Channels, 0 or 1 each:
 *   one a kind of thing as the player sees it (the first is what lies outside the map);
 *   one a beam, where it shines in this step;
 *   one a player, where another one stands; four for where it looks, relative to the observer: ahead, right, back, left;
 *   one a mark that is to be seen on a player, the observer's own in its own cell;
 *   one a number that the player knows of itself, in its own cell: an integer up to 255.
 * The row of a player who is out of the world is all 0.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import type { GridTables, GridWorld } from './state.ts'

/** Names of the channels, in order. */
export const channels = ({ looks, beams, players, marks, scalars }: GridTables): string[] => [
  ...looks.map(({ name }) => name),
  ...beams.map(({ name }) => `${name} beam`),
  ...Array.from({ length: players }, (_, p) => `player ${p}`),
  ...['ahead', 'right', 'back', 'left'].map((way) => `looks ${way}`),
  ...marks,
  ...scalars,
]

const depthOf = ({ looks, beams, players, marks, scalars }: GridTables): number =>
  looks.length + beams.length + players + 4 + marks.length + scalars.length

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
  const depth = world.rowSize / (rows * columns)
  const to = out.byteOffset + at
  if (tables.seenAs !== null) kernels.oneHot(to, copyWindow(world, slot, p), columns, columns, rows, depth)
  else kernels.oneHot(to, windowCorner(world, slot, p), strideOf(world, slot, p), columns, rows, depth)
  writeBeams(world, slot, p, out, at, depth)
  writeOthers(world, slot, p, out, at, depth)
  writeOwn(world, slot, p, out, at, depth)
}

/** Where in the arena the player's window of kinds begins, in the map that is turned to its heading. */
function windowCorner({ state, tables, agents }: GridWorld, slot: number, p: number): number {
  const { cells, area, turnedAt, stride, sight } = tables
  const row = slot * agents + p
  const heading = state.heading[row]
  const corner = turnedAt[heading * cells + state.cell[row]] - sight.forward * stride[heading] - sight.left
  return state.turned.byteOffset + slot * 4 * area + corner
}

/** Bytes a row of that map. */
const strideOf = ({ state, tables, agents }: GridWorld, slot: number, p: number): number =>
  tables.stride[state.heading[slot * agents + p]]

/** Copies the player's window into `state.window`, numbers of `looks`. Returns where in the arena it is. */
export function copyWindow(world: GridWorld, slot: number, p: number): number {
  const { state, tables, kernels } = world
  const { rows, columns } = tables
  const window = state.window.byteOffset + slot * rows * columns
  kernels.copyWindow(window, columns, windowCorner(world, slot, p), strideOf(world, slot, p), columns, rows)
  if (tables.seenAs !== null) translate(state.window, slot * rows * columns, rows * columns, tables.seenAs, p * tables.kinds.length) // prettier-ignore
  return window
}

/** Zeroes the window that `copyWindow` wrote: between steps it says nothing. */
export function clearWindow({ state, tables, kernels }: GridWorld, slot: number): void {
  const size = tables.rows * tables.columns
  kernels.clear(state.window.byteOffset + slot * size, size)
}

/** Puts what a player sees in them in place of kinds; its part of `seenAs` begins at `first`. */
function translate(window: Uint8Array, from: number, count: number, seenAs: Uint8Array, first: number): void {
  for (let i = from; i < from + count; i++) window[i] = seenAs[first + window[i]]
}

/** What a player sees on a cell, a number among `looks`. */
export function lookAt({ state, tables }: GridWorld, slot: number, p: number, cell: number): number {
  const kind = state.kind[slot * tables.cells + cell]
  return tables.seenAs === null ? kind : tables.seenAs[p * tables.kinds.length + kind]
}

/** Place in the player's window of a cell, row * columns + column; -1 where it is out of sight. */
export function windowCell({ state, tables, agents }: GridWorld, slot: number, p: number, cell: number): number {
  const { cells, turnedX, turnedY, sight, rows, columns, torus } = tables
  const row = slot * agents + p
  const heading = state.heading[row]
  const turn = heading * cells
  const here = turn + state.cell[row]
  let u = turnedX[turn + cell] - turnedX[here] + sight.left
  let v = turnedY[turn + cell] - turnedY[here] + sight.forward
  if (torus) {
    const lies = (heading & 1) === 1
    u = around(u, lies ? tables.height : tables.width)
    v = around(v, lies ? tables.width : tables.height)
  }
  return u >= 0 && v >= 0 && u < columns && v < rows ? v * columns + u : -1
}

/** A column or row less than `size` beyond either edge, counted around. */
const around = (at: number, size: number): number => (at < 0 ? at + size : at >= size ? at - size : at)

function writeBeams(world: GridWorld, slot: number, p: number, out: Uint8Array, at: number, depth: number): void {
  const { state, tables, slots } = world
  const first = (slot * state.lit.length) / slots
  for (let i = first; i < first + state.lights[slot]; i++) {
    const seen = windowCell(world, slot, p, state.lit[i] >> 2)
    if (seen >= 0) out[at + seen * depth + tables.looks.length + (state.lit[i] & 3)] = 1
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
