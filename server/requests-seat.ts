/** Requests of players and watchers, and those that take a handle over. */
import { checkOpen, held, roomOf, type Desk, type Handlers } from './desk.ts'
import { CLOSE, type Resume } from './protocol.ts'
import { Refused } from './refused.ts'
import { seatOf } from './seats.ts'
import { digestOf, matches, mintToken } from './tokens.ts'
import type { World } from './world.ts'

export const SEAT_REQUESTS: Handlers<'join' | 'watch' | 'leave' | 'act' | 'decline' | 'resume'> = {
  join(desk, { world: id, agent, invite, name = null }, connection, answer) {
    const world = desk.worlds.get(id)
    const room = roomOf(world)
    return world.run(() => {
      checkOpen(desk, connection)
      checkSeats(desk, connection)
      const own = world.controller.connection === connection
      const wanted = (own ? agent : world.invites.admits(invite, agent)) ?? undefined
      const token = mintToken()
      const { seat, effects } = room.join(wanted, { connection, digest: digestOf(token), name }, desk.now())
      world.invites.spend(invite)
      const { description: env, tick, options } = world
      const declines = world.host.ear && ({ declines: true } as const)
      answer({ world: id, agent: seat.agent, token, env, mode: options.mode, tick, ...declines })
      world.obey(effects)
    })
  },

  watch({ worlds }, { world: id, invite, fps }, connection, answer) {
    const world = worlds.get(id)
    if (world.controller.connection !== connection) world.invites.admits(invite, null)
    answer({ world: id })
    world.watchers.add(connection, fps)
  },

  leave(desk, { world: id, agent }, connection, answer) {
    if (agent === undefined) {
      if (desk.worlds.get(id).watchers.remove(connection)) return answer({})
      throw new Refused('E_STATE', 'This connection does not watch that world.')
    }
    const { world, room, seat } = held(desk, id, agent, connection)
    answer({})
    world.obey(room.leave(seat, 'left', desk.now()))
  },

  act(desk, { world: id, agent, tick, action, cost }, connection, answer) {
    const { world, room, seat } = held(desk, id, agent, connection)
    const { ear } = world.host
    try {
      const given = typeof action === 'number' ? [action] : action
      if (tick === world.tick) ear?.act(given, cost)
      const { late, effects } = room.act(seat, tick, given)
      answer(late ? { tick, late } : { tick })
      world.obey(effects)
    } catch (error) {
      if (error instanceof Refused && error.code === 'E_ACTION') ear?.wrong()
      if (!(error instanceof Refused) || error.code !== 'E_STALE') throw error
      // What is true now goes along, so that the client need not ask.
      return world.run(() => {
        throw new Refused('E_STALE', error.message, { tick: world.tick, now: world.observationOf(seat) })
      })
    }
  },

  decline(desk, { world: id, agent, tick, reason = '' }, connection, answer) {
    const { world } = held(desk, id, agent, connection)
    const { ear } = world.host
    if (!ear) throw new Refused('E_UNSUPPORTED', 'This world takes actions alone: leave the seat instead.')
    if (tick !== world.tick)
      throw new Refused('E_STALE', `Got tick ${tick}, expected ${world.tick}.`, { tick: world.tick })
    ear.decline(reason)
    answer({})
  },

  resume(desk, request, connection, answer) {
    const world = desk.worlds.get(request.world)
    return world.run(() => {
      checkOpen(desk, connection)
      const token = mintToken()
      const take = request.agent === undefined ? takeControl : takeSeat
      const replaced = take(world, request, connection, token)
      const last =
        request.agent === undefined
          ? world.lastResult()
          : world.observationOf(seatOf(roomOf(world).seats, request.agent))
      answer({ tick: world.tick, token, last })
      if (replaced !== null) desk.close(replaced, CLOSE.REPLACED, 'replaced')
    })
  },
}

/** Both say which other connection held it; a wrong token changes nothing and throws E_AUTH. */
function takeControl({ controller }: World, { token }: Resume, connection: string, next: string): string | null {
  if (!matches(token, controller.digest)) throw new Refused('E_AUTH', 'The token is missing or wrong.')
  const before = controller.connection
  Object.assign(controller, { digest: digestOf(next), connection })
  return before === connection ? null : before
}

function takeSeat(world: World, { agent, token }: Resume, connection: string, next: string): string | null {
  const holder = { connection, digest: digestOf(next), name: null }
  const { replaced, effects } = roomOf(world).resume(agent!, token, holder)
  world.obey(effects)
  return replaced
}

function checkSeats({ worlds, limits }: Desk, connection: string): void {
  const seats = worlds.values().flatMap(({ room }) => room?.seats ?? [])
  if (seats.filter((seat) => seat.connection === connection).length < limits.seatsPerConnection) return
  const text = `Got a seat beyond the ${limits.seatsPerConnection} of a connection.`
  throw new Refused('E_LIMIT', text, { limit: 'seatsPerConnection' })
}
