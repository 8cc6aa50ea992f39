import { describe, expect, it } from 'vitest'
import {
  BUY_ITEM, CONSUME, EARN_GOLD, EAT, FIRE, GIVE_GOLD, GIVE_ITEM, HARVEST, HIT, KILL, LIST_ITEM, LOOT_GOLD, NOBODY, SPEND_GOLD, note,
} from '../../envs/neuralmmo/survival/events.ts' // prettier-ignore
import {
  ARROW, BOTTOM, BOW, HAT, PLACES, POTION, RATION, TOP, WHETSTONE,
} from '../../envs/neuralmmo/survival/items.ts' // prettier-ignore
import { SKILLS } from '../../envs/neuralmmo/survival/skills.ts'
import type { Goal } from '../../envs/neuralmmo/survival/tasks/language.ts'
import { PREDICATES } from '../../envs/neuralmmo/survival/tasks/predicates.ts'
import { seize } from '../../envs/neuralmmo/survival/tasks/seize.ts'
import {
  MIDDLE, agentProgress, apart, at, both, dies, owns, teamProgress, waterAt, type Scene,
} from './neuralmmo-task-world.ts' // prettier-ignore

/** Agents 0 to 2 are a team, 3 to 5 the other. What each agent and each team has come to. */
interface Case {
  readonly what: string
  readonly goal: Goal
  readonly scene?: Scene
  readonly agents?: readonly number[]
  readonly teams?: readonly number[]
  readonly options?: Record<string, unknown>
}

const RANGE = 1
const did =
  (
    ...events: (readonly [agent: number, kind: number, whom: number, amount: number, what?: number, level?: number])[]
  ): Scene =>
  (world) => {
    for (const [agent, kind, whom, amount, what, level] of events)
      note(world, 0, kind, agent, whom, amount, what, level)
  }
const NPC = 6
const onTick =
  (tick: number): Scene =>
  (world) => {
    world.tick[0] = tick
  }
const gold =
  (...amounts: number[]): Scene =>
  ({ state }) => {
    for (const [agent, amount] of amounts.entries()) state.gold[agent] = amount
  }
const skilled =
  (agent: number, skill: string, level: number, exp: number): Scene =>
  ({ state }) => {
    const i = agent * SKILLS.length + SKILLS.findIndex((known) => known === skill)
    state.level[i] = level
    state.exp[i] = exp
  }
const armed = (agent: number, level: number): Scene =>
  owns(
    [agent, 0, HAT, level, 1, 1],
    [agent, 1, TOP, level, 1, 1],
    [agent, 2, BOTTOM, level, 1, 1],
    [agent, 3, BOW, level, 1, 1],
    [agent, 4, ARROW, level, 9, 1],
  )
const full = (agent: number, places: number): Scene =>
  owns(...Array.from({ length: places }, (_, i) => [agent, i, RATION, 1, 1, 0] as const))
const seized: Scene = (world) => {
  seize(world, 0)
}
const zeros = [0, 0, 0, 0, 0, 0]

const CASES: readonly Case[] = [
  {
    what: 'ticks so far, this one included',
    goal: { predicate: 'TickGE', ticks: 40 },
    scene: onTick(9),
    agents: [0.25, 0.25, 0.25, 0.25, 0.25, 0.25],
    teams: [0.25, 0.25],
  },
  { what: 'ticks of the horizon', goal: { predicate: 'TickGE' }, scene: onTick(9), teams: [0.1, 0.1] },
  { what: 'no ticks of forever', goal: { predicate: 'TickGE' }, options: { horizon: Infinity }, teams: [0, 0] },
  {
    what: 'everyone of a group lives',
    goal: { predicate: 'StayAlive' },
    scene: dies(1),
    agents: [1, 0, 1, 1, 1, 1],
    teams: [0, 1],
  },
  {
    what: 'a share of the others is dead',
    goal: { predicate: 'AllDead', subject: 'left_team' },
    scene: dies(1, 3, 4),
    agents: [2 / 3, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3],
    teams: [2 / 3, 1 / 3],
  },
  {
    what: 'a share of agents by number lives',
    goal: { predicate: 'CheckAgentStatus', target: [0, 1, 2, 3], status: 'alive' },
    scene: dies(1),
    teams: [0.75, 0.75],
  },
  {
    what: 'the leader of the others is dead',
    goal: { predicate: 'CheckAgentStatus', target: 'right_team_leader', status: 'dead' },
    scene: dies(3),
    teams: [1, 0],
  },
  ...(
    [
      ['left_team', [0.5, 0, 0]],
      ['right_team', [0, 0, 0.5]],
      ['left_team_leader', [1, 0, 0]],
      ['all_foes', [0.25, 0, 0.25]],
      ['my_team', [0, 0.5, 0]],
      ['everyone', [1 / 6, 1 / 6, 1 / 6]],
    ] as const
  ).map(([target, teams]): Case => ({
    what: `of three teams, ${target}`,
    goal: { predicate: 'CheckAgentStatus', target, status: 'dead' },
    scene: dies(2),
    teams,
    options: { teams: 3 },
  })),
  {
    what: 'a material in the window, at its corner',
    goal: { predicate: 'CanSeeTile', material: 'water' },
    scene: both(apart, waterAt(9 - 7, 9 + 7)),
    agents: [1, 0, 0, 0, 0, 0],
    teams: [1, 0],
  },
  {
    what: 'an agent in the window',
    goal: { predicate: 'CanSeeAgent', target: 0 },
    scene: apart,
    agents: [0, 1, 1, 0, 0, 0],
    teams: [1, 0],
  },
  {
    what: 'no dead agent in the window',
    goal: { predicate: 'CanSeeAgent', target: 'my_team_leader' },
    scene: both(apart, dies(0)),
    agents: [0, 0, 0, 0, 1, 1],
    teams: [0, 1],
  },
  {
    what: 'any foe in the window',
    goal: { predicate: 'CanSeeGroup', target: 'all_foes' },
    scene: apart,
    agents: [0, 1, 1, 1, 1, 0],
    teams: [1, 1],
  },
  {
    what: 'a cell with somebody on it',
    goal: { predicate: 'OccupyTile', x: 12, y: 9 },
    scene: apart,
    agents: [0, 1, 0, 0, 0, 0],
    teams: [1, 0],
  },
  {
    what: 'the way from home, summed over the living',
    goal: { predicate: 'DistanceTraveled', distance: 10 },
    scene: both(
      apart,
      ({ state }) => {
        for (let agent = 0; agent < 6; agent++) [state.homeX[agent], state.homeY[agent]] = [9 + 3 * agent, 9 + agent]
      },
      dies(5),
    ),
    agents: [0, 0.1, 0.2, 0.3, 0.4, 0],
    teams: [0.3, 0.7],
  },
  {
    what: 'levels above the first',
    goal: { predicate: 'AttainSkill', skill: 'fishing', level: 3, agents: 2 },
    scene: both(skilled(0, 'fishing', 2, 0), skilled(1, 'fishing', 3, 0), skilled(3, 'mage', 9, 0)),
    agents: [0.25, 0.5, 0, 0, 0, 0],
    teams: [0.75, 0],
  },
  {
    what: 'experience',
    goal: { predicate: 'GainExperience', skill: 'melee', experience: 50, agents: 2 },
    scene: both(skilled(0, 'melee', 1, 40), skilled(2, 'melee', 2, 200)),
    agents: [0.4, 0, 1, 0, 0, 0],
    teams: [1, 0],
  },
  {
    what: 'events, of the dead too',
    goal: { predicate: 'CountEvent', event: 'eat', count: 4 },
    scene: both(did([0, EAT, NOBODY, 1], [1, EAT, NOBODY, 2]), dies(1)),
    agents: [0.25, 0.5, 0, 0, 0, 0],
    teams: [0.75, 0],
  },
  {
    what: 'hits in a style',
    goal: { predicate: 'ScoreHit', style: 'range', count: 2 },
    scene: did([0, HIT, 3, 1, RANGE], [0, HIT, 3, 1, 0], [4, HIT, 0, 1, RANGE], [4, HIT, 0, 1, RANGE]),
    agents: [0.5, 0, 0, 0, 1, 0],
  },
  {
    what: 'agents defeated, at a level or above',
    goal: { predicate: 'DefeatEntity', kind: 'player', level: 3, count: 2 },
    scene: did([0, KILL, 3, 1, 0, 3], [0, KILL, 4, 1, 0, 2], [0, KILL, NPC, 1, 0, 9]),
    agents: [0.5, 0, 0, 0, 0, 0],
  },
  {
    what: 'NPCs defeated',
    goal: { predicate: 'DefeatEntity', kind: 'npc', count: 2 },
    scene: did([0, KILL, 3, 1, 0, 3], [1, KILL, NPC, 1, 0, 1]),
    agents: [0, 0.5, 0, 0, 0, 0],
  },
  {
    what: 'gold of the living',
    goal: { predicate: 'HoardGold', amount: 10 },
    scene: both(gold(1, 2, 3, 0, 20, 5), dies(2)),
    agents: [0.1, 0.2, 0, 0, 1, 0.5],
    teams: [0.3, 1],
  },
  {
    what: 'gold earned and looted',
    goal: { predicate: 'EarnGold', amount: 10 },
    scene: did([0, EARN_GOLD, 1, 4], [0, LOOT_GOLD, 3, 2], [1, SPEND_GOLD, 0, 4]),
    agents: [0.6, 0, 0, 0, 0, 0],
  },
  {
    what: 'gold spent',
    goal: { predicate: 'SpendGold', amount: 10 },
    scene: did([0, EARN_GOLD, 1, 4], [1, SPEND_GOLD, 0, 4], [1, BUY_ITEM, 0, 7]),
    agents: [0, 0.4, 0, 0, 0, 0],
  },
  {
    what: 'gold earned less gold spent, never below 0',
    goal: { predicate: 'MakeProfit', amount: 10 },
    scene: did([0, EARN_GOLD, 1, 4], [0, LOOT_GOLD, 3, 3], [0, SPEND_GOLD, 1, 2], [1, SPEND_GOLD, 0, 4]),
    agents: [0.5, 0, 0, 0, 0, 0],
    teams: [0.1, 0],
  },
  {
    what: 'empty places of every living member',
    goal: { predicate: 'InventorySpaceGE', space: 3 },
    scene: both(full(0, PLACES - 3), full(1, PLACES - 2), full(4, PLACES), dies(4)),
    agents: [1, 0, 1, 1, 0, 1],
    teams: [0, 1],
  },
  {
    what: 'items of a kind, at a level or above',
    goal: { predicate: 'OwnItem', item: 'arrow', level: 2, quantity: 10 },
    scene: owns([0, 0, ARROW, 2, 4, 0], [0, 1, ARROW, 1, 50, 0], [1, 5, ARROW, 3, 3, 1], [2, 0, RATION, 5, 1, 0]),
    agents: [0.4, 0.3, 0, 0, 0, 0],
    teams: [0.7, 0],
  },
  {
    what: 'those who wear an item',
    goal: { predicate: 'EquipItem', item: 'hat', level: 2, agents: 2 },
    scene: owns([0, 0, HAT, 2, 1, 1], [1, 0, HAT, 1, 1, 1], [2, 0, HAT, 9, 1, 0]),
    agents: [0.5, 0, 0, 0, 0, 0],
    teams: [0.5, 0],
  },
  {
    what: 'those who wear all of a style',
    goal: { predicate: 'FullyArmed', style: 'range', level: 2, agents: 2 },
    scene: both(armed(0, 2), armed(1, 1), armed(2, 3), owns([2, 3, BOW, 3, 1, 0])),
    agents: [0.5, 0, 0, 0, 0, 0],
  },
  {
    what: 'items consumed',
    goal: { predicate: 'ConsumeItem', item: 'potion', level: 2, quantity: 2 },
    scene: did(
      [0, CONSUME, NOBODY, 1, POTION, 2],
      [0, CONSUME, NOBODY, 1, POTION, 1],
      [1, CONSUME, NOBODY, 1, RATION, 9],
    ),
    agents: [0.5, 0, 0, 0, 0, 0],
  },
  {
    what: 'items harvested',
    goal: { predicate: 'HarvestItem', item: 'whetstone', quantity: 4 },
    scene: did([2, HARVEST, NOBODY, 1, WHETSTONE, 1], [2, HARVEST, NOBODY, 1, ARROW, 1]),
    agents: [0, 0, 0.25, 0, 0, 0],
  },
  {
    what: 'ammunition fired',
    goal: { predicate: 'FireAmmo', item: 'arrow', quantity: 2 },
    scene: did([2, FIRE, NOBODY, 1, ARROW, 1]),
    agents: [0, 0, 0.5, 0, 0, 0],
  },
  {
    what: 'items listed',
    goal: { predicate: 'ListItem', item: 'ration', quantity: 4 },
    scene: did([2, LIST_ITEM, NOBODY, 3, RATION, 1]),
    agents: [0, 0, 0.75, 0, 0, 0],
  },
  {
    what: 'what was done in one way and in another',
    goal: {
      op: 'sub',
      of: [
        { predicate: 'ListItem', item: 'ration', quantity: 4 },
        { predicate: 'ScoreHit', style: 'range', count: 4 },
      ],
    },
    scene: did([2, LIST_ITEM, NOBODY, 3, RATION, 1], [2, HIT, 3, 1, RANGE]),
    agents: [0, 0, 0.5, 0, 0, 0],
  },
  {
    what: 'items bought',
    goal: { predicate: 'BuyItem', item: 'arrow', level: 2, quantity: 4 },
    scene: did([2, BUY_ITEM, 3, 3, ARROW, 2], [3, BUY_ITEM, 0, 3, ARROW, 1]),
    agents: [0, 0, 0.75, 0, 0, 0],
  },
  {
    what: 'items given to anyone',
    goal: { predicate: 'GiveItem', item: 'potion', quantity: 2 },
    scene: did([0, GIVE_ITEM, 1, 1, POTION, 1], [3, GIVE_ITEM, 2, 1, POTION, 1], [3, GIVE_ITEM, 2, 1, RATION, 1]),
    agents: [0.5, 0, 0, 0.5, 0, 0],
  },
  {
    what: 'items given to foes of the giver',
    goal: { predicate: 'GiveItem', item: 'potion', quantity: 2, target: 'all_foes' },
    scene: did([0, GIVE_ITEM, 1, 1, POTION, 1], [3, GIVE_ITEM, 2, 1, POTION, 1]),
    agents: [0, 0, 0, 0.5, 0, 0],
    teams: [0, 0.5],
  },
  {
    what: 'gold given to the leader',
    goal: { predicate: 'GiveGold', amount: 10, target: 'my_team_leader' },
    scene: did([1, GIVE_GOLD, 0, 4], [1, GIVE_GOLD, 2, 4], [4, GIVE_GOLD, 0, 4]),
    agents: [0, 0.4, 0, 0, 0, 0],
  },
  {
    what: 'the way to the centre of the nearest',
    goal: { predicate: 'ProgressTowardCenter' },
    scene: both(apart, at([1, MIDDLE, MIDDLE], [2, MIDDLE - 2, MIDDLE + 4], [4, MIDDLE + 6, MIDDLE])),
    agents: [0, 1, 0.5, 0, 0.25, 0],
    teams: [1, 0.25],
  },
  {
    what: 'a team within a square',
    goal: { predicate: 'AllMembersWithinRange', distance: 3 },
    scene: at([0, 12, 12], [1, 15, 13], [2, 12, 15], [3, 9, 9], [4, 25, 25], [5, 9, 25]),
    agents: [1, 1, 1, 1, 1, 1],
    // Deviations of (9, 25, 9) are 7.54: 3 / 22.63 each, and nothing of the whole way is behind them.
    teams: [1, 0.088388],
  },
  {
    what: 'a cell that was seized, and is near',
    goal: { predicate: 'SeizeTile', x: 12, y: 13, ticks: 10 },
    scene: both(apart, at([1, 12, 13], [4, 16, 13]), seized, onTick(5)),
    // 0.4 for being near, 0.3 for having it, 0.3 for five of ten ticks.
    agents: [0.2, 0.85, 0.2, 0.1, 0.2, 0],
    teams: [0.85, 0.2],
  },
  {
    what: 'the centre, which keeps whom it was seized by',
    goal: { predicate: 'SeizeCenter', ticks: 10 },
    scene: both(apart, at([1, MIDDLE, MIDDLE]), seized, at([1, 12, 9], [4, MIDDLE, MIDDLE + 4])),
    teams: [0.6, 0.15],
  },
  {
    what: 'the centre of a quadrant',
    goal: { predicate: 'SeizeQuadCenter', quadrant: 'fourth', ticks: 10 },
    scene: both(apart, at([4, MIDDLE - 4, MIDDLE + 4]), seized),
    teams: [0, 0.6],
  },
  {
    what: 'ticks that the leader lives',
    goal: { predicate: 'ProtectLeader' },
    scene: both(onTick(49), dies(3)),
    teams: [0.5, 0],
    agents: [0.5, 0.5, 0.5, 0, 0, 0],
  },
  { what: 'numbers', goal: 0.25, teams: [0.25, 0.25] },
  {
    what: 'the least of some',
    goal: { op: 'and', of: [0.5, { predicate: 'HoardGold', amount: 10 }, 0.75] },
    scene: gold(1, 0, 0, 9),
    agents: [0.1, 0, 0, 0.5, 0.1, 0.1],
  },
  {
    what: 'the greatest of some',
    goal: { op: 'or', of: [0.5, { predicate: 'HoardGold', amount: 10 }] },
    scene: gold(1, 0, 0, 9),
    agents: [0.5, 0.5, 0.5, 0.9, 0.5, 0.5],
  },
  {
    what: 'what is missing',
    goal: { op: 'not', of: [{ predicate: 'HoardGold', amount: 10 }] },
    scene: gold(1, 0, 12, 9),
    agents: [0.9, 1, 0, 0.1, 0.9, 0.9],
  },
  {
    what: 'a sum up to 1',
    goal: { op: 'add', of: [0.5, { predicate: 'HoardGold', amount: 10 }, 0.1] },
    scene: gold(1, 0, 12, 9),
    agents: [0.7, 0.6, 1, 1, 0.7, 0.7],
  },
  {
    what: 'a difference down to 0',
    goal: { op: 'sub', of: [{ predicate: 'HoardGold', amount: 10 }, 0.5] },
    scene: gold(1, 0, 12, 9),
    agents: [0, 0, 0.5, 0.4, 0, 0],
  },
  {
    what: 'a product, of numbers above 1 too',
    goal: { op: 'mul', of: [2, { predicate: 'HoardGold', amount: 10 }] },
    scene: gold(1, 0, 12, 9),
    agents: [0.2, 0, 1, 1, 0.2, 0.2],
  },
]

const thousandths = (shares: readonly number[]): number[] => shares.map((share) => Math.round(share * 1e5) / 1e5)

describe('progress is', () => {
  it.each(CASES.map((given) => [given.what, given] as const))('%s', (_, { goal, scene, agents, teams, options }) => {
    if (agents) expect(thousandths(agentProgress(goal, scene, options))).toEqual(thousandths(agents))
    if (teams) expect(thousandths(teamProgress(goal, scene, options))).toEqual(thousandths(teams))
  })

  it('asked in a case for every predicate', () => {
    const asked = CASES.flatMap(({ goal }) => (typeof goal === 'object' && 'predicate' in goal ? [goal.predicate] : []))
    expect(new Set(asked)).toEqual(new Set(Object.keys(PREDICATES)))
  })

  it('0 of everything that nobody has done', () => {
    for (const predicate of ['ConsumeItem', 'HarvestItem', 'ListItem', 'BuyItem', 'GiveItem']) {
      const item = predicate === 'ConsumeItem' ? 'ration' : 'arrow'
      expect(agentProgress({ predicate, item, quantity: 1 })).toEqual(zeros)
    }
  })
})
