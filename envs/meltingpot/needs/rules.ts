/**
 * Needs on the grid, off unless the option `needs` is given: players hunger and eat, grazers go hungry and are fed by what is left
 * to them, watchers look from their towers. docs/meltingpot-needs.md has the page.
 *
 * The rules stand around a game's own step: `beforeStep` and `afterStep`. What happens without the players (hunger, placebo bars,
 * snacks, lights, looks, places) is a function of keyed draws alone: two worlds of one key share it, whatever is done.
 */
import { needBarOf } from '../../core/needs.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { NEED_BAR } from './channels.ts'
import { graze, resetGrazers } from './grazers.ts'
import { COVERAGE, needsMetricAt } from './metrics.ts'
import { placeThings } from './places.ts'
import { needAt, release, resetPlayers, restrain, tire } from './players.ts'
import { isAlive } from './things.ts'
import { fines, noteCells, watch } from './watchers.ts'

/** Starts an episode, after the game has laid its map out. */
export function resetNeeds(world: GridWorld, slot: number): void {
  world.state.needBar[slot] = needBarOf(world, slot, NEED_BAR, world.tables.needs!.options)
  resetPlayers(world, slot)
  resetGrazers(world, slot)
  placeThings(world, slot)
  watch(world, slot, 0)
}

/** What needs do before a game's step. */
export function beforeStep(world: GridWorld, slot: number): void {
  const { state, agents } = world
  for (let row = slot * agents; row < (slot + 1) * agents; row++) state.private[row] = 0
  noteCells(world, slot)
  restrain(world, slot)
}

/** What needs do after a game's step, when all else is paid. */
export function afterStep(world: GridWorld, slot: number): void {
  const { state, agents, rewards, tick } = world
  fines(world, slot)
  tire(world, slot)
  release(world, slot)
  graze(world, slot)
  cover(world, slot)
  watch(world, slot, tick[slot] + 1)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] += state.private[row]
}

/** Adds the share of beings with a stake that have any wellbeing left. */
function cover(world: GridWorld, slot: number): void {
  const { state, tables, metrics, agents } = world
  const { grazers, focal } = tables.needs!
  let stakes = 0
  let well = 0
  for (let p = 0; p < agents; p++) {
    if (p === focal) continue
    stakes++
    if (state.bars[needAt(world, slot, p)] > 0) well++
  }
  for (let i = 0; i < grazers; i++) {
    const row = slot * grazers + i
    if (state.inert[row] === 1 || state.grazerCell[row] === NOWHERE) continue
    stakes++
    if (isAlive(world, slot, i) && state.grazerBars[row * 2 + state.needBar[slot]] > 0) well++
  }
  if (stakes > 0) metrics[needsMetricAt(tables, slot, COVERAGE)] += well / stakes
}
