/** The PettingZoo parallel API in TypeScript: one world, dictionaries by agent. */
import { BatchEnv, type BatchOptions } from './batch.ts'
import type { DrawList } from './draw.ts'
import type { AnyArray } from './fields.ts'
import type { Snapshot } from './snapshot.ts'
import { headsOf, type ActionSpace, type Space } from './spaces.ts'
import { TERMINATED, TRUNCATED, type EnvSpec } from './spec.ts'

export type Observation = AnyArray | string
export type Action = number | readonly number[]
export type ByAgent<T> = Record<string, T>
export type Info = Record<string, unknown>

export interface StepResult {
  observations: ByAgent<Observation>
  rewards: ByAgent<number>
  /** The rules ended the episode for this agent: its future is worth 0. */
  terminations: ByAgent<boolean>
  /** The horizon cut the episode: bootstrap from the observation. */
  truncations: ByAgent<boolean>
  infos: ByAgent<Info>
}

export type ParallelOptions = Pick<BatchOptions, 'seed' | 'view' | 'kernels'>

/** The one view that is no array: prose and a list of legal actions. */
const TEXT = 'text'

export class ParallelEnv {
  readonly spec: EnvSpec
  readonly possibleAgents: readonly string[]
  /** Agents that still act; empty once the episode is over. */
  agents: readonly string[]
  private readonly batch: BatchEnv
  private readonly textual: boolean

  /** Use `make`. */
  constructor(spec: EnvSpec, options: ParallelOptions & Record<string, unknown> = {}) {
    const { seed, view, kernels, ...config } = options
    for (const key of ['slots', 'threads', 'autoreset', 'firstSlot']) {
      if (key in config)
        throw new TypeError(`Got option '${key}' for make('${spec.id}'), expected makeBatch() for batches.`)
    }
    this.spec = spec
    this.textual = view === TEXT
    this.batch = new BatchEnv(spec, {
      ...config,
      seed,
      kernels,
      view: this.textual ? null : view,
      slots: 1,
      autoreset: 'disabled',
    })
    this.possibleAgents = this.batch.agentNames
    this.agents = this.possibleAgents
  }

  get config(): Readonly<Record<string, unknown>> {
    return this.batch.config as unknown as Record<string, unknown>
  }

  observationSpace(agent: string): Space {
    this.indexOf(agent)
    return this.batch.world.box ?? { kind: 'text' }
  }

  actionSpace(agent: string): ActionSpace {
    this.indexOf(agent)
    return this.batch.world.actionSpace
  }

  /** 1 for each legal action, heads one after another. The caller owns the copy. */
  actionMask(agent: string): Uint8Array {
    const { mask, agents } = this.batch.world
    const size = mask.length / agents
    return mask.slice(this.indexOf(agent) * size, (this.indexOf(agent) + 1) * size)
  }

  /** Starts an episode: the first under `seed` if one is given, else the next under the last seed. */
  reset({ seed }: { seed?: number | string } = {}): { observations: ByAgent<Observation>; infos: ByAgent<Info> } {
    if (seed !== undefined || this.batch.world.episode[0] < 0 || !this.started) this.batch.reset(seed)
    else {
      this.batch.world.waiting[0] = 1
      this.batch.resetDone()
    }
    this.started = true
    this.agents = this.possibleAgents
    return { observations: this.observe(), infos: this.byAgent((i) => this.info(i)) }
  }
  private started = false

  /** One tick. `actions` names every acting agent. Throws a RangeError on a missing agent or an action outside its space. */
  step(actions: ByAgent<Action>): StepResult {
    if (this.agents.length === 0) throw new Error('Got step() after the end of the episode, expected reset() first.')
    const acting = this.agents
    this.writeActions(actions)
    this.batch.step()
    const { done, rewards } = this.batch
    const over = (code: number) => (i: number) => done[i] === code
    const result = {
      observations: this.observe(),
      rewards: this.byAgent((i) => rewards[i], acting),
      terminations: this.byAgent(over(TERMINATED), acting),
      truncations: this.byAgent(over(TRUNCATED), acting),
      infos: this.byAgent((i) => this.info(i), acting),
    }
    this.agents = acting.filter((name) => done[this.indexOf(name)] === 0)
    return result
  }

  /** Observations of the current state by agent; the caller owns the copies. */
  observe(): ByAgent<Observation> {
    const { world } = this.batch
    if (this.textual) return this.byAgent((i) => this.spec.text(world, 0, i))
    return this.byAgent((i) => world.observations.slice(i * world.rowSize, (i + 1) * world.rowSize))
  }

  /** Picture of the current state. */
  render(): DrawList {
    return this.spec.draw(this.batch.world, 0)
  }

  /** The current state as text. */
  print(): string {
    return this.spec.print(this.batch.world, 0)
  }

  toJSON(): unknown {
    return this.batch.toJSON(0)
  }

  /** Sets the state from the environment's own format; the episode goes on from there. */
  fromJSON(json: unknown): void {
    this.batch.fromJSON(0, json)
    this.agents = this.possibleAgents
  }

  snapshot(): Snapshot {
    return this.batch.snapshot()
  }

  restore(saved: Snapshot): void {
    this.batch.restore(saved)
    this.started = true
    this.agents = this.possibleAgents.filter((_, i) => this.batch.done[i] === 0)
  }

  hash(): string {
    return this.batch.hash()
  }

  close(): void {
    this.batch.close()
  }

  private info(agent: number): Info {
    return this.spec.info?.(this.batch.world, 0, agent) ?? {}
  }

  private byAgent<T>(value: (index: number) => T, names = this.agents): ByAgent<T> {
    return Object.fromEntries(names.map((name) => [name, value(this.indexOf(name))]))
  }

  private indexOf(agent: string): number {
    const index = this.possibleAgents.indexOf(agent)
    if (index < 0)
      throw new RangeError(`Got unknown agent '${agent}', expected one of: ${this.possibleAgents.join(', ')}.`)
    return index
  }

  private writeActions(actions: ByAgent<Action>): void {
    const { actionSpace } = this.batch.world
    const heads = headsOf(actionSpace)
    const rows = this.agents.map((name) => {
      if (!(name in actions))
        throw new RangeError(`Missing action of ${name}, expected one for each of: ${this.agents.join(', ')}.`)
      const given = actions[name]
      return { index: this.indexOf(name), row: typeof given === 'number' ? [given] : given, name }
    })
    for (const name of Object.keys(actions)) this.indexOf(name)
    for (const { row, name } of rows) checkAction(name, row, heads, actionSpace)
    for (const { index, row } of rows) this.batch.actions.set(row, index * heads.length)
  }
}

function checkAction(agent: string, row: readonly number[], heads: readonly number[], { names }: ActionSpace): void {
  if (row.length !== heads.length)
    throw new RangeError(`Got ${row.length} action heads for ${agent}, expected ${heads.length}.`)
  for (const [h, action] of row.entries()) {
    if (!Number.isInteger(action) || action < 0 || action >= heads[h]) {
      const meaning = names && heads.length === 1 ? ` (${names.map((name, i) => `${i} ${name}`).join(', ')})` : ''
      throw new RangeError(`Got action ${action} for ${agent}, expected an integer in [0, ${heads[h]})${meaning}.`)
    }
  }
}
