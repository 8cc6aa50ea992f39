/** The five trades: what is gathered where, with which tool. nmmo/systems/skill.py, nmmo/lib/material.py at 98b6bbd. */
import { draw } from '../../core/keyed.ts'
import { listAt, listOthers } from '../engine/lists.ts'
import { DX, DY, MOVES, isFirst } from '../engine/moves.ts'
import { FISH_BIT, TRADE_BIT } from '../engine/ways.ts'
import { touches } from '../ground.ts'
import { CRYSTAL, FISH, HERB, MATERIALS, ORE, TREE } from '../materials.ts'
import { HARVEST_DROP, HARVEST_TIE } from './channels.ts'
import { HARVEST, NOBODY, note } from './events.ts'
import { hasFreePlace, stow, wornOn } from './inventory.ts'
import {
  ARROW, AXE, BOW, CHISEL, GLOVES, HELD, MOST_LEVEL, NO_ITEM, PICKAXE, POTION, RATION, ROD, RUNES, SPEAR, WAND, WHETSTONE,
} from './items.ts' // prettier-ignore
import { feelGround } from './places.ts'
import { deplete } from './regrowth.ts'
import { ALCHEMY, CARVING, FISHING, HERBALISM, PROSPECTING, gain } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

/** Experience of a harvest (nmmo: PROGRESSION_CONSUMABLE_XP_SCALE, PROGRESSION_AMMUNITION_XP_SCALE). */
const CONSUMABLE_EXP = 30
const AMMUNITION_EXP = 15
/** Probability that a weapon comes with ammunition (nmmo: WEAPON_DROP_PROB), as a share of the 2^32 draws. */
const WEAPON_DROPS = 4294967296 * 0.025

/** Bits of `ways` of cells where there is something to gather, now or later. */
const TRADE = 1 << TRADE_BIT
const FISHING_PLACE = 1 << FISH_BIT

interface Trade {
  readonly material: number
  readonly skill: number
  /** Worn in the hand, it makes what is gathered a level better than itself. */
  readonly tool: number
  readonly yields: number
  /** The weapon that comes with it now and then: of another style than the ammunition, so that there is something to trade. */
  readonly weapon: number
  readonly exp: number
}

const trade = (material: number, skill: number, tool: number, yields: number, weapon: number, exp: number): Trade => ({
  material, skill, tool, yields, weapon, exp,
}) // prettier-ignore
const FISHERY = trade(FISH, FISHING, ROD, RATION, NO_ITEM, CONSUMABLE_EXP)
const TRADES = [
  FISHERY,
  trade(HERB, HERBALISM, GLOVES, POTION, NO_ITEM, CONSUMABLE_EXP),
  trade(ORE, PROSPECTING, PICKAXE, WHETSTONE, WAND, AMMUNITION_EXP),
  trade(TREE, CARVING, AXE, ARROW, SPEAR, AMMUNITION_EXP),
  trade(CRYSTAL, ALCHEMY, CHISEL, RUNES, BOW, AMMUNITION_EXP),
]
/** By material: number of the trade that gathers it, -1 for none. */
const TRADE_OF = Int8Array.from(MATERIALS, (_, id) => TRADES.findIndex(({ material }) => material === id))

/** Gathers what lies under agents, and fish beside them. Of several who are after one thing, a draw by name says who gets it. */
export function harvest(world: SurvivalWorld, slot: number): void {
  const { some } = world.tables
  const found = reach(world, slot)
  for (let i = 0; i < found; i++) {
    gather(world, slot, some[i])
    fish(world, slot, some[i])
  }
}

/** Lists in `some` who has something to gather, and claims it. Returns how many there are. */
function reach(world: SurvivalWorld, slot: number): number {
  const { state, tables, live, config } = world
  const { players, bodies, ground, some } = tables
  const { terrain, under, x, y } = state
  const { size } = ground
  feelGround(world, slot)
  const first = listAt(world, slot)
  const end = first + listOthers(world, slot, under, slot * players, players, 0, TRADE | FISHING_PLACE)
  let found = 0
  for (let i = first; i < end; i++) {
    const agent = state.list[i]
    if (live[slot * players + agent] === 0) continue
    const cell = slot * ground.cells + y[slot * bodies + agent] * size + x[slot * bodies + agent]
    const under = TRADE_OF[terrain[cell]] >= 0
    const beside = touches(terrain, cell, size, FISH)
    if (!under && !beside) continue
    some[found++] = agent
    if (under && config.stacking) stake(world, slot, agent, cell)
    if (beside) cast(world, slot, agent, cell)
  }
  return found
}

function stake(world: SurvivalWorld, slot: number, agent: number, cell: number): void {
  const { claim } = world.state
  if (isFirst(world, slot, HARVEST_TIE, agent, claim[cell] - 1)) claim[cell] = agent + 1
}

/** Goes for the first fish of north, south, east and west, a greedy angler for all. */
function cast(world: SurvivalWorld, slot: number, agent: number, cell: number): void {
  const { state, tables } = world
  for (let d = 1; d < MOVES.length; d++) {
    const beside = cell + DY[d] * tables.ground.size + DX[d]
    if (state.terrain[beside] !== FISH) continue
    stake(world, slot, agent, beside)
    if (!tables.numbers.greedyAngler) return
  }
}

function gather(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, config } = world
  const { bodies, ground } = tables
  const cell = state.y[slot * bodies + agent] * ground.size + state.x[slot * bodies + agent]
  const at = slot * ground.cells + cell
  const number = TRADE_OF[state.terrain[at]]
  if (number < 0 || (config.stacking && state.claim[at] !== agent + 1)) return
  state.claim[at] = 0
  deplete(world, slot, cell)
  reap(world, slot, agent, TRADES[number])
}

/** Takes the fish that the agent's claim stood up for: one catch, however many they are. */
function fish(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const { bodies, ground } = tables
  let caught = false
  for (let d = 1; d < MOVES.length; d++) {
    const cell = (state.y[slot * bodies + agent] + DY[d]) * ground.size + state.x[slot * bodies + agent] + DX[d]
    const at = slot * ground.cells + cell
    if (state.terrain[at] !== FISH || state.claim[at] !== agent + 1) continue
    state.claim[at] = 0
    deplete(world, slot, cell)
    caught = true
  }
  if (caught) reap(world, slot, agent, FISHERY)
}

function reap(world: SurvivalWorld, slot: number, agent: number, { skill, tool, yields, weapon, exp }: Trade): void {
  const { state, tables } = world
  gain(world, slot, agent, skill, exp)
  if (!tables.on.items) return
  const held = wornOn(world, slot, agent, HELD)
  const level = held >= 0 && state.item[held] === tool ? Math.min(MOST_LEVEL, 1 + state.itemLevel[held]) : 1
  drop(world, slot, agent, yields, level)
  const name = state.name[slot * tables.bodies + agent]
  if (weapon !== NO_ITEM && draw(world, slot, HARVEST_DROP, name) < WEAPON_DROPS)
    drop(world, slot, agent, weapon, level)
}

/** Gives an agent what it gathered. Without room for it, it is lost. */
function drop(world: SurvivalWorld, slot: number, agent: number, kind: number, level: number): void {
  if (world.tables.numbers.stacksNeedPlace && !hasFreePlace(world, slot, agent)) return
  if (stow(world, slot, agent, kind, level, 1)) note(world, slot, HARVEST, agent, NOBODY, 1, kind, level)
}
