/**
 * Things that grow in a step. What grows is decided on the world as the last step left it, and appears after all moves and
 * beams: what is taken in a step cannot grow back in it, and what grows under a player is entered at once.
 */
import { put } from './grid.ts'
import type { Enter, GridWorld } from './state.ts'

const MOST = 4096
const cells = new Uint16Array(MOST)
const things = new Uint8Array(MOST)
let count = 0

/** Forgets what was decided. */
export function decideAnew(): void {
  count = 0
}

/** Decides that `kind` will appear on a cell. */
export function willGrow(cell: number, kind: number): void {
  cells[count] = cell
  things[count++] = kind
}

/** How many of a kind were decided. */
export function willGrowOf(kind: number): number {
  let of = 0
  for (let i = 0; i < count; i++) if (things[i] === kind) of++
  return of
}

/** Lets appear what was decided; `grown` is told of every cell, `enter` of a player who stands there. */
export function appear<W extends GridWorld>(
  world: W,
  slot: number,
  enter: Enter<W> | null = null,
  grown: Grown<W> | null = null,
): void {
  const at = slot * world.tables.cells
  for (let i = 0; i < count; i++) {
    put(world, slot, cells[i], things[i])
    if (grown !== null) grown(world, slot, cells[i])
    const who = world.state.who[at + cells[i]]
    if (who > 0 && enter !== null) enter(world, slot, who - 1, cells[i])
  }
  count = 0
}
export type Grown<W> = (world: W, slot: number, cell: number) => void
