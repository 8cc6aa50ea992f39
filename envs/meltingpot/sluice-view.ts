/**
 * `gates`: what a player can see of the gates, and itself; [24, 14] bytes, each standing for byte / 255. Rows 0 to 22
 * are columns of the map, from 11 to the west of the player to 11 to the east: 255 for a gate in sight there, the bars
 * of who lives on its plot (2), the looks of a grazer (8), the share of the flow that runs there, 255 where the helper
 * feeds, 255 for the keeper's own. The last row is the player: its bars (2), its tag, what shows of the watchtower and
 * of the lighthouse where they see it, red tiles ahead and behind, its heading (4), column and row as a share of the
 * map, and 255 while the helper is about. Where the keeper calls, one more row says what its plot needs, its call, how far
 * the turn is gone, and what a lie may pay; where surroundings have styles, or there is a veil, one more has 255 for
 * the style there is (4), and for a veil that is lifted: behind it others have no bars.
 */
import { LOOKS, shareByte } from '../core/common.ts'
import { FULL } from '../core/needs.ts'
import { box } from '../core/spaces.ts'
import type { View } from '../core/spec.ts'
import { NOWHERE } from './engine/state.ts'
import { windowCell } from './engine/window.ts'
import { isWindow } from './needs/division.ts'
import { barOf, isHelped, onDial } from './needs/things.ts'
import { isRed } from './needs/tiles.ts'
import { tagByte } from './needs/view-symbolic.ts'
import { isVeiled, seesBars } from './needs/veil.ts'
import { shownAt, styleOf } from './needs/watchers.ts'
import { writeCall } from './sluice-calls.ts'
import { KEEPER, shareOf, type SluiceTables, type SluiceWorld } from './sluice-state.ts'

/** Columns to each side. */
const REACH = 11
const SELF_ROW = 2 * REACH + 1
const [SEEN, BARS, LOOK] = [0, 1, 3]
const FLOW = LOOK + LOOKS
const HELP = FLOW + 1
const OWN = HELP + 1
const DEPTH = OWN + 1
// Of the last row.
const TAG = 2
const WATCHED = 3
const RED = 5
const HEADING = 7
const PLACE = 11
const WAITS = 13

// Of the row that follows.
const LIFTED = 4

const hasStyles = ({ needs }: SluiceTables): boolean => needs !== null && needs.options.styles.length > 1
const hasVeil = ({ needs }: SluiceTables): boolean => needs !== null && needs.options.veil
const hasMore = (tables: SluiceTables): boolean => hasStyles(tables) || hasVeil(tables)

export const gatesView: View<SluiceWorld> = {
  summary: 'the gates in sight by column, who lives there and what runs there, and the player itself; for learning',
  space: ({ tables }) =>
    box([SELF_ROW + 1 + (tables.calls ? 1 : 0) + (hasMore(tables) ? 1 : 0), DEPTH], 'u8', 0, 255, 255),
  write(world, slot) {
    const out = world.observations as Uint8Array
    for (let p = 0; p < world.agents; p++) {
      const at = (slot * world.agents + p) * world.rowSize
      out.fill(0, at, at + world.rowSize)
      for (let plot = 0; plot < world.tables.gates.length; plot++) writeGate(world, slot, p, plot, out, at)
      writeSelf(world, slot, p, out, at + SELF_ROW * DEPTH)
      if (p === KEEPER && world.tables.calls !== null) writeCall(world, slot, out, at + (SELF_ROW + 1) * DEPTH)
      const more = at + world.rowSize - DEPTH
      if (hasStyles(world.tables)) out[more + styleOf(world, slot)] = 255
      if (hasVeil(world.tables) && !isVeiled(world, slot, p)) out[more + LIFTED] = 255
    }
  },
}

function writeGate(world: SluiceWorld, slot: number, p: number, plot: number, out: Uint8Array, row: number): void {
  const { state, tables, agents } = world
  const cell = tables.gates[plot]
  const aside = (cell % tables.width) - (state.cell[slot * agents + p] % tables.width)
  if (Math.abs(aside) > REACH || windowCell(world, slot, p, cell) < 0) return
  const at = row + (aside + REACH) * DEPTH
  out[at + SEEN] = 255
  out[at + FLOW] = shareByte(shareOf(world, slot, plot))
  if (plot === KEEPER) out[at + OWN] = 255
  const being = tables.needs === null ? -1 : onDial(world, slot, cell)
  if (being < 0) return
  if (seesBars(world, slot, p, being))
    for (let k = 0; k < 2; k++) out[at + BARS + k] = shareByte(barOf(world, slot, being, k) / FULL)
  if (isHelped(world, slot, being)) out[at + HELP] = 255
  if (being < agents) return
  const looks = (slot * tables.needs!.grazers + being - agents) * LOOKS
  for (let k = 0; k < LOOKS; k++) out[at + LOOK + k] = state.looks[looks + k]
}

function writeSelf(world: SluiceWorld, slot: number, p: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const cell = state.cell[row]
  const heading = state.heading[row]
  out[at + HEADING + heading] = 255
  out[at + PLACE] = shareByte((cell % tables.width) / (tables.width - 1))
  out[at + PLACE + 1] = shareByte(Math.floor(cell / tables.width) / (tables.height - 1))
  if (tables.needs === null) return
  for (let k = 0; k < 2; k++) out[at + k] = shareByte(barOf(world, slot, p, k) / FULL)
  out[at + TAG] = tagByte(world, slot, p)
  for (let w = 0; w < 2; w++) out[at + WATCHED + w] = shownAt(world, slot, w, cell)
  for (let side = 0; side < 2; side++) {
    const beside = tables.next[cell * 4 + ((heading + 2 * side) & 3)]
    if (beside !== NOWHERE && isRed(world, slot, beside)) out[at + RED + side] = 255
  }
  if (isWindow(world, slot)) out[at + WAITS] = 255
}
