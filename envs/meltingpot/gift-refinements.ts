/**
 * gift_refinements: a token is worth one to whoever consumes it, and five of them to whom it is given. Giving pays nothing.
 *
 * Rules: meltingpot 2.4 `gift_refinements` (google-deepmind/meltingpot 81ee2e7); after the trust game of Berg, Dickhaut &
 * McCabe 1995, doi:10.1006/game.1995.1027.
 */
import { ITEM, SELF, shareByte } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import type { Done, World } from '../core/spec.ts'
import { chargeOf, fire } from './engine/beams.ts'
import { trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew } from './engine/growth.ts'
import { account, gini } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { LETTERS, PLAIN, bare, willRegrow, siteTables, type SiteTables } from './engine/sites.ts'
import {
  FIRST_BEAM, FLOOR, type Act, type GridConfig, type GridFields, type Kind, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { WALLED, type WalledName } from './walled-maps.ts'

/** Kinds of tokens, by how often they were refined. */
export const RAW = 0
export const REFINED = 1
export const TWICE_REFINED = 2
const KINDS = ['raw', 'refined', 'twice refined'] as const
const COUNT = KINDS.length

export interface GiftNumbers {
  /** Where the option does not say how many play. */
  readonly players: number
  /** Probability that a token appears on a bare site in a step. */
  readonly appearance: number
  /** Tokens of each kind that a player can hold; what comes beyond is lost. */
  readonly capacity: number
  /** Reward of a token that is consumed, of any kind. */
  readonly reward: number
  /** Tokens of the next kind that a gift turns into; one that was refined twice stays as it is. */
  readonly multiplier: number
  /** Which of its tokens a player gives. */
  readonly gives: 'most refined' | 'rawest'
  /** Cells that the beam reaches, and steps from one shot to the next. */
  readonly reach: number
  readonly period: number
  /** Chances to end come after this many steps, with this probability. */
  readonly leastSteps: number
  readonly endProbability: number
}
const CODE: GiftNumbers = {
  players: 6,
  appearance: 0.0002,
  capacity: 15,
  reward: 1,
  multiplier: 5,
  gives: 'most refined',
  reach: 5,
  period: 3,
  leastSteps: 1000,
  endProbability: 0.2,
}
export const GIFT_NUMBERS: Numbers<GiftNumbers> = {
  'mp-code': CODE,
  'mp-doc': { ...CODE, multiplier: 3, gives: 'rawest' },
  // SocialJax (9df972d) gives in every step to who stands in the next cell, meant or not: here it takes the action.
  socialjax: { ...CODE, players: 5, multiplier: 3, gives: 'rawest', reach: 1, period: 1 },
}

const TOKEN = GROUND.length
const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'token', glyph: 't', colour: '#e6c832', shape: 'disc', common: ITEM },
]
const CONSUME: Act = { name: 'consume', effect: 'turn all your tokens into rewards' }
const CONSUME_ACTION = FIRST_BEAM + 1

export interface GiftConfig extends GridConfig {
  map: WalledName
  /** As many as the profile says where null. */
  players: number | null
}
/** n players. */
interface Gift extends GridFields {
  /** [n * 3] tokens that each player holds, by kind. */
  readonly tokens: Field<'u8'>
  /** [n] gifts that each player made, and [n * n] by whom it made them to. */
  readonly given: Field<'i32'>
  readonly gave: Field<'i32'>
}
interface GiftTables extends SiteTables {
  readonly numbers: GiftNumbers
  readonly appearance: Trials
}
export type GiftWorld = World<GiftConfig, Gift, GiftTables>

const METRICS = [
  'tokens_taken', 'gifts_raw', 'gifts_refined', 'gifts_twice_refined', 'received_refined', 'received_twice_refined',
  'tokens_consumed', 'refined_consumed', 'refined_share', 'reciprocity', 'giving_equality',
] as const // prettier-ignore
const TAKEN = metricAt(0)
/** Gifts by the kind that was given, three metrics; a gift is a beam that met a player and cost the giver a token. */
const GIFTS = metricAt(1)
/** Tokens that gifts brought, by their kind from REFINED on, two metrics. */
const RECEIVED = metricAt(4)
const CONSUMED = metricAt(6)
/** Those among them that were refined, once or twice, and their share; NaN while none was consumed. */
const REFINED_CONSUMED = metricAt(7)
const REFINED_SHARE = metricAt(8)
/** Of the ordered pairs of players of whom the first gave to the second, the share whose second gave to the first; NaN without gifts. */
const RECIPROCITY = metricAt(9)
/** 1 - Gini of the gifts that each player made; NaN without gifts. */
const EQUALITY = metricAt(10)

/** Tokens of a kind that a player holds. */
export const held = ({ state, agents }: GiftWorld, slot: number, p: number, kind: number): number =>
  state.tokens[(slot * agents + p) * COUNT + kind]

const rules: Rules = {
  ...PLAIN,
  scalar: (world: GiftWorld, slot, p, i) => (i === 0 ? chargeOf(world, slot, p) : held(world, slot, p, i - 1)),
  told: (world: GiftWorld, slot, p) =>
    `You hold ${KINDS.map((name, kind) => `${held(world, slot, p, kind)} ${name}`).join(', ')} tokens.`,
  /** One thing a kind; quality is the mean refinement, amount the share of all that it could hold. */
  holds(world: GiftWorld, slot, p, out, at) {
    let all = 0
    let refinements = 0
    for (let kind = RAW; kind < COUNT; kind++) {
      const count = held(world, slot, p, kind)
      if (count > 0) out[at + SELF.at.holds + kind] = 255
      all += count
      refinements += count * kind
    }
    out[at + SELF.at.amount] = shareByte(all / (COUNT * world.tables.numbers.capacity))
    if (all > 0) out[at + SELF.at.quality] = shareByte(refinements / (TWICE_REFINED * all))
  },
}

export const giftRefinements = asEnv<GiftConfig, Gift, GiftTables>({
  id: 'gift_refinements',
  version: 1,
  summary: 'tokens that pay one each, and turn into five when they are given away',
  source: 'meltingpot 2.4 (81ee2e7) gift_refinements; Berg, Dickhaut & McCabe 1995, doi:10.1006/game.1995.1027',
  options: {
    map: { enum: Object.keys(WALLED) },
    players: { type: 'integer', nullable: true, minimum: 1, maximum: MOST_PLAYERS },
  },
  defaults: { horizon: MOST_STEPS, map: 'rooms', players: null },
  numbers: GIFT_NUMBERS,
  examples: [{ horizon: 200, map: 'yard', players: 3 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players }) => ({
    tokens: field('u8', players * COUNT),
    given: field('i32', players),
    gave: field('i32', players * players),
  }),
  hidden: ['given', 'gave'],
  reset,
  step,
})

function tables({ map, players, profile }: GiftConfig): GiftTables {
  const numbers = numbersOf(GIFT_NUMBERS, profile)
  const { reach, period, appearance } = numbers
  const shared = siteTables({
    name: map,
    rows: WALLED[map],
    letters: { ...LETTERS, s: FLOOR },
    sites: 's',
    players: players ?? numbers.players,
    kinds,
    beams: [{ name: 'gift', length: reach, radius: 0, cooldown: period, colour: '#ffcaca', early: true }],
    acts: [CONSUME],
    known: KINDS.map((name) => `${name} tokens`),
    metrics: METRICS,
    rules,
    pasture: { eats: (_world, _slot, _p, action) => action === CONSUME_ACTION },
  })
  return { ...shared, numbers, appearance: trials(appearance, shared.sites.length) }
}

function reset(world: GiftWorld, slot: number): void {
  const { tables, metrics } = world
  const at = slot * tables.metrics.length
  layMap(world, slot, tables.start)
  placePlayers(world, slot, tables.starts)
  metrics[at + REFINED_SHARE] = NaN
  metrics[at + RECIPROCITY] = NaN
  metrics[at + EQUALITY] = NaN
}

/** Tokens are consumed before anything else happens, so gifts of the step are kept for later. */
function step(world: GiftWorld, slot: number): Done {
  const { appearance, numbers } = world.tables
  begin(world, slot)
  consume(world, slot)
  decideAnew()
  willRegrow(world, slot, appearance, TOKEN, bare)
  moves(world, slot, take)
  fire(world, slot, 0, hit)
  appear(world, slot, take)
  account(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Whoever consumes is paid for all that it holds. */
function consume(world: GiftWorld, slot: number): void {
  const { state, agents, actions, metrics, tables } = world
  const at = slot * tables.metrics.length
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (actions[row] !== CONSUME_ACTION) continue
    const raw = held(world, slot, p, RAW)
    const refined = held(world, slot, p, REFINED) + held(world, slot, p, TWICE_REFINED)
    if (raw + refined === 0) continue
    for (let kind = RAW; kind < COUNT; kind++) state.tokens[row * COUNT + kind] = 0
    payFood(world, slot, p, (raw + refined) * tables.numbers.reward)
    metrics[at + CONSUMED] += raw + refined
    metrics[at + REFINED_CONSUMED] += refined
    metrics[at + REFINED_SHARE] = metrics[at + REFINED_CONSUMED] / metrics[at + CONSUMED]
  }
}

/** A player takes the token that lies where it came to. */
function take(world: GiftWorld, slot: number, p: number, cell: number): void {
  const { state, tables, metrics } = world
  if (state.kind[slot * tables.cells + cell] !== TOKEN) return
  put(world, slot, cell, FLOOR)
  metrics[slot * tables.metrics.length + TAKEN] += add(world, slot, p, RAW, 1)
}

/** Adds tokens as far as a player can hold them. Returns how many it took. */
function add(world: GiftWorld, slot: number, p: number, kind: number, count: number): number {
  const before = held(world, slot, p, kind)
  const after = Math.min(before + count, world.tables.numbers.capacity)
  world.state.tokens[(slot * world.agents + p) * COUNT + kind] = after
  return after - before
}

/**
 * Walls and players stop the beam. A gift changes hands as its beam hits, not after all of them, as the original's does: what a
 * player gets in a step it may give away in the same step, if its turn to fire comes later.
 */
function hit(world: GiftWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const { state, tables } = world
  const at = slot * tables.cells + cell
  if (tables.solid[state.kind[at]] === 1) return true
  if (state.who[at] === 0) return false
  give(world, slot, p, state.who[at] - 1)
  return true
}

/** The giver loses a token even where the other can hold no more. */
function give(world: GiftWorld, slot: number, p: number, other: number): void {
  const { state, tables, agents, metrics } = world
  const kind = toGive(world, slot, p)
  if (kind < 0) return
  const turnsInto = Math.min(kind + 1, TWICE_REFINED)
  state.tokens[(slot * agents + p) * COUNT + kind]--
  const got = add(world, slot, other, turnsInto, kind === TWICE_REFINED ? 1 : tables.numbers.multiplier)
  const at = slot * tables.metrics.length
  metrics[at + GIFTS + kind]++
  metrics[at + RECEIVED + turnsInto - REFINED] += got
  state.given[slot * agents + p]++
  state.gave[(slot * agents + p) * agents + other]++
  metrics[at + RECIPROCITY] = reciprocity(world, slot)
  metrics[at + EQUALITY] = 1 - gini(state.given, slot * agents, agents)
}

/** Kind of the token that a player would give; -1 where it has none. */
export function toGive(world: GiftWorld, slot: number, p: number): number {
  const rawest = world.tables.numbers.gives === 'rawest'
  for (let i = 0; i < COUNT; i++) {
    const kind = rawest ? i : TWICE_REFINED - i
    if (held(world, slot, p, kind) > 0) return kind
  }
  return -1
}

function reciprocity({ state, agents }: GiftWorld, slot: number): number {
  let pairs = 0
  let returned = 0
  const first = slot * agents * agents
  for (let p = 0; p < agents; p++) {
    for (let q = 0; q < agents; q++) {
      if (state.gave[first + p * agents + q] === 0) continue
      pairs++
      if (state.gave[first + q * agents + p] > 0) returned++
    }
  }
  return returned / pairs
}
