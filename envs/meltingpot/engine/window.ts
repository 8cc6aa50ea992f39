/** What a player sees of the map: a window around it, turned so that it looks up. */
import type { GridWorld } from './state.ts'

/** Copies the player's window of kinds into `state.window`. Returns where in the arena it is. */
export function copyWindow({ state, tables, agents, kernels }: GridWorld, slot: number, p: number): number {
  const { rows, columns, cells, area, turnedAt, stride, sight } = tables
  const row = slot * agents + p
  const heading = state.heading[row]
  const wide = stride[heading]
  const corner = turnedAt[heading * cells + state.cell[row]] - sight.forward * wide - sight.left
  const window = state.window.byteOffset + slot * rows * columns
  kernels.copyWindow(window, columns, state.turned.byteOffset + slot * 4 * area + corner, wide, columns, rows)
  return window
}

/** Place in the player's window of a cell, row * columns + column; -1 where it is out of sight. */
export function windowCell({ state, tables, agents }: GridWorld, slot: number, p: number, cell: number): number {
  const { cells, turnedX, turnedY, sight, rows, columns } = tables
  const row = slot * agents + p
  const turn = state.heading[row] * cells
  const here = turn + state.cell[row]
  const u = turnedX[turn + cell] - turnedX[here] + sight.left
  const v = turnedY[turn + cell] - turnedY[here] + sight.forward
  return u >= 0 && v >= 0 && u < columns && v < rows ? v * columns + u : -1
}

/** Where in a window a place of it is, in words: cells ahead and to the right. */
export function placeText({ tables }: GridWorld, seen: number): string {
  const ahead = tables.sight.forward - Math.floor(seen / tables.columns)
  const right = (seen % tables.columns) - tables.sight.left
  return `(${ahead}, ${right})`
}
