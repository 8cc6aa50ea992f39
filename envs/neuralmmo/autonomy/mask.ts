/**
 * Which choices mean something now. To do nothing is always one of them, and nothing that can be done to another is ever taken away
 * or forced.
 */
import { MOVES } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
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

/** 1 for a number above 0, else 0, without a branch: what masks say cannot be foreseen. */
const isPositive = (n: number): number => -n >>> 31

export function mask(world: AutonomyWorld, slot: number): void {
  maskBodies(world, slot)
  maskActs(world, slot)
}

/** Words, and moves onto ground that can be walked on; whether somebody stands there is the others' business. */
function maskBodies(world: AutonomyWorld, slot: number): void {
  const { tables, mask, config } = world
  const { terrain, x, y, injury, able } = world.state
  const { bodies, width } = tables
  const { size, cells } = tables.ground
  const say = sayAt(config.targets)
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const at = row * width
    const here = slot * cells + y[row] * size + x[row]
    const can = able[row]
    const walks = can & ~isPositive(injury[row])
    mask[at] = mask[at + say] = 1
    mask[at + 1] = walks & WALKABLE[terrain[here - size]]
    mask[at + 2] = walks & WALKABLE[terrain[here + size]]
    mask[at + 3] = walks & WALKABLE[terrain[here + 1]]
    mask[at + 4] = walks & WALKABLE[terrain[here - 1]]
    for (let word = at + say + config.tokens; word > at + say; word--) mask[word] = can
  }
}

/** What an agent has it can give, to somebody or to nobody; luxuries it can enjoy. What it has not it can still offer. */
function maskActs(world: AutonomyWorld, slot: number): void {
  const { tables, mask } = world
  const { targets } = world.config
  const { goods, company, able } = world.state
  const { bodies, width } = tables
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const at = row * width
    const found = able[row] * company[row]
    const seen = isPositive(found)
    const acts = at + ACT_AT
    let any = 0
    for (let good = 0; good < GOODS.length; good++) {
      const has = able[row] & isPositive(goods[row * GOODS.length + good])
      any |= has << good
      mask[at + goodAt(targets) + good + 1] = has | seen
      mask[at + wantsAt(targets) + good + 1] = seen
    }
    mask[acts] = mask[at + TARGET_AT] = mask[at + goodAt(targets)] = mask[at + wantsAt(targets)] = 1
    mask[acts + GIVE] = isPositive(any)
    mask[acts + ENJOY] = isPositive(any >> ORE_GOOD)
    mask[acts + OFFER] = mask[acts + HELP] = mask[acts + HARM] = mask[acts + LOOK_AT] = seen
    mask[acts + ACCEPT] = found > 0 ? isOffered(world, slot, row, found) : 0
    for (let k = 0; k < targets; k++) mask[at + TARGET_AT + k + 1] = isPositive(found - k)
  }
}

/** 1 if one of the first that the agent in a row sees has an offer for it that stands. */
function isOffered(world: AutonomyWorld, slot: number, row: number, found: number): number {
  const { state, tables, config } = world
  const agent = row - slot * tables.bodies
  for (let at = row * config.targets; at < row * config.targets + found; at++)
    if (offers(world, slot, state.seen[at] - 1, agent)) return 1
  return 0
}
