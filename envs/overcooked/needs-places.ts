/**
 * Where diners, watchers and red tiles are: reads the letters of a grid, and lays out what never changes in an episode.
 */
import { booksOf } from '../core/ledger.ts'
import { inSight, traitsOf, type Traits, snacksFor, type Snacks } from '../core/needs.ts'
import type { OvercookedConfig } from './config.ts'
import { buildLayout, type Layout, type LayoutDict } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { complete, type CompleteNeeds } from './needs-config.ts'
import { NEEDS_LAYOUTS } from './needs-layouts.ts'
import { COUNTER, DINER, FLOOR, HATCH, STAFF, WATCH, WORD, wordsOf } from './state.ts'

/** Where needs are in a layout, and the options, complete. */
export interface Needs {
  readonly options: CompleteNeeds
  /** [d] cells of the diners' hatches, row-major. */
  readonly diners: Uint16Array
  /** Cells of the staff hatches. */
  readonly staff: Uint16Array
  /** [w] cells of the watchers' windows, and 1 where the watcher is the placebo. */
  readonly watchers: Uint16Array
  readonly placebo: Uint8Array
  /** [C] the diner behind a hatch, -1 for other cells. */
  readonly dinerAt: Int16Array
  /** [C] 1 for red tiles. */
  readonly red: Uint8Array
  /** [w * C] 1 where a watcher sees a cell while its shutter is open. */
  readonly sees: Uint8Array
  /** What is known of each diner: where its needs are ordinary, and where they are high. */
  readonly ordinary: Traits
  readonly needy: Traits
  /** Chances of being watched: by level of the lamps where there are lamps, else by pattern of the floor. */
  readonly watches: readonly CompleteNeeds['watch'][]
  /** Probability that what the books say comes out, by pattern of the floor. */
  readonly books: readonly number[]
  /** The action by which a cook looks behind the veil, -1 where there is none. */
  readonly look: number
  /** Counters that soups come to. */
  readonly passes: Uint16Array
  /** Of the cooks' placebo bars. */
  readonly cookSnacks: Snacks
}

export const MOST_DINERS = 10

/** Letters of a grid that stand for something here, and what the plain kitchen sees in their place. */
const LETTERS: Readonly<Record<string, string>> = { H: 'X', E: 'X', A: 'X', W: 'X', B: 'X', R: ' ' }

/**
 * The layout of a kitchen with needs. Its grid may hold, beside the reference's characters, H a diner's hatch (ten at
 * most), E the staff hatch, A a pass (a counter that soups come to), W the auditor's window, B the placebo watcher's
 * window and R a red tile (floor). Throws as `buildLayout` does; a kitchen with an H or an E may do without S.
 */
export function needyLayout(config: OvercookedConfig): { layout: Layout; needs: Needs } {
  const given = typeof config.layout === 'string' ? byName(config.layout) : config.layout
  const { grid } = given ?? {}
  const rows = (typeof grid === 'string' ? grid.trim().split('\n') : Array.isArray(grid) ? grid : []).map((row) =>
    String(row).trim(),
  )
  checkLetters(rows, given?.layout_name ?? 'custom')
  const plain = rows.map((row) => row.replace(/[HEAWBR]/g, (letter) => LETTERS[letter]))
  const spare = plain.some((row) => row.includes('S')) ? -1 : rows.findIndex((row) => /[HE]/.test(row))
  if (spare >= 0)
    plain[spare] =
      plain[spare].slice(0, rows[spare].search(/[HE]/)) + 'S' + plain[spare].slice(rows[spare].search(/[HE]/) + 1)
  const dict: LayoutDict = rows.length > 0 ? { ...given, grid: plain } : given
  const layout = buildLayout(dict, config)
  const letters = rows.join('')
  const terrain = layout.terrain.map(
    (code, cell) => ({ H: DINER, E: STAFF, W: WATCH, B: WATCH })[letters[cell]] ?? code,
  )
  const cells = (code: number) => Uint16Array.from([...terrain.keys()].filter((cell) => terrain[cell] === code))
  const built = { ...layout, terrain, counters: cells(COUNTER), hatches: cells(HATCH), dict: given }
  return { layout: built, needs: place(built, letters, complete(config.needs ?? {})) }
}

/** Throws a RangeError where a layout with hatches or watchers is named but needs are off. */
export function refuseNeedy({ layout }: OvercookedConfig): void {
  if (typeof layout !== 'string' || !Object.hasOwn(NEEDS_LAYOUTS, layout)) return
  throw new RangeError(
    `Got layout '${layout}' without the option needs, expected one: it has diners and watchers; {} takes the defaults.`,
  )
}

function byName(name: string): LayoutDict {
  const all = { ...LAYOUTS, ...NEEDS_LAYOUTS }
  if (Object.hasOwn(all, name)) return { ...all[name], layout_name: name }
  throw new RangeError(
    `Got unknown layout '${name}', expected one of: ${Object.keys(all).join(', ')}; or a layout as { grid, ... }.`,
  )
}

function checkLetters(rows: readonly string[], name: string): void {
  for (const [y, row] of rows.entries()) {
    for (let x = row.indexOf('R'); x >= 0; x = row.indexOf('R', x + 1)) {
      if (x > 0 && y > 0 && x < row.length - 1 && y < rows.length - 1) continue
      throw new TypeError(
        `Layout '${name}', row ${y + 1}, column ${x + 1}: got 'R' at the border, expected one of 'XPOTDSHEAWB'.`,
      )
    }
  }
  const diners = rows.join('').split('H').length - 1
  if (diners > MOST_DINERS)
    throw new RangeError(`Got ${diners} diners' hatches in layout '${name}', expected at most ${MOST_DINERS}.`)
}

function place(layout: Layout, letters: string, options: CompleteNeeds): Needs {
  const cells = (wanted: string) =>
    Uint16Array.from([...letters].flatMap((letter, cell) => (wanted.includes(letter) ? [cell] : [])))
  const diners = cells('H')
  const watchers = cells('WB')
  const dinerAt = new Int16Array(letters.length).fill(-1)
  for (const [i, cell] of diners.entries()) dinerAt[cell] = i
  const sees = new Uint8Array(watchers.length * letters.length)
  for (const [w, from] of watchers.entries()) {
    for (let cell = 0; cell < letters.length; cell++) {
      sees[w * letters.length + cell] = sighted(layout, from, cell, options.watch.radius) ? 1 : 0
    }
  }
  checkPlaces(options, diners.length, cells('A').length, layout.starts.length)
  const placebo = Uint8Array.from(watchers, (cell) => (letters[cell] === 'B' ? 1 : 0))
  const red = Uint8Array.from(letters, (letter) => (letter === 'R' ? 1 : 0))
  return {
    options,
    diners,
    staff: cells('E'),
    watchers,
    placebo,
    dinerAt,
    red,
    sees,
    ordinary: traitsOf(diners.length, options.diners),
    needy: traitsOf(diners.length, options.diners.needy),
    watches: (options.led ?? options.styles ?? [null]).map((share) => ({
      ...options.watch,
      share: share ?? options.watch.share,
    })),
    books: booksOf('needs.ledger', options.ledger, options.styles?.length ?? 1),
    look: options.veil ? WORD + wordsOf(options).length : -1,
    passes: cells('A'),
    cookSnacks: snacksFor(options.stamina.effort, options.stamina.meal),
  }
}

/** Throws a RangeError where the options speak of more places than there are. */
function checkPlaces(
  { diners, every, calls, round, focal }: CompleteNeeds,
  hatches: number,
  passes: number,
  cooks: number,
): void {
  for (const [option, got] of [
    ['each', diners.each.length],
    ['needy.count', diners.needyCount],
  ] as const) {
    if (got <= hatches) continue
    const entries = option === 'each' ? `${got} entries` : String(got)
    throw new RangeError(
      `Got ${entries} for needs.diners.${option}, expected at most ${hatches}, one for each H of the layout.`,
    )
  }
  if (every > 0 && passes === 0)
    throw new RangeError('Got needs.arrivals in a layout without a pass, expected an A in its grid.')
  if (round === 0) return
  const words = calls ? 'needs.calls' : 'needs.menu'
  if (hatches === 0) throw new RangeError(`Got ${words} in a layout without a diner, expected an H in its grid.`)
  if ((focal ?? 0) >= cooks)
    throw new RangeError(
      `Got needs.focal ${focal} with ${words}, expected one of the ${cooks} cooks: it is who has the word.`,
    )
}

/** By terrain: sight goes over floor alone. */
const OPAQUE = Uint8Array.from({ length: WATCH + 1 }, (_, terrain) => (terrain === FLOOR ? 0 : 1))

/** Whether a straight line from one cell to a floor cell crosses nothing but floor. */
const sighted = ({ terrain, width }: Layout, from: number, to: number, radius: number): boolean =>
  terrain[to] === FLOOR && inSight(terrain, 0, OPAQUE, width, from, to, radius)
