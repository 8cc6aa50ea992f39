/**
 * As `symbolic`, but instead of the window the ways that lead through it: a row of eight bytes for the nearest cell in
 * reach of each thing (WAYS), and for the furthest in each direction; 112 bytes in all where nobody can be singled out
 * and nothing is owned.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { CRYSTAL, FISH, FOLIAGE, HERB, MATERIALS, ORE, TREE, WATER } from '../materials.ts'
import { DX, DY, MOVES } from '../engine/moves.ts'
import { LOOK } from './look.ts'
import { isMarked } from './needs/places.ts'
import { needsBytes, writeNeedsBytes } from './needs/view-rows.ts'
import { RULES } from './numbers.ts'
import type { SurvivalConfig, SurvivalTables, SurvivalWorld } from './state.ts'
import {
  GOODS_AT,
  marketAt,
  othersAt,
  windowAt,
  writeGoods,
  writeOffers,
  writeOthers,
  writeSelves,
  writeSkills,
} from './view-symbolic.ts'
import { EAST, NOWHERE, SOUTH, findWays, furthest, type Ways } from './ways.ts'

/**
 * Bytes of a way: whether there is one, how near the cell is, whether one stands on it, and the moves that a shortest
 * way begins with.
 */
// prettier-ignore
export const WAY = ['known', 'near', 'here', 'north', 'south', 'east', 'west', 'unused'] as const
/** Where ways lead: to what one stands on, to what one stands beside, and as far as possible in a direction. */
// prettier-ignore
export const WAYS = [
  'foliage', 'herb', 'ore', 'tree', 'crystal', 'water', 'fish', 'far_north', 'far_south', 'far_east', 'far_west',
] as const
const [, , , , , , , FAR_NORTH] = WAYS.keys()
/** [materials] bit i for way i where one stands on it, and where one stands beside it. */
const ON = bitsOf([FOLIAGE, HERB, ORE, TREE, CRYSTAL], 0)
const BESIDE = bitsOf([WATER, FISH], 5)
const ALL = (1 << FAR_NORTH) - 1
const WAY_BYTES = WAY.length
const FULL = 255
/** What a step takes off how near a cell is. */
const STEP_UNIT = 16
/** The first move that leads somewhere, and where the moves of a way begin. */
const FIRST_MOVE = 1
const MOVES_AT = 3

/** First byte of the needs, behind all ways; a way to the nearest marked field ends them. */
const needsAt = (config: SurvivalConfig, tables: SurvivalTables): number =>
  windowAt(config, tables) + WAYS.length * WAY_BYTES

export const ways: View<SurvivalWorld> = {
  summary:
    'rows of 8 bytes: oneself, own items, others in sight, offers, and ways to what is in sight instead of a window',
  space({ config, tables }) {
    const bytes = needsAt(config, tables) + needsBytes(config) + (tables.needs === null ? 0 : WAY_BYTES)
    return box([bytes / LOOK.length, LOOK.length], 'u8', 0, FULL, FULL)
  },
  write(world, slot) {
    const { tables, live, rowSize, kernels, config } = world
    const { players, on } = tables
    const out = world.observations as Uint8Array
    kernels.clear(out.byteOffset + slot * players * rowSize, players * rowSize)
    for (let agent = 0; agent < players; agent++) {
      const p = slot * players + agent
      if (live[p] === 0) continue
      writeSkills(world, p, out, p * rowSize)
      if (on.items) writeGoods(world, p, out, p * rowSize + GOODS_AT)
      writeOthers(world, slot, agent, out, p * rowSize + othersAt(tables))
      if (on.exchange) writeOffers(world, slot, out, p * rowSize + marketAt(config, tables))
      writeWays(world, slot, agent, out, p * rowSize + windowAt(config, tables))
      if (tables.needs === null) continue
      writeNeedsBytes(world, slot, agent, out, p * rowSize + needsAt(config, tables))
      writeWay(tables.ways, nearestField(world, slot), out, (p + 1) * rowSize - WAY_BYTES)
    }
    writeSelves(world, slot, 0)
  },
}

function bitsOf(materials: readonly number[], from: number): Uint8Array {
  const bits = new Uint8Array(MATERIALS.length)
  for (const [i, material] of materials.entries()) bits[material] = 1 << (from + i)
  return bits
}

function writeWays(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { tables } = world
  const { ways } = tables
  findWays(world, slot, agent, ways)
  writeNearest(world, ways, out, at)
  for (let move = FIRST_MOVE; move < MOVES.length; move++) {
    const to = at + (FAR_NORTH + move - FIRST_MOVE) * WAY_BYTES
    const cell = furthest(ways, DX[move], DY[move], 1)
    writeWay(ways, cell, out, to)
    if (cell !== NOWHERE) out[to + 1] = (FULL * (EAST[cell] * DX[move] + SOUTH[cell] * DY[move])) / RULES.vision
  }
}

/** Goes through the cells in reach, nearest first, until everything is found. */
function writeNearest({ state, tables }: SurvivalWorld, ways: Ways, out: Uint8Array, at: number): void {
  const { terrain } = state
  const { size } = tables.ground
  const { queue, offset, reached } = ways
  let missing = ALL
  for (let i = 0; i < reached && missing !== 0; i++) {
    const there = ways.at + offset[queue[i]]
    const north = BESIDE[terrain[there - size]]
    const south = BESIDE[terrain[there + size]]
    const beside = north | south | BESIDE[terrain[there + 1]] | BESIDE[terrain[there - 1]]
    for (let found = (ON[terrain[there]] | beside) & missing; found !== 0; found &= found - 1) {
      writeWay(ways, queue[i], out, at + (31 - Math.clz32(found & -found)) * WAY_BYTES)
      missing &= ~(found & -found)
    }
  }
}

/** The nearest marked field in reach of whom ways were found for, NOWHERE if none is. */
function nearestField(world: SurvivalWorld, slot: number): number {
  const { queue, offset, reached, at } = world.tables.ways
  const first = slot * world.tables.ground.cells
  for (let i = 0; i < reached; i++) if (isMarked(world, slot, at + offset[queue[i]] - first)) return queue[i]
  return NOWHERE
}

function writeWay({ steps, first }: Ways, cell: number, out: Uint8Array, at: number): void {
  if (cell === NOWHERE) return
  out[at] = FULL
  out[at + 1] = Math.max(0, FULL - STEP_UNIT * steps[cell])
  if (steps[cell] === 0) out[at + 2] = FULL
  for (let move = FIRST_MOVE; move < MOVES.length; move++) {
    out[at + MOVES_AT + move - FIRST_MOVE] = FULL * ((first[cell] >> move) & 1)
  }
}
