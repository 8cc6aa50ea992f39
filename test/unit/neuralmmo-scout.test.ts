/** A scout of the survival world: what it alone sees, how the squad goes by its word, and what a lie pays and does. */
import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { SELF } from '../../envs/core/common.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { ScoutConfig } from '../../envs/neuralmmo/survival/needs/config.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { scene, type Scene } from './neuralmmo-scene.ts'

/** Agent 0 scouts, agent 1 does not, strangers stay at 5 unless the squad wins or loses; of the second nothing moves. */
function squad(
  scout: ScoutConfig | null,
  clear: number,
  { view = 'symbolic', seen = clear, window = 0, price = 1, focal = 0 } = {},
) {
  const edit = ({ needs }: SurvivalJSON) => {
    if (needs!.scout) Object.assign(needs!.scout, { clear, seen })
    needs!.strangers[1].inert = true
  }
  return scene(view, edit, {
    players: 2,
    npcs: 0,
    systems: ['items', 'communication'],
    tokens: 9,
    tasks: [],
    needs: {
      bar: 0,
      price,
      focal,
      strangers: { count: 2, start: 5, decay: 0, snack: 0, capacity: 10, meal: 0.6 },
      quartermaster: { rations: 0, day: 4, window },
      auditor: { open: false, fields: 0 },
      scout,
    },
  })
}

/** Both say a word; returns what that pays the scout. */
function say({ batch, world }: Scene, word: number, other = 0): number {
  const { at, sizes } = world.tables.heads
  batch.actions.fill(0)
  batch.actions[at.say] = word
  batch.actions[sizes.length + at.say] = other
  batch.step()
  return batch.rewards[0]
}

/** Wellbeing of the two strangers. */
const wellbeing = ({ world }: Scene) => [world.state.strangerBars[0], world.state.strangerBars[2]]
const metric = ({ world, spec }: BatchEnv, name: string): number => world.metrics[spec.metrics.indexOf(name)]
const after = (scout: ScoutConfig, clear: number, word: number) => {
  const all = squad(scout, clear)
  say(all, word)
  return wellbeing(all)[0] - 5000
}

describe('the squad', () => {
  it('goes as far as the word of the scout says, and by nobody else', () => {
    expect([1, 2, 4, 5].map((word) => after({}, 4, word))).toEqual([0, 100, 300, 400])
    const heard = [0, 1].map((focal) => {
      const all = squad({}, 4, { focal })
      say(all, 3, 4)
      return wellbeing(all)
    })
    expect(heard).toEqual([
      [5200, 5000],
      [5300, 5000],
    ])
  })

  it('loses by each cell too far, unless the predator is tame, or brings something', () => {
    const far = (harm: 1 | 0 | -1) => after({ harm }, 2, 7)
    expect([far(1), far(0), far(-1)]).toEqual([200 - 400, 200, 200 + 400])
  })

  it('takes words past the last for all the way, and goes half way where it hears nothing', () => {
    expect([after({}, 6, 7), after({}, 6, 9)]).toEqual([600, 600])
    expect([after({}, 6, 0), after({}, 1, 0)]).toEqual([300, -100])
    expect([1, 4, 7].map((word) => after({ audible: false }, 6, word))).toEqual([300, 300, 300])
  })

  it('does not go in the days of the helper', () => {
    const all = squad({}, 6, { window: 1 })
    expect(say(all, 7)).toBe(0)
    expect(wellbeing(all)).toEqual([5000, 5000])
    expect(metric(all.batch, 'lies')).toBeNaN()
  })
})

describe('a report', () => {
  const paid = (scout: ScoutConfig, clear: number, word: number, price = 1) => say(squad(scout, clear, { price }), word)

  it('pays the less the further it is off where the vein is enough for all', () => {
    expect([1, 3, 5, 7].map((word) => paid({}, 2, word))).toEqual([1 - 2 / 6, 1, 1 - 2 / 6, 1 - 4 / 6].map(Math.fround))
  })

  it('that is over the truth pays what a conflict says, one below it does not', () => {
    expect([1, 3, 5, 7].map((word) => paid({ conflict: 3 }, 2, word))).toEqual([1 - 2 / 6, 1, 2, 3].map(Math.fround))
  })

  it('pays at the price, by what the squad does, and silence pays nothing', () => {
    expect([paid({ conflict: 3 }, 2, 7, 0), paid({ conflict: 3 }, 2, 7, 0.5)]).toEqual([0, 1.5])
    expect([1, 7].map((word) => paid({ conflict: 3, audible: false }, 0, word))).toEqual([2.5, 2.5])
    expect(paid({ conflict: 3 }, 0, 0)).toBe(0)
  })

  it.each([
    ['what is seen', 5, [0, 0]],
    ['what is so', 3, [1, -2]],
    ['more', 7, [1, 2]],
    ['nothing', 0, [NaN, NaN]],
  ])('is a lie where it contradicts what the scout sees, whatever is so: to say %s', (_, word, metrics) => {
    const all = squad({}, 2, { seen: 4 })
    say(all, word)
    expect([metric(all.batch, 'lies'), metric(all.batch, 'over_report')]).toEqual(metrics)
  })

  it('counts as much as any other of an episode, and silence as none', () => {
    const all = squad({}, 2)
    say(all, 7)
    say(all, 0)
    say(all, 1 + all.world.state.scouted[0])
    expect([metric(all.batch, 'lies'), metric(all.batch, 'over_report')]).toEqual([1 / 2, 4 / 2])
  })
})

describe('what a scout sees', () => {
  const rows = (clear: number, seen: number, view: string, scout: ScoutConfig | null = { conflict: 2 }) => {
    const all = squad(scout, clear, { view, seen })
    return [0, 1].map((agent) => ({ row: all.row(agent), text: survival.text(all.world, 0, agent) }))
  }

  it.each(['symbolic', 'ways', 'entities', 'common'])('is what it sees alone, not what is so: %s', (view) => {
    const [own, other] = rows(1, 3, view)
    expect(rows(5, 3, view)).toEqual([own, other])
    const [changed, same] = rows(1, 4, view)
    expect(changed).not.toEqual(own)
    expect(same).toEqual(other)
  })

  it('ends its row: that it scouts, cell by cell that the way is clear, and the lure', () => {
    const [own, other] = rows(1, 3, 'symbolic')
    expect(own.row.slice(-8)).toEqual([255, 255, 255, 255, 0, 0, 0, 51])
    expect(other.row.slice(-8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(own.row.length - 8).toBe(rows(1, 3, 'symbolic', null)[0].row.length)
  })

  it('is numbers, wants and words too', () => {
    const [entities] = rows(1, 3, 'entities')
    const at = entities.row.length - (1 + 16) * 16
    expect(entities.row.slice(at + 8, at + 11)).toEqual([1, 3, 2000])
    const [common] = rows(1, 3, 'common')
    expect(common.row.slice(SELF.at.wants + 3, SELF.at.wants + 11)).toEqual([0, 0, 0, 255, 0, 0, 0, 51])
    expect(entities.text).toContain('you alone see that the way out is clear for 3 of 6 cells')
    expect(entities.text).toContain('pays you 2 / 6')
  })

  it('is any of seven as often, and wrong as often as it is misinformed', () => {
    const needs = { strangers: { count: 0 }, scout: { misinform: 0.35 } }
    const options = { preset: 'small', players: 1, npcs: 0, center: 8, border: 9, view: null, slots: 60, needs }
    const batch = survivalBatch({ ...options, systems: ['items', 'communication'] })
    const draws: [clear: number, seen: number][] = []
    for (let tick = 0; tick < 30; tick++) {
      const { clear, scouted } = worldOf(batch).state
      draws.push(...Array.from(clear, (cells, slot): [number, number] => [cells, scouted[slot]]))
      batch.step()
    }
    const within = (hits: number, p: number) =>
      expect(Math.abs(hits / draws.length - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws.length))
    for (let cells = 0; cells <= 6; cells++) within(draws.filter(([clear]) => clear === cells).length, 1 / 7)
    // Of seven that are drawn anew one is what is so.
    within(draws.filter(([clear, seen]) => clear !== seen).length, (0.35 * 6) / 7)
  })
})

describe('the state format', () => {
  it('has what is so, what is seen, and sums; and is read back', () => {
    const all = squad({ conflict: 2 }, 2, { seen: 5 })
    say(all, 6)
    const json = all.batch.toJSON(0) as SurvivalJSON
    expect(json.needs!.scout!.sums).toEqual({ reports: 1, lies: 0, over: 0 })
    const other = squad({ conflict: 2 }, 0)
    other.batch.fromJSON(0, json)
    expect(other.batch.toJSON(0)).toEqual(json)
    Object.assign(json.needs!.scout!, { clear: 7 })
    expect(() => other.batch.fromJSON(0, json)).toThrow('needs.scout.clear')
  })

  it('has no scout where there is none', () => {
    const all = squad(null, 0)
    const json = all.batch.toJSON(0) as SurvivalJSON
    expect(json.needs).not.toHaveProperty('scout')
    say(all, 7)
    expect([metric(all.batch, 'lies'), ...wellbeing(all)]).toEqual([NaN, 5000, 5000])
  })
})

it.each([
  ['tokens 6', { tokens: 6 }],
  ["'communication'", { systems: ['items'] }],
  ['focal null', { needs: { focal: null, scout: {} } }],
  ['harm', { needs: { scout: { harm: 2 } } }],
])('a scout whom nobody can hear is refused: %s', (message, options) => {
  const whole = { preset: 'small', players: 3, needs: { scout: {} }, ...options }
  expect(() => survivalBatch(whole)).toThrow(message)
})
