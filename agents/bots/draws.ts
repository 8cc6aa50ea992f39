/** Draws of scripted policies: the same for one seed, episode, tick and name of the draw, whoever else plays. */
import { type Keyed, KEY_WORDS, worldKey } from '../../envs/core/keyed.ts'

/** A world of one slot, so draws of it are `draw(draws, 0, channel, entity, k)`. */
export interface Draws extends Keyed {
  /** [4] key of the policy. */
  readonly own: Uint32Array
}

/** The draws of the policy of that name and seed. */
export const drawsOf = (name: string, seed: number | string): Draws => ({
  own: worldKey([name, seed]),
  key: new Uint32Array(KEY_WORDS),
  tick: new Int32Array(1),
})

/** Points the draws at a slot: the policy's key mixed with the episode's, at its tick. */
export function drawFor({ own, key, tick }: Draws, world: Keyed, slot: number): void {
  for (let word = 0; word < KEY_WORDS; word++) key[word] = own[word] ^ world.key[slot * KEY_WORDS + word]
  tick[0] = world.tick[slot]
}
