/** Goods of agents: places that are filled from the first on, and never move. */
import { NO_ITEM, NOT_WORN, PLACES, STACKS, WORN_ON } from './items.ts'
import { fit } from './equipment.ts'
import { NEVER, type SurvivalWorld } from './state.ts'
import { stir } from './stir.ts'

/** Index of an agent's first place in the fields of the inventory. */
export const placesOf = ({ tables }: SurvivalWorld, slot: number, agent: number): number =>
  (slot * tables.players + agent) * PLACES

/** The place that one more item of a kind and level would take, -1 if there is none. */
export function roomFor(world: SurvivalWorld, slot: number, agent: number, kind: number, level: number): number {
  const { item, itemLevel } = world.state
  const first = placesOf(world, slot, agent)
  let free = -1
  for (let place = first; place < first + PLACES; place++) {
    if (item[place] === kind && itemLevel[place] === level && STACKS[kind] === 1) return place
    if (item[place] === 0 && free < 0) free = place
  }
  return free
}

/** Gives an agent `count` items of a kind and level. Returns whether there was room; without, nothing changes. */
export function stow(
  world: SurvivalWorld,
  slot: number,
  agent: number,
  kind: number,
  level: number,
  count: number,
): boolean {
  const { item, itemLevel, itemCount } = world.state
  const place = roomFor(world, slot, agent, kind, level)
  if (place < 0) return false
  item[place] = kind
  itemLevel[place] = level
  itemCount[place] += count
  stir(world, slot, agent)
  return true
}

/** Takes `count` items out of a place; an empty place is worn no more and offered no more. */
export function take(world: SurvivalWorld, slot: number, agent: number, place: number, count: number): void {
  const { state } = world
  state.itemCount[place] -= count
  stir(world, slot, agent)
  if (state.itemCount[place] > 0) return
  const worn = state.itemWorn[place] === 1
  state.item[place] = state.itemLevel[place] = state.itemCount[place] = state.itemWorn[place] = state.price[place] = 0
  state.listed[place] = NEVER
  if (worn) fit(world, slot, agent)
}

/** Whether what is in a place can change hands: it is neither worn nor on the market. */
export const isFree = ({ state }: SurvivalWorld, place: number): boolean =>
  state.item[place] !== NO_ITEM && state.itemWorn[place] === 0 && state.price[place] === 0

/** Whether an agent has a place with nothing in it. */
export function hasFreePlace(world: SurvivalWorld, slot: number, agent: number): boolean {
  const { item } = world.state
  const first = placesOf(world, slot, agent)
  for (let place = first; place < first + PLACES; place++) if (item[place] === NO_ITEM) return true
  return false
}

/** The place whose item an agent wears on a part of the body, -1 for none. */
export function wornOn(world: SurvivalWorld, slot: number, agent: number, part: number): number {
  const { item, itemWorn } = world.state
  const first = placesOf(world, slot, agent)
  for (let place = first; place < first + PLACES; place++) {
    if (itemWorn[place] === 1 && WORN_ON[item[place]] === part && part !== NOT_WORN) return place
  }
  return -1
}
