/**
 * The wire protocol of the server, version 1: all that an outside author has to read.
 *
 * A client opens a WebSocket at `/v1` under one of SUBPROTOCOLS; the subprotocol is the codec. A message is one frame with one
 * map. `t` is its type. A request has an `id`, an integer that rises; its reply has the same number as `re`, and is `<t>.ok`
 * or `error`. Events have neither. Clients ignore fields that they do not know; the server refuses them, except in `x`.
 *
 * Three handles, and a connection does what those that it holds allow:
 *
 *     controller   given by `create`           everything about its world: reset, step, snapshot, state, invite, kick ...
 *     seat         given by `join`, an agent   the observation of that agent, and its action
 *     watch        given by `watch`            the public picture
 *
 * A handle is a token as well: `resume` with it on another connection takes it over there. Agents never reset, never see the
 * state, the rewards or observations of others.
 *
 * A world counts `tick`, the steps it has taken since it was made; it never goes back, whatever is reset or restored. An
 * action names the tick that it is for, so sending it twice does it once.
 */
import type { ActionSpace, Space } from '../envs/core/spaces.ts'
import type { DrawList } from '../envs/core/draw.ts'

export const PROTOCOL_VERSION = 1
export const PATH = '/v1'
export const SUBPROTOCOLS = { msgpack: 'sva.v1.msgpack', json: 'sva.v1.json' } as const
export type Codec = keyof typeof SUBPROTOCOLS

/** Element types by their NumPy names. */
export type WireDtype = '|u1' | '|i1' | '<u2' | '<i2' | '<u4' | '<i4' | '<f4' | '<f8'

/**
 * An array: row-major, little-endian. In JSON its elements stand as numbers in `v` instead of `b`, or as Base64 in `b64`; those
 * that are not finite are "NaN", "Infinity", "-Infinity".
 */
export interface Tensor {
  readonly d: WireDtype
  readonly s: readonly number[]
  readonly b: Uint8Array
}

/**
 * Who moves time on.
 *
 *     solo       the controller, by `step` with the actions of all agents
 *     vec        the same for many copies of the world (slots) at once
 *     lockstep   a tick is taken when every seat has acted, or at the deadline
 *     turn       the same, where only agents with a choice are asked (others have one legal action)
 *     realtime   the clock: the newest action of each seat, or the default
 */
export const MODES = ['solo', 'vec', 'lockstep', 'turn', 'realtime'] as const
export type Mode = (typeof MODES)[number]

export const KINDS = ['trainer', 'agent', 'human', 'viewer'] as const
/** What a client is; it decides about limits and heartbeats. */
export type ClientKind = (typeof KINDS)[number]

/** Why a request failed. `data` says more where a line says so. */
export const ERRORS = {
  E_PROTO: 'no common version; data.supported',
  E_AUTH: 'the token is missing or wrong',
  E_FORBIDDEN: 'this connection does not hold the handle that this takes',
  E_BAD_FRAME: 'the frame is no message',
  E_SCHEMA: 'a field is wrong; data.path',
  E_UNKNOWN_TYPE: 'no such request; data.known',
  E_UNKNOWN_ENV: 'no such environment; data.known',
  E_OPTIONS: 'the environment does not take these options',
  E_NO_WORLD: 'no such world, or it has ended',
  E_NO_SEAT: 'no such agent, or not your seat',
  E_SEAT_TAKEN: 'somebody else sits there',
  E_FULL: 'every seat is taken',
  E_STATE: 'not now: the mode or phase of the world does not allow it',
  E_STALE: 'that tick is over; data.now holds the current rows',
  E_FUTURE: 'that tick has not come; data.tick',
  E_DUP: 'another action was already taken for that tick',
  E_ACTION: 'no action of the space; data.row',
  E_LIMIT: 'a limit of the server; data.limit',
  E_RATE: 'too many messages',
  E_ENV_FAILED: 'the environment threw; the world has ended; data.ref in the log of the server',
  E_ENV_TIMEOUT: 'a step took too long; the world has ended',
  E_UNSUPPORTED: 'not offered',
  E_SHUTDOWN: 'the server is closing',
  E_INTERNAL: 'a fault of the server; data.ref in its log',
} as const
export type ErrorCode = keyof typeof ERRORS

/** Codes of closed connections beside the standard ones (1000 bye, 1009 frame too large, 1012 the server restarts). */
export const CLOSE = {
  PROTOCOL: 4400,
  AUTH: 4401,
  FORBIDDEN: 4403,
  IDLE: 4408,
  REPLACED: 4409,
  SLOW: 4413,
  RATE: 4429,
  INTERNAL: 4500,
} as const

// ---------------------------------------------------------------------------------------------------------------- requests

interface Base<T extends string> {
  readonly t: T
  readonly id: number
  /** Anything; the server does not look at it. */
  readonly x?: Readonly<Record<string, unknown>>
}
interface OfWorld<T extends string> extends Base<T> {
  readonly world: string
}

/** The first message. */
export interface Hello extends Base<'hello'> {
  /** Versions that the client speaks; the highest common one is taken. */
  readonly proto: readonly number[]
  readonly kind: ClientKind
  readonly client?: { readonly name: string; readonly version?: string; readonly language?: string }
  /** The server's token, where it has one and no Authorization header carried it. */
  readonly token?: string
  /** 'ws': pings, and death without an answer. 'idle': only silence kills; for clients that block while they compute. */
  readonly heartbeat?: 'ws' | 'idle'
}
export type Bye = Base<'bye'>
export interface Ping extends Base<'ping'> {
  readonly ts?: number
}
export interface List extends Base<'list'> {
  /** Only environments whose id or summary has this text. */
  readonly text?: string
}
export interface Describe extends Base<'describe'> {
  readonly env: string
  readonly options?: Readonly<Record<string, unknown>>
  /** A view by name, 'text', or null for none; the default of the environment if absent. */
  readonly view?: string | null
}
export interface Create extends Base<'create'> {
  readonly env: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly view?: string | null
  readonly mode: Mode
  /** Copies of the world; more than 1 only in mode vec. */
  readonly slots?: number
  /** Number of the first slot, 0 if absent: a world of 8 is two of 4 that begin at 0 and at 4. */
  readonly firstSlot?: number
  readonly seed?: number | string
  /** 'same-step' (default): the next episode shows at once. 'disabled': it waits for `reset`. */
  readonly autoreset?: 'same-step' | 'disabled'
  readonly record?: boolean
  readonly name?: string
  /** Who may join and watch: holders of an invite (default), or whoever asks; open worlds are listed by `worlds`. */
  readonly access?: 'invite' | 'open'
  readonly clock?: {
    /** 'full' (default): when no seat is free. 'manual': at `clock` start. */
    readonly start?: 'full' | 'manual'
    /** Lockstep and turn: ms from sending the observations until missing actions are filled in; null for never. */
    readonly deadlineMs?: number | null
    /** Realtime: ms a tick. */
    readonly tickMs?: number
  }
  readonly seats?: {
    /** Scripted players by agent: they take no seat. */
    readonly bots?: Readonly<Record<string, string>>
    /** What is done where an action is missing: 'noop', 'repeat', 'random', or 'bot:<name>'. */
    readonly late?: string
    /** Missing actions in a row after which a seat is lost. */
    readonly maxLate?: number
    /** What a free seat does once the world runs: 'default' as if late, 'pause' stops the clock, 'end' ends the world. */
    readonly onLeave?: 'default' | 'pause' | 'end'
    /** Ms that a seat is kept for a lost connection. */
    readonly resumeMs?: number
  }
  /** Ms that a world outlives its last holder. */
  readonly ttlMs?: number
}
/** Lists open worlds. */
export type Worlds = Base<'worlds'>
export interface Join extends OfWorld<'join'> {
  /** An agent's name; any free seat if absent. */
  readonly agent?: string
  readonly invite?: string
  /** How the player is called in tables and pictures. */
  readonly name?: string
  /** 'text': this seat is spoken to in words, whatever the view of the world. */
  readonly view?: 'text'
}
export interface Watch extends OfWorld<'watch'> {
  readonly invite?: string
  /** Pictures a second, at most. */
  readonly fps?: number
}
export interface Leave extends OfWorld<'leave'> {
  /** The seat to leave; absent, the watch. */
  readonly agent?: string
}
export interface Reset extends OfWorld<'reset'> {
  /**
   * Starts every slot's first episode under this seed. Without one, slots that wait start the next episode under the last
   * seed; if none waits, every slot starts under a new seed made from the last, which the reply names.
   */
  readonly seed?: number | string
}
export interface Step extends OfWorld<'step'> {
  readonly tick: number
  /** '<i4' or '|u1', `[slots, agents, heads]`. */
  readonly actions: Tensor
}
export interface Act extends OfWorld<'act'> {
  readonly agent: string
  readonly tick: number
  /** An integer, or one for each head. */
  readonly action: number | readonly number[]
  /** What it cost the player, for worlds that count that. */
  readonly cost?: Cost
}
/** Calls of a model, and tokens that went into it and came out. */
export interface Cost {
  readonly calls?: number
  readonly input?: number
  readonly output?: number
}
/** The agent will not act in this episode, which is over for it. Only of worlds whose `join` says so. */
export interface Decline extends OfWorld<'decline'> {
  readonly agent: string
  readonly tick: number
  readonly reason?: string
}
export interface Clock extends OfWorld<'clock'> {
  readonly op: 'start' | 'pause' | 'step' | 'rate'
  /** Op 'step' (of a paused realtime world): ticks to take, 1 if absent. */
  readonly ticks?: number
  /** Op 'rate'. */
  readonly tickMs?: number
}
export type Snapshot = OfWorld<'snapshot'>
export interface Restore extends OfWorld<'restore'> {
  /** What `snapshot` gave. Only this server's own are taken. */
  readonly snapshot: Uint8Array
}
export interface Fork extends OfWorld<'fork'> {
  readonly count: number
}
export interface State extends OfWorld<'state'> {
  readonly slot?: number
}
/** How the world looks: for its controller, and for those who watch it. */
export interface Render extends OfWorld<'render'> {
  /** Absent: 0. Watchers see no other. */
  readonly slot?: number
  /** 'picture' (default): as data. 'text': for a terminal, a character a cell. 'pixels': for the controller alone. */
  readonly form?: 'picture' | 'text' | 'pixels'
  /** Form 'pixels': pixels a cell, 16 if absent. */
  readonly cell?: number
}
export type Seats = OfWorld<'seats'>
export interface Invite extends OfWorld<'invite'> {
  /** The seat that it is for; absent, it is for watching. */
  readonly agent?: string
}
export interface Kick extends OfWorld<'kick'> {
  readonly agent: string
}
export interface Resume extends OfWorld<'resume'> {
  /** A handle's token: of a seat, if `agent` is given, else of the controller. */
  readonly token: string
  readonly agent?: string
  /** The last tick whose rows arrived. */
  readonly lastTick: number
}
export interface ReplayRequest extends OfWorld<'replay'> {
  /** 'start' begins a recording (the world starts anew under `seed`), 'stop' ends it, 'get' reads it, 'seek' shows a step. */
  readonly op: 'start' | 'stop' | 'get' | 'seek'
  readonly seed?: number | string
  /** Op 'get': where to read on; the last reply's. */
  readonly cursor?: number
  /** Op 'seek'. */
  readonly step?: number
}
export type Destroy = OfWorld<'destroy'>

// prettier-ignore
export type Request =
  | Hello | Bye | Ping | List | Describe | Create | Worlds | Join | Watch | Leave | Reset | Step | Act | Decline | Clock | Snapshot | Restore
  | Fork | State | Render | Seats | Invite | Kick | Resume | ReplayRequest | Destroy
export type RequestType = Request['t']

// ----------------------------------------------------------------------------------------------------------------- replies

/** The rows of a world as they stand. The controller's; a seat has its own `Observation`. */
export interface Rows {
  readonly tick: number
  /** Episodes begun before this one, `<i4 [slots]`. */
  readonly episode: Tensor
  /** `[slots, agents, ...shape]`; with view 'text' a string an agent; absent without a view. */
  readonly observations?: Tensor | readonly string[]
  /** Legal actions, `|u1 [slots, agents, sum of heads]`; absent where every action is legal always. */
  readonly mask?: Tensor
  /** 1 where an agent is in the world, `|u1 [slots, agents]`. */
  readonly live: Tensor
}
/** What a step gave beside the rows after it. */
export interface Stepped extends Rows {
  /** `<f4 [slots, agents]`. */
  readonly rewards: Tensor
  /** `|u1 [slots, agents]`: 0 runs on, 1 terminated (worth 0 from here), 2 truncated (bootstrap). */
  readonly done: Tensor
  /** Of the episodes that ended in this step; absent if none did. */
  readonly final?: Final
}
export interface Final {
  /** `<i4 [ended]`: which slots. */
  readonly slots: Tensor
  /** The last observation rows `[ended, agents, ...shape]`; absent where autoreset is 'disabled': then the rows are it. */
  readonly observations?: Tensor | readonly string[]
  /** `<f8 [ended, metrics]`. */
  readonly metrics: Tensor
  /** `<f8 [ended, agents]`. */
  readonly returns: Tensor
  /** `<i4 [ended]`: steps. */
  readonly lengths: Tensor
}

interface Answer<T extends string> {
  readonly t: T
  readonly re: number
}
export interface Welcome extends Answer<'welcome'> {
  readonly proto: number
  readonly server: { readonly name: string; readonly version: string }
  readonly connection: string
  readonly capabilities: readonly string[]
  readonly heartbeat: { readonly mode: 'ws' | 'idle'; readonly ms: number }
  /** See limits.ts. */
  readonly limits: Readonly<Record<string, number>>
}
export interface EnvSummary {
  readonly id: string
  readonly version: number
  readonly summary: string
}
export interface EnvDescription extends EnvSummary {
  readonly source: string
  /** JSON Schema of the options, and their defaults ("Infinity" is a number). */
  readonly options: object
  readonly defaults: object
  readonly agents: readonly { readonly name: string; readonly role: string }[]
  /** Of one agent; null without a view. */
  readonly observation: Space | null
  readonly action: ActionSpace
  /** Whether some actions are not legal always. */
  readonly masked: boolean
  readonly view: string | null
  readonly views: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly score: string | null
  /** Steps of an episode at most; null for no end. */
  readonly horizon: number | null
  /** Equal where spaces, agents, options and rules are. */
  readonly specHash: string
}
export interface Created {
  readonly world: string
  /** The handle: keep it to resume. */
  readonly controller: string
  readonly env: EnvDescription
  readonly mode: Mode
  readonly seed: number | string
  readonly slots: number
  /** Shape of the actions of a step: slots, agents, heads. */
  readonly shape: readonly number[]
}
export interface CreateOk extends Answer<'create.ok'>, Created, Rows {}
export interface JoinOk extends Answer<'join.ok'> {
  readonly world: string
  readonly agent: string
  /** The handle: keep it to resume. */
  readonly token: string
  readonly env: EnvDescription
  readonly mode: Mode
  readonly tick: number
  /** The world is played elsewhere: no reward is told, an action may say its cost, and an episode may be declined. */
  readonly declines?: true
}
export interface SeatRow {
  readonly agent: string
  readonly role: string
  readonly state: 'free' | 'taken' | 'away' | 'bot'
  readonly name: string | null
  /** Missing actions so far. */
  readonly late: number
}
export interface WorldRow {
  readonly world: string
  readonly name: string | null
  readonly env: string
  readonly mode: Mode
  readonly tick: number
  readonly seats: readonly SeatRow[]
}

/** The reply of each request. */
export interface Replies {
  hello: Welcome
  bye: Answer<'bye.ok'>
  ping: Answer<'ping.ok'> & { readonly ts?: number }
  list: Answer<'list.ok'> & { readonly envs: readonly EnvSummary[] }
  describe: Answer<'describe.ok'> & { readonly env: EnvDescription }
  create: CreateOk
  worlds: Answer<'worlds.ok'> & { readonly worlds: readonly WorldRow[] }
  join: JoinOk
  watch: Answer<'watch.ok'> & { readonly world: string }
  leave: Answer<'leave.ok'>
  reset: Answer<'reset.ok'> & Rows & { readonly seed: number | string }
  step: Answer<'step.ok'> & Stepped
  act: Answer<'act.ok'> & { readonly tick: number; readonly late?: boolean }
  decline: Answer<'decline.ok'>
  clock: Answer<'clock.ok'> & { readonly tick: number; readonly running: boolean }
  snapshot: Answer<'snapshot.ok'> & { readonly tick: number; readonly snapshot: Uint8Array; readonly hash: string }
  restore: Answer<'restore.ok'> & Rows & { readonly hash: string }
  fork: Answer<'fork.ok'> & { readonly worlds: readonly { readonly world: string; readonly controller: string }[] }
  state: Answer<'state.ok'> & WorldState
  render: Answer<'render.ok'> & {
    readonly tick: number
    readonly picture?: DrawList
    readonly text?: string
    /** `|u1 [height, width, 3]`. */
    readonly pixels?: Tensor
  }
  seats: Answer<'seats.ok'> & { readonly seats: readonly SeatRow[]; readonly running: boolean }
  invite: Answer<'invite.ok'> & { readonly invite: string }
  kick: Answer<'kick.ok'>
  resume: Answer<'resume.ok'> & {
    readonly tick: number
    /** The handle from now on; the old token is dead once something was asked under this one. */
    readonly token: string
    /** What the last step or reset gave, and the rows since: the same as its lost reply or event. */
    readonly last: Stepped | Rows | Observation
  }
  replay: Answer<'replay.ok'> & {
    readonly recording: boolean
    readonly steps: number
    /** Op 'get': a piece of the file; more follows while `cursor` is there. */
    readonly text?: string
    readonly cursor?: number
    /** Op 'seek'. */
    readonly picture?: DrawList
  }
  destroy: Answer<'destroy.ok'>
}
export type Reply = Replies[RequestType]

export interface WorldState {
  readonly tick: number
  /** Steps of the running episode. */
  readonly step: number
  /** In the environment's own format. */
  readonly state: unknown
  readonly hash: string
  readonly metrics: Readonly<Record<string, number>>
  readonly returns: readonly number[]
  /** What the environment says of each agent. */
  readonly infos: readonly unknown[]
}

export interface Fault {
  readonly t: 'error'
  /** Absent where the request had no readable id. */
  readonly re?: number
  readonly code: ErrorCode
  readonly message: string
  /** Whether the same request may succeed later. */
  readonly retry: boolean
  readonly data?: Readonly<Record<string, unknown>>
}

// ------------------------------------------------------------------------------------------------------------------ events

/** To a seat: what its agent sees and got. `tick` is the one to act for. */
export interface Observation {
  readonly t: 'observation'
  readonly world: string
  readonly agent: string
  readonly tick: number
  readonly episode: number
  readonly observation: Tensor | string | null
  /** `|u1 [sum of heads]`; absent where every action is legal always. */
  readonly mask?: Tensor
  readonly live: boolean
  readonly reward: number
  readonly done: number
  /** The last action as it was applied; absent before the first. */
  readonly applied?: readonly number[]
  /** Whether it was filled in, since none came in time. */
  readonly defaulted: boolean
  /** Whether this seat is waited for. */
  readonly acts: boolean
  readonly deadlineMs?: number
}
/** To the controller of a world with seats: a tick was taken. Rows follow `step.ok`. */
export interface Tick extends Stepped {
  readonly t: 'tick'
  readonly world: string
  /** As applied, `<i4 [1, agents, heads]`. */
  readonly actions: Tensor
  /** 1 where the action was filled in, `|u1 [1, agents]`. */
  readonly defaulted: Tensor
}
/** To watchers. */
export interface Frame {
  readonly t: 'frame'
  readonly world: string
  readonly tick: number
  readonly picture: DrawList
  /** Names of the players by agent, where they gave one. */
  readonly names: Readonly<Record<string, string>>
}
/** To the controller. */
export interface SeatEvent {
  readonly t: 'seat'
  readonly world: string
  readonly agent: string
  readonly change: 'joined' | 'left' | 'away' | 'resumed' | 'kicked' | 'lost'
}
/** To a seat or watcher that was too slow: events of these ticks were left out. */
export interface Gap {
  readonly t: 'gap'
  readonly world: string
  readonly from: number
  readonly to: number
}
/** A world ended: destroyed, failed, or nobody was left. */
export interface Ended {
  readonly t: 'ended'
  readonly world: string
  readonly code: ErrorCode | null
  readonly message: string
}
export interface Closing {
  readonly t: 'closing'
  readonly ms: number
  readonly reason: string
}
export type Event = Observation | Tick | Frame | SeatEvent | Gap | Ended | Closing
export type ServerMessage = Reply | Fault | Event
