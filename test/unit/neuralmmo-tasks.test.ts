import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Goal, Task } from '../../envs/neuralmmo/survival/tasks/language.ts'
import { HERB } from '../../envs/neuralmmo/materials.ts'
import { POTION, WHETSTONE } from '../../envs/neuralmmo/survival/items.ts'
import { layWays } from '../../envs/neuralmmo/engine/ways.ts'
import type { TasksJSON } from '../../envs/neuralmmo/survival/tasks/json.ts'
import { see } from '../../envs/neuralmmo/survival/sight.ts'
import { SKILLS } from '../../envs/neuralmmo/survival/skills.ts'
import { payTasks } from '../../envs/neuralmmo/survival/tasks/evaluate.ts'
import type { Head, SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import { allocatesNothing } from '../contract/memory.ts'
import { make } from '../../envs/registry.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { OPTIONS, agentProgress, at, both, dies, owns, taskWorld, type Scene } from './neuralmmo-task-world.ts'

/** Gold of agent 0 by tick, and what all agents are paid for a task. */
function paid(task: Omit<Task, 'goal'> & { goal?: Goal }, gold: readonly number[]): number[][] {
  const world = taskWorld([{ goal: { predicate: 'HoardGold', amount: 10 }, ...task }])
  world.state.gold.fill(0)
  return gold.map((amount) => {
    world.rewards.fill(0)
    world.state.gold[0] = amount
    payTasks(world, 0)
    return Array.from(world.rewards, (reward) => Math.round(reward * 1e6) / 1e6)
  })
}
const ofFirst = (rewards: number[][]): number[] => rewards.map(([first]) => first)

describe('a task', () => {
  it('pays the change of progress, until it is complete', () => {
    expect(ofFirst(paid({}, [2, 5, 4, 12, 3, 10]))).toEqual([0.2, 0.3, -0.1, 0.6, 0, 0])
  })

  it('pays its progress in every tick where it is ongoing, complete or not', () => {
    expect(ofFirst(paid({ pays: 'ongoing' }, [2, 12, 3]))).toEqual([0.2, 1, 0.3])
  })

  it('that must be held pays a share of the ticks, and takes back what an interruption loses', () => {
    expect(ofFirst(paid({ hold: 4 }, [9, 10, 11, 9, 10, 10, 10, 10, 10]))).toEqual([
      0, 0.25, 0.25, -0.5, 0.25, 0.25, 0.25, 0.25, 0,
    ])
  })

  it('pays what it is multiplied by', () => {
    expect(ofFirst(paid({ multiplier: -3 }, [2, 5]))).toEqual([-0.6, -0.9])
  })

  it('pays every agent for itself, or every member of a team for the team', () => {
    expect(paid({}, [5])).toEqual([[0.5, 0, 0, 0, 0, 0]])
    expect(paid({ reward: 'team' }, [5])).toEqual([[0.5, 0.5, 0.5, 0, 0, 0]])
  })

  it('is for those who are named', () => {
    const goal = 0.5
    expect(paid({ goal, for: [4, 1] }, [0])).toEqual([[0, 0.5, 0, 0, 0.5, 0]])
    expect(paid({ goal, for: [1], reward: 'team' }, [0])).toEqual([[0, 0, 0, 0.5, 0.5, 0.5]])
  })

  it('pays the living alone, and the dead of a team nothing', () => {
    for (const reward of ['agent', 'team'] as const) {
      const world = taskWorld([{ goal: 1, reward }])
      dies(1)(world)
      payTasks(world, 0)
      expect([...world.rewards]).toEqual([1, 0, 1, 1, 1, 1])
    }
  })

  it('pays beside others', () => {
    const world = taskWorld([
      { goal: 0.5, for: [0] },
      { goal: 0.25, reward: 'team' },
      { goal: 0.125, for: [0, 1] },
    ])
    payTasks(world, 0)
    expect([...world.rewards]).toEqual([0.875, 0.375, 0.25, 0.25, 0.25, 0.25])
    expect([...world.state.progress]).toEqual([0.5, 0.25, 0.25, 0.125, 0.125])
  })
})

describe('reward', () => {
  it.each([64, 100])('of living on for a horizon of %i ticks is that of the world without tasks', (horizon) => {
    const given = { ...OPTIONS, npcs: 0, horizon, stacking: true }
    const [plain, tasked] = [null, [{ goal: { predicate: 'TickGE' } }]].map((tasks) =>
      survivalBatch({ ...given, tasks }),
    )
    let deaths = 0
    for (let t = 0; t < horizon; t++) {
      plain.step()
      tasked.step()
      for (let i = 0; i < plain.agents; i++) expect(tasked.rewards[i]).toBeCloseTo(plain.rewards[i], 7)
      deaths += plain.rewards.filter((reward) => reward === -1).length
    }
    expect(deaths).toBeGreaterThan(0)
  })

  it('is nothing but that of death where the list of tasks is empty', () => {
    const batch = survivalBatch({ ...OPTIONS, tasks: [] })
    batch.step()
    expect([...batch.rewards]).toEqual([0, 0, 0, 0, 0, 0])
  })
})

/** Goals of a few predicates that differ between agents. */
const leaf = fc.oneof(
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.record({ predicate: fc.constant('HoardGold'), amount: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ predicate: fc.constant('ProgressTowardCenter'), subject: fc.constantFrom('me', 'my_team', 'all_foes') }),
  fc.record({ predicate: fc.constant('AllMembersWithinRange'), distance: fc.nat(9), subject: fc.constant('everyone') }),
)
const { goal } = fc.letrec<{ goal: Goal }>((tie) => ({
  goal: fc.oneof(
    { maxDepth: 4 },
    leaf as fc.Arbitrary<Goal>,
    fc.record({
      op: fc.constantFrom('and', 'or', 'add', 'mul'),
      of: fc.array(tie('goal'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not'), of: fc.tuple(tie('goal')) }),
    fc.record({ op: fc.constant('sub'), of: fc.tuple(tie('goal'), tie('goal')) }),
  ) as fc.Arbitrary<Goal>,
}))
const rich = ({ state }: SurvivalWorld): void => {
  for (let agent = 0; agent < 6; agent++) state.gold[agent] = 3 * agent
}

describe('whatever the goal', () => {
  it('progress stays within 0 and 1', () => {
    fc.assert(
      fc.property(goal, (goal) => {
        for (const share of agentProgress(goal, rich)) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('"and" and "or" are duals', () => {
    fc.assert(
      fc.property(goal, goal, (p, q) => {
        const not = (goal: Goal): Goal => ({ op: 'not', of: [goal] })
        const one = agentProgress(not({ op: 'and', of: [p, q] }), rich)
        expect(agentProgress({ op: 'or', of: [not(p), not(q)] }, rich)).toEqual(one)
        const other = agentProgress(not({ op: 'or', of: [p, q] }), rich)
        expect(agentProgress({ op: 'and', of: [not(p), not(q)] }, rich)).toEqual(other)
      }),
      { numRuns: 40 },
    )
  })

  it('operands may change places, but for those of a difference', () => {
    fc.assert(
      fc.property(goal, goal, fc.constantFrom('and', 'or', 'add', 'mul'), (p, q, op) => {
        expect(agentProgress({ op, of: [q, p] }, rich)).toEqual(agentProgress({ op, of: [p, q] }, rich))
      }),
      { numRuns: 40 },
    )
  })
})

describe('what means nothing is refused with the path to it', () => {
  const gold = { predicate: 'HoardGold', amount: 5 }
  it.each([
    [
      'a task without a goal',
      [{}],
      'tasks[0].goal: Got undefined, expected a number, { op, of } or { predicate, ... }.',
    ],
    [
      'a predicate',
      [{ goal: gold }, { goal: { op: 'and', of: [{ predicate: 'TickGe' }] } }],
      /^tasks\[1\]\.goal\.of\[0\]\.predicate: Got "TickGe", expected one of: TickGE, StayAlive, /,
    ],
    [
      'an operator',
      [{ goal: { op: 'nor', of: [1] } }],
      'tasks[0].goal.op: Got "nor", expected one of: and, or, not, add, sub, mul.',
    ],
    [
      'operands',
      [{ goal: { op: 'sub', of: [1, { op: 'not', of: [1, 2] }] } }],
      'tasks[0].goal.of[1].of: Got [1,2], expected a list of goals, one for not',
    ],
    [
      'a missing argument',
      [{ goal: { predicate: 'HoardGold' } }],
      'tasks[0].goal.amount: Got undefined, expected an integer in [1, 2^30].',
    ],
    [
      'an argument out of range',
      [{ goal: { predicate: 'OwnItem', item: 'hat', level: 11, quantity: 1 } }],
      'tasks[0].goal.level: Got 11, expected an integer in [1, 10].',
    ],
    [
      'a name',
      [{ goal: { predicate: 'CanSeeTile', material: 'lava' } }],
      /^tasks\[0\]\.goal\.material: Got "lava", expected one of: void, water, grass, /,
    ],
    [
      'an unknown argument',
      [{ goal: { ...gold, gold: 1 } }],
      'tasks[0].goal: Got "gold", expected keys among: predicate, subject, amount.',
    ],
    [
      'a key of a task',
      [{ goal: gold, times: 2 }],
      'tasks[0]: Got "times", expected keys among: name, goal, reward, for, multiplier, pays, hold.',
    ],
    [
      'a subject',
      [{ goal: { ...gold, subject: 'enemies' } }],
      /^tasks\[0\]\.goal\.subject: Got "enemies", expected an agent or a list of agents in \[0, 5\], or one of: me, my_team, /,
    ],
    [
      'a target that must be given',
      [{ goal: { predicate: 'CanSeeGroup' } }],
      /^tasks\[0\]\.goal\.target: Got undefined, expected an agent/,
    ],
    [
      'an agent that there is not',
      [{ goal: { predicate: 'CanSeeAgent', target: 6 } }],
      /^tasks\[0\]\.goal\.target: Got 6, /,
    ],
    [
      'a team that there is not',
      [{ goal: gold, reward: 'team', for: [2] }],
      'tasks[0].for: Got [2], expected a list of teams in [0, 1].',
    ],
    [
      'agents named twice',
      [{ goal: gold, for: [1, 1] }],
      'tasks[0].for: Got [1,1], expected a list of different agents in [0, 5].',
    ],
    ['a way to pay', [{ goal: gold, pays: 'often' }], 'tasks[0].pays: Got "often", expected one of: once, ongoing.'],
    [
      'a hold of what is ongoing',
      [{ goal: gold, pays: 'ongoing', hold: 3 }],
      /^tasks\[0\]\.hold: Got 3, expected no hold/,
    ],
    ['a multiplier', [{ goal: gold, multiplier: 'much' }], 'tasks[0].multiplier: Got "much", expected a number.'],
    [
      'a prize in the void',
      [{ goal: { predicate: 'SeizeTile', x: 8, y: 17, ticks: 3 } }],
      'tasks[0].goal, SeizeTile: Got [8,17], expected a cell with x and y in [9, 25].',
    ],
  ] as const)('%s', (_, tasks, message) => {
    expect(() => make('neuralmmo', { ...OPTIONS, tasks: tasks as never, view: 'symbolic' })).toThrow(message)
  })

  it('foes where there is one team', () => {
    const tasks = [{ goal: { predicate: 'AllDead', subject: 'all_foes' } }]
    const options = { ...OPTIONS, teams: 1, tasks: tasks as never, view: 'symbolic' }
    expect(() => make('neuralmmo', options)).toThrow(
      'tasks[0].goal: Got "all_foes", expected somebody to be meant by it',
    )
  })
})

describe('what happens in a world counts', () => {
  const TWO = {
    preset: 'small', players: 2, npcs: 0, center: 8, border: 9, systems: ['combat', 'progression', 'items', 'equipment'], view: null,
  } // prettier-ignore
  /** Agent 0 strikes agent 1, who stands beside it, with a whetstone of level 2. Rewards of agent 0. */
  function blow(goals: readonly Goal[], style: number, health: number): number {
    const batch = survivalBatch({ ...TWO, tasks: goals.map((goal, i) => ({ goal, multiplier: 1 << (2 * i) })) })
    const world = worldOf(batch)
    const { state } = world
    at([0, 12, 12], [1, 13, 12])(world)
    owns([0, 0, WHETSTONE, 2, 1, 1])(world)
    state.attack[0] = 25
    state.age.fill(100)
    state.health[1] = health
    state.level[SKILLS.length] = 3
    see(world, 0)
    batch.actions.fill(0)
    batch.actions[world.tables.heads.at.style] = style + 1
    batch.actions[world.tables.heads.at.target] = 1
    batch.step()
    return batch.rewards[0]
  }

  it('hits in the style that they were struck in', () => {
    const goals = ['melee', 'range', 'mage'].map((style) => ({ predicate: 'ScoreHit', style, count: 1 }))
    expect([0, 1, 2].map((style) => blow(goals, style, 100))).toEqual([1, 4, 16])
  })

  it('ammunition by kind and level', () => {
    const goals = [
      { predicate: 'FireAmmo', item: 'whetstone', level: 2, quantity: 1 },
      { predicate: 'FireAmmo', item: 'whetstone', level: 3, quantity: 1 },
      { predicate: 'FireAmmo', item: 'arrow', quantity: 1 },
    ]
    expect([0, 1].map((style) => blow(goals, style, 100))).toEqual([1, 0])
  })

  /** Two agents who see each other and have a potion of level 1 each act by tick; rewards by tick. */
  function deeds(goal: Goal, acts: readonly Partial<Record<Head, number>>[][], scene: Scene = () => {}): number[][] {
    const systems = ['items', 'exchange', 'professions', 'progression']
    const batch = survivalBatch({ ...TWO, systems, tasks: [{ goal }] })
    const world = worldOf(batch)
    both(at([0, 12, 12], [1, 13, 12]), owns([0, 0, POTION, 1, 1, 0], [1, 0, POTION, 1, 1, 0]), scene)(world)
    see(world, 0)
    const { heads } = world.tables
    return acts.map((all) => {
      batch.actions.fill(0)
      for (const [agent, act] of all.entries()) {
        for (const [head, choice] of Object.entries(act)) {
          batch.actions[agent * heads.sizes.length + heads.at[head as Head]] = choice
        }
      }
      batch.step()
      return [...batch.rewards]
    })
  }
  const potion = { item: 'potion', quantity: 1 }

  it('what is consumed', () => {
    expect(deeds({ predicate: 'ConsumeItem', ...potion }, [[{ use: 1 }]])).toEqual([[1, 0]])
    expect(deeds({ predicate: 'ConsumeItem', ...potion, level: 2 }, [[{ use: 1 }]])).toEqual([[0, 0]])
    expect(deeds({ predicate: 'ConsumeItem', ...potion, item: 'ration' }, [[{ use: 1 }]])).toEqual([[0, 0]])
  })

  it('what is given, and to whom', () => {
    const give = [[{ give: 1, giveTo: 1 }]]
    expect(deeds({ predicate: 'GiveItem', ...potion }, give)).toEqual([[1, 0]])
    expect(deeds({ predicate: 'GiveItem', ...potion, target: 'all_foes' }, give)).toEqual([[1, 0]])
    expect(deeds({ predicate: 'GiveItem', ...potion, target: 'my_team' }, give)).toEqual([[0, 0]])
    expect(deeds({ predicate: 'GiveGold', amount: 1, target: 1 }, [[{ pay: 1, payTo: 1 }]])).toEqual([[1, 0]])
  })

  it('what is offered and what is bought', () => {
    const trade = [[{ sell: 1, price: 1 }], [{}, { buy: 1 }]]
    expect(deeds({ predicate: 'ListItem', ...potion }, trade)).toEqual([
      [1, 0],
      [0, 0],
    ])
    expect(deeds({ predicate: 'BuyItem', ...potion }, trade)).toEqual([
      [0, 0],
      [0, 1],
    ])
    expect(deeds({ predicate: 'EarnGold', amount: 1 }, trade)[1]).toEqual([1, 0])
    expect(deeds({ predicate: 'SpendGold', amount: 1 }, trade)[1]).toEqual([0, 1])
  })

  it('what is harvested', () => {
    const herb: Scene = (world) => {
      world.state.terrain[12 * world.tables.ground.size + 12] = HERB
      layWays(world, 0)
    }
    expect(deeds({ predicate: 'HarvestItem', ...potion }, [[]], herb)).toEqual([[1, 0]])
    expect(deeds({ predicate: 'HarvestItem', ...potion, level: 2 }, [[]], herb)).toEqual([[0, 0]])
  })

  it('kills by the level of who was killed', () => {
    const goals = [3, 4].map((level) => ({ predicate: 'DefeatEntity', kind: 'player', level, count: 1 }))
    expect([blow(goals, 0, 1), blow(goals, 0, 100)]).toEqual([1, 0])
  })
})

it('a step with tasks allocates nothing', () => {
  const of: Goal[] = [
    { predicate: 'TickGE' },
    { predicate: 'CanSeeGroup', target: 'all_foes' },
    { predicate: 'CanSeeTile', material: 'crystal' },
    { predicate: 'AllMembersWithinRange', distance: 3, subject: 'my_team' },
    { predicate: 'CheckAgentStatus', target: 'left_team', status: 'dead' },
    { predicate: 'OwnItem', item: 'ration', quantity: 3 },
    { predicate: 'SeizeCenter', ticks: 30 },
    { predicate: 'CountEvent', event: 'eat', count: 7 },
  ]
  const tasks: Task[] = [
    { goal: { op: 'mul', of: [0.3, { op: 'add', of }] } },
    { goal: { op: 'or', of }, reward: 'team', hold: 3 },
  ]
  const options = { ...OPTIONS, players: 16, tasks, view: undefined }
  allocatesNothing({ spec: survival as unknown as EnvSpec, options, view: 'symbolic' })
})

describe('the state of tasks', () => {
  const tasks: Task[] = [
    { goal: { predicate: 'ProgressTowardCenter' } },
    { goal: { predicate: 'SeizeCenter', ticks: 5 }, reward: 'team' },
    { goal: { predicate: 'CountEvent', event: 'go_farthest', count: 8 }, hold: 3 },
    { goal: { predicate: 'ScoreHit', style: 'mage', count: 3 } },
  ]

  it('comes back from JSON, and goes on as it would have', () => {
    const [one, other] = [1, 2].map((seed) => survivalBatch({ ...OPTIONS, seed, tasks, view: null }))
    for (let t = 0; t < 12; t++) {
      one.actions.fill(0)
      for (let i = 0; i < one.agents; i++) one.actions[i * one.world.heads.length] = 1 + ((t + i) % 4)
      one.step()
    }
    const json = JSON.parse(JSON.stringify(one.spec.toJSON(one.world, 0))) as unknown
    other.spec.fromJSON(other.world, 0, json)
    other.world.key.set(one.world.key)
    const [ours, theirs] = [worldOf(one).state, worldOf(other).state]
    for (const name of ['progress', 'held', 'finished', 'tally', 'seizer', 'seizedAt', 'team'] as const) {
      expect([...theirs[name]]).toEqual([...ours[name]])
    }
    expect(ours.progress.some((share) => share > 0 && share < 1)).toBe(true)
    one.step()
    other.actions.set(one.actions)
    other.step()
    expect([...other.rewards]).toEqual([...one.rewards])
  })

  it('is refused where it is malformed, before anything is written', () => {
    const batch = survivalBatch({ ...OPTIONS, tasks })
    const before = batch.hash()
    const json = batch.spec.toJSON(batch.world, 0) as { tasks: TasksJSON }
    const refused = (change: (tasks: TasksJSON) => void, message: string): void => {
      const other = structuredClone(json)
      change(other.tasks)
      expect(() => batch.spec.fromJSON(batch.world, 0, other)).toThrow(message)
    }
    refused(
      (t) => (t.accounts[0][2].progress = 1.5),
      'tasks.accounts[0][2].progress: Got 1.5, expected a number in [0, 1].',
    )
    refused((t) => (t.accounts[1][1].subject = 0), 'tasks.accounts[1][1]: Got {"subject":0,')
    refused((t) => t.accounts.pop(), 'tasks.accounts: Got ')
    refused((t) => (t.tallies[5][0] = -1), 'tasks.tallies[5][0]: Got -1, expected an integer in [0, 2147483647].')
    refused((t) => (t.prizes[0].x = 3), 'expected the prize at x 17, y 17.')
    refused((t) => (t.winner = 2), 'tasks.winner: Got 2, expected an integer in [0, 1].')
    expect(batch.hash()).toBe(before)
  })
})
