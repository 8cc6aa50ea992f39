/** A stepping thread: looks at the shared arena through its own arrays and obeys its control block. */
import { workerData } from 'node:worker_threads'
import { find } from '../registry.ts'
import { ANSWER, FROM, ORDER, SPINS, STOP, TEXT_BYTES, TEXT_LENGTH, TO, WORDS, type PoolWorkerData } from './pool.ts'
import type { BaseConfig, EnvSpec } from './spec.ts'
import { stepRange } from './step.ts'
import { createWorld } from './world.ts'

const { id, module, config, options, control } = workerData as PoolWorkerData
const words = new Int32Array(control, 0, WORDS)

try {
  serve(module ? ((await import(module.url)) as Record<string, EnvSpec>)[module.name] : find(id))
} catch (error) {
  const text = new TextEncoder()
    .encode(error instanceof Error ? (error.stack ?? error.message) : String(error))
    .slice(0, TEXT_BYTES)
  new Uint8Array(control, WORDS * 4).set(text)
  words[TEXT_LENGTH] = text.length
  answer(-1)
}

function serve(spec: EnvSpec): void {
  const world = createWorld(spec, config as BaseConfig, options)
  for (let done = 0; ;) {
    await_(done)
    if (words[FROM] === STOP) return
    stepRange(world, words[FROM], words[TO])
    answer(++done)
  }
}

function await_(done: number): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(words, ORDER) !== done) return
  while (Atomics.load(words, ORDER) === done) Atomics.wait(words, ORDER, done)
}

function answer(word: number): void {
  Atomics.store(words, ANSWER, word)
  Atomics.notify(words, ANSWER)
}
