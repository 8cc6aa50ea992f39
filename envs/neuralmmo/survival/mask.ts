/**
 * Which choices mean something now. To do nothing is always one of them. What one may do with the ground and with one's own goods is
 * worked out as bits, of all agents at once, and spread out into bytes by a kernel; what hangs on who is in sight is added agent by agent.
 */
import { listAt, listEqual, listOthers } from '../engine/lists.ts'
import { FIGHTING } from './in-combat.ts'
import { maskBlows } from './mask-blows.ts'
import { barOwnOffers, layPrices, maskGifts, maskPayments, offersWithRoom } from './mask-goods.ts'
import { maskNeeds } from './needs/mask.ts'
import { feelGround } from './places.ts'
import { STYLES } from './skills.ts'
import { MOST_PRICE, type Head, type SurvivalWorld } from './state.ts'
import { ALL_PLACES } from './stock.ts'

export function mask(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { on, words } = tables
  layRows(world, slot)
  feelGround(world, slot)
  spread(world, slot, 'move', state.under, 1)
  layPeace(world, slot)
  if (on.items) {
    spread(world, slot, 'use', state.usable, 1)
    spread(world, slot, 'destroy', state.loose, 1)
  }
  if (on.exchange) {
    layOffers(world, slot)
    spread(world, slot, 'sell', state.free, 1)
    spread(world, slot, 'buy', state.words, words)
  }
  if (config.targets > 0) maskOthers(world, slot)
  maskNeeds(world, slot)
  silence(world, slot, listEqual(world, slot, world.live, slot * tables.players, tables.players, 0))
  silence(world, slot, listOthers(world, slot, state.frozen, slot * tables.bodies, tables.players, 0, ~1))
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

/** Writes `peace`: all bits where an agent is at peace, none where it is in a fight. */
function layPeace({ state, tables, tick }: SurvivalWorld, slot: number): void {
  const { players, bodies } = tables
  const { fought, peace } = state
  const first = FIGHTING - tick[slot]
  for (let agent = 0; agent < players; agent++)
    peace[slot * players + agent] = (first + fought[slot * bodies + agent]) >> 31
}

/** Writes `words`: which offers each has gold and room for. */
function layOffers(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, bodies, words, prices } = tables
  const { gold, filled, list } = state
  layPrices(world, slot)
  for (let agent = 0; agent < players; agent++) {
    const amount = gold[slot * bodies + agent]
    const row = (amount > MOST_PRICE ? MOST_PRICE : amount) * words
    const at = (slot * players + agent) * words
    for (let word = 0; word < words; word++) state.words[at + word] = prices[row + word]
  }
  const first = listAt(world, slot)
  const end = first + listEqual(world, slot, filled, slot * players, players, ALL_PLACES)
  for (let i = first; i < end; i++) offersWithRoom(world, slot, list[i])
  barOwnOffers(world, slot)
}

/** Spreads the bits of agents, so many elements each, over the choices of a head but the first; but for moves, of those at peace alone. */
function spread(
  world: SurvivalWorld,
  slot: number,
  head: Head,
  bits: Uint8Array | Uint16Array,
  elements: number,
): void {
  const { mask, state, tables, kernels } = world
  const { heads, players } = tables
  const to = mask.byteOffset + slot * players * heads.width + heads.maskAt[head] + 1
  const stride = elements * bits.BYTES_PER_ELEMENT
  const from = bits.byteOffset + slot * players * stride
  const width = heads.sizes[heads.at[head]] - 1
  if (head === 'move') kernels.spread(to, heads.width, players, from, stride, width)
  else kernels.spreadWhere(to, heads.width, players, from, stride, width, state.peace.byteOffset + 2 * slot * players)
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

/** Those who are listed do nothing. */
function silence({ state, tables, mask }: SurvivalWorld, slot: number, count: number): void {
  const { heads, players, room } = tables
  for (let i = slot * room; i < slot * room + count; i++) {
    const at = (slot * players + state.list[i]) * heads.width
    mask.fill(0, at, at + heads.width)
    for (let head = 0; head < heads.names.length; head++) mask[at + heads.maskAt[heads.names[head]]] = 1
  }
}
