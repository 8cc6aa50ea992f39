/**
 * Needs in the `symbolic` view: channels that end a cell. Of a being in its cell, and where a dial stands for it: both
 * bars, a full one 255, and a grazer's looks. 1 for a grazer, alive or dead, for each watcher and its light, for a red
 * tile, and for the helper's light where it feeds. Of the player itself in its own cell: its price tag, 51 for a price
 * of 1, and 1 for each watcher that sees it. Where watchers have lamps, what they show is the byte of their level. Ahead
 * of these, where surroundings have styles, the style's number in the own cell, and ahead of that, where there is a
 * veil, 1 in the own cell while it is lifted; behind it others have no bars.
 */
import { LOOKS } from '../../core/common.ts'
import { FULL } from '../../core/needs.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { windowCell } from '../engine/window.ts'
import { priceTag } from './players.ts'
import { WATCHERS, WATCHER_NAMES, type Needs } from './tables.ts'
import { barOf, isAlive, isHelped, onDial, standsAt } from './things.ts'
import { isVeiled, seesBars } from './veil.ts'
import { shown, shownAt, styleOf } from './watchers.ts'

/** Names of the channels of a game with needs. */
export const needsChannels = ({ options }: Needs): readonly string[] => [
  ...(options.veil ? ['veil lifted'] : []),
  ...(options.styles.length > 1 ? ['style'] : []),
  ...NEEDS_CHANNELS,
]

const NEEDS_CHANNELS: readonly string[] = [
  'first bar',
  'second bar',
  ...Array.from({ length: LOOKS }, (_, k) => `look ${k}`),
  'grazer',
  'dead grazer',
  ...WATCHER_NAMES,
  'light',
  'red tile',
  'price tag',
  ...WATCHER_NAMES.map((name) => `seen by the ${name}`),
]
const STYLE = -1
/** Where there are styles, and where there are none. */
const LIFTED = [-2, -1]
const LOOK = 2
const GRAZER = LOOK + LOOKS
const DEAD = GRAZER + 1
const WATCHER = DEAD + 1
const LIGHT = WATCHER + WATCHERS
const TILE = LIGHT + 1
const TAG = TILE + 1
const SEEN = TAG + 1

/** A tag of 5 fills a byte. */
const TAG_BYTE = 51
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
  const { state, agents, tables } = world
  const { veil, styles } = tables.needs!.options
  const channels = at + depth - NEEDS_CHANNELS.length
  writeThings(world, slot, p, out, channels, depth)
  writeBeings(world, slot, p, out, channels, depth)
  const here = state.cell[slot * agents + p]
  const own = channels + windowCell(world, slot, p, here) * depth
  out[own + TAG] = tagByte(world, slot, p)
  if (styles.length > 1) out[own + STYLE] = styleOf(world, slot)
  if (veil && !isVeiled(world, slot, p)) out[own + LIFTED[styles.length > 1 ? 0 : 1]] = 1
  for (let w = 0; w < WATCHERS; w++) out[own + SEEN + w] = lightOf(world, shownAt(world, slot, w, here))
}

/** What shows of a watcher: 1 for a light, the level of a lamp. */
const lightOf = ({ tables }: GridWorld, byte: number): number =>
  tables.needs!.options.led === null ? Math.min(1, byte) : byte

/** Place of a cell's channels in a row, -1 where it is out of sight or nowhere. */
function placeOf(world: GridWorld, slot: number, p: number, cell: number, channels: number, depth: number): number {
  const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
  return seen < 0 ? -1 : channels + seen * depth
}

function writeThings(
  world: GridWorld,
  slot: number,
  p: number,
  out: Uint8Array,
  channels: number,
  depth: number,
): void {
  const { state, tables } = world
  const { grazers, options } = tables.needs!
  const { red } = options.auditor
  for (let i = 0; i < grazers; i++) {
    const to = placeOf(world, slot, p, state.grazerCell[slot * grazers + i], channels, depth)
    if (to >= 0) out[to + (isAlive(world, slot, i) ? GRAZER : DEAD)] = 1
  }
  for (let w = 0; w < WATCHERS; w++) {
    const to = placeOf(world, slot, p, state.watcherCell[slot * WATCHERS + w], channels, depth)
    if (to < 0) continue
    out[to + WATCHER + w] = 1
    out[to + LIGHT] = lightOf(world, shown(world, slot, w))
  }
  for (let i = slot * red; i < (slot + 1) * red; i++) {
    const to = placeOf(world, slot, p, state.redCell[i], channels, depth)
    if (to >= 0) out[to + TILE] = 1
  }
}

/** Bars and looks of beings where they stand, and on dials. */
function writeBeings(
  world: GridWorld,
  slot: number,
  p: number,
  out: Uint8Array,
  channels: number,
  depth: number,
): void {
  const { agents, tables } = world
  const { grazers, dials } = tables.needs!
  for (let being = 0; being < agents + grazers; being++) {
    const to = placeOf(world, slot, p, standsAt(world, slot, being), channels, depth)
    if (to >= 0) writeBeing(world, slot, p, being, out, to)
  }
  for (let i = 0; i < dials.length; i++) {
    const being = onDial(world, slot, dials[i])
    const to = being < 0 ? -1 : placeOf(world, slot, p, dials[i], channels, depth)
    if (to >= 0) writeBeing(world, slot, p, being, out, to)
  }
}

function writeBeing(world: GridWorld, slot: number, p: number, being: number, out: Uint8Array, to: number): void {
  const { state, tables, agents } = world
  if (seesBars(world, slot, p, being))
    for (let k = 0; k < 2; k++) out[to + k] = Math.round((barOf(world, slot, being, k) * 255) / FULL)
  if (isHelped(world, slot, being)) out[to + LIGHT] = 1
  if (being < agents) return
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) out[to + LOOK + k] = state.looks[looks + k]
}
