/** What each request does. Those that need no world are here, the others beside it. */
import type { Body, Desk, Handler, Handlers } from './desk.ts'
import type { Request, RequestType } from './protocol.ts'
import { Refused } from './refused.ts'
import { CONTROLLER_REQUESTS } from './requests-controller.ts'
import { SEAT_REQUESTS } from './requests-seat.ts'

const HANDLERS: Handlers = {
  hello: () => {
    throw new Refused('E_STATE', 'Got a second hello.')
  },
  bye: ({ close }, _, connection, answer) => {
    answer({})
    close(connection, 1000, 'bye')
  },
  ping: (_, { ts }, __, answer) => answer({ ts }),
  list: ({ worlds }, { text }, _, answer) => answer({ envs: worlds.list(text) }),
  describe: async ({ worlds }, request, _, answer) => answer({ env: await worlds.describe(request) }),
  create: async ({ worlds }, request, connection, answer) => {
    const { world, token } = await worlds.create(request, connection)
    const { slots, agents, heads } = world.mail.shape
    const { description: env, seed, options } = world
    const made = { world: world.id, controller: token, env, mode: options.mode, seed, slots }
    answer({ ...made, shape: [slots, agents, heads], ...world.rows() })
  },
  worlds: ({ worlds }, _, __, answer) => {
    const open = worlds.values().filter((world) => world.options.access === 'open')
    answer({ worlds: open.map((world) => world.row()) })
  },
  ...SEAT_REQUESTS,
  ...CONTROLLER_REQUESTS,
}

/** Does a request; `answer` gets the body of its reply. Throws or rejects with a Refused where it is not done. */
export function perform(
  desk: Desk,
  request: Request,
  connection: string,
  answer: (body: Body<RequestType>) => void,
): void | Promise<unknown> {
  const handler = HANDLERS[request.t] as Handler<RequestType>
  return handler(desk, request as never, connection, answer)
}
