/**
 * As `symbolic`, but instead of the window the ways that lead through it: a row of eight bytes for the nearest cell in reach of each
 * thing (WAYS), and for the furthest in each direction. 112 bytes where nobody can be singled out and nothing owned, to 1,824.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { CRYSTAL, FISH, FOLIAGE, HERB, ORE, TREE, WATER } from '../materials.ts'
import { DX, DY, MOVES } from '../engine/moves.ts'
import { LOOK } from './look.ts'
import { RULES } from './numbers.ts'
import type { SurvivalWorld } from './state.ts'
import {
  GOODS_AT,
  marketAt,
  othersAt,
  windowAt,
  writeGoods,
  writeOffers,
  writeOthers,
  writeSelves,
} from './view-symbolic.ts'
import { EAST, NOWHERE, SOUTH, findWays, furthest, nearestBeside, nearestOn, setOf, type Ways } from './ways.ts'

/** Bytes of a way: whether there is one, how near the cell is, whether one stands on it, and the moves that a shortest way begins with. */
// prettier-ignore
export const WAY = ['known', 'near', 'here', 'north', 'south', 'east', 'west', 'unused'] as const
/** Where ways lead: to what one stands on, to what one stands beside, and as far as possible in a direction. */
// prettier-ignore
export const WAYS = [
  'foliage', 'herb', 'ore', 'tree', 'crystal', 'water', 'fish', 'far_north', 'far_south', 'far_east', 'far_west',
] as const
const ON = [FOLIAGE, HERB, ORE, TREE, CRYSTAL].map((material) => setOf(material))
const BESIDE = [WATER, FISH].map((material) => setOf(material))
const WAY_BYTES = WAY.length
const FULL = 255
/** What a step takes off how near a cell is. */
const STEP_UNIT = 16
/** The first move that leads somewhere, and where the moves of a way begin. */
const FIRST_MOVE = 1
const MOVES_AT = 3

export const ways: View<SurvivalWorld> = {
  summary:
    'rows of 8 bytes: oneself, own items, others in sight, offers, and ways to what is in sight instead of a window',
  space: ({ config, tables }) =>
    box([windowAt(config, tables) / LOOK.length + WAYS.length, LOOK.length], 'u8', 0, FULL, FULL),
  write(world, slot) {
    const { tables, live, rowSize, kernels, config } = world
    const { players, on } = tables
    const out = world.observations as Uint8Array
    kernels.clear(out.byteOffset + slot * players * rowSize, players * rowSize)
    for (let agent = 0; agent < players; agent++) {
      const p = slot * players + agent
      if (live[p] === 0) continue
      if (on.items) writeGoods(world, p, out, p * rowSize + GOODS_AT)
      writeOthers(world, slot, agent, out, p * rowSize + othersAt(tables))
      if (on.exchange) writeOffers(world, slot, out, p * rowSize + marketAt(config, tables))
      writeWays(world, slot, agent, out, p * rowSize + windowAt(config, tables))
    }
    writeSelves(world, slot, out)
  },
}

function writeWays(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables } = world
  const { ways } = tables
  const { size } = tables.ground
  findWays(world, slot, agent, ways)
  for (let i = 0; i < ON.length; i++, at += WAY_BYTES) writeWay(ways, nearestOn(ways, state, ON[i]), out, at)
  for (let i = 0; i < BESIDE.length; i++, at += WAY_BYTES) {
    writeWay(ways, nearestBeside(ways, state, size, BESIDE[i]), out, at)
  }
  for (let move = FIRST_MOVE; move < MOVES.length; move++, at += WAY_BYTES) {
    const cell = furthest(ways, DX[move], DY[move], 1)
    writeWay(ways, cell, out, at)
    if (cell !== NOWHERE) out[at + 1] = (FULL * (EAST[cell] * DX[move] + SOUTH[cell] * DY[move])) / RULES.vision
  }
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
