/** What agents see of the needs layer, as numbers as they are: of themselves, and of those that they can single out. */
import { LOOKS } from '../../../core/common.ts'
import { FULL } from '../../../core/needs.ts'
import { cellOf } from '../../engine/crowd.ts'
import type { SurvivalWorld } from '../state.ts'
import { SIGNALS, WATCHERS } from './config.ts'
import { styleOf } from './ledger.ts'
import { isMarked } from './places.ts'
import { LIT, isFocal, lureOf, strangerOf, tagOf } from './tables.ts'
import { isVeiled } from './veil.ts'
import { sees } from './watchers.ts'

/**
 * Of the agent itself. Bars in thousandths of wellbeing, what its tag says in thousandths, ticks until the next rations
 * come; the others 0 or 1.
 */
export const SELF_NEEDS = [
  'first_bar', 'second_bar', 'price', 'day', 'seen_by_inspector', 'seen_by_merchant', 'on_field', 'quartermaster',
] as const // prettier-ignore
/** Of the agent where somebody scouts: whether it does, for how many cells it sees the way clear, its lure in thousandths. */
export const SCOUT_NEEDS = ['scout', 'clear', 'lure'] as const
export const SCOUT_FROM = SELF_NEEDS.length
/** Number of the depot's colours from 1 on, and 0 where they say nothing. */
export const COLOURS = SCOUT_FROM + SCOUT_NEEDS.length
/** 1 where there is a veil, and it is lifted. */
export const SIGHTED = COLOURS + 1
/**
 * Of another one: its bars, 0 or 1 for what it is, what its lamp shows (1 lit, with levels their byte) or whether the helper
 * feeds it, whether it sees the agent as far as its lamp says, and bytes of a stranger's looks.
 */
export const OTHER_NEEDS = [
  'first_bar', 'second_bar', 'agent', 'stranger', 'inspector', 'merchant', 'open', 'sees_me',
  ...Array.from({ length: LOOKS }, (_, k) => `look_${k}`),
] as const // prettier-ignore
export const LOOKS_FROM = OTHER_NEEDS.length - LOOKS
const [, , AGENT, STRANGER, WATCHER] = OTHER_NEEDS.keys()
export const OPEN = WATCHER + WATCHERS
export const PRICE_UNIT = 1000

/** Numbers of who was read last. */
export const numbers = new Int32Array(OTHER_NEEDS.length)

/** Reads what an agent sees of itself: the first numbers. */
export function readSelf(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, tick, agents } = world
  const { day } = tables.needs!.options.quartermaster
  const p = slot * agents + agent
  const cell = cellOf(world, slot, agent)
  numbers[0] = state.bars[2 * p]
  numbers[1] = state.bars[2 * p + 1]
  numbers[2] = Math.round(PRICE_UNIT * tagOf(world, slot, agent))
  numbers[3] = day - (tick[slot] % day)
  for (let w = 0; w < WATCHERS; w++) numbers[4 + w] = sees(world, slot, w, cell) ? 1 : 0
  numbers[6] = isMarked(world, slot, cell) ? 1 : 0
  numbers[7] = isFocal(world, slot, agent) ? 1 : 0
  readScout(world, slot, agent)
  numbers[COLOURS] = tables.needs!.options.styles.length === 1 ? 0 : 1 + styleOf(world, slot)
  numbers[SIGHTED] = tables.needs!.options.veil && !isVeiled(world, slot, agent) ? 1 : 0
}

function readScout(world: SurvivalWorld, slot: number, agent: number): void {
  const scouts = world.tables.needs!.options.scout !== null && isFocal(world, slot, agent)
  numbers[SCOUT_FROM] = scouts ? 1 : 0
  numbers[SCOUT_FROM + 1] = scouts ? world.state.scouted[slot] : 0
  numbers[SCOUT_FROM + 2] = Math.round(PRICE_UNIT * lureOf(world, slot, agent))
}

/**
 * Reads what an agent sees of another body. Returns how many numbers that are: none for an NPC that walks, whose
 * numbers up to the looks are 0, and looks for a stranger alone. Behind a veil nobody has bars or postures.
 */
export function readOther(world: SurvivalWorld, slot: number, agent: number, body: number): number {
  const { state, tables } = world
  const i = strangerOf(tables, body)
  for (let k = 0; k < LOOKS_FROM; k++) numbers[k] = 0
  if (body < tables.players) {
    numbers[AGENT] = 1
    if (!isVeiled(world, slot, agent)) readBars(state.bars, slot * tables.players + body)
    return LOOKS_FROM
  }
  if (i < -WATCHERS) return 0
  if (i < 0) {
    readWatcher(world, slot, agent, i + WATCHERS)
    return LOOKS_FROM
  }
  const row = slot * tables.needs!.strangers + i
  numbers[STRANGER] = 1
  numbers[OPEN] = state.helped[slot] === i + 1 ? LIT : 0
  for (let k = 0; k < LOOKS; k++) numbers[LOOKS_FROM + k] = state.looks[row * LOOKS + k]
  if (isVeiled(world, slot, agent)) return OTHER_NEEDS.length
  if (tables.needs!.options.strangers.signal === POSTURE) readPostures(state.strangerBars, row)
  else readBars(state.strangerBars, row)
  return OTHER_NEEDS.length
}

const POSTURE = SIGNALS.indexOf('posture')
/** Postures, from lying down to upright, and the two looks that are those of the two channels. */
const POSTURES = 4
const POSTURE_LOOK = LOOKS_FROM + LOOKS - 3

/** Strangers that show no bars bend the lower the worse they are: 255 bent, 0 upright. */
function readPostures(bars: Int16Array, row: number): void {
  for (let k = 0; k < 2; k++) {
    const level = Math.min(POSTURES - 1, Math.floor((POSTURES * bars[2 * row + k]) / FULL))
    numbers[POSTURE_LOOK + k] = (LIT * (POSTURES - 1 - level)) / (POSTURES - 1)
  }
}

function readBars(bars: Int16Array, row: number): void {
  numbers[0] = bars[2 * row]
  numbers[1] = bars[2 * row + 1]
}

function readWatcher(world: SurvivalWorld, slot: number, agent: number, w: number): void {
  numbers[WATCHER + w] = 1
  numbers[OPEN] = world.state.lamp[slot * WATCHERS + w]
  numbers[OPEN + 1] = sees(world, slot, w, cellOf(world, slot, agent)) ? 1 : 0
}
