/** What a tick does to bodies where moves have left them: hunger, thirst, healing, injuries, falling and waking. */
import { draw } from '../../core/keyed.ts'
import { touches } from '../ground.ts'
import { WATER } from '../materials.ts'
import { SHOCK } from './channels.ts'
import { isFrozen } from './choices.ts'
import { FELL, NOBODY, SHOCKED, WOKE, note } from './events.ts'
import { harvestOwn, harvestShared } from './harvest.ts'
import {
  FOOD, FULL, GOODS, HALF, HEALING, INJURY, STARVATION, THRIVING, WATER_GOOD,
} from './numbers.ts' // prettier-ignore
import type { AutonomyWorld } from './state.ts'

const TWO_32 = 4294967296

/** Brings all bodies one tick on. */
export function liveOn(world: AutonomyWorld, slot: number): void {
  const { bodies } = world.tables
  const { down } = world.state
  for (let agent = 0; agent < bodies; agent++) {
    if (isFrozen(world, slot, agent)) continue
    if (down[slot * bodies + agent] > 0) rest(world, slot, agent)
    else live(world, slot, agent)
    harvestOwn(world, slot, agent)
  }
  harvestShared(world, slot)
}

/** Nobody dies: who has lain long enough wakes with half of everything. */
function rest(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const row = slot * tables.bodies + agent
  if (--state.down[row] > 0) return
  state.health[row] = state.goods[row * GOODS.length + FOOD] = state.goods[row * GOODS.length + WATER_GOOD] = HALF
  note(world, slot, WOKE, agent, NOBODY, 0)
}

function live(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, config } = world
  const row = slot * tables.bodies + agent
  const goods = row * GOODS.length
  if (state.health[row] > 0) state.health[row] = healthAfter(state.health[row], state.goods, goods)
  if (state.health[row] === 0) return fall(world, slot, agent)
  suffer(world, slot, agent)
  state.goods[goods + FOOD] = Math.max(0, state.goods[goods + FOOD] - config.depletion)
  state.goods[goods + WATER_GOOD] = Math.max(0, state.goods[goods + WATER_GOOD] - config.depletion)
  drink(world, slot, agent)
}

/** The sated heal; the hungry and the thirsty lose health, those who are both lose twice. */
function healthAfter(health: number, goods: Uint8Array, at: number): number {
  const food = goods[at + FOOD]
  const water = goods[at + WATER_GOOD]
  const won = food > THRIVING && water > THRIVING ? HEALING : 0
  const lost = (food === 0 ? STARVATION : 0) + (water === 0 ? STARVATION : 0)
  return Math.max(0, Math.min(FULL, health + won - lost))
}

function fall(world: AutonomyWorld, slot: number, agent: number): void {
  world.state.down[slot * world.tables.bodies + agent] = world.config.rest
  note(world, slot, FELL, agent, NOBODY, 0)
}

/** An injury heals by itself, and the sound are injured now and then. */
function suffer(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, knobs } = world
  const row = slot * tables.bodies + agent
  const shock = knobs.shock[slot]
  if (state.injury[row] > 0) state.injury[row]--
  else if (shock > 0 && draw(world, slot, SHOCK, state.name[row]) < shock * TWO_32) {
    state.injury[row] = INJURY
    note(world, slot, SHOCKED, agent, NOBODY, INJURY)
  }
}

/** Whoever stands beside water drinks. */
function drink({ state, tables, config, knobs }: AutonomyWorld, slot: number, agent: number): void {
  const { bodies, ground } = tables
  const row = slot * bodies + agent
  const cell = slot * ground.cells + state.y[row] * ground.size + state.x[row]
  if (!touches(state.terrain, cell, ground.size, WATER)) return
  const at = row * GOODS.length + WATER_GOOD
  state.goods[at] = Math.min(FULL, state.goods[at] + Math.floor(config.meal / (1 + knobs.scarcity[slot])))
}
