/**
 * What agents ask for. An act with goods counts only if it was possible in the state that the agent saw, and is looked at again
 * at its turn: nothing that happens in between, a harvest or a purchase, makes possible what a mask ruled out.
 */
import { ask } from './acts.ts'
import { choice, targetOf } from './choices.ts'
import { canBuy } from './exchange.ts'
import { canGive, canPay } from './gifts.ts'
import { inCombat } from './in-combat.ts'
import { PLACES } from './items.ts'
import type { SurvivalWorld } from './state.ts'

/** Lists the acts with goods of everyone who is at peace: the first rule of a tick. */
export function hear(world: SurvivalWorld, slot: number): void {
  const { tables, live, state } = world
  const { acts, heads, on, players } = tables
  const { use, destroy, give, sell, buy, pay } = acts
  use.count = destroy.count = give.count = sell.count = buy.count = pay.count = 0
  if (!on.items && !on.exchange) return
  for (let agent = 0; agent < players; agent++) {
    if (live[slot * players + agent] === 0 || inCombat(world, slot, agent)) continue
    const row = (slot * players + agent) * heads.sizes.length
    if (on.items && state.filled[slot * players + agent] !== 0) hearOfItems(world, slot, agent, row)
    if (on.exchange) hearOfTrade(world, slot, agent, row)
  }
}

function hearOfItems(world: SurvivalWorld, slot: number, agent: number, row: number): void {
  const { actions, tables, state } = world
  const { acts, heads, players } = tables
  const p = slot * players + agent
  const before = p * PLACES - 1
  // Bit 0 of twice a stock is that of choice 0: nothing is done with no place.
  const used = actions[row + heads.at.use]
  if (((state.usable[p] << 1) >> used) & 1) ask(acts.use, agent, before + used, 0, 0)
  const destroyed = actions[row + heads.at.destroy]
  if (((state.loose[p] << 1) >> destroyed) & 1) ask(acts.destroy, agent, before + destroyed, 0, 0)
  const given = choice(world, slot, agent, 'give')
  if (given === 0) return
  const receiver = targetOf(world, slot, agent, actions[row + heads.at.giveTo])
  if (canGive(world, slot, before + given, receiver)) ask(acts.give, agent, before + given, receiver, 0)
}

function hearOfTrade(world: SurvivalWorld, slot: number, agent: number, row: number): void {
  const { actions, tables, state } = world
  const { acts, heads, players } = tables
  const p = slot * players + agent
  const bought = actions[row + heads.at.buy]
  if (bought > 0 && canBuy(world, slot, agent, bought - 1)) ask(acts.buy, agent, bought - 1, 0, 0)
  const sold = actions[row + heads.at.sell]
  const price = actions[row + heads.at.price]
  if (price > 0 && ((state.free[p] << 1) >> sold) & 1) ask(acts.sell, agent, p * PLACES + sold - 1, 0, price)
  const paid = choice(world, slot, agent, 'pay')
  if (paid === 0) return
  const receiver = targetOf(world, slot, agent, actions[row + heads.at.payTo])
  if (canPay(world, slot, agent, paid, receiver)) ask(acts.pay, agent, paid, receiver, 0)
}
