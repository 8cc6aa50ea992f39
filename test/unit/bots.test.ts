import type { BatchEnv } from '../../envs/core/batch.ts'
import { describe, expect, it } from 'vitest'
import { BOTS, bot, botsFor, isBot } from '../../agents/bots/index.ts'
import { randomPolicy } from '../../agents/bots/random.ts'
import { stayPolicy } from '../../agents/bots/stay.ts'
import { find, listEnvs, makeBatch } from '../../envs/registry.ts'
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
    for (const { name } of botsFor('overcooked')) {
      const policy = bot(name, 'overcooked', { seed: 1 })
      policy.reset()
      for (let step = 0; step < 20; step++) {
        await policy.act(env, [0, 1, 2, 3])
        for (const action of env.actions) expect([0, 1, 2, 3, 4, 5]).toContain(action)
        env.step()
      }
    }
  })

  it.each(listEnvs().map(({ id }) => id))('have a name each, and defaults that their schemas take, in %s', (env) => {
    const names = botsFor(env).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['random', 'stay']))
    for (const { name, defaults, schema } of botsFor(env)) {
      expect(Object.keys(defaults)).toEqual(Object.keys(schema.properties as object))
      expect(bot(name, env)).toMatchObject({ name })
    }
  })

  it('play environments that there are', () => {
    const known = listEnvs().map(({ id }) => id)
    for (const { envs } of BOTS) if (envs !== 'any') expect(known).toEqual(expect.arrayContaining([...envs]))
  })

  it('take parameters behind the name', async () => {
    const env = makeBatch('overcooked', { slots: 50, view: null })
    const actionsOf = async (text: string): Promise<string> => {
      await bot(text, 'overcooked').act(env, rows.slice(0, 100))
      return env.actions.join()
    }
    expect(await actionsOf('chef:noise=0')).toBe(await actionsOf('chef'))
    expect(await actionsOf('chef:noise=1')).not.toBe(await actionsOf('chef'))
    expect(bot('chef:noise=0.5', 'overcooked').name).toBe('chef:noise=0.5')
    expect([isBot('chef:noise=0.5'), isBot('chef'), isBot('runs/chef')]).toEqual([true, true, false])
  })

  it.each([
    [
      'waiter',
      'overcooked',
      "Got unknown bot 'waiter' for overcooked, expected one of: random, stay, greedy, chef, consolidated, ",
    ],
    ['chef', 'coins', /^Got bot 'chef', which plays overcooked, for coins, expected one of: random, stay/],
    ['chef', 'kitchen', "Got unknown environment 'kitchen'"],
    ['chef:salt=1', 'overcooked', "bot chef: Got unknown option 'salt', expected one of: noise."],
    ['chef:noise=2', 'overcooked', 'bot chef: Got 2 for option noise, expected it to be <= 1.'],
    ['chef:noise', 'overcooked', "Got 'noise' for bot chef, expected chef:key=value"],
    ['random:noise=1', 'overcooked', "bot random: Got unknown option 'noise', expected one of: ."],
  ])('%s for %s says what is wrong', (text, env, message) => {
    expect(() => bot(text, env)).toThrow(message)
  })
})

/** Every bot made for a family, kitchens apart, in each environment that it plays. */
const OWN_BOTS = listEnvs()
  .filter(({ id }) => id !== 'overcooked')
  .flatMap(({ id }) => botsFor(id).filter(({ envs }) => envs !== 'any').map(({ name }) => [id, name] as const)) // prettier-ignore

const hasOption = (id: string, option: string): boolean => Object.hasOwn(find(id).config.schema.properties, option)

/** Row, head and action of all that were chosen against the mask. */
function illegalOf({ actions, mask, world }: BatchEnv): [row: number, head: number, action: number][] {
  const { heads } = world
  const illegal: [number, number, number][] = []
  let at = 0
  for (const [i, action] of actions.entries()) {
    const head = i % heads.length
    if (mask[at + action] !== 1) illegal.push([Math.floor(i / heads.length), head, action])
    at += heads[head]
  }
  return illegal
}

describe('a bot made for a family', () => {
  it.each(OWN_BOTS)('of %s, %s acts legally, the same for one seed, and begins every episode anew', (id, name) => {
    const ended = hasOption(id, 'randomEnd') ? { randomEnd: false } : {}
    const env = makeBatch(id, { slots: 2, view: null, seed: 5, horizon: 50, ...ended })
    const rowsOfEnv = Array.from({ length: 2 * env.agents }, (_, row) => row)
    const [policy, twin, late] = [bot(name, id, { seed: 3 }), bot(name, id, { seed: 3 }), bot(name, id, { seed: 3 })]
    for (let step = 0; step < 100; step++) {
      if (step === 0) for (const each of [policy, twin]) each.reset()
      if (step === 50) for (const each of [policy, twin]) each.reset([0, 1])
      if (step === 50) late.reset()
      const acted = [policy, twin, ...(step < 50 ? [] : [late])].map((each) => {
        void each.act(env, rowsOfEnv)
        return env.actions.join()
      })
      expect(new Set(acted).size).toBe(1)
      expect(illegalOf(env)).toEqual([])
      env.step()
    }
  })

  it.each([...new Set(OWN_BOTS.map(([id]) => id))])('of %s plays by the numbers of every profile', (id) => {
    const { profiles } = find(id)
    for (const options of profiles ? Object.keys(profiles).map((profile) => ({ profile })) : [{}]) {
      const env = makeBatch(id, { slots: 1, view: null, ...options })
      const seats = Array.from({ length: env.agents }, (_, row) => row)
      for (const [, name] of OWN_BOTS.filter(([env]) => env === id)) {
        for (let step = 0; step < 3; step++) {
          void bot(name, id).act(env, seats)
          expect(
            env.actions.every((action, i) => action >= 0 && action < env.world.heads[i % env.world.heads.length]),
          ).toBe(true)
          env.step()
        }
      }
    }
  })
})
