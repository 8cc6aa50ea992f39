/**
 * The autonomy world: everyone can live alone, and others are there all the same: to be seen, spoken to, helped, harmed, or ignored.
 * With every coupling at 0 an agent's rewards and what it sees of itself are a function of its own actions and the key, bit for bit.
 *
 * Terrain, needs and acts are those of Neural MMO (NeuralMMO/environment 98b6bbd; Suarez et al. 2023, arXiv:2311.03736) without
 * death, levels, loot and strangers; the rest is ours. A tick's outcome hangs on no order of agents.
 */
import { familyLooks } from '../../core/common.ts'
import { widthOf, multiDiscrete } from '../../core/spaces.ts'
import { RUNNING, type Done, type EnvSpec } from '../../core/spec.ts'
import { ENGINE_SCRATCH, engineTables } from '../engine/state.ts'
import { terrainPlan } from '../terrain.ts'
import { act } from './acts.ts'
import { isPositive } from './bits.ts'
import { liveOn } from './bodies.ts'
import { rouse } from './choices.ts'
import { defaults, defaultsFor, schema } from './config.ts'
import { draw, print } from './draw.ts'
import { FAMILY } from './things.ts'
import { growthOf } from './growth.ts'
import { regrow } from './harvest.ts'
import { fromJSON, toJSON, type AutonomyJSON } from './json.ts'
import { showBodies } from './look.ts'
import { mask } from './mask.ts'
import { METRICS, countTick } from './metrics.ts'
import { BORDER, FOOD, GOODS, LONG_LIFE, WATER_GOOD } from './numbers.ts'
import { see } from './sight.ts'
import { reset } from './start.ts'
import {
  HEADS, KNOBS, autonomyFields, headSizes,
  type AutonomyConfig, type AutonomyFields, type AutonomyTables, type AutonomyWorld,
} from './state.ts' // prettier-ignore
import { text } from './text.ts'
import { common, commonActions } from './view-common.ts'
import { entities } from './view-entities.ts'
import { symbolic } from './view-symbolic.ts'
import { say, walk } from './walk.ts'

/** Couplings of the example in which agents have to do with each other. */
const COUPLED = { rivalry: 0.5, blocking: 1, harm: 25, shock: 0.02, advantage: 1, scarcity: 2, transfer: 1 }

export const autonomy: EnvSpec<AutonomyConfig, AutonomyFields, AutonomyTables, AutonomyJSON> = {
  id: 'autonomy',
  version: 1,
  summary: 'everyone can live alone; others are there to be seen, helped, harmed or ignored',
  source: 'after NeuralMMO/environment 2.1 (98b6bbd); Suarez et al. 2023, arXiv:2311.03736',
  config: { schema, defaults, defaultsFor },
  examples: [
    { agents: 12, center: 12, luxury: 0.05, horizon: 60, events: 64, ledger: true, ...COUPLED },
    { agents: 12, center: 12, luxury: 0.05, horizon: 60, events: 64 },
  ],
  tables,
  agents: (_, { bodies }) => Array.from({ length: bodies }, (_, i) => ({ name: `agent_${i}`, role: 'agent' })),
  state: autonomyFields,
  action: (config) => multiDiscrete(headSizes(config), HEADS),
  views: { symbolic, entities, common },
  common: commonActions,
  defaultView: 'symbolic',
  unhashed: ENGINE_SCRATCH,
  hidden: () => HIDDEN,
  text,
  metrics: METRICS,
  score: 'met',
  knobs: (config) => Object.fromEntries(KNOBS.map((knob) => [knob, config[knob]])),
  reset,
  step,
  mask,
  draw,
  print,
  toJSON,
  fromJSON,
}

/** What no view may show: accounts, and what couples agents. */
// prettier-ignore
const HIDDEN = [
  'tally', 'log', 'logNext', 'noted', 'debt', 'lastKind', 'lastTick', 'friend', 'friendAt', 'due', 'rivalry', 'blocking', 'harm', 'shock',
  'advantage', 'scarcity', 'transfer', 'freeze',
]

function tables(config: AutonomyConfig): AutonomyTables {
  const { center, map, water, foliage, luxury, agents, tokens } = config
  const plan = terrainPlan({
    kind: 'shares',
    center,
    border: BORDER,
    map,
    shares: { water, foliage, luxury },
    clusters: 0,
    uniforms: 0,
    extras: 0,
  })
  return {
    ...engineTables(plan.ground, agents, true),
    plan,
    doers: new Int32Array(agents),
    nearness: new Int32Array(agents * config.targets),
    growth: growthOf(config),
    width: widthOf(headSizes(config)),
    metrics: METRICS.length,
    faces: familyLooks(FAMILY, agents),
    places: Uint8Array.from({ length: plan.ground.size }, (_, i) => (255 / plan.ground.size) * i),
    words: Uint8Array.from({ length: tokens + 1 }, (_, word) => (255 * word) / tokens),
  }
}

function step(world: AutonomyWorld, slot: number): Done {
  begin(world, slot)
  // Knobs may have changed since the last tick.
  rouse(world, slot)
  act(world, slot)
  say(world, slot)
  walk(world, slot)
  regrow(world, slot)
  liveOn(world, slot)
  rouse(world, slot)
  pay(world, slot)
  showBodies(world, slot)
  see(world, slot)
  return RUNNING
}

function begin({ rewards, agents }: AutonomyWorld, slot: number): void {
  const first = slot * agents
  for (let row = first; row < first + agents; row++) rewards[row] = 0
}

/** To be up and sound, and to have food and water, pays 1 over a whole episode. Nothing else but luxuries pays. */
function pay(world: AutonomyWorld, slot: number): void {
  const { rewards, agents, config } = world
  const { able, injury, goods } = world.state
  const wage = 1 / (config.horizon === Infinity ? LONG_LIFE : config.horizon)
  let up = 0
  let met = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const at = row * GOODS.length
    const isMet =
      able[row] & ~isPositive(injury[row]) & isPositive(goods[at + FOOD]) & isPositive(goods[at + WATER_GOOD])
    up += able[row]
    met += isMet
    rewards[row] += wage * isMet
  }
  countTick(world, slot, up, met)
}
