/**
 * The state format of the autonomy world: the ground as rows of glyphs (materials.ts), and every field of state.ts that does not
 * follow from others by its name, as numbers in the order of the arrays.
 */
import type { AnyArray } from '../../core/fields.ts'
import { recount } from '../engine/crowd.ts'
import { listSpent } from '../engine/regrowth.ts'
import { ENGINE_SCRATCH } from '../engine/state.ts'
import { MATERIALS } from '../materials.ts'
import { showBodies, showGround } from './look.ts'
import type { AutonomyWorld } from './state.ts'
import { layWays } from '../engine/ways.ts'

export interface AutonomyJSON {
  tick: number
  /** A glyph a cell, rows from north to south. */
  terrain: string[]
  /** 1 where the agent is in the world. */
  live: number[]
  fields: Record<string, number[]>
}

/** Fields that follow from the others. */
const DERIVED: readonly string[] = [...ENGINE_SCRATCH, 'terrain', 'look', 'ways', 'crowd', 'claim', 'depleted', 'spent']

const namesOf = ({ state }: AutonomyWorld): string[] => Object.keys(state).filter((name) => !DERIVED.includes(name))

function rowOf({ state, slots }: AutonomyWorld, slot: number, name: string): AnyArray {
  const array = (state as Readonly<Record<string, AnyArray>>)[name]
  const size = array.length / slots
  return array.subarray(slot * size, (slot + 1) * size)
}

export function toJSON(world: AutonomyWorld, slot: number): AutonomyJSON {
  const { size } = world.tables.ground
  const glyphs = [...rowOf(world, slot, 'terrain')].map((material) => MATERIALS[material].glyph).join('')
  return {
    tick: world.tick[slot],
    terrain: Array.from({ length: size }, (_, y) => glyphs.slice(y * size, (y + 1) * size)),
    live: Array.from(world.live.subarray(slot * world.agents, (slot + 1) * world.agents)),
    fields: Object.fromEntries(namesOf(world).map((name) => [name, Array.from(rowOf(world, slot, name))])),
  }
}

/** Throws a TypeError before anything is written where the state does not fit. */
export function fromJSON(world: AutonomyWorld, slot: number, json: unknown): void {
  const given = checked(world, slot, json)
  const { state, tables, agents } = world
  world.tick[slot] = given.tick
  world.live.set(given.live, slot * agents)
  for (const [i, glyph] of [...given.terrain.join('')].entries()) {
    state.terrain[slot * tables.ground.cells + i] = MATERIALS.findIndex((material) => material.glyph === glyph)
  }
  for (const name of namesOf(world)) rowOf(world, slot, name).set(given.fields[name])
  derive(world, slot)
}

/** Brings what follows from the other fields up to date. */
function derive(world: AutonomyWorld, slot: number): void {
  recount(world, slot)
  listSpent(world, slot)
  layWays(world, slot)
  showGround(world, slot)
  showBodies(world, slot)
}

function checked(world: AutonomyWorld, slot: number, json: unknown): AutonomyJSON {
  const given = (json ?? {}) as Partial<AutonomyJSON>
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
    if (row instanceof Float64Array || row instanceof Float32Array) expectFinite(given.fields?.[name], name, row.length)
    else expectNumbers(given.fields?.[name], `fields.${name}`, row.length, ...BOUNDS[row.constructor.name])
  }
  const { x, y, here } = given.fields!
  const outside = here.findIndex((on, i) => on === 1 && (x[i] >= size || y[i] >= size))
  expect(outside < 0, `place of body ${outside}`, [x[outside], y[outside]], `a cell of the ${size} x ${size} map`)
  return given as AutonomyJSON
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  Int8Array: [-128, 127],
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

function expectFinite(value: unknown, name: string, length: number): void {
  const fine = Array.isArray(value) && value.length === length && value.every(Number.isFinite)
  expect(fine, `fields.${name}`, value, `${length} numbers`)
}

function expect(fine: boolean, what: string, value: unknown, expected: string): void {
  if (fine) return
  const text = JSON.stringify(value) ?? String(value)
  throw new TypeError(`Got ${text.length > 60 ? `${text.slice(0, 57)}...` : text} for ${what}, expected ${expected}.`)
}
