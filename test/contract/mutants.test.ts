/** Every check of the contract kills something: broken versions of catch, each with the sentence that must come. */
import { describe, expect, it } from 'vitest'
import { BatchEnv, type BatchOptions } from '../../envs/core/batch.ts'
import { drawAt } from '../../envs/core/keyed.ts'
import { TERMINATED, type EnvSpec } from '../../envs/core/spec.ts'
import { catching, failing, grid, mark, numbers, perThread, type CatchJSON, type CatchWorld } from './catch.ts'
import { SPEC_CHECKS, VIEW_CHECKS, WORLD_CHECKS } from './contract.ts'
import * as formats from './formats.ts'
import * as memory from './memory.ts'
import * as replays from './replays.ts'
import * as rules from './rules.ts'
import { NO_EXAMPLES, type Check, type Trial } from './trial.ts'
import * as views from './views.ts'

type Spec = typeof catching
type Make = NonNullable<Trial['make']>

const { step, reset, fromJSON, toJSON } = catching
const mask = catching.mask!
/** Catch with broken rules. */
const broken = (change: Partial<Spec>): Spec => ({ ...catching, ...change })
/** Catch whose step does more. */
const after = (more: (world: CatchWorld, slot: number) => void): Spec =>
  broken({
    step(world, slot) {
      const code = step(world, slot)
      more(world, slot)
      return code
    },
  })
/** Catch with another grid view. */
const seen = (change: Partial<typeof grid>): Spec => broken({ views: { grid: { ...grid, ...change }, numbers } })
/** The grid view with more written after it. */
const painted = (more: (world: CatchWorld, slot: number) => void): Spec =>
  seen({
    update: undefined,
    write(world, slot) {
      grid.write(world, slot)
      more(world, slot)
    },
  })
const rowAt = ({ agents, rowSize }: CatchWorld, slot: number): number => slot * agents * rowSize

/** Batches of another class. */
const made =
  (Batch: typeof BatchEnv): Make =>
  (spec, options) =>
    new Batch(spec, options)

class Forgetful extends BatchEnv {
  override restore(saved: Parameters<BatchEnv['restore']>[0], slot?: number): void {
    super.restore(saved, slot)
    if (slot === undefined) this.world.state.x.fill(0)
    else this.world.state.x[slot] = 0
  }
}
class Fresh extends BatchEnv {
  override clone(): BatchEnv {
    return new BatchEnv(this.spec, { ...this.config, ...this.options })
  }
}
class Same extends BatchEnv {
  override clone(): BatchEnv {
    return this
  }
}
class Trusting extends BatchEnv {
  override restore({ bytes }: Parameters<BatchEnv['restore']>[0], slot?: number): void {
    if (slot === undefined) new Uint8Array(this.world.memory.buffer).set(bytes.subarray(0, this.world.bytes))
  }
}
class Restless extends BatchEnv {
  override step(): void {
    super.step()
    for (let slot = 0; slot < this.slots; slot++) if (this.world.waiting[slot]) this.world.state.x[slot] ^= 1
  }
}
class Paying extends BatchEnv {
  override step(): void {
    super.step()
    for (let slot = 0; slot < this.slots; slot++) if (this.world.waiting[slot]) this.rewards[slot * this.agents] = 1
  }
}
class NextIsFinal extends BatchEnv {
  override get finalObservations() {
    return this.observations
  }
}
class Codeless extends BatchEnv {
  override step(): void {
    super.step()
    this.done.fill(0)
  }
}

let counter = 0
const kept: unknown[] = []

interface Mutant {
  readonly what: string
  readonly sentence: string
  readonly check: Check
  readonly spec?: Spec
  readonly make?: Make
}

const MUTANTS: readonly Mutant[] = [
  {
    what: 'randomness without a seed',
    sentence: replays.NOT_DETERMINISTIC,
    check: replays.sameSeedSameBytes,
    spec: after(({ rewards }, slot) => void (rewards[slot * 2] += counter++ % 7)),
  },
  {
    what: 'a seed that is ignored',
    sentence: replays.NOT_DETERMINISTIC,
    check: replays.sameSeedSameBytes,
    make: (spec, options) => {
      const batch = new BatchEnv(spec, options)
      batch.reset = () => BatchEnv.prototype.reset.call(batch)
      return batch
    },
  },
  {
    what: 'a rule that depends on the thread',
    sentence: replays.THREADS_DIFFER,
    check: (trial) => replays.threadsAgree(trial, 2),
    spec: perThread,
  },
  {
    what: 'a rule that depends on the place in the batch',
    sentence: replays.HALVES_DIFFER,
    check: replays.halvesAreWhole,
    spec: after(({ rewards }, slot) => void (rewards[slot * 2] += slot)),
  },
  {
    what: 'a batch that forgets its first slot',
    sentence: replays.HALVES_DIFFER,
    check: replays.halvesAreWhole,
    make: (spec, options) => new BatchEnv(spec, { ...options, firstSlot: 0 }),
  },
  {
    what: 'state outside the arena',
    sentence: replays.RESTORE_DIFFERS,
    check: replays.restoreReplays,
    spec: after(({ state }, slot) => void (counter++ % 7 === 0 && (state.x[slot] = 0))),
  },
  {
    what: 'a field that is not restored',
    sentence: replays.SLOT_RESTORE_DIFFERS,
    check: replays.slotRestoreReplays,
    make: made(Forgetful),
  },
  {
    what: 'a clone that starts anew',
    sentence: replays.CLONE_DIFFERS,
    check: replays.cloneReplays,
    make: made(Fresh),
  },
  {
    what: 'a clone that is the original',
    sentence: replays.CLONE_DIFFERS,
    check: replays.cloneReplays,
    make: made(Same),
  },
  {
    what: 'a restore that takes anything',
    sentence: replays.SNAPSHOT_ACCEPTED,
    check: replays.strangeSnapshotsRefused,
    make: made(Trusting),
  },
  {
    what: 'a value above the space',
    sentence: views.OUT_OF_SPACE,
    check: views.observationsInSpace,
    spec: painted((world, slot) => void (world.observations[rowAt(world, slot) + 5] = 2)),
  },
  {
    what: 'a value that is no number',
    sentence: views.OUT_OF_SPACE,
    check: views.observationsInSpace,
    spec: broken({
      views: {
        grid: {
          ...numbers,
          write: (world, slot) => void (numbers.write(world, slot), (world.observations[slot * 12] = NaN)),
        },
      },
    }),
  },
  {
    what: 'an update that does not erase',
    sentence: views.UPDATE_DIFFERS,
    check: views.updateIsWrite,
    spec: seen({ update: (world, slot) => mark(world, slot, 1) }),
  },
  {
    what: 'a write that leaves what was there',
    sentence: views.UPDATE_DIFFERS,
    check: views.updateIsWrite,
    spec: seen({ write: (world, slot) => mark(world, slot, 1) }),
  },
  {
    what: 'a view that keeps its notes in the state',
    sentence: views.TRACE,
    check: views.viewLeavesNoTrace,
    spec: painted(({ state }, slot) => void (state.wasX[slot] = state.x[slot])),
  },
  {
    what: 'a kernel unlike its twin',
    sentence: views.KERNELS_DIFFER,
    check: views.kernelsAgree,
    // Functions of WebAssembly are named by number.
    spec: painted((world, slot) => {
      if (world.kernels.clear.name === 'clear') world.observations[rowAt(world, slot)] ^= 1
    }),
  },
  {
    what: 'a view of a hidden field',
    sentence: views.LEAK,
    check: views.hiddenStaysHidden,
    spec: painted((world, slot) => void (world.observations[rowAt(world, slot)] = world.state.next[slot] & 1)),
  },
  {
    what: 'a view of the key',
    sentence: views.LEAK,
    check: views.hiddenStaysHidden,
    spec: painted((world, slot) => void (world.observations[rowAt(world, slot)] = world.key[slot * 4] & 1)),
  },
  {
    what: 'a text that tells a hidden field',
    sentence: views.LEAK,
    check: views.hiddenStaysHidden,
    spec: broken({ text: (world, slot, agent) => catching.text(world, slot, agent) + world.state.next[slot] }),
  },
  {
    what: 'final observations that are the next',
    sentence: views.FINAL_ROWS,
    check: views.finalRowsAreLast,
    make: made(NextIsFinal),
  },
  {
    what: 'a mask of 255',
    sentence: rules.MASK_VALUES,
    check: rules.masksHonest,
    spec: broken({ mask: (world, slot) => void (mask(world, slot), (world.mask[slot * 6 + 1] = 255)) }),
  },
  {
    what: 'no action for those who are out',
    sentence: rules.MASK_EMPTY,
    check: rules.masksHonest,
    spec: broken({
      mask(world, slot) {
        mask(world, slot)
        for (let row = slot * 2; row < slot * 2 + 2; row++) world.mask[row * 3 + 1] = world.live[row]
      },
    }),
  },
  {
    what: 'a mask that forgets an element',
    sentence: rules.MASK_STALE,
    check: rules.masksHonest,
    spec: broken({
      mask(world, slot) {
        const old = world.mask[slot * 6]
        mask(world, slot)
        world.mask[slot * 6] = old
      },
    }),
  },
  {
    what: 'a reward for those who are out',
    sentence: rules.DEAD_REWARD,
    check: rules.deadRowsSilent,
    spec: after(({ rewards }, slot) => void rewards.fill(1, slot * 2, slot * 2 + 2)),
  },
  {
    what: 'a waiting slot that goes on',
    sentence: rules.WAITING_CHANGED,
    check: rules.waitingSlotsStand,
    make: made(Restless),
  },
  {
    what: 'a waiting slot that pays',
    sentence: rules.WAITING_CHANGED,
    check: rules.waitingSlotsStand,
    make: made(Paying),
  },
  {
    what: 'a batch that never truncates',
    sentence: rules.NO_TRUNCATION,
    check: rules.waitingSlotsStand,
    make: (spec, options) => new BatchEnv(spec, { ...options, horizon: 999, falls: 999, rocks: 0 }),
  },
  {
    what: 'ends without a code',
    sentence: rules.BAD_CODE,
    check: rules.codesStand,
    make: made(Codeless),
  },
  {
    what: 'a horizon that terminates',
    sentence: rules.TIME_TERMINATES,
    check: rules.horizonTruncates,
    spec: broken({
      step: (world, slot) => (step(world, slot), world.tick[slot] + 1 >= world.config.horizon ? TERMINATED : 0),
    }),
  },
  {
    what: 'a truncation of its own',
    sentence: rules.EARLY_TRUNCATION,
    check: rules.horizonTruncates,
    spec: broken({ step: (world, slot) => (step(world, slot), world.tick[slot] === 3 ? 2 : 0) }),
  },
  {
    what: 'a step that resets at the horizon',
    sentence: rules.STEP_RESETS,
    check: rules.horizonTruncates,
    spec: after((world, slot) => {
      if (world.tick[slot] + 1 >= world.config.horizon) reset(world, slot)
    }),
  },
  {
    what: 'no truncation at the horizon',
    sentence: rules.NO_TRUNCATION,
    check: rules.horizonTruncates,
    make: (spec, options) => new BatchEnv(spec, { ...options, horizon: 999 }),
  },
  {
    what: 'a state that is not written whole',
    sentence: formats.JSON_FUTURE,
    check: formats.jsonRoundTrips,
    spec: broken({
      toJSON: (world, slot) => ({ ...toJSON(world, slot), next: 0 }),
    }),
  },
  {
    what: 'a state that is not read whole',
    sentence: formats.JSON_REST,
    check: formats.jsonRoundTrips,
    spec: broken({
      toJSON: (world, slot) => ({ ...toJSON(world, slot), next: 0 }),
      fromJSON(world, slot, json) {
        const { next } = world.state
        const kept = next[slot]
        fromJSON(world, slot, json)
        next[slot] = kept
      },
    }),
  },
  {
    what: 'garbage that is taken',
    sentence: formats.JSON_GARBAGE,
    check: formats.garbageRefused,
    spec: broken({
      fromJSON: (world, slot, json) => fromJSON(world, slot, { ...toJSON(world, slot), ...(json as object) }),
    }),
  },
  {
    what: 'garbage that is half read',
    sentence: formats.JSON_GARBAGE,
    check: formats.garbageRefused,
    spec: broken({
      fromJSON(world, slot, json) {
        world.tick[slot] = (json as CatchJSON | null)?.tick ?? 99
        fromJSON(world, slot, json)
      },
    }),
  },
  {
    what: 'a start that depends on the last episode',
    sentence: rules.NOT_KEYED,
    check: rules.startsAreKeyed,
    spec: broken({
      reset(world, slot) {
        const stream = world.state.column[slot * 2]
        reset(world, slot)
        world.state.next[slot] = drawAt(world, slot, 9, 0, stream, 0) % world.config.width
      },
    }),
  },
  {
    what: 'a fresh array a step',
    sentence: memory.ALLOCATES,
    check: memory.allocatesNothing,
    spec: after((_, slot) => void (kept[slot] = Array.from({ length: 50 }, (_, i) => i + counter))),
  },
  {
    what: 'so large an array a step that garbage is swept while one measures',
    sentence: memory.ALLOCATES,
    check: memory.allocatesNothing,
    spec: after((_, slot) => void (kept[slot] = Array.from({ length: 2000 }, () => counter))),
  },
  {
    what: 'a list that grows',
    sentence: memory.GROWS,
    check: memory.memoryStands,
    spec: after((_, slot) => void kept.push(slot)),
  },
  {
    what: 'an empty print',
    sentence: formats.NO_PICTURE,
    check: formats.picturesWork,
    spec: broken({ print: () => '' }),
  },
  {
    what: 'a picture of nothing',
    sentence: formats.NO_PICTURE,
    check: formats.picturesWork,
    spec: broken({ draw: () => ({ width: 4, height: 3, background: '#000000', shapes: [] }) }),
  },
  {
    what: 'a shape beside the picture',
    sentence: formats.OUT_OF_PICTURE,
    check: formats.picturesWork,
    spec: broken({
      draw: (world, slot) => ({ ...catching.draw(world, slot), width: 1 }),
    }),
  },
  {
    what: 'rules that know how many slots there are',
    sentence: formats.PARALLEL_DIFFERS,
    check: formats.parallelIsBatch,
    spec: after(({ rewards, slots }, slot) => void (rewards[slot * 2] += slots)),
  },
]

/** Breaks that concern an environment with all its examples. */
const SPEC_MUTANTS: readonly (readonly [string, string, (spec: EnvSpec) => void, Spec])[] = [
  [
    'a channel that is always 0',
    views.DEAD_CHANNEL,
    views.channelsVary,
    broken({
      views: {
        numbers: {
          ...numbers,
          write(world, slot) {
            numbers.write(world, slot)
            for (let agent = 0; agent < 2; agent++) world.observations[(slot * 2 + agent) * 6 + 4] = 0
          },
        },
      },
    }),
  ],
  ['square examples', views.SQUARE, views.someExampleIsNotSquare, broken({ examples: [{ width: 4, height: 4 }] })],
  ['no examples', NO_EXAMPLES, views.channelsVary, broken({ examples: undefined })],
]

const trialOf = ({ spec = catching, make }: Pick<Mutant, 'spec' | 'make'>): Trial => ({
  spec: spec as EnvSpec,
  options: catching.examples![1],
  view: 'grid',
  make,
})

describe('the contract kills', () => {
  it.each(MUTANTS.map((mutant) => [mutant.what, mutant] as const))('%s', (_, mutant) => {
    expect(() => mutant.check(trialOf({}))).not.toThrow()
    expect(() => mutant.check(trialOf(mutant))).toThrow(mutant.sentence)
  })

  it.each(SPEC_MUTANTS)('%s', (_, sentence, check, spec) => {
    expect(() => check(spec as EnvSpec)).toThrow(sentence)
  })

  it('something by every check', () => {
    const killers = new Set<unknown>([
      ...MUTANTS.map(({ check }) => check),
      ...SPEC_MUTANTS.map(([, , check]) => check),
    ])
    const checks = { ...VIEW_CHECKS, ...WORLD_CHECKS, ...SPEC_CHECKS }
    const idle = Object.entries(checks).filter(([, check]) => !killers.has(check))
    expect(idle.map(([name]) => name)).toEqual([])
  })
})

describe('a pool', () => {
  const options: BatchOptions = { slots: 2, threads: 2 }

  it('gives the bytes of one thread on four', () => replays.threadsAgree(trialOf({}), 4))

  it('reports what a worker threw', () => {
    const batch = new BatchEnv(failing as EnvSpec, { ...options })
    expect(() => batch.step()).toThrow(/A stepping thread failed: .*the sky fell in slot 1/)
    batch.close()
  })

  it('reports an environment that the registry does not list', () => {
    const batch = new BatchEnv({ ...catching, module: undefined } as EnvSpec, { ...options })
    expect(() => batch.step()).toThrow("Got unknown environment 'catch'")
    batch.close()
  })

  it('refuses to start while it steps', () => {
    const batch = new BatchEnv(catching as EnvSpec, { ...options })
    batch.start(0, 1)
    expect(() => batch.start(1, 2)).toThrow('expected finish() first')
    batch.finish()
    batch.close()
  })

  it('takes at most a thread a slot', () => {
    expect(() => new BatchEnv(catching as EnvSpec, { slots: 2, threads: 3 })).toThrow('Got 3 threads for 2 slots')
  })
})
