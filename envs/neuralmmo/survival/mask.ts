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
import {
  MOST_PRICE,
  type Head,
  type Heads,
  type SurvivalConfig,
  type SurvivalTables,
  type SurvivalWorld,
} from './state.ts'
import { ALL_PLACES } from './stock.ts'

export function mask(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { on, words } = tables
  layRows(world, slot)
  feelGround(world, slot)
  spread(world, slot, 'move', state.under, 1)
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
 * The row of an agent that can do nothing but speak. Prices are never ruled out, nor are styles where nobody can be singled out:
 * alone they do nothing.
 */
export function idleRow(heads: Heads, on: SurvivalTables['on'], { targets }: SurvivalConfig): Uint8Array {
  const row = new Uint8Array(heads.width)
  for (const head of heads.names) row[heads.maskAt[head]] = 1
  if (on.communication) row.fill(1, heads.maskAt.say, heads.maskAt.say + heads.sizes[heads.at.say])
  if (on.exchange) row.fill(1, heads.maskAt.price, heads.maskAt.price + 1 + MOST_PRICE)
  if (on.combat && targets === 0) row.fill(1, heads.maskAt.style, heads.maskAt.style + 1 + STYLES)
  return row
}

/**
 * Lays out idle rows: those of agents that were silenced, or all where others in sight have a say. All are
 * copied from the first, since single rows cost more.
 */
function layRows(world: SurvivalWorld, slot: number): void {
  const { tables, mask, config, state } = world
  const { players, heads, idle } = tables
  const first = slot * players * heads.width
  const end = first + players * heads.width
  if (config.targets > 0) {
    mask.set(idle, first)
    for (let size = heads.width; first + size < end; size *= 2)
      mask.copyWithin(first + size, first, Math.min(first + size, end - size))
    return
  }
  const list = listAt(world, slot)
  const count = listEqual(world, slot, state.laid, slot * players, players, 0)
  for (let i = list; i < list + count; i++) mask.set(idle, first + state.list[i] * heads.width)
  state.laid.fill(1, slot * players, (slot + 1) * players)
}

/** 1 for an agent that can act now or as the next tick begins. */
const isAble = ({ live, state, tables }: SurvivalWorld, slot: number, agent: number): boolean =>
  live[slot * tables.players + agent] === 1 && state.frozen[slot * tables.bodies + agent] <= 1

/** Writes `words`: which offers each has gold and room for. */
function layOffers(world: SurvivalWorld, slot: number): void {
  const { state, tables, kernels } = world
  const { players, bodies, words } = tables
  const { filled, list } = state
  layPrices(world, slot)
  kernels.lookUp(
    state.words.byteOffset + 2 * slot * players * words,
    players,
    state.gold.byteOffset + 4 * slot * bodies,
    MOST_PRICE,
    state.prices.byteOffset + 2 * slot * (MOST_PRICE + 1) * words,
    words,
  )
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
  const { mask, state, tables, kernels, tick } = world
  const { heads, players, bodies } = tables
  const to = mask.byteOffset + slot * players * heads.width + heads.maskAt[head] + 1
  const stride = elements * bits.BYTES_PER_ELEMENT
  const from = bits.byteOffset + slot * players * stride
  const width = heads.sizes[heads.at[head]] - 1
  if (head === 'move') kernels.spread(to, heads.width, players, from, stride, width)
  else {
    const fought = state.fought.byteOffset + 4 * slot * bodies
    kernels.spreadWhere(to, heads.width, players, from, stride, width, fought, tick[slot] - FIGHTING - 1)
  }
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
    state.laid[slot * players + state.list[i]] = 0
    mask.fill(0, at, at + heads.width)
    for (let head = 0; head < heads.names.length; head++) mask[at + heads.maskAt[heads.names[head]]] = 1
  }
}
