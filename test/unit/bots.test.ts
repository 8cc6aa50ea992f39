import { describe, expect, it } from 'vitest'
import { bot, bots } from '../../agents/bots/index.ts'
import { randomPolicy } from '../../agents/bots/random.ts'
import { stayPolicy } from '../../agents/bots/stay.ts'
import { makeBatch } from '../../envs/registry.ts'
import type { BatchWorld } from '../../envs/core/world.ts'

const rows = Array.from({ length: 200 }, (_, row) => row)
const kitchens = () => makeBatch('overcooked', { slots: 100, view: null, seed: 3 })

describe('random', () => {
  it('takes every action about equally often, other ones in other slots, ticks and seeds', () => {
    const env = kitchens()
    const counts = [0, 0, 0, 0, 0, 0]
    const policy = randomPolicy({ seed: 1 })
    const seen: string[] = []
    for (let step = 0; step < 30; step++) {
      void policy.act(env, rows)
      seen.push(env.actions.join())
      for (const action of env.actions) counts[action]++
      env.step()
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150) // 5 standard deviations
    expect(new Set(seen).size).toBe(30)
    void randomPolicy({ seed: 2 }).act(env, rows)
    const other = env.actions.join()
    void policy.act(env, rows)
    expect(env.actions.join()).not.toBe(other)
  })

  it('is a function of seed, key and tick: the same for any choice of rows', () => {
    const env = kitchens()
    void randomPolicy().act(env, rows)
    const whole = env.actions.slice()
    env.actions.fill(-1)
    const policy = randomPolicy()
    for (const row of rows.toReversed()) void policy.act(env, [row])
    expect(env.actions).toEqual(whole)
  })

  it('takes legal actions alone, of every head', () => {
    const world = {
      slots: 1, agents: 2, heads: [3, 2], key: new Uint32Array(4), tick: new Int32Array(1), actions: new Int32Array(4),
      mask: Uint8Array.from([0, 1, 0, 0, 1, /* agent 1 */ 1, 0, 1, 1, 1]),
    } // prettier-ignore
    const seen = new Set<string>()
    const policy = randomPolicy()
    for (; world.tick[0] < 100; world.tick[0]++) {
      void policy.act({ world: world as unknown as BatchWorld }, [0, 1])
      seen.add(world.actions.join())
    }
    expect([...seen].sort()).toEqual(['1,1,0,0', '1,1,0,1', '1,1,2,0', '1,1,2,1'])
  })
})

describe('stay', () => {
  it('takes the action of that name', () => {
    const env = kitchens()
    void stayPolicy().act(env, rows)
    expect(new Set(env.actions)).toEqual(new Set([4]))
  })

  it('says where there is none', () => {
    const world = { actionSpace: { kind: 'discrete', n: 2, names: ['left', 'right'] } } as unknown as BatchWorld
    expect(() => stayPolicy().act({ world }, [0])).toThrow("Got left, right, expected an action called 'stay'")
  })
})

describe('bots', () => {
  it('are found by name, and play a kitchen', async () => {
    const env = makeBatch('overcooked', { slots: 2, view: null })
    for (const name of Object.keys(bots)) {
      const policy = bot(name, { seed: 1 })
      policy.reset()
      for (let step = 0; step < 20; step++) {
        await policy.act(env, [0, 1, 2, 3])
        for (const action of env.actions) expect([0, 1, 2, 3, 4, 5]).toContain(action)
        env.step()
      }
    }
  })

  it('an unknown name lists the known ones', () => {
    expect(() => bot('cook')).toThrow(`Got unknown bot 'cook', expected one of: ${Object.keys(bots).join(', ')}.`)
  })
})
