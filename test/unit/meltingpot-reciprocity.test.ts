import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { evaluate } from '../../agents/evaluate.ts'
import { answer, meetWith, reciprocity } from '../../envs/meltingpot/engine/reciprocity.ts'

const blank = () => ({ met: new Uint8Array(2), answers: new Int32Array(4) })

describe('reciprocity', () => {
  it('is not defined until somebody answered both kinds of acts', () => {
    const state = blank()
    answer(state, 0, 0, true)
    expect(reciprocity(state, 0)).toBeNaN()
    meetWith(state, 0, true)
    answer(state, 0, 0, true)
    expect(reciprocity(state, 0)).toBeNaN()
    meetWith(state, 0, false)
    answer(state, 0, 0, false)
    expect(reciprocity(state, 0)).toBe(1)
  })

  it('is the difference of two shares', () => {
    const state = blank()
    meetWith(state, 1, true)
    for (const cooperates of [true, true, true, false]) answer(state, 0, 1, cooperates)
    meetWith(state, 1, false)
    for (const cooperates of [true, false]) answer(state, 0, 1, cooperates)
    expect(reciprocity(state, 0)).toBe(0.75 - 0.5)
  })

  it.each([
    ['prisoners_dilemma', 'tit_for_tat', 'alternator', 0.4, 1.01],
    ['coins', 'reciprocator:window=30:punish=30', 'defector', 0.05, 1.01],
    ['coins', 'defector', 'defector', -0.15, 0.15],
  ])('in %s of %s with %s', async (env, one, other, low, high) => {
    const seats = [bot(one, env), bot(other, env)]
    const envOptions = { horizon: 2000, randomEnd: false, view: null }
    const { metrics } = await evaluate({ env, envOptions, seats, episodes: 8, seed: 'reciprocity' })
    const mean = metrics.reciprocity.reduce((sum, value) => sum + value, 0) / 8
    expect(mean).toBeGreaterThan(low)
    expect(mean).toBeLessThan(high)
  })
})
