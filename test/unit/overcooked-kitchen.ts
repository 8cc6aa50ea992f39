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

/** The cell of a column and a row of `KITCHEN_NEEDS`. */
export const at = (x: number, y: number): number => y * 7 + x

/** One tick; returns what it pays each cook. */
export function step({ batch }: Kitchen, ...actions: number[]): number[] {
  batch.actions.set(actions)
  batch.step()
  return [...batch.rewards]
}

/** Of slot 0. */
export const metric = ({ batch }: Kitchen, name: string): number =>
  batch.world.metrics[batch.spec.metrics.indexOf(name)]

/** [cook][view] all that each of two cooks is shown after both acted once and something was changed. */
export function shown(needs: object, actions: readonly number[], change: (k: Kitchen) => void): string[][] {
  return [0, 1].map((agent) =>
    ['symbolic', 'common', 'lossless', 'features'].map((view) => {
      const k = kitchen({ needs, view, seed: 3 })
      step(k, ...actions)
      change(k)
      const { spec, world, observations } = k.batch
      world.view!.write(world, 0)
      const size = observations.length / 2
      const row = observations.slice(agent * size, (agent + 1) * size)
      return JSON.stringify([...row, spec.text(world, 0, agent), spec.print(world, 0), spec.draw(world, 0)])
    }),
  )
}
