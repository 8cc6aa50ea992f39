/** Small survival worlds with one task, whose progress is asked for without a tick passing. */
import { layWays } from '../../envs/neuralmmo/engine/ways.ts'
import { WATER, GRASS } from '../../envs/neuralmmo/materials.ts'
import { PLACES } from '../../envs/neuralmmo/survival/items.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { payTasks } from '../../envs/neuralmmo/survival/tasks/evaluate.ts'
import type { Goal, Task } from '../../envs/neuralmmo/survival/tasks/language.ts'
import { count as takeStock } from '../../envs/neuralmmo/survival/stock.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { shift } from './neuralmmo-scene.ts'

export const OPTIONS = {
  preset: 'small',
  players: 6,
  npcs: 2,
  center: 16,
  border: 9,
  horizon: 100,
  teams: 2,
  view: null,
}
/** The middle of the map of these options, in x and in y. */
export const MIDDLE = 17

export const taskWorld = (tasks: readonly Task[], options: Record<string, unknown> = {}): SurvivalWorld =>
  worldOf(survivalBatch({ ...OPTIONS, ...options, tasks }))

/** Changes a world before it is asked. */
export type Scene = (world: SurvivalWorld) => void

/** Progress of a goal of every agent. */
export function agentProgress(goal: Goal, scene: Scene = () => {}, options: Record<string, unknown> = {}): number[] {
  const world = taskWorld([{ goal, pays: 'ongoing' }], options)
  scene(world)
  payTasks(world, 0)
  return Array.from(world.state.progress, rounded)
}

/** Progress of a goal of every team. */
export function teamProgress(goal: Goal, scene: Scene = () => {}, options: Record<string, unknown> = {}): number[] {
  const world = taskWorld([{ goal, pays: 'ongoing', reward: 'team' }], options)
  scene(world)
  payTasks(world, 0)
  return Array.from(world.state.progress, rounded)
}

const rounded = (share: number): number => Math.round(share * 1e6) / 1e6

/** Puts agents on cells: [agent, x, y] each. */
export const at =
  (...places: (readonly [number, number, number])[]): Scene =>
  (world) => {
    for (const [agent, x, y] of places) shift(world, 0, agent, x, y)
  }

/** Everyone on grass, in a row on the north edge two windows wide, so that nobody but neighbours see each other. */
export const apart: Scene = (world) => {
  world.state.terrain.fill(GRASS)
  at(...Array.from({ length: world.tables.players }, (_, i) => [i, 9 + 3 * i, 9] as const))(world)
}

export const dies =
  (...agents: number[]): Scene =>
  (world) => {
    for (const agent of agents) {
      world.live[agent] = 0
      world.state.health[agent] = 0
    }
  }

/** Puts goods into places: [agent, place, kind, level, count, worn] each. */
export const owns =
  (...goods: (readonly [number, number, number, number, number, number])[]): Scene =>
  (world) => {
    const { state } = world
    for (const [agent, place, kind, level, count, worn] of goods) {
      const i = agent * PLACES + place
      state.item[i] = kind
      state.itemLevel[i] = level
      state.itemCount[i] = count
      state.itemWorn[i] = worn
      takeStock(world, 0, agent)
    }
  }

export const both =
  (...scenes: Scene[]): Scene =>
  (world) => {
    for (const scene of scenes) scene(world)
  }

export const waterAt =
  (x: number, y: number): Scene =>
  (world) => {
    world.state.terrain[y * world.tables.ground.size + x] = WATER
    layWays(world, 0)
  }
