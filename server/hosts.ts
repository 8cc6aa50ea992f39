/** The hosts of a server's worlds. */
import { find } from '../envs/registry.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import type { Host } from './host.ts'
import type { Log } from './log.ts'
import { OwnHost } from './own-host.ts'
import { Servant } from './servant.ts'
import { ThreadHost } from './thread-host.ts'

export interface Hosts {
  /** A host for one world; give it back. */
  take(): Promise<Host>
  /** Whether it is dead or not. */
  giveBack(host: Host): void
  /** Ends those that no world has. */
  close(): Promise<void>
}

export interface HostsOptions {
  /** Environments that the registry does not list; each names its module. */
  readonly extra: readonly EnvSpec[]
  /** Ms that an order may take. */
  readonly stepMs: number
  readonly log: Log
}

/** Every world in the server's own thread: a world that loops stops the server. */
export function ownThread({ extra, stepMs }: HostsOptions): Hosts {
  const specOf = (id: string): EnvSpec => extra.find((spec) => spec.id === id) ?? find(id)
  return {
    take: async () => new OwnHost(new Servant(specOf, false), stepMs),
    giveBack: (host) => void host.close(),
    close: async () => {},
  }
}

/** Threads that are kept for worlds to come. */
const MOST_IDLE = 2

/** Every world in a thread of its own, which is used again. One is always loaded ahead. */
export class Threads implements Hosts {
  private readonly options: HostsOptions
  /** Threads that have loaded and wait for a world, and one that is loading. */
  private readonly idle: ThreadHost[] = []
  private loading: ThreadHost | null = null
  private closed = false

  constructor(options: HostsOptions) {
    this.options = options
    this.prepare()
  }

  /** Another one is loaded meanwhile if that was the last. */
  async take(): Promise<ThreadHost> {
    const host = this.idle.pop() ?? this.loading ?? this.start()
    if (host === this.loading) this.loading = null
    this.prepare()
    await host.ready
    return host
  }

  giveBack(host: ThreadHost): void {
    host.onDead = () => {}
    if (host.dead) return
    if (this.idle.length < MOST_IDLE && !this.closed) this.idle.push(host)
    else void host.close()
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([this.loading, ...this.idle].map((host) => host?.close()))
  }

  private prepare(): void {
    if (this.loading !== null || this.idle.length > 0 || this.closed) return
    const loading = this.start()
    this.loading = loading
    loading.ready.catch((error: unknown) => {
      if (!this.closed) this.options.log('error', 'thread', { error: String(error) })
      if (this.loading === loading) this.loading = null
    })
  }

  private start(): ThreadHost {
    const { extra, stepMs } = this.options
    const modules = Object.fromEntries(extra.map(({ id, module }) => [id, module!]))
    return ThreadHost.start({ modules, stepMs })
  }
}
