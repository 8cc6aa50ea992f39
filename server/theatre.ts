/** Shows a recording at any step: played once from the start, then from the nearest snapshot on the way. */
import { parseReplay, playReplay } from '../envs/core/replay.ts'
import type { BatchEnv } from '../envs/core/batch.ts'
import type { DrawList } from '../envs/core/draw.ts'
import type { Snapshot } from '../envs/core/snapshot.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { BatchEnv as Batch } from '../envs/core/batch.ts'
import { Refused } from './refused.ts'

/** Steps between snapshots. */
const KEYFRAME_EVERY = 256

export class Theatre {
  readonly text: string
  readonly steps: number
  private readonly keyframes: Snapshot[] = []
  private readonly actions: readonly (readonly number[])[]
  private readonly env: BatchEnv

  /** Plays the whole of it, checking every hash. Throws where it takes another way than it was recorded. */
  constructor(text: string, spec: EnvSpec) {
    const replay = parseReplay(text, 'the recording')
    const { options, seed } = replay.header
    let step = 0
    for (const env of playReplay(replay, spec)) if (step++ % KEYFRAME_EVERY === 0) this.keyframes.push(env.snapshot())
    this.text = text
    this.steps = replay.steps.length
    this.actions = replay.steps
    this.env = new Batch(spec, { ...options, slots: 1, seed, view: null, autoreset: 'disabled' })
  }

  /** The picture after `step` steps. Throws E_SCHEMA where there are not so many. */
  at(step: number): DrawList {
    if (step > this.steps) {
      throw new Refused('E_SCHEMA', `Got step ${step}, expected at most ${this.steps}.`, { path: '/step' })
    }
    const { env } = this
    const frame = Math.floor(step / KEYFRAME_EVERY)
    env.restore(this.keyframes[frame])
    for (const actions of this.actions.slice(frame * KEYFRAME_EVERY, step)) {
      env.resetDone()
      env.actions.set(actions)
      env.step()
    }
    return env.spec.draw(env.world, 0)
  }
}
