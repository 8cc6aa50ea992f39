/**
 * The predicates, by the names that NeuralMMO/environment 98b6bbd gives them (nmmo/task/base_predicates.py; arguments
 * renamed), and GiveItem and GiveGold, which are ours: the original does not know who was given what.
 *
 * A group's numbers are those of its living members, except where events are counted: what the dead did counts.
 */
import {
  BUY_ITEM, CONSUME, EARN_GOLD, EVENTS, FIRE, GIVE_GOLD, GIVE_ITEM, HARVEST, HIT, KILL, LIST_ITEM, LOOT_GOLD, SPEND_GOLD,
} from '../events.ts' // prettier-ignore
import { MATERIALS } from '../../materials.ts'
import { HAT, ITEMS, MOST_LEVEL, PLACES, POTION, RATION, RUNES, WHETSTONE } from '../items.ts'
import { SKILLS, STYLES } from '../skills.ts'
import { agents, among, amount, integer, type Argument } from './arguments.ts'
import { all, any, dead, guarded, seesAgents, status, sum, ticks, type Fill } from './fills.ts'
import type { Target } from './language.ts'
import {
  armedOf, countOf, experienceOf, goldOf, hasSpace, isThere, levelsOf, ownedOf, seesMaterial, standsOn, tallyOf, wayOf, wornOf,
} from './measures.ts' // prettier-ignore
import { holds, together, towardCenter } from './places.ts'
import { AGENTS, NPCS } from './program.ts'

/** Arguments of a leaf as numbers, by name. */
export type Arguments = Readonly<Record<string, number>>

/** What compiling offers to a predicate. */
export interface Site {
  readonly horizon: number
  /** Cells a side of the map, and of its playable part. */
  readonly size: number
  readonly center: number
  /** Number of a prize on a cell. */
  prize(x: number, y: number): number
  /**
   * Number of a tally: of a kind of event, about something (-1: anything), at a level or above, done to AGENTS, to NPCS
   * or, where whom is absent, to the target.
   */
  tally(event: number, what: number, level: number, whom?: number): number
}

/** Numbers of a leaf that follow from its arguments; 0 where absent. */
export interface LeafNumbers {
  readonly a?: number
  readonly b?: number
  readonly c?: number
  readonly need?: number
}

export interface Predicate {
  readonly takes: Readonly<Record<string, Argument>>
  /** Whether it takes a `target`; a target here is what is meant where none is given, null that anyone is. */
  readonly target?: 'required' | Target | null
  readonly numbers: (given: Arguments, site: Site) => LeafNumbers
  readonly fill: Fill
}

const skill = among(SKILLS)
const style = among(SKILLS, 0, STYLES)
const level = integer(1, MOST_LEVEL, 1)
const item = among(ITEMS, HAT)
const span: Argument = { ...integer(1), otherwise: 0 }
const cell = integer(0, 4096)
const none: Predicate['numbers'] = () => ({})

/** Items that an event was about, summed up. */
const counted = (event: number, item: Argument, target?: null): Predicate => ({
  takes: { item, level, quantity: amount },
  target,
  numbers: ({ item, level, quantity }, site) => ({ a: site.tally(event, item, level), need: quantity }),
  fill: sum(tallyOf, true),
})

/** Gold by kinds of events: one and another, less a third; -1 for none. */
const gold = (one: number, another: number, less: number): Predicate => ({
  takes: { amount },
  numbers: ({ amount }) => ({ a: one, b: another, c: less, need: amount }),
  fill: sum(countOf, true),
})

/** Worth of coming near a prize: of a cell of one's own choice, and of the map's centres. */
const NEAR_TILE = 0.4
const NEAR_CENTER = 0.3

const prizeOn = (x: number, y: number, ticks: number, site: Site): LeafNumbers => ({
  a: x,
  b: y,
  c: site.prize(x, y),
  need: ticks,
})

/** First to fourth quadrant: south-east, north-east, north-west, south-west of the centre. */
const QUADRANTS = ['first', 'second', 'third', 'fourth'] as const
const QUADRANT_X = [1, 1, -1, -1]
const QUADRANT_Y = [1, -1, -1, 1]

export const PREDICATES: Readonly<Record<string, Predicate>> = {
  TickGE: { takes: { ticks: span }, numbers: ({ ticks }, { horizon }) => ({ need: ticks || horizon }), fill: ticks },
  StayAlive: { takes: {}, numbers: none, fill: all(isThere, false) },
  AllDead: { takes: {}, numbers: none, fill: dead },
  CheckAgentStatus: {
    takes: { status: among(['alive', 'dead']) },
    target: 'required',
    numbers: ({ status }) => ({ a: status }),
    fill: status,
  },
  CanSeeTile: {
    takes: { material: among(MATERIALS.map(({ name }) => name)) },
    numbers: ({ material }) => ({ a: material }),
    fill: any(seesMaterial),
  },
  CanSeeAgent: { takes: {}, target: 'required', numbers: none, fill: seesAgents },
  CanSeeGroup: { takes: {}, target: 'required', numbers: none, fill: seesAgents },
  OccupyTile: { takes: { x: cell, y: cell }, numbers: ({ x, y }) => ({ a: x, b: y }), fill: any(standsOn) },
  DistanceTraveled: {
    takes: { distance: amount },
    numbers: ({ distance }) => ({ need: distance }),
    fill: sum(wayOf, false),
  },
  AttainSkill: {
    takes: { skill, level: integer(2, MOST_LEVEL), agents },
    numbers: ({ skill, level, agents }) => ({ a: skill, need: (level - 1) * agents }),
    fill: sum(levelsOf, false),
  },
  GainExperience: {
    takes: { skill, experience: amount, agents },
    numbers: ({ skill, experience, agents }) => ({ a: skill, need: experience * agents }),
    fill: sum(experienceOf, false),
  },
  CountEvent: {
    takes: { event: among(EVENTS), count: amount },
    numbers: ({ event, count }) => ({ a: event, b: -1, c: -1, need: count }),
    fill: sum(countOf, true),
  },
  ScoreHit: {
    takes: { style, count: amount },
    numbers: ({ style, count }, site) => ({ a: site.tally(HIT, style, 0), need: count }),
    fill: sum(tallyOf, true),
  },
  DefeatEntity: {
    takes: { kind: among(['player', 'npc']), level, count: amount },
    numbers: ({ kind, level, count }, site) => ({
      a: site.tally(KILL, -1, level, kind === 0 ? AGENTS : NPCS),
      need: count,
    }),
    fill: sum(tallyOf, true),
  },
  HoardGold: { takes: { amount }, numbers: ({ amount }) => ({ need: amount }), fill: sum(goldOf, false) },
  EarnGold: gold(EARN_GOLD, LOOT_GOLD, -1),
  SpendGold: gold(SPEND_GOLD, -1, -1),
  MakeProfit: gold(EARN_GOLD, LOOT_GOLD, SPEND_GOLD),
  InventorySpaceGE: {
    takes: { space: integer(1, PLACES) },
    numbers: ({ space }) => ({ a: space }),
    fill: all(hasSpace, true),
  },
  OwnItem: {
    takes: { item, level, quantity: amount },
    numbers: ({ item, level, quantity }) => ({ a: item, b: level, need: quantity }),
    fill: sum(ownedOf, false),
  },
  EquipItem: {
    takes: { item: among(ITEMS, HAT, RATION), level, agents },
    numbers: ({ item, level, agents }) => ({ a: item, b: level, need: agents }),
    fill: sum(wornOf, false),
  },
  FullyArmed: {
    takes: { style, level, agents },
    numbers: ({ style, level, agents }) => ({ a: style, b: level, need: agents }),
    fill: sum(armedOf, false),
  },
  ConsumeItem: counted(CONSUME, among(ITEMS, RATION, POTION + 1)),
  HarvestItem: counted(HARVEST, item),
  FireAmmo: counted(FIRE, among(ITEMS, WHETSTONE, RUNES + 1)),
  ListItem: counted(LIST_ITEM, item),
  BuyItem: counted(BUY_ITEM, item),
  GiveItem: counted(GIVE_ITEM, item, null),
  GiveGold: {
    takes: { amount },
    target: null,
    numbers: ({ amount }, site) => ({ a: site.tally(GIVE_GOLD, -1, 0), need: amount }),
    fill: sum(tallyOf, true),
  },
  ProgressTowardCenter: { takes: {}, numbers: none, fill: towardCenter },
  AllMembersWithinRange: {
    takes: { distance: integer(0) },
    numbers: ({ distance }) => ({ need: distance }),
    fill: together,
  },
  SeizeTile: {
    takes: { x: cell, y: cell, ticks: amount },
    numbers: ({ x, y, ticks }, site) => prizeOn(x, y, ticks, site),
    fill: holds(NEAR_TILE),
  },
  SeizeCenter: {
    takes: { ticks: amount },
    numbers: ({ ticks }, site) => prizeOn(site.size / 2, site.size / 2, ticks, site),
    fill: holds(NEAR_CENTER),
  },
  SeizeQuadCenter: {
    takes: { quadrant: among(QUADRANTS), ticks: amount },
    numbers({ quadrant, ticks }, site) {
      const away = Math.floor(site.center / 4)
      const middle = site.size / 2
      return prizeOn(middle + QUADRANT_X[quadrant] * away, middle + QUADRANT_Y[quadrant] * away, ticks, site)
    },
    fill: holds(NEAR_CENTER),
  },
  ProtectLeader: {
    takes: {},
    target: 'my_team_leader',
    numbers: (_, { horizon }) => ({ need: horizon }),
    fill: guarded,
  },
}
/** By number, in a tick. */
export const FILLS: readonly Fill[] = Object.values(PREDICATES).map(({ fill }) => fill)
