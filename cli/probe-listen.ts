/**
 * `sva probe ws-listen`: an agent that is no file of this machine connects, over WebSocket or through `sva mcp`, and the
 * battery plays its episodes in the seats that it takes. The environments run here; the server knows only what is shown.
 */
import { randomUUID } from 'node:crypto'
import { find } from '../envs/registry.ts'
import { optionsOf, type Seat, type Subject } from '../probes/battery/play.ts'
import type { Asked, Outside } from '../probes/battery/report.ts'
import type { Question } from '../probes/battery/question.ts'
import { sha256 } from '../probes/battery/spec.ts'
import { describe, TEXT_VIEW } from '../server/describe.ts'
import { Feed } from '../server/feed.ts'
import type { EnvDescription } from '../server/protocol.ts'
import { serve, type Server } from '../server/serve.ts'
import type { Fed } from '../server/worlds.ts'
import { print, UsageError, type Flags, type Given } from './command.ts'
import { remoteSeat } from './remote-seat.ts'
import { HOST, tokenOf } from './serve.ts'

/** The player that stands for an agent outside, on the command line. */
export const LISTEN = 'ws-listen'

const SECOND = 1000
const WAIT_S = 600
const PATIENCE_S = 600
const GRACE_S = 120
/** Calls in a tick that are no legal action, after which the episode counts as declined. */
const TRIES = 3
/** Nobody makes worlds here, and an agent in many seats sends many messages. */
const LIMITS = { worlds: 0, messages: 100_000, bytes: 256 * 1024 * 1024 }

/** Of what is asked: a resumed run keeps them. */
const ASKED_FLAGS: Flags = {
  name: { value: '<text>', about: `with ${LISTEN}: how the agent is called in the report (default agent)` },
  view: { value: '<view>', about: `with ${LISTEN}: what its seats see: a view by name, or text` },
  seats: { value: '<n>', about: `with ${LISTEN}: episodes that the agent plays at once (default 1)` },
  regime: { value: '<R1|text>', about: `with ${LISTEN}: text tells in words whether it is watched (view text)` },
}
/** Of how it is reached. */
export const REACH_FLAGS: Flags = {
  host: { value: '<address>', about: `with ${LISTEN}: where to listen (default ${HOST})` },
  port: { value: '<n>', about: `with ${LISTEN}: default 0, any free one` },
  'token-file': {
    value: '<file>',
    about: `with ${LISTEN}: a file with the server’s token (default $SVA_TOKEN or a new one)`,
  },
  'no-token': { about: `with ${LISTEN}: whoever can reach this address may take seats; on this machine only` },
  wait: { value: '<s>', about: `with ${LISTEN}: how long a seat may be free (default ${WAIT_S})` },
  patience: { value: '<s>', about: `with ${LISTEN}: how long an action may take (default ${PATIENCE_S})` },
  grace: { value: '<s>', about: `with ${LISTEN}: how long a lost connection may take to resume (default ${GRACE_S})` },
}
export const LISTEN_FLAGS: Flags = { ...ASKED_FLAGS, ...REACH_FLAGS }

/** What is asked of an agent outside, beside families, environments and draws. */
export function outsideBy(given: Given): Pick<Asked, 'player' | 'policy'> & { readonly outside: Outside } {
  const name = given.text('name') ?? 'agent'
  if (!/^[\w.-]+$/.test(name)) throw new UsageError(`Got --name ${name}, expected letters, digits, '.', '-' or '_'.`)
  for (const flag of ['sealed', 'greedy', 'unlearn'])
    if (given.on(flag)) throw new UsageError(`Got --${flag} with ${LISTEN}, expected none: the weights are elsewhere.`)
  const regime = given.text('regime') ?? 'R1'
  if (regime !== 'R1' && regime !== 'text') throw new UsageError(`Got --regime ${regime}, expected one of: R1, text.`)
  const view = given.text('view') ?? (regime === 'text' ? TEXT_VIEW : null)
  if (regime === 'text' && view !== TEXT_VIEW)
    throw new UsageError(`Got --view ${view} with --regime text, expected view text.`)
  const seats = given.integer('seats', 1) ?? 1
  const outside = { view, seats, regime, orderKey: randomUUID() } as const
  // Nobody can say that what is elsewhere is the same as before.
  return { player: `outside-${name}`, policy: `outside:${randomUUID()}`, outside }
}

export type AskedOutside = Asked & { readonly outside: Outside }

/** The seats of a run, open to an agent. */
export interface Listening {
  /** Who is examined in a question; a text where it cannot be asked. */
  subject(question: Question): Subject | string
  close(): Promise<void>
}

/** Opens the seats and says, in a line of JSON on stdout, how they are taken. The caller closes. */
export async function listen(given: Given, asked: AskedOutside, questions: readonly Question[]): Promise<Listening> {
  const host = given.text('host') ?? HOST
  const token = tokenOf(given, host)
  const server = await serve({ host, port: given.integer('port') ?? 0, token, limits: LIMITS, inThread: true })
  const room = new Seating(server, given, asked)
  const known = questions.filter((question) => typeof room.told(question) !== 'string')
  const invites: object[] = []
  for (const question of known) invites.push(...(await room.open(question)))
  print(JSON.stringify({ url: server.url, token, seats: invites }))
  return room
}

class Seating implements Listening {
  private readonly server: Server
  private readonly given: Given
  private readonly asked: AskedOutside
  /** By what those who sit there are told. */
  private readonly seats = new Map<string, readonly Seat[]>()

  constructor(server: Server, given: Given, asked: AskedOutside) {
    this.server = server
    this.given = given
    this.asked = asked
  }

  /** What an agent is told of a question's environment: the same in all trials, or why it cannot be asked. */
  told(question: Question): EnvDescription | string {
    const { site, trials } = question
    const { view } = this.asked.outside
    const spec = find(site.env)
    const known = [...Object.keys(spec.views), TEXT_VIEW]
    if (view !== null && !known.includes(view)) return `${site.env} has no view '${view}', only: ${known.join(', ')}`
    const [first, ...rest] = Object.keys(trials).map((trial) =>
      neutral(describe(spec, optionsOf(question, trial, {}), view ?? spec.defaultView), site.focal),
    )
    const alike = rest.every(({ specHash }) => specHash === first.specHash)
    return alike ? first : `the rows of view ${first.view} differ between its trials (views common and text do not)`
  }

  /** Opens the seats that a question needs and that are not open yet; answers how they are taken. */
  async open(question: Question): Promise<object[]> {
    const description = this.told(question) as EnvDescription
    if (this.seats.has(description.specHash)) return []
    const opened = []
    for (let i = 0; i < this.asked.outside.seats; i++) opened.push(await this.openOne(description))
    this.seats.set(
      description.specHash,
      opened.map(({ seat }) => seat),
    )
    return opened.map(({ invite }) => invite)
  }

  private async openOne(description: EnvDescription): Promise<{ seat: Seat; invite: object }> {
    const { given, server } = this
    const ms = (flag: string, usual: number): number => (given.number(flag, 0) ?? usual) * SECOND
    const feed = new Feed({
      description,
      patienceMs: ms('patience', PATIENCE_S),
      tries: TRIES,
      // An invite is for once.
      onFree: () => print(JSON.stringify({ url: server.url, seats: [inviteTo(fed, description)] })),
    })
    const fed: Fed = await server.worlds.feed(feed, description, ms('grace', GRACE_S))
    const { id: env, view } = description
    const seat = remoteSeat(feed, { env, reads: view === TEXT_VIEW, waitMs: ms('wait', WAIT_S) })
    return { seat, invite: inviteTo(fed, description) }
  }

  subject(question: Question): Subject | string {
    const told = this.told(question)
    if (typeof told === 'string') return told
    const seats = this.seats.get(told.specHash)!
    const { player: name } = this.asked
    const view = told.view === TEXT_VIEW ? null : told.view
    return { name, policy: seats[0].policy, view, options: {}, learned: null, size: null, seats }
  }

  close(): Promise<void> {
    return this.server.close('The battery is over.')
  }
}

const inviteTo = ({ world, invite }: Fed, { id: env, view, agents }: EnvDescription): object => ({
  world: world.id,
  invite: invite(),
  agent: agents[0].name,
  env,
  view,
})

/** Without what tells trials apart: options, and all that follows from them. */
function neutral(description: EnvDescription, focal: number): EnvDescription {
  const { id, version, observation, action, agents, view } = description
  const identity = sha256(JSON.stringify([id, version, observation, action, view]))
  const specHash = identity.slice(0, description.specHash.length)
  const hidden = { options: {}, defaults: {}, metrics: [], score: null, horizon: null }
  return { ...description, ...hidden, agents: [agents[focal]], specHash }
}
