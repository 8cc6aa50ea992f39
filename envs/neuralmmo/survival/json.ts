/**
 * The state format of the survival world: the ground as rows of glyphs (materials.ts), and every field that does not follow from
 * others by its name (state.ts), as numbers in the order of the arrays.
 */
import type { AnyArray } from '../../core/fields.ts'
import { enter } from '../engine/crowd.ts'
import { DEPLETED, MATERIALS, REGROWN } from '../materials.ts'
import { fit } from './equipment.ts'
import { showBodies, showGround } from './look.ts'
import { listOffers } from './market.ts'
import { see } from './sight.ts'
import type { SurvivalWorld } from './state.ts'
import { TASK_FIELDS, readTasksJSON, tasksToJSON, type TasksJSON } from './tasks/json.ts'
import { joinTeams } from './teams.ts'

export interface SurvivalJSON {
  tick: number
  /** A glyph a cell, rows from north to south. */
  terrain: string[]
  /** 1 where the agent is in the world. */
  live: number[]
  fields: Record<string, number[]>
  tasks: TasksJSON
}

/** Fields that follow from the others. */
// prettier-ignore
const DERIVED = [
  'terrain', 'look', 'crowd', 'claim', 'depleted', 'spent', 'goal', 'sale', 'sales', 'market', 'team',
]

const namesOf = ({ state }: SurvivalWorld): string[] =>
  Object.keys(state).filter((name) => !DERIVED.includes(name) && !TASK_FIELDS.some((field) => field === name))

function rowOf({ state, slots }: SurvivalWorld, slot: number, name: string): AnyArray {
  const array = (state as Readonly<Record<string, AnyArray>>)[name]
  const size = array.length / slots
  return array.subarray(slot * size, (slot + 1) * size)
}

export function toJSON(world: SurvivalWorld, slot: number): SurvivalJSON {
  const { size } = world.tables.ground
  const glyphs = [...rowOf(world, slot, 'terrain')].map((material) => MATERIALS[material].glyph).join('')
  return {
    tick: world.tick[slot],
    terrain: Array.from({ length: size }, (_, y) => glyphs.slice(y * size, (y + 1) * size)),
    live: Array.from(world.live.subarray(slot * world.agents, (slot + 1) * world.agents)),
    fields: Object.fromEntries(namesOf(world).map((name) => [name, Array.from(rowOf(world, slot, name))])),
    tasks: tasksToJSON(world, slot),
  }
}

/** Throws a TypeError before anything is written where the state does not fit. */
export function fromJSON(world: SurvivalWorld, slot: number, json: unknown): void {
  const given = checked(world, slot, json)
  const ofTasks = readTasksJSON(world, given.tasks, 'tasks')
  const { state, tables, agents } = world
  const { size, cells } = tables.ground
  world.tick[slot] = given.tick
  world.live.set(given.live, slot * agents)
  for (const [i, glyph] of [...given.terrain.join('')].entries()) {
    state.terrain[slot * cells + i] = MATERIALS.findIndex((material) => material.glyph === glyph)
  }
  for (const name of namesOf(world)) rowOf(world, slot, name).set(given.fields[name])
  for (const name of TASK_FIELDS) rowOf(world, slot, name).set(ofTasks[name])
  derive(world, slot, size)
}

/** Brings what follows from the other fields up to date. */
function derive(world: SurvivalWorld, slot: number, size: number): void {
  const { state, tables } = world
  const { bodies } = tables
  for (const name of ['crowd', 'claim', 'depleted'] as const) rowOf(world, slot, name).fill(0)
  rowOf(world, slot, 'goal').fill(-1)
  for (let body = 0; body < bodies; body++) {
    const b = slot * bodies + body
    if (state.here[b] === 1) enter(world, slot, body, state.x[b], state.y[b])
  }
  const cells = size * size
  let spent = 0
  for (let cell = 0; cell < cells; cell++) {
    if (isDepleted(state.terrain[slot * cells + cell])) state.depleted[slot * cells + spent++] = cell
  }
  state.spent[slot] = spent
  joinTeams(world, slot)
  for (let agent = 0; agent < tables.players; agent++) fit(world, slot, agent)
  listOffers(world, slot)
  see(world, slot)
  showGround(world, slot)
  showBodies(world, slot)
}

/** Whether a material is what a harvest left. */
export const isDepleted = (material: number): boolean =>
  REGROWN[material] !== material && DEPLETED[material] === material

function checked(world: SurvivalWorld, slot: number, json: unknown): SurvivalJSON {
  const given = (json ?? {}) as Partial<SurvivalJSON>
  const { size } = world.tables.ground
  expect(Number.isInteger(given.tick) && given.tick! >= 0, 'tick', given.tick, 'an integer >= 0')
  expectNumbers(given.live, 'live', world.agents, 0, 1)
  const glyphs = MATERIALS.map(({ glyph }) => glyph).join('')
  const rows = Array.isArray(given.terrain) ? given.terrain : []
  const fine = rows.length === size && rows.every((row) => typeof row === 'string' && row.length === size)
  expect(fine, 'terrain', given.terrain, `${size} rows of ${size} characters`)
  const strange = rows
    .join('')
    .split('')
    .find((glyph) => !glyphs.includes(glyph))
  expect(strange === undefined, 'terrain', strange, `characters among '${glyphs}'`)
  for (const name of namesOf(world)) {
    const row = rowOf(world, slot, name)
    const [low, high] = BOUNDS[row.constructor.name]
    expectNumbers(given.fields?.[name], `fields.${name}`, row.length, low, high)
  }
  const { x, y, here } = given.fields!
  const outside = here.findIndex((on, i) => on === 1 && (x[i] >= size || y[i] >= size))
  expect(outside < 0, `place of body ${outside}`, [x[outside], y[outside]], `a cell of the ${size} x ${size} map`)
  return given as SurvivalJSON
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  Uint8Array: [0, 255],
  Uint16Array: [0, 65535],
  Int16Array: [-32768, 32767],
  Int32Array: [-2147483648, 2147483647],
}

function expectNumbers(value: unknown, what: string, length: number, low: number, high: number): void {
  const fine =
    Array.isArray(value) &&
    value.length === length &&
    value.every((x) => Number.isInteger(x) && Number(x) >= low && Number(x) <= high)
  expect(fine, what, value, `${length} integers in [${low}, ${high}]`)
}

function expect(fine: boolean, what: string, value: unknown, expected: string): void {
  if (fine) return
  const text = JSON.stringify(value) ?? String(value)
  throw new TypeError(`Got ${text.length > 60 ? `${text.slice(0, 57)}...` : text} for ${what}, expected ${expected}.`)
}
