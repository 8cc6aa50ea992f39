import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import {
  depend,
  from,
  identitySensitivity,
  independenceGap,
  replaced,
  type Distribution,
} from '../../agents/counterfactual.ts'
import { evaluate } from '../../agents/evaluate.ts'
import type { Policy } from '../../agents/policy.ts'
import { OTHER, OWN } from '../../envs/neuralmmo/autonomy/view-symbolic.ts'
import { COUPLED, autonomyBatch } from './autonomy-world.ts'
import { actByName } from './neuralmmo-permute.ts'

const SMALL = { agents: 12, center: 34, horizon: 200, view: null }

/** Says one word, always. */
const crier = (word: number): Policy => ({
  name: `crier ${word}`,
  reset() {},
  act({ world }, rows) {
    for (const row of Array.from(rows)) world.actions.set([0, 0, 0, 0, 0, word], row * world.heads.length)
  },
})

describe('a policy that is another one from a tick on', () => {
  it('changes in every slot at its own tick', async () => {
    const env = autonomyBatch({ ...SMALL, slots: 2 })
    const both = from(5, crier(1), crier(2))
    const rows = Array.from({ length: 2 * env.agents }, (_, row) => row)
    env.world.tick[1] = 3
    const words: number[][] = []
    for (let t = 0; t < 6; t++) {
      await both.act(env, rows)
      words.push([env.actions[5], env.actions[env.agents * 6 + 5]])
      env.step()
    }
    expect(words.map(([word]) => word)).toEqual([1, 1, 1, 1, 1, 2])
    expect(words.map(([, word]) => word)).toEqual([1, 1, 2, 2, 2, 2])
  })
})

describe('others replaced by bots', () => {
  it('do what the bots do from then on, and leave an independent agent what it had', async () => {
    const policy = bot('forager', 'autonomy')
    const played = (others: readonly string[], tick: number) =>
      evaluate({ env: 'autonomy', envOptions: SMALL, seats: replaced(policy, 3, others, tick), episodes: 2, seed: 1 })
    const [same, late, thieves] = [await played(['forager'], 0), await played(['thief', 'giver'], 100), await played(['thief'], 0)] // prettier-ignore
    expect(same.metrics.harm[0]).toBe(0)
    expect(late.metrics.harm[0]).toBeGreaterThan(0)
    expect(late.metrics.give[0]).toBeGreaterThan(0)
    expect(thieves.metrics.harm[0]).toBeGreaterThan(late.metrics.harm[0])
    expect(thieves.returns.map((row) => row[3])).toEqual(same.returns.map((row) => row[3]))
  })
})

describe('the independence gap', () => {
  it('is nothing for who minds nobody', async () => {
    const gap = await independenceGap({ policy: bot('forager', 'autonomy'), envOptions: SMALL, episodes: 2 })
    expect(gap).toMatchObject({ mean: 0, n: 2 })
  })

  it('is what others cost those who give to them', async () => {
    const giver = bot('giver:keep=0', 'autonomy')
    const gap = await independenceGap({ policy: giver, envOptions: SMALL, episodes: 2 })
    expect(gap.mean).toBeGreaterThan(0)
  })
})

describe('identity sensitivity', () => {
  /** Two choices, of which the first is likelier the larger byte `at` of each row. */
  const leaning =
    (at: number): Distribution =>
    (env) =>
      Float32Array.from({ length: 2 * env.agents }, (_, i) => {
        const share = 0.1 + 0.8 * (env.observations[(i >> 1) * env.world.rowSize + at] / 255)
        return i % 2 === 0 ? share : 1 - share
      })
  const crowded = () => {
    const env = autonomyBatch({ ...COUPLED })
    for (let t = 0; t < 20; t++) {
      actByName(env, t)
      env.step()
    }
    return env
  }

  it('is positive where a policy minds faces, and 0 where it minds anything else', async () => {
    const env = crowded()
    expect(await identitySensitivity(env, leaning(OWN.length + OTHER.indexOf('face0')))).toBeGreaterThan(0.01)
    for (const name of ['dx', 'deed', 'down'] as const)
      expect(await identitySensitivity(env, leaning(OWN.length + OTHER.indexOf(name)))).toBe(0)
    expect(await identitySensitivity(env, leaning(0))).toBe(0)
  })

  it('leaves the batch as it was', async () => {
    const env = crowded()
    const [hash, rows] = [env.hash(), env.observations.slice()]
    await identitySensitivity(env, leaning(OWN.length + OTHER.indexOf('face0')))
    expect(env.hash()).toBe(hash)
    expect(env.observations).toEqual(rows)
  })
})

describe('dependence', () => {
  it('begins and ends when it is told', () => {
    const env = autonomyBatch({ ...SMALL, slots: 2 })
    depend(env, true)
    expect([...env.world.knobs.rivalry, ...env.world.knobs.scarcity]).toEqual([1, 1, 2, 2])
    depend(env, false)
    expect([...env.world.knobs.rivalry, ...env.world.knobs.scarcity]).toEqual([0, 0, 0, 0])
    expect(autonomyBatch({ ...SMALL, variant: 'dependence' }).world.knobs.rivalry[0]).toBe(1)
  })
})
