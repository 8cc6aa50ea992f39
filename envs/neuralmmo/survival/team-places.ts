/**
 * Where teams begin: at places evenly spaced along the edge, each team around its own. nmmo/lib/team_helper.py at
 * 98b6bbd.
 */
import { below, draw } from '../../core/keyed.ts'
import type { Ground } from '../ground.ts'
import { TEAM_PLACE } from './channels.ts'
import type { SurvivalWorld } from './state.ts'
import type { Teams } from './teams.ts'

/** Throws a RangeError where a team is longer than the edge from one place to the next. */
export function checkPlaces({ members, count }: Teams, { edge, center }: Ground, stacking: boolean): void {
  const largest = Math.max(...members.map(({ length }) => length))
  const room = Math.floor(edge.length / count)
  if (room > 0 && (stacking || largest <= room)) return
  throw new RangeError(
    `Got ${count} teams of up to ${largest} on an edge of ${edge.length} cells, ${room} a team, ` +
      `expected room for each: choose a center above ${center}, or fewer or more equal teams.`,
  )
}

/** Draws which place is whose: `order` gets the place of each team (Fisher-Yates). */
export function drawPlaces(world: SurvivalWorld, slot: number): void {
  const { teams, order } = world.tables
  for (let place = 0; place < teams.count; place++) order[place] = place
  for (let team = 0; team < teams.count; team++) {
    const other = team + below(draw(world, slot, TEAM_PLACE, team), teams.count - team)
    const place = order[other]
    order[other] = order[team]
    order[team] = place
  }
}

/**
 * The cell that an agent begins on: members of a team stand in a row along the edge, or on one cell where bodies share
 * cells. Where on the edge the places are is drawn too.
 */
export function teamCell(world: SurvivalWorld, slot: number, agent: number): number {
  const { teams, order, ground } = world.tables
  const { edge } = ground
  const turn = below(draw(world, slot, TEAM_PLACE, teams.count), edge.length)
  const first = turn + Math.floor((order[teams.of[agent]] * edge.length) / teams.count)
  return edge[(first + (world.config.stacking ? 0 : teams.rank[agent])) % edge.length]
}
