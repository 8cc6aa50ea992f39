/**
 * The rules of the kitchen, in the order in which the world obeys them.
 *
 * Reference: overcooked_ai (Carroll et al. 2019, arXiv:1910.05789), OvercookedGridworld.get_state_transition:
 * interactions in player order, then all moves at once, then the pots. Its quirks stand unless `config.fixed`;
 * docs/overcooked.md lists them.
 */
import { RUNNING, type Done } from '../core/spec.ts'
import { NEEDS_METRICS } from './needs-metrics.ts'
import { eat, feed, lift, live, restrain } from './needs.ts'
import { bestReward, deliveryReward } from './recipes.ts'
import { listen } from './rounds.ts'
import {
  MOVE_STRIDE, COUNTER, DINER, DISH, DISH_RACK, EMPTY_MIX, HATCH, IDLE, INTERACT, NOTHING, ONION, ONION_BOX, POT, SOUP, STAFF, STAY, TOMATO, TOMATO_BOX,
  mixAdd, mixCount, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { empty, fill, touch } from './things.ts'

/** Event flags of a step and player, in the reference's order: bit i of `state.events` is EVENTS[i]. */
export const EVENTS = [
  'tomato_pickup', 'useful_tomato_pickup', 'tomato_drop', 'useful_tomato_drop', 'potting_tomato',
  'onion_pickup', 'useful_onion_pickup', 'onion_drop', 'useful_onion_drop', 'potting_onion',
  'dish_pickup', 'useful_dish_pickup', 'dish_drop', 'useful_dish_drop',
  'soup_pickup', 'soup_delivery', 'soup_drop',
  'optimal_onion_potting', 'optimal_tomato_potting', 'viable_onion_potting', 'viable_tomato_potting',
  'catastrophic_onion_potting', 'catastrophic_tomato_potting', 'useless_onion_potting', 'useless_tomato_potting',
] as const // prettier-ignore
const bit = (event: (typeof EVENTS)[number]): number => 1 << EVENTS.indexOf(event)

// Event bits by thing; a useful pick-up or drop is the next bit.
const PICKUP = [0, bit('onion_pickup'), bit('tomato_pickup'), bit('dish_pickup'), bit('soup_pickup')]
const DROP = [0, bit('onion_drop'), bit('tomato_drop'), bit('dish_drop'), bit('soup_drop')]
const POTTING = [0, bit('potting_onion'), bit('potting_tomato')]
const OPTIMAL = [0, bit('optimal_onion_potting'), bit('optimal_tomato_potting')]
const VIABLE = [0, bit('viable_onion_potting'), bit('viable_tomato_potting')]
const CATASTROPHIC = [0, bit('catastrophic_onion_potting'), bit('catastrophic_tomato_potting')]
const USELESS = [0, bit('useless_onion_potting'), bit('useless_tomato_potting')]
const SOUP_PICKUP = bit('soup_pickup')
const DELIVERY = bit('soup_delivery')

/** Per-episode numbers: team sums over the episode. */
export const METRICS = [
  'sparse_return',
  'shaped_return',
  'soups_delivered',
  'ingredients_potted',
  'dishes_taken',
  'soups_taken',
  ...NEEDS_METRICS,
] as const
const SPARSE = 0
const SHAPED = 1
const DELIVERED = 2
const POTTED = 3
const DISHES = 4
const SOUPS = 5

/** Soups that old dynamics start by themselves have this many ingredients, whatever a pot takes. */
const OLD_FULL = 3
export const MOST_PLAYERS = 9

export function step(world: KitchenWorld, slot: number): Done {
  if (world.tables.needs !== null) return stepWithNeeds(world, slot)
  remember(world, slot)
  interactions(world, slot)
  moves(world, slot)
  pots(world, slot)
  pay(world, slot)
  return RUNNING
}

/**
 * The same with cooks that tire and hatches for diners and staff. What goes through a hatch is nobody else's, so
 * hatches come first.
 */
function stepWithNeeds(world: KitchenWorld, slot: number): Done {
  remember(world, slot)
  world.state.stirred[slot] = 1
  if (world.tables.needs!.options.round > 0) listen(world, slot)
  lift(world, slot)
  restrain(world, slot)
  for (let p = 0; p < world.agents; p++) serve(world, slot, p)
  interactions(world, slot)
  moves(world, slot)
  pots(world, slot)
  pay(world, slot)
  live(world, slot)
  return RUNNING
}

/**
 * A cook that holds a soup serves it to the diner in front, or eats it at the staff hatch. Where soups come by
 * themselves, to bring one to a hatch, whoever it is for, is what shaping rewards.
 */
function serve(world: KitchenWorld, slot: number, p: number): void {
  const { state, tables, agents, actions } = world
  const row = slot * agents + p
  state.private[row] = 0
  if (actions[row] !== INTERACT || state.held[row] !== SOUP) return
  const target = tables.front[state.cell[row] * 4 + state.facing[row]]
  const terrain = tables.layout.terrain[target]
  if (terrain !== DINER && terrain !== STAFF) return
  if (terrain === DINER) {
    state.sparse[row] += feed(world, slot, p, target, tables.layout.recipes.idOf[state.heldMix[row]])
    state.events[row] |= DELIVERY
    world.metrics[slot * METRICS.length + DELIVERED]++
  } else eat(world, slot, p)
  if (tables.needs!.options.every > 0) state.shaped[row] += tables.layout.shaping.soupPickup
  if (tables.needs!.options.veil) state.lifted[row] = 0
  emptyHand(world, row)
}

/** Keeps what views need to know of the last state, and clears what is said of a single step. */
function remember({ state, agents }: KitchenWorld, slot: number): void {
  const { held, wasHeld, touches, stirred } = state
  const end = (slot + 1) * agents
  for (let row = slot * agents; row < end; row++) wasHeld[row] = held[row]
  touches[slot] = 0
  if (stirred[slot] === 0) return
  stirred[slot] = 0
  for (let row = slot * agents; row < end; row++) {
    state.events[row] = 0
    state.sparse[row] = 0
    state.shaped[row] = 0
  }
}

// Pots as they stood when the tick began; what counts as useful looks at them, not at the pots of the moment.
let promising = 0 // ready, cooking, or idle with room and something in it
let full = 0 // ready, cooking, or idle without room
let counted = false

function countPots({ state, tables, config }: KitchenWorld, slot: number): void {
  const { pots, recipes } = tables.layout
  promising = 0
  full = 0
  counted = true
  for (let i = 0; i < pots.length; i++) {
    const at = slot * tables.cells + pots[i]
    if (state.item[at] !== SOUP) continue
    const roomless = mixCount(state.mix[at]) === recipes.max
    if (state.cook[at] !== IDLE) {
      promising++
      full++
    } else {
      if (roomless) full++
      if (!roomless || config.fixed) promising++
    }
  }
}

function interactions(world: KitchenWorld, slot: number): void {
  const { agents, actions } = world
  counted = false
  for (let p = 0; p < agents; p++) {
    if (actions[slot * agents + p] === INTERACT) interact(world, slot, p)
  }
}

/** Before anything changes in a tick: counts the pots as they stand, and notes that there is something to pay. */
function stir(world: KitchenWorld, slot: number): void {
  if (counted) return
  countPots(world, slot)
  world.state.stirred[slot] = 1
}

/** Player p uses the cell in front, as earlier players of this tick left it. */
function interact(world: KitchenWorld, slot: number, p: number): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const target = tables.front[state.cell[row] * 4 + state.facing[row]]
  const terrain = tables.layout.terrain[target]
  const hand = state.held[row]
  if (terrain === COUNTER) {
    if (hand !== NOTHING) putDown(world, slot, p, target)
    else pickUp(world, slot, p, target)
  } else if (terrain === POT) {
    if (hand === NOTHING) startCooking(world, slot, target)
    else if (hand === DISH) ladle(world, slot, p, target)
    else if (hand !== SOUP) addIngredient(world, slot, p, target)
  } else if (terrain === HATCH) {
    if (hand === SOUP) deliver(world, slot, p)
  } else if (hand === NOTHING) {
    if (terrain === ONION_BOX) take(world, slot, p, ONION)
    else if (terrain === TOMATO_BOX) take(world, slot, p, TOMATO)
    else if (terrain === DISH_RACK) take(world, slot, p, DISH)
  }
}

/** Takes a fresh thing from its dispenser. */
function take(world: KitchenWorld, slot: number, p: number, thing: number): void {
  const { state, agents, config, metrics } = world
  const row = slot * agents + p
  stir(world, slot)
  if (thing !== TOMATO || config.fixed) logPickup(world, slot, p, thing)
  if (thing === DISH) {
    metrics[slot * METRICS.length + DISHES]++
    if (dishIsUseful(world, slot)) state.shaped[row] += world.tables.layout.shaping.dishPickup
  }
  state.held[row] = thing
}

function pickUp(world: KitchenWorld, slot: number, p: number, target: number): void {
  const { state, tables, agents } = world
  const at = slot * tables.cells + target
  const row = slot * agents + p
  const thing = state.item[at]
  if (thing === NOTHING) return
  stir(world, slot)
  logPickup(world, slot, p, thing)
  state.held[row] = thing
  state.heldMix[row] = state.mix[at]
  state.heldTick[row] = state.cook[at]
  empty(world, slot, target)
}

function putDown(world: KitchenWorld, slot: number, p: number, target: number): void {
  const { state, tables, agents } = world
  const at = slot * tables.cells + target
  const row = slot * agents + p
  if (state.item[at] !== NOTHING) return
  stir(world, slot)
  logDrop(world, slot, p, state.held[row])
  fill(world, slot, target, state.held[row], state.heldMix[row], state.heldTick[row])
  emptyHand(world, row)
}

/** New dynamics: an empty hand starts a soup of any ingredients. */
function startCooking(world: KitchenWorld, slot: number, target: number): void {
  const { state, tables } = world
  const at = slot * tables.cells + target
  if (tables.layout.oldDynamics || state.item[at] !== SOUP) return
  if (state.cook[at] !== IDLE || mixCount(state.mix[at]) === 0) return
  stir(world, slot)
  state.cook[at] = 0
}

/** A dish takes a ready soup out of its pot. */
function ladle(world: KitchenWorld, slot: number, p: number, target: number): void {
  const { state, tables, agents } = world
  const at = slot * tables.cells + target
  const row = slot * agents + p
  const { recipes, shaping } = tables.layout
  if (state.item[at] !== SOUP || state.cook[at] === IDLE || state.cook[at] < recipes.time[recipes.idOf[state.mix[at]]])
    return
  stir(world, slot)
  state.held[row] = SOUP
  state.heldMix[row] = state.mix[at]
  state.heldTick[row] = state.cook[at]
  state.shaped[row] += shaping.soupPickup
  state.events[row] |= SOUP_PICKUP
  world.metrics[slot * METRICS.length + SOUPS]++
  empty(world, slot, target)
}

function addIngredient(world: KitchenWorld, slot: number, p: number, target: number): void {
  const { state, tables, agents } = world
  const at = slot * tables.cells + target
  const row = slot * agents + p
  const { recipes, shaping } = tables.layout
  stir(world, slot)
  if (state.item[at] === NOTHING) fill(world, slot, target, SOUP, EMPTY_MIX, IDLE)
  if (state.item[at] !== SOUP || state.cook[at] !== IDLE || mixCount(state.mix[at]) >= recipes.max) return
  const thing = state.held[row]
  const old = recipes.idOf[state.mix[at]]
  state.mix[at] = mixAdd(state.mix[at], thing)
  state.shaped[row] += shaping.placement
  world.metrics[slot * METRICS.length + POTTED]++
  touch(world, slot, target)
  logPotting(world, slot, row, thing, old, recipes.idOf[state.mix[at]])
  emptyHand(world, row)
}

function deliver(world: KitchenWorld, slot: number, p: number): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const { recipes } = tables.layout
  stir(world, slot)
  state.sparse[row] += deliveryReward(recipes, state.orders, slot * recipes.ids, recipes.idOf[state.heldMix[row]])
  state.events[row] |= DELIVERY
  world.metrics[slot * METRICS.length + DELIVERED]++
  emptyHand(world, row)
}

function emptyHand({ state }: KitchenWorld, row: number): void {
  state.held[row] = NOTHING
  state.heldMix[row] = EMPTY_MIX
  state.heldTick[row] = IDLE
}

/** A dish from the rack is useful if none lies on a counter and the promising pots outnumber the dishes in hands. */
function dishIsUseful(world: KitchenWorld, slot: number): boolean {
  const { state, tables, agents, config } = world
  if (agents !== 2 && !config.fixed) return false
  for (let i = slot * tables.cells, end = i + state.objects[slot]; i < end; i++) {
    if (state.item[slot * tables.cells + state.order[i]] === DISH) return false
  }
  let dishes = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.held[row] === DISH) dishes++
  return dishes < promising
}

function logPickup(world: KitchenWorld, slot: number, p: number, thing: number): void {
  let flags = PICKUP[thing]
  if (thing === DISH) {
    if (dishIsUseful(world, slot)) flags |= flags << 1
  } else if (thing !== SOUP && judges(world) && !(allFull(world) && !anotherHolds(world, slot, p, DISH)))
    flags |= flags << 1
  world.state.events[slot * world.agents + p] |= flags
}

function logDrop(world: KitchenWorld, slot: number, p: number, thing: number): void {
  let flags = DROP[thing]
  if (judges(world)) {
    if (thing === DISH) {
      if (full === 0 && !anotherHolds(world, slot, p, ONION)) flags |= flags << 1
    } else if (thing !== SOUP && allFull(world) && !anotherHolds(world, slot, p, DISH)) flags |= flags << 1
  }
  world.state.events[slot * world.agents + p] |= flags
}

/** The reference judges what is useful for two players only. */
const judges = ({ agents, config }: KitchenWorld): boolean => agents === 2 || config.fixed
const allFull = ({ tables }: KitchenWorld): boolean => full === tables.layout.pots.length

function anotherHolds({ state, agents }: KitchenWorld, slot: number, p: number, thing: number): boolean {
  for (let q = 0; q < agents; q++) if (q !== p && state.held[slot * agents + q] === thing) return true
  return false
}

/** Judges a potting by the best order that the soup could still become, before and after. */
function logPotting(
  { state, tables }: KitchenWorld,
  slot: number,
  row: number,
  thing: number,
  old: number,
  now: number,
): void {
  const { recipes } = tables.layout
  const before = bestReward(recipes, state.orders, slot * recipes.ids, old)
  const after = bestReward(recipes, state.orders, slot * recipes.ids, now)
  let flags = POTTING[thing]
  if (before === after) flags |= OPTIMAL[thing]
  if (after > 0) flags |= VIABLE[thing]
  if (before > 0 && after === 0) flags |= CATASTROPHIC[thing]
  if (before === 0) flags |= USELESS[thing]
  state.events[row] |= flags
}

const proposed = new Int32Array(MOST_PLAYERS)

/** All players move at once. In the reference one collision anywhere stops everybody. */
function moves(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, actions, config } = world
  const { cell, facing, wasCell, wasFacing } = state
  const first = slot * agents
  const { next } = tables
  for (let p = 0; p < agents; p++) {
    const row = first + p
    const action = actions[row] & (MOVE_STRIDE - 1)
    const from = cell[row]
    wasCell[row] = from
    wasFacing[row] = facing[row]
    facing[row] = TURNED[facing[row] * MOVE_STRIDE + action]
    proposed[p] = next[from * MOVE_STRIDE + action]
  }
  if (config.fixed) untangle(cell, first, agents)
  else if (agents === 2 ? clash(cell, first, 1, 0) : collide(cell, first, agents)) return
  for (let p = 0; p < agents; p++) cell[first + p] = proposed[p]
}

/**
 * [4 * MOVE_STRIDE] where a player looks after an action. Tables and no branches: what players do cannot be predicted.
 */
const TURNED = Uint8Array.from({ length: 4 * MOVE_STRIDE }, (_, i) => {
  const action = i % MOVE_STRIDE
  return action < STAY ? action : Math.floor(i / MOVE_STRIDE)
})

function collide(cell: Uint16Array, first: number, agents: number): boolean {
  for (let p = 1; p < agents; p++) for (let q = 0; q < p; q++) if (clash(cell, first, p, q)) return true
  return false
}

const clash = (cell: Uint16Array, first: number, p: number, q: number): boolean =>
  proposed[p] === proposed[q] || (proposed[p] === cell[first + q] && proposed[q] === cell[first + p])

/** Stops the players that collide, and those that would then walk into them, until nobody does. */
function untangle(cell: Uint16Array, first: number, agents: number): void {
  for (let changed = true; changed;) {
    changed = false
    for (let p = 1; p < agents; p++) {
      for (let q = 0; q < p; q++) {
        if (!clash(cell, first, p, q)) continue
        if (proposed[p] !== cell[first + p] || proposed[q] !== cell[first + q]) changed = true
        proposed[p] = cell[first + p]
        proposed[q] = cell[first + q]
      }
    }
  }
}

/** Soups cook; with old dynamics a soup of three starts by itself. Soups in hands wait. */
function pots(world: KitchenWorld, slot: number): void {
  const { tables, state } = world
  const { pots } = tables.layout
  if (state.stray[slot] === 0) {
    for (let i = 0; i < pots.length; i++) cook(world, slot * tables.cells + pots[i])
    return
  }
  const first = slot * tables.cells
  for (let i = first; i < first + state.objects[slot]; i++) cook(world, first + state.order[i])
}

function cook({ state, tables }: KitchenWorld, at: number): void {
  if (state.item[at] !== SOUP) return
  const { recipes, oldDynamics } = tables.layout
  if (oldDynamics && state.cook[at] === IDLE && mixCount(state.mix[at]) === OLD_FULL) state.cook[at] = 0
  if (state.cook[at] !== IDLE && state.cook[at] < recipes.time[recipes.idOf[state.mix[at]]]) state.cook[at]++
}

/** Deliveries pay everyone or the server; shaped rewards always go to who earned them, times the `shaping` knob. */
function pay({ state, agents, rewards, metrics, knobs, config }: KitchenWorld, slot: number): void {
  const { sparse, shaped } = state
  const first = slot * agents
  if (state.stirred[slot] === 0) {
    for (let row = first; row < first + agents; row++) rewards[row] = 0
    return
  }
  let team = 0
  let shapedTeam = 0
  for (let row = first; row < first + agents; row++) {
    team += sparse[row]
    shapedTeam += shaped[row]
  }
  const factor = knobs.shaping[slot]
  const shared = config.reward === 'shared'
  for (let row = first; row < first + agents; row++) rewards[row] = (shared ? team : sparse[row]) + factor * shaped[row]
  if (team !== 0 || shapedTeam !== 0) {
    metrics[slot * METRICS.length + SPARSE] += team
    metrics[slot * METRICS.length + SHAPED] += shapedTeam
  }
}
