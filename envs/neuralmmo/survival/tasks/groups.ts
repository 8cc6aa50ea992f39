/**
 * Groups of agents by name, listed once. A target of a task means another group to each team, and `me` to each subject.
 */
import type { Teams } from '../teams.ts'
import { demand, isIntegerIn } from './faults.ts'
import { GROUPS, type Group, type Target } from './language.ts'

/** Whose task it is: an agent of a team, or a team as a whole. */
export interface Subject {
  readonly agent: number | null
  readonly team: number
}

/** Groups listed so far, each once. */
export interface GroupList {
  readonly members: number[][]
  readonly numbers: Map<string, number>
}
export const groupList = (): GroupList => ({ members: [], numbers: new Map() })

/** Number of the group that a target is to a subject. */
export function groupOf(list: GroupList, teams: Teams, target: Target, subject: Subject): number {
  const key = keyOf(target, subject)
  let number = list.numbers.get(key)
  if (number === undefined) {
    number = list.members.push(membersOf(teams, target, subject)) - 1
    list.numbers.set(key, number)
  }
  return number
}

function keyOf(target: Target, { agent, team }: Subject): string {
  if (typeof target !== 'string') return String(target)
  if (target === 'everyone') return target
  return target === 'me' && agent !== null ? `me ${agent}` : `${target} ${team}`
}

function membersOf({ members, count }: Teams, target: Target, { agent, team }: Subject): number[] {
  if (typeof target === 'number') return [target]
  if (typeof target !== 'string') return [...target]
  const own = [...members[team]]
  const left = [...members[(team + 1) % count]]
  const right = [...members[(team + count - 1) % count]]
  const groups: Readonly<Record<Group, () => number[]>> = {
    me: () => (agent === null ? own : [agent]),
    my_team: () => own,
    my_team_leader: () => [own[0]],
    left_team: () => left,
    left_team_leader: () => [left[0]],
    right_team: () => right,
    right_team_leader: () => [right[0]],
    all_foes: () => members.filter((_, other) => other !== team).flat(),
    everyone: () => members.flat(),
  }
  return groups[target]()
}

/** A target as it was given. Throws a TypeError that names `path`. */
export function readTarget(value: unknown, path: string, players: number): Target {
  const isAgent = (agent: unknown): agent is number => isIntegerIn(agent, 0, players - 1)
  const fine =
    isAgent(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isAgent) && new Set(value).size === value.length) ||
    GROUPS.some((group) => group === value)
  demand(fine, path, value, `an agent or a list of agents in [0, ${players - 1}], or one of: ${GROUPS.join(', ')}`)
  return value as Target
}
