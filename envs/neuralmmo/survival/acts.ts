/** Acts with goods that agents ask for in a tick: lists that are written anew in each. */
import { KEY_WORDS } from '../../core/keyed.ts'
import type { SurvivalWorld } from './state.ts'

/** One kind of act: `count` agents ask for it. Agents stand in no order that may matter. */
export interface Act {
  count: number
  readonly agent: Int32Array
  /** A place (an index of the fields of the inventory), a row of the market, or gold. */
  readonly what: Int32Array
  /** The body that it is meant for. */
  readonly whom: Int32Array
  /** The price asked for, or how many items go. */
  readonly amount: Int32Array
  /** Draws that say who comes first, where that matters. */
  readonly lot: Uint32Array
}

const ACTS = ['use', 'destroy', 'give', 'sell', 'buy', 'pay'] as const
export type Acts = Readonly<Record<(typeof ACTS)[number], Act>>

/** Room for one act of each kind by each of so many agents. */
export const actsOf = (players: number): Acts =>
  Object.fromEntries(ACTS.map((name) => [name, act(players)])) as Record<(typeof ACTS)[number], Act>

const act = (players: number): Act => ({
  count: 0,
  agent: new Int32Array(players),
  what: new Int32Array(players),
  whom: new Int32Array(players),
  amount: new Int32Array(players),
  lot: new Uint32Array(players),
})

export function ask(act: Act, agent: number, what: number, whom: number, amount: number): void {
  const i = act.count++
  act.agent[i] = agent
  act.what[i] = what
  act.whom[i] = whom
  act.amount[i] = amount
}

/** Draws the lots of all who ask, by their names. */
export function drawLots(world: SurvivalWorld, slot: number, channel: number, { count, agent, lot }: Act): void {
  const { state, tables, kernels, key, tick } = world
  const { list, answers, name } = state
  const first = slot * tables.room
  for (let i = 0; i < count; i++) list[first + i] = name[slot * tables.bodies + agent[i]]
  kernels.draws(
    answers.byteOffset + 4 * first,
    list.byteOffset + 4 * first,
    count,
    key.byteOffset + 4 * KEY_WORDS * slot,
    channel,
    tick[slot],
  )
  for (let i = 0; i < count; i++) lot[i] = answers[first + i]
}

/** Whether act i of a list comes after act j: by lots, and of equal lots by names. */
export function isLater(
  { state, tables }: SurvivalWorld,
  slot: number,
  { agent, lot }: Act,
  i: number,
  j: number,
): boolean {
  const base = slot * tables.bodies
  return lot[i] < lot[j] || (lot[i] === lot[j] && state.name[base + agent[i]] > state.name[base + agent[j]])
}

/** Lets the acts i and j of a list change places. */
export function swap({ agent, what, whom, amount, lot }: Act, i: number, j: number): void {
  exchange(agent, i, j)
  exchange(what, i, j)
  exchange(whom, i, j)
  exchange(amount, i, j)
  exchange(lot, i, j)
}

function exchange(array: Int32Array | Uint32Array, i: number, j: number): void {
  const kept = array[i]
  array[i] = array[j]
  array[j] = kept
}
