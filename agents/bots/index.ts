/** The scripted policies by name. */
import { named } from '../../envs/core/config.ts'
import type { Policy } from '../policy.ts'
import { overcookedChef } from './overcooked-chef.ts'
import { greedyHuman } from './overcooked-greedy.ts'
import { randomPolicy } from './random.ts'
import { stayPolicy } from './stay.ts'

export interface BotOptions {
  /** Names the bot's draws. */
  readonly seed?: number | string
}

export const bots: Readonly<Record<string, (options: BotOptions) => Policy>> = {
  random: randomPolicy,
  stay: stayPolicy,
  // Without it two greedy cooks that meet in a doorway stand there for good.
  greedy: (options) => greedyHuman({ ...options, autoUnstuck: true }),
  chef: overcookedChef,
}

/** A bot by name. An unknown name lists the known ones. */
export const bot = (name: string, options: BotOptions = {}): Policy => named('bot', bots, name)(options)
