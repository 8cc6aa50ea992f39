/** What a client holds: worlds that it controls, seats that it plays. */
import type {
  Cost,
  CreateOk,
  EnvDescription,
  Event,
  JoinOk,
  Mode,
  Observation,
  Replies,
  Rows,
  Snapshot,
  Tensor,
  WorldState,
} from '../protocol.ts'
import { tensor, tensorFrom } from '../tensor.ts'
import type { Client, Fields } from './client.ts'

type OfWorld<T extends 'clock' | 'invite' | 'kick' | 'render' | 'replay'> = Omit<Fields<T>, 'world'>

/** A world and its controller. */
export class RemoteWorld {
  readonly client: Client
  readonly id: string
  readonly env: EnvDescription
  readonly mode: Mode
  readonly slots: number
  /** Of the actions of a step: slots, agents, heads. */
  readonly shape: readonly number[]
  /** The rows at the start. */
  readonly rows: Rows
  /** The handle: who has it controls the world. */
  token: string
  seed: number | string
  /** The tick of the next step. */
  tick: number

  constructor(client: Client, made: CreateOk) {
    this.client = client
    this.id = made.world
    this.env = made.env
    this.mode = made.mode
    this.slots = made.slots
    this.shape = made.shape
    this.token = made.controller
    this.seed = made.seed
    this.tick = made.tick
    this.rows = made
  }

  /** The actions of all agents, `[slots, agents, heads]`. */
  async step(actions: ArrayLike<number>): Promise<Replies['step']> {
    const given: Tensor =
      actions instanceof Int32Array ? tensor(actions, this.shape) : tensorFrom('<i4', this.shape, actions)
    const stepped = await this.client.request('step', { world: this.id, tick: this.tick, actions: given })
    this.tick = stepped.tick
    return stepped
  }

  async reset(seed?: number | string): Promise<Replies['reset']> {
    const reset = await this.client.request('reset', { world: this.id, seed })
    this.seed = reset.seed
    this.tick = reset.tick
    return reset
  }

  clock(fields: OfWorld<'clock'>): Promise<Replies['clock']> {
    return this.client.request('clock', { world: this.id, ...fields })
  }

  snapshot(): Promise<Replies['snapshot']> {
    return this.client.request('snapshot', { world: this.id } satisfies Omit<Snapshot, 't' | 'id'>)
  }

  restore(snapshot: Uint8Array): Promise<Replies['restore']> {
    return this.client.request('restore', { world: this.id, snapshot })
  }

  fork(count: number): Promise<Replies['fork']> {
    return this.client.request('fork', { world: this.id, count })
  }

  state(slot?: number): Promise<WorldState> {
    return this.client.request('state', { world: this.id, slot })
  }

  /** How it looks: a picture as data, text, or pixels. */
  render(fields: OfWorld<'render'> = {}): Promise<Replies['render']> {
    return this.client.request('render', { world: this.id, ...fields })
  }

  seats(): Promise<Replies['seats']> {
    return this.client.request('seats', { world: this.id })
  }

  /** An invite to an agent's seat, or to watch. */
  async invite(agent?: string): Promise<string> {
    return (await this.client.request('invite', { world: this.id, agent })).invite
  }

  kick(agent: string): Promise<Replies['kick']> {
    return this.client.request('kick', { world: this.id, agent })
  }

  replay(fields: OfWorld<'replay'>): Promise<Replies['replay']> {
    return this.client.request('replay', { world: this.id, ...fields })
  }

  /** The text of the recording so far, for `sva replay`. */
  async recording(): Promise<string> {
    let [text, cursor]: [string, number | undefined] = ['', 0]
    while (cursor !== undefined) {
      const piece: Replies['replay'] = await this.replay({ op: 'get', cursor })
      text += piece.text
      cursor = piece.cursor
    }
    return text
  }

  /** Takes the world over on another connection. Answers what the last step or reset gave. */
  async resume(client: Client): Promise<Replies['resume']> {
    const resumed = await client.request('resume', { world: this.id, token: this.token, lastTick: this.tick })
    Object.assign(this, { client, token: resumed.token, tick: resumed.tick })
    return resumed
  }

  destroy(): Promise<Replies['destroy']> {
    return this.client.request('destroy', { world: this.id })
  }
}

/** An agent's seat. Its observations come one after another: `for await (const observation of seat)`. */
export class RemoteSeat implements AsyncIterable<Observation> {
  readonly client: Client
  readonly world: string
  readonly agent: string
  readonly env: EnvDescription
  readonly mode: Mode
  /** Whether episodes may be declined; then no rewards are told. */
  readonly declines: boolean
  /** The handle: who has it plays the agent. */
  readonly token: string
  /** The tick of the newest observation. */
  tick: number
  /** Whether the world has ended, or the seat is lost. */
  over = false
  private readonly queue: Observation[] = []
  private wake: (() => void) | null = null

  constructor(client: Client, joined: JoinOk) {
    this.client = client
    this.world = joined.world
    this.agent = joined.agent
    this.env = joined.env
    this.mode = joined.mode
    this.declines = joined.declines ?? false
    this.token = joined.token
    this.tick = joined.tick
    client.on((event) => this.hear(event))
    void client.closed.then(() => this.finish())
  }

  /** An event of the connection. */
  hear(event: Event): void {
    if (!('world' in event) || event.world !== this.world) return
    if (event.t === 'ended') this.finish()
    if (!('agent' in event) || event.agent !== this.agent) return
    if (event.t === 'seat' && (event.change === 'kicked' || event.change === 'lost')) this.finish()
    if (event.t !== 'observation') return
    this.tick = event.tick
    this.queue.push(event)
    this.wake?.()
  }

  /** The next observation; null once there are no more. */
  async next(): Promise<Observation | null> {
    while (this.queue.length === 0 && !this.over) await new Promise<void>((resolve) => (this.wake = resolve))
    return this.queue.shift() ?? null
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Observation> {
    for (let observation = await this.next(); observation !== null; observation = await this.next()) yield observation
  }

  /** Acts for the newest observation, or for a tick. */
  act(action: number | readonly number[], tick = this.tick, cost?: Cost): Promise<Replies['act']> {
    return this.client.request('act', { world: this.world, agent: this.agent, tick, action, cost })
  }

  /** Will not act in this episode; where `declines` is true. */
  decline(reason?: string): Promise<Replies['decline']> {
    return this.client.request('decline', { world: this.world, agent: this.agent, tick: this.tick, reason })
  }

  leave(): Promise<Replies['leave']> {
    this.finish()
    return this.client.request('leave', { world: this.world, agent: this.agent })
  }

  private finish(): void {
    this.over = true
    this.wake?.()
  }
}
