/** Plays uniformly among the legal actions of any environment. */
import { below, draw } from '../../envs/core/keyed.ts'
import type { Policy } from '../policy.ts'
import { defineBot, type BotOptions } from './bot.ts'
import { drawFor, drawsOf } from './draws.ts'

const CHOICE = 0

/** Draws also depend on the world's key, the tick, the agent and the head. */
export function randomPolicy({ seed = 0 }: BotOptions = {}): Policy {
  const draws = drawsOf('random', seed)
  return {
    name: 'random',
    reset() {},
    act(batch, rows) {
      const { world } = batch
      const { agents, heads, mask, actions } = world
      const width = mask.length / (world.slots * agents)
      for (let i = 0; i < rows.length; i++) {
        drawFor(draws, world, Math.floor(rows[i] / agents))
        let at = rows[i] * width
        for (let head = 0; head < heads.length; head++) {
          const word = draw(draws, 0, CHOICE, rows[i] % agents, head)
          actions[rows[i] * heads.length + head] = legal(mask, at, heads[head], word)
          at += heads[head]
        }
      }
    },
  }
}

/** One of the n actions from `at` on that the mask allows, all alike; 0 where it allows none. */
function legal(mask: Uint8Array, at: number, n: number, word: number): number {
  let count = 0
  for (let a = 0; a < n; a++) count += mask[at + a]
  let left = below(word, count)
  for (let a = 0; a < n; a++) if (mask[at + a] === 1 && left-- === 0) return a
  return 0
}

export const random = defineBot({
  name: 'random',
  summary: 'any legal action, all alike',
  envs: 'any',
  make: (_, options) => randomPolicy(options),
})
