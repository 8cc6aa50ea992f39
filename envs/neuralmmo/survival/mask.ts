/**
 * Which choices mean something now. To do nothing is always one of them. What one may do with the ground and with one's own goods is
 * worked out as bits, of all agents at once, and spread out into bytes by a kernel; what hangs on who is in sight is added agent by agent.
 */
import { MOVES } from '../engine/moves.ts'
import { ALL_WAYS } from '../engine/ways.ts'
import { FIGHTING } from './in-combat.ts'
import { maskBlows } from './mask-blows.ts'
import { barOwnOffers, layPrices, maskGifts, maskPayments, offersWithRoom } from './mask-goods.ts'
import { PLACES } from './items.ts'
import { STYLES } from './skills.ts'
import {
  BUY_WORD,
  DESTROY_WORD,
  MOST_PRICE,
  MOVE_WORD,
  SELL_WORD,
  USE_WORD,
  type Head,
  type SurvivalWorld,
} from './state.ts'
import { ALL_PLACES } from './stock.ts'

export function mask(world: SurvivalWorld, slot: number): void {
  const { on } = world.tables
  layRows(world, slot)
  if (on.exchange) layPrices(world, slot)
  const silent = layWords(world, slot)
  if (on.exchange) barOwnOffers(world, slot)
  spread(world, slot, 'move', MOVE_WORD, MOVES.length - 1)
  if (on.items) {
    spread(world, slot, 'use', USE_WORD, PLACES)
    spread(world, slot, 'destroy', DESTROY_WORD, PLACES)
    if (on.exchange) spread(world, slot, 'sell', SELL_WORD, PLACES)
  }
  if (on.exchange) spread(world, slot, 'buy', BUY_WORD, world.config.offers)
  if (world.config.targets > 0) maskOthers(world, slot)
  if (silent > 0) silence(world, slot)
}

/**
 * Rows of agents that can do nothing but speak: the first is written and copied, since single rows cost more to clear. Prices are
 * never ruled out, nor are styles where nobody can be singled out: alone they do nothing.
 */
function layRows({ tables, mask, config }: SurvivalWorld, slot: number): void {
  const { players, heads, on } = tables
  const first = slot * players * heads.width
  const end = first + players * heads.width
  for (let at = first; at < first + heads.width; at++) mask[at] = 0
  for (let head = 0; head < heads.names.length; head++) mask[first + heads.maskAt[heads.names[head]]] = 1
  if (on.communication) for (let at = first + heads.maskAt.say; at < first + heads.width; at++) mask[at] = 1
  if (on.exchange) for (let price = 1; price <= MOST_PRICE; price++) mask[first + heads.maskAt.price + price] = 1
  if (on.combat && config.targets === 0) {
    for (let style = 1; style <= STYLES; style++) mask[first + heads.maskAt.style + style] = 1
  }
  for (let size = heads.width; first + size < end; size *= 2) {
    mask.copyWithin(first + size, first, Math.min(first + size, end - size))
  }
}

/** 1 for an agent that can act now or as the next tick begins. */
const isAble = ({ live, state, tables }: SurvivalWorld, slot: number, agent: number): boolean =>
  live[slot * tables.players + agent] === 1 && state.frozen[slot * tables.bodies + agent] <= 1

/** Writes `words`: what each may do, by its place, its goods and its gold. Returns how many agents can do nothing. */
function layWords(world: SurvivalWorld, slot: number): number {
  const { state, tables, tick } = world
  const { players, bodies, ground, words, on, prices } = tables
  const { x, y, ways, usable, loose, free, filled, fought, gold } = state
  const bits = state.words
  const now = tick[slot]
  let silent = 0
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const b = slot * bodies + agent
    const at = p * words
    if (!isAble(world, slot, agent)) silent++
    bits[at + MOVE_WORD] = ways[slot * ground.cells + y[b] * ground.size + x[b]] & ALL_WAYS
    // All bits while the agent is at peace, none in a fight.
    const peace = (FIGHTING - now + fought[b]) >> 31
    bits[at + USE_WORD] = usable[p] & peace
    bits[at + DESTROY_WORD] = loose[p] & peace
    bits[at + SELL_WORD] = free[p] & peace
    if (!on.exchange) continue
    const row = (gold[b] > MOST_PRICE ? MOST_PRICE : gold[b]) * (words - BUY_WORD)
    for (let word = BUY_WORD; word < words; word++) bits[at + word] = prices[row + word - BUY_WORD] & peace
    if (filled[p] === ALL_PLACES && peace !== 0) offersWithRoom(world, slot, agent)
  }
  return silent
}

/** Spreads a word's bits, and those of the words that follow, over the choices of a head but the first. */
function spread(
  { mask, state, tables, kernels }: SurvivalWorld,
  slot: number,
  head: Head,
  word: number,
  width: number,
): void {
  const { heads, players, words } = tables
  kernels.spread(
    mask.byteOffset + slot * players * heads.width + heads.maskAt[head] + 1,
    heads.width,
    players,
    state.words.byteOffset + 2 * (slot * players * words + word),
    2 * words,
    width,
  )
}

/** Blows, gifts and payments, to those in sight. */
function maskOthers(world: SurvivalWorld, slot: number): void {
  const { players, heads, on } = world.tables
  for (let agent = 0; agent < players; agent++) {
    const at = (slot * players + agent) * heads.width
    if (!isAble(world, slot, agent)) continue
    if (on.combat) maskBlows(world, slot, agent, at)
    if (on.items) maskGifts(world, slot, agent, at)
    if (on.exchange) maskPayments(world, slot, agent, at)
  }
}

/** Those who cannot act do nothing. */
function silence(world: SurvivalWorld, slot: number): void {
  const { tables, mask } = world
  const { heads, players } = tables
  for (let agent = 0; agent < players; agent++) {
    if (isAble(world, slot, agent)) continue
    const at = (slot * players + agent) * heads.width
    mask.fill(0, at, at + heads.width)
    for (let head = 0; head < heads.names.length; head++) mask[at + heads.maskAt[heads.names[head]]] = 1
  }
}
