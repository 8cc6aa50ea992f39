/**
 * collaborative_cooking: cooks carry tomatoes to pots, wait, take the soup on a dish and hand it in. Each soup pays all.
 *
 * Rules: meltingpot 2.4 `collaborative_cooking__*` (google-deepmind/meltingpot 81ee2e7); the kitchens go back to
 * Carroll et al. 2019, arXiv:1910.05789.
 */
import { field, type Field } from '../core/fields.ts'
import { RUNNING, type Done, type World } from '../core/spec.ts'
import {
  BOX, COOKING, COUNTER, DISH, DONE, HATCH, ITEMS, NOTHING, POT, SOUP, STAGES, TOMATO, kinds,
} from './cooking-kinds.ts' // prettier-ignore
import { ASYMMETRIC, CIRCUIT, CRAMPED, CROWDED, FIGURE_EIGHT, FORCED, RING } from './cooking-maps.ts'
import { chargeOf, fire, firesFirst } from './engine/beams.ts'
import { layMap, put } from './engine/grid.ts'
import { alike, cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { SMALL, WALL, type GridConfig, type GridFields, type GridTables, type Rules } from './engine/state.ts'
import { NO_RANDOM_END, asEnv, begin, metricAt, pay, payFood } from './engine/substrate.ts'

export interface CookingNumbers {
  /** Paid to every player for a soup that is handed in. */
  readonly soupReward: number
  /** Steps that a full pot cooks. */
  readonly cookingSteps: number
  /** Cooldown of the hands: who reached for something can do so again two steps later. */
  readonly cooldown: number
}
export const NUMBERS: Numbers<CookingNumbers> = {
  'mp-code': { soupReward: 20, cookingSteps: 20, cooldown: 1 },
}
/** Steps of every episode (maxEpisodeLengthFrames). */
const STEPS = 1000
export const KITCHENS = {
  cramped: CRAMPED,
  asymmetric: ASYMMETRIC,
  circuit: CIRCUIT,
  ring: RING,
  forced: FORCED,
  crowded: CROWDED,
  figure_eight: FIGURE_EIGHT,
} as const
const KIND_OF: Readonly<Record<string, number>> = { '#': WALL, '=': COUNTER, O: BOX, D: BOX + 1, T: HATCH, C: POT }

export interface CookingConfig extends GridConfig {
  map: keyof typeof KITCHENS
  pseudoReward: number
}
/** n players, c pots. */
interface Cooking extends GridFields {
  /** [n] item in each player's hands. */
  readonly holds: Field<'u8'>
  /** [c] steps since a pot got its last tomato; 0 for those that are not full. */
  readonly clock: Field<'i32'>
}
export interface CookingTables extends GridTables {
  readonly numbers: CookingNumbers
  readonly start: Uint8Array
  readonly starts: Uint16Array
  /** [c] cell of each pot, and [C] number of the pot on a cell. */
  readonly pots: Uint16Array
  readonly potOn: Uint8Array
}
export type CookingWorld = World<CookingConfig, Cooking, CookingTables>

const METRICS = ['soups_delivered', 'soups_poured', 'tomatoes_potted', 'dishes_taken', 'mean_wait'] as const
const DELIVERED = metricAt(0)
const POURED = metricAt(1)
const POTTED = metricAt(2)
/** Dishes out of a box. */
const DISHES = metricAt(3)
/** Steps that a soup could have been poured and was not, mean over those that were; NaN before the first. */
const WAIT = metricAt(4)

const held = ({ state, agents }: CookingWorld, slot: number, p: number): number => state.holds[slot * agents + p]

const rules: Rules = {
  scalar: chargeOf,
  marksOf: (world: CookingWorld, slot, p) => (held(world, slot, p) === NOTHING ? 0 : 1 << (held(world, slot, p) - 1)),
  coat: () => '',
  told: (world: CookingWorld, slot, p) => `You hold ${ITEMS[held(world, slot, p)]}.`,
}

export const collaborativeCooking = asEnv<CookingConfig, Cooking, CookingTables>({
  id: 'collaborative_cooking',
  version: 1,
  summary: 'cooks carry tomatoes to pots and soups to a hatch; each soup pays everybody',
  source: 'meltingpot 2.4 (81ee2e7) collaborative_cooking; Carroll et al. 2019, arXiv:1910.05789',
  options: {
    map: { enum: Object.keys(KITCHENS) },
    pseudoReward: { type: 'number', description: 'paid to who puts a tomato into a pot or pours a soup' },
    ...NO_RANDOM_END,
  },
  defaults: { horizon: STEPS, randomEnd: false, map: 'cramped', pseudoReward: 0 },
  // Whole episodes in the first: at random it takes long to pour a soup.
  examples: [{ pseudoReward: 1 }, { horizon: 60, map: 'forced' }],
  metrics: METRICS,
  score: 'soups_delivered',
  numbers: NUMBERS,
  tables,
  own: (_, { players, pots }) => ({ holds: field('u8', players), clock: field('i32', pots.length) }),
  hidden: ['clock'],
  reset,
  step,
})

function tables({ map: name, profile }: CookingConfig): CookingTables {
  const map = readMap(`collaborative_cooking ${name}`, KITCHENS[name], '#=ODTCn.')
  const numbers = numbersOf(NUMBERS, profile)
  const starts = cellsOf(map, 'n')
  const pots = cellsOf(map, 'C')
  const potOn = new Uint8Array(map.letters.length)
  for (const [i, cell] of pots.entries()) potOn[cell] = i
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players: starts.length,
      roles: alike(starts.length),
      kinds,
      sight: SMALL,
      beams: [
        {
          name: 'interact',
          length: 1,
          radius: 0,
          cooldown: numbers.cooldown,
          colour: '#f0dc78',
          hand: 'take, put down, fill, pour or hand in, by what you hold and what lies ahead',
        },
      ],
      scalars: ['charge'],
      marks: ['holds a tomato', 'holds a dish', 'holds a soup'],
      metrics: METRICS,
      rules,
      pasture: { eats: firesFirst },
    }),
    numbers,
    start: startKinds(map, KIND_OF),
    starts,
    pots,
    potOn,
  }
}

function reset(world: CookingWorld, slot: number): void {
  const { tables, metrics } = world
  layMap(world, slot, tables.start)
  placePlayers(world, slot, tables.starts)
  metrics[slot * tables.metrics.length + WAIT] = NaN
}

function step(world: CookingWorld, slot: number): Done {
  begin(world, slot)
  cook(world, slot)
  moves(world, slot, null)
  servings = 0
  fire(world, slot, 0, reach)
  account(world, slot)
  return RUNNING
}

/** Full pots are a step further. */
function cook(world: CookingWorld, slot: number): void {
  const { state, tables } = world
  const { pots, cells, numbers } = tables
  for (let i = 0; i < pots.length; i++) {
    const kind = state.kind[slot * cells + pots[i]]
    if (kind < COOKING) continue
    const clock = ++state.clock[slot * pots.length + i]
    const now = COOKING + Math.floor((clock * STAGES) / numbers.cookingSteps)
    if (now <= DONE && now !== kind) put(world, slot, pots[i], now)
  }
}

/**
 * What hands do to the cell ahead. It is done at once, not after all beams: each player reaches for one thing, so all that
 * the random order decides is who is served first.
 */
function reach(world: CookingWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const kind = world.state.kind[slot * world.tables.cells + cell]
  if (kind >= POT) usePot(world, slot, p, cell, kind)
  else if (kind === HATCH) handIn(world, slot, p)
  else if (kind >= COUNTER) exchange(world, slot, p, cell, kind)
  return false
}

// Counters and boxes that somebody reached for in this step.
const served = new Uint16Array(MOST_PLAYERS)
let servings = 0

/** A counter or a box serves one player a step: the first to reach for it, even if nothing comes of that. */
function exchange(world: CookingWorld, slot: number, p: number, cell: number, kind: number): void {
  const { state, agents, metrics, tables } = world
  for (let i = 0; i < servings; i++) if (served[i] === cell) return
  served[servings++] = cell
  const row = slot * agents + p
  const holds = state.holds[row]
  const item = kind < BOX ? kind - COUNTER : kind - BOX + TOMATO
  if ((holds === NOTHING) === (item === NOTHING)) return
  state.holds[row] = item
  if (kind < BOX) put(world, slot, cell, COUNTER + holds)
  else if (item === DISH) metrics[slot * tables.metrics.length + DISHES]++
}

/** A tomato goes into a pot that is not full, a soup onto a dish from the step after it was done. */
function usePot(world: CookingWorld, slot: number, p: number, cell: number, kind: number): void {
  const { state, agents, metrics, tables, config } = world
  const row = slot * agents + p
  const pot = slot * tables.pots.length + tables.potOn[cell]
  const at = slot * tables.metrics.length
  const wait = state.clock[pot] - tables.numbers.cookingSteps - 1
  if (state.holds[row] === TOMATO && kind < COOKING) {
    state.holds[row] = NOTHING
    put(world, slot, cell, kind + 1)
    metrics[at + POTTED]++
  } else if (state.holds[row] === DISH && kind === DONE && wait >= 0) {
    state.holds[row] = SOUP
    state.clock[pot] = 0
    put(world, slot, cell, POT)
    const poured = ++metrics[at + POURED]
    metrics[at + WAIT] = poured === 1 ? wait : metrics[at + WAIT] + (wait - metrics[at + WAIT]) / poured
  } else return
  pay(world, slot, p, config.pseudoReward)
}

/** The hatch takes soups, of as many as come. */
function handIn(world: CookingWorld, slot: number, p: number): void {
  const { state, agents, metrics, tables } = world
  if (state.holds[slot * agents + p] !== SOUP) return
  state.holds[slot * agents + p] = NOTHING
  metrics[slot * tables.metrics.length + DELIVERED]++
  for (let q = 0; q < agents; q++) payFood(world, slot, q, tables.numbers.soupReward)
}
