import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode } from '../../server/codec.ts'
import { LIMITS, type Limits } from '../../server/limits.ts'
import { CLOSE, type ClientKind, type Request } from '../../server/protocol.ts'
import { Session, type Effect, type SessionOptions } from '../../server/session.ts'
import { digestOf } from '../../server/tokens.ts'
import { REQUESTS } from './server-requests.ts'

const TOKEN = 'the-token-of-the-server'
const SECOND = 1000

function session(limits: Partial<Limits> = {}, options: Partial<SessionOptions> = {}): Session {
  return new Session({
    codec: 'msgpack',
    limits: { ...LIMITS, ...limits },
    digest: null,
    authorized: false,
    connection: 'c1',
    server: { name: 'sva-gym', version: '1' },
    capabilities: ['vec'],
    now: 0,
    ...options,
  })
}
const frame = (message: object) => encode('msgpack', message)
const hello = (fields: object = {}) => frame({ t: 'hello', id: 0, proto: [1], kind: 'trainer', ...fields })
const ping = (id: number) => frame({ t: 'ping', id })
const opened = (kind: ClientKind, limits: Partial<Limits> = {}) => {
  const one = session(limits)
  one.receive(hello({ kind }), 0)
  return one
}
/** What comes out, in short: types of messages with their codes, numbers of requests, codes of closes. */
const told = (effects: readonly Effect[]): unknown[] =>
  effects.map((effect) => {
    if (effect.do === 'send') {
      const { t, code } = effect.message as { t: string; code?: string }
      return code ?? t
    }
    if (effect.do === 'request') return effect.request.id
    if (effect.do === 'close') return effect.code
    return effect.do === 'read' ? (effect.on ? 'read' : 'stop') : effect.do
  })

describe('hello', () => {
  it('is answered with version, limits and heartbeat', () => {
    const [effect] = session().receive(hello({ id: 7 }), 0)
    expect(effect).toMatchObject({
      do: 'send',
      message: { t: 'welcome', re: 7, proto: 1, connection: 'c1', limits: LIMITS, heartbeat: { mode: 'idle' } },
    })
  })

  it.each([
    [[1, 99], ['welcome']],
    [[99], ['E_PROTO', CLOSE.PROTOCOL]],
    [[], ['E_SCHEMA']],
    [undefined, ['E_SCHEMA']],
  ])('with versions %j gives %j', (proto, expected) => {
    expect(told(session().receive(hello({ proto }), 0))).toEqual(expected)
  })

  it.each([undefined, 'wrong', `${TOKEN} `, ''])(
    'with the token %j is refused with the same words as every other',
    (token) => {
      const closed = session({}, { digest: digestOf(TOKEN) })
      const effects = closed.receive(hello({ token: token || undefined }), 0)
      expect(told(effects)).toEqual(['E_AUTH', CLOSE.AUTH])
      expect(effects[0]).toMatchObject({ message: { message: 'The token is missing or wrong.' } })
      expect(told(closed.receive(hello({ token: TOKEN }), 0))).toEqual([])
    },
  )

  it('with the right token, or after a header with it, is welcome', () => {
    expect(told(session({}, { digest: digestOf(TOKEN) }).receive(hello({ token: TOKEN }), 0))).toEqual(['welcome'])
    expect(told(session({}, { digest: digestOf(TOKEN), authorized: true }).receive(hello(), 0))).toEqual(['welcome'])
  })

  it('that does not come in time closes the connection', () => {
    const silent = session()
    expect(silent.time(LIMITS.helloMs - 1)).toEqual([])
    expect(told(silent.time(LIMITS.helloMs))).toEqual([CLOSE.IDLE])
  })

  it('has to come first, and once, and small', () => {
    expect(told(session().receive(ping(1), 0))).toEqual(['E_STATE', CLOSE.PROTOCOL])
    expect(told(opened('agent').receive(hello(), 0))).toEqual(['E_STATE'])
    expect(told(session().receive(new Uint8Array(65 * 1024), 0))).toEqual([1009])
    expect(told(opened('agent').receive(new Uint8Array(LIMITS.frameBytes + 1), 0))).toEqual([1009])
  })
})

describe('an open session', () => {
  it('hands requests on and answers what is none', () => {
    const open = opened('trainer')
    expect(told(open.receive(ping(1), 0))).toEqual([1])
    expect(told(open.receive(frame({ t: 'dance', id: 2 }), 0))).toEqual(['E_UNKNOWN_TYPE'])
    expect(told(open.receive(frame({ t: 'ping', id: 3, colour: 1 }), 0))).toEqual(['E_SCHEMA'])
  })

  it('closes at the third bad frame', () => {
    const open = opened('trainer')
    const bad = Uint8Array.of(0xc1)
    expect([1, 2, 3].flatMap(() => told(open.receive(bad, 0)))).toEqual([
      'E_BAD_FRAME',
      'E_BAD_FRAME',
      'E_BAD_FRAME',
      CLOSE.PROTOCOL,
    ])
    expect(open.receive(ping(1), 0)).toEqual([])
  })

  it('stops reading at the limit of requests in flight, keeps what came, and goes on in order', () => {
    const open = opened('trainer', { inFlight: 2 })
    expect([1, 2, 3, 4].flatMap((id) => told(open.receive(ping(id), 0)))).toEqual([1, 'stop', 2])
    expect(told(open.answered(0))).toEqual([3])
    expect(told(open.answered(0))).toEqual([4])
    expect(told(open.answered(0))).toEqual(['read'])
  })

  it('slows a trainer down that sends too much', () => {
    const open = opened('trainer', { trainerMessages: 10, inFlight: 1000 })
    const effects = Array.from({ length: 15 }, (_, id) => told(open.receive(ping(id), 0))).flat()
    expect(effects.filter((effect) => typeof effect === 'number')).toHaveLength(15)
    expect(effects.filter((effect) => effect === 'stop')).toHaveLength(1)
    expect(told(open.time(400))).toEqual([])
    expect(told(open.time(600))).toEqual(['read'])
  })

  it.each(['agent', 'human', 'viewer'] as const)(
    'refuses an %s that sends too much, and closes where it goes on',
    (kind) => {
      const open = opened(kind, { messages: 10, rateStrikes: 5, inFlight: 1000 })
      const effects = Array.from({ length: 30 }, (_, id) => told(open.receive(ping(id), 0))).flat()
      expect(effects.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'E_RATE', 'E_RATE'])
      expect(effects.filter((effect) => effect === 'E_RATE')).toHaveLength(6)
      expect(effects).toContain(CLOSE.RATE)
    },
  )

  it('lets an agent go on after a pause', () => {
    const open = opened('agent', { messages: 10, inFlight: 1000 })
    for (let id = 0; id < 12; id++) open.receive(ping(id), 0)
    expect(told(open.receive(ping(13), 2 * SECOND))).toEqual([13])
  })
})

describe('a heartbeat', () => {
  it('does not kill a trainer that computes for minutes', () => {
    const open = opened('trainer')
    for (let now = 0; now < 10 * 60 * SECOND; now += 250) expect(open.time(now)).toEqual([])
    expect(told(open.time(LIMITS.idleMs))).toEqual([CLOSE.IDLE])
  })

  it('kills a viewer that does not answer two pings', () => {
    const open = opened('viewer')
    const seen: unknown[] = []
    for (let now = 0; now < 70 * SECOND; now += 250) seen.push(...told(open.time(now)))
    expect(seen).toEqual(['ping', 'ping', 'terminate'])
  })

  it('keeps a viewer that answers', () => {
    const open = opened('viewer')
    for (let now = 0; now < 3_600 * SECOND; now += 250) {
      for (const effect of open.time(now)) {
        expect(effect.do).toBe('ping')
        open.pong(now)
      }
    }
    expect(open.phase).toBe('open')
  })

  it('is what the client asks for', () => {
    const trainer = session()
    trainer.receive(hello({ heartbeat: 'ws' }), 0)
    expect(told(trainer.time(LIMITS.heartbeatMs))).toEqual(['ping'])
  })
})

describe('output that waits', () => {
  it('stops reading above the high mark until it is below the low one', () => {
    const open = opened('trainer')
    const at = (bytes: number, now: number) => {
      const { full, effects } = open.buffered(bytes, 0, now)
      return [full, ...told(effects)]
    }
    expect(at(LIMITS.highWater, 0)).toEqual([false])
    expect(at(LIMITS.highWater + 1, 1)).toEqual([true, 'stop'])
    expect(at(LIMITS.lowWater, 2)).toEqual([true])
    expect(at(LIMITS.lowWater - 1, 3)).toEqual([false, 'read'])
  })

  it('closes the connection at the cap, or where it stays full', () => {
    expect(told(opened('viewer').buffered(LIMITS.hardCap + 1, 0, 0).effects)).toEqual([CLOSE.SLOW])
    const large = LIMITS.hardCap + 1
    expect(told(opened('viewer').buffered(large, large, 0).effects)).toEqual(['stop'])
    const slow = opened('viewer')
    slow.buffered(LIMITS.highWater + 1, 0, 0)
    expect(told(slow.buffered(LIMITS.lowWater, 0, LIMITS.slowMs + 1).effects)).toEqual([CLOSE.SLOW])
  })
})

describe('any frames at all', () => {
  it('give requests that keep the schema, known errors and closes, and nothing is thrown', () => {
    const codes = new Set<unknown>()
    const types = Object.keys(REQUESTS)
    const pieces = fc.oneof(
      fc.constantFrom(...types).chain((t) =>
        fc.record({
          t: fc.constant(t),
          id: fc.oneof(fc.nat(), fc.constant(-1), fc.constant('a')),
          ...Object.fromEntries(
            Object.entries(REQUESTS[t]).map(([name, value]) => [name, fc.oneof(fc.constant(value), fc.jsonValue())]),
          ),
        }),
      ),
      fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue()),
    )
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 4 }), (messages) => {
        const open = opened('agent', { inFlight: 100 })
        for (const message of messages) {
          for (const effect of open.receive(frame(message), 0)) {
            if (effect.do === 'request') expect(types).toContain((effect.request as Request).t)
            codes.add(told([effect])[0])
          }
        }
      }),
      { numRuns: 1_000, seed: 2 },
    )
    const seen = [...codes].filter((code) => typeof code === 'string').sort()
    expect(seen).toEqual(['E_BAD_FRAME', 'E_SCHEMA', 'E_STATE', 'E_UNKNOWN_TYPE'])
  })
})
