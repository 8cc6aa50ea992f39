/** `sva serve`: the environments over WebSocket. */
import { readText } from './flags.ts'
import { print, STOPPED, UsageError, type Command, type Given } from './command.ts'
import { LOOPBACK } from '../server/http.ts'
import { logTo, silent } from '../server/log.ts'
import { SUBPROTOCOLS } from '../server/protocol.ts'
import { wireSchema } from '../server/schema.ts'
import { AWAKE_MS, serve, type Server } from '../server/serve.ts'
import { mintToken } from '../server/tokens.ts'

export const HOST = '127.0.0.1'
const PORT = 7770
/** Ms between looks whether the parent is still there. */
const PARENT_MS = 1_000

export default {
  usage: 'serve [flags]',
  about: `Serves the environments over WebSocket (docs/server.md). Prints one line of JSON with port, url and token once it listens; logs
go to stderr, a JSON object a line. The token is made anew unless SVA_TOKEN or --token-file gives one, and it has to be given where
others than this machine can connect.`,
  most: 0,
  flags: {
    host: { value: '<address>', about: `where to listen (default ${HOST})` },
    port: { value: '<n>', about: `0 for any free one (default ${PORT})` },
    'token-file': { value: '<file>', about: 'a file with the token' },
    'no-token': { about: 'whoever can reach this address may connect; on this machine only' },
    'allow-host': { value: '<name>', many: true, about: 'another name under which clients ask for this server' },
    'allow-origin': { value: '<origin>', many: true, about: 'a page that may connect, such as https://lab.example' },
    replays: { value: '<folder>', about: 'where recordings of worlds that end are written' },
    state: { value: '<folder>', about: 'where worlds are kept, so that a server that ends or is killed loses none' },
    'in-thread': { about: "step worlds in the server's own thread: faster, but a world that loops stops the server" },
    awake: {
      value: '<ms>',
      about: `look so long for the next frame after a step before sleeping (default ${AWAKE_MS} with --in-thread, else 0)`,
    },
    'parent-pid': { value: '<pid>', about: 'end when that process ends' },
    schema: { about: 'print the JSON Schema of the requests, and end' },
    quiet: { about: 'log nothing' },
  },
  examples: [
    'sva serve',
    'sva serve --port 0 --parent-pid $$',
    'SVA_TOKEN=... sva serve --host 0.0.0.0 --allow-host lab',
  ],
  async run(given) {
    if (given.on('schema')) return print(JSON.stringify(wireSchema(), null, 2))
    const host = given.text('host') ?? HOST
    const token = tokenOf(given, host)
    const server = await serve({
      host,
      port: given.integer('port') ?? PORT,
      token,
      hosts: given.texts('allow-host'),
      origins: given.texts('allow-origin'),
      inThread: given.on('in-thread'),
      awakeMs: given.number('awake', 0),
      replays: given.text('replays'),
      state: given.text('state'),
      log: given.on('quiet') ? silent : logTo((line) => void process.stderr.write(line)),
    })
    const { port, url } = server
    print(JSON.stringify({ host, port, url, token, subprotocols: Object.values(SUBPROTOCOLS) }))
    return await ended(server, given.integer('parent-pid', 1))
  },
} satisfies Command

/** Throws a UsageError where the server would be open to others. */
export function tokenOf(given: Given, host: string): string | null {
  const file = given.text('token-file')
  const token = file === undefined ? process.env.SVA_TOKEN : readText(file, '--token-file').trim()
  if (token === '') throw new UsageError('Got an empty token, expected some characters that cannot be guessed.')
  const loopback = LOOPBACK.includes(host)
  if (token === undefined && !loopback) {
    throw new UsageError(`Got --host ${host} without a token, expected SVA_TOKEN or --token-file: others can reach it.`)
  }
  if (given.on('no-token') && !loopback) throw new UsageError(`Got --no-token with --host ${host}, expected a token.`)
  return given.on('no-token') ? null : (token ?? mintToken())
}

/** Waits for a signal, or for the parent's end, and closes the server. */
async function ended(server: Server, parent: number | undefined): Promise<number> {
  const code = await new Promise<number>((resolve) => {
    for (const [signal, status] of Object.entries(STOPPED)) process.once(signal, () => resolve(status))
    if (parent !== undefined) setInterval(() => isAlive(parent) || resolve(0), PARENT_MS).unref()
  })
  await server.close()
  return code
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
