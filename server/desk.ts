/** What requests have in common: what they are given, how they answer, and the questions whether a connection may. */
import type { Awake } from './awake.ts'
import type { Formed } from './formed.ts'
import type { Gathering } from './gathering.ts'
import type { Limits } from './limits.ts'
import type { Replies, Request, RequestType } from './protocol.ts'
import { Refused } from './refused.ts'
import type { Room } from './room.ts'
import { seatOf, type Seat } from './seats.ts'
import type { World } from './world.ts'
import type { Worlds } from './worlds.ts'

/** The server, as far as requests need it. */
export interface Desk {
  readonly worlds: Worlds
  readonly limits: Limits
  /** Ms. */
  readonly now: () => number
  /** Whether a connection is still there: it may be lost while its request waits for its turn. */
  readonly isOpen: (connection: string) => boolean
  /** Told of every step; null where the server sleeps at once. */
  readonly awake: Awake | null
  readonly gathering: Gathering
  /** Closes a connection. */
  readonly close: (connection: string, code: number, reason: string) => void
}

/** The reply without what every reply has. */
export type Body<T extends RequestType> = Omit<Replies[T], 't' | 're'> | (T extends 'step' | 'act' ? Formed : never)

/**
 * Does a request of a connection. `answer` sends the reply; it is called in the world's turn, so that its rows are still those
 * of the reply. Throws or rejects with a Refused where the request is not done.
 */
export type Handler<T extends RequestType> = (
  desk: Desk,
  request: Extract<Request, { t: T }>,
  connection: string,
  answer: (body: Body<T>) => void,
) => void | Promise<unknown>
export type Handlers<T extends RequestType = RequestType> = { readonly [Type in T]: Handler<Type> }

/** The world, if the connection controls it. Throws E_NO_WORLD or E_FORBIDDEN. */
export function controlled({ worlds }: Desk, { world: id }: { readonly world: string }, connection: string): World {
  const world = worlds.get(id)
  if (world.controller.connection === connection) {
    world.controller.token.confirm()
    return world
  }
  throw new Refused('E_FORBIDDEN', 'This takes the controller of the world, which this connection does not hold.')
}

/** The seat, if the connection holds it. Throws E_NO_WORLD, E_STATE or E_NO_SEAT. */
export function held({ worlds }: Desk, id: string, agent: string, connection: string) {
  const world = worlds.get(id)
  const room = roomOf(world)
  const seat: Seat = seatOf(room.seats, agent)
  if (seat.connection === connection) {
    seat.token?.confirm()
    return { world, room, seat }
  }
  throw new Refused('E_NO_SEAT', `The seat of ${agent} is not held by this connection.`)
}

/** Throws E_STATE where the connection is gone: a handle would be held by nobody for ever. */
export function checkOpen({ isOpen }: Desk, connection: string): void {
  if (!isOpen(connection)) throw new Refused('E_STATE', 'The connection was lost.')
}

/** Throws E_STATE where a world has no seats. */
export function roomOf({ room, options }: World): Room {
  if (room) return room
  throw new Refused('E_STATE', `Worlds of mode ${options.mode} have no seats: their controller steps them.`)
}
