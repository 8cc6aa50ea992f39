import { describe, expect, it } from 'vitest'
import { actByName, inverse, orderOf, permute, survivalBatch, worldOf } from './neuralmmo-permute.ts'

/** Tasks that hang on names, on places, on what was done to whom, and on fractions. */
const TASKS = [
  { goal: { predicate: 'ProgressTowardCenter' }, for: [1, 2, 3, 5, 8, 13] },
  { goal: { op: 'mul', of: [0.3, { predicate: 'GiveItem', item: 'ration', quantity: 3, target: 'right_team' }] } },
  { goal: { op: 'sub', of: [{ predicate: 'CanSeeGroup', target: 'all_foes' }, 0.7] }, pays: 'ongoing' },
  { goal: { predicate: 'CheckAgentStatus', target: [3, 4, 5], status: 'alive' }, hold: 7 },
  { goal: { predicate: 'AllMembersWithinRange', distance: 3 }, reward: 'team', pays: 'ongoing' },
  { goal: { predicate: 'SeizeTile', x: 9, y: 17, ticks: 40 }, reward: 'team' },
  { goal: { predicate: 'CountEvent', event: 'go_farthest', count: 2000 }, reward: 'team', multiplier: 3 },
]

describe('the order of agents in the arrays', () => {
  it.each([
    [
      'all systems, one body a cell',
      { preset: 'small', players: 24, npcs: 16, center: 16, border: 9, respawn: 5, view: 'symbolic' },
      10_000,
    ],
    [
      'all systems, bodies share cells',
      { preset: 'small', players: 24, npcs: 16, center: 16, border: 9, respawn: 5, stacking: true, view: null },
      4_000,
    ],
    ...['entities', 'tiles', 'common'].map(
      (view) =>
        [
          `the view ${view}`,
          { preset: 'small', players: 24, npcs: 16, center: 16, border: 9, respawn: 5, stacking: true, view },
          1_000,
        ] as const,
    ),
    [
      'tasks of agents and of teams',
      {
        preset: 'small',
        players: 24,
        npcs: 16,
        center: 16,
        border: 9,
        respawn: 5,
        view: null,
        teams: [9, 8, 7],
        tasks: TASKS,
      },
      4_000,
    ],
    ...['symbolic', 'common'].map(
      (view) =>
        [
          `needs, ${view}`,
          {
            preset: 'small',
            players: 16,
            npcs: 8,
            center: 10,
            border: 9,
            respawn: 5,
            view,
            needs: { price: 1, focal: null, quartermaster: { day: 6 }, strangers: { inert: 0.3, decay: 0.4 } },
          },
          2_000,
        ] as const,
    ),
  ] as const)('changes nothing over many ticks: %s', (_, options, ticks) => {
    const [ours, theirs] = [
      survivalBatch({ ...options, horizon: Infinity }),
      survivalBatch({ ...options, horizon: Infinity }),
    ]
    const order = orderOf(ours.agents, 3)
    permute(theirs, order)
    for (let t = 0; t < ticks; t++) {
      actByName(ours, t)
      actByName(theirs, t)
      ours.step()
      theirs.step()
      if (t % 500 !== 499) continue
      const twin = theirs.clone()
      permute(twin, inverse(order))
      expect(twin.hash()).toBe(ours.hash())
      expect([...twin.rewards]).toEqual([...ours.rewards])
      expect(
        Buffer.from(twin.observations.buffer, twin.observations.byteOffset, twin.observations.byteLength).equals(
          Buffer.from(ours.observations.buffer, ours.observations.byteOffset, ours.observations.byteLength),
        ),
      ).toBe(true)
    }
    const moved = worldOf(ours).state.name.some((name, body) => name !== worldOf(theirs).state.name[body])
    expect(moved).toBe(true)
  })
})
