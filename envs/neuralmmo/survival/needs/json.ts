/**
 * Needs in the state format of the survival world: the key `needs`, where they are on. What agents need follows from
 * food and water.
 */
import { LOOKS } from '../../../core/common.ts'
import { natureJSON, type NatureJSON } from '../../../core/needs-json.ts'
import { FULL, UNIT, thousandths } from '../../../core/needs.ts'
import { integer, list, number, show } from '../../../core/checks.ts'
import { NOWHERE } from '../../engine/moves.ts'
import { GRASS } from '../../materials.ts'
import { NPC_COLUMNS, bodyColumns, flag, plain, type Codec, type Columns } from '../json-columns.ts'
import { known, put, take, type Plan, type Values } from '../json-plan.ts'
import { RULES } from '../numbers.ts'
import type { SurvivalTables, SurvivalWorld } from '../state.ts'
import { INSPECTING, NEEDY } from '../tempers.ts'
import { agentNeed } from './agents.ts'
import { FURTHEST, WATCHERS, type CompleteNeeds } from './config.ts'
import { REPORT_SUMS, VEIL_SUMS } from './metrics.ts'
import { strangerNeed } from './strangers.ts'
import { SUMS } from '../../../core/needs-division.ts'
import { INSPECTOR, LIT, watcherBody } from './tables.ts'

/** Column and row; null for one that found no place. */
type Position = [x: number, y: number] | null

/** Wellbeing in [0, 10], to a thousandth. Lists are in the order of agents, watchers, strangers and fields. */
export interface NeedsJSON {
  /** Which of the two bars is the need. */
  bar: number
  /** What the last step paid or cost an agent is `private`. Of the running day: rations received, and demand as it began. */
  agents: { placebo: number; private: number; received: number; demand: number }[]
  /** The inspector, then the merchant: whether it looks, what its lamp shows where it has levels, and, once it has walked, where it left. */
  watchers: { position: Position; open: boolean; lamp?: number; left: Position }[]
  strangers: (NatureJSON & {
    position: Position
    wellbeing: number
    placebo: number
    served: number
    received: number
    demand: number
  })[]
  /** Number of the stranger whom the helper fed in the last tick. */
  helped: number | null
  fields: Position[]
  /** What metrics are computed from, by name. */
  sums: Record<string, number>
  /** Number of the depot's colours, where there are several. */
  style?: number
  /** Where books are kept: of each agent, unwatched ticks on marked fields, by day modulo the delay. */
  ledger?: number[][]
  /** Where somebody scouts: for how many cells the way is clear, what is seen of it, and sums of reports by name. */
  scout?: { clear: number; seen: number; sums: Record<string, number> }
  /** Where there is a veil: which agents have lifted it, and sums of looks by name. */
  veil?: { lifted: boolean[]; sums: Record<string, number> }
  /** Where rations are divided at once: which agents have done so in this day. */
  divided?: boolean[]
}

export function needsJSON(world: SurvivalWorld, slot: number): NeedsJSON {
  const { state, tables, agents } = world
  const { strangers, options } = tables.needs!
  const rows = (count: number) => Array.from({ length: count }, (_, i) => slot * count + i)
  const placeIf = (shown: boolean, i: number): Position => {
    const b = slot * tables.bodies + watcherBody(tables, i)
    return shown ? [state.x[b], state.y[b]] : null
  }
  const standsAt = (i: number) => placeIf(state.here[slot * tables.bodies + watcherBody(tables, i)] === 1, i)
  const dayOf = (being: number) => {
    const row = slot * (agents + strangers) + being
    return { received: state.received[row], demand: state.demand[row] / UNIT }
  }
  return {
    bar: state.needBar[slot],
    agents: rows(agents).map((p, agent) => ({
      placebo: state.bars[agentNeed(world, slot, agent) ^ 1] / UNIT,
      private: state.private[p],
      ...dayOf(agent),
    })),
    watchers: rows(WATCHERS).map((row, w) => ({
      position: standsAt(w),
      open: state.open[row] === 1,
      ...(options.levels !== null && { lamp: state.lamp[row] }),
      left: placeIf(state.walked[row] === 1, w),
    })),
    strangers: rows(strangers).map((row, i) => ({
      position: standsAt(WATCHERS + i),
      wellbeing: state.strangerBars[strangerNeed(world, slot, i)] / UNIT,
      placebo: state.strangerBars[strangerNeed(world, slot, i) ^ 1] / UNIT,
      served: state.served[row],
      ...natureJSON(state, row),
      ...dayOf(agents + i),
    })),
    helped: state.helped[slot] === 0 ? null : state.helped[slot] - 1,
    fields: rows(options.auditor.fields).map((row) => placeOf(tables, state.marked[row])),
    sums: Object.fromEntries(SUMS.map((name, k) => [name, state.sums[slot * SUMS.length + k]])),
    ...(options.styles.length > 1 && { style: state.colours[slot] }),
    ...(options.ledger !== null && { ledger: rows(agents).map((p) => booksOf(world, p)) }),
    ...(options.scout !== null && { scout: scoutJSON(world, slot) }),
    ...(options.veil && { veil: veilJSON(world, slot) }),
    ...(options.choice !== 'units' && { divided: flagsOf(world, slot, state.divided) }),
  }
}

function booksOf({ state, tables }: SurvivalWorld, p: number): number[] {
  const { delay } = tables.needs!.options.ledger!
  return [...state.ledger.subarray(p * delay, (p + 1) * delay)]
}

const scoutJSON = ({ state }: SurvivalWorld, slot: number): NeedsJSON['scout'] => ({
  clear: state.clear[slot],
  seen: state.scouted[slot],
  sums: Object.fromEntries(REPORT_SUMS.map((name, k) => [name, state.reports[slot * REPORT_SUMS.length + k]])),
})

const flagsOf = ({ agents }: SurvivalWorld, slot: number, flags: Uint8Array): boolean[] =>
  Array.from(flags.subarray(slot * agents, (slot + 1) * agents), (set) => set === 1)

const veilJSON = (world: SurvivalWorld, slot: number): NeedsJSON['veil'] => ({
  lifted: flagsOf(world, slot, world.state.lifted),
  sums: Object.fromEntries(VEIL_SUMS.map((name, k) => [name, world.state.veils[slot * VEIL_SUMS.length + k]])),
})

const placeOf = ({ ground }: SurvivalTables, cell: number): Position =>
  cell === NOWHERE ? null : [cell % ground.size, Math.floor(cell / ground.size)]

const wellbeing: Codec = {
  write: (value) => value / UNIT,
  read(json, where) {
    number(json, where, 0, FULL / UNIT)
    return thousandths(json as number)
  },
}
const amount: Codec = {
  write: (value) => value,
  read(json, where) {
    number(json, where)
    return json as number
  },
}

const MOST = 2147483647
const STRANGER_COLUMNS: Columns = {
  served: ['served', plain(0, MOST)],
  inert: ['inert', flag],
  decay: ['decay', wellbeing],
  threshold: ['threshold', wellbeing],
  capacity: ['capacity', wellbeing],
}
const WATCHER_COLUMNS: Columns = { open: ['open', flag] }
const LAMP_COLUMNS: Columns = { lamp: ['lamp', plain(0, LIT)] }
const SCOUT_COLUMNS: Columns = { clear: ['clear', plain(0, FURTHEST)], seen: ['scouted', plain(0, FURTHEST)] }
const AGENT_COLUMNS: Columns = { private: ['private', amount] }
/** Of agents, then strangers. */
const DAY_COLUMNS: Columns = { received: ['received', plain(0, MOST)], demand: ['demand', wellbeing] }
/** Values of one that stands, as they are from the start to the end. */
const STILL = {
  health: RULES.full, gold: 0, age: 0, frozen: 0, hurt: 0, struckBy: null, fought: null, strikes: null, strikesBy: 'melee',
  level: 0, style: 'melee', attack: 0, armour: 'nothing', tool: 'nothing', ring: 0, after: null,
} // prettier-ignore

/** Reads needs into a plan that has agents and NPCs. Throws a TypeError that says where they are malformed. */
export function readNeeds(plan: Plan, tables: SurvivalTables, json: unknown): void {
  const { strangers, options } = tables.needs!
  const keys = ['bar', 'agents', 'watchers', 'strangers', 'helped', 'fields', 'sums', ...moreKeys(options)]
  const given = known(json, 'needs', keys)
  integer(given.bar, 'needs.bar', 0, 1)
  put(plan, 'needBar', given.bar as number)
  for (const [i, one] of list(given.agents, 'needs.agents', tables.players).entries()) {
    const where = `needs.agents[${i}]`
    const agent = known(one, where, ['placebo', ...Object.keys(AGENT_COLUMNS), ...Object.keys(DAY_COLUMNS)])
    take(plan, tables, { ...AGENT_COLUMNS, ...DAY_COLUMNS }, agent, where)
    putBars(plan, 'bars', 0, wellbeing.read(agent.placebo, `${where}.placebo`, tables))
  }
  for (const [w, one] of list(given.watchers, 'needs.watchers', WATCHERS).entries()) {
    const where = `needs.watchers[${w}]`
    const columns = { ...WATCHER_COLUMNS, ...(options.levels !== null && LAMP_COLUMNS) }
    const watcher = known(one, where, ['position', 'left', ...Object.keys(columns)])
    take(plan, tables, columns, watcher, where)
    const isShown = w !== INSPECTOR || options.auditor.announced
    if (options.levels === null) put(plan, 'lamp', watcher.open === true && isShown ? LIT : 0)
    put(plan, 'walked', watcher.left === null ? 0 : 1)
    readStill(plan, tables, w, watcher, where)
  }
  for (const [i, one] of list(given.strangers, 'needs.strangers', strangers).entries())
    readStranger(plan, tables, i, one, `needs.strangers[${i}]`)
  for (const [i, one] of list(given.fields, 'needs.fields', options.auditor.fields).entries())
    readField(plan, tables, one, `needs.fields[${i}]`)
  if (given.helped !== null) integer(given.helped, 'needs.helped', 0, strangers - 1)
  put(plan, 'helped', given.helped === null ? 0 : (given.helped as number) + 1)
  const sums = known(given.sums, 'needs.sums', SUMS)
  for (const name of SUMS) put(plan, 'sums', amount.read(sums[name], `needs.sums.${name}`, tables))
  readMore(plan, tables, given)
}

/** Keys that the options bring. */
const moreKeys = ({ styles, ledger, scout, veil, choice }: CompleteNeeds): string[] => [
  ...(styles.length > 1 ? ['style'] : []),
  ...(ledger === null ? [] : ['ledger']),
  ...(scout === null ? [] : ['scout']),
  ...(veil ? ['veil'] : []),
  ...(choice === 'units' ? [] : ['divided']),
]

function readMore(plan: Plan, tables: SurvivalTables, { style, ledger, scout, veil, divided }: Values): void {
  const { options } = tables.needs!
  if (options.styles.length > 1) {
    integer(style, 'needs.style', 0, options.styles.length - 1)
    put(plan, 'colours', style as number)
  }
  if (options.ledger !== null) readBooks(plan, tables, ledger)
  if (options.scout !== null) readScout(plan, tables, scout)
  if (options.veil) readVeil(plan, tables, veil)
  if (options.choice !== 'units') readFlags(plan, tables, 'divided', divided, 'needs.divided')
}

function readBooks(plan: Plan, tables: SurvivalTables, json: unknown): void {
  const { delay } = tables.needs!.options.ledger!
  for (const [i, days] of list(json, 'needs.ledger', tables.players).entries())
    for (const ticks of list(days, `needs.ledger[${i}]`, delay)) {
      integer(ticks, `needs.ledger[${i}]`, 0, MOST)
      put(plan, 'ledger', ticks as number)
    }
}

function readScout(plan: Plan, tables: SurvivalTables, json: unknown): void {
  const scout = known(json, 'needs.scout', [...Object.keys(SCOUT_COLUMNS), 'sums'])
  take(plan, tables, SCOUT_COLUMNS, scout, 'needs.scout')
  const sums = known(scout.sums, 'needs.scout.sums', REPORT_SUMS)
  for (const name of REPORT_SUMS) put(plan, 'reports', amount.read(sums[name], `needs.scout.sums.${name}`, tables))
}

function readVeil(plan: Plan, tables: SurvivalTables, json: unknown): void {
  const veil = known(json, 'needs.veil', ['lifted', 'sums'])
  readFlags(plan, tables, 'lifted', veil.lifted, 'needs.veil.lifted')
  const sums = known(veil.sums, 'needs.veil.sums', VEIL_SUMS)
  for (const name of VEIL_SUMS) put(plan, 'veils', amount.read(sums[name], `needs.veil.sums.${name}`, tables))
}

function readFlags(plan: Plan, tables: SurvivalTables, field: string, json: unknown, where: string): void {
  for (const [i, set] of list(json, where, tables.players).entries())
    put(plan, field, flag.read(set, `${where}[${i}]`, tables))
}

function putBars(plan: Plan, field: string, need: number, placebo: number): void {
  if (plan.needBar[0] === 0) put(plan, field, need, placebo)
  else put(plan, field, placebo, need)
}

function readStranger(plan: Plan, tables: SurvivalTables, i: number, json: unknown, where: string): void {
  const columns = { ...STRANGER_COLUMNS, ...DAY_COLUMNS }
  const stranger = known(json, where, ['position', 'wellbeing', 'placebo', 'looks', ...Object.keys(columns)])
  take(plan, tables, columns, stranger, where)
  const [need, placebo] = ['wellbeing', 'placebo'].map((key) =>
    wellbeing.read(stranger[key], `${where}.${key}`, tables),
  )
  putBars(plan, 'strangerBars', need, placebo)
  for (const look of list(stranger.looks, `${where}.looks`, LOOKS)) {
    integer(look, `${where}.looks`, 0, 255)
    put(plan, 'looks', look as number)
  }
  readStill(plan, tables, WATCHERS + i, stranger, where)
}

/** Adds the body number `i` of those that stand. */
function readStill(plan: Plan, tables: SurvivalTables, i: number, { position, left }: Values, where: string): void {
  const { temper, ...columns } = NPC_COLUMNS
  const place = position ?? left ?? null
  const [x, y] =
    place === null ? [0, 0] : positionOf(tables, place, `${where}.${position === null ? 'left' : 'position'}`)
  const body = { ...STILL, name: watcherBody(tables, i), here: position !== null, x, y }
  take(plan, tables, { ...bodyColumns(tables), ...columns }, body, where)
  put(plan, temper[0], Math.min(INSPECTING + i, NEEDY))
}

function positionOf({ ground }: SurvivalTables, json: unknown, where: string): [x: number, y: number] {
  const [x, y] = list(json, where, 2)
  integer(x, `${where}[0]`, 0, ground.size - 1)
  integer(y, `${where}[1]`, 0, ground.size - 1)
  return [x as number, y as number]
}

/** A field lies on grass, which never changes. */
function readField(plan: Plan, tables: SurvivalTables, json: unknown, where: string): void {
  if (json === null) return put(plan, 'marked', NOWHERE)
  const [x, y] = positionOf(tables, json, where)
  const cell = y * tables.ground.size + x
  if (plan.terrain[cell] !== GRASS) throw new TypeError(`Got ${where} ${show(json)}, expected a cell of grass.`)
  put(plan, 'marked', cell)
}
