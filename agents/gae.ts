/**
 * Generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438, eq. 16).
 *
 *     delta_t = r_t + gamma B_t - V(s_t)        A_t = delta_t + gamma lambda c_t A_{t+1}
 *
 * B_t is V(s_{t+1}) inside an episode, 0 where it terminated, and the value of the episode's own last observation where it was
 * truncated; c_t is 0 after either end.
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
  const { steps, rows, rewards, values, done, finalValues, lastValues, gamma, lambda } = input
  for (let n = 0; n < rows; n++) {
    let advantage = 0
    for (let t = steps - 1; t >= 0; t--) {
      const i = t * rows + n
      const code = done[i]
      const next = t === steps - 1 ? lastValues[n] : values[i + rows]
      const bootstrap = code === TERMINATED ? 0 : code === TRUNCATED ? finalValues[i] : next
      const carried = code === TERMINATED || code === TRUNCATED ? 0 : advantage
      advantage = rewards[i] + gamma * bootstrap - values[i] + gamma * lambda * carried
      advantages[i] = advantage
      returns[i] = advantage + values[i]
    }
  }
}
