/**
 * TensorBoard event files, written by hand: scalars only, no dependency.
 *
 * A file is a sequence of TFRecords: length (uint64), masked CRC-32C of the length, the bytes, masked CRC-32C of the
 * bytes, all little-endian (tensorflow/core/lib/io/record_writer.h). Each record is an `Event` protobuf
 * (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto); the first names the file version.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'

/** An open event file. Every call is one write, so that a killed process loses nothing that was logged. */
export interface EventFile {
  /**
   * Adds a point to the curve `tag`. `step` is an integer >= 0, `wallTime` seconds since 1970; `value` is kept as a
   * float32.
   */
  scalar(tag: string, step: number, value: number, wallTime: number): void
  /** Says that training goes on after `step`: TensorBoard drops later points of earlier files in the folder. */
  resumed(step: number, wallTime: number): void
  close(): void
}

/** Starts an event file. Its name must contain `tfevents` for TensorBoard to find it. Throws where the file exists. */
export function eventFile(path: string): EventFile {
  if (!path.includes('tfevents'))
    throw new RangeError(
      `Got event file ${path}, expected a name that contains "tfevents": TensorBoard reads no other.`,
    )
  const file = openSync(path, 'wx')
  let empty = true
  const write = (event: Uint8Array, wallTime: number): void => {
    if (empty) writeFileSync(file, tfRecord(bytes(double(1, wallTime), string(3, 'brain.Event:2'))))
    empty = false
    writeFileSync(file, tfRecord(event))
  }
  return {
    scalar: (tag, step, value, wallTime) => write(scalarEvent(tag, step, value, wallTime), wallTime),
    resumed: (step, wallTime) => write(startEvent(step + 1, wallTime), wallTime),
    close: () => closeSync(file),
  }
}

/** `Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }`. */
function scalarEvent(tag: string, step: number, value: number, wallTime: number): Uint8Array {
  const summary = message(1, bytes(string(1, tag), float(2, value)))
  return bytes(double(1, wallTime), integer(2, step), message(5, summary))
}

/** `Event { wall_time = 1, step = 2, session_log = 7 { status = 1: START } }`. */
const startEvent = (step: number, wallTime: number): Uint8Array =>
  bytes(double(1, wallTime), integer(2, step), message(7, integer(1, 1)))

// Protobuf fields: a tag (field number << 3 | wire type), then the value.
const integer = (field: number, value: number): Uint8Array => bytes(varint(field << 3), varint(value))
const double = (field: number, value: number): Uint8Array =>
  bytes(
    varint((field << 3) | 1),
    little(8, (view) => view.setFloat64(0, value, true)),
  )
const float = (field: number, value: number): Uint8Array =>
  bytes(
    varint((field << 3) | 5),
    little(4, (view) => view.setFloat32(0, value, true)),
  )
const message = (field: number, content: Uint8Array): Uint8Array =>
  bytes(varint((field << 3) | 2), varint(content.length), content)
const string = (field: number, text: string): Uint8Array => message(field, Buffer.from(text))

/** Base-128 varint of an integer in [0, 2^53). */
function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`Got ${value}, expected an integer in 0 to 2^53 - 1, as a step of an event file.`)
  const out = []
  for (; value > 127; value = Math.floor(value / 128)) out.push((value % 128) | 128)
  return Uint8Array.of(...out, value)
}

const bytes = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts)

function little(size: number, set: (view: DataView) => void): Uint8Array {
  const out = new Uint8Array(size)
  set(new DataView(out.buffer))
  return out
}

/** A record with its length and both checksums. */
export function tfRecord(data: Uint8Array): Uint8Array {
  const length = little(8, (view) => view.setBigUint64(0, BigInt(data.length), true))
  return bytes(length, maskedCrc(length), data, maskedCrc(data))
}

/** Rotated and offset, so that the checksum of bytes that hold a checksum is no fixed point. */
function maskedCrc(data: Uint8Array): Uint8Array {
  const crc = crc32c(data)
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  return little(4, (view) => view.setUint32(0, masked, true))
}

/** CRC-32C (Castagnoli), RFC 3720 §12.1: of '123456789' it is 0xe3069283. */
export function crc32c(data: Uint8Array): number {
  let crc = -1
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8)
  return ~crc >>> 0
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})
