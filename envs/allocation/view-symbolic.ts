/**
 * The `symbolic` view: a row of bytes, each standing for byte / 255.
 *
 *   SELF bytes of the focal agent, then of each watcher what shows of it and whether it walks, then of each recipient 8 looks, two
 *   channels in each modality that the options name (0 in those that are not its own), and the tokens that it got in this round;
 *   with a veil, last, whether it is lifted.
 */
import { LOOKS, PRICE_FULL, shareByte } from '../core/common.ts'
import { box } from '../core/spaces.ts'
import type { View } from '../core/spec.ts'
import { MOST_STYLES } from './config.ts'
import { signalByte } from './signals.ts'
import { FOCAL, NOBODY, REPORTS, SEVERAL, WATCHERS, isWindow, type AllocationWorld, type Tables } from './state.ts'

// Bytes of the focal agent.
const OWN_BARS = 0
const KEPT = 2
const TAG = 3
const ROUNDS_LEFT = 4
const TICKS_LEFT = 5
const RED = 6
const ACTS = 7
export const BELIEF = 8
/** Where nothing is reported, the glyph. */
export const REPORT = 9
const STYLES = 10
const SELF = STYLES + MOST_STYLES
const RECIPIENTS_AT = SELF + 2 * WATCHERS

export const symbolic: View<AllocationWorld> = {
  summary: 'own bars, tag and clock, watchers, and a block a recipient; a byte each (byte / 255)',
  space: ({ tables, config }) => box([veilAt(tables) + (config.veil ? 1 : 0)], 'u8', 0, 255, 255),
  write(world, slot) {
    const { state, tables, rowSize } = world
    const out = world.observations as Uint8Array
    const at = slot * rowSize
    out.fill(0, at, at + rowSize)
    for (let being = 1; being < tables.beings; being++) {
      const row = (slot * tables.beings + being) * LOOKS
      const block = at + RECIPIENTS_AT + (being - 1) * tables.block
      for (let k = 0; k < LOOKS; k++) out[block + k] = state.looks[row + k]
    }
    out[at + STYLES + state.style[slot]] = 255
    writeTick(world, slot, at)
    writeRound(world, slot, at)
  },
  update(world, slot) {
    const { state, tables, config, rowSize } = world
    const at = slot * rowSize
    const fed = state.fed[slot]
    writeTick(world, slot, at)
    if (state.spot[slot] === 0 || fed === SEVERAL || tables.swings || config.veil) writeRound(world, slot, at)
    else if (fed !== NOBODY) writeBeing(world, slot, fed, at)
  },
}

const veilAt = ({ beings, block }: Tables): number => RECIPIENTS_AT + (beings - 1) * block

/** What may change from tick to tick, beings apart. */
function writeTick(world: AllocationWorld, slot: number, at: number): void {
  const { state, tables, config } = world
  const out = world.observations as Uint8Array
  out[at + TAG] = tagByte(world, slot)
  out[at + TICKS_LEFT] = shareByte(1 - state.spot[slot] / tables.ticks)
  out[at + RED] = 255 * state.red[slot]
  for (let w = 0; w < WATCHERS; w++) {
    out[at + SELF + 2 * w] = state.cue[slot * WATCHERS + w]
    out[at + SELF + 2 * w + 1] = 255 * state.walks[slot * WATCHERS + w]
  }
  if (config.veil) out[at + veilAt(tables)] = 255 * state.lifted[slot]
  if (config.choice === 'message') out[at + REPORT] = shareByte(state.report[slot] / (REPORTS - 1))
}

/** What may change from round to round. */
function writeRound(world: AllocationWorld, slot: number, at: number): void {
  const { state, tables, config } = world
  const out = world.observations as Uint8Array
  for (let being = 0; being < tables.beings; being++) writeBeing(world, slot, being, at)
  if (config.glyph) out[at + REPORT] = 255
  out[at + ROUNDS_LEFT] = shareByte(1 - state.round[slot] / tables.rounds)
  out[at + ACTS] = isWindow(world, slot) ? 0 : 255
  if (config.choice === 'message') out[at + BELIEF] = shareByte(state.belief[slot] / (REPORTS - 1))
}

/** The channels of a being, a recipient's in the place of its modality, and its tokens. */
function writeBeing(world: AllocationWorld, slot: number, being: number, at: number): void {
  const { state, config, tables } = world
  const out = world.observations as Uint8Array
  const row = slot * tables.beings + being
  const block = at + RECIPIENTS_AT + (being - 1) * tables.block
  const channels = being === FOCAL ? at + OWN_BARS : block + LOOKS + 2 * tables.placeOf[state.signal[row]]
  const tokens = being === FOCAL ? at + KEPT : block + tables.block - 1
  out[channels] = signalByte(world, slot, being, 0)
  out[channels + 1] = signalByte(world, slot, being, 1)
  out[tokens] = shareByte(state.given[row] / config.tokens)
}

/** What the private tag says that a kept token pays. */
export const tagOf = ({ config, knobs }: AllocationWorld, slot: number): number => config.tag ?? knobs.price[slot]

/** The tag of all tokens of a round: a byte tells them apart where it could not those of one. */
export const tagByte = (world: AllocationWorld, slot: number): number =>
  shareByte((tagOf(world, slot) * world.config.tokens) / PRICE_FULL)
