/** What a player sees of the map: a window around it, turned so that it looks up. */
import { DX, DY, type GridTables, type GridWorld } from './state.ts'

/** Where in the arena the player's window of kinds begins, in the map that is turned to its heading. */
export function windowCorner({ state, tables, agents }: GridWorld, slot: number, p: number): number {
  const { cells, area, turnedAt, stride, sight } = tables
  const row = slot * agents + p
  const heading = state.heading[row]
  const corner = turnedAt[heading * cells + state.cell[row]] - sight.forward * stride[heading] - sight.left
  return state.turned.byteOffset + slot * 4 * area + corner
}

/** Bytes a row of that map. */
export const strideOf = ({ state, tables, agents }: GridWorld, slot: number, p: number): number =>
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

// Where a place of the window lies: cells ahead and to the right of the player, or east and south of it. None is -0, which V8 boxes.
export const aheadOf = ({ sight, columns }: GridTables, seen: number): number => sight.forward - ((seen / columns) | 0)
export const rightOf = ({ sight, columns }: GridTables, seen: number): number => (seen % columns) - sight.left
export const east = (heading: number, ahead: number, right: number): number =>
  (ahead * DX[heading] + right * DX[(heading + 1) & 3]) | 0
export const south = (heading: number, ahead: number, right: number): number =>
  (ahead * DY[heading] + right * DY[(heading + 1) & 3]) | 0

/** The same in words. */
export const placeText = ({ tables }: GridWorld, seen: number): string =>
  `(${aheadOf(tables, seen)}, ${rightOf(tables, seen)})`
