/** The HTTP side: which upgrades are taken, and the pages that need no WebSocket. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Limits } from './limits.ts'
import { PATH, SUBPROTOCOLS, type Codec } from './protocol.ts'
import { matches } from './tokens.ts'

/** Names of this machine for itself. */
export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1']

export interface Gate {
  readonly limits: Limits
  /** Names under which this server may be asked for; any other is a page that rebinds its own name to this address. */
  readonly hosts: readonly string[]
  /** Origins of pages that may connect, beside those that this server serves itself. */
  readonly origins: readonly string[]
  /** Digest of the server's token, null where it has none. */
  readonly digest: Buffer | null
  /** Open connections, of all and of this address. */
  count(address?: string): number
  closing(): boolean
}

export type Admission =
  { readonly codec: Codec; readonly authorized: boolean } | { readonly status: number; readonly text: string }

/** Whether an upgrade is taken. */
export function admit(request: IncomingMessage, gate: Gate): Admission {
  const { limits, digest } = gate
  const address = request.socket.remoteAddress ?? ''
  const authorization = request.headers.authorization
  if (pathOf(request) !== PATH) return { status: 404, text: `Got another path, expected ${PATH}.` }
  if (!isHost(request, gate)) return { status: 403, text: 'Got a host that is not this server.' }
  if (!isOrigin(request, gate)) return { status: 403, text: 'Got an origin that may not connect.' }
  const codec = codecOf(request.headers['sec-websocket-protocol'])
  const known = Object.values(SUBPROTOCOLS).join(', ')
  if (codec === null) return { status: 400, text: `Got no known subprotocol, expected one of: ${known}.` }
  if (gate.closing()) return { status: 503, text: 'The server is closing.' }
  if (gate.count() >= limits.connections) return { status: 503, text: 'The server is full.' }
  if (gate.count(address) >= limits.connectionsPerAddress) return { status: 429, text: 'Got too many connections.' }
  const bearer = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  const authorized = digest !== null && matches(bearer, digest)
  if (authorization !== undefined && digest !== null && !authorized) return { status: 401, text: 'Unauthorized.' }
  return { codec, authorized }
}

/** The first offered subprotocol that is known. */
export function codecOf(offered: string | undefined): Codec | null {
  const names = (offered ?? '').split(',').map((name) => name.trim())
  const known = Object.entries(SUBPROTOCOLS) as [Codec, string][]
  for (const name of names) for (const [codec, protocol] of known) if (protocol === name) return codec
  return null
}

export function isHost({ headers }: IncomingMessage, { hosts }: Gate): boolean {
  return hosts.includes(nameOf(headers.host ?? ''))
}

/** Without a port, and an IPv6 address without its brackets. */
const nameOf = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()

/** A page's origin has to be allowed; what is no browser sends none. */
function isOrigin(request: IncomingMessage, gate: Gate): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  return gate.origins.includes(origin) || origin === `http://${host}` || origin === `https://${host}`
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0]

export interface Pages {
  readonly gate: Gate
  readonly health: () => object
  readonly metrics: () => string
  /** Answers other paths; says whether it did. */
  readonly other?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** Answers a plain HTTP request. */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, health, metrics, other }: Pages,
): void {
  const answer = (status: number, type: string, text: string): void => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
  if (!isHost(request, gate)) return answer(403, 'text/plain', 'Got a host that is not this server.\n')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answer(405, 'text/plain', 'Got another method, expected GET.\n')
  const path = pathOf(request)
  if (path === '/healthz')
    return answer(gate.closing() ? 503 : 200, 'application/json', `${JSON.stringify(health())}\n`)
  if (path === '/metrics') return answer(200, 'text/plain; version=0.0.4', metrics())
  if (other?.(request, response)) return
  answer(404, 'text/plain', `Got another path, expected one of: /healthz, /metrics, ${PATH} (WebSocket).\n`)
}
