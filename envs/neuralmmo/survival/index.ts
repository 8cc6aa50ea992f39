/**
 * The survival world: food, water, fights, trades and trades' crafts on a large map, as in Neural MMO 2.
 *
 * Rules: NeuralMMO/environment 98b6bbd (2.1; Suarez et al. 2023, arXiv:2311.03736). We differ in that a tick's outcome does not
 * depend on the order of agents: all who act in a phase act on the state before it, and keyed draws settle ties.
 */
import { DIGITS } from '../../core/kernels-draw-code.ts'
import { multiDiscrete } from '../../core/spaces.ts'
import { RUNNING, TERMINATED, type Done, type EnvSpec } from '../../core/spec.ts'
import { pathScratch } from '../engine/path.ts'
import { sortCrowd } from '../engine/crowd.ts'
import { ENGINE_SCRATCH, engineTables } from '../engine/state.ts'
import { ground, type Ground } from '../ground.ts'
import { extraCells, terrainPlan, type TerrainPlan } from '../terrain.ts'
import { actsOf } from './acts.ts'
import { liveOn, spareFrozen } from './bodies.ts'
import { commonActions } from './common-acts.ts'
import { defaults, defaultsFor, schema } from './config.ts'
import { strike } from './combat.ts'
import { bury, comeBack } from './deaths.ts'
import { draw, print } from './draw.ts'
import { buy, sell } from './exchange.ts'
import { giveGold, giveItems } from './gifts.ts'
import { hear } from './hear.ts'
import { fromJSON, toJSON, type SurvivalJSON } from './json.ts'
import { showBodies } from './look.ts'
import { GAMES, judge, type Game } from './games.ts'
import { renewMarket } from './market.ts'
import { idleRow, mask } from './mask.ts'
import { METRICS, countLives, countTasks } from './metrics.ts'
import { divide } from './needs/division.ts'
import { payFields } from './needs/fields.ts'
import { audit } from './needs/ledger.ts'
import { endDay } from './needs/rations.ts'
import { bringNeedsOn } from './needs/rules.ts'
import { sendSquad } from './needs/scout.ts'
import { hiddenNeeds, needsKnobs, needsOf, standing } from './needs/tables.ts'
import { lift } from './needs/veil.ts'
import { decide } from './npc-ai.ts'
import { refill } from './npcs.ts'
import { NUMBERS } from './numbers.ts'
import { regrow } from './regrowth.ts'
import { speak } from './say.ts'
import { chargeWaste, shape } from './shaping.ts'
import { see } from './sight.ts'
import { reset } from './start.ts'
import {
  SYSTEMS,
  headsOf,
  survivalFields,
  wordsOf,
  type SurvivalConfig,
  type SurvivalFields,
  type SurvivalTables,
  type SurvivalWorld,
  type System,
} from './state.ts'
import { compileTasks } from './tasks/compile.ts'
import { payTasks } from './tasks/evaluate.ts'
import { seize } from './tasks/seize.ts'
import { takeStock } from './stock.ts'
import { checkPlaces } from './team-places.ts'
import { teamsOf, type Teams } from './teams.ts'
import { text } from './text.ts'
import { destroyItems, useItems } from './use.ts'
import { common } from './view-common.ts'
import { entities } from './view-entities.ts'
import { planes } from './view-planes.ts'
import { symbolic } from './view-symbolic.ts'
import { tiles } from './view-tiles.ts'
import { ways } from './view-ways.ts'
import { walk } from './walk.ts'
import { waysOn } from './ways.ts'

export const survival: EnvSpec<SurvivalConfig, SurvivalFields, SurvivalTables, SurvivalJSON> = {
  id: 'neuralmmo',
  version: 1,
  summary: 'many agents live off a large map: forage, fight, gather, trade',
  source: 'NeuralMMO/environment 2.1 (98b6bbd); Suarez et al. 2023, arXiv:2311.03736',
  config: { schema, defaults, defaultsFor },
  examples: [
    { preset: 'small', players: 8, npcs: 8, center: 16, border: 9, horizon: 60 },
    // Everyone is within reach of everyone, and of NPCs of all tempers.
    { preset: 'small', players: 16, npcs: 12, center: 8, border: 9, respawn: 4, horizon: 90 },
    {
      preset: 'small', players: 5, npcs: 3, center: 10, border: 9, respawn: 3, horizon: 60, targets: 10, offers: 4,
      needs: { price: 0.5, strangers: { count: 4, inert: 0.3 }, quartermaster: { rations: 4, day: 8 }, watch: { dwell: 3 } },
    }, // prettier-ignore
    {
      preset: 'small', players: 5, npcs: 0, center: 8, border: 9, horizon: 60, targets: 8, tasks: [],
      systems: ['items', 'communication'], tokens: 9,
      needs: {
        price: 0.5, strangers: { count: 4, inert: 0.5, marked: true, balanced: true, needy: { count: 2, decay: 0.3 }, kind: 'growth', signal: 'posture' },
        quartermaster: { rations: 4, day: 8, window: 1 }, watch: { dwell: 3, levels: [0, 0.5, 1] },
        auditor: { bounty: 0.1, pays: true, walk: { tick: 20, stays: true } }, bird: { walk: { tick: 30 } },
        scout: { conflict: 2, misinform: 0.3 }, veil: true, choice: 'simplex',
        styles: [null, 0.9, 0.1], ledger: { delay: 2, probability: [0, 1, 0.5] },
      },
    }, // prettier-ignore
  ],
  tables,
  agents: (_, { players }) => Array.from({ length: players }, (_, i) => ({ name: `agent_${i}`, role: 'agent' })),
  state: survivalFields,
  action: (_, { heads }) => multiDiscrete(heads.sizes, heads.names),
  views: { symbolic, planes, ways, entities, tiles, common },
  common: commonActions,
  defaultView: 'symbolic',
  unhashed: [
    ...ENGINE_SCRATCH,
    'under',
    'lots',
    'digits',
    'picks',
    'shownHealth',
    'stirred',
    'words',
    'prices',
    'laid',
    'painted',
    'stale',
    'nearby',
    'shared',
    'scales',
  ],
  hidden: ({ needs }) => [...HIDDEN, ...hiddenNeeds(needs)],
  knobs: ({ needs }) => ({ shaping: 0, waste: 0, ...needsKnobs(needs) }),
  text,
  metrics: METRICS,
  score: 'lifetime',
  reset,
  step,
  mask,
  info: ({ state, tables, agents }, slot, agent): Record<string, unknown> =>
    tables.needs === null ? {} : { privateReward: state.private[slot * agents + agent] },
  draw,
  print,
  toJSON,
  fromJSON,
}

/** What no view may show: how others stand, and accounts. */
// prettier-ignore
const HIDDEN = [
  'counts', 'tally', 'held', 'log', 'noted', 'sale', 'sales', 'resilient', 'homeX', 'homeY', 'farthest',
]

function tables(config: SurvivalConfig): SurvivalTables {
  const { players, npcs, center, border, systems, events } = config
  const land = ground(center, border)
  const teams = teamsOf(config)
  const needs = needsOf(config)
  check(config, land, teams)
  const on = Object.fromEntries(SYSTEMS.map((system) => [system, systems.includes(system)])) as Record<System, boolean>
  const heads = headsOf(on, config, needs)
  return {
    ...engineTables(land, players + npcs + standing(needs), config.stacking),
    numbers: numbersOf(config),
    teams,
    tasks: compileTasks(config, teams, land),
    plan: planOf(config),
    players,
    npcs: npcs + standing(needs),
    walkers: npcs,
    needs,
    on: { ...on },
    heads,
    draws: 4 * Math.ceil((players + npcs + standing(needs)) / (4 * DIGITS)),
    metrics: METRICS.length,
    events,
    order: new Int32Array(land.edge.length),
    some: new Int32Array(players),
    acts: actsOf(players),
    bids: new Int32Array(config.offers),
    words: wordsOf(on, config),
    idle: idleRow(heads, on, config),
    path: pathScratch(land.cells),
    ways: waysOn(land.size),
  }
}

/** Throws a RangeError where there is no room to begin, or nothing to win by. */
function check({ players, spawn, stacking, game, tasks, ...config }: SurvivalConfig, land: Ground, teams: Teams): void {
  if (spawn === 'edge' && players > land.edge.length) {
    throw new RangeError(
      `Got ${players} players on a map with ${land.edge.length} cells at its edge, expected at most one a cell: ` +
        `choose a center of ${Math.ceil(players / 4)} or more, or spawn 'anywhere'.`,
    )
  }
  if (config.teams !== null && spawn === 'edge') checkPlaces(teams, land, stacking)
  if (game !== null && !tasks?.length) {
    throw new RangeError(`Got game '${game}' without tasks, expected at least one: whoever completes a task wins.`)
  }
}

/** A game may say what dying is worth. */
function numbersOf({ profile, game }: SurvivalConfig): SurvivalTables['numbers'] {
  const rules: Game | null = game === null ? null : GAMES[game]
  return { ...NUMBERS[profile], death: rules?.death ?? NUMBERS[profile].death }
}

function planOf({
  center,
  border,
  land,
  interpolate,
  thresholds,
  clusters,
  uniforms,
  map,
}: SurvivalConfig): TerrainPlan {
  const extras = land === 'fractal' ? extraCells(center) : 0
  return terrainPlan({ kind: land, center, border, interpolate, thresholds, clusters, uniforms, extras, map })
}

/** Whether anybody looks for another while all stand where the tick found them: NPCs that hunt, agents that name no target. */
const searches = ({ tables, config }: SurvivalWorld): boolean =>
  tables.on.npcs || (tables.on.combat && config.targets === 0)

function step(world: SurvivalWorld, slot: number): Done {
  const { needs } = world.tables
  begin(world, slot)
  shape(world, slot, -1)
  chargeWaste(world, slot)
  if (searches(world)) sortCrowd(world, slot)
  hear(world, slot)
  decide(world, slot)
  liveOn(world, slot)
  useItems(world, slot)
  buy(world, slot)
  giveItems(world, slot)
  giveGold(world, slot)
  destroyItems(world, slot)
  strike(world, slot)
  walk(world, slot)
  sell(world, slot)
  speak(world, slot)
  spareFrozen(world, slot)
  bury(world, slot)
  seize(world, slot)
  if (needs !== null) {
    payFields(world, slot)
    audit(world, slot)
    sendSquad(world, slot)
    lift(world, slot)
    divide(world, slot)
    endDay(world, slot)
  }
  regrow(world, slot)
  renewMarket(world, slot)
  pay(world, slot)
  shape(world, slot, 1)
  comeBack(world, slot)
  refill(world, slot)
  if (needs !== null) bringNeedsOn(world, slot)
  takeStock(world, slot)
  showBodies(world, slot)
  see(world, slot)
  const isWon = judge(world, slot)
  countTasks(world, slot)
  const goesOn = countLives(world, slot) > 0 || world.config.respawn !== null
  return isWon || !goesOn ? TERMINATED : RUNNING
}

function pay(world: SurvivalWorld, slot: number): void {
  if (world.config.tasks === null) payLives(world, slot)
  else payTasks(world, slot)
}

function begin({ rewards, agents, state, tables }: SurvivalWorld, slot: number): void {
  rewards.fill(0, slot * agents, (slot + 1) * agents)
  state.stirred.fill(0, slot * agents, (slot + 1) * agents)
  if (tables.needs !== null) state.private.fill(0, slot * agents, (slot + 1) * agents)
}

/** Ticks over which a reward of 1 is spread where an episode has no end. */
const LONG_LIFE = 1024

/** To be alive pays 1 over a whole episode. */
function payLives({ rewards, live, agents, config }: SurvivalWorld, slot: number): void {
  const pay = 1 / (config.horizon === Infinity ? LONG_LIFE : config.horizon)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (live[row] === 1) rewards[row] += pay
}
