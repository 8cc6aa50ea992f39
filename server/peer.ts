/** A connection: carries out on its socket what its session says, and hands requests on. */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { encode } from './codec.ts'
import type { Desk } from './desk.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { CLOSE, type Codec, type Event, type Request } from './protocol.ts'
import { fault, Refused, traceOf } from './refused.ts'
import { perform } from './requests.ts'
import type { Effect, Session } from './session.ts'
import { StepReply } from './step-reply.ts'
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
/** Bytes of a frame that waits for others of its turn. */
const GATHERED_BYTES = 16_384
/** Bytes of the reason of a close. */
const REASON_BYTES = 120

export class Peer {
  readonly options: PeerOptions
  /** Settles when the socket is closed. */
  readonly closed: Promise<void>
  private readonly socket: WebSocket
  /** What it runs over. */
  private readonly raw: Duplex
  /** Ticks of events that were left out, by world. */
  private readonly gaps = new Map<string, { from: number; to: number }>()
  /** Bytes of the last frame. */
  private newest = 0
  private draining: NodeJS.Timeout | null = null

  constructor(socket: WebSocket, raw: Duplex, options: PeerOptions) {
    this.socket = socket
    this.raw = raw
    this.options = options
    const { session, desk } = options
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
  send(event: Event, droppable: boolean): void {
    const { session, desk, metrics } = this.options
    const { full, effects } = session.buffered(this.socket.bufferedAmount, this.newest, desk.now())
    this.obey(effects)
    if ('world' in event && 'tick' in event) {
      const gap = this.gaps.get(event.world)
      if (full && droppable) {
        this.gaps.set(event.world, { from: gap?.from ?? event.tick, to: event.tick })
        return metrics.add('dropped_total')
      }
      if (gap) this.write({ t: 'gap', world: event.world, ...gap })
      this.gaps.delete(event.world)
    }
    this.write(event)
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
    const step = body instanceof StepReply ? body : null
    const { codec, desk } = this.options
    const frame = step && codec === 'msgpack' ? step.frame(id) : null
    if (frame === null) return this.write({ t: `${t}.ok`, re: id, ...(step ? step.body() : body) })
    if (this.socket.readyState !== this.socket.OPEN) return
    desk.gathering.release(this.raw)
    this.raw.write(frame)
    if (this.raw.writableLength > 0) step!.renew()
    this.sent(frame.length)
    desk.awake?.stay(desk.now())
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

  private write(message: object): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const { codec, desk } = this.options
    const frame = encode(codec, message)
    if (frame.length <= GATHERED_BYTES) desk.gathering.hold(this.raw)
    else desk.gathering.release(this.raw)
    this.socket.send(frame)
    this.sent(frame.length)
  }

  private sent(bytes: number): void {
    const { metrics } = this.options
    metrics.add('messages_out_total')
    metrics.add('bytes_out_total', bytes)
    this.newest = bytes
    this.flow()
  }

  /** Looks at what waits to be sent, and again until it has drained. */
  private flow(): void {
    const { session, desk } = this.options
    const { full, effects } = session.buffered(this.socket.bufferedAmount, this.newest, desk.now())
    this.obey(effects)
    if (!full || this.draining !== null || this.socket.readyState !== this.socket.OPEN) return
    this.draining = setTimeout(() => {
      this.draining = null
      this.flow()
    }, DRAIN_MS)
  }
}
