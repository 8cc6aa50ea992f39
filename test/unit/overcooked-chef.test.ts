import { describe, expect, it } from 'vitest'
import { type ChefOptions, overcookedChef } from '../../agents/bots/overcooked-chef.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { LayoutDict } from '../../envs/overcooked/layout.ts'
import { LAYOUTS } from '../../envs/overcooked/layouts.ts'
import { STAY } from '../../envs/overcooked/state.ts'
import { makeBatch } from '../../envs/registry.ts'

const HORIZON = 400

/**
 * Deliveries' pay that a pair of chefs has to reach in 400 ticks, by layout and dynamics (new, old): what PPO reaches in self-play in
 * Carroll et al. 2019 (arXiv:1910.05789, 151.9 to 198.8 by layout), and more.
 */
const CLASSIC: readonly (readonly [string, number, number])[] = [
  ['cramped_room', 220, 240],
  ['asymmetric_advantages', 400, 440],
  ['coordination_ring', 240, 260],
  ['forced_coordination', 240, 240],
  ['counter_circuit_o_1order', 200, 200],
]

interface Played {
  score: number
  soups: number
  actions: number[]
}

function kitchen(layout: string | LayoutDict, options: Record<string, unknown> = {}): BatchEnv {
  return makeBatch('overcooked', { slots: 1, layout, view: null, autoreset: 'disabled', horizon: HORIZON, ...options })
}

/** Plays one episode; players that are not in `chefs` stand still. */
function play(batch: BatchEnv, options: ChefOptions = {}, chefs = [...Array(batch.agents).keys()]): Played {
  const policy = overcookedChef(options)
  policy.reset()
  const actions: number[] = []
  for (let tick = 0; tick < HORIZON; tick++) {
    batch.actions.fill(STAY)
    void policy.act(batch, chefs)
    actions.push(...batch.actions)
    batch.step()
  }
  const metric = (name: string): number => batch.world.finalMetrics[batch.spec.metrics.indexOf(name)]
  return { score: metric('sparse_return'), soups: metric('soups_delivered'), actions }
}

/** Whether old dynamics take all orders of a layout. */
const isOld = ({ start_all_orders: orders = [] }: LayoutDict): boolean =>
  orders.length > 0 && orders.every(({ ingredients }) => ingredients.length === 3)

describe('overcooked chef', () => {
  it.each(CLASSIC)('earns at least %s: %i with new dynamics and %i with old', (layout, fresh, old) => {
    expect(play(kitchen(layout, { oldDynamics: false })).score).toBeGreaterThanOrEqual(fresh)
    expect(play(kitchen(layout, { oldDynamics: true })).score).toBeGreaterThanOrEqual(old)
  })

  it.each(CLASSIC)('still serves %s well when 4 of 100 actions are random', (layout, fresh) => {
    const scores = [1, 2, 3].map(
      (seed) => play(kitchen(layout, { seed, oldDynamics: false }), { noise: 0.04, seed }).score,
    )
    expect(scores.reduce((a, b) => a + b) / 3).toBeGreaterThanOrEqual(fresh * 0.75)
  })

  it.each(Object.keys(LAYOUTS))('serves soup in %s', (name) => {
    for (const oldDynamics of isOld(LAYOUTS[name]) ? [false, true] : [false]) {
      const { score, soups } = play(kitchen(name, { oldDynamics }))
      expect(soups).toBeGreaterThan(0)
      expect(score).toBeGreaterThan(0)
    }
  })

  it.each([3, 4, 6])('cooks with %i cooks in one kitchen', (players) => {
    const start = '123456'.slice(0, players).padEnd(6, ' ')
    const grid = ['XXPXPXXX', 'O      S', `D${start}S`, 'O      D', 'XXXXPXXX']
    expect(
      play(kitchen({ grid, start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] })).soups,
    ).toBeGreaterThan(10)
  })

  it('hands things over three rooms', () => {
    const grid = ['XXXXXXX', 'O1X2X3P', 'X X X S', 'D X X X', 'XXXXXXX']
    const dict = { grid, start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] }
    expect(play(kitchen(dict)).soups).toBeGreaterThan(2)
  })

  it('cooks the order that pays best for the time', () => {
    const grid = ['XXPXX', 'O1 2T', 'X   X', 'XDXSX']
    const orders = [{ ingredients: ['onion', 'onion', 'onion'] }, { ingredients: ['onion', 'tomato'] }]
    const dict = { grid, start_all_orders: orders, recipe_values: [20, 60], recipe_times: [20, 10] }
    const { score, soups } = play(kitchen(dict))
    expect(score).toBe(60 * soups)
  })

  it('gets a spoiled pot empty and goes on', () => {
    const batch = kitchen('cramped_room')
    const state = batch.toJSON(0) as { objects: unknown[] }
    const soup = {
      name: 'soup',
      position: [2, 0],
      _ingredients: [{ name: 'tomato', position: [2, 0] }],
      cooking_tick: -1,
    }
    batch.fromJSON(0, { ...state, objects: [soup] })
    expect(play(batch).score).toBeGreaterThan(100)
  })

  it('cooks alone beside somebody who only stands there', () => {
    expect(play(kitchen('counter_circuit_o_1order'), {}, [0]).soups).toBeGreaterThan(1)
    expect(play(kitchen('coordination_ring'), {}, [1]).soups).toBeGreaterThan(2)
    expect(play(kitchen('cramped_room'), {}, [0]).soups).toBeGreaterThan(5)
  })

  it('plays the same from the same seeds in every slot, and something else from others', () => {
    const seeded = (seed: number, noise: number) =>
      play(kitchen('coordination_ring', { seed }), { noise, seed }).actions
    expect(seeded(1, 0.1)).toEqual(seeded(1, 0.1))
    expect(seeded(1, 0.1)).not.toEqual(seeded(2, 0.1))
    expect(seeded(1, 0)).toEqual(seeded(2, 0))
  })

  it('writes the actions of the rows it is given and of no other', () => {
    const batch = kitchen('cramped_room', { slots: 3 })
    batch.actions.fill(-7)
    void overcookedChef().act(batch, [1, 4])
    expect(Array.from(batch.actions, (action) => action === -7)).toEqual([true, false, true, true, false, true])
  })

  it('refuses a noise that is no probability', () => {
    expect(() => overcookedChef({ noise: 2 })).toThrow(/Got noise 2, expected a probability in \[0, 1\]/)
  })
})
