/**
 * What agents do to others: gifts, help, blows, looks. All act on the state before the tick; what they change is summed first and
 * lands together. To give costs the giver what it gives, whether somebody is there to take it or not, and what arrives is the
 * knob `transfer`'s: so that without it nobody's needs hang on anybody else.
 */
import { choice, did, targetOf } from './choices.ts'
import { ENJOYED, GAVE, HARMED, HELPED_OTHER, LOOKED, NOBODY, note } from './events.ts'
import { countAct, countChances, rememberFriend } from './metrics.ts'
import { GAZE, GOODS, HELPED, LOT, MOST, ORE_GOOD, PLEASURE } from './numbers.ts'
import {
  ACT, ENJOY, GIVE, GOOD, HARM, HEADS, HELP, LOOK_AT, OFFER, TARGET, type AutonomyWorld,
} from './state.ts' // prettier-ignore
import { acceptOffers, makeOffer } from './trade.ts'

export function act(world: AutonomyWorld, slot: number): void {
  const { state, tables, tick, actions } = world
  const { deed, deedTo, gaze, able } = state
  const n = tables.bodies
  const place = tick[slot] % GAZE
  countChances(world, slot)
  for (let agent = 0; agent < n; agent++) {
    const row = slot * n + agent
    deed[row] = deedTo[row] = gaze[row * GAZE + place] = 0
    const kind = actions[row * HEADS.length + ACT]
    if (kind > 0 && able[row] === 1) decide(world, slot, agent, kind)
  }
  land(world, slot)
  acceptOffers(world, slot)
  for (let agent = 0; agent < n; agent++) {
    const kind = deed[slot * n + agent]
    if (kind === OFFER) makeOffer(world, slot, agent)
    else if (kind === GIVE || kind === HELP) rememberFriend(world, slot, agent)
  }
}

function decide(world: AutonomyWorld, slot: number, agent: number, kind: number): void {
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
  const first = slot * tables.bodies
  const end = first + tables.bodies
  for (let row = first; row < end; row++) {
    if (hurt[row] > 0) health[row] = Math.max(0, health[row] - hurt[row])
    if (helped[row] === 1 && injury[row] > HELPED) injury[row] = HELPED
    hurt[row] = helped[row] = 0
  }
  for (let at = first * GOODS.length; at < end * GOODS.length; at++) {
    if (change[at] === 0) continue
    goods[at] = Math.min(MOST[at % GOODS.length], goods[at] + change[at])
    change[at] = 0
  }
}
