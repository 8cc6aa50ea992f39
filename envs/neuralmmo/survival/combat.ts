/**
 * Fights. All blows of a tick are reckoned on the state before them and land together: two who kill each other both die.
 * NeuralMMO/environment 98b6bbd, nmmo/systems/combat.py, nmmo/core/action.py, nmmo/core/config.py.
 */
import { NEAR } from '../../core/kernels-code.ts'
import { findNearest } from '../engine/crowd.ts'
import { listAt, listOthers } from '../engine/lists.ts'
import { isFirst } from '../engine/moves.ts'
import { KILL_TIE } from './channels.ts'
import { canAct } from './choices.ts'
import { FIRE, HIT, NOBODY, note } from './events.ts'
import { figuresOf } from './look.ts'
import { take, wornOn } from './inventory.ts'
import { QUIVER, WHETSTONE } from './items.ts'
import { IMMUNITY } from './numbers.ts'
import { bestLevel, gain, MAGE, MELEE, RANGE, SKILLS, STYLES } from './skills.ts'
import { around } from './sight.ts'
import type { SurvivalWorld } from './state.ts'

/** Furthest that a blow of any style goes, in king's moves: three, as far as the kernel `near` looks. */
export const REACH = NEAR >> 1
const BASE_OFFENCE = 10
export const LEVEL_OFFENCE = 5
const LEVEL_DEFENCE = 5
/** Offence counts this much against those whose best style is weak to it. */
const WEAKNESS = 1.5
/** [styles] the style that those who are best in a style are weak to. */
const WEAK_TO = Uint8Array.of(MAGE, MELEE, RANGE)
/** Share of the offence that no defence wards off. */
const LEAST_SHARE = 0.25
/** Experience of a blow, whatever its harm (PROGRESSION_COMBAT_XP_SCALE). */
const BLOW_EXP = 6
/** Bits of `nearby` that NPCs alone have (look.ts), and all. */
const NPC_BITS = 0xff00
const ALL_BITS = 0xffff
/** More harm than this in a tick is not counted. */
const MOST_HARM = 32767

/** How far apart two bodies are, in king's moves. */
export function distance({ state, tables }: SurvivalWorld, slot: number, body: number, other: number): number {
  const base = slot * tables.bodies
  const dx = Math.abs(state.x[base + body] - state.x[base + other])
  const dy = Math.abs(state.y[base + body] - state.y[base + other])
  return dx > dy ? dx : dy
}

/** Whether an agent can strike a body: within reach, not too young, and not one that stands. `ahead`: by how many ticks both will be older then. */
export function canStrike(world: SurvivalWorld, slot: number, agent: number, other: number, ahead: number): boolean {
  const { state, tables } = world
  if (distance(world, slot, agent, other) > REACH) return false
  if (other >= tables.players) return other < tables.players + tables.walkers
  if (!world.config.pvp) return false
  const base = slot * tables.bodies
  if (state.age[base + other] + ahead >= IMMUNITY) return true
  return tables.numbers.immunityOf === 'attacker' && state.age[base + agent] + ahead <= IMMUNITY
}

/** Strikes all blows of the tick. NPCs have said whom they strike in `target` and `style` already. */
export function strike(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, players, on } = tables
  const { target, health, list } = state
  const base = slot * bodies
  if (!on.combat) return
  aim(world, slot)
  const first = listAt(world, slot)
  const end = first + listOthers(world, slot, target, base, bodies)
  for (let i = first; i < end; i++) {
    const b = base + list[i]
    if (health[base + target[b] - 1] > 0) swing(world, slot, list[i])
    else target[b] = 0
  }
  for (let i = first; i < end; i++) {
    const b = base + list[i]
    if (target[b] === 0) continue
    land(world, slot, target[b] - 1)
    if (list[i] < players) learn(world, slot, list[i])
  }
}

/** Writes down whom agents strike. */
function aim(world: SurvivalWorld, slot: number): void {
  const { state, tables, actions, config } = world
  const { players, bodies, heads } = tables
  const { target, style, seen } = state
  const { targets } = config
  const [styleAt, targetAt, width] = [heads.at.style, heads.at.target, heads.sizes.length]
  if (targets === 0) return aimAtNearest(world, slot)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const b = slot * bodies + agent
    const chosen = actions[p * width + targetAt]
    target[b] = 0
    if (chosen === 0 || actions[p * width + styleAt] === 0 || !canAct(world, slot, agent)) continue
    const other = seen[p * targets + chosen - 1] - 1
    if (other < 0 || !canStrike(world, slot, agent, other, 0)) continue
    target[b] = other + 1
    style[b] = actions[p * width + styleAt] - 1
  }
}

/**
 * Agents that single nobody out strike the nearest. Most have nobody near; one look at the map says so, unless a cell may hide all but
 * one of those who share it.
 */
function aimAtNearest(world: SurvivalWorld, slot: number): void {
  const { state, tables, actions, config } = world
  const { players, walkers, bodies, heads } = tables
  const { target, style, nearby, list, answers } = state
  const [styleAt, width] = [heads.at.style, heads.sizes.length]
  const foes = config.pvp || config.stacking ? ALL_BITS : NPC_BITS
  if (config.stacking) nearby.fill(ALL_BITS, slot * players, (slot + 1) * players)
  else lookAround(world, slot)
  target.fill(0, slot * bodies, slot * bodies + players)
  const first = listAt(world, slot)
  const count = listOthers(world, slot, nearby, slot * players, players, 0, foes)
  if (!config.pvp) findNearest(world, slot, count, 0, REACH, players, players + walkers)
  for (let i = first; i < first + count; i++) {
    const agent = list[i]
    const b = slot * bodies + agent
    const chosen = actions[(slot * players + agent) * width + styleAt]
    if (chosen === 0 || !canAct(world, slot, agent)) continue
    const other = config.pvp ? nearestFoe(world, slot, agent) : answers[i] - 1
    if (other < 0) continue
    target[b] = other + 1
    style[b] = chosen - 1
  }
}

/** Writes what is seen of bodies in reach of each agent, all in one. */
function lookAround(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, kernels } = world
  const { players, bodies, ground } = tables
  kernels.near(
    state.nearby.byteOffset + 2 * slot * players,
    players,
    live.byteOffset + slot * players,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    figuresOf(world).byteOffset + 2 * slot * ground.cells,
    ground.size,
  )
}

/** The nearest body that an agent can strike, of equals the first by name; -1 for none. */
function nearestFoe(world: SurvivalWorld, slot: number, agent: number): number {
  const { found } = world.tables.index
  const met = around(world, slot, agent, REACH)
  for (let i = 0; i < met; i++) if (canStrike(world, slot, agent, found[i] - 1, 0)) return found[i] - 1
  return -1
}

/** Counts a blow in with the others that its target takes. */
function swing(world: SurvivalWorld, slot: number, body: number): void {
  const { state, tables, tick } = world
  const b = slot * tables.bodies + body
  const o = slot * tables.bodies + state.target[b] - 1
  const harm = harmOf(world, slot, body, state.target[b] - 1, state.style[b])
  state.fought[b] = state.fought[o] = tick[slot]
  state.harm[o] = Math.min(MOST_HARM, state.harm[o] + harm)
  const worse = harm + 1 > state.blow[o]
  const even = harm + 1 === state.blow[o]
  if (worse || (even && isFirst(world, slot, KILL_TIE, body, state.striker[o] - 1))) {
    state.blow[o] = harm + 1
    state.striker[o] = body + 1
  }
}

/** Harm of a blow in a style, a whole number. */
export function harmOf(world: SurvivalWorld, slot: number, body: number, other: number, style: number): number {
  const { state, tables } = world
  const { players, npcs } = tables
  const offence =
    body < players
      ? BASE_OFFENCE +
        LEVEL_OFFENCE * state.level[(slot * players + body) * SKILLS.length + style] +
        state.attack[(slot * players + body) * STYLES + style]
      : state.npcAttack[slot * npcs + body - players]
  const defence =
    other < players
      ? LEVEL_DEFENCE * bestLevel(world, slot, other, 0, SKILLS.length) +
        state.defence[(slot * players + other) * STYLES + style]
      : state.npcAttack[slot * npcs + other - players]
  const best = bestStyle(world, slot, other)
  const multiplier = best >= 0 && WEAK_TO[best] === style ? WEAKNESS : 1
  return Math.floor(Math.max(multiplier * offence - defence, LEAST_SHARE * offence))
}

/** The style that a body has most experience in, of equals the first; -1 where all are equal. */
export function bestStyle({ state, tables }: SurvivalWorld, slot: number, body: number): number {
  const { players, npcs } = tables
  if (body >= players) {
    const m = slot * npcs + body - players
    return state.npcLevel[m] > 1 ? state.npcStyle[m] : -1
  }
  const at = (slot * players + body) * SKILLS.length
  const melee = state.exp[at + MELEE]
  const range = state.exp[at + RANGE]
  const mage = state.exp[at + MAGE]
  if (melee === range && range === mage) return -1
  if (melee >= range && melee >= mage) return MELEE
  return range >= mage ? RANGE : MAGE
}

/** Makes a body feel all blows that it took; once, whoever calls. */
function land({ state, tables }: SurvivalWorld, slot: number, body: number): void {
  const b = slot * tables.bodies + body
  if (state.blow[b] === 0) return
  state.health[b] = Math.max(0, state.health[b] - state.harm[b])
  state.hurt[b] = state.harm[b]
  state.harm[b] = state.blow[b] = 0
}

/** What a blow does to the agent that struck: experience, and a piece of ammunition of its style less. */
function learn(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const b = slot * tables.bodies + agent
  const style = state.style[b]
  note(world, slot, HIT, agent, state.target[b] - 1, 1, style)
  gain(world, slot, agent, style, BLOW_EXP)
  if (state.attack[(slot * tables.players + agent) * STYLES + style] === 0) return
  const place = wornOn(world, slot, agent, QUIVER)
  if (place < 0 || state.item[place] !== WHETSTONE + style) return
  note(world, slot, FIRE, agent, NOBODY, 1, state.item[place], state.itemLevel[place])
  take(world, slot, agent, place, 1)
}
