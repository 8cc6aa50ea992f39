/** What a player of the bench reads and writes: no more of a message than it needs, since it shares the cores with the server. */
import { encode } from '../../server/codec.ts'

const UINT32 = 0xce
const TRUE = 0xc3

export interface Glance {
  readonly t: string
  readonly tick: number
  readonly acts: boolean
}

/** Three fields of a message in msgpack, found by their names; what it does not have is '', -1 or false. */
export function glance(frame: Buffer): Glance {
  const t = frame.indexOf(T)
  const length = frame[t + T.length] & 0x1f
  const type = frame.toString('latin1', t + T.length + 1, t + T.length + 1 + length)
  if (type !== 'observation') return { t: type, tick: -1, acts: false }
  const tick = frame.indexOf(TICK) + TICK.length
  return { t: type, tick: integer(frame, tick), acts: frame[frame.indexOf(ACTS) + ACTS.length] === TRUE }
}
/** Names as they stand before their values. */
const [T, TICK, ACTS] = ['t', 'tick', 'acts'].map((name) => Buffer.from(encode('msgpack', { [name]: 0 }) as Uint8Array).subarray(1, -1)) // prettier-ignore

function integer(frame: Buffer, at: number): number {
  const first = frame[at]
  if (first < 0x80) return first
  if (first === UINT32) return frame.readUInt32BE(at + 1)
  return first === UINT32 - 1 ? frame.readUInt16BE(at + 1) : frame[at + 1]
}

/** The acts of a seat: one frame, in which tick and action change. Its numbers are its ticks. */
export class Acting {
  private readonly bytes: Buffer
  private readonly idAt: number
  private readonly tickAt: number
  private readonly actionAt: number

  constructor(world: string, agent: string) {
    const message = { t: 'act', id: MOST, world, agent, tick: MOST, action: 0 }
    const payload = Buffer.from(encode('msgpack', message) as Uint8Array)
    // A frame of a client whose mask is 0.
    this.bytes = Buffer.concat([Buffer.of(0x82, 0x80 | payload.length, 0, 0, 0, 0), payload])
    const most = Buffer.of(UINT32, 255, 255, 255, 255)
    this.idAt = this.bytes.indexOf(most) + 1
    this.tickAt = this.bytes.indexOf(most, this.idAt + 4) + 1
    this.actionAt = this.bytes.length - 1
  }

  /** Belongs to the caller. */
  frame(tick: number, action: number): Buffer {
    const { bytes } = this
    bytes.writeUInt32BE(tick, this.idAt)
    bytes.writeUInt32BE(tick, this.tickAt)
    bytes[this.actionAt] = action
    return Buffer.from(bytes)
  }
}
const MOST = 2 ** 32 - 1
