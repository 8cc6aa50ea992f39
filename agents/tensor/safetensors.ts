/**
 * Reads and writes safetensors files (https://huggingface.co/docs/safetensors): an 8-byte length, a JSON header, data.
 *
 * A file is written beside its target, synced and renamed, so a reader sees the old file or the new one.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { sizeOf } from './shape.ts'

const ARRAYS = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
} as const

type Code = keyof typeof ARRAYS
export type SafetensorsArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array

export interface SafetensorsEntry {
  shape: readonly number[]
  /** Elements in row-major order; its class gives the dtype. */
  data: SafetensorsArray
}

export interface Safetensors {
  tensors: Record<string, SafetensorsEntry>
  /** Free text by key, kept in the header under `__metadata__`. */
  metadata: Record<string, string>
}

/** Headers above this are refused, as the reference reader does. */
const HEADER_LIMIT = 100_000_000

/** The file as bytes. Tensors are laid out by element width, widest first, then by name, so each is aligned. */
export function encodeSafetensors(
  tensors: Record<string, SafetensorsEntry>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const names = Object.keys(tensors).sort((a, b) => {
    const width = tensors[b].data.BYTES_PER_ELEMENT - tensors[a].data.BYTES_PER_ELEMENT
    return width || (a < b ? -1 : 1)
  })
  const header: Record<string, unknown> = {}
  if (Object.keys(metadata).length) header.__metadata__ = metadata
  let offset = 0
  for (const name of names) {
    const { shape, data } = tensors[name]
    if (name === '__metadata__') throw new Error("safetensors: '__metadata__' is reserved; name the tensor otherwise")
    if (data.length !== sizeOf(shape)) {
      throw new Error(
        `safetensors: '${name}' has ${data.length} elements when its shape [${shape}] holds ${sizeOf(shape)}`,
      )
    }
    header[name] = { dtype: codeOf(name, data), shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  return joined(header, names, tensors, offset)
}

function joined(
  header: Record<string, unknown>,
  names: string[],
  tensors: Record<string, SafetensorsEntry>,
  size: number,
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  const padded = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + padded + size).fill(0x20, 8, 8 + padded)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(text, 8)
  let at = 8 + padded
  for (const name of names) {
    const { data } = tensors[name]
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

function codeOf(name: string, data: SafetensorsArray): Code {
  for (const [code, type] of Object.entries(ARRAYS)) {
    if (data instanceof type) return code as Code
  }
  const got = (data as object)?.constructor?.name
  throw new Error(`safetensors: '${name}' is a ${got} when expected one of ${Object.keys(ARRAYS).join(', ')}`)
}

/** Reads bytes into new arrays. @throws on anything that the format does not allow: see each message. */
export function decodeSafetensors(file: Uint8Array, where = 'safetensors'): Safetensors {
  // A Buffer's own slice() would not copy.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  const fail = (what: string) => new Error(`${where}: ${what}; the file is damaged or not safetensors`)
  if (bytes.length < 8) throw fail(`${bytes.length} bytes when at least 8 are expected`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(HEADER_LIMIT) || 8n + length > BigInt(bytes.length)) {
    throw fail(`a header of ${length} bytes in a file of ${bytes.length}`)
  }
  const start = 8 + Number(length)
  const header = parsedHeader(bytes.subarray(8, start), fail)
  const { __metadata__: metadata = {}, ...entries } = header
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw fail('__metadata__ is not an object of strings')
  }
  const tensors: Record<string, SafetensorsEntry> = {}
  const body = bytes.subarray(start)
  for (const [name, entry] of Object.entries(entries)) tensors[name] = decodedEntry(name, entry, body, fail)
  checkCoverage(entries as Record<string, HeaderEntry>, body.length, fail)
  return { tensors, metadata: metadata as Record<string, string> }
}

interface HeaderEntry {
  dtype: Code
  shape: number[]
  data_offsets: [number, number]
}

type Fail = (what: string) => Error

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function parsedHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw fail('the header is not JSON')
  }
  if (!isObject(header)) throw fail('the header is not an object')
  return header
}

function decodedEntry(name: string, entry: unknown, body: Uint8Array, fail: Fail): SafetensorsEntry {
  if (!isObject(entry)) throw fail(`'${name}' is not an object`)
  const { dtype, shape, data_offsets: offsets } = entry as Partial<HeaderEntry>
  const type = Object.hasOwn(ARRAYS, String(dtype)) ? ARRAYS[dtype as Code] : undefined
  if (!type) throw fail(`'${name}' has dtype '${dtype}' when expected one of ${Object.keys(ARRAYS).join(', ')}`)
  if (!Array.isArray(shape) || !shape.every(isCount)) throw fail(`'${name}' has shape ${JSON.stringify(shape)}`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw fail(`'${name}' has data_offsets ${JSON.stringify(offsets)}`)
  }
  const [begin, end] = offsets
  const wanted = sizeOf(shape) * type.BYTES_PER_ELEMENT
  if (end - begin !== wanted)
    throw fail(`'${name}' holds ${end - begin} bytes when [${shape}] ${dtype} needs ${wanted}`)
  if (end > body.length) throw fail(`'${name}' ends at byte ${end} of ${body.length}`)
  // A copy starts at offset 0 of its own buffer, so it is aligned for any element width.
  return { shape, data: new type(body.slice(begin, end).buffer) as SafetensorsArray }
}

/** Tensors must fill the file from end to end, without a gap and without overlap. */
function checkCoverage(entries: Record<string, HeaderEntry>, size: number, fail: Fail): void {
  const spans = Object.entries(entries).sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )
  let at = 0
  for (const [name, { data_offsets: offsets }] of spans) {
    if (offsets[0] !== at) throw fail(`'${name}' begins at byte ${offsets[0]} when expected ${at}`)
    at = offsets[1]
  }
  if (at !== size) throw fail(`tensors end at byte ${at} of ${size}`)
}

/** Writes a file atomically. @throws what the file system throws; the old file is then untouched. */
export function writeSafetensors(
  path: string,
  tensors: Record<string, SafetensorsEntry>,
  metadata: Record<string, string> = {},
): void {
  writeAtomic(path, encodeSafetensors(tensors, metadata))
}

export function readSafetensors(path: string): Safetensors {
  return decodeSafetensors(readFileSync(path), path)
}

/** Writes beside `path`, syncs, renames over it and syncs the folder. */
export function writeAtomic(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(temporary, 'w')
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

/** Makes the rename last; a system that cannot open a folder (Windows) does without. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
