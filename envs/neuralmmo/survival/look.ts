/**
 * What everyone sees of a cell: eight bytes, of which a view paints six by the material (kernels.ts, `windows`) and copies the two
 * of the body, kept up to date where something changes.
 */
import { BLOCK } from '../engine/crowd.ts'
import { PALETTE_BYTES, PALETTE_IDS, PALETTE_PLANES } from '../../core/kernels-code.ts'
import { CRYSTAL, DEPLETED, FISH, FOLIAGE, HERB, MATERIALS, ORE, REGROWN, TREE, WALKABLE, WATER } from '../materials.ts'
import { RULES } from './numbers.ts'
import { layScales } from './scales.ts'
import { STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

/**
 * Bytes of a cell, in order: whether one can walk there; what it feeds and waters; which style's ammunition is gathered there; the
 * health of the body on it, and how ready to fight it is where it is an NPC. The last two are the body's, the others the ground's.
 */
export const LOOK = ['walkable', 'food', 'water', 'melee', 'range', 'mage', 'health', 'npc'] as const

const FULL = 255
/** What feeds or waters by way of an item that is gathered there, half as much as foliage and water do (a ration, a potion). */
const PARTLY = 140
/** What a harvest left says where something will grow again. */
const SPENT_SHARE = 0.2
/** Material and byte that it shows in, and how strongly. */
const SHOWN = [
  [FOLIAGE, 1, FULL],
  [HERB, 1, PARTLY],
  [WATER, 2, FULL],
  [FISH, 2, PARTLY],
  [ORE, 3, FULL],
  [TREE, 4, FULL],
  [CRYSTAL, 5, FULL],
] as const

/** Byte of the first of the styles. */
const FIRST_STYLE = 3

/** [planes, ids] the bytes of the ground by material, plane after plane. */
const PALETTE = new Uint8Array(PALETTE_BYTES)
for (const id of MATERIALS.keys()) {
  PALETTE[id] = FULL * WALKABLE[id]
  for (const [material, at, byte] of SHOWN) {
    if (id === material) PALETTE[at * PALETTE_IDS + id] = byte
    else if (DEPLETED[material] === id && REGROWN[id] === material) PALETTE[at * PALETTE_IDS + id] = SPENT_SHARE * byte
  }
}
/** The plane after them: what there is for a style, one of three, in one byte, a fifth of it where it will grow again. */
for (const [material, at] of SHOWN) {
  if (at < FIRST_STYLE) continue
  const byte = ((at - FIRST_STYLE + 1) * FULL) / STYLES
  PALETTE[PALETTE_PLANES * PALETTE_IDS + material] = byte
  PALETTE[PALETTE_PLANES * PALETTE_IDS + DEPLETED[material]] = SPENT_SHARE * byte
}
/** The temper of an NPC as a byte: passive, neutral, aggressive; inspector, merchant and stranger. */
export const TEMPER_BYTE = Uint8Array.of(85, 170, 255, 14, 28, 42)
/** The byte `walkable` of a marked field. */
export const MARKED = 128

/** The map of what is seen of bodies: where nobody shares a cell, `crowd` is that. */
export const figuresOf = ({ state, config }: SurvivalWorld): Uint16Array =>
  config.stacking ? state.figure : state.crowd

/** In `shownHealth`: what is shown must be told anew. */
const UNTOLD = -1

/** Shows the ground of the whole map, and nobody on it. */
export function showGround(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { cells } = tables.ground
  state.shown.fill(0, slot * tables.bodies, (slot + 1) * tables.bodies)
  state.shownHealth.fill(UNTOLD, slot * tables.bodies, (slot + 1) * tables.bodies)
  if (config.stacking) state.figure.fill(0, slot * cells, (slot + 1) * cells)
  state.palette.set(PALETTE, slot * PALETTE_BYTES)
  layScales(world, slot)
}

/** Says that the ground of a cell looks otherwise than before. */
export function showChange({ state, tables }: SurvivalWorld, slot: number, cell: number): void {
  const { blocks, across, ground } = tables
  const y = (cell / ground.size) | 0
  const x = cell - y * ground.size
  state.stale[slot * blocks + (y >> BLOCK) * across + (x >> BLOCK)] = 1
}

/** Takes a body that leaves the map out of the picture. */
export function hide({ state, tables, config }: SurvivalWorld, slot: number, body: number): void {
  const { cells, size } = tables.ground
  const b = slot * tables.bodies + body
  if (config.stacking) state.figure[slot * cells + state.y[b] * size + state.x[b]] = 0
  state.shown[b] = 0
  state.shownHealth[b] = UNTOLD
}

/** Takes those who have moved off the cells that they have left, where bodies share cells; all are shown anew in the end. */
export function leaveCells({ state, tables }: SurvivalWorld, slot: number): void {
  const { moves, room, ground } = tables
  for (let i = slot * room; i < slot * room + moves.count; i++)
    state.figure[slot * ground.cells + state.goesFrom[i]] = 0
}

/** [health] byte of a body's health, [temper + 1] and what it says of the temper of an NPC, above it. */
const HEALTH_HALF = Uint16Array.from({ length: RULES.full + 1 }, (_, health) => healthByte(health))
const TEMPER_HALF = Uint16Array.from([0, ...TEMPER_BYTE], (byte) => byte << 8)

/** Shows all bodies as they are. The health of most is as it was. */
export function showBodies(world: SurvivalWorld, slot: number): void {
  const { state, tables, config, kernels } = world
  const { bodies, ground, room } = tables
  const { here, x, y, shown, crowd, health, shownHealth, list } = state
  const base = slot * bodies
  if (config.stacking) return showCrowd(world, slot)
  const to = list.byteOffset + 4 * slot * room
  const changed = kernels.differ(to, health.byteOffset + 2 * base, shownHealth.byteOffset + 2 * base, bodies)
  for (let i = slot * room; i < slot * room + changed; i++) {
    const b = base + list[i]
    if (here[b] === 0) continue
    shownHealth[b] = health[b]
    shown[b] = figureOf(world, slot, list[i])
    crowd[slot * ground.cells + y[b] * ground.size + x[b]] = shown[b]
  }
}

/** Shows bodies that may share cells: of several the first by name. */
function showCrowd(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, ground } = tables
  const { here, x, y, claim, name, figure } = state
  const base = slot * bodies
  for (let b = base; b < base + bodies; b++) {
    if (here[b] === 0) continue
    const at = slot * ground.cells + y[b] * ground.size + x[b]
    if (claim[at] === 0 || name[b] < name[base + claim[at] - 1]) claim[at] = b - base + 1
  }
  for (let b = base; b < base + bodies; b++) {
    const at = slot * ground.cells + y[b] * ground.size + x[b]
    if (here[b] === 0 || claim[at] !== b - base + 1) continue
    claim[at] = 0
    figure[at] = figureOf(world, slot, b - base)
  }
}

const figureOf = ({ state, tables }: SurvivalWorld, slot: number, body: number): number =>
  HEALTH_HALF[state.health[slot * tables.bodies + body]] |
  (body < tables.players ? 0 : TEMPER_HALF[state.npcTemper[slot * tables.npcs + body - tables.players] + 1])

/** Health of a body on the map as a byte, never 0. */
export function healthByte(health: number): number {
  return health <= 1 ? 2 : health >= RULES.full ? FULL : ((health * FULL) / RULES.full) | 0
}
