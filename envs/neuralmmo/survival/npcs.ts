/** How NPCs come into the world. NeuralMMO/environment 98b6bbd, nmmo/entity/npc.py and npc_manager.py. */
import { below, draw, unit } from '../../core/keyed.ts'
import { enter } from '../engine/crowd.ts'
import { listAt, listEqual } from '../engine/lists.ts'
import { WALKABLE } from '../materials.ts'
import { NPC_MAKE, NPC_PLACE } from './channels.ts'
import { BOTTOM, CHISEL, HAT, MOST_LEVEL, ROD } from './items.ts'
import { anyCell, ringCell } from './places.ts'
import { STYLES } from './skills.ts'
import { NEVER, type SurvivalWorld } from './state.ts'
import { AGGRESSIVE, NEUTRAL, PASSIVE } from './tempers.ts'

/** Tries a tick to bring the NPCs to their number, the start of an episode included (NPC_SPAWN_ATTEMPTS). */
const ATTEMPTS = 25
/** Danger from which on NPCs are neutral, and aggressive (NPC_SPAWN_NEUTRAL, NPC_SPAWN_AGGRESSIVE): 0 at the edge, 1 in the middle. */
const NEUTRAL_FROM = 0.5
const AGGRESSIVE_FROM = 0.8
const LEAST_LEVEL = 1
/** Attack, which is defence too, that a level is worth (NPC_LEVEL_DAMAGE, NPC_LEVEL_DEFENSE). */
const LEVEL_ATTACK = 8
const ARMOURS = BOTTOM - HAT + 1
const TOOLS = CHISEL - ROD + 1
/** Ring of the first to live in a place of the arrays: any. */
const ANYWHERE = 0

/**
 * Tries to fill the places of NPCs that are empty, one try each in turn. Whoever follows one that died appears on the ring where
 * that one appeared, the others anywhere; a try fails where the ground cannot be walked on, or somebody stands who shares no cell.
 */
export function refill(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, walkers, bodies, on } = tables
  const { here, list } = state
  const first = slot * bodies + players
  if (!on.npcs) return
  const places = listAt(world, slot)
  let empty = listEqual(world, slot, here, first, walkers, 0)
  for (let tries = 0; empty > 0 && tries < ATTEMPTS;) {
    let left = 0
    for (let i = places; i < places + empty; i++) {
      if (tries < ATTEMPTS) attempt(world, slot, list[i], tries++)
      if (here[first + list[i]] === 0) list[places + left++] = list[i]
    }
    empty = left
  }
}

/** One try to bring an NPC into the world: the tick's try number `k`. */
function attempt(world: SurvivalWorld, slot: number, npc: number, k: number): void {
  const { state, tables, config } = world
  const { size, cells, ring } = tables.ground
  const waiting = state.npcRing[slot * tables.npcs + npc]
  const cell =
    waiting === ANYWHERE ? anyCell(world, slot, NPC_PLACE, k, 0) : ringCell(world, slot, NPC_PLACE, k, waiting - 1)
  const at = slot * cells + cell
  if (WALKABLE[state.terrain[at]] === 0 || (!config.stacking && state.crowd[at] > 0)) return
  const y = (cell / size) | 0
  beget(world, slot, npc, ring[cell])
  enter(world, slot, tables.players + npc, cell - y * size, y)
}

/** Makes an NPC as they are on a ring: the further in, the stronger and the fiercer. */
function beget(world: SurvivalWorld, slot: number, npc: number, ring: number): void {
  const { state, tables, config } = world
  const m = slot * tables.npcs + npc
  const b = slot * tables.bodies + tables.players + npc
  const name = state.name[b]
  const danger = (2 * ring) / tables.ground.center
  const level = (LEAST_LEVEL + danger * (config.npcLevel - LEAST_LEVEL)) | 0
  state.npcRing[m] = ring + 1
  state.npcLevel[m] = level
  state.npcTemper[m] = danger >= AGGRESSIVE_FROM ? AGGRESSIVE : danger >= NEUTRAL_FROM ? NEUTRAL : PASSIVE
  state.npcStyle[m] = below(draw(world, slot, NPC_MAKE, name, 0), STYLES)
  state.npcAttack[m] = LEVEL_ATTACK * (level - unit(draw(world, slot, NPC_MAKE, name, 1)))
  state.npcArmour[m] = HAT + below(draw(world, slot, NPC_MAKE, name, 2), ARMOURS)
  state.npcTool[m] = ROD + below(draw(world, slot, NPC_MAKE, name, 3), TOOLS)
  state.npcFoe[m] = 0
  state.health[b] = tables.numbers.full
  state.gold[b] = level
  state.age[b] = state.hurt[b] = state.striker[b] = state.target[b] = 0
  state.fought[b] = NEVER
}

/** Level of what an NPC drops: its own, as far as items go. */
export const dropLevel = (level: number): number => (level < MOST_LEVEL ? level : MOST_LEVEL)
