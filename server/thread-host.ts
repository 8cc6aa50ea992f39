/**
 * The server's end of a world's thread. A step is handed over by two words of shared memory: the server looks for the answer
 * for the time that a small world takes, and after that is told by a message. Everything else goes by letter.
 */
import type { Worker } from 'node:worker_threads'
import { startThread } from '../envs/core/thread.ts'
import { BUSY, CALL, DONE, KIND, LETTER, ORDERS, STATE, STEP, WORDS } from './control.ts'
import type { Letter, OrderName, Orders, SpecModule, ThreadData } from './control.ts'
import { Dead, type Host } from './host.ts'
import { Patience } from './patience.ts'
import { Refused } from './refused.ts'

/** Ms that the server looks for the result of a step. */
const SPIN_MS = 0.15
const LOOKS_PER_CLOCK = 64
/** Ms until a thread has loaded, on the slowest machine. */
const START_MS = 120_000
/** Megabytes of JavaScript values a world may have, its arrays apart. */
const HEAP_MB = 1024

export interface ThreadOptions {
  readonly modules: Readonly<Record<string, SpecModule>>
  /** Ms that an order may take. */
  readonly stepMs: number
}

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

export class ThreadHost implements Host {
  /** Who took the last step. While others step too, to look for one would keep theirs waiting. */
  private static newest: ThreadHost | null = null
  dead: Dead | null = null
  onDead: (why: Dead) => void = () => {}
  /** Rejects with a Dead where the thread does not come up. */
  readonly ready: Promise<unknown>
  private readonly worker: Worker
  private readonly words: Int32Array
  private readonly stepMs: number
  private pending: Pending | null = null
  private readonly patience = new Patience()

  private constructor(worker: Worker, words: Int32Array, stepMs: number) {
    this.worker = worker
    this.words = words
    this.stepMs = stepMs
    worker.on('message', (letter: Letter) => this.read(letter))
    worker.on('error', (error: Error) => this.die(new Dead('E_ENV_FAILED', 'The environment failed.', error.stack)))
    worker.on('exit', () => this.die(new Dead('E_ENV_FAILED', 'The environment ended its thread.')))
    this.ready = this.promise(START_MS)
  }

  /** Starts a thread: half a second from source until it is `ready`. The caller closes it. */
  static start({ modules, stepMs }: ThreadOptions): ThreadHost {
    const control = new SharedArrayBuffer(WORDS * 4)
    const workerData: ThreadData = { control, modules }
    const options = { workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } }
    const worker = startThread(new URL('./world-thread.ts', import.meta.url), options)
    return new ThreadHost(worker, new Int32Array(control), stepMs)
  }

  step(): void | Promise<void> {
    if (this.dead) throw this.dead
    this.give(STEP)
    const alone = ThreadHost.newest === this
    ThreadHost.newest = this
    if (alone && this.patience.looks()) {
      if (this.look()) return this.patience.found()
      this.patience.lookedInVain()
    }
    if (Atomics.compareExchange(this.words, STATE, BUSY, CALL) === DONE) return
    return this.promise(this.stepMs) as Promise<void>
  }

  /** By letter. */
  async order<Name extends OrderName>(order: Name, ask: Orders[Name]['ask']): Promise<Orders[Name]['answer']> {
    if (this.dead) throw this.dead
    const answer = this.promise(this.stepMs)
    this.worker.postMessage({ order, ...ask }, [])
    this.give(LETTER)
    return (await answer) as Orders[Name]['answer']
  }

  async close(): Promise<void> {
    this.die(new Dead('E_NO_WORLD', 'The world has ended.'))
    await this.worker.terminate()
  }

  private give(kind: number): void {
    const { words } = this
    words[KIND] = kind
    Atomics.store(words, STATE, BUSY)
    Atomics.add(words, ORDERS, 1)
    Atomics.notify(words, ORDERS)
  }

  /** Whether the step is done within a short look. */
  private look(): boolean {
    const until = performance.now() + SPIN_MS
    do {
      for (let i = 0; i < LOOKS_PER_CLOCK; i++) if (Atomics.load(this.words, STATE) === DONE) return true
    } while (performance.now() < until)
    return false
  }

  private promise(ms: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.timeOut(ms), ms)
      this.pending = { resolve, reject, timer }
    })
  }

  private timeOut(ms: number): void {
    this.die(new Dead('E_ENV_TIMEOUT', `The environment took longer than ${ms} ms.`))
    void this.worker.terminate()
  }

  private read(letter: Letter): void {
    if ('failed' in letter) return this.die(new Dead('E_ENV_FAILED', 'The environment failed.', letter.failed))
    const { pending } = this
    if (!pending) return
    this.pending = null
    clearTimeout(pending.timer)
    if ('answer' in letter) return pending.resolve(letter.answer)
    const { code, message, data } = letter.refused
    pending.reject(new Refused(code, message, data))
  }

  private die(why: Dead): void {
    if (this.dead) return
    this.dead = why
    const { pending } = this
    this.pending = null
    if (pending) {
      clearTimeout(pending.timer)
      pending.reject(why)
    }
    if (why.code !== 'E_NO_WORLD') this.onDead(why)
  }
}
