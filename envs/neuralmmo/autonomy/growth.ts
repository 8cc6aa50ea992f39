/**
 * How long a cell stays bare. Each tick it is whole with a probability p, so the ticks that it takes are geometric; they are drawn at
 * once, when the cell is harvested, from one word: exact to its 32 bits, and nothing has to be drawn for a bare cell.
 */
import { draw } from '../../core/keyed.ts'
import { FOLIAGE } from '../materials.ts'
import { LUXURY_REGROWTH } from './numbers.ts'
import type { AutonomyConfig, AutonomyWorld } from './state.ts'

const TWO_32 = 4294967296

/** Of foliage and of luxuries: [k] 2^32 times the probability of being bare for more than k ticks, down to below 1. */
export interface Growth {
  readonly foliage: Float64Array
  readonly luxury: Float64Array
}

export const growthOf = ({ regrowth }: AutonomyConfig): Growth => ({
  foliage: tails(regrowth),
  luxury: tails(LUXURY_REGROWTH),
})

function tails(p: number): Float64Array {
  const all: number[] = []
  for (let tail = TWO_32; tail >= 1; tail *= 1 - p) all.push(tail)
  return Float64Array.from([...all, 0])
}

/** Ticks, at least 1, until a cell that is harvested now is whole, by a draw of `entity` on `channel`. */
export function bareFor(world: AutonomyWorld, slot: number, channel: number, entity: number, material: number): number {
  const { growth } = world.tables
  const ticks = quantile(material === FOLIAGE ? growth.foliage : growth.luxury, draw(world, slot, channel, entity))
  return Math.ceil(ticks * (1 + world.knobs.scarcity[slot]))
}

/** The least k whose tail is not above a word. */
function quantile(tails: Float64Array, word: number): number {
  let low = 0
  let high = tails.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (tails[middle] <= word) high = middle
    else low = middle + 1
  }
  return low
}
