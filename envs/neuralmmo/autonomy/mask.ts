/**
 * Which choices mean something now. To do nothing is always one of them, and nothing that can be done to another is ever taken away
 * or forced.
 */
import { DX, DY, MOVES } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { canAct } from './choices.ts'
import { GOODS, ORE_GOOD } from './numbers.ts'
import { offers } from './offers.ts'
import {
  ACCEPT, ACTS, ENJOY, GIVE, HARM, HELP, LOOK_AT, OFFER, type AutonomyWorld,
} from './state.ts' // prettier-ignore

/** First bytes of the heads in a mask. */
const ACT_AT = MOVES.length
const TARGET_AT = ACT_AT + ACTS.length
const goodAt = (targets: number): number => TARGET_AT + targets + 1
const wantsAt = (targets: number): number => goodAt(targets) + GOODS.length + 1
const sayAt = (targets: number): number => wantsAt(targets) + GOODS.length + 1

export function mask(world: AutonomyWorld, slot: number): void {
  const { tables, mask, config } = world
  const { targets, tokens } = config
  const say = sayAt(targets)
  for (let agent = 0; agent < tables.bodies; agent++) {
    const at = (slot * tables.bodies + agent) * tables.width
    const can = canAct(world, slot, agent) ? 1 : 0
    mask[at + say] = 1
    for (let word = 1; word <= tokens; word++) mask[at + say + word] = can
    maskMoves(world, slot, agent, at, can)
    maskGoods(world, slot, agent, at, can)
    maskTargets(world, slot, agent, at, can)
  }
}

/** Moves onto ground that can be walked on; whether somebody stands there is the others' business. */
function maskMoves({ state, tables, mask }: AutonomyWorld, slot: number, agent: number, at: number, can: number): void {
  const { terrain } = state
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  const here = slot * cells + state.y[row] * size + state.x[row]
  const walks = state.injury[row] > 0 ? 0 : can
  mask[at] = 1
  for (let d = 1; d < MOVES.length; d++) mask[at + d] = walks & WALKABLE[terrain[here + DY[d] * size + DX[d]]]
}

/** What an agent has it can give, to somebody or to nobody; luxuries it can enjoy. What it has not it can still offer. */
function maskGoods(
  { state, tables, mask, config }: AutonomyWorld,
  slot: number,
  agent: number,
  at: number,
  can: number,
): void {
  const row = slot * tables.bodies + agent
  const company = state.company[row] > 0 ? can : 0
  const goods = at + goodAt(config.targets)
  const wants = at + wantsAt(config.targets)
  let any = 0
  let luxury = 0
  mask[goods] = mask[wants] = 1
  for (let good = 0; good < GOODS.length; good++) {
    const has = state.goods[row * GOODS.length + good] > 0 ? can : 0
    any |= has
    if (good >= ORE_GOOD) luxury |= has
    mask[goods + good + 1] = has | company
    mask[wants + good + 1] = company
  }
  mask[at + ACT_AT] = 1
  mask[at + ACT_AT + GIVE] = any
  mask[at + ACT_AT + ENJOY] = luxury
}

function maskTargets(world: AutonomyWorld, slot: number, agent: number, at: number, can: number): void {
  const { state, tables, mask, config } = world
  const row = slot * tables.bodies + agent
  const { targets } = config
  const found = can * state.company[row]
  const company = found > 0 ? 1 : 0
  let offered = 0
  mask[at + TARGET_AT] = 1
  for (let k = 0; k < targets; k++) mask[at + TARGET_AT + k + 1] = k < found ? 1 : 0
  for (let k = 0; k < found; k++) if (offers(world, slot, state.seen[row * targets + k] - 1, agent)) offered = 1
  mask[at + ACT_AT + ACCEPT] = offered
  mask[at + ACT_AT + OFFER] = mask[at + ACT_AT + HELP] = company
  mask[at + ACT_AT + HARM] = mask[at + ACT_AT + LOOK_AT] = company
}
