/** What a world of allocation holds. Being 0 is the focal agent, beings 1 and up are recipients. */
import { LOOKS, NEAREST, WINDOW } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { booksOf } from '../core/ledger.ts'
import { traitsOf, type Traits } from '../core/needs.ts'
import type { CompleteRecipients } from '../core/needs-options.ts'
import type { World } from '../core/spec.ts'
import { SIGNALS, complete, type AllocationConfig, type Complete } from './config.ts'
import { TALLIES } from './tallies.ts'

export const FOCAL = 0
export const AUDITOR = 0
export const BIRD = 1
export const WATCHERS = 2
/** Reports, and levels of the focal agent's need that they stand for. */
export const REPORTS = 8

// Of who was fed last.
export const NOBODY = -1
export const SEVERAL = -2

/** Per slot; n beings. Wellbeing in thousandths, 0 to 10_000. Hidden: what HIDDEN names. */
export interface Allocation {
  readonly [name: string]: Field
  /** Rounds over, ticks over in the running round, and whether this tick's token is the red one. */
  readonly round: Field<'i32'>
  readonly spot: Field<'i32'>
  readonly red: Field<'u8'>
  /** Whether what recipients show can be seen in the running round: always, but under a veil. */
  readonly lifted: Field<'u8'>
  /** Hidden: tick of the running round at which the red token comes; -1 for none. */
  readonly redAt: Field<'i32'>
  /** Which of the two channels is the need; the other is a placebo. */
  readonly needBar: Field<'u8'>
  /** [n * 2] what the two channels show. */
  readonly bars: Field<'i16'>
  readonly inert: Field<'u8'>
  readonly decay: Field<'i16'>
  readonly threshold: Field<'i16'>
  readonly capacity: Field<'i16'>
  /** [n] codes of KINDS and SIGNALS. */
  readonly kind: Field<'u8'>
  readonly signal: Field<'u8'>
  /** [n * 8] looks: byte b is b / 127.5 - 1 in [-1, 1]. */
  readonly looks: Field<'u8'>
  /** [n] tokens given in the running round, and wellbeing short of the threshold as it began. */
  readonly given: Field<'i32'>
  readonly demand: Field<'i16'>
  /** The being that got the last tick's tokens; NOBODY or SEVERAL. */
  readonly fed: Field<'i8'>
  /** Whether the auditor records what is done. */
  readonly monitored: Field<'u8'>
  /** [2] what shows of each watcher, a byte; and whether it walks this tick. */
  readonly cue: Field<'u8'>
  readonly walks: Field<'u8'>
  /** Colours of the room. */
  readonly style: Field<'u8'>
  /** [delay] whether the red token was kept unwatched, by round modulo the delay. */
  readonly ledger: Field<'u8'>
  /** Of the round: the focal agent's need in tokens, what it sees of it, and the last report. */
  readonly truth: Field<'u8'>
  readonly belief: Field<'u8'>
  readonly report: Field<'u8'>
  /** What the last step paid or cost in private. */
  readonly private: Field<'f64'>
  /** What metrics are computed from (tallies.ts). */
  readonly tally: Field<'f64'>
}

export interface Tables {
  readonly options: Complete
  /** Beings, rounds in all, ticks a round, tokens of a tick that is not the red one's. */
  readonly beings: number
  readonly rounds: number
  readonly ticks: number
  readonly pool: number
  /** [styles] probability that what the ledger says comes out. */
  readonly books: readonly number[]
  /** [n] what is known of each being: where its needs are ordinary, and where they are high. */
  readonly ordinary: Traits
  readonly needy: Traits
  /** Chances of being watched: by level of the lamps where there are lamps, else by style. */
  readonly watches: readonly Complete['shared']['watch'][]
  /** [signals] place of a modality among those that the options name; bytes of a recipient in the symbolic view. */
  readonly placeOf: Uint8Array
  readonly block: number
  /** Whether a modality changes with the tick alone. */
  readonly swings: boolean
  /** [n + 1] cells of the recipients and the watchers around the focal agent, each two steps: east and south. */
  readonly seats: Int8Array
}
export type AllocationWorld = World<AllocationConfig, Allocation, Tables>

export function tablesOf(config: AllocationConfig): Tables {
  const options = complete(config)
  const { beings, choice, tokens, red } = config
  const steps = choice === 'units' ? tokens : 1
  const { watch } = options.shared
  const shares = config.led ?? config.styles
  const modalities = [...new Set(options.signals)]
  return {
    options,
    beings,
    rounds: config.window + config.rounds,
    ticks: steps + (red === null ? 0 : 1) + (config.veil ? 1 : 0),
    books: booksOf('ledger', config.ledger, config.styles.length),
    pool: choice === 'units' ? 1 : tokens,
    ordinary: withSelf(options, options.ordinary, beings),
    needy: withSelf(options, options.needy, beings),
    placeOf: Uint8Array.from(SIGNALS, (_, code) => Math.max(0, modalities.indexOf(code))),
    swings: options.signals.includes(SIGNALS.indexOf('motion')),
    block: LOOKS + 2 * modalities.length + 1,
    seats: seatsOf(beings - 1 + WATCHERS),
    watches: shares.map((share) => ({ ...watch, share: share ?? watch.share })),
  }
}

/** The room is a square of 7 x 7 cells with the focal agent in the middle; its border has a cell for each of 24. */
export const ROOM = WINDOW
const HALF = WINDOW >> 1
const SIDE = WINDOW - 1

/** So many seats along the border, as evenly as it goes, from the north-west corner on: columns east and rows south of the middle. */
function seatsOf(count: number): Int8Array {
  const seats = new Int8Array(count * 2)
  for (let i = 0; i < count; i++) {
    const along = Math.floor((i * NEAREST) / count)
    const side = Math.floor(along / SIDE)
    const step = along % SIDE
    seats[i * 2] = [step - HALF, HALF, HALF - step, -HALF][side]
    seats[i * 2 + 1] = [-HALF, step - HALF, HALF, HALF - step][side]
  }
  return seats
}

/** What is known of recipients, with the focal agent before them. */
function withSelf({ self }: Complete, recipients: CompleteRecipients, beings: number): Traits {
  const traits = traitsOf(beings, { ...recipients, each: [{}, ...recipients.each] })
  const own = traitsOf(1, self)
  traits.low.set(own.low)
  traits.high.set(own.high)
  return traits
}

export function fieldsOf(config: AllocationConfig): Allocation {
  const { beings, ledger } = config
  return {
    round: field('i32'),
    spot: field('i32'),
    red: field('u8'),
    lifted: field('u8'),
    redAt: field('i32'),
    needBar: field('u8'),
    bars: field('i16', beings * 2),
    inert: field('u8', beings),
    decay: field('i16', beings),
    threshold: field('i16', beings),
    capacity: field('i16', beings),
    kind: field('u8', beings),
    signal: field('u8', beings),
    looks: field('u8', beings * LOOKS),
    given: field('i32', beings),
    demand: field('i16', beings),
    fed: field('i8'),
    monitored: field('u8'),
    cue: field('u8', WATCHERS),
    walks: field('u8', WATCHERS),
    style: field('u8'),
    ledger: field('u8', ledger?.delay ?? 0),
    truth: field('u8'),
    belief: field('u8'),
    report: field('u8'),
    private: field('f64'),
    tally: field('f64', TALLIES.length),
  }
}

/** Fields and knobs that no view may show; the price is one where a tag says something in its place. */
export const hiddenOf = ({ tag }: AllocationConfig): string[] => [
  'redAt', 'needBar', 'inert', 'decay', 'threshold', 'capacity', 'kind', 'demand', 'monitored', 'ledger', 'truth', 'private', 'tally',
  'pay', 'enforced', ...(tag === null ? [] : ['price']),
] // prettier-ignore

// Channels of the draws; the entity is a being's or watcher's number, or 0.
export const NEED_BAR = 0
export const TRAIT = 1
export const INERT = 2
export const LOOK = 3
export const KIND = 4
export const SIGNAL = 5
export const NEEDY = 6
export const FALL = 7
export const PLACEBO_FALL = 8
export const PLACEBO_RISE = 9
export const RED = 10
export const SHUTTER = 11
export const LAMP = 12
export const STYLE = 13
export const FED = 14
export const AUDIT = 15
// What is true, and two more for what is seen of it.
export const TRUTH = 16

/** Place of a being's need among the bars. */
export const needAt = ({ state, tables }: AllocationWorld, slot: number, being: number): number =>
  (slot * tables.beings + being) * 2 + state.needBar[slot]

/** Whether this is the tick of a round in which the focal agent chooses to look behind the veil, or not. */
export const isVeiled = ({ state, config }: AllocationWorld, slot: number): boolean =>
  config.veil && state.spot[slot] === 0

/** Whether a helper feeds the recipients while the focal agent looks on. */
export const isWindow = ({ state, config }: AllocationWorld, slot: number): boolean => state.round[slot] < config.window
