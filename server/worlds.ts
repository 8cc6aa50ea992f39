/** All worlds of a server: how they are made, found, kept within limits and ended. */
import { randomBytes, randomInt } from 'node:crypto'
import { find, listEnvs } from '../envs/registry.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import type { Dead, Host } from './host.ts'
import { ownThread, Threads, type Hosts } from './hosts.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Create, Describe, EnvDescription, EnvSummary } from './protocol.ts'
import { Refused } from './refused.ts'
import { mintId, mintToken } from './tokens.ts'
import { World, type Surroundings, type WorldOptions } from './world.ts'

const SEEDS = 2 ** 31
const SEAL_BYTES = 32
/** Ms of a tick in real time, unless a world says otherwise. */
const TICK_MS = 125

export interface WorldsOptions {
  readonly limits: Limits
  readonly log: Log
  readonly metrics: Metrics
  /** Environments that the registry does not list; each names its module. */
  readonly extra: readonly EnvSpec[]
  /** Whether worlds step in the server's own thread. */
  readonly inThread: boolean
  readonly now: () => number
  readonly send: Surroundings['send']
  readonly isOpen: (connection: string) => boolean
  /** Where recordings of worlds that end go; null for nowhere. Called with the world's id and the recording's text. */
  readonly archive: ((world: string, text: string) => void) | null
}

/** A new world and its controller's token. */
export interface Made {
  readonly world: World
  readonly token: string
}

export class Worlds {
  /** Seals snapshots. */
  key: Buffer = randomBytes(SEAL_BYTES)
  private readonly options: WorldsOptions
  private readonly all = new Map<string, World>()
  private readonly hosts: Hosts
  /** Connections whose worlds are being made; null for one that was kept. */
  private readonly opening: (string | null)[] = []
  private describing: Promise<unknown> = Promise.resolve()
  private closed = false

  constructor(options: WorldsOptions) {
    this.options = options
    const { inThread, extra, limits, log } = options
    const hostsOptions = { extra, stepMs: limits.stepMs, log }
    this.hosts = inThread ? ownThread(hostsOptions) : new Threads(hostsOptions)
  }

  get count(): number {
    return this.all.size
  }

  values(): World[] {
    return [...this.all.values()]
  }

  /** Throws E_NO_WORLD. */
  get(id: string): World {
    const world = this.all.get(id)
    if (world) return world
    throw new Refused('E_NO_WORLD', 'Got the id of no world that is running.')
  }

  list(text = ''): EnvSummary[] {
    const extra = this.options.extra.map(({ id, version, summary }) => ({ id, version, summary }))
    return [...listEnvs(), ...extra].filter(({ id, summary }) => `${id} ${summary}`.includes(text))
  }

  /** One after another: a crowd that asks shall not start a crowd of threads. */
  async describe(request: Describe): Promise<EnvDescription> {
    this.checkEnv(request.env)
    const turn = this.describing.then(() => this.describeNow(request))
    this.describing = turn.catch(() => {})
    return turn
  }

  private async describeNow({ env, options = {}, view }: Describe): Promise<EnvDescription> {
    const host = await this.hosts.take()
    try {
      return await host.order('describe', { env, options, view })
    } finally {
      this.hosts.giveBack(host)
    }
  }

  /** Makes a world for a connection. Rejects with E_LIMIT, E_OPTIONS, E_UNKNOWN_ENV. */
  async create(request: Create, connection: string): Promise<Made> {
    this.checkEnv(request.env)
    return this.open(optionsOf(request, this.options.limits), connection)
  }

  /** Makes a world of options that are known to be right. */
  async open(options: WorldOptions, connection: string | null): Promise<Made> {
    if (connection !== null) this.checkLimits(connection)
    this.opening.push(connection)
    try {
      return await this.openIn(await this.hosts.take(), options, connection)
    } finally {
      this.opening.splice(this.opening.indexOf(connection), 1)
    }
  }

  private async openIn(host: Host, options: WorldOptions, connection: string | null): Promise<Made> {
    const token = mintToken()
    try {
      const world = await World.open(host, options, token, this.around())
      // Who asked may be gone by now.
      if (connection !== null && this.options.isOpen(connection)) world.controller.connection = connection
      this.all.set(world.id, world)
      this.options.metrics.add('worlds_total')
      this.options.log('info', 'world', { world: world.id, env: options.setup.env, mode: options.mode })
      return { world, token }
    } catch (error) {
      this.hosts.giveBack(host)
      throw error
    }
  }

  /** Ends a world; its recording goes to the archive. */
  async end(world: World, message: string): Promise<void> {
    const { archive } = this.options
    if (archive && world.recording && !world.host.dead) {
      const { text } = await world.run(() => world.host.order('replay', {}))
      archive(world.id, text)
    }
    world.end(null, message)
  }

  /** Ends worlds that nobody has held for their time to live; a few times a second. */
  sweep(now: number): void {
    for (const world of this.all.values()) {
      if (world.isHeld) world.idleSince = null
      else world.idleSince ??= now
      if (world.idleSince === null || now - world.idleSince < world.options.ttlMs) continue
      world.idleSince = Infinity
      this.end(world, 'Nobody held it any more.').catch((error: unknown) => this.options.log('error', 'end', { error }))
    }
  }

  /** Ends every world and thread. */
  async close(message: string): Promise<void> {
    this.closed = true
    const worlds = this.values()
    await Promise.all(worlds.map((world) => this.end(world, message).catch(() => world.end(null, message))))
    await Promise.all([this.hosts.close(), ...worlds.map(({ host }) => host.close())])
  }

  private around(): Surroundings {
    const { now, send, metrics, log } = this.options
    return {
      now,
      send,
      ended: (world: World, why: Dead | null) => {
        this.all.delete(world.id)
        if (!why) void world.settled().then(() => this.hosts.giveBack(world.host))
        metrics.add('steps_total', world.tick * world.mail.shape.slots)
        if (why) metrics.add('worlds_failed_total')
        const { id, tick } = world
        log(why ? 'error' : 'info', 'world ended', { world: id, tick, code: why?.code, trace: why?.trace })
      },
    }
  }

  private checkEnv(env: string): void {
    if (this.options.extra.some(({ id }) => id === env)) return
    try {
      find(env)
    } catch (error) {
      throw new Refused('E_UNKNOWN_ENV', (error as Error).message, { known: this.list().map(({ id }) => id) })
    }
  }

  private checkLimits(connection: string): void {
    const { worlds, worldsPerConnection } = this.options.limits
    if (this.closed) throw new Refused('E_SHUTDOWN', 'The server is closing.')
    if (this.all.size + this.opening.length >= worlds) {
      throw new Refused('E_LIMIT', `Got a world beyond the ${worlds} of this server.`, { limit: 'worlds' })
    }
    const holders = [...this.values().map(({ controller }) => controller.connection), ...this.opening]
    if (holders.filter((holder) => holder === connection).length >= worldsPerConnection) {
      const text = `Got a world beyond the ${worldsPerConnection} of a connection.`
      throw new Refused('E_LIMIT', text, { limit: 'worldsPerConnection' })
    }
  }
}

/** The options of a world that a request asks for, defaults filled in. Throws E_SCHEMA where its parts do not go together. */
export function optionsOf(request: Create, limits: Limits): WorldOptions {
  const { env, options = {}, view, mode, slots = 1, autoreset = 'same-step', record = false } = request
  const { clock = {}, seats = {}, seed = randomInt(SEEDS), name = null, access = 'invite', ttlMs } = request
  const seated = mode !== 'solo' && mode !== 'vec'
  const refuse = (path: string, text: string): never => {
    throw new Refused('E_SCHEMA', `create: ${text}`, { path })
  }
  if (slots > 1 && mode !== 'vec') refuse('/slots', `Got ${slots} slots in mode ${mode}, expected 1; more in mode vec.`)
  if (!seated && request.seats) refuse('/seats', `Got seats in mode ${mode}, which has none.`)
  if (!seated && request.clock) refuse('/clock', `Got a clock in mode ${mode}, which has none.`)
  const { bots = {}, late = 'noop', maxLate = null, onLeave = 'default', resumeMs = limits.resumeMs } = seats
  const { worldBytes, recordBytes } = limits
  const { start = 'full', deadlineMs = null, tickMs = TICK_MS } = clock
  return {
    id: mintId('w-'),
    name,
    mode,
    access,
    ttlMs: ttlMs ?? limits.ttlMs,
    setup: { env, options, view, slots, seed, autoreset, bots, late, record, worldBytes, recordBytes },
    room: { start, deadlineMs, tickMs, maxLate, onLeave, resumeMs },
  }
}
