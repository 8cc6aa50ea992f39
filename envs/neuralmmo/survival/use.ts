/** To wear, to take off, to eat and drink, and to throw away. nmmo/systems/item.py and nmmo/io/action.py at 98b6bbd. */
import { canAct } from './choices.ts'
import { CONSUME, DESTROY_ITEM, EQUIP_ITEM, NOBODY, note } from './events.ts'
import { fit } from './equipment.ts'
import { take, wornOn } from './inventory.ts'
import { NO_ITEM, NOT_WORN, POTION, RATION, ROD, SPEAR, WHETSTONE, WORN_ON, restoredBy } from './items.ts'
import { keep } from './needs/rations.ts'
import { FISHING, MELEE, SKILLS, bestLevel } from './skills.ts'
import type { SurvivalWorld } from './state.ts'
import { stir } from './stir.ts'

/** The level that counts for an item of a kind: of its skill, or of the best one for what any skill serves. */
export function levelFor(world: SurvivalWorld, slot: number, agent: number, kind: number): number {
  if (kind >= WHETSTONE && kind < RATION) return bestLevel(world, slot, agent, MELEE + kind - WHETSTONE, 1)
  if (kind >= ROD && kind < WHETSTONE) return bestLevel(world, slot, agent, FISHING + kind - ROD, 1)
  if (kind >= SPEAR && kind < ROD) return bestLevel(world, slot, agent, MELEE + kind - SPEAR, 1)
  return bestLevel(world, slot, agent, 0, SKILLS.length)
}

/** Whether an agent can use what is in a place. What is worn can always be taken off. */
export function canUse(world: SurvivalWorld, slot: number, agent: number, place: number): boolean {
  const { state, tables } = world
  const kind = state.item[place]
  if (kind === NO_ITEM || state.price[place] > 0) return false
  if (state.itemWorn[place] === 1) return true
  if (WORN_ON[kind] !== NOT_WORN && !tables.on.equipment) return false
  return levelFor(world, slot, agent, kind) >= state.itemLevel[place]
}

export const canDestroy = ({ state }: SurvivalWorld, place: number): boolean =>
  state.item[place] !== NO_ITEM && state.itemWorn[place] === 0

export function useItems(world: SurvivalWorld, slot: number): void {
  const { use } = world.tables.acts
  for (let i = 0; i < use.count; i++) {
    const agent = use.agent[i]
    const place = use.what[i]
    if (!canAct(world, slot, agent) || !canUse(world, slot, agent, place)) continue
    if (WORN_ON[world.state.item[place]] === NOT_WORN) consume(world, slot, agent, place)
    else wear(world, slot, agent, place)
  }
}

/** Puts an item on, in place of what is worn on that part of the body, or takes it off. */
function wear(world: SurvivalWorld, slot: number, agent: number, place: number): void {
  const { item, itemWorn } = world.state
  const worn = wornOn(world, slot, agent, WORN_ON[item[place]])
  if (worn >= 0) itemWorn[worn] = 0
  if (worn !== place) {
    itemWorn[place] = 1
    note(world, slot, EQUIP_ITEM, agent, NOBODY, 1)
  }
  stir(world, slot, agent)
  fit(world, slot, agent)
}

/** A ration stills hunger and thirst, a potion heals. */
function consume(world: SurvivalWorld, slot: number, agent: number, place: number): void {
  const { state, tables } = world
  const { full } = tables.numbers
  const p = slot * tables.players + agent
  const b = slot * tables.bodies + agent
  const restored = restoredBy(state.itemLevel[place])
  if (state.item[place] === POTION) state.health[b] = Math.min(full, state.health[b] + restored)
  else {
    if (tables.needs !== null) keep(world, slot, agent, 1, 1)
    state.food[p] = Math.min(full, state.food[p] + restored)
    state.water[p] = Math.min(full, state.water[p] + restored)
  }
  note(world, slot, CONSUME, agent, NOBODY, 1, state.item[place], state.itemLevel[place])
  take(world, slot, agent, place, 1)
}

/** Throws whole places away. What is on the market may be among it. */
export function destroyItems(world: SurvivalWorld, slot: number): void {
  const { destroy } = world.tables.acts
  for (let i = 0; i < destroy.count; i++) {
    const agent = destroy.agent[i]
    const place = destroy.what[i]
    if (!canAct(world, slot, agent) || !canDestroy(world, place)) continue
    const count = world.state.itemCount[place]
    take(world, slot, agent, place, count)
    note(world, slot, DESTROY_ITEM, agent, NOBODY, count)
  }
}
