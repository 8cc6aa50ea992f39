/** One policy interface for scripted, learned and remote agents, batch first. */
import type { World } from '../envs/core/spec.ts'

export interface Policy {
  readonly name: string
  /** Forgets what is remembered about these slots, all of them by default; called at an episode's start. */
  reset(slots?: readonly number[]): void
  /**
   * Writes an action (all heads) for each row into `world.actions`; row = slot * agents + agent. Remote policies may answer
   * later. A learned policy reads `world.observations`; a scripted one may read the world's state, and says so.
   */
  act(batch: { readonly world: World }, rows: ArrayLike<number>): void | Promise<void>
}
