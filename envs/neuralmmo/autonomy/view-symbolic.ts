/**
 * The compact view for learning. Every byte stands for byte / 255:
 *
 *   OWN bytes of the agent itself, which with all couplings 0 are a function of its own actions and the key;
 *   `targets` blocks of OTHER bytes, the others in sight, nearest first, in the order that acts count them by;
 *   the window of 11 x 11 cells as everyone sees it, four bytes a cell (look.ts), row by row from north-west, save that what the
 *   agent has eaten is bare in its own, and that in the middle, where it stands, `water` says that it drinks.
 */
import { LOOKS, clearBlock } from '../../core/common.ts'
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { isNegative, isPositive } from './bits.ts'
import { CELL, FOOD_BYTE, LUXURY_BYTE, WATER_BYTE } from './look.ts'
import { CRYSTAL_GOOD, FOOD, FULL, GOODS, INJURY, MOST, ORE_GOOD, OWN_CELLS, VISION, WATER_GOOD } from './numbers.ts'
import { offers } from './offers.ts'
import { faceOf, knows } from './sight.ts'
import { ACTS, type AutonomyConfig, type AutonomyWorld } from './state.ts'
import { WATER_BIT } from '../engine/ways.ts'

export const WINDOW = 2 * VISION + 1
const CELL_BYTES = CELL.length
const WINDOW_BYTES = WINDOW * WINDOW * CELL_BYTES

/** Bytes of the agent's own block, in order. */
// prettier-ignore
export const OWN = [
  'health', 'food', 'water', 'ore', 'crystal', 'x', 'y', 'left', 'down', 'injury', 'north', 'south', 'east', 'west', 'word',
  'talent',
] as const
/** Bytes of another's block. Needs are 0 unless they are known; an offer is one to this agent. */
// prettier-ignore
export const OTHER = [
  'present', 'dx', 'dy', 'face0', 'face1', 'face2', 'face3', 'down', 'injured', 'north', 'south', 'east', 'west', 'ore', 'crystal',
  'word', 'deed', 'deedToMe', 'offers', 'wants', 'known', 'health', 'food', 'water',
] as const

/** An offset within the window as a byte: 25 a cell around 128. */
export const offsetByte = (cells: number): number => 128 + STEP * cells
const STEP = Math.floor(128 / VISION)
/** A kind of act, and a good (of 0 to 4), as a byte. */
const DEED_BYTE = Math.floor(255 / (ACTS.length - 1))
const GOOD_BYTE = Math.floor(255 / GOODS.length)
/** Points of 100, and tenths of 200 of a luxury, as bytes. */
const POINTS = Uint8Array.from({ length: FULL + 1 }, (_, points) => (255 * points) / FULL)
const TENTHS = Uint8Array.from({ length: MOST[ORE_GOOD] + 1 }, (_, tenths) => (255 * tenths) / MOST[ORE_GOOD])

export const rowBytes = ({ targets }: AutonomyConfig): number => OWN.length + targets * OTHER.length + WINDOW_BYTES

export const symbolic: View<AutonomyWorld> = {
  summary: 'self, then the others in sight, then 11 x 11 cells of 4 bytes; a byte each (byte / 255)',
  space: ({ config }) => box([rowBytes(config)], 'u8', 0, 255, 255),
  write(world, slot) {
    const { tables, observations, rowSize, kernels, config } = world
    for (let row = slot * tables.bodies; row < (slot + 1) * tables.bodies; row++)
      kernels.clear(observations.byteOffset + row * rowSize + OWN.length, config.targets * OTHER.length)
    symbolic.update!(world, slot)
  },
  // A pass for each part: what a pass reads stays at hand from one agent to the next.
  update(world, slot) {
    const window = OWN.length + world.config.targets * OTHER.length
    writeWindows(world, slot, window)
    stripWindows(world, slot, window)
    writeSelves(world, slot, 0)
    writeOthers(world, slot)
  },
}

/** The windows of all agents, from byte `at` of their rows. */
function writeWindows(world: AutonomyWorld, slot: number, at: number): void {
  const { tables, rowSize, kernels } = world
  const { x, y, look, ways } = world.state
  const { bodies } = tables
  const { size, cells } = tables.ground
  const out = world.observations as Uint8Array
  const stride = size * CELL_BYTES
  const corner = look.byteOffset + (slot * cells - VISION * size - VISION) * CELL_BYTES
  const middle = at + (VISION * WINDOW + VISION) * CELL_BYTES + WATER_BYTE
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const here = y[row] * size + x[row]
    const to = out.byteOffset + row * rowSize + at
    kernels.copyWindow(to, WINDOW * CELL_BYTES, corner + here * CELL_BYTES, stride, WINDOW * CELL_BYTES, WINDOW)
    out[row * rowSize + middle] = 255 * (ways[slot * cells + here] >> WATER_BIT)
  }
}

/** What agents have eaten is bare in their own windows. Own blocks, where what lies outside goes, are written after. */
function stripWindows(world: AutonomyWorld, slot: number, at: number): void {
  const { tables, rowSize } = world
  const { x, y, eaten, eatenCount } = world.state
  const { bodies } = tables
  const out = world.observations as Uint8Array
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const x0 = x[row] - VISION
    const y0 = y[row] - VISION
    const own = row * rowSize
    const end = row * OWN_CELLS + eatenCount[row]
    for (let i = row * OWN_CELLS; i < end; i++) {
      const u = (eaten[i] & 0xffff) - x0
      const v = (eaten[i] >>> 16) - y0
      const isInside = isNegative(u | v | (WINDOW - 1 - u) | (WINDOW - 1 - v)) ^ 1
      const to = own + ((at + (v * WINDOW + u) * CELL_BYTES) & -isInside)
      out[to + FOOD_BYTE] = out[to + LUXURY_BYTE] = 0
    }
  }
}

/** The own blocks of all agents, from byte `at` of their rows. */
export function writeSelves(world: AutonomyWorld, slot: number, at: number): void {
  const { tables, tick, config, rowSize } = world
  const { goods, health, x, y, down, injury, facing, said, talent } = world.state
  const { bodies, places, words } = tables
  const out = world.observations as Uint8Array
  const left = config.horizon === Infinity ? 0 : 255 - Math.floor((255 * tick[slot]) / config.horizon)
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const to = row * rowSize + at
    const first = row * GOODS.length
    out[to] = POINTS[health[row]]
    out[to + 1] = POINTS[goods[first + FOOD]]
    out[to + 2] = POINTS[goods[first + WATER_GOOD]]
    out[to + 3] = TENTHS[goods[first + ORE_GOOD]]
    out[to + 4] = TENTHS[goods[first + CRYSTAL_GOOD]]
    out[to + 5] = places[x[row]]
    out[to + 6] = places[y[row]]
    out[to + 7] = left
    out[to + 8] = down[row] === 0 ? 0 : (255 * down[row]) / config.rest
    out[to + 9] = injury[row] === 0 ? 0 : (255 * injury[row]) / INJURY
    writeFacing(out, to + 10, facing[row])
    out[to + 14] = words[said[row]]
    out[to + 15] = 255 * talent[row]
  }
}

/** Four bytes, one for each direction. */
function writeFacing(out: Uint8Array, at: number, facing: number): void {
  out[at] = out[at + 1] = out[at + 2] = out[at + 3] = 0
  out[at + facing - 1] = 255
}

/** The blocks of others in all rows. Of those that are left over from before, the first that is empty is followed by empty ones. */
function writeOthers(world: AutonomyWorld, slot: number): void {
  const { tables, config, rowSize } = world
  const { seen, company } = world.state
  const { targets } = config
  const out = world.observations as Uint8Array
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    const found = company[row]
    const at = row * rowSize + OWN.length
    for (let k = 0; k < found; k++)
      writeOther(world, slot, agent, seen[row * targets + k] - 1, out, at + k * OTHER.length)
    for (let k = found; k < targets && out[at + k * OTHER.length] > 0; k++)
      clearBlock(out, at + k * OTHER.length, OTHER.length)
  }
}

/** What an agent sees of another: its body, four of the eight bytes of its face, what it did and says, its needs if they are known. */
export function writeOther(
  world: AutonomyWorld,
  slot: number,
  agent: number,
  other: number,
  out: Uint8Array,
  at: number,
): void {
  const { tables } = world
  const { x, y, goods, health, down, injury, facing, said, deed, deedTo, offerGood, offerWants } = world.state
  const { faces, words } = tables
  const row = slot * tables.bodies + agent
  const b = slot * tables.bodies + other
  const first = b * GOODS.length
  const face = faceOf(world, slot, other) * LOOKS
  const stands = offers(world, slot, other, agent) ? GOOD_BYTE : 0
  const known = knows(world, slot, agent, other) ? 1 : 0
  out[at] = 255
  out[at + 1] = offsetByte(x[b] - x[row])
  out[at + 2] = offsetByte(y[b] - y[row])
  out[at + 3] = faces[face]
  out[at + 4] = faces[face + 1]
  out[at + 5] = faces[face + 2]
  out[at + 6] = faces[face + 3]
  out[at + 7] = 255 * isPositive(down[b])
  out[at + 8] = 255 * isPositive(injury[b])
  writeFacing(out, at + 9, facing[b])
  out[at + 13] = TENTHS[goods[first + ORE_GOOD]]
  out[at + 14] = TENTHS[goods[first + CRYSTAL_GOOD]]
  out[at + 15] = words[said[b]]
  out[at + 16] = DEED_BYTE * deed[b]
  out[at + 17] = 255 * (isPositive(deedTo[b] ^ (agent + 1)) ^ 1)
  out[at + 18] = stands * offerGood[b]
  out[at + 19] = stands * offerWants[b]
  out[at + 20] = 255 * known
  out[at + 21] = known * POINTS[health[b]]
  out[at + 22] = known * POINTS[goods[first + FOOD]]
  out[at + 23] = known * POINTS[goods[first + WATER_GOOD]]
}
