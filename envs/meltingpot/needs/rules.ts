/**
 * Needs on the grid, off unless the option `needs` is given: players hunger and eat, grazers go hungry and are fed by what is left
 * to them, watchers look from their towers. docs/meltingpot-needs.md has the page.
 *
 * The rules stand around a game's own step: `beforeStep` and `afterStep`. What happens without the players (hunger, placebo bars,
 * snacks, lights, looks, places) is a function of keyed draws alone: two worlds of one key share it, whatever is done.
 */
import { emptyBooks } from '../../core/ledger.ts'
import { UNIT, needBarOf } from '../../core/needs.ts'
import type { GridWorld } from '../engine/state.ts'
import { NEED_BAR } from './channels.ts'
import { covered, resetDivision, tally } from './division.ts'
import { graze, help, relieved, resetGrazers } from './grazers.ts'
import { placeThings } from './places.ts'
import { release, resetPlayers, restrain, tire } from './players.ts'
import { audit, bloom, noteCells, resetFlowers, treadOnTiles } from './tiles.ts'
import { fall, resetVeil } from './veil.ts'
import { AUDITOR, resetStyle, sees, watch } from './watchers.ts'

/** Starts an episode, after the game has laid its map out. */
export function resetNeeds(world: GridWorld, slot: number): void {
  const { state, tables, agents } = world
  const { options } = tables.needs!
  state.needBar[slot] = needBarOf(world, slot, NEED_BAR, options)
  emptyBooks(state.ledger, options.ledger, slot * agents, (slot + 1) * agents)
  resetPlayers(world, slot)
  resetGrazers(world, slot)
  placeThings(world, slot)
  resetFlowers(world, slot)
  resetStyle(world, slot)
  watch(world, slot, 0)
  resetDivision(world, slot)
  resetVeil(world, slot)
}

/** What needs do before a game's step. */
export function beforeStep(world: GridWorld, slot: number): void {
  const { state, agents } = world
  for (let row = slot * agents; row < (slot + 1) * agents; row++) state.private[row] = 0
  relieved[0] = 0
  noteCells(world, slot)
  restrain(world, slot)
}

/** What needs do after a game's step, when all else is paid. */
export function afterStep(world: GridWorld, slot: number): void {
  const { state, agents, rewards, tick } = world
  treadOnTiles(world, slot)
  audit(world, slot)
  tire(world, slot)
  release(world, slot)
  if (state.helped.length > 0) help(world, slot)
  graze(world, slot)
  tally(world, slot)
  fall(world, slot)
  payWelfare(world, slot)
  bloom(world, slot, tick[slot] + 1)
  watch(world, slot, tick[slot] + 1)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] += state.private[row]
}

/** Pays whom keeping pays for the welfare of others: how many of them are well, and what food relieved. */
function payWelfare(world: GridWorld, slot: number): void {
  const { state, tables, rewards, agents } = world
  const { options, focal } = tables.needs!
  const { coverage, relief, watched } = options.welfare
  if (coverage === 0 && relief === 0) return
  const paid = coverage * covered[0] + (relief * relieved[0]) / UNIT
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (focal !== null && focal !== p) continue
    if (!watched || sees(world, slot, AUDITOR, state.cell[row])) rewards[row] += paid
  }
}
