/** Scripted players of allelopathic harvest do as they say. */
import { describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../envs/meltingpot/allelopathic-harvest.ts'
import { BUSHES } from '../../envs/meltingpot/allelopathic-map.ts'
import { metricOf, play, times } from './bots-play.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const [RED, GREEN, BLUE] = ROLES
const garden = (roles: readonly Role[], seed = 1): Grids =>
  grids('allelopathic_harvest', { slots: 1, seed, map: 'garden', roles })
const bushes = ({ world }: Grids): number[] => [...(world.state.bushes as Uint16Array)]
/** The garden with other bushes. */
const planted = (glyphOf: (letter: string) => string): string[] =>
  BUSHES.garden.map((row) => row.replaceAll('n', '.').replace(/[rgb]/g, glyphOf))

describe('planters', () => {
  it('plant all bushes alike, then eat', () => {
    const all = garden([RED, GREEN, BLUE])
    play(all.batch, times(3, 'planter:plants=blue'), 200, () => {})
    expect(bushes(all)).toEqual([0, 0, 45])
    expect(metricOf(all.batch, 'bushes_planted')).toBe(30)
    play(all.batch, times(3, 'planter:plants=blue'), 400, () => {})
    expect(metricOf(all.batch, 'berries_eaten')).toBeGreaterThan(10)
    expect(metricOf(all.batch, 'players_zapped')).toBe(0)
  })

  it('plant their favourite unless they are told another', () => {
    for (const [i, role] of ROLES.entries()) {
      const all = garden([role])
      play(all.batch, ['planter'], 400, () => {})
      expect(bushes(all)[i]).toBe(45)
    }
  })

  it('who like different colours undo each other’s work', () => {
    const all = garden([RED, GREEN])
    play(all.batch, times(2, 'planter'), 400, () => {})
    expect(metricOf(all.batch, 'bushes_planted')).toBeGreaterThan(60)
    expect(Math.max(...bushes(all))).toBeLessThan(45)
  })
})

describe('followers of a convention', () => {
  it('agree on a colour though each likes another', () => {
    for (const seed of [1, 2, 3]) {
      const all = garden([RED, GREEN, BLUE, RED, GREEN], seed)
      play(all.batch, times(5, 'convention_follower'), 500, () => {})
      expect(metricOf(all.batch, 'monoculture'), `seed ${seed}`).toBe(1)
    }
  })

  it('plant what is common in their sight, and their first colour where nothing is', () => {
    const all = garden([RED])
    lay(all, 0, { grid: planted((letter) => (letter === 'r' ? 'g' : 'b')), players: [player(8, 5, 'north', 4)] })
    play(all.batch, ['convention_follower'], 60, () => {})
    expect(bushes(all)[0]).toBe(0)
    expect(bushes(all)[2]).toBeGreaterThan(32)

    const mixed = garden([RED])
    lay(mixed, 0, { grid: planted((letter) => letter), players: [player(8, 5, 'north', 4)] })
    play(mixed.batch, ['convention_follower:threshold=1:first=green'], 60, () => {})
    expect(bushes(mixed)[1]).toBeGreaterThan(20)
  })
})
