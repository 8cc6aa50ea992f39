/**
 * The `symbolic` view: a row of bytes, each standing for byte / 255.
 *
 *   SELF bytes of the focal agent, then of each watcher what shows of it and whether it walks, then of each recipient 8 looks, two
 *   channels in each modality that the options name (0 in those that are not its own), and the tokens that it got in this round.
 */
import { LOOKS, PRICE_FULL, shareByte } from '../core/common.ts'
import { box } from '../core/spaces.ts'
import type { View } from '../core/spec.ts'
import { MOST_STYLES } from './config.ts'
import { signalByte } from './signals.ts'
import { FOCAL, REPORTS, WATCHERS, isWindow, type AllocationWorld } from './state.ts'

// Bytes of the focal agent.
const OWN_BARS = 0
const KEPT = 2
const TAG = 3
const ROUNDS_LEFT = 4
const TICKS_LEFT = 5
const RED = 6
const ACTS = 7
const BELIEF = 8
const REPORT = 9
const STYLES = 10
const SELF = STYLES + MOST_STYLES
const RECIPIENTS_AT = SELF + 2 * WATCHERS

export const symbolic: View<AllocationWorld> = {
  summary: 'own bars, tag and clock, watchers, and a block a recipient; a byte each (byte / 255)',
  space: ({ tables }) => box([RECIPIENTS_AT + (tables.beings - 1) * tables.block], 'u8', 0, 255, 255),
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
    writeMoving(world, slot)
  },
  update: writeMoving,
}

/** All that may change within an episode: looks and colours stay. */
function writeMoving(world: AllocationWorld, slot: number): void {
  const { tables, rowSize } = world
  const out = world.observations as Uint8Array
  const at = slot * rowSize
  writeSelf(world, slot, out, at)
  writeWatchers(world, slot, out, at + SELF)
  for (let being = 1; being < tables.beings; being++) {
    writeRecipient(world, slot, being, out, at + RECIPIENTS_AT + (being - 1) * tables.block + LOOKS)
  }
}

function writeSelf(world: AllocationWorld, slot: number, out: Uint8Array, at: number): void {
  const { state, config, tables } = world
  for (let k = 0; k < 2; k++) out[at + OWN_BARS + k] = signalByte(world, slot, FOCAL, k)
  out[at + KEPT] = shareByte(state.given[slot * tables.beings] / config.tokens)
  out[at + TAG] = tagByte(world, slot)
  out[at + ROUNDS_LEFT] = shareByte(1 - state.round[slot] / tables.rounds)
  out[at + TICKS_LEFT] = shareByte(1 - state.spot[slot] / tables.ticks)
  out[at + RED] = 255 * state.red[slot]
  out[at + ACTS] = isWindow(world, slot) ? 0 : 255
  if (config.choice !== 'message') return
  out[at + BELIEF] = shareByte(state.belief[slot] / (REPORTS - 1))
  out[at + REPORT] = shareByte(state.report[slot] / (REPORTS - 1))
}

/** What the private tag says that a kept token pays. */
export const tagOf = ({ config, knobs }: AllocationWorld, slot: number): number => config.tag ?? knobs.price[slot]

/** The tag of all tokens of a round: a byte tells them apart where it could not those of one. */
export const tagByte = (world: AllocationWorld, slot: number): number =>
  shareByte((tagOf(world, slot) * world.config.tokens) / PRICE_FULL)

function writeWatchers({ state }: AllocationWorld, slot: number, out: Uint8Array, at: number): void {
  for (let w = 0; w < WATCHERS; w++) {
    out[at + 2 * w] = state.cue[slot * WATCHERS + w]
    out[at + 2 * w + 1] = 255 * state.walks[slot * WATCHERS + w]
  }
}

/** The channels of a being in the place of its modality, and its tokens. */
function writeRecipient(world: AllocationWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  const { state, config, tables } = world
  const row = slot * tables.beings + being
  const place = at + 2 * tables.placeOf[state.signal[row]]
  out[place] = signalByte(world, slot, being, 0)
  out[place + 1] = signalByte(world, slot, being, 1)
  out[at + tables.block - LOOKS - 1] = shareByte(state.given[row] / config.tokens)
}
