/**
 * Keepers of the sluice: the reference policies (reference-rules.ts) for a keeper that lives at the gates. It walks
 * along them to the one whose plot is to get the river, and lets all of it run there; where the gates do what is
 * called, it calls; on a menu it says how much it keeps; behind a veil it looks, or not. All follow the auditor's rule:
 * they pick a flower that blooms behind them unless they see themselves watched. Where no keeper lives at the gates,
 * and in other seats, they stay.
 */
import { LOOKS } from '../../envs/core/common.ts'
import { FULL } from '../../envs/core/needs.ts'
import { TENTHS } from '../../envs/core/shares.ts'
import {
  BACKWARD,
  FIRST_BEAM,
  FORWARD,
  NOWHERE,
  SOUTH,
  STAY,
  STEP_LEFT,
  STEP_RIGHT,
} from '../../envs/meltingpot/engine/state.ts'
import { isWindow } from '../../envs/meltingpot/needs/division.ts'
import { needAt } from '../../envs/meltingpot/needs/things.ts'
import { isRed } from '../../envs/meltingpot/needs/tiles.ts'
import { isVeiled } from '../../envs/meltingpot/needs/veil.ts'
import { AUDITOR, shownAt, styleOf } from '../../envs/meltingpot/needs/watchers.ts'
import { PLOTS } from '../../envs/meltingpot/sluice-map.ts'
import { KEEPER, type SluiceWorld } from '../../envs/meltingpot/sluice-state.ts'
import { CALLS } from '../../envs/meltingpot/sluice-calls.ts'
import { FLOW, POUR, SHARE } from '../../envs/meltingpot/sluice.ts'
import type { Policy } from '../policy.ts'
import {
  ITSELF, REFERENCE_PLAYERS, createTable, dealAll, expectedWatch, layFor, lookAway, referenceBots, reportOf, whiteLiar,
  type Player, type ReferencePlayer, type Table,
} from './reference-rules.ts' // prettier-ignore

/** All plots alike, in place of one. */
const EVERYBODY = -1
/** Steps for which it stays with a plot once it has come to its gate: who changes its mind in every one only walks. */
const DWELL = 4
/** The period in which the helper feeds. */
const BEFORE = -1
/** Wellbeing below which the keeper takes itself to be hungry. */
const KEEPER_HUNGRY = 0.95 * FULL

/**
 * What a keeper is about, by slot: the plot that it goes to, or the tenths that it keeps, and the step until which it
 * stays with that.
 */
interface Errands {
  readonly aim: Int8Array
  readonly until: Int32Array
}

function policyOf(name: string, seed: number | string, player: Player): Policy {
  const table = createTable(PLOTS, name, seed)
  let errands: Errands = { aim: new Int8Array(0), until: new Int32Array(0) }
  return {
    name,
    reset() {},
    act(batch, rows) {
      const world = batch.world as unknown as SluiceWorld
      const stays = world.config.keeper !== 'forages' && world.tables.needs !== null
      if (errands.until.length !== world.slots)
        errands = { aim: new Int8Array(world.slots), until: new Int32Array(world.slots) }
      for (let i = 0; i < rows.length; i++) {
        const p = rows[i] % world.agents
        const slot = (rows[i] - p) / world.agents
        world.actions[rows[i]] = p === KEEPER && stays ? decide(table, world, slot, player, errands) : STAY
      }
    },
  }
}

function decide(table: Table, world: SluiceWorld, slot: number, player: Player, { aim, until }: Errands): number {
  const { tick, tables, config } = world
  layFor(table, world, slot)
  look(table, world, slot)
  player.perceive(table)
  if (tick[slot] === 0) until[slot] = 0
  if (isWindow(world, slot)) return STAY
  const watched = table.watch > 0
  if (tables.calls !== null) return call(world, slot, player.claim(table), watched)
  if (isVeiled(world, slot, KEEPER) && player.looks(table)) return tables.needs!.look
  const keeps = config.keeper === 'keeps'
  if (tick[slot] >= until[slot]) {
    aim[slot] = keeps ? tenthsOf(table, world, player) : player.rule(table)
    until[slot] = tick[slot] + (keeps ? stepsLeft(world, slot) : DWELL + Math.abs(stepsAside(world, slot, aim[slot])))
  }
  return keeps ? keep(world, slot, aim[slot], watched) : move(world, slot, aim[slot], watched)
}

/** What there is to know. Beings are numbered by their plots. */
function look(table: Table, world: SluiceWorld, slot: number): void {
  const { tables, tick, agents, config } = world
  const { options } = tables.needs!
  const keeps = config.keeper === 'keeps'
  const { walk } = options.auditor
  const played = tick[slot] - options.window
  const period = tables.calls?.turn ?? options.period
  table.beings = PLOTS
  table.units = keeps ? TENTHS : period
  table.period = played < 0 ? BEFORE : Math.floor(played / period)
  table.dealt = played < 0 || keeps ? 0 : played % period
  table.veil = options.veil
  table.helps = tables.calls !== null && tables.calls.harm < 0
  table.watch = watchOf(world, slot)
  table.left = walk !== null && tick[slot] > walk.tick && table.watch === 0
  table.noise = options.grazers.meal / 2
  for (let p = 0; p < agents; p++) lookAtPlayer(table, world, slot, p)
  for (let i = 0; i < tables.needs!.grazers; i++) lookAtGrazer(table, world, slot, i)
}

/** What shows of the auditor; where nothing does, 1 in a style in which it mostly watches, or books mostly tell. */
function watchOf(world: SluiceWorld, slot: number): number {
  const { options, watches, books } = world.tables.needs!
  const shown = shownAt(world, slot, AUDITOR, world.state.cell[slot * world.agents + KEEPER])
  if (shown > 0 || options.led !== null) return shown / 255
  const style = styleOf(world, slot)
  return expectedWatch(options.announced ? 0 : watches[style].share, books[style])
}

function lookAtPlayer(table: Table, world: SluiceWorld, slot: number, p: number): void {
  const { bars } = world.state
  table.wellbeing[p] = bars[needAt(world, slot, p)]
  table.threshold[p] = p === KEEPER ? KEEPER_HUNGRY : FULL
  table.capacity[p] = FULL
  table.stake[p] = 1
  table.marked[p] = 0
  table.given[p] = 0
  for (let k = 0; k < 2; k++) table.shown[p * 2 + k] = bars[(slot * world.agents + p) * 2 + k]
}

function lookAtGrazer(table: Table, world: SluiceWorld, slot: number, i: number): void {
  const { state, tables } = world
  const row = slot * tables.needs!.grazers + i
  if (state.grazerCell[row] === NOWHERE) return
  const being = tables.plotAt[state.grazerCell[row]]
  table.wellbeing[being] = state.grazerBars[row * 2 + state.needBar[slot]]
  table.threshold[being] = state.threshold[row]
  table.capacity[being] = state.capacity[row]
  table.stake[being] = 1 - state.inert[row]
  table.marked[being] = state.looks[(row + 1) * LOOKS - 1] >> 7
  table.given[being] = state.portions[row]
  for (let k = 0; k < 2; k++) table.shown[being * 2 + k] = state.grazerBars[row * 2 + k]
}

/** Columns from the keeper to a plot's gate, to the east; 0 where it is about none. */
function stepsAside({ state, tables, agents }: SluiceWorld, slot: number, plot: number): number {
  if (plot === EVERYBODY) return 0
  return (tables.gates[plot] % tables.width) - (state.cell[slot * agents + KEEPER] % tables.width)
}

/** Calls what is to be reported, once a turn; then it has time for flowers. */
function call(world: SluiceWorld, slot: number, claim: number, watched: boolean): number {
  const report = reportOf(claim, world.state.belief[slot], CALLS - 1)
  return world.state.called[slot] === report + 1 ? pick(world, slot, watched) : FIRST_BEAM + report
}

/** Says how many tenths it keeps, unless that holds; then it has time for flowers. */
function keep(world: SluiceWorld, slot: number, tenths: number, watched: boolean): number {
  const holds = world.state.weight[slot * PLOTS + KEEPER] === (PLOTS - 1) * tenths
  return holds ? pick(world, slot, watched) : FIRST_BEAM + tenths
}

const dealt = new Int32Array(PLOTS)

/** What it would keep of the river for a period if it gave it away tenth by tenth. */
function tenthsOf(table: Table, { tables }: SluiceWorld, player: Player): number {
  if (player.rule(table) === EVERYBODY) return TENTHS / PLOTS
  const { period, stamina, grazers } = tables.needs!.options
  const apples = (period * FLOW * tables.sites.length) / PLOTS / TENTHS
  dealAll(player, table, TENTHS, [apples * stamina.meal, apples * grazers.meal], dealt)
  return dealt[ITSELF]
}

/** Of the running period. */
function stepsLeft({ tables, tick }: SluiceWorld, slot: number): number {
  const { window, period } = tables.needs!.options
  return period - ((tick[slot] - window) % period)
}

/** Back for a flower that blooms behind the keeper, and to its lane again; STAY where there is nothing to pick. */
function pick(world: SluiceWorld, slot: number, watched: boolean): number {
  const { state, tables, agents } = world
  const behind = tables.next[state.cell[slot * agents + KEEPER] * 4 + SOUTH]
  // Off the lane the keeper stands where it picked a flower, with a wall behind it.
  if (tables.solid[state.kind[slot * tables.cells + behind]] === 1) return FORWARD
  return !watched && isRed(world, slot, behind) ? BACKWARD : STAY
}

/** An action on the way to a plot's gate, and at it. */
function move(world: SluiceWorld, slot: number, plot: number, watched: boolean): number {
  const step = pick(world, slot, watched)
  if (step !== STAY) return step
  const aside = stepsAside(world, slot, plot)
  if (aside !== 0) return aside > 0 ? STEP_RIGHT : STEP_LEFT
  return isTurned(world, slot, plot) ? STAY : FIRST_BEAM + (plot === EVERYBODY ? SHARE : POUR)
}

/** Whether the river already runs as it is meant to. */
function isTurned({ state }: SluiceWorld, slot: number, plot: number): boolean {
  const first = slot * PLOTS
  return plot === EVERYBODY
    ? state.weight[first] === state.weight[first + 1]
    : state.weight[first + plot] > 0 && state.weight[first + ((plot + 1) % PLOTS)] === 0
}

const players: readonly ReferencePlayer[] = [...REFERENCE_PLAYERS, whiteLiar, lookAway].map((player) =>
  player.name === 'equal_split'
    ? { ...player, summary: 'the same to every plot, its own among them', playerOf: () => ({ rule: () => EVERYBODY }) }
    : player,
)

export const keepers = referenceBots('sluice', policyOf, players)
