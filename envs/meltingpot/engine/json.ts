/** The state format of grid worlds, in and out. Glyphs of a substrate's kinds differ, so a grid of glyphs says what lies where. */
import { integer, list, record, show } from '../../core/checks.ts'
import type { AnyArray } from '../../core/fields.ts'
import type { NeedsJSON } from '../needs/json.ts'
import { litCells } from './draw.ts'
import { put } from './grid.ts'
import { HEADINGS, type GridWorld } from './state.ts'

export interface PlayerJSON {
  position: [number, number]
  heading: string
  /** Steps until the player returns; 0 in the world. */
  away: number
  frozen: number
  /** Steps until each beam can be fired. */
  cooling: number[]
  income: number
  gainTimes: number
  gains: number
}
export interface GridJSON {
  tick: number
  /** A glyph a cell, rows from north to south. */
  grid: string[]
  players: PlayerJSON[]
  /** Cells that the last step's beams lit: x, y, number of the beam. */
  lit: [number, number, number][]
  /** Player-steps in the world so far. */
  presence: number
  /** Steps played so far: `tick`, unless a trainer set it ahead. */
  played: number
  /** The substrate's own fields by name. */
  own: Record<string, number[]>
  /** Where needs are on. */
  needs?: NeedsJSON
}

export function toJSON(world: GridWorld, slot: number, own: readonly string[]): GridJSON {
  const { state, tables, agents, tick } = world
  const { width, height, cells, kinds } = tables
  const glyphs = [...state.kind.subarray(slot * cells, (slot + 1) * cells)].map((kind) => kinds[kind].glyph).join('')
  return {
    tick: tick[slot],
    grid: Array.from({ length: height }, (_, y) => glyphs.slice(y * width, (y + 1) * width)),
    players: Array.from({ length: agents }, (_, p) => playerOf(world, slot * agents + p)),
    lit: litCells(world, slot).map(({ cell, beam }) => [cell % width, Math.floor(cell / width), beam]),
    presence: state.presence[slot],
    played: state.played[slot],
    own: Object.fromEntries(own.map((name) => [name, Array.from(rowOf(world, slot, name))])),
  }
}

function playerOf({ state, tables }: GridWorld, row: number): PlayerJSON {
  const beams = tables.beams.length
  return {
    position: [state.cell[row] % tables.width, Math.floor(state.cell[row] / tables.width)],
    heading: HEADINGS[state.heading[row]],
    away: state.away[row],
    frozen: state.frozen[row],
    cooling: Array.from(state.cooling.subarray(row * beams, (row + 1) * beams)),
    income: state.income[row],
    gainTimes: state.gainTimes[row],
    gains: state.gains[row],
  }
}

function rowOf({ state, slots }: GridWorld, slot: number, name: string): AnyArray {
  const size = state[name].length / slots
  return state[name].subarray(slot * size, (slot + 1) * size)
}

/** Writes a state that was checked. */
export function writeState(world: GridWorld, slot: number, state: GridJSON, own: readonly string[]): void {
  const { tables, agents } = world
  world.tick[slot] = state.tick
  world.state.presence[slot] = state.presence
  world.state.played[slot] = state.played
  for (const [cell, glyph] of [...state.grid.join('')].entries()) {
    put(world, slot, cell, tables.kinds.findIndex((kind) => kind.glyph === glyph)) // prettier-ignore
  }
  world.state.who.fill(0, slot * tables.cells, (slot + 1) * tables.cells)
  for (let p = 0; p < agents; p++) writePlayer(world, slot, p, state.players[p])
  writeLit(world, slot, state.lit)
  for (const name of own) rowOf(world, slot, name).set(state.own[name])
}

function writePlayer(world: GridWorld, slot: number, p: number, player: PlayerJSON): void {
  const { state, tables, agents, live } = world
  const row = slot * agents + p
  state.cell[row] = player.position[1] * tables.width + player.position[0]
  state.heading[row] = HEADINGS.indexOf(player.heading as (typeof HEADINGS)[number])
  state.away[row] = player.away
  state.frozen[row] = player.frozen
  state.cooling.set(player.cooling, row * tables.beams.length)
  state.income[row] = player.income
  state.gainTimes[row] = player.gainTimes
  state.gains[row] = player.gains
  live[row] = player.away > 0 ? 0 : 1
  if (player.away === 0) state.who[slot * tables.cells + state.cell[row]] = p + 1
}

function writeLit({ state, tables, slots }: GridWorld, slot: number, lit: GridJSON['lit']): void {
  const size = state.lit.length / slots
  state.lit.fill(0, slot * size, (slot + 1) * size)
  state.lights[slot] = lit.length
  for (const [i, [x, y, beam]] of lit.entries()) state.lit[slot * size + i] = (y * tables.width + x) * 4 + beam
}

/** Throws a TypeError that says where a state is malformed. */
export function checkState(world: GridWorld, slot: number, json: unknown, own: readonly string[]): GridJSON {
  const { tables, agents, state, slots } = world
  const given = record(json, 'state') as unknown as GridJSON
  integer(given.tick, 'tick', 0, 1e9)
  integer(given.presence, 'presence', 0, 1e12)
  integer(given.played, 'played', 0, 1e9)
  checkGrid(world, given.grid)
  const players = list(given.players, 'players', agents)
  for (const [p, player] of players.entries()) checkPlayer(world, player, `players[${p}]`)
  const standing = given.players.filter(({ away }) => away === 0).map(({ position }) => position.join())
  if (new Set(standing).size < standing.length)
    throw new TypeError(`Got two players in one cell, expected one a cell: ${standing.join(' ')}.`)
  for (const [p, { position: [x, y], away }] of given.players.entries()) {
    const kind = tables.kinds.findIndex(({ glyph }) => glyph === given.grid[y][x])
    if (away === 0 && tables.barred[p * tables.kinds.length + kind] === 1)
      throw new TypeError(`Got player ${p} on ${tables.kinds[kind].name} at (${x}, ${y}), expected where it can stand.`)
  } // prettier-ignore
  if (!Array.isArray(given.lit) || given.lit.length > state.lit.length / slots)
    throw new TypeError(`Got lit ${show(given.lit)}, expected a list of at most ${state.lit.length / slots}.`)
  for (const [i, light] of given.lit.entries()) checkLight(world, light, `lit[${i}]`)
  const fields = record(given.own, 'own')
  for (const name of own) checkField(fields[name], rowOf(world, slot, name), `own.${name}`)
  return given
}

function checkGrid({ tables }: GridWorld, grid: unknown): void {
  const known = tables.kinds.map(({ glyph }) => glyph).join('')
  for (const [y, row] of list(grid, 'grid', tables.height).entries()) {
    if (typeof row !== 'string' || row.length !== tables.width || [...row].some((glyph) => !known.includes(glyph)))
      throw new TypeError(`Got grid[${y}] ${show(row)}, expected ${tables.width} of '${known}'.`)
  }
}

function checkPlayer({ tables }: GridWorld, json: unknown, where: string): void {
  const player = record(json, where)
  const [x, y] = list(player.position, `${where}.position`, 2)
  integer(x, `${where}.position[0]`, 0, tables.width - 1)
  integer(y, `${where}.position[1]`, 0, tables.height - 1)
  if (!HEADINGS.includes(player.heading as 'north'))
    throw new TypeError(`Got ${where}.heading ${show(player.heading)}, expected one of: ${HEADINGS.join(', ')}.`)
  integer(player.away, `${where}.away`, 0, 1e9)
  integer(player.frozen, `${where}.frozen`, 0, 32767)
  for (const [i, beam] of tables.beams.entries())
    integer(
      list(player.cooling, `${where}.cooling`, tables.beams.length)[i],
      `${where}.cooling[${i}]`,
      0,
      beam.cooldown,
    )
  for (const name of ['income', 'gainTimes', 'gains']) {
    if (!Number.isFinite(player[name]))
      throw new TypeError(`Got ${where}.${name} ${show(player[name])}, expected a number.`)
  }
}

function checkLight({ tables }: GridWorld, light: unknown, where: string): void {
  const [x, y, beam] = list(light, where, 3)
  integer(x, `${where}[0]`, 0, tables.width - 1)
  integer(y, `${where}[1]`, 0, tables.height - 1)
  integer(beam, `${where}[2]`, 0, tables.beams.length - 1)
}

/** Every number must fit the field as it is. */
function checkField(json: unknown, field: AnyArray, where: string): void {
  const probe = field.slice(0, 1)
  for (const [i, value] of list(json, where, field.length).entries()) {
    probe[0] = value as number
    if (typeof value !== 'number' || probe[0] !== value)
      throw new TypeError(`Got ${where}[${i}] ${show(value)}, expected a number of ${field.constructor.name}.`)
  }
}
