/** Colours of the depot and books in the survival world: what they say of who looks, what shows of that, and what comes out later. */
import { describe, expect, it } from 'vitest'
import { SELF, WANTS } from '../../envs/core/common.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { NeedsConfig } from '../../envs/neuralmmo/survival/needs/config.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { scene, type Scene } from './neuralmmo-scene.ts'

/** Agents 0 and 1 at (12, 12) and (13, 12), a marked field under the first, the inspector at (14, 14). */
function depot({ auditor, ...needs }: NeedsConfig, view = 'symbolic'): Scene {
  const edit = (json: SurvivalJSON) => {
    json.needs!.fields = [[12, 12]]
    json.needs!.watchers[0].position = [14, 14]
    json.needs!.watchers[1].position = [24, 24]
  }
  return scene(view, edit, {
    players: 2,
    npcs: 0,
    systems: ['items'],
    tasks: [],
    needs: {
      bar: 0,
      strangers: { count: 0 },
      quartermaster: { rations: 0, day: 3 },
      auditor: { open: false, fields: 1, fine: 2, ...auditor },
      bird: { open: false },
      ...needs,
    },
  })
}

/** What a tick costs agent 0, who goes somewhere or stays. */
function step({ batch, world }: Scene, move = 0): number {
  batch.actions.fill(0)
  batch.actions[world.tables.heads.at.move] = move
  batch.step()
  return 0 - batch.rewards[0]
}
const costs = (all: Scene, ticks: number) => Array.from({ length: ticks }, () => step(all))
const shown = (all: Scene) => [0, 1].map((agent) => [all.row(agent), survival.text(all.world, 0, agent)])

describe('an inspector that is not announced', () => {
  it('fines, and nothing shows that it looks', () => {
    expect(costs(depot({ auditor: { open: true, announced: false } }), 2)).toEqual([2, 2])
    for (const view of ['symbolic', 'ways', 'entities', 'common']) {
      const seen = (open: boolean, announced: boolean) => {
        const all = depot({ auditor: { open, announced } }, view)
        const first = shown(all)
        all.batch.step()
        return [first, shown(all)]
      }
      expect(seen(true, false)).toEqual(seen(false, true))
      expect(seen(true, false)).not.toEqual(seen(true, true))
    }
  })
})

describe('colours of the depot', () => {
  const styles = [0.9, 0.1, null]

  it('are drawn, one as often as the other, and say how often watchers look', () => {
    const options = { preset: 'small', players: 1, npcs: 0, center: 8, border: 9, view: null, slots: 300, seed: 5 }
    const needs = { styles, strangers: { count: 0 }, watch: { share: 0.5, dwell: 1 }, auditor: { fields: 0 } }
    const batch = survivalBatch({ ...options, systems: ['items'], needs })
    const { colours, open } = worldOf(batch).state
    const slots = styles.map((_, style) => [...colours.keys()].filter((slot) => colours[slot] === style))
    const within = (hits: number, trials: number, p: number) =>
      expect(Math.abs(hits / trials - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / trials))
    for (const those of slots) within(those.length, 300, 1 / 3)
    const looks = [0, 0, 0]
    for (let tick = 0; tick < 8; tick++, batch.step())
      for (const [style, those] of slots.entries()) for (const slot of those) looks[style] += open[slot * 2]
    for (const [style, p] of [0.9, 0.1, 0.5].entries()) within(looks[style], 8 * slots[style].length, p)
  })

  it.each(['symbolic', 'ways', 'entities', 'common'])('show to everyone, and nothing else does: %s', (view) => {
    const seen = (style: number | null, styles: (number | null)[] = [null, null]) =>
      shown(depot({ styles, style }, view))
    expect(seen(1)).not.toEqual(seen(0))
    expect(seen(1)[1]).not.toEqual(seen(0)[1])
    expect(seen(1, [0.1, 0.9])).toEqual(seen(1))
  })

  it('are one-hot, a number from 1 on, wants and words', () => {
    const of = (view: string) => depot({ styles, style: 2 }, view)
    expect(of('symbolic').row().slice(-8)).toEqual([0, 0, 255, 0, 0, 0, 0, 0])
    expect(
      of('entities')
        .row()
        .at(-1 - 16 * 16 - 4),
    ).toBe(3)
    expect(
      of('common')
        .row()
        .slice(SELF.at.wants + WANTS - 4, SELF.at.wants + WANTS),
    ).toEqual([0, 0, 255, 0])
    expect(survival.text(of('common').world, 0, 1)).toContain('The depot is in colours 2.')
  })
})

describe('books', () => {
  it('bring out unwatched ticks on a marked field so many days later, once, with a fine for each', () => {
    const all = depot({ ledger: { delay: 2, probability: 1 } })
    // Two ticks of the first day, one of the second, none of the third.
    expect([step(all), step(all), step(all, 4)]).toEqual([0, 0, 0])
    expect([step(all, 3), step(all, 4), step(all)]).toEqual([0, 0, 4])
    expect(costs(all, 6)).toEqual([0, 0, 2, 0, 0, 0])
    expect(all.world.metrics[survival.metrics.indexOf('fines')]).toBe(3)
  })

  it('say nothing of who is fined at once, of other agents, or where they are not read', () => {
    expect(costs(depot({ auditor: { open: true }, ledger: { delay: 1, probability: 1 } }), 4)).toEqual([2, 2, 2, 2])
    const all = depot({ ledger: { delay: 1, probability: 1 } })
    const { at, sizes } = all.world.tables.heads
    step(all, 4)
    all.batch.actions[sizes.length + at.move] = 4
    all.batch.step()
    all.batch.actions.fill(0)
    all.batch.step()
    expect([...all.batch.rewards]).toEqual([0, -4])
    expect(costs(depot({ ledger: { delay: 1, probability: 0 } }), 7)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(costs(depot({ auditor: { enforced: false }, ledger: { delay: 1, probability: 1 } }), 4)).toEqual([
      0, 0, 0, 0,
    ])
  })

  it('are read as the colours say', () => {
    const costly = (style: number) => {
      const ledger = { delay: 1, probability: [1, 0] }
      return costs(depot({ styles: [null, null], style, ledger }), 3).at(-1)
    }
    expect([costly(0), costly(1)]).toEqual([6, 0])
  })
})

describe('the state format', () => {
  it('has colours and books, and is read back', () => {
    const needs: NeedsConfig = { styles: [null, 1, 0], ledger: { delay: 2, probability: [0, 1, 0.5] } }
    const all = depot(needs)
    costs(all, 4)
    const json = all.batch.toJSON(0) as SurvivalJSON
    const other = depot({ ...needs, style: (json.needs!.style! + 1) % 3 })
    other.batch.fromJSON(0, json)
    expect(other.batch.toJSON(0)).toEqual(json)
    expect(json.needs!.ledger![1]).toEqual([0, 0])
    expect(json.needs!.ledger![0].reduce((a, b) => a + b)).toBe(4)
    Object.assign(json.needs!, { style: 3 })
    expect(() => other.batch.fromJSON(0, json)).toThrow('needs.style')
  })
})

it.each([
  ['Got 2 for needs.style, expected one of needs.styles, 0 to 1', { styles: [1, 0], style: 2 }],
  ['Got 3 for needs.ledger.probability, expected one or 1', { ledger: { delay: 1, probability: [0, 1, 0] } }],
  ['delay', { ledger: { probability: 1 } }],
])('surroundings that do not fit are refused: %s', (message, needs) => {
  expect(() => survivalBatch({ preset: 'small', players: 3, needs })).toThrow(message)
})
