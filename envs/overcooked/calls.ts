/**
 * Calls to a waiter: one cook alone sees how many soups the pantry has left, and calls a number (rounds.ts). The waiter
 * fetches as many and never learns the truth; a tip may be on what it leaves.
 */
import { drawSight, reportPay } from '../core/reports.ts'
import { tallyCall } from './needs-metrics.ts'
import { speakerOf } from './rounds.ts'
import { CALLS, type KitchenWorld } from './state.ts'

/** Channel of the draws, and two more after it. */
const PANTRY = 46

/** The most that the pantry holds. */
export const MOST_LEFT = CALLS.length - 1
/** What a waiter goes by to whom nobody calls, or that is deaf: so much does silence say. */
const USUAL = 3

/** What is left in the pantry in a round, and what is seen of it. */
export function stock(world: KitchenWorld, slot: number, round: number): void {
  const { state, tables } = world
  const { misinform } = tables.needs!.options.calls!
  drawSight(world, slot, PANTRY, round, CALLS.length, misinform, state.pantry, state.seenLeft)
  state.word[slot] = USUAL
}

/** How many soups the waiter brings as a round ends, for which its caller is paid. */
export function fetched(world: KitchenWorld, slot: number): number {
  const { state, tables } = world
  const { audible, harm } = tables.needs!.options.calls!
  const left = state.pantry[slot]
  const heard = audible ? state.word[slot] : USUAL
  const short = left - heard
  settle(world, slot, short)
  // Topped up, diners have what the truth would bring; where they gain, they have once more what was kept from them.
  return Math.min(left, heard) + (1 - harm) * Math.max(0, short)
}

/**
 * Pays the caller at a price of 1: 1 - |short| / 5 where interests are common, where a tip c is on what the waiter
 * leaves 1 + c short / 5. A call that contradicts what the caller sees is a lie.
 */
function settle(world: KitchenWorld, slot: number, short: number): void {
  const { state, agents, knobs } = world
  const paid = knobs.price[slot] * reportPay(short, knobs.conflict[slot], MOST_LEFT)
  state.private[slot * agents + speakerOf(world)] += paid
  tallyCall(world, slot, state.seenLeft[slot] - state.word[slot])
}
