/** What one client may take of the server when it reads too slowly or sends too much. */
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { decode, encode } from '../../server/codec.ts'
import { CLOSE, SUBPROTOCOLS } from '../../server/protocol.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { flood } from './flood.ts'
import { code, events, running, until } from './running.ts'

const KIB = 1024
const run = running({
  limits: { highWater: 64 * KIB, lowWater: 16 * KIB, hardCap: 512 * KIB, slowMs: 1_500, messages: 50, rateStrikes: 20 },
})
const sockets: WebSocket[] = []
afterEach(() => void sockets.splice(0).forEach((socket) => socket.terminate()))

type Message = { readonly t: string; readonly re?: number; readonly tick?: number }

/** A WebSocket under the test's own hand, after hello, and what it heard. */
async function bare(kind: string): Promise<{ socket: WebSocket; heard: Message[]; closed: Promise<number> }> {
  const socket = new WebSocket(run.server.url, [SUBPROTOCOLS.msgpack])
  sockets.push(socket)
  const heard: Message[] = []
  const trust = { items: Infinity, depth: 64 }
  socket.on('message', (frame: Buffer) => heard.push(decode('msgpack', frame, trust) as unknown as Message))
  socket.on('error', () => {})
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('open', resolve))
  socket.send(encode('msgpack', { t: 'hello', id: 0, proto: [1], kind }))
  await until(() => heard.length === 1)
  return { socket, heard, closed }
}

/** Bytes of the server that wait for this machine's slowest reader. */
const waiting = (): number =>
  Math.max(
    0,
    ...[...(run.server as unknown as { sockets: { clients: Set<WebSocket> } }).sockets.clients].map(
      ({ bufferedAmount }) => bufferedAmount,
    ),
  )

describe('a client that does not read', () => {
  it('its replies are bounded by the mark, and it is closed in the end; others step on', async () => {
    const { socket, closed } = await bare('trainer')
    const other = await run.client()
    const good = await other.create({ env: 'catch', mode: 'solo', seed: 1, options: { falls: 1e6, horizon: 1e6 } })
    socket.pause()
    // Answers of 200 KiB each, which nobody fetches: more than the buffers of the machine between.
    const describe_ = encode('msgpack', { t: 'create', id: 1, env: 'clean_up', mode: 'vec', slots: 1, view: 'rgb' })
    socket.send(describe_)
    await until(() => run.server.worlds.count === 2)
    const { id: world, controller } = run.server.worlds.values().find(({ id }) => id !== good.id)!
    expect(controller.connection).not.toBe(null)
    const { agents } = run.server.worlds.get(world).mail.shape
    const actions = tensorFrom('<i4', [1, agents, 1], new Uint8Array(agents))
    for (let tick = 0; tick < 100; tick++)
      socket.send(encode('msgpack', { t: 'step', id: tick + 2, world, tick, actions }))
    let most = 0
    let steps = 0
    await until(async () => {
      most = Math.max(most, waiting())
      await good.step([1, 1])
      return ++steps > 20 && run.server.connections() === 1
    })
    const frame = agents * 88 * 88 * 3
    expect(most).toBeGreaterThan(64 * KIB)
    expect(most).toBeLessThan(512 * KIB + 2 * frame)
    socket.resume()
    expect([CLOSE.SLOW, 1006]).toContain(await closed)
  })

  it('as a watcher misses pictures, is told which, and sees the newest', async () => {
    const client = await run.client()
    const world = await client.create({ env: 'clean_up', mode: 'realtime', clock: { tickMs: 1 }, seats: { bots: {} }, access: 'open' }) // prettier-ignore
    const seats = await Promise.all(world.env.agents.map(({ name }) => client.join({ world: world.id, agent: name })))
    const { socket, heard } = await bare('viewer')
    socket.send(encode('msgpack', { t: 'watch', id: 1, world: world.id, fps: 120 }))
    await until(() => heard.some(({ t }) => t === 'frame'))
    socket.pause()
    await until(() => run.server.metrics.get('dropped_total') > 3)
    expect(waiting()).toBeLessThan(512 * KIB)
    socket.resume()
    await until(() => heard.some(({ t }) => t === 'gap'))
    const at = heard.findIndex(({ t }) => t === 'gap')
    const gap = heard[at] as unknown as { from: number; to: number }
    const before = heard.slice(0, at).findLast(({ t }) => t === 'frame')!
    expect(gap.from).toBeGreaterThan(before.tick!)
    await until(() => heard.length > at + 1)
    expect(heard[at + 1].tick).toBeGreaterThan(gap.to)
    expect(seats).toHaveLength(7)
  })
})

describe('a client that sends without reading', () => {
  it('has its steps taken in order, and the server keeps no more of them than it reads', async () => {
    const { socket, heard } = await bare('trainer')
    const count = 20_000
    socket.send(encode('msgpack', { t: 'create', id: 1, env: 'catch', mode: 'solo', view: null, options: { horizon: 1e6, falls: 1e6 } })) // prettier-ignore
    await until(() => heard.length === 2)
    const { world } = heard[1] as unknown as { world: string }
    const before = process.memoryUsage().rss
    const actions = tensorFrom('|u1', [1, 2, 1], [1, 1])
    for (let tick = 0; tick < count; tick++)
      socket.send(encode('msgpack', { t: 'step', id: tick + 2, world, tick, actions }))
    await until(() => heard.length === count + 2)
    expect(heard.slice(2).every(({ t, tick }, i) => t === 'step.ok' && tick === i + 1)).toBe(true)
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 2 ** 20)
  })

  it('has its memory bounded, however much is sent', { timeout: 240_000 }, async () => {
    const sent = 100_000
    const { grown, taken, answered } = await flood(sent, 2_000)
    expect(taken).toBeLessThan(sent / 2)
    expect(grown).toBeLessThan(64 * 2 ** 20)
    expect(answered).toBeGreaterThanOrEqual(2_000)
  })

  it('of acts more than its rate is refused, and closed where it goes on', async () => {
    const { socket, heard, closed } = await bare('agent')
    for (let id = 1; id < 200; id++) socket.send(encode('msgpack', { t: 'ping', id }))
    expect(await closed).toBe(CLOSE.RATE)
    expect(heard.filter(({ t }) => t === 'ping.ok').length).toBeGreaterThanOrEqual(49)
    expect(heard.filter(({ t }) => t === 'error').length).toBeGreaterThanOrEqual(20)
  })
})

describe('a heavy session', () => {
  it('leaves a world in real time its ticks', async () => {
    const [heavy, light] = [await run.client(), await run.client({ kind: 'human' })]
    const batch = await heavy.create({ env: 'clean_up', mode: 'vec', slots: 32, view: 'rgb', seed: 1 })
    const world = await light.create({ env: 'catch', mode: 'realtime', clock: { tickMs: 20 }, seed: 1 })
    const heard = events(light)
    const seat = await light.join({ world: world.id, agent: 'west' })
    await light.join({ world: world.id, agent: 'east' })
    const enough = () => heard.filter(({ t }) => t === 'tick').length >= 20
    const actions = new Int32Array(32 * batch.env.agents.length)
    while (!enough()) await batch.step(actions)
    expect(await code(seat.act(1))).toBe('done')
    const ticks = heard.flatMap((event) => (event.t === 'tick' ? [event.tick] : []))
    expect(ticks).toEqual(Array.from(ticks, (_, i) => ticks[0] + i))
  })
})
