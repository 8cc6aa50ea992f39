/** One JSON Schema a request, compiled once: what a message has to look like before anything is done for it. */
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv'
import { ERRORS, KINDS, MODES, PROTOCOL_VERSION, SUBPROTOCOLS, type Request, type RequestType } from './protocol.ts'
import { WIRE_DTYPES } from './tensor.ts'

// Bounds of texts and numbers, generous for every honest use.
const NAME = { type: 'string', minLength: 1, maxLength: 128 }
const TOKEN = { type: 'string', minLength: 1, maxLength: 256 }
const TEXT = { type: 'string', maxLength: 256 }
const DAY_MS = 86_400_000

const integer = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) => ({ type: 'integer', minimum, maximum })
const COUNT = integer(0)
const MS = integer(1, DAY_MS)
const SEED = { anyOf: [integer(Number.MIN_SAFE_INTEGER), { type: 'string', maxLength: 128 }] }
const ONE_OF = (values: readonly string[]) => ({ type: 'string', enum: [...values] })
const FREE = { type: 'object' }
const VIEW = { anyOf: [NAME, { type: 'null' }] }
const ACTION = integer(0, 2 ** 31 - 1)
const BYTES = { bytes: true }
const TENSOR = {
  type: 'object',
  additionalProperties: false,
  required: ['d', 's', 'b'],
  properties: {
    d: ONE_OF(WIRE_DTYPES),
    s: { type: 'array', maxItems: 8, items: integer(0, 2 ** 31 - 1) },
    b: BYTES,
  },
}

type Properties = Readonly<Record<string, SchemaObject>>

/** A request of those fields, optional ones marked by a '?' at the end of the name. */
function request(t: string, fields: Properties): SchemaObject {
  const names = Object.keys(fields)
  return {
    type: 'object',
    additionalProperties: false,
    required: ['t', 'id', ...names.filter((name) => !name.endsWith('?'))],
    properties: {
      t: { const: t },
      id: COUNT,
      x: FREE,
      ...Object.fromEntries(names.map((name) => [name.replace('?', ''), fields[name]])),
    },
  }
}

function part(fields: Properties): SchemaObject {
  return { type: 'object', additionalProperties: false, properties: fields }
}

const CLOCK = part({
  start: ONE_OF(['full', 'manual']),
  deadlineMs: { anyOf: [MS, { type: 'null' }] },
  tickMs: MS,
})
const SEATS = part({
  bots: { type: 'object', maxProperties: 256, additionalProperties: TEXT },
  late: TEXT,
  maxLate: integer(1),
  onLeave: ONE_OF(['default', 'pause', 'end']),
  resumeMs: integer(0, DAY_MS),
})
const COST = part({ calls: COUNT, input: COUNT, output: COUNT })
const CLIENT = { ...part({ name: NAME, version: NAME, language: NAME }), required: ['name'] }

const FIELDS: Readonly<Record<RequestType, Properties>> = {
  hello: {
    proto: { type: 'array', minItems: 1, maxItems: 16, items: COUNT },
    kind: ONE_OF(KINDS),
    'client?': CLIENT,
    'token?': TOKEN,
    'heartbeat?': ONE_OF(['ws', 'idle']),
  },
  bye: {},
  ping: { 'ts?': { type: 'number' } },
  list: { 'text?': TEXT },
  describe: { env: NAME, 'options?': FREE, 'view?': VIEW },
  create: {
    env: NAME,
    mode: ONE_OF(MODES),
    'options?': FREE,
    'view?': VIEW,
    'slots?': integer(1, 65_536),
    'firstSlot?': integer(0, 2 ** 31 - 1),
    'seed?': SEED,
    'autoreset?': ONE_OF(['same-step', 'disabled']),
    'record?': { type: 'boolean' },
    'name?': NAME,
    'access?': ONE_OF(['invite', 'open']),
    'clock?': CLOCK,
    'seats?': SEATS,
    'ttlMs?': MS,
  },
  worlds: {},
  join: { world: NAME, 'agent?': NAME, 'invite?': TOKEN, 'name?': NAME, 'view?': ONE_OF(['text']) },
  watch: { world: NAME, 'invite?': TOKEN, 'fps?': { type: 'number', exclusiveMinimum: 0, maximum: 120 } },
  leave: { world: NAME, 'agent?': NAME },
  reset: { world: NAME, 'seed?': SEED },
  step: { world: NAME, tick: COUNT, actions: TENSOR },
  act: {
    world: NAME,
    agent: NAME,
    tick: COUNT,
    action: { anyOf: [ACTION, { type: 'array', minItems: 1, maxItems: 64, items: ACTION }] },
    'cost?': COST,
  },
  decline: { world: NAME, agent: NAME, tick: COUNT, 'reason?': TEXT },
  clock: { world: NAME, op: ONE_OF(['start', 'pause', 'step', 'rate']), 'ticks?': integer(1, 10_000), 'tickMs?': MS },
  snapshot: { world: NAME },
  restore: { world: NAME, snapshot: BYTES },
  fork: { world: NAME, count: integer(1, 16) },
  state: { world: NAME, 'slot?': COUNT },
  render: { world: NAME, 'slot?': COUNT, 'form?': ONE_OF(['picture', 'text', 'pixels']), 'cell?': integer(1, 64) },
  seats: { world: NAME },
  invite: { world: NAME, 'agent?': NAME },
  kick: { world: NAME, agent: NAME },
  resume: { world: NAME, token: TOKEN, 'agent?': NAME, lastTick: COUNT },
  replay: {
    world: NAME,
    op: ONE_OF(['start', 'stop', 'get', 'seek']),
    'seed?': SEED,
    'cursor?': COUNT,
    'step?': COUNT,
  },
  destroy: { world: NAME },
}

export const REQUEST_TYPES = Object.keys(FIELDS) as readonly RequestType[]

const ajv = new Ajv({ strict: true, allErrors: false, allowUnionTypes: true, verbose: true })
ajv.addKeyword({
  keyword: 'bytes',
  schemaType: 'boolean',
  validate: (_: boolean, data: unknown) => data instanceof Uint8Array,
  errors: false,
})

const VALIDATORS = new Map<string, ValidateFunction>(
  REQUEST_TYPES.map((t) => [t, ajv.compile(request(t, FIELDS[t]))] as const),
)

/** Why a message is no request. */
export interface Refusal {
  readonly code: 'E_UNKNOWN_TYPE' | 'E_SCHEMA'
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The message as a request, or why it is none. */
export function check(message: Record<string, unknown>): Request | Refusal {
  const { t } = message
  const validate = typeof t === 'string' ? VALIDATORS.get(t) : undefined
  if (!validate) {
    const expected = `expected one of: ${REQUEST_TYPES.join(', ')}`
    return { code: 'E_UNKNOWN_TYPE', message: `Got type ${shown(t)}, ${expected}.`, data: { known: REQUEST_TYPES } }
  }
  if (validate(message)) return message as unknown as Request
  const [error] = validate.errors!
  const path = error.instancePath || '/'
  return { code: 'E_SCHEMA', message: `${t as string}: ${explain(error, path)}`, data: { path } }
}

export const isRefusal = (checked: Request | Refusal): checked is Refusal => 'code' in checked

function explain({ keyword, params, parentSchema, data, message }: ErrorObject, path: string): string {
  if (keyword === 'additionalProperties') {
    const known = Object.keys((parentSchema as SchemaObject).properties as object).join(', ')
    return `Got unknown field '${shorten(String(params.additionalProperty))}' at ${path}, expected one of: ${known}.`
  }
  if (keyword === 'required') return `Missing '${params.missingProperty}' at ${path}.`
  const expected = keyword === 'enum' ? `one of: ${params.allowedValues.join(', ')}` : expectation(keyword, message)
  return `Got ${shown(data)} at ${path}, expected ${expected}.`
}

const expectation = (keyword: string, message = keyword): string =>
  keyword === 'bytes' ? 'bytes' : message.replace(/^must /, 'it to ')

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return shorten(JSON.stringify(value) ?? String(value))
}

/** The schema of all requests as they stand in JSON frames, for clients in other languages. */
export function wireSchema(): SchemaObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `sva-gym wire protocol ${PROTOCOL_VERSION}: requests`,
    description: `Subprotocols ${Object.values(SUBPROTOCOLS).join(', ')}. In msgpack frames {"b64": ...} is a binary value, and a tensor is {d, s, b}.`,
    oneOf: REQUEST_TYPES.map((t) => ({ $ref: `#/$defs/${t}` })),
    $defs: {
      ...Object.fromEntries(REQUEST_TYPES.map((t) => [t, inJson(request(t, FIELDS[t]))])),
      bytes: {
        type: 'object',
        additionalProperties: false,
        required: ['b64'],
        properties: { b64: { type: 'string' } },
      },
      tensor: {
        type: 'object',
        additionalProperties: false,
        required: ['d', 's'],
        properties: {
          d: TENSOR.properties.d,
          s: TENSOR.properties.s,
          v: {
            type: 'array',
            items: { anyOf: [{ type: 'number' }, { type: 'string', enum: ['NaN', 'Infinity', '-Infinity'] }] },
          },
          b64: { type: 'string' },
        },
      },
      errors: { type: 'string', enum: Object.keys(ERRORS) },
    },
  }
}

/** The schema with what only this program knows written out. */
function inJson(schema: unknown): unknown {
  if (schema === TENSOR) return { $ref: '#/$defs/tensor' }
  if (schema === BYTES) return { $ref: '#/$defs/bytes' }
  if (Array.isArray(schema)) return schema.map(inJson)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inJson(value)]))
}
