import * as fc from 'fast-check'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseReplay, verifyReplay } from '../../envs/core/replay.ts'
import { ServerFault, type Client } from '../../server/client/client.ts'
import type { RemoteWorld } from '../../server/client/handles.ts'
import type { Observation, RequestType } from '../../server/protocol.ts'
import { REQUEST_TYPES } from '../../server/schema.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { catching } from '../contract/catch.ts'
import { REQUESTS } from '../unit/server-requests.ts'
import { exiting, hungry, looping, slow, throwing } from './faulty.ts'
import { code, events, EXTRA, faultOf, numbers, running, until } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'server-'))
afterAll(() => rmSync(folder, { recursive: true }))
const run = running({
  envs: [...EXTRA, throwing, looping, exiting, hungry, slow],
  limits: { stepMs: 3_000, worlds: 6, worldsPerConnection: 4, chunkBytes: 500 },
  replays: folder,
})
const OPTIONS = { horizon: 20, falls: 100, rocks: 0 }
const solo = (client: Client, fields: object = {}): Promise<RemoteWorld> =>
  client.create({ env: 'catch', mode: 'solo', seed: 1, options: OPTIONS, ...fields })

describe('a world that', () => {
  it.each([
    ['throws', throwing, 'E_ENV_FAILED'],
    ['ends its thread', exiting, 'E_ENV_FAILED'],
    ['takes all memory', hungry, 'E_ENV_FAILED'],
    ['loops', looping, 'E_ENV_TIMEOUT'],
  ])('%s ends, and no other', async (_, { id }, expected) => {
    const client = await run.client()
    const other = await run.client()
    const heard = events(client)
    const [bad, good] = await Promise.all([solo(client, { env: id }), solo(other)])
    await bad.step([1, 1])
    const failing = code(bad.step([2, 1]))
    for (let t = 0; t < 50; t++) await good.step([1, t % 3])
    // A loop ends at its limit of time, all memory may take as long.
    expect([expected, 'E_ENV_TIMEOUT']).toContain(await failing)
    await until(() => heard.some((event) => event.t === 'ended' && event.world === bad.id))
    expect(await code(bad.step([1, 1]))).toBe('E_NO_WORLD')
    for (let t = 0; t < 50; t++) await good.step([1, t % 3])
    expect(good.tick).toBe(100)
  })

  it('throws leaves its trace in the log, and none of it with the client', async () => {
    const world = await solo(await run.client(), { env: 'throwing' })
    const fault = await faultOf(world.step([2, 1]))
    expect(fault.message).not.toMatch(/sky|faulty/)
    expect(run.log.findLast(({ event }) => event === 'world ended')).toMatchObject({
      level: 'error',
      world: world.id,
      trace: expect.stringContaining('the sky fell'),
    })
  })

  it('is slow does not hold up another', async () => {
    const client = await run.client()
    const other = await run.client()
    const late = await client.create({ env: 'slow', mode: 'vec', slots: 20, seed: 1 })
    const quick = await solo(other)
    let done = false
    const stepping = late.step(new Int32Array(40)).then(() => (done = true))
    for (let t = 0; t < 20; t++) await quick.step([1, 1])
    expect(done).toBe(false)
    await stepping
  })
})

describe('limits', () => {
  it('of worlds hold for a connection, and for the server', async () => {
    const clients = [await run.client(), await run.client()]
    const codes: string[] = []
    for (let i = 0; i < 5; i++) codes.push(await code(solo(clients[0])))
    for (let i = 0; i < 3; i++) codes.push(await code(solo(clients[1])))
    expect(codes).toEqual(['done', 'done', 'done', 'done', 'E_LIMIT', 'done', 'done', 'E_LIMIT'])
  })

  it('hold for worlds that are asked for at once', async () => {
    const client = await run.client()
    const codes = await Promise.all(Array.from({ length: 7 }, () => code(solo(client))))
    expect(codes.filter((one) => one === 'done')).toHaveLength(4)
    expect(codes.filter((one) => one === 'E_LIMIT')).toHaveLength(3)
  })

  it('of time end a world whose maker was gone before it was made', async () => {
    const client = await run.client()
    const { metrics, worlds } = run.server
    const [heard, before] = [metrics.get('messages_in_total'), metrics.get('worlds_total')]
    // A view that takes its time, so that the connection is lost meanwhile.
    const made = client.create({ env: 'clean_up', mode: 'vec', slots: 60, view: 'rgb', ttlMs: 50 }).catch(() => null)
    await until(() => metrics.get('messages_in_total') > heard)
    ;(client as unknown as { socket: { terminate(): void } }).socket.terminate()
    expect(await made).toBe(null)
    await until(() => metrics.get('worlds_total') > before)
    await until(() => worlds.count === 0)
  })

  it('of time end worlds that nobody holds', async () => {
    const client = await run.client()
    const world = await solo(client, { ttlMs: 50 })
    const kept = await solo(client, { ttlMs: 600_000 })
    await client.close()
    await until(() => run.server.worlds.count === 1)
    expect(run.server.worlds.values().map(({ id }) => id)).toEqual([kept.id])
    expect(run.server.worlds.values().map(({ id }) => id)).not.toContain(world.id)
  })
})

describe('a snapshot', () => {
  const steps = async (world: RemoteWorld, from: number, count: number) => {
    let last: unknown
    for (let t = from; t < from + count; t++) last = (await world.step([t % 3, (t >> 1) % 3])).observations
    return [last, (await world.state()).hash]
  }

  it('put back plays the same future, and time does not go back', async () => {
    const world = await solo(await run.client())
    await steps(world, 0, 5)
    const { snapshot, hash } = await world.snapshot()
    const future = await steps(world, 5, 10)
    const restored = await world.restore(snapshot)
    expect([restored.hash, restored.tick]).toEqual([hash, 15])
    expect(await steps(world, 5, 10)).toEqual(future)
    expect(world.tick).toBe(25)
  })

  it('is refused by another kind of world', async () => {
    const client = await run.client()
    const { snapshot } = await (await solo(client)).snapshot()
    expect(await code((await solo(client, { options: { width: 7 } })).restore(snapshot))).toBe('E_BAD_FRAME')
  })

  it('with any bit changed, cut or made up is refused, and changes nothing', async () => {
    const world = await solo(await run.client())
    await world.step([2, 0])
    const { snapshot, hash } = await world.snapshot()
    const damage = fc.oneof(
      fc.tuple(fc.nat(snapshot.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
        const bytes = Uint8Array.from(snapshot)
        bytes[at] ^= bits
        return bytes
      }),
      fc.nat(snapshot.length - 1).map((end) => snapshot.slice(0, end)),
      fc.uint8Array({ maxLength: 200 }),
    )
    const check = fc.asyncProperty(damage, async (bytes) => (await code(world.restore(bytes))) === 'E_BAD_FRAME')
    await fc.assert(check, { numRuns: 150, seed: 4 })
    expect((await world.state()).hash).toBe(hash)
  })

  it('forks into worlds of their own that go the same way', async () => {
    const world = await solo(await run.client())
    await steps(world, 0, 5)
    const { worlds } = await world.fork(2)
    const [twin] = worlds
    const future = await steps(world, 5, 5)
    for (const [tick, t] of [5, 6, 7, 8, 9].entries()) {
      const actions = tensorFrom('<i4', [1, 2, 1], [t % 3, (t >> 1) % 3])
      await world.client.request('step', { world: twin.world, tick, actions })
    }
    const { hash, tick } = await world.client.request('state', { world: twin.world })
    expect([hash, tick]).toEqual([future[1], 5])
    const idle = await world.client.request('state', { world: worlds[1].world })
    expect(idle.hash).not.toBe(hash)
  })
})

describe('a recording', () => {
  // The view `grid` of catch keeps notes in the state, which the hashes would tell from a replay without a view.
  const recorded = (client: Client, fields: object = {}) => solo(client, { view: 'numbers', record: true, ...fields })

  it('is read in pieces, verified, and seen at any step', async () => {
    const world = await recorded(await run.client())
    const pictures: unknown[] = []
    for (let t = 0; t < 310; t++) {
      await world.step([t % 3, (t >> 2) % 3])
      if (t === 9 || t === 270) pictures.push((await world.replay({ op: 'seek', step: t + 1 })).picture)
    }
    const text = await world.recording()
    expect(text.length).toBeGreaterThan(500)
    const { hash } = await world.state()
    expect(verifyReplay(parseReplay(text, 'recording'), catching as never)).toMatchObject({ steps: 310, state: hash })
    const seek = async (step: number) => (await world.replay({ op: 'seek', step })).picture
    expect(await seek(271)).toEqual(pictures[1])
    expect(await seek(10)).toEqual(pictures[0])
    expect(await code(seek(311))).toBe('E_SCHEMA')
  })

  it('begins and ends when it is told, and where the world is put elsewhere', async () => {
    const world = await solo(await run.client())
    expect(await code(world.recording())).toBe('E_STATE')
    await world.step([1, 1])
    await world.replay({ op: 'start', seed: 'film' })
    await world.step([1, 2])
    expect(await world.replay({ op: 'stop' })).toMatchObject({ recording: false, steps: 1 })
    await world.step([1, 2])
    expect(parseReplay(await world.recording(), 'recording')).toMatchObject({
      header: { seed: 'film' },
      steps: [[1, 2]],
    })
    await world.replay({ op: 'start' })
    const { snapshot } = await world.snapshot()
    await world.restore(snapshot)
    expect((await world.replay({ op: 'get' })).recording).toBe(false)
    await world.reset('again')
  })

  it('starts anew with a reset to a seed', async () => {
    const world = await recorded(await run.client())
    await world.step([1, 1])
    await world.reset('next')
    await world.step([2, 2])
    expect(parseReplay(await world.recording(), 'recording')).toMatchObject({
      header: { seed: 'next' },
      steps: [[2, 2]],
    })
  })

  it('of a world that ends lies in the folder, under a name of the server', async () => {
    const world = await recorded(await run.client(), { name: '../../elsewhere' })
    await world.step([1, 1])
    await world.destroy()
    expect(readdirSync(folder)).toContain(`${world.id}.jsonl`)
    const text = readFileSync(join(folder, `${world.id}.jsonl`), 'utf8')
    expect(verifyReplay(parseReplay(text, 'file'), catching as never).steps).toBe(1)
    expect(world.id).toMatch(/^w-[\w-]{12}$/)
  })
})

describe('handles', () => {
  /** What each request takes; those that take none are allowed to all. */
  const CONTROLLER: RequestType[] = [
    'reset', 'step', 'clock', 'snapshot', 'restore', 'fork', 'state', 'seats', 'invite', 'kick', 'replay', 'destroy',
  ] // prettier-ignore
  const SEAT: RequestType[] = ['act', 'decline']

  it.each(['seat', 'watch', 'nothing'])('%s allows no request of the controller', async (handle) => {
    const world = await (await run.client()).create({ env: 'catch', mode: 'lockstep', options: OPTIONS })
    const client = await run.client({ kind: 'agent' })
    if (handle === 'seat') await client.join({ world: world.id, agent: 'west', invite: await world.invite('west') })
    if (handle === 'watch') await client.watch({ world: world.id, invite: await world.invite() }, () => {})
    const before = await world.state()
    const ask = (t: RequestType) => code(client.request(t, { ...REQUESTS[t], world: world.id } as never))
    for (const t of CONTROLLER) expect([t, await ask(t)]).toEqual([t, 'E_FORBIDDEN'])
    if (handle !== 'watch') expect(await ask('render')).toBe('E_FORBIDDEN')
    if (handle !== 'seat') for (const t of SEAT) expect([t, await ask(t)]).toEqual([t, 'E_NO_SEAT'])
    expect(await code(client.request('resume', { world: world.id, token: 'guess', lastTick: 0 }))).toBe('E_AUTH')
    expect({ ...(await world.state()), re: 0 }).toEqual({ ...before, re: 0 })
  })

  it('of a seat decline nothing where actions alone are taken', async () => {
    const client = await run.client()
    const world = await client.create({ env: 'catch', mode: 'lockstep', options: OPTIONS })
    const seat = await client.join({ world: world.id, agent: 'west' })
    expect([seat.declines, await code(seat.decline('no'))]).toEqual([false, 'E_UNSUPPORTED'])
  })

  it('are what every request was looked at for', () => {
    const free: RequestType[] = ['render', 'hello', 'bye', 'ping', 'list', 'describe', 'create', 'worlds', 'join', 'watch', 'leave', 'resume'] // prettier-ignore
    expect([...CONTROLLER, ...SEAT, ...free].sort()).toEqual([...REQUEST_TYPES].sort())
  })

  it('of a seat see nothing that is not their own', async () => {
    const world = await (await run.client()).create({ env: 'catch', mode: 'lockstep', view: 'numbers', options: OPTIONS, seed: 2 }) // prettier-ignore
    const client = await run.client({ kind: 'agent' })
    const heard = events(client)
    const seat = await client.join({ world: world.id, agent: 'east', invite: await world.invite('east') })
    const west = await run.client({ kind: 'agent' })
    const other = await west.join({ world: world.id, agent: 'west', invite: await world.invite('west') })
    for (let t = 0; t < 15; t++) {
      await Promise.all([seat.next(), other.next()])
      await Promise.all([seat.act(t % 3), other.act((t + 1) % 3)])
    }
    const seen = heard.filter((event): event is Observation => event.t === 'observation')
    expect(seen.length).toBeGreaterThanOrEqual(15)
    expect(new Set(heard.map(({ t }) => t))).toEqual(new Set(['observation']))
    expect(new Set(seen.map(({ agent }) => agent))).toEqual(new Set(['east']))
    for (const one of seen) expect(numbers(one.observation)).toHaveLength(6)
    const allowed = 't world agent tick episode observation mask live applied reward done defaulted acts deadlineMs'
    for (const one of seen) for (const field of Object.keys(one)) expect(allowed.split(' ')).toContain(field)
  })

  it('are told wrong ids of worlds from wrong handles, and no more', async () => {
    const client = await run.client()
    const fault = await faultOf(client.request('state', { world: 'w-guess' }))
    expect(fault).toBeInstanceOf(ServerFault)
    expect([fault.code, fault.message]).toEqual(['E_NO_WORLD', 'E_NO_WORLD: Got the id of no world that is running.'])
  })
})
