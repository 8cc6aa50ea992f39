/** A connection that is opened and upgraded by hand: frames go out as they are written. */
import { connect, type Socket } from 'node:net'
import { PATH, SUBPROTOCOLS } from '../../server/protocol.ts'

/** Resolves once the server has answered the upgrade. The socket is the caller's; `from` is its own address. */
export async function upgraded(port: number, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  socket.write(upgradeTo(port))
  return new Promise((resolve) => socket.once('data', () => resolve(socket)))
}

/** The head of the request. */
export function upgradeTo(port: number): string {
  const head = [
    `GET ${PATH} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOLS.msgpack}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n`
}
