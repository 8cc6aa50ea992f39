/**
 * What the common actions mean in the survival world: to move; `beam` strikes the nearest in reach in the style that
 * harms it most (where nobody can be singled out, in the strongest), but behind a veil it looks; `use` eats, drinks or
 * puts on; `give` hands the first spare item, where needs are on the first ration, to the nearest who has room for it;
 * `interact` offers it for sale, a gold a level; `take` buys the cheapest offer. On a menu message m keeps m - 1
 * tenths, and with a beam it is one of those that follow. An act has a meaning where the heads' mask allows all that
 * it needs, so the mask must be of the state at hand.
 */
import {
  ACT_BEAM, ACT_GIVE, ACT_INTERACT, ACT_NORTH, ACT_STAY, ACT_TAKE, ACT_USE, ACT_WEST, COMMON_ACTS, COMMON_MASK_SIZE,
  MESSAGES, clearBlock, type CommonActions,
} from '../../core/common.ts' // prettier-ignore
import { TENTHS } from '../../core/shares.ts'
import { choose, may, targetOf } from './choices.ts'
import { LEVEL_OFFENCE, harmOf } from './combat.ts'
import { canGive } from './gifts.ts'
import { placesOf, wornOn } from './inventory.ts'
import { NOT_WORN, PLACES, POTION, RATION, WORN_ON } from './items.ts'
import { RULES } from './numbers.ts'
import { SKILLS, STYLES } from './skills.ts'
import { MOST_PRICE, type Head, type SurvivalWorld } from './state.ts'

/** The first choice after to do nothing that means something, 0 if none does. */
function firstOf(world: SurvivalWorld, slot: number, agent: number, head: Head, choices: number): number {
  for (let choice = 1; choice <= choices; choice++) if (may(world, slot, agent, head, choice)) return choice
  return 0
}

/**
 * Index of the first place whose item is neither worn nor on the market, -1 for none: what an agent would give or sell. Where needs are
 * on, rations come first.
 */
export function placeToGive(world: SurvivalWorld, slot: number, agent: number): number {
  const { item, itemWorn, price } = world.state
  const first = placesOf(world, slot, agent)
  let spare = -1
  for (let place = first; place < first + PLACES; place++) {
    if (item[place] === 0 || itemWorn[place] === 1 || price[place] > 0) continue
    if (world.tables.needs === null || item[place] === RATION) return place
    if (spare < 0) spare = place
  }
  return spare
}

/** The nearest who has room for what is in a place, as a choice; 0 for none. */
function receiverOf(world: SurvivalWorld, slot: number, agent: number, place: number): number {
  const { state, tables, config } = world
  const first = (slot * tables.players + agent) * config.targets
  for (let choice = 1; choice <= config.targets; choice++) {
    if (!may(world, slot, agent, 'giveTo', choice)) continue
    const other = state.seen[first + choice - 1] - 1
    if (canGive(world, slot, place, other)) return choice
  }
  return 0
}

/** The style in which an agent does most harm to a body, of equals the first, as a choice. */
function bestStyle(world: SurvivalWorld, slot: number, agent: number, other: number): number {
  let best = 0
  let most = -1
  for (let style = 0; style < STYLES; style++) {
    const harm = harmOf(world, slot, agent, other, style)
    if (harm <= most) continue
    most = harm
    best = style + 1
  }
  return best
}

/** The style in which an agent strikes hardest, whoever is struck, of equals the first, as a choice. */
function strongestStyle({ state, tables }: SurvivalWorld, slot: number, agent: number): number {
  const p = slot * tables.players + agent
  let best = 0
  let most = -1
  for (let style = 0; style < STYLES; style++) {
    const offence = state.attack[p * STYLES + style] + LEVEL_OFFENCE * state.level[p * SKILLS.length + style]
    if (offence <= most) continue
    most = offence
    best = style + 1
  }
  return best
}

/** The first place whose use is of use, as a choice: to eat, drink or heal where that is wanted, or to put on what is better. */
function placeToUse(world: SurvivalWorld, slot: number, agent: number): number {
  for (let choice = 1; choice <= PLACES; choice++) {
    if (may(world, slot, agent, 'use', choice) && helps(world, slot, agent, choice - 1)) return choice
  }
  return 0
}

function helps(world: SurvivalWorld, slot: number, agent: number, i: number): boolean {
  const { state, tables } = world
  const p = slot * tables.players + agent
  const place = placesOf(world, slot, agent) + i
  const part = WORN_ON[state.item[place]]
  if (part !== NOT_WORN) {
    const worn = wornOn(world, slot, agent, part)
    return worn < 0 || state.itemLevel[place] > state.itemLevel[worn]
  }
  if (state.item[place] === POTION) return state.health[slot * tables.bodies + agent] < RULES.full
  return state.food[p] < RULES.full || state.water[p] < RULES.full
}

/** The cheapest offer that the agent can buy, of equals the first, as a choice; 0 for none. */
function cheapest(world: SurvivalWorld, slot: number, agent: number): number {
  const { state, tables, config } = world
  let best = 0
  let least = MOST_PRICE + 1
  for (let choice = 1; choice <= config.offers; choice++) {
    if (!may(world, slot, agent, 'buy', choice)) continue
    const price = state.price[slot * tables.players * PLACES + state.market[slot * config.offers + choice - 1] - 1]
    if (price >= least) continue
    least = price
    best = choice
  }
  return best
}

/** Whether an act means something now; where `write` is true, writes what it means. */
function means(world: SurvivalWorld, slot: number, agent: number, act: number, write: boolean): boolean {
  if (act >= ACT_NORTH && act <= ACT_WEST) {
    if (write) choose(world, slot, agent, 'move', act)
    return may(world, slot, agent, 'move', act)
  }
  if (act === ACT_BEAM) return looks(world, slot, agent, write) || strikes(world, slot, agent, write)
  if (act === ACT_USE) return one(world, slot, agent, 'use', placeToUse(world, slot, agent), write)
  if (act === ACT_TAKE) return one(world, slot, agent, 'buy', cheapest(world, slot, agent), write)
  const place = act === ACT_GIVE || act === ACT_INTERACT ? placeToGive(world, slot, agent) : -1
  if (place < 0) return false
  return act === ACT_GIVE ? gives(world, slot, agent, place, write) : sells(world, slot, agent, place, write)
}

function one(world: SurvivalWorld, slot: number, agent: number, head: Head, choice: number, write: boolean): boolean {
  if (write && choice > 0) choose(world, slot, agent, head, choice)
  return choice > 0
}

const looks = (world: SurvivalWorld, slot: number, agent: number, write: boolean): boolean =>
  one(world, slot, agent, 'look', may(world, slot, agent, 'look', 1) ? 1 : 0, write)

function strikes(world: SurvivalWorld, slot: number, agent: number, write: boolean): boolean {
  if (world.config.targets === 0) {
    const style = strongestStyle(world, slot, agent)
    return one(world, slot, agent, 'style', may(world, slot, agent, 'style', style) ? style : 0, write)
  }
  const target = firstOf(world, slot, agent, 'target', world.config.targets)
  if (write && target > 0) {
    choose(world, slot, agent, 'style', bestStyle(world, slot, agent, targetOf(world, slot, agent, target)))
  }
  return one(world, slot, agent, 'target', target, write)
}

/** Says what part of a menu it keeps, where it may. */
function keeps(world: SurvivalWorld, slot: number, agent: number, act: number, message: number): void {
  const part = Math.min(message + (act === ACT_BEAM ? MESSAGES - 1 : 0), TENTHS + 1)
  if (may(world, slot, agent, 'keep', part)) choose(world, slot, agent, 'keep', part)
}

function gives(world: SurvivalWorld, slot: number, agent: number, place: number, write: boolean): boolean {
  const choice = place - placesOf(world, slot, agent) + 1
  const receiver = may(world, slot, agent, 'give', choice) ? receiverOf(world, slot, agent, place) : 0
  if (write && receiver > 0) choose(world, slot, agent, 'give', choice)
  return one(world, slot, agent, 'giveTo', receiver, write)
}

function sells(world: SurvivalWorld, slot: number, agent: number, place: number, write: boolean): boolean {
  const choice = place - placesOf(world, slot, agent) + 1
  if (!may(world, slot, agent, 'sell', choice)) return false
  if (write) choose(world, slot, agent, 'price', world.state.itemLevel[place])
  return one(world, slot, agent, 'sell', choice, write)
}

export const commonActions: CommonActions<SurvivalWorld> = {
  write(world, slot, agent, act, message) {
    const { actions, tables } = world
    const { heads, players } = tables
    const row = (slot * players + agent) * heads.sizes.length
    for (let i = row; i < row + heads.sizes.length; i++) actions[i] = 0
    if (act !== ACT_STAY && means(world, slot, agent, act, false)) means(world, slot, agent, act, true)
    if (message > 0 && may(world, slot, agent, 'say', message)) choose(world, slot, agent, 'say', message)
    if (message > 0) keeps(world, slot, agent, act, message)
  },
  mask(world, slot, agent, out, at) {
    clearBlock(out, at, COMMON_MASK_SIZE)
    for (let act = ACT_STAY; act < COMMON_ACTS.length; act++) {
      if (act === ACT_STAY || means(world, slot, agent, act, false)) out[at + act] = 1
    }
    const words = Math.min(MESSAGES - 1, world.tables.on.communication ? world.config.tokens : 0)
    out[at + COMMON_ACTS.length] = 1
    for (let word = 1; word <= words; word++) {
      if (may(world, slot, agent, 'say', word)) out[at + COMMON_ACTS.length + word] = 1
    }
    if (may(world, slot, agent, 'keep', 1)) {
      out[at + ACT_BEAM] = 1
      out.fill(1, at + COMMON_ACTS.length + 1, at + COMMON_ACTS.length + MESSAGES)
    }
  },
}
