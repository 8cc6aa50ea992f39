/** Episodes of the battery, one record each, and their columns by player and trial. */
import { named } from '../../envs/core/config.ts'

/** One line of episodes.jsonl: the raw numbers of one scenario instance, nothing averaged. */
export interface Episode {
  readonly question: string
  readonly player: string
  readonly trial: string
  /** Number of the scenario instance: equal numbers share everything exogenous. */
  readonly pair: number
  readonly specId: string
  /** Metrics of the environment by name, and `return`; none where it is missing. NaN: not defined in this episode. */
  readonly values: Readonly<Record<string, number>>
  readonly length: number
  /** Of all actions, of states on the way and of the values. */
  readonly hash: string
  /** Of what no action may move. */
  readonly exogenous: string
  /** Why there are no values. */
  readonly missing?: string
  /** Surface form of the instruction (regime text). */
  readonly form?: number
  /** Of an agent that plays through text. */
  readonly cost?: Cost
}

/** What an episode cost, or several. */
export interface Cost {
  /** Actions that were asked for, and characters that were shown: counted. */
  readonly calls: number
  readonly shown: number
  /** Calls of a model and tokens in and out: as the agent reported them, 0 where it did not. */
  readonly reported: { readonly calls: number; readonly input: number; readonly output: number }
}

/** A column has one entry a pair: null where the episode is missing. */
export type Column = readonly (number | null)[]

export class Results {
  readonly episodes: readonly Episode[]
  readonly pairs: number
  private readonly byKey = new Map<string, Episode[]>()

  constructor(episodes: readonly Episode[], pairs: number) {
    this.episodes = episodes
    this.pairs = pairs
    for (const episode of episodes) {
      const key = keyOf(episode)
      const row = this.byKey.get(key)
      if (row) row[episode.pair] = episode
      else {
        const fresh: Episode[] = []
        fresh[episode.pair] = episode
        this.byKey.set(key, fresh)
      }
    }
  }

  /** Episodes of a player in a trial, by pair. Throws a RangeError where they were not all played. */
  of(player: string, trial: string): readonly Episode[] {
    const row = this.byKey.get(keyOf({ player, trial })) ?? []
    for (let pair = 0; pair < this.pairs; pair++) {
      if (!row[pair]) throw new RangeError(`Got no episode of ${player} in trial ${trial}, pair ${pair}.`)
    }
    return row
  }

  /** A metric by pair. What an episode does not define becomes `undefinedAs`; without it, the episode is missing. */
  column(player: string, trial: string, metric: string, undefinedAs?: number): Column {
    return this.of(player, trial).map(({ values, missing }) => {
      if (missing !== undefined) return null
      const value = named('metric', values, metric)
      return Number.isFinite(value) ? value : (undefinedAs ?? null)
    })
  }
}

const keyOf = ({ player, trial }: Pick<Episode, 'player' | 'trial'>): string => `${player}\n${trial}`
