/** Numbers that keep one client from taking what belongs to all. Every one is told in `welcome.limits`. */
import type { ClientKind } from './protocol.ts'

const KIB = 1024
const MIB = 1024 * KIB
const SECOND = 1000
const MINUTE = 60 * SECOND

export const LIMITS = {
  /** Bytes of a frame that comes in; close 1009. */
  frameBytes: 8 * MIB,
  /** The same before `hello`. */
  helloBytes: 64 * KIB,
  /** Values of a message, and how deep they are nested; E_BAD_FRAME. */
  items: 10_000,
  depth: 8,
  /** Bad frames until close 4400. */
  strikes: 3,
  /** Ms until `hello` has to have come; close 4408. */
  helloMs: 5 * SECOND,
  /** Requests of a connection that wait for their reply; above it the server stops reading. */
  inFlight: 8,
  /** Messages and bytes a second of a trainer, above which the server reads no faster. */
  trainerMessages: 100_000,
  trainerBytes: 256 * MIB,
  /** The same of the others; above it E_RATE, and close 4429 at `rateStrikes` in a second. */
  messages: 200,
  bytes: MIB,
  rateStrikes: 100,
  /** Bytes that wait to be sent: above `highWater` events are dropped and reading stops, below `lowWater` it goes on. */
  highWater: MIB,
  lowWater: 256 * KIB,
  /** Close 4413 at so many bytes beside the newest frame, or so many ms above high water. */
  hardCap: 32 * MIB,
  slowMs: 10 * SECOND,
  connections: 512,
  /** Connections of one address. */
  connectionsPerAddress: 64,
  /** A world is a thread, with 25 to 50 MB. */
  worlds: 32,
  worldsPerConnection: 16,
  seatsPerConnection: 256,
  /** Slots x agents x bytes of an observation row. */
  worldBytes: 64 * MIB,
  /** Ms that the environment may take for an order. */
  stepMs: 5 * SECOND,
  /** Ms that a world outlives its last holder. */
  ttlMs: 10 * MINUTE,
  /** Ms that a seat is kept for a lost connection. */
  resumeMs: 120 * SECOND,
  /** Ms of silence after which a connection is closed with 4408. */
  idleMs: 15 * MINUTE,
  /** Ms between pings of heartbeat 'ws'; two without an answer end the connection. */
  heartbeatMs: 20 * SECOND,
  /** Bytes of a recording; it ends there. */
  recordBytes: 64 * MIB,
  /** Bytes of text in one reply of `replay` get. */
  chunkBytes: 256 * KIB,
  /** Ms that what is in flight may take after `closing`. */
  closingMs: 6 * SECOND,
} as const

/** Where worlds step in the server's own thread a world is its memory alone. */
export const IN_THREAD_LIMITS = { worlds: 256 } as const

export type Limits = { readonly [Name in keyof typeof LIMITS]: number }

/** Messages and bytes a second of a kind of client, and whether it is slowed down (else refused) above them. */
export function rateOf(kind: ClientKind, limits: Limits): { messages: number; bytes: number; slowed: boolean } {
  if (kind === 'trainer') return { messages: limits.trainerMessages, bytes: limits.trainerBytes, slowed: true }
  return { messages: limits.messages, bytes: limits.bytes, slowed: false }
}

/** A token bucket that holds one second's worth. Time is the caller's, in ms. */
export class Bucket {
  private readonly perMs: number
  private readonly most: number
  private tokens: number
  private at: number

  constructor(perSecond: number, now: number) {
    this.perMs = perSecond / SECOND
    this.most = perSecond
    this.tokens = perSecond
    this.at = now
  }

  /** Takes `amount`, below zero if need be, and says how many ms it takes until the bucket is no longer empty: 0 if it is not. */
  take(amount: number, now: number): number {
    this.tokens = Math.min(this.most, this.tokens + (now - this.at) * this.perMs) - amount
    this.at = now
    return this.tokens >= 0 ? 0 : -this.tokens / this.perMs
  }
}

/** What a connection's outgoing bytes call for. */
export type Flow = 'free' | 'full' | 'slow'

/** Water marks: full above the high one, until below the low one; slow at the hard cap, or where it stays full for too long. */
export class WaterMarks {
  private readonly limits: Limits
  private fullSince: number | null = null

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** How a connection stands with `buffered` bytes that wait, `newest` of them in its last frame, which may be of any size. */
  at(buffered: number, newest: number, now: number): Flow {
    const { highWater, lowWater, hardCap, slowMs } = this.limits
    if (this.fullSince === null && buffered > highWater) this.fullSince = now
    if (this.fullSince !== null && buffered < lowWater) this.fullSince = null
    if (buffered - newest > hardCap || (this.fullSince !== null && now - this.fullSince > slowMs)) return 'slow'
    return this.fullSince === null ? 'free' : 'full'
  }
}
