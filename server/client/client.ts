/**
 * The client of the server, for browsers and Node.
 *
 *     const client = await connect('ws://127.0.0.1:7770/v1', { token, kind: 'trainer' })
 *     const world = await client.create({ env: 'overcooked', mode: 'solo' })
 *     const { rewards } = await world.step([0, 4])
 */
import { Awake } from '../awake.ts'
import { decode, encode } from '../codec.ts'
import { PROTOCOL_VERSION, SUBPROTOCOLS } from '../protocol.ts'
import type { ClientKind, Codec, ErrorCode, Event, Fault, Replies, Request, RequestType, Welcome } from '../protocol.ts'
import { RemoteSeat, RemoteWorld } from './handles.ts'
import { openSocket, type Socket, type SocketEvent } from './socket.ts'

export interface ConnectOptions {
  readonly kind: ClientKind
  /** The server's, where it has one. */
  readonly token?: string
  readonly codec?: Codec
  readonly name?: string
  readonly heartbeat?: 'ws' | 'idle'
  /**
   * Ms for which this process looks for what comes of a request before it sleeps: quicker where cores are slow to wake, but
   * it takes a core while it plays. 0 unless given; in Node alone.
   */
  readonly awakeMs?: number
}

/** The fields of a request. */
export type Fields<T extends RequestType> = Omit<Extract<Request, { t: T }>, 't' | 'id'>

/** The server did not do a request. */
export class ServerFault extends Error {
  readonly code: ErrorCode
  readonly retry: boolean
  readonly data: Readonly<Record<string, unknown>>

  constructor({ code, message, retry, data = {} }: Fault) {
    super(`${code}: ${message}`)
    this.code = code
    this.retry = retry
    this.data = data
  }
}

/** The connection ended before the reply came: the request may or may not have been done. Resume to find out. */
export class Disconnected extends Error {
  /** The close code of the WebSocket. */
  readonly code: number

  constructor(code: number, reason: string) {
    super(`The connection is closed (${code}${reason && ` ${reason}`}).`)
    this.code = code
  }
}

interface Pending {
  readonly resolve: (reply: never) => void
  readonly reject: (error: Error) => void
}

/** The server is trusted with the size of what it sends. */
const TRUST = { items: Infinity, depth: 64 }

/** Connects and says hello. Rejects with a ServerFault where the server does not want this client. */
export async function connect(url: string, options: ConnectOptions): Promise<Client> {
  const { kind, token, codec = 'msgpack', name = 'sva-gym', heartbeat, awakeMs = 0 } = options
  if (awakeMs > 0 && typeof setImmediate === 'undefined') {
    throw new TypeError(`Got awakeMs ${awakeMs}, expected 0: only Node can look for what comes.`)
  }
  const socket = await openSocket(url, SUBPROTOCOLS[codec])
  const client = new Client(socket, codec, awakeMs > 0 ? new Awake(awakeMs) : null)
  const about = { name, language: 'typescript' }
  client.welcome = await client.request('hello', { proto: [PROTOCOL_VERSION], kind, client: about, token, heartbeat })
  return client
}

export class Client {
  welcome!: Welcome
  /** Settles when the connection is closed, with the reason. */
  readonly closed: Promise<Disconnected>
  private readonly socket: Socket
  private readonly codec: Codec
  private readonly awake: Awake | null
  private readonly pending = new Map<number, Pending>()
  private readonly listeners = new Set<(event: Event) => void>()
  private ended: Disconnected | null = null
  private last = 0

  /** Use `connect`. */
  constructor(socket: Socket, codec: Codec, awake: Awake | null) {
    this.socket = socket
    this.codec = codec
    this.awake = awake
    socket.addEventListener('message', ({ data }) => this.receive(data as string | ArrayBuffer))
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', (event) => resolve(this.end(event)))
    })
  }

  /** Sends a request and waits for its reply. Rejects with a ServerFault, or Disconnected. */
  request<T extends RequestType>(t: T, fields: Fields<T>): Promise<Replies[T]> {
    if (this.ended) return Promise.reject(this.ended)
    const id = this.last++
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      this.socket.send(encode(this.codec, { t, id, ...fields }))
      this.awake?.stay(performance.now())
    })
  }

  /** Hears every event. Returns how to stop. */
  on(listener: (event: Event) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  async create(fields: Fields<'create'>): Promise<RemoteWorld> {
    return new RemoteWorld(this, await this.request('create', fields))
  }

  async join(fields: Fields<'join'>): Promise<RemoteSeat> {
    const heard = this.hold()
    try {
      const seat = new RemoteSeat(this, await this.request('join', fields))
      for (const event of heard.events) seat.hear(event)
      return seat
    } finally {
      heard.stop()
    }
  }

  /** Takes a seat over that another connection, or an earlier one, held. */
  async resume(seat: RemoteSeat): Promise<RemoteSeat> {
    const { world, agent, token, env, mode, declines, tick: lastTick } = seat
    const heard = this.hold()
    try {
      const { token: next, tick, last } = await this.request('resume', { world, agent, token, lastTick })
      const joined = { t: 'join.ok', re: 0, world, agent, token: next, env, mode, tick } as const
      const resumed = new RemoteSeat(this, { ...joined, ...(declines && { declines }) })
      if ('t' in last) resumed.hear(last)
      for (const event of heard.events) if (!('tick' in event) || event.tick > tick) resumed.hear(event)
      return resumed
    } finally {
      heard.stop()
    }
  }

  /** Watches a world; `show` gets its pictures. */
  async watch(fields: Fields<'watch'>, show: (frame: Extract<Event, { t: 'frame' }>) => void): Promise<() => void> {
    const stop = this.on((event) => {
      if (event.t === 'frame' && event.world === fields.world) show(event)
    })
    await this.request('watch', fields)
    return stop
  }

  /** Says bye and waits for the end. */
  async close(): Promise<void> {
    if (!this.ended) await this.request('bye', {}).catch(() => {})
    this.socket.close(1000)
    await this.closed
  }

  /** Events that come before somebody is there to hear them. */
  private hold(): { events: Event[]; stop: () => void } {
    const events: Event[] = []
    return { events, stop: this.on((event) => void events.push(event)) }
  }

  private receive(data: string | ArrayBuffer): void {
    const frame = typeof data === 'string' ? data : new Uint8Array(data)
    const message = decode(this.codec, frame, TRUST) as { t: string; re?: number }
    if (message.re === undefined) {
      if (message.t !== 'error') for (const listener of this.listeners) listener(message as Event)
      return
    }
    const pending = this.pending.get(message.re)
    this.pending.delete(message.re)
    if (message.t === 'error') pending?.reject(new ServerFault(message as Fault))
    else pending?.resolve(message as never)
  }

  private end({ code = 1006, reason = '' }: SocketEvent): Disconnected {
    this.ended = new Disconnected(code, reason)
    for (const { reject } of this.pending.values()) reject(this.ended)
    this.pending.clear()
    return this.ended
  }
}
