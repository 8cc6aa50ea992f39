/** Teams: who belongs together for a whole episode. nmmo/lib/team_helper.py at 98b6bbd. */
import type { SurvivalConfig, SurvivalWorld } from './state.ts'

export interface Teams {
  readonly count: number
  /** Names of the members of each team, the leader first. */
  readonly members: readonly (readonly number[])[]
  /** [players] team by name. */
  readonly of: Uint16Array
  /** [players] place in the team by name; 0 is the leader's. */
  readonly rank: Uint16Array
}

/**
 * Teams from the option: a number of teams as equal as can be, sizes, or lists of agents by number. null: everyone is a
 * team. Throws a RangeError unless every agent is in exactly one team.
 */
export function teamsOf({ teams, players }: Pick<SurvivalConfig, 'teams' | 'players'>): Teams {
  const members = membersOf(teams, players)
  const of = new Uint16Array(players)
  const rank = new Uint16Array(players)
  const seen = new Uint8Array(players)
  for (const [team, names] of members.entries()) {
    for (const [place, name] of names.entries()) {
      of[name] = team
      rank[name] = place
      seen[name]++
    }
  }
  const wrong = members.some((names) => names.length === 0) ? -1 : seen.findIndex((times) => times !== 1)
  if (wrong >= 0 || members.some((names) => names.length === 0 || names.some((name) => name >= players))) {
    throw new RangeError(
      `Got teams ${JSON.stringify(teams)} of ${players} players, expected every agent from 0 to ${players - 1} in ` +
        `exactly one team, and no team empty${wrong >= 0 ? `: agent ${wrong} is in ${seen[wrong]}` : ''}.`,
    )
  }
  return { count: members.length, members, of, rank }
}

function membersOf(teams: SurvivalConfig['teams'], players: number): number[][] {
  if (teams === null) return Array.from({ length: players }, (_, agent) => [agent])
  if (typeof teams === 'number') {
    return Array.from({ length: teams }, (_, team) => span((team * players) / teams, ((team + 1) * players) / teams))
  }
  if (teams.every((team) => typeof team !== 'number')) return teams.map((team) => [...team])
  let next = 0
  return teams.map((size) => span(next, (next += Number(size))))
}

/** Whole numbers from `from` up to `to`, which is not among them; both are rounded down. */
function span(from: number, to: number): number[] {
  const first = Math.floor(from)
  return Array.from({ length: Math.floor(to) - first }, (_, i) => first + i)
}

/** Tells every agent its team. */
export function joinTeams({ state, tables }: SurvivalWorld, slot: number): void {
  const { players, bodies, teams } = tables
  for (let agent = 0; agent < players; agent++) {
    state.team[slot * players + agent] = teams.of[state.name[slot * bodies + agent]]
  }
}

/** A word of somebody of the team, and where it was said. */
export interface TeamWord {
  readonly name: number
  readonly x: number
  readonly y: number
  readonly word: number
}

/** Words that others of an agent's team said in the last tick, wherever they are, in the order of names. */
export function teamWords({ state, tables, live }: SurvivalWorld, slot: number, agent: number): TeamWord[] {
  const { players, bodies } = tables
  const words: TeamWord[] = []
  for (let other = 0; other < players; other++) {
    const p = slot * players + other
    if (other === agent || live[p] === 0 || state.said[p] === 0) continue
    if (state.team[p] !== state.team[slot * players + agent]) continue
    const b = slot * bodies + other
    words.push({ name: state.name[b], x: state.x[b], y: state.y[b], word: state.said[p] })
  }
  return words.sort((a, b) => a.name - b.name)
}
