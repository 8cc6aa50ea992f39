/**
 * Threads over one shared arena. Each worker owns a contiguous share of any range of slots, so one seed gives the same bytes on
 * any number of threads. A hand-over is two atomic words a worker: it spins, then sleeps in `Atomics.wait`.
 */
import type { Worker } from 'node:worker_threads'
import { stepRange } from './step.ts'
import { startThread } from './thread.ts'
import type { BatchWorld, WorldOptions } from './world.ts'

// Words of a worker's control block.
export const ORDER = 0 // counts orders given
export const ANSWER = 1 // counts orders done; -1 after a failure
export const FROM = 2
export const TO = 3
export const TEXT_LENGTH = 4
export const WORDS = 8
/** Bytes for the text of a worker's failure. */
export const TEXT_BYTES = 4096
export const STOP = -1

/**
 * Looks at the other side's word before a thread sleeps: a few milliseconds. Waking costs more than a step does; with 20,000, two
 * threads stepped 2,048 slots half as fast as one, with these 1.7 times as fast (test/bench/threads.ts).
 */
export const SPINS = 1_000_000
const START_MS = 60_000

export interface PoolWorkerData {
  id: string
  /** Where the specification comes from; the registry if absent. */
  module: { url: string; name: string } | undefined
  config: unknown
  options: WorldOptions
  control: SharedArrayBuffer
}

interface Hand {
  worker: Worker
  words: Int32Array
  text: Uint8Array
  given: number
}

export class Pool {
  private readonly world: BatchWorld
  private readonly hands: Hand[]
  private busy = false

  constructor(world: BatchWorld, { threads, ...options }: WorldOptions & { threads: number }) {
    this.world = world
    this.hands = Array.from({ length: threads - 1 }, () => hire(world, options))
  }

  /** Steps [from, to): this thread takes the first share, the workers the others. Throws what a worker threw. */
  step(from: number, to: number): void {
    const mine = from + Math.ceil((to - from) / (this.hands.length + 1))
    this.start(mine, to)
    try {
      stepRange(this.world, from, mine)
    } finally {
      this.finish()
    }
  }

  start(from: number, to: number): void {
    if (this.busy) throw new Error('Got start() while a range is being stepped, expected finish() first.')
    this.busy = true
    const share = (to - from) / this.hands.length
    for (const [i, hand] of this.hands.entries()) {
      give(hand, from + Math.round(i * share), from + Math.round((i + 1) * share))
    }
  }

  finish(): void {
    if (!this.busy) return
    this.busy = false
    for (const hand of this.hands) wait(hand)
  }

  close(): void {
    for (const hand of this.hands) {
      give(hand, STOP, STOP)
      void hand.worker.terminate()
    }
    this.hands.length = 0
  }
}

function hire(world: BatchWorld, options: WorldOptions): Hand {
  const control = new SharedArrayBuffer(WORDS * 4 + TEXT_BYTES)
  const { spec, config, memory } = world
  const data: PoolWorkerData = { id: spec.id, module: spec.module, config, options: { ...options, memory }, control }
  const worker = startThread(new URL('./pool-worker.ts', import.meta.url), { workerData: data })
  worker.unref()
  return { worker, words: new Int32Array(control, 0, WORDS), text: new Uint8Array(control, WORDS * 4), given: 0 }
}

function give(hand: Hand, from: number, to: number): void {
  hand.words[FROM] = from
  hand.words[TO] = to
  Atomics.store(hand.words, ORDER, ++hand.given)
  Atomics.notify(hand.words, ORDER)
}

function wait(hand: Hand): void {
  const { words, given } = hand
  for (let i = 0; i < SPINS; i++) if (Atomics.load(words, ANSWER) === given) return
  for (let seen = Atomics.load(words, ANSWER); seen !== given; seen = Atomics.load(words, ANSWER)) {
    if (seen === -1) throw new Error(`A stepping thread failed: ${failure(hand)}`)
    if (Atomics.wait(words, ANSWER, seen, START_MS) === 'timed-out') {
      throw new Error(`A stepping thread did not answer within ${START_MS} ms.`)
    }
  }
}

const failure = ({ words, text }: Hand): string => new TextDecoder().decode(text.slice(0, words[TEXT_LENGTH]))
