/** Scripted players of coop mining do as they say. */
import { describe, expect, it } from 'vitest'
import { grids, lay, metricOf, player, roundOf, type Grids } from './meltingpot-world.ts'

const ID = 'coop_mining'

/** The yard with ore where the letters say, and players in its corners. */
function yard(players: number, ore: readonly (readonly [x: number, y: number, letter: string])[]): Grids {
  const all = grids(ID, { map: 'yard', players, slots: 1 })
  const { grid } = all.batch.toJSON(0) as { grid: string[] }
  const letters = grid.map((row) => [...row])
  for (const [x, y, letter] of ore) letters[y][x] = letter
  const corners = [player(2, 2, 'north'), player(14, 8, 'south'), player(2, 8, 'west'), player(14, 2, 'west')]
  lay(all, 0, { grid: letters.map((row) => row.join('')), players: corners.slice(0, players) })
  return all
}
const play = (round: () => void, steps: number): void => void Array.from({ length: steps }, round)
const metrics = (all: Grids, ...names: readonly string[]): number[] => names.map((name) => metricOf(all, 0, name))

const ORE = [[4, 2, 'i'], [2, 4, 'i'], [12, 8, 'i'], [14, 7, 'i'], [7, 5, 'g'], [9, 6, 'g']] as const // prettier-ignore

describe('cooperators', () => {
  it('mine all gold together and leave the iron', () => {
    const all = yard(2, ORE)
    play(roundOf(all, ['cooperator', 'cooperator']), 60)
    expect(metricOf(all, 0, 'gold_mined')).toBeGreaterThanOrEqual(2)
    expect(metricOf(all, 0, 'iron_mined')).toBe(0)
    expect(all.world.state.income[0]).toBe(all.world.state.income[1])
  })

  it('strike gold alone where nobody comes, again and again', () => {
    const all = yard(2, ORE)
    play(roundOf(all, ['cooperator', 'stay']), 60)
    expect(metricOf(all, 0, 'gold_tries')).toBeGreaterThan(10)
    expect(metrics(all, 'gold_mined', 'iron_mined')).toEqual([0, 0])
  })

  it('find each other among defectors, by the gold that waits', () => {
    const all = grids(ID, { slots: 8, players: 6, seed: 3 })
    play(roundOf(all, ['cooperator', 'cooperator', 'defector', 'defector', 'defector', 'defector']), 200)
    const success = Array.from({ length: 8 }, (_, slot) => metricOf(all, slot, 'gold_mined'))
    expect(success.filter((pairs) => pairs >= 2).length).toBeGreaterThanOrEqual(6)
  })
})

it('defectors mine all iron and leave the gold', () => {
  const all = yard(2, ORE)
  play(roundOf(all, ['defector', 'defector']), 60)
  expect(metricOf(all, 0, 'iron_mined')).toBeGreaterThanOrEqual(4)
  expect(metrics(all, 'gold_tries', 'gold_mined')).toEqual([0, 0])
})

describe('mixed players', () => {
  it.each([
    ['mixed:period=40', [true, false]],
    ['mixed:period=40:first=iron', [false, true]],
  ])('%s turn from one ore to the other', (name, golden) => {
    const all = yard(2, ORE)
    const round = roundOf(all, [name, name])
    for (const gold of golden) {
      const before = metrics(all, 'gold_tries', 'iron_mined')
      play(round, 40)
      const [tries, iron] = metrics(all, 'gold_tries', 'iron_mined').map((count, i) => count - before[i])
      expect([tries > 0, iron > 0]).toEqual([gold, !gold])
    }
  })
})
