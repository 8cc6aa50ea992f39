/**
 * What version 1 of the protocol sounds like: a session as it was recorded. A client of then must still be understood, and
 * understand. `npx vitest run test/golden/server-session.test.ts -u` records it again, which a new version of the protocol alone may do.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { wireSchema } from '../../server/schema.ts'
import { SUBPROTOCOLS } from '../../server/protocol.ts'
import { running } from '../server/running.ts'

const run = running()

/** Words of one session alone, and what stands for them in the recording. */
const NAMES: Readonly<Record<string, string>> = {
  world: '<world>',
  controller: '<controller>',
  token: '<token>',
  connection: '<connection>',
  version: '<version>',
}

const step = (tick: number, ...v: number[]) => ({
  t: 'step',
  world: '<world>',
  tick,
  actions: { d: '<i4', s: [1, 2, 1], v },
})
const REQUESTS: readonly object[] = [
  { t: 'hello', proto: [1, 2], kind: 'trainer', client: { name: 'golden', language: 'json' } },
  { t: 'ping', ts: 5 },
  { t: 'fly' },
  { t: 'describe', env: 'catch', view: 'numbers' },
  { t: 'create', env: 'catch', mode: 'solo', seed: 7, view: 'numbers', options: { horizon: 3 }, record: true },
  step(0, 1, 1),
  step(0, 1, 1),
  step(0, 2, 1),
  step(1, 2, 0),
  step(2, 0, 3),
  step(2, 0, 2),
  step(9, 0, 2),
  { t: 'state', world: '<world>' },
  { t: 'reset', world: '<world>', seed: 'again' },
  { t: 'act', world: '<world>', agent: 'west', tick: 3, action: 1 },
  { t: 'replay', world: '<world>', op: 'stop' },
  { t: 'resume', world: '<world>', token: '<controller>', lastTick: 3 },
  { t: 'create', env: 'catch', mode: 'lockstep', seed: 'b', seats: { late: 'random' }, options: { rocks: 0 } },
  { t: 'join', world: '<world>', agent: 'east', name: 'golden' },
  { t: 'seats', world: '<world>' },
  { t: 'clock', world: '<world>', op: 'step' },
  { t: 'act', world: '<world>', agent: 'east', tick: 0, action: 1 },
  { t: 'destroy', world: '<world>' },
  { t: 'bye' },
]

/** Sends the requests one after another. Notes each with its reply, and after them all events: those come when they come. */
async function session(): Promise<object[]> {
  const socket = new WebSocket(run.server.url, [SUBPROTOCOLS.json])
  await new Promise((resolve) => socket.on('open', resolve))
  const words = new Map<string, string>()
  const heard: object[] = []
  const events: object[] = []
  let answered: () => void = () => {}
  socket.on('message', (frame: Buffer) => {
    const text = frame.toString()
    const message = JSON.parse(text, (name, value: unknown) => {
      if (name === 'limits') return '<limits>'
      if (typeof value !== 'string' || !Object.hasOwn(NAMES, name)) return value
      words.set(NAMES[name], value)
      return NAMES[name]
    }) as { re?: number }
    if (message.re === undefined) return void events.push(message)
    heard.push(message)
    answered()
  })
  for (const [id, request] of REQUESTS.entries()) {
    const said = JSON.stringify(request).replace(/<(world|controller|token)>/g, (name) => words.get(name) ?? name)
    heard.push(request)
    const reply = new Promise<void>((resolve) => (answered = resolve))
    socket.send(JSON.stringify({ ...(JSON.parse(said) as object), id }))
    await reply
  }
  socket.terminate()
  return [...heard, ...events]
}

/** Lists that tell of what the server can do; a client of then finds all that it knows of in them. */
const GROWING = ['capabilities', 'known']

/** A message with its lists cut down to what stood in the one that was recorded. */
function asOf(message: unknown, recorded: unknown): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message
  const before = (recorded ?? {}) as Record<string, unknown>
  const known = (name: string, list: unknown[]) => list.filter((one) => (before[name] as unknown[])?.includes(one))
  const fields = Object.entries(message).map(([name, value]: [string, unknown]) => [
    name,
    GROWING.includes(name) ? known(name, value as unknown[]) : asOf(value, before[name]),
  ])
  return Object.fromEntries(fields) as unknown
}

describe('version 1 of the protocol', () => {
  it('sounds as it was recorded', async () => {
    const file = new URL('server-session.jsonl', import.meta.url)
    const recorded = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object) // prettier-ignore
    const lines = (await session()).map((message, i) => JSON.stringify(asOf(message, recorded[i])))
    // The words of a refusal list the requests as well; they are for people.
    const spoken = lines.map((line) => line.replace(/(Got type \\"fly\\", expected one of: )[^"]*/, '$1<requests>.'))
    await expect(`${spoken.join('\n')}\n`).toMatchFileSnapshot('server-session.jsonl')
  })

  it('has the schema that lies beside it (sva serve --schema)', () => {
    const file = new URL('../../server/wire.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(wireSchema())
  })
})
