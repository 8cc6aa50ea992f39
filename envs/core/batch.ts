/** Many copies of one environment, stepped together. */
import type { AnyArray } from './fields.ts'
import { configure, named } from './config.ts'
import { Pool } from './pool.ts'
import { checkSlot, hash, restore, snapshot, type Snapshot } from './snapshot.ts'
import type { BaseConfig, EnvSpec } from './spec.ts'
import { seedRange, startEpisode, stepRange } from './step.ts'
import { createWorld, type BatchWorld } from './world.ts'

export interface BatchOptions {
  /** Copies of the environment, >= 1. */
  slots: number
  seed?: number | string
  /** Number of this batch's first slot: a batch of 8 is two of 4 that begin at 0 and 4. */
  firstSlot?: number
  /** Name of the view, null to write no observations; the environment's default if absent. */
  view?: string | null
  /** Threads that step, >= 1; more than one needs a shared arena. */
  threads?: number
  /** 'same-step': a slot whose episode ends shows the next one at once. 'disabled': it waits for `resetDone()`. */
  autoreset?: 'same-step' | 'disabled'
  /** View kernels: WebAssembly, or their plain twin with the same bytes. */
  kernels?: 'wasm' | 'js'
}

/** Names of the options that are the batch's own, not the environment's. */
export const BATCH_OPTIONS = ['slots', 'seed', 'firstSlot', 'view', 'threads', 'autoreset', 'kernels'] as const

/**
 * The native form. All arrays belong to the batch and are written in place by `step`: read them before the next call, copy what
 * must outlive it. Shapes are slot-major; a row is slot * agents + agent.
 */
export class BatchEnv {
  readonly spec: EnvSpec
  readonly config: BaseConfig
  readonly world: BatchWorld
  readonly slots: number
  /** Agents a slot. */
  readonly agents: number
  readonly agentNames: readonly string[]
  readonly options: Readonly<Required<BatchOptions>>
  private readonly pool: Pool | null

  /** Use `makeBatch`. Throws on unknown or ill-typed options, listing the known ones. */
  constructor(spec: EnvSpec, options: BatchOptions & Record<string, unknown>) {
    const { own, rest } = split(options)
    this.spec = spec
    const { schema, defaults, defaultsFor } = spec.config
    this.config = configure(spec.id, schema, { ...defaults, ...defaultsFor?.(rest) }, rest)
    this.options = complete(spec, own)
    const { slots, view, threads, kernels, autoreset } = this.options
    const worldOptions = { slots, view, autoreset: autoreset === 'same-step', shared: threads > 1, kernels }
    this.world = createWorld(spec, this.config, worldOptions)
    this.slots = slots
    this.agents = this.world.agents
    this.agentNames = spec.agents(this.config, this.world.tables).map(({ name }) => name)
    this.pool = threads > 1 ? new Pool(this.world, { ...worldOptions, threads }) : null
    this.reset()
  }

  /** `[slots, agents, ...box.shape]`: rows of the current state; with autoreset, of the next episode where one ended. */
  get observations(): AnyArray {
    return this.world.observations
  }
  /** `[slots, agents, heads]`, the caller's to write before `step`. */
  get actions(): Int32Array {
    return this.world.actions
  }
  /** `[slots, agents]` of the last step. */
  get rewards(): Float32Array {
    return this.world.rewards
  }
  /** `[slots, agents]` codes of the last step: RUNNING, TERMINATED or TRUNCATED. */
  get done(): Uint8Array {
    return this.world.done
  }
  /** `[slots, agents]`, 1 where the agent is in the world. */
  get live(): Uint8Array {
    return this.world.live
  }
  /** `[slots, agents, sum of heads]`, 1 where an action is legal. */
  get mask(): Uint8Array {
    return this.world.mask
  }
  /** Observation rows at the end of the episode that ended last, valid where `done`. */
  get finalObservations(): AnyArray {
    return this.world.finalObservations
  }

  /** Starts the first episode of every slot under `seed` (the one given at creation if absent). */
  reset(seed: number | string = this.options.seed): void {
    seedRange(this.world, seed, this.options.firstSlot, 0, this.slots)
  }

  /** Steps every slot with `actions`. */
  step(): void {
    if (this.pool) this.pool.step(0, this.slots)
    else stepRange(this.world, 0, this.slots)
  }

  /**
   * Starts stepping the slots in [from, to) on the other threads and returns; `finish()` waits for them. Meanwhile the caller
   * may read and write rows of other slots: one half steps while the policy acts on the other. With one thread it steps at once.
   */
  start(from: number, to: number): void {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.slots)) {
      throw new RangeError(`Got slots ${from} to ${to}, expected a range within 0 to ${this.slots}.`)
    }
    if (this.pool) this.pool.start(from, to)
    else stepRange(this.world, from, to)
  }

  finish(): void {
    this.pool?.finish()
  }

  /** Starts the next episode of every slot that waits for one (autoreset 'disabled'). */
  resetDone(): void {
    for (let slot = 0; slot < this.slots; slot++) if (this.world.waiting[slot]) startEpisode(this.world, slot)
  }

  /** Sets a knob (a number that may change between steps) in one slot, or in all. Unknown names list the known ones. */
  tune(knob: string, value: number, slot?: number): void {
    const values = named(`knob of ${this.spec.id}`, this.world.knobs, knob)
    if (slot === undefined) return void values.fill(value)
    checkSlot(this, slot)
    values[slot] = value
  }

  snapshot(slot?: number): Snapshot {
    return snapshot(this.world, slot)
  }

  restore(saved: Snapshot, slot?: number): void {
    restore(this.world, saved, slot)
  }

  /** Hash of what decides the future of a slot, or of all. */
  hash(slot?: number): string {
    return hash(this.world, slot)
  }

  /** An independent copy that plays the same future. */
  clone(): BatchEnv {
    const twin = new BatchEnv(this.spec, { ...this.config, ...this.options })
    twin.restore(this.snapshot())
    return twin
  }

  /** State of a slot in the environment's own format. */
  toJSON(slot: number): unknown {
    checkSlot(this, slot)
    return this.spec.toJSON(this.world, slot)
  }

  /** Sets a slot's state. Throws before anything is written if `json` is malformed. */
  fromJSON(slot: number, json: unknown): void {
    const { world, spec } = this
    checkSlot(this, slot)
    spec.fromJSON(world, slot, json)
    world.waiting[slot] = 0
    world.done.fill(0, slot * this.agents, (slot + 1) * this.agents)
    spec.mask?.(world, slot)
    world.view?.write(world, slot)
  }

  /** Ends the threads. The arrays stay readable. */
  close(): void {
    this.pool?.close()
  }
}

function split(options: BatchOptions & Record<string, unknown>) {
  const own: Partial<BatchOptions> = {}
  const rest: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(options)) {
    if ((BATCH_OPTIONS as readonly string[]).includes(key)) Object.assign(own, { [key]: value })
    else rest[key] = value
  }
  return { own, rest }
}

function complete(spec: EnvSpec, own: Partial<BatchOptions>): Required<BatchOptions> {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  const options = {
    slots: 1,
    seed: 0,
    firstSlot: 0,
    view: spec.defaultView,
    threads: 1,
    autoreset: 'same-step' as const,
    kernels: 'wasm' as const,
    ...given,
  }
  const { threads, slots, autoreset, seed, kernels } = options
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError(`Got ${slots} slots, expected an integer >= 1.`)
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`Got ${threads} threads, expected an integer >= 1.`)
  if (threads > slots) throw new RangeError(`Got ${threads} threads for ${slots} slots, expected at most one a slot.`)
  if (!['same-step', 'disabled'].includes(autoreset)) {
    throw new RangeError(`Got autoreset '${autoreset}', expected one of: same-step, disabled.`)
  }
  if (!['wasm', 'js'].includes(kernels)) throw new RangeError(`Got kernels '${kernels}', expected one of: wasm, js.`)
  if (typeof seed !== 'number' && typeof seed !== 'string')
    throw new TypeError(`Got seed ${seed}, expected a number or a string.`)
  return options
}
