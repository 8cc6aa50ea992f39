/**
 * Looks through a msgpack message before anything is built of it: a decoder that trusts the lengths in it can be made to
 * take all memory by a few kilobytes.
 */

/** The bytes are no message. */
export class BadFrame extends Error {}

export interface ScanLimits {
  /** Values in a message, and maps or lists inside one another. */
  readonly items: number
  readonly depth: number
}

/** Names under which an object would get another prototype. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype']
const LONGEST_FORBIDDEN = Math.max(...FORBIDDEN_KEYS.map((key) => key.length))

/**
 * Throws a BadFrame unless `bytes` are one map of text keys, each once, nested no deeper than `limits.depth`, of at most
 * `limits.items` values, without extension types, and nothing after it.
 */
export function scan(bytes: Uint8Array, { items, depth }: ScanLimits): void {
  const reader: Reader = { bytes, at: 0, left: items }
  if (!isMap(bytes[0])) throw new BadFrame('Got a message that is no map, expected one.')
  value(reader, depth)
  if (reader.at !== bytes.length) throw new BadFrame(`Got ${bytes.length - reader.at} bytes after the message.`)
}

interface Reader {
  readonly bytes: Uint8Array
  at: number
  left: number
}

const isMap = (type: number): boolean => (type & 0xf0) === 0x80 || type === 0xde || type === 0xdf

// First bytes of the formats, from the msgpack specification.
const BIN8 = 0xc4
const EXT8 = 0xc7
const FLOAT32 = 0xca
const FIXEXT1 = 0xd4
const STR8 = 0xd9
const ARRAY16 = 0xdc
const MAP16 = 0xde
const NEGATIVE = 0xe0
/** Bytes of float32, float64, uint8 to uint64, int8 to int64. */
const NUMBER_BYTES = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8]

function value(reader: Reader, depth: number): void {
  if (--reader.left < 0) throw new BadFrame('Got too many values in a message.')
  const type = byte(reader)
  if (type < 0x80 || type >= NEGATIVE) return
  if (type < 0x90) return map(reader, type & 0x0f, depth)
  if (type < 0xa0) return list(reader, type & 0x0f, depth)
  if (type < 0xc0) return skip(reader, type & 0x1f)
  if (type === 0xc0 || type === 0xc2 || type === 0xc3) return
  if (type >= BIN8 && type < EXT8) return skip(reader, length(reader, 1 << (type - BIN8)))
  if (type >= FLOAT32 && type < FIXEXT1) return skip(reader, NUMBER_BYTES[type - FLOAT32])
  if (type >= STR8 && type < ARRAY16) return skip(reader, length(reader, 1 << (type - STR8)))
  if (type >= ARRAY16 && type < MAP16) return list(reader, length(reader, 2 << (type - ARRAY16)), depth)
  if (type >= MAP16) return map(reader, length(reader, 2 << (type - MAP16)), depth)
  throw new BadFrame(`Got byte 0x${type.toString(16)}, expected no extension types.`)
}

function list(reader: Reader, count: number, depth: number): void {
  enter(reader, count, depth)
  for (let i = 0; i < count; i++) value(reader, depth - 1)
}

function map(reader: Reader, count: number, depth: number): void {
  enter(reader, 2 * count, depth)
  const keys: string[] = []
  for (let i = 0; i < count; i++) {
    const name = key(reader)
    for (let before = 0; before < i; before++) if (keys[before] === name) throw new BadFrame(`Got key '${name}' twice.`)
    if (name.length <= LONGEST_FORBIDDEN && FORBIDDEN_KEYS.includes(name)) throw new BadFrame(`Got key '${name}'.`)
    keys.push(name)
    value(reader, depth - 1)
  }
}

/** Every value takes a byte at least, so a count above the bytes that remain is a lie. */
function enter(reader: Reader, values: number, depth: number): void {
  if (depth === 0) throw new BadFrame('Got a message nested too deep.')
  if (values > reader.bytes.length - reader.at) throw new BadFrame('Got a message that ends before its values do.')
  if (values > reader.left) throw new BadFrame('Got too many values in a message.')
}

/** A text key, byte for byte as Latin-1: enough to tell keys apart. */
function key(reader: Reader): string {
  reader.left--
  const type = byte(reader)
  const short = type >= 0xa0 && type < 0xc0
  if (!short && !(type >= STR8 && type < ARRAY16)) throw new BadFrame('Got a key that is no text.')
  const size = short ? type & 0x1f : length(reader, 1 << (type - STR8))
  if (size > MAX_KEY_BYTES) throw new BadFrame(`Got a key of ${size} bytes, expected at most ${MAX_KEY_BYTES}.`)
  const from = reader.at
  skip(reader, size)
  let name = ''
  for (let i = from; i < reader.at; i++) name += String.fromCharCode(reader.bytes[i])
  return name
}
const MAX_KEY_BYTES = 128

function byte(reader: Reader): number {
  if (reader.at >= reader.bytes.length) throw new BadFrame('Got a message that ends before its values do.')
  return reader.bytes[reader.at++]
}

/** A big-endian length of 1, 2 or 4 bytes. */
function length(reader: Reader, size: number): number {
  let total = 0
  for (let i = 0; i < size; i++) total = total * 256 + byte(reader)
  return total
}

function skip(reader: Reader, size: number): void {
  if (size > reader.bytes.length - reader.at) throw new BadFrame('Got a message that ends before its values do.')
  reader.at += size
}
