/**
 * Which choices with goods, gold and words mean something now, over rows in which nothing does yet. An act of two heads, a gift
 * say, is possible if some choice of the one goes with some choice of the other.
 */
import { canReceive } from './gifts.ts'
import { inCombat } from './in-combat.ts'
import { placesOf, roomFor } from './inventory.ts'
import { PLACES, RATION } from './items.ts'
import { strangerOf } from './needs/tables.ts'
import { MOST_PRICE, type SurvivalWorld } from './state.ts'
import { ALL_PLACES } from './stock.ts'

const MOST_GOLD = 0x7fffffff

/** Allows a living agent that is not frozen what it can do with goods. `at` is its row, `cheapest` the lowest price on the market. */
export function maskGoods(world: SurvivalWorld, slot: number, agent: number, at: number, cheapest: number): void {
  const { state, tables } = world
  const { on } = tables
  if (inCombat(world, slot, agent)) return
  if (on.items) maskItems(world, slot, agent, at)
  if (!on.exchange) return
  if (state.gold[slot * tables.bodies + agent] >= cheapest) maskOffers(world, slot, agent, at)
  maskPayments(world, slot, agent, at)
}

function maskItems(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { mask, tables, state } = world
  const { maskAt } = tables.heads
  const p = slot * tables.players + agent
  if (state.filled[p] === 0) return
  setBits(mask, at + maskAt.use + 1, state.usable[p])
  setBits(mask, at + maskAt.destroy + 1, state.loose[p])
  const free = state.free[p]
  if (free === 0) return
  maskGifts(world, slot, agent, at, free)
  if (tables.on.exchange) setBits(mask, at + maskAt.sell + 1, free)
}

/** Writes a byte a place: its bit. */
function setBits(mask: Uint8Array, at: number, bits: number): void {
  for (let i = 0; i < PLACES; i++) mask[at + i] = (bits >> i) & 1
}

/** Every free item to everyone in sight who has room for some, and rations to strangers. */
function maskGifts(world: SurvivalWorld, slot: number, agent: number, at: number, free: number): void {
  const { mask, tables, state, config } = world
  const { maskAt } = tables.heads
  const seen = (slot * tables.players + agent) * config.targets
  const first = placesOf(world, slot, agent)
  for (let i = 0; i < config.targets && state.seen[seen + i] > 0; i++) {
    const other = state.seen[seen + i] - 1
    if (strangerOf(tables, other) >= 0) maskRations(world, at, i, first, free)
    if (!canReceive(world, slot, other)) continue
    const anything = state.filled[slot * tables.players + other] !== ALL_PLACES
    for (let k = 0; k < PLACES; k++) {
      if (((free >> k) & 1) === 0) continue
      const place = first + k
      if (!anything && roomFor(world, slot, other, state.item[place], state.itemLevel[place]) < 0) continue
      mask[at + maskAt.give + 1 + k] = 1
      mask[at + maskAt.giveTo + 1 + i] = 1
    }
  }
}

/** All free rations to the stranger that is number `i` of those in sight. */
function maskRations({ mask, tables, state }: SurvivalWorld, at: number, i: number, first: number, free: number): void {
  const { maskAt } = tables.heads
  for (let k = 0; k < PLACES; k++) {
    if (((free >> k) & 1) === 0 || state.item[first + k] !== RATION) continue
    mask[at + maskAt.give + 1 + k] = 1
    mask[at + maskAt.giveTo + 1 + i] = 1
  }
}

/** Lowest price on the market; more than anyone can have where nothing is offered. */
export function lowestPrice({ state, tables, config }: SurvivalWorld, slot: number): number {
  const first = slot * tables.players * PLACES
  const shown = Math.min(config.offers, state.sales[slot])
  let lowest = MOST_GOLD
  for (let row = 0; row < shown; row++) {
    const price = state.price[first + state.market[slot * config.offers + row] - 1]
    if (price < lowest) lowest = price
  }
  return lowest
}

function maskOffers(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { mask, tables, state, config } = world
  const { market, price, item, itemLevel } = state
  const gold = state.gold[slot * tables.bodies + agent]
  const own = agent * PLACES
  const first = slot * tables.players * PLACES
  const hasRoom = state.filled[slot * tables.players + agent] !== ALL_PLACES
  const shown = Math.min(config.offers, state.sales[slot])
  const to = at + tables.heads.maskAt.buy + 1
  for (let row = 0; row < shown; row++) {
    const offer = market[slot * config.offers + row] - 1
    if (price[first + offer] > gold || (offer >= own && offer < own + PLACES)) continue
    if (hasRoom || roomFor(world, slot, agent, item[first + offer], itemLevel[first + offer]) >= 0) mask[to + row] = 1
  }
}

/** All gold that the agent has, to anyone in sight who can have it. */
function maskPayments(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { mask, tables, state, config } = world
  const { maskAt } = tables.heads
  const gold = Math.min(MOST_PRICE, state.gold[slot * tables.bodies + agent])
  if (gold === 0) return
  const seen = (slot * tables.players + agent) * config.targets
  let someone = false
  for (let i = 0; i < config.targets && state.seen[seen + i] > 0; i++) {
    if (!canReceive(world, slot, state.seen[seen + i] - 1)) continue
    mask[at + maskAt.payTo + 1 + i] = 1
    someone = true
  }
  if (someone) for (let i = 1; i <= gold; i++) mask[at + maskAt.pay + i] = 1
}
