/**
 * Players of allocation: the reference policies (reference-rules.ts), who deal tokens by the actions of the game. All follow the
 * auditor's rule: they keep the red token unless they see themselves watched.
 */
import { LOOKS } from '../../envs/core/common.ts'
import type { World } from '../../envs/core/spec.ts'
import { MOST_WEIGHT, TENTHS } from '../../envs/core/shares.ts'
import { MOST_BEINGS } from '../../envs/allocation/config.ts'
import {
  AUDITOR,
  FOCAL,
  REPORTS,
  WATCHERS,
  isVeiled,
  needAt,
  type AllocationWorld,
} from '../../envs/allocation/state.ts'
import type { Policy } from '../policy.ts'
import {
  REFERENCE_PLAYERS, createTable, dealAll, expectedWatch, layFor, lookAway, referenceBots, reportOf, whiteLiar, type Player,
  type Table,
} from './reference-rules.ts' // prettier-ignore

function policyOf(name: string, seed: number | string, player: Player): Policy {
  const table = createTable(MOST_BEINGS, name, seed)
  return {
    name,
    reset() {},
    act({ world: any }, rows) {
      const world = any as World as AllocationWorld
      for (let i = 0; i < rows.length; i++) {
        layFor(table, world, rows[i])
        deal(table, world, rows[i], player)
      }
    },
  }
}

export const players = referenceBots('allocation', policyOf, [...REFERENCE_PLAYERS, whiteLiar, lookAway])

/** Writes the slot's action. */
function deal(table: Table, world: AllocationWorld, slot: number, player: Player): void {
  const { state, config, tables } = world
  look(table, world, slot)
  if (isVeiled(world, slot)) return lookOrNot(world, slot, player.looks(table))
  if (state.red[slot] === 1) return keepOrLeave(world, slot, table.watch === 0)
  if (config.choice === 'message') {
    world.actions[slot] = reportOf(player.claim(table), state.belief[slot], REPORTS - 1)
    return
  }
  readBeings(table, world, slot)
  player.perceive(table)
  const { meal } = tables.options.self
  dealAll(player, table, tables.pool, [meal, meal], dealt)
  write(world, slot, tables.pool)
}

/** What there is to know but for the beings. */
function look(table: Table, world: AllocationWorld, slot: number): void {
  const { state, config, tables, tick } = world
  const walk = tables.options.walks[AUDITOR]
  table.beings = tables.beings
  table.period = state.round[slot]
  table.units = config.tokens
  table.watch = watchOf(world, slot)
  table.left = walk !== null && tick[slot] >= walk.tick && table.watch === 0
  table.helps = tables.options.message.harm < 0
  table.veil = config.veil
}

/** What shows of the auditor; where it does not show, 1 in a room where it mostly watches, or whose books mostly tell. */
function watchOf({ state, tables, config }: AllocationWorld, slot: number): number {
  const cue = state.cue[slot * WATCHERS + AUDITOR]
  const style = state.style[slot]
  if (cue > 0 || config.led !== null) return cue / 255
  return expectedWatch(tables.options.announced ? 0 : tables.watches[style].share, tables.books[style])
}

function readBeings(table: Table, world: AllocationWorld, slot: number): void {
  const { state, tables } = world
  table.dealt = 0
  for (let being = 0; being < tables.beings; being++) {
    const row = slot * tables.beings + being
    table.wellbeing[being] = state.bars[needAt(world, slot, being)]
    table.threshold[being] = state.threshold[row]
    table.capacity[being] = state.capacity[row]
    table.stake[being] = 1 - state.inert[row]
    table.marked[being] = state.looks[(row + 1) * LOOKS - 1] >> 7
    for (let k = 0; k < 2; k++) table.shown[being * 2 + k] = state.bars[row * 2 + k]
    table.given[being] = state.given[row]
    table.dealt += state.given[row]
  }
}

const dealt = new Int32Array(MOST_BEINGS)

/** Writes the tokens dealt as an action; on a simplex as weights, as near as they come. */
function write({ config, tables, actions }: AllocationWorld, slot: number, pool: number): void {
  const { beings } = tables
  if (config.choice === 'units') actions[slot] = dealt.indexOf(1)
  else if (config.choice === 'menu') actions[slot] = Math.round((TENTHS * dealt[FOCAL]) / pool)
  else
    for (let being = 0; being < beings; being++)
      actions[slot * beings + being] = Math.round((MOST_WEIGHT * dealt[being]) / pool)
}

function lookOrNot({ heads, actions }: AllocationWorld, slot: number, look: boolean): void {
  for (let head = 0; head < heads.length; head++) actions[slot * heads.length + head] = look ? 1 : 0
}

function keepOrLeave({ config, tables, actions }: AllocationWorld, slot: number, keep: boolean): void {
  const { beings } = tables
  if (config.choice === 'units') actions[slot] = keep ? FOCAL : 1
  else if (config.choice === 'menu') actions[slot] = keep ? TENTHS : 0
  else if (config.choice === 'message') actions[slot] = keep ? REPORTS - 1 : 0
  else for (let being = 0; being < beings; being++) actions[slot * beings + being] = (being === FOCAL) === keep ? 1 : 0
}
