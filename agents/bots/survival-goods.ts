/** To make use of goods: what they are worth to whom, what to wear, to consume, to sell and to buy. */
import { placesOf, wornOn } from '../../envs/neuralmmo/survival/inventory.ts'
import {
  BOTTOM, CHISEL, HAT, NOT_WORN, PLACES, POTION, RATION, ROD, RUNES, SPEAR, WAND, WHETSTONE, WORN_ON, restoredBy,
} from '../../envs/neuralmmo/survival/items.ts' // prettier-ignore
import { RULES } from '../../envs/neuralmmo/survival/numbers.ts'
import { MOST_PRICE } from '../../envs/neuralmmo/survival/state.ts'
import { choose, may, type Turn } from './survival.ts'

/** What an agent does for a living: goods are worth something to it by that. */
export interface Calling {
  /** The style that it fights in. */
  readonly style: number
  /** The tool that it holds instead of a weapon; 0 for none. */
  readonly tool: number
}

/** Rations and potions that an agent keeps. */
const STOCK = 2

/** How good an item of a kind and level is to wear: its level, plus one; 0 for what does not serve the calling. */
export function fitness({ style, tool }: Calling, kind: number, level: number): number {
  if (kind >= HAT && kind <= BOTTOM) return level + 1
  if (kind >= SPEAR && kind <= WAND) return tool === 0 && kind === SPEAR + style ? level + 1 : 0
  if (kind >= ROD && kind <= CHISEL) return kind === tool ? level + 1 : 0
  return kind >= WHETSTONE && kind <= RUNES && kind === WHETSTONE + style ? level + 1 : 0
}

/** How good what an agent wears on the part of the body for a kind of item is. */
function worn(turn: Turn, calling: Calling, kind: number): number {
  const { item, itemLevel } = turn.world.state
  const place = wornOn(turn.world, turn.slot, turn.agent, WORN_ON[kind])
  return place < 0 ? 0 : fitness(calling, item[place], itemLevel[place])
}

/** Puts on the first thing that is better than what is worn. Returns whether there is any. */
export function dress(turn: Turn, calling: Calling): boolean {
  const { item, itemLevel } = turn.world.state
  const first = placesOf(turn.world, turn.slot, turn.agent)
  for (let i = 0; i < PLACES; i++) {
    const kind = item[first + i]
    if (WORN_ON[kind] === NOT_WORN || !may(turn, 'use', i + 1)) continue
    if (fitness(calling, kind, itemLevel[first + i]) <= worn(turn, calling, kind)) continue
    choose(turn, 'use', i + 1)
    return true
  }
  return false
}

/** Takes a potion or a ration whose whole effect is wanted. Returns whether there is one. */
export function consume(turn: Turn): boolean {
  const { world, p, b } = turn
  const { item, itemLevel, health, food, water } = world.state
  const first = placesOf(world, turn.slot, turn.agent)
  for (let i = 0; i < PLACES; i++) {
    const kind = item[first + i]
    if ((kind !== POTION && kind !== RATION) || !may(turn, 'use', i + 1)) continue
    const missing = RULES.full - (kind === POTION ? health[b] : Math.min(food[p], water[p]))
    if (missing < restoredBy(itemLevel[first + i])) continue
    choose(turn, 'use', i + 1)
    return true
  }
  return false
}

/** How many places hold an item of a kind. */
export function holds({ world, slot, agent }: Turn, kind: number): number {
  const first = placesOf(world, slot, agent)
  let count = 0
  for (let i = first; i < first + PLACES; i++) if (world.state.item[i] === kind) count++
  return count
}

/** Whether an agent has no use for what it holds in a place, and is free to part with it. */
function isSpare(turn: Turn, calling: Calling, place: number): boolean {
  const { item, itemLevel, itemWorn, price } = turn.world.state
  const kind = item[place]
  if (kind === 0 || itemWorn[place] === 1 || price[place] > 0) return false
  if (kind === RATION || kind === POTION) return holds(turn, kind) > STOCK
  return fitness(calling, kind, itemLevel[place]) <= worn(turn, calling, kind)
}

/** The first spare item as a choice of a head that offers one, 0 if there is none. */
export function spare(turn: Turn, calling: Calling, head: 'sell' | 'give'): number {
  const first = placesOf(turn.world, turn.slot, turn.agent)
  for (let i = 0; i < PLACES; i++) if (may(turn, head, i + 1) && isSpare(turn, calling, first + i)) return i + 1
  return 0
}

/** Offers the first spare item for so much gold a level. */
export function sellSpare(turn: Turn, calling: Calling, price: number): void {
  const choice = spare(turn, calling, 'sell')
  if (choice === 0) return
  const place = placesOf(turn.world, turn.slot, turn.agent) + choice - 1
  choose(turn, 'sell', choice)
  choose(turn, 'price', Math.min(MOST_PRICE, price * turn.world.state.itemLevel[place]))
}

/** Buys what betters the agent most, of equals the cheapest: something to wear, or stock. */
export function buyBetter(turn: Turn, calling: Calling): void {
  const { world, slot } = turn
  const { market, price } = world.state
  const first = slot * world.tables.players * PLACES - 1
  let best = 0
  let most = 0
  let least = 0
  for (let row = 0; row < world.config.offers; row++) {
    const offer = market[slot * world.config.offers + row]
    if (offer === 0) break
    if (!may(turn, 'buy', row + 1)) continue
    const gain = betterment(turn, calling, first + offer)
    if (gain < most || gain === 0 || (gain === most && price[first + offer] >= least)) continue
    most = gain
    least = price[first + offer]
    best = row + 1
  }
  if (best > 0) choose(turn, 'buy', best)
}

/** Levels by which an item in somebody's place is better than what the agent has; a level for stock. */
function betterment(turn: Turn, calling: Calling, place: number): number {
  const { item, itemLevel } = turn.world.state
  const kind = item[place]
  if (kind === RATION || kind === POTION) return holds(turn, kind) < STOCK ? 1 : 0
  return Math.max(0, fitness(calling, kind, itemLevel[place]) - worn(turn, calling, kind))
}
