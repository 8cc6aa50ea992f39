/** Who gets in, and what those who do can do to the server. */
import type { Socket } from 'node:net'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { encode } from '../../server/codec.ts'
import { connect } from '../../server/client/client.ts'
import { LIMITS } from '../../server/limits.ts'
import { CLOSE, PATH, SUBPROTOCOLS } from '../../server/protocol.ts'
import { serve } from '../../server/serve.ts'
import { code, PATIENCE_MS, running, until } from './running.ts'
import { upgraded } from './upgraded.ts'

const TOKEN = 'a-token-that-nobody-guesses'
const run = running({
  token: TOKEN,
  origins: ['https://lab.example'],
  limits: { helloMs: 3_000, connections: 12, connectionsPerAddress: 10 },
})

/** The status of an upgrade with these headers; 101 where it is taken. */
function upgrade(headers: Record<string, string>, path: string = PATH): Promise<number> {
  const { port } = run.server
  const all = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
    'sec-websocket-protocol': SUBPROTOCOLS.json,
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: all })
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A bare WebSocket after its handshake; closed after `work`. */
async function bare<T>(work: (socket: WebSocket, closed: Promise<number>) => Promise<T>): Promise<T> {
  const socket = new WebSocket(run.server.url, [SUBPROTOCOLS.msgpack])
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('error', () => {})
  await new Promise((resolve) => socket.on('open', resolve))
  try {
    return await work(socket, closed)
  } finally {
    socket.terminate()
    await closed
  }
}
const hello = encode('msgpack', { t: 'hello', id: 0, proto: [1], kind: 'agent', token: TOKEN })
const welcome = (socket: WebSocket) =>
  new Promise((resolve) => {
    socket.once('message', resolve)
    socket.send(hello)
  })
const alone = () => until(() => run.server.connections() === 0)

describe('an upgrade', () => {
  it.each([
    [{}, 101],
    [{ origin: 'https://lab.example' }, 101],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ host: 'evil.example' }, 403],
    [{ host: 'evil.example', origin: 'http://evil.example' }, 403],
    [{ host: 'localhost:1' }, 101],
    [{ host: '[::1]:80' }, 101],
    [{ 'sec-websocket-protocol': 'other' }, 400],
    [{ authorization: 'Bearer wrong' }, 401],
    [{ authorization: `Bearer ${TOKEN}` }, 101],
  ])('with %j gets %i', async (headers, status) => {
    expect(await upgrade(headers)).toBe(status)
    await alone()
  })

  it('of a page that this server serves is taken', async () => {
    expect(await upgrade({ origin: `http://127.0.0.1:${run.server.port}`, host: `127.0.0.1:${run.server.port}` })).toBe(
      101,
    )
    await alone()
  })

  it('to another path gets 404', async () => expect(await upgrade({}, '/v2')).toBe(404))

  it('beyond the connections of an address gets 429', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => run.client()))
    expect(await upgrade({})).toBe(429)
    await Promise.all(clients.map((client) => client.close()))
    await alone()
    expect(await upgrade({})).toBe(101)
    await alone()
  })
})

describe('pages', () => {
  const page = async (path: string, headers: Record<string, string> = {}) => {
    const { port } = run.server
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
        let text = ''
        response.on('data', (piece) => (text += String(piece)))
        response.on('end', () => resolve({ status: response.statusCode!, text }))
      })
      asked.on('error', reject)
      asked.end()
    })
  }

  it('say how the server is, and count', async () => {
    await run.client()
    expect(JSON.parse((await page('/healthz')).text)).toEqual({ status: 'ok', connections: 1, worlds: 0 })
    const { text } = await page('/metrics')
    expect(text).toMatch(/^sva_connections 1$/m)
    expect(text).toMatch(/^# TYPE sva_messages_in_total counter\nsva_messages_in_total \d+$/m)
  })

  it('are not served under another name, nor from the disk', async () => {
    expect((await page('/healthz', { host: 'evil.example' })).status).toBe(403)
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/etc/passwd', '/']) {
      expect((await page(path)).status).toBe(404)
    }
  })
})

describe('the token', () => {
  it('is needed where others than this machine can connect', async () => {
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow('Got host 0.0.0.0 without a token')
  })

  it.each([undefined, 'wrong'])('closes the connection with 4401 where it is %s', async (token) => {
    const refused = connect(run.server.url, { kind: 'agent', token })
    expect(await code(refused)).toBe('E_AUTH')
    await alone()
  })

  it('never stands in the log', async () => {
    const client = await run.client()
    const world = await client.create({ env: 'catch', mode: 'lockstep' })
    const invite = await world.invite('west')
    const seat = await client.join({ world: world.id, invite })
    await code(connect(run.server.url, { kind: 'agent', token: 'wrong-token' }))
    await world.destroy()
    const log = JSON.stringify(run.log)
    expect(log).toContain(world.id)
    for (const secret of [TOKEN, world.token, invite, seat.token, 'wrong-token']) expect(log).not.toContain(secret)
  })
})

describe('a connection', () => {
  it('that says nothing is closed', async () => {
    expect(await bare((_, closed) => closed)).toBe(CLOSE.IDLE)
  })

  it('that sends 65 KiB before hello is closed with 1009', async () => {
    const got = await bare((socket, closed) => {
      socket.send(new Uint8Array(65 * 1024))
      return closed
    })
    expect(got).toBe(1009)
  })

  it('that sends more than a frame may have is closed with 1009, while others go on', async () => {
    const other = await run.client()
    const got = await bare(async (socket, closed) => {
      await welcome(socket)
      socket.send(new Uint8Array(LIMITS.frameBytes + 1))
      return closed
    })
    expect(got).toBe(1009)
    expect(await code(other.request('ping', {}))).toBe('done')
  })

  it('that sends bad frames is closed at the third', async () => {
    const got = await bare(async (socket, closed) => {
      await welcome(socket)
      for (let i = 0; i < 3; i++) socket.send(Uint8Array.of(0x91, 1))
      return closed
    })
    expect(got).toBe(CLOSE.PROTOCOL)
  })

  it('that sends random frames gets faults, and the server goes on', async () => {
    for (let round = 0; round < 20; round++) {
      await bare(async (socket, closed) => {
        await welcome(socket)
        for (let i = 0; i < 20; i++) {
          const frame = Uint8Array.from(
            { length: 1 + ((round * 31 + i * 17) % 90) },
            (_, at) => (round * 7 + i * 13 + at * at * 5) % 256,
          )
          socket.send(frame)
        }
        await closed
      })
    }
    expect(await code((await run.client()).request('ping', {}))).toBe('done')
  })
})

/** A connection that speaks no protocol but what is written to it. */
async function raw(): Promise<Socket> {
  const socket = await upgraded(run.server.port)
  return socket.on('error', () => {})
}

describe('a raw socket', () => {
  it.each([
    ['one byte', [0x00, 0x81, 1, 2, 3, 4, 5]],
    ['no byte', [0x00, 0x80, 1, 2, 3, 4]],
  ])('that sends thousands of fragments of %s is closed', async (_, fragment) => {
    const socket = await raw()
    const before = process.memoryUsage().rss
    socket.write(Uint8Array.of(0x02, 0x80, 1, 2, 3, 4))
    const fragments = Buffer.concat(Array.from({ length: 2_000 }, () => Uint8Array.from(fragment)))
    socket.write(fragments)
    await new Promise((resolve) => socket.on('close', resolve).resume())
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20)
    await alone()
  })

  it(
    'that completes the handshake and then does nothing at all is gone in the end',
    { timeout: 2 * PATIENCE_MS },
    async () => {
      const sockets = await Promise.all(Array.from({ length: 8 }, raw))
      for (const socket of sockets) socket.pause()
      expect(run.server.connections()).toBe(8)
      await alone()
      for (const socket of sockets) socket.destroy()
    },
  )
})
