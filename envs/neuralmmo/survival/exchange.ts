/**
 * The exchange: whoever owns something can offer it to everyone, wherever they are, and whoever has the gold can buy it.
 * nmmo/systems/exchange.py at 98b6bbd. All buyers act on the state before; of several who want one offer a draw lets one have it.
 */
import { drawLots, isLater } from './acts.ts'
import { BUY_TIE } from './channels.ts'
import { canAct } from './choices.ts'
import { BUY_ITEM, EARN_GOLD, LIST_ITEM, NOBODY, SPEND_GOLD, note } from './events.ts'
import { inCombat } from './in-combat.ts'
import { isFree, placesOf, roomFor, stow, take } from './inventory.ts'
import { PLACES, RATION } from './items.ts'
import { keep } from './needs/rations.ts'
import { NEVER, type SurvivalWorld } from './state.ts'
import { ALL_PLACES } from './stock.ts'
import { stir } from './stir.ts'

/** Whether what is in a place can be offered. */
export const canSell = (world: SurvivalWorld, place: number): boolean => isFree(world, place)

/** Index of the place that a row of the market offers; what comes out for an empty row lies outside the slot's places. */
const placeOn = ({ state, tables, config }: SurvivalWorld, slot: number, row: number): number =>
  slot * tables.players * PLACES + state.market[slot * config.offers + row] - 1

/** The agent that a row of the market that is not empty belongs to. */
const sellerOn = ({ state, config }: SurvivalWorld, slot: number, row: number): number =>
  ((state.market[slot * config.offers + row] - 1) / PLACES) | 0

/** Whether an agent could have what a row of the market offers: not its own, for gold that it has, with room for it. */
function canBuy(world: SurvivalWorld, slot: number, agent: number, row: number): boolean {
  const { state, tables, config } = world
  if (state.market[slot * config.offers + row] === 0) return false
  const place = placeOn(world, slot, row)
  const price = state.price[place]
  if (price === 0 || price > state.gold[slot * tables.bodies + agent]) return false
  const own = placesOf(world, slot, agent)
  return (
    (place < own || place >= own + PLACES) &&
    (hasStockedRoom(world, slot, agent) || roomFor(world, slot, agent, state.item[place], state.itemLevel[place]) >= 0)
  )
}

/** Whether an agent had an empty place when the last tick ended, and has done nothing with its goods since. */
const hasStockedRoom = ({ state, tables }: SurvivalWorld, slot: number, agent: number): boolean => {
  const p = slot * tables.players + agent
  return state.stirred[p] === 0 && state.filled[p] !== ALL_PLACES
}

export function buy(world: SurvivalWorld, slot: number): void {
  const { acts, bids } = world.tables
  const { buy } = acts
  if (buy.count === 0) return
  bid(world, slot)
  for (let i = 0; i < buy.count; i++) if (bids[buy.what[i]] === i + 1) receive(world, slot, i)
  for (let i = 0; i < buy.count; i++) if (bids[buy.what[i]] === i + 1) handOver(world, slot, i)
}

/** Finds who gets each offer, and how many items that is before anyone has anything. */
function bid(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bids } = tables
  const { buy } = tables.acts
  drawLots(world, slot, BUY_TIE, buy)
  for (let i = 0; i < buy.count; i++) {
    const agent = buy.agent[i]
    const row = buy.what[i]
    buy.amount[i] = state.itemCount[placeOn(world, slot, row)]
    if (!canAct(world, slot, agent) || !canBuy(world, slot, agent, row)) continue
    if (bids[row] === 0 || isLater(world, slot, buy, bids[row] - 1, i)) bids[row] = i + 1
  }
}

/** The buyer gets the goods, the seller the gold. */
function receive(world: SurvivalWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { agent, what, amount } = tables.acts.buy
  const place = placeOn(world, slot, what[i])
  const seller = sellerOn(world, slot, what[i])
  const price = state.price[place]
  stow(world, slot, agent[i], state.item[place], state.itemLevel[place], amount[i])
  state.gold[slot * tables.bodies + agent[i]] -= price
  state.gold[slot * tables.bodies + seller] += price
  note(world, slot, BUY_ITEM, agent[i], seller, amount[i], state.item[place], state.itemLevel[place])
  note(world, slot, SPEND_GOLD, agent[i], seller, price)
  note(world, slot, EARN_GOLD, seller, agent[i], price)
  if (tables.needs !== null && state.item[place] === RATION) keep(world, slot, seller, amount[i], price)
}

/** The seller's place is emptied, but for what it bought itself in the same tick. */
function handOver(world: SurvivalWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { what, amount } = tables.acts.buy
  const place = placeOn(world, slot, what[i])
  take(world, slot, sellerOn(world, slot, what[i]), place, amount[i])
  state.price[place] = 0
  state.listed[place] = NEVER
  tables.bids[what[i]] = 0
}

/** Offers items; they go on the market when the tick ends. Whoever was drawn into a fight in this tick offers nothing. */
export function sell(world: SurvivalWorld, slot: number): void {
  const { state, tables, tick } = world
  const { sell } = tables.acts
  for (let i = 0; i < sell.count; i++) {
    const agent = sell.agent[i]
    const place = sell.what[i]
    if (!canAct(world, slot, agent) || inCombat(world, slot, agent) || !canSell(world, place)) continue
    state.price[place] = sell.amount[i]
    stir(world, slot, agent)
    state.listed[place] = tick[slot]
    note(world, slot, LIST_ITEM, agent, NOBODY, state.itemCount[place], state.item[place], state.itemLevel[place])
  }
}
