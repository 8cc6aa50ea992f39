import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { parseReplay, verifyReplay } from '../../envs/core/replay.ts'
import { find } from '../../envs/registry.ts'
import { Disconnected, type Client } from '../../server/client/client.ts'
import type { RemoteSeat, RemoteWorld } from '../../server/client/handles.ts'
import { CLOSE, type Observation } from '../../server/protocol.ts'
import { catching } from '../contract/catch.ts'
import { code, events, faultOf, numbers, plain, running, until } from './running.ts'

const run = running()
const AGENTS = ['west', 'east']

/** A world of catch in which seats act, and its controller's connection. */
async function open(fields: object = {}): Promise<{ world: RemoteWorld; client: Client }> {
  const client = await run.client()
  const options = { horizon: 20, falls: 100, rocks: 0 }
  const world = await client.create({ env: 'catch', mode: 'lockstep', options, seed: 1, view: 'numbers', ...fields })
  return { world, client }
}

/** Both agents, each on a connection of its own. */
async function seated(world: RemoteWorld): Promise<RemoteSeat[]> {
  const seats: RemoteSeat[] = []
  for (const agent of AGENTS) {
    const client = await run.client({ kind: 'agent' })
    seats.push(await client.join({ world: world.id, agent, invite: await world.invite(agent) }))
  }
  return seats
}

/** Plays so many ticks with fixed actions. */
async function play(seats: readonly RemoteSeat[], ticks: number): Promise<Observation[]> {
  let seen: Observation[] = []
  for (let t = 0; t < ticks; t++) {
    seen = await Promise.all(seats.map(async (seat) => (await seat.next())!))
    await Promise.all(seats.map((seat, i) => seat.act((t + i) % 3)))
  }
  return seen
}

describe('a lockstep world', () => {
  it('gives each agent its own rows and nothing of the others, and the controller all', async () => {
    const { world, client } = await open()
    const heard = events(client)
    const seats = await seated(world)
    const home = new BatchEnv(catching as never, { ...world.env.defaults, horizon: 20, falls: 100, rocks: 0, seed: 1, slots: 1, view: 'numbers' }) // prettier-ignore
    for (let t = 0; t < 6; t++) {
      const [west, east] = await Promise.all(seats.map((seat) => seat.next()))
      expect(numbers(west!.observation)).toEqual(plain(home.observations.subarray(0, 6) as AnyArray))
      expect(numbers(east!.observation)).toEqual(plain(home.observations.subarray(6) as AnyArray))
      expect([west!.tick, west!.acts, west!.reward]).toEqual([t, true, t === 0 ? 0 : home.rewards[0]])
      await Promise.all(seats.map((seat, i) => seat.act((t + i) % 3)))
      home.actions.set([t % 3, (t + 1) % 3])
      home.step()
    }
    await until(() => heard.filter(({ t }) => t === 'tick').length === 6)
    const tick = heard.findLast((event) => event.t === 'tick')!
    expect([numbers(tick.actions), numbers(tick.defaulted), tick.tick]).toEqual([[2, 0], [0, 0], 6])
  })

  it('answers an act twice, refuses another, and sends what is true now to who is late', async () => {
    const { world } = await open({ clock: { deadlineMs: 60_000 } })
    const [west, east] = await seated(world)
    await west.next()
    expect(await west.act(1, 0)).toMatchObject({ tick: 0 })
    expect(await west.act(1, 0)).toMatchObject({ tick: 0 })
    expect(await code(west.act(2, 0))).toBe('E_DUP')
    expect(await code(west.act(1, 1))).toBe('E_FUTURE')
    expect(await code(east.act(7, 0))).toBe('E_ACTION')
    await east.act(0, 0)
    await until(() => west.tick === 1)
    expect(await west.act(1, 0)).toMatchObject({ tick: 0 })
    await west.act(0, 1)
    await east.act(0, 1)
    await until(() => west.tick === 2)
    const { code: stale, data } = await faultOf(west.act(1, 0))
    expect([stale, (data.now as Observation).tick, (data.now as Observation).agent]).toEqual(['E_STALE', 2, 'west'])
  })

  it('fills in what is missing at a deadline, says so, and can be played again exactly', async () => {
    const { world, client } = await open({ clock: { deadlineMs: 20 }, record: true, seats: { late: 'random' } })
    const heard = events(client)
    const [west] = await seated(world)
    for (let t = 0; t < 25; t++) {
      const seen = (await west.next())!
      if (seen.acts) await code(west.act(seen.tick % 3, seen.tick))
    }
    const ticks = heard.filter((event) => event.t === 'tick')
    expect(ticks.some(({ defaulted }) => numbers(defaulted)[1] === 1)).toBe(true)
    await world.clock({ op: 'pause' })
    const replay = parseReplay(await world.recording(), 'recording')
    const { tick, hash } = await world.state()
    expect(replay.steps.length).toBe(tick)
    expect(replay.steps.slice(0, 5)).toEqual(ticks.slice(0, 5).map(({ actions }) => numbers(actions)))
    expect(verifyReplay(replay, catching as never)).toMatchObject({ steps: tick, state: hash })
    const { seats } = await world.seats()
    expect(seats[1].late).toBeGreaterThan(5)
  })

  it('shows the last observation of an episode, then the first of the next', async () => {
    const { world } = await open({ options: { horizon: 3, rocks: 0 } })
    const seats = await seated(world)
    await play(seats, 3)
    const [last, first] = [(await seats[0].next())!, (await seats[0].next())!]
    expect([last.done, last.acts, last.episode, last.tick]).toEqual([2, false, 0, 3])
    expect([first.done, first.acts, first.episode, first.tick, first.reward]).toEqual([0, true, 1, 3, 0])
    expect(numbers(last.observation)).not.toEqual(numbers(first.observation))
  })

  it('waits for the controller at the end of an episode where it is told so', async () => {
    const { world } = await open({ options: { horizon: 3, rocks: 0 }, autoreset: 'disabled' })
    const seats = await seated(world)
    await play(seats, 3)
    const last = (await seats[0].next())!
    expect([last.done, last.acts]).toEqual([2, false])
    expect(await code(seats[0].act(0))).toBe('E_STATE')
    await world.reset()
    expect((await seats[0].next())!).toMatchObject({ done: 0, acts: true, episode: 1, tick: 3 })
  })

  it('has scripted players in seats that nobody can take', async () => {
    const client = await run.client()
    const seats = { bots: { agent_1: 'chef' } }
    const world = await client.create({ env: 'overcooked', mode: 'lockstep', seed: 1, seats, record: true })
    expect(await code(client.join({ world: world.id, agent: 'agent_1' }))).toBe('E_SEAT_TAKEN')
    const seat = await client.join({ world: world.id })
    expect(seat.agent).toBe('agent_0')
    for (let t = 0; t < 40; t++) {
      await seat.next()
      await seat.act(4)
    }
    const replay = parseReplay(await world.recording(), 'recording')
    expect(new Set(replay.steps.map(([, cook]) => cook)).size).toBeGreaterThan(2)
    expect(verifyReplay(replay, find('overcooked')).steps).toBe(40)
  })

  it('speaks to an agent in words', async () => {
    const client = await run.client()
    const world = await client.create({ env: 'overcooked', mode: 'lockstep', view: 'text', seats: { bots: { agent_1: 'stay' } } }) // prettier-ignore
    const seat = await client.join({ world: world.id, agent: 'agent_0' })
    expect((await seat.next())!.observation).toMatch(/\w+ \w+/)
    await seat.act(0)
    expect(typeof (await seat.next())!.observation).toBe('string')
  })
})

describe('a seat that is spoken to in words', () => {
  it('is so alone, in a world of arrays, over the ends of episodes; the next who sits there is not', async () => {
    const { world, client } = await open({ options: { horizon: 3, rocks: 0 }, access: 'open' })
    const heard = events(client)
    const other = await run.client({ kind: 'agent' })
    const [west, east] = [await client.join({ world: world.id, agent: 'west' }), await other.join({ world: world.id, view: 'text' })] // prettier-ignore
    expect([east.env.view, east.env.observation, west.env.view]).toEqual(['text', { kind: 'text' }, 'numbers'])
    for (let t = 0; t < 5; t++) {
      for (const seat of t === 3 ? [west, east, west, east] : [west, east]) {
        const { observation } = (await seat.next())!
        if (seat === east) expect(observation).toMatch(/^You are in column \d, the other is .* falls in column/)
        else expect(numbers(observation)).toHaveLength(6)
      }
      await Promise.all([west.act(1), east.act(2)])
    }
    await until(() => heard.filter(({ t }) => t === 'tick').length === 5)
    const tick = heard.findLast((event) => event.t === 'tick')!
    expect(numbers(tick.observations)).toHaveLength(12)
    await east.leave()
    const again = await other.join({ world: world.id, agent: 'east' })
    expect(numbers((await again.next())!.observation)).toHaveLength(6)
  })
})

describe('seats', () => {
  it('take an invite for that seat, once; open worlds take anybody and are listed', async () => {
    const { world, client } = await open()
    const other = await run.client({ kind: 'agent' })
    const join = (agent: string | undefined, invite?: string) => code(other.join({ world: world.id, agent, invite }))
    const invite = await world.invite('west')
    expect(await join('west')).toBe('E_FORBIDDEN')
    expect(await join('east', invite)).toBe('E_FORBIDDEN')
    expect(await join('west', await world.invite())).toBe('E_FORBIDDEN')
    expect(await join(undefined, invite)).toBe('done')
    expect(await join('west', invite)).toBe('E_FORBIDDEN')
    expect(await code(world.invite('north'))).toBe('E_NO_SEAT')
    expect((await other.request('worlds', {})).worlds).toEqual([])
    const free = await client.create({ env: 'catch', mode: 'lockstep', access: 'open', name: 'garden' })
    const { worlds } = await other.request('worlds', {})
    expect(worlds).toMatchObject([{ world: free.id, name: 'garden', env: 'catch', seats: [{ state: 'free' }, {}] }])
    expect(await code(other.join({ world: free.id, name: 'me' }))).toBe('done')
  })

  it('go to exactly one of a hundred who race for them', async () => {
    const { client } = await open()
    const world = await client.create({ env: 'catch', mode: 'lockstep', access: 'open' })
    const clients = await Promise.all(Array.from({ length: 10 }, () => run.client({ kind: 'agent' })))
    const races = clients.flatMap((one) => Array.from({ length: 10 }, () => code(one.join({ world: world.id }))))
    const codes = await Promise.all(races)
    expect(codes.filter((one) => one === 'done')).toHaveLength(2)
    expect(new Set(codes)).toEqual(new Set(['done', 'E_FULL']))
  })

  it('are left, kicked, and told to the controller', async () => {
    const { world, client } = await open()
    const heard = events(client)
    const seats = await seated(world)
    await seats[0].leave()
    await world.kick('east')
    await until(() => seats[1].over)
    expect(await code(world.kick('east'))).toBe('E_NO_SEAT')
    expect(await code(seats[1].act(0, 0))).toBe('E_NO_SEAT')
    const changes = heard.flatMap((event) => (event.t === 'seat' ? [`${event.agent} ${event.change}`] : []))
    expect(changes).toEqual(['west joined', 'east joined', 'west left', 'east kicked'])
  })
})

describe('a lost connection', () => {
  const drop = async (client: Client): Promise<void> => {
    ;(client as unknown as { socket: { terminate(): void } }).socket.terminate()
    await client.closed
  }

  it('keeps its seat; only the right token takes it back, once, and the old connection is closed', async () => {
    const { world } = await open()
    const [west, east] = await seated(world)
    await west.next()
    await east.act(2)
    await drop(west.client)
    await until(async () => (await world.seats()).seats[0].state === 'away')
    const next = await run.client({ kind: 'agent' })
    const wrong = { world: world.id, agent: 'west', token: 'wrong', lastTick: 0 }
    for (let i = 0; i < 3; i++) expect(await code(next.request('resume', wrong))).toBe('E_AUTH')
    expect((await world.seats()).seats[0].state).toBe('away')
    const back = await next.resume(west)
    expect(await back.next()).toMatchObject({ tick: 0, agent: 'west', acts: true })
    expect(await code(next.request('resume', { ...wrong, token: west.token }))).toBe('E_AUTH')
    await back.act(1)
    expect(await back.next()).toMatchObject({ tick: 1 })
    const third = await run.client({ kind: 'agent' })
    await third.resume(back)
    expect((await next.closed).code).toBe(CLOSE.REPLACED)
  })

  it('that comes back before the world runs is not asked to act', async () => {
    const { world } = await open()
    const client = await run.client({ kind: 'agent' })
    const west = await client.join({ world: world.id, agent: 'west', invite: await world.invite('west') })
    await drop(client)
    const back = await (await run.client({ kind: 'agent' })).resume(west)
    expect((await back.next())!.acts).toBe(false)
  })

  it('loses its seat in the end, whatever wrong tokens came', async () => {
    const { world, client } = await open({ seats: { resumeMs: 300 } })
    const heard = events(client)
    const [west] = await seated(world)
    await drop(west.client)
    const thief = await run.client({ kind: 'agent' })
    await code(thief.request('resume', { world: world.id, agent: 'west', token: 'wrong', lastTick: 0 }))
    await until(() => heard.some((event) => event.t === 'seat' && event.change === 'lost'))
    expect(await code(thief.resume(west))).toBe('E_AUTH')
  })

  it('between a step and its reply does not step twice: the world ends up as one that lost nothing', async () => {
    const actions = (t: number) => [t % 3, (t + 1) % 3]
    const make = async () =>
      (await run.client()).create({ env: 'catch', mode: 'solo', seed: 5, options: { falls: 100, horizon: 1000 } })
    const whole = await make()
    for (let t = 0; t < 20; t++) await whole.step(actions(t))
    const torn = await make()
    for (let t = 0; t < 20; t++) {
      const lost = torn.step(actions(t))
      if (t % 5 !== 2) {
        await lost
        continue
      }
      // Whether the server has seen the step or not, it is taken once.
      await new Promise((resolve) => setTimeout(resolve, t))
      await Promise.all([drop(torn.client), lost.catch((error: unknown) => expect(error).toBeInstanceOf(Disconnected))])
      torn.tick = t
      const { tick, last } = await torn.resume(await run.client())
      torn.tick = t
      const again = await torn.step(actions(t))
      if (tick === t + 1) expect((last as typeof again).rewards).toEqual(again.rewards)
    }
    const [a, b] = [await whole.state(), await torn.state()]
    expect([b.tick, b.hash]).toEqual([a.tick, a.hash])
  })

  it('of the controller: the token takes the world over, and the one before is closed', async () => {
    const { world, client } = await open()
    const next = await run.client()
    const token = world.token
    const { last } = await world.resume(next)
    expect(last).toMatchObject({ tick: 0, live: { d: '|u1' } })
    expect((await client.closed).code).toBe(CLOSE.REPLACED)
    expect(await code(next.request('resume', { world: world.id, token, lastTick: 0 }))).toBe('E_AUTH')
    expect(await code(world.seats())).toBe('done')
  })
})

describe('a realtime world', () => {
  it('ticks by itself, takes the newest action and does nothing where there is none', async () => {
    const { world, client } = await open({ mode: 'realtime', clock: { tickMs: 5 }, record: true })
    const heard = events(client)
    const [west] = await seated(world)
    for (let t = 0; t < 10; t++) await west.act((await west.next())!.tick % 3)
    const ticks = heard.filter((event) => event.t === 'tick')
    expect(ticks.length).toBeGreaterThan(5)
    expect(ticks.every(({ actions, defaulted }) => numbers(actions)[1] === 1 && numbers(defaulted)[1] === 1)).toBe(true)
    expect(ticks.some(({ defaulted }) => numbers(defaulted)[0] === 0)).toBe(true)
    await world.clock({ op: 'pause' })
    const { tick } = await world.state()
    expect((await world.clock({ op: 'step', ticks: 3 })).running).toBe(false)
    await until(async () => (await world.state()).tick === tick + 3)
    expect(verifyReplay(parseReplay(await world.recording(), 'recording'), catching as never).steps).toBe(tick + 3)
  })
})

describe('watchers', () => {
  it('see the picture and names, and nothing else', async () => {
    const { world } = await open()
    const watcher = await run.client({ kind: 'viewer' })
    const heard = events(watcher)
    expect(await code(watcher.watch({ world: world.id }, () => {}))).toBe('E_FORBIDDEN')
    expect(await code(watcher.watch({ world: world.id, invite: await world.invite('west') }, () => {}))).toBe(
      'E_FORBIDDEN',
    )
    await watcher.watch({ world: world.id, invite: await world.invite(), fps: 100 }, () => {})
    const seats = await seated(world)
    await play(seats, 5)
    await until(() => heard.some((event) => event.t === 'frame' && event.tick === 5))
    expect(new Set(heard.map(({ t }) => t))).toEqual(new Set(['frame']))
    expect(heard[0]).toMatchObject({ world: world.id, picture: { width: 5, height: 4 }, names: {} })
    expect(Object.keys(heard[0]).sort()).toEqual(['names', 'picture', 't', 'tick', 'world'])
    const { picture, tick } = await watcher.request('render', { world: world.id })
    expect([picture, tick]).toEqual([(await world.client.request('render', { world: world.id })).picture, 5])
    for (const more of [{ slot: 1 }, { form: 'pixels' }] as const)
      expect(await code(watcher.request('render', { world: world.id, ...more }))).toBe('E_FORBIDDEN')
    await watcher.request('leave', { world: world.id })
    expect(await code(watcher.request('render', { world: world.id }))).toBe('E_FORBIDDEN')
    expect(await code(watcher.request('leave', { world: world.id }))).toBe('E_STATE')
  })
})
