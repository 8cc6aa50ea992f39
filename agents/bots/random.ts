/** Plays uniformly among the legal actions of any environment. */
import { type Keyed, KEY_WORDS, below, draw, worldKey } from '../../envs/core/keyed.ts'
import type { World } from '../../envs/core/spec.ts'
import type { Policy } from '../policy.ts'

export interface RandomOptions {
  /** Names the draws; they also depend on the world's key, the tick, the agent and the head. */
  readonly seed?: number | string
}

const CHOICE = 0

export function randomPolicy({ seed = 0 }: RandomOptions = {}): Policy {
  const own = worldKey(['random', seed])
  const keyed: Keyed = { key: new Uint32Array(KEY_WORDS), tick: new Int32Array(1) }
  return {
    name: 'random',
    reset() {},
    act(batch, rows) {
      const { world } = batch
      const { agents, heads, mask, actions } = world
      const width = mask.length / (world.slots * agents)
      for (let i = 0; i < rows.length; i++) {
        const slot = Math.floor(rows[i] / agents)
        enter(keyed, own, world, slot)
        let at = rows[i] * width
        for (let head = 0; head < heads.length; head++) {
          const word = draw(keyed, 0, CHOICE, rows[i] % agents, head)
          actions[rows[i] * heads.length + head] = legal(mask, at, heads[head], word)
          at += heads[head]
        }
      }
    },
  }
}

/** Points `keyed` at a slot: the policy's key mixed with the episode's, at its tick. */
function enter({ key, tick }: Keyed, own: Uint32Array, world: World, slot: number): void {
  for (let word = 0; word < KEY_WORDS; word++) key[word] = own[word] ^ world.key[slot * KEY_WORDS + word]
  tick[0] = world.tick[slot]
}

/** One of the n actions from `at` on that the mask allows, all alike; 0 where it allows none. */
function legal(mask: Uint8Array, at: number, n: number, word: number): number {
  let count = 0
  for (let a = 0; a < n; a++) count += mask[at + a]
  let left = below(word, count)
  for (let a = 0; a < n; a++) if (mask[at + a] === 1 && left-- === 0) return a
  return 0
}
