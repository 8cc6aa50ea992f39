/**
 * Steps a second over loopback: `sva serve` in a process of its own, and a bare client here that sends the next step
 * when the answer to the last is there. overcooked, view `features` (2 agents x 96 numbers), msgpack.
 *
 *     npx tsx test/bench/server.ts [seconds a measurement] [flags of sva serve]
 *
 * Prints one JSON object a line, for one world and a batch of 64: `ahead` steps are on their way at once; `awake` is a
 * client that looks for the answer all the time and never sleeps. World-steps a second, median and best of the rounds;
 * microseconds of CPU that a step, or batch, cost the server and the client (who looks takes CPU too); `ratio` is the
 * median over the rate of agent-steps of the reference loop (cli/reference-loop.ts) beside it.
 */
import { referenceLoop } from '../../cli/reference-loop.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { Bare, served, type Served } from './bare.ts'

const [seconds = '4', ...flags] = process.argv.slice(2)
const ROUNDS = 8
const TABLES = 16
const CASES = [1, 64].flatMap((slots) =>
  [1, 4].flatMap((ahead) => [false, true].map((awake) => ({ slots, ahead, awake }))),
)
type Case = (typeof CASES)[number]

async function measure(server: Served, client: Bare, { slots, ahead, awake }: Case): Promise<object> {
  const mode = slots > 1 ? 'vec' : 'solo'
  const made = await client.ask({ t: 'create', id: 1, env: 'overcooked', mode, slots, view: 'features', seed: 1 })
  const steps = stepsOf(client, made.world as string, slots)
  await steps.take(ahead, awake, WARM_MS)
  const rates: number[] = []
  const before = { own: process.cpuUsage(), server: await server.cpu(), steps: steps.taken }
  for (let round = 0; round < ROUNDS; round++) {
    const [start, taken] = [performance.now(), steps.taken]
    await steps.take(ahead, awake, (Number(seconds) * 1000) / ROUNDS)
    rates.push(((steps.taken - taken) * slots * 1000) / (performance.now() - start))
  }
  const cpu = (all: number): number => Number((all / (steps.taken - before.steps)).toFixed(1))
  const { user, system } = process.cpuUsage(before.own)
  const serverCpu = (await server.cpu()) - before.server
  await steps.end()
  rates.sort((a, b) => a - b)
  const [median, best] = [rates[ROUNDS >> 1], rates.at(-1)!].map(Math.round)
  const ratio = Number((median / referenceRate()).toPrecision(3))
  return { slots, ahead, awake, median, best, serverUs: cpu(serverCpu * 1e6), clientUs: cpu(user + system), ratio }
}
const WARM_MS = 500

/** Steps of one world, with actions that repeat. */
function stepsOf(client: Bare, world: string, slots: number) {
  const tables = Array.from({ length: TABLES }, (_, k) => {
    const actions = Array.from({ length: 2 * slots }, (_, i) => (i * 5 + k * 7) % 6)
    return tensorFrom('|u1', [slots, 2, 1], actions)
  })
  let tick = 0
  const send = (): void => client.send({ t: 'step', id: tick + 2, world, tick, actions: tables[tick++ % TABLES] })
  return {
    get taken() {
      return tick
    },
    /** Takes steps for so many ms, and waits for the last one. */
    take: (ahead: number, awake: boolean, ms: number) =>
      new Promise<void>((resolve) => {
        const end = performance.now() + ms
        let waiting = ahead
        const look = (): void => void (waiting > 0 && setImmediate(look))
        client.heard = () => {
          if (performance.now() < end) send()
          else if (--waiting === 0) resolve()
        }
        for (let i = 0; i < ahead; i++) send()
        if (awake) look()
      }),
    /** Ends the world; beside the reply comes an event. */
    end: () =>
      new Promise<void>((resolve) => {
        let waiting = 2
        client.heard = () => --waiting === 0 && resolve()
        client.send({ t: 'destroy', id: tick + 2, world })
      }),
  }
}

/** Agent-steps a second. */
function referenceRate(): number {
  const loop = referenceLoop()
  loop.run(REFERENCE_STEPS)
  const start = performance.now()
  loop.run(REFERENCE_STEPS)
  return (REFERENCE_STEPS * loop.agents * 1000) / (performance.now() - start)
}
const REFERENCE_STEPS = 2000

const server = await served(...flags)
const client = await Bare.open(server.port)
await client.ask({ t: 'hello', id: 0, proto: [1], kind: 'trainer' })
for (const one of CASES) console.log(JSON.stringify(await measure(server, client, one)))
client.close()
server.process.kill('SIGTERM')
