/**
 * Barter in two steps. An offer is made to one other, says what is given and what is asked for, a lot of each, and stands for some
 * ticks. Its receiver may accept it. Who accepts an offer in a tick sells nothing of its own in it, so that no two trades of a tick
 * have anybody in common.
 */
import { choice, did, targetOf } from './choices.ts'
import { NOBODY, OFFERED, TRADED, note } from './events.ts'
import { GOODS, LOT, MOST, OFFER_TICKS } from './numbers.ts'
import { offers } from './offers.ts'
import { ACCEPT, ACT, GOOD, TARGET, WANTS, type AutonomyWorld } from './state.ts'

/** Makes the offer that an agent has decided to make. Without `wants` nothing is asked for. */
export function makeOffer(world: AutonomyWorld, slot: number, agent: number): void {
  const { state, tables, tick } = world
  const row = slot * tables.bodies + agent
  state.offerTo[row] = state.deedTo[row]
  state.offerGood[row] = choice(world, slot, agent, GOOD)
  state.offerWants[row] = choice(world, slot, agent, WANTS)
  state.offerUntil[row] = tick[slot] + OFFER_TICKS
  note(world, slot, OFFERED, agent, state.offerTo[row] - 1, LOT[state.offerGood[row] - 1])
}

/** The agent whose offer an agent accepts in this tick, NOBODY for none. */
function accepted(world: AutonomyWorld, slot: number, agent: number): number {
  if (choice(world, slot, agent, ACT) !== ACCEPT || world.state.able[slot * world.tables.bodies + agent] === 0)
    return NOBODY
  const other = targetOf(world, slot, agent, choice(world, slot, agent, TARGET))
  return other !== NOBODY && offers(world, slot, other, agent) ? other : NOBODY
}

export function acceptOffers(world: AutonomyWorld, slot: number): void {
  for (let agent = 0; agent < world.tables.bodies; agent++) {
    const other = accepted(world, slot, agent)
    if (other === NOBODY) continue
    did(world, slot, agent, ACCEPT, other)
    if (accepted(world, slot, other) === NOBODY) trade(world, slot, agent, other)
  }
}

/** Goods change hands as far as `transfer` lets them, if both sides have them. The offer stands for the rest of the tick, not after. */
function trade(world: AutonomyWorld, slot: number, agent: number, seller: number): void {
  const { state, tables, knobs, tick } = world
  const good = state.offerGood[slot * tables.bodies + seller] - 1
  const price = state.offerWants[slot * tables.bodies + seller] - 1
  const given = Math.floor(LOT[good] * knobs.transfer[slot])
  const paid = price < 0 ? 0 : Math.floor(LOT[price] * knobs.transfer[slot])
  const from = (slot * tables.bodies + seller) * GOODS.length
  const to = (slot * tables.bodies + agent) * GOODS.length
  if (state.goods[from + good] < given || (price >= 0 && state.goods[to + price] < paid)) return
  state.offerUntil[slot * tables.bodies + seller] = tick[slot]
  note(world, slot, TRADED, seller, agent, given)
  note(world, slot, TRADED, agent, seller, paid)
  state.goods[from + good] -= given
  if (price >= 0) state.goods[to + price] -= paid
  state.goods[to + good] = Math.min(MOST[good], state.goods[to + good] + given)
  if (price >= 0) state.goods[from + price] = Math.min(MOST[price], state.goods[from + price] + paid)
}
