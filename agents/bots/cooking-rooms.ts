/** A kitchen as its cooks know it: which rooms it has, what is reached from each, and what is in them now. */
import {
  BOX, COOKING, COUNTER, HATCH, ITEMS, NOTHING, POT, TOMATOES,
} from '../../envs/meltingpot/cooking-kinds.ts' // prettier-ignore
import type { CookingWorld } from '../../envs/meltingpot/cooking.ts'
import { NOWHERE } from '../../envs/meltingpot/engine/state.ts'

/** Rooms, numbered from 0: floor that is connected. They are the same in all slots. */
export interface Rooms {
  /** [C] room of each floor cell. */
  readonly of: Uint8Array
  /** By room, `[C]` 1 for what hands reach from it. */
  readonly reach: readonly Uint8Array[]
  /** By room, 1 where a pot is in reach. */
  readonly hasPot: Uint8Array
  /** [C] 1 for what is in reach of a room with a pot, of none of these, and of one with a hatch. */
  readonly nearPot: Uint8Array
  readonly offPot: Uint8Array
  readonly nearHatch: Uint8Array
}

const NO_ROOM = 255

export function roomsOf({ tables, state }: CookingWorld): Rooms {
  const { cells, next, solid } = tables
  const of = new Uint8Array(cells).fill(NO_ROOM)
  const reach: Uint8Array[] = []
  const isFloor = (cell: number): boolean => cell !== NOWHERE && solid[state.kind[cell]] === 0
  for (let start = 0; start < cells; start++) {
    if (!isFloor(start) || of[start] !== NO_ROOM) continue
    const reached = new Uint8Array(cells)
    const room = new Set([start])
    for (const cell of room) {
      of[cell] = reach.length
      for (const beside of next.subarray(cell * 4, cell * 4 + 4)) {
        if (isFloor(beside)) room.add(beside)
        else if (beside !== NOWHERE) reached[beside] = 1
      }
    }
    reach.push(reached)
  }
  const has = (room: Uint8Array, first: number, end: number): boolean =>
    room.some((reached, cell) => reached === 1 && state.kind[cell] >= first && state.kind[cell] < end)
  const near = (first: number, end: number): Uint8Array => {
    const chosen = reach.filter((room) => has(room, first, end))
    return Uint8Array.from({ length: cells }, (_, cell) => (chosen.some((room) => room[cell] === 1) ? 1 : 0))
  }
  const nearPot = near(POT, Infinity)
  return {
    of,
    reach,
    hasPot: Uint8Array.from(reach, (room) => (has(room, POT, Infinity) ? 1 : 0)),
    nearPot,
    offPot: nearPot.map((is) => 1 - is),
    nearHatch: near(HATCH, POT),
  }
}

/** What a kitchen has of each item, `[ITEMS]`, and what its pots need. */
export interface Stock {
  /** In the hands of those who reach a pot, and on its way to them: on counters that they reach, and in other hands. */
  readonly hands: Uint8Array
  readonly supply: Uint8Array
  /** Places for tomatoes in pots, pots that have no more, and those among them whose soup waits too long. */
  places: number
  full: number
  late: number
}

/** Steps that a soup may wait for whoever has a dish in hands: then a cook does not count on them any more. */
const PATIENCE = 20

export const emptyStock = (): Stock => ({
  hands: new Uint8Array(ITEMS.length),
  supply: new Uint8Array(ITEMS.length),
  places: 0,
  full: 0,
  late: 0,
})

/** Counts what is in a slot. */
export function takeStock(stock: Stock, { state, tables, agents }: CookingWorld, slot: number, rooms: Rooms): void {
  const { hands, supply } = stock
  hands.fill(0)
  supply.fill(0)
  stock.places = stock.full = stock.late = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const held = rooms.hasPot[rooms.of[state.cell[row]]] === 1 ? hands : supply
    held[state.holds[row]]++
  }
  for (let cell = 0; cell < tables.cells; cell++) {
    const kind = state.kind[slot * tables.cells + cell]
    if (kind >= COOKING) stock.full++
    else if (kind >= POT) stock.places += POT + TOMATOES - kind
    else if (kind >= COUNTER && kind < BOX && rooms.nearPot[cell] === 1) supply[kind - COUNTER]++
  }
  for (const clock of state.clock.subarray(slot * tables.pots.length, (slot + 1) * tables.pots.length)) {
    if (clock > tables.numbers.cookingSteps + PATIENCE) stock.late++
  }
  hands[NOTHING] = supply[NOTHING] = 0
}
