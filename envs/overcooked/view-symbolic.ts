/**
 * `symbolic`: the kitchen as a short row of bytes, made for learning.
 *
 * All that can change in a layout and nothing else, each a byte that stands for byte / 255 in [0, 1]:
 *   a block a player, the observer's first and the others in index order: where it stands (one-hot over floor cells),
 *   where it looks (4), what it holds (one-hot over the layout's things), and the share of tomatoes in a soup it holds;
 *   a block a pot: onions and tomatoes (one-hot over 1..max), cooking, ready, share of the cooking time left;
 *   a block a counter that floor touches: what lies on it (one-hot), and the share of tomatoes in a soup;
 *   with needs, the observer's price tag, bars of cooks, bars and looks of diners, and what the watchers' windows show.
 * Layouts without tomatoes have no tomato bytes. The rows follow the state: a step rewrites what it changed.
 */
import { box } from '../core/spaces.ts'
import type { View } from '../core/spec.ts'
import type { Layout } from './layout.ts'
import { DISH, FLOOR, IDLE, ONION, POT, SOUP, TOMATO, mixCount, type KitchenWorld } from './state.ts'
import { writeNeeds } from './view-needs.ts'

const ONE = 255
const FACINGS = 4
const NONE = 0xffff

export interface SymbolTable {
  /** Bytes a row. */
  readonly size: number
  /** First byte of the needs, which end a row; `size` where there are none. */
  readonly needs: number
  /** Bytes a player's block; the blocks of players come first. */
  readonly player: number
  /** [C] place of a floor cell in the one-hot of positions. */
  readonly floor: Uint16Array
  readonly floors: number
  /** [5] place of a thing in a one-hot of things, NONE for those that the layout lacks. */
  readonly place: Uint16Array
  readonly things: number
  /** Whether soups can hold tomatoes. */
  readonly tomatoes: boolean
  /** [C] first byte of the block of a pot or counter, NONE for other cells. */
  readonly block: Uint16Array
  /** Counters and pots with a block. */
  readonly pots: Uint16Array
  readonly counters: Uint16Array
}

/** `tomatoes`: whether things of tomato can occur; `needs`: bytes that the needs take. */
export function symbolTable(layout: Layout, front: Uint16Array, tomatoes: boolean, needs = 0): SymbolTable {
  const { terrain, pots } = layout
  const floor = new Uint16Array(terrain.length).fill(NONE)
  let floors = 0
  for (let cell = 0; cell < terrain.length; cell++) if (terrain[cell] === FLOOR) floor[cell] = floors++
  const reached = new Set<number>()
  for (let pose = 0; pose < front.length; pose++) if (floor[pose >> 2] !== NONE) reached.add(front[pose])
  const counters = layout.counters.filter((cell) => reached.has(cell))
  const place = new Uint16Array(5).fill(NONE)
  const kinds = tomatoes ? [ONION, DISH, SOUP, TOMATO] : [ONION, DISH, SOUP]
  for (const [i, thing] of kinds.entries()) place[thing] = i
  const things = kinds.length
  const extra = tomatoes ? 1 : 0
  const player = floors + FACINGS + things + extra
  const block = new Uint16Array(terrain.length).fill(NONE)
  let size = player * layout.starts.length
  for (const cell of pots) {
    block[cell] = size
    size += layout.recipes.max * (1 + extra) + 3
  }
  for (const cell of counters) {
    block[cell] = size
    size += things + extra
  }
  return { size: size + needs, needs: size, player, floor, floors, place, things, tomatoes, block, pots, counters }
}

export const symbolic: View<KitchenWorld> = {
  summary: 'all that can change in the layout, a byte each (byte / 255), the observer first; for learning',
  space: ({ tables }) => box([tables.symbols.size], 'u8', 0, ONE, ONE),

  write(world, slot) {
    const { agents, tables, rowSize } = world
    const { pots, counters } = tables.symbols
    world.observations.fill(0, slot * agents * rowSize, (slot + 1) * agents * rowSize)
    for (let p = 0; p < agents; p++) writePlayer(world, slot, p)
    for (let i = 0; i < pots.length; i++) writePot(world, slot, pots[i])
    for (let i = 0; i < counters.length; i++) writeCounter(world, slot, counters[i])
    if (tables.needs !== null) writeAllNeeds(world, slot)
  },

  update(world, slot) {
    const { state, agents, tables } = world
    const { symbols } = tables
    const first = slot * agents
    for (let p = 0; p < agents; p++) {
      const row = first + p
      if (state.cell[row] !== state.wasCell[row]) {
        swap(world, slot, p, symbols.floor[state.wasCell[row]], symbols.floor[state.cell[row]])
      }
      if (state.facing[row] !== state.wasFacing[row]) {
        swap(world, slot, p, symbols.floors + state.wasFacing[row], symbols.floors + state.facing[row])
      }
      if (state.held[row] !== state.wasHeld[row]) writeHands(world, slot, p)
    }
    for (let i = 0; i < state.touches[slot]; i++) {
      const cell = state.touched[slot * tables.changes + i]
      if (tables.layout.terrain[cell] !== POT && symbols.block[cell] !== NONE) writeCounter(world, slot, cell)
    }
    for (let i = 0; i < symbols.pots.length; i++) {
      const cell = symbols.pots[i]
      // An idle pot changes by a player's hand alone.
      if (state.cook[slot * tables.cells + cell] !== IDLE || touched(world, slot, cell)) writePot(world, slot, cell)
    }
    if (tables.needs !== null) writeAllNeeds(world, slot)
  },
}

/** Needs change every tick: they are written whole. */
function writeAllNeeds(world: KitchenWorld, slot: number): void {
  const { agents, rowSize, tables, observations } = world
  for (let o = 0; o < agents; o++) {
    writeNeeds(world, slot, o, observations as Uint8Array, (slot * agents + o) * rowSize + tables.symbols.needs)
  }
}

function touched({ state, tables }: KitchenWorld, slot: number, cell: number): boolean {
  for (let i = 0; i < state.touches[slot]; i++) if (state.touched[slot * tables.changes + i] === cell) return true
  return false
}

/** Where player p's block begins in the row of observer o: own block first, then the others in index order. */
const blockOf = (o: number, p: number, size: number): number => (p === o ? 0 : p < o ? p + 1 : p) * size

/** Moves a one in player p's block, in every observer's row. */
function swap(
  { agents, tables, observations, rowSize }: KitchenWorld,
  slot: number,
  p: number,
  was: number,
  now: number,
): void {
  const { player } = tables.symbols
  for (let o = 0; o < agents; o++) {
    const at = (slot * agents + o) * rowSize + blockOf(o, p, player)
    observations[at + was] = 0
    observations[at + now] = ONE
  }
}

function writeHands(world: KitchenWorld, slot: number, p: number): void {
  const { state, agents, tables, observations, rowSize } = world
  const { player, floors, place, things, tomatoes } = tables.symbols
  const row = slot * agents + p
  const held = place[state.held[row]]
  for (let o = 0; o < agents; o++) {
    const at = (slot * agents + o) * rowSize + blockOf(o, p, player) + floors + FACINGS
    for (let i = 0; i < things; i++) observations[at + i] = i === held ? ONE : 0
    if (tomatoes) observations[at + things] = tomatoShare(world, state.heldMix[row])
  }
}

/** Writes player p's block into rows of zeros. */
function writePlayer(world: KitchenWorld, slot: number, p: number): void {
  const { state, agents, tables, observations, rowSize } = world
  const { player, floor, floors } = tables.symbols
  const row = slot * agents + p
  for (let o = 0; o < agents; o++) {
    const at = (slot * agents + o) * rowSize + blockOf(o, p, player)
    observations[at + floor[state.cell[row]]] = ONE
    observations[at + floors + state.facing[row]] = ONE
  }
  writeHands(world, slot, p)
}

/** Share of tomatoes in a mix, 0 for none. */
function tomatoShare({ tables }: KitchenWorld, mix: number): number {
  const count = mixCount(mix)
  if (count === 0) return 0
  const { idOf, max } = tables.layout.recipes
  return Math.round((ONE * Math.floor(idOf[mix] / (max + 1))) / count)
}

function writePot(world: KitchenWorld, slot: number, cell: number): void {
  const { state, agents, tables, observations, rowSize } = world
  const { block, tomatoes } = tables.symbols
  const { idOf, max, time } = tables.layout.recipes
  const at = slot * tables.cells + cell
  const id = idOf[state.mix[at]]
  const onions = id % (max + 1)
  const started = state.item[at] === SOUP && state.cook[at] !== IDLE
  const left = started ? time[id] - state.cook[at] : 0
  for (let o = 0; o < agents; o++) {
    let b = (slot * agents + o) * rowSize + block[cell]
    for (let n = 1; n <= max; n++) observations[b++] = n === onions ? ONE : 0
    if (tomatoes) for (let n = 1; n <= max; n++) observations[b++] = n * (max + 1) === id - onions ? ONE : 0
    observations[b] = left > 0 ? ONE : 0
    observations[b + 1] = started && left <= 0 ? ONE : 0
    observations[b + 2] = left > 0 ? Math.ceil((ONE * left) / time[id]) : 0
  }
}

function writeCounter(world: KitchenWorld, slot: number, cell: number): void {
  const { state, agents, tables, observations, rowSize } = world
  const { block, place, things, tomatoes } = tables.symbols
  const at = slot * tables.cells + cell
  const lying = place[state.item[at]]
  for (let o = 0; o < agents; o++) {
    const b = (slot * agents + o) * rowSize + block[cell]
    for (let i = 0; i < things; i++) observations[b + i] = i === lying ? ONE : 0
    if (tomatoes) observations[b + things] = tomatoShare(world, state.mix[at])
  }
}
