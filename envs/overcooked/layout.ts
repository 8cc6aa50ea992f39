/** Layouts: a grid of characters and the parameters that come with it, in the reference's keys. */
import { LAYOUTS } from './layouts.ts'
import { recipes, type Recipes } from './recipes.ts'
import { COUNTER, DISH_RACK, FLOOR, HATCH, ONION_BOX, POT, TERRAIN, TOMATO_BOX } from './state.ts'

export interface RecipeDict {
  readonly ingredients: readonly string[]
}

/** The reference's layout keys. Cells: X counter, P pot, O onions, T tomatoes, D dishes, S serving hatch, 1-9 a player's start. */
export interface LayoutDict {
  /** Rows of equal length, or one string with line breaks; rows are trimmed. */
  readonly grid: string | readonly string[]
  readonly layout_name?: string
  readonly start_all_orders?: readonly RecipeDict[]
  readonly start_bonus_orders?: readonly RecipeDict[]
  readonly rew_shaping_params?: Readonly<Record<string, number>> | null
  readonly old_dynamics?: boolean
  readonly order_bonus?: number | 'Infinity'
  readonly recipe_values?: readonly number[] | null
  readonly recipe_times?: readonly number[] | null
  readonly onion_value?: number | null
  readonly tomato_value?: number | null
  readonly onion_time?: number | null
  readonly tomato_time?: number | null
  readonly cook_time?: number | null
  readonly delivery_reward?: number | null
  readonly num_items_for_soup?: number
  readonly max_num_ingredients?: number
  /** A state in the reference's format (json.ts) that every episode starts from. */
  readonly start_state?: unknown
  /** The order queue of 2019; the reference no longer has one, so only null can be honoured. */
  readonly start_order_list?: null
}

/** All keys of a LayoutDict. */
export const LAYOUT_KEYS: readonly string[] = [
  'grid', 'layout_name', 'start_all_orders', 'start_bonus_orders', 'rew_shaping_params', 'old_dynamics', 'order_bonus',
  'recipe_values', 'recipe_times', 'onion_value', 'tomato_value', 'onion_time', 'tomato_time', 'cook_time', 'delivery_reward',
  'num_items_for_soup', 'max_num_ingredients', 'start_state', 'start_order_list',
] // prettier-ignore

/** Cells are kept in 16 bits. */
const MOST_CELLS = 65_535

/** Shaped rewards by event; the reference's other keys exist and pay nothing. */
const SHAPING = { PLACEMENT_IN_POT_REW: 3, DISH_PICKUP_REWARD: 3, SOUP_PICKUP_REWARD: 5 }
const UNUSED_SHAPING = ['DISH_DISP_DISTANCE_REW', 'POT_DISTANCE_REW', 'SOUP_DISTANCE_REW']

/** A checked layout. Cells are y * width + x; lists of cells are row-major. */
export interface Layout {
  readonly name: string
  readonly width: number
  readonly height: number
  /** [cells] terrain codes of state.ts. */
  readonly terrain: Uint8Array
  /** [players] start cells. */
  readonly starts: Uint16Array
  readonly pots: Uint16Array
  readonly counters: Uint16Array
  readonly onions: Uint16Array
  readonly tomatoes: Uint16Array
  readonly dishes: Uint16Array
  readonly hatches: Uint16Array
  readonly recipes: Recipes
  readonly oldDynamics: boolean
  readonly shaping: { readonly placement: number; readonly dishPickup: number; readonly soupPickup: number }
  readonly startState: unknown
  readonly dict: LayoutDict
}

/**
 * Builds a layout from a name or a dictionary. `oldDynamics` null takes what the layout says, false if it says nothing. Throws on
 * an unknown name or key (listing the known ones) and on a malformed grid (naming row and column, from 1).
 */
export function buildLayout(
  layout: string | LayoutDict,
  options: { fixed: boolean; oldDynamics: boolean | null },
): Layout {
  const dict = typeof layout === 'string' ? byName(layout) : layout
  const name = typeof layout === 'string' ? layout : (dict?.layout_name ?? 'custom')
  checkKeys(dict, name)
  const rows = readRows(dict.grid, name)
  const { terrain, starts } = readGrid(rows, name)
  const cells = (code: number) => Uint16Array.from([...terrain.keys()].filter((cell) => terrain[cell] === code))
  const oldDynamics = options.oldDynamics ?? dict.old_dynamics ?? false
  const lists = {
    pots: cells(POT),
    counters: cells(COUNTER),
    onions: cells(ONION_BOX),
    tomatoes: cells(TOMATO_BOX),
    dishes: cells(DISH_RACK),
    hatches: cells(HATCH),
  }
  return {
    name,
    width: rows[0].length,
    height: rows.length,
    terrain,
    starts,
    ...lists,
    recipes: recipes(dict, { fixed: options.fixed, oldDynamics }),
    oldDynamics,
    shaping: readShaping(dict, name),
    startState: dict.start_state ?? null,
    dict,
  }
}

function byName(name: string): LayoutDict {
  if (Object.hasOwn(LAYOUTS, name)) return LAYOUTS[name]
  const names = Object.keys(LAYOUTS)
  const near = nearest(name, names)
  throw new RangeError(
    `Got unknown layout '${name}', ${near ? `did you mean '${near}'? Expected` : 'expected'} one of: ${names.join(', ')}; or a layout as { grid, ... }.`,
  )
}

/** The name that the fewest edits turn `name` into, if they are at most a third of it. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, edits: edits(name, other) })).sort((a, b) => a.edits - b.edits)
  return ranked.length > 0 && ranked[0].edits * 3 <= name.length ? ranked[0].other : undefined
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]
}

/** Keys, and the values that nothing else checks. */
function checkKeys(dict: LayoutDict, name: string): void {
  if (typeof dict !== 'object' || dict === null || Array.isArray(dict)) {
    throw new TypeError(`Got ${JSON.stringify(dict)} as a layout, expected a name or { grid, ... }.`)
  }
  for (const key of Object.keys(dict)) {
    if (!LAYOUT_KEYS.includes(key))
      throw new TypeError(`Got unknown key '${key}' in layout '${name}', expected one of: ${LAYOUT_KEYS.join(', ')}.`)
  }
  if (dict.old_dynamics != null && typeof dict.old_dynamics !== 'boolean') {
    throw new TypeError(
      `Got ${JSON.stringify(dict.old_dynamics)} for old_dynamics in layout '${name}', expected true or false.`,
    )
  }
  if (dict.layout_name != null && typeof dict.layout_name !== 'string') {
    throw new TypeError(`Got ${JSON.stringify(dict.layout_name)} for layout_name, expected a string.`)
  }
  if (dict.start_order_list != null) {
    throw new TypeError(
      `Got start_order_list in layout '${name}', expected null: orders are a set now, list them in start_all_orders.`,
    )
  }
}

function readRows(grid: unknown, name: string): string[] {
  const lines = typeof grid === 'string' ? grid.trim().split('\n') : grid
  if (!Array.isArray(lines) || lines.length === 0 || lines.some((line) => typeof line !== 'string')) {
    throw new TypeError(`Got ${JSON.stringify(grid)} for the grid of layout '${name}', expected an array of strings.`)
  }
  return lines.map((line: string) => line.trim())
}

function readGrid(rows: readonly string[], name: string): { terrain: Uint8Array; starts: Uint16Array } {
  const width = rows[0].length
  if (width * rows.length > MOST_CELLS) {
    throw new RangeError(
      `Got a grid of ${width} x ${rows.length} in layout '${name}', expected at most ${MOST_CELLS} cells.`,
    )
  }
  const terrain = new Uint8Array(width * rows.length)
  const starts = new Map<number, number>()
  for (const [y, row] of rows.entries()) {
    if (row.length !== width)
      throw fault(name, y, Math.min(row.length, width) + 1, `${row.length} cells`, `${width} as in row 1`)
    for (let x = 0; x < width; x++) {
      const char = row[x]
      const player = '123456789'.indexOf(char)
      const code = player >= 0 ? FLOOR : TERRAIN.indexOf(char)
      if (code < 0)
        throw fault(
          name,
          y,
          x + 1,
          `'${JSON.stringify(char).slice(1, -1)}'`,
          "one of 'XPOTDS', a space, or a digit from 1 to 9",
        )
      const border = x === 0 || y === 0 || x === width - 1 || y === rows.length - 1
      if (border && code === FLOOR) throw fault(name, y, x + 1, `'${char}' at the border`, "one of 'XPOTDS'")
      if (player >= 0 && starts.has(player)) throw fault(name, y, x + 1, `player ${char} again`, 'each player once')
      if (player >= 0) starts.set(player, y * width + x)
      terrain[y * width + x] = code
    }
  }
  checkContents(terrain, starts, name)
  return { terrain, starts: Uint16Array.from({ length: starts.size }, (_, p) => starts.get(p)!) }
}

function checkContents(terrain: Uint8Array, starts: ReadonlyMap<number, number>, name: string): void {
  if (starts.size === 0) throw new TypeError(`Got no player in layout '${name}', expected a 1 in the grid.`)
  for (let p = 0; p < starts.size; p++) {
    if (!starts.has(p))
      throw new TypeError(
        `Got ${starts.size} players without a ${p + 1} in layout '${name}', expected digits 1 to ${starts.size}.`,
      )
  }
  for (const [codes, what] of [[[DISH_RACK], 'D (dishes)'], [[HATCH], 'S (serving hatch)'], [[POT], 'P (pot)'], [[ONION_BOX, TOMATO_BOX], 'O or T (ingredients)']] as const) {
    if (!terrain.some((code) => (codes as readonly number[]).includes(code))) throw new TypeError(`Got no ${what} in layout '${name}', expected at least one.`)
  } // prettier-ignore
}

const fault = (name: string, y: number, column: number, got: string, expected: string): TypeError =>
  new TypeError(`Layout '${name}', row ${y + 1}, column ${column}: got ${got}, expected ${expected}.`)

function readShaping({ rew_shaping_params: given }: LayoutDict, name: string): Layout['shaping'] {
  const known = [...Object.keys(SHAPING), ...UNUSED_SHAPING]
  if (given != null && (typeof given !== 'object' || Array.isArray(given))) {
    throw new TypeError(
      `Got ${JSON.stringify(given)} for rew_shaping_params in layout '${name}', expected { key: number }.`,
    )
  }
  for (const [key, value] of Object.entries(given ?? {})) {
    if (!known.includes(key))
      throw new TypeError(
        `Got unknown rew_shaping_params key '${key}' in layout '${name}', expected one of: ${known.join(', ')}.`,
      )
    if (!Number.isFinite(value)) {
      throw new TypeError(`Got ${String(value)} for ${key} in layout '${name}', expected a finite number.`)
    }
  }
  const all = { ...SHAPING, ...given }
  return { placement: all.PLACEMENT_IN_POT_REW, dishPickup: all.DISH_PICKUP_REWARD, soupPickup: all.SOUP_PICKUP_REWARD }
}
