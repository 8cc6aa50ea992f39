/**
 * Which choices mean something now. To do nothing is always one of them, and nothing that can be done to another is ever taken away
 * or forced.
 */
import { MOVES } from '../engine/moves.ts'
import { isPositive } from './bits.ts'
import { CRYSTAL_GOOD, FOOD, GOODS, ORE_GOOD, WATER_GOOD } from './numbers.ts'
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
  maskBodies(world, slot)
  maskOffers(world, slot)
}

/** Whether a row already says what `lay` would: how many are in sight, and whether the agent can act, seldom change. */
function isLaid(mask: Uint8Array, at: number, targets: number, can: number, found: number): boolean {
  const last = at + TARGET_AT + found
  // Behind the last target comes the first good, which is always 1.
  const after = isPositive(targets - found) ^ 1
  return mask[at] === 1 && mask[at + sayAt(targets) + 1] === can && mask[last] === 1 && mask[last + 1] === after
}

/** All that hangs on who can act and how many are in sight alone: targets, acts on them, prices, words. */
function lay(mask: Uint8Array, at: number, targets: number, tokens: number, can: number, found: number): void {
  const acts = at + ACT_AT
  const goods = at + goodAt(targets)
  const wants = at + wantsAt(targets)
  const say = at + sayAt(targets)
  const seen = isPositive(found)
  mask[at] = mask[acts] = mask[at + TARGET_AT] = mask[goods] = mask[wants] = mask[say] = 1
  mask[acts + OFFER] = mask[acts + HELP] = mask[acts + HARM] = mask[acts + LOOK_AT] = seen
  for (let k = 1; k <= targets; k++) mask[at + TARGET_AT + k] = isPositive(found - k + 1)
  for (let good = 1; good <= GOODS.length; good++) mask[wants + good] = seen
  for (let word = 1; word <= tokens; word++) mask[say + word] = can
}

/**
 * Moves onto ground that can be walked on; whether somebody stands there is the others' business. What an agent has it can give, to
 * somebody or to nobody; luxuries it can enjoy. What it has not it can still offer.
 */
function maskBodies(world: AutonomyWorld, slot: number): void {
  const { tables, mask } = world
  const { ways, x, y, injury, able, goods, company } = world.state
  const { targets, tokens } = world.config
  const { bodies, width } = tables
  const { size, cells } = tables.ground
  const firstGood = goodAt(targets) + 1
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const at = row * width
    const can = able[row]
    const found = can * company[row]
    if (!isLaid(mask, at, targets, can, found)) lay(mask, at, targets, tokens, can, found)
    const open = ways[slot * cells + y[row] * size + x[row]] & -(can & ~isPositive(injury[row]))
    mask[at + 1] = open & 1
    mask[at + 2] = (open >> 1) & 1
    mask[at + 3] = (open >> 2) & 1
    mask[at + 4] = (open >> 3) & 1
    const own = row * GOODS.length
    const seen = isPositive(found)
    const food = can & isPositive(goods[own + FOOD])
    const water = can & isPositive(goods[own + WATER_GOOD])
    const ore = can & isPositive(goods[own + ORE_GOOD])
    const crystal = can & isPositive(goods[own + CRYSTAL_GOOD])
    mask[at + firstGood + FOOD] = food | seen
    mask[at + firstGood + WATER_GOOD] = water | seen
    mask[at + firstGood + ORE_GOOD] = ore | seen
    mask[at + firstGood + CRYSTAL_GOOD] = crystal | seen
    mask[at + ACT_AT + GIVE] = food | water | ore | crystal
    mask[at + ACT_AT + ENJOY] = ore | crystal
    mask[at + ACT_AT + ACCEPT] = 0
  }
}

/** Offers that stand can be accepted by those whom they are made to, if they see who made them. Few stand. */
function maskOffers({ state, tables, mask, tick, config }: AutonomyWorld, slot: number): void {
  const { offerTo, offerUntil, able, company, seen } = state
  const { bodies, width } = tables
  const now = tick[slot]
  for (let other = 0; other < bodies; other++) {
    const to = offerTo[slot * bodies + other]
    if (to === 0 || now > offerUntil[slot * bodies + other]) continue
    const row = slot * bodies + to - 1
    const first = row * config.targets
    for (let at = first; at < first + able[row] * company[row]; at++)
      if (seen[at] === other + 1) mask[row * width + ACT_AT + ACCEPT] = 1
  }
}
