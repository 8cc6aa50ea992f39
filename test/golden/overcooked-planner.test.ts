import { describe, expect, it } from 'vitest'
import {
  FAR,
  buildPlanner,
  dist,
  goalPoses,
  isGoalPose,
  minCostToFeature,
  plan,
  planCost,
  poseOf,
} from '../../envs/overcooked/planner.ts'
import { FLOOR } from '../../envs/overcooked/state.ts'
import { NO_RECORDINGS, hasRecordings, idsWith, kitchenOf, plansOf, variants } from './overcooked-recordings.ts'

describe.skipIf(!hasRecordings)(`overcooked planner${hasRecordings ? '' : ` - ${NO_RECORDINGS}`}`, () => {
  const ids = hasRecordings ? idsWith('plans.json') : []

  it.each(ids)('plans every way of %s as the reference does, and no other', (id) => {
    const { layout } = kitchenOf(variants().get(id)!).world.tables
    const planner = buildPlanner(layout, 'none')
    const pose = ([x, y]: readonly [number, number], facing: number) => poseOf(y * layout.width + x, facing)
    const recorded = new Map(
      plansOf(id).map(([from, f, to, g, actions]) => [`${pose(from, f)}>${pose(to, g)}`, actions]),
    )
    const planned = new Map<string, string>()
    for (let from = 0; from < layout.terrain.length * 4; from++) {
      if (layout.terrain[from >> 2] !== FLOOR) continue
      for (let to = 0; to < layout.terrain.length * 4; to++) {
        if (!isGoalPose(planner, to) || dist(planner, from, to) === FAR) continue
        const actions = plan(planner, from, to)
        expect(planCost(planner, from, to)).toBe(actions.length)
        planned.set(`${from}>${to}`, actions.join(''))
      }
    }
    expect(recorded.size).toBeGreaterThan(50)
    expect(planned).toEqual(recorded)
  })

  it.each(ids)('costs to a feature of %s are those of its nearest goal pose', (id) => {
    const { layout } = kitchenOf(variants().get(id)!).world.tables
    const planner = buildPlanner(layout, 'all')
    for (let from = 0; from < layout.terrain.length * 4; from++) {
      if (layout.terrain[from >> 2] !== FLOOR) continue
      for (let feature = 0; feature < layout.terrain.length; feature++) {
        if (layout.terrain[feature] === FLOOR) continue
        const costs = goalPoses(planner, feature).map((pose) => planCost(planner, from, pose))
        expect(minCostToFeature(planner, from, [feature])).toBe(Math.min(FAR, ...costs))
      }
    }
  })
})
