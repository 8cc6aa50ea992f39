/** For the tests of grid worlds: batches that start from a part of a state, and rates with their errors. */
import { expect } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { GridJSON, PlayerJSON } from '../../envs/meltingpot/engine/json.ts'
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { makeBatch } from '../../envs/registry.ts'

export interface Grids {
  readonly batch: BatchEnv
  readonly world: GridWorld
}

/** Batches end only where a test says so. */
export function grids(id: string, options: Record<string, unknown> & { slots: number }): Grids {
  const batch = makeBatch(id, { view: null, randomEnd: false, horizon: Infinity, ...options })
  return { batch, world: batch.world as unknown as GridWorld }
}

/** Lays a part of a state over a slot's; own fields by name. */
export function lay({ batch }: Grids, slot: number, part: Partial<GridJSON>): void {
  const whole = batch.toJSON(slot) as GridJSON
  batch.fromJSON(slot, { ...whole, ...part, own: { ...whole.own, ...part.own } })
}

export const player = (x: number, y: number, heading: string, beams = 1): PlayerJSON => ({
  position: [x, y],
  heading,
  away: 0,
  frozen: 0,
  cooling: Array.from({ length: beams }, () => 0),
  income: 0,
  gainTimes: 0,
  gains: 0,
})

/** Kind of every cell of a slot, a copy. */
export const kindsOf = ({ world }: Grids, slot: number): Uint8Array =>
  world.state.kind.slice(slot * world.tables.cells, (slot + 1) * world.tables.cells)

/** Least number of trials behind a rate, and how many standard errors it may lie off. */
const LEAST_TRIALS = 1e5
const ERRORS = 4

/** That `hits` of `trials` independent trials are what probability p gives. */
export function expectRate(hits: number, trials: number, p: number, what: string): void {
  expect(trials, `${what}: trials`).toBeGreaterThanOrEqual(LEAST_TRIALS)
  const error = Math.sqrt((p * (1 - p)) / trials)
  expect(Math.abs(hits / trials - p), `${what}: got ${hits / trials}, expected ${p}`).toBeLessThanOrEqual(
    ERRORS * error,
  )
}

/** A metric of a slot's running episode. */
export function metricOf({ world }: Grids, slot: number, name: string): number {
  const at = world.tables.metrics.indexOf(name)
  expect(at, `metric ${name}`).toBeGreaterThanOrEqual(0)
  return world.metrics[slot * world.tables.metrics.length + at]
}
