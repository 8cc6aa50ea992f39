/** The reference's JSON state format, in and out (OvercookedState.to_dict / from_dict). */
import type { Layout } from './layout.ts'
import type { Recipes } from './recipes.ts'
import {
  COUNTER, DX, DY, EMPTY_MIX, FLOOR, IDLE, NOTHING, ONION, POT, SOUP, THINGS, TOMATO, mixAdd, mixCount, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { fill } from './things.ts'

export interface RecipeJSON {
  ingredients: string[]
}
export interface ThingJSON {
  name: string
  position: [number, number]
}
export interface SoupJSON extends ThingJSON {
  _ingredients: ThingJSON[]
  cooking_tick: number
  is_cooking: boolean
  is_ready: boolean
  is_idle: boolean
  /** -1 while idle. */
  cook_time: number
  _cooking_tick: number
}
export interface PlayerJSON {
  position: [number, number]
  orientation: [number, number]
  held_object: ThingJSON | SoupJSON | null
}
export interface KitchenJSON {
  players: PlayerJSON[]
  /** In the order in which they were put there. */
  objects: (ThingJSON | SoupJSON)[]
  bonus_orders: RecipeJSON[]
  all_orders: RecipeJSON[]
  timestep: number
}

export function toJSON(world: KitchenWorld, slot: number): KitchenJSON {
  const { state, agents, tables, tick } = world
  const players: PlayerJSON[] = []
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const position = place(tables.layout, state.cell[row])
    players.push({
      position,
      orientation: [DX[state.facing[row]], DY[state.facing[row]]],
      held_object: thing(tables.layout, position, state.held[row], state.heldMix[row], state.heldTick[row]),
    })
  }
  const objects: KitchenJSON['objects'] = []
  for (let i = 0; i < state.objects[slot]; i++) {
    const cell = state.order[slot * tables.cells + i]
    const at = slot * tables.cells + cell
    objects.push(thing(tables.layout, place(tables.layout, cell), state.item[at], state.mix[at], state.cook[at])!)
  }
  const ordered = (least: number) =>
    tables.layout.recipes.list
      .filter(({ id }) => state.orders[slot * tables.layout.recipes.ids + id] >= least)
      .map(({ ingredients }) => ({ ingredients: [...ingredients] }))
  return { players, objects, bonus_orders: ordered(2), all_orders: ordered(1), timestep: tick[slot] }
}

const place = ({ width }: Layout, cell: number): [number, number] => [cell % width, Math.floor(cell / width)]

function thing(
  layout: Layout,
  position: [number, number],
  kind: number,
  mix: number,
  tick: number,
): ThingJSON | SoupJSON | null {
  if (kind === NOTHING) return null
  if (kind !== SOUP) return { name: THINGS[kind], position }
  const idle = tick === IDLE
  const time = layout.recipes.time[layout.recipes.idOf[mix]]
  const ingredients = Array.from({ length: mixCount(mix) }, (_, i) => THINGS[(mix >> (4 + i)) & 1 ? TOMATO : ONION])
  return {
    name: 'soup',
    position,
    _ingredients: ingredients.map((name) => ({ name, position })),
    cooking_tick: tick,
    is_cooking: !idle && tick < time,
    is_ready: !idle && tick >= time,
    is_idle: idle,
    cook_time: idle ? -1 : time,
    _cooking_tick: tick,
  }
}

/** A state read from JSON, checked, before any of it is written. */
export interface KitchenPlan {
  readonly players: readonly { cell: number; facing: number; held: Held }[]
  readonly objects: readonly { cell: number; held: Held }[]
  /** [recipe ids] 0 not ordered, 1 ordered, 2 ordered with a bonus. */
  readonly orders: Uint8Array
  readonly tick: number
}
interface Held {
  kind: number
  mix: number
  tick: number
}
const EMPTY: Held = { kind: NOTHING, mix: EMPTY_MIX, tick: IDLE }

export function fromJSON(world: KitchenWorld, slot: number, json: unknown): void {
  write(world, slot, readState(world.tables.layout, world.config.fixed, json))
}

/** Checks a state in the reference's format against a layout. Throws a TypeError that says where it is malformed. */
export function readState(layout: Layout, fixed: boolean, json: unknown): KitchenPlan {
  const state = record(json, 'state')
  const players = list(state.players, 'players').map((player, i) => readPlayer(layout, fixed, player, `players[${i}]`))
  if (players.length !== layout.starts.length) {
    throw new TypeError(
      `Got ${players.length} players in the state, expected ${layout.starts.length} as in layout '${layout.name}'.`,
    )
  }
  const objects = list(state.objects, 'objects').map((object, i) => readObject(layout, fixed, object, `objects[${i}]`))
  distinct(players, 'players')
  distinct(objects, 'objects')
  const tick = state.timestep ?? 0
  if (!Number.isInteger(tick) || (tick as number) < 0) throw fault('timestep', tick, 'an integer >= 0')
  return { players, objects, orders: readOrders(layout.recipes, state), tick: tick as number }
}

function distinct(things: readonly { cell: number }[], what: string): void {
  const cells = new Map<number, number>()
  for (const [i, { cell }] of things.entries()) {
    if (cells.has(cell))
      throw new TypeError(`Got ${what}[${cells.get(cell)}] and ${what}[${i}] at one position, expected one a cell.`)
    cells.set(cell, i)
  }
}

function readPlayer(layout: Layout, fixed: boolean, json: unknown, where: string) {
  const player = record(json, where)
  const cell = readPosition(layout, player.position, `${where}.position`)
  if (layout.terrain[cell] !== FLOOR) throw fault(`${where}.position`, player.position, 'a floor cell')
  const facing = [0, 1, 2, 3].findIndex((d) => same(player.orientation, [DX[d], DY[d]]))
  if (facing < 0) throw fault(`${where}.orientation`, player.orientation, 'one of [0,-1], [0,1], [1,0], [-1,0]')
  const held =
    player.held_object == null ? EMPTY : readThing(layout.recipes, fixed, player.held_object, `${where}.held_object`)
  return { cell, facing, held }
}

function readObject(layout: Layout, fixed: boolean, json: unknown, where: string) {
  const cell = readPosition(layout, record(json, where).position, `${where}.position`)
  const held = readThing(layout.recipes, fixed, json, where)
  const terrain = layout.terrain[cell]
  if (terrain !== COUNTER && !(terrain === POT && held.kind === SOUP)) {
    throw fault(`${where}.position`, place(layout, cell), held.kind === SOUP ? 'a counter or a pot' : 'a counter')
  }
  return { cell, held }
}

function readThing(recipes: Recipes, fixed: boolean, json: unknown, where: string): Held {
  const object = record(json, where)
  const kind = THINGS.indexOf(object.name as (typeof THINGS)[number])
  if (kind <= 0) throw fault(`${where}.name`, object.name, `one of: ${THINGS.slice(1).join(', ')}`)
  if (kind !== SOUP) return { kind, mix: EMPTY_MIX, tick: IDLE }
  return 'state' in object
    ? readLegacySoup(recipes, object.state, `${where}.state`)
    : readSoup(recipes, fixed, object, where)
}

function readSoup(recipes: Recipes, fixed: boolean, object: Record<string, unknown>, where: string): Held {
  const names = list(object._ingredients, `${where}._ingredients`).map(
    (item, i) => record(item, `${where}._ingredients[${i}]`).name,
  )
  // The reference reads `cooking_tick` alone: a soup that only has `_cooking_tick` silently is idle.
  const tick = object.cooking_tick ?? (fixed ? object._cooking_tick : undefined) ?? IDLE
  if (!Number.isInteger(tick) || (tick as number) < IDLE) throw fault(`${where}.cooking_tick`, tick, 'an integer >= -1')
  return { kind: SOUP, mix: readMix(recipes, names, `${where}._ingredients`), tick: tick as number }
}

/** [ingredient, count, time] of the format before 2020: time 0 is idle, 20 and more is ready. */
function readLegacySoup(recipes: Recipes, json: unknown, where: string): Held {
  const [name, count, time] = list(json, where)
  if (!Number.isInteger(count) || !Number.isInteger(time)) throw fault(where, json, '[ingredient, count, time]')
  const mix = readMix(
    recipes,
    Array.from({ length: count as number }, () => name),
    where,
  )
  const cooked = recipes.time[recipes.idOf[mix]]
  return { kind: SOUP, mix, tick: (time as number) >= 20 ? cooked : (time as number) === 0 ? IDLE : (time as number) }
}

function readMix(recipes: Recipes, names: readonly unknown[], where: string): number {
  if (names.length > recipes.max) throw fault(where, `${names.length} ingredients`, `at most ${recipes.max}`)
  let mix = EMPTY_MIX
  for (const name of names) {
    if (name !== 'onion' && name !== 'tomato') throw fault(where, name, 'one of: onion, tomato')
    mix = mixAdd(mix, name === 'onion' ? ONION : TOMATO)
  }
  return mix
}

function readOrders(recipes: Recipes, state: Record<string, unknown>): Uint8Array {
  const orders = Uint8Array.from(recipes.orders)
  if (state.all_orders !== undefined) {
    const ids = readRecipes(recipes, state.all_orders, 'all_orders')
    orders.fill(0)
    for (const id of ids.length > 0 ? ids : recipes.list.map((recipe) => recipe.id)) orders[id] = 1
    if (state.bonus_orders === undefined)
      for (const { id } of recipes.list) if (orders[id] && recipes.orders[id] === 2) orders[id] = 2
  }
  if (state.bonus_orders !== undefined) {
    for (const { id } of recipes.list) if (orders[id] === 2) orders[id] = 1
    for (const id of readRecipes(recipes, state.bonus_orders, 'bonus_orders')) {
      if (orders[id] === 0) throw fault('bonus_orders', state.bonus_orders, 'orders that are in all_orders')
      orders[id] = 2
    }
  }
  return orders
}

function readRecipes(recipes: Recipes, json: unknown, where: string): number[] {
  return list(json, where).map((recipe, i) => {
    const names = list(record(recipe, `${where}[${i}]`).ingredients, `${where}[${i}].ingredients`)
    const mix = readMix(recipes, names, `${where}[${i}].ingredients`)
    if (mixCount(mix) === 0) throw fault(`${where}[${i}].ingredients`, names, 'at least one ingredient')
    return recipes.idOf[mix]
  })
}

function readPosition({ width, height }: Layout, json: unknown, where: string): number {
  const [x, y] = Array.isArray(json) ? json : []
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= width || y >= height) {
    throw fault(where, json, `[x, y] with x in [0, ${width}) and y in [0, ${height})`)
  }
  return y * width + x
}

const same = (json: unknown, pair: readonly number[]): boolean =>
  Array.isArray(json) && json[0] === pair[0] && json[1] === pair[1]

export function record(json: unknown, where: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw fault(where, json, 'an object')
  return json as Record<string, unknown>
}

export function list(json: unknown, where: string): unknown[] {
  if (!Array.isArray(json)) throw fault(where, json, 'an array')
  return json
}

export const fault = (where: string, got: unknown, expected: string): TypeError =>
  new TypeError(`Got ${JSON.stringify(got) ?? got} for ${where}, expected ${expected}.`)

/** Writes a checked state into a slot. */
export function write(world: KitchenWorld, slot: number, plan: KitchenPlan): void {
  const { state, agents, tables, tick } = world
  tick[slot] = plan.tick
  clear(world, slot)
  for (const [p, { cell, facing, held }] of plan.players.entries()) {
    const row = slot * agents + p
    state.cell[row] = cell
    state.facing[row] = facing
    state.held[row] = held.kind
    state.heldMix[row] = held.mix
    state.heldTick[row] = held.tick
  }
  for (const { cell, held } of plan.objects) {
    fill(world, slot, cell, held.kind, held.mix, held.tick)
    state.touches[slot] = 0
  }
  state.orders.set(plan.orders, slot * tables.layout.recipes.ids)
  state.stray[slot] = hasStray(tables.layout, plan) ? 1 : 0
}

/** Whether a soup that is not ready is somewhere else than in a pot. */
function hasStray({ recipes, terrain }: Layout, { players, objects }: KitchenPlan): boolean {
  const raw = ({ kind, mix, tick }: Held) => kind === SOUP && (tick === IDLE || tick < recipes.time[recipes.idOf[mix]])
  return players.some(({ held }) => raw(held)) || objects.some(({ cell, held }) => terrain[cell] !== POT && raw(held))
}

/** Empties every cell and hand, and what is remembered of the last step. */
export function clear({ state, agents, tables }: KitchenWorld, slot: number): void {
  const first = slot * tables.cells
  for (let at = first; at < first + tables.cells; at++) {
    state.item[at] = NOTHING
    state.mix[at] = EMPTY_MIX
    state.cook[at] = IDLE
    state.order[at] = 0
  }
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    state.held[row] = NOTHING
    state.heldMix[row] = EMPTY_MIX
    state.heldTick[row] = IDLE
    state.events[row] = 0
    state.sparse[row] = 0
    state.shaped[row] = 0
  }
  state.touched.fill(0, slot * tables.changes, (slot + 1) * tables.changes)
  state.objects[slot] = 0
  state.touches[slot] = 0
  state.stirred[slot] = 0
  state.stray[slot] = 0
}
