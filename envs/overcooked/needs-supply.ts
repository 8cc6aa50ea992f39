/**
 * What comes to a kitchen whatever its cooks do: soups on its passes, and a helper who feeds diners before anybody
 * plays.
 */
import { below, drawAt } from '../core/keyed.ts'
import { isWindow } from './needs-metrics.ts'
import { NOTHING, ONION, SOUP, TOMATO, mixAdd, type KitchenWorld } from './state.ts'
import { fill } from './things.ts'

/** Channel of the draws. */
const ARRIVAL = 44
/** Ticks between two soups of the helper. */
const HELPER_EVERY = 3

/**
 * Soups that come until a tick begins lie on the passes that are free, the others wait. One comes in every `every`
 * ticks.
 */
export function arrive(world: KitchenWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options, passes } = tables.needs!
  const { every, window } = options
  if (every === 0 || tick < window) return
  const block = Math.floor((tick - window) / every)
  if ((tick - window) % every === below(drawAt(world, slot, ARRIVAL, 0, block, 0), every)) {
    state.arrived[slot]++
    state.due[slot]++
  }
  for (let i = 0; i < passes.length && state.due[slot] > 0; i++) {
    if (state.item[slot * tables.cells + passes[i]] !== NOTHING) continue
    state.due[slot]--
    putSoup(world, slot, passes[i])
  }
}

/** A soup of the first order, ready. */
function putSoup(world: KitchenWorld, slot: number, cell: number): void {
  const { list, orders, time } = world.tables.layout.recipes
  let first = 0
  while (orders[list[first].id] === 0) first++
  const { id, onions, tomatoes } = list[first]
  let mix = 0
  for (let i = 0; i < onions; i++) mix = mixAdd(mix, ONION)
  for (let i = 0; i < tomatoes; i++) mix = mixAdd(mix, TOMATO)
  fill(world, slot, cell, SOUP, mix, time[id])
}

/** The diner whom the helper feeds in this tick, one after the other; -1 for none. */
export function helped(world: KitchenWorld, slot: number): number {
  const { tick, tables } = world
  if (!isWindow(world, slot) || tick[slot] % HELPER_EVERY !== 0) return -1
  return (tick[slot] / HELPER_EVERY) % tables.needs!.diners.length
}
