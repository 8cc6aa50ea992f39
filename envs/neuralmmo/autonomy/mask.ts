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
  for (let agent = 0; agent < tables.bodies; agent++) {
    const at = (slot * tables.bodies + agent) * tables.width
    for (let i = at; i < at + tables.width; i++) mask[i] = 0
    mask[at] = mask[at + ACT_AT] = mask[at + TARGET_AT] = 1
    mask[at + goodAt(targets)] = mask[at + wantsAt(targets)] = mask[at + sayAt(targets)] = 1
    if (!canAct(world, slot, agent)) continue
    for (let word = 1; word <= tokens; word++) mask[at + sayAt(targets) + word] = 1
    maskMoves(world, slot, agent, at)
    maskGoods(world, slot, agent, at)
    maskTargets(world, slot, agent, at)
  }
}

/** Moves onto ground that can be walked on; whether somebody stands there is the others' business. */
function maskMoves({ state, tables, mask }: AutonomyWorld, slot: number, agent: number, at: number): void {
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  if (state.injury[row] > 0) return
  for (let d = 1; d < MOVES.length; d++) {
    const cell = slot * cells + (state.y[row] + DY[d]) * size + state.x[row] + DX[d]
    mask[at + d] = WALKABLE[state.terrain[cell]]
  }
}

/** What an agent has it can give, to somebody or to nobody; luxuries it can enjoy. What it has not it can still offer. */
function maskGoods({ state, tables, mask, config }: AutonomyWorld, slot: number, agent: number, at: number): void {
  const row = slot * tables.bodies + agent
  const hasCompany = state.company[row] > 0
  for (let good = 0; good < GOODS.length; good++) {
    const has = state.goods[row * GOODS.length + good] > 0
    if (has) mask[at + ACT_AT + GIVE] = 1
    if (has && good >= ORE_GOOD) mask[at + ACT_AT + ENJOY] = 1
    if (has || hasCompany) mask[at + goodAt(config.targets) + good + 1] = 1
    if (hasCompany) mask[at + wantsAt(config.targets) + good + 1] = 1
  }
}

function maskTargets(world: AutonomyWorld, slot: number, agent: number, at: number): void {
  const { state, tables, mask, config } = world
  const row = slot * tables.bodies + agent
  const { targets } = config
  if (state.company[row] === 0) return
  mask[at + ACT_AT + OFFER] = mask[at + ACT_AT + HELP] = mask[at + ACT_AT + HARM] = mask[at + ACT_AT + LOOK_AT] = 1
  for (let k = 0; k < state.company[row]; k++) {
    mask[at + TARGET_AT + k + 1] = 1
    if (offers(world, slot, state.seen[row * targets + k] - 1, agent)) mask[at + ACT_AT + ACCEPT] = 1
  }
}
