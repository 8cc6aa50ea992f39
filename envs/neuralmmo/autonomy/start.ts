/** How an episode begins. */
import { below, drawAt } from '../../core/keyed.ts'
import { clearCrowd, enter } from '../engine/crowd.ts'
import { DY } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { layTerrain } from '../terrain.ts'
import { START, TALENT_DRAW } from './channels.ts'
import { rouse } from './choices.ts'
import { showBodies, showGround } from './look.ts'
import { FOOD, FULL, GOODS, NEVER, WATER_GOOD } from './numbers.ts'
import { see } from './sight.ts'
import type { AutonomyFields, AutonomyWorld } from './state.ts'
import { layWays } from '../engine/ways.ts'

/** Looks to the south. */
const FACING = DY.indexOf(1)

/** Fields that begin as zeros. */
// prettier-ignore
const ZERO: readonly (keyof AutonomyFields & string)[] = [
  'down', 'injury', 'said', 'deed', 'deedTo', 'eaten', 'bare', 'eatenCount', 'due', 'depleted', 'spent', 'seen', 'company',
  'gaze', 'offerTo', 'offerGood', 'offerWants', 'offerUntil', 'friend', 'friendAt', 'change', 'helped', 'hurt', 'tally', 'log',
  'logNext', 'noted', 'debt', 'lastKind', 'lastTick', 'claim', 'goods',
]

export function reset(world: AutonomyWorld, slot: number): void {
  const { state, tables, slots } = world
  layTerrain(world, slot, tables.plan, state.terrain, slot * tables.ground.cells)
  layWays(world, slot)
  for (const name of ZERO) {
    const size = state[name].length / slots
    state[name].fill(0, slot * size, (slot + 1) * size)
  }
  clearCrowd(world, slot)
  for (let agent = 0; agent < tables.bodies; agent++) begin(world, slot, agent)
  rouse(world, slot)
  showGround(world, slot)
  showBodies(world, slot)
  see(world, slot)
}

function begin(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const row = slot * tables.bodies + agent
  state.health[row] = state.goods[row * GOODS.length + FOOD] = state.goods[row * GOODS.length + WATER_GOOD] = FULL
  state.facing[row] = FACING
  state.soonest[row] = NEVER
  state.talent[row] = drawAt(world, slot, TALENT_DRAW, agent, 0, 0) >>> 31
  const cell = startOf(world, slot, agent)
  const y = Math.floor(cell / tables.ground.size)
  enter(world, slot, agent, cell - y * tables.ground.size, y)
}

/** Draws cells until one will do; a world so full that none does within `TRIES` lets bodies share one. */
const TRIES = 1000

/** A cell to start on: by the agent's own draws, and not where somebody stands if a cell holds one body. */
function startOf(world: AutonomyWorld, slot: number, agent: number): number {
  const { state, tables, knobs } = world
  const { size, cells, border, center } = tables.ground
  const isExclusive = knobs.blocking[slot] > 0
  let cell = 0
  for (let k = 0; k < TRIES; k++) {
    const x = border + below(drawAt(world, slot, START, agent, 0, 2 * k), center + 1)
    const y = border + below(drawAt(world, slot, START, agent, 0, 2 * k + 1), center + 1)
    const at = slot * cells + y * size + x
    if (WALKABLE[state.terrain[at]] === 0) continue
    cell = y * size + x
    if (!isExclusive || state.crowd[at] === 0) return cell
  }
  return cell
}
