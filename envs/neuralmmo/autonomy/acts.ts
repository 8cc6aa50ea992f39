/**
 * What agents do to others: gifts, help, blows, looks. All act on the state before the tick; what they change is summed first and
 * lands together. To give costs the giver what it gives, whether somebody is there to take it or not, and what arrives is the
 * knob `transfer`'s: so that without it nobody's needs hang on anybody else.
 */
import { floored, isPositive } from './bits.ts'
import { choice, did, targetOf } from './choices.ts'
import { ENJOYED, GAVE, HARMED, HELPED_OTHER, LOOKED, NOBODY, note } from './events.ts'
import { countAct, countChances, rememberFriend } from './metrics.ts'
import { FOOD, GAZE, GOODS, HELPED, LOT, MOST, ORE_GOOD, PLEASURE } from './numbers.ts'
import {
  ACT, ACTS, ENJOY, GIVE, GOOD, HARM, HEADS, HELP, LOOK_AT, OFFER, TARGET, type AutonomyWorld,
} from './state.ts' // prettier-ignore
import { acceptOffer, makeOffer } from './trade.ts'

/** Above every choice of a good. */
const NO_GOOD = GOODS.length + 1
/** The least choice of a good with which an act can be done that needs no target; NO_GOOD for acts that need one. */
const LEAST_GOOD = Uint8Array.from(ACTS, (_, kind) =>
  kind === GIVE ? 1 + FOOD : kind === ENJOY ? 1 + ORE_GOOD : NO_GOOD,
)

export function act(world: AutonomyWorld, slot: number): void {
  countChances(world, slot)
  const count = findDoers(world, slot)
  const { bodies, doers } = world.tables
  const { deed } = world.state
  for (let i = 0; i < count; i++) decide(world, slot, doers[i])
  land(world, slot)
  for (let i = 0; i < count; i++) acceptOffer(world, slot, doers[i])
  for (let i = 0; i < count; i++) {
    const kind = deed[slot * bodies + doers[i]]
    if (kind === OFFER) makeOffer(world, slot, doers[i])
    else if (kind === GIVE || kind === HELP) rememberFriend(world, slot, doers[i])
  }
}

/** Lists those who may do something, and wipes what all did last. Few of those who choose an act have what it takes. */
function findDoers(world: AutonomyWorld, slot: number): number {
  const { tables, tick, actions, config } = world
  const { deed, deedTo, gaze, able, seen, goods } = world.state
  const { bodies, doers } = tables
  const place = tick[slot] % GAZE
  let count = 0
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    const at = row * HEADS.length
    deed[row] = deedTo[row] = gaze[row * GAZE + place] = 0
    const kind = actions[at + ACT]
    const good = actions[at + GOOD]
    const target = actions[at + TARGET]
    const needsTarget = isPositive(LEAST_GOOD[kind] - GOODS.length)
    const hasTarget = isPositive(target) & isPositive(seen[row * config.targets + floored(target - 1)])
    const hasGood = isPositive(good - LEAST_GOOD[kind] + 1) & isPositive(goods[row * GOODS.length + floored(good - 1)])
    doers[count] = agent
    count += able[row] & isPositive(kind) & ((needsTarget & hasTarget) | hasGood)
  }
  return count
}

function decide(world: AutonomyWorld, slot: number, agent: number): void {
  const kind = choice(world, slot, agent, ACT)
  if (kind === GIVE) return give(world, slot, agent)
  if (kind === ENJOY) return enjoy(world, slot, agent)
  const target = targetOf(world, slot, agent, choice(world, slot, agent, TARGET))
  if (target === NOBODY) return
  if (kind === HELP) help(world, slot, agent, target)
  else if (kind === HARM) harm(world, slot, agent, target)
  else if (kind === LOOK_AT) lookAt(world, slot, agent, target)
  else if (kind === OFFER && choice(world, slot, agent, GOOD) > 0) did(world, slot, agent, OFFER, target)
}

function give(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, knobs } = world
  const good = choice(world, slot, agent, GOOD) - 1
  if (good < 0) return
  const at = (slot * tables.bodies + agent) * GOODS.length + good
  const amount = Math.min(LOT[good], state.goods[at])
  if (amount === 0) return
  const target = targetOf(world, slot, agent, choice(world, slot, agent, TARGET))
  state.change[at] -= amount
  note(world, slot, GAVE, agent, target, amount)
  did(world, slot, agent, GIVE, target)
  if (target === NOBODY) return
  state.change[(slot * tables.bodies + target) * GOODS.length + good] += Math.floor(amount * knobs.transfer[slot])
  countAct(world, slot, GIVE, agent, target)
}

/** A luxury pays who enjoys it. */
function enjoy(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, rewards } = world
  const good = choice(world, slot, agent, GOOD) - 1
  if (good < ORE_GOOD) return
  const row = slot * tables.bodies + agent
  const amount = Math.min(LOT[good], state.goods[row * GOODS.length + good])
  if (amount === 0) return
  state.change[row * GOODS.length + good] -= amount
  rewards[row] += PLEASURE * amount
  note(world, slot, ENJOYED, agent, NOBODY, amount)
  did(world, slot, agent, ENJOY, NOBODY)
}

/** The amount is what it saves the other, in ticks of injury. */
function help(world: AutonomyWorld, slot: number, agent: number, target: number): void {
  const other = slot * world.tables.bodies + target
  const saved = Math.max(0, world.state.injury[other] - HELPED)
  world.state.helped[other] = 1
  note(world, slot, HELPED_OTHER, agent, target, saved)
  did(world, slot, agent, HELP, target)
  countAct(world, slot, HELP, agent, target)
}

function harm(world: AutonomyWorld, slot: number, agent: number, target: number): void {
  const other = slot * world.tables.bodies + target
  const damage = world.state.down[other] > 0 ? 0 : world.knobs.harm[slot]
  world.state.hurt[other] += damage
  note(world, slot, HARMED, agent, target, damage)
  did(world, slot, agent, HARM, target)
  countAct(world, slot, HARM, agent, target)
}

function lookAt(world: AutonomyWorld, slot: number, agent: number, target: number): void {
  const { state, tables, tick } = world
  state.gaze[(slot * tables.bodies + agent) * GAZE + (tick[slot] % GAZE)] = target + 1
  note(world, slot, LOOKED, agent, target, 0)
  did(world, slot, agent, LOOK_AT, target)
  countAct(world, slot, LOOK_AT, agent, target)
}

function land({ state, tables }: AutonomyWorld, slot: number): void {
  const { change, goods, health, hurt, helped, injury } = state
  const { bodies } = tables
  for (let row = slot * bodies; row < (slot + 1) * bodies; row++) {
    const first = row * GOODS.length
    const any = change[first] | change[first + 1] | change[first + 2] | change[first + 3] | hurt[row] | helped[row]
    if (any === 0) continue
    health[row] = Math.max(0, health[row] - hurt[row])
    if (helped[row] === 1 && injury[row] > HELPED) injury[row] = HELPED
    hurt[row] = helped[row] = 0
    for (let good = 0; good < GOODS.length; good++) {
      goods[first + good] = Math.min(MOST[good], goods[first + good] + change[first + good])
      change[first + good] = 0
    }
  }
}
