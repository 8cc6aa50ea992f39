/** How needs show: in the bytes that end a `symbolic` row, and what a watcher's window shows in every view. */
import { shareByte } from '../core/common.ts'
import { POSTURE, POSTURES, bendOf } from '../core/needs-kinds.ts'
import { FULL } from '../core/needs.ts'
import { TENTHS } from '../core/shares.ts'
import { MOST_LEFT } from './calls.ts'
import type { Needs } from './needs-places.ts'
import { isVeiled, priceTag } from './needs.ts'
import { speakerOf, ticksToGo } from './rounds.ts'
import { LOOKS, type KitchenWorld } from './state.ts'

/** Whether diners show their two channels by postures, and not by bars. */
export const bends = ({ tables }: KitchenWorld): boolean => tables.needs!.options.diners.signal === POSTURE

/** What a diner shows of a bar, as a byte: the bar, or how far it bends. */
export const dinerByte = (world: KitchenWorld, bar: number): number =>
  bends(world) ? shareByte(bendOf(bar) / (POSTURES - 1)) : shareByte(bar / FULL)

/** The same in thousandths, the better the more: for pictures and texts. */
export const dinerBar = (world: KitchenWorld, bar: number): number =>
  bends(world) ? FULL - (bendOf(bar) * FULL) / (POSTURES - 1) : bar

/** What the window of watcher w shows: its lamp, or 255 where its shutter is open. */
export function cueByte({ state, tables }: KitchenWorld, slot: number, w: number): number {
  const { options, watchers } = tables.needs!
  const at = slot * watchers.length + w
  return options.led === null ? state.open[at] * 255 : state.lamp[at]
}

/**
 * Bytes of the needs in a row of the `symbolic` view: tag, two bars a cook; two bars and looks a diner; open and sees a
 * watcher; where there is a veil, whether it is lifted; where floors differ, their pattern, one-hot; where there are
 * calls, for the caller alone, what it sees in the pantry, its word, the tip and the ticks until the waiter goes; where
 * there is a menu, for whom it is for alone, its word and the ticks left.
 */
export const needsBytes = ({ diners, watchers, options }: Needs, cooks: number): number =>
  1 +
  2 * cooks +
  (2 + LOOKS) * diners.length +
  2 * watchers.length +
  (options.veil ? 1 : 0) +
  styleBytes(options) +
  roundBytes(options)

/** Writes them for observer `o` from byte `at`, own bars first, then the other cooks' in index order. */
export function writeNeeds(world: KitchenWorld, slot: number, o: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  const { diners, watchers, sees, options } = tables.needs!
  const which = state.needBar[slot]
  out[at++] = Math.min(255, Math.round(priceTag(world, slot, o) * TAG_BYTE))
  at = writeBars(out, at, which, state.stamina[slot * agents + o], state.staminaPlacebo[slot * agents + o])
  for (let p = 0; p < agents; p++) {
    if (p !== o)
      at = writeBars(out, at, which, state.stamina[slot * agents + p], state.staminaPlacebo[slot * agents + p])
  }
  const veiled = isVeiled(world, slot, o)
  for (let i = 0; i < diners.length; i++) {
    const row = slot * diners.length + i
    out[at + which] = veiled ? 0 : dinerByte(world, state.fullness[row])
    out[at + 1 - which] = veiled ? 0 : dinerByte(world, state.fullnessPlacebo[row])
    at += 2
    for (let k = 0; k < LOOKS; k++) out[at++] = state.looks[row * LOOKS + k]
  }
  for (let w = 0; w < watchers.length; w++) {
    const shown = cueByte(world, slot, w)
    out[at++] = shown
    out[at++] = shown * sees[w * tables.cells + state.cell[slot * agents + o]]
  }
  if (options.veil) out[at++] = veiled ? 0 : 255
  if (options.styles !== null) {
    out.fill(0, at, at + styleBytes(options))
    out[at + state.style[slot]] = 255
    at += styleBytes(options)
  }
  if (options.round === 0 || o !== speakerOf(world)) return
  if (options.calls !== null) writeCalls(world, slot, out, at)
  else writeMenu(world, slot, out, at)
}

const styleBytes = ({ styles }: Needs['options']): number => styles?.length ?? 0

const roundBytes = ({ calls, menu }: Needs['options']): number => (calls ? 4 : menu ? 2 : 0)

function writeCalls(world: KitchenWorld, slot: number, out: Uint8Array, at: number): void {
  const { state } = world
  out[at] = shareByte(state.seenLeft[slot] / MOST_LEFT)
  out[at + 1] = shareByte(state.word[slot] / MOST_LEFT)
  out[at + 2] = tipByte(world, slot)
  out[at + 3] = leftByte(world, slot)
}

/** How many tenths are kept as things stand, and the part of the round that is left. */
export function writeMenu(world: KitchenWorld, slot: number, out: Uint8Array, at: number): void {
  out[at] = shareByte(world.state.word[slot] / TENTHS)
  out[at + 1] = leftByte(world, slot)
}

const leftByte = (world: KitchenWorld, slot: number): number =>
  shareByte(ticksToGo(world, slot) / world.tables.needs!.options.round)

/** A tip of so much fills a byte. */
const TIP_FULL = 16
export const tipByte = ({ knobs }: KitchenWorld, slot: number): number => shareByte(knobs.conflict[slot] / TIP_FULL)

/** A tag of 100 fills a byte, as in the `common` view. */
const TAG_BYTE = 2.55

function writeBars(out: Uint8Array, at: number, which: number, need: number, placebo: number): number {
  out[at + which] = Math.round((need * 255) / FULL)
  out[at + 1 - which] = Math.round((placebo * 255) / FULL)
  return at + 2
}
