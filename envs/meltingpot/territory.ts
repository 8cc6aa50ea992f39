/**
 * territory: resources stand about like walls; who claims one and holds it is paid by it, and anybody can claim it, too, or destroy
 * it for ever.
 *
 * Rules: meltingpot 2.4 `territory__rooms`, `__open` and `__inside_out` (google-deepmind/meltingpot 81ee2e7).
 */
import { field, type Field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import type { Done, World } from '../core/spec.ts'
import { chargeOf, fire } from './engine/beams.ts'
import { happens, nextSuccess, shuffle, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { cellsOf } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { MARKED, SANCTIONED, armed, fade, sanctionFields, type SanctionFields } from './engine/sanctions.ts'
import { LETTERS, SITE_CHANNEL, siteTables, type SiteTables } from './engine/sites.ts'
import { COATS } from './engine/sprites.ts'
import {
  FLOOR, NOWHERE, WALL, beamCells, type Beam, type GridConfig, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { MOST_OWNERS, RESOURCE, kindsFor } from './territory-kinds.ts'
import { INSIDE_OUT, OPEN_LAND, ROOMS } from './territory-maps.ts'
import { SOCIALJAX_ZAP, hitPlayer, removeZapped, sanctionZapped, zap, zapBeam, type Shape } from './zap.ts'

export interface TerritoryNumbers {
  /** What a resource gives its owner, and with what probability a step. */
  readonly reward: number
  readonly rewardRate: number
  /** Whole steps that a claim must be old to be paid: one of step t is, from step t + 1 + this on. */
  readonly rewardDelay: number
  /** Whole steps since it was hit after which a damaged resource may heal, and the probability that it does in a step. */
  readonly repairDelay: number
  readonly repairRate: number
  /** What a beam does to a player: marks and freezes it before it removes it, or removes it. */
  readonly sanctions: 'graduated' | 'removal'
  /** Whether resources of a player who is out are nobody's again, and how many whole steps old their claims must be. */
  readonly releases: boolean
  readonly releaseDelay: number
  /** The zapping beam, steps that must pass after a shot, and steps that a removed player is out. */
  readonly zapBeam: Shape
  readonly zapCooldown: number
  readonly zapAway: number
  /** Chances to end come after this many steps, with this probability. */
  readonly leastSteps: number
  readonly endProbability: number
}
const CODE: TerritoryNumbers = {
  reward: 1,
  rewardRate: 0.01,
  rewardDelay: 25,
  repairDelay: 15,
  repairRate: 0.1,
  sanctions: 'graduated',
  releases: true,
  releaseDelay: 5,
  zapBeam: [2, 1],
  zapCooldown: 4,
  zapAway: 1e6,
  leastSteps: 1000,
  endProbability: 0.2,
}
export const TERRITORY_NUMBERS: Numbers<TerritoryNumbers> = {
  'mp-code': CODE,
  socialjax: {
    ...CODE,
    ...SOCIALJAX_ZAP,
    reward: 0.01,
    rewardRate: 1,
    rewardDelay: 99,
    repairRate: 0,
    sanctions: 'removal',
    releases: false,
  },
}

/** Probability that a cell of the maze holds a resource, by its letter, and that a player may start on a cell `q`. */
export const MAZE = { a: 2 / 3, b: 1 / 4 } as const
export const EXTRA_START = 1 / 7

/** Passes through resources and players, claiming the resources. */
const CLAIM: Beam = { name: 'claim', length: 2, radius: 0, cooldown: 0, colour: '#f0f0f0' }
export const CLAIM_BEAM = 1

export type TerritoryMap = 'rooms' | 'open' | 'inside_out'
interface Setting {
  readonly rows: readonly string[]
  readonly players: number
  readonly torus: boolean
}
export const LANDS: Readonly<Record<TerritoryMap, Setting>> = {
  rooms: { rows: ROOMS, players: 9, torus: true },
  open: { rows: OPEN_LAND, players: 9, torus: false },
  inside_out: { rows: INSIDE_OUT, players: 5, torus: false },
}
export interface TerritoryConfig extends GridConfig {
  map: TerritoryMap
  /** Null: as many as the map is made for. */
  players: number | null
}
/** n players, C cells. */
interface Territory extends SanctionFields {
  /** [C] steps played when each resource got its owner, and when it was damaged. */
  readonly claimed: Field<'i32'>
  readonly struck: Field<'i32'>
  /** [n] resources of each player; resources that stand, and those of them that are damaged. */
  readonly held: Field<'u16'>
  readonly standing: Field<'u16'>
  readonly damaged: Field<'u16'>
}
interface TerritoryTables extends SiteTables {
  readonly numbers: TerritoryNumbers
  /** Kinds of whole resources: as many further on are the damaged ones. */
  readonly span: number
  /** [kinds] whose a resource is; -1 for nobody's and for what is none. */
  readonly owners: Int8Array
  /** Where players may start by chance. */
  readonly extra: Uint16Array
  readonly income: Trials
}
export type TerritoryWorld = World<TerritoryConfig, Territory, TerritoryTables>

// Channels.
const INCOME = SITE_CHANNEL
const REPAIR = SITE_CHANNEL + 1
const BRUSH_ORDER = SITE_CHANNEL + 2
const MAZE_CELL = SITE_CHANNEL + 3

const METRICS = [
  'claimed_share',
  'resources_taken',
  'resources_destroyed',
  'players_zapped',
  'players_removed',
] as const
/** Mean share of the resources that stand which are somebody's. */
const SHARE = metricAt(0)
/** Claims of what was another's. */
const TAKEN = metricAt(1)
const DESTROYED = metricAt(2)
const ZAPPED = metricAt(3)
const REMOVED = metricAt(4)

/** Players know which claims are theirs. */
const rules: Rules = {
  ...SANCTIONED,
  scalar: (world, slot, p, i) => (i === 0 ? chargeOf(world, slot, p) : p === i - 1 ? 1 : 0),
  coat: (_, __, p) => COATS[p],
}

export const territory = asEnv<TerritoryConfig, Territory, TerritoryTables>({
  id: 'territory',
  version: 1,
  summary: 'who claims resources and holds them is paid by them; anybody can take them over, or destroy them for ever',
  source: 'meltingpot 2.4 (81ee2e7) territory__rooms, __open, __inside_out',
  options: {
    map: { enum: Object.keys(LANDS) },
    players: {
      type: 'integer',
      nullable: true,
      minimum: 1,
      maximum: MOST_OWNERS,
      description: 'null: 9, 5 on inside_out',
    },
  },
  defaults: { horizon: MOST_STEPS, map: 'rooms', players: null },
  numbers: TERRITORY_NUMBERS,
  examples: [
    { horizon: 150, players: 2 },
    { horizon: 150, map: 'open', players: 2 },
  ],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players, cells }) => ({
    ...sanctionFields(players),
    claimed: field('i32', cells),
    struck: field('i32', cells),
    held: field('u16', players),
    standing: field('u16'),
    damaged: field('u16'),
  }),
  hidden: ['claimed', 'struck', 'held', 'standing', 'damaged'],
  derived: ['held', 'standing', 'damaged'],
  derive: countResources,
  reset,
  step,
})

function tables(config: TerritoryConfig): TerritoryTables {
  const { rows, torus, players: usual } = LANDS[config.map]
  const players = config.players ?? usual
  const numbers = numbersOf(TERRITORY_NUMBERS, config.profile)
  const kinds = kindsFor(players)
  const sites = siteTables({
    name: `territory ${config.map}`,
    rows,
    torus,
    letters: { ...LETTERS, r: RESOURCE, a: FLOOR, b: FLOOR, q: FLOOR },
    sites: 'rab',
    players,
    kinds,
    beams: [zapBeam(numbers.zapBeam, numbers.zapCooldown), CLAIM],
    known: Array.from({ length: players }, (_, p) => `is player ${p}`),
    marks: [MARKED],
    metrics: METRICS,
    rules,
  })
  if (players > sites.starts.length)
    throw new RangeError(`Got ${players} players on map '${config.map}', expected at most ${sites.starts.length}.`)
  return {
    ...sites,
    numbers,
    span: 2 * players + 1,
    owners: Int8Array.from(kinds, ({ owner = -1 }) => owner),
    extra: cellsOf(sites.map, 'q'),
    income: trials(numbers.rewardRate, sites.sites.length),
  }
}

/** Of any map, those by chance too. */
const MOST_STARTS = 32
const starts = new Uint16Array(MOST_STARTS)

function reset(world: TerritoryWorld, slot: number): void {
  const { tables } = world
  layMap(world, slot, tables.start)
  layMaze(world, slot)
  countResources(world, slot)
  let count = 0
  for (let i = 0; i < tables.starts.length; i++) starts[count++] = tables.starts[i]
  for (let i = 0; i < tables.extra.length; i++) {
    if (happens(draw(world, slot, MAZE_CELL, tables.extra[i]), EXTRA_START)) starts[count++] = tables.extra[i]
  }
  placePlayers(world, slot, starts, 0, world.agents, count)
}

/** Draws what stands on the cells that the map leaves to chance. */
function layMaze(world: TerritoryWorld, slot: number): void {
  const { sites, map } = world.tables
  for (let i = 0; i < sites.length; i++) {
    const letter = map.letters[sites[i]]
    if (letter !== 'a' && letter !== 'b') continue
    if (happens(draw(world, slot, MAZE_CELL, sites[i]), MAZE[letter])) put(world, slot, sites[i], RESOURCE)
  }
}

function countResources({ state, tables, agents }: TerritoryWorld, slot: number): void {
  const { sites, cells, owners, span } = tables
  state.held.fill(0, slot * agents, (slot + 1) * agents)
  state.standing[slot] = 0
  state.damaged[slot] = 0
  for (const cell of sites) {
    const kind = state.kind[slot * cells + cell]
    if (kind < RESOURCE) continue
    state.standing[slot]++
    if (kind >= RESOURCE + span) state.damaged[slot]++
    if (owners[kind] >= 0) state.held[slot * agents + owners[kind]]++
  }
}

function step(world: TerritoryWorld, slot: number): Done {
  const { numbers, starts, metrics: names } = world.tables
  const at = slot * names.length
  const graduated = numbers.sanctions === 'graduated'
  begin(world, slot)
  earn(world, slot)
  repair(world, slot)
  moves(world, slot, null)
  world.metrics[at + ZAPPED] += zap(world, slot, strike, graduated ? armed : null)
  claims = 0
  brush(world, slot)
  fire(world, slot, CLAIM_BEAM, paint)
  returns(world, slot, starts)
  fade(world, slot)
  if (numbers.releases) release(world, slot)
  settleClaims(world, slot)
  world.metrics[at + REMOVED] += graduated
    ? sanctionZapped(world, slot, numbers.zapAway)
    : removeZapped(world, slot, numbers.zapAway)
  account(world, slot)
  countShare(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Resources that were held for long enough pay their owners by chance, and are dry from then on. */
function earn(world: TerritoryWorld, slot: number): void {
  const { state, tables, agents } = world
  const { sites, cells, owners, income, numbers } = tables
  const since = state.played[slot] - numbers.rewardDelay
  for (let i = 0; (i = nextPaying(world, slot, i, income)) < sites.length; i++) {
    const at = slot * cells + sites[i]
    const owner = owners[state.kind[at]]
    if (owner < 0 || state.claimed[at] > since || state.away[slot * agents + owner] > 0) continue
    payFood(world, slot, owner, numbers.reward)
    dry(world, slot, sites[i], owner)
  }
}

/** The first place from `from` on whose resource pays if it can: every one where the rate is 1. */
const nextPaying = (world: TerritoryWorld, slot: number, from: number, income: Trials): number =>
  world.tables.numbers.rewardRate === 1 ? from : nextSuccess(world, slot, INCOME, income, from)

function dry(world: TerritoryWorld, slot: number, cell: number, owner: number): void {
  const { state, tables } = world
  const { players, span } = tables
  const kind = state.kind[slot * tables.cells + cell]
  if ((kind - RESOURCE) % span <= players)
    put(world, slot, cell, RESOURCE + isDamaged(tables, kind) * span + 1 + players + owner)
}

const isDamaged = ({ span }: TerritoryTables, kind: number): number => (kind >= RESOURCE + span ? 1 : 0)

/** Damaged resources that nobody hit for a while heal by chance, before anybody fires. */
function repair(world: TerritoryWorld, slot: number): void {
  const { state, tables } = world
  const { sites, cells, span, numbers } = tables
  if (numbers.repairRate === 0) return
  const since = state.played[slot] - numbers.repairDelay
  for (let i = 0, left = state.damaged[slot]; left > 0; i++) {
    const at = slot * cells + sites[i]
    if (state.kind[at] < RESOURCE + span) continue
    left--
    if (state.struck[at] > since) continue
    if (!happens(draw(world, slot, REPAIR, sites[i]), numbers.repairRate)) continue
    put(world, slot, sites[i], state.kind[at] - span)
    state.damaged[slot]--
  }
}

/** What the zapping beam does in a cell: a resource stops it, unless the hit is its second, which destroys it. */
function strike(world: TerritoryWorld, slot: number, p: number, beam: number, cell: number): boolean {
  const { state, tables, metrics } = world
  const at = slot * tables.cells + cell
  const kind = state.kind[at]
  if (kind < RESOURCE) return hitPlayer(world, slot, p, beam, cell)
  // At once, not after all beams, as in the original: two hits in one step destroy it.
  if (isDamaged(tables, kind) === 0) {
    put(world, slot, cell, kind + tables.span)
    state.struck[at] = state.played[slot] + 1
    state.damaged[slot]++
    return true
  }
  put(world, slot, cell, FLOOR)
  state.damaged[slot]--
  state.standing[slot]--
  if (tables.owners[kind] >= 0) state.held[slot * world.agents + tables.owners[kind]]--
  metrics[slot * tables.metrics.length + DESTROYED]++
  return false
}

// Claims of this step in their order, settled after all of them.
const MOST_CLAIMS = MOST_PLAYERS * (1 + beamCells(CLAIM))
const claimCells = new Uint16Array(MOST_CLAIMS)
const claimants = new Uint8Array(MOST_CLAIMS)
let claims = 0

function noteClaim({ state, tables }: TerritoryWorld, slot: number, p: number, cell: number): void {
  if (state.kind[slot * tables.cells + cell] < RESOURCE) return
  claimCells[claims] = cell
  claimants[claims++] = p
}

const order = new Int32Array(MOST_PLAYERS)

/** Every player holds a paintbrush: it claims what is in front of it, even frozen. */
function brush(world: TerritoryWorld, slot: number): void {
  const { state, tables, agents } = world
  shuffle(world, slot, BRUSH_ORDER, agents, order)
  for (let i = 0; i < agents; i++) {
    const row = slot * agents + order[i]
    const ahead = tables.next[state.cell[row] * 4 + state.heading[row]]
    if (state.away[row] === 0 && ahead !== NOWHERE) noteClaim(world, slot, order[i], ahead)
  }
}

/** The claiming beam stops at walls alone. */
function paint(world: TerritoryWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  noteClaim(world, slot, p, cell)
  return world.state.kind[slot * world.tables.cells + cell] === WALL
}

/** The last claim of a resource counts, those of its owner do not: it has nothing to gain. */
function settleClaims(world: TerritoryWorld, slot: number): void {
  const { state, tables } = world
  for (let i = claims - 1; i >= 0; i--) {
    const at = slot * tables.cells + claimCells[i]
    const owner = tables.owners[state.kind[at]]
    if (owner === claimants[i] || (owner >= 0 && state.claimed[at] > state.played[slot])) continue
    own(world, slot, claimCells[i], claimants[i], owner)
  }
}

function own(world: TerritoryWorld, slot: number, cell: number, p: number, before: number): void {
  const { state, tables, agents, metrics } = world
  const at = slot * tables.cells + cell
  put(world, slot, cell, RESOURCE + isDamaged(tables, state.kind[at]) * tables.span + 1 + p)
  state.claimed[at] = state.played[slot] + 1
  state.held[slot * agents + p]++
  if (before < 0) return
  state.held[slot * agents + before]--
  metrics[slot * tables.metrics.length + TAKEN]++
}

/** Resources of players who were out when the step began are nobody's again, unless they were claimed just now. */
function release(world: TerritoryWorld, slot: number): void {
  const { state, tables, agents } = world
  const { sites, cells, owners, numbers, span } = tables
  const since = state.played[slot] - numbers.releaseDelay
  if (!heldByOut(world, slot)) return
  for (let i = 0; i < sites.length; i++) {
    const at = slot * cells + sites[i]
    const owner = owners[state.kind[at]]
    if (owner < 0 || state.away[slot * agents + owner] === 0 || state.claimed[at] > since) continue
    put(world, slot, sites[i], RESOURCE + isDamaged(tables, state.kind[at]) * span)
    state.held[slot * agents + owner]--
  }
}

function heldByOut({ state, agents }: TerritoryWorld, slot: number): boolean {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    if (state.away[row] > 0 && state.held[row] > 0) return true
  }
  return false
}

function countShare({ state, tables, agents, metrics }: TerritoryWorld, slot: number): void {
  const at = slot * tables.metrics.length + SHARE
  let held = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) held += state.held[row]
  const share = held === 0 ? 0 : held / state.standing[slot]
  metrics[at] += (share - metrics[at]) / state.played[slot]
}
