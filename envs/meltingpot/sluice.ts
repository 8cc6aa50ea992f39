/**
 * sluice: ten apple plots live on one river. The keeper of the sluice says how its flow is divided, its own plot being one of the
 * ten; the others forage on theirs, and can neither see what it does at the gates nor get at it.
 *
 * A game of this project: an allocation dilemma on the grid. With needs, grazers may stand on the plots or take the foragers' places.
 */
import {
  ACT_GIVE, ACT_INTERACT, ACT_TAKE, ACT_USE, ENTITY, ITEM, OUTLET, shareByte,
} from '../core/common.ts' // prettier-ignore
import { field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import type { Done } from '../core/spec.ts'
import { OWN_CHANNEL, happens, nextSuccess, trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { cellsOf, gridTables, readMap, startKinds, type GridMap } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { moves, placePlayers } from './engine/players.ts'
import {
  FIRST_BEAM, NORTH, NOWHERE, VOID, WALL, WIDE, type Act, type Kind, type Rules,
  type Sight,
} from './engine/state.ts' // prettier-ignore
import { asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import type { Pasture } from './needs/tables.ts'
import { isWindow } from './needs/division.ts'
import {
  CALL_ACTS, CALL_METRICS, CALL_SCALARS, HIDDEN_CALLS, beginTurn, call, callFields, callScalar, callSchema, callTables, callText,
  divide, holdCall, payCall, writeCallMetrics,
} from './sluice-calls.ts' // prettier-ignore
import { GATED, PLOTS, SLUICE, plotOf } from './sluice-map.ts'
import { MENU_ACTS, keepTenths } from './sluice-menu.ts'
import { KEEPER, shareOf, type Sluice, type SluiceConfig, type SluiceTables, type SluiceWorld } from './sluice-state.ts'
import { gatesView } from './sluice-view.ts'

export const APPLE_REWARD = 1
/** Probability that an apple grows on an empty site in a step if all of the flow ran to its plot; it falls with the plot's share. */
export const FLOW = 0.04
/** Weights of gates: at the start, and the most. With its own gate wide open and the others at 1, the keeper's plot has 80 %. */
export const START_WEIGHT = 4
export const MOST_WEIGHT = 36
const LEAST_WEIGHT = 1
const HORIZON = 1000
const LEAST_STEPS = 1000
const END_PROBABILITY = 0.2

const OPEN = 0
const CLOSE = 1
const KEEP = 2
const ACTS: readonly Act[] = [
  { name: 'open', effect: 'open the gate that you face by one notch', common: ACT_GIVE },
  { name: 'close', effect: 'close the gate that you face by one notch', common: ACT_TAKE },
  { name: 'keep', effect: 'at a gate: let 80 % of the flow run to your own plot', common: ACT_USE },
  { name: 'share', effect: 'at a gate: give every plot the same', common: ACT_INTERACT },
]

/** Of a keeper that lives at the gates: it turns the river as a whole. */
export const POUR = 0
export const SHARE = 1
const GATE_ACTS: readonly Act[] = [
  { name: 'pour', effect: 'at a gate: let all of the flow run to its plot', common: ACT_GIVE },
  { name: 'share', effect: 'at a gate: give every plot the same', common: ACT_INTERACT },
]
const ACTS_OF: Readonly<Record<SluiceConfig['keeper'], readonly Act[]>> = {
  forages: ACTS,
  stays: GATE_ACTS,
  calls: CALL_ACTS,
  keeps: MENU_ACTS,
}
/** It sees all gates and both ends of the house from anywhere in it, as long as it faces the gates. */
const GATE_SIGHT: Sight = { left: 12, right: 12, forward: 1, backward: 1 }

const RIVER = GROUND.length
const GATE = RIVER + 1
const FLOAT = RIVER + 2
const GRASS = RIVER + 3
const APPLE = RIVER + 4
const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'river', glyph: '~', colour: '#3c8cc8', shape: 'waves', solid: true, common: -1 },
  { name: 'gate', glyph: 'g', colour: '#966432', shape: 'bricks', solid: true, common: OUTLET },
  { name: 'float', glyph: 'o', colour: '#e68c3c', under: '#3c8cc8', shape: 'disc', solid: true, common: -1 },
  { name: 'grass', glyph: '"', colour: '#4e8c32', under: '#8cb464', shape: 'tuft', common: -1 },
  { name: 'apple', glyph: 'a', colour: '#d23c32', under: '#8cb464', shape: 'disc', common: ITEM },
]

// Channels.
const GROW = OWN_CHANNEL
const ACCEPT = OWN_CHANNEL + 1

const METRICS = [
  'own_share',
  'apples_eaten',
  ...Array.from({ length: PLOTS }, (_, plot) => `apples_${plot}`),
  ...CALL_METRICS,
]
/** Mean share of the flow that ran to the keeper's own plot. */
const OWN_SHARE = metricAt(0)
const EATEN = metricAt(1)
/** Apples taken from each plot, by players or grazers. */
const TAKEN = metricAt(2)
/** Where the keeper calls; else they are not defined. */
const CALLED = metricAt(2 + PLOTS)

/** The gate that a player faces, by plot; -1 for none. */
function facedGate({ state, tables, agents }: SluiceWorld, slot: number, p: number): number {
  const row = slot * agents + p
  return tables.gates.indexOf(tables.next[state.cell[row] * 4 + state.heading[row]])
}

/** The share of the flow that a being is given: that of its plot, divided among who lives there. */
function flowTo(world: SluiceWorld, slot: number, being: number): number {
  const { state, tables, agents } = world
  const { grazers } = tables.needs!
  const cell = being < agents ? tables.starts[being][0] : state.grazerCell[slot * grazers + being - agents]
  if (cell === NOWHERE) return 0
  const plot = being === KEEPER ? KEEPER : tables.plotAt[cell]
  let living = plot < agents ? 1 : 0
  for (let i = slot * grazers; i < (slot + 1) * grazers; i++) {
    if (state.grazerCell[i] !== NOWHERE && tables.plotAt[state.grazerCell[i]] === plot) living++
  }
  return shareOf(world, slot, plot) / living
}

const rules: Rules = {
  scalar(world: SluiceWorld, slot, p, i) {
    if (p !== KEEPER) return 0
    return i < PLOTS ? shareByte(shareOf(world, slot, i)) : callScalar(world, slot, i - PLOTS)
  },
  marksOf: () => 0,
  coat: () => '',
  told(world: SluiceWorld, slot, p) {
    if (p !== KEEPER) return `You forage on plot ${p}.`
    const shares = Array.from({ length: PLOTS }, (_, plot) => `${Math.round(100 * shareOf(world, slot, plot))}`)
    const flow = `You keep the sluice; plot 0 is yours. Of the flow, plots 0 to ${PLOTS - 1} get ${shares.join(' ')} %.`
    return world.tables.calls === null || isWindow(world, slot) ? flow : `${flow} ${callText(world, slot)}`
  },
  may(world: SluiceWorld, slot, p, act) {
    const { keeper } = world.config
    if (keeper === 'calls' || keeper === 'keeps') return p === KEEPER && !isWindow(world, slot)
    const plot = p === KEEPER ? facedGate(world, slot, p) : -1
    if (plot < 0) return false
    if (keeper === 'stays') return !isWindow(world, slot)
    const weight = world.state.weight[slot * PLOTS + plot]
    return act === OPEN ? weight < MOST_WEIGHT : act === CLOSE ? weight > 0 : true
  },
  holds(world: SluiceWorld, slot, p, out, at) {
    if (p === KEEPER && world.tables.calls !== null) holdCall(world, slot, out, at)
  },
  shows(world: SluiceWorld, slot, _p, cell, out, at) {
    const plot = world.tables.gates.indexOf(cell)
    if (plot >= 0) out[at + ENTITY.at.amount] = shareByte(shareOf(world, slot, plot))
  },
}

/** Needs of examples: all that can show at the gates does. */
const EVERYTHING = {
  window: 20,
  period: 10,
  veil: true,
  led: [0, 0.5, 1],
  watch: { dwell: 5 },
  grazers: {
    count: 9,
    needy: { count: 3, decay: 0.3 },
    placebo: 'steady',
    marked: true,
    inert: 0.5,
    appetite: 0.3,
    tau: 30,
    threshold: 9,
  },
  auditor: { red: 10, bloom: { every: 8, lasts: 4, pays: 0.5 }, walk: { tick: 50 } },
  price: 1,
  tag: 2,
} as const

export const sluice = asEnv<SluiceConfig, Sluice, SluiceTables>({
  id: 'sluice',
  version: 1,
  summary: 'the keeper of a sluice divides a river among ten apple plots, one of them its own, unseen by the others',
  source: 'a game of this project; the rules are in docs/meltingpot.md',
  options: {
    others: {
      enum: ['players', 'grazers'],
      description: 'who lives on the other nine plots; grazers need the option needs',
    },
    keeper: {
      enum: ['forages', 'stays', 'calls', 'keeps'],
      description:
        'stays: the keeper lives at the gates, turns the whole river, and is brought what grows on its plot; calls: ' +
        'it lives there, sees alone what its plot needs, and the gates do what it calls (with the option needs); ' +
        'keeps: it lives there, says how much of the river it keeps, and is brought what grows on its plot',
    },
    message: callSchema,
  },
  defaults: { horizon: HORIZON, others: 'players', keeper: 'forages', message: {} },
  examples: [
    { horizon: 60 },
    { horizon: 60, needs: { price: 1, tag: 2, grazers: { count: 9, inert: 0.3, tau: 10 }, watch: { dwell: 7 } } },
    { horizon: 60, keeper: 'stays', needs: EVERYTHING },
    { horizon: 60, keeper: 'keeps', needs: { price: 1, window: 4, auditor: { red: 10 } } },
    {
      horizon: 60,
      keeper: 'calls',
      message: { turn: 4, conflict: 2, harm: 0, misinform: 0.3 },
      needs: {
        ...EVERYTHING,
        window: 6,
        led: null,
        styles: [null, 1, 0],
        ledger: { delay: 2, probability: [1, 0, 0.5] },
      },
    },
  ],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, tables) => ({ weight: field('u8', PLOTS), ...callFields(tables) }),
  hidden: HIDDEN_CALLS,
  views: { gates: gatesView },
  reset,
  step,
})

function tables(config: SluiceConfig): SluiceTables {
  const foragers = config.others === 'players' ? PLOTS - 1 : 0
  if (foragers === 0 && config.needs === null)
    throw new RangeError("Got others 'grazers' without the option needs, expected one; {} takes the defaults.")
  const { calls, whole } = callTables(config)
  const stays = config.keeper !== 'forages'
  const map = readMap('sluice', stays ? GATED : SLUICE, '#.~goarnbhW ')
  const sites = cellsOf(map, 'a')
  const plotAt = (cell: number) => plotOf(cell % map.width, Math.floor(cell / map.width))
  const byPlot = (letters: string) => cellsOf(map, letters).toSorted((a, b) => plotAt(a) - plotAt(b))
  const kindOf: Readonly<Record<string, number>> = {
    '#': WALL,
    W: WALL,
    ' ': VOID,
    '~': RIVER,
    g: GATE,
    o: FLOAT,
    a: GRASS,
  }
  const starts: Uint16Array[] = Array.from(byPlot('n'), (cell) => Uint16Array.of(cell))
  if (stays) starts[KEEPER] = cellsOf(map, 'h')
  // From the keeper's side: its own gate is the nearest to its plot.
  const gates = cellsOf(map, 'g').toReversed()
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players: 1 + foragers,
      roles: ['keeper', ...Array.from({ length: foragers }, () => 'forager')],
      kinds,
      sight: stays ? GATE_SIGHT : WIDE,
      beams: [],
      acts: ACTS_OF[config.keeper],
      scalars: [...Array.from({ length: PLOTS }, (_, plot) => `flow to plot ${plot}`), ...(calls ? CALL_SCALARS : [])],
      marks: [],
      metrics: METRICS,
      rules,
      pasture: { ...pastureOf(map, byPlot('b'), gates, foragers), foodUntagged: calls !== null },
    }),
    start: startKinds(map, kindOf),
    sites,
    plots: Uint8Array.from(sites, plotAt),
    starts,
    gates,
    growth: trials(FLOW, sites.length),
    plotAt: Int8Array.from(map.letters, (_, cell) => plotAt(cell)),
    calls,
    whole,
  }
}

/** Gates show the bars of who lives on the other plots: foragers, or grazers in their place; beside foragers, grazers have floats. */
function pastureOf(map: GridMap, grazers: Uint16Array, gates: Uint16Array, foragers: number): Pasture {
  const others = gates.subarray(1)
  return {
    food: [APPLE],
    sites: cellsOf(map, 'a'),
    bite: pick,
    units: flowTo,
    grazers,
    watchers: cellsOf(map, 'W'),
    red: cellsOf(map, 'r'),
    playerDials: foragers > 0 ? Uint16Array.of(NOWHERE, ...others) : undefined,
    grazerDials: foragers > 0 ? cellsOf(map, 'o').toReversed() : others,
    count: foragers > 0 ? 0 : grazers.length,
    focal: KEEPER,
  }
}

function reset(world: SluiceWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  layMap(world, slot, tables.start)
  for (let p = 0; p < agents; p++) placePlayers(world, slot, tables.starts[p], p, p + 1)
  if (world.config.keeper !== 'forages') state.heading[slot * agents + KEEPER] = NORTH
  state.weight.fill(START_WEIGHT, slot * PLOTS, (slot + 1) * PLOTS)
  const first = slot * tables.metrics.length + CALLED
  metrics.fill(NaN, first, first + CALL_METRICS.length)
  if (tables.calls === null) return
  divide(world, slot)
  beginTurn(world, slot, 0)
}

function step(world: SluiceWorld, slot: number): Done {
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, eat)
  operate(world, slot)
  appear(world, slot, eat)
  account(world, slot)
  countFlow(world, slot)
  if (world.tables.calls !== null) settle(world, slot)
  return ended(world, slot, LEAST_STEPS, END_PROBABILITY)
}

/** Pays the keeper for its call, and begins the next turn when it is time. */
function settle(world: SluiceWorld, slot: number): void {
  payCall(world, slot)
  writeCallMetrics(world, slot, slot * world.tables.metrics.length + CALLED)
  beginTurn(world, slot, world.tick[slot] + 1)
}

/** Which empty sites get an apple, by the shares of their plots as the last step left them. The same draws, whatever the shares. */
function decide(world: SluiceWorld, slot: number): void {
  const { state, tables, config } = world
  const { sites, plots, growth, cells } = tables
  const isBrought = config.keeper === 'stays' || config.keeper === 'keeps'
  decideAnew()
  if (isWindow(world, slot)) return
  for (let i = 0; (i = nextSuccess(world, slot, GROW, growth, i)) < sites.length; i++) {
    if (state.kind[slot * cells + sites[i]] !== GRASS) continue
    if (!happens(draw(world, slot, ACCEPT, sites[i]), shareOf(world, slot, plots[i]))) continue
    if (plots[i] === KEEPER && isBrought) take(world, slot, KEEPER, sites[i])
    else willGrow(sites[i], APPLE)
  }
}

/** Eats the apple that lies where a player came to. */
function eat(world: SluiceWorld, slot: number, p: number, cell: number): void {
  const { state, tables } = world
  if (state.kind[slot * tables.cells + cell] === APPLE) take(world, slot, p, cell)
}

/** A player has the apple of a cell. */
function take(world: SluiceWorld, slot: number, p: number, cell: number): void {
  const { tables, metrics } = world
  pick(world, slot, cell)
  payFood(world, slot, p, APPLE_REWARD)
  metrics[slot * tables.metrics.length + EATEN]++
}

/** An apple goes from its plot. */
function pick(world: SluiceWorld, slot: number, cell: number): void {
  const { tables, metrics } = world
  put(world, slot, cell, GRASS)
  metrics[slot * tables.metrics.length + TAKEN + tables.plotAt[cell]]++
}

/** The keeper says its word, or works the gate that it faces, or sets all of them from there. */
function operate(world: SluiceWorld, slot: number): void {
  const { state, actions, agents, config } = world
  const act = actions[slot * agents + KEEPER] - FIRST_BEAM
  if (act < 0) return
  if (config.keeper === 'calls') return call(world, slot, act)
  if (config.keeper === 'keeps') return keepTenths(world, slot, act)
  const plot = facedGate(world, slot, KEEPER)
  if (plot < 0) return
  const first = slot * PLOTS
  if (config.keeper === 'stays') return turn(world, slot, act === POUR ? plot : -1)
  if (act === OPEN) state.weight[first + plot] = Math.min(MOST_WEIGHT, state.weight[first + plot] + 1)
  else if (act === CLOSE) state.weight[first + plot] = Math.max(0, state.weight[first + plot] - 1)
  else {
    state.weight.fill(act === KEEP ? LEAST_WEIGHT : START_WEIGHT, first, first + PLOTS)
    if (act === KEEP) state.weight[first + KEEPER] = MOST_WEIGHT
  }
}

/** All of the flow runs to a plot, or to every one the same where none is named. */
function turn(world: SluiceWorld, slot: number, plot: number): void {
  const { state } = world
  const first = slot * PLOTS
  if (isWindow(world, slot)) return
  state.weight.fill(plot < 0 ? START_WEIGHT : 0, first, first + PLOTS)
  if (plot >= 0) state.weight[first + plot] = MOST_WEIGHT
}

function countFlow(world: SluiceWorld, slot: number): void {
  const { metrics, tables, state } = world
  const at = slot * tables.metrics.length + OWN_SHARE
  metrics[at] += (shareOf(world, slot, KEEPER) - metrics[at]) / state.played[slot]
}
