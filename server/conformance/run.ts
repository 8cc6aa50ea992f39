/** Plays cases of the protocol against a server, whoever wrote it. */
import { openSocket, type Socket } from '../client/socket.ts'
import { decode, encode } from '../codec.ts'
import { PROTOCOL_VERSION, SUBPROTOCOLS, type Codec } from '../protocol.ts'
import type { Case, Fields, Step } from './case.ts'
import { filled, mismatch, type Names } from './pattern.ts'

export interface Target {
  readonly url: string
  readonly token?: string
  readonly codec: Codec
  /** The environment of the cases: any that has a horizon. */
  readonly env: string
  /** Ms that the server may take for a message. */
  readonly patienceMs: number
}

/** Plays a case; why it failed, or null. Connections are closed whatever comes. */
export async function play(given: Case, target: Target): Promise<string | null> {
  const names: Names = new Map([['env', target.env]])
  const lines = new Map<string, Line>()
  const lineOf = async (name: string): Promise<Line> => {
    const found = lines.get(name)
    if (found) return found
    const line = new Line(await openSocket(target.url, SUBPROTOCOLS[target.codec]), target)
    lines.set(name, line)
    const kind = given.kinds?.[name]
    if (kind !== null) await line.greet(kind ?? 'trainer')
    return line
  }
  try {
    for (const [i, step] of given.steps.entries()) {
      const wrong = await take(await lineOf(step.on), step, names, target)
      if (wrong !== null) return `step ${i + 1}, ${whatOf(step)}: ${wrong}.`
    }
    return null
  } catch (error) {
    return (error as Error).message
  } finally {
    await end([...lines.values()])
  }
}

/** Destroys the worlds of a case, whichever connection holds them now, and closes its connections. */
async function end(lines: readonly Line[]): Promise<void> {
  const worlds = new Set(lines.flatMap(({ worlds }) => worlds))
  for (const line of lines) {
    for (const world of worlds) await line.ask({ t: 'destroy', world }).catch(() => {})
    line.drop()
  }
}

async function take(line: Line, step: Step, names: Names, { token }: Target): Promise<string | null> {
  if ('drop' in step) {
    line.drop()
    return null
  }
  if ('closed' in step) {
    const code = await line.closed()
    return code === step.closed ? null : `Got close code ${code}, expected ${step.closed}`
  }
  if ('event' in step) return line.event(step.event, names)
  const asked = await ('ask' in step
    ? line.ask(withToken(filled(step.ask, names) as Fields, token))
    : line.raw(step.raw))
  const wrong = mismatch(step.reply, asked, names)
  return wrong !== null && asked.t === 'error' ? `${wrong} (${String(asked.code)}: ${String(asked.message)})` : wrong
}

/** A case's own hello does not know of the server's token. */
const withToken = (request: Fields, token: string | undefined): Fields =>
  request.t === 'hello' && token !== undefined ? { token, ...request } : request

const whatOf = (step: Step): string => ('ask' in step ? String(step.ask.t) : Object.keys(step)[1])

/** The server is trusted with the size of what it sends. */
const TRUST = { items: Infinity, depth: 64 }

/** One connection: numbered requests, and events in the order in which they came. */
class Line {
  /** Worlds that were made here. */
  readonly worlds: string[] = []
  private readonly socket: Socket
  private readonly target: Target
  private readonly heard: Fields[] = []
  private wake: () => void = () => {}
  private code: number | null = null
  private last = 0

  constructor(socket: Socket, target: Target) {
    this.socket = socket
    this.target = target
    socket.addEventListener('message', ({ data }) => {
      const frame = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)
      const message = decode(target.codec, frame, TRUST)
      if (message.t === 'create.ok') this.worlds.push(message.world as string)
      if (message.t === 'fork.ok') this.worlds.push(...(message.worlds as Fields[]).map(({ world }) => world as string))
      this.heard.push(message)
      this.wake()
    })
    socket.addEventListener('close', ({ code = 1006 }) => {
      this.code = code
      this.wake()
    })
  }

  async greet(kind: string): Promise<void> {
    const { token } = this.target
    const reply = await this.ask({ t: 'hello', proto: [PROTOCOL_VERSION], kind, ...(token && { token }) })
    if (reply.t !== 'welcome') throw new Error(`hello: Got ${JSON.stringify(reply)}, expected welcome.`)
  }

  /** Sends a request; its reply. */
  ask(request: Fields): Promise<Fields> {
    if (this.code !== null) return Promise.reject(new Error(`Got close code ${this.code}, expected to go on.`))
    const id = ++this.last
    this.socket.send(encode(this.target.codec, { id, ...request }))
    return this.first(`a reply to ${String(request.t)}`, ({ re }) => re === id)
  }

  /** Sends what is no message; the fault that comes of it. */
  raw(text: string): Promise<Fields> {
    this.socket.send(this.target.codec === 'json' ? text : new TextEncoder().encode(text))
    return this.first('a fault', ({ t, re }) => t === 'error' && re === undefined)
  }

  /** Why the next event of a type is not as the pattern says; null if it is. */
  async event(pattern: Fields, names: Names): Promise<string | null> {
    return mismatch(pattern, await this.first(`event ${String(pattern.t)}`, ({ t }) => t === pattern.t), names)
  }

  async closed(): Promise<number> {
    await this.until('the connection to be closed', () => this.code !== null)
    return this.code!
  }

  drop(): void {
    this.socket.close()
  }

  /** The first message that is wanted, taken from those that were heard. */
  private async first(what: string, wanted: (message: Fields) => boolean): Promise<Fields> {
    await this.until(what, () => this.heard.some(wanted) || this.code !== null)
    const at = this.heard.findIndex(wanted)
    if (at < 0) throw new Error(`Got close code ${this.code}, expected ${what}.`)
    return this.heard.splice(at, 1)[0]
  }

  private async until(what: string, is: () => boolean): Promise<void> {
    const end = performance.now() + this.target.patienceMs
    while (!is()) {
      const left = end - performance.now()
      if (left <= 0) throw new Error(`Waited ${this.target.patienceMs} ms in vain for ${what}.`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
