/**
 * Scripted players of grid worlds: distances over the cells that one can walk, and the moves that shorten them. They read the
 * world's state, also what no view shows.
 */
import { draw } from '../../envs/core/keyed.ts'
import {
  BACKWARD,
  FORWARD,
  NOWHERE,
  STAY,
  STEP_LEFT,
  STEP_RIGHT,
  type GridTables,
  type GridWorld,
} from '../../envs/meltingpot/engine/state.ts'
import type { Policy } from '../policy.ts'
import type { Draws } from './draws.ts'
import { scriptedPolicy, type Strategy as Scripted } from './scripted.ts'

/** Steps to a goal that cannot be reached. */
export const FAR = 0xffff

/** A bot's sheet for one plan at a time: the bot writes goals and what to shun, the planner everything else. */
export interface Chart {
  /** [C] 1 where to go. */
  readonly goals: Uint8Array
  /** [C] 1 where not to tread on the way; a goal may be trodden on. */
  readonly shunned: Uint8Array
  /** [C] steps to the nearest goal as far as the last plan had to look. */
  readonly steps: Uint16Array
  /** [C] cells in the order in which they were reached. */
  readonly queue: Uint16Array
  readonly draws: Draws
}

// Channels of the planner's draws; those of a bot begin at OWN_DRAWS.
const WAY = 0
export const AIM = 1
export const OWN_DRAWS = 8

export const chartOf = ({ cells }: GridTables, draws: Draws): Chart => ({
  goals: new Uint8Array(cells),
  shunned: new Uint8Array(cells),
  steps: new Uint16Array(cells),
  queue: new Uint16Array(cells),
  draws,
})

/** Takes all goals and everything shunned off the chart. */
export function wipe({ goals, shunned }: Chart): void {
  goals.fill(0)
  shunned.fill(0)
}

/** Marks the cells of a layer of the chart that carry one of `kinds`, `[kinds]` 1 for those that are meant; answers how many. */
export function markKinds({ state, tables }: GridWorld, slot: number, layer: Uint8Array, kinds: Uint8Array): number {
  const at = slot * tables.cells
  let count = 0
  for (let cell = 0; cell < layer.length; cell++) {
    if (kinds[state.kind[at + cell]] === 0) continue
    layer[cell] = 1
    count++
  }
  return count
}

/** Marks where players stand who are in the world, all but `p`; answers how many. */
export function markOthers({ state, agents }: GridWorld, slot: number, layer: Uint8Array, p: number): number {
  let count = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    if (row === slot * agents + p || state.away[row] > 0) continue
    layer[state.cell[row]] = 1
    count++
  }
  return count
}

/** `[kinds]` 1 for the kinds of these names. Throws a RangeError that lists the names that the map has. */
export function kindsNamed({ kinds }: GridTables, ...names: readonly string[]): Uint8Array {
  const known = kinds.map(({ name }) => name)
  for (const name of names) {
    if (!known.includes(name)) throw new RangeError(`Got unknown kind '${name}', expected one of: ${known.join(', ')}.`)
  }
  return Uint8Array.from(known, (name) => (names.includes(name) ? 1 : 0))
}

/** Columns and rows between two cells: steps from one to the other, if nothing stands in the way and the map has borders. */
export function cellsApart({ width }: GridTables, a: number, b: number): number {
  return Math.abs((a % width) - (b % width)) + Math.abs(Math.floor(a / width) - Math.floor(b / width))
}

/** The move that takes a player from its cell to the one beside it in direction `d`; moves do not turn. */
const MOVE_BY_SIDE = [FORWARD, STEP_RIGHT, BACKWARD, STEP_LEFT] as const
export const moveTo = (heading: number, d: number): number => MOVE_BY_SIDE[(d - heading) & 3]

/**
 * Steps from a player's cell to the nearest goal, 0 on one, FAR where there is no way. Players who stand about block the way
 * unless `through`; a goal under one of them cannot be reached.
 */
export function stepsTo(chart: Chart, world: GridWorld, slot: number, p: number, through = false): number {
  const { goals, steps, queue, shunned } = chart
  const { state, tables, agents } = world
  const { next, barred } = tables
  const own = p * tables.kinds.length
  const at = slot * tables.cells
  const here = state.cell[slot * agents + p]
  let end = 0
  steps.fill(FAR)
  for (let cell = 0; cell < goals.length; cell++) {
    if (goals[cell] === 0) continue
    steps[cell] = 0
    queue[end++] = cell
  }
  for (let i = 0; i < end && steps[here] === FAR; i++) {
    const cell = queue[i]
    if (!through && state.who[at + cell] > 0) continue
    for (let d = 0; d < 4; d++) {
      const beside = next[cell * 4 + d]
      if (beside === NOWHERE || steps[beside] !== FAR || barred[own + state.kind[at + beside]] === 1) continue
      if (shunned[beside] === 1 && beside !== here) continue
      steps[beside] = steps[cell] + 1
      queue[end++] = beside
    }
  }
  return steps[here]
}

/** A move to the nearest goal of the chart; STAY on one and where there is no way. Of moves that are as good one is drawn. */
export function walk(chart: Chart, world: GridWorld, slot: number, p: number): number {
  const left = stepsTo(chart, world, slot, p)
  if (left !== FAR) return left === 0 ? STAY : nearer(chart, world, slot, p)
  // Where players stand in every way they may yet go; who only waits for that can stand in theirs.
  const detour = stepsTo(chart, world, slot, p, true)
  if (detour === FAR || detour === 0) return STAY
  const move = nearer(chart, world, slot, p)
  return move === STAY ? sidestep(chart, world, slot, p) : move
}

/** A move to a free cell that is a step nearer, STAY where there is none. */
function nearer({ steps, draws }: Chart, { state, tables, agents }: GridWorld, slot: number, p: number): number {
  const row = slot * agents + p
  const here = state.cell[row]
  const first = draw(draws, 0, WAY, p)
  for (let i = 0; i < 4; i++) {
    const d = (first + i) & 3
    const beside = tables.next[here * 4 + d]
    if (beside === NOWHERE || steps[beside] !== steps[here] - 1) continue
    if (state.who[slot * tables.cells + beside] === 0) return moveTo(state.heading[row], d)
  }
  return STAY
}

/** Whether the kind of a cell lets a player stand on it. */
export const canStand = ({ state, tables }: GridWorld, slot: number, p: number, cell: number): boolean =>
  tables.barred[p * tables.kinds.length + state.kind[slot * tables.cells + cell]] === 0

/** Half of the time a move to a drawn free cell, else STAY. */
export function sidestep({ shunned, draws }: Chart, world: GridWorld, slot: number, p: number): number {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const at = slot * tables.cells
  const word = draw(draws, 0, WAY, p, 1)
  if ((word & 1) === 0) return STAY
  for (let i = 0; i < 4; i++) {
    const d = ((word >>> 1) + i) & 3
    const beside = tables.next[state.cell[row] * 4 + d]
    if (beside === NOWHERE || shunned[beside] === 1 || state.who[at + beside] > 0) continue
    if (canStand(world, slot, p, beside)) return moveTo(state.heading[row], d)
  }
  return STAY
}

/** A strategy in one world, for all players whom it moves there. What it remembers, it keeps by row or slot. */
export interface Strategy extends Omit<Scripted, 'act'> {
  /** The action of a player who is in the world. */
  decide(slot: number, p: number): number
}

/** The policy of a strategy. `settle` prepares it for a world, which `act` brings; it is called anew for another one. */
export const gridPolicy = (
  name: string,
  seed: number | string | undefined,
  settle: (world: GridWorld, chart: Chart) => Strategy,
): Policy =>
  scriptedPolicy<GridWorld>(name, seed, (world, draws) => {
    const { agents, actions, state } = world
    const strategy = settle(world, chartOf(world.tables, draws))
    return {
      ...strategy,
      act(slot, p) {
        const row = slot * agents + p
        actions[row] = state.away[row] > 0 ? STAY : strategy.decide(slot, p)
      },
    }
  })
