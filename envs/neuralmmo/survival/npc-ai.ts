/**
 * What NPCs do. The passive wander; the neutral fight back whoever struck them, until it is dead or out of sight; the aggressive
 * go for the nearest agent in sight. NeuralMMO/environment 98b6bbd, nmmo/systems/npc_policy.py.
 */
import { PICKS } from '../../core/kernels-crowd-code.ts'
import { KEY_WORDS } from '../../core/keyed.ts'
import { DIGITS } from '../../core/kernels-draw-code.ts'
import { cellOf, findNearest } from '../engine/crowd.ts'
import { listEqual, listOthers } from '../engine/lists.ts'
import { entryOf, STAY } from '../engine/moves.ts'
import { firstStep } from '../engine/path.ts'
import { NPC_WANDER } from './channels.ts'
import { distance, REACH } from './combat.ts'
import type { SurvivalWorld } from './state.ts'
import { AGGRESSIVE, NEUTRAL } from './tempers.ts'

/** NPCs make up their minds on the state that the last tick left: `goer`, `target`, `style`. */
export function decide(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { players, npcs, walkers, bodies, on, moves } = tables
  const { target, npcTemper, npcFoe, hurt } = state
  moves.count = 0
  if (!on.npcs) return
  target.fill(0, slot * bodies + players, slot * bodies + players + walkers)
  wander(world, slot)
  moves.count = walkers
  // Most have nobody on their mind. Who is in two lists comes to the same mind twice.
  huntNearest(world, slot, listEqual(world, slot, npcTemper, slot * npcs, walkers, AGGRESSIVE))
  fightBack(world, slot, listOthers(world, slot, npcFoe, slot * npcs, walkers))
  fightBack(world, slot, listOthers(world, slot, hurt, slot * bodies + players, walkers))
}

/** All go where chance takes them, one entry each: a draw serves several names, each by a digit that picks one of the ways that are open. */
function wander(world: SurvivalWorld, slot: number): void {
  const { state, tables, kernels, key, tick } = world
  const { players, walkers, bodies, room, ground } = tables
  const first = slot * bodies + players
  const draws = Math.ceil(bodies / DIGITS)
  const lots = state.lots.byteOffset + 4 * slot * tables.draws
  const digits = state.digits.byteOffset + DIGITS * slot * tables.draws
  for (let i = 0; i < draws; i++) state.list[slot * room + i] = i
  kernels.draws(
    lots,
    state.list.byteOffset + 4 * slot * room,
    draws,
    key.byteOffset + 4 * KEY_WORDS * slot,
    NPC_WANDER,
    tick[slot],
  )
  kernels.digits(digits, lots, draws)
  state.picks.set(PICKS, PICKS.length * slot)
  kernels.roam(
    state.goer.byteOffset + 4 * slot * room,
    state.goesFrom.byteOffset + 4 * slot * room,
    walkers,
    players,
    state.here.byteOffset + first,
    state.x.byteOffset + 2 * first,
    state.y.byteOffset + 2 * first,
    state.ways.byteOffset + slot * ground.cells,
    ground.size,
    state.name.byteOffset + 2 * first,
    digits,
    state.picks.byteOffset + PICKS.length * slot,
  )
}

/** The aggressive, who are listed, go after the nearest agent in sight; where there is none, as chance takes them. */
function huntNearest(world: SurvivalWorld, slot: number, count: number): void {
  const { state, tables } = world
  const { players, npcs, bodies, room, numbers } = tables
  findNearest(world, slot, count, players, numbers.vision, 0, players)
  for (let i = slot * room; i < slot * room + count; i++) {
    const npc = state.list[i]
    if (state.here[slot * bodies + players + npc] === 0) continue
    const foe = (state.npcFoe[slot * npcs + npc] = state.answers[i])
    if (foe !== 0) hunt(world, slot, npc, foe - 1)
  }
}

/** The neutral of those who are listed go after who struck them, and goes on to be in sight. */
function fightBack(world: SurvivalWorld, slot: number, count: number): void {
  const { state, tables } = world
  const { players, npcs, bodies, room } = tables
  for (let i = slot * room; i < slot * room + count; i++) {
    const npc = state.list[i]
    const m = slot * npcs + npc
    const b = slot * bodies + players + npc
    if (state.here[b] === 0 || state.npcTemper[m] !== NEUTRAL) continue
    if (state.npcFoe[m] !== 0 && !isInSight(world, slot, players + npc, state.npcFoe[m] - 1)) state.npcFoe[m] = 0
    const struck = state.npcFoe[m] === 0 && state.hurt[b] > 0 && state.striker[b] !== 0
    if (struck && isInSight(world, slot, players + npc, state.striker[b] - 1)) state.npcFoe[m] = state.striker[b]
    if (state.npcFoe[m] !== 0) hunt(world, slot, npc, state.npcFoe[m] - 1)
  }
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
  const open = way !== STAY && ((state.ways[slot * tables.ground.cells + from] >> (way - 1)) & 1) === 1
  state.goer[slot * tables.room + npc] = entryOf(body, open ? way : STAY)
  if (distance(world, slot, body, foe) > REACH) return
  state.target[b] = foe + 1
  state.style[b] = state.npcStyle[slot * tables.npcs + npc]
}
