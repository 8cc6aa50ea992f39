/**
 * To do to others as they did. Blows say whose they are. Gifts do not: what an agent has more of, and neither gathered
 * nor took from somebody dead, it takes for a gift of the agent next to it. Purchases and sales are none of its
 * business.
 */
import { CRYSTAL, FISH, HERB, ORE, TREE } from '../../envs/neuralmmo/materials.ts'
import { REACH } from '../../envs/neuralmmo/survival/combat.ts'
import { placesOf } from '../../envs/neuralmmo/survival/inventory.ts'
import { PLACES } from '../../envs/neuralmmo/survival/items.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { isBeside, setOf } from '../../envs/neuralmmo/survival/ways.ts'
import { choose, may, type Strategy, type Turn } from './survival.ts'
import { WANDERERS_DIET, explore, forage, type Headings } from './survival-forage.ts'
import { hand } from './survival-giver.ts'
import { consume } from './survival-goods.ts'
import { NOBODY, follow, isAgent, otherIn, placeOf, rowOf, strike, strikerOf } from './survival-others.ts'

/** What a row remembers, `[rows]` each; names are those of bodies, plus one, and 0 for nobody. */
interface Memory {
  /** Who struck it last, and when, in ticks of its life. */
  readonly foe: Uint16Array
  readonly struckAt: Int32Array
  /** Who gave it something last and has nothing for it yet, and when. */
  readonly friend: Uint16Array
  readonly givenAt: Int32Array
  /** Gold and items after the last tick, UNKNOWN at first, and whether that tick could bring some without a gift. */
  readonly wealth: Int32Array
  readonly earning: Uint8Array
}

const UNKNOWN = -1

const memoryOf = (rows: number): Memory => ({
  foe: new Uint16Array(rows),
  struckAt: new Int32Array(rows),
  friend: new Uint16Array(rows),
  givenAt: new Int32Array(rows),
  wealth: new Int32Array(rows),
  earning: new Uint8Array(rows),
})

const UNDERFOOT = setOf(HERB, ORE, TREE, CRYSTAL)
const BESIDE = setOf(FISH)

function wealthOf({ world, slot, agent, b }: Turn): number {
  const first = placesOf(world, slot, agent)
  let wealth = world.state.gold[b]
  for (let i = first; i < first + PLACES; i++) wealth += world.state.itemCount[i]
  return wealth
}

/** Whether something is gathered in this tick where the agent stands. */
function gathers({ world, ways }: Turn): boolean {
  const { terrain } = world.state
  return UNDERFOOT[terrain[ways.at]] === 1 || isBeside(terrain, ways.at, world.tables.ground.size, BESIDE)
}

/** Name of a body, plus one. */
const nameOf = (turn: Turn, body: number): number => turn.world.state.name[rowOf(turn, body)] + 1

/** The place of who is called so in the list of others in sight, NOBODY if it is not there. */
function placeNamed(turn: Turn, name: number): number {
  for (let i = 0; i < turn.world.config.targets && otherIn(turn, i) >= 0; i++) {
    if (nameOf(turn, otherIn(turn, i)) === name) return i
  }
  return NOBODY
}

/** The nearest agent in sight, NOBODY if there is none. */
function nearestAgent(turn: Turn): number {
  for (let i = 0; i < turn.world.config.targets && otherIn(turn, i) >= 0; i++) {
    if (isAgent(turn, otherIn(turn, i))) return otherIn(turn, i)
  }
  return NOBODY
}

/** Takes note of what the last tick did to the agent. */
function notice(turn: Turn, { foe, struckAt, friend, givenAt, wealth, earning }: Memory): void {
  const { p, b, world } = turn
  const age = world.state.age[b]
  const striker = strikerOf(turn)
  if (striker !== NOBODY && placeOf(turn, striker) !== NOBODY) {
    foe[p] = nameOf(turn, striker)
    struckAt[p] = age
  }
  const now = wealthOf(turn)
  const isGiven = wealth[p] !== UNKNOWN && now > wealth[p] && earning[p] === 0
  const giver = isGiven ? nearestAgent(turn) : NOBODY
  if (giver !== NOBODY) {
    friend[p] = nameOf(turn, giver)
    givenAt[p] = age
  }
  wealth[p] = now
  earning[p] = gathers(turn) ? 1 : 0
}

/**
 * Gives the first item that can be given, or else a piece of gold, to who stands in a place of the list. Returns
 * whether there is any.
 */
function repay(turn: Turn, place: number): boolean {
  for (let i = 1; i <= PLACES; i++) {
    if (!may(turn, 'give', i) || !may(turn, 'giveTo', place + 1)) continue
    hand(turn, i, place + 1)
    return true
  }
  if (!may(turn, 'pay', 1) || !may(turn, 'payTo', place + 1)) return false
  choose(turn, 'pay', 1)
  choose(turn, 'payTo', place + 1)
  return true
}

/** A mirror remembers for so many ticks of its life. */
export function mirrorStrategy({ slots, agents }: SurvivalWorld, headings: Headings, ticks: number): Strategy {
  const memory = memoryOf(slots * agents)
  const { foe, struckAt, friend, givenAt, wealth, earning } = memory
  return {
    begin(p) {
      foe[p] = friend[p] = earning[p] = 0
      struckAt[p] = givenAt[p] = 0
      wealth[p] = UNKNOWN
    },
    decide(turn) {
      const { p } = turn
      notice(turn, memory)
      const age = turn.world.state.age[turn.b]
      if (age - struckAt[p] > ticks) foe[p] = 0
      if (age - givenAt[p] > ticks) friend[p] = 0
      const friendly = friend[p] === 0 ? NOBODY : placeNamed(turn, friend[p])
      if (friendly !== NOBODY && repay(turn, friendly)) friend[p] = 0
      else consume(turn)
      const hostile = foe[p] === 0 ? NOBODY : placeNamed(turn, foe[p])
      if (strike(turn, hostile, 'best')) earning[p] = 1
      if (forage(turn, headings, WANDERERS_DIET)) return
      if (hostile !== NOBODY) follow(turn, otherIn(turn, hostile), REACH)
      else explore(turn, headings)
    },
  }
}
