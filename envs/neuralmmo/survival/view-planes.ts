/**
 * The view that is quickest to write: what `symbolic` tells, with fewer bytes. Rows of 15 bytes, each standing for byte
 * / 255: six planes of 15 x 15 cells (PLANE_NAMES), row by row from north-west; the agent itself (SELF); then
 * BRIEF_BYTES a place of its inventory, TARGET of each of the others that it can single out, BRIEF_BYTES an offer of
 * the market, each in the order that choices count by; last what needs add, and zeros that fill the row.
 */
import { PLANES, WINDOW } from '../../core/kernels-code.ts'
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { listAt, listEqual, listOthers } from '../engine/lists.ts'
import { BRIEF_BYTES, writeBrief } from './item-look.ts'
import { PLACES } from './items.ts'
import { showFields } from './needs/places.ts'
import { needsBytes, writeNeedsBytes } from './needs/view-rows.ts'
import { sharedBytes, type SurvivalConfig, type SurvivalTables, type SurvivalWorld } from './state.ts'
import { SELF, SELF_BYTES, TARGET, paint, writeOthers, writeSelves, writeSkills } from './view-symbolic.ts'

/**
 * `styles`: what is gathered there for melee, range or mage, a third, two thirds or all. The last two are a body's, as
 * in `symbolic`.
 */
export const PLANE_NAMES = ['walkable', 'food', 'water', 'styles', 'health', 'npc'] as const
const PLANE = WINDOW * WINDOW

// First bytes of the parts of a row. What of the agent itself may change in every tick comes first.
const SELF_AT = PLANES * PLANE
const SKILLS_AT = SELF_AT + SELF_BYTES
const GOODS_AT = SELF_AT + SELF.length
const othersAt = ({ on }: SurvivalTables): number => GOODS_AT + (on.items ? PLACES * BRIEF_BYTES : 0)
const marketAt = ({ targets }: SurvivalConfig, tables: SurvivalTables): number =>
  othersAt(tables) + targets * TARGET.length
const needsAt = (config: SurvivalConfig, tables: SurvivalTables): number =>
  marketAt(config, tables) + (tables.on.exchange ? config.offers * BRIEF_BYTES : 0)

export const planes: View<SurvivalWorld> = {
  summary: 'bytes: six planes of 15 x 15 cells, then oneself, own items, others in sight, and offers in few bytes each',
  space: ({ config, tables }) =>
    box([Math.ceil((needsAt(config, tables) + needsBytes(config)) / WINDOW), WINDOW], 'u8', 0, 255, 255),
  write(world, slot) {
    const { observations, rowSize, kernels, tables, state } = world
    const { players } = tables
    kernels.clear(observations.byteOffset + slot * players * rowSize, players * rowSize)
    state.painted.fill(0, slot * players, (slot + 1) * players)
    for (let p = slot * players; p < (slot + 1) * players; p++) writeOwn(world, p)
    show(world, slot)
  },
  /** What hangs on goods and levels alone is written where a tick has stirred them. */
  update(world, slot) {
    const { state, tables } = world
    const first = listAt(world, slot)
    const end = first + listOthers(world, slot, state.stirred, slot * tables.players, tables.players)
    for (let i = first; i < end; i++) writeOwn(world, slot * tables.players + state.list[i])
    show(world, slot)
  },
}

/** Writes what an agent can, wears and owns. */
function writeOwn(world: SurvivalWorld, p: number): void {
  const { tables, rowSize, kernels } = world
  const out = world.observations as Uint8Array
  const at = p * rowSize
  kernels.clear(out.byteOffset + at + SKILLS_AT, othersAt(tables) - SKILLS_AT)
  writeSkills(world, p, out, at + SELF_AT)
  if (!tables.on.items) return
  for (let i = 0; i < PLACES; i++)
    if (world.state.item[p * PLACES + i] > 0) writeBrief(world, p * PLACES + i, out, at + GOODS_AT + i * BRIEF_BYTES)
}

/** Writes all that may change in every tick. Rows of the dead are 0. */
function show(world: SurvivalWorld, slot: number): void {
  const { tables, config, live, rowSize, kernels, observations, state } = world
  const { players } = tables
  const first = slot * players
  layShared(world, slot)
  // Marked fields lie over the ground of rows.
  if (tables.needs !== null) state.painted.fill(0, first, first + players)
  paint(world, slot, 'planes', 0)
  state.stale.fill(0, slot * tables.blocks, (slot + 1) * tables.blocks)
  writeSelves(world, slot, SELF_AT)
  if (config.targets > 0 || tables.needs !== null) showOthers(world, slot)
  const dead = listEqual(world, slot, live, first, players, 0)
  for (let i = listAt(world, slot); i < listAt(world, slot) + dead; i++) {
    kernels.clear(observations.byteOffset + (first + state.list[i]) * rowSize, rowSize)
    state.painted[first + state.list[i]] = 0
  }
}

/** Writes what begins alike in all rows: nobody in sight, and the market. */
function layShared(world: SurvivalWorld, slot: number): void {
  const { tables, config, state, rowSize, kernels, observations } = world
  const from = othersAt(tables)
  const bytes = needsAt(config, tables) - from
  if (bytes === 0) return
  const shared = slot * sharedBytes(config)
  state.shared.fill(0, shared, shared + bytes)
  for (let i = 0; i < config.offers && tables.on.exchange; i++) {
    const offered = state.market[slot * config.offers + i]
    const to = shared + marketAt(config, tables) - from + i * BRIEF_BYTES
    if (offered > 0) writeBrief(world, slot * tables.players * PLACES + offered - 1, state.shared, to)
  }
  const to = observations.byteOffset + slot * tables.players * rowSize + from
  kernels.copyWindow(to, rowSize, state.shared.byteOffset + shared, 0, bytes, tables.players)
}

function showOthers(world: SurvivalWorld, slot: number): void {
  const { tables, live, rowSize, config } = world
  const out = world.observations as Uint8Array
  for (let agent = 0; agent < tables.players; agent++) {
    const p = slot * tables.players + agent
    if (live[p] === 0) continue
    const at = p * rowSize
    writeOthers(world, slot, agent, out, at + othersAt(tables))
    if (tables.needs === null) continue
    showFields(world, slot, agent, out, at, 1)
    writeNeedsBytes(world, slot, agent, out, at + needsAt(config, tables))
  }
}
