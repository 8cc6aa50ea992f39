/**
 * What follows from an agent's goods, a bit a place, so that masks need not look at each of them: taken when a tick ends, of those
 * whom it has stirred.
 */
import { listAt, listOthers } from '../engine/lists.ts'
import { NO_ITEM, PLACES } from './items.ts'
import type { SurvivalWorld } from './state.ts'
import { canUse } from './use.ts'

/** Bits of all places. */
export const ALL_PLACES = (1 << PLACES) - 1

export function takeStock(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players } = tables
  const first = listAt(world, slot)
  const end = first + listOthers(world, slot, state.stirred, slot * players, players)
  for (let i = first; i < end; i++) count(world, slot, state.list[i])
}

/** Takes stock of one agent. */
export function count(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const { item, itemWorn, price } = state
  const p = slot * tables.players + agent
  let filled = 0
  let loose = 0
  let free = 0
  let usable = 0
  for (let i = 0; i < PLACES; i++) {
    const place = p * PLACES + i
    if (item[place] === NO_ITEM) continue
    filled |= 1 << i
    if (itemWorn[place] === 0) loose |= 1 << i
    if (itemWorn[place] === 0 && price[place] === 0) free |= 1 << i
    if (canUse(world, slot, agent, place)) usable |= 1 << i
  }
  state.filled[p] = filled
  state.loose[p] = loose
  state.free[p] = free
  state.usable[p] = usable
}
