/**
 * Gifts of items and of gold, to agents that the giver sees. All givers act on the state before: a place that becomes empty in
 * this tick is not filled in it. Where more is given than a receiver has room for, draws by the givers' names say what it takes.
 */
import { draw } from '../../core/keyed.ts'
import { isLater, swap, type Act } from './acts.ts'
import { GIVE_TIE } from './channels.ts'
import { canAct } from './choices.ts'
import { GIVE_GOLD, GIVE_ITEM, note } from './events.ts'
import { isFree, roomFor, stow, take } from './inventory.ts'
import { RATION } from './items.ts'
import { giveAway } from './needs/rations.ts'
import { feed } from './needs/strangers.ts'
import { strangerOf } from './needs/tables.ts'
import type { SurvivalWorld } from './state.ts'

const REFUSED = -1

/** Whether what is in a place can go to a body. Strangers take rations alone, and not where all are divided at once. */
export function canGive(world: SurvivalWorld, slot: number, place: number, receiver: number): boolean {
  const { state, tables } = world
  if (!isFree(world, place)) return false
  if (strangerOf(tables, receiver) >= 0) return state.item[place] === RATION && tables.needs!.options.choice === 'units'
  return (
    canReceive(world, slot, receiver) && roomFor(world, slot, receiver, state.item[place], state.itemLevel[place]) >= 0
  )
}

/** Whether an agent has so much gold, and a body could have it. */
export const canPay = (world: SurvivalWorld, slot: number, agent: number, gold: number, receiver: number): boolean =>
  world.state.gold[slot * world.tables.bodies + agent] >= gold && canReceive(world, slot, receiver)

/** Only living agents own things. */
export const canReceive = ({ state, tables, live }: SurvivalWorld, slot: number, body: number): boolean =>
  body >= 0 &&
  body < tables.players &&
  live[slot * tables.players + body] === 1 &&
  state.health[slot * tables.bodies + body] > 0

export function giveItems(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { give } = tables.acts
  if (give.count === 0) return
  keepPossible(world, slot, give)
  sortByLot(world, slot, give)
  for (let i = 0; i < give.count; i++) {
    const place = give.what[i]
    const stranger = strangerOf(tables, give.whom[i])
    if (stranger >= 0) feed(world, slot, give.agent[i], stranger, give.amount[i])
    else if (!stow(world, slot, give.whom[i], state.item[place], state.itemLevel[place], give.amount[i]))
      give.whom[i] = REFUSED
  }
  for (let i = 0; i < give.count; i++) {
    if (give.whom[i] === REFUSED) continue
    const place = give.what[i]
    if (tables.needs !== null && state.item[place] === RATION)
      giveAway(world, slot, give.agent[i], give.whom[i], give.amount[i])
    note(world, slot, GIVE_ITEM, give.agent[i], give.whom[i], give.amount[i], state.item[place], state.itemLevel[place])
    take(world, slot, give.agent[i], place, give.amount[i])
  }
}

/** Keeps the gifts that are possible before the first is made, with how many items go and each giver's lot. */
function keepPossible(world: SurvivalWorld, slot: number, give: Act): void {
  const { state, tables } = world
  let kept = 0
  for (let i = 0; i < give.count; i++) {
    if (!canAct(world, slot, give.agent[i]) || !canGive(world, slot, give.what[i], give.whom[i])) continue
    give.amount[i] = state.itemCount[give.what[i]]
    give.lot[i] = draw(world, slot, GIVE_TIE, state.name[slot * tables.bodies + give.agent[i]])
    swap(give, i, kept++)
  }
  give.count = kept
}

/** Sorts acts by lot, highest first, and equal lots by name: an insertion sort, for lists that are short. */
function sortByLot(world: SurvivalWorld, slot: number, act: Act): void {
  for (let i = 1; i < act.count; i++) {
    for (let at = i; at > 0 && isLater(world, slot, act, at - 1, at); at--) swap(act, at - 1, at)
  }
}

/** Gold changes hands all at once: nobody pays with what it gets in the same tick. */
export function giveGold(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { pay } = tables.acts
  const base = slot * tables.bodies
  for (let i = 0; i < pay.count; i++) {
    if (!canAct(world, slot, pay.agent[i]) || !canPay(world, slot, pay.agent[i], pay.what[i], pay.whom[i]))
      pay.whom[i] = REFUSED
  }
  for (let i = 0; i < pay.count; i++) {
    if (pay.whom[i] === REFUSED) continue
    state.gold[base + pay.agent[i]] -= pay.what[i]
    state.gold[base + pay.whom[i]] += pay.what[i]
    note(world, slot, GIVE_GOLD, pay.agent[i], pay.whom[i], pay.what[i])
  }
}
