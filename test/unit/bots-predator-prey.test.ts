/** What scripted predators and prey do, on the open map with a strip of floor to the south of its field. */
import { describe, expect, it } from 'vitest'
import type { HuntWorld } from '../../envs/meltingpot/predator-prey-world.ts'
import { metricOf, playBot } from './bots-play.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

type Role = 'predator' | 'prey'
type Place = readonly [x: number, y: number]

/** One world with players where the test puts them, and no food. */
function field(roles: readonly Role[], places: readonly Place[], own: Record<string, number[]> = {}): Grids {
  const all = grids('predator_prey', { slots: 1, map: 'open', roles })
  const grid = (all.batch.toJSON(0) as { grid: string[] }).grid.map((row) => row.replace(/[ac]/g, '.'))
  const site = all.world.state.kind.map(() => 0)
  lay(all, 0, { grid, players: places.map(([x, y]) => player(x, y, 'east')), own: { site: Array.from(site), ...own } })
  return all
}

const hunt = ({ world }: Grids): HuntWorld => world as unknown as HuntWorld
const placeOf = ({ world }: Grids, p: number): Place => [
  world.state.cell[p] % world.tables.width,
  Math.floor(world.state.cell[p] / world.tables.width),
]

describe('a scripted predator', () => {
  it('goes for prey that stands alone and eats it', async () => {
    const all = field(['predator', 'prey'], [[4, 16], [12, 12]]) // prettier-ignore
    await playBot(all, 'hunter_gatherer', [0], 20)
    expect(metricOf(all, 'prey_eaten')).toBe(1)
  })

  it('spares a pair if it is careful, and bites in vain if not', async () => {
    const bites = async (text: string): Promise<number> => {
      const all = field(['predator', 'prey', 'prey'], [[4, 16], [10, 16], [10, 15]]) // prettier-ignore
      await playBot(all, text, [0], 20)
      expect(metricOf(all, 'prey_eaten')).toBe(0)
      return metricOf(all, 'bites_withstood')
    }
    expect(await bites('hunter_gatherer')).toBe(0)
    expect(await bites('hunter_gatherer:careful=false')).toBeGreaterThan(0)
  })

  it('does not go for prey that the grass keeps', async () => {
    const all = field(['predator', 'prey'], [[4, 16], [1, 10]]) // prettier-ignore
    expect(new Set(await playBot(all, 'hunter_gatherer', [0], 10))).toEqual(new Set([0]))
  })

  it('rests from the yellow band until it is in the highest', async () => {
    const all = field(['predator', 'prey'], [[4, 16], [18, 3]], { stamina: [6, 18] }) // prettier-ignore
    const taken = await playBot(all, 'hunter_gatherer', [0], 9)
    expect(taken.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(taken[7]).toBeGreaterThan(0)
  })
})

describe('scripted prey', () => {
  const PREDATOR: Place = [10, 16]

  it('runs from a predator within its steps', async () => {
    const all = field(['prey', 'predator'], [[12, 16], PREDATOR])
    await playBot(all, 'hunter_gatherer', [0], 9)
    const [x, y] = placeOf(all, 0)
    expect(Math.abs(x - PREDATOR[0]) + Math.abs(y - PREDATOR[1])).toBeGreaterThan(4)
  })

  it('stays where it is if nothing is within its steps and there is no food', async () => {
    const all = field(['prey', 'predator'], [[12, 16], PREDATOR])
    expect(new Set(await playBot(all, 'hunter_gatherer:flee=1', [0], 5))).toEqual(new Set([0]))
  })

  it('does not run where no predator can come beside it', async () => {
    const all = field(['prey', 'predator'], [[1, 16], [3, 16]]) // prettier-ignore
    expect(new Set(await playBot(all, 'hunter_gatherer', [0], 5))).toEqual(new Set([0]))
  })

  it('stands in a herd that would withstand the predators', async () => {
    const places: Place[] = [[12, 16], [12, 15], PREDATOR] // prettier-ignore
    const stands = async (text: string) => {
      const all = field(['prey', 'prey', 'predator'], places)
      await playBot(all, text, [0], 5)
      return placeOf(all, 0)[0] === 12
    }
    expect([await stands('hunter_gatherer:herd=1'), await stands('hunter_gatherer')]).toEqual([true, false])
  })

  it('joins others until its herd is as large as it likes', async () => {
    const all = field(['prey', 'prey', 'prey'], [[4, 16], [14, 16], [18, 4]]) // prettier-ignore
    await playBot(all, 'hunter_gatherer:herd=1', [0], 40)
    expect(placeOf(all, 0)[0]).toBeGreaterThanOrEqual(11)
  })

  it('rests over an acorn until it may eat it, and eats it whole', async () => {
    const all = field(['prey'], [[12, 16]], { acorn: [1], stamina: [8] })
    await playBot(all, 'hunter_gatherer', [0], 40)
    expect(metricOf(all, 'acorns_eaten')).toBe(1)
    expect(metricOf(all, 'prey_return')).toBe(18)
  })

  it('gathers apples', async () => {
    const all = grids('predator_prey', { slots: 1, map: 'open', roles: ['prey'] })
    await playBot(all, 'hunter_gatherer', [0], 100)
    expect(metricOf(all, 'apples_eaten')).toBeGreaterThan(5)
    expect(hunt(all).state.stamina[0]).toBeGreaterThan(0)
  })
})
