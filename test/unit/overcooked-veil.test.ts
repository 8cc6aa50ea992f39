/** A veil over what diners show, which a cook lifts by looking, for one soup. */
import { describe, expect, it } from 'vitest'
import { ACT_BEAM, COMMON_MASK_SIZE } from '../../envs/core/common.ts'
import { WORD, CALLS, NORTH, INTERACT, SOUP, STAY } from '../../envs/overcooked/state.ts'
import { at, kitchen, metric, put, step, type Kitchen } from './overcooked-kitchen.ts'

const LOOK = WORD
const CALM = { diners: { decay: 0, snack: 0 }, veil: true }

const rate = (k: Kitchen) => metric(k, 'look_rate')

/** What either cook is shown, by view, after both acted; the diners start as given. */
function shown(actions: readonly number[], start: number, needs: object = {}): string[][] {
  return [0, 1].map((agent) =>
    ['symbolic', 'common'].map((view) => {
      const diners = { decay: 0, snack: 0, each: [{ start }, { start: 10 - start }] }
      const k = kitchen({ needs: { ...CALM, ...needs, diners }, view, seed: 3 })
      step(k, ...actions)
      const size = k.batch.observations.length / 2
      const row = k.batch.observations.slice(agent * size, (agent + 1) * size)
      return `${row.join()} ${k.batch.spec.text(k.batch.world, 0, agent)}`
    }),
  )
}

describe('behind a veil', () => {
  it('a cook sees what diners show once it looked, and not by the look of another', () => {
    const [[one, other], [than, another]] = [2, 9].map((start) => shown([LOOK, STAY], start))
    for (const view of [0, 1]) expect(one[view]).not.toBe(than[view])
    expect(other).toEqual(another)
    expect(shown([STAY, LOOK], 2)[0]).toEqual(shown([STAY, LOOK], 9)[0])
  })

  it('nothing is hidden while the helper feeds, and all where there is none', () => {
    for (const needs of [{ window: 5 }, { veil: false }])
      expect(shown([STAY, STAY], 2, needs)).not.toEqual(shown([STAY, STAY], 9, needs))
  })

  it('to look takes no stamina, moves nobody and is the last action, after those of calls', () => {
    const k = kitchen({ needs: { ...CALM, calls: {}, stamina: { effort: 1 } } })
    expect(k.world.heads).toEqual([WORD + CALLS.length + 1])
    const before = [...k.state.cell]
    step(k, WORD + CALLS.length, STAY)
    expect([...k.state.lifted, ...k.state.stamina, ...k.state.cell]).toEqual([1, 0, 10_000, 10_000, ...before])
    expect(k.state.word[0]).toBe(3)
  })

  it('it falls again with each soup, and the share of soups that one looked for is counted', () => {
    const k = kitchen({ needs: CALM })
    const serve = () => {
      put(k, 0, at(1, 1), NORTH, SOUP)
      step(k, INTERACT, STAY)
    }
    expect(rate(k)).toBe(NaN)
    step(k, LOOK, STAY)
    serve()
    expect([k.state.lifted[0], rate(k)]).toEqual([0, 1])
    serve()
    expect(rate(k)).toBe(0.5)
  })

  it('it falls for a cook whom keeping does not pay too, uncounted, and is not lifted before there is one', () => {
    const k = kitchen({ needs: { ...CALM, focal: 1, window: 1 } })
    step(k, LOOK, STAY)
    expect(k.state.lifted[0]).toBe(0)
    step(k, LOOK, STAY)
    expect(k.state.lifted[0]).toBe(1)
    put(k, 0, at(1, 1), NORTH, SOUP)
    step(k, INTERACT, STAY)
    expect([k.state.lifted[0], rate(k)]).toEqual([0, NaN])
  })

  it('a beam is to look in the common actions', () => {
    const k = kitchen({ needs: CALM })
    const masked = (needs: object) => {
      const { batch } = kitchen({ needs })
      const out = new Uint8Array(COMMON_MASK_SIZE)
      batch.spec.common!.mask(batch.world, 0, 0, out, 0)
      return out[ACT_BEAM]
    }
    expect([masked(CALM), masked({})]).toEqual([1, 0])
    k.batch.spec.common!.write(k.batch.world, 0, 0, ACT_BEAM, 0)
    expect(k.batch.actions[0]).toBe(LOOK)
  })

  it('who looked is read back from JSON, and how often shows nowhere', () => {
    const [{ batch, state }, other] = [5, 6].map((seed) => kitchen({ needs: CALM, seed, view: 'common' }))
    step(other, LOOK, STAY)
    const json = { ...JSON.parse(JSON.stringify(other.batch.toJSON(0))) }
    json.needs.looked = 3
    batch.fromJSON(0, json)
    expect(batch.toJSON(0)).toEqual(json)
    expect([...state.lifted, state.looked[0]]).toEqual([1, 0, 3])
    const text = batch.spec.text(batch.world, 0, 0)
    state.looked[0] = 4
    expect(batch.spec.text(batch.world, 0, 0)).toBe(text)
    expect(batch.spec.hidden!({ needs: CALM } as never)).toContain('looked')
  })
})
