/**
 * A veil over what others show. A player lifts it for itself by looking, until the running period is over; that takes a
 * step and nothing else. There is none while the helper feeds.
 */
import type { GridWorld } from '../engine/state.ts'
import { isWindow, nextPeriod } from './division.ts'
import { LOOK_RATE, needsMetricAt } from './metrics.ts'
import { LOOKED, LOOK_SUMS, PERIODS } from './tables.ts'

/** Whether what others show is hidden from a player. */
export const isVeiled = (world: GridWorld, slot: number, p: number): boolean =>
  world.tables.needs!.options.veil && !isWindow(world, slot) && world.state.lifted[slot * world.agents + p] === 0

/** Whether a player sees the bars of a being. */
export const seesBars = (world: GridWorld, slot: number, p: number, being: number): boolean =>
  being === p || !isVeiled(world, slot, p)

/** Nobody has looked. */
export function resetVeil(world: GridWorld, slot: number): void {
  const { state, tables } = world
  if (tables.needs!.options.veil) {
    state.lookSums.fill(0, slot * LOOK_SUMS, (slot + 1) * LOOK_SUMS)
    lower(world, slot)
  }
  writeRate(world, slot)
}

function lower({ state, agents }: GridWorld, slot: number): void {
  state.lifted.fill(0, slot * agents, (slot + 1) * agents)
}

/** A player who is in the world looks. */
export function lift(world: GridWorld, slot: number, p: number): void {
  const row = slot * world.agents + p
  if (world.state.away[row] === 0 && !isWindow(world, slot)) world.state.lifted[row] = 1
}

/** As a period ends, who looked in it is counted, and the veil falls. */
export function fall(world: GridWorld, slot: number): void {
  const { state, tables, agents } = world
  const { options, focal } = tables.needs!
  if (!options.veil || nextPeriod(world, slot) <= 0) return
  for (let p = 0; p < agents; p++) {
    if (focal !== null && focal !== p) continue
    state.lookSums[slot * LOOK_SUMS + PERIODS]++
    state.lookSums[slot * LOOK_SUMS + LOOKED] += state.lifted[slot * agents + p]
  }
  lower(world, slot)
  writeRate(world, slot)
}

function writeRate({ state, tables, metrics }: GridWorld, slot: number): void {
  const at = slot * LOOK_SUMS
  metrics[needsMetricAt(tables, slot, LOOK_RATE)] = state.lookSums[at + LOOKED] / state.lookSums[at + PERIODS]
}
