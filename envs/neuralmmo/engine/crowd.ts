/**
 * Who stands where. Bodies are agents and whatever else walks: agent a is body a, others come after. Each block of 8 x 8 cells
 * keeps a list of the bodies in it, sorted by name, so a search costs what it finds; how the list came about leaves no trace.
 */
import { BLOCK, type EngineWorld } from './state.ts'

/** Empties the map and names the bodies by their numbers. */
export function clearCrowd({ state, tables }: EngineWorld, slot: number): void {
  const { bodies, ground, blocks } = tables
  state.here.fill(0, slot * bodies, (slot + 1) * bodies)
  state.crowd.fill(0, slot * ground.cells, (slot + 1) * ground.cells)
  state.first.fill(0, slot * blocks, (slot + 1) * blocks)
  for (let body = 0; body < bodies; body++) {
    const at = slot * bodies + body
    state.name[at] = body
    state.x[at] = state.y[at] = state.after[at] = 0
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
  link(world, slot, body, (y >> BLOCK) * tables.across + (x >> BLOCK))
}

/** Takes a body off the map. */
export function leave(world: EngineWorld, slot: number, body: number): void {
  const { state, tables } = world
  const at = slot * tables.bodies + body
  const x = state.x[at]
  const y = state.y[at]
  state.here[at] = 0
  state.crowd[slot * tables.ground.cells + y * tables.ground.size + x]--
  unlink(world, slot, body, (y >> BLOCK) * tables.across + (x >> BLOCK))
}

/** Moves a body on the map to another cell. */
export function shift(world: EngineWorld, slot: number, body: number, x: number, y: number): void {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const at = slot * tables.bodies + body
  const x0 = state.x[at]
  const y0 = state.y[at]
  state.crowd[slot * cells + y0 * size + x0]--
  state.crowd[slot * cells + y * size + x]++
  state.x[at] = x
  state.y[at] = y
  const from = (y0 >> BLOCK) * tables.across + (x0 >> BLOCK)
  const to = (y >> BLOCK) * tables.across + (x >> BLOCK)
  if (from === to) return
  unlink(world, slot, body, from)
  link(world, slot, body, to)
}

function link({ state, tables }: EngineWorld, slot: number, body: number, block: number): void {
  const { first, after, name } = state
  const base = slot * tables.bodies
  const own = name[base + body]
  const head = slot * tables.blocks + block
  let next = first[head]
  if (next === 0 || name[base + next - 1] > own) {
    after[base + body] = next
    first[head] = body + 1
    return
  }
  let before = next
  for (next = after[base + before - 1]; next !== 0 && name[base + next - 1] < own; next = after[base + before - 1]) {
    before = next
  }
  after[base + body] = next
  after[base + before - 1] = body + 1
}

function unlink({ state, tables }: EngineWorld, slot: number, body: number, block: number): void {
  const { first, after } = state
  const base = slot * tables.bodies
  const head = slot * tables.blocks + block
  const next = after[base + body]
  after[base + body] = 0
  if (first[head] === body + 1) {
    first[head] = next
    return
  }
  let before = first[head]
  while (after[base + before - 1] !== body + 1) before = after[base + before - 1]
  after[base + before - 1] = next
}

/** The body on a cell whose name comes first, -1 if the cell is empty. */
export function bodyOn({ state, tables }: EngineWorld, slot: number, x: number, y: number): number {
  const base = slot * tables.bodies
  if (state.crowd[slot * tables.ground.cells + y * tables.ground.size + x] === 0) return -1
  let next = state.first[slot * tables.blocks + (y >> BLOCK) * tables.across + (x >> BLOCK)]
  while (state.x[base + next - 1] !== x || state.y[base + next - 1] !== y) next = state.after[base + next - 1]
  return next - 1
}

/**
 * Lists the bodies within `radius` (the larger of dx, dy) of a body, itself not, nearest first and of equals the first by name:
 * body + 1 each into `out` from `at`, 0 where there are fewer than `most`. Every body within reach is told to `meet` too,
 * in no order that matters, whether it found a place or not. The window may not leave the map: the border is wider.
 */
export function look<W extends EngineWorld>(
  world: W,
  slot: number,
  body: number,
  radius: number,
  out: Uint16Array,
  at: number,
  most: number,
  meet: ((world: W, slot: number, body: number, other: number, distance: number) => void) | null,
): number {
  const { state, tables } = world
  const { x, y, first, after } = state
  const base = slot * tables.bodies
  const x0 = x[base + body]
  const y0 = y[base + body]
  const right = (x0 + radius) >> BLOCK
  const bottom = (y0 + radius) >> BLOCK
  let found = 0
  for (let v = (y0 - radius) >> BLOCK; v <= bottom; v++) {
    const row = slot * tables.blocks + v * tables.across
    for (let u = (x0 - radius) >> BLOCK; u <= right; u++) {
      for (let next = first[row + u]; next !== 0; next = after[base + next - 1]) {
        const other = next - 1
        const dx = Math.abs(x[base + other] - x0)
        const dy = Math.abs(y[base + other] - y0)
        const distance = dx > dy ? dx : dy
        if (distance > radius || other === body) continue
        if (meet !== null) meet(world, slot, body, other, distance)
        if (found === most && most > 0) {
          const last = out[at + most - 1] - 1
          if (!isNearer(state, base, x0, y0, other, distance, last)) continue
          found--
        } else if (most === 0) continue
        let i = found++
        for (; i > 0 && isNearer(state, base, x0, y0, other, distance, out[at + i - 1] - 1); i--) {
          out[at + i] = out[at + i - 1]
        }
        out[at + i] = next
      }
    }
  }
  for (let i = found; i < most; i++) out[at + i] = 0
  return found
}

function isNearer(
  { x, y, name }: EngineWorld['state'],
  base: number,
  x0: number,
  y0: number,
  other: number,
  distance: number,
  last: number,
): boolean {
  const dx = Math.abs(x[base + last] - x0)
  const dy = Math.abs(y[base + last] - y0)
  const there = dx > dy ? dx : dy
  return distance < there || (distance === there && name[base + other] < name[base + last])
}
