/** The survival world's options, fields and tables. */
import { field, type Field } from '../../core/fields.ts'
import { PICKS } from '../../core/kernels-crowd-code.ts'
import { DIGITS } from '../../core/kernels-draw-code.ts'
import { PALETTE_BYTES } from '../../core/kernels-code.ts'
import type { BaseConfig, World } from '../../core/spec.ts'
import type { PathScratch } from '../engine/path.ts'
import { engineFields, type EngineFields, type EngineTables } from '../engine/state.ts'
import type { WaysFields } from '../engine/ways.ts'
import type { TerrainOptions, TerrainPlan } from '../terrain.ts'
import type { Acts } from './acts.ts'
import { EVENTS, EVENT_WIDTH } from './events.ts'
import { PLACES } from './items.ts'
import type { NeedsConfig } from './needs/config.ts'
import { needsHeads, type NeedsHead } from './needs/heads.ts'
import { needsFields, type Needs, type NeedsFields } from './needs/tables.ts'
import type { SurvivalNumbers } from './numbers.ts'
import type { GAMES } from './games.ts'
import type { Task } from './tasks/language.ts'
import type { Program } from './tasks/program.ts'
import type { Teams } from './teams.ts'
import { scaleBytes } from './scales.ts'
import { SKILLS } from './skills.ts'
import type { Ways } from './ways.ts'

/** Parts of the world that can be left out. */
// prettier-ignore
export const SYSTEMS = [
  'resources', 'combat', 'npcs', 'progression', 'items', 'equipment', 'professions', 'exchange', 'communication',
] as const
export type System = (typeof SYSTEMS)[number]

export const PRESETS = ['small', 'medium', 'large', 'nmmo3'] as const

export interface SurvivalConfig extends BaseConfig {
  preset: (typeof PRESETS)[number]
  profile: 'fixed' | 'nmmo-2.1'
  players: number
  /** Beings that nobody plays, at most. */
  npcs: number
  /** Highest level of an NPC. */
  npcLevel: number
  /** Cells a side of the ground that can be walked on, and of the void around it. */
  center: number
  border: number
  /** What the land is like (terrain.ts), and how far its octaves reach into each other. */
  land: TerrainOptions['kind']
  interpolate: number
  /** The highest land, in [0, 1], that is water, grass and foliage. */
  thresholds: TerrainOptions['thresholds']
  clusters: number
  uniforms: number
  /** The land's number; null: the key decides. */
  map: number | readonly number[] | null
  systems: readonly System[]
  /**
   * Others that an agent can single out, nearest first; 0: it singles nobody out, gives nothing away, and a blow goes to the nearest
   * whom it can reach.
   */
  targets: number
  /** Offers of the market that everyone sees. */
  offers: number
  /** Words that can be said. */
  tokens: number
  /** Whether agents can strike agents. */
  pvp: boolean
  /** Whether bodies may share a cell. */
  stacking: boolean
  /** Where lives begin: on a cell of the edge, or on any that can be walked on. */
  spawn: 'edge' | 'anywhere'
  /** Ticks after which the dead come back; null: never. */
  respawn: number | null
  /** Ticks for which those who come back are frozen and come to no harm. */
  respawnFrozen: number
  /** How many teams, of which sizes, or of which agents; null: everyone is a team. */
  teams: number | readonly number[] | readonly (readonly number[])[] | null
  /** What is paid for (tasks/language.ts); null: to be alive pays 1 over a whole episode. */
  tasks: readonly Task[] | null
  /** A game that somebody can win, which ends the episode. */
  game: keyof typeof GAMES | null
  /** Share of agents whom hunger and thirst cost half. */
  resilient: number
  fog: { onset: number; speed: number; safe: number } | null
  /** Rows of the ring of events; 0 for none. */
  events: number
  /** Hunger that shows, strangers, rations, prices and watchers; null: none. */
  needs: NeedsConfig | null
}

/** n agents, m NPCs, those of the needs layer included, b = n + m bodies, c cells. */
export interface SurvivalFields extends EngineFields, WaysFields, NeedsFields {
  // Bodies.
  /** [b] 0 is dead. */
  readonly health: Field<'i16'>
  /** [b] harm of the tick so far, and of the last tick. */
  readonly harm: Field<'i16'>
  readonly hurt: Field<'i16'>
  /** [b] who struck last, plus one; of several the one whose blow was worst. 0: nobody in the last tick. */
  readonly striker: Field<'u16'>
  /** [b] harm of the worst blow of the tick so far, plus one. 0 between ticks, as `harm` is. */
  readonly blow: Field<'i16'>
  /** [b] tick of the last blow given or taken; NEVER at first. */
  readonly fought: Field<'i32'>
  /** [b] ticks that the body still cannot act. */
  readonly frozen: Field<'u8'>
  /** [b] ticks lived. */
  readonly age: Field<'i32'>
  readonly gold: Field<'i32'>

  // Agents.
  readonly food: Field<'u8'>
  readonly water: Field<'u8'>
  /** [n] 1: hunger and thirst cost half. */
  readonly resilient: Field<'u8'>
  /** [n] ticks until a dead agent comes back, and the cell on which it does; NOWHERE between ticks. */
  readonly away: Field<'i32'>
  readonly goal: Field<'i32'>
  /** [n * SKILLS] experience and level. */
  readonly exp: Field<'i32'>
  readonly level: Field<'u8'>
  /** [n] word said in the last tick, 0 for silence. */
  readonly said: Field<'u8'>
  /** [n] furthest from where it began, in cells (the larger of dx, dy), and where it began. */
  readonly farthest: Field<'u16'>
  readonly homeX: Field<'u16'>
  readonly homeY: Field<'u16'>
  /** [n * PLACES] inventory: kind of item (0 none), level, how many, 1 where worn. */
  readonly item: Field<'u8'>
  readonly itemLevel: Field<'u8'>
  readonly itemCount: Field<'i32'>
  readonly itemWorn: Field<'u8'>
  /** [n * PLACES] price asked for and the tick of listing; 0 and NEVER where not on the market. */
  readonly price: Field<'u8'>
  readonly listed: Field<'i32'>
  /** [n] bit i: place i holds something, that is not worn, that can change hands, that can be used (stock.ts). */
  readonly filled: Field<'u16'>
  readonly loose: Field<'u16'>
  readonly free: Field<'u16'>
  readonly usable: Field<'u16'>
  /** [n] 1 where the last tick has stirred what these follow from, or levels: who was not stirred has the same goods as before. */
  readonly stirred: Field<'u8'>
  /** [n * 3] attack and defence of what is worn, by style. Follow from the inventory. */
  readonly attack: Field<'u16'>
  readonly defence: Field<'u16'>
  /** [n * words] bits of the offers that each can buy; [(MOST_PRICE + 1) * words] scratch: of those that so much buys. */
  readonly words: Field<'u16'>
  readonly prices: Field<'u16'>
  /** [n] 1 where the row of the mask has what never changes (mask.ts). */
  readonly laid: Field<'u8'>
  /** [n] scratch: the ways of the cell that each stands on. */
  readonly under: Field<'u8'>
  /**
   * [draws], [draws * DIGITS] scratch: draws that NPCs wander by and what was harvested grows by, and digits of the
   * former, by name; and the ways that digits pick (PICKS).
   */
  readonly lots: Field<'u32'>
  readonly digits: Field<'u8'>
  readonly picks: Field<'u8'>
  /** [n] scratch: what is seen of all bodies that are near. */
  readonly nearby: Field<'u16'>
  /** [(targets + offers) * SHARED_BYTES] scratch: what is alike in all rows of a view. */
  readonly shared: Field<'u8'>
  /** [n * targets] others in sight, nearest first: body + 1, 0 for none. What actions on others count by. */
  readonly seen: Field<'u16'>
  /** [n * PLACES] all offers, `sales` of them, in the order of market.ts: agent * PLACES + place + 1. */
  readonly sale: Field<'i32'>
  readonly sales: Field<'i32'>
  /** [offers] the market as everyone sees it: the first of all offers, 0 where there are fewer. What purchases count by. */
  readonly market: Field<'i32'>
  /** [n] team, by number. Everyone may know it. */
  readonly team: Field<'u16'>

  // Tasks.
  /** [accounts (program.ts)] progress in [0, 1], ticks on end that the goal is complete, and 1 once the task is. */
  readonly progress: Field<'f64'>
  readonly held: Field<'i32'>
  readonly finished: Field<'u8'>
  /** [n * tallies] what tasks count of events. */
  readonly tally: Field<'i32'>
  /** [prizes] name of the agent that seized a prize last, plus one, 0 for nobody; and the tick. */
  readonly seizer: Field<'u16'>
  readonly seizedAt: Field<'i32'>
  /** The team that won the game, plus one; 0 while nobody has. */
  readonly winner: Field<'u16'>

  // NPCs.
  /** [m] level, style, temper (npcs.ts), attack which is defence too, and what it drops. */
  readonly npcLevel: Field<'u8'>
  readonly npcStyle: Field<'u8'>
  readonly npcTemper: Field<'u8'>
  readonly npcAttack: Field<'u16'>
  readonly npcArmour: Field<'u8'>
  readonly npcTool: Field<'u8'>
  /** [m] ring, in cells from the edge of the ground, that it appeared on and its successor will, plus one; 0 before the first. */
  readonly npcRing: Field<'u16'>
  /** [m] the agent it is after, plus one; 0 for none. */
  readonly npcFoe: Field<'u16'>
  /** [b] whom the body strikes in this tick, plus one, and how. Written anew in each tick. */
  readonly target: Field<'u16'>
  readonly style: Field<'u8'>

  // The world.
  /** [b] what of a body is seen on its cell, 0 for who is not to be seen yet; and the health that it tells, -1 where it is to be told anew. */
  readonly shown: Field<'u16'>
  readonly shownHealth: Field<'i16'>
  /**
   * [c, 0 where nobody shares a cell] what everyone sees of the body on a cell, 0 where there is none; a palette for
   * the ground (look.ts); and how numbers of agents themselves show (scales.ts).
   */
  readonly figure: Field<'u16'>
  readonly palette: Field<'u8'>
  readonly scales: Field<'u8'>
  /**
   * [n] x + y * 65536 of the place whose ground an agent's row of `planes` shows, 0 for none; [blocks] 1 where some
   * ground has changed since.
   */
  readonly painted: Field<'i32'>
  readonly stale: Field<'u8'>
  /** [c] cells that were harvested, `spent` of them, in the order of the map. */
  readonly depleted: Field<'i32'>
  readonly spent: Field<'i32'>
  /** [n * EVENTS] what each agent did so far. */
  readonly counts: Field<'i32'>
  /** [events * EVENT_WIDTH] ring of events, and how many there were. */
  readonly log: Field<'i32'>
  readonly noted: Field<'i32'>
}

export const NEVER = -1000
/** Bytes of an offer, and of somebody in sight, in the symbolic view. */
const SHARED_BYTES = 16
export const sharedBytes = ({ targets, offers }: SurvivalConfig): number => (targets + offers) * SHARED_BYTES

export interface SurvivalTables extends EngineTables {
  readonly numbers: SurvivalNumbers
  readonly plan: TerrainPlan
  readonly players: number
  /** Rows of NPCs: first those that walk, then those of the needs layer, who stand. */
  readonly npcs: number
  readonly walkers: number
  readonly needs: Needs | null
  readonly on: Readonly<Record<System, boolean>>
  readonly heads: Heads
  /** Draws that are enough for a digit a body, rounded up to a multiple of four. */
  readonly draws: number
  readonly teams: Teams
  readonly tasks: Program
  /** Numbers of a row of metrics, and rows of the ring of events. */
  readonly metrics: number
  readonly events: number
  /** Scratch for shuffles of the edge and of goods, and for searches of ways. */
  readonly order: Int32Array
  /** [players] scratch for a list of agents. */
  readonly some: Int32Array
  /** Scratch: what agents ask for in a tick. */
  readonly acts: Acts
  /** [offers] scratch: the purchase with the best claim to an offer so far, plus one. All 0 between phases. */
  readonly bids: Int32Array
  /** Words of an agent's offers. */
  readonly words: number
  /** [width] the mask of an agent that can do nothing but speak (mask.ts). */
  readonly idle: Uint8Array
  readonly path: PathScratch
  /** Scratch of views. */
  readonly ways: Ways
}
export type SurvivalWorld = World<SurvivalConfig, SurvivalFields, SurvivalTables>

/** Heads of an action in their order, before those of needs (needs/heads.ts). Choice 0 of each is to do nothing. */
// prettier-ignore
export const HEADS = [
  'move', 'style', 'target', 'use', 'destroy', 'give', 'giveTo', 'sell', 'price', 'buy', 'pay', 'payTo', 'say',
] as const
export type Head = (typeof HEADS)[number] | NeedsHead

/** Which heads a world has. */
export interface Heads {
  /** Names and sizes of those there are. */
  readonly names: readonly Head[]
  readonly sizes: readonly number[]
  /** Number of each head in an action, -1 where it is missing. */
  readonly at: Readonly<Record<Head, number>>
  /** First byte of each head in a mask. */
  readonly maskAt: Readonly<Record<Head, number>>
  /** Bytes of a mask. */
  readonly width: number
}

/** The largest price and payment (nmmo: PRICE_N_OBS). */
export const MOST_PRICE = 99

/** Bits of a word, and words of an agent that say which offers it can buy. */
export const WORD = 16
export const wordsOf = (on: Readonly<Record<System, boolean>>, { offers }: SurvivalConfig): number =>
  on.exchange ? Math.ceil(offers / WORD) : 0

export function headsOf(
  on: Readonly<Record<System, boolean>>,
  { targets, offers, tokens }: SurvivalConfig,
  needs: Needs | null,
): Heads {
  const sizes: Readonly<Record<(typeof HEADS)[number], number>> = {
    move: 5,
    style: on.combat ? 4 : 0,
    target: on.combat && targets > 0 ? targets + 1 : 0,
    use: on.items ? PLACES + 1 : 0,
    destroy: on.items ? PLACES + 1 : 0,
    give: on.items && targets > 0 ? PLACES + 1 : 0,
    giveTo: on.items && targets > 0 ? targets + 1 : 0,
    sell: on.exchange ? PLACES + 1 : 0,
    price: on.exchange ? MOST_PRICE + 1 : 0,
    buy: on.exchange ? offers + 1 : 0,
    pay: on.exchange && targets > 0 ? MOST_PRICE + 1 : 0,
    payTo: on.exchange && targets > 0 ? targets + 1 : 0,
    say: on.communication ? tokens + 1 : 0,
  }
  const all = [...HEADS.map((head) => [head, sizes[head]] as const), ...needsHeads(needs)]
  const there = all.filter(([, size]) => size > 0)
  const names = there.map(([head]) => head)
  const at: Partial<Record<Head, number>> = { look: -1, keep: -1, weight_0: -1 }
  const maskAt: Partial<Record<Head, number>> = {}
  let width = 0
  for (const [head, size] of all) {
    at[head] = names.indexOf(head)
    maskAt[head] = width
    width += size
  }
  return {
    names,
    sizes: there.map(([, size]) => size),
    at: { ...at } as Record<Head, number>,
    maskAt: { ...maskAt } as Record<Head, number>,
    width,
  }
}

const taskFields = ({ players, tasks: { accounts, tallies, prizes } }: SurvivalTables) => ({
  progress: field('f64', accounts),
  held: field('i32', accounts),
  finished: field('u8', accounts),
  tally: field('i32', players * tallies.count),
  seizer: field('u16', prizes.length),
  seizedAt: field('i32', prizes.length),
  winner: field('u16'),
})

export function survivalFields(config: SurvivalConfig, tables: SurvivalTables): SurvivalFields {
  const { targets, offers, events } = config
  const { players: n, npcs: m, bodies: b, ground } = tables
  return {
    ...engineFields(tables),
    health: field('i16', b),
    harm: field('i16', b),
    hurt: field('i16', b),
    striker: field('u16', b),
    blow: field('i16', b),
    fought: field('i32', b),
    frozen: field('u8', b),
    age: field('i32', b),
    gold: field('i32', b),
    food: field('u8', n),
    water: field('u8', n),
    resilient: field('u8', n),
    away: field('i32', n),
    goal: field('i32', n),
    exp: field('i32', n * SKILLS.length),
    level: field('u8', n * SKILLS.length),
    said: field('u8', n),
    farthest: field('u16', n),
    homeX: field('u16', n),
    homeY: field('u16', n),
    item: field('u8', n * PLACES),
    itemLevel: field('u8', n * PLACES),
    itemCount: field('i32', n * PLACES),
    itemWorn: field('u8', n * PLACES),
    price: field('u8', n * PLACES),
    listed: field('i32', n * PLACES),
    filled: field('u16', n),
    loose: field('u16', n),
    free: field('u16', n),
    usable: field('u16', n),
    stirred: field('u8', n),
    attack: field('u16', n * 3),
    defence: field('u16', n * 3),
    words: field('u16', n * tables.words),
    prices: field('u16', (MOST_PRICE + 1) * tables.words),
    laid: field('u8', n),
    under: field('u8', n),
    lots: field('u32', tables.draws),
    digits: field('u8', tables.draws * DIGITS),
    picks: field('u8', PICKS.length),
    nearby: field('u16', n),
    shared: field('u8', sharedBytes(config)),
    seen: field('u16', n * targets),
    sale: field('i32', n * PLACES),
    sales: field('i32'),
    market: field('i32', offers),
    team: field('u16', n),
    ...taskFields(tables),
    npcLevel: field('u8', m),
    npcStyle: field('u8', m),
    npcTemper: field('u8', m),
    npcAttack: field('u16', m),
    npcArmour: field('u8', m),
    npcTool: field('u8', m),
    npcRing: field('u16', m),
    npcFoe: field('u16', m),
    target: field('u16', b),
    style: field('u8', b),
    shown: field('u16', b),
    shownHealth: field('i16', b),
    ways: field('u8', ground.cells),
    figure: field('u16', tables.shares ? ground.cells : 0),
    palette: field('u8', PALETTE_BYTES),
    scales: field('u8', scaleBytes(ground)),
    painted: field('i32', n),
    stale: field('u8', tables.blocks),
    depleted: field('i32', ground.cells),
    spent: field('i32'),
    counts: field('i32', n * EVENTS.length),
    log: field('i32', events * EVENT_WIDTH),
    noted: field('i32'),
    ...needsFields(tables),
  }
}
