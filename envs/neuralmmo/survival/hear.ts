/**
 * What agents ask for. An act with goods counts only if it was possible in the state that the agent saw, and is looked at again
 * at its turn: nothing that happens in between, a harvest or a purchase, makes possible what a mask ruled out.
 */
import { ask } from './acts.ts'
import { choice, targetOf } from './choices.ts'
import { canGive, canPay } from './gifts.ts'
import { inCombat } from './in-combat.ts'
import { PLACES } from './items.ts'
import type { Head, SurvivalWorld } from './state.ts'

/** Lists the acts with goods of everyone who is at peace: the first rule of a tick. */
export function hear(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { acts, on, players } = tables
  const { use, destroy, give, sell, buy, pay } = acts
  use.count = destroy.count = give.count = sell.count = buy.count = pay.count = 0
  if (on.items) {
    hearOfPlaces(world, slot, 'use', state.usable)
    hearOfPlaces(world, slot, 'destroy', state.loose)
  }
  if (on.exchange) {
    hearOfPlaces(world, slot, 'sell', state.free)
    hearOfPurchases(world, slot)
  }
  if (config.targets === 0 || !(on.items || on.exchange)) return
  for (let agent = 0; agent < players; agent++) {
    if (!isAtPeace(world, slot, agent)) continue
    if (on.items && state.filled[slot * players + agent] !== 0) hearOfGift(world, slot, agent)
    if (on.exchange) hearOfPayment(world, slot, agent)
  }
}

const isAtPeace = (world: SurvivalWorld, slot: number, agent: number): boolean =>
  world.live[slot * world.tables.players + agent] === 1 && !inCombat(world, slot, agent)

/** Lists those whose choice of a head has its bit set in their words of `bits`. Returns how many they are. */
function listAsked(
  { state, tables, actions, kernels }: SurvivalWorld,
  slot: number,
  head: Head,
  bits: Uint16Array,
  words: number,
): number {
  const { players, heads, room } = tables
  const width = heads.sizes.length
  return kernels.asked(
    state.list.byteOffset + 4 * slot * room,
    players,
    actions.byteOffset + 4 * (slot * players * width + heads.at[head]),
    4 * width,
    bits.byteOffset + 2 * slot * players * words,
    2 * words,
    heads.sizes[heads.at[head]] - 1,
  )
}

/** Acts with one's own places: those that have their bit in `stock`, a word an agent. */
function hearOfPlaces(world: SurvivalWorld, slot: number, name: 'use' | 'destroy' | 'sell', stock: Uint16Array): void {
  const { actions, tables, state } = world
  const { acts, heads, players, room } = tables
  const end = slot * room + listAsked(world, slot, name, stock, 1)
  for (let i = slot * room; i < end; i++) {
    const agent = state.list[i]
    if (!isAtPeace(world, slot, agent)) continue
    const p = slot * players + agent
    const row = p * heads.sizes.length
    const price = name === 'sell' ? actions[row + heads.at.price] : 0
    if (name === 'sell' && price === 0) continue
    ask(acts[name], agent, p * PLACES + actions[row + heads.at[name]] - 1, 0, price)
  }
}

/** Purchases: of offers that the mask has said can be bought. */
function hearOfPurchases(world: SurvivalWorld, slot: number): void {
  const { actions, tables, state } = world
  const { acts, heads, players, room, words } = tables
  const end = slot * room + listAsked(world, slot, 'buy', state.words, words)
  for (let i = slot * room; i < end; i++) {
    const agent = state.list[i]
    const row = actions[(slot * players + agent) * heads.sizes.length + heads.at.buy] - 1
    if (isAtPeace(world, slot, agent)) ask(acts.buy, agent, row, 0, 0)
  }
}

function hearOfGift(world: SurvivalWorld, slot: number, agent: number): void {
  const { actions, tables } = world
  const { acts, heads, players } = tables
  const given = choice(world, slot, agent, 'give')
  if (given === 0) return
  const p = slot * players + agent
  const receiver = targetOf(world, slot, agent, actions[p * heads.sizes.length + heads.at.giveTo])
  const place = p * PLACES + given - 1
  if (canGive(world, slot, place, receiver)) ask(acts.give, agent, place, receiver, 0)
}

function hearOfPayment(world: SurvivalWorld, slot: number, agent: number): void {
  const { actions, tables } = world
  const { acts, heads, players } = tables
  const paid = choice(world, slot, agent, 'pay')
  if (paid === 0) return
  const receiver = targetOf(world, slot, agent, actions[(slot * players + agent) * heads.sizes.length + heads.at.payTo])
  if (canPay(world, slot, agent, paid, receiver)) ask(acts.pay, agent, paid, receiver, 0)
}
