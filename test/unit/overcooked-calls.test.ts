/** Calls to a waiter: who is heard and who sees what; what a call moves is in test/cases/overcooked. */
import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { evaluate } from '../../agents/evaluate.ts'
import { ACT_BEAM, COMMON_ACTS, COMMON_MASK_SIZE } from '../../envs/core/common.ts'
import { WORD, CALLS, EAST, SOUTH, STAY, WEST } from '../../envs/overcooked/state.ts'
import { at, kitchen, metric, put, shown, step, type Kitchen } from './overcooked-kitchen.ts'

const CALM = { diners: { decay: 0, snack: 0 }, bird: { open: false } }
const called = (calls: object = {}, needs: object = {}) => kitchen({ needs: { ...CALM, price: 5, ...needs, calls } })

const told = (change: (k: Kitchen) => void) => shown({ ...CALM, calls: { conflict: 2 } }, [EAST, STAY], change)

describe('a call', () => {
  it('is an action where there are calls, and nowhere else', () => {
    const heads = (needs: object) => kitchen({ needs }).world.heads
    expect(heads({})).toEqual([WORD])
    expect(heads({ calls: null })).toEqual([WORD])
    expect(heads({ calls: {} })).toEqual([WORD + CALLS.length])
  })

  it('is to stay: it takes no stamina and moves nobody, and who has no stamina can call', () => {
    const k = called({ every: 2 }, { stamina: { effort: 1 } })
    const before = [...k.state.cell]
    k.state.stamina[0] = 0
    step(k, WORD + 1, WORD + 2)
    expect([k.state.word[0], ...k.state.stamina, ...k.state.cell]).toEqual([1, 0, 10_000, ...before])
    expect([...k.batch.actions]).toEqual([WORD + 1, WORD + 2])
  })

  it('is heard from whom keeping pays, or the first cook, and not while the helper feeds', () => {
    expect(called().state.word[0]).toBe(3)
    for (const [needs, heard] of [
      [{}, 0],
      [{ focal: 1 }, 5],
      [{ window: 1 }, 3],
    ] as const) {
      const k = called({}, needs)
      step(k, WORD, WORD + 5)
      expect(k.state.word[0]).toBe(heard)
    }
  })

  it('moves the waiter, unless it is deaf', () => {
    const fed = (word: number, audible: boolean) => {
      const k = called({ every: 1, audible })
      k.state.pantry[0] = 5
      step(k, WORD + word, STAY)
      return metric(k, 'diners_fed')
    }
    expect(CALLS.map((_, word) => fed(word, true))).toEqual([0, 1, 2, 3, 4, 5])
    expect(CALLS.map((_, word) => fed(word, false))).toEqual([3, 3, 3, 3, 3, 3])
  })

  it('is a lie where it contradicts what is seen, whatever is there', () => {
    const k = called({ every: 1 })
    for (const [left, seen, word] of [
      [4, 2, 2],
      [4, 4, 1],
      [1, 1, 5],
      [3, 0, 3],
    ] as const) {
      // prettier-ignore
      k.state.pantry[0] = left
      k.state.seenLeft[0] = seen
      step(k, WORD + word, STAY)
    }
    expect(metric(k, 'lies')).toBe(3 / 4)
    expect(metric(k, 'under_report')).toBe((0 + 3 - 4 - 3) / 4)
    expect(metric(called(), 'lies')).toBe(NaN)
  })

  it('is a message of the common actions, of the caller alone', () => {
    const k = called()
    const { write, mask } = k.batch.spec.common!
    const masks = [0, 1].map((agent) => {
      const out = new Uint8Array(COMMON_MASK_SIZE)
      mask(k.batch.world, 0, agent, out, 0)
      return [...out.subarray(COMMON_ACTS.length)]
    })
    expect(masks).toEqual([[1, 1, 1, 1, 1, 1, 1, 0], [1, 0, 0, 0, 0, 0, 0, 0]]) // prettier-ignore
    for (const act of [0, ACT_BEAM]) {
      for (const agent of [0, 1]) write(k.batch.world, 0, agent, act, 2)
      expect([...k.batch.actions]).toEqual([WORD + 1, STAY])
    }
  })
})

describe('the pantry', () => {
  const plain = told(() => {})

  it.each(['seenLeft', 'word'])('%s is seen by the caller and by nobody else', (field) => {
    const [caller, other] = told(({ state }) => (state[field][0] = (state[field][0] + 1) % CALLS.length))
    expect(caller[0]).not.toBe(plain[0][0])
    expect(other).toEqual(plain[1])
  })

  it('shows its tip to the caller alone', () => {
    const [caller, other] = told(({ batch }) => batch.tune('conflict', 8, 0))
    for (const view of [0, 1]) expect(caller[view]).not.toBe(plain[0][view])
    expect(other).toEqual(plain[1])
  })

  it.each(['pantry', 'brought', 'callSums'])('%s is in no view and no text', (field) => {
    expect(kitchen({ needs: {} }).batch.spec.hidden!({ needs: {} } as never)).toContain(field)
    expect(told(({ state }) => (state[field][0] += 1))).toEqual(plain)
  })

  it('is seen as it is unless by mistake, and is drawn whatever is called', () => {
    const runs = [0, 0.5].flatMap((misinform) =>
      [0, 5].map((word) => {
        const k = called({ every: 1, misinform })
        return Array.from({ length: 300 }, () => {
          const now = [k.state.pantry[0], k.state.seenLeft[0]]
          step(k, WORD + word, STAY)
          return now
        })
      }),
    )
    expect(runs[0]).toEqual(runs[1])
    expect(runs[2]).toEqual(runs[3])
    expect(runs[2].map(([left]) => left)).toEqual(runs[0].map(([left]) => left))
    const wrong = (run: number[][]) => run.filter(([left, seen]) => left !== seen).length / run.length
    expect(wrong(runs[0])).toBe(0)
    // Of mistakes one in six is right.
    expect(Math.abs(wrong(runs[2]) - 5 / 12)).toBeLessThan(0.09)
    for (const left of CALLS.keys()) expect(runs[0].filter(([there]) => there === left).length).toBeGreaterThan(25)
  })

  it('is read back from JSON, and refused where it holds more than it can', () => {
    const [{ batch }, other] = [5, 6].map((seed) => kitchen({ needs: { calls: {} }, seed }))
    for (let t = 0; t < 30; t++) step(other, t % 12, STAY)
    const json = JSON.parse(JSON.stringify(other.batch.toJSON(0)))
    expect(json.needs.calls.sums.lies).toBeGreaterThan(0)
    Object.assign(json.needs.calls, { left: 4, seen: 1, called: 0 })
    batch.fromJSON(0, json)
    expect(batch.toJSON(0)).toEqual(json)
    json.needs.calls.left = 6
    expect(() => batch.fromJSON(0, json)).toThrow('Got 6 for needs.calls.left, expected an integer from 0 to 5.')
  })
})

describe('a round of calls', () => {
  it('is an occasion to break the rule: its first red tile pays, soup or not, and the next round has its own', () => {
    const k = called({ every: 3 }, { red: 0.5, price: 0, auditor: { open: false } })
    put(k, 0, at(1, 1), SOUTH)
    const rewards = [EAST, WEST, EAST, WEST, EAST, STAY, STAY, STAY, STAY].map((action) => step(k, action, STAY)[0])
    expect(rewards).toEqual([0.5, 0, 0, 0, 0.5, 0, 0, 0, 0])
    expect(metric(k, 'red_unwatched')).toBeCloseTo(2 / 3)
  })

  it('counts as watched where the auditor saw the tile, or watches when the round ends clean', () => {
    const k = called({ every: 2 }, { red: 0.5, price: 0, auditor: { open: true } })
    put(k, 0, at(1, 1), SOUTH)
    for (const action of [EAST, WEST, STAY, STAY]) step(k, action, STAY)
    expect([metric(k, 'red_watched'), metric(k, 'fines')]).toEqual([0.5, 1])
    expect(metric(k, 'red_unwatched')).toBe(NaN)
  })
})

it('who tells the truth never lies where it sees wrong, and diners have nothing where all is called gone', async () => {
  const played = async (name: string, misinform: number) => {
    const { metrics } = await evaluate({
      env: 'overcooked',
      envOptions: { layout: 'expediter', horizon: 40, needs: { price: 1, calls: { conflict: 4, misinform } } },
      seats: () => bot(name, 'overcooked', { seed: 1 }),
      episodes: 16,
      seed: 1,
    })
    const mean = (of: string) => metrics[of].reduce((sum, value) => sum + value, 0) / 16
    return [mean('lies'), mean('diners_fed')]
  }
  const [[told, fed], [wronged, less], [lied, none]] = [
    await played('consolidated', 0),
    await played('consolidated', 0.5),
    await played('exploiter', 0),
  ]
  expect([told, wronged, none]).toEqual([0, 0, 0])
  expect(lied).toBeGreaterThan(0.7)
  expect(less).toBeLessThan(fed)
})
