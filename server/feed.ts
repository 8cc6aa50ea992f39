/**
 * A world of one seat that somebody of this process plays: it hands in what the seat is to see, and gets the seat's action.
 * The server knows no more of the world than what is shown, so nobody who sits there can find out more: no seed, no options,
 * no reward, no state.
 */
import type { AnyArray, Dtype } from '../envs/core/fields.ts'
import { headsOf, widthOf } from '../envs/core/spaces.ts'
import type { OrderName, Orders } from './control.ts'
import { Dead, type Ear, type Host } from './host.ts'
import { newMail, type Mail } from './mailbox.ts'
import type { Cost, EnvDescription, SeatEvent } from './protocol.ts'
import { Refused } from './refused.ts'
import type { World } from './world.ts'

/** What an agent sees before it acts. */
export interface Sight {
  /** Its row, or its text where the view is one. */
  readonly observation: AnyArray | string | null
  /** Legal actions; null where all are. */
  readonly mask: Uint8Array | null
}

/** Who sits there will give no action in this episode: why. */
export class Gone extends Error {}

export interface FeedOptions {
  /** What those who join are told of the environment. */
  readonly description: EnvDescription
  /** Ms that an action may take; null for any time. */
  readonly patienceMs: number | null
  /** Calls in a tick that were no legal action, after which the episode counts as declined. */
  readonly tries: number
  /** The seat became free. */
  readonly onFree?: () => void
}

/** What an episode cost: counted here, but for what the player reported. */
export interface Spent {
  /** Actions that were asked for. */
  readonly calls: number
  /** Characters of text that were shown. */
  readonly shown: number
  /** As reported: calls of a model, and tokens in and out; 0 where nothing was. */
  readonly reported: Required<Cost>
}

interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

const NOTHING: Spent = { calls: 0, shown: 0, reported: { calls: 0, input: 0, output: 0 } }

export class Feed implements Host {
  dead: Dead | null = null
  onDead: (why: Dead) => void = () => {}
  readonly ear: Ear
  private readonly options: FeedOptions
  private readonly mail: Mail
  private world: World | null = null
  /** Who waits for an action. */
  private asking: Waiting<Int32Array> | null = null
  /** The world, which has taken an action and waits for what comes of it. */
  private stepping: (() => void) | null = null
  private timer: NodeJS.Timeout | null = null
  private text: string | null = null
  private held = false
  private seated: (() => void)[] = []
  private wrongs = 0
  private spent_ = NOTHING
  /** Why the episode is over for who sits there, before the next `ask` finds out. */
  private gone: Gone | null = null
  private open = false

  constructor(options: FeedOptions) {
    this.options = options
    this.mail = newMail(shapeOf(options.description), false)
    this.mail.live.fill(1)
    this.mail.waiting[0] = 1
    this.mail.episode[0] = -1
    if (options.description.view === 'text') this.text = ''
    this.ear = {
      seat: (change) => this.seat(change),
      act: (action, cost) => this.judge(action, cost),
      wrong: () => this.wrong(),
      decline: (reason) => this.decline(reason),
    }
  }

  /** The world that it runs. */
  serve(world: World): void {
    this.world = world
  }

  /** Whether somebody holds the seat. */
  get isHeld(): boolean {
    return this.held
  }

  /** When somebody holds the seat. */
  async taken(): Promise<void> {
    if (!this.held) await new Promise<void>((resolve) => this.seated.push(resolve))
  }

  /** What the episode has cost since `begin`. */
  get spent(): Spent {
    return this.spent_
  }

  /** An episode begins, once the end of the last was told: what it costs is counted from 0. */
  async begin(): Promise<void> {
    await this.world!.settled()
    this.spent_ = NOTHING
    this.gone = null
    this.open = true
    this.mail.episode[0]++
  }

  /** Shows what the agent sees, and waits for its action. Rejects with a Gone. */
  ask(sight: Sight): Promise<Int32Array> {
    if (this.gone) return Promise.reject(this.end(this.gone))
    const { mail } = this
    if (typeof sight.observation === 'string') this.text = sight.observation
    else if (sight.observation) mail.observations.set(sight.observation as never)
    if (sight.mask) mail.mask.set(sight.mask)
    mail.waiting[0] = mail.ended[0] = mail.done[0] = 0
    this.wrongs = 0
    const { calls, shown, reported } = this.spent_
    this.spent_ = { calls: calls + 1, shown: shown + (this.text?.length ?? 0), reported }
    const answer = new Promise<Int32Array>((resolve, reject) => (this.asking = { resolve, reject }))
    this.arm()
    this.show()
    return answer
  }

  /** The episode is over: who sits there is told, and sees what it saw last. */
  finish(done: number): void {
    this.open = false
    this.mail.done[0] = done
    this.mail.ended[0] = 1
    this.mail.waiting[0] = 1
    this.show()
  }

  step(): Promise<void> {
    const { asking } = this
    this.asking = null
    this.arm()
    const result = new Promise<void>((resolve) => (this.stepping = resolve))
    asking?.resolve(Int32Array.from(this.mail.actions))
    return result
  }

  async order<Name extends OrderName>(order: Name, ask?: Orders[Name]['ask']): Promise<Orders[Name]['answer']> {
    const { description } = this.options
    const { shape, buffer } = this.mail
    const texts = this.text === null ? null : [this.text]
    if (order === 'open') return { description, shape, buffer, texts, recording: false } as Orders[Name]['answer']
    // In words it is spoken to where that is its view, and nowhere else.
    const spoken = order === 'speak' && (ask as Orders['speak']['ask']).on && texts === null
    if (order === 'speak' && !spoken) return { texts } as Orders[Name]['answer']
    if (order !== 'step') throw new Refused('E_UNSUPPORTED', `Got ${order}, which this world does not do.`)
    await this.step()
    return { texts: [this.text], finalTexts: null } as Orders[Name]['answer']
  }

  async close(): Promise<void> {
    this.dead ??= new Dead('E_NO_WORLD', 'The world has ended.')
    const { asking } = this
    this.asking = null
    this.arm()
    asking?.reject(new Gone('The world has ended.'))
  }

  /** Tells the seat how things stand: by the step that it waits for, or as after a reset. */
  private show(): void {
    const { stepping, world } = this
    this.stepping = null
    if (stepping) return stepping()
    // An action for what is over must be none for what comes.
    if (!this.open) world!.room!.tick++
    world!.renewed(this.text === null ? null : [this.text])
    world!.begin()
    if (!world!.room!.running) world!.obey(world!.room!.clock('start', {}, 0))
  }

  /** Nothing more is awaited in this episode, and nothing to be seen. */
  private end(why: Gone): Gone {
    this.open = false
    this.mail.waiting[0] = 1
    this.mail.ended[0] = this.mail.done[0] = 0
    this.mail.observations.fill(0)
    if (this.text !== null) this.text = ''
    this.show()
    return why
  }

  private lose(reason: string): void {
    if (!this.open || this.gone) return
    const why = new Gone(reason)
    const { asking } = this
    this.asking = null
    this.arm()
    if (asking) asking.reject(this.end(why))
    else this.gone = why
  }

  private seat(change: SeatEvent['change']): void {
    if (change === 'away') return
    this.held = change === 'joined' || change === 'resumed'
    if (this.held) for (const tell of this.seated.splice(0)) tell()
    else {
      this.lose(`The agent is gone: its seat was ${change}.`)
      this.options.onFree?.()
    }
  }

  private judge(action: readonly number[], cost: Cost | undefined): void {
    if (this.text !== null && this.mail.shape.width > 0) this.checkLegal(action)
    const { calls, shown, reported } = this.spent_
    this.spent_ = { calls, shown, reported: added(reported, cost ?? {}) }
  }

  /** A text says what is legal: what is not is no answer. */
  private checkLegal(action: readonly number[]): void {
    let at = 0
    for (const [head, n] of headsOf(this.options.description.action).entries()) {
      if (this.options.description.masked && action[head] < n && this.mail.mask[at + action[head]] === 0)
        throw new Refused('E_ACTION', `Got action ${action[head]}, which is not legal now.`)
      at += n
    }
  }

  private wrong(): void {
    if (++this.wrongs >= this.options.tries) this.lose(`No legal action in ${this.wrongs} tries.`)
  }

  private decline(reason: string): void {
    if (!this.asking) throw new Refused('E_STATE', 'No action is awaited, so there is nothing to decline.')
    this.lose(`Declined: ${reason}`)
  }

  /** Sets or clears the time until which the action has to be there. */
  private arm(): void {
    const { patienceMs } = this.options
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    if (this.asking === null || patienceMs === null) return
    this.timer = setTimeout(() => this.lose(`No action came within ${patienceMs} ms.`), patienceMs)
  }
}

const added = (a: Required<Cost>, b: Cost): Required<Cost> => ({
  calls: a.calls + (b.calls ?? 0),
  input: a.input + (b.input ?? 0),
  output: a.output + (b.output ?? 0),
})

function shapeOf({ observation, action }: EnvDescription) {
  const box = observation?.kind === 'box' ? observation : null
  return {
    slots: 1,
    agents: 1,
    heads: headsOf(action).length,
    width: widthOf(headsOf(action)),
    metrics: 0,
    row: box ? box.shape.reduce((size, n) => size * n, 1) : 0,
    dtype: (box?.dtype ?? 'u8') satisfies Dtype,
  }
}
