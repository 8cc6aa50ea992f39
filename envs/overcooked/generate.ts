/**
 * Kitchens at random from a seed.
 *
 * Unlike the reference's LayoutGenerator: any number of players from 1 to 9, rooms without a door between them, exact counts of
 * stations and walls, and a check that the team can serve (`solvable.ts`), where the reference trusts that connected floor will do.
 */
import { generator } from '../core/keyed.ts'
import { LAYOUT_KEYS, type LayoutDict, type RecipeDict } from './layout.ts'
import { flood, type Plan } from './reach.ts'
import { recipes, type Recipes } from './recipes.ts'
import { crewsOf, nameOf, solve, touchesOf, type Touches } from './solvable.ts'
import { COUNTER, DISH_RACK, FLOOR, HATCH, ONION_BOX, POT, TERRAIN, TOMATO_BOX } from './state.ts'

export { solvable } from './solvable.ts'

export interface GenerateOptions {
  seed: number | string
  /** Size with the border, 3 to 40 cells each way. */
  width: number
  height: number
  /** 1 to 9; default 2. */
  players?: number
  /** Separate pieces of floor, 1 to `players`, that pass things over counters; each has a player. Default 1. */
  rooms?: number
  /** Share of the interior that is counter, in [0, 1); default 0. Walls between rooms count, and are built in any case. */
  walls?: number
  /** Default 1, as are `dishes` (racks) and `hatches`. */
  pots?: number
  dishes?: number
  hatches?: number
  /** Dispensers; by default `dispensers` of each ingredient that an order needs. */
  onions?: number
  tomatoes?: number
  /** Default 1. */
  dispensers?: number
  /** Default: three onions. An empty list orders every recipe. */
  orders?: readonly RecipeDict[]
  /** Those of `orders` that pay a bonus; default none. */
  bonus?: readonly RecipeDict[]
  /** Further keys of the layout: times, values, dynamics. */
  rules?: Omit<LayoutDict, 'grid' | 'layout_name' | 'start_all_orders' | 'start_bonus_orders' | 'start_state'>
}

const KEYS = [
  'seed', 'width', 'height', 'players', 'rooms', 'walls', 'pots', 'dishes', 'hatches', 'onions', 'tomatoes', 'dispensers', 'orders',
  'bonus', 'rules',
] // prettier-ignore
/** Keys of a layout that are not options of their own. */
const RULES = LAYOUT_KEYS.filter(
  (key) => !['grid', 'layout_name', 'start_all_orders', 'start_bonus_orders', 'start_state'].includes(key),
)
const LEAST_SIDE = 3
const MOST_SIDE = 40
const MOST_PLAYERS = 9
const MOST_STATIONS = 99
const ATTEMPTS = 64

/** Options with every default filled in and checked. */
interface Order {
  readonly width: number
  readonly height: number
  readonly players: number
  readonly rooms: number
  /** Interior cells that become counters. */
  readonly walls: number
  /** Terrain codes to place. */
  readonly stations: readonly number[]
  readonly recipes: Recipes
  readonly dict: Omit<LayoutDict, 'grid'>
}

/** A kitchen that is being built. */
interface Draft {
  readonly width: number
  readonly terrain: Uint8Array
  starts: Uint16Array
}

type Random = () => number

/**
 * A random kitchen, the same for the same options on every machine. From its start one player of each room can serve every
 * order while the others stand still (`solvable(layout, true)`), and every player takes part. Throws a RangeError on options that
 * leave no room, at the latest after a fixed number of attempts.
 */
export function generateLayout(options: GenerateOptions): LayoutDict {
  const order = readOptions(options)
  let why = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const draft = empty(order)
    why = build(draft, order, generator(['overcooked layout', options.seed, attempt]))
    if (why === '') return { ...order.dict, grid: rowsOf(draft) }
  }
  const { width, height, walls, stations, players } = order
  throw new RangeError(
    `Got no kitchen of ${width} x ${height} with ${stations.length} stations, ${players} players and ${walls} counters inside after ` +
      `${ATTEMPTS} attempts (the last: ${why}), expected more space: raise width or height, or lower walls, rooms, players or stations.`,
  )
}

function readOptions(options: GenerateOptions): Order {
  checkKeys(options, KEYS, 'options')
  checkKeys(options.rules ?? {}, RULES, 'rules')
  const {
    seed,
    orders = [{ ingredients: ['onion', 'onion', 'onion'] }],
    bonus = [],
    rules = {},
    walls: share = 0,
  } = options
  if (typeof seed !== 'string' && !Number.isFinite(seed))
    throw new TypeError(`Got seed ${seed}, expected a string or a number.`)
  if (!(share >= 0 && share < 1)) throw new RangeError(`Got walls ${share}, expected a share in [0, 1).`)
  const width = integer(options, 'width', LEAST_SIDE, MOST_SIDE)
  const height = integer(options, 'height', LEAST_SIDE, MOST_SIDE)
  const players = integer(options, 'players', 1, MOST_PLAYERS, 2)
  const rooms = integer(options, 'rooms', 1, players, 1)
  const dict = { ...rules, layout_name: `generated-${seed}`, start_all_orders: orders, start_bonus_orders: bonus }
  const book = recipes({ ...dict, grid: [] }, { fixed: false, oldDynamics: rules.old_dynamics ?? false })
  const walls = Math.round(share * (width - 2) * (height - 2))
  const order = { width, height, players, rooms, walls, stations: readStations(options, book), recipes: book, dict }
  checkSpace(order)
  return order
}

function checkKeys(given: object, known: readonly string[], where: string): void {
  const odd = Object.keys(given).find((key) => !known.includes(key))
  if (odd === undefined) return
  throw new TypeError(
    `Got unknown key '${odd}' in the ${where} of generateLayout, expected some of: ${known.join(', ')}.`,
  )
}

function integer(
  options: GenerateOptions,
  key: keyof GenerateOptions,
  low: number,
  high: number,
  otherwise?: number,
): number {
  const value = options[key] ?? otherwise
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value
  throw new RangeError(`Got ${key} ${JSON.stringify(value)}, expected an integer in [${low}, ${high}].`)
}

/** Terrain codes of all stations. Throws if an order needs an ingredient that has no dispenser. */
function readStations(options: GenerateOptions, { list, orders }: Recipes): number[] {
  const ordered = list.filter(({ id }) => orders[id] > 0)
  const each = integer(options, 'dispensers', 1, MOST_STATIONS, 1)
  const boxes = (key: 'onions' | 'tomatoes'): number => {
    const needy = ordered.find((recipe) => recipe[key] > 0)
    const count = integer(options, key, 0, MOST_STATIONS, needy ? each : 0)
    if (needy && count === 0) throw new RangeError(`Got ${key} 0, expected at least 1 for the order ${nameOf(needy)}.`)
    return count
  }
  const counts: [code: number, count: number][] = [
    [POT, integer(options, 'pots', 1, MOST_STATIONS, 1)],
    [DISH_RACK, integer(options, 'dishes', 1, MOST_STATIONS, 1)],
    [HATCH, integer(options, 'hatches', 1, MOST_STATIONS, 1)],
    [ONION_BOX, boxes('onions')],
    [TOMATO_BOX, boxes('tomatoes')],
  ]
  return counts.flatMap(([code, count]) => Array<number>(count).fill(code))
}

/** Throws on what cannot fit whatever the attempt. */
function checkSpace({ width, height, players, walls, stations }: Order): void {
  const interior = (width - 2) * (height - 2)
  const most = 2 * (width - 2) + 2 * (height - 2) + walls
  if (stations.length > most) {
    throw new RangeError(
      `Got ${stations.length} stations (pots, dispensers, dishes, hatches) for a kitchen of ${width} x ${height}, expected at most ` +
        `${most}: take fewer, or raise width, height or walls.`,
    )
  }
  if (interior - walls < players) {
    throw new RangeError(
      `Got ${players} players for ${interior - walls} floor cells (an interior of ${interior} less ${walls} counters), expected a cell ` +
        'each: take fewer players or walls, or raise width or height.',
    )
  }
}

function empty({ width, height }: Order): Draft {
  const terrain = new Uint8Array(width * height).fill(COUNTER)
  for (let y = 1; y < height - 1; y++) terrain.fill(FLOOR, y * width + 1, (y + 1) * width - 1)
  return { width, terrain, starts: new Uint16Array(0) }
}

/** Builds a kitchen; '' or why it came to nothing. */
function build(draft: Draft, order: Order, random: Random): string {
  return (
    partition(draft, order, random) ||
    addWalls(draft, order, random) ||
    placeStations(draft, order, random) ||
    placePlayers(draft, order, random)
  )
}

/** Cuts the interior into rooms by straight walls, always the largest room across its longer side. */
function partition({ width, terrain }: Draft, order: Order, random: Random): string {
  const rooms = [{ x: 1, y: 1, w: width - 2, h: order.height - 2 }]
  while (rooms.length < order.rooms) {
    rooms.sort((a, b) => b.w * b.h - a.w * a.h)
    const at = rooms.findIndex(({ w, h }) => Math.max(w, h) >= 3)
    if (at < 0) return 'no room is large enough to be divided'
    const { x, y, w, h } = rooms.splice(at, 1)[0]
    const upright = w > h || (w === h && random() < 0.5)
    const cut = 1 + below(random, (upright ? w : h) - 2)
    if (upright) {
      for (let i = 0; i < h; i++) terrain[(y + i) * width + x + cut] = COUNTER
      rooms.push({ x, y, w: cut, h }, { x: x + cut + 1, y, w: w - cut - 1, h })
    } else {
      for (let i = 0; i < w; i++) terrain[(y + cut) * width + x + i] = COUNTER
      rooms.push({ x, y, w, h: cut }, { x, y: y + cut + 1, w, h: h - cut - 1 })
    }
  }
  return ''
}

/** Turns floor into counters, cell by random cell, as long as every room stays whole and all can hand over. */
function addWalls(draft: Draft, { walls, rooms }: Order, random: Random): string {
  const { terrain } = draft
  let missing = walls - (interiorOf(draft).length - floorOf(draft).length)
  for (let changed = true; changed && missing > 0;) {
    changed = false
    for (const cell of shuffled(floorOf(draft), random)) {
      if (missing <= 0) break
      terrain[cell] = COUNTER
      if (isWhole(draft, rooms)) {
        missing--
        changed = true
      } else terrain[cell] = FLOOR
    }
  }
  return missing > 0 ? `${missing} of ${walls} counters found no place inside` : ''
}

/** Puts stations on counters beside floor, room by room in turn while there is choice, and leaves counters to hand over. */
function placeStations(draft: Draft, { stations, rooms }: Order, random: Random): string {
  const { terrain } = draft
  const floors = shuffled(piecesOf(draft), random)
  const free = shuffled([...new Set(floors.flatMap(({ touches }) => [...touches]))], random)
  for (const [i, code] of shuffled(stations, random).entries()) {
    const { touches } = floors[i % floors.length]
    const wanted = [...free.filter((cell) => touches.has(cell)), ...free.filter((cell) => !touches.has(cell))]
    const cell = wanted.find((counter) => {
      terrain[counter] = code
      if (isWhole(draft, rooms)) return true
      terrain[counter] = COUNTER
      return false
    })
    if (cell === undefined) return `station ${i + 1} of ${stations.length} found no counter beside the floor`
    free.splice(free.indexOf(cell), 1)
  }
  return ''
}

/** A player for each room, then the others where they can stand still and not be in the way. */
function placePlayers(draft: Draft, { players, recipes }: Order, random: Random): string {
  const floors = shuffled(piecesOf(draft), random)
  draft.starts = Uint16Array.from(floors, ({ cells }) => cells[below(random, cells.length)])
  let solution = fits(draft, recipes)
  if (solution !== '') return solution
  const cells = shuffled(floorOf(draft), random).filter((cell) => !draft.starts.includes(cell))
  while (draft.starts.length < players) {
    const before = draft.starts
    const at = cells.findIndex((cell) => {
      draft.starts = Uint16Array.from([...before, cell])
      solution = fits(draft, recipes)
      return solution === ''
    })
    if (at < 0) return `player ${before.length + 1} would be in the way: ${solution}`
    // A cell that was in the way of fewer players is in the way of more.
    cells.splice(0, at + 1)
  }
  return ''
}

/** '' if one player a room can serve every order, or why not. */
function fits(plan: Plan, recipes: Recipes): string {
  const { ok, why } = solve(plan, recipes, true)
  return ok ? '' : why
}

/** Whether the floor is in `count` pieces that can all hand over to each other. */
function isWhole(draft: Draft, count: number): boolean {
  const rooms = piecesOf(draft)
  return (
    rooms.length === count &&
    new Set(
      crewsOf(
        draft,
        rooms.map(({ touches }) => touches),
      ),
    ).size === 1
  )
}

/** A connected piece of floor and what is beside it. */
interface Room {
  readonly cells: readonly number[]
  readonly touches: Touches
}

/** All pieces of floor, with or without players. */
function piecesOf(draft: Draft): Room[] {
  const rooms: Room[] = []
  const seen = new Uint8Array(draft.terrain.length)
  for (const cell of floorOf(draft)) {
    if (seen[cell]) continue
    const cells = flood(draft, cell)
    for (const other of cells) seen[other] = 1
    rooms.push({ cells, touches: touchesOf(draft, cells) })
  }
  return rooms
}

function interiorOf({ width, terrain }: Draft): number[] {
  const [right, bottom] = [width - 1, terrain.length / width - 1]
  return [...terrain.keys()].filter((cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)]
    return x > 0 && x < right && y > 0 && y < bottom
  })
}

const floorOf = ({ terrain }: Draft): number[] => [...terrain.keys()].filter((cell) => terrain[cell] === FLOOR)

const below = (random: Random, n: number): number => Math.floor(random() * n)

/** Fisher and Yates's shuffle, of a copy. */
function shuffled<T>(list: readonly T[], random: Random): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = below(random, i + 1)
    const item = copy[i]
    copy[i] = copy[j]
    copy[j] = item
  }
  return copy
}

function rowsOf({ width, terrain, starts }: Draft): string[] {
  const chars = Array.from(terrain, (code) => TERRAIN[code])
  for (const [player, cell] of starts.entries()) chars[cell] = String(player + 1)
  return Array.from({ length: terrain.length / width }, (_, y) => chars.slice(y * width, (y + 1) * width).join(''))
}
