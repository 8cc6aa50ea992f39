/**
 * clean_up: apples grow in an orchard as long as somebody keeps the river clean, far away from them.
 *
 * Rules: meltingpot 2.4 `clean_up` (google-deepmind/meltingpot 81ee2e7); the game is Hughes et al. 2018, arXiv:1803.08884.
 */
import { HAZARD, ITEM } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { below, draw } from '../core/keyed.ts'
import type { Done, World } from '../core/spec.ts'
import { CLEAN_UP } from './clean-up-map.ts'
import { fire } from './engine/beams.ts'
import { OWN_CHANNEL, happens, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { alike, cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account, gini } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import {
  WALL, WIDE, beamCells, type Beam, type GridConfig, type GridFields, type GridTables, type Kind, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { removeZapped, zap } from './zap.ts'

export const APPLE_REWARD = 1
/** Probability that an apple grows on an empty site in a step, where the river is clean; it falls to 0 at `DEPLETED`. */
export const GROWTH = 0.05
/** Share of dirty cells among those that can be dirty at which nothing grows. */
export const DEPLETED = 0.4
/** Probability that a clean cell turns dirty in a step, after the first `QUIET` steps. */
export const POLLUTION = 0.5
export const QUIET = 50
/** Steps that a zapped player is out. */
export const AWAY = 50
const ZAP: Beam = { name: 'zap', length: 3, radius: 1, cooldown: 10, colour: '#f0e65a' }
const CLEAN: Beam = { name: 'clean', length: 3, radius: 1, cooldown: 2, colour: '#9bdcf0' }
const CLEAN_BEAM = 1
const LEAST_STEPS = 1000
const END_PROBABILITY = 0.2

const RIVER = GROUND.length
const DIRT = RIVER + 1
const GRASS = RIVER + 2
const APPLE = RIVER + 3
const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'river', glyph: '~', colour: '#3c8cc8', shape: 'waves', common: -1 },
  { name: 'dirty river', glyph: '%', colour: '#78643c', shape: 'waves', common: HAZARD },
  { name: 'grass', glyph: '"', colour: '#4e8c32', under: '#8cb464', shape: 'tuft', common: -1 },
  { name: 'apple', glyph: 'a', colour: '#d23c32', under: '#8cb464', shape: 'disc', common: ITEM },
]

export interface CleanUpConfig extends GridConfig {
  players: number
}
interface CleanUp extends GridFields {
  /** Dirty cells of the river. */
  readonly dirty: Field<'u16'>
  /** [n] cells that each player cleaned; two who clean one cell in one step both did. */
  readonly cleaned: Field<'i32'>
}
interface CleanUpTables extends GridTables {
  readonly start: Uint8Array
  /** Cells that can be dirty, sites of apples, and where players start. */
  readonly river: Uint16Array
  readonly sites: Uint16Array
  readonly starts: Uint16Array
  readonly growth: Trials
}
type CleanUpWorld = World<CleanUpConfig, CleanUp, CleanUpTables>

// Channels.
const GROW = OWN_CHANNEL
const ACCEPT = OWN_CHANNEL + 1
const SOIL = OWN_CHANNEL + 2
const SOIL_PLACE = OWN_CHANNEL + 3

const METRICS = ['apples_eaten', 'dirt_cleaned', 'burden_equality', 'mean_dirt', 'players_zapped'] as const
const EATEN = metricAt(0)
const CLEANED = metricAt(1)
/** 1 - Gini of the cells that each player cleaned; NaN while nobody cleaned any. */
const BURDEN = metricAt(2)
/** Mean share of dirty cells over the episode. */
const MEAN_DIRT = metricAt(3)
const ZAPPED = metricAt(4)

const rules: Rules = {
  scalar: ({ state, tables, agents }, slot, p) =>
    ZAP.cooldown - state.cooling[(slot * agents + p) * tables.beams.length],
  marksOf: () => 0,
  coat: () => '',
  told: () => '',
}

export const cleanUp = asEnv<CleanUpConfig, CleanUp, CleanUpTables>({
  id: 'clean_up',
  version: 1,
  summary: 'apples grow as long as somebody cleans the river, far from the orchard, for no reward',
  source: 'meltingpot 2.4 (81ee2e7) clean_up; Hughes et al. 2018, arXiv:1803.08884',
  options: { players: { type: 'integer', minimum: 1, maximum: MOST_PLAYERS } },
  defaults: { horizon: MOST_STEPS, players: 7 },
  examples: [{ horizon: 2000 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players }) => ({ dirty: field('u16'), cleaned: field('i32', players) }),
  hidden: ['dirty', 'cleaned'],
  derived: ['dirty'],
  derive: countDirty,
  reset,
  step,
})

function tables({ players }: CleanUpConfig): CleanUpTables {
  const map = readMap('clean_up', CLEAN_UP, '#.hfsan')
  const kindOf: Readonly<Record<string, number>> = { '#': WALL, h: RIVER, f: DIRT, s: RIVER, a: GRASS }
  const sites = cellsOf(map, 'a')
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players,
      roles: alike(players),
      kinds,
      sight: WIDE,
      beams: [ZAP, CLEAN],
      scalars: ['charge'],
      marks: [],
      metrics: METRICS,
      rules,
      pasture: { food: [APPLE], sites, bite: (world, slot, cell) => put(world, slot, cell, GRASS) },
    }),
    start: startKinds(map, kindOf),
    river: cellsOf(map, 'hf'),
    sites,
    starts: cellsOf(map, 'n'),
    growth: trials(GROWTH, sites.length),
  }
}

function reset(world: CleanUpWorld, slot: number): void {
  const { tables, metrics } = world
  layMap(world, slot, tables.start)
  countDirty(world, slot)
  placePlayers(world, slot, tables.starts)
  metrics[slot * tables.metrics.length + BURDEN] = NaN
}

function countDirty({ state, tables }: CleanUpWorld, slot: number): void {
  state.dirty[slot] = tables.river.filter((cell) => state.kind[slot * tables.cells + cell] === DIRT).length
}

function step(world: CleanUpWorld, slot: number): Done {
  const { starts } = world.tables
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, eat)
  world.metrics[slot * world.tables.metrics.length + ZAPPED] += zap(world, slot)
  cleanings = 0
  fire(world, slot, CLEAN_BEAM, hit)
  returns(world, slot, starts)
  appear(world, slot, eat)
  removeZapped(world, slot, AWAY)
  applyCleaning(world, slot)
  account(world, slot)
  countDirt(world, slot)
  return ended(world, slot, LEAST_STEPS, END_PROBABILITY)
}

/** Which sites get an apple and which cell turns dirty, by the river as the last step left it. */
function decide(world: CleanUpWorld, slot: number): void {
  const { state, tables, tick } = world
  const { sites, growth, cells, river } = tables
  decideAnew()
  const share = 1 - state.dirty[slot] / river.length / DEPLETED
  const first = share > 0 ? 0 : sites.length
  for (let i = first; (i = nextSuccess(world, slot, GROW, growth, i)) < sites.length; i++) {
    if (state.kind[slot * cells + sites[i]] !== GRASS) continue
    if (happens(draw(world, slot, ACCEPT, sites[i]), share)) willGrow(sites[i], APPLE)
  }
  if (tick[slot] >= QUIET && happens(draw(world, slot, SOIL, 0), POLLUTION)) soil(world, slot)
}

/** Turns a random clean cell of the river dirty. */
function soil(world: CleanUpWorld, slot: number): void {
  const { state, tables } = world
  const { river, cells } = tables
  const clean = river.length - state.dirty[slot]
  if (clean === 0) return
  let left = below(draw(world, slot, SOIL_PLACE, 0), clean)
  for (let i = 0; i < river.length; i++) {
    if (state.kind[slot * cells + river[i]] === DIRT || left-- > 0) continue
    willGrow(river[i], DIRT)
    state.dirty[slot]++
    return
  }
}

function eat(world: CleanUpWorld, slot: number, p: number, cell: number): void {
  const { state, tables, metrics } = world
  if (state.kind[slot * tables.cells + cell] !== APPLE) return
  put(world, slot, cell, GRASS)
  payFood(world, slot, p, APPLE_REWARD)
  metrics[slot * tables.metrics.length + EATEN]++
}

// Dirty cells that this step's beams hit, cleaned after all of them.
const cleaning = new Uint16Array(beamCells(CLEAN) * MOST_PLAYERS)
let cleanings = 0

/** Each column of the beam stops at its first dirt; players let it pass. */
function hit({ state, tables, agents }: CleanUpWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const kind = state.kind[slot * tables.cells + cell]
  if (tables.solid[kind] === 1) return true
  if (kind !== DIRT) return false
  cleaning[cleanings++] = cell
  state.cleaned[slot * agents + p]++
  return true
}

function applyCleaning(world: CleanUpWorld, slot: number): void {
  const { state, tables, metrics } = world
  const at = slot * tables.metrics.length
  for (let i = 0; i < cleanings; i++) {
    if (state.kind[slot * tables.cells + cleaning[i]] !== DIRT) continue
    put(world, slot, cleaning[i], RIVER)
    state.dirty[slot]--
    metrics[at + CLEANED]++
  }
  if (cleanings > 0) metrics[at + BURDEN] = 1 - gini(state.cleaned, slot * world.agents, world.agents)
}

function countDirt({ state, tables, metrics }: CleanUpWorld, slot: number): void {
  const at = slot * tables.metrics.length + MEAN_DIRT
  metrics[at] += (state.dirty[slot] / tables.river.length - metrics[at]) / state.played[slot]
}
