/**
 * The survival world: food, water, fights, trades and trades' crafts on a large map, as in Neural MMO 2.
 *
 * Rules: NeuralMMO/environment 98b6bbd (2.1; Suarez et al. 2023, arXiv:2311.03736). We differ in that a tick's outcome does not
 * depend on the order of agents: all who act in a phase act on the state before it, and keyed draws settle ties.
 */
import { multiDiscrete } from '../../core/spaces.ts'
import { RUNNING, TERMINATED, type Done, type EnvSpec } from '../../core/spec.ts'
import { pathScratch } from '../engine/path.ts'
import { engineTables } from '../engine/state.ts'
import { ground } from '../ground.ts'
import { extraCells, terrainPlan, type TerrainPlan } from '../terrain.ts'
import { liveOn } from './bodies.ts'
import { defaults, defaultsFor, schema } from './config.ts'
import { strike } from './combat.ts'
import { bury, comeBack } from './deaths.ts'
import { draw, print } from './draw.ts'
import { fromJSON, toJSON, type SurvivalJSON } from './json.ts'
import { showBodies } from './look.ts'
import { mask } from './mask.ts'
import { METRICS, countLives } from './metrics.ts'
import { decide } from './npc-ai.ts'
import { refill } from './npcs.ts'
import { NUMBERS } from './numbers.ts'
import { regrow } from './regrowth.ts'
import { see } from './sight.ts'
import { reset } from './start.ts'
import {
  SYSTEMS,
  headsOf,
  survivalFields,
  type SurvivalConfig,
  type SurvivalFields,
  type SurvivalTables,
  type SurvivalWorld,
  type System,
} from './state.ts'
import { text } from './text.ts'
import { symbolic } from './view-symbolic.ts'
import { stand, walk } from './walk.ts'

export const survival: EnvSpec<SurvivalConfig, SurvivalFields, SurvivalTables, SurvivalJSON> = {
  id: 'neuralmmo',
  version: 1,
  summary: 'many agents live off a large map: forage, fight, gather, trade',
  source: 'NeuralMMO/environment 2.1 (98b6bbd); Suarez et al. 2023, arXiv:2311.03736',
  config: { schema, defaults, defaultsFor },
  examples: [{ preset: 'small', players: 8, npcs: 8, center: 16, border: 9, horizon: 60 }],
  tables,
  agents: (_, { players }) => Array.from({ length: players }, (_, i) => ({ name: `agent_${i}`, role: 'agent' })),
  state: survivalFields,
  action: (_, { heads }) => multiDiscrete(heads.sizes, heads.names),
  views: { symbolic },
  defaultView: 'symbolic',
  hidden: () => HIDDEN,
  text,
  metrics: METRICS,
  score: 'lifetime',
  reset,
  step,
  mask,
  draw,
  print,
  toJSON,
  fromJSON,
}

/** What no view may show: how others stand, and accounts. */
const HIDDEN = ['counts', 'log', 'noted', 'resilient', 'homeX', 'homeY', 'farthest']

function tables(config: SurvivalConfig): SurvivalTables {
  const { players, npcs, center, border, systems, profile, events, spawn } = config
  const land = ground(center, border)
  if (spawn === 'edge' && players > land.edge.length) {
    throw new RangeError(
      `Got ${players} players on a map with ${land.edge.length} cells at its edge, expected at most one a cell: ` +
        `choose a center of ${Math.ceil(players / 4)} or more, or spawn 'anywhere'.`,
    )
  }
  const on = Object.fromEntries(SYSTEMS.map((system) => [system, systems.includes(system)])) as Record<System, boolean>
  return {
    ...engineTables(land, players + npcs),
    numbers: NUMBERS[profile],
    plan: planOf(config),
    players,
    npcs,
    on: { ...on },
    heads: headsOf(on, config),
    metrics: METRICS.length,
    events,
    order: new Int32Array(land.edge.length),
    path: pathScratch(land.cells),
    due: new Int32Array(players),
  }
}

function planOf({ center, border, land, interpolate, clusters, uniforms, map }: SurvivalConfig): TerrainPlan {
  const extras = land === 'fractal' ? extraCells(center) : 0
  return terrainPlan({ kind: land, center, border, interpolate, clusters, uniforms, extras, map })
}

function step(world: SurvivalWorld, slot: number): Done {
  begin(world, slot)
  stand(world, slot)
  decide(world, slot)
  liveOn(world, slot)
  strike(world, slot)
  walk(world, slot)
  bury(world, slot)
  regrow(world, slot)
  comeBack(world, slot)
  refill(world, slot)
  payLives(world, slot)
  showBodies(world, slot)
  see(world, slot)
  return countLives(world, slot) > 0 || world.config.respawn !== null ? RUNNING : TERMINATED
}

function begin({ rewards, agents }: SurvivalWorld, slot: number): void {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) rewards[row] = 0
}

/** Ticks over which a reward of 1 is spread where an episode has no end. */
const LONG_LIFE = 1024

/** To be alive pays 1 over a whole episode. */
function payLives({ rewards, live, agents, config }: SurvivalWorld, slot: number): void {
  const pay = 1 / (config.horizon === Infinity ? LONG_LIFE : config.horizon)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (live[row] === 1) rewards[row] += pay
}
