/**
 * The list of all offers, in an order that hangs on no numbers: oldest first, those of one tick by the seller's name, and those of
 * one seller by place. The first of them are the market that everyone sees.
 */
import { PLACES } from './items.ts'
import { NEVER, type SurvivalWorld } from './state.ts'
import { stir } from './stir.ts'

/** Ticks that an offer stands after the one in which it was made (nmmo: EXCHANGE_LISTING_DURATION). */
const LISTING_LASTS = 3

/** Brings the list up to date when a tick ends, and shows it. */
export function renewMarket(world: SurvivalWorld, slot: number): void {
  const { state, tables, tick } = world
  const { sell } = tables.acts
  const before = state.sales[slot]
  if (before === 0 && sell.count === 0) return
  withdraw(world, slot)
  const first = slot * tables.players * PLACES
  for (let i = 0; i < sell.count; i++) {
    const place = sell.what[i]
    if (state.price[place] > 0 && state.listed[place] === tick[slot]) insert(world, slot, place - first)
  }
  state.sale.fill(0, first + state.sales[slot], Math.max(first + state.sales[slot], first + before))
  showMarket(world, slot)
}

/** Drops what was sold or lost, and what has stood long enough. */
function withdraw(world: SurvivalWorld, slot: number): void {
  const { state, tables, tick } = world
  const first = slot * tables.players * PLACES
  let kept = first
  for (let at = first; at < first + state.sales[slot]; at++) {
    const place = first + state.sale[at] - 1
    if (tick[slot] - state.listed[place] >= LISTING_LASTS) {
      state.price[place] = 0
      state.listed[place] = NEVER
      stir(world, slot, ((state.sale[at] - 1) / PLACES) | 0)
    }
    if (state.price[place] > 0) state.sale[kept++] = state.sale[at]
  }
  state.sales[slot] = kept - first
}

/** Puts an offer, a place counted from the slot's first, where it belongs in the list. */
function insert({ state, tables }: SurvivalWorld, slot: number, offer: number): void {
  const first = slot * tables.players * PLACES
  let at = first + state.sales[slot]
  for (; at > first && isBefore(state, tables, slot, offer, state.sale[at - 1] - 1); at--)
    state.sale[at] = state.sale[at - 1]
  state.sale[at] = offer + 1
  state.sales[slot]++
}

function isBefore(
  { listed, name }: SurvivalWorld['state'],
  { players, bodies }: SurvivalWorld['tables'],
  slot: number,
  offer: number,
  other: number,
): boolean {
  const first = slot * players * PLACES
  const age = listed[first + offer] - listed[first + other]
  if (age !== 0) return age < 0
  const own = name[slot * bodies + Math.floor(offer / PLACES)]
  const others = name[slot * bodies + Math.floor(other / PLACES)]
  return own < others || (own === others && offer < other)
}

function showMarket({ state, tables, config }: SurvivalWorld, slot: number): void {
  const first = slot * tables.players * PLACES
  const shown = Math.min(config.offers, state.sales[slot])
  for (let row = 0; row < config.offers; row++) {
    state.market[slot * config.offers + row] = row < shown ? state.sale[first + row] : 0
  }
}

/** Makes the list from the prices in the inventories. */
export function listOffers(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const places = tables.players * PLACES
  state.sale.fill(0, slot * places, (slot + 1) * places)
  state.sales[slot] = 0
  for (let offer = 0; offer < places; offer++) if (state.price[slot * places + offer] > 0) insert(world, slot, offer)
  showMarket(world, slot)
}
