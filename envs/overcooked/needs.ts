/**
 * Needs in the kitchen, off unless the option `needs` is given: cooks tire and eat, diners behind hatches go hungry and are fed,
 * watchers look through shutters. docs/overcooked-needs.md has the page.
 *
 * Wellbeing is in [0, 10] and kept in thousandths, so that every sum is exact. What happens without the cooks (hunger, placebo
 * bars, walk-in snacks, shutters, looks) is a function of keyed draws alone: two kitchens of one key share it, whatever is done.
 */
import { draw, drawAt, unit } from '../core/keyed.ts'
import type { OvercookedConfig } from './config.ts'
import { buildLayout, type Layout, type LayoutDict } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { FULL, complete, thousandths, type CompleteNeeds, type DinerOptions } from './needs-config.ts'
import { NEEDS_LAYOUTS } from './needs-layouts.ts'
import { deliveryReward } from './recipes.ts'
import { COUNTER, DINER, HATCH, INTERACT, LOOKS, SOUP, STAFF, STAY, WATCH, type KitchenWorld } from './state.ts'

/** Where needs are in a layout, and the options, complete. */
export interface Needs {
  readonly options: CompleteNeeds
  /** [d] cells of the diners' hatches, row-major. */
  readonly diners: Uint16Array
  /** Cells of the staff hatches. */
  readonly staff: Uint16Array
  /** [w] cells of the watchers' windows, and 1 where the watcher is the placebo. */
  readonly watchers: Uint16Array
  readonly placebo: Uint8Array
  /** [C] the diner behind a hatch, -1 for other cells. */
  readonly dinerAt: Int16Array
  /** [C] 1 for red tiles. */
  readonly red: Uint8Array
  /** [w * C] 1 where a watcher sees a cell while its shutter is open. */
  readonly sees: Uint8Array
  /** [d * THETAS] bounds of each diner's numbers, in thousandths. */
  readonly low: Int32Array
  readonly high: Int32Array
  /** [d] probability that a diner is inert. */
  readonly inert: Float64Array
  /** [d * LOOKS] looks that are given, -1 where they are drawn. */
  readonly looks: Int16Array
}

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
const HUNGER = 36
const SNACK = 37
const PLACEBO_HUNGER = 38
const PLACEBO_SNACK = 39
const COOK_PLACEBO = 40
const COOK_PLACEBO_SNACK = 41
const SHUTTER = 42

// Numbers of a diner: k of THETA.
const START = 0
const DECAY = 1
const THRESHOLD = 2
const CAPACITY = 3
const PLACEBO_START = 4
const THETAS = 5

export const MOST_DINERS = 10
/** What keeping a soup pays at a price of 1. */
export const KEPT_SOUP = 20

/** Letters of a grid that stand for something here, and what the plain kitchen sees in their place. */
const LETTERS: Readonly<Record<string, string>> = { H: 'X', E: 'X', W: 'X', B: 'X', R: ' ' }

/**
 * The layout of a kitchen with needs. Its grid may hold, beside the reference's characters, H a diner's hatch (ten at most),
 * E the staff hatch, W the auditor's window, B the placebo watcher's window and R a red tile (floor). Throws as `buildLayout`
 * does; a kitchen with an H or an E may do without S.
 */
export function needyLayout(config: OvercookedConfig): { layout: Layout; needs: Needs } {
  const given = typeof config.layout === 'string' ? byName(config.layout) : config.layout
  const { grid } = given ?? {}
  const rows = (typeof grid === 'string' ? grid.trim().split('\n') : Array.isArray(grid) ? grid : []).map((row) =>
    String(row).trim(),
  )
  checkLetters(rows, given?.layout_name ?? 'custom')
  const plain = rows.map((row) => row.replace(/[HEWBR]/g, (letter) => LETTERS[letter]))
  const spare = plain.some((row) => row.includes('S')) ? -1 : rows.findIndex((row) => /[HE]/.test(row))
  if (spare >= 0)
    plain[spare] =
      plain[spare].slice(0, rows[spare].search(/[HE]/)) + 'S' + plain[spare].slice(rows[spare].search(/[HE]/) + 1)
  const dict: LayoutDict = rows.length > 0 ? { ...given, grid: plain } : given
  const layout = buildLayout(dict, config)
  const letters = rows.join('')
  const terrain = layout.terrain.map(
    (code, cell) => ({ H: DINER, E: STAFF, W: WATCH, B: WATCH })[letters[cell]] ?? code,
  )
  const cells = (code: number) => Uint16Array.from([...terrain.keys()].filter((cell) => terrain[cell] === code))
  const built = { ...layout, terrain, counters: cells(COUNTER), hatches: cells(HATCH), dict: given }
  return { layout: built, needs: place(built, letters, complete(config.needs ?? {})) }
}

function byName(name: string): LayoutDict {
  const all = { ...LAYOUTS, ...NEEDS_LAYOUTS }
  if (Object.hasOwn(all, name)) return { layout_name: name, ...all[name] }
  throw new RangeError(
    `Got unknown layout '${name}', expected one of: ${Object.keys(all).join(', ')}; or a layout as { grid, ... }.`,
  )
}

function checkLetters(rows: readonly string[], name: string): void {
  for (const [y, row] of rows.entries()) {
    for (let x = row.indexOf('R'); x >= 0; x = row.indexOf('R', x + 1)) {
      if (x > 0 && y > 0 && x < row.length - 1 && y < rows.length - 1) continue
      throw new TypeError(
        `Layout '${name}', row ${y + 1}, column ${x + 1}: got 'R' at the border, expected one of 'XPOTDSHEWB'.`,
      )
    }
  }
  const diners = rows.join('').split('H').length - 1
  if (diners > MOST_DINERS)
    throw new RangeError(`Got ${diners} diners' hatches in layout '${name}', expected at most ${MOST_DINERS}.`)
}

function place(layout: Layout, letters: string, options: CompleteNeeds): Needs {
  const cells = (wanted: string) =>
    Uint16Array.from([...letters].flatMap((letter, cell) => (wanted.includes(letter) ? [cell] : [])))
  const diners = cells('H')
  const watchers = cells('WB')
  const dinerAt = new Int16Array(letters.length).fill(-1)
  for (const [i, cell] of diners.entries()) dinerAt[cell] = i
  const sees = new Uint8Array(watchers.length * letters.length)
  for (const [w, from] of watchers.entries()) {
    for (let cell = 0; cell < letters.length; cell++) {
      sees[w * letters.length + cell] = sighted(layout, from, cell, options.watch.radius) ? 1 : 0
    }
  }
  if (options.diners.each.length > diners.length) {
    throw new RangeError(
      `Got ${options.diners.each.length} entries for needs.diners.each, expected at most ${diners.length}, one for each H of the layout.`,
    )
  }
  const placebo = Uint8Array.from(watchers, (cell) => (letters[cell] === 'B' ? 1 : 0))
  const red = Uint8Array.from(letters, (letter) => (letter === 'R' ? 1 : 0))
  return {
    options,
    diners,
    staff: cells('E'),
    watchers,
    placebo,
    dinerAt,
    red,
    sees,
    ...known(diners.length, options.diners),
  }
}

/** What the options say of each diner: of all of them, or of one in `each`. */
function known(diners: number, { start, decay, threshold, capacity, inert, each }: CompleteNeeds['diners']) {
  const of = (i: number): DinerOptions => each[i] ?? {}
  const bounds = (side: 0 | 1) =>
    Int32Array.from({ length: diners * THETAS }, (_, at) => {
      const diner = of(Math.floor(at / THETAS))
      const numbers = [diner.start, diner.decay, diner.threshold, diner.capacity, diner.start]
      const given = numbers[at % THETAS]
      return given === undefined ? [start, decay, threshold, capacity, start][at % THETAS][side] : thousandths(given)
    })
  return {
    low: bounds(0),
    high: bounds(1),
    inert: Float64Array.from({ length: diners }, (_, i) => Number(of(i).inert ?? inert)),
    looks: Int16Array.from({ length: diners * LOOKS }, (_, at) => {
      const look = of(Math.floor(at / LOOKS)).looks?.[at % LOOKS]
      return look === undefined ? -1 : Math.round((look + 1) * 127.5)
    }),
  }
}

/** Whether the straight line (Bresenham) from one cell to a floor cell crosses nothing but floor, within `radius` (larger of dx, dy). */
function sighted({ terrain, width }: Layout, from: number, to: number, radius: number): boolean {
  const [x0, y0, x1, y1] = [from % width, Math.floor(from / width), to % width, Math.floor(to / width)]
  const dx = Math.abs(x1 - x0)
  const dy = Math.abs(y1 - y0)
  const steps = Math.max(dx, dy)
  if (terrain[to] !== 0 || steps === 0 || steps > radius) return false
  for (let i = 1; i < steps; i++) {
    const x = x0 + Math.sign(x1 - x0) * Math.floor((2 * i * dx + steps) / (2 * steps))
    const y = y0 + Math.sign(y1 - y0) * Math.floor((2 * i * dy + steps) / (2 * steps))
    if (terrain[y * width + x] !== 0) return false
  }
  return true
}

/** Starts an episode: draws what each diner is, and sets everybody's wellbeing. */
export function resetNeeds(world: KitchenWorld, slot: number): void {
  const { state, tables, agents } = world
  const { options, diners } = tables.needs!
  state.needBar[slot] = options.bar ?? draw(world, slot, NEED_BAR, 0) >>> 31
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

/** Draws one diner; every draw has its own name, so that what is known of one number moves no other. */
function resetDiner(world: KitchenWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { diners, inert, looks } = tables.needs!
  const row = slot * diners.length + i
  state.decay[row] = theta(world, slot, i, DECAY)
  state.threshold[row] = theta(world, slot, i, THRESHOLD)
  state.capacity[row] = theta(world, slot, i, CAPACITY)
  state.fullness[row] = Math.min(state.capacity[row], theta(world, slot, i, START))
  state.fullnessPlacebo[row] = Math.min(state.capacity[row], theta(world, slot, i, PLACEBO_START))
  state.served[row] = 0
  state.inert[row] = unit(draw(world, slot, INERT, i)) < inert[i] ? 1 : 0
  for (let k = 0; k < LOOKS; k++) {
    const look = looks[i * LOOKS + k]
    state.looks[row * LOOKS + k] = look < 0 ? draw(world, slot, LOOK, i, k) >>> 24 : look
  }
}

/** One of a diner's numbers, drawn between its bounds, in thousandths. */
function theta(world: KitchenWorld, slot: number, i: number, k: number): number {
  const { low, high } = world.tables.needs!
  const at = i * THETAS + k
  return low[at] + Math.round((high[at] - low[at]) * unit(draw(world, slot, THETA, i, k)))
}

/** Shutters at a tick: open by option, or by a draw that holds for `dwell` ticks. */
function watch(world: KitchenWorld, slot: number, tick: number): void {
  const { options, watchers, placebo } = world.tables.needs!
  const { share, dwell } = options.watch
  const block = Math.floor(tick / dwell)
  for (let w = 0; w < watchers.length; w++) {
    const open = placebo[w] === 1 ? options.bird.open : options.auditor.open
    world.state.open[slot * watchers.length + w] =
      (open ?? unit(drawAt(world, slot, SHUTTER, w, 0, block)) < share) ? 1 : 0
  }
}

const intended = new Int32Array(9)

/** First rule of a tick: a cook without stamina stays, unless it eats. `release` gives the actions back as the caller wrote them. */
export function restrain(world: KitchenWorld, slot: number): void {
  const { state, actions, agents } = world
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
  const { effort, meal, rest } = tables.needs!.options.stamina
  const often = meal > 0 ? effort / meal : 0
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    state.stamina[row] =
      actions[row] === STAY ? Math.min(FULL, state.stamina[row] + rest) : Math.max(0, state.stamina[row] - effort)
    const loss = Math.round(2 * effort * unit(draw(world, slot, COOK_PLACEBO, p)))
    const snack = unit(draw(world, slot, COOK_PLACEBO_SNACK, p)) < often ? meal : 0
    state.staminaPlacebo[row] = Math.min(FULL, Math.max(0, state.staminaPlacebo[row] - loss) + snack)
  }
}

/** Diners lose 0 to twice their decay, and sometimes have a snack that nobody brought; so do their placebo bars. */
function hunger(world: KitchenWorld, slot: number): void {
  const { state, tables, metrics, slots } = world
  const { diners } = tables.needs!
  let stakes = 0
  let well = 0
  for (let i = 0; i < diners.length; i++) {
    const row = slot * diners.length + i
    state.fullness[row] = drift(world, slot, i, state.fullness[row], HUNGER, SNACK)
    state.fullnessPlacebo[row] = drift(world, slot, i, state.fullnessPlacebo[row], PLACEBO_HUNGER, PLACEBO_SNACK)
    if (state.inert[row] === 1) continue
    stakes++
    if (state.fullness[row] > 0) well++
  }
  if (stakes > 0) metrics[metricsOf(metrics, slots, slot) + COVERAGE] += well / stakes
}

/** A bar after one tick of a diner's process. */
function drift(
  world: KitchenWorld,
  slot: number,
  i: number,
  bar: number,
  lossChannel: number,
  snackChannel: number,
): number {
  const { state, tables } = world
  const { diners, options } = tables.needs!
  const row = slot * diners.length + i
  const loss = Math.round(2 * state.decay[row] * unit(draw(world, slot, lossChannel, i)))
  const snack = unit(draw(world, slot, snackChannel, i)) < options.diners.snack ? options.diners.meal : 0
  return Math.min(state.capacity[row], Math.max(0, bar - loss) + snack)
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
