/** To give away what helps those who are in need. */
import { placesOf } from '../../envs/neuralmmo/survival/inventory.ts'
import { PLACES, POTION, RATION } from '../../envs/neuralmmo/survival/items.ts'
import { choose, may, type Turn } from './survival.ts'
import { isAgent, otherIn, rowOf } from './survival-others.ts'

/** Hands an item of a place to who stands in a place of the list of others in sight, both as choices. */
export function hand(turn: Turn, gift: number, receiver: number): void {
  choose(turn, 'give', gift)
  choose(turn, 'giveTo', receiver)
}

/** The first potion or ration that can be given, as a choice; 0 if there is none. */
function help(turn: Turn): number {
  const first = placesOf(turn.world, turn.slot, turn.agent)
  for (let i = 0; i < PLACES; i++) {
    const kind = turn.world.state.item[first + i]
    if ((kind === POTION || kind === RATION) && may(turn, 'give', i + 1)) return i + 1
  }
  return 0
}

/**
 * Gives a potion or a ration to the agent in sight that has least health, if it has at most `below`. Returns whether it
 * does.
 */
export function giveInNeed(turn: Turn, below: number): boolean {
  const gift = help(turn)
  if (gift === 0) return false
  let receiver = 0
  let least = below + 1
  for (let i = 0; i < turn.world.config.targets; i++) {
    const body = otherIn(turn, i)
    if (body < 0) break
    const health = turn.world.state.health[rowOf(turn, body)]
    if (!isAgent(turn, body) || health >= least || !may(turn, 'giveTo', i + 1)) continue
    least = health
    receiver = i + 1
  }
  if (receiver > 0) hand(turn, gift, receiver)
  return receiver > 0
}
