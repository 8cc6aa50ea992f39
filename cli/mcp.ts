/** `sva mcp`: one seat for a language model, over the Model Context Protocol. */
import { replaceFile, versions } from '../agents/log.ts'
import { connect, type Client } from '../server/client/client.ts'
import type { RemoteSeat, RemoteWorld } from '../server/client/handles.ts'
import { TEXT_VIEW } from '../server/describe.ts'
import { McpServer, speak } from '../server/mcp.ts'
import { seatTools } from '../server/mcp-seat.ts'
import { serve } from '../server/serve.ts'
import { usage, UsageError, type Command, type Given } from './command.ts'
import { ENV_FLAGS, envChoice, SEED_FLAG } from './flags.ts'
import { usualPartner } from './players.ts'

/** Ms that a call waits for other players; clients give up after a minute. */
const WAIT_MS = 30_000

export default {
  usage: 'mcp --seat <invite> | --env <id> [flags]',
  about: `Seats a language model in a world: an MCP server on stdin and stdout with the tools observe, legal_actions and act (and say
where the environment has messages). It cannot reset the world or see more than its agent does (docs/mcp.md). The world is one that
a server runs, whose controller made the invite, or one of its own with scripted partners.`,
  most: 0,
  flags: {
    seat: { value: '<invite>', about: 'an invite to a seat; the server’s token is in SVA_TOKEN' },
    world: { value: '<id>', about: 'with --seat: the world that it is for' },
    url: { value: '<url>', about: 'with --seat: the server, ws://host:port/v1 (default $SVA_URL)' },
    env: { value: '<id>', about: 'a world of its own, for one episode after another' },
    agent: { value: '<name>', about: 'whose seat (default: with --env the first, with --seat the one invited)' },
    partner: {
      value: '<bot>',
      about: 'with --env: who plays the other seats (default chef in a kitchen, else random)',
    },
    record: { value: '<file>', about: 'with --env: write the game at the end, for sva replay' },
    wait: { value: '<ms>', about: `how long a call waits for other players (default ${WAIT_MS})` },
    ...ENV_FLAGS,
    ...SEED_FLAG,
  },
  examples: [
    'sva mcp --env overcooked --layout forced_coordination',
    'SVA_TOKEN=... sva mcp --url ws://127.0.0.1:7770/v1 --world w-... --seat <invite>',
  ],
  async run(given) {
    const waitMs = given.integer('wait', 1) ?? WAIT_MS
    if (given.on('seat') === given.on('env')) throw new UsageError('Expected one of --seat and --env.')
    await (given.on('seat') ? inWorld(given, waitMs) : inOwnWorld(given, waitMs))
  },
} satisfies Command

/** A seat of a world that others run. */
async function inWorld(given: Given, waitMs: number): Promise<void> {
  const url = given.text('url') ?? process.env.SVA_URL
  const world = given.text('world')
  if (url === undefined) throw new UsageError('Missing --url (or SVA_URL), expected ws://host:port/v1.')
  if (world === undefined) throw new UsageError('Missing --world, expected the id that the invite is for.')
  const client = await connect(url, { kind: 'agent', token: process.env.SVA_TOKEN, heartbeat: 'ws' })
  try {
    const seat = await client.join({
      world,
      invite: given.text('seat'),
      agent: given.text('agent'),
      name: 'model',
      view: TEXT_VIEW,
    })
    await play(seat, waitMs)
  } finally {
    await client.close()
  }
}

/** A seat of a world of this process, with bots in the others. */
async function inOwnWorld(given: Given, waitMs: number): Promise<void> {
  const { env, envOptions } = envChoice(given, given.text('env'))
  const server = await serve()
  try {
    const client = await connect(server.url, { kind: 'trainer' })
    const world = await openWorld(client, { env, options: envOptions, given })
    const seat = await client.join({ world: world.id })
    await play(seat, waitMs)
    const file = given.text('record')
    if (file !== undefined) replaceFile(file, await world.recording())
  } finally {
    await server.close()
  }
}

interface Wanted {
  readonly env: string
  readonly options: Readonly<Record<string, unknown>>
  readonly given: Given
}

async function openWorld(client: Client, { env, options, given }: Wanted): Promise<RemoteWorld> {
  const { agents } = (await client.request('describe', { env, options, view: TEXT_VIEW })).env
  const own = given.text('agent') ?? agents[0].name
  const known = agents.map(({ name }) => name)
  usage(() => {
    if (!known.includes(own)) throw new RangeError(`Got agent '${own}', expected one of: ${known.join(', ')}.`)
  })
  const partner = given.text('partner') ?? usualPartner(env)
  const bots = Object.fromEntries(known.filter((name) => name !== own).map((name) => [name, partner]))
  const record = given.on('record')
  return client.create({
    env,
    options,
    view: TEXT_VIEW,
    mode: 'lockstep',
    seed: given.seed('seed'),
    record,
    seats: { bots },
  })
}

/** Serves the tools until the client ends. */
async function play(seat: RemoteSeat, waitMs: number): Promise<void> {
  const { view, id } = seat.env
  if (view !== TEXT_VIEW) throw new Error(`Got a world of ${id} with view ${view}, expected view text: create it so.`)
  const goal = seat.declines
    ? 'Episodes follow one another, and nothing goes over from one to the next.'
    : 'Rewards are yours; get as much as you can.'
  const instructions =
    `You are ${seat.agent} in ${id}: ${seat.env.summary}. Call observe, then act again and again until the episode is over. ` +
    goal
  const about = { name: 'sva-gym', version: versions()['sva-gym'], instructions }
  await speak(new McpServer(about, seatTools(seat, waitMs)), process.stdin, process.stdout)
}
