/** Scripted cooks: how many soups they make, and that they share the work or keep to their job. */
import { describe, expect, it } from 'vitest'
import { DISH, NOTHING, TOMATO } from '../../envs/meltingpot/cooking-kinds.ts'
import { KITCHENS } from '../../envs/meltingpot/cooking.ts'
import type { GridJSON } from '../../envs/meltingpot/engine/json.ts'
import { outcome, play, times } from './bots-play.ts'
import { grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const ID = 'collaborative_cooking'

/** The least share of what docs/meltingpot.md documents. */
const SHARE = 0.9

describe('cooks', () => {
  it.each([
    ['cramped', 25],
    ['asymmetric', 38],
    ['circuit', 20],
    ['ring', 29],
    ['forced', 20],
    ['crowded', 40],
    ['figure_eight', 10],
  ] as const)('make the documented soups in %s', async (map, documented) => {
    const players = KITCHENS[map].join('').split('n').length - 1
    const { metrics } = await outcome(ID, { map }, times(players, 'cook'), 8)
    expect(metrics.soups_delivered).toBeGreaterThanOrEqual(SHARE * documented)
  })

  it('make soups alone, but none where two rooms need each other', async () => {
    const alone = async (map: string) => (await outcome(ID, { map }, ['cook', 'stay'], 4)).metrics.soups_delivered
    expect(await alone('cramped')).toBeGreaterThanOrEqual(15)
    expect(await alone('forced')).toBe(0)
  })
})

describe('jobs', () => {
  it('are kept to: a tomato cook takes no dishes, a dish cook pots no tomatoes', async () => {
    const tomatoes = await outcome(ID, { map: 'ring' }, times(2, 'cook:job=tomato'))
    expect(tomatoes.metrics).toMatchObject({ dishes_taken: 0, soups_delivered: 0, tomatoes_potted: 6 })
    const dishes = await outcome(ID, { map: 'ring' }, times(2, 'cook:job=dish'))
    expect(dishes.metrics).toMatchObject({ tomatoes_potted: 0, soups_delivered: 0 })
    expect(dishes.metrics.dishes_taken).toBeGreaterThan(0)
  })

  it('divide the labour', async () => {
    const { metrics } = await outcome(ID, { map: 'ring' }, ['cook:job=tomato', 'cook:job=dish'])
    expect(metrics.soups_delivered).toBeGreaterThanOrEqual(25)
  })
})

describe('a cook', () => {
  /** The cramped kitchen with this pot, and what both hold. */
  function kitchen(pot: string, clock: number, holds: number[]): Grids {
    const all = grids(ID, { slots: 1 })
    const { grid } = all.batch.toJSON(0) as GridJSON
    const players = [player(4, 2, 'north'), player(4, 3, 'north')]
    lay(all, 0, { grid: grid.map((row) => row.replace('C', pot)), players, own: { holds, clock: [clock] } })
    return all
  }
  function delivered(all: Grids, names: readonly string[], steps: number): number {
    play(all.batch, names, steps)
    return metricOf(all, 0, 'soups_delivered')
  }

  it('lays its tomato down where a soup waits and nobody has a dish', () => {
    expect(delivered(kitchen('S', 30, [TOMATO, TOMATO]), ['cook', 'cook'], 60)).toBeGreaterThanOrEqual(1)
  })

  it('lays its dish down where tomatoes are missing', () => {
    expect(delivered(kitchen('C', 0, [DISH, DISH]), ['cook', 'stay'], 150)).toBeGreaterThanOrEqual(1)
  })

  it('waits before a pot for its soup, and does not reach into it in vain', () => {
    const all = kitchen('a', 0, [DISH, NOTHING])
    play(all.batch, ['cook', 'stay'], 20, () => expect(all.world.state.lights[0]).toBe(0))
    expect(all.world.state.cell[0]).toBe(2 * 9 + 5)
  })
})
