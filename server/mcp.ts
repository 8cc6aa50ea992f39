/**
 * The Model Context Protocol for tools over lines of JSON-RPC 2.0: initialize, ping, tools/list, tools/call. That is all that a
 * client needs to play, in revisions 2024-11-05 to 2025-11-25; newer clients fall back to them. No sockets: lines go in and out.
 */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv'

/** Newest first. */
export const REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

/** Codes of JSON-RPC 2.0 section 5.1. */
export const RPC = { PARSE: -32700, INVALID: -32600, METHOD: -32601, PARAMS: -32602 } as const

type Fields = Readonly<Record<string, unknown>>

export interface ToolAnswer {
  readonly text: string
  /** The same for programs. */
  readonly data?: Readonly<Record<string, unknown>>
  /** The tool was called wrongly or could not do it: the text says what to do. */
  readonly failed?: boolean
}
export interface Tool {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments, an object. */
  readonly inputSchema: SchemaObject
  /** Whether calling it changes nothing. */
  readonly readOnly: boolean
  /** What it throws is told to the client as a failure. `meta` is what programs say to each other beside the arguments. */
  call(args: Fields, meta?: Fields): ToolAnswer | Promise<ToolAnswer>
  /** Hears that it was called with arguments that are none. */
  wrong?(): void | Promise<void>
}

export interface About {
  readonly name: string
  readonly version: string
  /** For the model, before it plays. */
  readonly instructions: string
}

type Id = number | string | null
interface Rpc {
  readonly id?: Id
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>>
}

class RpcFault extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export class McpServer {
  private readonly about: About
  private readonly tools: ReadonlyMap<string, { readonly tool: Tool; readonly validate: ValidateFunction }>

  constructor(about: About, tools: readonly Tool[]) {
    const ajv = new Ajv({ strict: true, allErrors: false })
    this.about = about
    this.tools = new Map(tools.map((tool) => [tool.name, { tool, validate: ajv.compile(tool.inputSchema) }]))
  }

  /** Answers a line with a line; null where it is not to be answered. */
  async receive(line: string): Promise<string | null> {
    let id: Id = null
    try {
      const message = parse(line)
      if (message === null) return null
      id = message.id ?? null
      const result = await this.perform(message)
      return message.id === undefined ? null : JSON.stringify({ jsonrpc: '2.0', id, result })
    } catch (error) {
      if (!(error instanceof RpcFault)) throw error
      return JSON.stringify({ jsonrpc: '2.0', id, error: { code: error.code, message: error.message } })
    }
  }

  private perform({ id, method, params = {} }: Rpc): object | Promise<object> {
    if (method === 'initialize') return this.initialize(params)
    if (method === 'ping') return {}
    if (method === 'tools/list') return { tools: [...this.tools.values()].map(({ tool }) => listed(tool)) }
    if (method === 'tools/call') return this.call(params)
    // Notifications may be of any kind: nothing depends on them here.
    if (id === undefined) return {}
    throw new RpcFault(RPC.METHOD, `Got method '${method}', expected initialize, ping, tools/list or tools/call.`)
  }

  private initialize({ protocolVersion }: Readonly<Record<string, unknown>>): object {
    const { name, version, instructions } = this.about
    const known = REVISIONS.find((revision) => revision === protocolVersion)
    return {
      protocolVersion: known ?? REVISIONS[0],
      capabilities: { tools: {} },
      serverInfo: { name, version },
      instructions,
    }
  }

  private async call({ name, arguments: args = {}, _meta: meta = {} }: Fields): Promise<object> {
    const found = this.tools.get(String(name))
    if (!found) {
      const known = [...this.tools.keys()].join(', ')
      throw new RpcFault(RPC.PARAMS, `Got unknown tool '${String(name)}', expected one of: ${known}.`)
    }
    const { text, data, failed = false } = await answerOf(found, args, meta)
    return { content: [{ type: 'text', text }], ...(data && { structuredContent: data }), isError: failed }
  }
}

/** Serves until the input ends: one line after another, each answered before the next is read. */
export async function speak(server: McpServer, input: Readable, output: Writable): Promise<void> {
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue
    const answer = await server.receive(line)
    if (answer !== null) output.write(`${answer}\n`)
  }
}

/** A request or notification; null for what answers requests, of which this side makes none. Throws an RpcFault. */
function parse(line: string): Rpc | null {
  let message: Partial<Rpc> & { readonly jsonrpc?: unknown }
  try {
    message = JSON.parse(line) as typeof message
  } catch {
    throw new RpcFault(RPC.PARSE, 'Got a line that is no JSON.')
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message) || message.jsonrpc !== '2.0') {
    throw new RpcFault(RPC.INVALID, 'Got something else, expected one message of JSON-RPC 2.0 a line.')
  }
  if (message.method === undefined && ('result' in message || 'error' in message)) return null
  const idIsOne = message.id === undefined || ['number', 'string'].includes(typeof message.id)
  if (typeof message.method !== 'string' || !idIsOne || !isParams(message.params)) {
    throw new RpcFault(RPC.INVALID, 'Got no method by name, with an id of number or text and params of an object.')
  }
  return message as Rpc
}

const isParams = (params: unknown): boolean =>
  params === undefined || (typeof params === 'object' && params !== null && !Array.isArray(params))

const listed = ({ name, description, inputSchema, readOnly }: Tool): object => ({
  name,
  description,
  inputSchema,
  annotations: { readOnlyHint: readOnly, openWorldHint: false },
})

/** A model learns from what a failure says, so that is an answer, not a fault of the protocol. */
async function answerOf(
  { tool, validate }: { tool: Tool; validate: ValidateFunction },
  args: unknown,
  meta: unknown,
): Promise<ToolAnswer> {
  if (!validate(args)) {
    const [{ instancePath, message }] = validate.errors!
    await tool.wrong?.()
    const text = `Wrong arguments of ${tool.name}: ${instancePath || 'they'} ${message}. Expected ${JSON.stringify(tool.inputSchema)}.`
    return { text, failed: true }
  }
  try {
    return await tool.call(args as Fields, meta as Fields)
  } catch (error) {
    return { text: (error as Error).message, failed: true }
  }
}
