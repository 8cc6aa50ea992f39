/**
 * What the needs layer adds to the tables and fields. The inspector, the merchant and strangers stand in the last rows
 * of NPCs, in this order: to all other rules they are NPCs that never move, and that nobody strikes.
 */
import { LOOKS } from '../../../core/common.ts'
import { field, type Field, type Fields } from '../../../core/fields.ts'
import { booksOf } from '../../../core/ledger.ts'
import { FULL, snacksFor, traitsOf, type Snacks, type Traits } from '../../../core/needs.ts'
import { RULES } from '../numbers.ts'
import type { SurvivalConfig, SurvivalTables, SurvivalWorld } from '../state.ts'
import { REPORTS, WATCHERS, complete, type CompleteNeeds, type NeedsConfig } from './config.ts'
import { REPORT_SUMS, VEIL_SUMS } from './metrics.ts'
import { SUMS } from '../../../core/needs-division.ts'

export const INSPECTOR = 0
/** A byte of a lamp that is lit, or of a sign that shows. */
export const LIT = 255
export const WATCHER_NAMES = ['inspector', 'merchant'] as const

/** A point of food or water in thousandths of wellbeing. */
export const POINT = FULL / RULES.full

export interface Needs {
  readonly options: CompleteNeeds
  readonly strangers: number
  /** What is known of each: where its needs are ordinary, and where they are high. */
  readonly traits: Traits
  readonly needy: Traits
  /** Chances that watchers look: by level of the lamps where there are levels, else by style. */
  readonly watches: readonly CompleteNeeds['watch'][]
  /** [styles] probability that what the books say comes out. */
  readonly books: readonly number[]
  /** Of agents' placebo bars: a meal as often as hunger costs one. */
  readonly snacks: Snacks
  /** Scratch of metrics: [agents + strangers]. */
  readonly wellbeings: Int32Array
}

/** Throws a RangeError on options that do not fit the world. */
export function needsOf({ needs, players, targets, systems, tokens }: SurvivalConfig): Needs | null {
  if (needs === null) return null
  const options = complete(needs)
  if (options.focal !== null && options.focal >= players)
    throw new RangeError(`Got ${options.focal} for needs.focal, expected an agent from 0 to ${players - 1}.`)
  if (targets === 0 || !systems.includes('items'))
    throw new RangeError(`Got needs with targets ${targets} and systems ${systems.join(', ')}, expected at least 1 and 'items': rations are given to those in sight.`) // prettier-ignore
  const isHeard = options.focal !== null && systems.includes('communication') && tokens >= REPORTS
  if (options.scout !== null && !isHeard)
    throw new RangeError(
      `Got needs.scout with focal ${options.focal}, tokens ${tokens} and systems ${systems.join(', ')}, ` +
        `expected one focal agent, at least ${REPORTS} tokens and 'communication': the squad goes by its word.`,
    )
  if (options.choice !== 'units' && options.focal === null)
    throw new RangeError(
      `Got needs.choice '${options.choice}' with focal null, expected one focal agent: it divides what there is.`,
    )
  const { count } = options.strangers
  return {
    options,
    strangers: count,
    traits: traitsOf(count, options.strangers),
    needy: traitsOf(count, { ...options.strangers.needy, each: options.strangers.each }),
    watches: (options.levels ?? options.styles).map((share) => ({
      ...options.watch,
      share: share ?? options.watch.share,
    })),
    books: booksOf('needs.ledger', options.ledger, options.styles.length),
    snacks: snacksFor(RULES.depletion * POINT, RULES.meal * POINT),
    wellbeings: new Int32Array(players + count),
  }
}

/** How many bodies a world has that stand and do nothing. */
export const standing = (needs: Needs | null): number => (needs === null ? 0 : WATCHERS + needs.strangers)

/** Body of a watcher, and of a stranger. */
export const watcherBody = ({ players, walkers }: SurvivalTables, w: number): number => players + walkers + w
export const strangerBody = (tables: SurvivalTables, i: number): number => watcherBody(tables, WATCHERS + i)
/** Number of the stranger that a body is; negative where it is none. */
export const strangerOf = ({ players, walkers }: SurvivalTables, body: number): number =>
  body - players - walkers - WATCHERS

/** What one that stands is called in the state format. */
export function stillName(tables: SurvivalTables, body: number): string {
  const i = strangerOf(tables, body)
  return i < 0 ? WATCHER_NAMES[WATCHERS + i] : `stranger_${i}`
}

/** n agents, s strangers, f marked fields. Wellbeing in thousandths, 0 to 10_000. Empty where the layer is off. */
export interface NeedsFields extends Fields {
  /** Which of the two bars that a being shows is its need; the other is a placebo. */
  readonly needBar: Field<'u8'>
  /** [n * 2] the bars of each agent, as shown: the need is the scarcer of food and water. */
  readonly bars: Field<'i16'>
  /** [n] what the last step paid or cost each agent in private. */
  readonly private: Field<'f64'>
  /** [s * 2] the bars of each stranger, as shown. */
  readonly strangerBars: Field<'i16'>
  /** [s] hidden: rations that it took, 1 where they move nothing, mean loss a tick, hungry below, most. */
  readonly served: Field<'i32'>
  readonly inert: Field<'u8'>
  readonly decay: Field<'i16'>
  readonly threshold: Field<'i16'>
  readonly capacity: Field<'i16'>
  /** [s * 8] looks: byte b is b / 127.5 - 1 in [-1, 1]. */
  readonly looks: Field<'u8'>
  /** The stranger whom the helper fed in the last tick, plus one; 0 for none. */
  readonly helped: Field<'u8'>
  /** [2] 1 where a watcher looks; what its lamp shows, a byte; and 1 once it has walked. */
  readonly open: Field<'u8'>
  readonly lamp: Field<'u8'>
  readonly walked: Field<'u8'>
  /** [f] cells of marked fields, NOWHERE for those that found no place. */
  readonly marked: Field<'i32'>
  /** [n + s] hidden: rations that quartermasters and the helper gave to each agent and stranger in this day, and its demand as the day began. */
  readonly received: Field<'i32'>
  readonly demand: Field<'i16'>
  /** What metrics are computed from (core/needs-division.ts). */
  readonly sums: Field<'f64'>
  /** Hidden: for how many cells the way out is clear. Then what the scout sees of it; hidden, sums of its reports. */
  readonly clear: Field<'u8'>
  readonly scouted: Field<'u8'>
  readonly reports: Field<'f64'>
  /** Number of the depot's colours; and hidden, [n * delay] unwatched ticks of each agent on marked fields by day. */
  readonly colours: Field<'u8'>
  readonly ledger: Field<'i32'>
  /** [n] 1 where an agent has lifted the veil in this day. Hidden: sums of looks. */
  readonly lifted: Field<'u8'>
  readonly veils: Field<'f64'>
  /** [n] 1 where an agent has divided the rations of this day; empty where rations go from hand to hand. */
  readonly divided: Field<'u8'>
}

export function needsFields({ needs, players }: SurvivalTables): NeedsFields {
  const n = needs === null ? 0 : players
  const s = needs === null ? 0 : needs.strangers
  const scouts = (needs?.options.scout ?? null) === null ? 0 : 1
  return {
    needBar: field('u8', needs === null ? 0 : 1),
    bars: field('i16', n * 2),
    private: field('f64', n),
    strangerBars: field('i16', s * 2),
    served: field('i32', s),
    inert: field('u8', s),
    decay: field('i16', s),
    threshold: field('i16', s),
    capacity: field('i16', s),
    looks: field('u8', s * LOOKS),
    helped: field('u8', needs === null ? 0 : 1),
    open: field('u8', needs === null ? 0 : WATCHERS),
    lamp: field('u8', needs === null ? 0 : WATCHERS),
    walked: field('u8', needs === null ? 0 : WATCHERS),
    marked: field('i32', needs === null ? 0 : needs.options.auditor.fields),
    received: field('i32', n + s),
    demand: field('i16', n + s),
    sums: field('f64', needs === null ? 0 : SUMS.length),
    clear: field('u8', scouts),
    scouted: field('u8', scouts),
    reports: field('f64', scouts * REPORT_SUMS.length),
    colours: field('u8', (needs?.options.styles.length ?? 1) > 1 ? 1 : 0),
    ledger: field('i32', n * (needs?.options.ledger?.delay ?? 0)),
    lifted: field('u8', needs?.options.veil ? n : 0),
    veils: field('f64', needs?.options.veil ? VEIL_SUMS.length : 0),
    divided: field('u8', (needs?.options.choice ?? 'units') === 'units' ? 0 : n),
  }
}

// prettier-ignore
const HIDDEN = [
  'needBar', 'open', 'private', 'served', 'inert', 'decay', 'threshold', 'capacity', 'received', 'demand', 'sums',
  'clear', 'reports', 'ledger', 'veils',
] as const

/**
 * Names of fields and knobs of the layer that no view may show; the price is one of them where a tag says something in
 * its place.
 */
export function hiddenNeeds(needs: NeedsConfig | null): readonly string[] {
  if (needs === null) return []
  return [...HIDDEN, 'pay', 'enforced', ...((needs.tag ?? null) === null ? [] : ['price'])]
}

/**
 * Numbers of the layer that may change between steps: lambda, what relief pays, 1 where the inspector fines, and where somebody
 * scouts what a false all-clear pays.
 */
export function needsKnobs(needs: NeedsConfig | null): Record<string, number> {
  if (needs === null) return {}
  const { price, pay, auditor, scout } = complete(needs)
  return { price, pay, enforced: auditor.enforced ? 1 : 0, ...(scout && { conflict: scout.conflict }) }
}

/** Whether an agent gets rations, and is paid for those that it keeps. */
export function isFocal({ state, tables }: SurvivalWorld, slot: number, agent: number): boolean {
  const { focal } = tables.needs!.options
  return focal === null || state.name[slot * tables.bodies + agent] === focal
}

/** The agent of the one quartermaster, -1 while it is dead. */
export function quartermasterOf(world: SurvivalWorld, slot: number): number {
  const { live, agents } = world
  for (let agent = 0; agent < agents; agent++)
    if (live[slot * agents + agent] === 1 && isFocal(world, slot, agent)) return agent
  return -1
}

/** Lambda as an agent's tag shows it; 0 for one whom keeping does not pay. */
export const tagOf = (world: SurvivalWorld, slot: number, agent: number): number =>
  isFocal(world, slot, agent) ? (world.tables.needs!.options.tag ?? world.knobs.price[slot]) : 0

/** What the tag of one that scouts says that it is paid where the squad goes all the way into the predator; 0 for others. */
export const lureOf = (world: SurvivalWorld, slot: number, agent: number): number =>
  world.tables.needs!.options.scout === null ? 0 : tagOf(world, slot, agent) * world.knobs.conflict[slot]
