import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateLayout, solvable, type GenerateOptions } from '../../envs/overcooked/generate.ts'
import { buildLayout, type LayoutDict } from '../../envs/overcooked/layout.ts'

const build = (dict: LayoutDict) => buildLayout(dict, { fixed: false, oldDynamics: null })
const kitchen = (...grid: string[]) => build({ grid, start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] })
const order = (...ingredients: string[]) => ({ ingredients })

describe('a kitchen is solvable', () => {
  test('if one room has everything', () => {
    const { ok, why } = solvable(kitchen('XPXSX', 'O1 2D', 'XXXXX'))
    expect([ok, why]).toEqual([true, 'All 1 orders can be served and all 2 players take part.'])
  })

  test('if rooms can pass over counters what the others lack, from room to room', () => {
    expect(solvable(kitchen('XOXXXPXDXSX', 'X1X2X3X4X5X', 'XXXXXXXXXXX')).ok).toBe(true)
  })

  test('if two rooms meet at the pot alone', () => {
    expect(solvable(kitchen('XXXXX', 'O1P2S', 'XXXDX')).ok).toBe(true)
  })

  test('but not if the dishes are on the wrong side of the pot', () => {
    const { ok, why } = solvable(kitchen('XDXXX', 'O1P2S', 'XXXXX'))
    expect([ok, why]).toEqual([
      false,
      'The order onion+onion+onion cannot be served: at the pot in row 2, column 3 no soup can leave for a hatch.',
    ])
  })

  test.each<[string, string[], RegExp]>([
    ['the onions', ['XPXXOX', 'D1SX X', 'XXXXXX'], /onion\+onion\+onion .* at the pot .* no onion can arrive\.$/],
    ['the dishes', ['XPXXDX', 'O1SX X', 'XXXXXX'], /no dish can arrive\.$/],
    ['the hatch', ['XPXXSX', 'O1DX X', 'XXXXXX'], /no soup can leave for a hatch\.$/],
    ['the onions and the dishes', ['XPXXOXX', 'X1SX  D', 'XXXXXXX'], /no onion can arrive and no dish can arrive\.$/],
    ['the pot', ['XSXXPX', 'O1DX X', 'XXXXXX'], /served: nobody can use a pot\.$/],
  ])('not if nobody comes to %s', (_, grid, why) => {
    expect(solvable(kitchen(...grid))).toMatchObject({ ok: false, why: expect.stringMatching(why), servable: [] })
  })

  test('over a piece of floor only if somebody stands on it', () => {
    expect(solvable(kitchen('XOXXXPX', 'X1X X2S', 'XXXXXDX')).ok).toBe(false)
    expect(solvable(kitchen('XOXXXPX', 'X1X3X2S', 'XXXXXDX')).ok).toBe(true)
  })

  test('if every order can be served; those that can are listed', () => {
    const dict = { grid: ['XPXSX', 'O1 2D', 'XXXXX'], start_all_orders: [order('onion'), order('onion', 'tomato')] }
    expect(solvable(build(dict))).toEqual({
      ok: false,
      why: 'The order onion+tomato cannot be served: at the pot in row 1, column 2 no tomato can arrive.',
      servable: [1],
    })
  })

  test('with the others parked only if they are not in the way', () => {
    const jam = kitchen('XPXXXX', 'O1 2 S', 'XXDXXX')
    expect(solvable(jam).ok).toBe(true)
    expect(solvable(jam, true).ok).toBe(false)
    expect(solvable(kitchen('XPXXXX', 'O1   S', 'XXDX2X', 'XXXXXX'), true).ok).toBe(true)
  })

  test('only if cooks who cannot pass each other can hand over', () => {
    expect(solvable(kitchen('XXXXX', 'O1 2S', 'XDPDX')).ok).toBe(true)
    // Between these two is one counter at most, in the middle of the first row.
    const { ok, why } = solvable(kitchen('DXDDDXD', 'O1   2S', 'DPDDDDD'))
    expect([ok, why]).toEqual([false, expect.stringMatching(/no soup can leave for a hatch/)])
    expect(solvable(kitchen('DXDXDXD', 'O1   2S', 'DPDDDDD')).ok).toBe(true)
  })

  test('if a side pocket lets them pass', () => {
    expect(solvable(kitchen('DXDDDXD', 'O1   2S', 'DPD DDD', 'XXXXXXX')).ok).toBe(true)
  })
})

describe('a player takes part', () => {
  const why = (...grid: string[]): string => solvable(kitchen(...grid)).why

  test('not if it is walled in', () => {
    expect(why('XPXXXXX', 'O1SXX2X', 'XDXXXXX')).toMatch(/^Player 2 \(row 2, column 6\) has nothing to do: /)
  })

  test('not if it is walled in with stations that serve nobody', () => {
    expect(why('XPXXXDX', 'O1SXX2X', 'XDXXXXX')).toMatch(/^Player 2/)
    expect(why('XPXXXOX', 'O1SXX2P', 'XDXXXXX')).toMatch(/^Player 2/)
    expect(why('XPXXXDX', 'O1SXX2P', 'XDXXXXX')).toMatch(/^Player 2/)
  })

  test('if all it can do is to fill the pot of others', () => {
    expect(why('XXXDXXX', 'O1P2SXX', 'XXXOXXX')).toMatch(/^All/)
    expect(why('XXXDXXX', 'D1P2SXX', 'XXXOXXX')).toMatch(/^Player 1/)
  })

  test('not if all it can do is to take from one other and to give back', () => {
    expect(why('XPXXX', 'O1X2S', 'XDXXX')).toMatch(/^All/)
    expect(why('XPXXXX', 'O1 X2X', 'XDSXXX')).toMatch(/^Player 2/)
  })

  test('not if a crowd is walled in without a station', () => {
    expect(why('XPXXXXXX', 'O1SX234X', 'XDXXXXXX')).toMatch(/^Player 2/)
  })

  test('if it links two others', () => {
    expect(why('XOXXXPX', 'X1X3X2S', 'XXXXXDX')).toMatch(/^All/)
  })
})

/** Options that leave room enough for what they ask. */
const options = fc
  .record({
    seed: fc.integer(),
    width: fc.integer({ min: 6, max: 14 }),
    height: fc.integer({ min: 6, max: 12 }),
    walls: fc.double({ min: 0, max: 0.4, noNaN: true }),
    pots: fc.integer({ min: 1, max: 3 }),
    players: fc.integer({ min: 1, max: 4 }),
    rooms: fc.integer({ min: 1, max: 2 }),
    orders: fc.constantFrom(undefined, [], [order('tomato')], [order('onion', 'tomato')]),
  })
  .map((o): GenerateOptions => ({ ...o, rooms: Math.min(o.rooms, o.players), width: o.width + o.players }))

describe('a generated layout', () => {
  test('is solvable with the others parked, serves every order and is as asked, 300 times', () => {
    const check = fc.property(options, (asked) => {
      const layout = build(generateLayout(asked))
      expect(solvable(layout, true)).toMatchObject({ ok: true })
      expect(solvable(layout)).toMatchObject({ ok: true })
      expect([layout.width, layout.height, layout.pots.length, layout.starts.length]).toEqual([
        asked.width,
        asked.height,
        asked.pots,
        asked.players,
      ])
    })
    fc.assert(check, { numRuns: 300, seed: 1 })
  })

  test('is the same for the same options, and another for another seed', () => {
    const asked = { width: 9, height: 8, walls: 0.3, players: 3 }
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(generateLayout({ seed, ...asked })).toEqual(generateLayout({ seed, ...asked }))
      }),
      { numRuns: 10 },
    )
    const grids = new Set([1, 2, 3, '1', '2'].map((seed) => String(generateLayout({ seed, ...asked }).grid)))
    expect(grids.size).toBe(5)
  })

  test('never changes for a seed', () => {
    expect(generateLayout({ seed: 7, width: 9, height: 7, walls: 0.3, players: 4, rooms: 2, pots: 2 }).grid)
      .toMatchInlineSnapshot(`
      [
        "XXXXXXXXX",
        "XX2  X4 X",
        "XD P X 1X",
        "X    X  X",
        "X X3 P  S",
        "X  X X OX",
        "XXXXXXXXX",
      ]
    `)
  })

  test('has the share of counters inside and the rooms that were asked for', () => {
    const rows = generateLayout({ seed: 3, width: 12, height: 10, walls: 0.5, players: 3, rooms: 3 }).grid as string[]
    const inside = rows.slice(1, -1).map((row) => row.slice(1, -1)).join('') // prettier-ignore
    expect(inside.replaceAll(/[ 1-9]/g, '')).toHaveLength(40)
    const merged = generateLayout({ seed: 3, width: 12, height: 10, players: 2, rooms: 2 })
    expect(solvable(build({ ...merged, grid: (merged.grid as string[]).map((row) => row.replace('2', ' ')) })).ok).toBe(
      false,
    )
  })

  test('has the stations, orders and rules that were asked for', () => {
    const dict = generateLayout({
      seed: 'tomato',
      width: 9,
      height: 9,
      dispensers: 2,
      onions: 3,
      dishes: 2,
      hatches: 2,
      orders: [order('onion', 'tomato'), order('onion')],
      bonus: [order('onion')],
      rules: { cook_time: 9 },
    })
    const { onions, tomatoes, dishes, hatches, recipes, name } = build(dict)
    expect([onions, tomatoes, dishes, hatches].map(({ length }) => length)).toEqual([3, 2, 2, 2])
    expect([recipes.orders[1], recipes.orders[5], recipes.time[1], name]).toEqual([2, 1, 9, 'generated-tomato'])
  })

  test('fits the smallest kitchen and the largest crowd', () => {
    expect(generateLayout({ seed: 1, width: 3, height: 3, players: 1 }).grid).toHaveLength(3)
    expect(
      solvable(build(generateLayout({ seed: 1, width: 16, height: 9, walls: 0.2, players: 9, rooms: 4 })), true).ok,
    ).toBe(true)
    expect(solvable(build(generateLayout({ seed: 1, width: 40, height: 40, walls: 0.2, players: 9 })), true).ok).toBe(
      true,
    )
  })

  test.each<[string, object, RegExp]>([
    ['too many pots', { width: 5, height: 4, pots: 8 }, /11 stations .* 5 x 4, expected at most 10/],
    ['too many players', { width: 4, height: 4, players: 5 }, /5 players for 4 floor cells/],
    ['walls that leave no floor', { walls: 0.9, players: 9 }, /9 players for 5 floor cells/],
    ['a crowd that cannot move', { width: 4, height: 4, players: 4 }, /after 64 attempts .*expected more space/],
    ['rooms that do not fit', { width: 4, height: 4, players: 3, rooms: 3 }, /no room is large enough to be divided/],
    ['more rooms than players', { rooms: 3 }, /rooms 3, expected an integer in \[1, 2\]/],
    ['ten players', { players: 10 }, /players 10, expected an integer in \[1, 9\]/],
    ['no pot', { pots: 0 }, /pots 0/],
    ['no width', { width: undefined }, /width undefined, expected an integer in \[3, 40\]/],
    ['a share above one', { walls: 1 }, /walls 1, expected a share in \[0, 1\)/],
    ['no onions for an onion soup', { onions: 0 }, /onions 0, expected at least 1 for the order onion\+onion\+onion/],
    ['no seed', { seed: undefined }, /seed undefined/],
    ['an unknown option', { pot: 1 }, /'pot'.*pots/],
    ['an unknown rule', { rules: { cooktime: 1 } }, /'cooktime' in the rules .*cook_time/],
    ['a grid', { rules: { grid: [] } }, /'grid' in the rules/],
    ['an unknown ingredient', { orders: [order('leek')] }, /'leek'/],
    ['a bonus that is not ordered', { bonus: [order('tomato')] }, /bonus order tomato/],
  ])('with %s is refused', (_, asked, message) => {
    expect(() => generateLayout({ seed: 1, width: 9, height: 9, ...asked } as GenerateOptions)).toThrow(message)
  })
})
