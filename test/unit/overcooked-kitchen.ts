/** A small kitchen with everything in it, and its cooks put where a test wants them. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import { NOTHING, ONION, SOUP, mixAdd, type KitchenState, type KitchenWorld } from '../../envs/overcooked/state.ts'
import { makeBatch } from '../../envs/registry.ts'

/** Seven columns: diners at (1, 0) and (5, 0), pot, staff hatch at (2, 3), red tile at (2, 1), auditor at (6, 1), bird at (6, 2). */
export const KITCHEN_NEEDS = {
  cook_time: 5,
  start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }],
  grid: [
    'XHXPXHX', //
    'O R1  W',
    'D   2 B',
    'XXEXSXX',
  ],
}

export interface Kitchen {
  readonly batch: BatchEnv
  readonly world: KitchenWorld
  readonly state: KitchenState
}

/** One slot, `KITCHEN_NEEDS` unless a layout is named. */
export function kitchen(options: Record<string, unknown>): Kitchen {
  const batch = makeBatch('overcooked', { layout: KITCHEN_NEEDS, slots: 1, view: null, ...options })
  const world = batch.world as unknown as KitchenWorld
  return { batch, world, state: world.state }
}

/** Puts cook `p` of slot 0 into a cell; a soup is of three onions and ready. */
export function put({ world, state }: Kitchen, p: number, cell: number, facing: number, held: number = NOTHING): void {
  const { time, idOf } = world.tables.layout.recipes
  const mix = held === SOUP ? mixAdd(mixAdd(mixAdd(0, ONION), ONION), ONION) : 0
  state.cell[p] = cell
  state.facing[p] = facing
  state.held[p] = held
  state.heldMix[p] = mix
  state.heldTick[p] = held === SOUP ? time[idOf[mix]] : -1
}
