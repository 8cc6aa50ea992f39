/** A client that sends steps without reading, and the memory of the server that it is connected to, which is a process alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { decode, encode } from '../../server/codec.ts'
import { SUBPROTOCOLS } from '../../server/protocol.ts'
import { tensorFrom } from '../../server/tensor.ts'
import type { Count } from './chaos-server.ts'
import { heard, start } from './chaos.ts'
import { until } from './running.ts'

const HEARD = { items: Infinity, depth: 64 }
/** Ms without another step taken after which the server is taken to have stopped reading. */
const STILL_MS = 1_000

export interface Flood {
  /** Most bytes of memory that the server had beyond what it had before. */
  readonly grown: number
  /** Steps that it had taken when it read no more, and those that were answered of `count` in the end, in order. */
  readonly taken: number
  readonly answered: number
}

/** Writes `count` steps and reads nothing until the server stands; then reads `read` answers. */
export async function flood(count: number, read: number): Promise<Flood> {
  const folder = mkdtempSync(join(tmpdir(), 'flood-'))
  const server = start('./chaos-server.ts', folder, '0')
  try {
    const { port } = await heard<{ port: number }>(server)
    const ask = async (): Promise<Count> => {
      const answer = heard<Count>(server)
      server.send({ do: 'count' })
      return answer
    }
    return await fill(`ws://127.0.0.1:${port}/v1`, ask, count, read)
  } finally {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

async function fill(url: string, ask: () => Promise<Count>, count: number, read: number): Promise<Flood> {
  const socket = new WebSocket(url, [SUBPROTOCOLS.msgpack])
  const answers: Record<string, unknown>[] = []
  socket.on('message', (frame: Buffer) => answers.push(decode('msgpack', frame, HEARD)))
  await new Promise((resolve) => socket.once('open', resolve))
  const send = (id: number, message: object): void => socket.send(encode('msgpack', { id, ...message }))
  send(0, { t: 'hello', proto: [1], kind: 'trainer' })
  send(1, { t: 'create', env: 'overcooked', mode: 'solo', view: 'lossless', options: { horizon: 1e6 } })
  await until(() => answers.length === 2)
  const { world } = answers[1]
  const { rss: before } = await ask()
  socket.pause()
  const actions = tensorFrom('|u1', [1, 2, 1], [4, 4])
  for (let tick = 0; tick < count; tick++) send(tick + 2, { t: 'step', world, tick, actions })
  let last = await ask()
  let most = last.rss
  for (let since = performance.now(); performance.now() - since < STILL_MS;) {
    const now = await ask()
    if (now.steps !== last.steps) since = performance.now()
    last = now
    most = Math.max(most, now.rss)
  }
  socket.resume()
  await until(() => answers.length >= read + 2)
  socket.terminate()
  const steps = answers.slice(2)
  const answered = steps.findIndex(({ t, tick }, i) => t !== 'step.ok' || tick !== i + 1)
  return { grown: most - before, taken: last.steps, answered: answered < 0 ? steps.length : answered }
}
