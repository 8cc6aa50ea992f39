/** How wellbeing shows: a being's two channels, need and placebo, in the modality that it has. */
import { shareByte } from '../core/common.ts'
import { FULL } from '../core/needs.ts'
import { SIGNALS } from './config.ts'
import { FOCAL, type AllocationWorld } from './state.ts'

const [BAR, MOTION, POSTURE] = SIGNALS.keys()

/** Postures, from lying down to upright, and tokens that can be held up, none among them. */
export const POSTURES = 4
export const TOKENS = 8
const STILL = 128
/** [10_001] wellbeing in thousandths as a byte. */
const BYTES = Uint8Array.from({ length: FULL + 1 }, (_, bar) => shareByte(bar / FULL))

/**
 * Channel `k` of a being as a byte.
 *
 *   veiled   0, until it was looked at
 *   bar      wellbeing
 *   motion   swings around 128 from tick to tick, the wider the better
 *   posture  one of four, the lower the better: 255 bent, 0 upright
 *   token    one of eight tokens that it holds up, the more the better
 */
export function signalByte({ state, tables, tick }: AllocationWorld, slot: number, being: number, k: number): number {
  if (being !== FOCAL && state.lifted[slot] === 0) return 0
  const row = slot * tables.beings + being
  const bar = state.bars[row * 2 + k]
  const signal = state.signal[row]
  if (signal === BAR) return BYTES[bar]
  if (signal === MOTION) return STILL + (tick[slot] % 2 === 0 ? 1 : -1) * Math.round((127 * bar) / FULL)
  const levels = signal === POSTURE ? POSTURES : TOKENS
  const level = Math.min(levels - 1, Math.floor((levels * bar) / FULL))
  return Math.round((255 * (signal === POSTURE ? levels - 1 - level : level)) / (levels - 1))
}
