/**
 * A language model cooks: it reads what its cook sees, and answers with an action. Put a call of any chat model in the place of
 * `cook`, which stands in for one and can make one kind of soup in one kitchen.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}
/** A chat model: the conversation so far, and what it says to it. */
type Model = (conversation: readonly Message[]) => Promise<string>

/** Messages of the past that the model is shown beside its instructions. */
const MEMORY = 6
const model: Model = cook

const sva = fileURLToPath(new URL('../sva', import.meta.url))
const kitchen = ['--env', 'overcooked', '--partner', 'stay', '--option', 'horizon=80']
const server = spawn(process.execPath, [sva, 'mcp', ...kitchen], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: server.stdout })[Symbol.asyncIterator]()

const { instructions } = await rpc('initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'chat-agent', version: '1' },
})
const system = { role: 'system', content: `${instructions} Answer with the name of one legal action, alone.` } as const
const said: Message[] = []
let total = 0
for (let seen = await tool('observe'); ;) {
  total += seen.reward
  if (seen.over) break
  said.push({ role: 'user', content: seen.text })
  const content = await model([system, ...said.slice(-MEMORY)])
  said.push({ role: 'assistant', content })
  seen = await tool('act', { action: content.trim() })
}
console.log(`${said.length / 2} actions, ${total} reward`)
server.stdin.end()

/** Calls a tool. What it refuses is told to the model as well: then it may choose again. */
async function tool(name: string, args: object = {}): Promise<{ text: string; reward: number; over: boolean }> {
  const { content, structuredContent } = await rpc('tools/call', { name, arguments: args })
  return { reward: 0, over: false, ...structuredContent, text: content[0].text }
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
async function cook(conversation: readonly Message[]): Promise<string> {
  const text = conversation.at(-1)!.content
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
