/**
 * Steps a second over loopback: `sva serve` in a process of its own, and a bare client on a TCP socket here that waits for
 * each answer before it sends the next step. overcooked, view `features` (2 agents x 96 numbers), msgpack.
 *
 *     npx tsx test/bench/server.ts [seconds]
 *
 * Prints one JSON object: world-steps a second, median and best of the rounds, for one world and for a batch of 64; `pipelined`
 * is with 4 steps on their way.
 */
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { decode, encode } from '../../server/codec.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { SVA } from '../unit/cli-run.ts'
import { upgraded } from '../server/upgraded.ts'

const SECONDS = Number(process.argv[2] ?? 8)
const ROUNDS = 8
const TRUST = { items: Infinity, depth: 64 }
const TABLES = 16

/** A WebSocket client with nothing around it: frames out unmasked (the mask is 0), frames in whole. */
class Bare {
  private readonly socket: Socket
  private waiting: ((frame: Buffer) => void)[] = []
  private readonly frames: Buffer[] = []
  private rest: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.socket = socket.setNoDelay(true)
    socket.on('data', (piece: Buffer) => this.read(piece))
  }

  static async open(port: number): Promise<Bare> {
    return new Bare(await upgraded(port))
  }

  send(message: object): void {
    const payload = encode('msgpack', message) as Uint8Array
    const long = payload.length > 125
    const head = Buffer.alloc(long ? 8 : 6)
    head[0] = 0x82
    head[1] = 0x80 | (long ? 126 : payload.length)
    if (long) head.writeUInt16BE(payload.length, 2)
    this.socket.write(Buffer.concat([head, payload]))
  }

  /** The next frame's bytes, in the order in which they come. */
  next(): Promise<Buffer> {
    const frame = this.frames.shift()
    return frame ? Promise.resolve(frame) : new Promise((resolve) => this.waiting.push(resolve))
  }

  async ask(message: object): Promise<Record<string, unknown>> {
    this.send(message)
    return decode('msgpack', await this.next(), TRUST)
  }

  close(): void {
    this.socket.destroy()
  }

  private read(piece: Buffer): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece
    for (;;) {
      const { rest } = this
      if (rest.length < 2) return
      const short = rest[1] & 0x7f
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (rest.length < head) return
      const size = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
      if (rest.length < head + size) return
      const frame = rest.subarray(head, head + size)
      this.rest = rest.subarray(head + size)
      const waiting = this.waiting.shift()
      if (waiting) waiting(frame)
      else this.frames.push(frame)
    }
  }
}

/** World-steps a second in rounds, the first of which warms up. */
async function measure(client: Bare, slots: number, ahead: number): Promise<{ median: number; best: number }> {
  const mode = slots > 1 ? 'vec' : 'solo'
  const made = await client.ask({ t: 'create', id: 1, env: 'overcooked', mode, slots, view: 'features', seed: 1 })
  const { world } = made as { world: string }
  const tables = Array.from({ length: TABLES }, (_, k) =>
    tensorFrom(
      '|u1',
      [slots, 2, 1],
      Array.from({ length: 2 * slots }, (_, i) => (i * 5 + k * 7) % 6),
    ),
  )
  let tick = 0
  const send = (): void => client.send({ t: 'step', id: tick + 2, world, tick, actions: tables[tick++ % TABLES] })
  for (let i = 0; i < ahead; i++) send()
  const rates: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    let steps = 0
    while (performance.now() - start < (SECONDS * 1000) / ROUNDS) {
      await client.next()
      send()
      steps++
    }
    if (round > 0) rates.push((steps * slots) / ((performance.now() - start) / 1000))
  }
  for (let i = 0; i < ahead; i++) await client.next()
  await client.ask({ t: 'destroy', id: tick + 2, world })
  await client.next()
  rates.sort((a, b) => a - b)
  return { median: Math.round(rates[ROUNDS >> 1]), best: Math.round(rates.at(-1)!) }
}

const server = spawn(process.execPath, [SVA, 'serve', '--port', '0', '--no-token', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const line = await new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve))
const client = await Bare.open((JSON.parse(line) as { port: number }).port)
await client.ask({ t: 'hello', id: 0, proto: [1], kind: 'trainer' })
const results = {
  one: await measure(client, 1, 1),
  onePipelined: await measure(client, 1, 4),
  batch: await measure(client, 64, 1),
  batchPipelined: await measure(client, 64, 4),
}
console.log(JSON.stringify({ node: process.version, seconds: SECONDS, ...results }))
client.close()
server.kill('SIGTERM')
