/** One world as the server sees it: its thread, its rows, who holds what of it. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Snapshot } from '../envs/core/snapshot.ts'
import { headsOf } from '../envs/core/spaces.ts'
import type { Opened, OrderName, Orders } from './control.ts'
import { TEXT_VIEW } from './describe.ts'
import type { Dead, Host } from './host.ts'
import { Invites } from './invites.ts'
import { stepEntry, type Journal } from './journal.ts'
import type { Holding, KeptWorld, WorldOptions } from './kept.ts'
import { jointActions } from './joint.ts'
import { openMail, type Mail } from './mailbox.ts'
import type { EnvDescription, Event, Rows, SeatEvent, Step, Stepped, WorldRow } from './protocol.ts'
import { Refused } from './refused.ts'
import { Room, type RoomEffect } from './room.ts'
import { Observed, observed, type Seen } from './observed.ts'
import { rowsOf, standingOf, steppedOf } from './rows.ts'
import { seatRow, type Seat } from './seats.ts'
import type { Origin, Texts } from './simulation.ts'
import { StepReply } from './step-reply.ts'
import { tensor } from './tensor.ts'
import { Token } from './tokens.ts'
import { Turns } from './turns.ts'
import { Watchers } from './watchers.ts'

/** What a world asks of the server around it. Times are ms. */
export interface Surroundings {
  now(): number
  /** Sends to a connection, if it is there. What is `droppable` is left out where it would have to wait. */
  send(connection: string, event: Event | Observed, droppable: boolean): void
  ended(world: World, why: Dead | null): void
}

export class World implements Seen {
  readonly options: WorldOptions
  readonly host: Host
  readonly mail: Mail
  readonly description: EnvDescription
  readonly room: Room | null
  readonly watchers: Watchers
  /** The controller's token, and who holds it. */
  readonly controller: { token: Token; connection: string | null }
  readonly invites: Invites
  texts: Texts
  finalTexts: Texts = null
  seed: number | string
  recording: boolean
  /** The recording that is being read. */
  film = ''
  /** Whether a step led to the rows, else a reset. */
  stepped = false
  /** When nobody held anything of it any more; null while somebody does. */
  idleSince: number | null = null
  /** Where what it does is written before it is told; null where nothing is kept. */
  journal: Journal | null = null
  private readonly around: Surroundings
  private readonly stepReply = new StepReply(this)
  /** By row. */
  private readonly sights: readonly Observed[]
  private readonly heads: readonly number[]
  private readonly turns = new Turns()
  private ticks = 0
  private timer: NodeJS.Timeout | null = null

  private constructor(host: Host, opened: Opened, options: WorldOptions, token: string, around: Surroundings) {
    this.host = host
    this.options = options
    this.around = around
    this.mail = openMail(opened.shape, opened.buffer)
    this.description = opened.description
    this.texts = opened.texts
    this.recording = opened.recording
    this.seed = options.setup.seed
    this.heads = headsOf(opened.description.action)
    this.controller = { token: new Token(token), connection: null }
    this.watchers = new Watchers(this, around)
    this.invites = new Invites(options.access)
    host.onDead = (why) => this.end(why)
    const { mode, room, setup } = options
    const { agents } = opened.description
    const seated = mode !== 'solo' && mode !== 'vec'
    this.room = seated ? new Room({ ...room, mode, agents, heads: this.heads, bots: setup.bots }) : null
    this.sights = (this.room?.seats ?? []).map((seat) => new Observed(this, seat))
    if (this.room) this.obey(this.room.began(standingOf(this), around.now()))
  }

  /** Opens a world in a thread of its own. Rejects with a Refused where its setup is wrong; the thread can be used again. */
  static async open(host: Host, options: WorldOptions, token: string, around: Surroundings): Promise<World> {
    const opened = await host.order('open', { setup: options.setup })
    return new World(host, opened, options, token, around)
  }

  get id(): string {
    return this.options.id
  }
  get tick(): number {
    return this.room?.tick ?? this.ticks
  }

  now(): number {
    return this.around.now()
  }

  /** Does `work` in the world's turn: see `Turns`. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    return this.turns.run(work)
  }

  /** When everything that was asked is done. */
  settled(): Promise<void> {
    return this.turns.settled()
  }

  /** Has the thread obey an order in the world's turn; `done` is called with its answer before any other's turn. */
  ask<Name extends OrderName>(
    order: Name,
    ask: Orders[Name]['ask'],
    done: (answer: Orders[Name]['answer']) => void,
  ): Promise<void> {
    return this.run(() => this.host.order(order, ask).then(done)) as Promise<void>
  }

  rows(): Rows {
    return rowsOf(this)
  }

  /** What the last step, or reset, gave. */
  lastResult(): Stepped | Rows {
    return this.stepped ? steppedOf(this) : rowsOf(this)
  }

  /** Solo and vec: a step with the actions of all. `answer` gets its result at once when it is there. */
  step({ tick, actions }: Step, answer: (reply: StepReply) => void): void | Promise<void> {
    const given = jointActions(actions, this.mail.shape, this.heads)
    return this.run(() => {
      if (tick === this.ticks - 1 && this.stepped) return this.again(given, answer)
      this.checkTick(tick)
      const { mail } = this
      if (mail.waiting[0] === 1 && mail.shape.slots === 1) {
        throw new Refused('E_STATE', 'The episode is over, expected a reset before the next step.')
      }
      mail.actions.set(given)
      return this.take(() => answer(this.stepReply))
    })
  }

  /** Has the thread take a step; `done` is called when its result is there. */
  private take(done: () => void): void | Promise<void> {
    if (this.texts !== null) {
      return this.host.order('step', {}).then(({ texts, finalTexts }) => {
        Object.assign(this, { texts, finalTexts })
        this.taken(done)
      })
    }
    const waiting = this.host.step()
    return waiting ? waiting.then(() => this.taken(done)) : this.taken(done)
  }

  private taken(done: () => void): void {
    this.ticks++
    this.stepped = true
    this.journal?.write(stepEntry(this.mail))
    done()
  }

  /** A step that was taken already: answered from what it left. */
  private again(given: ArrayLike<number>, answer: (reply: StepReply) => void): void {
    if (Array.from(this.mail.actions).some((action, i) => action !== given[i])) {
      throw new Refused('E_DUP', `Got other actions for tick ${this.ticks - 1}, which was taken.`, { tick: this.ticks })
    }
    answer(this.stepReply)
  }

  private checkTick(tick: number): void {
    if (tick < this.ticks) {
      const data = { tick: this.ticks, now: rowsOf(this) }
      throw new Refused('E_STALE', `Got a step for tick ${tick}, which is over.`, data)
    }
    if (tick > this.ticks) {
      throw new Refused('E_FUTURE', `Got a step for tick ${tick}, expected ${this.ticks}.`, { tick: this.ticks })
    }
  }

  /** Starts episodes: see `Reset` of the protocol. */
  reset(seed: number | string | undefined, answer: (rows: Rows) => void): void | Promise<void> {
    return this.ask('reset', { seed }, ({ texts, seed: now }) => {
      this.seed = now
      this.renewed(texts)
      this.journal?.write({ reset: seed ?? null })
      answer(rowsOf(this))
      this.begin()
    })
  }

  /** Starts the world anew under a seed, recorded. */
  record(seed: number | string, answer: () => void): Promise<void> {
    return this.ask('record', { seed }, ({ texts }) => {
      Object.assign(this, { seed, recording: true })
      this.renewed(texts)
      this.journal?.write({ reset: seed })
      answer()
      this.begin()
    })
  }

  /** Puts a snapshot back. `origin` where it goes on as the world that it was; `sealed` is what its journal keeps of it. */
  restore(
    snapshot: Snapshot,
    { origin, sealed }: { origin?: Origin; sealed?: Uint8Array } = {},
    answer: (hash: string) => void = nothing,
  ): Promise<void> {
    return this.ask('restore', { snapshot, origin }, ({ hash, seed, texts }) => {
      Object.assign(this, { seed, recording: false })
      this.renewed(texts)
      if (sealed) this.journal?.write({ restore: Buffer.from(sealed).toString('base64') })
      answer(hash)
      this.begin()
    })
  }

  /** The rows are others, and no step led to them. */
  renewed(texts: Texts): void {
    this.texts = texts
    this.finalTexts = null
    this.stepped = false
  }

  /** Tells the seats of rows that no step led to. */
  begin(): void {
    if (this.room) this.obey(this.room.began(standingOf(this), this.around.now()))
    this.watchers.changed()
  }

  /** Does what the room says; a step at once, or where it follows from a step, when others had their turn. */
  obey(effects: readonly RoomEffect[], later = false): void {
    for (const effect of effects) {
      if (effect.do === 'step') this.advance(effect.actions, later)
      else if (effect.do === 'observe') for (const seat of effect.seats) this.observe(seat, effect.final)
      else if (effect.do === 'seat') this.tellSeat(effect.seat, effect.change, effect.connection)
      else this.end(null, effect.message)
    }
    this.plan()
  }

  /** Sends a seat what its agent sees. */
  observe(seat: Seat, final = false): void {
    if (seat.connection === null) return
    const event = final ? observed(this, seat, true) : this.sights[seat.row]
    this.around.send(seat.connection, event, this.options.mode === 'realtime')
  }

  /** The environment as a seat sees it. */
  describe({ spoken }: Seat): EnvDescription {
    const { description } = this
    return spoken ? { ...description, view: TEXT_VIEW, observation: { kind: 'text' } } : description
  }

  /** Whether a row is given its observations in words. */
  speaks(row: number): boolean {
    return typeof this.texts?.[row] === 'string'
  }

  /** Has a row's observations in words from now on, or no longer. In the world's turn. */
  async speak(row: number, on: boolean): Promise<void> {
    const { texts } = await this.host.order('speak', { row, on })
    this.texts = texts
  }

  /** Takes a step with what the seats did; the thread fills in the rest. */
  private advance(actions: readonly (readonly number[] | null)[], later: boolean): void {
    if (this.turns.over) return
    const result = this.run(() => (later ? nextTurn().then(() => this.play(actions)) : this.play(actions)))
    // Where it fails the world ends, and everybody is told.
    if (result instanceof Promise) result.catch(nothing)
  }

  private play(actions: readonly (readonly number[] | null)[]): void | Promise<void> {
    const { mail, heads } = this
    for (const [row, action] of actions.entries()) {
      mail.missing[row] = action === null ? 1 : 0
      if (action !== null) mail.actions.set(action, row * heads.length)
    }
    return this.take(() => this.advanced())
  }

  private advanced(): void {
    const { mail, controller, room } = this
    const effects = room!.stepped(standingOf(this), this.around.now())
    if (controller.connection !== null) {
      const { agents } = mail.shape
      const actions = tensor(mail.actions, [1, agents, this.heads.length])
      const defaulted = tensor(
        mail.missing.map((missing, row) => (this.isBot(row) ? 0 : missing)),
        [1, agents],
      )
      const event = { t: 'tick', world: this.id, ...steppedOf(this), actions, defaulted } as const
      this.around.send(controller.connection, event, this.options.mode === 'realtime')
    }
    this.obey(effects, true)
    this.watchers.changed()
  }

  private isBot(row: number): boolean {
    return this.room!.seats[row].state === 'bot'
  }

  private tellSeat({ agent }: Seat, change: SeatEvent['change'], connection: string | null): void {
    const event = { t: 'seat', world: this.id, agent, change } as const
    this.host.ear?.seat(change)
    if (this.controller.connection !== null) this.around.send(this.controller.connection, event, false)
    if (connection === null || change === 'joined' || change === 'resumed') return
    if (connection !== this.controller.connection && change !== 'left') this.around.send(connection, event, false)
  }

  /** Wakes the room when it asked for it. */
  private plan(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const at = this.room?.nextAt ?? null
    if (at === null || this.turns.over) return
    this.timer = setTimeout(() => this.obey(this.room!.time(this.around.now())), Math.max(0, at - this.around.now()))
  }

  /** A connection is gone: its seats are kept, the rest is let go. */
  lose(connection: string): void {
    if (this.controller.connection === connection) this.controller.connection = null
    this.watchers.remove(connection)
    if (this.room) this.obey(this.room.lose(connection, this.around.now()))
  }

  /** Whether a connection holds something of it, or a seat is kept. */
  get isHeld(): boolean {
    const seats = this.room?.seats ?? []
    const seated = seats.some(({ state }) => state === 'taken' || state === 'away')
    return this.controller.connection !== null || seated || this.watchers.count > 0
  }

  /** Everybody who holds something of it. */
  holders(): Set<string> {
    const seats = (this.room?.seats ?? []).map(({ connection }) => connection)
    const all = [this.controller.connection, ...seats, ...this.watchers.connections()]
    return new Set(all.filter((connection) => connection !== null))
  }

  /** Who holds what changed: writes it down. */
  note(): void {
    this.journal?.write({ held: this.held() })
  }

  private held(): Holding {
    const { controller, invites, room } = this
    return { controller: controller.token.kept(), invites: invites.kept(), room: room?.kept() ?? null }
  }

  kept(): KeptWorld {
    const { tick, mail } = this
    const rows = { ended: Array.from(mail.ended), missing: Array.from(mail.missing) }
    return { tick, held: this.held(), stepped: this.stepped, ...rows }
  }

  /** The clock of a world that was kept, and what of its rows is no state. */
  revive({ tick, stepped, ended, missing }: KeptWorld): void {
    this.ticks = tick
    this.stepped = stepped
    this.mail.ended.set(ended)
    this.mail.missing.set(missing)
  }

  /** Takes a step again as it was applied: nothing is filled in. */
  redoStep(actions: readonly number[], missing: readonly number[] = []): void | Promise<void> {
    return this.run(() => {
      this.mail.actions.set(actions)
      this.mail.missing.fill(0)
      return this.take(() => this.mail.missing.set(missing))
    })
  }

  /** Handles and seats of a world that was kept. Everybody is away. */
  async hold({ controller, invites, room }: Holding): Promise<void> {
    for (const [row, { spoken }] of (room?.seats ?? []).entries()) if (spoken) await this.speak(row, true)
    this.controller.token = new Token(controller)
    this.invites.revive(invites)
    this.begin()
    if (room) this.obey(this.room!.revive(room, this.ticks, this.around.now()))
  }

  row(): WorldRow {
    const { name, mode } = this.options
    const seats = (this.room?.seats ?? []).map(seatRow)
    return { world: this.id, name, env: this.description.id, mode, tick: this.tick, seats }
  }

  /** The world is over, by a wish (`why` null) or because its thread died. */
  end(why: Dead | null, message = why?.message ?? 'The world was ended.'): void {
    if (this.turns.over) return
    this.turns.over = true
    if (this.timer) clearTimeout(this.timer)
    this.watchers.close()
    this.room?.end(null, message)
    const event = { t: 'ended', world: this.id, code: why?.code ?? null, message } as const
    for (const connection of this.holders()) this.around.send(connection, event, false)
    this.around.ended(this, why)
  }
}

const nothing = (): void => {}
