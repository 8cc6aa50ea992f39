/** Scripted players of coop mining do as they say. */
import { describe, expect, it } from 'vitest'
import { outcome, play, roundOf, times } from './bots-play.ts'
import { grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const ID = 'coop_mining'
const SHORT = { horizon: 300 }

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
const metrics = (all: Grids, ...names: readonly string[]): number[] => names.map((name) => metricOf(all, 0, name))

const ORE = [[4, 2, 'i'], [2, 4, 'i'], [12, 8, 'i'], [14, 7, 'i'], [7, 5, 'g'], [9, 6, 'g']] as const // prettier-ignore

describe('cooperators', () => {
  it('mine all gold together and leave the iron', () => {
    const all = yard(2, ORE)
    play(all.batch, ['cooperator', 'cooperator'], 60)
    expect(metricOf(all, 0, 'gold_mined')).toBeGreaterThanOrEqual(2)
    expect(metricOf(all, 0, 'iron_mined')).toBe(0)
    expect(all.world.state.income[0]).toBe(all.world.state.income[1])
  })

  it('strike gold alone where nobody comes, again and again', () => {
    const all = yard(2, ORE)
    play(all.batch, ['cooperator', 'stay'], 60)
    expect(metricOf(all, 0, 'gold_tries')).toBeGreaterThan(10)
    expect(metrics(all, 'gold_mined', 'iron_mined')).toEqual([0, 0])
  })

  it('do not mine iron that is in the way', () => {
    const all = yard(2, [[3, 2, 'i'], [4, 2, 'g'], [2, 3, 'i'], [2, 4, 'g']]) // prettier-ignore
    play(all.batch, ['cooperator', 'stay'], 30)
    expect(metricOf(all, 0, 'gold_tries')).toBeGreaterThan(0)
    expect(metricOf(all, 0, 'iron_mined')).toBe(0)
  })

  it('count on who has struck gold, not on who stands nearer', () => {
    const all = yard(3, [[5, 5, 'g'], [12, 5, 'g']]) // prettier-ignore
    lay(all, 0, { players: [player(8, 5, 'north'), player(4, 5, 'east'), player(14, 5, 'west')] })
    play(all.batch, ['cooperator', 'stay', 'cooperator'], 15)
    expect(metricOf(all, 0, 'gold_mined')).toBeGreaterThan(0)
  })

  it('find each other among defectors, by the gold that waits', () => {
    const all = grids(ID, { slots: 8, players: 6, seed: 3 })
    play(all.batch, [...times(2, 'cooperator'), ...times(4, 'defector')], 200)
    const success = Array.from({ length: 8 }, (_, slot) => metricOf(all, slot, 'gold_mined'))
    expect(success.filter((pairs) => pairs >= 2).length).toBeGreaterThanOrEqual(6)
  })
})

it('defectors mine all iron and leave the gold', () => {
  const all = yard(2, ORE)
  play(all.batch, ['defector', 'defector'], 60)
  expect(metricOf(all, 0, 'iron_mined')).toBeGreaterThanOrEqual(4)
  expect(metrics(all, 'gold_tries', 'gold_mined')).toEqual([0, 0])
})

describe('mixed players', () => {
  it.each([
    ['mixed:period=40', [true, false]],
    ['mixed:period=40:first=iron', [false, true]],
  ])('%s turn from one ore to the other', (name, golden) => {
    const all = yard(2, ORE)
    const round = roundOf(all.batch, [name, name])
    for (const gold of golden) {
      const before = metrics(all, 'gold_tries', 'iron_mined')
      for (let t = 0; t < 40; t++) round()
      const [tries, iron] = metrics(all, 'gold_tries', 'iron_mined').map((count, i) => count - before[i])
      expect([tries > 0, iron > 0]).toEqual([gold, !gold])
    }
  })
})

it('it pays all to mine gold together and nobody to mine it alone', async () => {
  const together = await outcome(ID, SHORT, times(6, 'cooperator'), 2)
  const none = await outcome(ID, SHORT, times(6, 'defector'), 2)
  const alone = await outcome(ID, SHORT, ['cooperator', ...times(5, 'defector')], 2)
  expect(together.returns.cooperator).toBeGreaterThan(3 * none.returns.defector)
  expect(alone.returns.cooperator).toBe(0)
})
