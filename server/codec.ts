/**
 * Messages to bytes and back, in both codecs. The one place that packs. Up to 2.1.3 msgpackr truncated the elements of a typed
 * array to bytes and filled the rest with what it had packed for others, so nothing but a Uint8Array may reach it.
 */
import { Packr, Unpackr } from 'msgpackr'
import type { Codec, Tensor } from './protocol.ts'
import { BadFrame, FORBIDDEN_KEYS, scan, type ScanLimits } from './scan.ts'
import { arrayOf, isTensor, tensorFrom } from './tensor.ts'

// `useRecords` and `moreTypes` would write extension types that other languages do not read.
const packr = new Packr({
  useRecords: false,
  variableMapSize: true,
  moreTypes: false,
  encodeUndefinedAsNil: true,
  skipValues: [undefined],
} as ConstructorParameters<typeof Packr>[0])
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' })

/**
 * A frame: bytes for a binary frame, text for a text frame; without fields that are undefined. The caller owns it. Throws a
 * TypeError on other typed arrays.
 */
export function encode(codec: Codec, message: object): Uint8Array | string {
  if (codec === 'json') return JSON.stringify(plain(message))
  check(message)
  return packr.pack(message)
}

/** Throws a TypeError where an array would not arrive as it is. */
function check(value: object): void {
  if (value instanceof Uint8Array) return
  refuse(value)
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name]
    if (typeof field === 'object' && field !== null) check(field)
  }
}

function refuse(value: object): void {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new TypeError(`Got a ${value.constructor.name} in a message, expected its bytes (tensor.ts).`)
  }
}

/** For JSON: tensors as numbers, bytes as Base64, numbers that are not finite as text. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return { b64: base64(value) }
  if (isTensor(value)) return { d: value.d, s: value.s, v: elements(value) }
  refuse(value)
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
}

function elements({ d, s, b }: Tensor): (number | string)[] {
  const array = arrayOf({ d, s, b })
  return Array.from(array, (element) => (Number.isFinite(element) ? element : String(element)))
}

/**
 * The message of a frame. Throws a BadFrame on everything that is none: broken, too deep, too many values, forbidden keys.
 * Bytes in it may be views of `frame`.
 */
export function decode(codec: Codec, frame: Uint8Array | string, limits: ScanLimits): Record<string, unknown> {
  if (codec === 'json') return decodeJson(frame, limits)
  if (typeof frame === 'string') throw new BadFrame('Got a text frame, expected binary ones of this subprotocol.')
  scan(frame, limits)
  try {
    return unpackr.unpack(frame) as Record<string, unknown>
  } catch (error) {
    throw new BadFrame(`Got bytes that are no message: ${(error as Error).message}.`)
  }
}

function decodeJson(frame: Uint8Array | string, limits: ScanLimits): Record<string, unknown> {
  if (typeof frame !== 'string') throw new BadFrame('Got a binary frame, expected text ones of this subprotocol.')
  checkDepth(frame, limits.depth)
  const value = parse(frame)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadFrame('Got a message that is no object, expected one.')
  }
  return revive(value, { left: limits.items }) as Record<string, unknown>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadFrame('Got text that is no JSON.')
  }
}

/** Counts brackets outside of strings, before anything is built. */
function checkDepth(text: string, most: number): void {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (quoted) {
      if (c === BACKSLASH) i++
      else if (c === QUOTE) quoted = false
    } else if (c === QUOTE) quoted = true
    else if (c === OPEN_LIST || c === OPEN_MAP) {
      if (++depth > most) throw new BadFrame('Got a message nested too deep.')
    } else if (c === CLOSE_LIST || c === CLOSE_MAP) depth--
  }
}
const [BACKSLASH, QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [...'\\"[]{}'].map((c) => c.charCodeAt(0))

/** Counts values, refuses forbidden keys, and makes tensors and bytes of what stands for them. */
function revive(value: unknown, budget: { left: number }): unknown {
  if (--budget.left < 0) throw new BadFrame('Got too many values in a message.')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => revive(item, budget))
  const fields = value as Record<string, unknown>
  const names = Object.keys(fields)
  const forbidden = names.find((name) => FORBIDDEN_KEYS.includes(name))
  if (forbidden !== undefined) throw new BadFrame(`Got key '${forbidden}'.`)
  if (names.length === 1 && typeof fields.b64 === 'string') return fromBase64(fields.b64)
  const revived = Object.fromEntries(names.map((name) => [name, revive(fields[name], budget)]))
  return names.length === 3 && 'd' in fields && 's' in fields ? tensorOf(revived) : revived
}

/** A tensor of JSON form, as it is in msgpack; what is no tensor stays for the schema to refuse. */
function tensorOf(fields: Record<string, unknown>): unknown {
  const { d, s, v, b64 } = fields
  if (typeof b64 === 'string') return { d, s, b: fromBase64(b64) }
  const blank = { d, s, b: new Uint8Array(0) }
  if (!Array.isArray(v) || !isTensor(blank)) return fields
  if (!v.every(isElement)) throw new BadFrame('Got an element of a tensor that is no number.')
  return tensorFrom(blank.d, blank.s, v.map(Number))
}

const isElement = (element: unknown): boolean =>
  typeof element === 'number' || element === 'NaN' || element === 'Infinity' || element === '-Infinity'

/** Base64 without Node's Buffer: this file runs in browsers. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + BASE64_CHUNK))
  }
  return btoa(text)
}
/** Arguments of a call are limited. */
const BASE64_CHUNK = 8192

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  } catch {
    throw new BadFrame('Got text that is no Base64.')
  }
}
