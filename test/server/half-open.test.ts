import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { connect, type Client } from '../../server/client/client.ts'
import { encode } from '../../server/codec.ts'
import { PATIENCE_MS, running, until } from './running.ts'
import { upgraded } from './upgraded.ts'

const run = running({
  limits: { helloMs: 500, idleMs: 1_000, heartbeatMs: 500, connections: 300, connectionsPerAddress: 300 },
})
const SOCKETS = 200
const HOLDERS = 10
const SHORT = { ttlMs: 100, options: { horizon: 100 }, access: 'open' } as const

/** A frame as clients write it, under a mask of zeros. */
function framed(message: object): Buffer {
  const payload = encode('msgpack', message) as Uint8Array
  return Buffer.concat([Uint8Array.of(0x82, 0x80 | payload.length, 0, 0, 0, 0), payload])
}

/** From here on nobody reads, writes or closes at this end. */
const abandon = (client: Client): Socket => {
  const socket = (client as unknown as { socket: { _socket: Socket } }).socket._socket
  return socket.pause()
}

/** A world that is stepped, and one with seats and watchers, all in the hands of clients that fall silent. */
async function holders(): Promise<Socket[]> {
  const clients: Client[] = []
  const another = async (kind: 'trainer' | 'viewer'): Promise<Client> => {
    clients.push(await connect(run.server.url, { kind }))
    return clients.at(-1)!
  }
  await (await another('trainer')).create({ env: 'catch', mode: 'vec', slots: 4, ...SHORT })
  const making = { mode: 'lockstep', seats: { resumeMs: 100 }, ...SHORT, ttlMs: 2_000 } as const
  const { id: world } = await (await another('trainer')).create({ env: 'catch', ...making })
  for (let i = 0; i < 2; i++) await (await another('trainer')).join({ world })
  while (clients.length < HOLDERS) await (await another('viewer')).watch({ world }, () => {})
  return clients.map(abandon)
}

async function silent(i: number): Promise<Socket> {
  const socket = (await upgraded(run.server.port)).on('error', () => {}).pause()
  const hello = framed({ t: 'hello', id: 0, proto: [1], kind: i % 2 === 0 ? 'agent' : 'human' })
  if (i % 3 === 1) socket.write(hello)
  if (i % 3 === 2) socket.write(hello.subarray(0, 9))
  return socket
}

const handles = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length
const open = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const { http } = run.server as unknown as {
      http: { getConnections(done: (e: Error | null, n: number) => void): void }
    }
    http.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })

describe('two hundred connections that complete the handshake, and then neither read, write nor close', () => {
  it('are gone after the limits of time, with all worlds that they held', { timeout: 3 * PATIENCE_MS }, async () => {
    const { metrics } = run.server
    const before = handles()
    const held = await holders()
    const sockets = await Promise.all(Array.from({ length: SOCKETS - HOLDERS }, (_, i) => silent(i)))
    expect([metrics.get('worlds_total'), metrics.get('connections_total')]).toEqual([2, SOCKETS])
    await until(() => run.server.connections() === 0 && run.server.worlds.count === 0)
    await until(async () => (await open()) === 0)
    for (const socket of [...held, ...sockets]) socket.destroy()
    await until(() => handles() === before)
  })
})
