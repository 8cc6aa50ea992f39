/** The WebSocket that there is: in Node the one of `ws`, else the browser's. */

/** What both have. */
export interface Socket {
  binaryType: string
  readonly readyState: number
  send(frame: string | Uint8Array): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: SocketEvent) => void): void
}
export interface SocketEvent {
  readonly data?: unknown
  readonly code?: number
  readonly reason?: string
  readonly message?: string
}
type SocketClass = new (url: string, protocols: string[]) => Socket

/** Opens a connection. Rejects where there is no server, or it does not take the connection. */
export async function openSocket(url: string, protocol: string): Promise<Socket> {
  const type = await socketClass()
  return new Promise((resolve, reject) => {
    const socket = new type(url, [protocol])
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => resolve(socket))
    const failed = ({ message, reason }: SocketEvent): void => {
      reject(new Error(`No connection to ${url}: ${message || reason || 'it was refused or lost'}.`))
    }
    socket.addEventListener('error', failed)
    socket.addEventListener('close', failed)
  })
}

async function socketClass(): Promise<SocketClass> {
  const { process, WebSocket } = globalThis as { process?: { versions?: { node?: string } }; WebSocket?: SocketClass }
  const inNode = process?.versions?.node !== undefined
  return inNode ? ((await import('ws')).WebSocket as unknown as SocketClass) : WebSocket!
}
