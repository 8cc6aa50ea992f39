import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../server/codec.ts'
import { LIMITS } from '../../server/limits.ts'
import { check, isRefusal, REQUEST_TYPES, wireSchema } from '../../server/schema.ts'
import { REQUESTS } from './server-requests.ts'

const whole = (t: string): Record<string, unknown> => ({ t, id: 1, ...REQUESTS[t], x: { anything: [1] } })
const refusal = (message: Record<string, unknown>) => {
  const checked = check(message)
  if (!isRefusal(checked)) throw new Error(`Expected a refusal of ${JSON.stringify(message)}.`)
  return checked
}

describe('the schema', () => {
  it('knows a request of every type', () => expect(Object.keys(REQUESTS)).toEqual(REQUEST_TYPES))

  it.each(REQUEST_TYPES)('takes a whole %s', (t) => {
    const message = whole(t)
    expect(check(message)).toBe(message)
  })

  it.each(REQUEST_TYPES)('refuses a %s without its number, or with a field that it does not know', (t) => {
    const { id: _, ...numberless } = whole(t)
    expect(refusal(numberless)).toMatchObject({ code: 'E_SCHEMA', message: expect.stringContaining("Missing 'id'") })
    expect(refusal({ ...whole(t), colour: 1 }).message).toMatch(
      /Got unknown field 'colour' at \/, expected one of: t, id/,
    )
  })

  it.each([
    ['step', 'tick', -1, '/tick'],
    ['step', 'tick', 1e300, '/tick'],
    ['step', 'actions', [0, 1], '/actions'],
    ['step', 'actions', { d: '<f2', s: [1], b: new Uint8Array(2) }, '/actions/d'],
    ['step', 'actions', { d: '<i4', s: [1], b: 'text' }, '/actions/b'],
    ['act', 'action', 1.5, '/action'],
    ['act', 'action', '1', '/action'],
    ['create', 'seed', 2 ** 60, '/seed'],
    ['create', 'mode', 'dance', '/mode'],
    ['create', 'clock', { tickMs: 0 }, '/clock/tickMs'],
    ['join', 'agent', '', '/agent'],
    ['restore', 'snapshot', 'text', '/snapshot'],
  ])('refuses a %s whose %s is %j, and says where', (t, field, value, path) => {
    expect(refusal({ ...whole(t), [field]: value })).toMatchObject({ code: 'E_SCHEMA', data: { path } })
  })

  it('names the known types where one is unknown', () => {
    const { code, message } = refusal({ t: 'fly', id: 1 })
    expect(code).toBe('E_UNKNOWN_TYPE')
    expect(message).toContain('Got type "fly", expected one of: hello, bye, ping, list')
  })
})

describe('wire.schema.json', () => {
  const validate = new Ajv2020({ strict: false, allErrors: false }).compile(wireSchema())

  it.each(REQUEST_TYPES)('takes a whole %s as it stands in JSON', (t) => {
    const frame = encode('json', whole(t)) as string
    expect(validate(JSON.parse(frame)), JSON.stringify(validate.errors)).toBe(true)
    expect(isRefusal(check(decode('json', frame, LIMITS)))).toBe(false)
  })

  it('refuses what the server refuses', () => {
    expect(validate({ t: 'ping', id: 1, colour: 2 })).toBe(false)
    expect(validate({ t: 'step', id: 1, world: 'w', tick: 0, actions: [1] })).toBe(false)
  })
})
