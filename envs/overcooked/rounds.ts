/**
 * Rounds in which one cook has a word. It may say another until the round is over: the last one counts. A word is what is
 * left in the pantry (calls.ts), or, on a menu, how many tenths of the round's batch of soups it keeps; a waiter takes
 * the others to the diners, and who gets them is not chosen.
 */
import { TENTHS } from '../core/shares.ts'
import { isWindow, tallyRule } from './needs-metrics.ts'
import { CLEAN, WORD, type KitchenWorld } from './state.ts'

/** The cook who has the word. */
export const speakerOf = ({ tables }: KitchenWorld): number => tables.needs!.options.focal ?? 0

/** Ticks until the round is over, this one among them; while the helper feeds, until the first one is. */
export function ticksToGo({ tables, tick }: KitchenWorld, slot: number): number {
  const { round, window } = tables.needs!.options
  const played = tick[slot] - window
  return played < 0 ? round - played : round - (played % round)
}

/** Whether a cook's words are heard. */
export const isHeard = (world: KitchenWorld, slot: number, p: number): boolean =>
  world.tables.needs!.options.round > 0 && p === speakerOf(world) && !isWindow(world, slot)

export function listen(world: KitchenWorld, slot: number): void {
  const { state, actions, agents, tables } = world
  const action = actions[slot * agents + speakerOf(world)]
  if (action >= WORD && action !== tables.needs!.look && !isWindow(world, slot)) state.word[slot] = action - WORD
}

/** Of a batch, the soups that are kept by the word on it. */
export const keptOf = ({ state, tables }: KitchenWorld, slot: number): number =>
  Math.round((tables.needs!.options.menu!.soups * state.word[slot]) / TENTHS)

/** Each round is an occasion to break the neutral rule. */
export function closeRound(world: KitchenWorld, slot: number): void {
  const { state, agents } = world
  tallyRule(world, slot, speakerOf(world))
  state.stain.fill(CLEAN, slot * agents, (slot + 1) * agents)
}
