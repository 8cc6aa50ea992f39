import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { CASES, sessionCase, type Fields } from '../../server/conformance/case.ts'
import { filled, mismatch } from '../../server/conformance/pattern.ts'
import { play, type Target } from '../../server/conformance/run.ts'
import { SUBPROTOCOLS, type Codec } from '../../server/protocol.ts'
import { sva } from '../unit/cli-run.ts'
import { PATIENCE_MS, running } from './running.ts'

const TOKEN = 'a token of the tests'
const run = running({ token: TOKEN })
const target = (more: Partial<Target> = {}): Target => ({
  url: run.server.url, token: TOKEN, codec: 'json', env: 'catch', patienceMs: PATIENCE_MS, ...more,
}) // prettier-ignore

describe.each(Object.keys(SUBPROTOCOLS) as Codec[])('in %s this server', (codec) => {
  it.each(CASES.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    expect(await play(one, target({ codec }))).toBeNull()
  })
})

describe('the cases', () => {
  it('have titles of their own', () => {
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length)
  })

  it('hold for environments of the registry', async () => {
    const chosen = CASES.filter(({ title }) => /same play for the same seed|next episode|first observation/.test(title))
    expect(chosen.length).toBe(3)
    for (const env of ['overcooked', 'coins', 'commons_harvest']) {
      for (const one of chosen) expect(await play(one, target({ env })), env).toBeNull()
    }
  })

  it('are what a recorded session is too', async () => {
    const text = readFileSync('test/golden/server-session.jsonl', 'utf8')
    const session = sessionCase(text, 'the recorded session')
    expect(session.steps.length).toBeGreaterThan(20)
    expect(await play(session, target())).toBeNull()
    const other = sessionCase(text.replace('"rewards":{"d":"<f4"', '"rewards":{"d":"<f8"'), 'another one')
    expect(await play(other, target())).toMatch(/step: Got "<f4" at \/rewards\/d, expected "<f8"/)
  })
})

/** Servers that are wrong in one thing: what they make of messages to the client. */
const FAULTS: readonly (readonly [string, RegExp, (message: Fields) => Fields | null])[] = [
  ['counts ticks wrongly', /gives rewards, ends/, (m) => (m.t === 'step.ok' ? { ...m, tick: 0 } : m)],
  ['has another code', /tick that is over/, (m) => (m.code === 'E_STALE' ? { ...m, code: 'E_STATE' } : m)],
  ['forgets what is true now', /tick that is over/, (m) => (m.code === 'E_STALE' ? { ...m, data: {} } : m)],
  ['leaves out the last rows', /next episode in the step/, (m) => ({ ...m, final: undefined })],
  ['shows last rows all the time', /next episode in the step/, (m) => (m.t === 'step.ok' ? { final: {}, ...m } : m)],
  ['gives no observations', /rows of a new world/, (m) => ({ ...m, observations: undefined })],
  ['lets others in', /controller alone/, (m) => (m.code === 'E_FORBIDDEN' ? { t: 'reset.ok', re: m.re } : m)],
  ['sends no observations', /first observation/, (m) => (m.t === 'observation' ? null : m)],
  ['hides who was late', /missing at the deadline/, (m) => ('defaulted' in m ? { ...m, defaulted: false } : m)],
  ['takes any token', /wrong token/, (m) => (m.code === 'E_AUTH' ? { t: 'resume.ok', re: m.re } : m)],
]

describe('a server that', () => {
  it.each(FAULTS)('%s is found out', async (_, title, fault) => {
    const proxy = await between(fault)
    const guilty = CASES.find((one) => title.test(one.title))!
    expect(await play(guilty, target({ url: proxy, patienceMs: 1_000 }))).toMatch(/step \d+|in vain/)
  })

  it('is as it should be passes through the same proxy', async () => {
    const proxy = await between((message) => message)
    for (const [, title] of FAULTS) {
      const innocent = CASES.find((one) => title.test(one.title))!
      expect(await play(innocent, target({ url: proxy }))).toBeNull()
    }
  })

  it('hangs up fails with the code of the close', async () => {
    const proxy = await between(null)
    const [one] = CASES.filter(({ title }) => title === 'answers a ping with its time')
    expect(await play(one, target({ url: proxy }))).toMatch(/close code 4500/)
  })
})

describe('a pattern', () => {
  const names = () => new Map<string, unknown>()

  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: [1, '*'] }, { a: [1, { b: 2 }] }],
    [
      { a: '$x', b: '$x' },
      { a: [1, 2], b: [1, 2] },
    ],
    [{ a: { $none: true } }, {}],
    [{ a: null }, { a: null }],
    ['$x', new Uint8Array([1])],
  ])('%j matches %j', (pattern, value) => {
    expect(mismatch(pattern, value, names())).toBeNull()
  })

  it.each([
    [{ a: 1 }, { a: '1' }, 'Got "1" at /a, expected 1'],
    [{ a: 1 }, {}, 'Got nothing at /a, expected 1'],
    [{ a: [1, 2] }, { a: [1] }, 'Got [1] at /a, expected 2 items'],
    [{ a: [1] }, { a: { 0: 1 } }, 'Got {"0":1} at /a, expected 1 items'],
    [{ a: '$x', b: '$x' }, { a: 1, b: 2 }, 'Got 2 at /b, expected $x: 1'],
    [{ a: { $none: true } }, { a: 0 }, 'Got 0 at /a, expected nothing'],
    [{ a: '*' }, {}, 'Got nothing at /a, expected anything'],
    [{ a: { b: 1 } }, { a: null }, 'Got null at /a, expected {"b":1}'],
  ])('%j does not match %j', (pattern, value, said) => {
    expect(mismatch(pattern, value, names())).toBe(said)
  })

  it('is filled in with names, parts of them and tensors', () => {
    const given = new Map<string, unknown>([['shape', [1, 2]], ['agents', [{ name: 'west' }]]]) // prettier-ignore
    expect(filled({ who: '$agents.0.name', n: ['$shape.1'] }, given)).toEqual({ who: 'west', n: [2] })
    expect(filled({ $zeros: '$shape', but: [7] }, given)).toEqual({ d: '<i4', s: [1, 2], b: new Uint8Array([7, 0, 0, 0, 0, 0, 0, 0]) }) // prettier-ignore
    expect(() => filled('$nobody', given)).toThrow('Got $nobody, expected one of: shape, agents.')
  })
})

describe('sva conformance', () => {
  it('says how each case went, and fails where one does', async () => {
    const env = { SVA_TOKEN: TOKEN }
    const good = await sva(['conformance', run.server.url, '--case', 'ping', '--env', 'catch'], { env })
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('ok     msgpack answers a ping') })
    expect(good.stdout).toMatch(/^\d+ passed, 0 failed$/m)
    const bad = await sva(['conformance', run.server.url, '--case', 'same play for the same seed', '--env', 'none', '--codec', 'json', '--json'], { env }) // prettier-ignore
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.stdout)).toMatchObject({ passed: false, wrong: expect.stringContaining('E_UNKNOWN_ENV') })
    expect(await sva(['conformance', run.server.url, '--case', 'no such case'])).toMatchObject({ code: 2 })
  })
})

const proxies: WebSocketServer[] = []
afterAll(() => {
  for (const proxy of proxies) {
    for (const client of proxy.clients) client.terminate()
    proxy.close()
  }
})

/** The URL of a proxy that changes what the server says; null leaves a message out, a null fault hangs up. */
async function between(fault: ((message: Fields) => Fields | null) | null): Promise<string> {
  const proxy = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOLS.json })
  proxies.push(proxy)
  await new Promise((resolve) => proxy.on('listening', resolve))
  proxy.on('connection', (client) => {
    if (fault === null) return client.close(4500)
    const real = new WebSocket(run.server.url, [SUBPROTOCOLS.json])
    const opened = new Promise((resolve) => real.on('open', resolve))
    client.on('message', (frame) => void opened.then(() => real.send(frame.toString())))
    client.on('close', () => real.close())
    real.on('close', (code) => client.close(code > 1000 && code < 4000 ? 1000 : code))
    real.on('message', (frame) => {
      const changed = fault(JSON.parse(frame.toString()) as Fields)
      if (changed !== null) client.send(JSON.stringify(changed))
    })
  })
  return `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1`
}
