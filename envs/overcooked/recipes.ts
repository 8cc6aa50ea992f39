/** Recipes: what a soup of given ingredients takes to cook and is worth (the reference's Recipe and its configuration). */
import type { LayoutDict, RecipeDict } from './layout.ts'

/** Ingredients that a pot takes, cook time and value where a layout says nothing. */
const DEFAULT_MAX = 3
const DEFAULT_TIME = 20
const DEFAULT_VALUE = 20
const DEFAULT_BONUS = 2
/** Old dynamics know soups of three only. */
const OLD_COUNT = 3
const MOST_INGREDIENTS = 8
/** Times are summed over ingredients, and counted in 32 bits. */
const MOST_TIME = 100_000_000

export interface Recipe {
  readonly id: number
  readonly onions: number
  readonly tomatoes: number
  /** Sorted by name. */
  readonly ingredients: readonly string[]
}

export interface Recipes {
  /** Most ingredients of a soup. */
  readonly max: number
  /** Number of recipe ids; a recipe's id is onions + (max + 1) * tomatoes, 0 is no soup. */
  readonly ids: number
  /** [2^(4 + max)] id of a packed mix (state.ts). */
  readonly idOf: Uint8Array
  /** [ids] ticks until a soup is ready. */
  readonly time: Float64Array
  /** [ids] what a delivery pays before any bonus. */
  readonly value: Float64Array
  /** Factor of a bonus order's value; may be Infinity. */
  readonly bonus: number
  /** [ids] 0 not ordered, 1 ordered, 2 ordered with a bonus. */
  readonly orders: Uint8Array
  /** All recipes in the reference's order. */
  readonly list: readonly Recipe[]
}

/**
 * The recipes of a layout. Throws on every combination of parameters that the reference refuses. Zero times and values fall
 * through to the next rule and `num_items_for_soup` is ignored, as in the reference, unless `fixed`.
 */
export function recipes(dict: LayoutDict, { fixed, oldDynamics }: { fixed: boolean; oldDynamics: boolean }): Recipes {
  checkNumbers(dict)
  checkCombinations(dict)
  const max = readMax(dict, fixed)
  const ids = (max + 1) * (max + 1)
  const list = allRecipes(max)
  const ordered = readOrders(dict.start_all_orders ?? [], max, 'start_all_orders')
  const bonus = readOrders(dict.start_bonus_orders ?? [], max, 'start_bonus_orders')
  checkOrders(dict, ordered, bonus, oldDynamics)
  const orders = new Uint8Array(ids)
  for (const { id } of ordered.length > 0 ? ordered : list) orders[id] = 1
  for (const { id } of bonus) orders[id] = 2
  const time = new Float64Array(ids)
  const value = new Float64Array(ids)
  const set = (x: number | null | undefined): x is number => x != null && (fixed || x !== 0)
  for (const { id, onions, tomatoes } of list) {
    const i = ordered.findIndex((order) => order.id === id)
    time[id] = set(dict.cook_time)
      ? dict.cook_time
      : (byOrder(dict.recipe_times, i) ??
        byIngredient(dict.onion_time, dict.tomato_time, onions, tomatoes, set) ??
        DEFAULT_TIME)
    value[id] = set(dict.delivery_reward)
      ? dict.delivery_reward
      : (byOrder(dict.recipe_values, i) ??
        byIngredient(dict.onion_value, dict.tomato_value, onions, tomatoes, set) ??
        DEFAULT_VALUE)
  }
  const factor = readBonus(dict.order_bonus)
  for (const { id, ingredients } of bonus) {
    if (Number.isNaN(factor * value[id])) {
      throw new RangeError(
        `Got order_bonus Infinity for ${ingredients.join('+')} worth 0, expected a value other than 0.`,
      )
    }
  }
  return { max, ids, idOf: packedIds(max), time, value, bonus: factor, orders, list }
}

/** What serving a soup pays under a slot's orders, a row `[ids]` of `orders` that starts at `at`. 0 for what nobody ordered. */
export function deliveryReward({ value, bonus }: Recipes, orders: Uint8Array, at: number, id: number): number {
  const ordered = orders[at + id]
  return ordered === 0 ? 0 : ordered === 1 ? value[id] : bonus * value[id]
}

/** The best delivery reward that a soup can still come to by adding ingredients; of an empty pot (id 0), of any soup. */
export function bestReward(recipes: Recipes, orders: Uint8Array, at: number, id: number): number {
  const { max } = recipes
  const onions = id % (max + 1)
  const tomatoes = (id - onions) / (max + 1)
  let best = -Infinity
  for (let t = tomatoes; t <= max; t++) {
    for (let o = onions; o + t <= max; o++) {
      if (o + t > 0) best = Math.max(best, deliveryReward(recipes, orders, at, o + (max + 1) * t))
    }
  }
  return best
}

const byOrder = (values: readonly number[] | null | undefined, i: number): number | undefined =>
  values && values.length > 0 && i >= 0 ? values[i] : undefined

function byIngredient(
  onion: number | null | undefined,
  tomato: number | null | undefined,
  onions: number,
  tomatoes: number,
  set: (x: number | null | undefined) => x is number,
): number | undefined {
  return set(onion) && set(tomato) ? onion * onions + tomato * tomatoes : undefined
}

function readMax(dict: LayoutDict, fixed: boolean): number {
  const { num_items_for_soup: items, max_num_ingredients: most } = dict
  if (fixed && items != null && most != null && items !== most) {
    throw new RangeError(
      `Got num_items_for_soup ${items} and max_num_ingredients ${most}, expected one of them, or equal numbers.`,
    )
  }
  const max = (fixed ? items : null) ?? most ?? DEFAULT_MAX
  if (Number.isInteger(max) && max >= 1 && max <= MOST_INGREDIENTS) return max
  const key = max === most ? 'max_num_ingredients' : 'num_items_for_soup'
  throw new RangeError(`Got ${key} ${show(max)}, expected an integer in [1, ${MOST_INGREDIENTS}].`)
}

/** JSON has no infinity: it may come as a string. */
function readBonus(bonus: unknown): number {
  const factor = bonus === 'Infinity' ? Infinity : (bonus ?? DEFAULT_BONUS)
  if (typeof factor === 'number' && !Number.isNaN(factor)) return factor
  throw new TypeError(`Got ${show(bonus)} for order_bonus, expected a number or 'Infinity'.`)
}

function checkCombinations(dict: LayoutDict): void {
  const given = (key: keyof LayoutDict): boolean => dict[key] != null
  const refuse = (a: keyof LayoutDict, b: keyof LayoutDict): void => {
    if (given(a) && given(b)) throw new TypeError(`Got both ${a} and ${b}, expected one of them.`)
  }
  for (const [a, b] of [['onion_value', 'tomato_value'], ['onion_time', 'tomato_time']] as const) {
    if (given(a) !== given(b)) throw new TypeError(`Got ${given(a) ? a : b} alone, expected ${a} and ${b} together.`)
  } // prettier-ignore
  refuse('tomato_value', 'delivery_reward')
  refuse('tomato_value', 'recipe_values')
  refuse('recipe_values', 'delivery_reward')
  refuse('tomato_time', 'cook_time')
  refuse('tomato_time', 'recipe_times')
  refuse('recipe_times', 'cook_time')
  for (const key of ['recipe_values', 'recipe_times'] as const) {
    const orders = dict.start_all_orders?.length ?? 0
    const length = dict[key]?.length
    if (length !== undefined && (orders === 0 || length !== orders)) {
      throw new TypeError(
        `Got ${length} ${key} for ${orders} start_all_orders, expected one for each order and at least one order.`,
      )
    }
  }
}

const TIMES = ['cook_time', 'onion_time', 'tomato_time', 'recipe_times'] as const
const VALUES = ['delivery_reward', 'onion_value', 'tomato_value', 'recipe_values'] as const

function checkNumbers(dict: LayoutDict): void {
  for (const key of [...TIMES, ...VALUES]) {
    const given: unknown = dict[key]
    const list = key === 'recipe_times' || key === 'recipe_values'
    if (given != null && Array.isArray(given) !== list) {
      throw new TypeError(`Got ${show(given)} for ${key}, expected ${list ? 'a list of numbers' : 'a number'}.`)
    }
  }
  for (const key of TIMES) {
    const odd = [dict[key] ?? []].flat().find((time: number) => !Number.isInteger(time) || time < 0 || time > MOST_TIME)
    if (odd !== undefined)
      throw new RangeError(`Got ${show(odd)} for ${key}, expected integers in [0, ${MOST_TIME}] (ticks).`)
  }
  for (const key of VALUES) {
    const odd = [dict[key] ?? []].flat().find((value) => !Number.isFinite(value))
    if (odd !== undefined) throw new RangeError(`Got ${show(odd)} for ${key}, expected finite numbers.`)
  }
}

const show = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value))

function checkOrders(dict: LayoutDict, ordered: Recipe[], bonus: Recipe[], oldDynamics: boolean): void {
  for (const [orders, key] of [[ordered, 'start_all_orders'], [bonus, 'start_bonus_orders']] as const) {
    if (new Set(orders.map(({ id }) => id)).size < orders.length) throw new TypeError(`Got an order twice in ${key}, expected each once.`)
  } // prettier-ignore
  for (const { id, ingredients } of bonus) {
    if (ordered.length > 0 && !ordered.some((order) => order.id === id)) {
      throw new TypeError(`Got bonus order ${ingredients.join('+')}, expected orders that are in start_all_orders.`)
    }
  }
  const odd = (dict.start_all_orders ?? []).find(({ ingredients }) => ingredients.length !== OLD_COUNT)
  if (oldDynamics && (odd || ordered.length === 0)) {
    throw new TypeError(
      `Got ${odd ? `order ${odd.ingredients.join('+')}` : 'orders of every size'} with old dynamics, expected orders of ${OLD_COUNT} ingredients only.`,
    )
  }
}

function readOrders(orders: readonly RecipeDict[], max: number, where: string): Recipe[] {
  if (!Array.isArray(orders))
    throw new TypeError(`Got ${show(orders)} for ${where}, expected a list of { ingredients }.`)
  return orders.map((order: RecipeDict | undefined, i) => {
    const names = order?.ingredients
    if (!Array.isArray(names) || names.length < 1 || names.length > max) {
      throw new TypeError(
        `Got ${JSON.stringify(order)} for ${where}[${i}], expected { ingredients: [1 to ${max} of onion, tomato] }.`,
      )
    }
    const odd = names.find((name) => name !== 'onion' && name !== 'tomato')
    if (odd !== undefined)
      throw new TypeError(`Got ingredient '${odd}' in ${where}[${i}], expected one of: onion, tomato.`)
    const tomatoes = names.filter((name) => name === 'tomato').length
    return recipe(names.length - tomatoes, tomatoes, max)
  })
}

function recipe(onions: number, tomatoes: number, max: number): Recipe {
  const ingredients = [...Array<string>(onions).fill('onion'), ...Array<string>(tomatoes).fill('tomato')]
  return { id: onions + (max + 1) * tomatoes, onions, tomatoes, ingredients }
}

/** All recipes by the reference's hash: (max + 1 = base) onions + base * tomatoes, times 1 + base^2 where both occur. */
function allRecipes(max: number): Recipe[] {
  const base = max + 1
  const rank = ({ onions, tomatoes }: Recipe) =>
    (onions + base * tomatoes) * (onions > 0 && tomatoes > 0 ? 1 + base * base : 1)
  const list: Recipe[] = []
  for (let t = 0; t <= max; t++) for (let o = 0; o + t <= max; o++) if (o + t > 0) list.push(recipe(o, t, max))
  return list.sort((a, b) => rank(a) - rank(b))
}

function packedIds(max: number): Uint8Array {
  const ids = new Uint8Array(1 << (4 + max))
  for (let mix = 0; mix < ids.length; mix++) {
    const count = Math.min(mix & 15, max)
    let tomatoes = 0
    for (let i = 0; i < count; i++) tomatoes += (mix >> (4 + i)) & 1
    ids[mix] = count - tomatoes + (max + 1) * tomatoes
  }
  return ids
}
