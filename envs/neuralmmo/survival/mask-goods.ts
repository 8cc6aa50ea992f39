/**
 * Which choices with goods, gold and words mean something now, over rows in which nothing does yet. An act of two heads, a gift
 * say, is possible if some choice of the one goes with some choice of the other.
 */
import { canReceive } from './gifts.ts'
import { inCombat } from './in-combat.ts'
import { placesOf, roomFor } from './inventory.ts'
import { PLACES, RATION } from './items.ts'
import { strangerOf } from './needs/tables.ts'
import { MOST_PRICE, WORD, type SurvivalWorld } from './state.ts'
import { ALL_PLACES } from './stock.ts'

/** Offers that everyone sees. */
const shownOn = ({ state, config }: SurvivalWorld, slot: number): number => Math.min(config.offers, state.sales[slot])

/** Writes `prices`: by gold, which offers it is enough for. */
export function layPrices(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { players, words } = tables
  const { prices } = state
  const first = slot * players * PLACES
  const free = slot * (MOST_PRICE + 1) * words
  const end = free + (MOST_PRICE + 1) * words
  prices.fill(0, free, end)
  const shown = shownOn(world, slot)
  for (let row = 0; row < shown; row++) {
    const price = state.price[first + state.market[slot * config.offers + row] - 1]
    prices[free + price * words + ((row / WORD) | 0)] |= 1 << (row % WORD)
  }
  for (let i = free + words; i < end; i++) prices[i] |= prices[i - words]
}

/** Nobody buys what it offers. */
export function barOwnOffers(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const shown = shownOn(world, slot)
  for (let row = 0; row < shown; row++) {
    const seller = ((state.market[slot * config.offers + row] - 1) / PLACES) | 0
    state.words[(slot * tables.players + seller) * tables.words + ((row / WORD) | 0)] &= ~(1 << (row % WORD))
  }
}

/** Leaves an agent whose places are full the offers that would go on a stack that it has. */
export function offersWithRoom(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, config } = world
  const { market, item, itemLevel, words } = state
  const first = slot * tables.players * PLACES
  const at = (slot * tables.players + agent) * tables.words
  const shown = shownOn(world, slot)
  for (let row = 0; row < shown; row++) {
    const offer = first + market[slot * config.offers + row] - 1
    if (roomFor(world, slot, agent, item[offer], itemLevel[offer]) < 0)
      words[at + ((row / WORD) | 0)] &= ~(1 << (row % WORD))
  }
}

/** Every free item to everyone in sight who has room for some, and rations to strangers. */
export function maskGifts(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { mask, tables, state, config } = world
  const { maskAt } = tables.heads
  const free = state.free[slot * tables.players + agent]
  if (free === 0 || inCombat(world, slot, agent)) return
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
  if (tables.needs!.options.choice !== 'units') return
  for (let k = 0; k < PLACES; k++) {
    if (((free >> k) & 1) === 0 || state.item[first + k] !== RATION) continue
    mask[at + maskAt.give + 1 + k] = 1
    mask[at + maskAt.giveTo + 1 + i] = 1
  }
}

/** All gold that the agent has, to anyone in sight who can have it. */
export function maskPayments(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { mask, tables, state, config } = world
  const { maskAt } = tables.heads
  const gold = Math.min(MOST_PRICE, state.gold[slot * tables.bodies + agent])
  if (gold === 0 || inCombat(world, slot, agent)) return
  const seen = (slot * tables.players + agent) * config.targets
  let someone = false
  for (let i = 0; i < config.targets && state.seen[seen + i] > 0; i++) {
    if (!canReceive(world, slot, state.seen[seen + i] - 1)) continue
    mask[at + maskAt.payTo + 1 + i] = 1
    someone = true
  }
  if (someone) for (let i = 1; i <= gold; i++) mask[at + maskAt.pay + i] = 1
}
