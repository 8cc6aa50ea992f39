/** A seat of the server as a place from which an agent outside plays the battery: it sees a view or a text, and acts. */
import { TERMINATED } from '../envs/core/spec.ts'
import type { BatchWorld } from '../envs/core/world.ts'
import { find } from '../envs/registry.ts'
import { shownText } from '../probes/battery/readers.ts'
import type { Seat } from '../probes/battery/play.ts'
import type { Cost } from '../probes/battery/results.ts'
import type { Feed, Sight } from '../server/feed.ts'

export interface SeatOptions {
  readonly env: string
  /** Whether the agent reads the environment's text in place of a view. */
  readonly reads: boolean
  /** Ms that the seat may be free. */
  readonly waitMs: number
}

/** What the agent in a row sees, and what was said to it before. */
function sightOf({ env, reads }: SeatOptions, world: BatchWorld, row: number, said: string | null): Sight {
  const { rowSize, observations, mask, agents } = world
  const slot = Math.floor(row / agents)
  const width = mask.length / (world.slots * agents)
  return {
    observation: reads
      ? shownText(said, find(env).text(world as never, slot, row % agents))
      : observations.subarray(row * rowSize, (row + 1) * rowSize),
    mask: width > 0 ? mask.subarray(row * width, (row + 1) * width) : null,
  }
}

export function remoteSeat(feed: Feed, options: SeatOptions): Seat {
  let said: string | null = null
  return {
    policy: {
      name: 'outside',
      reset(slots) {
        if (slots !== undefined) feed.finish(TERMINATED)
      },
      async act({ world }, rows) {
        const [row] = Array.from(rows)
        const sight = sightOf(options, world as BatchWorld, row, said)
        said = null
        const action = await feed.ask(sight)
        world.actions.set(action, row * action.length)
      },
    },
    ready: () => within(options.waitMs, feed.taken()),
    begin(told) {
      said = told
      return feed.begin()
    },
    cost: (): Cost | null => (options.reads ? feed.spent : null),
  }
}

/** Waits for somebody to sit down. Rejects after `ms`. */
async function within(ms: number, taken: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const why = `No agent took the free seat within ${ms / 1000} s. What was played is kept: go on with --resume.`
    timer = setTimeout(() => reject(new Error(why)), ms)
  })
  try {
    await Promise.race([taken, late])
  } finally {
    clearTimeout(timer)
  }
}
