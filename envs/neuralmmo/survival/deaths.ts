/** Death, what it leaves to whom, and the return of the dead. NeuralMMO/environment 98b6bbd, nmmo/entity/{entity,player,npc}.py. */
import { below, draw } from '../../core/keyed.ts'
import { TERMINATED } from '../../core/spec.ts'
import { leave } from '../engine/crowd.ts'
import { listAt, listEqual } from '../engine/lists.ts'
import { isFirst, NOWHERE } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { LOOT_ORDER, RESPAWN, RETURN_TIE } from './channels.ts'
import { fit } from './equipment.ts'
import { DIE, KILL, LOOT_GOLD, LOOT_ITEM, NOBODY, note } from './events.ts'
import { placesOf, stow } from './inventory.ts'
import { PLACES } from './items.ts'
import { hide } from './look.ts'
import { dropLevel } from './npcs.ts'
import { anyCell } from './places.ts'
import { STYLES, bestLevel } from './skills.ts'
import { beginLife, settleAt } from './start.ts'
import { NEVER, type SurvivalWorld } from './state.ts'
import { stir } from './stir.ts'

/** Takes those without health off the map, gives what they leave to those who killed them, and pays what dying costs. */
export function bury(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { bodies, players } = tables
  const first = listAt(world, slot)
  const end = first + listEqual(world, slot, state.health, slot * bodies, bodies, 0)
  for (let i = first; i < end; i++) {
    const body = state.list[i]
    if (state.here[slot * bodies + body] === 0) continue
    const killer = killerOf(world, slot, body)
    if (killer >= 0 && killer < players) note(world, slot, KILL, killer, body, 1, 0, levelOf(world, slot, body))
    if (body < players) endLife(world, slot, body, killer)
    else endNpc(world, slot, body - players, killer)
    leave(world, slot, body)
    hide(world, slot, body)
  }
}

/** The level of a foe: of an agent's best style, or of an NPC. */
const levelOf = (world: SurvivalWorld, slot: number, body: number): number =>
  body < world.tables.players
    ? bestLevel(world, slot, body, 0, STYLES)
    : world.state.npcLevel[slot * world.tables.npcs + body - world.tables.players]

/** Whose blow was the worst of those that killed a body; -1 where no blow did. */
function killerOf({ state, tables }: SurvivalWorld, slot: number, body: number): number {
  const b = slot * tables.bodies + body
  return state.hurt[b] > 0 ? state.striker[b] - 1 : NOBODY
}

/** Whoever killed takes, if it lives on. Nobody strikes two in a tick, so no two dead leave things to one. */
const takes = ({ state, tables }: SurvivalWorld, slot: number, killer: number): boolean =>
  killer >= 0 && state.health[slot * tables.bodies + killer] > 0

function endLife(world: SurvivalWorld, slot: number, agent: number, killer: number): void {
  const { state, tables, live, done, rewards, config } = world
  const p = slot * tables.players + agent
  note(world, slot, DIE, agent, killer, 1)
  if (takes(world, slot, killer)) {
    lootGold(world, slot, agent, killer)
    if (killer < tables.players) lootGoods(world, slot, agent, killer)
  }
  strip(world, slot, agent)
  state.gold[slot * tables.bodies + agent] = 0
  live[p] = 0
  if (config.respawn === null) done[p] = TERMINATED
  rewards[p] += tables.numbers.death
  state.away[p] = config.respawn === null ? 0 : config.respawn + 1
}

/** An agent that kills an NPC gets its gold, a piece of armour and a tool. */
function endNpc(world: SurvivalWorld, slot: number, npc: number, killer: number): void {
  const { state, tables } = world
  const m = slot * tables.npcs + npc
  const body = tables.players + npc
  if (takes(world, slot, killer)) {
    const level = dropLevel(state.npcLevel[m])
    lootGold(world, slot, body, killer)
    if (tables.on.items && tables.on.equipment) lootItem(world, slot, body, killer, state.npcArmour[m], level, 1)
    if (tables.on.items && tables.on.professions) lootItem(world, slot, body, killer, state.npcTool[m], level, 1)
  }
  state.gold[slot * tables.bodies + body] = 0
  state.target[slot * tables.bodies + body] = state.npcFoe[m] = 0
}

/** Gold of the dead goes to whoever killed it; NPCs keep what they take until they are killed. */
function lootGold(world: SurvivalWorld, slot: number, dead: number, killer: number): void {
  const { state, tables } = world
  const base = slot * tables.bodies
  const amount = state.gold[base + dead]
  if (amount === 0) return
  state.gold[base + killer] += amount
  if (killer < tables.players) note(world, slot, LOOT_GOLD, killer, dead, amount)
}

/** Goods of the dead go to the agent that killed it, in an order drawn by their owner's name, as long as there is room. */
function lootGoods(world: SurvivalWorld, slot: number, dead: number, killer: number): void {
  const { state, tables } = world
  const { order } = tables
  const { item, itemLevel, itemCount } = state
  const first = placesOf(world, slot, dead)
  const name = state.name[slot * tables.bodies + dead]
  for (let i = 0; i < PLACES; i++) order[i] = first + i
  for (let i = 0; i < PLACES; i++) {
    const j = i + below(draw(world, slot, LOOT_ORDER, name, i), PLACES - i)
    const place = order[j]
    order[j] = order[i]
    if (item[place] === 0) continue
    lootItem(world, slot, dead, killer, item[place], itemLevel[place], itemCount[place])
  }
}

/** What has no room is lost. */
function lootItem(
  world: SurvivalWorld,
  slot: number,
  dead: number,
  killer: number,
  kind: number,
  level: number,
  count: number,
): void {
  if (stow(world, slot, killer, kind, level, count)) note(world, slot, LOOT_ITEM, killer, dead, 1)
}

/** The dead own nothing, and offer nothing. */
function strip(world: SurvivalWorld, slot: number, agent: number): void {
  const { state } = world
  const first = placesOf(world, slot, agent)
  for (let i = first; i < first + PLACES; i++) {
    state.item[i] = state.itemLevel[i] = state.itemCount[i] = state.itemWorn[i] = state.price[i] = 0
    state.listed[i] = NEVER
  }
  stir(world, slot, agent)
  fit(world, slot, agent)
}

/** Cells that a returning agent tries in one tick. */
const TRIES = 8

/**
 * Counts the ticks of the dead, and begins another life for those whose time has come, on a cell that each draws. Where bodies
 * share no cell, all draw at once, and who finds none that is free, or loses it to another by a draw, draws again.
 */
export function comeBack(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, config } = world
  const { players, some: due } = tables
  if (config.respawn === null) return
  let count = 0
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    if (live[p] === 1) continue
    if (state.away[p] > 0) state.away[p]--
    if (state.away[p] === 0) due[count++] = agent
  }
  for (let k = 0; k < TRIES && count > 0; k++) count = tryToReturn(world, slot, count, k)
}

/** Try number k of the first `count` agents of the list. Leaves those there who found no place, and returns how many they are. */
function tryToReturn(world: SurvivalWorld, slot: number, count: number, k: number): number {
  const { state, tables, config } = world
  const { players, ground, some: due } = tables
  for (let i = 0; i < count; i++) lookForCell(world, slot, due[i], k)
  let left = 0
  for (let i = 0; i < count; i++) {
    const agent = due[i]
    const cell = state.goal[slot * players + agent]
    const claimed = cell >= 0 && (config.stacking || state.claim[slot * ground.cells + cell] === agent + 1)
    if (claimed) wake(world, slot, agent, cell)
    else {
      state.goal[slot * players + agent] = NOWHERE
      due[left++] = agent
    }
  }
  return left
}

function lookForCell(world: SurvivalWorld, slot: number, agent: number, k: number): void {
  const { state, tables, config } = world
  const { edge, cells } = tables.ground
  const name = state.name[slot * tables.bodies + agent]
  const onEdge = config.spawn === 'edge'
  const cell = onEdge
    ? edge[below(draw(world, slot, RESPAWN, name, k), edge.length)]
    : anyCell(world, slot, RESPAWN, name, k)
  const at = slot * cells + cell
  const free = WALKABLE[state.terrain[at]] === 1 && (config.stacking || state.crowd[at] === 0)
  state.goal[slot * tables.players + agent] = free ? cell : NOWHERE
  if (free && !config.stacking && isFirst(world, slot, RETURN_TIE, agent, state.claim[at] - 1))
    state.claim[at] = agent + 1
}

function wake(world: SurvivalWorld, slot: number, agent: number, cell: number): void {
  const { state, tables, config } = world
  const { size, cells } = tables.ground
  const y = (cell / size) | 0
  state.claim[slot * cells + cell] = 0
  beginLife(world, slot, agent)
  settleAt(world, slot, agent, cell - y * size, y)
  world.live[slot * tables.players + agent] = 1
  state.frozen[slot * tables.bodies + agent] = config.respawnFrozen
}
