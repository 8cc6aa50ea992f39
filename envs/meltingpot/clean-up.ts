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
import { happens, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { cellsOf } from './engine/map.ts'
import { account, gini } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { LETTERS, SITE_CHANNEL, siteTables, willRegrow, type SiteTables } from './engine/sites.ts'
import type { GridConfig, GridFields, Kind } from './engine/state.ts'
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { SOCIALJAX_ZAP, beamOf, removeZapped, zap, zapBeam, type Shape } from './zap.ts'

const MP_CODE = {
  appleReward: 1,
  /** Probability that an apple grows on an empty site in a step, where the river is clean; it falls to 0 at `depleted`. */
  growth: 0.05,
  /** Share of dirty cells at which nothing grows. */
  depleted: 0.4,
  /** What dirty cells are a share of. */
  dirtShareOf: 'cells that can be dirty' as 'cells that can be dirty' | 'river',
  /** Probability that a clean cell turns dirty in a step, after the first `quiet` steps. */
  pollution: 0.5,
  quiet: 50,
  cleanBeam: [3, 1] as Shape,
  cleanCooldown: 2,
  zapBeam: [3, 1] as Shape,
  zapCooldown: 10,
  /** Steps that a zapped player is out. */
  zapAway: 50,
  /** Chances to end come after this many steps, with this probability. */
  leastSteps: 1000,
  endProbability: 0.2,
}
type CleanUpNumbers = typeof MP_CODE
export const NUMBERS: Numbers<CleanUpNumbers> = {
  'mp-code': MP_CODE,
  socialjax: { ...MP_CODE, ...SOCIALJAX_ZAP, dirtShareOf: 'river', cleanBeam: 'tee', cleanCooldown: 0 },
}
const CLEAN_BEAM = 1
/** The most cells that a cleaning beam lights. */
const MOST_CLEANED = 9

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
interface CleanUpTables extends SiteTables {
  readonly numbers: CleanUpNumbers
  /** Cells that can be dirty, and how many their share is out of. */
  readonly river: Uint16Array
  readonly dirtOutOf: number
  readonly growth: Trials
}
export type CleanUpWorld = World<CleanUpConfig, CleanUp, CleanUpTables>

// Channels.
const SOIL = SITE_CHANNEL
const SOIL_PLACE = SITE_CHANNEL + 1

const METRICS = ['apples_eaten', 'dirt_cleaned', 'burden_equality', 'mean_dirt', 'players_zapped'] as const
const EATEN = metricAt(0)
const CLEANED = metricAt(1)
/** 1 - Gini of the cells that each player cleaned; NaN while nobody cleaned any. */
const BURDEN = metricAt(2)
/** Mean share of dirty cells over the episode. */
const MEAN_DIRT = metricAt(3)
const ZAPPED = metricAt(4)

export const cleanUp = asEnv<CleanUpConfig, CleanUp, CleanUpTables>({
  id: 'clean_up',
  version: 1,
  summary: 'apples grow as long as somebody cleans the river, far from the orchard, for no reward',
  source: 'meltingpot 2.4 (81ee2e7) clean_up; Hughes et al. 2018, arXiv:1803.08884',
  options: { players: { type: 'integer', minimum: 1, maximum: MOST_PLAYERS } },
  defaults: { horizon: MOST_STEPS, players: 7 },
  numbers: NUMBERS,
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

function tables({ players, profile }: CleanUpConfig): CleanUpTables {
  const numbers = numbersOf(NUMBERS, profile)
  const shared = siteTables({
    name: 'clean_up',
    rows: CLEAN_UP,
    letters: { ...LETTERS, h: RIVER, f: DIRT, s: RIVER, a: GRASS },
    sites: 'a',
    players,
    kinds,
    beams: [
      zapBeam(numbers.zapBeam, numbers.zapCooldown),
      beamOf('clean', numbers.cleanBeam, numbers.cleanCooldown, '#9bdcf0'),
    ],
    metrics: METRICS,
    pasture: { food: [APPLE], bite: (world, slot, cell) => put(world, slot, cell, GRASS) },
  })
  return {
    ...shared,
    numbers,
    river: cellsOf(shared.map, 'hf'),
    dirtOutOf: cellsOf(shared.map, numbers.dirtShareOf === 'river' ? 'hfs' : 'hf').length,
    growth: trials(numbers.growth, shared.sites.length),
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
  const { starts, numbers, metrics } = world.tables
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, eat)
  world.metrics[slot * metrics.length + ZAPPED] += zap(world, slot)
  cleanings = 0
  fire(world, slot, CLEAN_BEAM, hit)
  returns(world, slot, starts)
  appear(world, slot, eat)
  removeZapped(world, slot, numbers.zapAway)
  applyCleaning(world, slot)
  account(world, slot)
  countDirt(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Which sites get an apple and which cell turns dirty, by the river as the last step left it. */
function decide(world: CleanUpWorld, slot: number): void {
  const { numbers, growth } = world.tables
  decideAnew()
  if (cleanness(world, slot) > 0) willRegrow(world, slot, growth, APPLE, shareOf)
  if (world.tick[slot] >= numbers.quiet && happens(draw(world, slot, SOIL, 0), numbers.pollution)) soil(world, slot)
}

/** Share of the highest rate of growth: 1 over a clean river, 0 and less from `depleted` on. */
const cleanness = ({ state, tables }: CleanUpWorld, slot: number): number =>
  1 - state.dirty[slot] / tables.dirtOutOf / tables.numbers.depleted

const shareOf = (world: CleanUpWorld, slot: number, site: number): number =>
  world.state.kind[slot * world.tables.cells + site] === GRASS ? cleanness(world, slot) : 0

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
  payFood(world, slot, p, tables.numbers.appleReward)
  metrics[slot * tables.metrics.length + EATEN]++
}

// Dirty cells that this step's beams hit, cleaned after all of them.
const cleaning = new Uint16Array(MOST_CLEANED * MOST_PLAYERS)
let cleanings = 0

/** Each column of the beam stops at its first dirt; players let it pass. A tee cleans each of its cells. */
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
  metrics[at] += (state.dirty[slot] / tables.dirtOutOf - metrics[at]) / state.played[slot]
}
