/** What scripted predators and prey do, on the open map with a strip of floor to the south of its field. */
import { describe, expect, it } from 'vitest'
import { actionsOf, metricOf, play } from './bots-play.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

type Place = readonly [x: number, y: number]
const BOT = 'hunter_gatherer'
const nothing = (): void => {}

/** One world with players where the test puts them, and no food. */
function field(roles: readonly ('predator' | 'prey')[], places: readonly Place[], own: Record<string, number[]> = {}) {
  const all = grids('predator_prey', { slots: 1, map: 'open', roles })
  const grid = (all.batch.toJSON(0) as { grid: string[] }).grid.map((row) => row.replace(/[ac]/g, '.'))
  const site = Array.from(all.world.state.kind, () => 0)
  lay(all, 0, { grid, players: places.map(([x, y]) => player(x, y, 'east')), own: { site, ...own } })
  return all
}

const placeOf = ({ world }: Grids, p: number): Place => [
  world.state.cell[p] % world.tables.width,
  Math.floor(world.state.cell[p] / world.tables.width),
]

describe('a scripted predator', () => {
  it('goes for prey that stands alone and eats it', () => {
    const { batch } = field(['predator', 'prey'], [[4, 16], [12, 12]]) // prettier-ignore
    play(batch, [BOT, 'stay'], 20, nothing)
    expect(metricOf(batch, 'prey_eaten')).toBe(1)
  })

  it.each([
    [BOT, false],
    [`${BOT}:careful=false`, true],
  ])('%s bites a pair in vain: %s', (name, bites) => {
    const { batch } = field(['predator', 'prey', 'prey'], [[4, 16], [10, 16], [10, 15]]) // prettier-ignore
    play(batch, [name, 'stay', 'stay'], 20, nothing)
    expect(metricOf(batch, 'prey_eaten')).toBe(0)
    expect(metricOf(batch, 'bites_withstood') > 0).toBe(bites)
  })

  it('does not go for prey that the grass keeps', () => {
    const { batch } = field(['predator', 'prey'], [[4, 16], [1, 10]]) // prettier-ignore
    expect(new Set(actionsOf(batch, [BOT, 'stay'], 10))).toEqual(new Set([0]))
  })

  it('rests from the yellow band until it is in the highest', () => {
    const { batch } = field(['predator', 'prey'], [[4, 16], [18, 3]], { stamina: [6, 18] }) // prettier-ignore
    const taken = actionsOf(batch, [BOT, 'stay'], 9)
    expect(taken.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(taken[7]).toBeGreaterThan(0)
  })
})

describe('scripted prey', () => {
  const PREDATOR: Place = [10, 16]

  it('runs from a predator within its steps', () => {
    const all = field(['prey', 'predator'], [[12, 16], PREDATOR])
    play(all.batch, [BOT, 'stay'], 9, nothing)
    const [x, y] = placeOf(all, 0)
    expect(Math.abs(x - PREDATOR[0]) + Math.abs(y - PREDATOR[1])).toBeGreaterThan(4)
  })

  it('stays where it is if nothing is within its steps and there is no food', () => {
    const { batch } = field(['prey', 'predator'], [[12, 16], PREDATOR])
    expect(new Set(actionsOf(batch, [`${BOT}:flee=1`, 'stay'], 5))).toEqual(new Set([0]))
  })

  it('does not run where no predator can come beside it', () => {
    const { batch } = field(['prey', 'predator'], [[1, 16], [3, 16]]) // prettier-ignore
    expect(new Set(actionsOf(batch, [BOT, 'stay'], 5))).toEqual(new Set([0]))
  })

  it.each([
    [`${BOT}:herd=1`, true],
    [BOT, false],
  ])('%s stands in a herd that would withstand the predators: %s', (name, stands) => {
    const all = field(['prey', 'prey', 'predator'], [[12, 16], [12, 15], PREDATOR]) // prettier-ignore
    play(all.batch, [name, 'stay', 'stay'], 5, nothing)
    expect(placeOf(all, 0)[0] === 12).toBe(stands)
  })

  it('joins others until its herd is as large as it likes', () => {
    const all = field(['prey', 'prey', 'prey'], [[4, 16], [14, 16], [18, 4]]) // prettier-ignore
    play(all.batch, [`${BOT}:herd=1`, 'stay', 'stay'], 40, nothing)
    expect(placeOf(all, 0)[0]).toBeGreaterThanOrEqual(11)
  })

  it('rests over an acorn until it may eat it, and eats it whole', () => {
    const { batch } = field(['prey'], [[12, 16]], { acorn: [1], stamina: [8] })
    play(batch, [BOT], 40, nothing)
    expect(metricOf(batch, 'acorns_eaten')).toBe(1)
    expect(metricOf(batch, 'prey_return')).toBe(18)
  })

  it('gathers apples', () => {
    const { batch } = grids('predator_prey', { slots: 1, map: 'open', roles: ['prey'] })
    play(batch, [BOT], 100, nothing)
    expect(metricOf(batch, 'apples_eaten')).toBeGreaterThan(5)
  })
})
