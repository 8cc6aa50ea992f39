/**
 * The `common` view and the common actions: one shape for every family of environments, so that one network can be carried from
 * one to the next. A row is bytes, each standing for byte / 255 in [0, 1]:
 *
 *   the self (`SELF`), `NEAREST` entities of `ENTITY` bytes each, nearest first, zeros where there are fewer, and a window of
 *   `WINDOW` x `WINDOW` cells around the agent, row by row, `PLANES` bytes each.
 *
 * A family writes its rows with the functions below and says with `CommonActions` what the common actions mean to it.
 */
import { box, multiDiscrete, type Box, type MultiDiscrete } from './spaces.ts'
import { threefry } from './keyed.ts'

/** What an entity is, whatever its family: index of its one-hot. */
export const KINDS = ['being', 'recipient', 'watcher', 'source', 'vessel', 'item', 'outlet', 'hazard'] as const
export const BEING = 0 // acts
export const RECIPIENT = 1 // has needs, does not act
export const WATCHER = 2
export const SOURCE = 3 // gives things: a box, a tree, a vein
export const VESSEL = 4 // changes what is put into it
export const ITEM = 5 // lies about
export const OUTLET = 6 // takes things for good: a serving hatch, a market
export const HAZARD = 7

/** What a cell of the window is; several may hold, none outside the map. */
export const PLANE_NAMES = ['passable', 'blocked', 'usable', 'outlet', 'hazard', 'occupied'] as const
export const PASSABLE = 0
export const BLOCKED = 1
export const USABLE = 2
export const OUTLET_CELL = 3
export const HAZARD_CELL = 4
export const OCCUPIED = 5

/** Things that a family can tell apart in hands, numbers in an appearance, cues, and wants. */
export const THINGS = 8
export const LOOKS = 8
export const CUES = 4
export const WANTS = 16
export const BARS = 2
/** Tokens of the message head; 0 is silence. */
export const MESSAGES = 8

export const NEAREST = 24
/** Cells a side of the window, odd. */
export const WINDOW = 7
export const PLANES = PLANE_NAMES.length

/** The most that a byte can say: offsets in cells each way, prices in reward. */
export const OFFSET_FULL = 16
export const PRICE_FULL = 100

/** Parts of a block by name: first byte of each, and bytes in all. */
export interface Parts<K extends string> {
  readonly at: Readonly<Record<K, number>>
  readonly size: number
}

function lay<K extends string>(sizes: Readonly<Record<K, number>>): Parts<K> {
  const at: Partial<Record<K, number>> = {}
  let size = 0
  for (const name in sizes) {
    at[name] = size
    size += sizes[name]
  }
  // A copy has fixed slots; an object grown by computed keys is a hash table to V8 (fields.ts).
  return { at: { ...at } as Record<K, number>, size }
}

/** Bytes of the agent's own block. */
export const SELF = lay({
  /** Where it looks: north, south, east, west. */
  facing: 4,
  /** What it holds, one-hot over the family's things, then how much of it, of what quality, how far on, and whether it is ready. */
  holds: THINGS,
  amount: 1,
  quality: 1,
  progress: 1,
  ready: 1,
  /** Wellbeing and placebo, in the order that the world's key chose. */
  bars: BARS,
  looks: LOOKS,
  /** Column and row as a share of the map. */
  place: 2,
  /** Share of the episode left; 0 where it has no end. */
  left: 1,
  /** Whether it cannot act. */
  still: 1,
  /** What keeping pays it. */
  price: 1,
  /** What is asked for, in the family's order. */
  wants: WANTS,
})

/** Bytes of an entity's block. */
export const ENTITY = lay({
  present: 1,
  kind: KINDS.length,
  looks: LOOKS,
  /** Columns to the east and rows to the south, 128 for none. */
  offset: 2,
  /** Whether the agent faces it from the next cell. */
  front: 1,
  facing: 4,
  bars: BARS,
  holds: THINGS,
  amount: 1,
  quality: 1,
  progress: 1,
  ready: 1,
  /** What giving it a thing for keeps pays the agent, in private. */
  price: 1,
  /** A watcher: open, sees the agent. A being: cannot act. The fourth is the family's. */
  cues: CUES,
  /** One-hot over tokens 1 and up of what it says and the agent hears. */
  message: MESSAGES - 1,
})
export const OPEN_CUE = 0
export const SEES_CUE = 1
export const STILL_CUE = 2

/** First bytes of the three parts, and bytes of a row. */
export const ENTITIES_AT = SELF.size
export const WINDOW_AT = ENTITIES_AT + NEAREST * ENTITY.size
export const COMMON_SIZE = WINDOW_AT + WINDOW * WINDOW * PLANES

export const commonBox = (): Box => box([COMMON_SIZE], 'u8', 0, 255, 255)

/** First byte of entity `i`'s block in a row. */
export const entityAt = (i: number): number => ENTITIES_AT + i * ENTITY.size

/** First byte of a window cell, `dx` columns to the east and `dy` rows to the south of the agent. */
export const windowAt = (dx: number, dy: number): number =>
  WINDOW_AT + ((dy + (WINDOW >> 1)) * WINDOW + dx + (WINDOW >> 1)) * PLANES

/** A share in [0, 1] as a byte; what lies outside is cut. */
export const shareByte = (share: number): number => (share <= 0 ? 0 : share >= 1 ? 255 : Math.round(share * 255))

/** An offset in cells as a byte, 8 a cell around 128; what lies further than `OFFSET_FULL` is cut. */
export const offsetByte = (cells: number): number => Math.max(0, Math.min(255, 128 + (128 / OFFSET_FULL) * cells))

/** Zeroes a block. */
export function clearBlock(out: Uint8Array, at: number, size: number): void {
  for (let i = at; i < at + size; i++) out[i] = 0
}

/** The entities nearest to one agent, nearest first, without allocation: `keys` order them. */
export interface Nearest {
  readonly ids: Int32Array
  readonly keys: Float64Array
  count: number
}

/** Scratch for one agent's entities; make it once. */
export const createNearest = (): Nearest => ({
  ids: new Int32Array(NEAREST),
  keys: new Float64Array(NEAREST),
  count: 0,
})

/** Offers an entity; ids are below 2^20. Of equal distances the lower id is nearer, so the order of offers does not matter. */
export function offer(nearest: Nearest, id: number, distance: number): void {
  const { ids, keys } = nearest
  const key = distance * 1048576 + id
  let i = nearest.count
  if (i === NEAREST) {
    if (key >= keys[NEAREST - 1]) return
    i--
  } else nearest.count++
  for (; i > 0 && keys[i - 1] > key; i--) {
    keys[i] = keys[i - 1]
    ids[i] = ids[i - 1]
  }
  keys[i] = key
  ids[i] = id
}

/** Appearances `[count, LOOKS]` of the things of a family that have no appearance of their own: fixed, and unlike each other. */
export function familyLooks(family: number, count: number): Uint8Array {
  return Uint8Array.from(
    { length: count * LOOKS },
    (_, i) => threefry(family, 0, 0, 0, Math.floor(i / LOOKS), i % LOOKS, 0, 0, 12) >>> 24,
  )
}

/** The common actions, one head for the act and one for the message. */
export const COMMON_ACTS = [
  'stay',
  'north',
  'south',
  'east',
  'west',
  'interact',
  'take',
  'give',
  'use',
  'beam',
] as const
export const ACT_STAY = 0
export const ACT_NORTH = 1
export const ACT_SOUTH = 2
export const ACT_EAST = 3
export const ACT_WEST = 4
export const ACT_INTERACT = 5
export const ACT_TAKE = 6
export const ACT_GIVE = 7
export const ACT_USE = 8
export const ACT_BEAM = 9

export const commonActionSpace = (): MultiDiscrete => multiDiscrete([COMMON_ACTS.length, MESSAGES], ['act', 'message'])
/** Bytes of a common mask: acts, then messages. */
export const COMMON_MASK_SIZE = COMMON_ACTS.length + MESSAGES

/** What the common actions mean in a family. */
export interface CommonActions<W> {
  /** Writes the agent's own action row. An act without meaning now is to stay, a message that cannot be said is silence. */
  write(world: W, slot: number, agent: number, act: number, message: number): void
  /** Writes `COMMON_MASK_SIZE` bytes from `at`: 1 where an act or a message has a meaning now. Stay and silence always have. */
  mask(world: W, slot: number, agent: number, out: Uint8Array, at: number): void
}
