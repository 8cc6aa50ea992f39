/** A world in the server's own thread: nothing is handed over, and nothing else runs while it steps. */
import { Dead, type Host } from './host.ts'
import type { Order, OrderName, Orders } from './control.ts'
import { Refused, traceOf } from './refused.ts'
import { refusalOf, type Servant } from './servant.ts'

export class OwnHost implements Host {
  dead: Dead | null = null
  onDead: (why: Dead) => void = () => {}
  private readonly servant: Pick<Servant, 'step' | 'answer'>
  private readonly stepMs: number

  /** `stepMs` can only be looked at when a step is over. */
  constructor(servant: Pick<Servant, 'step' | 'answer'>, stepMs: number) {
    this.servant = servant
    this.stepMs = stepMs
  }

  step(): void | Promise<void> {
    if (this.dead) return Promise.reject(this.dead)
    const start = performance.now()
    try {
      this.servant.step()
    } catch (error) {
      return Promise.reject(this.die(failed(error)))
    }
    if (performance.now() - start > this.stepMs) return Promise.reject(this.die(this.late()))
  }

  async order<Name extends OrderName>(order: Name, ask: Orders[Name]['ask']): Promise<Orders[Name]['answer']> {
    if (this.dead) throw this.dead
    const start = performance.now()
    try {
      const answer = await this.servant.answer({ order, ...ask } as Order)
      if (performance.now() - start > this.stepMs) throw this.die(this.late())
      return answer as Orders[Name]['answer']
    } catch (error) {
      if (error instanceof Dead) throw error
      if (order === 'step') throw this.die(failed(error))
      const { code, message, data } = refusalOf(error, order)
      throw new Refused(code, message, data)
    }
  }

  async close(): Promise<void> {
    this.dead ??= new Dead('E_NO_WORLD', 'The world has ended.')
  }

  private late(): Dead {
    return new Dead('E_ENV_TIMEOUT', `The environment took longer than ${this.stepMs} ms.`)
  }

  private die(why: Dead): Dead {
    this.dead = why
    this.onDead(why)
    return why
  }
}

const failed = (error: unknown): Dead => new Dead('E_ENV_FAILED', 'The environment failed.', traceOf(error))
