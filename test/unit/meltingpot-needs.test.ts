/** Needs on the grid: the layer's rules on games that have it, what it hides, and that every game can have it. */
import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { CommonActions } from '../../envs/core/common.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { isInert } from '../../envs/core/needs.ts'
import { below, threefry } from '../../envs/core/keyed.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import type { GridJSON } from '../../envs/meltingpot/engine/json.ts'
import { FLOOR, NOWHERE, WALL, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { find, listEnvs, makeBatch } from '../../envs/registry.ts'
import { expectRate, grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const [STAY, FORWARD, TURN_LEFT, ZAP] = [0, 1, 5, 7]
/** Nothing happens by itself: nobody tires, loses, snacks or eats, no tower is lit, no tile is red. */
const CALM = {
  stamina: { effort: 0 },
  grazers: { count: 1, decay: 0, snack: 0, appetite: 0, start: 2, capacity: 10, threshold: 5 },
  auditor: { open: false, red: 0 },
  bird: { open: false },
  bar: 0,
}
const [GRASS, , APPLE] = [3, 4, 5]

interface Options {
  readonly stamina?: object
  readonly grazers?: object
  readonly auditor?: object
  readonly bird?: object
  readonly [option: string]: unknown
}
const calm = ({ stamina, grazers, auditor, bird, ...rest }: Options = {}) => ({
  ...CALM,
  ...rest,
  stamina: { ...CALM.stamina, ...stamina },
  grazers: { ...CALM.grazers, ...grazers },
  auditor: { ...CALM.auditor, ...auditor },
  bird: { ...CALM.bird, ...bird },
})

/** Two players on the harvest map: one in the open, facing an apple from (4, 1), one far from all. */
function harvest(needs: Options = {}, options: object = {}): Grids {
  const all = grids('commons_harvest', { slots: 1, players: 2, needs: calm(needs), ...options })
  lay(all, 0, { players: [player(4, 1, 'west'), player(20, 14, 'north')] })
  return all
}

function step({ batch }: Grids, ...actions: number[]): number[] {
  batch.actions.set(actions)
  batch.step()
  return [...batch.rewards]
}
const metric = ({ batch }: Grids, name: string): number => batch.world.metrics[batch.spec.metrics.indexOf(name)]
/** Needs of players, and of grazers. */
const needs = ({ world: { state } }: Grids): number[] => [...state.bars].filter((_, i) => i % 2 === state.needBar[0])
const fed = ({ world: { state } }: Grids): number[] =>
  [...state.grazerBars].filter((_, i) => i % 2 === state.needBar[0])

/** Puts the only grazer of slot 0 on a cell. */
function graze({ world }: Grids, x: number, y: number): void {
  const { state, tables } = world
  const cell = y * tables.width + x
  put(world, 0, state.grazerCell[0], FLOOR)
  put(world, 0, cell, WALL)
  state.grazerCell[0] = cell
}

describe('wellbeing of players', () => {
  it('falls by effort for every act but staying, and by decay with every step, to the thousandth', () => {
    const all = harvest({ stamina: { effort: 0.017, decay: 0.003 } })
    for (const action of [TURN_LEFT, ZAP, STAY, STAY]) step(all, action, STAY)
    expect(needs(all)).toEqual([10_000 - 2 * 17 - 4 * 3, 10_000 - 4 * 3])
  })

  it('rises by rest for staying and never above 10', () => {
    const all = harvest({ stamina: { start: 9.99, rest: 0.004, effort: 1 } })
    for (let t = 0; t < 5; t++) step(all, STAY, STAY)
    expect(needs(all)).toEqual([10_000, 10_000])
  })

  it('rises by a meal for an apple, up to 10', () => {
    const all = harvest({ stamina: { start: 8.5, meal: 0.7 } })
    step(all, FORWARD, STAY)
    expect([needs(all), ...all.world.state.meals]).toEqual([[9200, 8500], 1, 0])
    step(all, FORWARD, STAY)
    step(all, FORWARD, STAY)
    expect(needs(all)[0]).toBe(10_000)
    expect(metric(all, 'meals_eaten')).toBe(3)
  })

  it('at zero stops a player: no move, no turn, no beam, and the actions stay as the caller wrote them', () => {
    const all = harvest({ stamina: { start: 0.02, effort: 0.02, meal: 0 } })
    lay(all, 0, { players: [player(20, 14, 'north'), player(20, 16, 'north')] })
    step(all, TURN_LEFT, STAY)
    expect(needs(all)).toEqual([0, 20])
    for (const action of [1, 2, 3, 4, TURN_LEFT, 6, ZAP]) {
      step(all, action, STAY)
      expect([...all.batch.actions]).toEqual([action, STAY])
    }
    const { cell, heading, lights, cooling } = all.world.state
    expect([cell[0], heading[0], lights[0], cooling[0]]).toEqual([14 * 24 + 20, 3, 0, 0])
  })

  it('at zero leaves a step onto food, and that is work again', () => {
    const all = harvest({ stamina: { start: 1, effort: 0.3 } })
    all.world.state.bars[0] = 0
    expect(step(all, FORWARD, STAY)).toEqual([1, 0])
    expect(needs(all)[0]).toBe(700)
  })

  it('at zero leaves no step onto food for the frozen', () => {
    const all = harvest()
    all.world.state.bars[0] = 0
    all.world.state.frozen[0] = 9
    step(all, FORWARD, STAY)
    expect(all.world.state.cell[0]).toBe(24 + 4)
  })

  it('stands still in those who are out of the world, while their placebo goes on', () => {
    const all = harvest({ stamina: { effort: 0.5, decay: 0.1, rest: 0.01 } })
    const away = { ...player(20, 14, 'north'), away: 9 }
    lay(all, 0, { players: [player(4, 1, 'west'), away] })
    const placebo = all.world.state.bars[3]
    for (let t = 0; t < 5; t++) step(all, STAY, FORWARD)
    expect(needs(all)[1]).toBe(10_000)
    expect(all.world.state.bars[3]).not.toBe(placebo)
  })

  it('at zero leaves in the common actions nothing but to stay and to go on onto food', () => {
    const { common } = find('commons_harvest') as { common: CommonActions<GridWorld> }
    const all = harvest()
    const acts = () => {
      const out = new Uint8Array(18)
      common.mask(all.world, 0, 0, out, 0)
      return [...out.subarray(0, 10)]
    }
    expect(acts()).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 1])
    all.world.state.bars[0] = 0
    expect(acts()).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    put(all.world, 0, 24 + 3, GRASS)
    expect(acts()).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })
})

describe('what food pays', () => {
  const eat = (needs: Options, options: object = {}, who = 0) => {
    const all = harvest(needs, options)
    if (who === 1) lay(all, 0, { players: [player(20, 14, 'north'), player(4, 1, 'west')] })
    const rewards = step(all, who === 0 ? FORWARD : STAY, who === 1 ? FORWARD : STAY)
    return { rewards, private: [...all.world.state.private] }
  }

  it('is what the game says, or a share of it', () => {
    expect(eat({}).rewards).toEqual([1, 0])
    expect(eat({ pay: 0.25 }).rewards).toEqual([0.25, 0])
    expect(eat({ pay: 0 }).rewards).toEqual([0, 0])
  })

  it('is lambda beside that, in private, to who keeps it, or to the focal player alone', () => {
    expect(eat({ price: 0.5 })).toEqual({ rewards: [1.5, 0], private: [0.5, 0] })
    expect(eat({ price: 4, pay: 0 }, {}, 1)).toEqual({ rewards: [0, 4], private: [0, 4] })
    expect(eat({ price: 1, pay: 0, focal: 0 }, {}, 1).rewards).toEqual([0, 0])
    expect(eat({ price: 1, pay: 0, focal: 1 }, {}, 1).rewards).toEqual([0, 1])
  })

  it('is shared where rewards are, but for what is private', () => {
    expect(eat({ price: 3 }, { reward: 'shared' }).rewards).toEqual([3.5, 0.5])
  })

  it('is paid by the price and not by the tag', () => {
    expect(eat({ price: 0, tag: 2 }).rewards).toEqual([1, 0])
    expect(eat({ price: 2, tag: 0 }).rewards).toEqual([3, 0])
  })

  it('follows the knobs of each slot', () => {
    const all = grids('commons_harvest', { slots: 2, players: 1, needs: calm({ price: 1 }) })
    for (const slot of [0, 1]) lay(all, slot, { players: [player(4, 1, 'west')] })
    all.batch.tune('price', 3, 1)
    all.batch.tune('pay', 0.5, 1)
    expect(step(all, FORWARD, FORWARD)).toEqual([2, 3.5])
  })

  it('is a meal of its worth where the game pays more than one at once', () => {
    const all = grids('gift_refinements', {
      slots: 1,
      players: 1,
      needs: calm({ price: 2, stamina: { start: 1, meal: 0.5 } }),
    })
    ;(all.world.state.tokens as Uint8Array).set([1, 2, 0])
    expect(step(all, 8)).toEqual([3 + 6])
    expect([needs(all)[0], all.world.state.meals[0]]).toEqual([2500, 3])
  })

  it('may come of another act than a step, which the exhausted can do then', () => {
    const options = { slots: 1, players: 1, needs: calm({ stamina: { meal: 0.5 } }) }
    const consume = grids('gift_refinements', options)
    const mine = grids('coop_mining', options)
    for (const all of [consume, mine]) {
      all.world.state.bars[0] = 0
      const tables = all.world.tables as unknown as { sites: Uint16Array }
      all.world.state.tokens?.fill(1)
      put(all.world, 0, all.world.tables.next[all.world.state.cell[0] * 4 + all.world.state.heading[0]], 3)
      expect(tables.sites.length).toBeGreaterThan(0)
    }
    expect([step(consume, 8), step(mine, 7)]).toEqual([[3], [1]])
    expect([needs(consume)[0], needs(mine)[0]]).toEqual([1500, 500])
  })

  it('is a coin in a game without apples', () => {
    const coins = grids('coins', { slots: 1, needs: calm({ price: 2, pay: 0, grazers: { count: 0 } }) })
    const { state } = coins.world
    const width = coins.world.tables.width
    const ahead = state.cell[0] + [-width, 1, width, -1][state.heading[0]]
    put(coins.world, 0, ahead, 3 + state.colour[1])
    expect(step(coins, FORWARD, STAY)).toEqual([2, -2])
  })
})

describe('grazers', () => {
  /** One on the harvest map at (5, 2): apples of the corner in reach, (1, 1) to (3, 3) of them. */
  const hungry = (needs: Options = {}) => {
    const all = harvest({ ...needs, grazers: { appetite: 1, reach: 2, ...needs.grazers } })
    lay(all, 0, { players: [player(20, 14, 'north'), player(20, 16, 'north')] })
    graze(all, 5, 2)
    return all
  }
  const apples = (all: Grids) => kindsOf(all, 0).filter((kind) => kind === APPLE).length

  it('eat one unit a step of what is in reach, and win a meal by it up to their capacity', () => {
    const all = hungry({ grazers: { start: 9.2, capacity: 9.5, meal: 0.2 } })
    const before = apples(all)
    step(all, STAY, STAY)
    expect([fed(all)[0], apples(all), all.world.state.served[0]]).toEqual([9400, before - 1, 1])
    step(all, STAY, STAY)
    expect([fed(all)[0], apples(all), metric(all, 'grazers_fed')]).toEqual([9500, before - 2, 2])
  })

  it('reach a square around them and nothing beyond', () => {
    const all = hungry()
    const [inside, outside] = [kindsOf(all, 0), kindsOf(all, 0)].map((kinds, i) =>
      [...kinds.keys()].filter((cell) => {
        const near = Math.abs((cell % 24) - 5) <= 2 && Math.abs(Math.floor(cell / 24) - 2) <= 2
        return kinds[cell] === APPLE && near === (i === 0)
      }),
    )
    expect(inside.length).toBeGreaterThan(2)
    for (let t = 0; t < 20; t++) step(all, STAY, STAY)
    expect(all.world.state.served[0]).toBeGreaterThanOrEqual(inside.length)
    for (const cell of outside) expect(all.world.state.kind[cell]).toBe(APPLE)
  })

  it('eat with their appetite', () => {
    const slots = 2000
    const all = grids('commons_harvest', { slots, players: 1, needs: calm({ grazers: { appetite: 0.3, reach: 10 } }) })
    for (let t = 0; t < 50; t++) all.batch.step()
    const served = all.world.state.served.reduce((sum, units) => sum + units, 0)
    expectRate(served, 50 * slots, 0.3, 'meals')
  })

  it('take an apple as a player does: the sites around know', () => {
    const all = hungry()
    for (let t = 0; t < 6; t++) step(all, STAY, STAY)
    const around = (all.world.state.around as Uint8Array).slice()
    all.batch.fromJSON(0, all.batch.toJSON(0))
    expect(all.world.state.around).toEqual(around)
    expect(metric(all, 'apples_left')).toBe(apples(all))
    expect(metric(all, 'apples_eaten')).toBe(0)
  })

  it('that are inert take it and are not moved by it', () => {
    const all = hungry({ grazers: { inert: 1 } })
    step(all, STAY, STAY)
    expect([all.world.state.served[0], fed(all)[0], metric(all, 'grazers_fed')]).toEqual([1, 2000, 0])
  })

  it('have a placebo bar that no food moves', () => {
    const all = hungry()
    step(all, STAY, STAY)
    expect([...all.world.state.grazerBars]).toEqual([3000, 2000])
  })

  it('lose between nothing and twice their decay a step, in the mean their decay', () => {
    const all = harvest({ grazers: { decay: 0.01, start: 10 } })
    const losses: number[] = []
    for (let t = 0; t < 400; t++) {
      const [before] = fed(all)
      step(all, STAY, STAY)
      losses.push(before - fed(all)[0])
    }
    expect(Math.min(...losses)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...losses)).toBeLessThanOrEqual(20)
    expect(Math.abs(losses.reduce((a, b) => a + b) / 400 - 10)).toBeLessThan(1)
  })

  it('have snacks that nobody left, as often as the option says', () => {
    const slots = 2500
    const options = { decay: 0, snack: 0.02, meal: 0.001, start: 0 }
    const all = grids('commons_harvest', { slots, players: 1, needs: calm({ grazers: options }) })
    for (let t = 0; t < 40; t++) all.batch.step()
    const [first, second] = [0, 1].map((k) =>
      all.world.state.grazerBars.filter((_, i) => i % 2 === k).reduce((a, b) => a + b),
    )
    expectRate(first, 40 * slots, 0.02, 'snacks')
    expectRate(second, 40 * slots, 0.02, 'snacks of the placebo')
  })

  it('die in the step in which they are below their threshold for the tau-th time on end', () => {
    const all = harvest({ grazers: { start: 4, threshold: 4.001, tau: 3 } })
    for (let t = 0; t < 2; t++) step(all, STAY, STAY)
    expect([all.world.state.dead[0], all.world.state.starving[0]]).toEqual([0, 2])
    step(all, STAY, STAY)
    expect([all.world.state.dead[0], ...all.world.state.grazerBars, metric(all, 'grazers_dead')]).toEqual([1, 0, 0, 1])
  })

  it('forget that they starved when they are at it again, and never die without tau', () => {
    const all = harvest({ grazers: { start: 3, threshold: 4, tau: 3 } })
    for (let t = 0; t < 2; t++) step(all, STAY, STAY)
    all.world.state.grazerBars[0] = 4000
    step(all, STAY, STAY)
    expect(all.world.state.starving[0]).toBe(0)
    const safe = harvest({ grazers: { start: 0, threshold: 4 } })
    for (let t = 0; t < 50; t++) step(safe, STAY, STAY)
    expect(metric(safe, 'grazers_dead')).toBe(0)
  })

  it('that are dead eat nothing and change no more, and lie in the way', () => {
    const all = hungry({ grazers: { start: 0, threshold: 9, tau: 1, snack: 1 } })
    step(all, STAY, STAY)
    const { served, grazerBars, grazerCell, kind } = all.world.state
    const before = [...served, ...grazerBars]
    for (let t = 0; t < 5; t++) step(all, STAY, STAY)
    expect([...served, ...grazerBars]).toEqual(before)
    expect(all.world.tables.solid[kind[grazerCell[0]]]).toBe(1)
  })

  it('that are inert die by the same bar, and nobody counts them', () => {
    const all = harvest({ grazers: { start: 0, threshold: 4, tau: 1, inert: 1 } })
    step(all, STAY, STAY)
    expect([all.world.state.dead[0], metric(all, 'grazers_dead')]).toEqual([1, 0])
  })

  it('draw their numbers between the bounds, and what is given for one moves no other', () => {
    const drawn = (given: object) =>
      grids('commons_harvest', { slots: 1, needs: { grazers: { count: 3, ...given } } }).world.state
    const plain = drawn({})
    const given = drawn({ each: [{ decay: 0.02, looks: [1, -1, 0, 0, 0, 0, 0, 1] }] })
    expect([...given.looks.subarray(0, 8)]).toEqual([255, 0, 128, 128, 128, 128, 128, 255])
    expect(given.decay[0]).toBe(20)
    const rest = ({ decay, threshold, capacity, grazerBars, grazerCell, looks }: GridWorld['state']) =>
      [decay.slice(1), threshold, capacity, grazerBars, grazerCell, looks.slice(8)] // prettier-ignore
    expect(rest(given)).toEqual(rest(plain))
    for (const decay of plain.decay) expect(decay >= 10 && decay <= 30).toBe(true)
  })

  it('are inert as often as the option says', () => {
    const { world } = grids('clean_up', { slots: 1, players: 1, needs: { grazers: { inert: 0.3 } } })
    let inert = 0
    for (world.tick[0] = 0; world.tick[0] < 1e5; world.tick[0]++)
      inert += isInert(world, 0, 7, world.tables.needs!.traits, 0)
    expectRate(inert, 1e5, 0.3, 'inert')
    const all = (share: number) => grids('coins', { slots: 1, needs: { grazers: { inert: share } } }).world.state.inert
    expect([[...all(0)], [...all(1)]]).toEqual([[0, 0, 0], [1, 1, 1]]) // prettier-ignore
  })
})

describe('coverage', () => {
  it('is the mean share of beings with a stake that have any wellbeing left: players but the focal one, grazers but the inert', () => {
    const each = [{ start: 0 }, { inert: true, start: 0 }]
    const all = harvest({ focal: 0, grazers: { count: 3, each } })
    all.world.state.bars[0] = 0
    step(all, STAY, STAY)
    expect(metric(all, 'coverage')).toBeCloseTo(2 / 3)
    all.world.state.bars[2] = 0
    step(all, STAY, STAY)
    expect(metric(all, 'coverage')).toBeCloseTo((2 / 3 + 1 / 3) / 2)
  })
})

describe('places', () => {
  /** Cells that are walkable from the first walkable one. */
  function reached({ world }: Grids, slot: number): number {
    const { tables, state } = world
    const at = slot * tables.cells
    const walkable = (cell: number) => tables.solid[state.kind[at + cell]] === 0
    const first = [...Array(tables.cells).keys()].find(walkable)!
    const seen = new Set([first])
    for (const cell of seen) {
      for (let d = 0; d < 4; d++) {
        const to = tables.next[cell * 4 + d]
        if (to !== NOWHERE && walkable(to)) seen.add(to)
      }
    }
    return seen.size
  }
  const walkables = ({ world }: Grids, slot: number) =>
    kindsOf({ world } as Grids, slot).filter((kind) => world.tables.solid[kind] === 0).length

  it.each(['commons_harvest', 'clean_up', 'coins', 'prisoners_dilemma'])('of grazers cut nothing off in %s', (id) => {
    const options = { slots: 20, ...(id === 'commons_harvest' ? { map: 'closed' } : {}) }
    const plain = grids(id, options)
    const all = grids(id, { ...options, needs: { grazers: { count: 10 } } })
    for (let slot = 0; slot < 20; slot++) {
      expect(reached(all, slot)).toBe(reached(plain, slot) - (walkables(plain, slot) - walkables(all, slot)))
    }
  })

  it('of grazers are bare floor in reach of where food grows, one each', () => {
    const all = grids('clean_up', { slots: 20, needs: { grazers: { count: 10, reach: 1 } } })
    const { tables, state } = all.world
    const { sites } = tables as unknown as { sites: Uint16Array }
    for (let slot = 0; slot < 20; slot++) {
      const cells = state.grazerCell.subarray(slot * 10, slot * 10 + 10)
      expect(new Set(cells).size).toBe(10)
      for (const cell of cells) {
        const near = sites.some(
          (site) =>
            Math.abs((site % 30) - (cell % 30)) <= 1 && Math.abs(Math.floor(site / 30) - Math.floor(cell / 30)) <= 1,
        )
        expect([near, state.who[slot * tables.cells + cell]]).toEqual([true, 0])
      }
    }
  })

  it('are none where a map has no room: who finds none is not there', () => {
    const all = grids('coins', { slots: 1, width: 3, height: 3, needs: { grazers: { count: 10, appetite: 1 } } })
    expect([...all.world.state.grazerCell].filter((cell) => cell === NOWHERE).length).toBeGreaterThan(0)
    for (let t = 0; t < 50; t++) step(all, t % 7, (t * 3) % 7)
    const json = JSON.stringify(all.batch.toJSON(0))
    all.batch.fromJSON(0, JSON.parse(json))
    expect(JSON.stringify(all.batch.toJSON(0))).toBe(json)
  })

  it('of players who return are not where a grazer stands', () => {
    const all = grids('clean_up', { slots: 200, players: 1, needs: calm({ grazers: { count: 0 } }) })
    const { state, tables } = all.world
    const { starts } = tables as unknown as { starts: Uint16Array }
    for (let slot = 0; slot < 200; slot++) {
      lay(all, slot, { players: [{ ...player(5, 6, 'north', 2), away: 1 }] })
      for (const cell of starts.subarray(1)) put(all.world, slot, cell, WALL)
    }
    all.batch.step()
    for (const cell of state.cell) expect(cell).toBe(starts[0])
  })

  it('of red tiles are floor that the watchtower sees', () => {
    const all = grids('clean_up', { slots: 10, needs: { auditor: { red: 8, open: true }, watch: { radius: 6 } } })
    const { state } = all.world
    let tiles = 0
    for (let slot = 0; slot < 10; slot++) {
      const tower = state.watcherCell[slot * 2]
      for (const cell of state.redCell.subarray(slot * 8, slot * 8 + 8)) {
        if (cell === NOWHERE) continue
        tiles++
        expect(Math.abs((cell % 30) - (tower % 30))).toBeLessThanOrEqual(6)
        expect(Math.abs(Math.floor(cell / 30) - Math.floor(tower / 30))).toBeLessThanOrEqual(6)
      }
    }
    expect(tiles).toBeGreaterThan(40)
  })
})

describe('what nobody does', () => {
  it('the bar that is the need is one half of the time each, by the key, and as told where told', () => {
    const bars = (needs: object) =>
      makeBatch('coins', { slots: 1000, view: null, needs }).world.state.needBar as Uint8Array
    expect(Math.abs(bars({}).reduce((a, b) => a + b) - 500)).toBeLessThan(60)
    expect(bars({ bar: 1 }).every((bar) => bar === 1)).toBe(true)
    expect(bars({ bar: 0 }).some((bar) => bar === 1)).toBe(false)
  })

  it('is the same whatever the players do: placebo bars, inert grazers, looks, places, lights, and hunger of those whom nothing feeds', () => {
    const make = () =>
      grids('clean_up', { slots: 1, players: 3, needs: { grazers: { inert: 0.5 }, watch: { dwell: 3 } } })
    const [idle, busy] = [make(), make()]
    const shown = ({ world: { state } }: Grids) => {
      const placebo = (bars: Int16Array) => [...bars].filter((_, i) => i % 2 !== state.needBar[0])
      return [placebo(state.bars), [...state.grazerBars], state.inert, state.looks, state.open, state.decay, state.grazerCell, state.watcherCell, state.redCell] // prettier-ignore
    }
    for (let t = 0; t < 200; t++) {
      step(idle, STAY, STAY, STAY)
      step(busy, t % 9, (t * 5) % 9, (t * 7) % 9)
      expect(shown(busy), `step ${t}`).toEqual(shown(idle))
    }
    expect(busy.world.state.cell).not.toEqual(idle.world.state.cell)
  })

  it('lights hold for their dwell, on for their share of the time, each watcher by itself', () => {
    const all = grids('coins', { slots: 1, needs: { watch: { share: 0.3, dwell: 10 } } })
    const seen: number[][] = []
    for (let t = 0; t < 4000; t++) {
      seen.push([...all.world.state.open])
      step(all, STAY, STAY)
    }
    expect(seen.every(([auditor], t) => t % 10 === 0 || auditor === seen[t - 1][0])).toBe(true)
    for (const w of [0, 1]) expect(seen.filter((open) => open[w]).length / 4000).toBeCloseTo(0.3, 1)
    expect(seen.some(([auditor, bird]) => auditor !== bird)).toBe(true)
  })

  it('need and placebo of a grazer that nothing feeds come of equal processes', () => {
    const all = grids('clean_up', { slots: 300, players: 1, needs: { grazers: { count: 10, inert: 1 } } })
    for (let t = 0; t < 100; t++) all.batch.step()
    const sums = [0, 0]
    const { grazerBars, needBar } = all.world.state
    for (let i = 0; i < grazerBars.length; i++) sums[(i & 1) ^ needBar[Math.floor(i / 20)]] += grazerBars[i]
    expect(Math.abs(sums[0] - sums[1]) / 3000).toBeLessThan(150)
  })
})

describe('the auditor', () => {
  const [TOWER, TILE] = [24, 24 + 5]
  /** The watchtower at (0, 1) of the harvest map, a red tile at (5, 1) and bare floor between; player 0 at `from`, looking west. */
  const watched = (needs: Options = {}, from = 6) => {
    const all = harvest({ ...needs, grazers: { count: 0 }, auditor: { red: 1, open: true, ...needs.auditor } })
    const { state } = all.world
    lay(all, 0, { players: [player(from, 1, 'west'), player(20, 14, 'north')] })
    put(all.world, 0, state.watcherCell[0], WALL)
    put(all.world, 0, TOWER, WALL)
    state.watcherCell[0] = TOWER
    state.redCell[0] = TILE
    for (let x = 1; x < 5; x++) put(all.world, 0, 24 + x, FLOOR)
    return all
  }

  it('fines a step onto a red tile in its sight, in private', () => {
    const all = watched()
    expect(step(all, FORWARD, STAY)).toEqual([-1, 0])
    expect([metric(all, 'fines'), metric(all, 'collective_return')]).toEqual([1, 0])
    expect(all.batch.spec.info!(all.batch.world, 0, 0)).toEqual({ privateReward: -1 })
    expect(step(watched({ auditor: { fine: 2.5 } }), FORWARD, STAY)).toEqual([-2.5, 0])
  })

  it('fines nothing without light, unenforced, off the tile, or on it already', () => {
    expect(step(watched({ auditor: { open: false } }), FORWARD, STAY)).toEqual([0, 0])
    expect(step(watched({ auditor: { enforced: false } }), FORWARD, STAY)).toEqual([0, 0])
    expect(step(watched({}, 7), FORWARD, STAY)).toEqual([0, 0])
    expect(step(watched({}, 5), STAY, STAY)).toEqual([0, 0])
    expect(step(watched({}, 5), TURN_LEFT, STAY)).toEqual([0, 0])
  })

  it('may be stopped and started in a slot', () => {
    const all = watched({ auditor: { enforced: false } })
    all.batch.tune('enforced', 1)
    expect(step(all, FORWARD, STAY)).toEqual([-1, 0])
  })

  it('fines nothing beyond its sight: too far, or behind a wall', () => {
    expect(step(watched({ watch: { radius: 4 } }), FORWARD, STAY)).toEqual([0, 0])
    expect(step(watched({ watch: { radius: 5 } }), FORWARD, STAY)).toEqual([-1, 0])
    const hidden = watched()
    put(hidden.world, 0, 24 + 3, WALL)
    expect(step(hidden, FORWARD, STAY)).toEqual([0, 0])
  })

  it('is no lighthouse: the placebo watcher fines nothing', () => {
    const all = watched({ auditor: { open: false }, bird: { open: true } })
    const { state } = all.world
    ;[state.watcherCell[0], state.watcherCell[1]] = [state.watcherCell[1], TOWER]
    expect(step(all, FORWARD, STAY)).toEqual([0, 0])
  })

  it('looks by the light as it was before the step', () => {
    const all = watched({ auditor: { open: null }, watch: { dwell: 1 } })
    let fines = 0
    for (let t = 0; t < 60; t++) {
      lay(all, 0, { players: [player(6, 1, 'west'), player(20, 14, 'north')] })
      const open = all.world.state.open[0]
      expect(step(all, FORWARD, STAY)).toEqual([open ? -1 : 0, 0])
      fines += open
    }
    expect(fines).toBeGreaterThan(10)
    expect(metric(all, 'fines')).toBe(fines)
  })

  it('fines nobody who returns onto a tile', () => {
    const all = watched()
    all.world.state.redCell[0] = 16 * 24 + 5
    const { starts } = all.world.tables as unknown as { starts: Uint16Array }
    starts.fill(16 * 24 + 5)
    for (let y = 1; y < 17; y++) for (let x = 1; x < 6; x++) put(all.world, 0, y * 24 + x, FLOOR)
    const away = { ...player(6, 1, 'west'), away: 1 }
    lay(all, 0, { players: [away, player(20, 14, 'north')] })
    expect(step(all, STAY, STAY)).toEqual([0, 0])
    expect(all.world.state.cell[0]).toBe(16 * 24 + 5)
  })
})

/** Games on the grid: all that have the option `needs` and a map. */
const GAMES = listEnvs()
  .map(({ id }) => find(id))
  .filter(({ views, config }) => 'rgb' in views && 'needs' in (config.schema.properties as object))
  .map(({ id }) => id)

function play(batch: BatchEnv, from: number, to: number): void {
  for (let t = from; t < to; t++) {
    for (let i = 0; i < batch.actions.length; i++)
      batch.actions[i] = below(threefry(1, 2, 3, 4, t, i, 0, 0, 12), batch.world.heads[0])
    batch.step()
  }
}

describe.each(GAMES)('%s with needs', (id) => {
  const NEEDS = { price: 1, tag: 2, stamina: { start: 2 }, grazers: { inert: 0.5, tau: 20 }, watch: { dwell: 5 } }
  const made = (needs: object | null, view: string | null = null) =>
    makeBatch(id, { slots: 2, seed: 11, view, horizon: Infinity, randomEnd: false, needs })

  it('plays on from its JSON', () => {
    const batch = made(NEEDS)
    play(batch, 0, 30)
    const json = JSON.stringify(batch.toJSON(0))
    const twin = made(NEEDS)
    play(twin, 0, 30)
    twin.fromJSON(0, JSON.parse(json))
    expect(JSON.stringify(twin.toJSON(0))).toBe(json)
    play(batch, 30, 60)
    play(twin, 30, 60)
    expect(JSON.stringify(twin.toJSON(0))).toBe(JSON.stringify(batch.toJSON(0)))
  })

  it('has plain walls that nobody lists, and as many words as numbers', () => {
    const { tables } = made(NEEDS).world as unknown as GridWorld
    expect([tables.solid[WALL], tables.kinds[WALL].common]).toEqual([1, -1])
    expect(tables.metrics).toEqual(find(id).metrics)
  })

  it('is the plain game where they are null: no fields, no knobs, no key in the state', () => {
    const { world, ...batch } = made(null)
    const { tables, state } = world as unknown as GridWorld
    expect([tables.needs, Object.keys(world.knobs)]).toEqual([null, []])
    expect([state.bars, state.looks, state.open, state.private].map(({ length }) => length)).toEqual([0, 0, 0, 0])
    expect('needs' in (made(null).toJSON(0) as object)).toBe(false)
    expect(batch.options.slots).toBe(2)
  })

  it.each(['symbolic', 'rgb', 'common'])('shows nothing hidden in %s', (view) => {
    const batch = made(NEEDS, view)
    const { world, spec, observations } = batch
    const shown = () => {
      for (const slot of [0, 1]) world.view!.write(world, slot)
      const texts = [0, 1].map(
        (slot) => spec.text(world, slot, 0) + spec.print(world, slot) + JSON.stringify(spec.draw(world, slot)),
      )
      return (
        Buffer.from(observations.buffer as ArrayBuffer, observations.byteOffset, observations.byteLength).toString(
          'latin1',
        ) + texts
      )
    }
    play(batch, 0, 25)
    const before = shown()
    const hidden = ['needBar', 'meals', 'private', 'served', 'inert', 'decay', 'threshold', 'capacity', 'starving']
    const knobs = ['price', 'pay', 'enforced']
    expect(spec.hidden!(batch.config)).toEqual(expect.arrayContaining([...hidden, ...knobs]))
    for (const array of [...hidden.map((name) => world.state[name]), ...knobs.map((name) => world.knobs[name])]) {
      flip(array)
      expect(shown() === before).toBe(true)
      flip(array)
    }
  })
})

function flip(array: AnyArray): void {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= 0xff
}

describe('views', () => {
  const shown = (needs: Options, view: string, change: (all: Grids) => void = () => {}) => {
    const all = harvest(needs, { view })
    change(all)
    all.batch.world.view!.write(all.batch.world, 0)
    return { all, row: all.batch.observations.slice(0, all.world.rowSize) }
  }

  it.each(['symbolic', 'rgb', 'common'])('show the tag and not the price behind it: %s', (view) => {
    const plain = shown({ price: 1 }, view).row
    expect(shown({ price: 9, tag: 1 }, view).row).toEqual(plain)
    expect(shown({ price: 2 }, view).row).not.toEqual(plain)
    expect(shown({ price: 1, focal: 1 }, view).row).not.toEqual(plain)
  })

  const CHANGES: Readonly<Record<string, (all: Grids) => void>> = {
    'its first bar': ({ world }) => (world.state.bars[0] = 4000),
    'its second bar': ({ world }) => (world.state.bars[1] = 4000),
    "another one's bar": ({ world }) => (world.state.bars[2] = 4000),
    "a grazer's bar": ({ world }) => (world.state.grazerBars[1] = 9000),
    "a grazer's looks": ({ world }) => (world.state.looks[3] ^= 255),
    'a red tile': ({ world }) => (world.state.redCell[0] = 24 + 4),
    'a dead grazer': ({ world }) => (world.state.dead[0] = 1),
    'a light': ({ world }) => (world.state.open[0] = 1),
    'which watcher it is': ({ world: { state } }) => {
      state.watcherCell[1] = state.watcherCell[0]
      state.watcherCell[0] = NOWHERE
    },
  }
  describe.each(['symbolic', 'rgb', 'common'])('%s', (view) => {
    it.each(Object.entries(CHANGES))('shows %s', (_, change) => {
      const base = (all: Grids) => {
        const { state } = all.world
        lay(all, 0, { players: [player(4, 1, 'south'), player(6, 2, 'north')] })
        graze(all, 4, 3)
        state.redCell[0] = NOWHERE
        state.watcherCell[0] = 4
        state.watcherCell[1] = NOWHERE
        state.open.fill(0)
      }
      const needs = { auditor: { red: 1, open: null } }
      const before = shown(needs, view, base).row
      const changed = shown(needs, view, (all) => {
        base(all)
        change(all)
      }).row
      expect(changed).not.toEqual(before)
    })
  })

  it('tell of bars, tags, grazers and watchers in words', () => {
    const all = harvest({ price: 0.5, grazers: { start: 7.25 } })
    graze(all, 4, 3)
    lay(all, 0, { players: [player(4, 1, 'south'), player(20, 14, 'north')] })
    const text = all.batch.spec.text(all.batch.world, 0, 0)
    expect(text).toContain(
      'Your bars are [10.0|10.0]. The tag on food says: what is worth 1 pays you 0.5 more if you eat it.',
    )
    expect(text).toMatch(/grazer 0 \(looks (-?\d\.\d ?){8}\) at \(2, 0\) shows \[7\.3\|7\.3\]/)
    expect(text).not.toContain('sees you')
    all.world.state.bars[0] = 0
    expect(all.batch.spec.text(all.batch.world, 0, 0)).toContain('You are too weak')
  })
})

describe('states and options', () => {
  const state = () => harvest().batch.toJSON(0) as GridJSON
  const refused = (change: (json: GridJSON) => unknown) => () => harvest().batch.fromJSON(0, change(state()))

  it('without needs, with strange ones, and with needs where there are none, are refused', () => {
    expect(refused((json) => ({ ...json, needs: undefined }))).toThrow('Got needs undefined, expected an object.')
    expect(refused((json) => ({ ...json, needs: { ...json.needs!, bar: 2 } }))).toThrow('Got needs.bar 2')
    expect(refused((json) => ({ ...json, needs: { ...json.needs!, players: [] } }))).toThrow('Got needs.players []')
    const plain = grids('commons_harvest', { slots: 1, players: 2 })
    expect(() => plain.batch.fromJSON(0, { ...(plain.batch.toJSON(0) as object), needs: state().needs })).toThrow(
      'Got needs in the state, expected none',
    )
  })

  it('whose grid and needs do not agree are refused', () => {
    const moved = ({ needs, ...json }: GridJSON) => ({
      ...json,
      needs: { ...needs!, grazers: needs!.grazers.map((grazer) => ({ ...grazer, position: [1, 1] })) },
    })
    expect(refused(moved)).toThrow('Got "a" in the grid at (1, 1), expected \'#\' under a grazer or watcher.')
    const together = ({ needs, ...json }: GridJSON) => ({
      ...json,
      needs: { ...needs!, watchers: needs!.watchers.map((watcher) => ({ ...watcher, position: [0, 0] })) },
    })
    expect(refused(together)).toThrow('expected each on a cell of its own')
  })

  it('of ranges that run backwards, too many grazers and strange names are refused', () => {
    const made = (needs: object) => () => makeBatch('commons_harvest', { slots: 1, players: 2, needs })
    expect(made({ grazers: { decay: [0.2, 0.1] } })).toThrow('Got [0.2, 0.1] for needs.grazers.decay')
    expect(made({ grazers: { count: 1, each: [{}, {}] } })).toThrow('Got 2 entries for needs.grazers.each')
    expect(made({ grazers: { count: 11 } })).toThrow('needs.grazers.count')
    expect(made({ focal: 2 })).toThrow('Got 2 for needs.focal, expected a player from 0 to 1.')
    expect(made({ stamina: { effrt: 1 } })).toThrow("Got unknown key in option needs.stamina 'effrt'")
  })
})
