/**
 * Who stands where. Bodies are agents and whatever else walks: agent a is body a, others come after. For searches they
 * are sorted by blocks of 16 x 16 cells; the bodies of a row of blocks lie side by side, so a search reads two or three
 * stretches.
 */
import { BLOCK } from '../../core/kernels-crowd-code.ts'
import type { EngineWorld } from './state.ts'

export { BLOCK }

/** Blocks a side of a map of `size` cells. */
export const blocksAcross = (size: number): number => (size + (1 << BLOCK) - 1) >> BLOCK

/** Empties the map and names the bodies by their numbers. */
export function clearCrowd({ state, tables }: EngineWorld, slot: number): void {
  const { bodies, ground } = tables
  state.here.fill(0, slot * bodies, (slot + 1) * bodies)
  state.crowd.fill(0, slot * ground.cells, (slot + 1) * ground.cells)
  for (let body = 0; body < bodies; body++) {
    const at = slot * bodies + body
    state.name[at] = body
    state.x[at] = state.y[at] = 0
  }
}

/** Cell that a body stands on. */
export const cellOf = ({ state, tables }: EngineWorld, slot: number, body: number): number =>
  state.y[slot * tables.bodies + body] * tables.ground.size + state.x[slot * tables.bodies + body]

/** Puts a body that is not on the map on a cell. */
export function enter(world: EngineWorld, slot: number, body: number, x: number, y: number): void {
  const { state, tables } = world
  const at = slot * tables.bodies + body
  state.here[at] = 1
  state.x[at] = x
  state.y[at] = y
  state.crowd[slot * tables.ground.cells + y * tables.ground.size + x]++
}

/** Counts anew who stands on each cell, by the places of those that are here; nobody claims one. */
export function recount(world: EngineWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, ground } = tables
  state.crowd.fill(0, slot * ground.cells, (slot + 1) * ground.cells)
  state.claim.fill(0, slot * ground.cells, (slot + 1) * ground.cells)
  for (let body = 0; body < bodies; body++) {
    const b = slot * bodies + body
    if (state.here[b] === 1) enter(world, slot, body, state.x[b], state.y[b])
  }
}

/** Takes a body off the map. */
export function leave(world: EngineWorld, slot: number, body: number): void {
  const { state, tables } = world
  const at = slot * tables.bodies + body
  const x = state.x[at]
  const y = state.y[at]
  state.here[at] = 0
  const cell = slot * tables.ground.cells + y * tables.ground.size + x
  state.crowd[cell] = tables.shares ? state.crowd[cell] - 1 : 0
}

/** The body on a cell whose name comes first, -1 if the cell is empty. Asks everyone: not for use in a hot step. */
export function bodyOn({ state, tables }: EngineWorld, slot: number, x: number, y: number): number {
  const { bodies, ground } = tables
  if (state.crowd[slot * ground.cells + y * ground.size + x] === 0) return -1
  let found = -1
  for (let b = slot * bodies; b < (slot + 1) * bodies; b++) {
    if (state.here[b] === 0 || state.x[b] !== x || state.y[b] !== y) continue
    if (found < 0 || state.name[b] < state.name[found]) found = b
  }
  return found - slot * bodies
}

/** Scratch of searches: [bodies + 1] what was found, a body plus one each, and keys to sort it by. */
export interface Found {
  readonly found: Uint16Array
  readonly keys: Int32Array
}

export const foundScratch = (bodies: number): Found => ({
  found: new Uint16Array(bodies + 1),
  keys: new Int32Array(bodies + 1),
})

/** Sorts those on the map by blocks, for `look` until somebody moves. */
export function sortCrowd({ state, tables, kernels }: EngineWorld, slot: number): void {
  const { bodies, blocks, across } = tables
  kernels.sortByBlock(
    state.blockStart.byteOffset + 4 * slot * (blocks + 2),
    state.blockBody.byteOffset + 2 * slot * bodies,
    state.blockPlace.byteOffset + 4 * slot * bodies,
    bodies,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.here.byteOffset + slot * bodies,
    across,
    blocks,
  )
}

/**
 * Lists the bodies within `radius` (the larger of dx, dy) of a body, itself not, nearest first and of equals the first
 * by name: body + 1 each into `out` from `at`, 0 where there are fewer than `most`. Returns how many there are, listed
 * or not. Needs `sortCrowd` since the last move. The window may not leave the map: the border is wider.
 */
export function look(
  { state, tables }: EngineWorld,
  slot: number,
  viewer: number,
  radius: number,
  out: Uint16Array,
  at: number,
  most: number,
): number {
  const { index, across, bodies, blocks } = tables
  const { keys, found } = index
  const { blockStart: start, blockBody: body, blockPlace: place } = state
  const base = slot * bodies
  const firstBlock = slot * (blocks + 2)
  const x0 = state.x[base + viewer]
  const y0 = state.y[base + viewer]
  const left = (x0 - radius) >> BLOCK
  const right = ((x0 + radius) >> BLOCK) + 1
  const bottom = (y0 + radius) >> BLOCK
  // Who is met cannot be foreseen, so nothing branches on it: everyone is written down, and counts or not.
  let met = 0
  for (let v = (y0 - radius) >> BLOCK; v <= bottom; v++) {
    const end = base + start[firstBlock + v * across + right]
    for (let i = base + start[firstBlock + v * across + left]; i < end; i++) {
      const dx = Math.abs((place[i] & 0xffff) - x0)
      const dy = Math.abs((place[i] >>> 16) - y0)
      const distance = dx - ((dx - dy) & ((dx - dy) >> 31))
      const other = body[i]
      found[met] = other + 1
      keys[met] = (distance << 16) | state.name[base + other]
      met += ((distance - radius - 1) & ((other - viewer) | (viewer - other))) >>> 31
    }
  }
  sortFound(index, met)
  for (let i = 0; i < most; i++) out[at + i] = i < met ? found[i] : 0
  return met
}

/**
 * Says for each of the first `count` that `list` lists, bodies whose numbers less `first` it has, the nearest body
 * within `radius`, plus one, of equals the first by name, among those numbered from `from` to before `end`, none of
 * which is listed; 0 for none: in `answers`. Needs `sortCrowd` since the last move.
 */
export function findNearest(
  { state, tables, kernels }: EngineWorld,
  slot: number,
  count: number,
  first: number,
  radius: number,
  from: number,
  end: number,
): void {
  const { bodies, blocks, across, room } = tables
  kernels.nearest(
    state.answers.byteOffset + 4 * slot * room,
    state.list.byteOffset + 4 * slot * room,
    count,
    first,
    radius,
    from,
    end - from,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.name.byteOffset + 2 * slot * bodies,
    state.blockStart.byteOffset + 4 * slot * (blocks + 2),
    state.blockBody.byteOffset + 2 * slot * bodies,
    state.blockPlace.byteOffset + 4 * slot * bodies,
    across,
  )
}

/** Sorts what was found by keys: by insertion, since there is little of it. */
function sortFound({ keys, found }: Found, met: number): void {
  for (let i = 1; i < met; i++) {
    const key = keys[i]
    const one = found[i]
    let j = i
    for (; j > 0 && keys[j - 1] > key; j--) {
      keys[j] = keys[j - 1]
      found[j] = found[j - 1]
    }
    keys[j] = key
    found[j] = one
  }
}
