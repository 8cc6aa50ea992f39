/** The seats of a world: who holds which, and what they did. Pure; the room (room.ts) decides what follows. */
import type { SeatRow } from './protocol.ts'
import { Refused } from './refused.ts'
import { Token } from './tokens.ts'

export interface Seat {
  readonly agent: string
  readonly role: string
  /** Of the agent, in the world's order. */
  readonly row: number
  state: SeatRow['state']
  /** The connection that holds it; null while free or away. */
  connection: string | null
  /** Of the handle; null while free. */
  token: Token | null
  /** What the player is called. */
  name: string | null
  /** Whether it is spoken to in words whatever the world's view. */
  spoken: boolean
  /** The action for the current tick. */
  action: readonly number[] | null
  /** The last action taken and its tick: the same again is answered the same. */
  last: { readonly tick: number; readonly action: readonly number[] } | null
  /** Missing actions so far, and in a row. */
  late: number
  lateRun: number
  /** When a lost connection's seat becomes free. */
  awayUntil: number | null
}

/** Who sits down. */
export interface Holder {
  readonly connection: string
  readonly token: string
  readonly name: string | null
  readonly spoken?: boolean
}

export function seatsOf(
  agents: readonly { name: string; role: string }[],
  bots: Readonly<Record<string, string>>,
): Seat[] {
  return agents.map(({ name: agent, role }, row) => {
    const bot = Object.hasOwn(bots, agent)
    const who = { state: bot ? ('bot' as const) : ('free' as const), name: bot ? bots[agent] : null }
    const nothing = {
      connection: null,
      token: null,
      spoken: false,
      action: null,
      last: null,
      late: 0,
      lateRun: 0,
      awayUntil: null,
    }
    return { agent, role, row, ...who, ...nothing }
  })
}

/** The seat of that agent. Throws E_NO_SEAT, naming the agents. */
export function seatOf(seats: readonly Seat[], agent: string): Seat {
  const seat = seats.find((one) => one.agent === agent)
  if (seat) return seat
  const known = seats.map((one) => one.agent)
  throw new Refused('E_NO_SEAT', `Got unknown agent '${agent}', expected one of: ${known.join(', ')}.`, { known })
}

/** A seat that may be sat down on. Throws E_NO_SEAT, E_SEAT_TAKEN or, where none was asked for, E_FULL. */
export function freeSeat(seats: readonly Seat[], agent: string | undefined): Seat {
  if (agent === undefined) {
    const free = seats.find(({ state }) => state === 'free')
    if (free) return free
    throw new Refused('E_FULL', `All ${seats.length} seats are taken.`)
  }
  const seat = seatOf(seats, agent)
  if (seat.state === 'free') return seat
  throw new Refused('E_SEAT_TAKEN', `The seat of ${agent} is ${seat.state}, expected free.`)
}

export function sit(seat: Seat, { connection, token, name, spoken = false }: Holder): void {
  const fresh = { connection, token: new Token(token), name, spoken }
  Object.assign(seat, { state: 'taken', ...fresh, action: null, last: null, late: 0, lateRun: 0 })
}

export function empty(seat: Seat): void {
  const nothing = { connection: null, token: null, name: null, action: null, last: null, awayUntil: null }
  Object.assign(seat, { state: 'free', ...nothing })
}

/**
 * Gives a seat back to who proves to be its holder, under the token `next`. A wrong one changes nothing: throws E_AUTH. Says
 * which connection held it, if one still did.
 */
export function reclaim(seat: Seat, shown: string, connection: string, next: string): string | null {
  if (seat.connection === connection) seat.token?.confirm()
  if (!seat.token?.matches(shown)) throw new Refused('E_AUTH', 'The token is missing or wrong.')
  const before = seat.connection
  seat.token.rotate(shown, next)
  Object.assign(seat, { state: 'taken', connection, awayUntil: null })
  return before === connection ? null : before
}

export const seatRow = ({ agent, role, state, name, late }: Seat): SeatRow => ({ agent, role, state, name, late })
