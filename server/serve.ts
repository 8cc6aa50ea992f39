/** The server as a whole: sockets, sessions and worlds put together. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { versions } from '../agents/log.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { Awake } from './awake.ts'
import type { Desk } from './desk.ts'
import { admit, codecOf, LOOPBACK, respond, type Gate } from './http.ts'
import { Gathering } from './gathering.ts'
import { Keeper } from './keeper.ts'
import { IN_THREAD_LIMITS, LIMITS, type Limits } from './limits.ts'
import { silent, type Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { Peer } from './peer.ts'
import { PATH, SUBPROTOCOLS, type Codec } from './protocol.ts'
import { Session } from './session.ts'
import { digestOf, mintId } from './tokens.ts'
import { Worlds } from './worlds.ts'

export interface ServeOptions {
  /** An address of this machine. Others than loopback need a token. */
  readonly host?: string
  /** 0 takes any free one. */
  readonly port?: number
  /** What clients have to know; null for none. */
  readonly token?: string | null
  /** More names under which this server may be asked for. */
  readonly hosts?: readonly string[]
  /** More origins of pages that may connect. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<Limits>
  /** Environments that the registry does not list; each names its module. */
  readonly envs?: readonly EnvSpec[]
  /**
   * Steps worlds in the server's own thread: faster, for a server of one client. A world that loops then stops the
   * server, and one that ends its process, or takes all memory, ends it.
   */
  readonly inThread?: boolean
  /**
   * Ms for which the server looks for the next frame after a step before it sleeps: quicker where cores are slow to wake;
   * it takes a core while a client steps. Unless given, `AWAKE_MS` in thread and 0 where worlds have threads.
   */
  readonly awakeMs?: number
  /** Folder for recordings of worlds that end. */
  readonly replays?: string
  /** Folder where worlds are kept: a server that starts there goes on with them, however the last one ended. */
  readonly state?: string
  readonly log?: Log
  /** Pages beside the server's own. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export interface Server {
  readonly host: string
  readonly port: number
  /** Where clients connect. */
  readonly url: string
  readonly worlds: Worlds
  readonly metrics: Metrics
  /** Connections that are open. */
  connections(): number
  /** Tells everybody, finishes what is in flight, keeps the worlds if there is a folder for them, and ends. */
  close(reason?: string): Promise<void>
}

/** Ms that a server in thread looks for the next frame: a client that sleeps is woken and has answered by then. */
export const AWAKE_MS = 0.25
/** Ms between looks at the clock of sessions and worlds. */
const SWEEP_MS = 250
/** Ms that a peer has to answer a close. */
const CLOSE_MS = 2_000
/** Frames in parts: more is an attack on memory. */
const MAX_FRAGMENTS = 1_024
const MAX_BUFFERED_CHUNKS = 16_384
const CAPABILITIES = ['vec', 'seats', 'snapshot', 'replay', 'watch', 'text', 'render']
/** Worlds step in the server's own thread. */
const IN_THREAD = 'in-thread'

/** Starts a server. Throws where it would be open to others without a token. The caller closes it. */
export async function serve(options: ServeOptions = {}): Promise<Server> {
  const { host = '127.0.0.1', port = 0, token = null, log = silent } = options
  if (!LOOPBACK.includes(host) && token === null) {
    throw new Error(`Got host ${host} without a token, expected one: others than this machine can reach it.`)
  }
  const server = new Running({ ...options, host, port, token, log })
  await server.listen()
  return server
}

type Complete = ServeOptions & Required<Pick<ServeOptions, 'host' | 'port' | 'log'>> & { readonly token: string | null }

class Running implements Server {
  readonly host: string
  readonly metrics = new Metrics()
  readonly worlds: Worlds
  private readonly options: Complete
  private readonly limits: Limits
  private readonly peers = new Map<string, Peer>()
  private readonly addresses = new Map<string, number>()
  private readonly gate: Gate
  private readonly desk: Desk
  private readonly keeper: Keeper | null
  private readonly http
  private readonly sockets: WebSocketServer
  private sweeper: NodeJS.Timeout | null = null
  private closing: Promise<void> | null = null

  constructor(options: Complete) {
    const { host, token, hosts = [], origins = [], log, envs = [], inThread = false } = options
    const { awakeMs = inThread ? AWAKE_MS : 0 } = options
    this.options = options
    this.host = host
    this.limits = { ...LIMITS, ...(inThread && IN_THREAD_LIMITS), ...options.limits }
    this.keeper = options.state === undefined ? null : new Keeper(options.state, log)
    const { limits, metrics, keeper } = this
    const send = (connection: string, event: Parameters<Peer['send']>[0], droppable: boolean): void =>
      this.peers.get(connection)?.send(event, droppable)
    const isOpen = (connection: string): boolean => this.peers.has(connection)
    const archive = archiveIn(options.replays)
    this.worlds = new Worlds({ limits, log, metrics, extra: envs, inThread, now: clock, send, isOpen, archive, keeper })
    this.desk = {
      worlds: this.worlds,
      limits,
      now: clock,
      awake: awakeMs > 0 ? new Awake(awakeMs) : null,
      isOpen,
      gathering: new Gathering(),
      close: (connection, code, reason) => this.peers.get(connection)?.close(code, reason),
    }
    this.gate = {
      limits,
      hosts: [...LOOPBACK, host, ...hosts],
      origins,
      digest: token === null ? null : digestOf(token),
      count: (address) => (address === undefined ? this.peers.size : (this.addresses.get(address) ?? 0)),
      closing: () => this.closing !== null,
    }
    this.sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: limits.frameBytes,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
      closeTimeout: CLOSE_MS,
      handleProtocols: (offered: Set<string>) => SUBPROTOCOLS[codecOf([...offered].join())!],
    } as ConstructorParameters<typeof WebSocketServer>[0])
    this.http = createServer((request, response) => this.page(request, response))
    this.http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  get url(): string {
    return `ws://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}${PATH}`
  }

  connections(): number {
    return this.peers.size
  }

  async listen(): Promise<void> {
    const { host, port } = this.options
    // Who comes back at once finds its world.
    await this.keeper?.restore(this.worlds)
    const listening = new Promise<void>((resolve, reject) => {
      this.http.once('error', reject)
      this.http.listen(port, host, resolve)
    })
    await listening.catch((error: unknown) => this.giveUp(error))
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS)
  }

  /** Ends the threads and leaves the worlds, since nobody can come for them here. */
  private async giveUp(error: unknown): Promise<never> {
    this.keeper?.leave()
    await this.worlds.close('The server does not listen.')
    throw error
  }

  close(reason = 'shutdown'): Promise<void> {
    this.closing ??= this.shut(reason)
    return this.closing
  }

  private async shut(reason: string): Promise<void> {
    const { closingMs } = this.limits
    this.keeper?.leave()
    if (this.sweeper) clearInterval(this.sweeper)
    for (const peer of this.peers.values()) {
      peer.send({ t: 'closing', ms: closingMs, reason }, false)
      peer.stop()
    }
    await within(closingMs, this.finish())
    const peers = [...this.peers.values()]
    for (const peer of peers) peer.close(RESTARTS, reason)
    await within(CLOSE_MS, this.worlds.close(reason))
    const ended = new Promise((resolve) => this.http.close(resolve))
    await within(CLOSE_MS, Promise.all(peers.map(({ closed }) => closed)))
    for (const socket of this.sockets.clients) socket.terminate()
    this.http.closeAllConnections()
    await within(CLOSE_MS, ended)
  }

  /** What is in flight is done, and what is kept is written. */
  private async finish(): Promise<void> {
    await Promise.all(this.worlds.values().map((world) => world.settled()))
    const { keeper, options } = this
    const failed = (error: unknown): void => options.log('error', 'not kept', { error: String(error) })
    // A short journal is soon played again.
    if (keeper) await Promise.all(this.worlds.values().map((world) => keeper.keep(world).catch(failed)))
  }

  private sweep(): void {
    for (const peer of this.peers.values()) peer.time()
    this.worlds.sweep(clock())
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const admission = admit(request, this.gate)
    if ('status' in admission) {
      this.metrics.add('refused_total')
      this.options.log('warn', 'refused', { status: admission.status, address: request.socket.remoteAddress })
      return refuse(socket, admission.status, admission.text)
    }
    const { codec, authorized } = admission
    this.sockets.handleUpgrade(request, socket, head, (client) => {
      const id = mintId('c-')
      const session = this.session(id, codec, authorized)
      const { desk, metrics, options } = this
      this.peers.set(id, new Peer(client, socket, { id, codec, session, desk, metrics, log: options.log }))
      const address = request.socket.remoteAddress ?? ''
      this.count(address, 1)
      this.metrics.add('connections_total')
      client.on('close', (code) => this.lost(id, address, code))
    })
  }

  private session(connection: string, codec: Codec, authorized: boolean): Session {
    const server = { name: 'sva-gym', version: versions()['sva-gym'] }
    const { limits } = this
    const capabilities = this.options.inThread ? [...CAPABILITIES, IN_THREAD] : CAPABILITIES
    const { digest } = this.gate
    const now = clock()
    return new Session({ codec, limits, digest, authorized, connection, server, capabilities, now })
  }

  private lost(id: string, address: string, code: number): void {
    const peer = this.peers.get(id)
    this.peers.delete(id)
    this.count(address, -1)
    peer?.lost()
    if (this.closing === null) for (const world of this.worlds.values()) world.lose(id)
    this.options.log('info', 'disconnected', { connection: id, code })
  }

  private count(address: string, change: number): void {
    const count = (this.addresses.get(address) ?? 0) + change
    if (count > 0) this.addresses.set(address, count)
    else this.addresses.delete(address)
  }

  private page(request: IncomingMessage, response: ServerResponse): void {
    const gauges = {
      connections: ['open connections', this.peers.size],
      worlds: ['running worlds', this.worlds.count],
      cpu_seconds: ['CPU time of the server and its threads', cpuSeconds()],
    } as const
    const health = () => ({
      status: this.closing ? 'closing' : 'ok',
      connections: this.peers.size,
      worlds: this.worlds.count,
    })
    const metrics = () => this.metrics.text(gauges)
    respond(request, response, { gate: this.gate, health, metrics, other: this.options.pages })
  }
}

/** Writes recordings into a folder; the world's name is the server's own word, so it names no other place. */
function archiveIn(folder: string | undefined): ((world: string, text: string) => void) | null {
  if (folder === undefined) return null
  mkdirSync(folder, { recursive: true })
  return (world, text) => writeFileSync(join(folder, `${world}.jsonl`), text)
}

/** Close code: the service restarts, come back. */
const RESTARTS = 1012

const clock = (): number => performance.now()

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function refuse(socket: Duplex, status: number, text: string): void {
  const head = [
    `HTTP/1.1 ${status} ${text}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${text.length}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work, late])
  clearTimeout(timer)
}
