/**
 * A language model plays: it reads what its agent sees, and answers with an action. SVA_MODEL names a module whose default export
 * calls a chat model; without one `cook` stands in for it, and can make one kind of soup in one kitchen. SVA_URL, SVA_TOKEN,
 * SVA_WORLD and SVA_INVITE name a seat, such as one of `sva probe ws-listen`; without them it has a kitchen of its own.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}
interface Reply {
  readonly content: string
  /** Tokens, where the model counts them. */
  readonly usage?: { readonly input: number; readonly output: number }
  /** Why the model will not play this episode. */
  readonly declines?: string
}
/** A chat model: the conversation so far, and what it says to it. */
type Model = (conversation: readonly Message[]) => Promise<Reply>

/** Messages of the past that the model is shown, beside its instructions and the first of the episode: it may be told something there. */
const MEMORY = 6
const { SVA_MODEL, SVA_URL, SVA_WORLD, SVA_INVITE } = process.env
const model: Model = SVA_MODEL ? (await import(pathToFileURL(SVA_MODEL).href)).default : cook

const sva = fileURLToPath(new URL('../sva', import.meta.url))
const kitchen = ['--env', 'overcooked', '--partner', 'stay', '--option', 'horizon=80']
const seat = SVA_WORLD ? ['--url', SVA_URL!, '--world', SVA_WORLD, '--seat', SVA_INVITE!] : kitchen
const server = spawn(process.execPath, [sva, 'mcp', ...seat], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: server.stdout })[Symbol.asyncIterator]()

const { instructions } = await rpc('initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'chat-agent', version: '1' },
})
const system = { role: 'system', content: `${instructions} Answer with the name of one legal action, alone.` } as const
let [actions, total, episode] = [0, 0, 0]
let said: Message[] = []
for (let seen = await tool('observe'); !seen.ended;) {
  total += seen.reward
  if (seen.over && !SVA_WORLD) break
  // Nothing goes over from one episode to the next.
  if (seen.episode !== episode) said = []
  episode = seen.episode
  seen = seen.over ? await tool('observe') : await play(seen.text)
}
console.log(`${actions} actions, ${total} reward`)
server.stdin.end()

/** Asks the model, and does what it says. What is no action is told to it as well: then it may choose again. */
async function play(text: string): Promise<Seen> {
  said.push({ role: 'user', content: text })
  const past = said.length > MEMORY ? [said[0], ...said.slice(-MEMORY)] : said
  const { content, usage = { input: 0, output: 0 }, declines } = await model([system, ...past])
  said.push({ role: 'assistant', content })
  actions++
  if (declines !== undefined) return tool('decline', { reason: declines })
  return tool('act', { action: content.trim() }, { 'sva-gym/cost': { calls: 1, ...usage } })
}

interface Seen {
  readonly text: string
  readonly reward: number
  readonly episode: number
  /** The episode is over; the world has ended. */
  readonly over: boolean
  readonly ended: boolean
}

/** Calls a tool; `meta` is for the server, not for the game. */
async function tool(name: string, args: object = {}, meta: object = {}): Promise<Seen> {
  const { content, structuredContent } = await rpc('tools/call', { name, arguments: args, _meta: meta })
  return { reward: 0, episode, over: false, ended: false, ...structuredContent, text: content[0].text }
}

async function rpc(method: string, params: object) {
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`)
  const { done, value } = await answers.next()
  if (done) throw new Error('The server has ended.')
  const { result, error } = JSON.parse(value)
  if (error) throw new Error(error.message)
  return result
}

/** No model, but reads and answers as one would. */
async function cook(conversation: readonly Message[]): Promise<Reply> {
  return { content: nextStep(conversation.at(-1)!.content) }
}

function nextStep(text: string): string {
  const [, x, y, facing] = /You are at \((\d), (\d)\) and face (\w+)/.exec(text)!
  const [column, row, way] = goalOf(text)
  // Rows are changed on the left, since the other cook stands on the right.
  if (+y !== row && +x > 2) return 'west'
  if (+y !== row) return +y < row ? 'south' : 'north'
  if (+x !== column) return +x < column ? 'east' : 'west'
  return facing === way ? 'interact' : way
}

/** Where to stand and which way to look, for what is to be done next. */
function goalOf(text: string): readonly [column: number, row: number, way: string] {
  const pot = [2, 1, 'north'] as const
  if (/You hold an? (onion|dish)\./.test(text)) return pot
  if (!text.includes('You hold nothing')) return [3, 2, 'south'] // the soup, to the hatch
  if (text.includes('room for 0 more')) return pot // start to cook
  return text.includes(', ready') ? [1, 2, 'south'] : [1, 1, 'west'] // a dish, or an onion
}
