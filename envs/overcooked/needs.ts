/**
 * Needs in the kitchen, off unless the option `needs` is given: cooks tire and eat, diners behind hatches go hungry and are fed,
 * watchers look through shutters. docs/overcooked-needs.md has the page.
 *
 * Wellbeing is in [0, 10] and kept in thousandths, so that every sum is exact. What happens without the cooks (hunger, placebo
 * bars, walk-in snacks, shutters, looks) is a function of keyed draws alone: two kitchens of one key share it, whatever is done.
 */
import {
  CAPACITY, DECAY, FULL, PLACEBO_START, START, THRESHOLD, drift, isInert, isOpen, look, needBarOf, trait,
} from '../core/needs.ts' // prettier-ignore
import type { Needs } from './needs-places.ts'
import { deliveryReward } from './recipes.ts'
import { INTERACT, LOOKS, SOUP, STAFF, STAY, type KitchenWorld } from './state.ts'

/** Per-episode numbers, zero without needs; coverage is a sum over ticks of the share of diners with a stake that have any wellbeing left. */
export const NEEDS_METRICS = ['diners_fed', 'soups_eaten', 'coverage', 'fines'] as const
const FED = 0
const EATEN = 1
const COVERAGE = 2
const FINES = 3

// Channels of the draws; entity is the diner's, cook's or watcher's index.
const NEED_BAR = 32
const THETA = 33
const INERT = 34
const LOOK = 35
// Bars take two: one for what they lose, the next for snacks.
const HUNGER = 36
const PLACEBO_HUNGER = 38
const COOK_PLACEBO = 40
const SHUTTER = 42

/** What keeping a soup pays at a price of 1. */
export const KEPT_SOUP = 20

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
  }
  for (let i = 0; i < diners.length; i++) resetDiner(world, slot, i)
  watch(world, slot, 0)
}

/** Draws what one diner is. */
function resetDiner(world: KitchenWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { diners, traits } = tables.needs!
  const row = slot * diners.length + i
  state.decay[row] = trait(world, slot, THETA, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, THETA, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, THETA, traits, i, CAPACITY)
  state.fullness[row] = Math.min(state.capacity[row], trait(world, slot, THETA, traits, i, START))
  state.fullnessPlacebo[row] = Math.min(state.capacity[row], trait(world, slot, THETA, traits, i, PLACEBO_START))
  state.served[row] = 0
  state.inert[row] = isInert(world, slot, INERT, traits, i)
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
}

/** Shutters at a tick. */
function watch(world: KitchenWorld, slot: number, tick: number): void {
  const { options, watchers, placebo } = world.tables.needs!
  for (let w = 0; w < watchers.length; w++) {
    const { open } = placebo[w] === 1 ? options.bird : options.auditor
    world.state.open[slot * watchers.length + w] = isOpen(world, slot, SHUTTER, w, tick, open, options.watch)
  }
}

const intended = new Int32Array(9)

/** First rule of a tick: a cook without stamina stays, unless it eats. `release` gives the actions back as the caller wrote them. */
export function restrain(world: KitchenWorld, slot: number): void {
  const { actions, agents } = world
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    intended[p] = actions[row]
    if (isSpent(world, row) && !(actions[row] === INTERACT && canEat(world, row))) actions[row] = STAY
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

/** A soup goes through a diner's hatch: what serving it pays. It moves the need bar of a diner that has a stake. */
export function feed(
  { state, tables, metrics, slots }: KitchenWorld,
  slot: number,
  target: number,
  id: number,
): number {
  const { options, diners, dinerAt } = tables.needs!
  const row = slot * diners.length + dinerAt[target]
  state.served[row]++
  if (state.inert[row] === 0) {
    state.fullness[row] = Math.min(state.capacity[row], state.fullness[row] + options.diners.meal)
    metrics[metricsOf(metrics, slots, slot) + FED]++
  }
  const { recipes } = tables.layout
  return options.pay * deliveryReward(recipes, state.orders, slot * recipes.ids, id)
}

/** A cook eats a soup at the staff hatch; to eat is no work. Keeping it pays the focal cook, in private. */
export function eat(
  { state, tables, metrics, slots, agents, actions, knobs }: KitchenWorld,
  slot: number,
  p: number,
): void {
  const { options } = tables.needs!
  const row = slot * agents + p
  state.stamina[row] = Math.min(FULL, state.stamina[row] + options.stamina.meal)
  state.eaten[row]++
  metrics[metricsOf(metrics, slots, slot) + EATEN]++
  actions[row] = STAY
  if (options.focal === null || options.focal === p) state.private[row] += knobs.price[slot] * KEPT_SOUP
}

/** Where a slot's needs metrics begin: they are the last. */
const metricsOf = (metrics: Float64Array, slots: number, slot: number): number =>
  (slot + 1) * (metrics.length / slots) - NEEDS_METRICS.length

/** Last rule of a tick: fines, work and rest, hunger, shutters; then what was private is paid. */
export function live(world: KitchenWorld, slot: number): void {
  const { state, agents, rewards, tick } = world
  fines(world, slot)
  tire(world, slot)
  release(world, slot)
  hunger(world, slot)
  watch(world, slot, tick[slot] + 1)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] += state.private[row]
}

/** Stepping on a red tile costs while the auditor sees it; its shutter is the one that was seen before the step. */
function fines(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, metrics, slots } = world
  const { options, red } = tables.needs!
  if (!options.auditor.enforced) return
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const cell = state.cell[row]
    if (red[cell] === 0 || cell === state.wasCell[row] || !audited(world, slot, cell)) continue
    state.private[row] -= options.auditor.fine
    metrics[metricsOf(metrics, slots, slot) + FINES]++
  }
}

function audited({ state, tables }: KitchenWorld, slot: number, cell: number): boolean {
  const { watchers, placebo, sees } = tables.needs!
  for (let w = 0; w < watchers.length; w++) {
    if (placebo[w] === 0 && state.open[slot * watchers.length + w] === 1 && sees[w * tables.cells + cell] === 1)
      return true
  }
  return false
}

/** Every act but staying costs `effort`, staying wins `rest`. The placebo bar falls as if at work and is fed as often as that costs. */
function tire(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, actions } = world
  const { options, cookSnacks } = tables.needs!
  const { effort, rest } = options.stamina
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    state.stamina[row] =
      actions[row] === STAY ? Math.min(FULL, state.stamina[row] + rest) : Math.max(0, state.stamina[row] - effort)
    const placebo = state.staminaPlacebo[row]
    state.staminaPlacebo[row] = drift(world, slot, COOK_PLACEBO, p, placebo, effort, cookSnacks, FULL)
  }
}

/** Diners lose 0 to twice their decay, and sometimes have a snack that nobody brought; so do their placebo bars. */
function hunger(world: KitchenWorld, slot: number): void {
  const { state, tables, metrics, slots } = world
  const { diners, options } = tables.needs!
  let stakes = 0
  let well = 0
  for (let i = 0; i < diners.length; i++) {
    const row = slot * diners.length + i
    const decay = state.decay[row]
    const capacity = state.capacity[row]
    state.fullness[row] = drift(world, slot, HUNGER, i, state.fullness[row], decay, options.diners, capacity)
    const placebo = state.fullnessPlacebo[row]
    state.fullnessPlacebo[row] = drift(world, slot, PLACEBO_HUNGER, i, placebo, decay, options.diners, capacity)
    if (state.inert[row] === 1) continue
    stakes++
    if (state.fullness[row] > 0) well++
  }
  if (stakes > 0) metrics[metricsOf(metrics, slots, slot) + COVERAGE] += well / stakes
}

/** What the tag of a cook says: what keeping a soup pays it. 0 for a cook whom keeping does not pay. */
export function priceTag({ tables, knobs }: KitchenWorld, slot: number, agent: number): number {
  const { focal, tag } = tables.needs!.options
  return focal === null || focal === agent ? (tag ?? knobs.price[slot]) * KEPT_SOUP : 0
}

/** Bytes of the needs in a row of the `symbolic` view: tag, two bars a cook; two bars and looks a diner; open and sees a watcher. */
export const needsBytes = ({ diners, watchers }: Needs, cooks: number): number =>
  1 + 2 * cooks + (2 + LOOKS) * diners.length + 2 * watchers.length

/** Writes them for observer `o` from byte `at`, own bars first, then the other cooks' in index order. */
export function writeNeeds(world: KitchenWorld, slot: number, o: number, out: Uint8Array, at: number): void {
  const { state, tables, agents } = world
  const { diners, watchers, sees } = tables.needs!
  const which = state.needBar[slot]
  out[at++] = Math.min(255, Math.round(priceTag(world, slot, o) * TAG_BYTE))
  at = writeBars(out, at, which, state.stamina[slot * agents + o], state.staminaPlacebo[slot * agents + o])
  for (let p = 0; p < agents; p++) {
    if (p !== o)
      at = writeBars(out, at, which, state.stamina[slot * agents + p], state.staminaPlacebo[slot * agents + p])
  }
  for (let i = 0; i < diners.length; i++) {
    const row = slot * diners.length + i
    at = writeBars(out, at, which, state.fullness[row], state.fullnessPlacebo[row])
    for (let k = 0; k < LOOKS; k++) out[at++] = state.looks[row * LOOKS + k]
  }
  for (let w = 0; w < watchers.length; w++) {
    const open = state.open[slot * watchers.length + w]
    out[at++] = open * 255
    out[at++] = open * sees[w * tables.cells + state.cell[slot * agents + o]] * 255
  }
}

/** A tag of 100 fills a byte, as in the `common` view. */
const TAG_BYTE = 2.55

function writeBars(out: Uint8Array, at: number, which: number, need: number, placebo: number): number {
  out[at + which] = Math.round((need * 255) / FULL)
  out[at + 1 - which] = Math.round((placebo * 255) / FULL)
  return at + 2
}
