/** Requests of players and watchers, and those that take a handle over. */
import { ActReply } from './act-reply.ts'
import { checkOpen, held, roomOf, type Desk, type Handlers } from './desk.ts'
import { observed } from './observed.ts'
import { CLOSE, type Resume } from './protocol.ts'
import { Refused } from './refused.ts'
import { freeSeat, seatOf } from './seats.ts'
import type { Form } from './simulation.ts'
import { tensor } from './tensor.ts'
import { mintToken } from './tokens.ts'
import type { World } from './world.ts'

export const SEAT_REQUESTS: Handlers<'join' | 'render' | 'watch' | 'leave' | 'act' | 'decline' | 'resume'> = {
  join(desk, { world: id, agent, invite, name = null, view }, connection, answer) {
    const world = desk.worlds.get(id)
    const room = roomOf(world)
    const spoken = view !== undefined
    const sit = (wanted: string | undefined): void => {
      checkOpen(desk, connection)
      const token = mintToken()
      const { seat, effects } = room.join(wanted, { connection, token, name, spoken }, desk.now())
      world.invites.spend(invite)
      const { tick, options } = world
      const declines = world.host.ear && ({ declines: true } as const)
      answer({ world: id, agent: seat.agent, token, env: world.describe(seat), mode: options.mode, tick, ...declines })
      world.obey(effects)
    }
    return world.run(() => {
      checkSeats(desk, connection)
      const own = world.controller.connection === connection
      const wanted = (own ? agent : world.invites.admits(invite, agent)) ?? undefined
      const { row, agent: found } = freeSeat(room.seats, wanted)
      if (!spoken && !world.speaks(row)) return sit(wanted)
      return world.speak(row, spoken).then(() => sit(found))
    })
  },

  render({ worlds }, { world: id, slot = 0, form = 'picture', cell = CELL_PIXELS }, connection, answer) {
    const world = worlds.get(id)
    if (world.controller.connection !== connection) checkWatches(world, connection, slot, form)
    return world.ask('render', { slot, form, cell }, (seen) => {
      const { tick } = world
      if (!('pixels' in seen)) return answer({ tick, ...seen })
      const { width, height, data } = seen.pixels
      answer({ tick, pixels: tensor(data, [height, width, 3]) })
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
    const effects = room.leave(seat, 'left', desk.now())
    answer({})
    world.obey(effects)
  },

  act(desk, { world: id, agent, tick, action, cost }, connection, answer) {
    const { world, room, seat } = held(desk, id, agent, connection)
    const { ear } = world.host
    try {
      const given = typeof action === 'number' ? [action] : action
      if (tick === world.tick) ear?.act(given, cost)
      const { late, effects } = room.act(seat, tick, given)
      answer(late ? { tick, late } : new ActReply(tick))
      world.obey(effects)
    } catch (error) {
      if (error instanceof Refused && error.code === 'E_ACTION') ear?.wrong()
      if (!(error instanceof Refused) || error.code !== 'E_STALE') throw error
      // What is true now goes along, so that the client need not ask.
      return world.run(() => {
        throw new Refused('E_STALE', error.message, { tick: world.tick, now: observed(world, seat) })
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
        request.agent === undefined ? world.lastResult() : observed(world, seatOf(roomOf(world).seats, request.agent))
      answer({ tick: world.tick, token, last })
      if (replaced !== null) desk.close(replaced, CLOSE.REPLACED, 'replaced')
    })
  },
}

/** Both say which other connection held it; a wrong token changes nothing and throws E_AUTH. */
function takeControl({ controller }: World, { token }: Resume, connection: string, next: string): string | null {
  const before = controller.connection
  if (before === connection) controller.token.confirm()
  if (!controller.token.matches(token)) throw new Refused('E_AUTH', 'The token is missing or wrong.')
  controller.token.rotate(token, next)
  controller.connection = connection
  return before === connection ? null : before
}

function takeSeat(world: World, { agent, token }: Resume, connection: string, next: string): string | null {
  const { replaced, effects } = roomOf(world).resume(agent!, token, { connection, token: next, name: null })
  world.obey(effects)
  return replaced
}

/** Throws E_FORBIDDEN where a connection is no watcher, or asks for more than the picture. */
function checkWatches({ watchers }: World, connection: string, slot: number, form: Form): void {
  if (watchers.has(connection) && slot === 0 && form !== 'pixels') return
  throw new Refused(
    'E_FORBIDDEN',
    'This takes the controller of the world, or one who watches it and asks for its picture.',
  )
}
const CELL_PIXELS = 16

function checkSeats({ worlds, limits }: Desk, connection: string): void {
  const seats = worlds.values().flatMap(({ room }) => room?.seats ?? [])
  if (seats.filter((seat) => seat.connection === connection).length < limits.seatsPerConnection) return
  const text = `Got a seat beyond the ${limits.seatsPerConnection} of a connection.`
  throw new Refused('E_LIMIT', text, { limit: 'seatsPerConnection' })
}
