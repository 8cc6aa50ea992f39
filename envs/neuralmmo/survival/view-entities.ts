/**
 * What an agent knows as tables of numbers as they are, in the columns of nmmo 2.1 (98b6bbd, nmmo/core/observation.py): rows of 16,
 * two a body (BODY, SKILL_ROW) and one an item (ITEM). First the agent itself; then those in sight whom it can single out, so that
 * the pair of rows i is choice i of a target; then the places of its inventory and the offers of the market, in the order that
 * choices count by. The first number of a row says whether there is anything: 0 in all others where it is 0. Where needs are on, rows of
 * the agent and of the others that it can single out come last (needs/show.ts).
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { attackOf, defenceOf } from './equipment.ts'
import { PLACES, POTION, RATION, WORN_ON, restoredBy } from './items.ts'
import { needsRows, writeNeedsRows } from './needs/view-rows.ts'
import { SKILLS, STYLES } from './skills.ts'
import type { SurvivalConfig, SurvivalTables, SurvivalWorld } from './state.ts'

/**
 * First row of a body. `npc` is 0 for an agent, else 1 passive, 2 neutral, 3 aggressive, 4 the inspector, 5 the merchant, 6 a stranger;
 * `id` and `attacker` are names, plus one.
 */
// prettier-ignore
export const BODY = [
  'present', 'id', 'npc', 'row', 'column', 'damage', 'age', 'frozen', 'gear', 'attacker', 'since_fight', 'word',
  'gold', 'health', 'food', 'water',
] as const
/** Second row of a body. */
export const SKILL_ROW = SKILLS.flatMap((skill) => [`${skill}_level`, `${skill}_exp`])
/** Row of an item; `item` and `part` are numbers of items.ts, `owner` a name, plus one. */
// prettier-ignore
export const ITEM = [
  'present', 'item', 'level', 'count', 'attack_melee', 'attack_range', 'attack_mage', 'defence', 'health', 'food_and_water',
  'part', 'worn', 'price', 'owner', 'listed_for', 'place',
] as const
const COLUMNS = BODY.length
/** Columns of BODY from here on are nobody's business but the agent's own, `health` apart. */
const GOLD = 12
const HEALTH = 13
const FOOD = 14
const WATER = 15
/** The most that is told of ages, counts, gold and experience. */
const MOST = 32767
/** Ticks since a fight after which it does not matter how many more. */
const LONG_AGO = 100
/** What stands for 1: health, food, water and prices are in percent. */
const UNIT = 100
const BYTES = Int16Array.BYTES_PER_ELEMENT

// First rows of the tables.
const itemsAt = ({ targets }: SurvivalConfig): number => 2 * (1 + targets)
const offersAt = (config: SurvivalConfig, { on }: SurvivalTables): number => itemsAt(config) + (on.items ? PLACES : 0)
const needsAt = (config: SurvivalConfig, tables: SurvivalTables): number =>
  offersAt(config, tables) + (tables.on.exchange ? config.offers : 0)
const rows = (config: SurvivalConfig, tables: SurvivalTables): number => needsAt(config, tables) + needsRows(config)

export const entities: View<SurvivalWorld> = {
  summary: 'oneself, others in sight, own items and offers as tables of numbers as they are, 16 columns',
  space: ({ config, tables }) => box([rows(config, tables), COLUMNS], 'i16', 0, MOST, UNIT),
  write(world, slot) {
    const { tables, config, live, rowSize, kernels } = world
    const out = world.observations as Int16Array
    const market = offersAt(config, tables) * COLUMNS
    const end = needsAt(config, tables) * COLUMNS
    kernels.clear(out.byteOffset + slot * tables.players * rowSize * BYTES, tables.players * rowSize * BYTES)
    let first = -1
    for (let agent = 0; agent < tables.players; agent++) {
      const p = slot * tables.players + agent
      const at = p * rowSize
      if (live[p] === 0) continue
      writeBodies(world, slot, agent, out, at)
      if (tables.on.items) writeInventory(world, slot, agent, out, at + itemsAt(config) * COLUMNS)
      if (tables.needs !== null) writeNeedsRows(world, slot, agent, out, at + end)
      if (!tables.on.exchange) continue
      if (first < 0) writeMarket(world, slot, out, (first = at + market))
      else kernels.copy(out.byteOffset + (at + market) * BYTES, out.byteOffset + first * BYTES, (end - market) * BYTES)
    }
  },
}

function writeBodies(world: SurvivalWorld, slot: number, agent: number, out: Int16Array, at: number): void {
  const { state, tables, config } = world
  const first = (slot * tables.players + agent) * config.targets
  writeBody(world, slot, agent, true, out, at)
  for (let i = 0; i < config.targets && state.seen[first + i] > 0; i++) {
    writeBody(world, slot, state.seen[first + i] - 1, tables.numbers.openBooks, out, at + 2 * (1 + i) * COLUMNS)
  }
}

function writeBody(world: SurvivalWorld, slot: number, body: number, open: boolean, out: Int16Array, at: number): void {
  const { state, tables, tick } = world
  const b = slot * tables.bodies + body
  const striker = state.striker[b]
  const since = tick[slot] - state.fought[b]
  out[at] = 1
  out[at + 1] = state.name[b] + 1
  out[at + 3] = state.y[b]
  out[at + 4] = state.x[b]
  out[at + 5] = state.hurt[b]
  out[at + 6] = state.age[b] < MOST ? state.age[b] : MOST
  out[at + 7] = state.frozen[b]
  out[at + 9] = striker > 0 ? state.name[slot * tables.bodies + striker - 1] + 1 : 0
  out[at + 10] = since < LONG_AGO ? since : LONG_AGO
  if (open) out[at + GOLD] = state.gold[b] < MOST ? state.gold[b] : MOST
  out[at + HEALTH] = state.health[b]
  if (body < tables.players) writeAgent(world, slot * tables.players + body, open, out, at)
  else writeNPC(world, slot * tables.npcs + body - tables.players, out, at)
}

function writeAgent({ state }: SurvivalWorld, p: number, open: boolean, out: Int16Array, at: number): void {
  let gear = 0
  for (let place = p * PLACES; place < (p + 1) * PLACES; place++) {
    if (state.itemWorn[place] === 1) gear += state.itemLevel[place]
  }
  out[at + 8] = gear
  out[at + 11] = state.said[p]
  for (let i = 0; i < SKILLS.length; i++) {
    const exp = state.exp[p * SKILLS.length + i]
    out[at + COLUMNS + 2 * i] = state.level[p * SKILLS.length + i]
    if (open) out[at + COLUMNS + 2 * i + 1] = exp < MOST ? exp : MOST
  }
  if (!open) return
  out[at + FOOD] = state.food[p]
  out[at + WATER] = state.water[p]
}

function writeNPC({ state }: SurvivalWorld, npc: number, out: Int16Array, at: number): void {
  out[at + 2] = state.npcTemper[npc] + 1
  out[at + 8] = state.npcLevel[npc]
  out[at + COLUMNS + 2 * state.npcStyle[npc]] = state.npcLevel[npc]
}

function writeInventory(world: SurvivalWorld, slot: number, agent: number, out: Int16Array, at: number): void {
  const first = (slot * world.tables.players + agent) * PLACES
  for (let i = 0; i < PLACES; i++) {
    if (world.state.item[first + i] > 0) writeItem(world, slot, agent, i, out, at + i * COLUMNS)
  }
}

function writeMarket(world: SurvivalWorld, slot: number, out: Int16Array, at: number): void {
  const { state, config } = world
  for (let i = 0; i < config.offers; i++) {
    const offered = state.market[slot * config.offers + i] - 1
    if (offered < 0) continue
    const seller = (offered / PLACES) | 0
    writeItem(world, slot, seller, offered - seller * PLACES, out, at + i * COLUMNS)
  }
}

function writeItem(world: SurvivalWorld, slot: number, agent: number, i: number, out: Int16Array, at: number): void {
  const { state, tables, tick } = world
  const place = (slot * tables.players + agent) * PLACES + i
  const kind = state.item[place]
  const level = state.itemLevel[place]
  out[at] = 1
  out[at + 1] = kind
  out[at + 2] = level
  out[at + 3] = state.itemCount[place] < MOST ? state.itemCount[place] : MOST
  for (let style = 0; style < STYLES; style++) out[at + 4 + style] = attackOf(kind, level, style)
  out[at + 7] = defenceOf(kind, level)
  if (kind === POTION) out[at + 8] = restoredBy(level)
  if (kind === RATION) out[at + 9] = restoredBy(level)
  out[at + 10] = WORN_ON[kind]
  out[at + 11] = state.itemWorn[place]
  out[at + 12] = state.price[place]
  out[at + 13] = state.name[slot * tables.bodies + agent] + 1
  if (state.price[place] > 0) out[at + 14] = tick[slot] - state.listed[place]
  out[at + 15] = i
}
