/** Requests of a world's controller. */
import { controlled, roomOf, type Body, type Desk, type Handlers } from './desk.ts'
import type { ReplayRequest } from './protocol.ts'
import { Refused } from './refused.ts'
import { seal, unseal } from './seal.ts'
import { seatOf, seatRow } from './seats.ts'
import { mintId } from './tokens.ts'
import type { World } from './world.ts'

type ControllerRequest =
  | 'reset'
  | 'step'
  | 'clock'
  | 'snapshot'
  | 'restore'
  | 'fork'
  | 'state'
  | 'seats'
  | 'invite'
  | 'kick'
  | 'replay'
  | 'destroy'

export const CONTROLLER_REQUESTS: Handlers<ControllerRequest> = {
  reset(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    return world.reset(request.seed, (rows) => answer({ ...rows, seed: world.seed }))
  },

  step(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    if (!world.room) return world.step(request, answer)
    throw new Refused('E_STATE', `Got a step in mode ${world.options.mode}, whose seats act.`)
  },

  clock(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    const room = roomOf(world)
    return world.run(() => {
      const effects = room.clock(request.op, request, desk.now())
      answer({ tick: world.tick, running: room.running })
      world.obey(effects)
    })
  },

  snapshot(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    return world.ask('snapshot', {}, ({ snapshot, hash }) =>
      answer({ tick: world.tick, snapshot: seal(snapshot, desk.worlds.key), hash }),
    )
  },

  restore(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    const snapshot = unseal(request.snapshot, desk.worlds.key)
    const sealed = request.snapshot
    return world.restore(snapshot, { sealed }, (hash) => answer({ ...world.rows(), hash }))
  },

  async fork(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    const worlds: { world: string; controller: string }[] = []
    for (let i = 0; i < request.count; i++) {
      const twin = await fork(desk, world, connection)
      worlds.push({ world: twin.world.id, controller: twin.token })
    }
    answer({ worlds })
  },

  state(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    return world.ask('state', { slot: request.slot ?? 0 }, (state) => answer({ tick: world.tick, ...state }))
  },

  seats(desk, request, connection, answer) {
    const { seats, running } = roomOf(controlled(desk, request, connection))
    answer({ seats: seats.map(seatRow), running })
  },

  invite(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    if (request.agent !== undefined) seatOf(roomOf(world).seats, request.agent)
    answer({ invite: world.invites.mint(request.agent ?? null) })
  },

  kick(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    const room = roomOf(world)
    const seat = seatOf(room.seats, request.agent)
    if (seat.state !== 'taken' && seat.state !== 'away') {
      throw new Refused('E_NO_SEAT', `The seat of ${request.agent} is ${seat.state}, expected taken or away.`)
    }
    const effects = room.leave(seat, 'kicked', desk.now())
    answer({})
    world.obey(effects)
  },

  replay(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    return REPLAY[request.op](world, request, answer, desk)
  },

  async destroy(desk, request, connection, answer) {
    const world = controlled(desk, request, connection)
    await desk.worlds.end(world, 'The controller ended it.')
    answer({})
  },
}

/** A new world that stands where this one does, of the same connection. */
async function fork({ worlds }: Desk, world: World, connection: string) {
  const { snapshot, origin } = await world.run(() => world.host.order('snapshot', {}))
  const setup = { ...world.options.setup, record: false }
  const twin = await worlds.open({ ...world.options, id: mintId('w-'), setup }, connection)
  await twin.world.restore(snapshot, { origin, sealed: seal(snapshot, worlds.key) })
  return twin
}

type ReplayOp = (
  world: World,
  request: ReplayRequest,
  answer: (body: Body<'replay'>) => void,
  desk: Desk,
) => void | Promise<unknown>

const REPLAY: Readonly<Record<ReplayRequest['op'], ReplayOp>> = {
  start: (world, request, answer) => {
    const seed = request.seed ?? world.seed
    return world.record(seed, () => answer({ recording: true, steps: 0 }))
  },
  stop: (world, _, answer) =>
    world.ask('stopRecording', {}, ({ steps }) => {
      world.recording = false
      answer({ recording: false, steps })
    }),
  // The whole is kept from the first piece on, so that the pieces are of one recording.
  get: (world, { cursor = 0 }, answer, { limits }) =>
    world.ask('replay', {}, ({ text, recording, steps }) => {
      if (cursor === 0) world.film = text
      const end = cursor + limits.chunkBytes
      const more = end < world.film.length ? { cursor: end } : {}
      answer({ recording, steps, text: world.film.slice(cursor, end), ...more })
    }),
  seek: (world, { step = 0 }, answer) =>
    world.ask('seek', { step }, ({ picture, recording, steps }) => answer({ recording, steps, picture })),
}
