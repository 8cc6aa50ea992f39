/**
 * commons_harvest: apples grow back the faster the more apples are left around them, and not at all where none is left.
 *
 * Rules: meltingpot 2.4 `commons_harvest__open`, `__closed` and `__partnership` (google-deepmind/meltingpot 81ee2e7); the game is
 * Perolat et al. 2017, arXiv:1707.06600.
 */
import { ITEM } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import type { Done, World } from '../core/spec.ts'
import { trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew } from './engine/growth.ts'
import { cellsOf } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { LETTERS, siteTables, willRegrow, type SiteTables } from './engine/sites.ts'
import { FLOOR, type GridConfig, type GridFields, type Kind } from './engine/state.ts'
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { CLOSED, OPEN, PARTNERSHIP } from './harvest-maps.ts'
import { GROUND } from './kinds.ts'
import { SOCIALJAX_ZAP, removeZapped, zap, zapBeam, type Shape } from './zap.ts'

/** Cells whose apples count for a site: those within this Euclidean distance, 12 beside the site itself. */
export const RADIUS = 2
/** Players who start inside, beside the lower patches. */
const INSIDE = 2

export type MapName = 'open' | 'closed' | 'partnership'
const MAPS: Readonly<Record<MapName, readonly string[]>> = { open: OPEN, closed: CLOSED, partnership: PARTNERSHIP }

/** `open` is one field; `closed` and `partnership` have rooms. */
const MP_CODE = {
  appleReward: 1,
  /** Probability that an apple grows on an empty site in a step by apples around it, the last for that many or more. */
  growthInField: [0, 0.0025, 0.005, 0.025],
  growthInRooms: [0, 0.001, 0.005, 0.025],
  /** Steps after which a taken apple's site can grow again: taken in step t, it may from step t + 2. */
  rest: 2,
  zapBeamInField: [3, 1] as Shape,
  zapBeamInRooms: [4, 1] as Shape,
  zapCooldownInField: 2,
  zapCooldownInRooms: 1,
  /** Steps that a hit player is out. */
  zapAwayInField: 4,
  zapAwayInRooms: 100,
  /** Chances to end come after this many steps, with this probability. */
  leastSteps: 1000,
  endProbability: 0.15,
}
type HarvestNumbers = typeof MP_CODE
const { zapBeam: beam, zapCooldown: cooldown, zapAway: away } = SOCIALJAX_ZAP
export const NUMBERS: Numbers<HarvestNumbers> = {
  'mp-code': MP_CODE,
  socialjax: {
    ...MP_CODE,
    growthInField: MP_CODE.growthInRooms,
    zapBeamInField: beam,
    zapBeamInRooms: beam,
    zapCooldownInField: cooldown,
    zapCooldownInRooms: cooldown,
    zapAwayInField: away,
    zapAwayInRooms: away,
  },
}

const GRASS = GROUND.length
/** Grass of a site without an apple around: it cannot grow. */
const DRY = GRASS + 1
const APPLE = GRASS + 2
const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'grass', glyph: '"', colour: '#4e8c32', under: '#8cb464', shape: 'tuft', common: -1 },
  { name: 'dry grass', glyph: ',', colour: '#aa8c46', under: '#d2c878', shape: 'tuft', common: -1 },
  { name: 'apple', glyph: 'a', colour: '#d23c32', under: '#8cb464', shape: 'disc', common: ITEM },
]

export interface HarvestConfig extends GridConfig {
  map: MapName
  players: number
}
/** C cells. */
interface Harvest extends GridFields {
  /** [C] apples around each site. */
  readonly around: Field<'u8'>
  /** [C] step in which a site's apple was taken. */
  readonly taken: Field<'i32'>
}
interface HarvestTables extends SiteTables {
  readonly numbers: HarvestNumbers
  /** Of this map: growth by apples around, and steps out of the world. */
  readonly rates: readonly number[]
  readonly away: number
  readonly inside: Uint16Array
  /** [C * 12] sites around each site, and how many. */
  readonly near: Uint16Array
  readonly nears: Uint8Array
  /** Trials at the highest rate of growth; a site's own rate is a share of it. */
  readonly growth: Trials
  readonly most: number
}
export type HarvestWorld = World<HarvestConfig, Harvest, HarvestTables>

const METRICS = ['apples_eaten', 'last_apples_eaten', 'apples_left', 'players_zapped', 'restraint'] as const
const EATEN = metricAt(0)
/** Apples eaten with none left around them: what ends a patch. */
const LAST = metricAt(1)
const LEFT = metricAt(2)
const ZAPPED = metricAt(3)
/** Share of the apples eaten that were not the last around them; NaN before the first. */
const RESTRAINT = metricAt(4)

/** The 12 cells around a cell. */
const AROUND: readonly (readonly [number, number])[] = [-2, -1, 0, 1, 2]
  .flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => [dx, dy] as const))
  .filter(([dx, dy]) => dx * dx + dy * dy <= RADIUS * RADIUS && (dx !== 0 || dy !== 0))

export const commonsHarvest = asEnv<HarvestConfig, Harvest, HarvestTables>({
  id: 'commons_harvest',
  version: 1,
  summary: 'apples grow back the faster the more are left around them, and never where none is left',
  source: 'meltingpot 2.4 (81ee2e7) commons_harvest; Perolat et al. 2017, arXiv:1707.06600',
  options: {
    map: { enum: Object.keys(MAPS) },
    players: { type: 'integer', minimum: 1, maximum: MOST_PLAYERS },
  },
  defaults: { horizon: MOST_STEPS, map: 'open', players: 7 },
  numbers: NUMBERS,
  examples: [
    { horizon: 60 },
    { horizon: 60, map: 'closed' },
    {
      horizon: 60,
      map: 'partnership',
      players: 3,
      needs: { price: 1, stamina: { start: 1, effort: 0.05 }, grazers: { inert: 0.5, tau: 15 }, watch: { dwell: 7 } },
    },
  ],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { cells }) => ({ around: field('u8', cells), taken: field('i32', cells) }),
  hidden: ['taken'],
  derived: ['around'],
  derive: countAround,
  reset,
  step,
})

function tables({ map: name, players, profile }: HarvestConfig): HarvestTables {
  const numbers = numbersOf(NUMBERS, profile)
  const field = name === 'open'
  const [shape, cooldown] = field
    ? [numbers.zapBeamInField, numbers.zapCooldownInField]
    : [numbers.zapBeamInRooms, numbers.zapCooldownInRooms]
  const shared = siteTables({
    name: `commons_harvest ${name}`,
    rows: MAPS[name],
    letters: { ...LETTERS, a: APPLE, q: FLOOR },
    sites: 'a',
    players,
    kinds,
    beams: [zapBeam(shape, cooldown)],
    metrics: METRICS,
    pasture: { food: [APPLE], bite: pick },
  })
  const rates = field ? numbers.growthInField : numbers.growthInRooms
  const most = Math.max(...rates)
  return {
    ...shared,
    numbers,
    rates,
    away: field ? numbers.zapAwayInField : numbers.zapAwayInRooms,
    inside: cellsOf(shared.map, 'q'),
    ...neighbours(shared),
    growth: trials(most, shared.sites.length),
    most,
  }
}

function neighbours({ sites, cells, width }: SiteTables): Pick<HarvestTables, 'near' | 'nears'> {
  const near = new Uint16Array(cells * AROUND.length)
  const nears = new Uint8Array(cells)
  for (const cell of sites) {
    for (const [dx, dy] of AROUND) {
      const other = cell + dy * width + dx
      if (sites.includes(other)) near[cell * AROUND.length + nears[cell]++] = other
    }
  }
  return { near, nears }
}

function reset(world: HarvestWorld, slot: number): void {
  const { tables, agents, metrics } = world
  layMap(world, slot, tables.start)
  countAround(world, slot)
  placePlayers(world, slot, tables.inside, 0, Math.min(INSIDE, agents))
  placePlayers(world, slot, tables.starts, Math.min(INSIDE, agents), agents)
  metrics[slot * tables.metrics.length + LEFT] = tables.sites.length
  metrics[slot * tables.metrics.length + RESTRAINT] = NaN
}

/** Counts the apples around every site. */
function countAround({ state, tables }: HarvestWorld, slot: number): void {
  const at = slot * tables.cells
  for (const cell of tables.sites) {
    let apples = 0
    for (let i = cell * AROUND.length, end = i + tables.nears[cell]; i < end; i++) {
      if (state.kind[at + tables.near[i]] === APPLE) apples++
    }
    state.around[at + cell] = apples
  }
}

function step(world: HarvestWorld, slot: number): Done {
  const { numbers, away, starts, metrics: names } = world.tables
  begin(world, slot)
  decideAnew()
  willRegrow(world, slot, world.tables.growth, APPLE, shareOf)
  moves(world, slot, eat)
  world.metrics[slot * names.length + ZAPPED] += zap(world, slot)
  returns(world, slot, starts)
  appear(world, slot, eat, ripen)
  removeZapped(world, slot, away)
  account(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** How fast an empty site that rested grows, by the apples around it as the last step left them. */
function shareOf({ state, tables, tick }: HarvestWorld, slot: number, site: number): number {
  const { rates, most, numbers } = tables
  const at = slot * tables.cells + site
  if (state.kind[at] === APPLE || tick[slot] - state.taken[at] < numbers.rest) return 0
  return rates[Math.min(state.around[at], rates.length - 1)] / most
}

/** An apple appeared: the sites around it count one more, and dry ones are grass again. */
function ripen(world: HarvestWorld, slot: number, cell: number): void {
  const { state, tables, metrics } = world
  const at = slot * tables.cells
  for (let i = cell * AROUND.length, end = i + tables.nears[cell]; i < end; i++) {
    const site = tables.near[i]
    if (state.around[at + site]++ === 0 && state.kind[at + site] === DRY) put(world, slot, site, GRASS)
  }
  metrics[slot * tables.metrics.length + LEFT]++
}

/** Eats the apple that lies where a player came to. */
function eat(world: HarvestWorld, slot: number, p: number, cell: number): void {
  const { state, tables, metrics } = world
  const at = slot * tables.cells + cell
  if (state.kind[at] !== APPLE) return
  const account = slot * tables.metrics.length
  pick(world, slot, cell)
  payFood(world, slot, p, tables.numbers.appleReward)
  metrics[account + EATEN]++
  if (state.around[at] === 0) metrics[account + LAST]++
  metrics[account + RESTRAINT] = 1 - metrics[account + LAST] / metrics[account + EATEN]
}

/** An apple goes: the sites around it count one less, and those that count none are dry. */
function pick(world: HarvestWorld, slot: number, cell: number): void {
  const { state, tables, metrics, tick } = world
  const at = slot * tables.cells
  put(world, slot, cell, state.around[at + cell] === 0 ? DRY : GRASS)
  for (let i = cell * AROUND.length, end = i + tables.nears[cell]; i < end; i++) {
    const site = tables.near[i]
    if (--state.around[at + site] === 0 && state.kind[at + site] === GRASS) put(world, slot, site, DRY)
  }
  state.taken[at + cell] = tick[slot]
  metrics[slot * tables.metrics.length + LEFT]--
}
