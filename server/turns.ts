/** What is asked of one world runs one after another, in the order in which it came. */
import { Refused } from './refused.ts'

export class Turns {
  /** Whether the world has ended: nothing has a turn any more. */
  over = false
  private last: Promise<void> | null = null

  /** Does `work` when all that was asked before is done. Throws or rejects with what it throws, or E_NO_WORLD. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    const result = this.last === null ? this.turn(work) : this.last.then(() => this.turn(work))
    if (!(result instanceof Promise)) return result
    const settled: Promise<void> = result.then(nothing, nothing)
    this.last = settled
    void settled.then(() => {
      if (this.last === settled) this.last = null
    })
    return result
  }

  /** When everything that was asked is done. */
  async settled(): Promise<void> {
    while (this.last !== null) await this.last
  }

  private turn<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.over) throw new Refused('E_NO_WORLD', 'The world has ended.')
    return work()
  }
}

const nothing = (): void => {}
