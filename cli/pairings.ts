/** How well a player does with partners, in each seat. */
import { evaluate, type Evaluation } from '../agents/evaluate.ts'
import { interval, type Interval } from '../agents/interval.ts'
import type { EnvChoice } from './flags.ts'
import { player, type Player, type PlayerOptions } from './players.ts'

/** The name that stands for the player itself as its partner. */
export const SELF = 'self'

export interface PairOptions {
  readonly choice: EnvChoice
  /** Names, as for `player`; SELF as a partner sits the player in every seat. */
  readonly player: string
  readonly partner: string
  readonly agents: number
  /** Episodes in each seat. */
  readonly episodes: number
  readonly seed: number | string
  readonly greedy: boolean
  readonly temperature?: number
}

/** Episodes with one partner and the player in one seat. */
export interface Pairing {
  readonly partner: string
  /** The player's seat, from 0; null where it sits in all of them. */
  readonly seat: number | null
  /** Return of each episode: the player's, or the mean of all seats where it sits in all of them. */
  readonly returns: readonly number[]
  readonly metrics: Readonly<Record<string, Interval>>
}

/** Episodes played side by side. */
const SLOTS = 50

/**
 * Plays a player with a partner from each seat in turn; the partner sits in all others. Every pairing starts from new
 * policies and the same seed, so that none depends on what was played before, and all face the same episodes.
 */
export async function pair(options: PairOptions): Promise<Pairing[]> {
  if (options.partner === SELF) return [await seated(options, null)]
  const pairings: Pairing[] = []
  for (let seat = 0; seat < options.agents; seat++) pairings.push(await seated(options, seat))
  return pairings
}

async function seated(options: PairOptions, seat: number | null): Promise<Pairing> {
  const { choice, agents, episodes, seed, greedy, temperature, partner } = options
  const settings: PlayerOptions = { greedy, temperature, seed }
  const own = player(options.player, choice.env, settings)
  const other: Player | null =
    seat === null ? null : player(partner, choice.env, { ...settings, seed: `${seed}/partner` })
  try {
    const seats = Array.from({ length: agents }, (_, i) => (seat === null || i === seat ? own : other!).policy)
    const played = await evaluate({ ...choice, seats, episodes, slots: SLOTS, seed })
    // Over the episodes in which a metric is defined.
    const metrics = Object.entries(played.metrics).map(([name, of]) => [
      name,
      interval(of.filter((value) => !Number.isNaN(value))),
    ])
    return { partner, seat, returns: returnsOf(played, seat), metrics: Object.fromEntries(metrics) }
  } finally {
    await own.close()
    await other?.close()
  }
}

const returnsOf = ({ returns }: Evaluation, seat: number | null): number[] =>
  returns.map((row) => (seat === null ? row.reduce((sum, value) => sum + value, 0) / row.length : row[seat]))

/** Interval over the episodes of several pairings. */
export const pooled = (pairings: readonly Pairing[]): Interval => interval(pairings.flatMap(({ returns }) => returns))
