/** Kitchens: their measures and topologies, what is never lost, who is served first, and what the common view says of them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACT_BEAM, ACT_INTERACT, COMMON_MASK_SIZE, COMMON_SIZE, ENTITY, NEAREST, OUTLET, OUTLET_CELL, SELF, SOURCE, USABLE, VESSEL, entityAt,
  windowAt,
} from '../../envs/core/common.ts' // prettier-ignore
import { generator } from '../../envs/core/keyed.ts'
import {
  BOX,
  COOKING,
  COUNTER,
  DISH,
  NOTHING,
  POT,
  SOUP,
  TOMATO,
  TOMATOES,
} from '../../envs/meltingpot/cooking-kinds.ts'
import { KITCHENS, NUMBERS, type CookingWorld } from '../../envs/meltingpot/cooking.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import type { GridJSON } from '../../envs/meltingpot/engine/json.ts'
import { FIRST_BEAM, HEADINGS, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { commonActions } from '../../envs/meltingpot/engine/view-common.ts'
import { expectRate, grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

type Name = keyof typeof KITCHENS
const NAMES = Object.keys(KITCHENS) as Name[]
const { soupReward, cookingSteps } = NUMBERS['mp-code']
const kitchen = (map: Name, options: Record<string, unknown> = {}): Grids =>
  grids('collaborative_cooking', { slots: 1, map, ...options })
const worldOf = ({ world }: Grids): CookingWorld => world as unknown as CookingWorld
const gridOf = ({ batch }: Grids): string[] => (batch.toJSON(0) as GridJSON).grid

describe('kitchens', () => {
  it.each([
    ['cramped', 9, 5, 2],
    ['asymmetric', 9, 5, 2],
    ['circuit', 9, 5, 2],
    ['ring', 9, 5, 2],
    ['forced', 9, 5, 2],
    ['crowded', 13, 9, 9],
    ['figure_eight', 16, 9, 6],
  ] as const)('%s is %i by %i for %i', (name, width, height, players) => {
    const { tables } = kitchen(name).world
    expect([tables.width, tables.height, tables.players]).toEqual([width, height, players])
  })

  it.each(NAMES)('%s is closed: nobody stands on its border', (name) => {
    const rows = KITCHENS[name]
    const border = [rows[0], rows.at(-1)!, ...rows.map((row) => row[0] + row.at(-1)!)].join('')
    expect(border).not.toMatch(/[.n]/)
  })

  it.each([
    ['cramped', ['CDOT', 'CDOT']],
    ['asymmetric', ['CDOT', 'CDOT']],
    ['circuit', ['CDOT', 'CDOT']],
    ['ring', ['CDOT', 'CDOT']],
    ['forced', ['DO', 'CT']],
    ['crowded', Array(9).fill('CDOT')],
    ['figure_eight', Array(6).fill('CDOT')],
  ] as const)('whoever starts in %s can reach %j', (name, reach) => {
    expect(stationsFrom(name)).toEqual(reach)
  })

  it('last a thousand steps and do not end before', () => {
    const all = grids('collaborative_cooking', { slots: 1, horizon: undefined })
    expect(all.batch.config.horizon).toBe(1000)
    for (let t = 0; t < 999; t++) all.batch.step()
    expect([...all.batch.done]).toEqual([0, 0])
  })
})

/** Letters of the stations next to cells that each start is connected with. */
function stationsFrom(name: Name): string[] {
  const { tables, state } = kitchen(name).world
  const letters = KITCHENS[name].join('')
  return [...letters].flatMap((letter, start) => {
    if (letter !== 'n') return []
    const seen = new Set([start])
    const met = new Set<string>()
    for (const cell of seen) {
      for (let d = 0; d < 4; d++) {
        const next = tables.next[cell * 4 + d]
        if (tables.solid[state.kind[next]] === 0) seen.add(next)
        else if ('ODCT'.includes(letters[next])) met.add(letters[next])
      }
    }
    return [[...met].sort().join('')]
  })
}

/** Items in hands and on counters, and tomatoes in pots. */
function stockOf({ state, tables }: CookingWorld) {
  const loose = [...state.holds, ...[...state.kind].map((kind) => kind - COUNTER)]
  const count = (item: number) => loose.filter((one) => one === item).length
  const inPots = [...tables.pots].map((cell) => Math.min(state.kind[cell] - POT, TOMATOES))
  return { tomatoes: count(TOMATO), dishes: count(DISH), soups: count(SOUP), potted: inPots.reduce((a, b) => a + b) }
}

/** Lays things on counters, into pots and hands, and turns everybody, all by chance. */
function furnish(all: Grids, word: (n: number) => number): void {
  const world = worldOf(all)
  const fill = (glyph: string) => (glyph === '=' ? '==tps' : 'CvwaS')[word(5)]
  const { grid, players } = all.batch.toJSON(0) as GridJSON
  lay(all, 0, {
    grid: grid.map((row) => row.replace(/[=C]/g, fill)),
    players: players.map((one) => ({ ...one, heading: HEADINGS[word(4)] })),
    own: {
      holds: Array.from(world.state.holds, () => word(SOUP + 1)),
      clock: Array.from(world.tables.pots, () => cookingSteps + word(cookingSteps)),
    },
  })
}

describe('nothing is lost', () => {
  const STEPS = 300
  const COUNTS = ['soups_delivered', 'soups_poured', 'tomatoes_potted', 'dishes_taken']
  it('tomatoes are potted, three make a soup, a soup takes a dish and leaves by the hatch', () => {
    let soups = 0
    const anyKitchen = fc.tuple(fc.constantFrom(...NAMES), fc.integer())
    fc.assert(
      fc.property(anyKitchen, ([map, seed]) => {
        const random = generator(['cooking', seed])
        const word = (n: number) => Math.floor(random() * n)
        const all = kitchen(map, { seed })
        const world = worldOf(all)
        const { returns } = all.batch.world
        furnish(all, word)
        const before = stockOf(world)
        for (let t = 0; t < STEPS; t++) {
          // Hands rest every other step.
          for (let p = 0; p < all.batch.agents; p++) all.batch.actions[p] = t % 2 === 0 ? FIRST_BEAM : word(FIRST_BEAM)
          all.batch.step()
        }
        const after = stockOf(world)
        const [delivered, poured, potted, taken] = COUNTS.map((name) => metricOf(all, 0, name))
        expect(after.potted).toBe(before.potted + potted - TOMATOES * poured)
        expect(after.dishes).toBe(before.dishes + taken - poured)
        expect(after.soups).toBe(before.soups + poured - delivered)
        expect(after.tomatoes + potted).toBeGreaterThanOrEqual(before.tomatoes)
        expect([...returns]).toEqual(Array.from(returns, () => soupReward * delivered))
        soups += poured
      }),
      { numRuns: 100 },
    )
    // A few dozen, as it happens.
    expect(soups, 'soups poured in all runs').toBeGreaterThan(0)
  })
})

describe('who is served first', () => {
  const TRIALS = 1e5
  const BETWEEN = 2 * 9 + 4
  /** Two players reach for the thing between them; what they hold then is one of `ends`, each in half of the cases. */
  function race(between: number, holds: number[], ends: readonly [string, string]): void {
    const all = kitchen('asymmetric')
    const world = worldOf(all)
    lay(all, 0, { players: [player(3, 2, 'east'), player(5, 2, 'west')] })
    all.batch.actions.fill(FIRST_BEAM)
    let wins = 0
    for (let trial = 0; trial < TRIALS; trial++) {
      world.tick[0] = trial
      world.state.holds.set(holds)
      world.state.cooling.fill(0)
      put(world, 0, BETWEEN, between)
      all.batch.step()
      const end = world.state.holds.join()
      if (end === ends[0]) wins++
      else if (end !== ends[1]) throw new Error(`Got hands ${end}, expected one of: ${ends.join(' or ')}.`)
    }
    expectRate(wins, TRIALS, 0.5, 'the first is served')
  }

  it('at an empty counter is either of two who want to put something down', () => {
    race(COUNTER, [TOMATO, DISH], [`${NOTHING},${DISH}`, `${TOMATO},${NOTHING}`])
  })

  it('at a counter is one a step: what is put down is not taken in the same step', () => {
    // The second comes first in half of the cases, in vain, and then the counter is not free for the first either.
    race(COUNTER, [TOMATO, NOTHING], [`${NOTHING},${NOTHING}`, `${TOMATO},${NOTHING}`])
  })

  it('at a box is either of two', () => {
    race(BOX, [NOTHING, NOTHING], [`${TOMATO},${NOTHING}`, `${NOTHING},${TOMATO}`])
  })
})

describe('the last place in a pot', () => {
  it('goes to either of two, and the other keeps its tomato', () => {
    const winners = new Set<string>()
    for (let seed = 0; seed < 40; seed++) {
      const all = kitchen('asymmetric', { seed })
      const grid = gridOf(all).map((row, y) => (y === 1 ? row.replace('C', 'w') : row))
      lay(all, 0, {
        grid,
        players: [player(3, 1, 'east'), player(5, 1, 'west')],
        own: { holds: [TOMATO, TOMATO] },
      })
      all.batch.actions.fill(FIRST_BEAM)
      all.batch.step()
      expect(worldOf(all).state.kind[9 + 4]).toBe(COOKING)
      winners.add(worldOf(all).state.holds.join())
    }
    expect([...winners].sort()).toEqual([`${NOTHING},${TOMATO}`, `${TOMATO},${NOTHING}`])
  })
})

describe('numbers of an episode', () => {
  it('say how long soups waited to be poured, undefined before the first', () => {
    const all = kitchen('cramped')
    const pour = (clock: number) => {
      const grid = gridOf(all).map((row) => row.replace('C', 'S'))
      lay(all, 0, { grid, players: [player(5, 2, 'north'), player(3, 3, 'south')], own: { holds: [DISH, NOTHING], clock: [clock] } }) // prettier-ignore
      all.batch.actions.set([FIRST_BEAM, 0])
      all.batch.step()
    }
    expect(metricOf(all, 0, 'mean_wait')).toBeNaN()
    pour(cookingSteps)
    expect(metricOf(all, 0, 'mean_wait')).toBe(0)
    pour(cookingSteps + 9)
    expect(metricOf(all, 0, 'mean_wait')).toBe(4.5)
    expect(metricOf(all, 0, 'soups_poured')).toBe(2)
  })

  it('count dishes out of boxes, not those off counters', () => {
    const all = kitchen('cramped')
    const grid = gridOf(all).map((row, y) => (y === 4 ? row.slice(0, 3) + 'p' + row.slice(4) : row))
    lay(all, 0, { grid, players: [player(3, 2, 'west'), player(3, 3, 'south')] })
    all.batch.actions.fill(FIRST_BEAM)
    all.batch.step()
    expect([...worldOf(all).state.holds]).toEqual([DISH, DISH])
    expect(metricOf(all, 0, 'dishes_taken')).toBe(1)
  })
})

describe('the common view', () => {
  const all = kitchen('cramped', { view: 'common' })
  const show = (glyph: string, clock: number, held: number) => {
    const grid = gridOf(all).map((row, y) => (y === 1 ? row.slice(0, 5) + glyph + row.slice(6) : row))
    lay(all, 0, { grid, players: [player(5, 3, 'north'), player(3, 3, 'south')], own: { holds: [held, NOTHING], clock: [clock] } }) // prettier-ignore
    return [...all.batch.observations.subarray(0, COMMON_SIZE)]
  }
  /** Entities of a kind: offset in cells, then holds, amount, progress, ready. */
  const entities = (row: number[], kind: number) =>
    Array.from({ length: NEAREST }, (_, i) => row.slice(entityAt(i), entityAt(i + 1)))
      .filter((block) => block[ENTITY.at.kind + kind] === 255)
      .map((block) => ({
        at: [(block[ENTITY.at.offset] - 128) / 8, (block[ENTITY.at.offset + 1] - 128) / 8],
        holds: block.slice(ENTITY.at.holds, ENTITY.at.holds + 3).map((byte) => byte / 255),
        amount: block[ENTITY.at.amount],
        progress: block[ENTITY.at.progress],
        ready: block[ENTITY.at.ready],
      }))

  it('shows what is held, one-hot over tomato, dish and soup', () => {
    for (const held of [NOTHING, TOMATO, DISH, SOUP]) {
      const holds = show('C', 0, held).slice(SELF.at.holds, SELF.at.holds + 3)
      expect(holds).toEqual([TOMATO, DISH, SOUP].map((item) => (item === held ? 255 : 0)))
    }
  })

  it('shows a pot as a vessel: how full, how far, whether it is done', () => {
    const pot = (glyph: string, clock: number) => entities(show(glyph, clock, NOTHING), VESSEL)[0]
    expect(pot('C', 0)).toEqual({ at: [0, -2], holds: [0, 0, 1], amount: 0, progress: 0, ready: 0 })
    expect(pot('v', 0).amount).toBe(85)
    expect(pot('f', 10)).toMatchObject({ amount: 255, progress: 128, ready: 0 })
    expect(pot('S', 20)).toMatchObject({ amount: 255, progress: 255, ready: 255 })
  })

  it('shows boxes as sources of what they give, the hatch as an outlet, and cells that hands can use', () => {
    const row = show('C', 0, NOTHING)
    expect(entities(row, OUTLET).map(({ at }) => at)).toEqual([[1, 0]])
    expect(entities(row, SOURCE).map(({ holds }) => holds)).toContainEqual([1, 0, 0])
    expect(row[windowAt(0, -2) + USABLE]).toBe(255)
    expect(row[windowAt(1, 0) + OUTLET_CELL]).toBe(255)
  })

  it('interacts with the hands: there is no beam to fire', () => {
    const mask = new Uint8Array(COMMON_MASK_SIZE)
    const world = all.world as GridWorld
    show('C', 0, NOTHING)
    commonActions.mask(world, 0, 0, mask, 0)
    expect([mask[ACT_INTERACT], mask[ACT_BEAM]]).toEqual([1, 0])
    commonActions.write(world, 0, 0, ACT_INTERACT, 0)
    expect(world.actions[0]).toBe(FIRST_BEAM)
    commonActions.write(world, 0, 0, ACT_BEAM, 0)
    expect(world.actions[0]).toBe(0)
  })
})
