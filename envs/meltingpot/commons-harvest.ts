/**
 * commons_harvest: apples grow back the faster the more apples are left around them, and not at all where none is left.
 *
 * Rules: meltingpot 2.4 `commons_harvest__open`, `__closed` and `__partnership` (google-deepmind/meltingpot 81ee2e7); the game is
 * Perolat et al. 2017, arXiv:1707.06600.
 */
import { ITEM } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import type { Done, World } from '../core/spec.ts'
import { OWN_CHANNEL, happens, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { alike, cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import {
  WALL, WIDE, type Beam, type GridConfig, type GridFields, type GridTables, type Kind, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { CLOSED, OPEN, PARTNERSHIP } from './harvest-maps.ts'
import { GROUND } from './kinds.ts'
import { removeZapped, zap } from './zap.ts'

export const APPLE_REWARD = 1
/** Cells whose apples count for a site: those within this Euclidean distance, 12 beside the site itself. */
export const RADIUS = 2
/** Steps after which a taken apple's site can grow again: taken in step t, it may from step t + 2. */
export const REST = 2
const LEAST_STEPS = 1000
const END_PROBABILITY = 0.15
/** Players who start inside, beside the lower patches. */
const INSIDE = 2
const YELLOW = '#f0e65a'

export type MapName = 'open' | 'closed' | 'partnership'
interface Setting {
  readonly rows: readonly string[]
  /** Probability that an apple grows on an empty site in a step by apples around it, the last for that many or more. */
  readonly growth: readonly number[]
  readonly beam: Beam
  /** Steps that a hit player is out. */
  readonly away: number
}
export const SETTINGS: Readonly<Record<MapName, Setting>> = {
  open: {
    rows: OPEN,
    growth: [0, 0.0025, 0.005, 0.025],
    beam: { name: 'zap', length: 3, radius: 1, cooldown: 2, colour: YELLOW },
    away: 4,
  },
  closed: {
    rows: CLOSED,
    growth: [0, 0.001, 0.005, 0.025],
    beam: { name: 'zap', length: 4, radius: 1, cooldown: 1, colour: YELLOW },
    away: 100,
  },
  partnership: {
    rows: PARTNERSHIP,
    growth: [0, 0.001, 0.005, 0.025],
    beam: { name: 'zap', length: 4, radius: 1, cooldown: 1, colour: YELLOW },
    away: 100,
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
interface HarvestTables extends GridTables {
  readonly setting: Setting
  readonly start: Uint8Array
  readonly sites: Uint16Array
  readonly starts: Uint16Array
  readonly inside: Uint16Array
  /** [C * 12] sites around each site, and how many. */
  readonly near: Uint16Array
  readonly nears: Uint8Array
  /** Trials at the highest rate of growth; a site's own rate is a share of it. */
  readonly growth: Trials
  readonly most: number
}
type HarvestWorld = World<HarvestConfig, Harvest, HarvestTables>

// Channels.
const GROW = OWN_CHANNEL
const ACCEPT = OWN_CHANNEL + 1

const METRICS = ['apples_eaten', 'last_apples_eaten', 'apples_left', 'players_zapped'] as const
const EATEN = metricAt(0)
/** Apples eaten with none left around them: what ends a patch. */
const LAST = metricAt(1)
const LEFT = metricAt(2)
const ZAPPED = metricAt(3)

const rules: Rules = {
  scalar: ({ state, tables, agents }, slot, p) => tables.beams[0].cooldown - state.cooling[slot * agents + p],
  marksOf: () => 0,
  coat: () => '',
  told: () => '',
}

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
    map: { enum: Object.keys(SETTINGS) },
    players: { type: 'integer', minimum: 1, maximum: MOST_PLAYERS },
  },
  defaults: { horizon: MOST_STEPS, map: 'open', players: 7 },
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

function tables({ map: name, players }: HarvestConfig): HarvestTables {
  const setting = SETTINGS[name]
  const map = readMap(`commons_harvest ${name}`, setting.rows, '#.naq')
  const sites = cellsOf(map, 'a')
  const kindOf: Readonly<Record<string, number>> = { '#': WALL, a: APPLE }
  const most = Math.max(...setting.growth)
  const cells = map.letters.length
  const near = new Uint16Array(cells * AROUND.length)
  const nears = new Uint8Array(cells)
  for (const cell of sites) {
    for (const [dx, dy] of AROUND) {
      const other = cell + dy * map.width + dx
      if (sites.includes(other)) near[cell * AROUND.length + nears[cell]++] = other
    }
  }
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players,
      roles: alike(players),
      kinds,
      sight: WIDE,
      beams: [setting.beam],
      scalars: ['charge'],
      marks: [],
      metrics: METRICS,
      rules,
      pasture: { food: [APPLE], sites, bite: pick },
    }),
    setting,
    start: startKinds(map, kindOf),
    sites,
    starts: cellsOf(map, 'n'),
    inside: cellsOf(map, 'q'),
    near,
    nears,
    growth: trials(most, sites.length),
    most,
  }
}

function reset(world: HarvestWorld, slot: number): void {
  const { tables, agents, metrics } = world
  layMap(world, slot, tables.start)
  countAround(world, slot)
  placePlayers(world, slot, tables.inside, 0, Math.min(INSIDE, agents))
  placePlayers(world, slot, tables.starts, Math.min(INSIDE, agents), agents)
  metrics[slot * tables.metrics.length + LEFT] = tables.sites.length
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
  const { setting, starts, metrics: names } = world.tables
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, eat)
  world.metrics[slot * names.length + ZAPPED] += zap(world, slot)
  returns(world, slot, starts)
  appear(world, slot, eat, ripen)
  removeZapped(world, slot, setting.away)
  account(world, slot)
  return ended(world, slot, LEAST_STEPS, END_PROBABILITY)
}

/** Which empty sites get an apple, by the apples around them as the last step left them. */
function decide(world: HarvestWorld, slot: number): void {
  const { state, tables, tick } = world
  const { sites, growth, setting, most, cells } = tables
  const table = setting.growth
  decideAnew()
  for (let i = 0; (i = nextSuccess(world, slot, GROW, growth, i)) < sites.length; i++) {
    const at = slot * cells + sites[i]
    if (state.kind[at] === APPLE || tick[slot] - state.taken[at] < REST) continue
    const rate = table[Math.min(state.around[at], table.length - 1)]
    if (happens(draw(world, slot, ACCEPT, sites[i]), rate / most)) willGrow(sites[i], APPLE)
  }
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
  payFood(world, slot, p, APPLE_REWARD)
  metrics[account + EATEN]++
  if (state.around[at] === 0) metrics[account + LAST]++
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
