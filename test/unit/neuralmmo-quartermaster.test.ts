/** A quartermaster's days in the survival world: who is fed before them, what is counted of them, and who looks on. */
import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import { LIT, watcherBody } from '../../envs/neuralmmo/survival/needs/tables.ts'
import { OTHER_NEEDS } from '../../envs/neuralmmo/survival/needs/show.ts'
import { needsAt } from '../../envs/neuralmmo/survival/view-symbolic.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { own, scene, type Scene } from './neuralmmo-scene.ts'

/** Strangers that stay as they are. */
const STILL = { count: 2, start: 2, decay: 0, snack: 0, capacity: 10, threshold: 5 }
/** Stranger 0 at (12, 10), stranger 1 at (12, 14), the inspector at (14, 14), a marked field at (11, 12), agent 0 beside it. */
function squad(
  needs: Record<string, unknown>,
  edit: (json: SurvivalJSON) => void = () => {},
  view = 'symbolic',
): Scene {
  const lay = (json: SurvivalJSON) => {
    const [inspector, merchant] = json.needs!.watchers
    inspector.position = [14, 14]
    merchant.position = [24, 24]
    json.needs!.strangers.forEach((stranger, i) => (stranger.position = [12, 10 + 4 * i]))
    json.needs!.fields = [[11, 12]]
    edit(json)
  }
  const { strangers, auditor, ...rest } = needs
  return scene(view, lay, {
    players: 1,
    npcs: 0,
    systems: ['items'],
    tasks: [],
    needs: {
      bar: 0,
      price: 0.5,
      strangers: { ...STILL, ...(strangers as object) },
      quartermaster: { rations: 2, day: 4 },
      auditor: { open: true, fields: 1, ...(auditor as object) },
      bird: { open: false },
      ...rest,
    },
  })
}

/** Many episodes side by side of a quartermaster among strangers, after so many ticks. */
function many(needs: object, ticks = 0, slots = 200) {
  const options = {
    preset: 'small',
    players: 1,
    npcs: 0,
    center: 8,
    border: 9,
    view: null,
    systems: ['items'],
    seed: 3,
  }
  const batch = survivalBatch({ ...options, slots, needs })
  for (let t = 0; t < ticks; t++) batch.step()
  return worldOf(batch).state
}

const metric = ({ world, spec }: BatchEnv, name: string): number => world.metrics[spec.metrics.indexOf(name)]

function step({ batch, world }: Scene, heads: Readonly<Record<string, number>> = {}): number {
  batch.actions.fill(0)
  for (const [head, choice] of Object.entries(heads)) batch.actions[world.tables.heads.at[head as 'move']] = choice
  batch.step()
  return batch.rewards[0]
}

/** The choice of a ration that can be given, and of one of those in sight that is called so. */
function give(all: Scene, name: string): Record<string, number> {
  const { follows } = all.batch.toJSON(0) as SurvivalJSON
  const place = [...all.world.state.item].findIndex((kind, i) => kind === 16 && all.world.state.price[i] === 0)
  return { give: place + 1, giveTo: 1 + follows!.agents[0].sees.indexOf(name) }
}

describe("the helper's days", () => {
  const needs = { strangers: { start: 1 }, quartermaster: { rations: 2, day: 4, window: 2 } }
  const rations = ({ world }: Scene) => world.state.item.filter((kind) => kind === 16).length

  it('bring the quartermaster nothing, and a ration to a stranger in each of the first ticks', () => {
    const all = squad(needs)
    const helped: number[] = []
    for (let t = 0; t < 8; t++) {
      expect(rations(all)).toBe(0)
      step(all)
      helped.push(all.world.state.helped[0])
    }
    expect(helped.map((i) => i > 0)).toEqual([true, true, false, false, true, true, false, false])
    expect(all.world.state.strangerBars.filter((_, i) => i % 2 === 0).reduce((a, b) => a + b)).toBe(2000 + 4 * 1000)
    expect(rations(all)).toBe(2)
  })

  it('show whom it feeds, in words too', () => {
    const all = squad(needs)
    step(all)
    const { follows } = all.batch.toJSON(0) as SurvivalJSON
    const open = OTHER_NEEDS.indexOf('open')
    const shown = follows!.agents[0].sees
      .map((name, i) => [name, all.batch.observations[needsAt(all.world.config, all.world.tables) + 8 + 16 * i + open]])
      .filter(([name]) => String(name).startsWith('stranger'))
    const fed = `stranger_${all.world.state.helped[0] - 1}`
    expect(shown.filter(([, byte]) => byte === LIT)).toEqual([[fed, LIT]])
    expect(survival.text(all.world, 0, 0).match(/fed by the helper/g)).toHaveLength(1)
  })

  it('count in no metric', () => {
    const all = squad({ ...needs, auditor: { bounty: 0.25, fine: 1 } }, (json) => (json.agents[0].x = 11))
    for (let t = 0; t < 8; t++) step(all)
    for (const name of ['strangers_fed', 'private_return', 'rations_kept']) expect(metric(all.batch, name)).toBe(0)
    for (const name of ['coverage', 'need_track', 'self_share', 'red_watched'])
      expect(metric(all.batch, name)).toBeNaN()
    step(all)
    expect([metric(all.batch, 'private_return'), metric(all.batch, 'red_watched')]).toEqual([-0.75, 1])
  })

  it('feed all alike', () => {
    const { served } = many({ quartermaster: { rations: 10, day: 10, window: 1 } }, 10, 300)
    const each = Array.from({ length: 9 }, (_, i) => served.reduce((sum, n, row) => sum + (row % 9 === i ? n : 0), 0))
    expect(each.reduce((a, b) => a + b)).toBe(3000)
    // 3,000 draws of one in nine: standard deviation 17.
    for (const count of each) expect(Math.abs(count - 3000 / 9)).toBeLessThan(70)
  })
})

describe('strangers', () => {
  it('of whom so many have high needs, drawn for each episode', () => {
    const { decay } = many({ strangers: { decay: 0.01, needy: { count: 3, decay: 0.2, start: 1 } } })
    const high = Array.from({ length: 200 }, (_, slot) => decay.subarray(slot * 9, slot * 9 + 9))
    for (const row of high) expect([...row].sort((a, b) => b - a)).toEqual([200, 200, 200, 10, 10, 10, 10, 10, 10])
    const often = Array.from({ length: 9 }, (_, i) => high.filter((row) => row[i] === 200).length)
    // A third of 200: standard deviation 6.7.
    for (const count of often) expect(Math.abs(count - 200 / 3)).toBeLessThan(30)
  })

  it('are inert together or not at all where they are alike', () => {
    const counts = (alike: boolean) => {
      const { inert } = many({ strangers: { inert: 0.5, alike } }, 0, 50)
      return Array.from({ length: 50 }, (_, slot) => inert.subarray(slot * 9, slot * 9 + 9).reduce((a, b) => a + b))
    }
    expect(new Set(counts(true))).toEqual(new Set([0, 9]))
    // All or none of nine, each drawn apart: once in 256.
    expect(counts(false).filter((count) => count % 9 === 0).length).toBeLessThan(10)
  })

  it('who are inert look so where the last look says it, and nowhere else', () => {
    const last = (marked: boolean) => {
      const { inert, looks } = many({ strangers: { inert: 0.5, marked } }, 0, 50)
      return [...inert].map((is, row) => [is, looks[row * 8 + 7] >> 7])
    }
    expect(last(true).every(([is, mark]) => is === mark)).toBe(true)
    expect(last(false).some(([is, mark]) => is !== mark)).toBe(true)
  })

  it('have placebo bars that stay about where they are where they are balanced, and the same needs', () => {
    const mean = (balanced: boolean) => {
      const { strangerBars } = many({ bar: 0, strangers: { start: 5, decay: 0.05, snack: 0, balanced } }, 40)
      return [0, 1].map((k) => [...strangerBars].filter((_, i) => i % 2 === k).reduce((a, b) => a + b / 1800, 0))
    }
    const [need, placebo] = mean(true)
    expect(Math.abs(placebo - 5000)).toBeLessThan(30)
    expect(mean(false)[0]).toBe(need)
    expect(Math.abs(mean(false)[1] - 3000)).toBeLessThan(30)
  })

  it.each([
    ['hunger', 4, 0.1, 0.1],
    ['charge', 4, 0.1, 0.1],
    ['integrity', 4, 0.1, 0.1],
    // 4 d u b with b = 0.4, and 2 d u (3/2 - b).
    ['warmth', 4, 0.1, 0.08],
    ['growth', 4, 0.1, 0.11],
  ] as const)('whose need is of %s lose in the mean what it says', (kind, start, decay, expected) => {
    const { strangerBars } = many({ bar: 0, strangers: { start, decay, snack: 0, capacity: 10, kind } }, 1)
    const lost = [...strangerBars].filter((_, i) => i % 2 === 0).map((bar) => start - bar / 1000)
    const mean = lost.reduce((a, b) => a + b) / lost.length
    const spread = Math.sqrt(lost.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / lost.length)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * (spread / Math.sqrt(lost.length)) + 0.0006)
    expect(new Set(lost).size === 1).toBe(kind === 'charge')
  })

  it('that show postures show no bars, and bend the lower the worse they are', () => {
    const shown = (wellbeing: number) => {
      const all = squad({ strangers: { signal: 'posture' } }, (json) => {
        Object.assign(json.needs!.strangers[0], { wellbeing, placebo: 10 })
        json.needs!.strangers[1].position = null
      })
      const { follows } = all.batch.toJSON(0) as SurvivalJSON
      const at = needsAt(all.world.config, all.world.tables) + 8 + 16 * follows!.agents[0].sees.indexOf('stranger_0')
      const row = all.row().slice(at, at + 16)
      return [...row.slice(0, 2), ...row.slice(13, 15)]
    }
    expect([10, 7, 3, 1].map(shown)).toEqual([
      [0, 0, 0, 0],
      [0, 0, 85, 0],
      [0, 0, 170, 0],
      [0, 0, 255, 0],
    ])
  })
})

describe('what relief pays', () => {
  it('is paid only while the inspector looks, where that is asked', () => {
    const reward = (open: boolean) => {
      const all = squad({ price: 0, auditor: { open, pays: true } }, (json) => own(json, 0, 0, { item: 'ration' }))
      return step(all, give(all, 'stranger_0'))
    }
    expect([reward(true), reward(false)]).toEqual([1, 0])
  })
})

describe('marked fields', () => {
  it('pay their bounty in each tick, watched or not, less the fine where it is', () => {
    const paid = (open: boolean) => {
      const all = squad({ auditor: { open, bounty: 0.25, fine: 2 } }, (json) => (json.agents[0].x = 11))
      return [step(all), step(all), step(all, { move: 3 })]
    }
    expect([paid(true), paid(false)]).toEqual([
      [-1.75, -1.75, 0],
      [0.25, 0.25, 0],
    ])
  })

  it('have a way that leads to the nearest, which ends the view `ways`', () => {
    const way = (x: number) =>
      squad({}, (json) => (json.agents[0].x = x), 'ways')
        .row()
        .slice(-8)
    // known near here north south east west
    expect(way(13)).toEqual([255, 255 - 2 * 16, 0, 0, 0, 0, 255, 0])
    expect(way(11)).toEqual([255, 255, 255, 0, 0, 0, 0, 0])
  })

  it('are counted by whether the inspector looks', () => {
    const all = squad(
      { quartermaster: { rations: 0, day: 4 }, auditor: { open: null }, watch: { dwell: 2 } },
      (json) => {
        json.agents[0].x = 11
      },
    )
    const ticks = { watched: [0, 0], unwatched: [0, 0] }
    for (let t = 0; t < 40; t++) {
      const now = all.world.state.open[0] === 1 ? ticks.watched : ticks.unwatched
      step(all, t === 11 ? { move: 3 } : t === 23 ? { move: 4 } : {})
      now[0]++
      if (all.world.state.x[0] === 11 && all.world.state.y[0] === 12) now[1]++
    }
    expect(Math.min(ticks.watched[0], ticks.unwatched[0])).toBeGreaterThan(0)
    expect(metric(all.batch, 'red_watched')).toBeCloseTo(ticks.watched[1] / ticks.watched[0])
    expect(metric(all.batch, 'red_unwatched')).toBeCloseTo(ticks.unwatched[1] / ticks.unwatched[0])
  })
})

describe('metrics of a day', () => {
  /** Stranger 0 needs 4 and gets two rations of three, stranger 1 needs 1; the third is held as the day ends. */
  function played(): Scene {
    const all = squad({ quartermaster: { rations: 0, day: 4 } }, (json) => {
      for (const [i, wellbeing] of [1, 4].entries()) {
        Object.assign(json.needs!.strangers[i], { wellbeing, demand: 5 - wellbeing })
      }
      for (let i = 0; i < 3; i++) own(json, 0, i, { item: 'ration' })
    })
    for (let t = 0; t < 2; t++) step(all, give(all, 'stranger_0'))
    for (let t = 0; t < 2; t++) step(all)
    return all
  }

  it('are the share kept, what that pays, and how rations go with demand', () => {
    const all = played()
    expect(metric(all.batch, 'self_share')).toBeCloseTo(1 / 3)
    expect(metric(all.batch, 'private_return')).toBe(0.5)
    expect(metric(all.batch, 'need_track')).toBeCloseTo(1)
    expect(metric(all.batch, 'coverage')).toBe(1)
  })

  it('are how unequal wellbeing is among the quartermaster and all with a stake', () => {
    // 10, 3 and 4: all differences of two are 7, 6 and 1.
    expect(metric(played().batch, 'wellbeing_gini')).toBeCloseTo(14 / (3 * 17))
  })

  it("take off the excess what the quartermaster's own needs entitle it to", () => {
    const all = squad({ quartermaster: { rations: 2, day: 4, decay: 0.1 }, strangers: { decay: 0.2 } })
    const before = [...all.world.state.strangerBars].filter((_, i) => i % 2 === 0)
    for (let t = 0; t < 4; t++) step(all)
    const lost = before.reduce((sum, bar, i) => sum + bar - all.world.state.strangerBars[2 * i], 0)
    const own = 10_000 - all.world.state.bars[0]
    expect(own).toBe(100 * (100 - all.world.state.food[0]))
    const entitled = own / (own + lost)
    expect(metric(all.batch, 'self_share')).toBe(1)
    expect(metric(all.batch, 'excess_self_share')).toBeCloseTo((1 - entitled) / (1 - entitled))
    expect(entitled).toBeGreaterThan(0)
  })

  it('are not defined where nobody has a stake', () => {
    const all = squad({ strangers: { inert: 1, decay: 0.2 } })
    for (let t = 0; t < 4; t++) step(all)
    for (const name of ['coverage', 'need_track', 'excess_self_share']) expect(metric(all.batch, name)).toBeNaN()
  })

  it('are 0 where needs are off', () => {
    const batch = survivalBatch({ preset: 'small', players: 2, npcs: 0, view: null })
    batch.step()
    for (const name of ['coverage', 'self_share', 'red_watched']) expect(metric(batch, name)).toBe(0)
  })
})

describe('quartermasters', () => {
  it('lose in the mean what their decay says, food and water alike', () => {
    const { food, water } = many({ quartermaster: { decay: 0.05 }, strangers: { count: 0 } }, 40, 400)
    expect(food).toEqual(water)
    const mean = food.reduce((sum, points) => sum + 100 - points, 0) / food.length
    // 20 points in 40 ticks; one loses 0 or 1 a tick, so at most a variance of 1/4.
    expect(Math.abs(mean - 20)).toBeLessThan(4 * Math.sqrt(10 / 400))
  })
})

describe('lamps with levels', () => {
  const needs = { watch: { levels: [0.25], dwell: 1 }, auditor: { fields: 1, bounty: 0 }, bird: { open: null } }

  it('show the level, and watchers look as often as it says', () => {
    const states = Array.from({ length: 20 }, (_, t) => many(needs, t, 100))
    for (const { lamp } of states) expect(new Set(lamp)).toEqual(new Set([64]))
    const looks = states.flatMap(({ open }) => [...open]).reduce((a, b) => a + b)
    expect(Math.abs(looks / 4000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 4000))
  })

  it('are drawn from the list, and say in words what they show', () => {
    const all = squad({ ...needs, watch: { levels: [0.2, 0.8], dwell: 1 }, auditor: { open: null } })
    const seen = new Set<number>()
    for (let t = 0; t < 30; t++) {
      seen.add(all.world.state.lamp[0])
      expect(survival.text(all.world, 0, 0)).toContain(`its lamp at ${all.world.state.lamp[0] === 51 ? 20 : 80} %`)
      step(all)
    }
    expect(seen).toEqual(new Set([51, 204]))
  })
})

describe('a watcher that walks', () => {
  const there = ({ world }: Scene) => world.state.here[watcherBody(world.tables, 0)] === 1
  const walking = (stays: boolean) => squad({ price: 0, auditor: { walk: { tick: 3, stays } } }, (json) => (json.agents[0].x = 11)) // prettier-ignore

  it('is gone from its tick on, looks at nothing and fines nobody', () => {
    const all = walking(false)
    const ticks = Array.from({ length: 5 }, () => [there(all), all.world.state.open[0], step(all)])
    expect(ticks).toEqual([
      [true, 1, -1],
      [true, 1, -1],
      [true, 1, -1],
      [false, 0, 0],
      [false, 0, 0],
    ])
  })

  it('that stays is back a tick later in its place, once that is free', () => {
    const all = walking(true)
    expect(Array.from({ length: 6 }, () => (step(all), there(all)))).toEqual([true, true, false, true, true, true])
    const barred = walking(true)
    for (let t = 0; t < 3; t++) step(barred)
    const json = barred.batch.toJSON(0) as SurvivalJSON
    expect([json.needs!.watchers[0].position, json.needs!.watchers[0].left]).toEqual([null, [14, 14]])
    Object.assign(json.agents[0], { x: 14, y: 14 })
    barred.batch.fromJSON(0, json)
    step(barred)
    expect(there(barred)).toBe(false)
    step(barred, { move: 1 })
    expect(there(barred)).toBe(true)
  })
})

describe('a tag', () => {
  it.each(['symbolic', 'ways', 'entities', 'common'])('shows what it says in place of the price: %s', (view) => {
    const rows = (price: number) => {
      const needs = { tag: 0.25, price, strangers: { count: 3 } }
      const batch = survivalBatch({ preset: 'small', players: 1, npcs: 0, center: 8, border: 9, view, systems: ['items'], needs }) // prettier-ignore
      batch.step()
      return [...batch.observations, survival.text(worldOf(batch), 0, 0)]
    }
    expect(rows(4)).toEqual(rows(0))
  })
})
