/** Graduated sanctions on a board of their own: two players side by side, each hit decided by the test. */
import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import { RUNNING, type EnvSpec } from '../../envs/core/spec.ts'
import { fire } from '../../envs/meltingpot/engine/beams.ts'
import { layMap } from '../../envs/meltingpot/engine/grid.ts'
import { gridTables } from '../../envs/meltingpot/engine/map.ts'
import { moves, placePlayers, returns } from '../../envs/meltingpot/engine/players.ts'
import { armed, fade, sanction, sanctionFields, type SanctionFields } from '../../envs/meltingpot/engine/sanctions.ts'
import { FLOOR, WIDE, type GridConfig, type GridTables } from '../../envs/meltingpot/engine/state.ts'
import { asEnv, begin } from '../../envs/meltingpot/engine/substrate.ts'
import { GROUND } from '../../envs/meltingpot/kinds.ts'

const SPAWNS = Uint16Array.of(10, 13, 30, 33)
const AWAY = 7
let hits: number[] = []

const court = asEnv<GridConfig, SanctionFields, GridTables>({
  id: 'court',
  version: 1,
  summary: '',
  source: '',
  options: {},
  defaults: { horizon: Infinity, randomEnd: false },
  examples: [],
  metrics: [],
  score: 'collective_return',
  tables: () =>
    gridTables({
      width: 8,
      height: 6,
      players: 2,
      roles: ['default', 'default'],
      kinds: GROUND,
      sight: WIDE,
      beams: [{ name: 'zap', length: 1, radius: 0, cooldown: 0, colour: '#ffffff' }],
      scalars: [],
      marks: ['marked'],
      metrics: [],
      rules: {
        scalar: () => 0,
        marksOf: ({ state, agents }, slot, p) => ((state.marked as Uint8Array)[slot * agents + p] > 0 ? 1 : 0),
        coat: () => '',
        told: () => '',
      },
    }),
  own: (_, { players }) => sanctionFields(players),
  reset(world, slot) {
    layMap(world, slot, new Uint8Array(world.tables.cells).fill(FLOOR))
    placePlayers(world, slot, SPAWNS)
  },
  step(world, slot) {
    begin(world, slot)
    moves(world, slot, null)
    fire(world, slot, 0, () => false, armed)
    returns(world, slot, SPAWNS)
    fade(world, slot)
    for (const p of hits) sanction(world, slot, p, AWAY)
    return RUNNING
  },
})

/** Steps with one action for both, and the players who are hit in the step. */
function stepper() {
  const batch = new BatchEnv(court as unknown as EnvSpec, { slots: 1, view: null })
  const { state } = batch.world as unknown as { state: Record<keyof SanctionFields, Uint8Array> }
  const step = (action: number, ...hit: number[]) => {
    hits = hit
    batch.actions.fill(action)
    batch.step()
  }
  return { state, step }
}
const TURN = 6
const ZAP = 7

describe('graduated sanctions', () => {
  it('freeze who is hit first for 25 steps, without shots', () => {
    const { state, step } = stepper()
    step(0, 0)
    const heading = state.heading[0]
    for (let t = 0; t < 25; t++) {
      step(t === 12 ? ZAP : TURN)
      expect(state.heading[0]).toBe(heading)
      if (t === 12) expect(state.lights[0]).toBeLessThanOrEqual(1)
    }
    step(TURN)
    expect(state.heading[0]).toBe((heading + 1) & 3)
  })

  it('remove who is hit while marked, and the mark with it', () => {
    const { state, step } = stepper()
    step(0, 0)
    step(0, 0)
    expect([state.away[0], state.marked[0], state.frozen[0]]).toEqual([AWAY + 1, 0, 0])
    for (let t = 0; t <= AWAY; t++) step(0)
    expect(state.away[0]).toBe(0)
    step(0, 0)
    expect([state.away[0], state.marked[0]]).toEqual([0, 50])
  })

  it('fade after 50 steps without a hit', () => {
    const { state, step } = stepper()
    step(0, 0)
    for (let t = 0; t < 49; t++) step(0)
    expect(state.marked[0]).toBe(1)
    step(0, 0)
    expect([state.marked[0], state.away[0]]).toEqual([50, 0])
  })

  it('remove with a hit in the last step of a mark', () => {
    const { state, step } = stepper()
    step(0, 1)
    for (let t = 0; t < 48; t++) step(0)
    step(0, 1)
    expect(state.away[1]).toBe(AWAY + 1)
  })

  it('leave who is out alone', () => {
    const { state, step } = stepper()
    step(0, 0)
    step(0, 0)
    step(0, 0)
    expect([state.away[0], state.marked[0]]).toEqual([AWAY, 0])
  })
})
