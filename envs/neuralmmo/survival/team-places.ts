/** Where teams begin: at places evenly spaced along the edge, each team around its own. nmmo/lib/team_helper.py at 98b6bbd. */
import { below, draw } from '../../core/keyed.ts'
import type { Ground } from '../ground.ts'
import { TEAM_PLACE } from './channels.ts'
import { settleAt } from './start.ts'
import type { SurvivalWorld } from './state.ts'
import type { Teams } from './teams.ts'

/** Throws a RangeError where a team is longer than the edge from one place to the next. */
export function checkPlaces({ members, count }: Teams, { edge, center }: Ground, stacking: boolean): void {
  const largest = Math.max(...members.map(({ length }) => length))
  const room = Math.floor(edge.length / count)
  if (room > 0 && (stacking || largest <= room)) return
  throw new RangeError(
    `Got ${count} teams of up to ${largest} on an edge of ${edge.length} cells, ${room} a team, expected room for each: ` +
      `choose a center above ${center}, or fewer or more equal teams.`,
  )
}

/**
 * Puts every team on cells in a row along the edge, or on one where bodies share cells. Which place is whose, and where on the
 * edge the places are, is drawn.
 */
export function placeTeams(world: SurvivalWorld, slot: number): void {
  const { tables, config } = world
  const { teams, order, ground } = tables
  const { edge, size } = ground
  const turn = below(draw(world, slot, TEAM_PLACE, teams.count), edge.length)
  for (let place = 0; place < teams.count; place++) order[place] = place
  for (const [team, members] of teams.members.entries()) {
    const other = team + below(draw(world, slot, TEAM_PLACE, team), teams.count - team)
    const place = order[other]
    order[other] = order[team]
    const first = turn + Math.floor((place * edge.length) / teams.count)
    for (const [i, agent] of members.entries()) {
      const cell = edge[(first + (config.stacking ? 0 : i)) % edge.length]
      const y = Math.floor(cell / size)
      settleAt(world, slot, agent, cell - y * size, y)
    }
  }
}
