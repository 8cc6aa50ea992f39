/** A veil over what others show in the survival world, which an agent lifts by looking, for a day. */
import { describe, expect, it } from 'vitest'
import { ACT_BEAM, COMMON_MASK_SIZE, SELF } from '../../envs/core/common.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import type { NeedsConfig } from '../../envs/neuralmmo/survival/needs/config.ts'
import { scene, type Scene } from './neuralmmo-scene.ts'

const VIEWS = ['symbolic', 'ways', 'entities', 'common']
const DAY = 4

interface Shown {
  view?: string
  /** Wellbeing of the stranger, and food and water of agents. */
  stranger?: number
  food?: number
  systems?: readonly string[]
  edit?: (json: SurvivalJSON) => void
}

/** Agents 0, the quartermaster, and 1 in sight of each other and of a stranger from whom nothing is taken. */
function depot(
  needs: NeedsConfig = {},
  { view = 'symbolic', stranger = 5, food = 100, systems = ['items'], edit }: Shown = {},
): Scene {
  const change = (json: SurvivalJSON) => {
    for (const agent of json.agents) Object.assign(agent, { food, water: food })
    Object.assign(json.needs!.strangers[0], { position: [12, 14], wellbeing: stranger })
    for (const [w, watcher] of json.needs!.watchers.entries()) watcher.position = [20 + w, 20]
    edit?.(json)
  }
  return scene(view, change, {
    players: 2,
    npcs: 0,
    systems,
    tasks: [],
    needs: {
      bar: 0,
      veil: true,
      strangers: { count: 1, start: 5, decay: 0, capacity: 10, snack: 0 },
      quartermaster: { rations: 0, day: DAY, window: 0 },
      auditor: { open: false, fields: 0 },
      bird: { open: false },
      ...needs,
    },
  })
}

/** Agents look, or do nothing. */
function step({ batch, world }: Scene, ...looks: readonly number[]): void {
  const { at, sizes } = world.tables.heads
  batch.actions.fill(0)
  for (const [agent, look] of looks.entries()) batch.actions[agent * sizes.length + at.look] = look
  batch.step()
}

const rate = ({ batch }: Scene) => batch.world.metrics[survival.metrics.indexOf('look_rate')]
const rowAndText = (all: Scene, agent: number) => [all.row(agent), survival.text(all.world, 0, agent)]
/** What agents are shown after both acted. */
function shown(looks: readonly number[], needs: NeedsConfig, options: Shown): unknown[] {
  const all = depot(needs, options)
  step(all, ...looks)
  return [0, 1].map((agent) => rowAndText(all, agent))
}

describe('behind a veil', () => {
  it.each([[['items']], [['items', 'communication']]])('to look is legal until one has, with %s', (systems) => {
    const all = depot({}, { systems })
    const { heads } = all.world.tables
    const may = () => [0, 1].map((agent) => all.world.mask[agent * heads.width + heads.maskAt.look + 1])
    expect(may()).toEqual([1, 1])
    step(all, 1, 0)
    expect(may()).toEqual([0, 1])
  })

  it.each(VIEWS)('an agent sees how a stranger is once it looked, and not by the look of another: %s', (view) => {
    const [[one, other], [than, another]] = [2, 9].map((stranger) => shown([1, 0], {}, { view, stranger }))
    expect(one).not.toEqual(than)
    expect(other).toEqual(another)
  })

  it('it does not see how agents are, nor the postures of strangers', () => {
    for (const look of [0, 1]) {
      const [hungry, fed] = [20, 80].map((food) => {
        const all = depot({}, { view: 'entities', edit: ({ agents }) => Object.assign(agents[1], { food }) })
        step(all, look)
        return rowAndText(all, 0)
      })
      if (look === 1) expect(hungry).not.toEqual(fed)
      else expect(hungry).toEqual(fed)
      const needs: NeedsConfig = { strangers: { count: 1, decay: 0, capacity: 10, snack: 0, signal: 'posture' } }
      const [bent, upright] = [1, 9].map((stranger) => shown([look], needs, { stranger })[0])
      if (look === 1) expect(bent).not.toEqual(upright)
      else expect(bent).toEqual(upright)
    }
  })

  it('it sees itself, and whatever else there is to see', () => {
    const [hungry, fed] = [20, 80].map((food) => depot({}, { food }).row(0))
    expect(hungry).not.toEqual(fed)
  })

  it('nothing is hidden in the days of the helper, nor where there is none', () => {
    for (const needs of [{ quartermaster: { rations: 0, day: DAY, window: 1 } }, { veil: false }] as NeedsConfig[]) {
      const [one, than] = [2, 9].map((stranger) => depot(needs, { stranger }).row(0))
      expect(one).not.toEqual(than)
    }
  })

  it('whether it is lifted is a byte that ends the row, a number, a want and words', () => {
    for (const look of [0, 1]) {
      const of = (view: string) => {
        const all = depot({}, { view })
        step(all, look)
        return all
      }
      expect(of('symbolic').row().slice(-8)).toEqual([255 * look, 0, 0, 0, 0, 0, 0, 0])
      expect(
        of('entities')
          .row()
          .at(-16 * 17 + 12),
      ).toBe(look)
      expect(of('common').row()[SELF.at.wants + 11]).toBe(255 * look)
      const text = survival.text(of('common').world, 0, 0)
      expect(text.includes('What others need is behind a veil')).toBe(look === 0)
      expect(text.includes('stranger_0 at (0, 2), behind a veil')).toBe(look === 0)
    }
  })
})

describe('to look', () => {
  it('lifts the veil from the next tick on until the day ends, and is possible where it is down', () => {
    const all = depot()
    const possible = () => all.world.mask[all.world.tables.heads.maskAt.look + 1]
    const lifted = [0, 1, 0, 0, 0, 1, 1].map((look) => {
      const was = possible()
      step(all, look)
      return [was, all.world.state.lifted[0]]
    })
    expect(lifted).toEqual([[1, 0], [1, 1], [0, 1], [0, 0], [1, 0], [1, 1], [0, 1]]) // prettier-ignore
  })

  it('is done by the living who can act', () => {
    for (const still of [{ health: 0 }, { frozen: 3 }]) {
      const all = depot({}, { edit: ({ agents }) => Object.assign(agents[0], still) })
      step(all, 1, 1)
      expect([...all.world.state.lifted]).toEqual([0, 1])
    }
  })

  it('counts by days of quartermasters, once a day, after those of the helper', () => {
    const all = depot({ quartermaster: { rations: 0, day: DAY, window: 1 } })
    const days = [[1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1]] // prettier-ignore
    const rates = days.map((looks) => {
      for (const look of looks) step(all, look, 1)
      return rate(all)
    })
    expect(rates).toEqual([NaN, 0, 1 / 2, 2 / 3])
    const other = depot({ veil: false })
    for (let tick = 0; tick < DAY; tick++) other.batch.step()
    expect(rate(other)).toBe(NaN)
  })

  it('is a beam in the common actions while the veil is down, and a blow after', () => {
    const edit = ({ agents }: SurvivalJSON) => agents.forEach((agent) => Object.assign(agent, { age: 100 }))
    const all = depot({}, { systems: ['items', 'combat'], edit })
    const beam = () => {
      const out = new Uint8Array(COMMON_MASK_SIZE)
      all.batch.spec.mask!(all.batch.world, 0)
      survival.common!.mask(all.world, 0, 0, out, 0)
      survival.common!.write(all.world, 0, 0, ACT_BEAM, 0)
      const { look, target } = all.world.tables.heads.at
      return [out[ACT_BEAM], all.batch.actions[look], all.batch.actions[target]]
    }
    expect(beam()).toEqual([1, 1, 0])
    step(all, 1)
    expect(beam()).toEqual([1, 0, 1])
  })
})

describe('the state format', () => {
  it('has who looked in this day and how many days it did, and is read back', () => {
    const all = depot()
    for (const look of [1, 0, 0, 0, 1]) step(all, 0, look)
    const json = all.batch.toJSON(0) as SurvivalJSON
    expect(json.needs!.veil).toEqual({ lifted: [false, true], sums: { days: 1, looked: 0 } })
    const other = depot()
    other.batch.fromJSON(0, json)
    expect(other.batch.toJSON(0)).toEqual(json)
    Object.assign(json.needs!.veil!, { lifted: [false, 2] })
    expect(() => other.batch.fromJSON(0, json)).toThrow('needs.veil.lifted[1]')
  })

  it('has none where there is none', () => {
    const json = depot({ veil: false }).batch.toJSON(0) as SurvivalJSON
    expect(json.needs).not.toHaveProperty('veil')
    Object.assign(json.needs!, { veil: { lifted: [true, true], sums: { days: 0, looked: 0 } } })
    expect(() => depot({ veil: false }).batch.fromJSON(0, json)).toThrow('veil')
  })
})
