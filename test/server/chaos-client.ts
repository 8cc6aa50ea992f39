/** Plays sessions for the test of faults, in a process that can be killed; the test remembers for it. */
import { connect, Disconnected, ServerFault, type Client } from '../../server/client/client.ts'
import type { RemoteSeat } from '../../server/client/handles.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { actionOf, OPTIONS, type Checkpoint, type Plan, type Told } from './chaos-plan.ts'

/** Sessions to play, each from where it stood; or one whose socket has to break. */
export type Order =
  | { readonly url: string; readonly play: Plan; readonly at: Checkpoint | null }
  | { readonly url: string; readonly drop: number }

const RETRY_MS = 20
/** Times that a session may find no server, or lose it. */
const TRIES = 2_000
const clients = new Map<number, Client>()

process.on('message', (order: Order) => {
  if ('drop' in order) drop(clients.get(order.drop))
  else void new Play(order.url, order.play, order.at).run()
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')

function drop(client: Client | undefined): void {
  if (client) (client as unknown as { socket: { terminate(): void } }).socket.terminate()
}

/** Resolves when the test has it: what is told before a request is known to whoever goes on. */
const tell = (told: Told): Promise<void> => new Promise((resolve) => process.send!(told, () => resolve()))
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, RETRY_MS))

class Play {
  private readonly url: string
  private readonly plan: Plan
  private at: Checkpoint | null

  constructor(url: string, plan: Plan, at: Checkpoint | null) {
    this.url = url
    this.plan = plan
    this.at = at
  }

  async run(): Promise<void> {
    const { session } = this.plan
    for (let tries = 0; ; tries++) {
      try {
        await this.once()
        return await tell({ session, over: true })
      } catch (error) {
        if (tries === TRIES || !this.expects(error)) {
          return await tell({ session, fault: error instanceof Error ? (error.stack ?? '') : String(error) })
        }
        if (error instanceof ServerFault) await this.begin()
        await pause()
      }
    }
  }

  /** What faults may bring about: a line that breaks, a server that is not there, a thread that died. */
  private expects(error: unknown): boolean {
    if (error instanceof Disconnected) return true
    if (error instanceof ServerFault) return ['E_NO_WORLD', 'E_ENV_FAILED'].includes(error.code)
    return error instanceof Error && error.message.startsWith('No connection')
  }

  private async begin(): Promise<void> {
    if (this.at !== null) await tell({ session: this.plan.session, lost: true })
    await this.remember(null)
  }

  private async remember(at: Checkpoint | null): Promise<void> {
    this.at = at
    await tell({ session: this.plan.session, at })
  }

  private async once(): Promise<void> {
    const { session, mode } = this.plan
    const client = await connect(this.url, { kind: 'trainer' })
    clients.set(session, client)
    try {
      const heads = await this.hold(client)
      if (mode === 'lockstep') await this.act(client, heads)
      else await this.step(client, heads)
      await this.finish(client)
    } finally {
      clients.delete(session)
      drop(client)
    }
  }

  /** The world, made or taken over. Answers the shape of its actions and how many there are. */
  private async hold(client: Client): Promise<{ shape: readonly number[]; n: number }> {
    const { env, mode, slots, seed } = this.plan
    const { env: about } = await client.request('describe', { env, options: OPTIONS, view: null })
    const n = about.action.kind === 'discrete' ? about.action.n : 0
    const shape = [slots, about.agents.length, 1]
    if (this.at === null) {
      const made = await client.request('create', { env, mode, slots, seed, options: OPTIONS, view: null })
      await this.remember({ world: made.world, controller: made.controller, seats: {}, tick: 0 })
    } else {
      const { world, controller: token, tick: lastTick } = this.at
      const { token: controller, tick } = await client.request('resume', { world, token, lastTick })
      // A step may have been taken whose answer was lost: no more than that one, and none is gone.
      if (tick < lastTick || tick > lastTick + 1) throw new Error(`Resumed at tick ${tick} after ${lastTick}.`)
      await this.remember({ ...this.at, controller })
    }
    return { shape, n }
  }

  private async step(client: Client, { shape, n }: { shape: readonly number[]; n: number }): Promise<void> {
    const rows = shape[0] * shape[1]
    while (this.at!.tick < this.plan.steps) {
      const { world, tick } = this.at!
      const given = Array.from({ length: rows }, (_, row) => actionOf(tick, row, n))
      const stepped = await client.request('step', { world, tick, actions: tensorFrom('<i4', shape, given) })
      await this.remember({ ...this.at!, tick: stepped.tick })
    }
  }

  private async act(client: Client, { n }: { n: number }): Promise<void> {
    const { env } = await client.request('describe', { env: this.plan.env, options: OPTIONS, view: null })
    const seats: RemoteSeat[] = []
    for (const { name } of env.agents) seats.push(await this.sit(client, name))
    const acted = new Map<number, number>()
    await Promise.all(
      seats.map(async (seat, row) => {
        for (;;) {
          const seen = await seat.next()
          // The world is gone, or the line: this says which.
          if (seen === null) return void (await client.request('seats', { world: this.at!.world }))
          if (seen.tick >= this.plan.steps) return
          if (!seen.acts) continue
          await seat.act(actionOf(seen.tick, row, n), seen.tick)
          acted.set(seen.tick, (acted.get(seen.tick) ?? 0) + 1)
          if (acted.get(seen.tick) === seats.length) await this.remember({ ...this.at!, tick: seen.tick + 1 })
        }
      }),
    )
  }

  private async sit(client: Client, agent: string): Promise<RemoteSeat> {
    const { world, seats, tick } = this.at!
    const seat = Object.hasOwn(seats, agent)
      ? await client.resume({ world, agent, token: seats[agent], tick, mode: 'lockstep' } as RemoteSeat)
      : await this.join(client, world, agent)
    await this.remember({ ...this.at!, seats: { ...this.at!.seats, [agent]: seat.token } })
    return seat
  }

  /** Who joined before, and whose answer was lost, is shown out. */
  private async join(client: Client, world: string, agent: string): Promise<RemoteSeat> {
    try {
      return await client.join({ world, agent })
    } catch (error) {
      if (!(error instanceof ServerFault) || error.code !== 'E_SEAT_TAKEN') throw error
      await client.request('kick', { world, agent })
      return client.join({ world, agent })
    }
  }

  private async finish(client: Client): Promise<void> {
    const { world } = this.at!
    const { tick, hash } = await client.request('snapshot', { world })
    await tell({ session: this.plan.session, tick, hash })
    await client.request('destroy', { world }).catch((error: unknown) => {
      if (!(error instanceof Disconnected)) throw error
    })
  }
}
