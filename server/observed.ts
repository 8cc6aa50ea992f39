/** What a seat sees, as an event. Its form is fixed but where it is spoken to in words. */
import { Formed } from './formed.ts'
import type { Observation } from './protocol.ts'
import type { Room } from './room.ts'
import { observationOf, type Told } from './rows.ts'
import type { Seat } from './seats.ts'
import { Template } from './template.ts'

/** A world as its seats see it. */
export interface Seen extends Told {
  readonly id: string
  readonly room: Room | null
  /** Whether a step led to the rows. */
  readonly stepped: boolean
  /** Ms. */
  now(): number
}

/** Fields that change from one observation to the next. */
const KINDS = {
  tick: 'uint32',
  episode: 'uint32',
  reward: 'float64',
  done: 'uint32',
  live: 'boolean',
  defaulted: 'boolean',
  acts: 'boolean',
  applied: 'uint32',
  deadlineMs: 'float64',
} as const

export class Observed extends Formed {
  protected template: Template | null = null
  private readonly of: Seen
  private readonly seat: Seat
  /** Whether the template has a last action, and a deadline. */
  private acted = false
  private timed = false
  private readonly numbers: number[] = []

  constructor(of: Seen, seat: Seat) {
    super()
    this.of = of
    this.seat = seat
  }

  get world(): string {
    return this.of.id
  }
  get tick(): number {
    return this.of.tick
  }

  body(): Observation {
    return observed(this.of, this.seat)
  }

  frame(): Buffer | null {
    const { of, seat } = this
    if (typeof of.texts?.[seat.row] === 'string') return null
    const left = of.room!.msLeft(of.now())
    const acted = of.tick > 0
    const timed = left !== null
    if (this.template === null || acted !== this.acted || timed !== this.timed) {
      Object.assign(this, { acted, timed, template: new Template({ ...this.body() }, KINDS) })
    }
    return this.template!.fill(this.changing(left))
  }

  /** The numbers of `KINDS`, without those that are not there. */
  private changing(left: number | null): readonly number[] {
    const { of, seat, numbers } = this
    const { mail, room } = of
    const { row } = seat
    const { heads } = mail.shape
    const rewarded = isRewarded(of, false)
    numbers[0] = of.tick
    numbers[1] = mail.episode[0]
    numbers[2] = rewarded ? mail.rewards[row] : 0
    numbers[3] = rewarded ? mail.done[row] : 0
    numbers[4] = mail.live[row]
    numbers[5] = mail.missing[row]
    numbers[6] = room!.acts(seat) ? 1 : 0
    let count = 7
    if (this.acted) for (let head = 0; head < heads; head++) numbers[count++] = mail.actions[row * heads + head]
    if (left !== null) numbers[count] = left
    return numbers
  }
}

/** What a seat sees; `final`: what it saw last in the episode that just ended. */
export function observed(world: Seen, seat: Seat, final = false): Observation {
  const { mail, room } = world
  const rewarded = isRewarded(world, final)
  const left = room!.msLeft(world.now())
  return {
    t: 'observation',
    world: world.id,
    agent: seat.agent,
    tick: world.tick,
    ...observationOf(world, seat.row, final),
    reward: rewarded ? mail.rewards[seat.row] : 0,
    done: rewarded ? mail.done[seat.row] : 0,
    defaulted: mail.missing[seat.row] === 1,
    acts: !final && room!.acts(seat),
    ...(left !== null && { deadlineMs: left }),
  }
}

/** Whether the rewards in the mailbox are of what is seen: not where it is the next episode already. */
const isRewarded = ({ stepped, mail }: Seen, final: boolean): boolean =>
  stepped && (final || mail.ended[0] === 0 || mail.waiting[0] === 1)
