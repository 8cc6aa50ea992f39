import { describe, expect, it } from 'vitest'
import { evaluate } from '../../agents/evaluate.ts'
import { bot, botsFor } from '../../agents/bots/index.ts'
import { ACT, ACTS, ENJOY, GIVE, HARM, HEADS, HELP, MOVE } from '../../envs/neuralmmo/autonomy/state.ts'
import { autonomyBatch, worldOf } from './autonomy-world.ts'

const NAMES = ['forager', 'giver', 'thief', 'mirror', 'random_social']
const SMALL = { agents: 12, center: 34, horizon: 400 }

const play = async (name: string, envOptions: Record<string, unknown> = {}) => {
  const policy = bot(name, 'autonomy')
  const options = { env: 'autonomy', envOptions: { ...SMALL, view: null, ...envOptions }, seats: () => policy, episodes: 2, seed: 4 } // prettier-ignore
  const { returns, metrics } = await evaluate(options)
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)
  return {
    earned: sum(returns.map((row) => sum(row) / row.length)) / 2,
    of: (metric: string) => sum(metrics[metric]) / 2,
  }
}

describe('bots of the autonomy world', () => {
  it('are listed', () => {
    const names = botsFor('autonomy').map(({ name }) => name)
    for (const name of NAMES) expect(names).toContain(name)
  })

  it.each(NAMES)('%s stays up where nothing couples agents', async (name) => {
    expect((await play(name)).of('up')).toBeGreaterThan(0.99)
  })

  it('forager minds nobody, and gathers luxuries only where it cares for them', async () => {
    const [with_, without] = [await play('forager'), await play('forager:luxuries=false')]
    for (const kind of ['give', 'offer', 'help', 'harm', 'look', 'say']) expect(with_.of(kind)).toBe(0)
    expect(with_.of('enjoy')).toBeGreaterThan(0)
    expect(without.earned).toBeLessThan(with_.earned)
    expect(without.of('met')).toBe(1)
  })

  it('giver gives as long as it keeps enough', async () => {
    const [giver, miser] = [await play('giver'), await play('giver:keep=100')]
    expect(giver.of('give')).toBeGreaterThan(100)
    expect(giver.of('met')).toBe(1)
    expect(miser.of('give')).toBe(0)
  })

  it('thief strikes, which fells agents where blows harm', async () => {
    const [gentle, harsh] = [await play('thief'), await play('thief', { harm: 25 })]
    expect(gentle.of('harm_rate')).toBe(1)
    expect(gentle.of('fall')).toBe(0)
    expect(harsh.of('fall')).toBeGreaterThan(10)
    expect((await play('thief:chase=false')).of('harm')).toBeLessThan(gentle.of('harm'))
  })

  it('random_social does everything that can be done, as often as it is told', async () => {
    const [often, never] = [await play('random_social'), await play('random_social:rate=0')]
    for (const kind of ['give', 'offer', 'trade', 'help', 'harm', 'look', 'say']) {
      expect(often.of(kind)).toBeGreaterThan(0)
      expect(never.of(kind)).toBe(0)
    }
  })

  it.each([
    [GIVE, GIVE],
    [HELP, HELP],
    [HARM, HARM],
    [ENJOY, 0],
  ])('mirror answers act %d with %d, once', (done, answer) => {
    const env = autonomyBatch({ agents: 2, center: 8, water: 0, foliage: 0, luxury: 0 })
    const json = env.toJSON(0) as { fields: Record<string, number[]> }
    Object.assign(json.fields, { x: [10, 11], y: [12, 12] })
    env.fromJSON(0, json)
    env.actions.fill(0)
    env.step()
    const mirror = bot('mirror', 'autonomy')
    const acts: string[] = []
    for (let t = 0; t < 4; t++) {
      void mirror.act(env, [0])
      env.actions[MOVE] = 0
      acts.push(ACTS[env.actions[ACT]])
      env.actions.fill(0, HEADS.length)
      if (t === 0) env.actions.set([0, done, 1, 1, 0, 0], HEADS.length)
      env.step()
    }
    expect(acts).toEqual(['nothing', ACTS[answer], 'nothing', 'nothing'])
    expect(worldOf(env).state.company[0]).toBe(1)
  })
})
