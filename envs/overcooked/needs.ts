/**
 * Needs in the kitchen, off unless the option `needs` is given: cooks tire and eat, diners behind hatches go hungry and
 * are fed, watchers look through shutters. docs/overcooked-needs.md has the page.
 *
 * Wellbeing is in [0, 10] and kept in thousandths, so that every sum is exact. What happens without the cooks (hunger,
 * placebo bars, walk-in snacks, soups that come, shutters, looks) is a function of keyed draws alone: two kitchens of
 * one key share it, whatever is done.
 */
import { draw, unit } from '../core/keyed.ts'
import { lossOf } from '../core/needs-kinds.ts'
import {
  CAPACITY, DECAY, FULL, PLACEBO_START, START, THRESHOLD, UNIT, drift, isInert, look, needBarOf, trait, uniform, type Traits,
} from '../core/needs.ts' // prettier-ignore
import {
  EATEN, FED, addEffort, count, covered, isFocal, isWatched, isWindow, resetSums, tally, tallyBatch, tallySoup,
} from './needs-metrics.ts' // prettier-ignore
import { fetched, stock } from './calls.ts'
import { MOST_DINERS } from './needs-places.ts'
import { arrive, helped } from './needs-supply.ts'
import { deliveryReward } from './recipes.ts'
import { closeRound, keptOf, speakerOf, ticksToGo } from './rounds.ts'
import {
  CALL_SUMS, CLEAN, INTERACT, LOOKS, SOUP, STAFF, STAY, type KitchenState, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { audit, resetWatchers, tread, watch } from './watchers.ts'

// Channels of the draws; entity is the diner's or cook's index. What comes, watches or calls has its own beside it.
const NEED_BAR = 32
const THETA = 33
const INERT = 34
const LOOK = 35
// Bars take two: one for what they lose, the next for what they win.
const HUNGER = 36
const PLACEBO_HUNGER = 38
const COOK_PLACEBO = 40
const NEEDY = 43

/** What keeping a soup pays at a price of 1. */
export const KEPT_SOUP = 20
/** Of a diner's looks, the one that may tell whether it is inert. */
const MARK = LOOKS - 1

/** Starts an episode: draws what each diner is, and sets everybody's wellbeing. */
export function resetNeeds(world: KitchenWorld, slot: number): void {
  const { state, tables, agents } = world
  const { options, diners } = tables.needs!
  state.needBar[slot] = needBarOf(world, slot, NEED_BAR, options)
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    state.stamina[row] = options.stamina.start
    state.staminaPlacebo[row] = options.stamina.start
    state.eaten[row] = 0
    state.private[row] = 0
    state.stain[row] = CLEAN
    if (options.veil) state.lifted[row] = 0
  }
  if (options.veil) state.looked[slot] = 0
  for (let i = 0; i < diners.length; i++) words[i] = draw(world, slot, NEEDY, i)
  for (let i = 0; i < diners.length; i++) resetDiner(world, slot, i)
  state.arrived[slot] = 0
  state.due[slot] = 0
  if (options.calls) state.callSums.fill(0, slot * CALL_SUMS.length, (slot + 1) * CALL_SUMS.length)
  if (options.round > 0) {
    state.brought[slot] = 0
    beginRound(world, slot, 0)
  }
  resetWatchers(world, slot)
  arrive(world, slot, 0)
  resetSums(world, slot)
}

const words = new Float64Array(MOST_DINERS)

/** Whether a diner is among those of the lowest words. */
function isNeedy(diners: number, i: number, count: number): boolean {
  let lower = 0
  for (let other = 0; other < diners; other++) if (words[other] < words[i]) lower++
  return lower < count
}

/** Draws what one diner is. */
function resetDiner(world: KitchenWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { diners, options, ordinary, needy } = tables.needs!
  const traits: Traits = isNeedy(diners.length, i, options.diners.needyCount) ? needy : ordinary
  const row = slot * diners.length + i
  state.decay[row] = trait(world, slot, THETA, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, THETA, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, THETA, traits, i, CAPACITY)
  state.fullness[row] = Math.min(state.capacity[row], trait(world, slot, THETA, traits, i, START))
  state.fullnessPlacebo[row] = Math.min(state.capacity[row], trait(world, slot, THETA, traits, i, PLACEBO_START))
  state.served[row] = 0
  state.inert[row] = isInert(world, slot, INERT, traits, options.diners.alike ? 0 : i)
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
  if (options.diners.marked) {
    const mark = row * LOOKS + MARK
    state.looks[mark] = (state.looks[mark] >> 1) + 128 * state.inert[row]
  }
}

const intended = new Int32Array(9)
/** What soups of this tick relieved: wellbeing below a threshold, in thousandths. */
const relieved = new Float64Array(1)

/**
 * First rule of a tick: everybody waits while the helper feeds, and a cook without stamina stays, unless it eats. To
 * speak or look is to stay. `release` gives the actions back as the caller wrote them.
 */
export function restrain(world: KitchenWorld, slot: number): void {
  const { actions, agents } = world
  const waits = isWindow(world, slot)
  relieved[0] = 0
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    intended[p] = actions[row]
    const spent = isSpent(world, row) && !(actions[row] === INTERACT && canEat(world, row))
    if (waits || spent || actions[row] > INTERACT) actions[row] = STAY
  }
}

function release({ actions, agents }: KitchenWorld, slot: number): void {
  for (let p = 0; p < agents; p++) actions[slot * agents + p] = intended[p]
}

/** Whether a cook has no stamina: it can do nothing but stay and eat. */
export const isSpent = ({ state, tables }: KitchenWorld, row: number): boolean =>
  tables.needs !== null && state.stamina[row] === 0

/** Whether a cook holds a soup and faces the staff hatch. */
export function canEat({ state, tables }: KitchenWorld, row: number): boolean {
  return (
    state.held[row] === SOUP && tables.layout.terrain[tables.front[state.cell[row] * 4 + state.facing[row]]] === STAFF
  )
}

/** Who looks sees what diners show until its next soup is brought. It takes a tick, and nothing else. */
export function lift(world: KitchenWorld, slot: number): void {
  const { state, tables, actions, agents } = world
  const { look } = tables.needs!
  if (look < 0 || isWindow(world, slot)) return
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (actions[row] === look) state.lifted[row] = 1
}

/** Whether what diners show is hidden from a cook. */
export const isVeiled = (world: KitchenWorld, slot: number, p: number): boolean =>
  world.tables.needs!.options.veil && !isWindow(world, slot) && world.state.lifted[slot * world.agents + p] === 0

/** Cook p's soup goes through a diner's hatch: what serving it pays. */
export function feed(world: KitchenWorld, slot: number, p: number, target: number, id: number): number {
  const { state, tables } = world
  const { options, diners, dinerAt } = tables.needs!
  const row = slot * diners.length + dinerAt[target]
  if (state.inert[row] === 0) count(world, slot, FED)
  nourish(world, row)
  tallySoup(world, slot, p, false)
  const { recipes } = tables.layout
  return options.pay * deliveryReward(recipes, state.orders, slot * recipes.ids, id)
}

/** A soup moves the need bar of a diner that has a stake. */
function nourish({ state, tables }: KitchenWorld, row: number): void {
  state.served[row]++
  state.units[row]++
  if (state.inert[row] === 1) return
  const before = state.fullness[row]
  state.fullness[row] = Math.min(state.capacity[row], before + tables.needs!.options.diners.meal)
  relieved[0] += relief(before, state.fullness[row], state.threshold[row])
}

/** Wellbeing won below a threshold. */
const relief = (before: number, after: number, threshold: number): number =>
  Math.min(threshold, after) - Math.min(threshold, before)

/** A cook eats a soup at the staff hatch; to eat is no work. */
export function eat(world: KitchenWorld, slot: number, p: number): void {
  keep(world, slot, p, 1)
  world.actions[slot * world.agents + p] = STAY
  tallySoup(world, slot, p, true)
}

/** A cook has soups for itself. Keeping them pays the focal cook, in private. */
function keep(world: KitchenWorld, slot: number, p: number, soups: number): void {
  const { state, tables, agents, knobs } = world
  const { stamina } = tables.needs!.options
  const row = slot * agents + p
  const before = state.stamina[row]
  state.stamina[row] = Math.min(FULL, before + soups * stamina.meal)
  relieved[0] += relief(before, state.stamina[row], stamina.threshold)
  state.eaten[row] += soups
  count(world, slot, EATEN, soups)
  if (isFocal(world, p)) state.private[row] += knobs.price[slot] * KEPT_SOUP * soups
}

/**
 * Last rule of a tick: red tiles, work and rest, hunger, what comes next; then what was private and what is welfare is
 * paid.
 */
export function live(world: KitchenWorld, slot: number): void {
  const { agents, tick } = world
  const help = helped(world, slot)
  if (help >= 0) nourish(world, slot * world.tables.needs!.diners.length + help)
  audit(world, slot)
  for (let p = 0; p < agents; p++) tread(world, slot, p)
  if (world.tables.needs!.options.round > 0 && ticksToGo(world, slot) === 1) endRound(world, slot)
  tire(world, slot)
  release(world, slot)
  hunger(world, slot)
  tally(world, slot)
  payNeeds(world, slot)
  watch(world, slot, tick[slot] + 1)
  arrive(world, slot, tick[slot] + 1)
}

/** Nothing was said in a round yet. Of a batch nothing is kept then. */
function beginRound(world: KitchenWorld, slot: number, round: number): void {
  if (world.tables.needs!.options.calls !== null) stock(world, slot, round)
  else world.state.word[slot] = 0
}

/** What was said last comes about, and another round begins. */
function endRound(world: KitchenWorld, slot: number): void {
  const { tables, tick } = world
  const { calls, round, window } = tables.needs!.options
  if (calls !== null) waitOn(world, slot, fetched(world, slot))
  else divideBatch(world, slot)
  closeRound(world, slot)
  beginRound(world, slot, (tick[slot] + 1 - window) / round)
}

function divideBatch(world: KitchenWorld, slot: number): void {
  const kept = keptOf(world, slot)
  const given = world.tables.needs!.options.menu!.soups - kept
  keep(world, slot, speakerOf(world), kept)
  waitOn(world, slot, given)
  tallyBatch(world, slot, kept, given)
}

/** The waiter takes soups to diners, one after the other, from where it stopped. */
function waitOn(world: KitchenWorld, slot: number, soups: number): void {
  const { state, tables } = world
  const diners = tables.needs!.diners.length
  for (let i = 0; i < soups; i++) {
    const row = slot * diners + (state.brought[slot] % diners)
    if (state.inert[row] === 0) count(world, slot, FED)
    nourish(world, row)
    state.brought[slot]++
  }
}

/**
 * Every act but staying costs `effort`, staying wins `rest`. The placebo bar falls as if at work and is fed as often as
 * that costs.
 */
function tire(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, actions } = world
  const { options, cookSnacks } = tables.needs!
  const { effort, rest } = options.stamina
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (actions[row] === STAY) state.stamina[row] = Math.min(FULL, state.stamina[row] + rest)
    else {
      state.stamina[row] = Math.max(0, state.stamina[row] - effort)
      addEffort(world, slot, p, effort)
    }
    const placebo = state.staminaPlacebo[row]
    state.staminaPlacebo[row] = drift(world, slot, COOK_PLACEBO, p, placebo, effort, cookSnacks, FULL)
  }
}

/**
 * Both bars of diners fall by their kind. Now and then somebody has a snack that nobody brought, or a placebo rises as
 * evenly as it falls.
 */
function hunger(world: KitchenWorld, slot: number): void {
  const { state, tables } = world
  const { diners, options } = tables.needs!
  for (let i = 0; i < diners.length; i++) {
    const row = slot * diners.length + i
    fall(world, slot, i, state.fullness, HUNGER)
    fall(world, slot, i, state.fullnessPlacebo, PLACEBO_HUNGER)
    snack(world, slot, i, state.fullness, HUNGER)
    if (!options.diners.steady) snack(world, slot, i, state.fullnessPlacebo, PLACEBO_HUNGER)
    else rise(state, row, state.fullnessPlacebo, uniform(world, slot, PLACEBO_HUNGER + 1, i, state.decay[row]))
  }
}

function snack(world: KitchenWorld, slot: number, i: number, bars: Int16Array, channel: number): void {
  const { diners, options } = world.tables.needs!
  const { snack, meal } = options.diners
  if (snack > 0 && unit(draw(world, slot, channel + 1, i)) < snack)
    rise(world.state, slot * diners.length + i, bars, meal)
}

function fall(world: KitchenWorld, slot: number, i: number, bars: Int16Array, channel: number): void {
  const { state, tables } = world
  const { diners, options } = tables.needs!
  const row = slot * diners.length + i
  const loss = lossOf(world, slot, channel, i, options.diners.kind, state.decay[row], bars[row], state.capacity[row])
  bars[row] = Math.max(0, bars[row] - loss)
}

function rise({ capacity }: KitchenState, row: number, bars: Int16Array, won: number): void {
  bars[row] = Math.min(capacity[row], bars[row] + won)
}

function payNeeds(world: KitchenWorld, slot: number): void {
  const { state, agents, rewards, tables } = world
  const { welfare } = tables.needs!.options
  const counts = !isWindow(world, slot) && (!welfare.watched || isWatched(world, slot))
  const paid = counts ? welfare.coverage * covered[0] + (welfare.relief * relieved[0]) / UNIT : 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] += state.private[row] + paid
}

/** What the tag of a cook says: what keeping a soup pays it. 0 for a cook whom keeping does not pay. */
export function priceTag({ tables, knobs }: KitchenWorld, slot: number, agent: number): number {
  const { focal, tag } = tables.needs!.options
  return focal === null || focal === agent ? (tag ?? knobs.price[slot]) * KEPT_SOUP : 0
}
