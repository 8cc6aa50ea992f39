/** Players hunger: what they do costs wellbeing, what the game pays as food wins it, and without any they are held. */
import { drift, FULL } from '../../core/needs.ts'
import { MOST_PLAYERS } from '../engine/players.ts'
import { MOVE_HEADING, NOWHERE, STAY, type GridWorld } from '../engine/state.ts'
import { PLAYER_PLACEBO } from './channels.ts'
import { addNeed, serve } from './division.ts'
import { EATEN, needsMetricAt } from './metrics.ts'
import { needAt } from './things.ts'
import { lift } from './veil.ts'

const placeboAt = ({ state, agents }: GridWorld, slot: number, p: number): number =>
  (slot * agents + p) * 2 + 1 - state.needBar[slot]

/** Sets both bars of everybody. */
export function resetPlayers({ state, tables, agents }: GridWorld, slot: number): void {
  const { start } = tables.needs!.options.stamina
  for (let i = slot * agents * 2; i < (slot + 1) * agents * 2; i++) state.bars[i] = start
}

/** Whether a player has no wellbeing left: it can do nothing but stay and eat. */
export const isSpent = (world: GridWorld, slot: number, p: number): boolean =>
  world.tables.needs !== null && world.state.bars[needAt(world, slot, p)] === 0

/** Whether an action takes a player onto food, or may feed it otherwise. */
export function canEat(world: GridWorld, slot: number, p: number, action: number): boolean {
  const { state, tables, agents } = world
  if (tables.pasture.eats !== undefined && tables.pasture.eats(world, slot, p, action)) return true
  const row = slot * agents + p
  const way = action < MOVE_HEADING.length ? MOVE_HEADING[action] : -1
  if (way < 0 || state.frozen[row] > 0) return false
  const to = tables.next[state.cell[row] * 4 + ((state.heading[row] + way) & 3)]
  const at = slot * tables.cells + to
  return to !== NOWHERE && tables.needs!.food[state.kind[at]] === 1 && state.who[at] === 0
}

const intended = new Int32Array(MOST_PLAYERS)

/**
 * First rule of a step: who looks does nothing else, and players without wellbeing stay, unless they eat. `release`
 * gives the actions back as the caller wrote them.
 */
export function restrain(world: GridWorld, slot: number): void {
  const { actions, agents, tables } = world
  const { look } = tables.needs!
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    intended[p] = actions[row]
    if (actions[row] === look) {
      lift(world, slot, p)
      actions[row] = STAY
    }
    if (isSpent(world, slot, p) && !canEat(world, slot, p, actions[row])) actions[row] = STAY
  }
}

export function release({ actions, agents }: GridWorld, slot: number): void {
  for (let p = 0; p < agents; p++) actions[slot * agents + p] = intended[p]
}

/** A player eats food of a worth. It keeps what others cannot have then, and that pays the focal player, in private. */
export function eat(world: GridWorld, slot: number, p: number, worth: number): void {
  const { state, tables, metrics, knobs, agents } = world
  const { options, focal } = tables.needs!
  const need = needAt(world, slot, p)
  const row = slot * agents + p
  state.bars[need] = Math.min(FULL, state.bars[need] + Math.round(worth * options.stamina.meal))
  state.meals[row] += worth
  metrics[needsMetricAt(tables, slot, EATEN)] += worth
  serve(world, slot, p, worth)
  if (focal === null || focal === p) state.private[row] += knobs.price[slot] * worth
}

/**
 * Every act but staying costs `effort`, staying wins `rest`, and every step costs `decay`; who is out of the world does neither.
 * The placebo bar falls as if at work, whatever is done, and is fed as often as that costs.
 */
export function tire(world: GridWorld, slot: number): void {
  const { state, tables, agents, actions } = world
  const { options, playerSnacks } = tables.needs!
  const { effort, decay, rest } = options.stamina
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (state.away[row] === 0) {
      const need = needAt(world, slot, p)
      addNeed(world, slot, p, decay + (actions[row] === STAY ? 0 : effort))
      const after = state.bars[need] + (actions[row] === STAY ? rest : -effort) - decay
      state.bars[need] = Math.min(FULL, Math.max(0, after))
    }
    const placebo = placeboAt(world, slot, p)
    const bar = state.bars[placebo]
    state.bars[placebo] = drift(world, slot, PLAYER_PLACEBO, p, bar, effort + decay, playerSnacks, FULL)
  }
}

/** What the tag of a player says: lambda, what it is paid for food worth 1 that it keeps. 0 for one whom keeping does not pay. */
export function priceTag({ tables, knobs }: GridWorld, slot: number, p: number): number {
  const { options, focal } = tables.needs!
  return focal === null || focal === p ? (options.tag ?? knobs.price[slot]) : 0
}
