/**
 * Messages of fixed form as WebSocket frames in msgpack: everything that stays the same is packed once. From one to
 * the next some numbers change, and the bytes of tensors, which are views of memory that is written elsewhere.
 */
import { encode } from './codec.ts'
import { BINARY, headOf } from './frame.ts'
import { isTensor } from './tensor.ts'

// First bytes of the formats, from the msgpack specification.
const FIXMAP = 0x80
const MAP16 = 0xde
const FIXARRAY = 0x90
const ARRAY16 = 0xdc
const BIN32 = 0xc6
const UINT32 = 0xce
const FLOAT64 = 0xcb
const FALSE = 0xc2
const ALIGN = 8
const MOST_UINT32 = 2 ** 32 - 1

/** What a number that changes is sent as. */
export type Kind = 'uint32' | 'float64' | 'boolean'

/** Where a number goes: after its first byte, but for a boolean, which is one. */
interface Place {
  readonly at: number
  readonly kind: Kind
}

/** The bytes of a view, and where in the frame they go. */
interface Hole {
  readonly at: number
  readonly bytes: Uint8Array
}

export class Template {
  private frame: Buffer
  private view: DataView
  private readonly places: readonly Place[]
  private readonly holes: readonly Hole[]

  /**
   * `message` has tensors over the memory that `fill` reads; `kinds` has its fields that change, numbers or lists of as
   * many as there are now.
   */
  constructor(message: Readonly<Record<string, unknown>>, kinds: Readonly<Record<string, Kind>>) {
    const parts = new Parts()
    const fields = Object.entries(message).filter(([, value]) => value !== undefined)
    parts.bytes(fields.length < 16 ? [FIXMAP | fields.length] : [MAP16, fields.length >> 8, fields.length & 0xff])
    const found: Record<string, Place[]> = {}
    for (const [name, value] of fields) {
      parts.value(name)
      if (Object.hasOwn(kinds, name)) found[name] = parts.changing(value, kinds[name])
      else if (isTensor(value)) parts.tensor(value)
      else parts.value(value)
    }
    const head = headOf(BINARY, parts.size)
    const places = Object.keys(kinds).flatMap((name) => found[name] ?? [])
    this.places = places.map(({ at, kind }) => ({ at: at + head.length, kind }))
    this.holes = parts.holes.map(({ at, bytes }) => ({ at: at + head.length, bytes }))
    this.frame = this.copyOf(Buffer.concat([head, ...parts.all]))
    this.view = viewOf(this.frame)
  }

  get length(): number {
    return this.frame.length
  }

  /**
   * The frame with these numbers, in the order of `kinds`, and the bytes of now; null where one is below 0 or too
   * large for its place. It is the template's: copy what must outlive the next `fill`.
   */
  fill(numbers: readonly number[]): Buffer | null {
    const { frame, view, places, holes } = this
    for (let i = 0; i < places.length; i++) {
      const { at, kind } = places[i]
      const n = numbers[i]
      if (kind === 'float64') view.setFloat64(at, n)
      else if (kind === 'boolean') frame[at] = FALSE + n
      else if (n >= 0 && n <= MOST_UINT32) view.setUint32(at, n)
      else return null
    }
    for (let i = 0; i < holes.length; i++) frame.set(holes[i].bytes, holes[i].at)
    return frame
  }

  /** Somebody still reads what `fill` gave: the next time it gives other memory. */
  renew(): void {
    this.frame = this.copyOf(this.frame)
    this.view = viewOf(this.frame)
  }

  /** In memory where the largest hole is aligned: bytes of shared memory are copied 8 times as fast to there. */
  private copyOf(frame: Buffer): Buffer {
    const none = { at: 0, bytes: { length: 0 } }
    const { at } = this.holes.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a), none)
    const copy = Buffer.from(new ArrayBuffer(frame.length + ALIGN), (ALIGN - (at % ALIGN)) % ALIGN, frame.length)
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

  /** A number, or a list of some, that will be another. */
  changing(value: unknown, kind: Kind): Place[] {
    if (!Array.isArray(value)) return [this.place(kind)]
    const count = value.length
    this.bytes(count < 16 ? [FIXARRAY | count] : [ARRAY16, count >> 8, count & 0xff])
    return value.map(() => this.place(kind))
  }

  private place(kind: Kind): Place {
    const from = this.size
    if (kind === 'boolean') this.bytes([FALSE])
    else this.bytes(kind === 'uint32' ? [UINT32, 0, 0, 0, 0] : [FLOAT64, 0, 0, 0, 0, 0, 0, 0, 0])
    return { at: kind === 'boolean' ? from : from + 1, kind }
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

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length)
