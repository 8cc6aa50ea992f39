/**
 * coop_mining: iron pays one to whoever mines it, gold eight to each of two players who mine it together.
 *
 * Rules: meltingpot 2.4 `coop_mining` (google-deepmind/meltingpot 81ee2e7); Agapiou et al. 2022, arXiv:2211.13746.
 */
import { SOURCE } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import type { Done, World } from '../core/spec.ts'
import { fire, firesFirst } from './engine/beams.ts'
import { trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew } from './engine/growth.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { LETTERS, SITE_CHANNEL, bare, willRegrow, siteTables, type SiteTables } from './engine/sites.ts'
import { FLOOR, type GridConfig, type GridFields, type Kind } from './engine/state.ts'
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { WALLED, type WalledName } from './walled-maps.ts'

export interface MiningNumbers {
  /** Where the option does not say how many play. */
  readonly players: number
  /** Probabilities that ore appears on a bare site in a step. */
  readonly iron: number
  readonly gold: number
  readonly ironReward: number
  /** To each who is paid for a pair. */
  readonly goldReward: number
  /** Steps for which gold waits for a second miner, the one of the first hit included. */
  readonly window: number
  /** Cells that the beam reaches, and steps from one shot to the next. */
  readonly reach: number
  readonly period: number
  /** Whether the first miner of a pair is paid too. */
  readonly firstPaid: boolean
  /** Whether all who hit an iron in one step are paid, or the first. */
  readonly ironShared: boolean
  /** What a third miner does to gold in the step in which the second hits it: marks it for a new pair, spoils it for all, or misses. */
  readonly third: 'marks' | 'spoils' | 'misses'
  /** Chances to end come after this many steps, with this probability. */
  readonly leastSteps: number
  readonly endProbability: number
}
const CODE: MiningNumbers = {
  players: 6,
  iron: 0.0002,
  gold: 0.00008,
  ironReward: 1,
  goldReward: 8,
  window: 3,
  reach: 3,
  period: 3,
  firstPaid: true,
  ironShared: true,
  third: 'marks',
  leastSteps: 1000,
  endProbability: 0.2,
}
export const MINING_NUMBERS: Numbers<MiningNumbers> = {
  'mp-code': CODE,
  'mp-doc': { ...CODE, third: 'spoils' },
  socialjax: { ...CODE, players: 4, period: 1, firstPaid: false, ironShared: false, third: 'misses' },
}

export const IRON = GROUND.length
export const GOLD = IRON + 1
/** Gold that waits for a second miner. */
export const STRUCK_GOLD = IRON + 2
const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'iron', glyph: 'i', colour: '#8c788c', shape: 'disc', common: SOURCE },
  { name: 'gold', glyph: 'g', colour: '#b4b428', shape: 'disc', common: SOURCE },
  { name: 'struck gold', glyph: 'G', colour: '#ffff8c', shape: 'disc', common: SOURCE },
]

export interface MiningConfig extends GridConfig {
  map: WalledName
  /** As many as the profile says where null. */
  players: number | null
}
/** C cells. */
interface Mining extends GridFields {
  /** [C] player who struck gold, plus one; 0 where nobody did. */
  readonly miner: Field<'u8'>
  /** [C] steps until struck gold is gold again. */
  readonly waits: Field<'u8'>
  /** Struck gold on the map. */
  readonly struck: Field<'u16'>
}
interface MiningTables extends SiteTables {
  readonly numbers: MiningNumbers
  readonly iron: Trials
  readonly gold: Trials
}
export type MiningWorld = World<MiningConfig, Mining, MiningTables>

// Channels, the first of two.
const GOLD_GROWS = SITE_CHANNEL

const METRICS = ['iron_mined', 'gold_mined', 'gold_tries', 'gold_success'] as const
/** Hits of iron that paid. */
const IRON_MINED = metricAt(0)
/** Pairs. */
const GOLD_MINED = metricAt(1)
/** First hits. */
const TRIES = metricAt(2)
/** Pairs a try; NaN before the first. */
const SUCCESS = metricAt(3)

export const coopMining = asEnv<MiningConfig, Mining, MiningTables>({
  id: 'coop_mining',
  version: 1,
  summary: 'iron for one, or gold, which pays eight times as much but takes two',
  source: 'meltingpot 2.4 (81ee2e7) coop_mining; Agapiou et al. 2022, arXiv:2211.13746',
  options: {
    map: { enum: Object.keys(WALLED) },
    players: { type: 'integer', nullable: true, minimum: 1, maximum: MOST_PLAYERS },
  },
  defaults: { horizon: MOST_STEPS, map: 'rooms', players: null },
  numbers: MINING_NUMBERS,
  examples: [{ horizon: 200, map: 'yard', players: 3 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { cells }) => ({ miner: field('u8', cells), waits: field('u8', cells), struck: field('u16') }),
  hidden: ['miner', 'waits', 'struck'],
  derived: ['struck'],
  derive: countStruck,
  reset,
  step,
})

function tables({ map, players, profile }: MiningConfig): MiningTables {
  const numbers = numbersOf(MINING_NUMBERS, profile)
  const { reach, period, iron, gold } = numbers
  const shared = siteTables({
    name: map,
    rows: WALLED[map],
    letters: { ...LETTERS, s: FLOOR },
    sites: 's',
    players: players ?? numbers.players,
    kinds,
    beams: [{ name: 'mine', length: reach, radius: 0, cooldown: period, colour: '#ffcaca', early: true, inTurn: true }],
    metrics: METRICS,
    pasture: { eats: firesFirst },
  })
  const { length } = shared.sites
  return { ...shared, numbers, iron: trials(iron, length), gold: trials(gold, length) }
}

function reset(world: MiningWorld, slot: number): void {
  const { tables, metrics } = world
  layMap(world, slot, tables.start)
  placePlayers(world, slot, tables.starts)
  metrics[slot * tables.metrics.length + SUCCESS] = NaN
}

function countStruck({ state, tables }: MiningWorld, slot: number): void {
  state.struck[slot] = tables.sites.filter((cell) => state.miner[slot * tables.cells + cell] > 0).length
}

/** Beams are fired from where players stood before the moves. */
function step(world: MiningWorld, slot: number): Done {
  const { iron, gold, numbers } = world.tables
  begin(world, slot)
  lapse(world, slot)
  hits = 0
  fire(world, slot, 0, hit)
  decideAnew()
  willRegrow(world, slot, iron, IRON, bare)
  willRegrow(world, slot, gold, GOLD, bare, GOLD_GROWS)
  moves(world, slot, null)
  appear(world, slot)
  mine(world, slot)
  account(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Struck gold that waited for long enough forgets its miner, before this step's beams. */
function lapse(world: MiningWorld, slot: number): void {
  const { state, tables } = world
  const { sites, cells } = tables
  const at = slot * cells
  for (let i = 0, left = state.struck[slot]; left > 0 && i < sites.length; i++) {
    if (state.miner[at + sites[i]] === 0) continue
    left--
    if (--state.waits[at + sites[i]] === 0) settle(world, slot, sites[i], GOLD)
  }
}

/** Struck gold becomes gold again, or bare floor. */
function settle(world: MiningWorld, slot: number, cell: number, kind: number): void {
  const { state, tables } = world
  const at = slot * tables.cells + cell
  state.struck[slot]--
  state.miner[at] = 0
  state.waits[at] = 0
  put(world, slot, cell, kind)
}

// Ore that this step's beams hit and what it was, by whom, in the order of the hits.
const hitCells = new Uint16Array(MOST_PLAYERS)
const hitKinds = new Uint8Array(MOST_PLAYERS)
const hitters = new Uint8Array(MOST_PLAYERS)
let hits = 0

/** Walls and ore stop the beam; players let it pass. */
function hit({ state, tables }: MiningWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const kind = state.kind[slot * tables.cells + cell]
  if (kind < IRON) return tables.solid[kind] === 1
  hitCells[hits] = cell
  hitKinds[hits] = kind
  hitters[hits++] = p
  return true
}

function mine(world: MiningWorld, slot: number): void {
  for (let i = 0; i < hits; i++) {
    if (hitKinds[i] === IRON) mineIron(world, slot, i)
    else if (hitKinds[i] !== FLOOR) mineGold(world, slot, i)
  }
}

/** Makes the step's hits after the i-th on the same ore count for nothing. Returns how many. */
function drop(i: number): number {
  let dropped = 0
  for (let j = i + 1; j < hits; j++) {
    if (hitCells[j] !== hitCells[i]) continue
    hitKinds[j] = FLOOR
    dropped++
  }
  return dropped
}

function mineIron(world: MiningWorld, slot: number, i: number): void {
  const { ironReward, ironShared } = world.tables.numbers
  put(world, slot, hitCells[i], FLOOR)
  payFood(world, slot, hitters[i], ironReward)
  world.metrics[slot * world.tables.metrics.length + IRON_MINED]++
  if (!ironShared) drop(i)
}

/** The first miner strikes gold, a second one mines it out; the first once more changes nothing. */
function mineGold(world: MiningWorld, slot: number, i: number): void {
  const { state, tables } = world
  const cell = hitCells[i]
  const first = state.miner[slot * tables.cells + cell] - 1
  if (first === hitters[i]) return
  if (first < 0) return strike(world, slot, hitters[i], cell)
  const { third, firstPaid, goldReward } = tables.numbers
  const dropped = third === 'marks' ? 0 : drop(i)
  if (third === 'spoils' && dropped > 0) return settle(world, slot, cell, GOLD)
  settle(world, slot, cell, FLOOR)
  payFood(world, slot, hitters[i], goldReward)
  if (firstPaid) payFood(world, slot, first, goldReward)
  count(world, slot, GOLD_MINED)
}

function strike(world: MiningWorld, slot: number, p: number, cell: number): void {
  const { state, tables } = world
  const at = slot * tables.cells + cell
  state.miner[at] = p + 1
  state.waits[at] = tables.numbers.window
  state.struck[slot]++
  put(world, slot, cell, STRUCK_GOLD)
  count(world, slot, TRIES)
}

function count({ metrics, tables }: MiningWorld, slot: number, metric: number): void {
  const at = slot * tables.metrics.length
  metrics[at + metric]++
  metrics[at + SUCCESS] = metrics[at + GOLD_MINED] / metrics[at + TRIES]
}
