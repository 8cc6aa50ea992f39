/**
 * Sessions that are struck at seeded points while they play: their sockets break, the client's process or the server's is
 * killed, the thread of a world ends. The client's memory of a session is kept here, as its disk would; the server keeps its
 * own. What must hold in the end: every session stands where one stands that nothing happened to, and nothing is left.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Order } from './chaos-client.ts'
import { numbers, plansOf, unharmed, type Checkpoint, type Plan, type Told } from './chaos-plan.ts'
import type { Ask, Count } from './chaos-server.ts'

export const FAULTS = ['socket', 'client', 'server', 'thread'] as const
export type FaultName = (typeof FAULTS)[number]

export interface ChaosOptions {
  readonly seed: string
  readonly sessions: number
  /** Sessions that play at once. */
  readonly atOnce: number
  /** Steps between faults, on average. */
  readonly every: number
  /** Faults as they come, in another order each round. */
  readonly deck: readonly FaultName[]
}

export interface ChaosReport {
  readonly faults: Readonly<Record<FaultName, number>>
  /** Sessions that began again since their world's thread died, and threads that were struck. */
  readonly lost: number
  readonly struck: number
  /** Sessions that did not end as they would have unharmed, and how. */
  readonly wrong: readonly string[]
  /** What is left of worlds and connections once all is over: in the server, and in its folder. */
  readonly left: Count
  readonly files: readonly string[]
}

/** Plays until every session is over. Ends every process that it starts. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const run = new Chaos(options)
  try {
    return await run.whole()
  } finally {
    run.close()
  }
}

class Chaos {
  private readonly options: ChaosOptions
  private readonly folder = mkdtempSync(join(tmpdir(), 'chaos-'))
  private readonly next: (n: number) => number
  private readonly deck: FaultName[] = []
  private readonly waiting: Plan[]
  private readonly playing = new Map<number, Plan>()
  private readonly checkpoints = new Map<number, Checkpoint | null>()
  private readonly ended = new Map<number, { tick: number; hash: string }>()
  private readonly faults: Record<FaultName, number> = { socket: 0, client: 0, server: 0, thread: 0 }
  private readonly wrong: string[] = []
  private server!: ChildProcess
  private client!: ChildProcess
  private port = 0
  private lost = 0
  private struck = 0
  private steps = 0
  private nextFault = 0
  private harm: Promise<void> = Promise.resolve()
  private over!: () => void
  private watch: NodeJS.Timeout | null = null

  constructor(options: ChaosOptions) {
    this.options = options
    this.next = numbers(options.seed, 'faults')
    this.waiting = plansOf(options.seed, options.sessions)
    this.plan()
  }

  async whole(): Promise<ChaosReport> {
    const plans = [...this.waiting]
    await this.startServer()
    const over = new Promise<void>((resolve) => (this.over = resolve))
    await this.startClient()
    this.fill()
    this.heardOf()
    await over
    clearTimeout(this.watch!)
    await this.harm
    for (const plan of plans) this.compare(plan)
    this.client.kill('SIGKILL')
    const left = await this.leftOver()
    const { faults, lost, struck, wrong } = this
    return { faults, lost, struck, wrong, left, files: readdirSync(this.folder).filter((name) => name !== 'key') }
  }

  close(): void {
    if (this.watch) clearTimeout(this.watch)
    this.client?.kill('SIGKILL')
    this.server?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true })
  }

  private fill(): void {
    if (this.wrong.length > 0) return this.over()
    while (this.playing.size < this.options.atOnce && this.waiting.length > 0) {
      const plan = this.waiting.shift()!
      this.playing.set(plan.session, plan)
      this.send(plan)
    }
    if (this.playing.size === 0) this.over()
  }

  private send(plan: Plan): void {
    const order: Order = { url: this.url, play: plan, at: this.checkpoints.get(plan.session) ?? null }
    this.client.send(order)
  }

  private get url(): string {
    return `ws://127.0.0.1:${this.port}/v1`
  }

  /** Nobody may wait for ever. */
  private heardOf(): void {
    if (this.watch) clearTimeout(this.watch)
    this.watch = setTimeout(() => {
      for (const [session, at] of this.checkpoints) {
        if (this.playing.has(session)) this.wrong.push(`session ${session} stands still at ${JSON.stringify(at)}`)
      }
      this.over()
    }, PATIENCE_MS)
  }

  private hear(told: Told): void {
    const { session } = told
    this.heardOf()
    if ('at' in told) this.checkpoints.set(session, told.at)
    else if ('lost' in told) this.lost++
    else if ('hash' in told) this.ended.set(session, told)
    else {
      if ('fault' in told) this.wrong.push(`session ${session}: ${told.fault}`)
      this.playing.delete(session)
      return this.fill()
    }
    if ('at' in told && ++this.steps >= this.nextFault) {
      this.plan()
      this.harm = this.harm.then(() => this.strike())
    }
  }

  private plan(): void {
    this.nextFault = this.steps + 1 + this.next(2 * this.options.every)
  }

  private async strike(): Promise<void> {
    if (this.deck.length === 0) this.deck.push(...this.options.deck)
    const [fault] = this.deck.splice(this.next(this.deck.length), 1)
    // Not always when something was just answered.
    await new Promise((resolve) => setTimeout(resolve, this.next(8)))
    if (this.playing.size === 0) return
    this.faults[fault]++
    if (fault === 'socket') this.client.send({ url: this.url, drop: this.anySession() } satisfies Order)
    if (fault === 'thread') this.struck += (await this.ask<{ struck: boolean }>({ do: 'strike', pick: this.next(1000) })).struck ? 1 : 0 // prettier-ignore
    if (fault === 'server') await this.killServer()
    if (fault === 'client') await this.killClient()
  }

  private anySession(): number {
    const sessions = [...this.playing.keys()]
    return sessions[this.next(sessions.length)]
  }

  private async killServer(): Promise<void> {
    await killed(this.server)
    await this.startServer()
  }

  private async killClient(): Promise<void> {
    await killed(this.client)
    await this.startClient()
    for (const plan of this.playing.values()) this.send(plan)
  }

  private async startServer(): Promise<void> {
    this.server = start('./chaos-server.ts', this.folder, String(this.port))
    this.port = (await heard<{ port: number }>(this.server)).port
  }

  private async startClient(): Promise<void> {
    const client = start('./chaos-client.ts')
    await heard(client)
    this.client = client.on('message', (told: Told) => this.hear(told))
  }

  private ask<T>(ask: Ask): Promise<T> {
    const answer = heard<T>(this.server)
    this.server.send(ask)
    return answer
  }

  private compare(plan: Plan): void {
    const { session, steps, mode, env } = plan
    const [got, expected] = [this.ended.get(session), { tick: steps, hash: unharmed(plan) }]
    if (got?.tick === steps && got.hash === expected.hash) return
    this.wrong.push(
      `session ${session} (${mode} ${env}): got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`,
    )
  }

  /** Worlds whose maker never heard of them live until their time is over; connections end with the client. */
  private async leftOver(): Promise<Count> {
    let left = await this.ask<Count>({ do: 'expire' })
    for (let look = 0; look < LOOKS && (left.worlds > 0 || left.connections > 0); look++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      left = await this.ask<Count>({ do: 'expire' })
    }
    return left
  }
}
/** Ms in which something has to happen, on the most loaded machine. */
const PATIENCE_MS = 240_000
const LOOKS = 200
const LOOK_MS = 20

export function start(source: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(source, import.meta.url))
  return fork(path, args, { execArgv: ['--import', 'tsx'], env: { ...process.env, NODE_OPTIONS: '' } })
}

/** Kills a process and waits until all that it said was heard. */
async function killed(child: ChildProcess): Promise<void> {
  const events = ['exit', 'disconnect'].map((event) => new Promise((resolve) => child.once(event, resolve)))
  child.kill('SIGKILL')
  await Promise.all(events)
}

/** The next message of a process. Rejects where it ends before. */
export function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`A process of the test ended with ${code}.`))
    child.once('exit', ended)
    child.once('message', (message: T) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}
