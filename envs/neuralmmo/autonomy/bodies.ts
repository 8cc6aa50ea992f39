/** What a tick does to bodies where moves have left them: hunger, thirst, healing, injuries, falling and waking. */
import { draw } from '../../core/keyed.ts'
import { capped, floored, isNegative, isPositive } from './bits.ts'
import { SHOCK } from './channels.ts'
import { FELL, NOBODY, SHOCKED, WOKE, note } from './events.ts'
import { BEARS, NOTHING, harvestOwn, harvestShared, portion } from './harvest.ts'
import {
  FOOD, FULL, GOODS, HALF, HEALING, INJURY, STARVATION, THRIVING, WATER_GOOD,
} from './numbers.ts' // prettier-ignore
import type { AutonomyWorld } from './state.ts'
import { WATER_BIT } from '../engine/ways.ts'

const TWO_32 = 4294967296

/** Brings all bodies one tick on. */
export function liveOn(world: AutonomyWorld, slot: number): void {
  const { tables, config, knobs } = world
  const { down, injury, health, goods, x, y, ways, terrain, name } = world.state
  const { bodies } = tables
  const { size, cells } = tables.ground
  const { depletion } = config
  const drink = portion(world, slot)
  const shock = knobs.shock[slot]
  const mover = knobs.freeze[slot]
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    if (mover > 0 && name[row] !== mover - 1) continue
    if (down[row] > 0) {
      rest(world, slot, agent)
    } else if ((health[row] = healthAfter(health[row], goods, row * GOODS.length)) === 0) {
      fall(world, slot, agent)
      continue
    } else {
      if (injury[row] > 0 || shock > 0) suffer(world, slot, agent)
      const at = row * GOODS.length
      // Whoever stands beside water drinks.
      const drunk = drink * (ways[slot * cells + y[row] * size + x[row]] >> WATER_BIT)
      goods[at + FOOD] = floored(goods[at + FOOD] - depletion)
      goods[at + WATER_GOOD] = capped(floored(goods[at + WATER_GOOD] - depletion) + drunk, FULL)
    }
    if (BEARS[terrain[slot * cells + y[row] * size + x[row]]] !== NOTHING) harvestOwn(world, slot, agent)
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

/**
 * The sated heal; the hungry and the thirsty lose health, those who are both lose twice. Who has none left, after blows, stays
 * without.
 */
function healthAfter(health: number, goods: Uint8Array, at: number): number {
  const food = goods[at + FOOD]
  const water = goods[at + WATER_GOOD]
  const won = HEALING * isNegative((THRIVING - food) & (THRIVING - water))
  const lost = STARVATION * (isNegative(food - 1) + isNegative(water - 1))
  return isPositive(health) * floored(capped(health + won - lost, FULL))
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
