/** How needs fall, and how wellbeing shows, as families share them. */
import { draw, unit, type Keyed } from './keyed.ts'
import { FULL, uniform } from './needs.ts'

/** How wellbeing falls in a tick. */
export const KINDS = ['hunger', 'warmth', 'integrity', 'charge', 'growth'] as const
/** How it shows: as it is, or by one of four postures. */
export const SIGNALS = ['bar', 'posture'] as const
export type NeedKind = (typeof KINDS)[number]
export type Signal = (typeof SIGNALS)[number]

const [HUNGER, WARMTH, INTEGRITY, CHARGE] = KINDS.keys()
export const POSTURE = SIGNALS.indexOf('posture')
/** From lying down to upright. */
export const POSTURES = 4
/** A blow comes in one tick of so many. */
const BLOWS = 4

/**
 * What a tick takes, in thousandths, by the kind of need; d its decay, u uniform in [0, 1), b the bar as a share of its capacity.
 *
 *   hunger     2 d u             mean d
 *   warmth     4 d u b           cools the faster the warmer: mean d at half
 *   integrity  4 d, or nothing   a blow in one tick of four: mean d
 *   charge     d
 *   growth     2 d u (3/2 - b)   wilts the faster the poorer: mean d at half
 */
export function lossOf(
  world: Keyed,
  slot: number,
  channel: number,
  entity: number,
  kind: number,
  decay: number,
  bar: number,
  capacity: number,
): number {
  if (kind === CHARGE) return decay
  if (kind === INTEGRITY) return unit(draw(world, slot, channel, entity)) < 1 / BLOWS ? BLOWS * decay : 0
  const loss = uniform(world, slot, channel, entity, decay)
  if (kind === HUNGER) return loss
  return Math.round(kind === WARMTH ? (2 * loss * bar) / capacity : loss * (1.5 - bar / capacity))
}

/** How far a being bends: 0 upright, 3 lying down. */
export const bendOf = (wellbeing: number): number =>
  POSTURES - 1 - Math.min(POSTURES - 1, Math.floor((POSTURES * wellbeing) / FULL))
