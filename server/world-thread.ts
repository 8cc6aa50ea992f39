/** The thread of one world. It waits for orders over the control words, and looks into its port for those that are letters. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { EnvSpec } from '../envs/core/spec.ts'
import { find } from '../envs/registry.ts'
import { CALL, DONE, KIND, ORDERS, STATE, STEP, type Letter, type Order, type ThreadData } from './control.ts'
import { Patience } from './patience.ts'
import { traceOf } from './refused.ts'
import { refusalOf, Servant } from './servant.ts'

/** Ms that the thread looks for the next order before it sleeps: waking takes longer than a client needs for an answer. */
const SPIN_MS = 0.5
const LOOKS_PER_CLOCK = 64

const { control, modules } = workerData as ThreadData
const words = new Int32Array(control)
const port = parentPort!
const servant = new Servant(specOf, true)
const patience = new Patience()

port.postMessage({ answer: 'ready' } satisfies Letter)
for (let obeyed = 0; ; obeyed++) {
  await_(obeyed)
  if (words[KIND] === STEP) step()
  else await obey()
}

function await_(obeyed: number): void {
  if (patience.looks()) {
    const until = performance.now() + SPIN_MS
    do {
      for (let i = 0; i < LOOKS_PER_CLOCK; i++) if (Atomics.load(words, ORDERS) !== obeyed) return patience.found()
    } while (performance.now() < until)
    patience.lookedInVain()
  }
  while (Atomics.load(words, ORDERS) === obeyed) Atomics.wait(words, ORDERS, obeyed)
}

function step(): void {
  try {
    servant.step()
  } catch (error) {
    fail(error)
  }
  if (Atomics.exchange(words, STATE, DONE) === CALL) port.postMessage({ answer: null } satisfies Letter)
}

/** The thread is over: its world may be in any state. */
function fail(error: unknown): never {
  port.postMessage({ failed: traceOf(error) } satisfies Letter)
  process.exit(1)
}

async function obey(): Promise<void> {
  const received = receiveMessageOnPort(port) as { message: Order } | undefined
  if (!received) return
  const order = received.message
  try {
    port.postMessage({ answer: await servant.answer(order) } satisfies Letter)
  } catch (error) {
    if (order.order === 'step') fail(error)
    port.postMessage({ refused: refusalOf(error, order.order) } satisfies Letter)
  }
}

async function specOf(id: string): Promise<EnvSpec> {
  if (!Object.hasOwn(modules, id)) return find(id)
  const { url, name } = modules[id]
  return ((await import(url)) as Record<string, EnvSpec>)[name]
}
