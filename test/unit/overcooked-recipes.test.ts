import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildLayout, type LayoutDict } from '../../envs/overcooked/layout.ts'
import { bestReward, deliveryReward, recipes, type Recipes } from '../../envs/overcooked/recipes.ts'
import { EMPTY_MIX, mixAdd, ONION, TOMATO } from '../../envs/overcooked/state.ts'
import { FOLDER, hasRecordings, NO_RECORDINGS } from '../golden/overcooked-recordings.ts'

const QUIRKS = { fixed: false, oldDynamics: false }
const FIXED = { fixed: true, oldDynamics: false }
/** 'oot' is two onions and a tomato. */
const order = (letters: string) => ({
  ingredients: [...letters].map((letter) => (letter === 'o' ? 'onion' : 'tomato')),
})
const orders = (...all: string[]) => all.map(order)
const book = (params: Partial<LayoutDict>, options = QUIRKS) => recipes({ grid: [], ...params }, options)

function idOf({ max, idOf: ids }: Recipes, letters: string): number {
  expect(letters.length).toBeLessThanOrEqual(max)
  return ids[[...letters].reduce((mix, letter) => mixAdd(mix, letter === 'o' ? ONION : TOMATO), EMPTY_MIX)]
}
const time = (all: Recipes, letters: string) => all.time[idOf(all, letters)]
const value = (all: Recipes, letters: string) => all.value[idOf(all, letters)]
const reward = (all: Recipes, letters: string) => deliveryReward(all, all.orders, 0, idOf(all, letters))
const best = (all: Recipes, letters: string) => bestReward(all, all.orders, 0, idOf(all, letters))
const letters = (all: Recipes) => all.list.map(({ onions, tomatoes }) => 'o'.repeat(onions) + 't'.repeat(tomatoes))

describe('recipes', () => {
  test('come in the order of the reference', () => {
    expect(letters(book({}))).toEqual(['o', 'oo', 'ooo', 't', 'tt', 'ttt', 'ot', 'oot', 'ott'])
    expect(letters(book({ max_num_ingredients: 2 }))).toEqual(['o', 'oo', 't', 'tt', 'ot'])
    expect(letters(book({ max_num_ingredients: 1 }))).toEqual(['o', 't'])
    expect(book({ max_num_ingredients: 8 }).list).toHaveLength(44)
  })

  test('name their ingredients in alphabetical order', () => {
    expect(book({}).list.at(-1)).toEqual({ id: 9, onions: 1, tomatoes: 2, ingredients: ['onion', 'tomato', 'tomato'] })
  })

  test('are found by their ingredients, whatever the order of potting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.boolean(), { maxLength: 8 }), (max, tomatoes) => {
        const all = book({ max_num_ingredients: max })
        const mixed = tomatoes.slice(0, max)
        const mix = mixed.reduce((before, tomato) => mixAdd(before, tomato ? TOMATO : ONION), EMPTY_MIX)
        const count = mixed.filter(Boolean).length
        expect(all.idOf[mix]).toBe(mixed.length - count + (max + 1) * count)
      }),
    )
  })

  test('take 20 ticks, pay 20 and are all ordered where nothing is said', () => {
    const all = book({})
    expect([...all.list].every(({ id }) => all.time[id] === 20 && all.value[id] === 20 && all.orders[id] === 1)).toBe(
      true,
    )
    expect(all.bonus).toBe(2)
  })

  test('take the first of: the time for all, the time of the order, the time of the ingredients', () => {
    expect(time(book({ cook_time: 5 }), 'ot')).toBe(5)
    const listed = book({ recipe_times: [8, 3], start_all_orders: orders('oo', 'o') })
    expect([time(listed, 'oo'), time(listed, 'o'), time(listed, 't')]).toEqual([8, 3, 20])
    const summed = book({ onion_time: 15, tomato_time: 7, start_all_orders: orders('oo') })
    expect([time(summed, 'oo'), time(summed, 'ott')]).toEqual([30, 29])
  })

  test('pay the first of: the reward for all, the value of the order, the value of the ingredients', () => {
    expect(value(book({ delivery_reward: 7 }), 'ot')).toBe(7)
    const listed = book({ recipe_values: [9, 0], start_all_orders: orders('ot', 'o') })
    expect([value(listed, 'ot'), value(listed, 'o'), value(listed, 't')]).toEqual([9, 0, 20])
    expect(value(book({ onion_value: 21, tomato_value: 13 }), 'oot')).toBe(55)
  })

  test('do not hear of a zero or of num_items_for_soup, as in the reference, unless fixed', () => {
    const zeros = { cook_time: 0, delivery_reward: 0, num_items_for_soup: 2 }
    const [quirky, fixed] = [book(zeros), book(zeros, FIXED)]
    expect([time(quirky, 'o'), value(quirky, 'o'), quirky.max]).toEqual([20, 20, 3])
    expect([time(fixed, 'o'), value(fixed, 'o'), fixed.max]).toEqual([0, 0, 2])
    const free = { onion_time: 0, tomato_time: 7, onion_value: 0, tomato_value: 5 }
    expect([time(book(free), 'ot'), value(book(free), 'ot')]).toEqual([20, 20])
    expect([time(book(free, FIXED), 'ot'), value(book(free, FIXED), 'ot')]).toEqual([7, 5])
  })

  test('pay nothing unless ordered, and the bonus where there is one', () => {
    const all = book({ start_all_orders: orders('ooo', 'ot'), start_bonus_orders: orders('to'), order_bonus: 3 })
    expect([reward(all, 'ooo'), reward(all, 'ot'), reward(all, 't')]).toEqual([20, 60, 0])
    expect(reward(book({ start_bonus_orders: orders('o'), order_bonus: 'Infinity' }), 'o')).toBe(Infinity)
    expect(book({ order_bonus: Infinity }).bonus).toBe(Infinity)
  })

  test('pay by the orders of the slot that is asked for', () => {
    const all = book({ start_all_orders: orders('o') })
    const slots = new Uint8Array(2 * all.ids)
    slots[all.ids + idOf(all, 'tt')] = 2
    expect([0, all.ids].map((at) => deliveryReward(all, slots, at, idOf(all, 'tt')))).toEqual([0, 40])
    expect([0, all.ids].map((at) => bestReward(all, slots, at, 0))).toEqual([0, 40])
  })

  test('are as good as the best that they can still become', () => {
    const all = book({ start_all_orders: orders('o', 'oot', 'ttt'), recipe_values: [5, 9, 30] })
    expect(['', 'o', 'oo', 'ot', 't', 'tt', 'ott', 'ooo'].map((soup) => best(all, soup))).toEqual([
      30, 9, 9, 9, 30, 30, 0, 0,
    ])
    expect(best(book({ delivery_reward: -5 }), 'o')).toBe(-5)
  })
})

describe('a recipe book', () => {
  const some = orders('ooo')
  test.each<[string, Partial<LayoutDict>, RegExp]>([
    ['an onion value alone', { onion_value: 3 }, /onion_value alone, expected onion_value and tomato_value/],
    ['a tomato time alone', { tomato_time: 3 }, /tomato_time alone/],
    ['ingredient values and a reward for all', { onion_value: 1, tomato_value: 1, delivery_reward: 1 }, /both tomato_value and delivery_reward/],
    ['ingredient values and order values', { onion_value: 1, tomato_value: 1, recipe_values: [1], start_all_orders: some }, /both tomato_value and recipe_values/],
    ['order values and a reward for all', { recipe_values: [1], delivery_reward: 1, start_all_orders: some }, /both recipe_values and delivery_reward/],
    ['ingredient times and a time for all', { onion_time: 1, tomato_time: 1, cook_time: 1 }, /both tomato_time and cook_time/],
    ['ingredient times and order times', { onion_time: 1, tomato_time: 1, recipe_times: [1], start_all_orders: some }, /both tomato_time and recipe_times/],
    ['order times and a time for all', { recipe_times: [1], cook_time: 1, start_all_orders: some }, /both recipe_times and cook_time/],
    ['values without orders', { recipe_values: [1] }, /1 recipe_values for 0 start_all_orders/],
    ['more times than orders', { recipe_times: [1, 2], start_all_orders: some }, /2 recipe_times for 1 start_all_orders/],
    ['an order twice', { start_all_orders: orders('oot', 'oto') }, /twice in start_all_orders/],
    ['a bonus order twice', { start_bonus_orders: orders('o', 'o') }, /twice in start_bonus_orders/],
    ['a bonus on what is not ordered', { start_all_orders: some, start_bonus_orders: orders('t') }, /bonus order tomato/],
    ['an empty order', { start_all_orders: orders('') }, /start_all_orders\[0\]/],
    ['too large an order', { start_all_orders: orders('o', 'oooo') }, /start_all_orders\[1\].*1 to 3/],
    ['an unknown ingredient', { start_all_orders: [{ ingredients: ['leek'] }] }, /'leek' in start_all_orders\[0\].*onion, tomato/],
    ['half an ingredient', { max_num_ingredients: 1.5 }, /max_num_ingredients 1.5/],
    ['nine ingredients', { max_num_ingredients: 9 }, /max_num_ingredients 9, expected an integer in \[1, 8\]/],
    ['a time for all that is a list', { cook_time: [5] as never }, /Got \[5\] for cook_time, expected a number/],
    ['order times that are no list', { recipe_times: 5 as never, start_all_orders: some }, /Got 5 for recipe_times, expected a list/],
    ['order values in a string', { recipe_values: '20' as never, start_all_orders: some }, /Got "20" for recipe_values, expected a list/],
    ['a time past counting', { onion_time: 1e9, tomato_time: 1 }, /Got 1000000000 for onion_time, expected integers in \[0, 100000000\]/],
    ['an endless time', { cook_time: Infinity }, /Got Infinity for cook_time/],
    ['an endless value', { recipe_values: [Infinity], start_all_orders: some }, /Got Infinity for recipe_values/],
    ['orders that are no list', { start_all_orders: order('o') as never }, /for start_all_orders, expected a list/],
    ['a bonus order that is no recipe', { start_bonus_orders: [null] as never }, /Got null for start_bonus_orders\[0\]/],
    ['a bonus of NaN', { order_bonus: NaN }, /Got NaN for order_bonus/],
    ['a negative time', { cook_time: -1 }, /-1 for cook_time/],
    ['a value that is no number', { delivery_reward: 'much' as never }, /"much" for delivery_reward/],
    ['a bonus that is no number', { order_bonus: 'double' as never }, /"double" for order_bonus/],
    ['an endless bonus on nothing', { order_bonus: Infinity, recipe_values: [0], start_all_orders: some, start_bonus_orders: some }, /order_bonus Infinity/],
  ])('with %s is refused', (_, params, message) => {
    expect(() => book(params)).toThrow(message)
  }) // prettier-ignore

  test('for old dynamics has orders of three only', () => {
    const old = { fixed: false, oldDynamics: true }
    expect(book({ start_all_orders: orders('ooo', 'ott') }, old).list).toHaveLength(9)
    expect(() => book({ start_all_orders: orders('ooo', 'ot') }, old)).toThrow(/order onion\+tomato with old dynamics/)
    expect(() => book({}, old)).toThrow(/orders of every size with old dynamics/)
  })

  test('when fixed takes one of the two names of the size, or both if they agree', () => {
    expect(book({ num_items_for_soup: 2, max_num_ingredients: 2 }, FIXED).max).toBe(2)
    expect(() => book({ num_items_for_soup: 2, max_num_ingredients: 4 }, FIXED)).toThrow(
      /num_items_for_soup 2 and max_num_ingredients 4/,
    )
    expect(book({ num_items_for_soup: 2, max_num_ingredients: 4 }).max).toBe(4)
    expect(() => book({ num_items_for_soup: 0 }, FIXED)).toThrow(/num_items_for_soup 0/)
  })
})

interface Variant {
  readonly id: string
  readonly grid: string[]
  readonly params: Omit<LayoutDict, 'grid'>
  readonly order_bonus: number | 'Infinity'
  readonly recipe_table: {
    ingredients: string[]
    time: number
    value: number | 'Infinity'
    reward: number | 'Infinity'
  }[]
  readonly all_orders: string[][]
  readonly bonus_orders: string[][]
}
const MANIFEST = new URL('manifest.json', FOLDER)

describe.skipIf(!hasRecordings)(`recipes of the reference${hasRecordings ? '' : `: ${NO_RECORDINGS}`}`, () => {
  const variants = hasRecordings ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { variants: Variant[] }).variants : []
  const written = (x: number) => (x === Infinity ? 'Infinity' : x)

  test('agree with every recorded table: order, times, values, rewards, orders and bonus orders', () => {
    expect(variants.length).toBeGreaterThan(0)
    for (const { id, grid, params, order_bonus, recipe_table, all_orders, bonus_orders } of variants) {
      const { recipes: all } = buildLayout({ grid, ...params }, { fixed: false, oldDynamics: null })
      const table = all.list.map(({ id: soup, ingredients }) => ({
        ingredients,
        time: all.time[soup],
        value: written(all.value[soup]),
        reward: written(deliveryReward(all, all.orders, 0, soup)),
      }))
      const ordered = (least: number) =>
        all.list.filter(({ id: soup }) => all.orders[soup] >= least).map(({ ingredients }) => ingredients)
      expect(table, id).toEqual(recipe_table)
      expect([ordered(1), ordered(2), written(all.bonus)], id).toEqual([all_orders, bonus_orders, order_bonus])
    }
  })
})
