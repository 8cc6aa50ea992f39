/**
 * phi(s), a guess at the value of a state, for potential-based shaping: F = gamma * phi(s') - phi(s) (Ng, Harada & Russell,
 * ICML 1999).
 *
 * The reference's potential_function (github.com/HumanCompatibleAI/overcooked_ai, mdp/overcooked_mdp.py): every player acts
 * greedily and alone, every step of a soup's way takes at most so many ticks, and what it will bring is discounted by them. A
 * sum of the best recipe made for ever, the soups in hands, the soups cooking or done, the soups waiting, and the ingredients
 * in hands that no waiting soup wants. Soups worth nothing count as worth 1.
 */
import { deliveryReward } from './recipes.ts'
import { FAR, type MotionPlanner, costTo, minCostToFeature, plannerFor, poseOf } from './planner.ts'
import { partialPots } from './set-order.ts'
import { DISH, IDLE, type KitchenWorld, NOTHING, ONION, SOUP, TOMATO, mixCount } from './state.ts'

export interface PotentialOptions {
  /** Discount a tick, in (0, 1). */
  readonly gamma?: number
  /** Ticks that a delivery, a pick-up or a start, and a potting take at most. */
  readonly deliverySteps?: number
  readonly pickupSteps?: number
  readonly onionSteps?: number
  readonly tomatoSteps?: number
  /** How far things are; by default the planner without counters. */
  readonly planner?: MotionPlanner
}

// What a left-over ingredient is worth where the layout does not say.
const ONION_VALUE = 21
const TOMATO_VALUE = 13

/** One evaluation: the kitchen, the options, and who still holds what. */
interface Phi {
  readonly world: KitchenWorld
  readonly slot: number
  readonly planner: MotionPlanner
  readonly gamma: number
  readonly deliverySteps: number
  readonly pickupSteps: number
  readonly onionSteps: number
  readonly tomatoSteps: number
  /** Players by what they hold; ingredients leave as they are counted. */
  readonly holders: readonly number[][]
}
interface BestRecipe {
  readonly id: number
  /** Its reward, discounted by its cooking time and the missing ingredients. */
  readonly value: number
}

/**
 * phi of a slot. NaN where the best recipe is worth Infinity (layout tutorial_3) or nothing can be ordered: the reference
 * fails there.
 */
export function potential(world: KitchenWorld, slot: number, options: PotentialOptions = {}): number {
  const phi: Phi = {
    world,
    slot,
    planner: options.planner ?? plannerFor(world.tables.layout, 'none'),
    gamma: options.gamma ?? 0.99,
    deliverySteps: options.deliverySteps ?? 10,
    pickupSteps: options.pickupSteps ?? 10,
    onionSteps: options.onionSteps ?? 10,
    tomatoSteps: options.tomatoSteps ?? 10,
    holders: playersByThing(world, slot),
  }
  // In this order: waiting soups take the ingredients that suit them, and only what is left counts on its own.
  return steadyState(phi) + soupsInHands(phi) + soupsOnFire(phi) + soupsWaiting(phi) + leftovers(phi)
}

function playersByThing(world: KitchenWorld, slot: number): number[][] {
  const { players } = world.tables
  const holders: number[][] = [[], [], [], [], []]
  for (let player = 0; player < players; player++) holders[world.state.held[slot * players + player]].push(player)
  return holders
}

/** The best recipe made from scratch again and again: v * d / (1 - d). */
function steadyState(phi: Phi): number {
  const best = bestRecipe(phi, -1)
  const value = rewardOf(phi, best.id)
  const discount = best.value / value
  return (discount / (1 - discount)) * value
}

function soupsInHands(phi: Phi): number {
  const { world, slot, planner } = phi
  const { layout, players } = world.tables
  let sum = 0
  for (const player of phi.holders[SOUP]) {
    const way = steps(minCostToFeature(planner, poseOfPlayer(phi, player), layout.hatches))
    const id = layout.recipes.idOf[world.state.heldMix[slot * players + player]]
    sum += power(phi.gamma, Math.min(way, phi.deliverySteps)) * worth(phi, id)
  }
  return sum
}

/** Soups that cook or are ready, each at the better of nobody caring and the player with a dish who likes it best. */
function soupsOnFire(phi: Phi): number {
  const { gamma, deliverySteps, pickupSteps } = phi
  const soups = [...potsWhere(phi, isCooking), ...potsWhere(phi, isReady)].map((pot) => {
    const id = recipeIn(phi, pot)
    return { pot, left: ticksLeft(phi, pot), worth: worth(phi, id), value: 0 }
  })
  for (const soup of soups) soup.value = power(gamma, deliverySteps + Math.max(pickupSteps, soup.left)) * soup.worth
  for (const player of phi.holders[DISH]) {
    let bestValue = 0
    let best = -1
    for (let i = 0; i < soups.length; i++) {
      const way = costTo(phi.planner, poseOfPlayer(phi, player), soups[i].pot)
      if (way === FAR) continue
      const wait = Math.max(soups[i].left, Math.min(way, pickupSteps))
      const value = power(gamma, wait) * (power(gamma, deliverySteps) * soups[i].worth)
      if (value <= bestValue) continue
      bestValue = value
      best = i
    }
    if (best >= 0) soups[best].value = Math.max(soups[best].value, bestValue)
  }
  return soups.reduce((sum, soup) => sum + soup.value, 0)
}

/** Soups that are not cooking, the most promising first: it has the first choice of the ingredients in hands. */
function soupsWaiting(phi: Phi): number {
  const { recipes } = phi.world.tables.layout
  const pots = [...potsWhere(phi, isFull), ...partialPots(phi.world, phi.slot)]
  const soups = pots.map((pot) => ({ pot, best: bestRecipe(phi, recipeIn(phi, pot)) }))
  soups.sort((a, b) => b.best.value - a.best.value)
  let sum = 0
  for (const { pot, best } of soups) {
    const time = Math.max(phi.pickupSteps, recipes.time[best.id]) + phi.deliverySteps
    sum += power(phi.gamma, time) * completion(phi, pot, best.id) * worth(phi, best.id)
  }
  return sum
}

/** Discount until the soup in this pot is recipe `id` and has been started. Takes the ingredients it counts on. */
function completion(phi: Phi, pot: number, id: number): number {
  const side = phi.world.tables.layout.recipes.max + 1
  const has = recipeIn(phi, pot)
  const onions = (id % side) - (has % side)
  const tomatoes = Math.floor(id / side) - Math.floor(has / side)
  if (onions + tomatoes === 0) {
    const way = phi.holders[NOTHING].reduce((least, player) => Math.min(least, wayTo(phi, player, pot)), Infinity)
    return power(phi.gamma, Math.min(way, phi.pickupSteps))
  }
  let discount = 1
  for (let i = 0; i < onions; i++) discount *= power(phi.gamma, Math.min(takeNearest(phi, ONION, pot), phi.onionSteps))
  for (let i = 0; i < tomatoes; i++)
    discount *= power(phi.gamma, Math.min(takeNearest(phi, TOMATO, pot), phi.tomatoSteps))
  return discount * phi.gamma // whoever brings the last one stands at the pot already
}

/** Way of the nearest holder of an ingredient, who is crossed off; Infinity where nobody can come. */
function takeNearest(phi: Phi, thing: number, pot: number): number {
  const holders = phi.holders[thing]
  let least = Infinity
  let nearest = -1
  for (let i = 0; i < holders.length; i++) {
    const way = wayTo(phi, holders[i], pot)
    if (way >= least) continue
    least = way
    nearest = i
  }
  if (nearest >= 0) holders.splice(nearest, 1)
  return least
}

/** Ingredients that no waiting soup wants, where an empty pot is in reach. */
function leftovers(phi: Phi): number {
  const { dict } = phi.world.tables.layout
  const onionValue = dict.tomato_value ? (dict.onion_value ?? 0) : ONION_VALUE
  return (
    leftover(phi, TOMATO, phi.tomatoSteps, dict.tomato_value || TOMATO_VALUE) +
    leftover(phi, ONION, phi.onionSteps, onionValue)
  )
}

function leftover(phi: Phi, thing: number, potSteps: number, value: number): number {
  const empty = potsWhere(phi, isEmpty)
  let sum = 0
  for (const player of phi.holders[thing]) {
    const way = steps(minCostToFeature(phi.planner, poseOfPlayer(phi, player), empty))
    if (way === Infinity) continue
    sum += power(phi.gamma, Math.min(potSteps, way) + phi.pickupSteps + phi.deliverySteps) * value
  }
  return sum
}

/**
 * The recipe of greatest discounted reward that contains recipe `from` (-1: nothing at all), in the reference's order: depth
 * first, more tomatoes before more onions, the first of equals. `from` itself, worth 0, where none is worth anything.
 */
function bestRecipe(phi: Phi, from: number): BestRecipe {
  const { recipes } = phi.world.tables.layout
  const side = recipes.max + 1
  const base = Math.max(from, 0)
  const seen = new Set<number>()
  const stack = from < 0 ? [1, side] : [from]
  let best: BestRecipe = { id: from, value: 0 }
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    const onions = id % side
    const tomatoes = Math.floor(id / side)
    const wait =
      recipes.time[id] +
      phi.onionSteps * (onions - (base % side)) +
      phi.tomatoSteps * (tomatoes - Math.floor(base / side))
    const value = power(phi.gamma, wait) * rewardOf(phi, id)
    if (value > best.value) best = { id, value }
    if (onions + tomatoes < recipes.max) stack.push(id + 1, id + side)
  }
  return best
}

type Pot = { readonly item: number; readonly mix: number; readonly cook: number; readonly time: number }
const isEmpty = (pot: Pot, _max: number): boolean => pot.item === NOTHING
const isFull = (pot: Pot, max: number): boolean => pot.item !== NOTHING && pot.cook <= IDLE && mixCount(pot.mix) === max
const isCooking = (pot: Pot, _max: number): boolean => pot.item !== NOTHING && pot.cook > IDLE && pot.cook < pot.time
const isReady = (pot: Pot, _max: number): boolean => pot.item !== NOTHING && pot.cook > IDLE && pot.cook >= pot.time

/** Cells of the pots of a kind, row-major. */
function potsWhere(phi: Phi, is: (pot: Pot, max: number) => boolean): number[] {
  const { layout, cells } = phi.world.tables
  const { state } = phi.world
  return Array.from(layout.pots).filter((cell) => {
    const at = phi.slot * cells + cell
    const time = layout.recipes.time[layout.recipes.idOf[state.mix[at]]]
    return is({ item: state.item[at], mix: state.mix[at], cook: state.cook[at], time }, layout.recipes.max)
  })
}

function recipeIn(phi: Phi, pot: number): number {
  const { layout, cells } = phi.world.tables
  return layout.recipes.idOf[phi.world.state.mix[phi.slot * cells + pot]]
}

/** Ticks until a soup that was started is ready. */
function ticksLeft(phi: Phi, pot: number): number {
  const { layout, cells } = phi.world.tables
  return layout.recipes.time[recipeIn(phi, pot)] - phi.world.state.cook[phi.slot * cells + pot]
}

function rewardOf(phi: Phi, id: number): number {
  const { layout } = phi.world.tables
  const { orders } = phi.world.state
  return id < 0 ? 0 : deliveryReward(layout.recipes, orders, phi.slot * layout.recipes.ids, id)
}
const worth = (phi: Phi, id: number): number => Math.max(rewardOf(phi, id), 1)

function poseOfPlayer(phi: Phi, player: number): number {
  const row = phi.slot * phi.world.tables.players + player
  return poseOf(phi.world.state.cell[row], phi.world.state.facing[row])
}
const steps = (cost: number): number => (cost === FAR ? Infinity : cost)
const wayTo = (phi: Phi, player: number, pot: number): number =>
  steps(costTo(phi.planner, poseOfPlayer(phi, player), pot))

/** gamma to a power >= 0; by multiplication where it is whole, so that every machine gets the same bits. */
function power(gamma: number, exponent: number): number {
  if (exponent === Infinity) return 0
  const whole = Math.floor(exponent)
  let result = exponent === whole ? 1 : Math.exp((exponent - whole) * Math.log(gamma))
  for (let base = gamma, left = whole; left > 0; base *= base, left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base
  }
  return result
}
