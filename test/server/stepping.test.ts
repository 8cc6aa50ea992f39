import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { raster } from '../../envs/core/raster.ts'
import { terminal } from '../../envs/core/terminal.ts'
import { find, make } from '../../envs/registry.ts'
import type { RemoteWorld } from '../../server/client/handles.ts'
import { SUBPROTOCOLS, type Codec, type Stepped } from '../../server/protocol.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { catching } from '../contract/catch.ts'
import { actionsOf, code, faultOf, numbers, plain, running } from './running.ts'

const HORIZON = 12
const STEPS = 30
const run = running()

/** What a step over the wire and one at home have in common. */
const remote = ({ observations, rewards, done, live, mask }: Stepped) =>
  [observations, rewards, done, live, mask].map((rows) => (rows === undefined ? null : numbers(rows)))
const local = ({ observations, rewards, done, live, mask }: BatchEnv, masked: boolean) =>
  [observations, rewards, done, live, masked ? mask : null].map((rows) =>
    rows === null ? null : plain(rows as AnyArray),
  )

describe.each(Object.keys(SUBPROTOCOLS) as Codec[])('over %s', (codec) => {
  it.each([
    ['catch', catching, 'grid'],
    ['overcooked', find('overcooked'), 'features'],
    ['coins', find('coins'), 'symbolic'],
    ['allocation', find('allocation'), find('allocation').defaultView],
  ] as const)('a batch of %s gives the bytes of one at home, through the ends of episodes', async (env, spec, view) => {
    const slots = 3
    const options = { horizon: HORIZON }
    const client = await run.client({ codec })
    const world = await client.create({ env, mode: 'vec', slots, options, view, seed: 'wire' })
    const home = new BatchEnv(spec as typeof catching, { ...options, slots, seed: 'wire', view })
    expect(numbers(world.rows.observations)).toEqual(plain(home.observations))
    let finals = 0
    for (let t = 0; t < STEPS; t++) {
      const stepped = await world.step(actionsOf(home, t))
      home.step()
      expect(remote(stepped)).toEqual(local(home, world.env.masked))
      if (stepped.final) {
        finals++
        const [slot] = numbers(stepped.final.slots)
        const size = home.agents * home.world.rowSize
        const last = plain(home.finalObservations.subarray(slot * size, (slot + 1) * size) as AnyArray)
        expect(numbers(stepped.final.observations).slice(0, size)).toEqual(last)
        expect(numbers(stepped.final.lengths)[0]).toBe(home.world.finalLength[slot])
      }
    }
    expect(finals).toBeGreaterThanOrEqual(2)
  })
})

describe('a solo world', () => {
  const solo = async (fields: object = {}): Promise<RemoteWorld> =>
    (await run.client()).create({ env: 'catch', mode: 'solo', seed: 1, options: { horizon: 5, rocks: 0 }, ...fields })
  const steps = async (world: RemoteWorld, count: number) => {
    let stepped = await world.step([1, 1])
    for (let i = 1; i < count; i++) stepped = await world.step([1, 1])
    return stepped
  }

  it('gives the last observation of an episode beside the first of the next, like the batch', async () => {
    const world = await solo()
    const stepped = await steps(world, 5)
    expect(numbers(stepped.done)).toEqual([2, 2])
    expect(numbers(stepped.episode)).toEqual([1])
    expect(numbers(stepped.final!.lengths)).toEqual([5])
    expect(numbers(stepped.final!.observations)).not.toEqual(numbers(stepped.observations))
    expect((await world.step([1, 1])).final).toBe(undefined)
  })

  it('waits for a reset where it is not to begin by itself, and goes on under the same seed', async () => {
    const world = await solo({ autoreset: 'disabled' })
    const ended = await steps(world, 5)
    expect(ended.final!.observations).toBe(undefined)
    expect(await code(world.step([1, 1]))).toBe('E_STATE')
    const { seed, tick, episode } = await world.reset()
    expect([seed, tick, numbers(episode)]).toEqual([1, 5, [1]])
    expect(numbers((await world.step([1, 1])).done)).toEqual([0, 0])
  })

  it('is reset in the middle of an episode under a new seed, which the reply names, the same every time', async () => {
    const seeds: unknown[] = []
    for (let twice = 0; twice < 2; twice++) {
      const world = await solo()
      expect((await world.reset()).seed).toBe(1)
      await steps(world, 2)
      const { seed, observations } = await world.reset()
      seeds.push(seed)
      const again = await solo({ seed })
      expect(numbers(again.rows.observations)).toEqual(numbers(observations))
    }
    expect(seeds[0]).not.toBe(1)
    expect(seeds[0]).toBe(seeds[1])
  })

  it('is reset to a seed with the bytes of a new world of that seed', async () => {
    const world = await solo()
    await steps(world, 3)
    const { observations } = await world.reset('other')
    expect(numbers(observations)).toEqual(numbers((await solo({ seed: 'other' })).rows.observations))
  })

  it('is under a seed the same episodes every time, whatever was before', async () => {
    const world = await solo()
    const played = async () => {
      const seen = [numbers((await world.reset('again')).observations)]
      for (let i = 0; i < 3; i++) {
        await steps(world, 2)
        seen.push(numbers((await world.reset()).observations))
      }
      return [seen, world.seed]
    }
    const first = await played()
    await steps(world, 3)
    expect(await played()).toEqual(first)
    expect(first[1]).toBe('again/reset 3')
  })

  it('answers the same step twice without taking it twice', async () => {
    const world = await solo()
    const { client, id, shape } = world
    const request = (tick: number, actions: number[]) =>
      client.request('step', { world: id, tick, actions: tensorFrom('|u1', shape, actions) })
    const first = await request(0, [2, 1])
    const { hash } = await world.state()
    const { re: _, ...again } = await request(0, [2, 1])
    expect(first).toMatchObject(again)
    expect((await world.state()).hash).toBe(hash)
    expect(await code(request(0, [2, 2]))).toBe('E_DUP')
    expect(await code(request(2, [2, 1]))).toBe('E_FUTURE')
    await request(1, [1, 1])
    const { code: stale, data } = await faultOf(request(0, [2, 1]))
    expect([stale, data.tick, (data.now as { tick: number }).tick]).toEqual(['E_STALE', 2, 2])
  })

  it.each([
    [tensorFrom('<i4', [2], [0, 0]), /of shape \[2\], expected <i4 or \|u1 of shape \[1, 2, 1\]/],
    [tensorFrom('<f4', [1, 2, 1], [0, 0]), /<f4/],
    [{ ...tensorFrom('<i4', [1, 2, 1], [0, 0]), b: new Uint8Array(7) }, /7 bytes, expected 8/],
    [tensorFrom('<i4', [1, 2, 1], [0, 3]), /Got action 3 in row 1, expected an integer in \[0, 3\)/],
    [tensorFrom('<i4', [1, 2, 1], [-1, 0]), /Got action -1 in row 0/],
  ])('refuses the actions %#, and stands where it stood', async (actions, message) => {
    const world = await solo()
    const before = await world.state()
    const fault = await faultOf(world.client.request('step', { world: world.id, tick: 0, actions }))
    expect([fault.code, fault.message]).toEqual(['E_ACTION', expect.stringMatching(message)])
    expect(await world.state()).toEqual({ ...before, re: expect.anything() })
  })

  it('speaks in words under the view text', async () => {
    const world = await (await run.client()).create({ env: 'overcooked', mode: 'solo', view: 'text', seed: 3 })
    const home = make('overcooked', { view: 'text', seed: 3 })
    const [first, second] = home.possibleAgents
    const begun = home.reset().observations
    expect(world.rows.observations).toEqual([begun[first], begun[second]])
    const { observations } = home.step({ [first]: 2, [second]: 0 })
    expect((await world.step([2, 0])).observations).toEqual([observations[first], observations[second]])
  })

  it('takes steps in the order in which they were sent, more than may be in flight', async () => {
    const world = await solo({ options: { horizon: 1000, falls: 1000 } })
    const shape = world.shape
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, tick) =>
        world.client.request('step', { world: world.id, tick, actions: tensorFrom('<i4', shape, [tick % 3, 1]) }),
      ),
    )
    expect(replies.map(({ tick }) => tick)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })
})

describe('a world that begins at another slot', () => {
  it('is the second half of a whole one', async () => {
    const client = await run.client()
    const options = { horizon: HORIZON }
    const part = await client.create({ env: 'catch', mode: 'vec', slots: 2, firstSlot: 2, options, seed: 'halves' })
    const whole = new BatchEnv(catching as never, { ...options, slots: 4, seed: 'halves' })
    const half = (array: AnyArray): number[] => plain(array).slice(array.length / 2)
    for (let t = 0; t < STEPS; t++) {
      actionsOf(whole, t)
      const { observations, rewards } = await part.step(whole.actions.slice(whole.actions.length / 2))
      whole.step()
      expect([numbers(observations), numbers(rewards)]).toEqual([half(whole.observations), half(whole.rewards)])
    }
    await part.reset('other')
    whole.reset('other')
    expect((await part.state(1)).hash).toBe(whole.hash(3))
  })
})

describe('a picture', () => {
  it('is given of any slot, as data, as text and as pixels', async () => {
    const client = await run.client()
    const world = await client.create({ env: 'catch', mode: 'vec', slots: 2, seed: 5, options: { width: 6 } })
    const home = new BatchEnv(catching as never, { slots: 2, seed: 5, width: 6 })
    for (const slot of [0, 1]) {
      const picture = catching.draw(home.world as never, slot)
      expect((await client.request('render', { world: world.id, slot })).picture).toEqual(picture)
      expect((await client.request('render', { world: world.id, slot, form: 'text' })).text).toBe(terminal(picture, { colour: false })) // prettier-ignore
      const { pixels } = await client.request('render', { world: world.id, slot, form: 'pixels', cell: 4 })
      expect(pixels).toMatchObject({ d: '|u1', s: [16, 24, 3], b: raster(picture, 4).data })
    }
    expect(await code(client.request('render', { world: world.id, slot: 2 }))).toBe('E_SCHEMA')
    const vast = await client.create({ env: 'catch', mode: 'solo', options: { width: 99, height: 99 } })
    expect(await code(client.request('render', { world: vast.id, form: 'pixels', cell: 64 }))).toBe('E_LIMIT')
  })
})

describe('what a world is made of', () => {
  it.each([
    [{ env: 'nowhere' }, 'E_UNKNOWN_ENV', /expected one of: overcooked, coins/],
    [{ options: { colour: 1 } }, 'E_OPTIONS', /Got unknown option 'colour', expected one of: horizon/],
    [{ options: { slots: 2 } }, 'E_OPTIONS', /Got option 'slots'/],
    [{ options: { width: 1 } }, 'E_OPTIONS', /Got 1 for option width/],
    [{ view: 'dream' }, 'E_OPTIONS', /Got unknown view of catch 'dream', expected one of: grid, numbers/],
    [{ slots: 2 }, 'E_SCHEMA', /2 slots in mode solo/],
    [{ seats: {} }, 'E_SCHEMA', /seats in mode solo/],
    [
      { env: 'coins', mode: 'lockstep', seats: { bots: { player_0: 'chef' } } },
      'E_OPTIONS',
      /Got bot 'chef', which plays/,
    ],
    [
      { mode: 'lockstep', seats: { bots: { north: 'random' } } },
      'E_OPTIONS',
      /unknown agent 'north', expected one of: west, east/,
    ],
    [{ mode: 'lockstep', seats: { late: 'sleep' } }, 'E_OPTIONS', /late policy 'sleep', expected one of: noop, repeat/],
    [{ mode: 'vec', slots: 60_000, options: { width: 99, height: 99 } }, 'E_LIMIT', /bytes of observations/],
    [{ mode: 'vec', slots: 2, record: true }, 'E_UNSUPPORTED', /one slot can be recorded/],
    [{ mode: 'vec', slots: 2, view: 'text' }, 'E_UNSUPPORTED', /one slot speak/],
    [{ record: true, firstSlot: 1 }, 'E_UNSUPPORTED', /begin at slot 0 can be recorded/],
  ])('is refused as %j', async (fields, expected, message) => {
    const client = await run.client()
    const fault = await faultOf(client.create({ env: 'catch', mode: 'solo', ...fields } as never))
    expect([fault.code, fault.message]).toEqual([expected, expect.stringMatching(message)])
    expect(run.server.worlds.count).toBe(0)
  })

  it('is what describe says', async () => {
    const client = await run.client()
    const { env } = await client.request('describe', { env: 'overcooked', view: 'features' })
    const world = await client.create({ env: 'overcooked', mode: 'solo', view: 'features' })
    expect(world.env).toEqual(env)
    expect(env).toMatchObject({ id: 'overcooked', view: 'features', observation: { kind: 'box', shape: [96] } })
    const other = await client.request('describe', { env: 'overcooked', view: 'features', options: { horizon: 7 } })
    expect([other.env.horizon, other.env.specHash === env.specHash]).toEqual([7, false])
    const { envs } = await client.request('list', { text: 'cook' })
    expect(envs.map(({ id }) => id)).toContain('overcooked')
  })
})
