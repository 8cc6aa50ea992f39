import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import type { CleanUpWorld } from '../../envs/meltingpot/clean-up.ts'
import type { GridJSON } from '../../envs/meltingpot/engine/json.ts'
import { BACKWARD, FORWARD } from '../../envs/meltingpot/engine/state.ts'
import { outcome, play, times } from './bots-play.ts'
import { grids, lay, player } from './meltingpot-world.ts'

const cleanUp = (names: readonly string[], horizon = 1000) =>
  outcome('clean_up', { players: names.length, horizon }, names, 1)

describe('players of clean_up', () => {
  it('a cleaner cleans about as fast as its beam can where all is dirty: three cells every three steps', () => {
    const all = grids('clean_up', { slots: 8, players: 1, seed: 3 })
    const { grid } = all.batch.toJSON(0) as GridJSON
    const dirty = grid.map((row) => row.replaceAll('~', '%'))
    for (let slot = 0; slot < 8; slot++) lay(all, slot, { grid: dirty, players: [player(12 + slot, 4, 'north', 2)] })
    play(all.batch, ['cleaner'], 60, () => {})
    const { state } = all.world as unknown as CleanUpWorld
    expect(Math.min(...state.cleaned)).toBeGreaterThan(45)
    expect(state.cleaned.reduce((sum, cells) => sum + cells, 0) / 8).toBeGreaterThan(0.9 * 60)
  })

  it('without cleaners nothing grows; one keeps the orchard, two let five earn most, and it pays each to eat', async () => {
    const none = await cleanUp(times(7, 'free_rider'))
    const one = await cleanUp([...times(1, 'cleaner'), ...times(6, 'free_rider')])
    const two = await cleanUp([...times(2, 'cleaner'), ...times(5, 'free_rider')])
    expect(none.metrics).toMatchObject({ apples_eaten: 0, dirt_cleaned: 0 })
    expect(one.metrics.mean_dirt).toBeLessThan(0.25)
    expect(one.metrics.apples_eaten).toBeGreaterThan(2200)
    expect(two.metrics.mean_dirt).toBeLessThan(0.12)
    expect(two.metrics.apples_eaten).toBeGreaterThan(one.metrics.apples_eaten)
    // More than one apple in two steps, for each who eats.
    expect(two.returns.free_rider).toBeGreaterThan(550)
    expect(two.returns.cleaner).toBeLessThan(20)
  })

  it('seven who take turns out of step earn, all alike', async () => {
    const shifts = [0, 1, 2, 3, 4, 5, 6].map((turn) => `alternator:clean=100:eat=250:phase=${turn * 50}`)
    const { returns, metrics } = await cleanUp(shifts)
    expect(metrics.collective_return).toBeGreaterThan(1500)
    expect(metrics.burden_equality).toBeGreaterThan(0.7)
    for (const shift of shifts) expect(returns[shift]).toBeGreaterThan(150)
  })

  it('conditional cleaners join others who clean, and clean alone only out of niceness', async () => {
    const alone = await cleanUp(times(7, 'conditional_cleaner'), 400)
    const nice = await cleanUp([...times(6, 'conditional_cleaner'), 'conditional_cleaner:niceness=200'], 400)
    const joined = await cleanUp([...times(2, 'cleaner'), ...times(5, 'conditional_cleaner')], 400)
    expect(alone.metrics.dirt_cleaned).toBe(0)
    expect(nice.metrics.dirt_cleaned).toBeGreaterThan(79)
    expect(joined.metrics.mean_dirt).toBeLessThan(0.15)
  })

  it('sanctioners zap where nobody cleans, and no more while others do', async () => {
    const free = await cleanUp([...times(2, 'sanctioner_alternator:nice=false'), ...times(5, 'free_rider')], 400)
    const clean = await cleanUp([...times(2, 'sanctioner_alternator'), ...times(5, 'cleaner')], 400)
    expect(free.metrics.players_zapped).toBeGreaterThan(20)
    expect(free.metrics.peace).toBeLessThan(5)
    expect(clean.metrics.players_zapped).toBe(0)
  })
})

/** Between river and orchard with nobody near, looking north: who cleans goes forward, who eats goes back. */
function ways(name: string, ticks: number, happens: (world: CleanUpWorld, tick: number) => void): string {
  const all = grids('clean_up', { slots: 1, players: 4 })
  const places = [[3, 11], [26, 8], [23, 8], [20, 8]] as const // prettier-ignore
  lay(all, 0, { players: places.map(([x, y]) => player(x, y, 'north', 2)) })
  const world = all.world as unknown as CleanUpWorld
  const policy = bot(name, 'clean_up')
  policy.reset()
  let done = ''
  for (world.tick[0] = 0; world.tick[0] < ticks; world.tick[0]++) {
    happens(world, world.tick[0])
    void policy.act(all.batch, [0])
    done += world.actions[0] === FORWARD ? 'c' : world.actions[0] === BACKWARD ? 'e' : '-'
  }
  return done
}

const clean = (count: number): string => 'c'.repeat(count)
const eat = (count: number): string => 'e'.repeat(count)

describe('what players of clean_up go by', () => {
  it('an alternator goes by the tick', () => {
    expect(ways('alternator', 450, () => {})).toBe(clean(200) + eat(200) + clean(50))
    expect(ways('alternator:clean=3:eat=5:phase=2', 12, () => {})).toBe('ceeeeeccceee'.slice(0, 12))
  })

  it('a conditional cleaner by others who cleaned in the last steps, never by itself', () => {
    const cleaning =
      (...steps: [number, number][]) =>
      (world: CleanUpWorld, tick: number) => {
        for (const [step, p] of steps) if (step === tick) world.state.cleaned[p]++
      }
    expect(ways('conditional_cleaner', 40, cleaning([5, 1], [10, 1]))).toBe(eat(40))
    expect(ways('conditional_cleaner', 120, cleaning([5, 1], [9, 2]))).toBe(eat(9) + clean(75) + eat(36))
    expect(ways('conditional_cleaner', 100, cleaning([5, 1], [5, 2], [5, 3]))).toBe(eat(5) + clean(79) + eat(16))
    expect(ways('conditional_cleaner', 40, cleaning([5, 0], [6, 0], [7, 0]))).toBe(eat(40))
    expect(ways('conditional_cleaner:threshold=3', 40, cleaning([5, 1], [6, 2]))).toBe(eat(40))
    expect(ways('conditional_cleaner:niceness=20', 40, () => {})).toBe(clean(20) + eat(20))
  })

  it('a corrigible reciprocator by others too, once it was out for long enough', () => {
    const cleaning = (world: CleanUpWorld): void => void (world.state.cleaned[1] += 1)
    const out = (from: number, steps: number) => (world: CleanUpWorld, tick: number) => {
      cleaning(world)
      world.state.away[0] = tick >= from && tick < from + steps ? 1 : 0
    }
    expect(ways('corrigible_reciprocator', 80, cleaning)).toBe(eat(80))
    expect(ways('corrigible_reciprocator', 80, out(10, 49))).toBe(eat(10) + '-'.repeat(49) + eat(21))
    expect(ways('corrigible_reciprocator', 80, out(10, 50))).toBe(eat(10) + '-'.repeat(50) + clean(20))
    expect(ways('corrigible_reciprocator:patience=2', 80, out(10, 50))).toBe(eat(10) + '-'.repeat(50) + eat(20))
  })

  it('a sanctioner by the steps of its window in which others cleaned; at first it takes them to have', () => {
    const zaps = (done: string): number => done.search(/[^ce]/)
    const every = (period: number) => (world: CleanUpWorld, tick: number) => {
      if (tick % period === 0) world.state.cleaned[1]++
    }
    const near = (happens: (world: CleanUpWorld, tick: number) => void) => (world: CleanUpWorld, tick: number) => {
      happens(world, tick)
      world.state.cell[2] = 11 * 30 + 5 // beside it: who zaps fires or turns
    }
    expect(
      zaps(
        ways(
          'sanctioner_alternator:period=1000',
          120,
          near(() => {}),
        ),
      ),
    ).toBe(48)
    expect(zaps(ways('sanctioner_alternator:period=1000', 120, near(every(25))))).toBe(-1)
    expect(ways('sanctioner_alternator:period=30', 60, every(5))).toBe(clean(30) + eat(30))
    expect(ways('sanctioner_alternator:period=30:nice=false', 60, every(5))).toBe(eat(60))
  })
})
