/** Who runs a world for the server: a thread of its own (host.ts), or somebody of this process (feed.ts). */
import type { OrderName, Orders } from './control.ts'
import type { Dead } from './host.ts'
import type { Cost, SeatEvent } from './protocol.ts'

export interface Engine {
  /** Set once nothing runs any more. */
  readonly dead: Dead | null
  /** Called when it dies by itself. */
  onDead: (why: Dead) => void
  /** Takes a step with the mailbox's actions. Answers nothing where it is done already, else a promise. */
  step(): void | Promise<void>
  /** One at a time. Rejects with a Refused, or a Dead where that was the end. */
  order<Name extends OrderName>(order: Name, ask: Orders[Name]['ask']): Promise<Orders[Name]['answer']>
  close(): Promise<void>
  /** Hears of the player in the world's one seat what is no action; absent where nobody listens. */
  readonly ear?: Ear
}

export interface Ear {
  /** Somebody took the seat, lost it, ... */
  seat(change: SeatEvent['change']): void
  /** An action came, with what it cost. Throws E_ACTION where it may not be taken now. */
  act(action: readonly number[], cost: Cost | undefined): void
  /** What came was no action. */
  wrong(): void
  /** The player will not act in this episode. Throws E_STATE where no action is awaited. */
  decline(reason: string): void
}
