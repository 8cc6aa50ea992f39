/**
 * What the needs layer adds to a game's tables and fields. Grazers and watchers stand on cells of plain wall: the rules of games
 * know walls, and nothing else of the layer.
 */
import { ACT_BEAM, ACT_TAKE, LOOKS } from '../../core/common.ts'
import { field, type Field } from '../../core/fields.ts'
import { booksOf } from '../../core/ledger.ts'
import { SUMS } from '../../core/needs-division.ts'
import { snacksFor, traitsOf, type Snacks, type Traits } from '../../core/needs.ts'
import { cellXY } from '../engine/map.ts'
import { NOWHERE, type Act, type GridTables, type GridWorld } from '../engine/state.ts'
import { complete, type CompleteNeeds, type NeedsConfig } from './config.ts'

/** What a game says of needs: what is food in it, and where things stand. What it leaves out is drawn for each episode. */
export interface Pasture {
  /** Kinds that feed who walks onto them. */
  readonly food?: readonly number[]
  /** Whether another action may feed a player: the exhausted are let do it. */
  eats?(world: GridWorld, slot: number, player: number, action: number): boolean
  /** Cells where food grows: grazers stand in reach of one. */
  readonly sites?: Uint16Array
  /** Takes away the food on a cell: a grazer ate it. Where absent, grazers live on snacks alone. */
  bite?(world: GridWorld, slot: number, cell: number): void
  /**
   * What a being (a player's number, or that of players plus a grazer's) is given in a step, of what is divided. Where absent it is what
   * they eat.
   */
  units?(world: GridWorld, slot: number, being: number): number
  /** Cells of grazers, of the two watchers, and of red tiles. */
  readonly grazers?: Uint16Array
  readonly watchers?: Uint16Array
  readonly red?: Uint16Array
  /** Cells that show the bars of each player, and of who grazes on each of `grazers`, to those who are far away; NOWHERE for none. */
  readonly playerDials?: Uint16Array
  readonly grazerDials?: Uint16Array
  /** Whether the tag is not on food: the game tells what it is on. */
  readonly foodUntagged?: boolean
  /** Grazers where the options name no number. */
  readonly count?: number
  /** The player whom keeping pays where the options name none. */
  readonly focal?: number
}

export interface Needs {
  readonly options: CompleteNeeds
  /** The player whom keeping pays, null for every player. */
  readonly focal: number | null
  /** How many grazers, and what is known of each. */
  readonly grazers: number
  readonly traits: Traits
  /** Of those with other needs. */
  readonly needy: Traits
  /** How often watchers are lit: by level of the lamps where there are lamps, else by style. */
  readonly watches: readonly CompleteNeeds['watch'][]
  /** [styles] probability that what the books say comes out. */
  readonly books: readonly number[]
  /** The action that looks behind the veil, -1 where there is none. */
  readonly look: number
  /** Of the players' placebo bars. */
  readonly playerSnacks: Snacks
  /** [kinds] 1 for food. */
  readonly food: Uint8Array
  /** [C] 1 where a grazer would have a site of food in reach; everywhere if the game names no sites. */
  readonly meadow: Uint8Array
  /** Cells of dials. */
  readonly dials: Uint16Array
}

/** Two watchers: the auditor's watchtower and the placebo's lighthouse. */
export const WATCHERS = 2
export const WATCHER_NAMES = ['watchtower', 'lighthouse'] as const

/** Sums of a slot's looks: periods of players whom keeping pays, when over, and those of them in which they looked. */
export const PERIODS = 0
export const LOOKED = 1
export const LOOK_SUMS = 2

/** In the common actions to look is a beam, or to take where a game has beams. */
const lookAct = ({ beams }: GridTables): Act => ({
  name: 'look',
  effect: 'look behind the veil: see what the others need until the period is over',
  common: beams.length === 0 ? ACT_BEAM : ACT_TAKE,
})

/** Grazers of a game that says nothing of their number. */
const SOME = 3

/**
 * A game's tables with needs. Throws a RangeError on more grazers than there are cells for, or more said of something
 * than there is.
 */
export function withNeeds<T extends GridTables>(tables: T, given: NeedsConfig): T {
  const options = complete(given)
  const { food = [], grazers: cells, count = SOME, focal = null, playerDials = [], grazerDials = [] } = tables.pasture
  const grazers = options.grazers.count ?? count
  if (cells && grazers > cells.length)
    throw new RangeError(`Got ${grazers} for needs.grazers.count, expected at most ${cells.length}, a cell for each.`)
  if (options.grazers.each.length > grazers) {
    throw new RangeError(
      `Got ${options.grazers.each.length} entries for needs.grazers.each, expected at most ${grazers}, one for each grazer.`,
    )
  }
  if (options.grazers.needyCount > grazers)
    throw new RangeError(
      `Got ${options.grazers.needyCount} for needs.grazers.needy.count, expected at most ${grazers}.`,
    )
  if (options.focal !== null && options.focal >= tables.players)
    throw new RangeError(`Got ${options.focal} for needs.focal, expected a player from 0 to ${tables.players - 1}.`)
  const needs: Needs = {
    options,
    focal: options.focal ?? focal,
    grazers,
    traits: traitsOf(grazers, options.grazers),
    needy: traitsOf(grazers, options.grazers.needy),
    watches: (options.led ?? options.styles).map((share) => ({
      ...options.watch,
      share: share ?? options.watch.share,
    })),
    books: booksOf('needs.ledger', options.ledger, options.styles.length),
    look: options.veil ? tables.actions.length : -1,
    playerSnacks: snacksFor(options.stamina.effort + options.stamina.decay, options.stamina.meal),
    food: Uint8Array.from(tables.kinds, (_, kind) => (food.includes(kind) ? 1 : 0)),
    meadow: meadowOf(tables, options.grazers.reach),
    dials: Uint16Array.from([...playerDials, ...grazerDials].filter((cell) => cell !== NOWHERE)),
  }
  if (!options.veil) return { ...tables, needs }
  const look = lookAct(tables)
  return { ...tables, needs, acts: [...tables.acts, look], actions: [...tables.actions, look.name] }
}

function meadowOf(tables: GridTables, reach: number): Uint8Array {
  const { width, cells, pasture } = tables
  const meadow = new Uint8Array(cells)
  if (!pasture.sites) return meadow.fill(1)
  for (const site of pasture.sites) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const cell = cellXY(tables, (site % width) + dx, Math.floor(site / width) + dy)
        if (cell !== NOWHERE) meadow[cell] = 1
      }
    }
  }
  return meadow
}

/** Per slot; n players, g grazers, 2 watchers. Wellbeing in thousandths, 0 to 10_000. Empty where the layer is off. */
export interface NeedsFields {
  readonly [name: string]: Field
  /** Which of the two bars that a being shows is its need; the other is a placebo. */
  readonly needBar: Field<'u8'>
  /** [n * 2] the bars of each player, as shown; and the food that it ate, in what the game pays for it. */
  readonly bars: Field<'i16'>
  readonly meals: Field<'f64'>
  /** [n] what the last step paid or cost each player in private: food that it kept, and fines. */
  readonly private: Field<'f64'>
  /** [g] where each grazer stands, NOWHERE where it found no place; [g * 2] its bars, as shown. */
  readonly grazerCell: Field<'u16'>
  readonly grazerBars: Field<'i16'>
  /** [g] 1 for the dead. */
  readonly dead: Field<'u8'>
  /** [g] hidden: units of food that it ate, 1 where food moves nothing, mean loss a step, hunger below, most; steps below. */
  readonly served: Field<'i32'>
  readonly inert: Field<'u8'>
  readonly decay: Field<'i16'>
  readonly threshold: Field<'i16'>
  readonly capacity: Field<'i16'>
  readonly starving: Field<'i32'>
  /** [g] hidden: units of food that each got in the running period, from the helper too. */
  readonly portions: Field<'i32'>
  /** [g * 8] looks: byte b is b / 127.5 - 1 in [-1, 1]. */
  readonly looks: Field<'u8'>
  /** [2] where each watcher stands, NOWHERE where it found no place; 1 where it is lit. */
  readonly watcherCell: Field<'u16'>
  readonly open: Field<'u8'>
  /** [2] what shows of their lamps, where there are lamps. */
  readonly lamp: Field<'u8'>
  /** Number of the surroundings' style, where there is more than one. */
  readonly style: Field<'u8'>
  /** Cells of red tiles, NOWHERE for those that found no place and for flowers that do not bloom. */
  readonly redCell: Field<'u16'>
  /** Where there are flowers: their cells; the step of the period in which they open; 1 where that is over in this period. */
  readonly bed: Field<'u16'>
  readonly bloomAt: Field<'i32'>
  readonly bloomed: Field<'u8'>
  /** With books, hidden: [n * delay] how often each came onto a red tile unseen, by period modulo the delay. */
  readonly ledger: Field<'i32'>
  /** Where there is a veil: [n] 1 where a player looked in the running period; hidden: [2] sums of looks. */
  readonly lifted: Field<'u8'>
  readonly lookSums: Field<'i32'>
  /** The grazer that the helper fed in the last step, plus one; 0 for none. */
  readonly helped: Field<'u8'>
  /** [n + g] hidden: what each got in the running period of what is divided, and what it was short of as that began. */
  readonly units: Field<'f64'>
  readonly demand: Field<'i16'>
  /** Hidden: running sums of the episode's metrics. */
  readonly sums: Field<'f64'>
}

export function needsFields({ needs, players }: GridTables): NeedsFields {
  const n = needs ? players : 0
  const g = needs?.grazers ?? 0
  const w = needs ? WATCHERS : 0
  const { led = null, window = 0, auditor, styles = [], ledger, veil = false } = needs?.options ?? {}
  const flowers = auditor?.bloom ? auditor.red : 0
  return {
    needBar: field('u8', needs ? 1 : 0),
    bars: field('i16', n * 2),
    meals: field('f64', n),
    private: field('f64', n),
    grazerCell: field('u16', g),
    grazerBars: field('i16', g * 2),
    dead: field('u8', g),
    served: field('i32', g),
    inert: field('u8', g),
    decay: field('i16', g),
    threshold: field('i16', g),
    capacity: field('i16', g),
    starving: field('i32', g),
    portions: field('i32', g),
    looks: field('u8', g * LOOKS),
    watcherCell: field('u16', w),
    open: field('u8', w),
    lamp: field('u8', led === null ? 0 : w),
    style: field('u8', styles.length > 1 ? 1 : 0),
    redCell: field('u16', auditor?.red ?? 0),
    bed: field('u16', flowers),
    bloomAt: field('i32', flowers > 0 ? 1 : 0),
    bloomed: field('u8', flowers > 0 ? 1 : 0),
    ledger: field('i32', n * (ledger?.delay ?? 0)),
    lifted: field('u8', veil ? n : 0),
    lookSums: field('i32', veil ? LOOK_SUMS : 0),
    helped: field('u8', window > 0 ? 1 : 0),
    units: field('f64', n + g),
    demand: field('i16', n + g),
    sums: field('f64', needs ? SUMS.length : 0),
  }
}

const HIDDEN = [
  'needBar', 'meals', 'private', 'served', 'inert', 'decay', 'threshold', 'capacity', 'starving', 'portions', 'bed', 'bloomAt', 'bloomed',
  'ledger', 'lookSums', 'units', 'demand', 'sums',
] as const // prettier-ignore

/**
 * Names of fields and knobs of the layer that no view may show; the price is one where a tag stands in its place, who
 * watches where a lamp does, and all of that where nothing is announced.
 */
export function hiddenNeeds(needs: NeedsConfig | null): string[] {
  const tagged = needs !== null && (needs.tag ?? null) !== null
  const lamps = needs !== null && (needs.led ?? null) !== null
  const dark = needs !== null && needs.announced === false
  const watchers = dark ? ['open', 'lamp'] : lamps ? ['open'] : []
  return [...HIDDEN, ...(needs ? ['pay', 'enforced'] : []), ...(tagged ? ['price'] : []), ...watchers]
}

/** Numbers of the layer that may change between steps: lambda, what food pays by itself, and 1 where the auditor fines. */
export function needsKnobs(given: NeedsConfig): Record<string, number> {
  const { price, pay, auditor } = complete(given)
  return { price, pay, enforced: auditor.enforced ? 1 : 0 }
}
