/** How an episode starts: the layout's places, its own start state, or at random. */
import { below, draw, unit } from '../core/keyed.ts'
import { clear, readState, write } from './json.ts'
import { resetNeeds } from './needs.ts'
import { DISH, EMPTY_MIX, FLOOR, IDLE, NORTH, ONION, SOUP, TOMATO, mixAdd, type KitchenWorld } from './state.ts'
import { fill } from './things.ts'

// Channels of the start's draws; entity is the pot's or the player's index.
const POSITION = 0
const POT_FILLED = 1
const POT_ONIONS = 2
const POT_TOMATOES = 3
const POT_STARTED = 4
const HAND_FILLED = 5
const HAND_KIND = 6
const HAND_ONIONS = 7
const HAND_TOMATOES = 8

// Shares of things in hands that are not empty (the reference's random start).
const DISH_SHARE = 0.2
const ONION_SHARE = 0.6

export function reset(world: KitchenWorld, slot: number): void {
  const { tables, config, state } = world
  const { layout } = tables
  if (layout.startState !== null) write(world, slot, readState(layout, config.fixed, layout.startState))
  else {
    clear(world, slot)
    state.orders.set(layout.recipes.orders, slot * layout.recipes.ids)
    stand(world, slot)
  }
  if (tables.needs) resetNeeds(world, slot)
  remembered(world, slot)
  if (config.randomPositions) scatter(world, slot)
  if (config.randomObjects > 0) {
    fillPots(world, slot)
    fillHands(world, slot)
  }
  if (config.randomPositions || config.randomObjects > 0) remembered(world, slot)
}

/** Players on their digits, facing north. */
function stand({ state, agents, tables }: KitchenWorld, slot: number): void {
  for (let p = 0; p < agents; p++) {
    state.cell[slot * agents + p] = tables.layout.starts[p]
    state.facing[slot * agents + p] = NORTH
  }
}

/** A start is no step: nothing was before it. */
function remembered({ state, agents }: KitchenWorld, slot: number): void {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    state.wasCell[row] = state.cell[row]
    state.wasFacing[row] = state.facing[row]
    state.wasHeld[row] = state.held[row]
  }
  state.touches[slot] = 0
}

/** Uniform over ordered tuples of distinct floor cells, connected or not. */
function scatter(world: KitchenWorld, slot: number): void {
  const { state, agents, tables } = world
  const { terrain } = tables.layout
  for (let p = 0; p < agents; p++) {
    let left = -p
    for (let cell = 0; cell < tables.cells; cell++) if (terrain[cell] === FLOOR) left++
    let pick = below(draw(world, slot, POSITION, p), left)
    for (let cell = 0; cell < tables.cells; cell++) {
      if (terrain[cell] !== FLOOR || taken(world, slot, p, cell)) continue
      if (pick-- === 0) {
        state.cell[slot * agents + p] = cell
        break
      }
    }
    state.facing[slot * agents + p] = NORTH
  }
}

function taken({ state, agents }: KitchenWorld, slot: number, players: number, cell: number): boolean {
  for (let p = 0; p < players; p++) if (state.cell[slot * agents + p] === cell) return true
  return false
}

function fillPots(world: KitchenWorld, slot: number): void {
  const { tables, config, state } = world
  const { pots } = tables.layout
  for (let i = 0; i < pots.length; i++) {
    if (state.item[slot * tables.cells + pots[i]] !== 0) continue
    if (unit(draw(world, slot, POT_FILLED, i)) >= config.randomObjects) continue
    const started = unit(draw(world, slot, POT_STARTED, i)) < config.randomObjects
    fill(world, slot, pots[i], SOUP, randomMix(world, slot, POT_ONIONS, POT_TOMATOES, i), started ? 0 : IDLE)
    state.touches[slot] = 0
  }
}

function fillHands(world: KitchenWorld, slot: number): void {
  const { state, agents, tables, config } = world
  const { recipes } = tables.layout
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (unit(draw(world, slot, HAND_FILLED, p)) >= config.randomObjects) continue
    const kind = unit(draw(world, slot, HAND_KIND, p))
    state.held[row] = kind < DISH_SHARE ? DISH : kind < DISH_SHARE + ONION_SHARE ? ONION : SOUP
    const soup = state.held[row] === SOUP
    state.heldMix[row] = soup ? randomMix(world, slot, HAND_ONIONS, HAND_TOMATOES, p) : EMPTY_MIX
    state.heldTick[row] = soup ? recipes.time[recipes.idOf[state.heldMix[row]]] : IDLE
  }
}

/** 1 to max onions, then 0 to the remaining room in tomatoes, whether the kitchen has any or not unless `fixed`. */
function randomMix(
  world: KitchenWorld,
  slot: number,
  onionChannel: number,
  tomatoChannel: number,
  entity: number,
): number {
  const { recipes } = world.tables.layout
  const onions = 1 + below(draw(world, slot, onionChannel, entity), recipes.max)
  const room = world.tables.symbols.tomatoes ? recipes.max - onions : 0
  const tomatoes = below(draw(world, slot, tomatoChannel, entity), room + 1)
  let mix = EMPTY_MIX
  for (let i = 0; i < onions; i++) mix = mixAdd(mix, ONION)
  for (let i = 0; i < tomatoes; i++) mix = mixAdd(mix, TOMATO)
  return mix
}
