/** What the benches of the server share: `sva serve` in a process of its own, and a client with nothing around it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { decode, encode } from '../../server/codec.ts'
import { SVA } from '../unit/cli-run.ts'
import { upgradeTo } from '../server/upgraded.ts'

/** First byte of a frame that is a whole binary message. */
const WHOLE_BINARY = 0x82
const TRUST = { items: Infinity, depth: 64 }

const NOTHING = Buffer.alloc(0)
const READ = Buffer.alloc(1 << 16)

export interface Served {
  readonly port: number
  readonly process: ChildProcess
  /** Seconds of CPU that the server took so far, all its threads. */
  cpu(): Promise<number>
}

/** Starts `sva serve` with these flags. The caller kills it. */
export async function served(...flags: string[]): Promise<Served> {
  const parent = ['--parent-pid', String(process.pid)]
  const child = spawn(process.execPath, [SVA, 'serve', '--port', '0', '--no-token', '--quiet', ...parent, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve))
  const { port } = JSON.parse(line) as { port: number }
  const cpu = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    return Number(/^sva_cpu_seconds (.*)$/m.exec(text)![1])
  }
  return { port, process: child, cpu }
}

/** A WebSocket client over a TCP socket: frames out unmasked (the mask is 0), frames in whole. */
export class Bare {
  /** Hears every message; it belongs to the socket, copy what must outlive the call. */
  heard: (frame: Buffer) => void = () => {}
  private readonly socket: Socket
  private rest: Buffer = NOTHING

  private opened: (() => void) | null = null

  private constructor(port: number, localAddress: string) {
    const callback = (size: number, bytes: Uint8Array): boolean => {
      this.read(Buffer.from(bytes.buffer, bytes.byteOffset, size))
      return true
    }
    // What every socket reads is read at once, so they may share the memory.
    this.socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true, onread: { buffer: READ, callback } })
    this.socket.write(upgradeTo(port))
  }

  /** Resolves once the server has answered the upgrade. `from` is an address of this machine. */
  static async open(port: number, from = '127.0.0.1'): Promise<Bare> {
    const bare = new Bare(port, from)
    await new Promise<void>((resolve) => (bare.opened = resolve))
    return bare
  }

  send(message: object): void {
    const payload = encode('msgpack', message) as Uint8Array
    const long = payload.length > 125
    const from = long ? 8 : 6
    const frame = Buffer.alloc(from + payload.length)
    frame[0] = WHOLE_BINARY
    frame[1] = 0x80 | (long ? 126 : payload.length)
    if (long) frame.writeUInt16BE(payload.length, 2)
    frame.set(payload, from)
    this.socket.write(frame)
  }

  /** Sends a whole frame. */
  sendFrame(frame: Buffer): void {
    this.socket.write(frame)
  }

  /** Sends a request that nothing else is asked beside, and waits for the next frame. */
  ask(message: object): Promise<Record<string, unknown>> {
    const reply = new Promise<Record<string, unknown>>((resolve) => {
      this.heard = (frame) => resolve(decode('msgpack', Buffer.from(frame), TRUST))
    })
    this.send(message)
    return reply
  }

  close(): void {
    this.socket.destroy()
  }

  private read(piece: Buffer): void {
    if (this.opened) {
      this.opened()
      this.opened = null
      return
    }
    let rest = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece
    for (;;) {
      const end = endOf(rest)
      if (end > rest.length) break
      if (rest[0] === WHOLE_BINARY) this.heard(rest.subarray(rest[1] < 126 ? 2 : rest[1] === 126 ? 4 : 10, end))
      rest = rest.subarray(end)
    }
    this.rest = rest.length > 0 ? Buffer.from(rest) : NOTHING
  }
}

/** Where the first frame of these bytes ends; Infinity where its head is not all there. */
function endOf(bytes: Buffer): number {
  if (bytes.length < 2) return Infinity
  const short = bytes[1]
  if (short < 126) return 2 + short
  if (short === 126) return bytes.length < 4 ? Infinity : 4 + bytes.readUInt16BE(2)
  return bytes.length < 10 ? Infinity : 10 + Number(bytes.readBigUInt64BE(2))
}
