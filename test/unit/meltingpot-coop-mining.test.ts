/** Chance, accounts and metrics of coop mining; its rules are cases in test/cases/coop_mining. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GOLD, IRON, MINING_NUMBERS, STRUCK_GOLD } from '../../envs/meltingpot/coop-mining.ts'
import { TERMINATED } from '../../envs/core/spec.ts'
import { differences } from '../../envs/meltingpot/engine/profile.ts'
import { makeBatch } from '../../envs/registry.ts'
import { expectRate, grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const ID = 'coop_mining'
const MINE = 7
const WIDTH = 17

const yard = (options: Record<string, unknown> & { slots: number }): Grids => grids(ID, { map: 'yard', ...options })

describe('ore', () => {
  it('appears on bare sites at its rate', () => {
    const all = grids(ID, { slots: 64 })
    const { world, batch } = all
    const { sites } = world.tables as unknown as { sites: Uint16Array }
    let [bare, iron, gold] = [0, 0, 0]
    for (let t = 0; t < 50; t++) {
      const before = world.state.kind.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        for (const site of sites) {
          const at = slot * world.tables.cells + site
          if (before[at] >= IRON) continue
          bare++
          if (world.state.kind[at] === IRON) iron++
          else if (world.state.kind[at] === GOLD) gold++
        }
      }
    }
    expectRate(iron, bare, 0.0002, 'iron')
    expectRate(gold, bare, 0.00008, 'gold')
  })

  it('never appears under a player who stands there', () => {
    const all = yard({ slots: 256, players: 2 })
    const { world, batch } = all
    for (let slot = 0; slot < 256; slot++) lay(all, slot, { players: [player(1, 1, 'north'), player(1, 9, 'north')] })
    for (let t = 0; t < 400; t++) batch.step()
    for (let slot = 0; slot < 256; slot++) {
      for (const cell of [WIDTH + 1, 9 * WIDTH + 1]) expect(world.state.kind[slot * world.tables.cells + cell]).toBe(1)
    }
  })
})

describe('beams of one step', () => {
  it('hit in the order of the players: the third is the last', () => {
    const slots = 200
    const all = yard({ slots, players: 3 })
    const { grid } = all.batch.toJSON(0) as { grid: string[] }
    const gold = grid.map((row, y) => (y === 5 ? `${row.slice(0, 7)}g${row.slice(8)}` : row))
    for (let slot = 0; slot < slots; slot++) {
      lay(all, slot, { grid: gold, players: [player(7, 7, 'north'), player(9, 5, 'west'), player(5, 5, 'east')] })
    }
    all.batch.actions.fill(MINE)
    all.batch.step()
    for (let slot = 0; slot < slots; slot++) {
      expect([...all.batch.rewards.subarray(slot * 3, slot * 3 + 3)]).toEqual([8, 8, 0])
      const miner = all.world.state.miner as Uint8Array
      expect(miner[slot * all.world.tables.cells + 5 * WIDTH + 7]).toBe(3)
    }
  })
})

/** Steps of random play in a yard full of gold and iron. */
function playYard(seed: number, profile: string): Grids {
  const all = yard({ slots: 1, players: 4, seed, profile })
  const { grid } = all.batch.toJSON(0) as { grid: string[] }
  lay(all, 0, { grid: grid.map((row) => row.replaceAll('..', 'gi').replaceAll('.', 'g')), own: {} })
  let word = seed
  for (let t = 0; t < 200; t++) {
    for (let p = 0; p < 4; p++) {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0
      all.batch.actions[p] = Math.min(MINE, (word >>> 8) % 12)
    }
    all.batch.step()
  }
  return all
}

describe('in random play', () => {
  it('rewards are what was mined, and gold waits where somebody struck it', () => {
    let pairs = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(...Object.keys(MINING_NUMBERS)),
        (seed, profile) => {
          const all = playYard(seed, profile)
          const { kind, miner, waits, struck } = all.world.state
          const metric = (name: string) => metricOf(all, 0, name)
          const pay = profile === 'socialjax' ? 8 : 16
          expect(metric('collective_return')).toBe(metric('iron_mined') + pay * metric('gold_mined'))
          expect(metric('gold_mined')).toBeLessThanOrEqual(metric('gold_tries'))
          expect(metric('gold_success')).toBe(metric('gold_mined') / metric('gold_tries'))
          const waiting = [...kind.keys()].filter((cell) => kind[cell] === STRUCK_GOLD)
          expect(waiting.length).toBe(struck[0])
          for (const cell of kind.keys()) {
            expect(miner[cell] > 0 && waits[cell] >= 1 && waits[cell] <= 3).toBe(kind[cell] === STRUCK_GOLD)
          }
          pairs += metric('gold_mined')
        },
      ),
      { numRuns: 30, seed: 1 },
    )
    expect(pairs).toBeGreaterThan(30)
  })
})

describe('profiles', () => {
  it('differ in who is paid', () => {
    const names = ['players', 'period', 'firstPaid', 'ironShared', 'third']
    expect(differences(MINING_NUMBERS).map(({ name }) => name)).toEqual(names)
  })

  it.each([
    ['mp-code', 6],
    ['mp-doc', 6],
    ['socialjax', 4],
  ])('%s is for %i players where nothing else is said', (profile, players) => {
    expect(makeBatch(ID, { slots: 1, profile }).agents).toBe(players)
    expect(makeBatch(ID, { slots: 1, profile, players: 2 }).agents).toBe(2)
  })
})

it('the share of tries that paid is NaN before the first', () => {
  expect(metricOf(yard({ slots: 1 }), 0, 'gold_success')).toBeNaN()
})

it('episodes end by chance after step 1099, one in five', () => {
  const slots = 2000
  const { batch, world } = yard({ slots, players: 1, randomEnd: true, autoreset: 'disabled' })
  world.tick.fill(1097)
  batch.step()
  expect(batch.done.includes(TERMINATED)).toBe(false)
  batch.step()
  const ends = batch.done.filter((code) => code === TERMINATED).length
  expect(Math.abs(ends / slots - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / slots))
})
