/** Where a world runs: a thread of its own (thread-host.ts), or the server's (own-host.ts). */
import type { OrderName, Orders } from './control.ts'
import { Refused } from './refused.ts'

/** The world is gone: why. `trace` is for the log alone. */
export class Dead extends Refused {
  readonly trace: string

  constructor(code: 'E_ENV_FAILED' | 'E_ENV_TIMEOUT' | 'E_NO_WORLD', message: string, trace = '') {
    super(code, message)
    this.trace = trace
  }
}

export interface Host {
  /** Set once the world is gone. */
  readonly dead: Dead | null
  /** Called when it dies by itself. */
  onDead: (why: Dead) => void
  /** Takes a step. Answers nothing where it is done already, else a promise. Rejects with a Dead. */
  step(): void | Promise<void>
  /** Gives any other order. One at a time. Rejects with a Refused, or a Dead where that was the end. */
  order<Name extends OrderName>(order: Name, ask: Orders[Name]['ask']): Promise<Orders[Name]['answer']>
  /** Ends it. */
  close(): Promise<void>
}
