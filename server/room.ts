/**
 * The clock of a world with seats, as a pure state machine: joins, actions, results of steps and the time go in, what to do
 * comes out. It steps nothing itself: after `step` came out, `stepped` has to go in.
 *
 *     idle  -> nobody has seen an observation yet, or the episode is over and the controller has to reset
 *     open  -> observations are out, actions are awaited
 *     busy  -> a step is being taken
 *     ended
 */
import type { ErrorCode, Mode, SeatEvent } from './protocol.ts'
import { Refused } from './refused.ts'
import { Token, type KeptToken } from './tokens.ts'
import { empty, freeSeat, reclaim, seatOf, seatsOf, sit, type Holder, type Seat } from './seats.ts'

export interface RoomOptions {
  readonly mode: Exclude<Mode, 'solo' | 'vec'>
  readonly agents: readonly { readonly name: string; readonly role: string }[]
  /** Sizes of the heads of an action. */
  readonly heads: readonly number[]
  readonly bots: Readonly<Record<string, string>>
  readonly start: 'full' | 'manual'
  readonly deadlineMs: number | null
  readonly tickMs: number
  readonly maxLate: number | null
  readonly onLeave: 'default' | 'pause' | 'end'
  readonly resumeMs: number
}

/** How the rows of the world stand. */
export interface Standing {
  /** 1 where the agent is in the world, `[agents]`. */
  readonly live: ArrayLike<number>
  /** 1 where it has more than one legal action, `[agents]`. */
  readonly choice: ArrayLike<number>
  /** The episode is over and waits for a reset. */
  readonly over: boolean
  /** The last step ended an episode, and the rows are the next one's already. */
  readonly renewed: boolean
}

export type RoomEffect =
  /** Step with these actions by row; null where there is none, to be filled in. */
  | { readonly do: 'step'; readonly actions: readonly (readonly number[] | null)[] }
  /** Send these seats their observation; `final`: the last one of the episode that just ended. */
  | { readonly do: 'observe'; readonly seats: readonly Seat[]; readonly final: boolean }
  | {
      readonly do: 'seat'
      readonly seat: Seat
      readonly change: SeatEvent['change']
      readonly connection: string | null
    }
  | { readonly do: 'end'; readonly code: ErrorCode | null; readonly message: string }

/** A room on disk. */
export interface KeptRoom {
  readonly started: boolean
  readonly running: boolean
  readonly seats: readonly (Pick<Seat, 'agent' | 'name' | 'spoken' | 'last' | 'late'> & {
    readonly token: KeptToken | null
  })[]
}

const ALL_IN: Standing = { live: [], choice: [], over: false, renewed: false }

export class Room {
  readonly seats: readonly Seat[]
  tick = 0
  phase: 'idle' | 'open' | 'busy' | 'ended' = 'idle'
  /** Whether the clock runs. */
  running = false
  /** When `time` has to be called next; null for not before something else happens. */
  nextAt: number | null = null
  private readonly options: RoomOptions
  private standing: Standing = ALL_IN
  private tickMs: number
  private started = false
  /** Ticks still to be taken of a paused world. */
  private owed = 0
  private deadline: number | null = null
  private beat: number | null = null

  constructor(options: RoomOptions) {
    this.options = options
    this.seats = seatsOf(options.agents, options.bots)
    this.tickMs = options.tickMs
  }

  /** Ms until missing actions are filled in; null for never. */
  msLeft(now: number): number | null {
    return this.deadline === null ? null : Math.max(0, this.deadline - now)
  }

  /** Whether the world waits for this seat's action. */
  acts({ row, state }: Seat): boolean {
    const { live, choice, over } = this.standing
    const asked = this.options.mode !== 'turn' || choice[row] === 1
    return this.started && !over && state !== 'bot' && live[row] === 1 && asked
  }

  /** Rows stand as after a reset: the episode may go on. */
  began(standing: Standing, now: number): RoomEffect[] {
    this.standing = standing
    this.phase = standing.over ? 'idle' : 'open'
    // What was said for this tick was said of other rows.
    for (const seat of this.seats) Object.assign(seat, { action: null, last: null })
    const effects = this.started ? [this.showAll(false)] : []
    this.arm(now)
    return [...effects, ...this.proceed()]
  }

  join(agent: string | undefined, holder: Holder, now: number): { seat: Seat; effects: RoomEffect[] } {
    if (this.phase === 'ended') throw new Refused('E_NO_WORLD', 'The world has ended.')
    const seat = freeSeat(this.seats, agent)
    sit(seat, holder)
    const effects: RoomEffect[] = [this.told(seat, 'joined', holder.connection)]
    const full = this.seats.every(({ state }) => state !== 'free')
    const begins = !this.started && full && this.options.start === 'full'
    const goesOn = this.started && !this.running && this.stalled && full
    if (begins || goesOn) return { seat, effects: [...effects, ...this.run(now)] }
    if (this.started && this.phase !== 'busy') effects.push({ do: 'observe', seats: [seat], final: false })
    return { seat, effects }
  }
  /** The clock stands because a seat became free. */
  private stalled = false

  /** The seat's holder goes for good. */
  leave(seat: Seat, change: 'left' | 'kicked' | 'lost', now: number): RoomEffect[] {
    const effects: RoomEffect[] = [this.told(seat, change, seat.connection)]
    empty(seat)
    if (!this.started) return effects
    if (this.options.onLeave === 'end') return [...effects, ...this.end(null, `${seat.agent} left.`)]
    if (this.options.onLeave === 'pause') {
      this.stalled = true
      this.running = false
      this.arm(now)
    }
    return [...effects, ...this.proceed()]
  }

  /** The connection was lost: its seats are kept for a while. */
  lose(connection: string, now: number): RoomEffect[] {
    const effects: RoomEffect[] = []
    for (const seat of this.seats) {
      if (seat.connection !== connection) continue
      Object.assign(seat, { state: 'away', connection: null, awayUntil: now + this.options.resumeMs })
      effects.push(this.told(seat, 'away', null))
    }
    this.plan()
    return effects
  }

  /** Takes a seat over by its token. Throws E_AUTH and changes nothing where that is wrong. */
  resume(
    agent: string,
    token: string,
    { connection, token: next }: Holder,
  ): { seat: Seat; replaced: string | null; effects: RoomEffect[] } {
    const seat = seatOf(this.seats, agent)
    const replaced = reclaim(seat, token, connection, next)
    this.plan()
    return { seat, replaced, effects: [this.told(seat, 'resumed', connection)] }
  }

  /**
   * An action of a seat. The same for the same tick again is answered the same. Throws E_ACTION, E_STALE, E_FUTURE, E_DUP or,
   * where no actions are awaited, E_STATE.
   */
  act(seat: Seat, tick: number, action: readonly number[]): { late: boolean; effects: RoomEffect[] } {
    checkAction(action, this.options.heads)
    if (seat.last?.tick === tick && !this.realtime) {
      if (same(seat.last.action, action)) return { late: false, effects: [] }
      throw new Refused('E_DUP', `Got another action of ${seat.agent} for tick ${tick}, which has one.`, { tick })
    }
    if (tick > this.tick) {
      throw new Refused('E_FUTURE', `Got an action for tick ${tick}, expected ${this.tick}.`, { tick: this.tick })
    }
    if (!this.started || this.standing.over || this.phase === 'ended') {
      throw new Refused(
        'E_STATE',
        this.standing.over ? 'The episode is over: wait for a reset.' : 'The world does not run.',
      )
    }
    if (!this.realtime && (tick < this.tick || this.phase === 'busy')) {
      throw new Refused('E_STALE', `Got an action for tick ${tick}, which is over.`, { tick: this.tick })
    }
    seat.action = action
    seat.last = { tick, action }
    seat.lateRun = 0
    return { late: tick < this.tick, effects: this.realtime ? [] : this.proceed() }
  }

  /** The controller's hand on the clock. Throws E_STATE where there is nothing to move. */
  clock(
    op: 'start' | 'pause' | 'step' | 'rate',
    { ticks = 1, tickMs }: { ticks?: number; tickMs?: number },
    now: number,
  ): RoomEffect[] {
    if (op === 'rate') this.tickMs = tickMs ?? this.tickMs
    if (op === 'rate') this.arm(now)
    if (op === 'start') return this.run(now)
    if (op === 'pause') {
      this.running = false
      this.stalled = false
      this.arm(now)
    }
    if (op !== 'step') return []
    if (this.running) throw new Refused('E_STATE', 'The clock runs, expected it paused before it is stepped.')
    const effects = this.begin()
    this.owed += ticks
    return [...effects, ...this.proceed()]
  }

  /** A step was taken. */
  stepped(standing: Standing, now: number): RoomEffect[] {
    if (this.phase === 'ended') return []
    this.tick++
    this.standing = standing
    this.phase = standing.over ? 'idle' : 'open'
    for (const seat of this.seats) seat.action = null
    const effects: RoomEffect[] = standing.renewed ? [this.showAll(true)] : []
    if (standing.over) this.owed = 0
    this.arm(now)
    effects.push(this.showAll(false))
    return [...effects, ...this.proceed()]
  }

  /** The time came that `nextAt` named. */
  time(now: number): RoomEffect[] {
    const effects: RoomEffect[] = []
    for (const seat of this.seats) {
      if (seat.awayUntil !== null && now >= seat.awayUntil) effects.push(...this.leave(seat, 'lost', now))
    }
    if (this.deadline !== null && now >= this.deadline) effects.push(...this.overdue())
    if (this.beat !== null && now >= this.beat) effects.push(...this.tock(now))
    this.plan()
    return effects
  }

  kept(): KeptRoom {
    const seats = this.seats.map(({ agent, name, spoken, last, late, token }) => {
      return { agent, name, spoken, last, late, token: token?.kept() ?? null }
    })
    return { started: this.started, running: this.running, seats }
  }

  /** Seats and clock of a room that was kept: whoever sat there is away, from now on. What was said for this tick counts. */
  revive({ started, running, seats }: KeptRoom, tick: number, now: number): RoomEffect[] {
    Object.assign(this, { tick, started, running })
    for (const { agent, token, ...rest } of seats) {
      const seat = seatOf(this.seats, agent)
      if (token === null) continue
      const action = rest.last?.tick === tick ? rest.last.action : null
      Object.assign(seat, rest, { state: 'away', action, token: new Token(token) })
      seat.awayUntil = now + this.options.resumeMs
    }
    this.arm(now)
    return this.proceed()
  }

  end(code: ErrorCode | null, message: string): RoomEffect[] {
    if (this.phase === 'ended') return []
    this.phase = 'ended'
    this.running = false
    this.nextAt = null
    return [{ do: 'end', code, message }]
  }

  private get realtime(): boolean {
    return this.options.mode === 'realtime'
  }

  private run(now: number): RoomEffect[] {
    this.running = true
    this.stalled = false
    const effects = this.begin()
    this.arm(now)
    return [...effects, ...this.proceed()]
  }

  /** The first observations go out when the clock first moves. */
  private begin(): RoomEffect[] {
    if (this.started) return []
    this.started = true
    return [this.showAll(false)]
  }

  /** Takes a step if all whom it waits for have acted, or one is owed. */
  private proceed(): RoomEffect[] {
    if (this.phase !== 'open' || !this.started) return []
    if (this.owed > 0) {
      this.owed--
      return this.step(false)
    }
    if (!this.running || this.realtime) return []
    // Nobody is there to play: time stands, unless the controller steps it.
    const held = this.seats.filter(isHeld)
    const waits = held.length === 0 || held.some((seat) => this.acts(seat) && seat.action === null)
    return waits ? [] : this.step(false)
  }

  private step(overdue: boolean): RoomEffect[] {
    this.phase = 'busy'
    this.deadline = null
    this.plan()
    const effects: RoomEffect[] = []
    for (const seat of this.seats)
      if (overdue && seat.action === null && this.acts(seat)) effects.push(...this.missed(seat))
    return [...effects, { do: 'step', actions: this.seats.map(({ action }) => action) }]
  }

  private missed(seat: Seat): RoomEffect[] {
    const { maxLate } = this.options
    // In real time to do nothing is a way to play.
    if (this.realtime) return []
    seat.late++
    if (seat.state !== 'taken' || maxLate === null || ++seat.lateRun < maxLate) return []
    const told = this.told(seat, 'lost', seat.connection)
    empty(seat)
    return [told]
  }

  private overdue(): RoomEffect[] {
    this.deadline = null
    return this.phase === 'open' && this.running && this.seats.some(isHeld) ? this.step(true) : []
  }

  /** A tick of real time. What took too long is not made up for. */
  private tock(now: number): RoomEffect[] {
    const next = this.beat! + this.tickMs
    this.beat = next > now ? next : now + this.tickMs
    if (this.phase !== 'open') return []
    const played = this.seats.some(isHeld)
    const allBots = this.seats.every(({ state }) => state === 'bot')
    return played || allBots ? this.step(true) : []
  }

  /** Sets the times that the mode has: a deadline from now on, or the beat of real time. */
  private arm(now: number): void {
    const { deadlineMs } = this.options
    const awaited = this.running && this.phase === 'open'
    this.deadline = !this.realtime && awaited && deadlineMs !== null ? now + deadlineMs : null
    if (!this.realtime || !this.running) this.beat = null
    else this.beat = Math.min(this.beat ?? Infinity, now + this.tickMs)
    this.plan()
  }

  private plan(): void {
    let next = Math.min(this.deadline ?? Infinity, this.beat ?? Infinity)
    for (const { awayUntil } of this.seats) next = Math.min(next, awayUntil ?? Infinity)
    this.nextAt = next < Infinity ? next : null
  }

  private showAll(final: boolean): RoomEffect {
    return { do: 'observe', seats: this.seats.filter(({ state }) => state === 'taken'), final }
  }

  private told(seat: Seat, change: SeatEvent['change'], connection: string | null): RoomEffect {
    return { do: 'seat', seat, change, connection }
  }
}

/** Throws E_ACTION where an action has not one integer of each head's range. */
export function checkAction(action: readonly number[], heads: readonly number[]): void {
  if (action.length !== heads.length) {
    throw new Refused('E_ACTION', `Got ${action.length} integers as an action, expected ${heads.length}.`)
  }
  const h = action.findIndex((one, head) => one >= heads[head])
  if (h >= 0)
    throw new Refused('E_ACTION', `Got action ${action[h]} of head ${h}, expected an integer in [0, ${heads[h]}).`)
}

const isHeld = ({ state }: Seat): boolean => state === 'taken' || state === 'away'

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i])
