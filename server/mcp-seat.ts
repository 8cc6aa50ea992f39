/**
 * One seat of a world as tools for a language model: look, ask what is legal, act, speak where there is a channel. Nothing that
 * the seat's handle does not allow: no reset, no state, nobody else's rewards.
 */
import type { SchemaObject } from 'ajv'
import { headsOf, type ActionSpace } from '../envs/core/spaces.ts'
import { ServerFault } from './client/client.ts'
import type { RemoteSeat } from './client/handles.ts'
import type { Tool, ToolAnswer } from './mcp.ts'
import type { Cost, ErrorCode, Observation } from './protocol.ts'
import { arrayOf } from './tensor.ts'

/** The head of an action that others see or hear. */
const MESSAGE = 'message'
const NOTHING: SchemaObject = { type: 'object', properties: {}, additionalProperties: false }
const DONE = ['', 'The episode is over: it ended.', 'The episode is over: its time is up.']
const OVER: ToolAnswer = {
  text: 'The world has ended, or you have lost your seat. There is nothing more to do.',
  data: { ended: true },
}
/** Calls in a tick that name no action, after which the episode is declined where it can be. */
const TRIES = 3
/** Where a program says what an action cost, in `_meta` of the call. */
export const COST = 'sva-gym/cost'
/** What was acted on is over. */
const PAST: readonly ErrorCode[] = ['E_STALE', 'E_STATE', 'E_DUP']

/** Tools for a seat of a world whose view is text. A call waits for others for `waitMs` at most. */
export function seatTools(seat: RemoteSeat, waitMs: number): Tool[] {
  const player = new Player(seat, waitMs)
  const { action } = seat.env
  const tools: Tool[] = [
    {
      name: 'observe',
      description: 'What you see now. Waits for the others if they have not acted yet.',
      inputSchema: NOTHING,
      readOnly: true,
      call: () => player.observe(),
    },
    {
      name: 'legal_actions',
      description: 'The actions that you may take now.',
      inputSchema: NOTHING,
      readOnly: true,
      call: () => player.legalActions(),
    },
    {
      name: 'act',
      description: 'Takes one action, waits until everybody has acted, and gives what you see then and your reward.',
      inputSchema: actSchema(action),
      readOnly: false,
      call: ({ action: given }, meta) => player.act(given as Given, meta?.[COST] as Cost | undefined),
      wrong: () => player.wrong(),
    },
  ]
  if (seat.declines) {
    tools.push({
      name: 'decline',
      description: 'Ends your part in this episode: you will not act in it. It is counted as not answered.',
      inputSchema: object({ reason: { type: 'string', maxLength: 200 } }),
      readOnly: false,
      call: ({ reason }) => player.decline(reason as string),
    })
  }
  const messages = sizeOfMessages(action)
  if (messages > 0) {
    tools.push({
      name: 'say',
      description: `Says a token with your next action; 0 is silence. What tokens mean is for the players to find.`,
      inputSchema: object({ message: { type: 'integer', minimum: 0, maximum: messages - 1 } }),
      readOnly: false,
      call: ({ message }) => player.say(message as number),
    })
  }
  return tools
}

/** An action as a model gives it: its name, its number, or a number for each head by name. */
type Given = string | number | Readonly<Record<string, number>>

class Player {
  private readonly seat: RemoteSeat
  private readonly waitMs: number
  private last: Observation | null = null
  /** Whether what was seen last is over, so that something else has to come. */
  private due = true
  private reward = 0
  private message = 0
  /** Calls in this tick that named no action. */
  private wrongs = 0
  /** An observation that is waited for, from one call to the next. */
  private coming: Promise<Observation | null> | null = null

  constructor(seat: RemoteSeat, waitMs: number) {
    this.seat = seat
    this.waitMs = waitMs
  }

  async observe(): Promise<ToolAnswer> {
    const came = await this.look()
    return came ?? this.told()
  }

  async legalActions(): Promise<ToolAnswer> {
    const came = await this.look()
    if (came) return came
    const { action } = this.seat.env
    const mask = this.last!.mask === undefined ? null : arrayOf(this.last!.mask)
    let at = 0
    const heads = headsOf(action).map((n, head) => {
      const legal = Array.from({ length: n }, (_, i) => i).filter((i) => mask === null || mask[at + i] === 1)
      at += n
      return [headName(action, head), legal.map((i) => actionName(action, i))] as const
    })
    const legal = action.kind === 'discrete' ? heads[0][1] : Object.fromEntries(heads)
    return { text: JSON.stringify(legal), data: { legal } }
  }

  async act(given: Given, cost?: Cost): Promise<ToolAnswer> {
    const came = await this.look()
    if (came) return came
    if (!this.last!.acts) return { text: `${this.told().text}\nNo action of yours is awaited.`, failed: true }
    try {
      await this.seat.act(await this.named(given), this.last!.tick, this.seat.declines ? cost : undefined)
    } catch (error) {
      if (!(error instanceof ServerFault) || !PAST.includes(error.code)) throw error
    }
    return this.goOn()
  }

  async decline(reason: string): Promise<ToolAnswer> {
    await this.seat.decline(reason)
    return this.goOn()
  }

  /** What comes after the last observation was answered. */
  private goOn(): Promise<ToolAnswer> {
    this.message = this.wrongs = 0
    this.due = true
    return this.observe()
  }

  /** The action as it travels. */
  private async named(given: Given): Promise<number | readonly number[]> {
    try {
      return this.integers(given)
    } catch (error) {
      await this.wrong()
      throw error
    }
  }

  /** What was to be an action was none: who does that too often has declined, where that can be. */
  async wrong(): Promise<void> {
    if (!this.seat.declines || this.due || ++this.wrongs < TRIES) return
    await this.seat.decline(`No action by name in ${TRIES} tries.`)
    this.wrongs = 0
    this.due = true
  }

  say(message: number): ToolAnswer {
    this.message = message
    return { text: message === 0 ? 'You say nothing.' : `You say ${message} with your next action.` }
  }

  /** Makes the newest observation the last one; answers instead where there is none. */
  private async look(): Promise<ToolAnswer | null> {
    if (!this.due && this.seat.over) return OVER
    if (this.due) this.reward = 0
    const end = performance.now() + this.waitMs
    while (this.due) {
      const seen = await this.within(end - performance.now())
      if (seen === undefined) {
        return { text: 'Nothing has come yet: the others have not acted, or no new episode has begun. Observe again.' }
      }
      if (seen === null) return OVER
      this.last = seen
      this.reward += seen.reward
      // What is no longer true, and ticks in which nothing is asked, are passed over.
      this.due = seen.done === 0 && (!seen.acts || seen.tick < this.seat.tick)
    }
    return null
  }

  /** The next observation; null where there are no more, undefined where it takes longer than `ms`. */
  private async within(ms: number): Promise<Observation | null | undefined> {
    this.coming ??= this.seat.next()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), Math.max(0, ms))
    })
    const seen = await Promise.race([this.coming, late])
    clearTimeout(timer)
    if (seen !== undefined) this.coming = null
    return seen
  }

  private told(): ToolAnswer {
    const { tick, episode, observation, done, defaulted, acts } = this.last!
    // After the last observation of an episode comes the first of the next.
    if (done !== 0) this.due = true
    const lines = [
      this.seat.declines ? '' : `Your reward: ${this.reward}.`,
      defaulted ? 'You were too late: an action was chosen for you.' : '',
      DONE[done],
      String(observation),
    ]
    const data = { tick, episode, reward: this.reward, over: done !== 0, yourTurn: acts, defaulted }
    return { text: lines.filter(Boolean).join('\n'), data }
  }

  /** An action as it travels. Throws where there is none of that name. */
  private integers(given: Given): number | readonly number[] {
    const { action } = this.seat.env
    if (action.kind === 'discrete') return numberOf(action, given)
    if (typeof given !== 'object') throw new TypeError(`Got action ${given}, expected a number for each head by name.`)
    return action.heads.map((_, head) => {
      const name = headName(action, head)
      return given[name] ?? (name === MESSAGE ? this.message : 0)
    })
  }
}

function numberOf({ n, names = [] }: ActionSpace & { kind: 'discrete' }, given: Given): number {
  if (typeof given === 'number') return given
  const found = names.indexOf(String(given))
  if (found >= 0) return found
  const known = names.length > 0 ? names.join(', ') : `integers in [0, ${n})`
  throw new RangeError(`Got action '${JSON.stringify(given)}', expected one of: ${known}.`)
}

const actionName = (space: ActionSpace, i: number): string | number =>
  space.kind === 'discrete' ? (space.names?.[i] ?? i) : i

const headName = (space: ActionSpace, head: number): string => space.names?.[head] ?? `head_${head}`

const sizeOfMessages = (space: ActionSpace): number =>
  space.kind === 'discrete' ? 0 : (space.heads[space.names?.indexOf(MESSAGE) ?? -1] ?? 0)

const object = (properties: Record<string, SchemaObject>): SchemaObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

/** The arguments of `act`. */
function actSchema(space: ActionSpace): SchemaObject {
  if (space.kind === 'discrete') {
    const named = { enum: [...(space.names ?? []), ...Array.from({ length: space.n }, (_, i) => i)] }
    return object({ action: { ...named, description: 'its name, or its number' } })
  }
  const heads = space.heads.map((n, head) => [
    headName(space, head),
    { type: 'integer', minimum: 0, maximum: n - 1, description: '0 if left out' },
  ])
  return object({ action: { type: 'object', properties: Object.fromEntries(heads), additionalProperties: false } })
}
