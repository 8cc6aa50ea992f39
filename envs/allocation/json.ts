/** The state format of the room, in and out. */
import { integer, list, number, oneOf, record, truth } from '../core/checks.ts'
import { checkNature, natureJSON, writeNature, type NatureJSON } from '../core/needs-json.ts'
import { FULL, UNIT, thousandths } from '../core/needs.ts'
import { KINDS, SIGNALS, type NeedKind, type Signal } from './config.ts'
import { writeMetrics } from './metrics.ts'
import { FOCAL, NOBODY, REPORTS, WATCHERS, needAt, type AllocationWorld } from './state.ts'
import { TALLIES } from './tallies.ts'

/** Ticks and tokens that a state may count. */
const MOST = 1e9

export interface BeingJSON extends NatureJSON {
  /** In [0, 10], to a thousandth, as are what follows. */
  wellbeing: number
  placebo: number
  /** Below the threshold as the round began. */
  demand: number
  /** Tokens in the running round. */
  given: number
  kind: NeedKind
  signal: Signal
}
export interface AllocationJSON {
  tick: number
  /** Rounds over, and ticks over in the running round. */
  round: number
  spot: number
  /** Tick of the round at which the red token comes, -1 for none. */
  redAt: number
  /** Whether what recipients show can be seen in this round. */
  lifted: boolean
  /** Which of the two channels is the need. */
  bar: number
  /** The focal agent, then the recipients. */
  beings: BeingJSON[]
  monitored: boolean
  /** The auditor, then the bird: a byte of its cue, and whether it walks. */
  watchers: { cue: number; walks: boolean }[]
  style: number
  /** Whether the red token was kept unwatched, by round modulo the delay. */
  ledger: boolean[]
  truth: number
  belief: number
  report: number
  /** What metrics are computed from, by name. */
  tally: Record<string, number>
}

export function toJSON(world: AllocationWorld, slot: number): AllocationJSON {
  const { state, tick, tables, config } = world
  const delay = config.ledger?.delay ?? 0
  const rows = (count: number) => Array.from({ length: count }, (_, i) => slot * count + i)
  return {
    tick: tick[slot],
    round: state.round[slot],
    spot: state.spot[slot],
    redAt: state.redAt[slot],
    lifted: state.lifted[slot] === 1,
    bar: state.needBar[slot],
    beings: rows(tables.beings).map((_, being) => beingOf(world, slot, being)),
    monitored: state.monitored[slot] === 1,
    watchers: rows(WATCHERS).map((row) => ({ cue: state.cue[row], walks: state.walks[row] === 1 })),
    style: state.style[slot],
    ledger: rows(delay).map((row) => state.ledger[row] === 1),
    truth: state.truth[slot],
    belief: state.belief[slot],
    report: state.report[slot],
    tally: Object.fromEntries(TALLIES.map((name, i) => [name, state.tally[slot * TALLIES.length + i]])),
  }
}

function beingOf(world: AllocationWorld, slot: number, being: number): BeingJSON {
  const { state, tables } = world
  const row = slot * tables.beings + being
  const need = needAt(world, slot, being)
  return {
    wellbeing: state.bars[need] / UNIT,
    placebo: state.bars[need ^ 1] / UNIT,
    ...natureJSON(state, row),
    demand: state.demand[row] / UNIT,
    given: state.given[row],
    kind: KINDS[state.kind[row]],
    signal: SIGNALS[state.signal[row]],
  }
}

/** Throws a TypeError that says what does not fit before anything is written. */
export function fromJSON(world: AllocationWorld, slot: number, json: unknown): void {
  write(world, slot, check(world, json))
}

function check({ tables, config }: AllocationWorld, json: unknown): AllocationJSON {
  const given = record(json, 'state')
  integer(given.tick, 'tick', 0, MOST)
  integer(given.round, 'round', 0, tables.rounds)
  integer(given.spot, 'spot', 0, tables.ticks - 1)
  integer(given.redAt, 'redAt', -1, tables.ticks - 1)
  integer(given.bar, 'bar', 0, 1)
  integer(given.style, 'style', 0, config.styles.length - 1)
  for (const key of ['truth', 'belief', 'report']) integer(given[key], key, 0, REPORTS - 1)
  truth(given.monitored, 'monitored')
  truth(given.lifted, 'lifted')
  if (!config.veil && given.lifted === false) throw new TypeError('Got lifted false, expected true: there is no veil.')
  for (const [i, being] of list(given.beings, 'beings', tables.beings).entries()) checkBeing(being, `beings[${i}]`, i)
  for (const [w, item] of list(given.watchers, 'watchers', WATCHERS).entries()) {
    const watcher = record(item, `watchers[${w}]`)
    integer(watcher.cue, `watchers[${w}].cue`, 0, 255)
    truth(watcher.walks, `watchers[${w}].walks`)
  }
  for (const item of list(given.ledger, 'ledger', config.ledger?.delay ?? 0)) truth(item, 'ledger')
  const tally = record(given.tally, 'tally')
  for (const name of TALLIES) number(tally[name], `tally.${name}`)
  return given as unknown as AllocationJSON
}

function checkBeing(json: unknown, where: string, being: number): void {
  const given = record(json, where)
  for (const key of ['wellbeing', 'placebo', 'demand']) number(given[key], `${where}.${key}`, 0, FULL / UNIT)
  integer(given.given, `${where}.given`, 0, MOST)
  checkNature(given, where)
  if (being === FOCAL && given.inert === true)
    throw new TypeError(`Got ${where}.inert true, expected false: the focal agent has a stake.`)
  oneOf(given.kind, `${where}.kind`, KINDS)
  oneOf(given.signal, `${where}.signal`, SIGNALS)
}

function write(world: AllocationWorld, slot: number, json: AllocationJSON): void {
  const { state, tick } = world
  tick[slot] = json.tick
  state.round[slot] = json.round
  state.spot[slot] = json.spot
  state.redAt[slot] = json.redAt
  state.red[slot] = json.spot === json.redAt ? 1 : 0
  state.lifted[slot] = json.lifted ? 1 : 0
  state.needBar[slot] = json.bar
  for (const [being, each] of json.beings.entries()) writeBeing(world, slot, being, each)
  state.monitored[slot] = json.monitored ? 1 : 0
  for (const [w, { cue, walks }] of json.watchers.entries()) {
    state.cue[slot * WATCHERS + w] = cue
    state.walks[slot * WATCHERS + w] = walks ? 1 : 0
  }
  state.style[slot] = json.style
  for (const [i, taken] of json.ledger.entries()) state.ledger[slot * json.ledger.length + i] = taken ? 1 : 0
  state.truth[slot] = json.truth
  state.belief[slot] = json.belief
  state.report[slot] = json.report
  state.private[slot] = 0
  state.fed[slot] = NOBODY
  for (const [i, name] of TALLIES.entries()) state.tally[slot * TALLIES.length + i] = json.tally[name]
  writeMetrics(world, slot)
}

function writeBeing(world: AllocationWorld, slot: number, being: number, json: BeingJSON): void {
  const { state, tables } = world
  const row = slot * tables.beings + being
  const need = needAt(world, slot, being)
  state.bars[need] = thousandths(json.wellbeing)
  state.bars[need ^ 1] = thousandths(json.placebo)
  writeNature(state, row, json)
  state.demand[row] = thousandths(json.demand)
  state.given[row] = json.given
  state.kind[row] = KINDS.indexOf(json.kind)
  state.signal[row] = SIGNALS.indexOf(json.signal)
}
