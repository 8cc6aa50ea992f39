/**
 * Generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438, eq. 16).
 *
 *     delta_t = r_t + gamma B_t - V(s_t)        A_t = delta_t + gamma lambda c_t A_{t+1}
 *
 * B_t is V(s_{t+1}) inside an episode, 0 where it terminated, and the value of the episode's own last observation where it was
 * truncated; c_t is 0 after either end.
 *
 * An agent that is out of the world for a while, to come back, decides nothing there and its value is not learned: such
 * steps only pass back, discounted by gamma, what follows them. The gap is one transition, as in a semi-Markov decision
 * process.
 */
import { TERMINATED, TRUNCATED } from '../envs/core/spec.ts'

export interface GaeInput {
  /** Steps T and rows N; all arrays below are `[T, N]` unless said otherwise. */
  readonly steps: number
  readonly rows: number
  readonly rewards: ArrayLike<number>
  readonly values: ArrayLike<number>
  /** Codes RUNNING, TERMINATED, TRUNCATED of each step. */
  readonly done: ArrayLike<number>
  /** V of the last observation, read where `done` is TRUNCATED. */
  readonly finalValues: ArrayLike<number>
  /** `[N]` V of the observation after the last step. */
  readonly lastValues: ArrayLike<number>
  /** 1 where the agent was in the world when it acted; absent if it always was. */
  readonly live?: ArrayLike<number>
  /** Discount and trace decay, both in [0, 1]. */
  readonly gamma: number
  readonly lambda: number
}

/** Writes `[T, N]` advantages, and returns (advantage + value) where the caller gives room for them. */
export function gae(
  input: GaeInput,
  advantages: Float32Array | Float64Array,
  returns: Float32Array | Float64Array,
): void {
  const { steps, rows, rewards, values, done, finalValues, lastValues, live, gamma, lambda } = input
  for (let n = 0; n < rows; n++) {
    let advantage = 0
    let value = lastValues[n]
    for (let t = steps - 1; t >= 0; t--) {
      const i = t * rows + n
      const code = done[i]
      const bootstrap = code === TERMINATED ? 0 : code === TRUNCATED ? finalValues[i] : value
      const carried = code === TERMINATED || code === TRUNCATED ? 0 : advantage
      if (live === undefined || live[i] === 1) {
        value = values[i]
        advantage = rewards[i] + gamma * bootstrap - value + gamma * lambda * carried
      } else {
        value = rewards[i] + gamma * bootstrap
        advantage = gamma * carried
      }
      advantages[i] = advantage
      returns[i] = advantage + value
    }
  }
}
