/** Obeys the orders that a host gives, one world long: the same in a thread of its own and in the server's. */
import type { EnvSpec } from '../envs/core/spec.ts'
import type { Order, OrderName } from './control.ts'
import { describe } from './describe.ts'
import type { ErrorCode } from './protocol.ts'
import { Refused } from './refused.ts'
import { Simulation } from './simulation.ts'

type Finder = (id: string) => EnvSpec | Promise<EnvSpec>

export class Servant {
  private readonly find: Finder
  /** Whether other threads see its mailbox. */
  private readonly shared: boolean
  private simulation: Simulation | null = null

  constructor(find: Finder, shared: boolean) {
    this.find = find
    this.shared = shared
  }

  /** Throws what the environment throws: the world may then be in any state. */
  step(): void {
    this.simulation!.step()
  }

  /** Rejects where the order is not done; the world is as it was, unless the order was a step. */
  async answer(order: Order): Promise<unknown> {
    switch (order.order) {
      case 'describe':
        return describe(await this.find(order.env), order.options, order.view)
      case 'open':
        this.simulation = new Simulation(await this.find(order.setup.env), order.setup, this.shared)
        return {
          description: this.simulation.description,
          shape: this.simulation.mail.shape,
          buffer: this.simulation.mail.buffer,
          texts: this.simulation.texts(),
          recording: this.simulation.recording,
        }
      default:
        return perform(this.simulation!, order)
    }
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
      return { snapshot: world.snapshot(), hash: world.hash() }
    case 'restore':
      world.restore(order.snapshot)
      return { hash: world.hash(), texts: world.texts() }
    case 'state':
      return world.state(order.slot)
    case 'draw':
      return world.draw()
  }
}

/** Plain data, to cross to another thread. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** What an order that is no step was refused for. */
export function refusalOf(error: unknown, order: OrderName): Refusal {
  if (error instanceof Refused) {
    const { code, message, data } = error
    return { code, message, ...(data && { data }) }
  }
  const code = order === 'open' || order === 'describe' ? 'E_OPTIONS' : order === 'state' ? 'E_SCHEMA' : 'E_BAD_FRAME'
  return { code, message: error instanceof Error ? error.message : String(error) }
}
