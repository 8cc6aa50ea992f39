/** The kitchen's JSON state with its needs: the reference's format (json.ts), and one key more where needs are on. */
import { number } from '../core/checks.ts'
import { SUMS } from '../core/needs-division.ts'
import { natureJSON, writeNature, type NatureJSON } from '../core/needs-json.ts'
import { FULL, UNIT, thousandths } from '../core/needs.ts'
import { TENTHS } from '../core/shares.ts'
import {
  fault,
  fromJSON as plainFromJSON,
  list,
  readState,
  record,
  toJSON as plainToJSON,
  write,
  type KitchenJSON,
} from './json.ts'
import type { Needs } from './needs-places.ts'
import { MOST_LEFT } from './calls.ts'
import { CALL_SUMS, LOOKS, UNSEEN, type KitchenWorld } from './state.ts'

/** Wellbeing in [0, 10], to a thousandth. Lists are in the order of players, diners and watchers. */
export interface NeedsJSON {
  /** Which of the two bars is the need. */
  bar: number
  /** Pattern of the floor, only where floors differ. */
  style?: number
  /**
   * Only where there is a veil, `lifted`: 1 where it looked since its last soup. Only where there are books, `ledger`:
   * by tick modulo their delay, 1 where it trod on a red tile unseen.
   */
  cooks: { stamina: number; placebo: number; eaten: number; stain: number; lifted?: number; ledger?: number[] }[]
  /** Units and demand are those of the running period. */
  diners: (NatureJSON & {
    position: [number, number]
    wellbeing: number
    placebo: number
    served: number
    units: number
    demand: number
  })[]
  /** `lamp`, a byte, only where there are lamps. */
  watchers: { position: [number, number]; open: boolean; watching: boolean; lamp?: number }[]
  /** Soups that have come, and those of them that wait for a free pass. */
  arrived: number
  due: number
  /** Running sums of the metrics, by name. */
  sums: Record<string, number>
  /** Only where there is a veil: soups for which somebody looked. */
  looked?: number
  /**
   * Only where there are calls: soups left in the pantry, what its caller sees of them, what it called, soups that the
   * waiter brought, and sums.
   */
  calls?: { left: number; seen: number; called: number; brought: number; sums: Record<string, number> }
  /** Only where there is a menu: tenths that are kept as things stand, and soups that the waiter brought. */
  menu?: { tenths: number; brought: number }
}
export interface NeedyKitchenJSON extends KitchenJSON {
  needs?: NeedsJSON
}

export function toJSON(world: KitchenWorld, slot: number): NeedyKitchenJSON {
  const json = plainToJSON(world, slot)
  return world.tables.needs ? { ...json, needs: needsOf(world, slot, world.tables.needs) } : json
}

/**
 * Throws a TypeError before anything is written if the state is malformed, or if it has needs and the kitchen has none,
 * or none and it has.
 */
export function fromJSON(world: KitchenWorld, slot: number, json: unknown): void {
  const given = record(json, 'state').needs
  const { needs, layout } = world.tables
  if (!needs && given !== undefined)
    throw new TypeError('Got needs in the state, expected none: this kitchen has the option needs off.')
  if (!needs) return plainFromJSON(world, slot, json)
  const plan = readState(layout, world.config.fixed, json)
  const read = readNeeds(needs, world.agents, given)
  write(world, slot, plan)
  writeNeeds(world, slot, read)
}

function needsOf(
  { state, agents, tables }: KitchenWorld,
  slot: number,
  { diners, watchers, options }: Needs,
): NeedsJSON {
  const { width } = tables.layout
  const place = (cell: number): [number, number] => [cell % width, Math.floor(cell / width)]
  const cook = (row: number) => ({
    stamina: state.stamina[row] / UNIT,
    placebo: state.staminaPlacebo[row] / UNIT,
    eaten: state.eaten[row],
    stain: state.stain[row],
    ...(options.veil && { lifted: state.lifted[row] }),
    ...(options.ledger && {
      ledger: [...state.ledger.subarray(row * options.ledger.delay, (row + 1) * options.ledger.delay)],
    }),
  })
  const diner = (cell: number, row: number) => ({
    position: place(cell),
    wellbeing: state.fullness[row] / UNIT,
    placebo: state.fullnessPlacebo[row] / UNIT,
    served: state.served[row],
    units: state.units[row],
    demand: state.demand[row] / UNIT,
    ...natureJSON(state, row),
  })
  return {
    bar: state.needBar[slot],
    ...(options.styles && { style: state.style[slot] }),
    cooks: Array.from({ length: agents }, (_, p) => cook(slot * agents + p)),
    diners: Array.from(diners, (cell, i) => diner(cell, slot * diners.length + i)),
    watchers: Array.from(watchers, (cell, w) => ({
      position: place(cell),
      open: state.open[slot * watchers.length + w] === 1,
      watching: state.watching[slot * watchers.length + w] === 1,
      ...(options.led !== null && { lamp: state.lamp[slot * watchers.length + w] }),
    })),
    arrived: state.arrived[slot],
    due: state.due[slot],
    sums: sumsJSON(SUMS, state.sums, slot),
    ...(options.veil && { looked: state.looked[slot] }),
    ...(options.calls && {
      calls: {
        left: state.pantry[slot],
        seen: state.seenLeft[slot],
        called: state.word[slot],
        brought: state.brought[slot],
        sums: sumsJSON(CALL_SUMS, state.callSums, slot),
      },
    }),
    ...(options.menu && { menu: { tenths: state.word[slot], brought: state.brought[slot] } }),
  }
}

const sumsJSON = (names: readonly string[], sums: Float64Array, slot: number): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, sums[slot * names.length + i]]))

function readSums(names: readonly string[], json: unknown, where: string): void {
  const sums = record(json, where)
  for (const name of names) number(sums[name], `${where}.${name}`)
}

function readLedger(json: unknown, where: string, delay: number): void {
  const entries = list(json, where)
  if (entries.length !== delay) throw fault(where, entries, `${delay} entries, as many as the delay`)
  for (const entry of entries) whole(entry, where, 1)
}

function readCalls(json: unknown): void {
  const calls = record(json, 'needs.calls')
  for (const key of ['left', 'seen', 'called']) whole(calls[key], `needs.calls.${key}`, MOST_LEFT)
  whole(calls.brought, 'needs.calls.brought', 0xffff)
  readSums(CALL_SUMS, calls.sums, 'needs.calls.sums')
}

function readMenu(json: unknown): void {
  const menu = record(json, 'needs.menu')
  whole(menu.tenths, 'needs.menu.tenths', TENTHS)
  whole(menu.brought, 'needs.menu.brought', 0xffff)
}

/** Checks the needs of a state against a kitchen's. */
function readNeeds({ diners, watchers, options }: Needs, cooks: number, json: unknown): NeedsJSON {
  const needs = record(json, 'needs')
  whole(needs.bar, 'needs.bar', 1)
  if (options.styles) whole(needs.style, 'needs.style', options.styles.length - 1)
  const each = (what: string, count: number, check: (item: Record<string, unknown>, where: string) => void) => {
    const items = list(needs[what], `needs.${what}`)
    if (items.length !== count) throw fault(`needs.${what}`, items, `${count} of them, as in the kitchen`)
    for (const [i, item] of items.entries()) check(record(item, `needs.${what}[${i}]`), `needs.${what}[${i}]`)
  }
  each('cooks', cooks, (cook, where) => {
    for (const key of ['stamina', 'placebo']) wellbeing(cook[key], `${where}.${key}`)
    whole(cook.eaten, `${where}.eaten`, 0xffff)
    whole(cook.stain, `${where}.stain`, UNSEEN)
    if (options.veil) whole(cook.lifted, `${where}.lifted`, 1)
    if (options.ledger) readLedger(cook.ledger, `${where}.ledger`, options.ledger.delay)
  })
  each('diners', diners.length, (diner, where) => {
    for (const key of ['wellbeing', 'placebo', 'decay', 'threshold', 'capacity', 'demand'])
      wellbeing(diner[key], `${where}.${key}`)
    for (const key of ['served', 'units']) whole(diner[key], `${where}.${key}`, 0xffff)
    truth(diner.inert, `${where}.inert`)
    const looks = list(diner.looks, `${where}.looks`)
    if (looks.length !== LOOKS) throw fault(`${where}.looks`, looks, `${LOOKS} bytes`)
    for (const look of looks) whole(look, `${where}.looks`, 255)
  })
  each('watchers', watchers.length, (watcher, where) => {
    for (const key of ['open', 'watching']) truth(watcher[key], `${where}.${key}`)
    if (options.led !== null) whole(watcher.lamp, `${where}.lamp`, 255)
  })
  for (const key of ['arrived', 'due']) whole(needs[key], `needs.${key}`, 0xffff)
  readSums(SUMS, needs.sums, 'needs.sums')
  if (options.veil) whole(needs.looked, 'needs.looked', 0xffff)
  if (options.calls) readCalls(needs.calls)
  if (options.menu) readMenu(needs.menu)
  return needs as unknown as NeedsJSON
}

function whole(json: unknown, where: string, most: number): void {
  if (!Number.isInteger(json) || (json as number) < 0 || (json as number) > most)
    throw fault(where, json, `an integer from 0 to ${most}`)
}

function wellbeing(json: unknown, where: string): void {
  if (typeof json !== 'number' || !(json >= 0 && json <= FULL / UNIT))
    throw fault(where, json, `a number from 0 to ${FULL / UNIT}`)
}

function truth(json: unknown, where: string): void {
  if (typeof json !== 'boolean') throw fault(where, json, 'true or false')
}

function writeNeeds(world: KitchenWorld, slot: number, needs: NeedsJSON): void {
  const { state, agents } = world
  state.needBar[slot] = needs.bar
  if (needs.looked !== undefined && state.looked.length > 0) state.looked[slot] = needs.looked
  if (needs.style !== undefined && state.style.length > 0) state.style[slot] = needs.style
  state.arrived[slot] = needs.arrived
  state.due[slot] = needs.due
  for (const [i, name] of SUMS.entries()) state.sums[slot * SUMS.length + i] = needs.sums[name]
  for (const [p, cook] of needs.cooks.entries()) {
    const row = slot * agents + p
    state.stamina[row] = thousandths(cook.stamina)
    state.staminaPlacebo[row] = thousandths(cook.placebo)
    state.eaten[row] = cook.eaten
    state.stain[row] = cook.stain
    state.private[row] = 0
    const { ledger, veil } = world.tables.needs!.options
    if (veil) state.lifted[row] = cook.lifted!
    if (ledger && cook.ledger) state.ledger.set(cook.ledger, row * ledger.delay)
  }
  for (const [i, diner] of needs.diners.entries()) writeDiner(world, slot * needs.diners.length + i, diner)
  const { calls, menu } = world.tables.needs!.options
  if (calls) writeCalls(world, slot, needs.calls!)
  if (menu) {
    state.word[slot] = needs.menu!.tenths
    state.brought[slot] = needs.menu!.brought
  }
  for (const [w, { open, watching, lamp }] of needs.watchers.entries()) {
    const at = slot * needs.watchers.length + w
    state.open[at] = open ? 1 : 0
    state.watching[at] = watching ? 1 : 0
    if (lamp !== undefined && state.lamp.length > 0) state.lamp[at] = lamp
  }
}

function writeCalls({ state }: KitchenWorld, slot: number, calls: NonNullable<NeedsJSON['calls']>): void {
  state.pantry[slot] = calls.left
  state.seenLeft[slot] = calls.seen
  state.word[slot] = calls.called
  state.brought[slot] = calls.brought
  for (const [i, name] of CALL_SUMS.entries()) state.callSums[slot * CALL_SUMS.length + i] = calls.sums[name]
}

function writeDiner({ state }: KitchenWorld, row: number, diner: NeedsJSON['diners'][number]): void {
  state.fullness[row] = thousandths(diner.wellbeing)
  state.fullnessPlacebo[row] = thousandths(diner.placebo)
  state.served[row] = diner.served
  state.units[row] = diner.units
  state.demand[row] = thousandths(diner.demand)
  writeNature(state, row, diner)
}
