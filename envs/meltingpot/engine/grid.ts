/** Things on cells: every change goes through `put`, so that the turned maps follow. On a torus a cell lies in their margins too. */
import type { GridWorld } from './state.ts'

/** Lays `kind` on a cell. */
export function put({ state, tables }: GridWorld, slot: number, cell: number, kind: number): void {
  const { cells, area, turnedAt, copies, copiesFrom } = tables
  const { turned } = state
  const at = slot * 4 * area
  state.kind[slot * cells + cell] = kind
  turned[at + turnedAt[cell]] = kind
  turned[at + turnedAt[cells + cell]] = kind
  turned[at + turnedAt[2 * cells + cell]] = kind
  turned[at + turnedAt[3 * cells + cell]] = kind
  if (copies === null) return
  for (let i = copiesFrom[cell]; i < copiesFrom[cell + 1]; i++) turned[at + copies[i]] = kind
}

/** Empties a slot: no things, nobody anywhere, all own fields zero. */
export function clear({ state, slots }: GridWorld, slot: number): void {
  for (const name in state) {
    const size = state[name].length / slots
    state[name].fill(0, slot * size, (slot + 1) * size)
  }
}

/** Lays a whole map out, `[C]` kinds. */
export function layMap(world: GridWorld, slot: number, kinds: Uint8Array): void {
  for (let cell = 0; cell < kinds.length; cell++) put(world, slot, cell, kinds[cell])
}
