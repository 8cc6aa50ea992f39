/** The needs of a state, in and out: the key `needs` of the JSON state of a grid world where they are on. */
import { integer, list, number, record, show, truth } from '../../core/checks.ts'
import { checkNature, natureJSON, writeNature, type NatureJSON } from '../../core/needs-json.ts'
import { FULL, UNIT, thousandths } from '../../core/needs.ts'
import type { GridJSON } from '../engine/json.ts'
import { NOWHERE, WALL, type GridTables, type GridWorld } from '../engine/state.ts'
import { needAt } from './players.ts'
import { WATCHERS } from './tables.ts'

type Position = [x: number, y: number]

/** Wellbeing in [0, 10], to a thousandth. Lists are in the order of players, grazers and watchers. */
export interface NeedsJSON {
  /** Which of the two bars is the need. */
  bar: number
  players: { wellbeing: number; placebo: number; meals: number }[]
  grazers: (NatureJSON & {
    /** null for one that found no place. */
    position: Position | null
    wellbeing: number
    placebo: number
    served: number
    /** Steps below the threshold on end. */
    starving: number
    dead: boolean
  })[]
  /** The watchtower, then the lighthouse. */
  watchers: { position: Position | null; open: boolean }[]
  /** Red tiles. */
  red: (Position | null)[]
}

export function needsJSON(world: GridWorld, slot: number): NeedsJSON {
  const { state, tables, agents } = world
  const { grazers, options } = tables.needs!
  const bar = state.needBar[slot]
  const place = (cell: number): Position | null =>
    cell === NOWHERE ? null : [cell % tables.width, Math.floor(cell / tables.width)]
  const both = (bars: Int16Array, row: number) => ({
    wellbeing: bars[row * 2 + bar] / UNIT,
    placebo: bars[row * 2 + 1 - bar] / UNIT,
  })
  const grazer = (row: number) => ({
    position: place(state.grazerCell[row]),
    ...both(state.grazerBars, row),
    served: state.served[row],
    ...natureJSON(state, row),
    starving: state.starving[row],
    dead: state.dead[row] === 1,
  })
  const rows = (count: number) => Array.from({ length: count }, (_, i) => slot * count + i)
  return {
    bar,
    players: rows(agents).map((row) => ({ ...both(state.bars, row), meals: state.meals[row] })),
    grazers: rows(grazers).map(grazer),
    watchers: rows(WATCHERS).map((row) => ({ position: place(state.watcherCell[row]), open: state.open[row] === 1 })),
    red: rows(options.auditor.red).map((row) => place(state.redCell[row])),
  }
}

/** Checks the needs of a state whose grid is sound. Throws a TypeError that says where they are malformed or do not fit the grid. */
export function checkNeeds({ tables, agents }: GridWorld, { needs: given, grid }: GridJSON): NeedsJSON {
  const { grazers, options } = tables.needs!
  const needs = record(given, 'needs')
  integer(needs.bar, 'needs.bar', 0, 1)
  for (const [p, item] of list(needs.players, 'needs.players', agents).entries()) {
    const player = record(item, `needs.players[${p}]`)
    for (const key of ['wellbeing', 'placebo']) wellbeing(player[key], `needs.players[${p}].${key}`)
    if (!Number.isFinite(player.meals))
      throw new TypeError(`Got needs.players[${p}].meals ${show(player.meals)}, expected a number.`)
  }
  for (const [i, item] of list(needs.grazers, 'needs.grazers', grazers).entries()) {
    checkGrazer(record(item, `needs.grazers[${i}]`), `needs.grazers[${i}]`)
  }
  for (const [w, item] of list(needs.watchers, 'needs.watchers', WATCHERS).entries()) {
    truth(record(item, `needs.watchers[${w}]`).open, `needs.watchers[${w}].open`)
  }
  for (const [i, item] of list(needs.red, 'needs.red', options.auditor.red).entries()) {
    if (item !== null) checkPosition(tables, item, `needs.red[${i}]`)
  }
  const checked = needs as unknown as NeedsJSON
  checkPlaces(tables, grid, [...checked.grazers, ...checked.watchers])
  return checked
}

function checkGrazer(grazer: Record<string, unknown>, where: string): void {
  for (const key of ['wellbeing', 'placebo']) wellbeing(grazer[key], `${where}.${key}`)
  for (const key of ['served', 'starving']) integer(grazer[key], `${where}.${key}`, 0, 1e9)
  truth(grazer.dead, `${where}.dead`)
  checkNature(grazer, where)
}

/** Every grazer and watcher stands on a wall of the grid, each on its own. */
function checkPlaces(tables: GridTables, grid: readonly string[], things: readonly { position: unknown }[]): void {
  const placed = things.flatMap(({ position }) => (position === null ? [] : [position as Position]))
  const { glyph } = tables.kinds[WALL]
  for (const position of placed) {
    checkPosition(tables, position, 'a position in needs')
    const [x, y] = position
    if (grid[y][x] !== glyph)
      throw new TypeError(`Got ${show(grid[y][x])} in the grid at (${x}, ${y}), expected '${glyph}' under a grazer or watcher.`) // prettier-ignore
  }
  if (new Set(placed.map(String)).size < placed.length)
    throw new TypeError(`Got positions ${show(placed)} of grazers and watchers, expected each on a cell of its own.`)
}

function checkPosition({ width, height }: GridTables, json: unknown, where: string): void {
  const [x, y] = list(json, where, 2)
  integer(x, `${where}[0]`, 0, width - 1)
  integer(y, `${where}[1]`, 0, height - 1)
}

const wellbeing = (json: unknown, where: string): void => number(json, where, 0, FULL / UNIT)

/** Writes needs that were checked. */
export function writeNeeds(world: GridWorld, slot: number, { bar, players, grazers, watchers, red }: NeedsJSON): void {
  const { state, tables, agents } = world
  const cell = (position: Position | null) => (position ? position[1] * tables.width + position[0] : NOWHERE)
  state.needBar[slot] = bar
  for (const [p, { wellbeing, placebo, meals }] of players.entries()) {
    const row = slot * agents + p
    state.bars[needAt(world, slot, p)] = thousandths(wellbeing)
    state.bars[row * 2 + 1 - bar] = thousandths(placebo)
    state.meals[row] = meals
    state.private[row] = 0
  }
  for (const [i, grazer] of grazers.entries()) {
    const row = slot * grazers.length + i
    state.grazerCell[row] = cell(grazer.position)
    state.grazerBars[row * 2 + bar] = thousandths(grazer.wellbeing)
    state.grazerBars[row * 2 + 1 - bar] = thousandths(grazer.placebo)
    state.served[row] = grazer.served
    writeNature(state, row, grazer)
    state.starving[row] = grazer.starving
    state.dead[row] = grazer.dead ? 1 : 0
  }
  for (const [i, place] of red.entries()) state.redCell[slot * red.length + i] = cell(place)
  for (const [w, { position, open }] of watchers.entries()) {
    state.watcherCell[slot * WATCHERS + w] = cell(position)
    state.open[slot * WATCHERS + w] = open ? 1 : 0
  }
}
