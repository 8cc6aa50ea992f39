/**
 * Messages of fixed form as WebSocket frames in msgpack: everything that stays the same is packed once. From one to
 * the next two integers change, and the bytes of tensors, which are views of memory that is written elsewhere.
 */
import { encode } from './codec.ts'
import { isTensor } from './tensor.ts'

/** First byte of a frame that is a whole binary message, RFC 6455 section 5.2. */
const WHOLE_BINARY = 0x82
const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127
// First bytes of the formats, from the msgpack specification.
const FIXMAP = 0x80
const MAP16 = 0xde
const BIN32 = 0xc6
const UINT32 = 0xce
const ALIGN = 8
const MOST_UINT32 = 2 ** 32 - 1

/** The bytes of a view, and where in the frame they go. */
interface Hole {
  readonly at: number
  readonly bytes: Uint8Array
}

export class Template {
  private frame: Buffer
  /** Where the integers go. */
  private readonly numbers: readonly number[]
  private readonly holes: readonly Hole[]

  /** `message` has tensors over the memory that `fill` reads; `counted` names its two integers that change. */
  constructor(message: Readonly<Record<string, unknown>>, counted: readonly string[]) {
    const parts = new Parts()
    const fields = Object.entries(message).filter(([, value]) => value !== undefined)
    parts.bytes(fields.length < 16 ? [FIXMAP | fields.length] : [MAP16, fields.length >> 8, fields.length & 0xff])
    const numbers: number[] = []
    for (const [name, value] of fields) {
      parts.value(name)
      if (counted.includes(name)) numbers[counted.indexOf(name)] = parts.uint32()
      else if (isTensor(value)) parts.tensor(value)
      else parts.value(value)
    }
    const head = headOf(parts.size)
    this.numbers = numbers.map((at) => at + head.length)
    this.holes = parts.holes.map(({ at, bytes }) => ({ at: at + head.length, bytes }))
    this.frame = this.copyOf(Buffer.concat([head, ...parts.all]))
  }

  get length(): number {
    return this.frame.length
  }

  /** The frame with these integers, in the order of `counted`, and the bytes of now; null where one is too large. */
  fill(first: number, second: number): Buffer | null {
    if (first > MOST_UINT32 || second > MOST_UINT32) return null
    const { frame, numbers, holes } = this
    frame.writeUInt32BE(first, numbers[0])
    frame.writeUInt32BE(second, numbers[1])
    for (let i = 0; i < holes.length; i++) frame.set(holes[i].bytes, holes[i].at)
    return frame
  }

  /** Somebody still reads what `fill` gave: the next time it gives other memory. */
  renew(): void {
    this.frame = this.copyOf(this.frame)
  }

  /** In memory where the largest hole is aligned: bytes of shared memory are copied 8 times as fast to there. */
  private copyOf(frame: Buffer): Buffer {
    const largest = this.holes.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a))
    const copy = Buffer.from(
      new ArrayBuffer(frame.length + ALIGN),
      (ALIGN - (largest.at % ALIGN)) % ALIGN,
      frame.length,
    )
    copy.set(frame)
    return copy
  }
}

/** A message as it is put together. */
class Parts {
  readonly all: Uint8Array[] = []
  readonly holes: Hole[] = []
  size = 0

  bytes(given: Uint8Array | readonly number[]): void {
    const copy = Uint8Array.from(given)
    this.all.push(copy)
    this.size += copy.length
  }

  /** Something that stays the same. */
  value(value: unknown): void {
    this.bytes(packed(value))
  }

  uint32(): number {
    this.bytes([UINT32, 0, 0, 0, 0])
    return this.size - 4
  }

  tensor({ d, s, b }: { readonly d: string; readonly s: readonly number[]; readonly b: Uint8Array }): void {
    this.bytes([FIXMAP | 3])
    for (const value of ['d', d, 's', s, 'b']) this.value(value)
    const length = b.length
    this.bytes([BIN32, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff])
    this.holes.push({ at: this.size, bytes: b })
    this.bytes(b)
  }
}

const packed = (value: unknown): Uint8Array => encode('msgpack', value as object) as Uint8Array

/** The head of a frame from the server, which masks nothing. */
function headOf(length: number): Buffer {
  if (length <= SHORT) return Buffer.from([WHOLE_BINARY, length])
  const head = Buffer.alloc(length < 1 << 16 ? 4 : 10)
  head[0] = WHOLE_BINARY
  head[1] = length < 1 << 16 ? LENGTH_16 : LENGTH_64
  if (length < 1 << 16) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}
