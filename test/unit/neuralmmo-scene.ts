/** Hand-made survival worlds: an open field of grass on which a test puts what it wants, by way of the state format. */
import { enter, leave } from '../../envs/neuralmmo/engine/crowd.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'

/** The field: columns and rows FIRST to FIRST + CENTER. */
export const CENTER = 16
export const FIRST = 9
export const OPTIONS = { preset: 'small', players: 3, npcs: 2, center: CENTER, border: FIRST, horizon: 100 } as const

export interface Scene {
  readonly batch: BatchEnv
  readonly world: SurvivalWorld
  readonly json: SurvivalJSON
  /** Row of an agent as the view has it. */
  row(agent?: number): number[]
}

/**
 * A world under `view` with agents 0, 1, 2 at (12, 12), (13, 12), (14, 12), nobody else and nothing but grass, which `edit` changes.
 */
export function scene(
  view: string,
  edit: (json: SurvivalJSON) => void = () => {},
  options: Record<string, unknown> = {},
): Scene {
  const batch = survivalBatch({ ...OPTIONS, view, ...options })
  const world = worldOf(batch)
  const json = batch.toJSON(0) as SurvivalJSON
  const size = json.terrain.length
  const line = ' '.repeat(FIRST) + '.'.repeat(CENTER + 1) + ' '.repeat(size - FIRST - CENTER - 1)
  json.terrain = json.terrain.map((_, y) => (y < FIRST || y > FIRST + CENTER ? ' '.repeat(size) : line))
  for (const [i, agent] of json.agents.entries()) Object.assign(agent, { x: 12 + i, y: 12 })
  for (const npc of json.npcs) npc.here = false
  edit(json)
  batch.fromJSON(0, json)
  batch.spec.mask!(batch.world, 0)
  batch.world.view!.write(batch.world, 0)
  const row = (agent = 0) => [...batch.observations.subarray(agent * world.rowSize, (agent + 1) * world.rowSize)]
  return { batch, world, json, row }
}

/** Changes the ground at a cell. */
export function lay(json: SurvivalJSON, x: number, y: number, glyph: string): void {
  json.terrain[y] = json.terrain[y].slice(0, x) + glyph + json.terrain[y].slice(x + 1)
}

/** Puts an NPC on the field. */
export function put(json: SurvivalJSON, npc: number, values: Record<string, unknown>): void {
  Object.assign(json.npcs[npc], { here: true, level: 4, style: 'range', temper: 'neutral', health: 100, ...values })
}

/** Gives an agent an item in a place; with a price it is for sale. */
export function own(json: SurvivalJSON, agent: number, place: number, values: Record<string, unknown>): void {
  json.agents[agent].inventory[place] = {
    item: 'hat',
    level: 1,
    count: 1,
    worn: false,
    price: 0,
    listed: null,
    ...values,
  }
}

/** Puts a body that is on the map on another cell. */
export function shift(world: SurvivalWorld, slot: number, body: number, x: number, y: number): void {
  leave(world, slot, body)
  enter(world, slot, body, x, y)
}
