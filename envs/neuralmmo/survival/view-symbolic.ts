/**
 * The compact view for learning: rows of eight bytes, each standing for byte / 255. First the agent's own body, state and skills
 * (SELF); then two rows a place of its inventory, two for each of the others that it can single out, and two an offer of the market
 * (where there are such systems), each in the order that choices count by; then the window as everyone sees it, a row a cell
 * (look.ts), from north-west, row by row; last, where needs are on, a row of the agent's and two of each of the others (needs/show.ts).
 */
import { PALETTE_BYTES, WINDOW } from '../../core/kernels-code.ts'
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { FIGHTING } from './in-combat.ts'
import { ITEM_BYTES, writeItem } from './item-look.ts'
import { MOST_LEVEL, PLACES } from './items.ts'
import { LOOK, TEMPER_BYTE, figuresOf, healthByte } from './look.ts'
import { showFields } from './needs/places.ts'
import { needsBytes, writeNeedsBytes } from './needs/view-rows.ts'
import { IMMUNITY } from './numbers.ts'
import { PLACE_AT, YOUNG_AT, depthAt, scaleBytes } from './scales.ts'
import { SKILLS, STYLES } from './skills.ts'
import type { SurvivalConfig, SurvivalTables, SurvivalWorld } from './state.ts'

/** Bytes of a row. */
const ROW = LOOK.length

/** Bytes of the agent itself, by name. */
// prettier-ignore
export const SELF = [
  'health', 'food', 'water', 'gold', 'column', 'row', 'left', 'frozen',
  'hurt', 'fighting', 'young', 'depth', 'attack_melee', 'attack_range', 'attack_mage', 'defence',
  ...SKILLS,
] as const
/** Bytes of one that can be singled out: NPCs show their temper, and their level in the column of their style; agents have none. */
// prettier-ignore
export const TARGET = [
  'health', 'npc', 'east', 'south', 'melee', 'range', 'mage', 'struck_me',
  'word_1', 'word_2', 'word_4', 'word_8', 'word_16', 'word_32', 'word_64', 'frozen',
] as const
const TARGET_BYTES = TARGET.length
/** Bytes of the agent itself that may change in every tick: the first. */
export const SELF_BYTES = 12

/** A cell east or south as a byte, around 128, and a level; NPCs reach 15. */
const OFFSET_UNIT = 16
const LEVEL_UNIT = 16
// What is quicker looked up than worked out: a level of a skill, and what worn items add to attacks and defence.
const LEVEL = Uint8Array.from({ length: MOST_LEVEL + 1 }, (_, level) => (255 * level) / MOST_LEVEL)
const MOST_GEAR = 160
const GEAR = Uint8Array.from({ length: MOST_GEAR + 1 }, (_, points) => (255 * points) / MOST_GEAR)

// First bytes of the parts of a row. Parts of systems that are off take none.
export const GOODS_AT = SELF.length
export const othersAt = ({ on }: SurvivalTables): number => GOODS_AT + (on.items ? PLACES * ITEM_BYTES : 0)
export const marketAt = ({ targets }: SurvivalConfig, tables: SurvivalTables): number =>
  othersAt(tables) + targets * TARGET_BYTES
export const windowAt = (config: SurvivalConfig, tables: SurvivalTables): number =>
  marketAt(config, tables) + (tables.on.exchange ? config.offers * ITEM_BYTES : 0)
const WINDOW_BYTES = WINDOW * WINDOW * ROW
export const needsAt = (config: SurvivalConfig, tables: SurvivalTables): number =>
  windowAt(config, tables) + WINDOW_BYTES

export const symbolic: View<SurvivalWorld> = {
  summary: 'rows of 8 bytes: oneself, own items, others in sight, offers, and 15 x 15 cells as everyone sees them',
  space: ({ config, tables }) => box([(needsAt(config, tables) + needsBytes(config)) / ROW, ROW], 'u8', 0, 255, 255),
  write: (world, slot) => show(world, slot, true),
  update: (world, slot) => show(world, slot, false),
}

/** Brings all rows up to date. What hangs on goods and levels alone is written where a tick has stirred them; `anew`: everywhere. */
function show(world: SurvivalWorld, slot: number, anew: boolean): void {
  const { tables, live, rowSize, kernels, state, config } = world
  const { players, needs } = tables
  const out = world.observations as Uint8Array
  const others = othersAt(tables)
  const window = windowAt(config, tables)
  if (window > others) layShared(world, slot, others, window)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const at = p * rowSize
    const isStirred = anew || state.stirred[p] === 1
    if (live[p] === 0) {
      if (isStirred) kernels.clear(out.byteOffset + at, rowSize)
      else if (window > others) kernels.clear(out.byteOffset + at + others, window - others)
    } else if (isStirred) {
      kernels.clear(out.byteOffset + at, others)
      writeSkills(world, p, out, at)
      if (tables.on.items) writeGoods(world, p, out, at + GOODS_AT)
    }
  }
  writeSelves(world, slot, 0)
  paint(world, slot, 'windows', window)
  if (config.targets > 0 || needs !== null) showOthers(world, slot, others)
}

/** Writes what begins alike in all rows, from byte `from` to `end`: nobody in sight, and the market. */
function layShared(world: SurvivalWorld, slot: number, from: number, end: number): void {
  const { tables, state, rowSize, kernels, observations, config } = world
  const { players, on } = tables
  const bytes = end - from
  const shared = slot * bytes
  state.shared.fill(0, shared, shared + bytes)
  if (on.exchange) writeOffers(world, slot, state.shared, shared + marketAt(config, tables) - from)
  const to = observations.byteOffset + slot * players * rowSize + from
  kernels.copyWindow(to, rowSize, state.shared.byteOffset + shared, 0, bytes, players)
}

function showOthers(world: SurvivalWorld, slot: number, others: number): void {
  const { tables, live, rowSize, config } = world
  const out = world.observations as Uint8Array
  const window = windowAt(config, tables)
  for (let agent = 0; agent < tables.players; agent++) {
    const p = slot * tables.players + agent
    if (live[p] === 0) continue
    const at = p * rowSize
    writeOthers(world, slot, agent, out, at + others)
    if (tables.needs === null) continue
    showFields(world, slot, agent, out, at + window)
    writeNeedsBytes(world, slot, agent, out, at + window + WINDOW_BYTES)
  }
}

/** Writes what surrounds all who live, by a kernel; it begins at byte `window` of a row. */
export function paint(world: SurvivalWorld, slot: number, kernel: 'windows' | 'planes', window: number): void {
  const { state, tables, live, rowSize, kernels, observations } = world
  const { players, bodies, ground, blocks, across } = tables
  kernels[kernel](
    observations.byteOffset + slot * players * rowSize + window,
    rowSize,
    players,
    live.byteOffset + slot * players,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.terrain.byteOffset + slot * ground.cells,
    figuresOf(world).byteOffset + 2 * slot * ground.cells,
    ground.size,
    state.palette.byteOffset + slot * PALETTE_BYTES,
    state.painted.byteOffset + 4 * slot * players,
    state.stale.byteOffset + slot * blocks,
    across,
  )
}

/** Writes what of the living themselves may change in every tick: SELF_BYTES from byte `self` of a row on. */
export function writeSelves(world: SurvivalWorld, slot: number, self: number): void {
  const { state, tables, tick, config, live, rowSize, kernels, observations } = world
  const { players, bodies, ground } = tables
  const [p, b, now] = [slot * players, slot * bodies, tick[slot]]
  const scales = state.scales.byteOffset + slot * scaleBytes(ground)
  kernels.selves(
    observations.byteOffset + p * rowSize + self,
    rowSize,
    players,
    live.byteOffset + p,
    state.x.byteOffset + 2 * b,
    state.y.byteOffset + 2 * b,
    state.health.byteOffset + 2 * b,
    state.food.byteOffset + p,
    state.water.byteOffset + p,
    state.gold.byteOffset + 4 * b,
    state.hurt.byteOffset + 2 * b,
    state.frozen.byteOffset + b,
    state.age.byteOffset + 4 * b,
    state.fought.byteOffset + 4 * b,
    now - FIGHTING - 1,
    config.horizon === Infinity ? 0 : 255 - (255 * now) / config.horizon,
    scales,
    scales + PLACE_AT,
    scales + depthAt(ground),
    scales + YOUNG_AT,
    IMMUNITY,
  )
}

/** Writes what an agent can and wears. */
export function writeSkills({ state }: SurvivalWorld, p: number, out: Uint8Array, at: number): void {
  const { attack, defence, level } = state
  for (let i = 0; i < STYLES; i++) out[at + 12 + i] = GEAR[attack[p * STYLES + i]]
  out[at + 15] = GEAR[defence[p * STYLES]]
  for (let i = 0; i < SKILLS.length; i++) out[at + 16 + i] = LEVEL[level[p * SKILLS.length + i]]
}

export function writeGoods(world: SurvivalWorld, p: number, out: Uint8Array, at: number): void {
  const { item } = world.state
  for (let place = p * PLACES; place < (p + 1) * PLACES; place++, at += ITEM_BYTES) {
    if (item[place] > 0) writeItem(world, place, out, at)
  }
}

/** The market is the same to everyone. */
export function writeOffers(world: SurvivalWorld, slot: number, out: Uint8Array, at: number): void {
  const { state, tables, config } = world
  for (let i = 0; i < config.offers; i++) {
    const offered = state.market[slot * config.offers + i]
    if (offered > 0) writeItem(world, slot * tables.players * PLACES + offered - 1, out, at + i * ITEM_BYTES)
  }
}

/** Writes who is in sight over zeros, in the order of `seen`. */
export function writeOthers(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, config } = world
  const { players, bodies } = tables
  const own = slot * bodies + agent
  const x = state.x[own]
  const y = state.y[own]
  const striker = state.striker[own]
  const first = (slot * players + agent) * config.targets
  for (let i = 0; i < config.targets; i++, at += TARGET_BYTES) {
    const other = state.seen[first + i]
    if (other === 0) return
    const b = slot * bodies + other - 1
    out[at] = healthByte(state.health[b])
    out[at + 2] = 128 + OFFSET_UNIT * (state.x[b] - x)
    out[at + 3] = 128 + OFFSET_UNIT * (state.y[b] - y)
    if (striker === other) out[at + 7] = 255
    if (other > players) writeNPC(world, slot * tables.npcs + other - 1 - players, out, at)
    else writeAgent(world, slot * players + other - 1, out, at)
    if (state.frozen[b] > 0) out[at + 15] = 255
  }
}

function writeNPC({ state }: SurvivalWorld, npc: number, out: Uint8Array, at: number): void {
  out[at + 1] = TEMPER_BYTE[state.npcTemper[npc]]
  out[at + 4 + state.npcStyle[npc]] = LEVEL_UNIT * state.npcLevel[npc]
}

function writeAgent({ state }: SurvivalWorld, p: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < STYLES; i++) out[at + 4 + i] = LEVEL_UNIT * state.level[p * SKILLS.length + i]
  const said = state.said[p]
  if (said === 0) return
  for (let bit = 0; bit < 7; bit++) out[at + 8 + bit] = 255 * ((said >> bit) & 1)
}
