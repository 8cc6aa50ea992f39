/**
 * How an agent plays that is no policy of this process: one episode after another from each of its seats, in an order that
 * tells nothing. Trials and pairs are mixed by a key, so that what was seen before says nothing of the cell that is
 * played now; and no episode is played twice, whatever became of it.
 */
import { keyedHash } from '../../agents/split.ts'
import type { EvalCapability } from './capability.ts'
import type { EpisodeLog } from './episode-log.ts'
import { playAlone, specOf, type Draw, type Part, type Seat, type Subject } from './play.ts'
import type { Question } from './question.ts'
import type { Episode } from './results.ts'
import { specId } from './spec.ts'
import { saidTo } from './wording.ts'

export interface Mixed {
  readonly may: EvalCapability
  readonly question: Question
  readonly subject: Subject & { readonly seats: readonly Seat[] }
  readonly draw: Draw
  readonly trials: readonly string[]
  /** Whoever knows it knows the order. */
  readonly key: string
}

interface Turn {
  readonly part: Part
  readonly pair: number
  readonly specId: string
}

/** Episodes by trial and pair. What the log has is taken from it; what is played is added at once. */
export async function playMixed(mixed: Mixed, log: EpisodeLog): Promise<Episode[]> {
  const turns = turnsOf(mixed)
  const name = mixed.subject.name
  const found = (turn: Turn): Episode | undefined => log.find(name, [turn.specId])?.[0]
  const left = ordered(turns, mixed.key).filter((turn) => !found(turn))
  await fromAll(mixed.subject.seats, left, (episode) => log.add([episode]))
  return turns.map((turn) => found(turn)!)
}

function turnsOf({ may, question, subject, draw, trials }: Mixed): Turn[] {
  return trials.flatMap((trial) =>
    Array.from({ length: draw.pairs }, (_, pair) => {
      const part = { may, question, trial, subject, draw }
      return { part, pair, specId: specId(specOf(question, trial, subject.options, draw, pair)) }
    }),
  )
}

/** A permutation that follows from the key alone. */
function ordered(turns: readonly Turn[], key: string): Turn[] {
  const placed = turns.map((turn) => ({ turn, place: keyedHash(key, turn.specId) }))
  return placed.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ turn }) => turn)
}

/** Every seat plays the next turn that is left, until none is. Rejects where seats do and turns are left over. */
async function fromAll(seats: readonly Seat[], left: Turn[], keep: (episode: Episode) => void): Promise<void> {
  let unplayed = left.length
  if (unplayed === 0) return
  let finished = (): void => {}
  const all = new Promise<void>((resolve) => (finished = resolve))
  const play = async (seat: Seat): Promise<void> => {
    while (left.length > 0) {
      await Promise.race([seat.ready(), all])
      const turn = left.shift()
      if (!turn) return
      keep(await playFrom(seat, turn))
      if (--unplayed === 0) finished()
    }
  }
  // A seat that nobody takes holds up no other.
  const ends = await Promise.allSettled(seats.map(play))
  const broken = ends.find((end) => end.status === 'rejected')
  if (unplayed > 0) throw broken!.reason
}

async function playFrom(seat: Seat, { part, pair }: Turn): Promise<Episode> {
  const { question, trial, subject, draw } = part
  await seat.begin(saidTo(question, trial, draw, pair)?.text ?? null)
  const episode = await playAlone({ ...part, subject: { ...subject, policy: seat.policy } }, pair)
  const cost = seat.cost()
  return cost === null ? episode : { ...episode, cost }
}
