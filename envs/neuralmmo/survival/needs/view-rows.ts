/**
 * The parts that needs add to the rows of `symbolic` (bytes) and `entities` (numbers as they are); empty where needs
 * are off.
 */
import { FULL } from '../../../core/needs.ts'
import type { SurvivalConfig, SurvivalWorld } from '../state.ts'
import { FURTHEST } from './config.ts'
import {
  COLOURS, LOOKS_FROM, OPEN, OTHER_NEEDS, PRICE_UNIT, SCOUT_FROM, SELF_NEEDS, SIGHTED, numbers, readOther, readSelf,
} from './show.ts' // prettier-ignore
import { LIT } from './tables.ts'

/** Bytes of one that scouts: whether it does, by cell whether the way is clear as far, and the lure. */
const SCOUT_BYTES = FURTHEST + 2
/** One-hot over the depot's colours. */
const COLOUR_BYTES = 8
/** Of these the first: whether a veil is lifted. */
const VEIL_BYTES = 8

/**
 * Bytes that needs take of a symbolic row: SELF_NEEDS, OTHER_NEEDS for each that can be singled out, and where there are
 * such things those of a scout, of colours and of a veil.
 */
export function needsBytes({ needs, targets }: SurvivalConfig): number {
  if (needs === null) return 0
  const colours = (needs.styles?.length ?? 1) > 1 ? COLOUR_BYTES : 0
  const more = (needs.scout ? SCOUT_BYTES : 0) + colours + (needs.veil ? VEIL_BYTES : 0)
  return SELF_NEEDS.length + targets * OTHER_NEEDS.length + more
}

/** Rows that needs take of `entities`: one of the agent, one of each that can be singled out. */
export const needsRows = ({ needs, targets }: SurvivalConfig): number => (needs === null ? 0 : 1 + targets)

/** Byte of a price of 1, as in all families. */
const PRICE_BYTE = 51
const MOST_I16 = 32767
/** Byte of a lure of 1: 10 fill it. */
const LURE_BYTE = 25.5

/** What an agent's tag shows as a byte; call after `readSelf`. */
export const priceByte = (): number => Math.min(255, Math.round((numbers[2] * PRICE_BYTE) / PRICE_UNIT))

/** What the tag of one that scouts says of a false all-clear as a byte; call after `readSelf`. */
export const lureByte = (): number => Math.min(255, Math.round((numbers[SCOUT_FROM + 2] * LURE_BYTE) / PRICE_UNIT))

/** A bar in thousandths as a byte. */
export const barByte = (bar: number): number => Math.round((255 * bar) / FULL)

/** Writes an agent's bytes from `at` on. */
export function writeNeedsBytes(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, config, kernels } = world
  const first = (slot * tables.players + agent) * config.targets
  kernels.clear(out.byteOffset + at, needsBytes(config))
  readSelf(world, slot, agent)
  writeBars(out, at)
  out[at + 2] = priceByte()
  out[at + 3] = (255 * numbers[3]) / tables.needs!.options.quartermaster.day
  for (let i = 4; i < SELF_NEEDS.length; i++) out[at + i] = 255 * numbers[i]
  let more = at + SELF_NEEDS.length + config.targets * OTHER_NEEDS.length
  if (tables.needs!.options.scout !== null) more = writeScoutBytes(out, more)
  if (numbers[COLOURS] > 0) {
    out[more + numbers[COLOURS] - 1] = LIT
    more += COLOUR_BYTES
  }
  if (numbers[SIGHTED] > 0) out[more] = LIT
  let to = at + SELF_NEEDS.length
  for (let i = 0; i < config.targets && state.seen[first + i] > 0; i++, to += OTHER_NEEDS.length) {
    const count = readOther(world, slot, agent, state.seen[first + i] - 1)
    if (count === 0) continue
    writeBars(out, to)
    for (let k = 2; k < LOOKS_FROM; k++) out[to + k] = k === OPEN ? numbers[k] : 255 * numbers[k]
    for (let k = LOOKS_FROM; k < count; k++) out[to + k] = numbers[k]
  }
}

/** Returns where what follows begins. */
function writeScoutBytes(out: Uint8Array, at: number): number {
  out[at] = 255 * numbers[SCOUT_FROM]
  for (let cell = 1; cell <= numbers[SCOUT_FROM + 1]; cell++) out[at + cell] = 255
  out[at + SCOUT_BYTES - 1] = lureByte()
  return at + SCOUT_BYTES
}

function writeBars(out: Uint8Array, at: number): void {
  out[at] = barByte(numbers[0])
  out[at + 1] = barByte(numbers[1])
}

/** Writes an agent's rows of numbers over zeros, from `at` on. */
export function writeNeedsRows(world: SurvivalWorld, slot: number, agent: number, out: Int16Array, at: number): void {
  const { state, tables, config } = world
  const first = (slot * tables.players + agent) * config.targets
  readSelf(world, slot, agent)
  for (let k = 0; k <= SIGHTED; k++) out[at + k] = Math.min(MOST_I16, numbers[k])
  for (let i = 0; i < config.targets && state.seen[first + i] > 0; i++) {
    const count = readOther(world, slot, agent, state.seen[first + i] - 1)
    if (numbers[OPEN] === LIT) numbers[OPEN] = 1
    for (let k = 0; k < count; k++) out[at + (1 + i) * OTHER_NEEDS.length + k] = numbers[k]
  }
}
