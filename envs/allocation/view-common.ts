/** The room in the `common` view, and what the common actions mean in it. */
import {
  ACT_GIVE, ACT_INTERACT, ACT_STAY, ACT_TAKE, ACT_USE, COMMON_ACTS, COMMON_SIZE, ENTITY, LOOKS, MESSAGES, OCCUPIED, OPEN_CUE, PASSABLE,
  RECIPIENT, SELF, WANTS, WATCHER, WINDOW, commonBox, entityAt, familyLooks, offsetByte, shareByte, windowAt,
  type CommonActions,
} from '../core/common.ts' // prettier-ignore
import type { View } from '../core/spec.ts'
import { MOST_WEIGHT, TENTHS } from '../core/shares.ts'
import { MOST_STYLES, SIGNALS } from './config.ts'
import { signalByte } from './signals.ts'
import { FOCAL, REPORTS, WATCHERS, isWindow, type AllocationWorld } from './state.ts'
import { tagByte } from './view-symbolic.ts'

const FAMILY = 3
const LOOK = familyLooks(FAMILY, 1 + WATCHERS)
const HALF = WINDOW >> 1
const [BAR, MOTION, POSTURE] = SIGNALS.keys()
/** The cue of watchers that is the family's own. */
const WALKS_CUE = 3
/** Things of the family: a token, the red token. */
const TOKEN = 0
const RED_TOKEN = 1
/** Wants: one-hot over the levels of the focal agent's own need, then over the colours of the room. */
const STYLE_WANT = WANTS - MOST_STYLES

export const common: View<AllocationWorld> = {
  summary: 'the shape that all families share: self, nearest entities, window; a byte each (byte / 255)',
  space: () => commonBox(),
  write(world, slot) {
    const { kernels, observations, tables } = world
    const out = observations as Uint8Array
    const at = slot * COMMON_SIZE
    kernels.clear(observations.byteOffset + at, COMMON_SIZE)
    writeSelf(world, slot, out, at)
    for (let being = 1; being < tables.beings; being++) writeRecipient(world, slot, being, out, at)
    for (let w = 0; w < WATCHERS; w++) writeWatcher(world, slot, w, out, at)
    writeWindow(world, out, at)
  },
}

function writeSelf(world: AllocationWorld, slot: number, out: Uint8Array, at: number): void {
  const { state, config, tables } = world
  out[at + SELF.at.holds + (state.red[slot] === 1 ? RED_TOKEN : TOKEN)] = 255
  out[at + SELF.at.amount] = shareByte(state.given[slot * tables.beings] / config.tokens)
  out[at + SELF.at.progress] = shareByte(state.spot[slot] / tables.ticks)
  for (let k = 0; k < 2; k++) out[at + SELF.at.bars + k] = signalByte(world, slot, FOCAL, k)
  for (let k = 0; k < LOOKS; k++) out[at + SELF.at.looks + k] = state.looks[slot * tables.beings * LOOKS + k]
  out[at + SELF.at.left] = shareByte(1 - state.round[slot] / tables.rounds)
  out[at + SELF.at.still] = isWindow(world, slot) ? 255 : 0
  out[at + SELF.at.price] = tagByte(world, slot)
  if (config.choice === 'message') out[at + SELF.at.wants + state.belief[slot]] = 255
  out[at + SELF.at.wants + STYLE_WANT + state.style[slot]] = 255
}

/** The blocks stand in the order of seats: all are as near as any other. */
function writeSeat(world: AllocationWorld, seat: number, kind: number, out: Uint8Array, at: number): number {
  const { seats } = world.tables
  const block = at + entityAt(seat)
  out[block] = 255
  out[block + ENTITY.at.kind + kind] = 255
  out[block + ENTITY.at.offset] = offsetByte(seats[seat * 2])
  out[block + ENTITY.at.offset + 1] = offsetByte(seats[seat * 2 + 1])
  return block
}

function writeRecipient(world: AllocationWorld, slot: number, being: number, out: Uint8Array, at: number): void {
  const { state, config, tables } = world
  const row = slot * tables.beings + being
  const block = writeSeat(world, being - 1, RECIPIENT, out, at)
  for (let k = 0; k < LOOKS; k++) out[block + ENTITY.at.looks + k] = state.looks[row * LOOKS + k]
  const place = channelsAt(state.signal[row])
  for (let k = 0; k < 2; k++) out[block + place + k] = signalByte(world, slot, being, k)
  if (config.veil) out[block + ENTITY.at.cues + OPEN_CUE] = 255 * state.lifted[slot]
  out[block + ENTITY.at.amount] = shareByte(state.given[row] / config.tokens)
}

/** Where the two channels of a modality stand in an entity's block: bars, its offsets, quality and progress, or what it holds. */
function channelsAt(signal: number): number {
  if (signal === BAR) return ENTITY.at.bars
  if (signal === MOTION) return ENTITY.at.facing
  return signal === POSTURE ? ENTITY.at.quality : ENTITY.at.holds
}

function writeWatcher(world: AllocationWorld, slot: number, w: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const block = writeSeat(world, tables.beings - 1 + w, WATCHER, out, at)
  for (let k = 0; k < LOOKS; k++) out[block + ENTITY.at.looks + k] = LOOK[(1 + w) * LOOKS + k]
  out[block + ENTITY.at.cues + OPEN_CUE] = state.cue[slot * WATCHERS + w]
  out[block + ENTITY.at.cues + WALKS_CUE] = state.walks[slot * WATCHERS + w] === 1 ? 255 : 0
}

function writeWindow({ tables }: AllocationWorld, out: Uint8Array, at: number): void {
  for (let y = -HALF; y <= HALF; y++) {
    for (let x = -HALF; x <= HALF; x++) out[at + windowAt(x, y) + PASSABLE] = 255
  }
  out[at + windowAt(0, 0) + OCCUPIED] = 255
  for (let seat = 0; seat < tables.seats.length; seat += 2)
    out[at + windowAt(tables.seats[seat], tables.seats[seat + 1]) + OCCUPIED] = 255
}

/** Acts that give, in order: with message m act i gives to recipient 8 i + m + 1, or gives away so many tenths. */
const GIVING = [ACT_GIVE, ACT_USE, ACT_INTERACT]

/** How many a giving act can mean: recipients, or tenths that go. */
const targetsOf = ({ config }: AllocationWorld): number =>
  config.choice === 'message' ? 0 : config.choice === 'menu' ? TENTHS : config.beings - 1

/**
 * To stay, or to take, is to keep what there is. Reports are the message alone. On a simplex the whole of a tick's tokens goes to one.
 */
export const commonActions: CommonActions<AllocationWorld> = {
  write(world, slot, _agent, act, message) {
    const { actions, config, tables } = world
    const giving = GIVING.indexOf(act)
    const target = giving < 0 ? 0 : giving * MESSAGES + message + 1
    const given = target <= targetsOf(world) ? target : 0
    if (config.choice === 'units') actions[slot] = given
    else if (config.choice === 'menu') actions[slot] = TENTHS - given
    else if (config.choice === 'message') actions[slot] = Math.min(message, REPORTS - 1)
    else for (let b = 0; b < tables.beings; b++) actions[slot * tables.beings + b] = b === given ? MOST_WEIGHT : 0
  },
  mask(world, slot, _agent, out, at) {
    const { config } = world
    const waits = isWindow(world, slot)
    const targets = waits ? 0 : targetsOf(world)
    for (let act = 0; act < COMMON_ACTS.length; act++) {
      const giving = GIVING.indexOf(act)
      out[at + act] =
        act === ACT_STAY || (act === ACT_TAKE && !waits) || (giving >= 0 && giving * MESSAGES < targets) ? 1 : 0
    }
    const spoken = waits ? 0 : config.choice === 'message' ? REPORTS : Math.min(targets, MESSAGES)
    for (let m = 0; m < MESSAGES; m++) out[at + COMMON_ACTS.length + m] = m === 0 || m < spoken ? 1 : 0
  },
}
