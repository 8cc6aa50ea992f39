/** Predator and prey: maps, roles, what grows as often as the rules say, and what holds at any time. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCKED, PASSABLE, windowAt } from '../../envs/core/common.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import { FLOOR } from '../../envs/meltingpot/engine/state.ts'
import { ACORN, APPLE, GRASS, type HuntTables, type HuntWorld } from '../../envs/meltingpot/predator-prey-world.ts'
import { SETTINGS } from '../../envs/meltingpot/predator-prey.ts'
import { expectRate, grids, lay, player, type Grids } from './meltingpot-world.ts'

const MAPS = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]
const tablesOf = ({ world }: Grids): HuntTables => (world as unknown as HuntWorld).tables
const rolesOf = (options: Record<string, unknown>): string[] => {
  const { batch } = grids('predator_prey', { slots: 1, ...options })
  return batch.spec.agents(batch.config, batch.world.tables).map(({ role }) => role)
}

describe('maps of predator and prey', () => {
  it.each([
    ['alley_hunt', 26, 23, 5, 8, { apples: 30, acorns: 0, thickets: 0 }],
    ['open', 23, 19, 3, 10, { apples: 109, acorns: 12, thickets: 0 }],
    ['orchard', 23, 19, 5, 8, { apples: 79, acorns: 12, thickets: 0 }],
    ['random_forest', 23, 19, 5, 8, { apples: 0, acorns: 19, thickets: 94 }],
  ] as const)('%s has its measures and its players', (map, width, height, predators, prey, sites) => {
    const tables = tablesOf(grids('predator_prey', { slots: 1, map }))
    expect([tables.width, tables.height]).toEqual([width, height])
    for (const [name, count] of Object.entries(sites)) expect(tables[name as keyof typeof sites].length).toBe(count)
    const roles = rolesOf({ map })
    expect(roles).toEqual([...Array(predators).fill('predator'), ...Array(prey).fill('prey')])
  })

  it.each(MAPS)('%s starts both roles where they belong', (map) => {
    const roles = ['prey', 'predator', 'prey', 'predator']
    const { world } = grids('predator_prey', { slots: 40, map, roles })
    const { starts } = tablesOf({ world } as Grids)
    expect(starts[0]).toBe(starts[2])
    expect(starts[0].some((cell) => starts[1].includes(cell))).toBe(false)
    for (const [row, cell] of world.state.cell.entries()) expect(starts[row % 4].includes(cell)).toBe(true)
    expect(rolesOf({ map, roles })).toEqual(roles)
  })

  it('returns both roles where they start', () => {
    const roles = ['prey', 'predator']
    const all = grids('predator_prey', { slots: 40, map: 'orchard', roles })
    for (let slot = 0; slot < 40; slot++) {
      lay(all, slot, { players: [player(1, 8, 'east'), player(9, 8, 'east')].map((one) => ({ ...one, away: 1 })) })
    }
    all.batch.step()
    const { starts } = tablesOf(all)
    expect(all.world.live.every((live) => live === 1)).toBe(true)
    for (const [row, cell] of all.world.state.cell.entries()) expect(starts[row % 2].includes(cell)).toBe(true)
  })
})

describe('what grows', () => {
  it('grows back at its rate on its own sites', () => {
    const all = grids('predator_prey', { slots: 64, map: 'open', roles: ['prey'] })
    const { batch, world } = all
    const { apples, acorns, cells } = tablesOf(all)
    const grown = [APPLE, ACORN].map(() => 0)
    let trials = 0
    for (let t = 0; t < 150; t++) {
      for (let slot = 0; slot < batch.slots; slot++) {
        for (const cell of [...apples, ...acorns]) {
          const kind = world.state.kind[slot * cells + cell]
          if (kind === FLOOR) continue
          if (t > 0) grown[kind - APPLE]++
          put(world, slot, cell, FLOOR)
        }
        if (t > 0) trials++
      }
      batch.step()
    }
    expectRate(grown[0], trials * apples.length, 0.007, 'apples')
    expectRate(grown[1], trials * acorns.length, 0.01, 'acorns')
  })

  it('stands in a third of the doubtful places', () => {
    const all = grids('predator_prey', { slots: 256, map: 'random_forest', roles: ['prey'] })
    const { batch, world } = all
    const { thickets, oaks, cells } = tablesOf(all)
    const episodes = 33
    const found = { grass: 0, acorns: 0 }
    for (let episode = 0; episode < episodes; episode++) {
      batch.reset(`forest ${episode}`)
      for (let at = 0; at < world.state.kind.length; at += cells) {
        for (const cell of thickets) if (world.state.kind[at + cell] === GRASS) found.grass++
        for (const cell of oaks) if (world.state.kind[at + cell] === ACORN) found.acorns++
      }
    }
    expectRate(found.grass, episodes * batch.slots * thickets.length, 1 / 3, 'thickets')
    expectRate(found.acorns, episodes * batch.slots * oaks.length, 1 / 3, 'acorns')
  })
})

describe('predator and prey', () => {
  it('keep their bounds whatever anybody does', () => {
    const role = fc.constantFrom('predator', 'prey')
    const play = fc.record({
      map: fc.constantFrom(...MAPS),
      roles: fc.array(role, { minLength: 2, maxLength: 8 }),
      seed: fc.integer(),
      actions: fc.array(fc.nat(7), { minLength: 400, maxLength: 400 }),
    })
    fc.assert(
      fc.property(play, ({ map, roles, seed, actions }) => {
        const all = grids('predator_prey', { slots: 1, map, roles, seed })
        for (let at = 0; at + roles.length <= actions.length; at += roles.length) {
          all.world.actions.set(actions.slice(at, at + roles.length))
          all.batch.step()
          expect(isSound(all.world as unknown as HuntWorld)).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('see the same grass, which bars predators alone', () => {
    const roles = ['predator', 'prey']
    const { batch, world } = grids('predator_prey', { slots: 1, map: 'open', roles, view: 'common' })
    lay({ batch, world }, 0, { players: [player(3, 16, 'west'), player(3, 15, 'west')] })
    const [predator, prey] = [0, 1].map((p) => batch.observations.subarray(p * world.rowSize, (p + 1) * world.rowSize))
    const grass = windowAt(-1, 0)
    expect([predator[grass + BLOCKED], predator[grass + PASSABLE]]).toEqual([255, 0])
    expect([prey[grass + BLOCKED], prey[grass + PASSABLE]]).toEqual([0, 255])
  }) // prettier-ignore

  it('are told what to interact means to them', () => {
    const { batch } = grids('predator_prey', { slots: 1, roles: ['predator', 'prey'] })
    const told = [0, 1].map((p) => batch.spec.text(batch.world, 0, p))
    expect(told[0]).toContain('You are a predator: to interact is to bite who is ahead.')
    expect(told[1]).toContain('You are a prey: to interact is to eat the acorn you hold.')
  })

  it('count the company that prey keep', () => {
    const all = grids('predator_prey', { slots: 1, map: 'open', roles: ['prey', 'prey', 'prey', 'predator'] })
    lay(all, 0, { players: [5, 6, 15, 16].map((x) => player(x, 16, 'east')) })
    all.world.actions.fill(0)
    all.batch.step()
    const { spec } = all.batch
    expect(all.world.metrics[spec.metrics.indexOf('mean_group')]).toBeCloseTo((2 + 2 + 1) / 3, 12)
  })
})

/** Stamina and timers within their ranges, meals for prey alone, nobody where it is barred, food on its sites. */
function isSound({ state, tables, agents }: HuntWorld): boolean {
  for (let p = 0; p < agents; p++) {
    const held = Math.max(state.tired[p], state.meal[p])
    if (state.stamina[p] > 18 || state.tired[p] > 6 || held > state.frozen[p]) return false
    if (tables.hunts[p] === 1 && state.acorn[p] + state.meal[p] + state.alert[p] > 0) return false
    const kind = state.kind[state.cell[p]]
    if (state.away[p] === 0 && tables.barred[p * tables.kinds.length + kind] === 1) return false
  }
  return state.kind.every((kind, cell) => kind < APPLE || state.site[cell] === kind)
}
