/** What everyone sees of a cell: eight bytes, kept up to date where something changes, so that a view copies them. */
import { CRYSTAL, DEPLETED, FISH, FOLIAGE, HERB, MATERIALS, ORE, REGROWN, TREE, WALKABLE, WATER } from '../materials.ts'
import { RULES } from './numbers.ts'
import { LOOK_WORDS, type SurvivalWorld } from './state.ts'

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

/** The ground's first word, and its half of the second, by material. */
const FIRST_WORD = new Int32Array(MATERIALS.length)
const SECOND_HALF = new Int32Array(MATERIALS.length)
for (const id of MATERIALS.keys()) {
  const bytes = new Uint8Array(LOOK.length)
  bytes[0] = FULL * WALKABLE[id]
  for (const [material, at, byte] of SHOWN) {
    if (id === material) bytes[at] = byte
    else if (DEPLETED[material] === id && REGROWN[id] === material) bytes[at] = SPENT_SHARE * byte
  }
  const words = new Int32Array(bytes.buffer)
  FIRST_WORD[id] = words[0]
  SECOND_HALF[id] = words[1]
}
const GROUND = 0xffff
const HALF_WORD = 16
/** The temper of an NPC as a byte: passive, neutral, aggressive; inspector, merchant and stranger. */
export const TEMPER_BYTE = Uint8Array.of(85, 170, 255, 14, 28, 42)
/** The byte `walkable` of a marked field. */
export const MARKED = 128

/** Changes the material of a cell. */
export function turn({ state, tables }: SurvivalWorld, slot: number, cell: number, material: number): void {
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = material
  state.look[at * LOOK_WORDS] = FIRST_WORD[material]
  state.look[at * LOOK_WORDS + 1] = (state.look[at * LOOK_WORDS + 1] & ~GROUND) | SECOND_HALF[material]
}

/** Shows the ground of the whole map, and nobody on it. */
export function showGround({ state, tables }: SurvivalWorld, slot: number): void {
  const { cells } = tables.ground
  state.shown.fill(0, slot * tables.bodies, (slot + 1) * tables.bodies)
  for (let at = slot * cells; at < (slot + 1) * cells; at++) {
    state.look[at * LOOK_WORDS] = FIRST_WORD[state.terrain[at]]
    state.look[at * LOOK_WORDS + 1] = SECOND_HALF[state.terrain[at]]
  }
}

/** Takes a body that leaves the map out of the picture. */
export function hide({ state, tables }: SurvivalWorld, slot: number, body: number): void {
  const { cells, size } = tables.ground
  const b = slot * tables.bodies + body
  state.look[(slot * cells + state.y[b] * size + state.x[b]) * LOOK_WORDS + 1] &= GROUND
  state.shown[b] = 0
}

/** Takes a body that has moved with it in the picture. Where bodies share cells all are shown anew in the end. */
export function follow(
  { state, tables, config }: SurvivalWorld,
  slot: number,
  body: number,
  x0: number,
  y0: number,
): void {
  const { look, x, y, shown } = state
  const { cells, size } = tables.ground
  const b = slot * tables.bodies + body
  look[(slot * cells + y0 * size + x0) * LOOK_WORDS + 1] &= GROUND
  if (!config.stacking) look[(slot * cells + y[b] * size + x[b]) * LOOK_WORDS + 1] |= shown[b] << HALF_WORD
}

/** [health] byte of a body's health, [temper + 1] and what it says of the temper of an NPC, above it. */
const HEALTH_HALF = Uint16Array.from({ length: RULES.full + 1 }, (_, health) => healthByte(health))
const TEMPER_HALF = Uint16Array.from([0, ...TEMPER_BYTE], (byte) => byte << 8)

/** Shows all bodies as they are. */
export function showBodies(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { bodies, players, npcs, ground } = tables
  const { here, x, y, shown, look, health, npcTemper } = state
  const base = slot * bodies
  if (config.stacking) return showCrowd(world, slot)
  for (let body = 0; body < bodies; body++) {
    const b = base + body
    if (here[b] === 0) continue
    const half =
      HEALTH_HALF[health[b]] | (body < players ? 0 : TEMPER_HALF[npcTemper[slot * npcs + body - players] + 1])
    if (half === shown[b]) continue
    shown[b] = half
    const at = (slot * ground.cells + y[b] * ground.size + x[b]) * LOOK_WORDS + 1
    look[at] = (look[at] & GROUND) | (half << HALF_WORD)
  }
}

/** Shows bodies that may share cells: of several the first by name. */
function showCrowd(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, ground } = tables
  const { here, x, y, claim, name } = state
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
    showOne(world, slot, b - base, at * LOOK_WORDS + 1)
  }
}

function showOne({ state, tables }: SurvivalWorld, slot: number, body: number, at: number): void {
  const { bodies, players, npcs } = tables
  const temper = body < players ? 0 : TEMPER_HALF[state.npcTemper[slot * npcs + body - players] + 1]
  const half = HEALTH_HALF[state.health[slot * bodies + body]] | temper
  state.look[at] = (state.look[at] & GROUND) | (half << HALF_WORD)
}

/** Health of a body on the map as a byte, never 0. */
export function healthByte(health: number): number {
  return health <= 1 ? 2 : health >= RULES.full ? FULL : ((health * FULL) / RULES.full) | 0
}
