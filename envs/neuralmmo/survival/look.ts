/** What everyone sees of a cell: eight bytes, kept up to date where something changes, so that a view copies them. */
import { CRYSTAL, FISH, FOLIAGE, HERB, MATERIALS, ORE, TREE, WALKABLE, WATER } from '../materials.ts'
import { bodyOn } from '../engine/crowd.ts'
import { RULES } from './numbers.ts'
import { LOOK_WORDS, type SurvivalWorld } from './state.ts'

/** Bytes of a cell, in order. The first word is the ground's, the second the body's on it. */
export const LOOK = ['walkable', 'food', 'water', 'resource', 'agent', 'npc', 'mood', 'level'] as const
/** What can be gathered, as a byte. */
const RESOURCE = new Uint8Array(MATERIALS.length)
RESOURCE[ORE] = 51
RESOURCE[TREE] = 102
RESOURCE[CRYSTAL] = 153
RESOURCE[HERB] = 204
RESOURCE[FISH] = 255
/** The ground's word by material. */
const GROUND_WORD = Int32Array.from(
  MATERIALS,
  (_, id) =>
    (WALKABLE[id] ? 0xff : 0) | (id === FOLIAGE ? 0xff00 : 0) | (id === WATER ? 0xff0000 : 0) | (RESOURCE[id] << 24),
)
/** A level as a byte; NPCs reach 15. */
const LEVEL_BYTES = 16
/** The temper of an NPC as a byte: passive, neutral, aggressive. */
export const TEMPER_BYTES = 85

/** Changes the material of a cell. */
export function turn({ state, tables }: SurvivalWorld, slot: number, cell: number, material: number): void {
  const at = slot * tables.ground.cells + cell
  state.terrain[at] = material
  state.look[at * LOOK_WORDS] = GROUND_WORD[material]
}

/** Shows the ground of the whole map. */
export function showGround({ state, tables }: SurvivalWorld, slot: number): void {
  const { cells } = tables.ground
  for (let at = slot * cells; at < (slot + 1) * cells; at++) {
    state.look[at * LOOK_WORDS] = GROUND_WORD[state.terrain[at]]
    state.look[at * LOOK_WORDS + 1] = 0
  }
}

/** Nobody is to be seen on a cell, until bodies are shown again. */
export function vacate({ state, tables }: SurvivalWorld, slot: number, x: number, y: number): void {
  const { cells, size } = tables.ground
  state.look[(slot * cells + y * size + x) * LOOK_WORDS + 1] = 0
}

/** Shows all bodies where they stand; of several on a cell the first by name. */
export function showBodies(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, players, ground } = tables
  for (let body = 0; body < bodies; body++) {
    const b = slot * bodies + body
    if (state.here[b] === 0) continue
    const at = slot * ground.cells + state.y[b] * ground.size + state.x[b]
    if (state.crowd[at] > 1 && bodyOn(world, slot, state.x[b], state.y[b]) !== body) continue
    state.look[at * LOOK_WORDS + 1] = body < players ? agentWord(world, slot, body) : npcWord(world, slot, body)
  }
}

function agentWord({ state, tables }: SurvivalWorld, slot: number, agent: number): number {
  const health = Math.max(1, (state.health[slot * tables.bodies + agent] * 255) / RULES.full)
  const p = slot * tables.players + agent
  return health | (state.said[p] << 16) | ((fightingLevel(state.level, p) * LEVEL_BYTES) << 24)
}

function npcWord({ state, tables }: SurvivalWorld, slot: number, body: number): number {
  const health = Math.max(1, (state.health[slot * tables.bodies + body] * 255) / RULES.full)
  const npc = slot * tables.npcs + body - tables.players
  return (
    (health << 8) | (((state.npcTemper[npc] + 1) * TEMPER_BYTES) << 16) | ((state.npcLevel[npc] * LEVEL_BYTES) << 24)
  )
}

/** Highest of the levels of the three styles of agent row p. */
export function fightingLevel(level: Uint8Array, p: number): number {
  const a = level[p * 8]
  const b = level[p * 8 + 1]
  const c = level[p * 8 + 2]
  return a > b ? (a > c ? a : c) : b > c ? b : c
}
