/** The kitchen's JSON state with its needs: the reference's format (json.ts), and one key more where needs are on. */
import { natureJSON, writeNature, type NatureJSON } from '../core/needs-json.ts'
import { FULL, UNIT, thousandths } from '../core/needs.ts'
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
import { LOOKS, type KitchenWorld } from './state.ts'

/** Wellbeing in [0, 10], to a thousandth. Lists are in the order of players, diners and watchers. */
export interface NeedsJSON {
  /** Which of the two bars is the need. */
  bar: number
  cooks: { stamina: number; placebo: number; eaten: number }[]
  diners: (NatureJSON & { position: [number, number]; wellbeing: number; placebo: number; served: number })[]
  watchers: { position: [number, number]; open: boolean }[]
}
export interface NeedyKitchenJSON extends KitchenJSON {
  needs?: NeedsJSON
}

export function toJSON(world: KitchenWorld, slot: number): NeedyKitchenJSON {
  const json = plainToJSON(world, slot)
  return world.tables.needs ? { ...json, needs: needsOf(world, slot, world.tables.needs) } : json
}

/** Throws a TypeError before anything is written if the state is malformed, or if it has needs and the kitchen has none, or none and it has. */
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

function needsOf({ state, agents, tables }: KitchenWorld, slot: number, { diners, watchers }: Needs): NeedsJSON {
  const { width } = tables.layout
  const place = (cell: number): [number, number] => [cell % width, Math.floor(cell / width)]
  const cook = (row: number) => ({
    stamina: state.stamina[row] / UNIT,
    placebo: state.staminaPlacebo[row] / UNIT,
    eaten: state.eaten[row],
  })
  const diner = (cell: number, row: number) => ({
    position: place(cell),
    wellbeing: state.fullness[row] / UNIT,
    placebo: state.fullnessPlacebo[row] / UNIT,
    served: state.served[row],
    ...natureJSON(state, row),
  })
  return {
    bar: state.needBar[slot],
    cooks: Array.from({ length: agents }, (_, p) => cook(slot * agents + p)),
    diners: Array.from(diners, (cell, i) => diner(cell, slot * diners.length + i)),
    watchers: Array.from(watchers, (cell, w) => ({
      position: place(cell),
      open: state.open[slot * watchers.length + w] === 1,
    })),
  }
}

/** Checks the needs of a state against a kitchen's. */
function readNeeds({ diners, watchers }: Needs, cooks: number, json: unknown): NeedsJSON {
  const needs = record(json, 'needs')
  whole(needs.bar, 'needs.bar', 1)
  const each = (what: string, count: number, check: (item: Record<string, unknown>, where: string) => void) => {
    const items = list(needs[what], `needs.${what}`)
    if (items.length !== count) throw fault(`needs.${what}`, items, `${count} of them, as in the kitchen`)
    for (const [i, item] of items.entries()) check(record(item, `needs.${what}[${i}]`), `needs.${what}[${i}]`)
  }
  each('cooks', cooks, (cook, where) => {
    for (const key of ['stamina', 'placebo']) wellbeing(cook[key], `${where}.${key}`)
    whole(cook.eaten, `${where}.eaten`, 0xffff)
  })
  each('diners', diners.length, (diner, where) => {
    for (const key of ['wellbeing', 'placebo', 'decay', 'threshold', 'capacity'])
      wellbeing(diner[key], `${where}.${key}`)
    whole(diner.served, `${where}.served`, 0xffff)
    truth(diner.inert, `${where}.inert`)
    const looks = list(diner.looks, `${where}.looks`)
    if (looks.length !== LOOKS) throw fault(`${where}.looks`, looks, `${LOOKS} bytes`)
    for (const look of looks) whole(look, `${where}.looks`, 255)
  })
  each('watchers', watchers.length, (watcher, where) => truth(watcher.open, `${where}.open`))
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

function writeNeeds({ state, agents }: KitchenWorld, slot: number, { bar, cooks, diners, watchers }: NeedsJSON): void {
  state.needBar[slot] = bar
  for (const [p, { stamina, placebo, eaten }] of cooks.entries()) {
    const row = slot * agents + p
    state.stamina[row] = thousandths(stamina)
    state.staminaPlacebo[row] = thousandths(placebo)
    state.eaten[row] = eaten
    state.private[row] = 0
  }
  for (const [i, diner] of diners.entries()) {
    const row = slot * diners.length + i
    state.fullness[row] = thousandths(diner.wellbeing)
    state.fullnessPlacebo[row] = thousandths(diner.placebo)
    state.served[row] = diner.served
    writeNature(state, row, diner)
  }
  for (const [w, { open }] of watchers.entries()) state.open[slot * watchers.length + w] = open ? 1 : 0
}
