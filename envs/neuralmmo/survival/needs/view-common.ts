/**
 * Needs in the `common` view: what they add to the agent itself, to others and to the window. Health makes room for the
 * bars.
 */
import {
  BEING, ENTITY, HAZARD_CELL, LOOKS, OPEN_CUE, RECIPIENT, SEES_CUE, SELF, WANTS, WATCHER, WINDOW, shareByte, windowAt,
} from '../../../core/common.ts' // prettier-ignore
import { RULES } from '../numbers.ts'
import type { SurvivalTables, SurvivalWorld } from '../state.ts'
import { MOST_STYLES, REPORTS, WATCHERS } from './config.ts'
import { COLOURS, LOOKS_FROM, OPEN, SCOUT_FROM, SIGHTED, numbers, readOther, readSelf } from './show.ts'
import { strangerOf } from './tables.ts'
import { barByte, lureByte, priceByte } from './view-rows.ts'

/** What a body is among the kinds of the common view. */
export function kindOf(tables: SurvivalTables, body: number): number {
  const i = strangerOf(tables, body)
  return i >= 0 ? RECIPIENT : i >= -WATCHERS ? WATCHER : BEING
}

/** First of a scout's wants, behind those that all have: one-hot over how far the way is clear, then the lure. */
const CLEAR_WANT = 3
/** Behind those of a scout: whether a veil is lifted. */
const VEIL_WANT = CLEAR_WANT + REPORTS + 1
/** The last are one-hot over the depot's colours. */
const STYLE_WANT = WANTS - MOST_STYLES

/** Own bars and price tag, the depot's colours, whether a veil is lifted, and what a scout sees. */
export function writeSelfNeeds(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  readSelf(world, slot, agent)
  out[at + SELF.at.bars] = barByte(numbers[0])
  out[at + SELF.at.bars + 1] = barByte(numbers[1])
  out[at + SELF.at.price] = priceByte()
  if (numbers[COLOURS] > 0) out[at + SELF.at.wants + STYLE_WANT + numbers[COLOURS] - 1] = 255
  if (numbers[SIGHTED] > 0) out[at + SELF.at.wants + VEIL_WANT] = 255
  if (numbers[SCOUT_FROM] === 0) return
  out[at + SELF.at.wants + CLEAR_WANT + numbers[SCOUT_FROM + 1]] = 255
  out[at + SELF.at.wants + CLEAR_WANT + REPORTS] = lureByte()
}

/**
 * Bars of another one and the looks of a stranger; whether a watcher's lamp is lit, and it sees the agent; health as
 * quality.
 */
export function writeBodyNeeds(
  world: SurvivalWorld,
  slot: number,
  agent: number,
  body: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables } = world
  readOther(world, slot, agent, body)
  out[at + ENTITY.at.bars] = barByte(numbers[0])
  out[at + ENTITY.at.bars + 1] = barByte(numbers[1])
  out[at + ENTITY.at.cues + OPEN_CUE] = numbers[OPEN]
  out[at + ENTITY.at.cues + SEES_CUE] = 255 * numbers[OPEN + 1]
  if (strangerOf(tables, body) >= 0)
    for (let k = 0; k < LOOKS; k++) out[at + ENTITY.at.looks + k] = numbers[LOOKS_FROM + k]
  else out[at + ENTITY.at.quality] = shareByte(state.health[slot * tables.bodies + body] / RULES.full)
}

const HALF = WINDOW >> 1

/** Marked fields on the window around (x, y). */
export function writeFields(
  { state, tables }: SurvivalWorld,
  slot: number,
  x: number,
  y: number,
  out: Uint8Array,
  at: number,
): void {
  const { fields } = tables.needs!.options.auditor
  const { size } = tables.ground
  for (let i = slot * fields; i < (slot + 1) * fields; i++) {
    const cell = state.marked[i]
    const row = (cell / size) | 0
    const dx = cell - row * size - x
    const dy = row - y
    if (cell >= 0 && Math.abs(dx) <= HALF && Math.abs(dy) <= HALF) out[at + windowAt(dx, dy) + HAZARD_CELL] = 255
  }
}
