/** The needs of a state, in and out: the key `needs` of the JSON state of a grid world where they are on. */
import { integer, list, number, record, show, truth } from '../../core/checks.ts'
import { checkNature, natureJSON, writeNature, type NatureJSON } from '../../core/needs-json.ts'
import { SUMS } from '../../core/needs-division.ts'
import { FULL, UNIT, thousandths } from '../../core/needs.ts'
import type { GridJSON } from '../engine/json.ts'
import { NOWHERE, WALL, type GridTables, type GridWorld } from '../engine/state.ts'
import { LOOK_SUMS, WATCHERS } from './tables.ts'
import { needAt } from './things.ts'

type Position = [x: number, y: number]

/** What a state may count. */
const MOST = 1e9

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
    /** Steps below the threshold on end, and units got in the running period. */
    starving: number
    portions: number
    dead: boolean
  })[]
  /** The watchtower, then the lighthouse. A lamp where they have them, a byte. */
  watchers: { position: Position | null; open: boolean; lamp?: number }[]
  /** Where there is more than one style of surroundings. */
  style?: number
  /** Where books are kept: of each player, how often it came onto a red tile unseen, by period modulo the delay. */
  ledger?: number[][]
  /** Where there is a veil: of each player whether it looked in the running period, and sums of looks (veil.ts). */
  veil?: { lifted: boolean[]; sums: number[] }
  /** Red tiles, or the flowers that bloom. */
  red: (Position | null)[]
  /** Where there are flowers: their places, the step of the period in which they open, and whether that is over in this period. */
  flowers?: { beds: (Position | null)[]; bloomAt: number; bloomed: boolean }
  /** The grazer that the helper fed in the last step, where there is a window for it. */
  helped?: number | null
  /** Players, then grazers: what each got in the running period, and what it was short of as that began. */
  division: { units: number; demand: number }[]
  /** What metrics are computed from, by name. */
  sums: Record<string, number>
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
    portions: state.portions[row],
    dead: state.dead[row] === 1,
  })
  const rows = (count: number) => Array.from({ length: count }, (_, i) => slot * count + i)
  return {
    bar,
    players: rows(agents).map((row) => ({ ...both(state.bars, row), meals: state.meals[row] })),
    grazers: rows(grazers).map(grazer),
    watchers: rows(WATCHERS).map((row) => ({
      position: place(state.watcherCell[row]),
      open: state.open[row] === 1,
      ...(options.led !== null && { lamp: state.lamp[row] }),
    })),
    ...(options.styles.length > 1 && { style: state.style[slot] }),
    ...(options.ledger !== null && { ledger: rows(agents).map((row) => booksJSON(world, row)) }),
    ...(options.veil && {
      veil: {
        lifted: rows(agents).map((row) => state.lifted[row] === 1),
        sums: rows(LOOK_SUMS).map((at) => state.lookSums[at]),
      },
    }),
    red: rows(options.auditor.red).map((row) => place(state.redCell[row])),
    ...(state.bed.length > 0 && {
      flowers: {
        beds: rows(options.auditor.red).map((row) => place(state.bed[row])),
        bloomAt: state.bloomAt[slot],
        bloomed: state.bloomed[slot] === 1,
      },
    }),
    ...(options.window > 0 && { helped: state.helped[slot] === 0 ? null : state.helped[slot] - 1 }),
    division: rows(agents + grazers).map((row) => ({ units: state.units[row], demand: state.demand[row] / UNIT })),
    sums: Object.fromEntries(SUMS.map((name, i) => [name, state.sums[slot * SUMS.length + i]])),
  }
}

function booksJSON({ state, tables }: GridWorld, row: number): number[] {
  const { delay } = tables.needs!.options.ledger!
  return [...state.ledger.subarray(row * delay, (row + 1) * delay)]
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
    const watcher = record(item, `needs.watchers[${w}]`)
    truth(watcher.open, `needs.watchers[${w}].open`)
    if (options.led !== null) integer(watcher.lamp, `needs.watchers[${w}].lamp`, 0, 255)
  }
  if (options.styles.length > 1) integer(needs.style, 'needs.style', 0, options.styles.length - 1)
  if (options.ledger !== null) checkBooks(tables, needs.ledger)
  if (options.veil) checkVeil(tables, needs.veil)
  for (const [i, item] of list(needs.red, 'needs.red', options.auditor.red).entries()) {
    if (item !== null) checkPosition(tables, item, `needs.red[${i}]`)
  }
  if (options.auditor.bloom !== null && options.auditor.red > 0) checkFlowers(tables, needs.flowers)
  if (options.window > 0 && needs.helped !== null) integer(needs.helped, 'needs.helped', 0, grazers - 1)
  for (const [i, item] of list(needs.division, 'needs.division', agents + grazers).entries()) {
    const part = record(item, `needs.division[${i}]`)
    number(part.units, `needs.division[${i}].units`)
    wellbeing(part.demand, `needs.division[${i}].demand`)
  }
  const sums = record(needs.sums, 'needs.sums')
  for (const name of SUMS) number(sums[name], `needs.sums.${name}`)
  const checked = needs as unknown as NeedsJSON
  checkPlaces(tables, grid, [...checked.grazers, ...checked.watchers])
  return checked
}

function checkBooks({ needs, players }: GridTables, json: unknown): void {
  const { delay } = needs!.options.ledger!
  for (const [p, pages] of list(json, 'needs.ledger', players).entries()) {
    for (const times of list(pages, `needs.ledger[${p}]`, delay)) integer(times, `needs.ledger[${p}]`, 0, MOST)
  }
}

function checkVeil({ players }: GridTables, json: unknown): void {
  const veil = record(json, 'needs.veil')
  for (const lifted of list(veil.lifted, 'needs.veil.lifted', players)) truth(lifted, 'needs.veil.lifted')
  for (const sum of list(veil.sums, 'needs.veil.sums', LOOK_SUMS)) integer(sum, 'needs.veil.sums', 0, MOST)
}

function checkFlowers(tables: GridTables, json: unknown): void {
  const { red, bloom } = tables.needs!.options.auditor
  const flowers = record(json, 'needs.flowers')
  integer(flowers.bloomAt, 'needs.flowers.bloomAt', 0, bloom!.every - bloom!.lasts)
  truth(flowers.bloomed, 'needs.flowers.bloomed')
  for (const [i, item] of list(flowers.beds, 'needs.flowers.beds', red).entries()) {
    if (item !== null) checkPosition(tables, item, `needs.flowers.beds[${i}]`)
  }
}

function checkGrazer(grazer: Record<string, unknown>, where: string): void {
  for (const key of ['wellbeing', 'placebo']) wellbeing(grazer[key], `${where}.${key}`)
  for (const key of ['served', 'starving', 'portions']) integer(grazer[key], `${where}.${key}`, 0, MOST)
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
export function writeNeeds(world: GridWorld, slot: number, json: NeedsJSON): void {
  const { bar, players, grazers, watchers, style, ledger, veil, red, flowers, helped } = json
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
    state.portions[row] = grazer.portions
    state.dead[row] = grazer.dead ? 1 : 0
  }
  if (style !== undefined) state.style[slot] = style
  if (ledger !== undefined) state.ledger.set(ledger.flat(), slot * agents * ledger[0].length)
  if (veil !== undefined) {
    for (const [p, lifted] of veil.lifted.entries()) state.lifted[slot * agents + p] = lifted ? 1 : 0
    state.lookSums.set(veil.sums, slot * LOOK_SUMS)
  }
  for (const [i, place] of red.entries()) state.redCell[slot * red.length + i] = cell(place)
  for (const [w, { position, open, lamp }] of watchers.entries()) {
    state.watcherCell[slot * WATCHERS + w] = cell(position)
    state.open[slot * WATCHERS + w] = open ? 1 : 0
    if (lamp !== undefined) state.lamp[slot * WATCHERS + w] = lamp
  }
  if (flowers !== undefined) {
    for (const [i, place] of flowers.beds.entries()) state.bed[slot * red.length + i] = cell(place)
    state.bloomAt[slot] = flowers.bloomAt
    state.bloomed[slot] = flowers.bloomed ? 1 : 0
  }
  if (helped !== undefined) state.helped[slot] = helped === null ? 0 : helped + 1
  for (const [i, { units, demand }] of json.division.entries()) {
    const row = slot * json.division.length + i
    state.units[row] = units
    state.demand[row] = thousandths(demand)
  }
  for (const [i, name] of SUMS.entries()) state.sums[slot * SUMS.length + i] = json.sums[name]
}
