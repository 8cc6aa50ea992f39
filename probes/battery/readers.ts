/** Readers as players: they see an agent's text and nothing else, in this process. What an agent outside is held to. */
import type { Policy } from '../../agents/policy.ts'
import type { BatchWorld } from '../../envs/core/world.ts'
import { find } from '../../envs/registry.ts'
import { botSubject, type Seat, type Subject } from './play.ts'
import type { Reader, Site } from './site.ts'

/** What an agent that reads sees: what was said to it stands before its first observation. */
export const shownText = (said: string | null, text: string): string => (said === null ? text : `${said}\n\n${text}`)

/** Who plays under that name in a question of a site: one of its readers, or a bot. */
export function referenceOf({ text, env }: Site, name: string): Subject {
  const make = text?.readers[name]
  return make ? readerSubject(name, env, make) : botSubject(name, env)
}

/** A player that reads. */
export function readerSubject(name: string, env: string, make: () => Reader): Subject {
  const seat = readerSeat(name, env, make)
  return { name, policy: seat.policy, view: null, options: {}, learned: null, size: null, seats: [seat] }
}

function readerSeat(name: string, env: string, make: () => Reader): Seat {
  const { text } = find(env)
  let read: Reader = make()
  let said: string | null = null
  const act: Policy['act'] = ({ world }, rows) => {
    const names = (world as BatchWorld).actionSpace.names!
    const [row] = Array.from(rows)
    const answer = read(shownText(said, text(world as never, 0, row)))
    said = null
    const action = names.indexOf(answer)
    if (action < 0) throw new RangeError(`Got answer '${answer}', expected one of: ${names.join(', ')}.`)
    world.actions[row] = action
  }
  return {
    policy: { name, reset() {}, act },
    ready: async () => {},
    begin(told) {
      read = make()
      said = told
    },
    cost: () => null,
  }
}
