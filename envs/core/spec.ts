/**
 * What an environment is: one plain object of functions over `(world, slot)`.
 *
 * A world holds `slots` copies of an environment side by side; every function works on one slot of it, in place, and allocates
 * nothing in `step`. The batch around it (`batch.ts`) calls them in order and owns episodes: ticks, horizons, resets.
 */
import type { SchemaObject } from 'ajv'
import type { AnyArray, ArraysOf, Fields } from './fields.ts'
import type { ActionSpace, Box } from './spaces.ts'
import type { CommonActions } from './common.ts'
import type { DrawList } from './draw.ts'
import type { Kernels } from './kernels.ts'

/** How an episode stands, one code an agent row. TRUNCATED is given by the batch alone, at the horizon: bootstrap there. */
export const RUNNING = 0
export const TERMINATED = 1
export const TRUNCATED = 2
export type Done = typeof RUNNING | typeof TERMINATED | typeof TRUNCATED

export interface AgentSpec {
  readonly name: string
  /** What the agent is in this environment; agents of one role are exchangeable. */
  readonly role: string
}

/** Options that every environment has. */
export interface BaseConfig {
  /** Steps until an episode is truncated, >= 1; Infinity for never. */
  horizon: number
}

/** All slots of one environment. Every array is slot-major over one arena and is written in place. */
export interface World<C = BaseConfig, F extends Fields = Fields, T = unknown> {
  readonly config: C
  /** What the environment computed once from its configuration. */
  readonly tables: T
  readonly slots: number
  readonly agents: number
  /** The environment's own fields, `[slots, size]` each. */
  readonly state: ArraysOf<F>
  /** Key of the running episode, `[slots, 4]`. */
  readonly key: Uint32Array
  /** Steps taken in the running episode, `[slots]`. */
  readonly tick: Int32Array
  /** `[slots, agents, heads]`, the caller writes. */
  readonly actions: Int32Array
  /** `[slots, agents]`, the step writes. */
  readonly rewards: Float32Array
  /** 1 where the agent is in the world, `[slots, agents]`. */
  readonly live: Uint8Array
  /** Code of each agent row, `[slots, agents]`. A step may end single agents; the batch ends the slot. */
  readonly done: Uint8Array
  /** Legal actions, `[slots, agents, sum of heads]`. All ones where the environment has no `mask`. */
  readonly mask: Uint8Array
  /** The episode's metrics so far, `[slots, metrics]`: the step adds. */
  readonly metrics: Float64Array
  /** Rows of the chosen view, `[slots, agents, ...shape]`; length 0 without a view. */
  readonly observations: AnyArray
  /** Elements of an observation row; 0 without a view. */
  readonly rowSize: number
  /** Sizes of the heads of an action; one of a discrete space. */
  readonly heads: readonly number[]
  /** Numbers that may change between steps, by name, `[slots]` each. */
  readonly knobs: Readonly<Record<string, Float64Array>>
  readonly kernels: Kernels
}

/** One encoding of a world's state: a row an agent. Built from named fields only; hidden ones never enter. */
export interface View<W> {
  readonly summary: string
  /** Shape, type and bounds of one agent's row. */
  space(world: W): Box
  /** Writes all rows of a slot from scratch. */
  write(world: W, slot: number): void
  /** Brings the rows up to date after a step: the same bytes as `write`, for less. */
  update?(world: W, slot: number): void
}

export interface EnvSpec<C extends BaseConfig = BaseConfig, F extends Fields = Fields, T = unknown, J = unknown> {
  readonly id: string
  /** Bumped whenever the dynamics change: recordings and checkpoints name it. */
  readonly version: number
  readonly summary: string
  /** Where the rules come from. */
  readonly source: string
  readonly config: {
    readonly schema: SchemaObject
    readonly defaults: C
    /** Defaults that hang on other options, over `defaults`. Gets what was given, before it is checked: throws on nothing. */
    defaultsFor?(given: Readonly<Record<string, unknown>>): Partial<C>
  }
  /**
   * Options of configurations that between them show everything, for the contract tests: under random play every channel of
   * every view takes more than one value, and at least one picture is not square. Short horizons keep the tests short.
   */
  readonly examples?: readonly Readonly<Record<string, unknown>>[]
  /** Numbers of the rules by the value of the option `profile`, where an environment has that option. */
  readonly profiles?: Readonly<Record<string, object>>
  /** State fields that follow from the others or only say what need not be worked out again: no part of a hash. */
  readonly unhashed?: readonly string[]
  /** State fields and knobs that no view and no text may show. */
  hidden?(config: C): readonly string[]
  /** Where a stepping thread imports this specification from, if the registry does not list it. */
  readonly module?: { readonly url: string; readonly name: string }
  /** Computes what never changes in an episode. Throws on a configuration that no schema can refuse. */
  tables(config: C): T
  agents(config: C, tables: T): readonly AgentSpec[]
  state(config: C, tables: T): F
  action(config: C, tables: T): ActionSpace
  readonly views: Readonly<Record<string, View<World<C, F, T>>>>
  /** What the common actions (common.ts) mean here. */
  readonly common?: CommonActions<World<C, F, T>>
  /** View used where none is named. */
  readonly defaultView: string
  /** Text of one agent's observation for a language model, with its legal actions. */
  text(world: World<C, F, T>, slot: number, agent: number): string
  /** Names of the per-episode numbers that `step` sums. */
  readonly metrics: readonly string[]
  /** The metric that results are quoted in; the mean return of the agents where absent. */
  readonly score?: string
  /** Values at creation of the numbers that may be tuned between steps. */
  knobs?(config: C): Readonly<Record<string, number>>
  /** Starts an episode: writes every field of the slot. `key` and `tick` (0) are set. */
  reset(world: World<C, F, T>, slot: number): void
  /** One tick: reads `actions`, writes the state, `rewards` and `metrics`. The batch counts the tick after it. */
  step(world: World<C, F, T>, slot: number): Done
  mask?(world: World<C, F, T>, slot: number): void
  /** What a step says about an agent beside its reward; outside the hot path. */
  info?(world: World<C, F, T>, slot: number, agent: number): Record<string, unknown>
  draw(world: World<C, F, T>, slot: number): DrawList
  /** The slot as text, for golden files and failing tests. */
  print(world: World<C, F, T>, slot: number): string
  /** The environment's own, documented state format. `fromJSON` throws before it writes anything. */
  toJSON(world: World<C, F, T>, slot: number): J
  fromJSON(world: World<C, F, T>, slot: number, json: unknown): void
}
