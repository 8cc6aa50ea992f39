/**
 * The compact view for learning. Every byte stands for byte / 255:
 *
 *   OWN bytes of the agent itself, which with all couplings 0 are a function of its own actions and the key;
 *   `targets` blocks of OTHER bytes, the others in sight, nearest first, in the order that acts count them by;
 *   the window of 11 x 11 cells as everyone sees it, four bytes a cell (look.ts), row by row from north-west, save that what the
 *   agent has eaten is bare in its own, and that in the middle, where it stands, `water` says that it drinks.
 */
import { LOOKS } from '../../core/common.ts'
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { touches } from '../ground.ts'
import { WATER } from '../materials.ts'
import { CELL, FOOD_BYTE, LUXURY_BYTE, WATER_BYTE } from './look.ts'
import { CRYSTAL_GOOD, FOOD, FULL, GOODS, INJURY, MOST, ORE_GOOD, OWN_CELLS, VISION, WATER_GOOD } from './numbers.ts'
import { offers } from './offers.ts'
import { faceOf, knows } from './sight.ts'
import { ACTS, type AutonomyConfig, type AutonomyWorld } from './state.ts'

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

/** Bytes of a face that are shown here: four of its eight tell agents apart. */
const FACE = 4
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
    const { tables, observations, rowSize, kernels, state, config } = world
    const { bodies, ground } = tables
    const bytes = observations as Uint8Array
    const stride = ground.size * CELL_BYTES
    const looks = state.look.byteOffset + slot * ground.cells * CELL_BYTES
    const window = OWN.length + config.targets * OTHER.length
    for (let agent = 0; agent < bodies; agent++) {
      const row = slot * bodies + agent
      const at = row * rowSize
      const corner = (state.y[row] - VISION) * stride + (state.x[row] - VISION) * CELL_BYTES
      kernels.copyWindow(
        bytes.byteOffset + at + window,
        WINDOW * CELL_BYTES,
        looks + corner,
        stride,
        WINDOW * CELL_BYTES,
        WINDOW,
      )
      writeOwnCells(world, slot, agent, bytes, at + window)
      writeOwn(world, slot, agent, bytes, at)
      writeOthers(world, slot, agent, bytes, at + OWN.length)
    }
  },
}

/** The agent's own block of a row. */
export function writeOwn(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, tick, config } = world
  const { goods } = state
  const { bodies, ground, words } = tables
  const row = slot * bodies + agent
  const first = row * GOODS.length
  out[at] = POINTS[state.health[row]]
  out[at + 1] = POINTS[goods[first + FOOD]]
  out[at + 2] = POINTS[goods[first + WATER_GOOD]]
  out[at + 3] = TENTHS[goods[first + ORE_GOOD]]
  out[at + 4] = TENTHS[goods[first + CRYSTAL_GOOD]]
  out[at + 5] = (255 * state.x[row]) / ground.size
  out[at + 6] = (255 * state.y[row]) / ground.size
  out[at + 7] = config.horizon === Infinity ? 0 : 255 - (255 * tick[slot]) / config.horizon
  out[at + 8] = (255 * state.down[row]) / config.rest
  out[at + 9] = (255 * state.injury[row]) / INJURY
  writeFacing(out, at + 10, state.facing[row])
  out[at + 14] = words[state.said[row]]
  out[at + 15] = 255 * state.talent[row]
}

/** Four bytes, one for each direction. */
function writeFacing(out: Uint8Array, at: number, facing: number): void {
  out[at] = out[at + 1] = out[at + 2] = out[at + 3] = 0
  out[at + facing - 1] = 255
}

function writeOthers(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, config, kernels } = world
  const row = slot * tables.bodies + agent
  const found = state.company[row]
  for (let k = 0; k < found; k++) {
    writeOther(world, slot, agent, state.seen[row * config.targets + k] - 1, out, at + k * OTHER.length)
  }
  kernels.clear(out.byteOffset + at + found * OTHER.length, (config.targets - found) * OTHER.length)
}

/** What an agent sees of another: its body, what it did and says, and its needs if they are known. */
export function writeOther(
  world: AutonomyWorld,
  slot: number,
  agent: number,
  other: number,
  out: Uint8Array,
  at: number,
): void {
  const { state, tables } = world
  const row = slot * tables.bodies + agent
  const b = slot * tables.bodies + other
  const { goods } = state
  const { faces, words } = tables
  const first = b * GOODS.length
  const face = faceOf(world, slot, other) * LOOKS
  const stands = offers(world, slot, other, agent) ? GOOD_BYTE : 0
  const known = knows(world, slot, agent, other) ? 1 : 0
  out[at] = 255
  out[at + 1] = offsetByte(state.x[b] - state.x[row])
  out[at + 2] = offsetByte(state.y[b] - state.y[row])
  for (let i = 0; i < FACE; i++) out[at + 3 + i] = faces[face + i]
  out[at + 7] = state.down[b] > 0 ? 255 : 0
  out[at + 8] = state.injury[b] > 0 ? 255 : 0
  writeFacing(out, at + 9, state.facing[b])
  out[at + 13] = TENTHS[goods[first + ORE_GOOD]]
  out[at + 14] = TENTHS[goods[first + CRYSTAL_GOOD]]
  out[at + 15] = words[state.said[b]]
  out[at + 16] = DEED_BYTE * state.deed[b]
  out[at + 17] = state.deedTo[b] === agent + 1 ? 255 : 0
  out[at + 18] = stands * state.offerGood[b]
  out[at + 19] = stands * state.offerWants[b]
  out[at + 20] = 255 * known
  out[at + 21] = known * POINTS[state.health[b]]
  out[at + 22] = known * POINTS[goods[first + FOOD]]
  out[at + 23] = known * POINTS[goods[first + WATER_GOOD]]
}

/** What the agent alone knows of its window: its bare cells, and the cell that it stands on. */
function writeOwnCells(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const { eaten, eatenCount } = state
  const row = slot * tables.bodies + agent
  const x0 = state.x[row] - VISION
  const y0 = state.y[row] - VISION
  for (let i = row * OWN_CELLS; i < row * OWN_CELLS + eatenCount[row]; i++) {
    const u = (eaten[i] & 0xffff) - x0
    const v = (eaten[i] >>> 16) - y0
    if (u < 0 || v < 0 || u >= WINDOW || v >= WINDOW) continue
    const to = at + (v * WINDOW + u) * CELL_BYTES
    out[to + FOOD_BYTE] = out[to + LUXURY_BYTE] = 0
  }
  const middle = at + (VISION * WINDOW + VISION) * CELL_BYTES
  const here = slot * cells + state.y[row] * size + state.x[row]
  out[middle + WATER_BYTE] = touches(state.terrain, here, size, WATER) ? 255 : 0
}
