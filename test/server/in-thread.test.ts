import { describe, expect, it, vi } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import { OwnHost } from '../../server/own-host.ts'
import { AWAKE_MS } from '../../server/serve.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { catching } from '../contract/catch.ts'
import { throwing } from './faulty.ts'
import { actionsOf, code, events, EXTRA, faultOf, numbers, PATIENCE_MS, plain, running } from './running.ts'

const run = running({ envs: [...EXTRA, throwing], inThread: true })
const MAKING = { env: 'catch', mode: 'solo', seed: 1, options: { horizon: 20, falls: 100, rocks: 0 } } as const

describe('a server whose worlds step in its own thread', () => {
  it('says so', async () => {
    expect((await run.client()).welcome.capabilities).toContain('in-thread')
  })

  it('gives the bytes of a batch at home, through the ends of episodes', async () => {
    const options = { slots: 5, view: 'numbers' }
    const world = await (await run.client()).create({ ...MAKING, ...options, mode: 'vec' })
    const home = new BatchEnv(catching, { ...MAKING.options, ...options, seed: 1 })
    let finals = 0
    for (let t = 0; t < 50; t++) {
      const stepped = await world.step(actionsOf(home, t))
      home.step()
      expect(numbers(stepped.observations)).toEqual(plain(home.observations))
      expect([numbers(stepped.rewards), numbers(stepped.done)]).toEqual([plain(home.rewards), plain(home.done)])
      if (stepped.final) finals++
    }
    expect(finals).toBeGreaterThanOrEqual(2)
  })

  it('keeps, restores and forks its worlds, and plays them in words', async () => {
    const client = await run.client()
    const world = await client.create(MAKING)
    const { snapshot, hash } = await world.snapshot()
    const { worlds } = await world.fork(1)
    await world.step([0, 1])
    expect((await world.restore(snapshot)).hash).toBe(hash)
    expect((await client.request('state', { world: worlds[0].world })).hash).toBe(hash)
    expect(await code(world.restore(snapshot.map((byte) => byte ^ 1)))).toBe('E_BAD_FRAME')
    const told = await client.create({ ...MAKING, view: 'text' })
    expect((await told.step([0, 1])).observations).toEqual([expect.any(String), expect.any(String)])
  })

  it('refuses what its environments refuse', async () => {
    const client = await run.client()
    expect(await code(client.create({ ...MAKING, options: { colour: 1 } }))).toBe('E_OPTIONS')
    expect(await code((await client.create(MAKING)).state(3))).toBe('E_SCHEMA')
  })

  it('ends a world that throws, and no other', async () => {
    const client = await run.client()
    const heard = events(client)
    const good = await client.create(MAKING)
    const bad = await client.create({ ...MAKING, env: 'throwing' })
    expect(await Promise.all([bad.step([2, 1]), good.step([1, 1])].map(code))).toEqual(['E_ENV_FAILED', 'done'])
    expect(heard).toContainEqual(expect.objectContaining({ t: 'ended', world: bad.id, code: 'E_ENV_FAILED' }))
    expect(await code(bad.step([1, 1]))).toBe('E_NO_WORLD')
    await good.step([1, 1])
    expect(good.tick).toBe(2)
  })

  it('ends a world that its players see throw, and tells them', async () => {
    const client = await run.client()
    const heard = events(client)
    const world = await client.create({ ...MAKING, env: 'throwing', mode: 'lockstep' })
    const seats = [await client.join({ world: world.id }), await client.join({ world: world.id })]
    await Promise.all(seats.map((seat) => seat.act(2)))
    expect((await faultOf(world.state())).code).toBe('E_NO_WORLD')
    expect(heard).toContainEqual(expect.objectContaining({ t: 'ended', code: 'E_ENV_FAILED' }))
  })

  it('has more worlds than it would have threads', async () => {
    const clients = await Promise.all(Array.from({ length: 3 }, () => run.client()))
    const all = clients.flatMap((client) => Array.from({ length: 12 }, () => client.create(MAKING)))
    const worlds = await Promise.all(all)
    for (const world of worlds) await world.step([0, 1])
    expect(run.server.worlds.count).toBe(36)
  })
})

describe('a host in the thread of its caller', () => {
  const busy = (ms: number) => (): void => {
    for (const until = performance.now() + ms; performance.now() < until;);
  }
  const host = (step: () => void, stepMs: number): OwnHost => new OwnHost({ step, answer: async () => step() }, stepMs)

  it('ends a world whose step, or other order, took too long', async () => {
    for (const over of [(one: OwnHost) => one.step(), (one: OwnHost) => one.order('state', { slot: 0 })]) {
      const one = host(busy(2), 1)
      const told: string[] = []
      one.onDead = ({ code: why }) => void told.push(why)
      await expect(over(one)).rejects.toMatchObject({ code: 'E_ENV_TIMEOUT' })
      expect([told, one.dead?.code]).toEqual([['E_ENV_TIMEOUT'], 'E_ENV_TIMEOUT'])
      await expect(one.step()).rejects.toBe(one.dead)
    }
  })

  it('does a step at once, and nothing any more when it is closed', async () => {
    let steps = 0
    const one = host(() => void steps++, PATIENCE_MS)
    expect([one.step(), steps]).toEqual([undefined, 1])
    await one.close()
    await expect(one.step()).rejects.toMatchObject({ code: 'E_NO_WORLD' })
    expect(steps).toBe(1)
  })
})

describe('a server that stays awake', () => {
  /** Times that something asked for another turn of the event loop while `work` ran. */
  async function turns(work: () => Promise<unknown>): Promise<number> {
    const asked = vi.spyOn(globalThis, 'setImmediate')
    await work()
    const { length } = asked.mock.calls
    asked.mockRestore()
    return length
  }
  const ms = (n: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, n))
  /** Ms that nothing looks any more after: many times what anybody looks. */
  const QUIET_MS = 100 * AWAKE_MS

  it('looks turn by turn while there is play, and lets the event loop sleep when there is none', async () => {
    const client = await run.client({ awakeMs: AWAKE_MS })
    const world = await client.create(MAKING)
    const play = async (): Promise<void> => {
      for (let tick = 0; tick < 10; tick++) await world.step([0, 1])
    }
    expect(await turns(play)).toBeGreaterThan(10)
    await ms(QUIET_MS)
    expect(await turns(() => ms(QUIET_MS))).toBe(0)
  })
})

describe('replies larger than a socket takes at once', () => {
  it('are those of their ticks, each', async () => {
    const options = { width: 99, height: 99, horizon: 1000 }
    const slots = 40
    const client = await run.client()
    const world = await client.create({ env: 'catch', mode: 'vec', slots, options, view: 'grid', seed: 2 })
    const home = new BatchEnv(catching, { ...options, slots, view: 'grid', seed: 2 })
    const given = Array.from({ length: 6 }, (_, t) => tensorFrom('<i4', world.shape, actionsOf(home, t)))
    const replies = await Promise.all(
      given.map((actions, tick) => client.request('step', { world: world.id, tick, actions })),
    )
    for (const [t, { tick, observations }] of replies.entries()) {
      actionsOf(home, t)
      home.step()
      const sent = (observations as { b: Uint8Array }).b
      const { buffer, byteOffset, byteLength } = home.observations
      expect(tick).toBe(t + 1)
      expect(Buffer.compare(sent, new Uint8Array(buffer, byteOffset, byteLength))).toBe(0)
    }
  })
})
