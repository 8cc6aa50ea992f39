/**
 * A case of the protocol as data: what is said on which connection, and what has to come back. Values are patterns
 * (pattern.ts), with names for what one message gives and another needs.
 */
import { decode } from '../codec.ts'
import handshake from './cases/handshake.json' with { type: 'json' }
import requests from './cases/requests.json' with { type: 'json' }
import stepping from './cases/stepping.json' with { type: 'json' }
import episodes from './cases/episodes.json' with { type: 'json' }
import handles from './cases/handles.json' with { type: 'json' }
import seats from './cases/seats.json' with { type: 'json' }
import resume from './cases/resume.json' with { type: 'json' }
import recordings from './cases/recordings.json' with { type: 'json' }

/** One thing that happens on a connection. Connections are named by a letter and say hello when they are first used. */
export type Step = {
  readonly on: string
} & (
  | { readonly ask: Fields; readonly reply: Fields }
  /** The next event of that type, whatever other events come before. */
  | { readonly event: Fields }
  /** A text that is no message, in a frame of the codec. */
  | { readonly raw: string; readonly reply: Fields }
  /** The connection is lost. */
  | { readonly drop: true }
  /** The server closes the connection with that code. */
  | { readonly closed: number }
)
export type Fields = Readonly<Record<string, unknown>>

export interface Case {
  /** What the server does, in words. */
  readonly title: string
  /** Connections that are no trainers, or, with null, say no hello of themselves. */
  readonly kinds?: Readonly<Record<string, string | null>>
  readonly steps: readonly Step[]
}

/** All cases, file by file. */
export const CASES = [
  handshake,
  requests,
  stepping,
  episodes,
  handles,
  seats,
  resume,
  recordings,
].flat() as readonly Case[]

/** Words of a recording that stand for what another session calls otherwise. */
const PLACEHOLDER = /^<(\w+)>$/
/** Texts are for people, and a server has its own limits and version. */
const FREE = ['message', 'limits', 'server', 'connection', 'source', 'capabilities']

/** A recording is trusted with its size. */
const TRUST = { items: Infinity, depth: 64 }

/** Replies that give new names. */
const GIVES: Readonly<Record<string, readonly string[]>> = {
  'create.ok': ['world', 'controller'],
  'join.ok': ['token'],
  'resume.ok': ['token'],
}

/**
 * A recorded session as a case: its requests, and what was said to them. A line a message; `<world>` and the like stand for
 * the newest of that name. What came between a request and its reply, or before the next request, is looked for after the
 * reply. Throws a BadFrame on a line that is no message.
 */
export function sessionCase(text: string, title: string): Case {
  const steps: Step[] = []
  const counts: Counts = {}
  let asked: Fields = {}
  let meanwhile: Step[] = []
  for (const line of text.split('\n').filter(Boolean)) {
    const message = decode('json', line, TRUST)
    if ('re' in message) {
      for (const name of GIVES[message.t as string] ?? []) counts[name] = (counts[name] ?? 0) + 1
      steps.push({ on: 'a', ask: asked, reply: fixed(named(message, counts)) }, ...meanwhile)
      meanwhile = []
    } else if (EVENTS.includes(message.t as string)) meanwhile.push({ on: 'a', event: fixed(named(message, counts)) })
    else asked = named(message, counts)
  }
  return { title, kinds: { a: null }, steps: [...steps, ...meanwhile] }
}
const EVENTS = ['observation', 'tick', 'frame', 'seat', 'gap', 'ended', 'closing']

/** How often a name was given. */
type Counts = Record<string, number>

/** Without what every server and session has of its own; a list of what there is may have grown. */
const fixed = ({ data, ...message }: Fields): Fields => {
  const own = Object.entries(message).filter(([name]) => name !== 're' && !FREE.includes(name))
  const grown = typeof data === 'object' && data !== null && 'known' in data ? { ...data, known: '*' } : data
  return { ...Object.fromEntries(own), ...(grown !== undefined && { data: grown }) }
}

/** The same with names of patterns in the place of placeholders. */
function named<T>(value: T, counts: Counts): T {
  const deep = (part: unknown): unknown => {
    if (typeof part === 'string') return part.replace(PLACEHOLDER, (_, name) => `$${name}${counts[name] ?? ''}`)
    if (typeof part !== 'object' || part === null || part instanceof Uint8Array) return part
    if (Array.isArray(part)) return part.map(deep)
    return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, deep(field)]))
  }
  return deep(value) as T
}
