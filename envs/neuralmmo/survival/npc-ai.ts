/**
 * What NPCs do. The passive wander; the neutral fight back whoever struck them, until it is dead or out of sight; the aggressive
 * go for the nearest agent in sight. NeuralMMO/environment 98b6bbd, nmmo/systems/npc_policy.py.
 */
import { draw, unit } from '../../core/keyed.ts'
import { cellOf, nearest } from '../engine/crowd.ts'
import { head, STAY } from '../engine/moves.ts'
import { firstStep } from '../engine/path.ts'
import { ALL_WAYS } from '../engine/ways.ts'
import { NPC_WANDER } from './channels.ts'
import { distance, REACH } from './combat.ts'
import type { SurvivalWorld } from './state.ts'
import { AGGRESSIVE, NEUTRAL, PASSIVE } from './tempers.ts'

/** A word of a draw holds this many digits to base 12, which 1, 2, 3 and 4 divide: a digit picks one of any set of ways fairly. */
const DIGITS = 8
const BASE = 12
const DIGIT_RANGE = 429981696 // BASE ** DIGITS
/** Log2 of DIGITS: names of one word have all other bits in common. */
const NAMES_A_WORD = 3
/** Digits of the word at hand. */
const digits = new Uint8Array(DIGITS)
/** [16 * BASE] the way that a digit picks, by the ways that are open: bit d - 1 for direction d. */
const PICK = Uint8Array.from({ length: 16 * BASE }, (_, i) => {
  const open = [1, 2, 3, 4].filter((direction) => (Math.floor(i / BASE) >> (direction - 1)) & 1)
  return open.length === 0 ? STAY : open[Math.floor(((i % BASE) * open.length) / BASE)]
})

/** NPCs make up their minds on the state that the last tick left: `moves`, `target`, `style`. */
export function decide(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, npcs, walkers, bodies, ground, on, moves } = tables
  const { here, name, x, y, target, ways, npcTemper, npcFoe, hurt } = state
  moves.count = 0
  if (!on.npcs) return
  target.fill(0, slot * bodies + players, slot * bodies + players + walkers)
  let word = -1
  for (let npc = 0; npc < walkers; npc++) {
    const b = slot * bodies + players + npc
    if (here[b] === 0) continue
    const m = slot * npcs + npc
    // Most have nobody on their mind, and one branch says so.
    if ((npcFoe[m] | hurt[b] | (npcTemper[m] & AGGRESSIVE)) !== 0 && pursue(world, slot, npc)) continue
    const own = name[b]
    if (own >> NAMES_A_WORD !== word) {
      word = own >> NAMES_A_WORD
      roll(world, slot, word)
    }
    const cell = y[b] * ground.size + x[b]
    const way = PICK[(ways[slot * ground.cells + cell] & ALL_WAYS) * BASE + digits[own & (DIGITS - 1)]]
    head(moves, players + npc, cell, way, -way >>> 31)
  }
}

/** Whether an NPC has somebody to go after; then it does. */
function pursue(world: SurvivalWorld, slot: number, npc: number): boolean {
  if (world.state.npcTemper[slot * world.tables.npcs + npc] === PASSIVE) return false
  const foe = foeOf(world, slot, npc)
  if (foe >= 0) hunt(world, slot, npc, foe)
  return foe >= 0
}

/** Draws the digits of all whose names share the upper bits `word`. */
function roll(world: SurvivalWorld, slot: number, word: number): void {
  let rest = (unit(draw(world, slot, NPC_WANDER, word)) * DIGIT_RANGE) | 0
  for (let i = 0; i < DIGITS; i++) {
    const quotient = (rest / BASE) | 0
    digits[i] = rest - quotient * BASE
    rest = quotient
  }
}

/** The agent that an NPC which is not passive is after, -1 for none. */
function foeOf(world: SurvivalWorld, slot: number, npc: number): number {
  const { state, tables } = world
  const m = slot * tables.npcs + npc
  const body = tables.players + npc
  if (state.npcTemper[m] === NEUTRAL) {
    const b = slot * tables.bodies + body
    if (state.npcFoe[m] !== 0 && !isInSight(world, slot, body, state.npcFoe[m] - 1)) state.npcFoe[m] = 0
    const struck = state.npcFoe[m] === 0 && state.hurt[b] > 0 && state.striker[b] !== 0
    if (struck && isInSight(world, slot, body, state.striker[b] - 1)) state.npcFoe[m] = state.striker[b]
  } else state.npcFoe[m] = nearest(world, slot, body, tables.numbers.vision, 0, tables.players) + 1
  return state.npcFoe[m] - 1
}

const isInSight = (world: SurvivalWorld, slot: number, body: number, agent: number): boolean =>
  world.live[slot * world.tables.players + agent] === 1 &&
  distance(world, slot, body, agent) <= world.tables.numbers.vision

/** Goes after an agent, and strikes it in the same tick where it is within reach already. */
function hunt(world: SurvivalWorld, slot: number, npc: number, foe: number): void {
  const { state, tables } = world
  const body = tables.players + npc
  const b = slot * tables.bodies + body
  const from = cellOf(world, slot, body)
  const to = cellOf(world, slot, foe)
  const way = from === to ? STAY : firstStep(world, slot, from, to, tables.path)
  if (way !== STAY)
    head(tables.moves, body, from, way, (state.ways[slot * tables.ground.cells + from] >> (way - 1)) & 1)
  if (distance(world, slot, body, foe) > REACH) return
  state.target[b] = foe + 1
  state.style[b] = state.npcStyle[slot * tables.npcs + npc]
}
