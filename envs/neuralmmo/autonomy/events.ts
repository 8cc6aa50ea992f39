/**
 * What happened, counted as metrics and kept in a ring of rows (option `events`), with who it was done to; of a trade each side is a
 * row. A probe reads them; no view does. Agents go by their names.
 */
import { FOOD, GOODS, VISION, WATER_GOOD } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

// prettier-ignore
export const EVENTS = [
  'give', 'offer', 'trade', 'help', 'harm', 'look', 'say', 'eat', 'harvest', 'enjoy', 'shock', 'fall', 'wake',
] as const
export const GAVE = 0
export const OFFERED = 1
export const TRADED = 2
export const HELPED_OTHER = 3
export const HARMED = 4
export const LOOKED = 5
export const SAID = 6
export const ATE = 7
export const HARVESTED = 8
export const ENJOYED = 9
export const SHOCKED = 10
export const FELL = 11
export const WOKE = 12

/** What an event adds to what the receiver owes, times its amount. */
const OWED = new Int8Array(EVENTS.length)
OWED[GAVE] = OWED[TRADED] = OWED[HELPED_OTHER] = 1
OWED[HARMED] = -1

/** Numbers of a row of the ring. Needs are the lesser of food and water; -1 where there is no receiver. */
export const EVENT_ROW = [
  'tick',
  'actor',
  'target',
  'kind',
  'amount',
  'actorNeed',
  'targetNeed',
  'distance',
  'inView',
] as const
export const EVENT_WIDTH = EVENT_ROW.length
/** Nobody, where a row names no receiver. */
export const NOBODY = -1

/** Notes that `actor` did something: `amount` of it, to `target` (an agent, or NOBODY). */
export function note(
  world: AutonomyWorld,
  slot: number,
  kind: number,
  actor: number,
  target: number,
  amount: number,
): void {
  const { state, tables, metrics, config } = world
  metrics[slot * tables.metrics + kind]++
  if (config.ledger && target !== NOBODY) enterDebt(world, slot, kind, actor, target, amount)
  if (config.events === 0) return
  const at = (slot * config.events + state.logNext[slot]++) * EVENT_WIDTH
  if (state.logNext[slot] === config.events) state.logNext[slot] = 0
  const base = slot * tables.bodies
  const distance = target === NOBODY ? NOBODY : apart(world, slot, actor, target)
  state.noted[slot]++
  state.log[at] = world.tick[slot]
  state.log[at + 1] = state.name[base + actor]
  state.log[at + 2] = target === NOBODY ? NOBODY : state.name[base + target]
  state.log[at + 3] = kind
  state.log[at + 4] = amount
  state.log[at + 5] = needOf(world, slot, actor)
  state.log[at + 6] = target === NOBODY ? NOBODY : needOf(world, slot, target)
  state.log[at + 7] = distance
  state.log[at + 8] = target !== NOBODY && distance <= VISION ? 1 : 0
}

function enterDebt(
  { state, tables, tick }: AutonomyWorld,
  slot: number,
  kind: number,
  actor: number,
  target: number,
  amount: number,
): void {
  const n = tables.bodies
  const giver = state.name[slot * n + actor]
  const taker = state.name[slot * n + target]
  const there = (slot * n + giver) * n + taker
  state.debt[(slot * n + taker) * n + giver] += OWED[kind] * amount
  state.debt[there] -= OWED[kind] * amount
  state.lastKind[there] = kind + 1
  state.lastTick[there] = tick[slot]
}

/** The lesser of an agent's food and water. */
export function needOf({ state, tables }: AutonomyWorld, slot: number, agent: number): number {
  const at = (slot * tables.bodies + agent) * GOODS.length
  const food = state.goods[at + FOOD]
  const water = state.goods[at + WATER_GOOD]
  return food < water ? food : water
}

/** Cells between two agents, the larger of dx and dy. */
export function apart({ state, tables }: AutonomyWorld, slot: number, agent: number, other: number): number {
  const base = slot * tables.bodies
  const dx = Math.abs(state.x[base + agent] - state.x[base + other])
  const dy = Math.abs(state.y[base + agent] - state.y[base + other])
  return dx > dy ? dx : dy
}
