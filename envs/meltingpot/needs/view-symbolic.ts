/**
 * Needs in the `symbolic` view: channels that end a cell. Of a being in its cell, and where a dial stands for it: both bars, a
 * full one 255, and a grazer's looks. 1 for a red tile. Of the player itself in its own cell: its price tag, 51 for a price of 1,
 * and 1 for each watcher that sees it.
 */
import { LOOKS } from '../../core/common.ts'
import { FULL } from '../../core/needs.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { windowCell } from '../engine/window.ts'
import { barOf, onDial, standsAt } from './dials.ts'
import { priceTag } from './players.ts'
import { WATCHERS, WATCHER_NAMES } from './tables.ts'
import { sees } from './watchers.ts'

export const NEEDS_CHANNELS: readonly string[] = [
  'first bar',
  'second bar',
  ...Array.from({ length: LOOKS }, (_, k) => `look ${k}`),
  'red tile',
  'price tag',
  ...WATCHER_NAMES.map((name) => `seen by the ${name}`),
]
const LOOK = 2
const TILE = LOOK + LOOKS
const TAG = TILE + 1
const SEEN = TAG + 1

/** A tag of 5 fills a byte. */
export const TAG_BYTE = 51
export const tagByte = (world: GridWorld, slot: number, p: number): number =>
  Math.min(255, Math.round(priceTag(world, slot, p) * TAG_BYTE))

/** Adds them to the row of player p, which begins at `at`, cells of `depth` channels. */
export function writeNeeds(
  world: GridWorld,
  slot: number,
  p: number,
  out: Uint8Array,
  at: number,
  depth: number,
): void {
  const { state, tables, agents } = world
  const { grazers, dials, options } = tables.needs!
  const { auditor } = options
  const channels = at + depth - NEEDS_CHANNELS.length
  for (let being = 0; being < agents + grazers; being++) {
    writeBeing(world, slot, p, being, standsAt(world, slot, being), out, channels, depth)
  }
  for (let i = 0; i < dials.length; i++) {
    const being = onDial(world, slot, dials[i])
    if (being >= 0) writeBeing(world, slot, p, being, dials[i], out, channels, depth)
  }
  for (let i = slot * auditor.red; i < (slot + 1) * auditor.red; i++) {
    const seen = state.redCell[i] === NOWHERE ? -1 : windowCell(world, slot, p, state.redCell[i])
    if (seen >= 0) out[channels + seen * depth + TILE] = 1
  }
  const here = state.cell[slot * agents + p]
  const own = channels + windowCell(world, slot, p, here) * depth
  out[own + TAG] = tagByte(world, slot, p)
  for (let w = 0; w < WATCHERS; w++) out[own + SEEN + w] = sees(world, slot, w, here) ? 1 : 0
}

/** Writes a being's bars and looks into a cell, if the player sees it. */
function writeBeing(
  world: GridWorld,
  slot: number,
  p: number,
  being: number,
  cell: number,
  out: Uint8Array,
  channels: number,
  depth: number,
): void {
  const { state, tables, agents } = world
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  if (seen < 0) return
  const to = channels + seen * depth
  for (let k = 0; k < 2; k++) out[to + k] = Math.round((barOf(world, slot, being, k) * 255) / FULL)
  if (being < agents) return
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) out[to + LOOK + k] = state.looks[looks + k]
}
