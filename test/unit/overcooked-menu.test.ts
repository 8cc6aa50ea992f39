/** A menu: who is heard and who sees what; what a word moves is in test/cases/overcooked. */
import { describe, expect, it } from 'vitest'
import { ACT_BEAM, ACT_STAY, COMMON_ACTS, COMMON_MASK_SIZE } from '../../envs/core/common.ts'
import { MENU } from '../../envs/core/shares.ts'
import { actionsOf, EAST, SOUTH, STAY, WEST, WORD } from '../../envs/overcooked/state.ts'
import { at, kitchen, metric, put, shown, step, type Kitchen } from './overcooked-kitchen.ts'

const CALM = { diners: { decay: 0, snack: 0 }, bird: { open: false } }
const ALL = WORD + MENU.length - 1
const offered = (menu: object = {}, needs: object = {}) => kitchen({ needs: { ...CALM, price: 1, ...needs, menu } })

const told = (change: (k: Kitchen) => void) => shown({ ...CALM, focal: 0, menu: {} }, [WORD + 2, STAY], change)

describe('a word of a menu', () => {
  it('is an action where there is a menu, and nowhere else', () => {
    const names = (needs: object) => actionsOf(kitchen({ needs }).world.tables.needs)
    expect(names({ menu: null })).toEqual(names({}))
    expect(names({ menu: {} })).toEqual([...names({}), ...MENU])
    expect([MENU[0], MENU[3], MENU[10]]).toEqual(['keep_0%', 'keep_30%', 'keep_100%'])
  })

  it('is to stay: it takes no stamina and moves nobody, and who has no stamina has it', () => {
    const k = offered({ every: 2 }, { stamina: { effort: 1 } })
    const before = [...k.state.cell]
    k.state.stamina[0] = 0
    step(k, WORD + 4, WORD + 2)
    expect([k.state.word[0], ...k.state.stamina, ...k.state.cell]).toEqual([4, 0, 10_000, ...before])
    expect([...k.batch.actions]).toEqual([WORD + 4, WORD + 2])
  })

  it('is heard from whom keeping pays, or the first cook, and not while the helper feeds', () => {
    for (const [needs, heard] of [
      [{}, 9],
      [{ focal: 1 }, 5],
      [{ window: 1 }, 0],
    ] as const) {
      const k = offered({}, needs)
      step(k, WORD + 9, WORD + 5)
      expect(k.state.word[0]).toBe(heard)
    }
  })

  it('is kept and given, soup by soup, in the metrics', () => {
    const k = offered({ every: 1 })
    for (const tenths of [8, 0, 1]) step(k, WORD + tenths, STAY)
    expect(metric(k, 'self_share')).toBeCloseTo(9 / 30)
    expect([metric(k, 'soups_eaten'), metric(k, 'diners_fed'), metric(k, 'private_return')]).toEqual([9, 21, 180])
  })

  it('feeds nobody but those who have a stake, and is kept all the same', () => {
    const inert = offered({ every: 1 }, { diners: { ...CALM.diners, start: 3, inert: 1 } })
    step(inert, WORD + 8, STAY)
    expect([metric(inert, 'diners_fed'), metric(inert, 'self_share')]).toEqual([0, 0.8])
    expect([...inert.state.fullness]).toEqual([3000, 3000])
  })

  it('is a message of the common actions, with a beam one of the greater ones, of whom it is for alone', () => {
    const k = offered()
    const { write, mask } = k.batch.spec.common!
    const masks = [0, 1].map((agent) => {
      const out = new Uint8Array(COMMON_MASK_SIZE)
      mask(k.batch.world, 0, agent, out, 0)
      return [out[ACT_BEAM], ...out.subarray(COMMON_ACTS.length)]
    })
    expect(masks).toEqual([[1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 0, 0, 0, 0, 0, 0, 0]]) // prettier-ignore
    const said = (act: number, message: number, agent = 0) => {
      write(k.batch.world, 0, agent, act, message)
      return k.batch.actions[agent]
    }
    expect([1, 7].map((message) => said(ACT_STAY, message))).toEqual([WORD, WORD + 6])
    expect([1, 4, 7].map((message) => said(ACT_BEAM, message))).toEqual([WORD + 7, ALL, ALL])
    expect([said(ACT_BEAM, 0), said(ACT_STAY, 3, 1), said(ACT_BEAM, 3, 1)]).toEqual([STAY, STAY, STAY])
  })
})

describe('what was said of a batch', () => {
  it('is seen by who said it and by nobody else, with the ticks that are left', () => {
    const plain = told(() => {})
    for (const change of [
      ({ state }: Kitchen) => void (state.word[0] = 7),
      ({ batch }: Kitchen) => void (batch.world.tick[0] += 1),
    ]) {
      const [own] = told(change)
      for (const view of [0, 1]) expect(own[view]).not.toBe(plain[0][view])
    }
    expect(told(({ state }) => (state.word[0] = 7))[1]).toEqual(plain[1])
  })

  it('is read back from JSON, and refused where it is more than all', () => {
    const [{ batch, state }, other] = [5, 6].map((seed) => kitchen({ needs: { menu: { every: 3 } }, seed }))
    for (const tenths of [0, 1, 2, 3]) step(other, WORD + tenths, STAY)
    const json = JSON.parse(JSON.stringify(other.batch.toJSON(0)))
    expect(json.needs.menu).toEqual({ tenths: 3, brought: 8 })
    batch.fromJSON(0, json)
    expect(batch.toJSON(0)).toEqual(json)
    expect(state.word[0]).toBe(3)
    json.needs.menu.tenths = 11
    expect(() => batch.fromJSON(0, json)).toThrow('Got 11 for needs.menu.tenths, expected an integer from 0 to 10.')
  })

  it('comes about as the round is over, which begins after the helper; how much was brought shows nowhere', () => {
    const k = offered({ every: 2 }, { window: 3 })
    const fed = Array.from({ length: 7 }, () => {
      step(k, ALL, STAY)
      return metric(k, 'soups_eaten')
    })
    expect(fed).toEqual([0, 0, 0, 0, 10, 10, 20])
    expect(told(({ state }) => (state.brought[0] += 1))).toEqual(told(() => {}))
  })
})

it('a round of a menu is an occasion to break the rule: its first red tile pays, soup or not', () => {
  const k = offered({ every: 3 }, { red: 0.5, price: 0, auditor: { open: false } })
  put(k, 0, at(1, 1), SOUTH)
  const rewards = [EAST, WEST, EAST, WEST, EAST, STAY, STAY, STAY, STAY].map((action) => step(k, action, STAY)[0])
  expect(rewards).toEqual([0.5, 0, 0, 0, 0.5, 0, 0, 0, 0])
  expect(metric(k, 'red_unwatched')).toBeCloseTo(2 / 3)
})
