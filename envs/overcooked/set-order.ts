/**
 * The order in which CPython walks a set of grid positions.
 *
 * The reference lists its partly filled pots as `list(set().union(...))` of (x, y) tuples, and that order breaks ties. It is a
 * pure function of the tuples and of the order they went in: tuples hash by xxHash over their items and small integers hash
 * to themselves (CPython >= 3.8, Objects/tupleobject.c), and a set is an open-addressing table that probes up to nine
 * neighbours, then jumps (Objects/setobject.c). Checked against CPython 3.11; 64-bit builds only.
 */
import type { Layout } from './layout.ts'
import { IDLE, type KitchenWorld, NOTHING, mixCount } from './state.ts'

const PRIME_1 = 11400714785074694791n
const PRIME_2 = 14029467366897019727n
const PRIME_5 = 2870177450012600261n
const MASK_64 = (1n << 64n) - 1n

/** Python's hash((x, y)) as two unsigned 32-bit words, low first; x, y are integers >= 0. */
export function tupleHash(x: number, y: number): [low: number, high: number] {
  let acc = PRIME_5
  for (const item of [x, y]) {
    acc = (acc + BigInt(item) * PRIME_2) & MASK_64
    acc = ((acc << 31n) | (acc >> 33n)) & MASK_64
    acc = (acc * PRIME_1) & MASK_64
  }
  acc = (acc + (2n ^ (PRIME_5 ^ 3527539n))) & MASK_64
  if (acc === MASK_64) acc = 1546275796n // hash() never answers -1
  return [Number(acc & 0xffffffffn), Number(acc >> 32n)]
}

const SMALLEST = 8
const NEIGHBOURS = 9
const EMPTY = -1

/** Indices of distinct hashes (low and high words) in the order in which Python walks a set that got them in turn. */
export function setOrder(low: ArrayLike<number>, high: ArrayLike<number>): number[] {
  let table = Array.from({ length: SMALLEST }, () => EMPTY)
  for (let i = 0; i < low.length; i++) {
    insert(table, i, low[i], high[i])
    const used = i + 1
    if (used * 5 >= (table.length - 1) * 3) table = grown(table, used, low, high)
  }
  return table.filter((entry) => entry !== EMPTY)
}

function grown(table: number[], used: number, low: ArrayLike<number>, high: ArrayLike<number>): number[] {
  let size = SMALLEST
  while (size <= used * 4) size *= 2
  const larger = Array.from({ length: size }, () => EMPTY)
  for (const entry of table) if (entry !== EMPTY) insert(larger, entry, low[entry], high[entry])
  return larger
}

function insert(table: number[], entry: number, low: number, high: number): void {
  const mask = table.length - 1
  let at = low & mask
  for (;;) {
    const last = at + NEIGHBOURS <= mask ? at + NEIGHBOURS : at
    for (let place = at; place <= last; place++) {
      if (table[place] !== EMPTY) continue
      table[place] = entry
      return
    }
    // The perturbation is the whole hash, shifted right by 5 at every jump.
    low = ((low >>> 5) | (high << 27)) >>> 0
    high >>>= 5
    at = (at * 5 + 1 + low) & mask
  }
}

interface PotHashes {
  readonly low: Uint32Array
  readonly high: Uint32Array
}
const potHashes = new WeakMap<Layout, PotHashes>()

/** Hashes of the pots' positions `[pots]`, computed once a layout. */
function hashesOf(layout: Layout): PotHashes {
  let hashes = potHashes.get(layout)
  if (hashes) return hashes
  const words = Array.from(layout.pots, (cell) => tupleHash(cell % layout.width, Math.floor(cell / layout.width)))
  hashes = { low: Uint32Array.from(words, (word) => word[0]), high: Uint32Array.from(words, (word) => word[1]) }
  potHashes.set(layout, hashes)
  return hashes
}

/** Cells of the idle pots with 1 .. max - 1 ingredients, in the reference's order. */
export function partialPots(world: KitchenWorld, slot: number): number[] {
  const { layout, cells } = world.tables
  const { item, mix, cook } = world.state
  const found: number[] = []
  // They go into the set by number of ingredients, then row-major.
  for (let count = 1; count < layout.recipes.max; count++) {
    for (let pot = 0; pot < layout.pots.length; pot++) {
      const at = slot * cells + layout.pots[pot]
      if (item[at] !== NOTHING && cook[at] <= IDLE && mixCount(mix[at]) === count) found.push(pot)
    }
  }
  if (found.length < 2) return found.map((pot) => layout.pots[pot])
  const { low, high } = hashesOf(layout)
  return setOrder(
    found.map((pot) => low[pot]),
    found.map((pot) => high[pot]),
  ).map((i) => layout.pots[found[i]])
}
