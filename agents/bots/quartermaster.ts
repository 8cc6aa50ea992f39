/**
 * Players of the survival world with needs: the reference policies (reference-rules.ts) as quartermasters of strangers.
 * They decide on one ration a tick, in the first ticks of a day (behind a veil, after one in which they may look): to
 * keep one is to go on holding it, or to eat it once they have a use for all of it. Where all are divided at once, they
 * do so as if they chose one by one. Where they scout, they say in each tick how far the way is clear. All follow the
 * inspector's rule: they stand on a marked field unless they see themselves watched. Where there are no needs they do
 * nothing.
 */
import { LOOKS } from '../../envs/core/common.ts'
import { FULL } from '../../envs/core/needs.ts'
import { MOST_WEIGHT, TENTHS } from '../../envs/core/shares.ts'
import { cellOf } from '../../envs/neuralmmo/engine/crowd.ts'
import { isFree, placesOf } from '../../envs/neuralmmo/survival/inventory.ts'
import { PLACES, RATION, restoredBy } from '../../envs/neuralmmo/survival/items.ts'
import { agentNeed } from '../../envs/neuralmmo/survival/needs/agents.ts'
import { FURTHEST, MOST_STRANGERS, WATCHERS } from '../../envs/neuralmmo/survival/needs/config.ts'
import { styleOf } from '../../envs/neuralmmo/survival/needs/ledger.ts'
import { isMarked } from '../../envs/neuralmmo/survival/needs/places.ts'
import { strangerNeed } from '../../envs/neuralmmo/survival/needs/strangers.ts'
import {
  INSPECTOR,
  LIT,
  POINT,
  isFocal,
  strangerBody,
  watcherBody,
} from '../../envs/neuralmmo/survival/needs/tables.ts'
import { isVeiled } from '../../envs/neuralmmo/survival/needs/veil.ts'
import { RULES } from '../../envs/neuralmmo/survival/numbers.ts'
import type { Head, SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { findWays } from '../../envs/neuralmmo/survival/ways.ts'
import {
  ITSELF, REFERENCE_PLAYERS, createTable, dealAll, expectedWatch, layFor, lookAway, referenceBots, reportOf, whiteLiar,
  type Player, type Table,
} from './reference-rules.ts' // prettier-ignore
import { choose, goTo, survivalPolicy, type Turn } from './survival.ts'
import { hand } from './survival-giver.ts'
import { placeOf } from './survival-others.ts'

/** The quartermaster and all strangers that there can be. */
const MOST_BEINGS = 1 + MOST_STRANGERS

const policyOf = (name: string, seed: number | string, player: Player) =>
  survivalPolicy(
    name,
    seed,
    () => {
      const table = createTable(MOST_BEINGS, name, seed)
      return {
        decide(turn) {
          const { world, slot, agent } = turn
          if (world.tables.needs === null || !isFocal(world, slot, agent)) return
          layFor(table, world, slot)
          look(table, turn)
          stepOnFields(turn, table.watch === 0)
          report(table, turn, player)
          deal(table, turn, player)
        },
      }
    },
    false,
  )

export const quartermasters = referenceBots('neuralmmo', policyOf, [...REFERENCE_PLAYERS, whiteLiar, lookAway])

/** What there is to know but for the beings. A ration is dealt in each tick of a day until there are no more. */
function look(table: Table, { world, slot }: Turn): void {
  const { state, tables, tick } = world
  const { options, strangers } = tables.needs!
  const { day, rations } = options.quartermaster
  const isAway = state.here[slot * tables.bodies + watcherBody(tables, INSPECTOR)] === 0
  table.beings = 1 + strangers
  table.period = Math.floor(tick[slot] / day)
  table.units = rations
  table.dealt = (tick[slot] % day) - (options.veil ? 1 : 0)
  table.veil = options.veil
  table.watch = watchOf(world, slot)
  table.left = state.walked[slot * WATCHERS + INSPECTOR] === 1 && isAway
  table.helps = options.scout !== null && options.scout.harm < 0
}

/** What shows of the inspector; where it does not, 1 in colours where it mostly looks, or whose books mostly tell. */
function watchOf(world: SurvivalWorld, slot: number): number {
  const { options, watches, books } = world.tables.needs!
  const lamp = world.state.lamp[slot * WATCHERS + INSPECTOR]
  if (lamp > 0 || options.levels !== null) return lamp / LIT
  const style = styleOf(world, slot)
  return expectedWatch(options.auditor.announced ? 0 : watches[style].share, books[style])
}

/** Where it scouts, says for how many cells the way is clear. */
function report(table: Table, turn: Turn, player: Player): void {
  const { state, tables } = turn.world
  if (tables.needs!.options.scout === null) return
  choose(turn, 'say', 1 + reportOf(player.claim(table), state.scouted[turn.slot], FURTHEST))
}

/** An agent whose wellbeing is no more than this has a use for all that a ration of level 1 restores. */
const HUNGRY = FULL - restoredBy(1) * POINT

/**
 * Gives the ration of the tick to whom the rule says, or goes on holding it; or divides all in the first one of a day.
 */
function deal(table: Table, turn: Turn, player: Player): void {
  const { world } = turn
  readBeings(table, turn)
  player.perceive(table)
  if (isVeiled(world, turn.slot, turn.agent) && player.looks(table)) choose(turn, 'look', 1)
  if (table.dealt < 0 || table.dealt >= table.units) return
  const gift = rationOf(turn)
  const isOneByOne = world.tables.needs!.options.choice === 'units'
  if (!isOneByOne && table.dealt === 0) return divide(table, turn, player)
  const being = isOneByOne ? player.rule(table) : ITSELF
  if (gift === 0) return
  if (being === ITSELF) {
    if (table.wellbeing[ITSELF] <= HUNGRY) choose(turn, 'use', gift)
    return
  }
  const receiver = placeOf(turn, strangerBody(world.tables, being - 1)) + 1
  if (receiver > 0) hand(turn, gift, receiver)
}

/** Divides the rations of a day at once. */
function divide(table: Table, turn: Turn, player: Player): void {
  const { options, strangers } = turn.world.tables.needs!
  const { units } = table
  dealAll(player, table, units, [restoredBy(1) * POINT, options.strangers.meal], shares)
  if (options.choice === 'menu') choose(turn, 'keep', 1 + Math.round((TENTHS * shares[ITSELF]) / units))
  else
    for (let being = 0; being <= strangers; being++)
      choose(turn, `weight_${being}` as Head, Math.round((MOST_WEIGHT * shares[being]) / units))
}
const shares = new Int32Array(MOST_BEINGS)

function readBeings(table: Table, { world, slot, agent }: Turn): void {
  const { state, tables } = world
  const { strangers } = tables.needs!
  const need = agentNeed(world, slot, agent)
  readBeing(table, ITSELF, state.bars, need, HUNGRY, HUNGRY)
  table.stake[ITSELF] = 1
  // It knows which of its own two bars is its need.
  table.shown[0] = table.shown[1] = state.bars[need]
  for (let i = 0; i < strangers; i++) {
    const row = slot * strangers + i
    readBeing(table, i + 1, state.strangerBars, strangerNeed(world, slot, i), state.threshold[row], state.capacity[row])
    table.stake[i + 1] = 1 - state.inert[row]
    table.marked[i + 1] = state.looks[(row + 1) * LOOKS - 1] >> 7
    table.given[i + 1] = state.received[slot * (tables.players + strangers) + tables.players + i]
  }
  // What a ration raises and a tick takes, of the two whose needs fall fastest, is still more than this.
  table.noise = tables.needs!.options.strangers.meal * NOISE
}

const NOISE = 0.4

function readBeing(table: Table, being: number, bars: Int16Array, need: number, threshold: number, most: number): void {
  const first = need & ~1
  table.wellbeing[being] = bars[need]
  table.threshold[being] = threshold
  table.capacity[being] = most
  table.shown[being * 2] = bars[first]
  table.shown[being * 2 + 1] = bars[first + 1]
}

/** The first ration that can be given, as a choice; 0 for none. */
function rationOf({ world, slot, agent }: Turn): number {
  const first = placesOf(world, slot, agent)
  for (let i = 0; i < PLACES; i++) if (world.state.item[first + i] === RATION && isFree(world, first + i)) return i + 1
  return 0
}

/** Goes to the nearest marked field and stays there, or off it, where it has all strangers in sight. */
function stepOnFields(turn: Turn, on: boolean): void {
  const { world, slot, agent, ways } = turn
  if (isMarked(world, slot, cellOf(world, slot, agent)) === on) return
  findWays(world, slot, agent, ways)
  for (let i = 1; i < ways.reached; i++) {
    const cell = ways.queue[i]
    const at = ways.at + ways.offset[cell] - slot * world.tables.ground.cells
    if (isMarked(world, slot, at) === on && seesAll(turn, at)) return goTo(turn, cell)
  }
}

/** Whether all strangers are in sight of a cell. */
function seesAll({ world, slot }: Turn, cell: number): boolean {
  const { state, tables } = world
  const { size } = tables.ground
  const y = Math.floor(cell / size)
  const x = cell - y * size
  for (let i = 0; i < tables.needs!.strangers; i++) {
    const b = slot * tables.bodies + strangerBody(tables, i)
    if (state.here[b] === 1 && Math.max(Math.abs(state.x[b] - x), Math.abs(state.y[b] - y)) > RULES.vision) return false
  }
  return true
}
