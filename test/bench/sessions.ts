/**
 * How long a step takes where many play at once: `sva serve --in-thread` in a process of its own, and here 500
 * connections, two to a kitchen in mode lockstep, view `features`, msgpack. Every player acts on each tick that it
 * sees, after a pause that a seeded stream draws.
 *
 *     npx tsx test/bench/sessions.ts [connections] [seconds] [ms of pause, in the mean] [rounds]
 *
 * Prints one JSON object, medians of the rounds (and the best of them): ticks of all worlds a second; the ms from
 * sending the action that completes a tick to an observation of the next, p50, p99 and max; microseconds of CPU that a
 * tick cost the server and the clients. Without a pause everybody acts at once, and a step waits for those of all the
 * others. The clients share two cores with the server, so they read no more of an observation than its tick.
 */
import { decode } from '../../server/codec.ts'
import { Bare, served } from './bare.ts'
import { Acting, glance } from './glance.ts'

const [connections, seconds, pauseMs, rounds] = [500, 10, 0, 8].map((given, i) => Number(process.argv[2 + i] ?? given))
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

interface Round {
  readonly ticksPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly serverUs: number
  readonly clientUs: number
}

const random = xorshift(1)
let latencies: number[] = []
let ticks = 0
let measuring = false
let running = false
/** First acts, which wait until all are seated. */
const first: (() => void)[] = []

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
  let acting: Acting
  const act = (tick: number): void => {
    kitchen.acted++
    kitchen.sent = performance.now()
    player.sendFrame(acting.frame(tick, random() % 6))
  }
  await new Promise<void>((seated) => {
    player.heard = (frame) => {
      const { t, tick, acts } = glance(frame)
      if (t === 'error' || t === 'join.ok') {
        const message = decode('msgpack', frame, TRUST)
        if (t === 'error') throw new Error(`Got ${JSON.stringify(message)}.`)
        acting = new Acting(kitchen.id, message.agent as string)
        seated()
      }
      if (t !== 'observation' || !acts) return
      if (!running) return void first.push(() => act(tick))
      if (measuring && tick > 0) latencies.push(performance.now() - kitchen.sent)
      if (kitchen.acted === 2) [kitchen.acted, ticks] = [0, ticks + 1]
      if (pauseMs === 0) act(tick)
      else setTimeout(act, -Math.log((random() + 1) / 2 ** 32) * pauseMs, tick)
    }
    player.send({ t: 'join', id: 1, world: kitchen.id })
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

async function round(ms: number): Promise<Round> {
  latencies = []
  const before = { own: process.cpuUsage(), server: await server.cpu(), ticks, at: performance.now() }
  measuring = true
  await sleep(ms)
  measuring = false
  const { user, system } = process.cpuUsage(before.own)
  const taken = ticks - before.ticks
  const elapsed = performance.now() - before.at
  const serverUs = ((await server.cpu()) - before.server) * 1e6
  latencies.sort((a, b) => a - b)
  const at = (part: number): number => latencies[Math.ceil(part * latencies.length) - 1]
  const cpu = { serverUs: serverUs / taken, clientUs: (user + system) / taken }
  return { ticksPerSecond: (taken * 1000) / elapsed, p50: at(0.5), p99: at(0.99), max: at(1), ...cpu }
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
running = true
for (const act of first) act()
await sleep(WARM_MS)
const all: Round[] = []
for (let i = 0; i < rounds; i++) all.push(await round((seconds * 1000) / rounds))
const rounded = (n: number): number => Number(n.toPrecision(3))
const median = (name: keyof Round): [number, number] => {
  const values = all.map((one) => one[name]).sort((a, b) => a - b)
  const best = name === 'ticksPerSecond' ? values.at(-1)! : values[0]
  return [rounded(values[rounds >> 1]), rounded(best)]
}
const names = ['ticksPerSecond', 'p50', 'p99', 'max', 'serverUs', 'clientUs'] as const
console.log(JSON.stringify({ connections, pauseMs, ...Object.fromEntries(names.map((name) => [name, median(name)])) }))
server.process.kill('SIGTERM')
process.exit()
