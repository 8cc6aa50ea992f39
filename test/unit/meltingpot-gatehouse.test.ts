/** What a keeper at the gates may be told of later, what it may choose not to know, and what it keeps by one word. */
import { describe, expect, it } from 'vitest'
import { ACT_BEAM, ACT_TAKE, ACT_USE, COMMON_ACTS, COMMON_MASK_SIZE, MESSAGES } from '../../envs/core/common.ts'
import { FIRST_BEAM } from '../../envs/meltingpot/engine/state.ts'
import { PLOTS } from '../../envs/meltingpot/sluice-map.ts'
import { FLOW } from '../../envs/meltingpot/sluice.ts'
import { grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const LANE = 3
const [STAY, FORWARD, BACKWARD] = [0, 1, 2]
/** Nothing happens by itself: no need falls, nobody watches. */
const CALM = {
  bar: 0,
  period: 4,
  stamina: { effort: 0 },
  grazers: { start: 5, decay: 0, snack: 0, threshold: 8, capacity: 10, placebo: 'steady' },
  auditor: { open: false, red: 10 },
  bird: { open: false },
} as const

const gatehouse = (needs: object = {}, more: object = {}): Grids => {
  const all = grids('sluice', { slots: 1, others: 'grazers', keeper: 'stays', needs: { ...CALM, ...needs }, ...more })
  lay(all, 0, { players: [player(6, LANE, 'north', 0)] })
  return all
}

function step(all: Grids, ...actions: number[]): void {
  for (const action of actions) {
    all.batch.actions.fill(action)
    all.batch.step()
  }
}

describe('books', () => {
  const BOOKS = { ledger: { delay: 2, probability: 1 } }
  const noted = ({ world }: Grids) => [...world.state.ledger]

  it('are blank until the helper is gone, and for each period from then on', () => {
    const all = gatehouse({ ...BOOKS, window: 6 }, { slots: 2 })
    step(all, BACKWARD, FORWARD, BACKWARD, FORWARD, STAY, STAY)
    expect(noted(all)).toEqual([0, 0, 0, 0])
    step(all, BACKWARD, FORWARD, BACKWARD)
    expect(noted(all)).toEqual([2, 0, 2, 0])
    step(all, FORWARD, BACKWARD)
    expect(noted(all)).toEqual([2, 1, 2, 1])
  })

  it('cost the fine for each thing that comes out, in private, unless nothing is enforced', () => {
    const costs = (auditor: object) => {
      const all = gatehouse({ ...BOOKS, auditor: { ...CALM.auditor, fine: 3, ...auditor } })
      step(all, BACKWARD, FORWARD, BACKWARD, FORWARD, STAY, STAY, STAY, STAY)
      return [all.world.state.private[0], noted(all)]
    }
    expect(costs({})).toEqual([-6, [0, 0]])
    expect(costs({ enforced: false })).toEqual([0, [0, 0]])
  })

  it('are kept of each player, and come out of a draw of each', () => {
    const slots = 400
    const all = grids('clean_up', { slots, players: 2, needs: { ...CALM, ledger: { delay: 1, probability: 0.5 } } })
    all.world.state.ledger.fill(1)
    for (let i = 0; i < CALM.period; i++) step(all, STAY)
    const fined = Array.from(all.world.state.private, (paid) => (paid < 0 ? 1 : 0))
    const both = fined.filter((one, row) => row % 2 === 0 && one + fined[row + 1] === 2).length
    expect(Math.abs(fined.filter((one) => one === 1).length / (2 * slots) - 0.5)).toBeLessThan(0.08)
    expect(Math.abs(both / slots - 0.25)).toBeLessThan(0.09)
  })

  it('are read back from JSON, and refused where they are not those of the players', () => {
    const [all, other] = [gatehouse(BOOKS), gatehouse(BOOKS)]
    step(all, BACKWARD, FORWARD, BACKWARD)
    const json = JSON.parse(JSON.stringify(all.batch.toJSON(0)))
    other.batch.fromJSON(0, json)
    expect(noted(other)).toEqual([2, 0])
    for (const [ledger, message] of [
      [[[2]], 'Got needs.ledger[0] [2], expected'],
      [[[2, -1]], 'Got needs.ledger[0] -1, expected'],
      [[], 'Got needs.ledger [], expected'],
    ] as const)
      expect(() => other.batch.fromJSON(0, { ...json, needs: { ...json.needs, ledger } })).toThrow(message)
  })
})

describe('behind a veil', () => {
  const VEIL = { veil: true }
  const VIEWS = ['symbolic', 'rgb', 'common', 'gates']
  const lookOf = ({ world }: Grids) => world.tables.needs!.look
  const rowsOf = ({ batch }: Grids) =>
    Array.from({ length: batch.agents }, (_, p) => {
      const size = batch.observations.length / batch.agents
      return `${batch.observations.subarray(p * size, (p + 1) * size).join()} ${batch.spec.text(batch.world, 0, p)}`
    })
  /** What the keeper is shown by view, with grazers as given, once it did something. */
  const shown = (start: number, action: number | 'look', needs: object = {}) =>
    VIEWS.map((view) => {
      const all = gatehouse({ ...VEIL, ...needs, grazers: { ...CALM.grazers, start } }, { view, seed: 3 })
      step(all, action === 'look' ? lookOf(all) : action)
      return rowsOf(all)[0]
    })

  it('the keeper sees what grazers show once it looked, in every view and in words', () => {
    expect(shown(2, STAY)).toEqual(shown(9, STAY))
    const [few, many] = [shown(2, 'look'), shown(9, 'look')]
    for (const i of VIEWS.keys()) expect(few[i]).not.toBe(many[i])
    const [blind, seeing] = [shown(2, STAY), shown(2, 'look')]
    for (const i of VIEWS.keys()) expect(blind[i]).not.toBe(seeing[i])
  })

  it('nothing is hidden while the helper feeds, or where there is none', () => {
    for (const needs of [{ window: 5 }, { veil: false }]) {
      const [few, many] = [shown(2, STAY, needs), shown(9, STAY, needs)]
      for (const i of VIEWS.keys()) expect(few[i]).not.toBe(many[i])
    }
  })

  it.each(['symbolic', 'rgb', 'common'])(
    'each of several sees by its own look alone, and itself in any case: %s',
    (view) => {
      const shownTo = (looks: readonly boolean[], wellbeing: readonly number[]) => {
        const all = grids('clean_up', { slots: 1, players: 2, view, needs: { ...CALM, ...VEIL } })
        lay(all, 0, { players: [player(20, 9, 'north', 2), player(20, 11, 'north', 2)] })
        all.world.state.bars.set(wellbeing.flatMap((bar) => [bar, bar]))
        all.batch.actions.set(looks.map((look) => (look ? lookOf(all) : STAY)))
        all.batch.step()
        return rowsOf(all)
      }
      const seen = (looks: readonly boolean[]) => {
        const plain = shownTo(looks, [5000, 5000])
        return [shownTo(looks, [2000, 5000]), shownTo(looks, [5000, 2000])].map((rows) =>
          rows.map((row, p) => row !== plain[p]),
        )
      }
      // The second looks the first in the back, and is not seen by it.
      expect(seen([false, false])).toEqual([[true, false], [false, true]]) // prettier-ignore
      expect(seen([true, false])).toEqual([[true, false], [false, true]]) // prettier-ignore
      expect(seen([false, true])).toEqual([[true, true], [false, true]]) // prettier-ignore
    },
  )

  it('to look takes a step and no stamina, and can be done while there is something to lift', () => {
    const all = gatehouse({ ...VEIL, window: 1, stamina: { effort: 1 } })
    const may = () => all.batch.mask[lookOf(all)]
    const masks = [may()]
    step(all, STAY)
    masks.push(may())
    step(all, lookOf(all))
    masks.push(may())
    expect(masks).toEqual([0, 1, 0])
    expect([all.world.state.bars[0], all.batch.actions[0]]).toEqual([10_000, lookOf(all)])
  })

  it('it falls with each period, and the share of periods in which whom keeping pays looked is counted', () => {
    const all = gatehouse({ ...VEIL, window: 2 })
    const rate = () => metricOf(all, 0, 'look_rate')
    step(all, lookOf(all), STAY, STAY, lookOf(all), STAY)
    expect([rate(), all.world.state.lifted[0]]).toEqual([NaN, 1])
    step(all, STAY)
    expect([rate(), all.world.state.lifted[0]]).toEqual([1, 0])
    step(all, STAY, STAY, STAY, STAY)
    expect(rate()).toBe(0.5)
    expect(metricOf(gatehouse(), 0, 'look_rate')).toBe(NaN)
  })

  it('a beam is to look in the common actions, or to take where there are beams', () => {
    for (const [all, act, may] of [
      [gatehouse(VEIL), ACT_BEAM, 1],
      [gatehouse(), ACT_BEAM, 0],
      [grids('clean_up', { slots: 1, needs: VEIL }), ACT_TAKE, 1],
    ] as const) {
      const { common } = all.batch.spec
      const out = new Uint8Array(COMMON_MASK_SIZE)
      common!.mask(all.batch.world, 0, 0, out, 0)
      common!.write(all.batch.world, 0, 0, act, 0)
      expect([out[act], all.batch.actions[0]]).toEqual([may, may === 1 ? lookOf(all) : STAY])
    }
  })

  it('who looked is read back from JSON, and refused where it is not said of each', () => {
    const [all, other] = [gatehouse(VEIL), gatehouse(VEIL)]
    step(all, STAY, STAY, STAY, STAY, lookOf(all))
    const json = JSON.parse(JSON.stringify(all.batch.toJSON(0)))
    expect(json.needs.veil).toEqual({ lifted: [true], sums: [1, 0] })
    other.batch.fromJSON(0, json)
    expect(other.batch.toJSON(0)).toEqual(json)
    for (const [veil, message] of [
      [{ lifted: [], sums: [1, 0] }, 'Got needs.veil.lifted [], expected'],
      [{ lifted: [true], sums: [1] }, 'Got needs.veil.sums [1], expected'],
      [undefined, 'Got needs.veil undefined, expected'],
    ] as const)
      expect(() => other.batch.fromJSON(0, { ...json, needs: { ...json.needs, veil } })).toThrow(message)
  })
})

describe('a keeper that says what it keeps', () => {
  const keeps = (needs: object = {}, slots = 1) =>
    grids('sluice', { slots, others: 'grazers', keeper: 'keeps', needs: { ...CALM, ...needs } })
  const say = (tenths: number) => FIRST_BEAM + tenths

  it('is brought what grows on its plot, which pays lambda in private, and the others get the same each', () => {
    const steps = 200
    const all = keeps({ price: 2, pay: 0, grazers: { ...CALM.grazers, appetite: 1, capacity: 10 } }, 12)
    let paid = 0
    for (let t = 0; t < steps; t++) {
      step(all, t === 0 ? say(7) : STAY)
      for (const reward of all.batch.rewards) paid += reward
    }
    const eaten = (plot: number) => all.batch.world.metrics
      .filter((_, i) => i % all.world.tables.metrics.length === all.world.tables.metrics.indexOf(`apples_${plot}`))
      .reduce((sum, apples) => sum + apples) // prettier-ignore
    expect(paid).toBeCloseTo(2 * eaten(0))
    const river = 12 * steps * PLOTS * 14 * (FLOW / PLOTS)
    expect(eaten(0) / river).toBeCloseTo(0.7, 1)
    for (let plot = 1; plot < PLOTS; plot++) expect(Math.abs(eaten(plot) / river - 0.3 / 9)).toBeLessThan(0.02)
    expect(metricOf(all, 0, 'self_share')).toBeCloseTo(0.7, 2)
  })

  it('says it by use and a message, and by take where messages have come to an end', () => {
    const all = keeps()
    const { common } = all.batch.spec
    const said = (act: number, message: number) => {
      common!.write(all.batch.world, 0, 0, act, message)
      return all.batch.actions[0]
    }
    for (let tenths = 0; tenths <= 10; tenths++)
      expect(said(tenths < MESSAGES ? ACT_USE : ACT_TAKE, tenths % MESSAGES)).toBe(say(tenths))
    const out = new Uint8Array(COMMON_MASK_SIZE)
    common!.mask(all.batch.world, 0, 0, out, 0)
    expect([out[ACT_USE], out[ACT_TAKE], ...out.subarray(COMMON_ACTS.length)]).toEqual(Array(2 + MESSAGES).fill(1))
  })

  it('needs no option needs, and no foragers away', () => {
    const all = grids('sluice', { slots: 1, keeper: 'keeps' })
    step(all, say(10))
    expect(metricOf(all, 0, 'own_share')).toBe(1)
  })
})
