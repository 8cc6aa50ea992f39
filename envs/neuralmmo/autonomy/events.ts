/**
 * What happened, counted as metrics and kept in a ring of rows (option `events`), with who it was done to; of a trade each side is a
 * row. A probe reads them; no view does. Agents go by their names.
 */
import { capped } from './bits.ts'
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
  if (target === NOBODY) return noteAlone(world, slot, kind, actor, amount)
  const { state, tables, metrics, config } = world
  metrics[slot * tables.metrics + kind]++
  if (config.ledger) enterDebt(world, slot, kind, actor, target, amount)
  if (config.events === 0) return
  const at = enter(world, slot, kind, actor, amount)
  const distance = apart(world, slot, actor, target)
  state.log[at + 2] = state.name[slot * tables.bodies + target]
  state.log[at + 6] = needOf(world, slot, target)
  state.log[at + 7] = distance
  state.log[at + 8] = distance <= VISION ? 1 : 0
}

/** As `note`, of what was done to nobody. */
function noteAlone(world: AutonomyWorld, slot: number, kind: number, actor: number, amount: number): void {
  const { state, tables, metrics, config } = world
  metrics[slot * tables.metrics + kind]++
  if (config.events === 0) return
  blank(state.log, enter(world, slot, kind, actor, amount))
}

/** As `note`, of what every agent whose amount, `[slots, agents]`, is above 0 did to nobody. */
export function noteAll(world: AutonomyWorld, slot: number, kind: number, amounts: Uint8Array): void {
  const { tables, metrics, config, tick } = world
  const { log, logNext, noted, name, goods } = world.state
  const { bodies } = tables
  const { events } = config
  const first = slot * events
  let next = logNext[slot]
  let count = 0
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    if (amounts[row] === 0) continue
    count++
    if (events === 0) continue
    const at = (first + next) * EVENT_WIDTH
    begin(log, at, tick[slot], name[row], kind, amounts[row], lesser(goods, row * GOODS.length))
    blank(log, at)
    next = next + 1 === events ? 0 : next + 1
  }
  metrics[slot * tables.metrics + kind] += count
  if (events === 0) return
  noted[slot] += count
  logNext[slot] = next
}

/** Begins a row of the ring, which replaces the oldest. Returns where it is; what hangs on the target is the caller's to write. */
function enter(world: AutonomyWorld, slot: number, kind: number, actor: number, amount: number): number {
  const { tables, config, tick } = world
  const { log, logNext, noted, name } = world.state
  const next = logNext[slot]
  logNext[slot] = next + 1 === config.events ? 0 : next + 1
  noted[slot]++
  const at = (slot * config.events + next) * EVENT_WIDTH
  begin(log, at, tick[slot], name[slot * tables.bodies + actor], kind, amount, needOf(world, slot, actor))
  return at
}

// prettier-ignore
function begin(log: Int32Array, at: number, tick: number, actor: number, kind: number, amount: number, need: number): void {
  log[at] = tick
  log[at + 1] = actor
  log[at + 3] = kind
  log[at + 4] = amount
  log[at + 5] = need
}

/** Ends a row that has no target. */
function blank(log: Int32Array, at: number): void {
  log[at + 2] = log[at + 6] = log[at + 7] = NOBODY
  log[at + 8] = 0
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
export const needOf = ({ state, tables }: AutonomyWorld, slot: number, agent: number): number =>
  lesser(state.goods, (slot * tables.bodies + agent) * GOODS.length)

const lesser = (goods: Uint8Array, at: number): number => capped(goods[at + FOOD], goods[at + WATER_GOOD])

/** Cells between two agents, the larger of dx and dy. */
export function apart({ state, tables }: AutonomyWorld, slot: number, agent: number, other: number): number {
  const base = slot * tables.bodies
  const dx = Math.abs(state.x[base + agent] - state.x[base + other])
  const dy = Math.abs(state.y[base + agent] - state.y[base + other])
  return dx > dy ? dx : dy
}
