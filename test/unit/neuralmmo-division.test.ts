/** Rations of a day divided at once in the survival world: by what the quartermaster keeps, or how it weighs all. */
import { describe, expect, it } from 'vitest'
import { ACT_BEAM, ACT_GIVE, ACT_STAY, COMMON_ACTS, COMMON_MASK_SIZE, MESSAGES } from '../../envs/core/common.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { NeedsConfig } from '../../envs/neuralmmo/survival/needs/config.ts'
import type { Head } from '../../envs/neuralmmo/survival/state.ts'
import { survivalBatch } from './neuralmmo-permute.ts'
import { own, scene, type Scene } from './neuralmmo-scene.ts'

const DAY = 4
const RATIONS = 5

interface Shape {
  needs?: NeedsConfig
  away?: readonly number[]
  edit?: (json: SurvivalJSON) => void
}

/** Agents 0, the quartermaster, and 1, and three strangers, of whom `away` are not there. */
function depot(choice: NeedsConfig['choice'], { needs, away = [], edit }: Shape = {}): Scene {
  const change = (json: SurvivalJSON) => {
    for (const [i, stranger] of json.needs!.strangers.entries())
      Object.assign(stranger, { position: away.includes(i) ? null : [12 + 2 * i, 14] })
    for (const [w, watcher] of json.needs!.watchers.entries()) watcher.position = [20 + w, 20]
    edit?.(json)
  }
  return scene('symbolic', change, {
    players: 2,
    npcs: 0,
    systems: ['items'],
    tasks: [],
    needs: {
      choice,
      price: 0.25,
      strangers: { count: 3, start: 2, decay: 0, capacity: 10, snack: 0 },
      quartermaster: { rations: RATIONS, day: DAY, window: 0 },
      auditor: { open: false, fields: 0 },
      bird: { open: false },
      ...needs,
    },
  })
}

/** The quartermaster, or another agent, chooses; returns what that pays them. */
function step({ batch, world }: Scene, choices: Partial<Record<Head, number>> = {}, agent = 0): number[] {
  const { at, sizes } = world.tables.heads
  batch.actions.fill(0)
  for (const [head, choice] of Object.entries(choices)) batch.actions[agent * sizes.length + at[head as Head]] = choice
  batch.step()
  return [...batch.rewards]
}

const served = ({ world }: Scene) => [...world.state.served]
const keeping = (tenths: number): Partial<Record<Head, number>> => ({ keep: 1 + tenths })
const weighing = (...weights: number[]): Partial<Record<Head, number>> =>
  Object.fromEntries(weights.map((weight, i) => [`weight_${i}`, weight]))
/** Two of the rations, for sale. */
const offered = (inventory: SurvivalJSON['agents'][number]['inventory']) =>
  inventory.slice(1, 3).map((place) => ({ ...place!, price: 1, listed: 0 }))
/** Whether a choice of the quartermaster means something. */
const may = ({ world }: Scene, head: Head, choice: number) => {
  const { heads } = world.tables
  return world.mask[heads.maskAt[head] + choice] === 1
}
const metric = ({ world }: Scene, name: string) => world.metrics[survival.metrics.indexOf(name)]

describe('on a menu', () => {
  it('the quartermaster keeps so many tenths, and the rest is handed out as evenly as it goes', () => {
    const after = (tenths: number) => {
      const all = depot('menu')
      const [paid] = step(all, keeping(tenths))
      return [...served(all), paid, metric(all, 'give_item')]
    }
    expect(after(10)).toEqual([0, 0, 0, 0, 0])
    expect(after(8)).toEqual([1, 0, 0, 1, 1])
    expect(after(2)).toEqual([2, 1, 1, 4, 4])
    expect(after(0)).toEqual([2, 2, 1, 5, 5])
  })

  it('who gets one more goes round from day to day', () => {
    const all = depot('menu')
    const days = [0, 1, 2].map(() => {
      step(all, keeping(6))
      for (let tick = 1; tick < DAY; tick++) step(all)
      return served(all)
    })
    expect(days).toEqual([[1, 1, 0], [2, 1, 1], [2, 2, 2]]) // prettier-ignore
  })

  it('once a day, in any tick of it, and not in the days of the helper', () => {
    const all = depot('menu', { needs: { quartermaster: { rations: RATIONS, day: DAY, window: 1 } } })
    const before = served(all).reduce((a, b) => a + b)
    const given = (choices: Partial<Record<Head, number>>) => {
      const was = may(all, 'keep', 1)
      step(all, choices)
      return [was, metric(all, 'rations_given')]
    }
    for (let tick = 0; tick < DAY; tick++) expect(given(keeping(0))).toEqual([false, 0])
    expect(served(all).reduce((a, b) => a + b)).toBe(before + DAY)
    const day = [{}, keeping(6), keeping(0), {}].map(given)
    expect(day).toEqual([[true, 0], [true, 2], [false, 2], [false, 2]]) // prettier-ignore
    expect(given(keeping(0))).toEqual([true, 7])
  })

  it('what is kept is held: to eat, or until the day ends, and pays as ever', () => {
    const all = depot('menu', { edit: ({ agents }) => Object.assign(agents[0], { food: 10 }) })
    step(all, keeping(6))
    expect(step(all, { use: 5 })[0]).toBe(0.25)
    expect(all.world.state.food[0]).toBe(65)
    step(all)
    expect(step(all)[0]).toBe(0.5)
    expect([metric(all, 'rations_kept'), metric(all, 'rations_given'), metric(all, 'self_share')]).toEqual([3, 2, 0.6])
  })

  it('what is on offer is not divided', () => {
    const all = depot('menu', {
      edit: ({ agents }) => agents[0].inventory.splice(1, 2, ...offered(agents[0].inventory)),
    })
    step(all, keeping(5))
    expect(served(all)).toEqual([1, 0, 0])
  })

  it('nothing goes to those who are not there, and all of what is said is kept where nobody is', () => {
    const some = depot('menu', { away: [1] })
    step(some, keeping(0))
    expect(served(some)).toEqual([3, 0, 2])
    const none = depot('menu', { away: [0, 1, 2] })
    step(none, keeping(0))
    expect([served(none), metric(none, 'rations_given')]).toEqual([[0, 0, 0], 0])
  })
})

describe('on a simplex', () => {
  it('rations go by the weights of all, by largest remainder', () => {
    const after = (...weights: number[]) => {
      const all = depot('simplex')
      step(all, weighing(...weights))
      return [...served(all), metric(all, 'rations_given')]
    }
    expect(after(0, 0, 10, 0)).toEqual([0, 5, 0, 5])
    expect(after(10, 10, 10, 10)).toEqual([1, 1, 1, 3])
    expect(after(1, 2, 0, 2)).toEqual([2, 0, 2, 4])
    expect(after(10, 0, 0, 0)).toEqual([0, 0, 0, 0])
  })

  it('no weight at all is not to have divided yet', () => {
    const all = depot('simplex')
    step(all, weighing(0, 0, 0, 0))
    expect(may(all, 'weight_0', 10)).toBe(true)
    step(all, weighing(10, 0, 0, 0))
    expect(may(all, 'weight_0', 10)).toBe(false)
    step(all, weighing(0, 1, 1, 1))
    expect(served(all)).toEqual([0, 0, 0])
  })

  it('those who are not there have no weight', () => {
    const all = depot('simplex', { away: [1] })
    expect([1, 2, 3].map((being) => may(all, `weight_${being}` as Head, 1))).toEqual([true, false, true])
    step(all, weighing(0, 1, 10, 1))
    expect(served(all)).toEqual([3, 0, 2])
  })
})

describe.each(['menu', 'simplex'] as const)('where all is divided at once, by %s', (choice) => {
  const allAway = choice === 'menu' ? keeping(0) : weighing(0, 1, 1, 1)

  it('strangers take nothing from hand to hand, agents do', () => {
    const all = depot(choice)
    const { seen } = all.world.state
    const places = [...seen.subarray(0, all.world.config.targets)]
    const givable = places.filter((body, i) => body > 0 && may(all, 'giveTo', i + 1))
    expect(givable).toEqual([2])
    const stranger = places.findIndex((body) => body > 2 + 2)
    step(all, { give: 1, giveTo: 1 + stranger })
    expect([served(all), metric(all, 'rations_given')]).toEqual([[0, 0, 0], 0])
    step(all, { give: 1, giveTo: 1 + places.indexOf(2) })
    expect(metric(all, 'rations_given')).toBe(1)
  })

  it('nobody else divides, nor who cannot act or has nothing', () => {
    const other = depot(choice, { edit: (json) => own(json, 1, 0, { item: 'ration' }) })
    step(other, allAway, 1)
    const frozen = depot(choice, { edit: ({ agents }) => Object.assign(agents[0], { frozen: 3 }) })
    step(frozen, allAway)
    for (const all of [other, frozen]) expect(served(all)).toEqual([0, 0, 0])
    const poor = depot(choice, { needs: { quartermaster: { rations: 0, day: DAY } } })
    expect([may(poor, choice === 'menu' ? 'keep' : 'weight_0', 1), may(other, 'move', 0)]).toEqual([false, true])
  })

  it('relief pays its giver, to the inert nothing', () => {
    const paid = (inert: boolean) =>
      step(depot(choice, { edit: ({ needs }) => needs!.strangers.forEach((one) => (one.inert = inert)) }), allAway)[0]
    expect([paid(false), paid(true)]).toEqual([5, 0])
  })

  it('the text says that one may, and what the choices are', () => {
    const all = depot(choice)
    const text = () => survival.text(all.world, 0, 0)
    expect(text()).toContain('Once in this day you may')
    expect(text()).toContain(
      choice === 'menu' ? '"11":"10 of 10 parts of your rations"' : '"weight_3":{"0":"nothing","1-10":"weight"}',
    )
    expect(survival.text(all.world, 0, 1)).not.toContain('Once in this day')
    step(all, allAway)
    expect(text()).not.toContain('Once in this day')
  })

  it('who has divided is in the state format, and read back', () => {
    const all = depot(choice)
    step(all, allAway)
    const json = all.batch.toJSON(0) as SurvivalJSON
    expect(json.needs!.divided).toEqual([true, false])
    const other = depot(choice)
    other.batch.fromJSON(0, json)
    expect(other.batch.toJSON(0)).toEqual(json)
    Object.assign(json.needs!, { divided: [true] })
    expect(() => other.batch.fromJSON(0, json)).toThrow('needs.divided')
  })

  it('a new episode begins undivided', () => {
    const all = depot(choice)
    step(all, allAway)
    all.batch.reset()
    expect([...all.world.state.divided]).toEqual([0, 0])
  })

  it('it takes one agent who does', () => {
    const options = { preset: 'small', players: 3, needs: { choice, focal: null } }
    expect(() => survivalBatch(options)).toThrow(`Got needs.choice '${choice}' with focal null`)
  })
})

it('in the common actions a message keeps its number of tenths less one, and with a beam those that follow', () => {
  const all = depot('menu')
  const out = new Uint8Array(COMMON_MASK_SIZE)
  const messages = () => {
    survival.common!.mask(all.world, 0, 0, out, 0)
    return [out[ACT_BEAM], ...out.subarray(COMMON_ACTS.length + 1)]
  }
  const kept = (act: number, message: number) => {
    survival.common!.write(all.world, 0, 0, act, message)
    return all.batch.actions[all.world.tables.heads.at.keep]
  }
  expect(messages()).toEqual(Array.from({ length: MESSAGES }, () => 1))
  expect([1, 7].map((message) => kept(ACT_STAY, message))).toEqual([1, 7])
  expect([0, 1, 4, 7].map((message) => kept(ACT_BEAM, message))).toEqual([0, 8, 11, 11])
  expect(kept(ACT_GIVE, 3)).toBe(3)
  step(all, keeping(10))
  expect(messages()).toEqual(Array.from({ length: MESSAGES }, () => 0))
  expect(kept(ACT_STAY, 1)).toBe(0)
})
