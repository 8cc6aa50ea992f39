/**
 * What happened, counted for every agent and, where the option `events` asks for it, kept in a ring of rows: tick, actor,
 * receiver, kind, amount, and how far apart they were. A task, a metric or a probe reads them; no view does.
 */
import type { SurvivalWorld } from './state.ts'
import { isTallied } from './tasks/tallies.ts'

// prettier-ignore
export const EVENTS = [
  'eat', 'drink', 'go_farthest', 'hit', 'kill', 'fire', 'consume', 'give_item', 'destroy_item', 'harvest', 'equip_item', 'loot_item',
  'give_gold', 'list_item', 'earn_gold', 'buy_item', 'loot_gold', 'level_up', 'say', 'starve', 'die',
  'spend_gold',
  'seize_tile',
] as const
export type Event = (typeof EVENTS)[number]
export const EAT = 0
export const DRINK = 1
export const GO_FARTHEST = 2
export const HIT = 3
export const KILL = 4
export const FIRE = 5
export const CONSUME = 6
export const GIVE_ITEM = 7
export const DESTROY_ITEM = 8
export const HARVEST = 9
export const EQUIP_ITEM = 10
export const LOOT_ITEM = 11
export const GIVE_GOLD = 12
export const LIST_ITEM = 13
export const EARN_GOLD = 14
export const BUY_ITEM = 15
export const LOOT_GOLD = 16
export const LEVEL_UP = 17
export const SAY = 18
/** A tick without food or water. */
export const STARVE = 19
export const DIE = 20
/** Gold that bought something: `buy_item` counts items. */
export const SPEND_GOLD = 21
/** A prize of a task (tasks/seize.ts) that another team had, or nobody. */
export const SEIZE_TILE = 22

/** Numbers of a row of the ring. */
export const EVENT_WIDTH = 6
/** Nobody, where a row names no receiver. */
export const NOBODY = -1

/**
 * Notes that `actor`, an agent, did something: `amount` of it, to `receiver` (a body, or NOBODY). Tasks may ask what it
 * was about, a kind of item or, of a hit, a style, and at which level.
 */
export function note(
  world: SurvivalWorld,
  slot: number,
  kind: number,
  actor: number,
  receiver: number,
  amount: number,
  what = 0,
  level = 0,
): void {
  const { state, agents, tables, metrics } = world
  state.counts[(slot * agents + actor) * EVENTS.length + kind] += amount
  metrics[slot * tables.metrics + kind] += amount
  const { first } = tables.tasks.tallies
  for (let i = first[kind]; i < first[kind + 1]; i++)
    if (isTallied(world, slot, i, actor, receiver, what, level)) {
      state.tally[(slot * agents + actor) * tables.tasks.tallies.count + i] += amount
    }
  if (tables.events === 0) return
  const at = (slot * tables.events + (state.noted[slot] % tables.events)) * EVENT_WIDTH
  const base = slot * tables.bodies
  state.noted[slot]++
  state.log[at] = world.tick[slot]
  state.log[at + 1] = state.name[base + actor]
  state.log[at + 2] = receiver < 0 ? NOBODY : state.name[base + receiver]
  state.log[at + 3] = kind
  state.log[at + 4] = amount
  state.log[at + 5] = receiver < 0 ? 0 : apart(world, slot, actor, receiver)
}

function apart({ state, tables }: SurvivalWorld, slot: number, body: number, other: number): number {
  const base = slot * tables.bodies
  const dx = Math.abs(state.x[base + body] - state.x[base + other])
  const dy = Math.abs(state.y[base + body] - state.y[base + other])
  return Math.max(dx, dy)
}
