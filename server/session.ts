/**
 * A connection as a pure state machine: frames and the time go in, what to do comes out. It knows of no socket, no clock and
 * no world.
 *
 *     hello -> open -> closed
 */
import { decode } from './codec.ts'
import { Bucket, rateOf, WaterMarks, type Limits } from './limits.ts'
import { CLOSE, PROTOCOL_VERSION, type ClientKind, type Codec, type Hello, type Request } from './protocol.ts'
import { fault, Refused } from './refused.ts'
import { BadFrame } from './scan.ts'
import { check, isRefusal } from './schema.ts'
import { matches } from './tokens.ts'

export type Effect =
  | { readonly do: 'send'; readonly message: object }
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  /** The peer is dead: no close handshake. */
  | { readonly do: 'terminate' }
  | { readonly do: 'ping' }
  /** Whether to read from the socket. */
  | { readonly do: 'read'; readonly on: boolean }
  /** Hand it on; call `answered` when its reply was sent. */
  | { readonly do: 'request'; readonly request: Request }

export interface SessionOptions {
  readonly codec: Codec
  readonly limits: Limits
  /** Digest of the server's token, null where it has none. */
  readonly digest: Buffer | null
  /** Whether the upgrade carried the token already. */
  readonly authorized: boolean
  readonly connection: string
  readonly server: { readonly name: string; readonly version: string }
  readonly capabilities: readonly string[]
  /** Ms, as all times here. */
  readonly now: number
}

/** Why a connection is not read from. */
type Pause = 'inFlight' | 'rate' | 'output'
/** Unanswered pings that end a connection. */
const PINGS = 2
const SECOND = 1000

export class Session {
  kind: ClientKind | null = null
  phase: 'hello' | 'open' | 'closed' = 'hello'
  private readonly options: SessionOptions
  private readonly limits: Limits
  private readonly marks: WaterMarks
  private readonly pauses = new Set<Pause>()
  /** Frames that came while others were in flight. */
  private readonly waiting: (Uint8Array | string)[] = []
  private heartbeat: 'ws' | 'idle' = 'idle'
  private inFlight = 0
  private strikes = 0
  private refusals: number[] = []
  private heard: number
  private pinged: number
  private pings = 0
  private messages: Bucket
  private bytes: Bucket
  private slowed = false
  private readAt = 0

  constructor(options: SessionOptions) {
    this.options = options
    this.limits = options.limits
    this.marks = new WaterMarks(options.limits)
    this.heard = options.now
    this.pinged = options.now
    this.messages = new Bucket(options.limits.messages, options.now)
    this.bytes = new Bucket(options.limits.bytes, options.now)
  }

  /** A frame came. */
  receive(frame: Uint8Array | string, now: number): Effect[] {
    if (this.phase === 'closed') return []
    this.heard = now
    const effects: Effect[] = []
    const full = this.phase === 'hello' ? this.limits.helloBytes : this.limits.frameBytes
    if (frame.length > full) return this.close(1009, `Got a frame of ${frame.length} bytes, expected at most ${full}.`)
    if (this.inFlight >= this.limits.inFlight) this.waiting.push(frame)
    else this.take(frame, now, effects)
    return effects
  }

  /** The reply to a request was sent. */
  answered(now: number): Effect[] {
    this.inFlight--
    const effects: Effect[] = []
    while (this.inFlight < this.limits.inFlight && this.waiting.length > 0 && this.phase === 'open') {
      this.take(this.waiting.shift()!, now, effects)
    }
    if (this.inFlight < this.limits.inFlight) this.pause('inFlight', false, effects)
    return effects
  }

  /** So many bytes wait to be sent, `newest` of them in the last frame. Says whether events may be left out. */
  buffered(bytes: number, newest: number, now: number): { full: boolean; effects: Effect[] } {
    const flow = this.marks.at(bytes, newest, now)
    if (flow === 'slow') return { full: true, effects: this.close(CLOSE.SLOW, 'slow consumer') }
    const effects: Effect[] = []
    this.pause('output', flow === 'full', effects)
    return { full: flow === 'full', effects }
  }

  /** A pong came. */
  pong(now: number): void {
    this.heard = now
    this.pings = 0
  }

  /** Time passed: call it a few times a second. */
  time(now: number): Effect[] {
    const { helloMs, idleMs, heartbeatMs } = this.limits
    if (this.phase === 'closed') return []
    if (this.phase === 'hello') return now - this.heard >= helloMs ? this.close(CLOSE.IDLE, 'no hello') : []
    const effects: Effect[] = []
    if (this.pauses.has('rate') && now >= this.readAt) this.pause('rate', false, effects)
    // What is paused by the server is not silent.
    if (this.pauses.size > 0 || this.inFlight > 0) this.heard = Math.max(this.heard, now)
    if (now - this.heard >= idleMs) return this.close(CLOSE.IDLE, 'idle')
    if (this.heartbeat === 'ws' && now - this.pinged >= heartbeatMs) {
      if (this.pings >= PINGS) {
        this.phase = 'closed'
        return [{ do: 'terminate' }]
      }
      this.pings++
      this.pinged = now
      effects.push({ do: 'ping' })
    }
    return effects
  }

  /** Ends the connection from this side. */
  close(code: number, reason: string): Effect[] {
    if (this.phase === 'closed') return []
    this.phase = 'closed'
    this.waiting.length = 0
    return [{ do: 'close', code, reason }]
  }

  private take(frame: Uint8Array | string, now: number, effects: Effect[]): void {
    const message = this.decoded(frame, effects)
    if (message === null) return
    const re = Number.isSafeInteger(message.id) ? (message.id as number) : undefined
    const refused = this.overRate(frame.length, now, effects)
    if (refused !== null) return this.refuse(refused, re, effects)
    const request = check(message)
    if (isRefusal(request)) {
      const { code, message: text, data } = request
      return this.refuse(new Refused(code, text, data), re, effects)
    }
    if (this.phase === 'hello') return this.greet(request, effects, now)
    if (request.t === 'hello') return this.refuse(new Refused('E_STATE', 'Got a second hello.'), re, effects)
    this.inFlight++
    if (this.inFlight >= this.limits.inFlight) this.pause('inFlight', true, effects)
    effects.push({ do: 'request', request })
  }

  private decoded(frame: Uint8Array | string, effects: Effect[]): Record<string, unknown> | null {
    try {
      return decode(this.options.codec, frame, this.limits)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      this.refuse(new Refused('E_BAD_FRAME', error.message), undefined, effects)
      if (++this.strikes >= this.limits.strikes || this.phase === 'hello') {
        effects.push(...this.close(CLOSE.PROTOCOL, 'bad frames'))
      }
      return null
    }
  }

  /** Above its rate a trainer is read slower, and others are refused. */
  private overRate(bytes: number, now: number, effects: Effect[]): Refused | null {
    const wait = Math.max(this.messages.take(1, now), this.bytes.take(bytes, now))
    if (wait === 0) return null
    if (this.slowed) {
      this.readAt = now + wait
      this.pause('rate', true, effects)
      return null
    }
    this.refusals = [...this.refusals.filter((at) => now - at < SECOND), now]
    if (this.refusals.length > this.limits.rateStrikes) effects.push(...this.close(CLOSE.RATE, 'too many messages'))
    return new Refused('E_RATE', 'Got too many messages, expected fewer: wait and send again.')
  }

  private greet(request: Request, effects: Effect[], now: number): void {
    if (request.t !== 'hello') {
      this.refuse(new Refused('E_STATE', `Got ${request.t}, expected hello first.`), request.id, effects)
      return void effects.push(...this.close(CLOSE.PROTOCOL, 'no hello'))
    }
    if (!request.proto.includes(PROTOCOL_VERSION)) {
      const supported = [PROTOCOL_VERSION]
      const text = `Got versions ${request.proto.join(', ')}, expected one of: ${supported.join(', ')}.`
      this.refuse(new Refused('E_PROTO', text, { supported }), request.id, effects)
      return void effects.push(...this.close(CLOSE.PROTOCOL, 'no common version'))
    }
    if (!this.admits(request)) {
      this.refuse(new Refused('E_AUTH', 'The token is missing or wrong.'), request.id, effects)
      return void effects.push(...this.close(CLOSE.AUTH, 'unauthorized'))
    }
    this.open(request, effects, now)
  }

  private admits({ token }: Hello): boolean {
    const { digest, authorized } = this.options
    return digest === null || authorized || matches(token, digest)
  }

  private open({ id, kind, heartbeat }: Hello, effects: Effect[], now: number): void {
    const { limits } = this
    const { connection, server, capabilities } = this.options
    const rate = rateOf(kind, limits)
    this.phase = 'open'
    this.kind = kind
    // A client that computes for a minute cannot answer pings meanwhile.
    this.heartbeat = heartbeat ?? (kind === 'human' || kind === 'viewer' ? 'ws' : 'idle')
    this.pinged = now
    this.messages = new Bucket(rate.messages, now)
    this.bytes = new Bucket(rate.bytes, now)
    this.slowed = rate.slowed
    const ms = this.heartbeat === 'ws' ? limits.heartbeatMs : limits.idleMs
    const pulse = { mode: this.heartbeat, ms }
    const proto = PROTOCOL_VERSION
    const message = { t: 'welcome', re: id, proto, server, connection, capabilities, heartbeat: pulse, limits }
    effects.push({ do: 'send', message })
  }

  private refuse(refused: Refused, re: number | undefined, effects: Effect[]): void {
    effects.push({ do: 'send', message: fault(refused, re) })
  }

  private pause(why: Pause, on: boolean, effects: Effect[]): void {
    const before = this.pauses.size > 0
    if (on) this.pauses.add(why)
    else this.pauses.delete(why)
    const after = this.pauses.size > 0
    if (before !== after) effects.push({ do: 'read', on: !after })
  }
}
