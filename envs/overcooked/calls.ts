/**
 * Calls to a waiter: one cook alone sees how many soups the pantry has left, and calls a number. The waiter fetches as
 * many and never learns the truth; a tip may be on what it leaves.
 */
import { drawSight, reportPay } from '../core/reports.ts'
import { isWindow, tallyCall, tallyRule } from './needs-metrics.ts'
import { CALL, CALLS, CLEAN, INTERACT, type KitchenWorld } from './state.ts'

/** Channel of the draws, and two more after it. */
const PANTRY = 46

/** The most that the pantry holds. */
export const MOST_LEFT = CALLS.length - 1
/** What a waiter goes by to whom nobody calls, or that is deaf: so much does silence say. */
const USUAL = 3

/** The cook who sees the pantry and is heard. */
export const callerOf = ({ tables }: KitchenWorld): number => tables.needs!.options.focal ?? 0

/** Ticks until the waiter goes, this one among them. */
export function ticksToGo({ tables, tick }: KitchenWorld, slot: number): number {
  const { calls, window } = tables.needs!.options
  const played = tick[slot] - window
  return played < 0 ? calls!.every - played : calls!.every - (played % calls!.every)
}

/** What is left in the pantry in a round, and what is seen of it. */
export function beginRound(world: KitchenWorld, slot: number, round: number): void {
  const { state, tables } = world
  const { misinform } = tables.needs!.options.calls!
  drawSight(world, slot, PANTRY, round, CALLS.length, misinform, state.pantry, state.seenLeft)
  state.call[slot] = USUAL
}

/** Of a round the last word counts. */
export function listen(world: KitchenWorld, slot: number): void {
  const { state, actions, agents, tables } = world
  const action = actions[slot * agents + callerOf(world)]
  if (action > INTERACT && action !== tables.needs!.look && !isWindow(world, slot)) state.call[slot] = action - CALL
}

/** How many soups the waiter brings at the end of this tick. When it goes, a round is over, and another begins. */
export function broughtNow(world: KitchenWorld, slot: number): number {
  const { state, tables, tick } = world
  const { calls, window } = tables.needs!.options
  if (isWindow(world, slot) || ticksToGo(world, slot) > 1) return 0
  const { every, audible, harm } = calls!
  const left = state.pantry[slot]
  const heard = audible ? state.call[slot] : USUAL
  const short = left - heard
  settle(world, slot, short)
  closeRound(world, slot)
  beginRound(world, slot, (tick[slot] + 1 - window) / every)
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
  state.private[slot * agents + callerOf(world)] += paid
  tallyCall(world, slot, state.seenLeft[slot] - state.call[slot])
}

/** Each round is an occasion to break the neutral rule. */
function closeRound(world: KitchenWorld, slot: number): void {
  const { state, agents } = world
  tallyRule(world, slot, callerOf(world))
  state.stain.fill(CLEAN, slot * agents, (slot + 1) * agents)
}
