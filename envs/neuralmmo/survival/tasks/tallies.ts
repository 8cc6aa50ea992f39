/** What tasks count of events: those of a kind, about something, at a level or above, done to somebody. */
import type { SurvivalWorld } from '../state.ts'
import { AGENTS, ANYONE, NPCS, type Tallies } from './program.ts'

/** Whether a tally counts an event of its kind. */
export function isTallied(
  world: SurvivalWorld,
  slot: number,
  tally: number,
  actor: number,
  receiver: number,
  what: number,
  level: number,
): boolean {
  const { tallies } = world.tables.tasks
  if (tallies.what[tally] >= 0 && tallies.what[tally] !== what) return false
  if (level < tallies.level[tally]) return false
  const whom = tallies.whom[tally]
  if (whom === ANYONE) return true
  if (receiver < 0) return false
  if (receiver >= world.tables.players) return whom === NPCS
  return whom === AGENTS || (whom >= 0 && isAmong(world, slot, whom, actor, receiver))
}

/** Whether the receiver is in the group that a column gives the actor. */
function isAmong(
  { state, tables }: SurvivalWorld,
  slot: number,
  column: number,
  actor: number,
  receiver: number,
): boolean {
  const { groups, firstMember, member } = tables.tasks
  const base = slot * tables.bodies
  const group = groups[column + state.name[base + actor]]
  const name = state.name[base + receiver]
  for (let i = firstMember[group]; i < firstMember[group + 1]; i++) if (member[i] === name) return true
  return false
}

/** A tally as it is compiled. */
export interface Tally {
  readonly event: number
  readonly what: number
  readonly level: number
  readonly whom: number
}

/** Tallies by kind of event, and the number that each of those given has among them. */
export function sortTallies(given: readonly Tally[], events: number): { tallies: Tallies; numberOf: number[] } {
  const order = [...given.keys()].sort((a, b) => given[a].event - given[b].event || a - b)
  const sorted = order.map((i) => given[i])
  const tallies: Tallies = {
    count: given.length,
    first: Int32Array.from({ length: events + 1 }, (_, kind) => sorted.filter(({ event }) => event < kind).length),
    what: Int32Array.from(sorted, ({ what }) => what),
    level: Int32Array.from(sorted, ({ level }) => level),
    whom: Int32Array.from(sorted, ({ whom }) => whom),
  }
  return { tallies, numberOf: [...given.keys()].map((i) => order.indexOf(i)) }
}
