/**
 * How long a step takes where many play at once: `sva serve --in-thread` in a process of its own, and here 500
 * connections, two to a kitchen in mode lockstep, view `features`, msgpack. Every player acts on each tick that it
 * sees, after a pause that a seeded stream draws.
 *
 *     npx tsx test/bench/sessions.ts [connections] [seconds] [ms of pause, in the mean]
 *
 * Prints one JSON object: ticks of all worlds a second; the ms from sending the action that completes a tick to an
 * observation of the next, p50, p99 and max; microseconds of CPU that a tick cost the server and the clients. Without
 * a pause everybody acts at once, and a step waits for those of all the others.
 */
import { decode } from '../../server/codec.ts'
import { Bare, served } from './bare.ts'

const [connections, seconds, pauseMs] = [500, 10, 0].map((given, i) => Number(process.argv[2 + i] ?? given))
/** Worlds of one connection, and connections of one address, that a server allows. */
const WORLDS = 16
const ADDRESS = 64
const WARM_MS = 1000
const TRUST = { items: Infinity, depth: 64 }

interface Kitchen {
  readonly id: string
  /** When the last action was sent, and how many of this tick were. */
  sent: number
  acted: number
}

const random = xorshift(1)
const latencies: number[] = []
const counts = { ticks: 0, acts: 0 }
let measuring = false
let running = true

/** Opens the kitchens of one controller, which then leaves them to their players. */
async function open(port: number, count: number, from: () => string): Promise<Kitchen[]> {
  const controller = await Bare.open(port, from())
  await controller.ask({ t: 'hello', id: 0, proto: [1], kind: 'trainer' })
  const kitchens: Kitchen[] = []
  for (let id = 1; id <= count; id++) {
    const making = { env: 'overcooked', mode: 'lockstep', view: 'features', access: 'open', seed: id }
    const { world } = await controller.ask({ t: 'create', id, ...making })
    kitchens.push({ id: world as string, sent: 0, acted: 0 })
  }
  await controller.ask({ t: 'bye', id: count + 1 })
  controller.close()
  return kitchens
}

/** Sits down and plays for good. */
async function play(port: number, from: string, kitchen: Kitchen): Promise<void> {
  const player = await Bare.open(port, from)
  await player.ask({ t: 'hello', id: 0, proto: [1], kind: 'trainer' })
  player.send({ t: 'join', id: 1, world: kitchen.id })
  let [agent, id] = ['', 2]
  const act = (tick: number): void => {
    kitchen.acted++
    kitchen.sent = performance.now()
    counts.acts++
    player.send({ t: 'act', id: id++, world: kitchen.id, agent, tick, action: random() % 6 })
  }
  await new Promise<void>((seated) => {
    player.heard = (frame) => {
      const message = decode('msgpack', frame, TRUST) as { t: string; agent: string; tick: number; acts: boolean }
      if (message.t === 'error') throw new Error(`Got ${JSON.stringify(message)}.`)
      if (message.t === 'join.ok') {
        agent = message.agent
        seated()
      }
      if (message.t !== 'observation' || !message.acts || !running) return
      if (measuring && message.tick > 0) latencies.push(performance.now() - kitchen.sent)
      if (kitchen.acted === 2) [kitchen.acted, counts.ticks] = [0, counts.ticks + 1]
      if (pauseMs === 0) act(message.tick)
      else setTimeout(act, -Math.log((random() + 1) / 2 ** 32) * pauseMs, message.tick)
    }
  })
}

/** Marsaglia 2003: words of 32 bits. */
function xorshift(seed: number): () => number {
  let word = seed
  return () => {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    return word >>> 0
  }
}

const server = await served('--in-thread')
let [opened, addresses] = [0, 0]
const from = (): string => `127.0.0.${1 + Math.floor(addresses++ / ADDRESS)}`
while (opened < connections / 2) {
  const kitchens = await open(server.port, Math.min(WORLDS, connections / 2 - opened), () => '127.0.0.100')
  for (const kitchen of kitchens) for (let seat = 0; seat < 2; seat++) await play(server.port, from(), kitchen)
  opened += kitchens.length
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
await sleep(WARM_MS)
const before = { own: process.cpuUsage(), server: await server.cpu(), ticks: counts.ticks, at: performance.now() }
measuring = true
await sleep(seconds * 1000)
measuring = false
const { user, system } = process.cpuUsage(before.own)
const ticks = counts.ticks - before.ticks
const elapsed = (performance.now() - before.at) / 1000
const serverUs = (((await server.cpu()) - before.server) * 1e6) / ticks
running = false
latencies.sort((a, b) => a - b)
const at = (part: number): number => Number(latencies[Math.ceil(part * latencies.length) - 1].toFixed(2))
const cpu = { serverUs: Math.round(serverUs), clientUs: Math.round((user + system) / ticks) }
const ms = { p50: at(0.5), p99: at(0.99), max: at(1) }
console.log(JSON.stringify({ connections, pauseMs, ticksPerSecond: Math.round(ticks / elapsed), ...ms, ...cpu }))
server.process.kill('SIGTERM')
process.exit()
