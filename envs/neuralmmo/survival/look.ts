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
const HEALTH_AT = 16
const NPC_AT = 24
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
  for (let at = slot * cells; at < (slot + 1) * cells; at++) {
    state.look[at * LOOK_WORDS] = FIRST_WORD[state.terrain[at]]
    state.look[at * LOOK_WORDS + 1] = SECOND_HALF[state.terrain[at]]
  }
}

/** Nobody is to be seen on a cell, until bodies are shown again. */
export function vacate({ state, tables }: SurvivalWorld, slot: number, x: number, y: number): void {
  const { cells, size } = tables.ground
  state.look[(slot * cells + y * size + x) * LOOK_WORDS + 1] &= GROUND
}

/** Shows all bodies where they stand; of several on a cell the first by name. */
export function showBodies(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, ground } = tables
  const { here, x, y, crowd, claim, name } = state
  const base = slot * bodies
  let shared = 0
  for (let body = 0; body < bodies; body++) {
    const b = base + body
    if (here[b] === 0) continue
    const at = slot * ground.cells + y[b] * ground.size + x[b]
    if (crowd[at] === 1) showBody(world, slot, body, at)
    else {
      shared++
      if (claim[at] === 0 || name[b] < name[base + claim[at] - 1]) claim[at] = body + 1
    }
  }
  if (shared > 0) showClaimed(world, slot)
}

/** Shows those who are first on a cell that several share. */
function showClaimed(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  for (let body = 0; body < tables.bodies; body++) {
    const b = slot * tables.bodies + body
    const at = slot * tables.ground.cells + state.y[b] * tables.ground.size + state.x[b]
    if (state.here[b] === 0 || state.claim[at] !== body + 1) continue
    showBody(world, slot, body, at)
    state.claim[at] = 0
  }
}

function showBody({ state, tables }: SurvivalWorld, slot: number, body: number, at: number): void {
  const { players, npcs, bodies } = tables
  const temper = body < players ? 0 : TEMPER_BYTE[state.npcTemper[slot * npcs + body - players]]
  const word = (healthByte(state.health[slot * bodies + body]) << HEALTH_AT) | (temper << NPC_AT)
  state.look[at * LOOK_WORDS + 1] = (state.look[at * LOOK_WORDS + 1] & GROUND) | word
}

/** Health of a body on the map as a byte, never 0. */
export const healthByte = (health: number): number =>
  health <= 1 ? 2 : health >= RULES.full ? FULL : ((health * FULL) / RULES.full) | 0
