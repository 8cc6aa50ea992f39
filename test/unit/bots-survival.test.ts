/** Scripted players of the survival world do as they say, and know no more than they may. */
import { describe, expect, it } from 'vitest'
import { botsFor } from '../../agents/bots/index.ts'
import { PROFESSIONS } from '../../agents/bots/survival-gather.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { makeBatch } from '../../envs/registry.ts'
import { layWays } from '../../envs/neuralmmo/engine/ways.ts'
import { PLACES } from '../../envs/neuralmmo/survival/items.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { metricOf, play, policiesOf, roundOf, times } from './bots-play.ts'
import { inverse, orderOf, permute, survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { lay, own, put, scene, type Scene } from './neuralmmo-scene.ts'

const NAMES = botsFor('neuralmmo').filter(({ envs }) => envs !== 'any').map(({ name }) => name) // prettier-ignore
type Edit = (json: SurvivalJSON) => void
const set = (json: SurvivalJSON, agent: number, values: Record<string, unknown>) =>
  Object.assign(json.agents[agent], values)
/** Puts the others out of sight of agent 0. */
const alone: Edit = (json) => {
  set(json, 1, { x: 25, y: 25 })
  set(json, 2, { x: 25, y: 9 })
}
const field = (edit: Edit, options = {}): Scene => scene('symbolic', edit, options)

/** Lets a bot move agent 0, others of `also` those after it, and nobody the rest. */
function run({ batch }: Scene, bot: string, steps: number, also: readonly string[] = []): void {
  const names = [bot, ...also]
  const policies = policiesOf('neuralmmo', names)
  for (const policy of policies.values()) policy.reset()
  for (let step = 0; step < steps; step++) {
    batch.actions.fill(0)
    for (const [agent, name] of names.entries()) void policies.get(name)!.act(batch, [agent])
    batch.step()
  }
}
const at = ({ world }: Scene, body = 0): [number, number] => [world.state.x[body], world.state.y[body]]
const apart = (all: Scene, a: number, b: number): number =>
  Math.max(Math.abs(at(all, a)[0] - at(all, b)[0]), Math.abs(at(all, a)[1] - at(all, b)[1]))
/** What agent 0 chose in a head. */
const chosen = ({ world }: Scene, head: keyof SurvivalWorld['tables']['heads']['at']): number =>
  world.actions[world.tables.heads.at[head]]

describe('a forager', () => {
  const PEACE = { systems: ['resources'] }

  it('walks to the nearest foliage round what is in the way, and eats', () => {
    const all = field((json) => {
      alone(json)
      set(json, 0, { food: 40, water: 100 })
      for (const y of [11, 12, 13]) lay(json, 13, y, '#')
      lay(json, 14, 12, '%')
    }, PEACE)
    run(all, 'forager:thirsty=50', 7)
    expect([at(all), all.world.state.food[0]]).toEqual([[14, 12], 100])
    expect(metricOf(all.batch, 'eat')).toBe(1)
  })

  it('goes for what it would miss first', () => {
    const choices = [
      { food: 20, water: 60 },
      { food: 60, water: 20 },
    ].map((needs) => {
      const all = field((json) => {
        alone(json)
        set(json, 0, needs)
        lay(json, 9, 12, '%')
        lay(json, 15, 12, '~')
      }, PEACE)
      run(all, 'forager:hungry=100', 2)
      return at(all)[0]
    })
    expect(choices).toEqual([10, 14])
  })

  it('stays beside water while it is sated', () => {
    const all = field((json) => {
      alone(json)
      lay(json, 12, 15, '~')
    }, PEACE)
    run(all, 'forager:hungry=0', 10)
    expect(at(all)).toEqual([12, 14])
    expect(all.world.state.water[0]).toBe(100)
  })

  it('leaves the shore to look for food that is not in sight', () => {
    const all = field((json) => {
      alone(json)
      set(json, 0, { x: 9, y: 17, food: 50 })
      lay(json, 9, 18, '~')
    }, PEACE)
    run(all, 'forager', 9)
    expect(Math.max(Math.abs(at(all)[0] - 9), Math.abs(at(all)[1] - 17))).toBeGreaterThan(4)
  })

  it('lives where others die who act at random', () => {
    const options = { slots: 2, view: null, seed: 3, preset: 'small', systems: ['resources'], horizon: 128 }
    const [scripted, random] = ['forager', 'random'].map((name) => {
      const env = makeBatch('neuralmmo', options)
      play(env, times(env.agents, name), 100)
      return metricOf(env, 'lifetime') / 2
    })
    expect(scripted).toBeGreaterThan(90)
    expect(random).toBeLessThan(70)
  })

  it('runs from a fierce NPC, unless it is told not to', () => {
    const [away, near] = ['forager', 'forager:flees=false'].map((bot) => {
      const all = field((json) => {
        alone(json)
        put(json, 0, { x: 16, y: 12, temper: 'aggressive' })
      })
      run(all, bot, 4)
      return at(all)[0]
    })
    expect(away).toBeLessThan(12)
    expect(near).toBeGreaterThanOrEqual(12)
  })
})

/** Nobody is hungry, and nobody so young that it cannot be struck. */
const grown: Edit = (json) => {
  for (const agent of json.agents) Object.assign(agent, { age: 50, food: 100, water: 100 })
}

describe('a fighter', () => {
  it.each(['melee', 'range', 'mage'])('strikes who is in reach in its style: %s', (style) => {
    const all = field(grown)
    run(all, `fighter:style=${style}`, 1)
    expect(all.world.state.health[1]).toBeLessThan(100)
    expect([chosen(all, 'style'), chosen(all, 'target')]).toEqual([['melee', 'range', 'mage'].indexOf(style) + 1, 1])
  })

  it('fights best in the style in which it is strongest', () => {
    const all = field((json) => {
      grown(json)
      own(json, 0, 0, { item: 'wand', worn: true })
    })
    run(all, 'fighter', 1)
    expect(chosen(all, 'style')).toBe(3)
  })

  it('strikes the nearest where nobody can be singled out', () => {
    const all = field(grown, { targets: 0 })
    run(all, 'fighter:style=range', 1)
    expect(chosen(all, 'style')).toBe(2)
    expect(all.world.state.health[1]).toBeLessThan(100)
  })

  it('follows its prey, and leaves alone who is too strong for it or not meant', () => {
    const world = (level: number): Scene =>
      field((json) => {
        grown(json)
        alone(json)
        put(json, 0, { x: 18, y: 12, temper: 'passive', level })
      })
    const struck = (all: Scene, bot: string): boolean => {
      run(all, bot, 8)
      return all.world.state.health[3] < 100
    }
    expect(struck(world(1), 'fighter')).toBe(true)
    expect(struck(world(3), 'fighter')).toBe(false)
    expect(struck(world(3), 'fighter:daring=2')).toBe(true)
    expect(struck(world(1), 'fighter:prey=agents')).toBe(false)
  })

  it('strikes back at who struck it, however strong, and runs', () => {
    const all = field((json) => {
      grown(json)
      set(json, 2, { x: 25, y: 9 })
      set(json, 1, { skills: { ...json.agents[1].skills, melee: { exp: 217, level: 3 } } })
    })
    const { actions, tables } = all.world
    const heads = tables.heads.sizes.length
    const bots = policiesOf('neuralmmo', ['fighter:daring=-5'])
    for (let step = 0; step < 2; step++) {
      actions.fill(0)
      for (const bot of bots.values()) void bot.act(all.batch, [0])
      actions[heads + tables.heads.at.style] = actions[heads + tables.heads.at.target] = 1
      all.batch.step()
    }
    expect(all.world.state.health[1]).toBeLessThan(100)
    expect(apart(all, 0, 1)).toBeGreaterThan(1)
  })
})

describe('a gatherer', () => {
  const TRADES = { fisher: 'F', herbalist: 'H', prospector: 'O', carver: 'T', alchemist: 'C' }

  it.each(Object.entries(TRADES))('goes where its trade is followed: %s', (profession, glyph) => {
    const all = field((json) => {
      grown(json)
      alone(json)
      for (const [i, other] of Object.values(TRADES).entries()) if (other !== glyph) lay(json, 10 + i, 14, other)
      lay(json, 16, 15, glyph)
    })
    run(all, `gatherer:profession=${profession}`, 8)
    const skill = { fisher: 3, herbalist: 4, prospector: 5, carver: 6, alchemist: 7 }[profession]!
    expect(all.world.state.exp[skill]).toBeGreaterThan(0)
  })

  it.each(Object.entries(PROFESSIONS))('takes its tool in hand: %s', (profession, { tool }) => {
    const all = field((json) => {
      grown(json)
      own(json, 0, 0, { item: 'rod' })
      for (const [i, item] of ['gloves', 'pickaxe', 'axe', 'chisel'].entries()) own(json, 0, i + 1, { item })
    })
    run(all, `gatherer:profession=${profession}`, 1)
    const { item, itemWorn } = all.world.state
    expect([...item.subarray(0, PLACES)].filter((_, place) => itemWorn[place] === 1)).toEqual([tool])
  })
})

describe('a trader', () => {
  it('offers what it has no use for at its price a level, and keeps its tool and stock', () => {
    const all = field((json) => {
      grown(json)
      own(json, 0, 0, { item: 'pickaxe' })
      own(json, 0, 1, { item: 'ration' })
      own(json, 0, 2, { item: 'bow', level: 3 })
    })
    run(all, 'trader:price=4', 2)
    expect([...all.world.state.price.subarray(0, 3)]).toEqual([0, 0, 12])
    expect(all.world.state.itemWorn[0]).toBe(1)
  })

  it('buys what betters it of another, and pays', () => {
    const all = field((json) => {
      grown(json)
      set(json, 0, { gold: 20 })
      own(json, 1, 0, { item: 'pickaxe', price: 7, listed: 0 })
      own(json, 1, 1, { item: 'bow', price: 1, listed: 0 })
    })
    run(all, 'trader', 1)
    expect(metricOf(all.batch, 'buy_item')).toBe(1)
    expect(all.world.state.gold[0]).toBe(13)
    expect(all.world.state.item[0]).toBe(PROFESSIONS.prospector.tool)
  })
})

describe('a thief', () => {
  const rich: Edit = (json) => {
    grown(json)
    set(json, 1, { health: 20, food: 40, gold: 9, x: 16 })
    set(json, 2, { x: 25, y: 9 })
    own(json, 1, 0, { item: 'hat' })
  }

  it('follows the weak, kills them and has what they had', () => {
    const all = field(rich)
    run(all, 'thief', 12)
    expect(metricOf(all.batch, 'kill')).toBe(1)
    expect(metricOf(all.batch, 'loot_gold')).toBe(9)
    expect(metricOf(all.batch, 'loot_item')).toBe(1)
  })

  it('strikes only those whose health is low enough', () => {
    const all = field(rich)
    run(all, 'thief:below=10', 6)
    expect(metricOf(all.batch, 'hit')).toBe(0)
    expect(apart(all, 0, 1)).toBeLessThanOrEqual(3)
  })
})

describe('a giver', () => {
  const world = (health: number): Scene =>
    field((json) => {
      grown(json)
      set(json, 2, { health })
      own(json, 0, 0, { item: 'hat' })
      own(json, 0, 1, { item: 'potion' })
    })

  it('gives a potion to the agent in sight that is in need, and nothing to those who are not', () => {
    const given = [40, 90].map((health) => {
      const all = world(health)
      run(all, 'giver', 1)
      return [metricOf(all.batch, 'give_item'), all.world.state.item[2 * PLACES]]
    })
    expect(given).toEqual([
      [1, 17],
      [0, 0],
    ])
  })
})

describe('a mirror', () => {
  /** Agent 1 does something to agent 0 in the first step, and nothing after it. */
  function after(all: Scene, deed: Partial<Record<string, number>>, bot: string, steps: number): void {
    const { actions, tables } = all.world
    const heads = tables.heads.sizes.length
    const [policy] = policiesOf('neuralmmo', [bot]).values()
    for (let step = 0; step < steps; step++) {
      actions.fill(0)
      void policy.act(all.batch, [0])
      const acts = step === 1 ? Object.entries(deed) : []
      for (const [head, choice] of acts) actions[heads + tables.heads.at[head as 'move']] = choice!
      all.batch.step()
    }
  }
  const pair = (): Scene =>
    field((json) => {
      grown(json)
      set(json, 2, { x: 25, y: 9 })
      set(json, 1, { gold: 5 })
      own(json, 0, 0, { item: 'hat' })
      own(json, 1, 0, { item: 'potion' })
    })

  it('harms nobody and gives nothing of itself', () => {
    const all = pair()
    after(all, {}, 'mirror', 8)
    expect(metricOf(all.batch, 'hit') + metricOf(all.batch, 'give_item') + metricOf(all.batch, 'give_gold')).toBe(0)
  })

  it('strikes who struck it, as long as it remembers', () => {
    const hits = ['mirror:memory=1', 'mirror:memory=4'].map((bot) => {
      const all = pair()
      after(all, { style: 1, target: 1 }, bot, 12)
      return metricOf(all.batch, 'hit') - 1
    })
    expect(hits[0]).toBeGreaterThan(0)
    expect(hits[1]).toBeGreaterThan(hits[0])
  })

  it.each([
    ['an item', { give: 1, giveTo: 1 }, 'give_item'],
    ['gold', { pay: 3, payTo: 1 }, 'give_gold'],
  ])('gives something to who gave it %s', (_, deed, metric) => {
    const all = pair()
    after(all, deed, 'mirror', 6)
    expect(metricOf(all.batch, metric)).toBeGreaterThan(0)
    expect(metricOf(all.batch, 'give_item')).toBe(metric === 'give_item' ? 2 : 1)
  })

  it('owes nobody for what it gathered', () => {
    const all = pair()
    all.world.state.terrain[12 * all.world.tables.ground.size + 12] = 13
    layWays(all.world, 0)
    after(all, {}, 'mirror', 6)
    expect(metricOf(all.batch, 'harvest')).toBeGreaterThan(0)
    expect(metricOf(all.batch, 'give_item')).toBe(0)
  })
})

describe.each(NAMES)('%s', (name) => {
  const crowded = (seed: number) =>
    survivalBatch({ preset: 'small', players: 24, npcs: 12, center: 16, border: 9, horizon: 200, respawn: 3, seed })

  it('acts legally in all heads, the same for one seed, and begins every episode anew', () => {
    const env = makeBatch('neuralmmo', { slots: 2, view: null, seed: 5, preset: 'small', horizon: 40 })
    const rows = Array.from({ length: 2 * env.agents }, (_, row) => row)
    const [policy, late] = [name, name].map((text) => [...policiesOf('neuralmmo', [text], 3).values()][0])
    for (let step = 0; step < 80; step++) {
      if (step === 40) policy.reset([0, 1])
      void policy.act(env, rows)
      const acted = env.actions.join()
      if (step >= 40) void late.act(env, rows)
      expect(env.actions.join() === acted).toBe(true)
      expect(rows.filter((row) => !isLegal(env, row))).toEqual([])
      env.step()
    }
  })

  it('does the same in whatever row it is', () => {
    const order = orderOf(24, 7)
    const [plain, moved] = [crowded(2), crowded(2)]
    permute(moved, order)
    const rounds = [plain, moved].map((env) => roundOf(env, times(env.agents, name)))
    for (let step = 0; step < 30; step++) for (const round of rounds) round()
    permute(moved, inverse(order))
    expect(moved.toJSON(0)).toEqual(plain.toJSON(0))
  })

  it('does not know what others own and want, nor the land beyond its sight', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const env = crowded(seed)
      play(env, times(env.agents, name), 15)
      const act = (): string => {
        env.actions.fill(0)
        void [...policiesOf('neuralmmo', [name]).values()][0].act(env, [0])
        return [...env.actions.subarray(0, env.world.heads.length)].join()
      }
      const before = act()
      confuse(worldOf(env))
      expect(act()).toBe(before)
    }
  })
})

/** Whether the mask allows what a living agent chose in every head. */
function isLegal({ world, mask, actions, live }: BatchEnv, row: number): boolean {
  const { sizes, width } = (world as unknown as SurvivalWorld).tables.heads
  let head = row * width
  return sizes.every((size, h) => {
    const legal = live[row] === 0 || mask[head + actions[row * sizes.length + h]] === 1
    head += size
    return legal
  })
}

/** Changes what agent 0 cannot know of others and of land that it does not see. */
function confuse({ state, tables }: SurvivalWorld): void {
  const { players, ground } = tables
  for (let p = 1; p < players; p++) {
    state.food[p] = 100 - state.food[p]
    state.water[p] = 100 - state.water[p]
    state.gold[p] += 7
    for (let i = p * PLACES; i < (p + 1) * PLACES; i++) if (state.price[i] === 0) state.item[i] = 5
  }
  for (let cell = 0; cell < ground.cells; cell++) {
    const dx = Math.abs((cell % ground.size) - state.x[0])
    const dy = Math.abs(Math.floor(cell / ground.size) - state.y[0])
    if (Math.max(dx, dy) > 8) state.terrain[cell] = 4
  }
}
