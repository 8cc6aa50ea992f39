/** Chance, accounts and metrics of gift refinements; its rules are cases in test/cases/gift_refinements. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMON_SIZE, SELF } from '../../envs/core/common.ts'
import { TERMINATED } from '../../envs/core/spec.ts'
import { differences } from '../../envs/meltingpot/engine/profile.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { GIFT_NUMBERS } from '../../envs/meltingpot/gift-refinements.ts'
import { find, makeBatch } from '../../envs/registry.ts'
import { expectRate, grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const ID = 'gift_refinements'
const STAY = 0
const GIFT = 7
const CONSUME = 8
const TOKEN = 3

const yard = (options: Record<string, unknown> & { slots: number }): Grids => grids(ID, { map: 'yard', ...options })
const tokensOf = ({ world }: Grids): Uint8Array => world.state.tokens as Uint8Array

describe('tokens', () => {
  it('appear on bare sites at their rate', () => {
    const all = grids(ID, { slots: 64 })
    const { world, batch } = all
    const { sites } = world.tables as unknown as { sites: Uint16Array }
    let [bare, grown] = [0, 0]
    for (let t = 0; t < 60; t++) {
      const before = world.state.kind.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        for (const site of sites) {
          const at = slot * world.tables.cells + site
          if (before[at] === TOKEN) continue
          bare++
          if (world.state.kind[at] === TOKEN) grown++
        }
      }
    }
    expectRate(grown, bare, 0.0002, 'tokens')
  })

  it('never appear under a player who stands there', () => {
    const all = yard({ slots: 256, players: 2 })
    for (let slot = 0; slot < 256; slot++) lay(all, slot, { players: [player(1, 1, 'north'), player(1, 9, 'north')] })
    for (let t = 0; t < 400; t++) all.batch.step()
    expect(Math.max(...tokensOf(all))).toBe(0)
    expect(metricOf(all, 0, 'tokens_taken')).toBe(0)
  })

  it('that appear where a player comes to are taken at once', () => {
    const all = yard({ slots: 256, players: 1 })
    const { world, batch } = all
    let [left, taken] = [0, 0]
    for (let t = 0; t < 300; t++) {
      const before = world.state.kind.slice()
      const held = tokensOf(all).slice()
      batch.actions.fill(1 + (t % 2))
      batch.step()
      for (let slot = 0; slot < 256; slot++) {
        const at = slot * world.tables.cells + world.state.cell[slot]
        if (world.state.kind[at] === TOKEN) left++
        if (before[at] !== TOKEN && tokensOf(all)[slot * 3] > held[slot * 3]) taken++
      }
    }
    expect(left).toBe(0)
    expect(taken).toBeGreaterThan(0)
  })
})

describe('gifts of one step', () => {
  it('change hands one after the other, either giver first equally often', () => {
    const slots = 1000
    const all = yard({ slots, players: 2 })
    for (let slot = 0; slot < slots; slot++) {
      const players = [player(2, 5, 'east'), player(4, 5, 'west')]
      lay(all, slot, { players, own: { tokens: [1, 0, 0, 1, 0, 0] } })
    }
    all.batch.actions.fill(GIFT)
    all.batch.step()
    const hands = Array.from({ length: slots }, (_, slot) =>
      tokensOf(all)
        .slice(slot * 6, slot * 6 + 6)
        .join(),
    )
    expect(new Set(hands)).toEqual(new Set(['0,0,5,1,4,0', '1,4,0,0,0,5']))
    const first = hands.filter((hand) => hand === '1,4,0,0,0,5').length
    expect(Math.abs(first / slots - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / slots))
  })
})

/** Steps of random play in a yard full of tokens. */
function playYard(seed: number, profile: string): Grids {
  const all = yard({ slots: 1, players: 4, seed, profile })
  const { grid } = all.batch.toJSON(0) as { grid: string[] }
  lay(all, 0, { grid: grid.map((row) => row.replaceAll('.', 't')), own: {} })
  let word = seed
  for (let t = 0; t < 300; t++) {
    for (let p = 0; p < 4; p++) {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0
      // Consuming one time in eighty, so that hands fill.
      const action = (word >>> 8) % 80
      all.batch.actions[p] = action === CONSUME ? CONSUME : action % CONSUME
    }
    all.batch.step()
  }
  return all
}

describe('in random play', () => {
  it('no token comes from nowhere or is lost but beyond the capacity, and each consumed one is paid', () => {
    let gifts = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(...Object.keys(GIFT_NUMBERS)), (seed, profile) => {
        const all = playYard(seed, profile)
        const metric = (name: string) => metricOf(all, 0, name)
        const held = [0, 1, 2].map((kind) =>
          tokensOf(all).reduce((sum, count, i) => sum + (i % 3 === kind ? count : 0), 0),
        )
        const consumed = metric('tokens_consumed')
        const given = metric('gifts_raw') + metric('gifts_refined') + metric('gifts_twice_refined')
        const received = metric('received_refined') + metric('received_twice_refined')
        gifts += given
        expect(Math.max(...tokensOf(all))).toBeLessThanOrEqual(15)
        expect(held[0] + held[1] + held[2]).toBe(metric('tokens_taken') + received - given - consumed)
        const raw = metric('tokens_taken') - metric('gifts_raw') - held[0]
        expect(raw).toBe(consumed - metric('refined_consumed'))
        expect(metric('collective_return')).toBe(consumed)
        expect((all.world.state.given as Int32Array).reduce((sum, count) => sum + count, 0)).toBe(given)
        const multiplier = profile === 'mp-code' ? 5 : 3
        expect(metric('received_refined')).toBeLessThanOrEqual(multiplier * metric('gifts_raw'))
      }),
      { numRuns: 30, seed: 1 },
    )
    expect(gifts).toBeGreaterThan(100)
  })
})

describe('metrics', () => {
  /** Three in a row; the second looks at either neighbour by its heading. */
  function row(heading: string): Grids {
    const all = yard({ slots: 1, players: 3 })
    const players = [player(2, 5, 'east'), player(4, 5, heading), player(6, 5, 'west')]
    lay(all, 0, { players, own: { tokens: [9, 0, 0, 9, 0, 0, 0, 0, 0] } })
    return all
  }
  function play({ batch }: Grids, ...joint: readonly (readonly number[])[]): void {
    for (const actions of joint) {
      batch.actions.set(actions)
      batch.step()
    }
  }
  const REST = [STAY, STAY, STAY] as const

  it('are NaN where they are undefined', () => {
    const all = row('west')
    for (const name of ['reciprocity', 'giving_equality', 'refined_share']) expect(metricOf(all, 0, name)).toBeNaN()
    play(all, [STAY, STAY, CONSUME])
    expect(metricOf(all, 0, 'refined_share')).toBeNaN()
  })

  it('count a pair as returned if the receiver ever gave to the giver', () => {
    const all = row('west')
    play(all, [GIFT, STAY, STAY])
    expect(metricOf(all, 0, 'reciprocity')).toBe(0)
    play(all, REST, REST, [GIFT, GIFT, STAY])
    expect(metricOf(all, 0, 'reciprocity')).toBe(1)
  })

  it('count ordered pairs', () => {
    const all = row('west')
    play(all, [GIFT, STAY, STAY], REST, REST, [STAY, GIFT, STAY], REST, REST)
    // The second turns to the third and gives: three pairs, two of them returned.
    play(all, [STAY, 5, STAY], [STAY, 5, STAY], [STAY, GIFT, STAY])
    expect(metricOf(all, 0, 'reciprocity')).toBeCloseTo(2 / 3)
    expect(metricOf(all, 0, 'gifts_raw') + metricOf(all, 0, 'gifts_refined')).toBe(3)
  })

  it('say how equally giving is shared', () => {
    const all = row('west')
    play(all, [GIFT, STAY, STAY])
    expect(metricOf(all, 0, 'giving_equality')).toBeCloseTo(1 / 3)
    play(all, REST, REST, [STAY, GIFT, STAY])
    expect(metricOf(all, 0, 'giving_equality')).toBeCloseTo(2 / 3)
  })

  it('say which share of the consumed tokens was refined', () => {
    const all = row('west')
    play(all, [GIFT, STAY, STAY], [STAY, CONSUME, STAY])
    expect(metricOf(all, 0, 'tokens_consumed')).toBe(14)
    expect(metricOf(all, 0, 'refined_share')).toBe(5 / 14)
  })
})

describe('what a player knows', () => {
  it('is its charge and its tokens by kind', () => {
    const all = yard({ slots: 1, players: 2, view: 'symbolic' })
    lay(all, 0, { players: [player(2, 5, 'east'), player(4, 5, 'west')], own: { tokens: [9, 2, 0, 1, 0, 7] } })
    const names = channels(all.world.tables)
    const { rows, columns, sight } = all.world.tables
    const known = (p: number) => {
      const cell = p * rows * columns + sight.forward * columns + sight.left
      return [...all.batch.observations.subarray((cell + 1) * names.length - 4, (cell + 1) * names.length)]
    }
    expect(names.slice(-4)).toEqual(['charge', 'raw tokens', 'refined tokens', 'twice refined tokens'])
    all.batch.step()
    expect([known(0), known(1)]).toEqual([
      [3, 9, 2, 0],
      [3, 1, 0, 7],
    ])
    all.batch.actions.set([GIFT, STAY])
    all.batch.step()
    expect([known(0), known(1)]).toEqual([
      [0, 9, 1, 0],
      [3, 1, 0, 12],
    ])
  })

  it('is in the common view how much it holds and how refined', () => {
    const all = yard({ slots: 1, players: 2, view: 'common' })
    lay(all, 0, { own: { tokens: [0, 3, 3, 0, 0, 0] } })
    all.batch.step()
    const self = (p: number, name: 'holds' | 'amount' | 'quality', i = 0) =>
      all.batch.observations[p * COMMON_SIZE + SELF.at[name] + i]
    expect([0, 1, 2].map((kind) => self(0, 'holds', kind))).toEqual([0, 255, 255])
    expect(self(0, 'amount')).toBe(Math.round((6 / 45) * 255))
    expect(self(0, 'quality')).toBe(Math.round(0.75 * 255))
    expect([self(1, 'holds'), self(1, 'amount'), self(1, 'quality')]).toEqual([0, 0, 0])
  })

  it('is told in words', () => {
    const all = yard({ slots: 1, players: 1 })
    lay(all, 0, { own: { tokens: [1, 2, 3] } })
    expect(find(ID).text(all.batch.world, 0, 0)).toContain('You hold 1 raw, 2 refined, 3 twice refined tokens.')
  })
})

describe('profiles', () => {
  it('differ in what a gift is, whom it reaches and how often', () => {
    expect(differences(GIFT_NUMBERS).map(({ name }) => name)).toEqual([
      'players',
      'multiplier',
      'gives',
      'reach',
      'period',
    ])
  })

  it.each([
    ['mp-code', 6],
    ['mp-doc', 6],
    ['socialjax', 5],
  ])('%s is for %i players where nothing else is said', (profile, players) => {
    expect(makeBatch(ID, { slots: 1, profile }).agents).toBe(players)
    expect(makeBatch(ID, { slots: 1, profile, players: 3 }).agents).toBe(3)
  })
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
