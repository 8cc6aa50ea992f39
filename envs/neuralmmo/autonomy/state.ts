/** Options, fields, tables and heads of the autonomy world. */
import { field, type Field } from '../../core/fields.ts'
import type { BaseConfig, World } from '../../core/spec.ts'
import { engineFields, type EngineFields, type EngineTables } from '../engine/state.ts'
import type { SpentFields } from '../engine/regrowth.ts'
import type { WaysFields } from '../engine/ways.ts'
import type { TerrainPlan } from '../terrain.ts'
import { EVENT_WIDTH } from './events.ts'
import type { Growth } from './growth.ts'
import { GAZE, GOODS, OWN_CELLS } from './numbers.ts'

/**
 * What couples agents, and what is changed to see what they do: numbers that may be tuned between steps, all 0 at first.
 *
 *   rivalry    share of harvests that are lost to everyone, not to the harvester alone
 *   blocking   1: a cell holds one body; 0: any number
 *   harm       health that a blow costs
 *   shock      probability a tick that an agent is injured
 *   advantage  1: those who are good at a luxury get 1.2 times as much of it
 *   scarcity   s: a meal and a drink are worth 1 / (1 + s), and what was eaten takes 1 + s times as long to grow
 *   transfer   share of what is given or traded that arrives
 *   open       1: everyone sees everyone's needs
 *   hide       1: nobody sees anybody
 *   freeze     k: all but the agent named k - 1 stand still, and so do their bodies
 *   swap       1: agents named 2 i and 2 i + 1 are taken for each other
 */
export const COUPLINGS = ['rivalry', 'blocking', 'harm', 'shock', 'advantage', 'scarcity', 'transfer'] as const
export const SWITCHES = ['open', 'hide', 'freeze', 'swap'] as const
export const KNOBS = [...COUPLINGS, ...SWITCHES] as const
export type Knob = (typeof KNOBS)[number]

export const VARIANTS = ['autonomy', 'dependence'] as const

export interface AutonomyConfig extends BaseConfig, Record<Knob, number> {
  variant: (typeof VARIANTS)[number]
  agents: number
  /** Cells a side of the land, less one. */
  center: number
  /** The land's number; null: the key decides. */
  map: number | null
  /** Shares of the land. */
  water: number
  foliage: number
  /** Of ore, and of crystal. */
  luxury: number
  /** Probability a tick that foliage that was eaten is whole. */
  regrowth: number
  /** Food and water lost a tick, and won by a meal or a drink. */
  depletion: number
  meal: number
  /** Ticks that those without health are down. */
  rest: number
  /** Others that an agent sees one by one and can act on, nearest first. */
  targets: number
  /** Words that can be said. */
  tokens: number
  /** Rows of the ring of events; 0 for none. */
  events: number
  /** Whether who did what to whom is kept for labels. */
  ledger: boolean
}

/** n agents, c cells. A body is an agent. */
export interface AutonomyFields extends EngineFields, SpentFields, WaysFields {
  readonly health: Field<'u8'>
  /** [n * 4] food, water, ore, crystal: in points, and in tenths. */
  readonly goods: Field<'u8'>
  /** [n] ticks until an agent that is down wakes; 0: it is up. */
  readonly down: Field<'u8'>
  /** [n] ticks until an injury is healed. */
  readonly injury: Field<'u8'>
  /** [n] where it went or turned last: a move (engine/moves.ts), never STAY. */
  readonly facing: Field<'u8'>
  /** [n] the luxury that it is good at: 0 ore, 1 crystal. */
  readonly talent: Field<'u8'>
  /** [n] 1: it can act. */
  readonly able: Field<'u8'>
  /** [n] word said in the last tick, 0 for silence. */
  readonly said: Field<'u8'>
  /** [n] what it did in the last tick (ACTS), and to whom: body + 1, 0 for nobody. */
  readonly deed: Field<'u8'>
  readonly deedTo: Field<'u16'>
  /** [n * OWN_CELLS] cells that it harvested for itself (x + 65536 y), the last tick that they are bare, and how many there are. */
  readonly eaten: Field<'i32'>
  readonly bare: Field<'i32'>
  /** [n] the least of `bare`, NEVER where nothing is. */
  readonly soonest: Field<'i32'>
  readonly eatenCount: Field<'u8'>
  /** [c] last tick that a cell is bare for all; 0 where it is whole. */
  readonly due: Field<'i32'>
  /** [n * targets] others in sight, nearest first: body + 1, 0 for none. What acts on others count by. How many there are. */
  readonly seen: Field<'u16'>
  readonly company: Field<'u8'>
  /** [n * GAZE] whom it looked at in the last ticks: body + 1, at tick % GAZE. */
  readonly gaze: Field<'u16'>
  /** [n] the offer that stands: to whom (body + 1, 0 for none), what, for what (good + 1), and the last tick to accept it. */
  readonly offerTo: Field<'u16'>
  readonly offerGood: Field<'u8'>
  readonly offerWants: Field<'u8'>
  readonly offerUntil: Field<'i32'>
  /** [n] who was kind to it last (body + 1), and when. */
  readonly friend: Field<'u16'>
  readonly friendAt: Field<'i32'>
  /** [n * 4], [n], [n] what acts of the tick change, summed before anything changes. All 0 between ticks. */
  readonly change: Field<'i16'>
  readonly helped: Field<'u8'>
  readonly hurt: Field<'u16'>
  /** [c] what everyone sees of a cell (look.ts). */
  readonly look: Field<'i32'>
  /** [TALLIES] sums that metrics are shares of (metrics.ts). */
  readonly tally: Field<'f64'>
  /** [events * EVENT_WIDTH] ring of events, the row that comes next, and how many there were. */
  readonly log: Field<'i32'>
  readonly logNext: Field<'i32'>
  readonly noted: Field<'i32'>
  /** [n * n], by names, with the option `ledger`: what row owes column, and what column did to row last, and when. */
  readonly debt: Field<'i32'>
  readonly lastKind: Field<'u8'>
  readonly lastTick: Field<'i32'>
}

export interface AutonomyTables extends EngineTables {
  readonly plan: TerrainPlan
  /** [n] scratch: those who act on others in a tick. */
  readonly doers: Int32Array
  /** [n * targets] scratch of `lookAll` (engine/company.ts). */
  readonly nearness: Int32Array
  readonly growth: Growth
  /** Bytes of a mask. */
  readonly width: number
  /** Numbers of a row of metrics. */
  readonly metrics: number
  /** [n * LOOKS] what an agent looks like, by its name. */
  readonly faces: Uint8Array
  /** [size] a column or row as a byte. */
  readonly places: Uint8Array
  /** [tokens + 1] a word as a byte. */
  readonly words: Uint8Array
}
export type AutonomyWorld = World<AutonomyConfig, AutonomyFields, AutonomyTables>

/** Sums behind the metrics. */
export const TALLIES = 14

/** Heads of an action. Choice 0 of each is to do nothing. */
export const HEADS = ['move', 'act', 'target', 'good', 'wants', 'say'] as const
export const MOVE = 0
export const ACT = 1
export const TARGET = 2
export const GOOD = 3
export const WANTS = 4
export const SAY = 5

/** What an agent can do to others, and to enjoy a luxury. */
export const ACTS = ['nothing', 'give', 'offer', 'accept', 'help', 'harm', 'look', 'enjoy'] as const
export const GIVE = 1
export const OFFER = 2
export const ACCEPT = 3
export const HELP = 4
export const HARM = 5
export const LOOK_AT = 6
export const ENJOY = 7

export const headSizes = ({ targets, tokens }: AutonomyConfig): readonly number[] => [
  5,
  ACTS.length,
  targets + 1,
  GOODS.length + 1,
  GOODS.length + 1,
  tokens + 1,
]

export function autonomyFields(config: AutonomyConfig, tables: AutonomyTables): AutonomyFields {
  const n = tables.bodies
  const { cells } = tables.ground
  const pairs = config.ledger ? n * n : 0
  return {
    ...engineFields(tables),
    health: field('u8', n),
    goods: field('u8', n * GOODS.length),
    down: field('u8', n),
    injury: field('u8', n),
    facing: field('u8', n),
    talent: field('u8', n),
    able: field('u8', n),
    said: field('u8', n),
    deed: field('u8', n),
    deedTo: field('u16', n),
    eaten: field('i32', n * OWN_CELLS),
    bare: field('i32', n * OWN_CELLS),
    soonest: field('i32', n),
    eatenCount: field('u8', n),
    due: field('i32', cells),
    depleted: field('i32', cells),
    spent: field('i32'),
    seen: field('u16', n * config.targets),
    company: field('u8', n),
    gaze: field('u16', n * GAZE),
    offerTo: field('u16', n),
    offerGood: field('u8', n),
    offerWants: field('u8', n),
    offerUntil: field('i32', n),
    friend: field('u16', n),
    friendAt: field('i32', n),
    change: field('i16', n * GOODS.length),
    helped: field('u8', n),
    hurt: field('u16', n),
    ways: field('u8', cells),
    look: field('i32', cells),
    tally: field('f64', TALLIES),
    log: field('i32', config.events * EVENT_WIDTH),
    logNext: field('i32'),
    noted: field('i32'),
    debt: field('i32', pairs),
    lastKind: field('u8', pairs),
    lastTick: field('i32', pairs),
  }
}
