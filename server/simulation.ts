/** One world as it runs in its thread: the environment, its scripted players and its recording, over a mailbox. */
import { BatchEnv } from '../envs/core/batch.ts'
import type { DrawList } from '../envs/core/draw.ts'
import type { AnyArray } from '../envs/core/fields.ts'
import { recordReplay, type Recorder } from '../envs/core/replay.ts'
import type { Snapshot } from '../envs/core/snapshot.ts'
import { widthOf } from '../envs/core/spaces.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { batchView, describe, revived, TEXT_VIEW } from './describe.ts'
import { newMail, type Mail } from './mailbox.ts'
import type { EnvDescription, WorldState } from './protocol.ts'
import { Players } from './players.ts'
import { Refused } from './refused.ts'
import { Theatre } from './theatre.ts'

/** All that a world is made of. Plain data: it crosses to the thread, and to the disk. */
export interface Setup {
  readonly env: string
  readonly options: Readonly<Record<string, unknown>>
  readonly view: string | null | undefined
  readonly slots: number
  readonly seed: number | string
  readonly autoreset: 'same-step' | 'disabled'
  /** Names of scripted players by agent. */
  readonly bots: Readonly<Record<string, string>>
  /** What is done where an action is missing. */
  readonly late: string
  readonly record: boolean
  /** Bytes of all observation rows, and of a recording, at most. */
  readonly worldBytes: number
  readonly recordBytes: number
}

/** Text observations by agent; null where the view is an array. */
export type Texts = readonly string[] | null

export class Simulation {
  readonly description: EnvDescription
  readonly mail: Mail
  seed: number | string
  private readonly spec: EnvSpec
  private readonly setup: Setup
  private readonly textual: boolean
  private readonly players: Players
  private env: BatchEnv
  private recorder: Recorder | null = null
  /** Steps that a recording may have. */
  private readonly most: number
  private steps = 0
  private stepped = false
  private reseeds = 0
  private theatre: Theatre | null = null

  /**
   * Throws where options, view or players are not the environment's, and E_LIMIT where it is too large. `shared`: see
   * `newMail`.
   */
  constructor(spec: EnvSpec, setup: Setup, shared: boolean) {
    this.spec = spec
    this.setup = setup
    this.seed = setup.seed
    this.textual = setup.view === TEXT_VIEW
    this.description = describe(spec, setup.options, setup.view)
    if (setup.slots > 1) refuseMany(setup)
    checkBytes(this.description, setup)
    this.env = this.open(setup.record)
    const { world, agents, slots } = this.env
    const { heads, rowSize: row, box } = world
    const sizes = { slots, agents, heads: heads.length, width: widthOf(heads), metrics: spec.metrics.length }
    this.mail = newMail({ ...sizes, row, dtype: box?.dtype ?? 'u8' }, shared)
    this.most = Math.floor(setup.recordBytes / (BYTES_A_NUMBER * agents * heads.length))
    this.players = new Players(this.env, setup)
    this.publish()
  }

  /** Steps with the mailbox's actions; writes the result there. Texts of the rows, and of the last ones of an ended episode. */
  step(): { texts: Texts; finalTexts: Texts } {
    const { env, mail, recorder } = this
    env.actions.set(mail.actions)
    this.players.fill(env, mail)
    if (recorder) recorder.step()
    else env.step()
    this.stepped = true
    if (recorder && ++this.steps >= this.most) this.stopRecording()
    mail.actions.set(env.actions)
    mail.rewards.set(env.rewards)
    mail.done.set(env.done)
    const ended = this.markEnded()
    const finalTexts = ended && this.renews ? this.texts() : null
    if (ended && this.renews) this.renew()
    this.publish()
    return { texts: this.texts(), finalTexts }
  }

  /** See `Reset` of the protocol. Answers the seed that counts from now on. */
  reset(seed?: number | string): number | string {
    const waiting = this.env.world.waiting.includes(1)
    if (seed === undefined && waiting) this.env.resetDone()
    else if (seed !== undefined || this.stepped) this.restart(seed ?? `${this.setup.seed}/reset ${++this.reseeds}`)
    this.players.reset()
    this.mail.ended.fill(0)
    this.mail.rewards.fill(0)
    this.mail.done.set(this.env.done)
    this.publish()
    return this.seed
  }

  texts(): Texts {
    if (!this.textual) return null
    return Array.from({ length: this.env.agents }, (_, agent) => this.spec.text(this.env.world, 0, agent))
  }

  draw(): DrawList {
    return this.spec.draw(this.env.world, 0)
  }

  snapshot(): Snapshot {
    return this.env.snapshot()
  }

  hash(): string {
    return this.env.hash()
  }

  /** Throws a TypeError where the snapshot is of another world. A recording ends: it could not be played again. */
  restore(saved: Snapshot): void {
    this.env.restore(saved)
    this.stopRecording()
    this.stepped = true
    this.players.reset()
    this.mail.ended.fill(0)
    this.mail.actions.set(this.env.actions)
    this.mail.rewards.set(this.env.rewards)
    this.mail.done.set(this.env.done)
    this.publishFinals()
    this.publish()
  }

  /** Throws a RangeError where there is no such slot. */
  state(slot: number): Omit<WorldState, 'tick'> {
    const { env, spec } = this
    const state = env.toJSON(slot)
    const count = spec.metrics.length
    const row = slot * env.agents
    return {
      step: env.world.tick[slot],
      state,
      hash: env.hash(slot),
      metrics: Object.fromEntries(spec.metrics.map((name, i) => [name, env.world.metrics[slot * count + i]])),
      returns: Array.from(env.world.returns.subarray(row, row + env.agents)),
      infos: env.agentNames.map((_, agent) => spec.info?.(env.world, slot, agent) ?? {}),
    }
  }

  /** Starts the world anew, recorded. */
  record(seed: number | string): void {
    if (this.setup.slots > 1) refuseMany({ ...this.setup, record: true })
    this.env.close()
    this.seed = seed
    this.env = this.open(true)
    this.mail.ended.fill(0)
    this.mail.rewards.fill(0)
    this.mail.done.fill(0)
    this.players.reset()
    this.publish()
  }

  /** Ends the recording; its text stays to be read. Answers its steps. */
  stopRecording(): number {
    if (this.recorder) this.recorded = this.recorder.text()
    this.recorder = null
    return this.steps
  }
  private recorded: string | null = null

  /** The recording so far, or the last one. Throws E_STATE where there was none. */
  replay(): { text: string; recording: boolean; steps: number } {
    const text = this.recorder?.text() ?? this.recorded
    if (text === null) throw new Refused('E_STATE', 'Nothing was recorded: create the world with record, or start it.')
    return { text, recording: this.recorder !== null, steps: this.steps }
  }

  get recording(): boolean {
    return this.recorder !== null
  }

  /** The picture after so many steps of the recording. */
  seek(step: number): { picture: DrawList; recording: boolean; steps: number } {
    const { text, recording, steps } = this.replay()
    if (this.theatre?.text !== text) this.theatre = new Theatre(text, this.spec)
    return { picture: this.theatre.at(step), recording, steps }
  }

  /** A slot whose episode ended shows the next one: the batch does it for many, this world for one, whose last state is recorded. */
  private get renews(): boolean {
    return this.setup.autoreset === 'same-step' && this.env.slots === 1
  }

  private open(recorded: boolean): BatchEnv {
    const { setup, spec, seed } = this
    const options = revived(setup.options)
    const view = batchView(spec, setup.view)
    this.steps = 0
    this.stepped = false
    this.recorder = recorded ? recordReplay(spec, { options, seed, view }) : null
    if (this.recorder) return this.recorder.env
    const autoreset = setup.slots === 1 ? 'disabled' : setup.autoreset
    return new BatchEnv(spec, { ...options, slots: setup.slots, seed, view, autoreset })
  }

  private restart(seed: number | string): void {
    this.seed = seed
    if (!this.recorder) {
      this.env.reset(seed)
      this.stepped = false
      return
    }
    this.stopRecording()
    this.env.close()
    this.env = this.open(true)
  }

  private renew(): void {
    this.env.resetDone()
    this.players.reset()
  }

  /** Marks the slots whose episode ended in this step and copies what is left of it. */
  private markEnded(): boolean {
    const { mail, env } = this
    const { world } = env
    let any = false
    for (let slot = 0; slot < env.slots; slot++) {
      const over = world.episode[slot] !== mail.episode[slot] || world.waiting[slot] > mail.waiting[slot]
      mail.ended[slot] = over ? 1 : 0
      any ||= over
    }
    if (any) this.publishFinals()
    return any
  }

  private publishFinals(): void {
    const { mail, env } = this
    mail.finalMetrics.set(env.world.finalMetrics)
    mail.finalReturns.set(env.world.finalReturns)
    mail.finalLength.set(env.world.finalLength)
    set(mail.finalObservations, env.finalObservations)
  }

  private publish(): void {
    const { mail, env } = this
    mail.live.set(env.live)
    if (this.description.masked) mail.mask.set(env.mask)
    mail.episode.set(env.world.episode)
    mail.waiting.set(env.world.waiting)
    set(mail.observations, env.observations)
  }
}
/** Digits of an action and a comma. */
const BYTES_A_NUMBER = 3

/** Both are of one type and length. */
const set = (to: AnyArray, from: AnyArray): void => to.set(from)

/** What worlds of many slots cannot do. */
function refuseMany({ record, view }: Setup): void {
  if (record) throw new Refused('E_UNSUPPORTED', 'Worlds of one slot can be recorded, no others.')
  if (view === TEXT_VIEW) throw new Refused('E_UNSUPPORTED', 'Worlds of one slot speak in words, no others.')
}

function checkBytes({ observation, agents }: EnvDescription, { slots, worldBytes }: Setup): void {
  const size = observation?.kind === 'box' ? observation.shape.reduce((a, b) => a * b, BYTES[observation.dtype]) : 0
  const bytes = size * agents.length * slots
  if (bytes <= worldBytes) return
  const text = `Got a world with ${bytes} bytes of observations, expected at most ${worldBytes}: use fewer slots.`
  throw new Refused('E_LIMIT', text, { limit: 'worldBytes' })
}
const BYTES = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8 } as const
