/** `sva conformance <url>`: plays the cases of the protocol against a server, whoever wrote it. */
import { CASES, sessionCase, type Case } from '../server/conformance/case.ts'
import { play, type Target } from '../server/conformance/run.ts'
import { SUBPROTOCOLS, type Codec } from '../server/protocol.ts'
import { DONE, FAILED, print, UsageError, type Command, type Given } from './command.ts'
import { JSON_FLAG, readText } from './flags.ts'
import { USUAL_ENV } from './players.ts'

/** Ms that a server may take for a message: worlds take a while to load. */
const PATIENCE_MS = 30_000

export default {
  usage: 'conformance <url> [flags]',
  about: `Plays the cases of the protocol (server/conformance/cases/) against a server in both codecs, and says which fail and how.
The server's token is in SVA_TOKEN.`,
  most: 1,
  flags: {
    env: { value: '<id>', about: `an environment of that server that takes a horizon (default ${USUAL_ENV})` },
    codec: { value: '<msgpack|json>', about: 'one codec alone' },
    case: { value: '<text>', about: 'only cases whose title has this text' },
    session: { value: '<file>', many: true, about: 'play a recorded session instead, in JSON' },
    patience: { value: '<ms>', about: `how long the server may take for a message (default ${PATIENCE_MS})` },
    ...JSON_FLAG,
  },
  examples: [
    'SVA_TOKEN=... sva conformance ws://127.0.0.1:7770/v1',
    'sva conformance ws://lab:7770/v1 --env coins --codec json --case resume',
  ],
  async run(given) {
    const url = given.words[0]
    if (url === undefined) throw new UsageError('Missing the url, expected: sva conformance ws://host:port/v1.')
    const sessions = given.texts('session').map((file) => sessionCase(readText(file, '--session'), file))
    const text = given.text('case') ?? ''
    const chosen = (sessions.length > 0 ? sessions : CASES).filter(({ title }) => title.includes(text))
    if (chosen.length === 0) throw new UsageError(`Got no case with '${text}' in its title.`)
    let failed = 0
    for (const codec of sessions.length > 0 ? (['json'] as const) : codecsOf(given)) {
      for (const one of chosen) if (!(await told(one, targetOf(given, url, codec), given.on('json')))) failed++
    }
    const total = chosen.length * (sessions.length > 0 ? 1 : codecsOf(given).length)
    if (!given.on('json')) print(`${total - failed} passed, ${failed} failed`)
    return failed === 0 ? DONE : FAILED
  },
} satisfies Command

function codecsOf(given: Given): readonly Codec[] {
  const known = Object.keys(SUBPROTOCOLS) as Codec[]
  const codec = given.text('codec')
  if (codec === undefined) return known
  if (!known.includes(codec as Codec))
    throw new UsageError(`Got codec '${codec}', expected one of: ${known.join(', ')}.`)
  return [codec as Codec]
}

function targetOf(given: Given, url: string, codec: Codec): Target {
  const env = given.text('env') ?? USUAL_ENV
  return { url, token: process.env.SVA_TOKEN, codec, env, patienceMs: given.integer('patience', 1) ?? PATIENCE_MS }
}

/** Plays a case and prints how it went; whether it passed. */
async function told(one: Case, target: Target, json: boolean): Promise<boolean> {
  const wrong = await play(one, target)
  const { codec } = target
  if (json) print(JSON.stringify({ case: one.title, codec, passed: wrong === null, ...(wrong !== null && { wrong }) }))
  else
    print(
      `${wrong === null ? 'ok    ' : 'FAILED'} ${codec.padEnd(7)} ${one.title}${wrong === null ? '' : `\n       ${wrong}`}`,
    )
  return wrong === null
}
