/**
 * Needs of beings, as far as families share them. Wellbeing is in [0, 10] and kept in thousandths, so that every sum is exact.
 * Recipients are beings that have needs and do not act. What happens to them without the agents is a function of keyed draws
 * alone: two worlds of one key share it, whatever is done in them.
 */
import { LOOKS } from './common.ts'
import { draw, drawAt, unit, type Keyed } from './keyed.ts'
import type { CompleteRecipients, CompleteShared, RecipientOptions } from './needs-options.ts'

/** Thousandths a unit of wellbeing, and the most there is. */
export const UNIT = 1000
export const FULL = 10 * UNIT

export const thousandths = (wellbeing: number): number => Math.round(wellbeing * UNIT)

/** What is known of recipients before an episode; d of them. */
export interface Traits {
  /** [d * TRAITS] bounds of each one's numbers, in thousandths. */
  readonly low: Int32Array
  readonly high: Int32Array
  /** [d] probability of being inert. */
  readonly inert: Float64Array
  /** [d * LOOKS] looks that are given, -1 where they are drawn. */
  readonly looks: Int16Array
}

// Numbers of a recipient, in the order of `low` and `high`.
export const START = 0
export const DECAY = 1
export const THRESHOLD = 2
export const CAPACITY = 3
export const PLACEBO_START = 4
const TRAITS = 5

/** What the options say of `count` recipients: of all of them, or of one in `each`. */
export function traitsOf(
  count: number,
  { start, decay, threshold, capacity, inert, each }: CompleteRecipients,
): Traits {
  const of = (i: number): RecipientOptions => each[i] ?? {}
  const bounds = (side: 0 | 1) =>
    Int32Array.from({ length: count * TRAITS }, (_, at) => {
      const one = of(Math.floor(at / TRAITS))
      const given = [one.start, one.decay, one.threshold, one.capacity, one.start][at % TRAITS]
      return given === undefined ? [start, decay, threshold, capacity, start][at % TRAITS][side] : thousandths(given)
    })
  return {
    low: bounds(0),
    high: bounds(1),
    inert: Float64Array.from({ length: count }, (_, i) => Number(of(i).inert ?? inert)),
    looks: Int16Array.from({ length: count * LOOKS }, (_, at) => {
      const look = of(Math.floor(at / LOOKS)).looks?.[at % LOOKS]
      return look === undefined ? -1 : Math.round((look + 1) * 127.5)
    }),
  }
}

// Every draw of a recipient has its own name, so that what is known of one number moves no other.

/** Number k of recipient i, drawn between its bounds, in thousandths. */
export function trait(
  world: Keyed,
  slot: number,
  channel: number,
  { low, high }: Traits,
  i: number,
  k: number,
): number {
  const at = i * TRAITS + k
  return low[at] + Math.round((high[at] - low[at]) * unit(draw(world, slot, channel, i, k)))
}

/** Whether recipient i is inert, 0 or 1. */
export const isInert = (world: Keyed, slot: number, channel: number, { inert }: Traits, i: number): number =>
  unit(draw(world, slot, channel, i)) < inert[i] ? 1 : 0

/** Byte k of recipient i's looks: b stands for b / 127.5 - 1 in [-1, 1]. */
export function look(world: Keyed, slot: number, channel: number, { looks }: Traits, i: number, k: number): number {
  const given = looks[i * LOOKS + k]
  return given < 0 ? draw(world, slot, channel, i, k) >>> 24 : given
}

/** Which bar is the need: as given, else by the key, one half of the time each. */
export const needBarOf = (world: Keyed, slot: number, channel: number, { bar }: CompleteShared): number =>
  bar ?? draw(world, slot, channel, 0) >>> 31

/** Meals that nobody brings: their probability a tick, and what one is worth. An object, since V8 boxes fractions that are passed. */
export interface Snacks {
  readonly snack: number
  readonly meal: number
}

/** As often as what work costs: for the placebo bar of one who works and is never fed. */
export const snacksFor = (cost: number, meal: number): Snacks => ({ snack: meal > 0 ? cost / meal : 0, meal })

/** A change whose mean is `mean`: between 0 and twice that, uniformly, in whole thousandths. */
export const uniform = (world: Keyed, slot: number, channel: number, entity: number, mean: number): number =>
  Math.round(2 * mean * unit(draw(world, slot, channel, entity)))

/**
 * A bar after one tick of its process: it loses between 0 and twice `decay`, uniformly, and now and then has a snack. The snack is
 * drawn by the channel after `channel`.
 */
export function drift(
  world: Keyed,
  slot: number,
  channel: number,
  entity: number,
  bar: number,
  decay: number,
  { snack, meal }: Snacks,
  capacity: number,
): number {
  const loss = uniform(world, slot, channel, entity, decay)
  const won = snack > 0 && unit(draw(world, slot, channel + 1, entity)) < snack ? meal : 0
  return Math.min(capacity, Math.max(0, bar - loss) + won)
}

/** Whether watcher w's shutter is open at a tick, 0 or 1: by option, or by a draw that holds for `dwell` ticks. */
export function isOpen(
  world: Keyed,
  slot: number,
  channel: number,
  w: number,
  tick: number,
  open: boolean | null,
  { share, dwell }: CompleteShared['watch'],
): number {
  return (open ?? unit(drawAt(world, slot, channel, w, 0, Math.floor(tick / dwell))) < share) ? 1 : 0
}

/**
 * Whether the straight line (Bresenham) between two different cells of a map crosses nothing that stops sight, and is no longer
 * than `radius` (larger of dx, dy). `opaque` is by code, codes of the map begin at `at`; both ends are let be.
 */
export function inSight(
  codes: Uint8Array,
  at: number,
  opaque: Uint8Array,
  width: number,
  from: number,
  to: number,
  radius: number,
): boolean {
  const x0 = from % width
  const y0 = (from - x0) / width
  const x1 = to % width
  const y1 = (to - x1) / width
  const dx = Math.abs(x1 - x0)
  const dy = Math.abs(y1 - y0)
  const steps = Math.max(dx, dy)
  if (steps === 0 || steps > radius) return false
  for (let i = 1; i < steps; i++) {
    const x = x0 + Math.sign(x1 - x0) * Math.floor((2 * i * dx + steps) / (2 * steps))
    const y = y0 + Math.sign(y1 - y0) * Math.floor((2 * i * dy + steps) / (2 * steps))
    if (opaque[codes[at + y * width + x]] === 1) return false
  }
  return true
}
