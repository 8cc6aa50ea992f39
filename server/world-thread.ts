/** The thread of one world. It waits for orders over the control words, and looks into its port for those that are letters. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { EnvSpec } from '../envs/core/spec.ts'
import { find } from '../envs/registry.ts'
import {
  CALL,
  DONE,
  KIND,
  ORDERS,
  STATE,
  STEP,
  type Letter,
  type Order,
  type OrderName,
  type ThreadData,
} from './control.ts'
import { describe } from './describe.ts'
import type { ErrorCode } from './protocol.ts'
import { Refused } from './refused.ts'
import { Simulation } from './simulation.ts'

/** Ms that the thread looks for the next order before it sleeps: waking takes longer than a client needs for an answer. */
const SPIN_MS = 0.05
const LOOKS_PER_CLOCK = 64

/** What a request is refused with whose order throws. */
const CODES: Partial<Record<OrderName, ErrorCode>> = {
  open: 'E_OPTIONS',
  describe: 'E_OPTIONS',
  state: 'E_SCHEMA',
  render: 'E_SCHEMA',
}

const { control, modules } = workerData as ThreadData
const words = new Int32Array(control)
const port = parentPort!
let simulation: Simulation | null = null

port.postMessage({ answer: 'ready' } satisfies Letter)
for (let obeyed = 0; ; obeyed++) {
  await_(obeyed)
  if (words[KIND] === STEP) step()
  else await obey()
}

function await_(obeyed: number): void {
  const until = performance.now() + SPIN_MS
  do {
    for (let i = 0; i < LOOKS_PER_CLOCK; i++) if (Atomics.load(words, ORDERS) !== obeyed) return
  } while (performance.now() < until)
  while (Atomics.load(words, ORDERS) === obeyed) Atomics.wait(words, ORDERS, obeyed)
}

function step(): void {
  try {
    simulation!.step()
  } catch (error) {
    fail(error)
  }
  if (Atomics.exchange(words, STATE, DONE) === CALL) port.postMessage({ answer: null } satisfies Letter)
}

/** The thread is over: its world may be in any state. */
function fail(error: unknown): never {
  port.postMessage({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Letter)
  process.exit(1)
}

async function obey(): Promise<void> {
  const received = receiveMessageOnPort(port) as { message: Order } | undefined
  if (!received) return
  const order = received.message
  try {
    port.postMessage({ answer: await answer(order) } satisfies Letter)
  } catch (error) {
    if (order.order === 'step') fail(error)
    port.postMessage({ refused: refusal(error, order) } satisfies Letter)
  }
}

/** Everything but a step leaves the world as it was where it throws. */
function refusal(error: unknown, { order }: Order): { code: ErrorCode; message: string } {
  if (error instanceof Refused) {
    const { code, message, data } = error
    return { code, message, ...(data && { data }) }
  }
  const code = CODES[order] ?? 'E_BAD_FRAME'
  return { code, message: error instanceof Error ? error.message : String(error) }
}

async function specOf(id: string): Promise<EnvSpec> {
  if (!Object.hasOwn(modules, id)) return find(id)
  const { url, name } = modules[id]
  return ((await import(url)) as Record<string, EnvSpec>)[name]
}

async function answer(order: Order): Promise<unknown> {
  switch (order.order) {
    case 'describe':
      return describe(await specOf(order.env), order.options, order.view)
    case 'open':
      simulation = new Simulation(await specOf(order.setup.env), order.setup)
      return {
        description: simulation.description,
        shape: simulation.mail.shape,
        buffer: simulation.mail.buffer,
        texts: simulation.texts(),
        recording: simulation.recording,
      }
    default:
      return perform(simulation!, order)
  }
}

function perform(world: Simulation, order: Exclude<Order, { order: 'describe' | 'open' }>): unknown {
  switch (order.order) {
    case 'step':
      return world.step()
    case 'reset':
      return { seed: world.reset(order.seed), texts: world.texts() }
    case 'record':
      world.record(order.seed)
      return { texts: world.texts() }
    case 'stopRecording':
      return { steps: world.stopRecording() }
    case 'replay':
      return world.replay()
    case 'seek':
      return world.seek(order.step)
    case 'snapshot':
      return world.snapshot()
    case 'restore':
      world.restore(order.snapshot, order.origin)
      return { hash: world.hash(), seed: world.seed, texts: world.texts() }
    case 'state':
      return world.state(order.slot)
    case 'draw':
      return world.draw(0)
    case 'render':
      return world.render(order.slot, order.form, order.cell)
    case 'speak':
      world.speak(order.row, order.on)
      return { texts: world.texts() }
  }
}
