/** A connection: carries out on its socket what its session says, and hands requests on. */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { encode } from './codec.ts'
import type { Desk } from './desk.ts'
import { Formed } from './formed.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Observed } from './observed.ts'
import { Outbox } from './outbox.ts'
import { CLOSE, type Codec, type Event, type Request } from './protocol.ts'
import { fault, Refused, traceOf } from './refused.ts'
import { perform } from './requests.ts'
import type { Effect, Session } from './session.ts'
import { mintId } from './tokens.ts'

export interface PeerOptions {
  readonly id: string
  readonly codec: Codec
  readonly session: Session
  readonly desk: Desk
  readonly metrics: Metrics
  readonly log: Log
}

/** Ms between looks at output that has to drain before reading goes on. */
const DRAIN_MS = 5
/** Bytes of the reason of a close. */
const REASON_BYTES = 120

export class Peer {
  readonly options: PeerOptions
  /** Settles when the socket is closed. */
  readonly closed: Promise<void>
  private readonly socket: WebSocket
  private readonly outbox: Outbox
  /** Ticks of events that were left out, by world. */
  private readonly gaps = new Map<string, { from: number; to: number }>()
  /** Bytes of the last frame. */
  private newest = 0
  /** Whether more waits to be sent than may. */
  private full = false
  private draining: NodeJS.Timeout | null = null

  /** `raw` is what the socket runs over. */
  constructor(socket: WebSocket, raw: Duplex, options: PeerOptions) {
    this.socket = socket
    this.options = options
    const { session, desk } = options
    this.outbox = new Outbox(raw, desk.gathering, () => this.flow())
    socket.on('message', (data: Buffer, binary: boolean) => this.receive(binary ? data : data.toString()))
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('pong', () => session.pong(desk.now()))
    // What ws refuses (frames too large, broken ones) it has answered with a close already.
    socket.on('error', (error) => options.log('warn', 'socket', { connection: options.id, message: error.message }))
  }

  get id(): string {
    return this.options.id
  }

  /** Sends an event. A droppable one is left out while others wait, and a `gap` tells so later. */
  send(event: Event | Observed, droppable: boolean): void {
    const full = this.flow()
    if ('world' in event && 'tick' in event && (droppable || this.gaps.size > 0)) {
      const gap = this.gaps.get(event.world)
      if (full && droppable) {
        this.gaps.set(event.world, { from: gap?.from ?? event.tick, to: event.tick })
        return this.options.metrics.add('dropped_total')
      }
      if (gap) this.write({ t: 'gap', world: event.world, ...gap })
      this.gaps.delete(event.world)
    }
    if (!(event instanceof Formed)) this.write(event)
    else if (!this.form(event)) this.write(event.body())
  }

  /** Time passed. */
  time(): void {
    this.obey(this.options.session.time(this.options.desk.now()))
    this.flow()
  }

  close(code: number, reason: string): void {
    this.obey(this.options.session.close(code, reason))
  }

  /** The socket is closed. */
  lost(): void {
    this.options.session.close(1006, 'lost')
    if (this.draining) clearTimeout(this.draining)
  }

  /** No more is read; what was asked is still answered. */
  stop(): void {
    this.socket.pause()
  }

  private receive(frame: Buffer | string): void {
    const { metrics, session, desk } = this.options
    metrics.add('messages_in_total')
    metrics.add('bytes_in_total', frame.length)
    try {
      this.obey(session.receive(frame, desk.now()))
    } catch (error) {
      this.options.log('error', 'internal', { connection: this.id, trace: traceOf(error) })
      this.close(CLOSE.INTERNAL, 'internal')
    }
  }

  private obey(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.write(effect.message)
      else if (effect.do === 'request') this.request(effect.request)
      else if (effect.do === 'close') this.end(effect.code, effect.reason)
      else if (effect.do === 'terminate') this.socket.terminate()
      else if (effect.do === 'ping') this.socket.ping()
      else if (effect.on) this.socket.resume()
      else this.socket.pause()
    }
  }

  private end(code: number, reason: string): void {
    this.outbox.release()
    this.socket.close(code, reason.slice(0, REASON_BYTES))
    // The answer to the close has to be read.
    this.socket.resume()
  }

  private request(request: Request): void {
    const { desk } = this.options
    try {
      const pending = perform(desk, request, this.id, (body) => this.reply(request, body))
      if (!pending) return this.answered()
      pending.then(
        () => this.answered(),
        (error: unknown) => this.refuse(request, error),
      )
    } catch (error) {
      this.refuse(request, error)
    }
  }

  private answered(): void {
    const { session, desk } = this.options
    this.obey(session.answered(desk.now()))
  }

  private reply({ t, id }: Request, body: object): void {
    // In most worlds who acted waits for what comes of it.
    const soon = t !== 'act'
    const formed = body instanceof Formed ? body : null
    if (!formed || !this.form(formed, id, soon)) {
      this.write({ t: `${t}.ok`, re: id, ...(formed ? formed.body() : body) }, soon)
    }
    const { desk } = this.options
    if (t === 'step') desk.awake?.stay(desk.now())
  }

  private refuse({ t, id }: Request, error: unknown): void {
    const { metrics, log } = this.options
    metrics.add('faults_total')
    if (error instanceof Refused) this.write(fault(error, id))
    else {
      const ref = mintId('e-')
      log('error', 'internal', { ref, request: t, trace: traceOf(error) })
      this.write(fault(new Refused('E_INTERNAL', 'The server failed at this request.', { ref }), id))
    }
    this.answered()
  }

  /** Sends a message of fixed form; answers false where it does not have it this time, or codec. */
  private form(formed: Formed, re = 0, soon = true): boolean {
    if (this.options.codec !== 'msgpack') return false
    const frame = formed.frame(re)
    if (frame === null) return false
    if (!this.isOpen) return true
    if (this.outbox.frame(frame, soon)) formed.renew()
    this.sent(frame.length)
    return true
  }

  private write(message: object, soon = true): void {
    if (this.isOpen) this.sent(this.outbox.message(encode(this.options.codec, message), soon))
  }

  private get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  private sent(bytes: number): void {
    const { metrics } = this.options
    metrics.add('messages_out_total')
    metrics.add('bytes_out_total', bytes)
    this.newest = bytes
    this.flow()
  }

  /** Looks at what waits to be sent, and again until it has drained. Says whether that is too much. */
  private flow(): boolean {
    const { session, desk } = this.options
    const waiting = this.socket.bufferedAmount
    if (waiting === 0 && !this.full) return false
    const { full, effects } = session.buffered(waiting, this.newest, desk.now())
    this.full = full
    this.obey(effects)
    if (!full || this.draining !== null || !this.isOpen) return full
    this.draining = setTimeout(() => {
      this.draining = null
      this.flow()
    }, DRAIN_MS)
    return full
  }
}
