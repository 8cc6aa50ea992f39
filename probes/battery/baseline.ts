/**
 * The baseline file: what a policy said once, to the episode, and what has been accepted since. Its anchor never
 * changes, and nothing in it changes but by an explicit acceptance that says who, why, and both verdicts.
 */
import type { Schedule } from '../stats/spending.ts'
import type { Episode } from './results.ts'
import type { ProbeReport } from './report.ts'

/** A run of the battery with what made it. */
export interface Snapshot {
  readonly report: ProbeReport
  /** Of the policy: raw, nothing averaged. */
  readonly episodes: readonly Episode[]
  /** Commit with `dirty` where there were changes, hash of the lock file, versions. */
  readonly made: Readonly<Record<string, string>>
}

export interface Acceptance {
  /** ISO 8601. */
  readonly at: string
  readonly who: string
  readonly why: string
  /** What is replaced, and by what: policy and verdicts. */
  readonly before: Said
  readonly after: Said
}
interface Said {
  readonly policy: string
  readonly verdicts: Readonly<Record<string, string>>
}

export interface Baseline {
  readonly schema: 'sva.baseline/1'
  readonly anchor: Snapshot
  readonly accepted: Snapshot
  readonly history: readonly Acceptance[]
  /** Mean of consistency by question, of the anchor and of all that was accepted since. */
  readonly scores: Readonly<Record<string, readonly number[]>>
  /** How the chance of a false alarm is spent over gated runs, and how many there were. */
  readonly schedule: Schedule
  readonly gated: number
}

/** One false alarm in twenty histories, however long. */
export const SCHEDULE: Schedule = { alpha: 0.05, kind: 'inverse-square' }

/** The first baseline: the snapshot is its anchor. */
export const begin = (snapshot: Snapshot): Baseline => ({
  schema: 'sva.baseline/1',
  anchor: snapshot,
  accepted: snapshot,
  history: [],
  scores: Object.fromEntries(Object.entries(scoresOf(snapshot)).map(([name, score]) => [name, [score]])),
  schedule: SCHEDULE,
  gated: 0,
})

/** Replaces what is accepted, never the anchor. Throws a RangeError without a reason. */
export function accept(
  baseline: Baseline,
  snapshot: Snapshot,
  { at, who, why }: Pick<Acceptance, 'at' | 'who' | 'why'>,
): Baseline {
  if (why.trim() === '') throw new RangeError('Got no reason, expected why this baseline is to replace the other.')
  const scores = scoresOf(snapshot)
  return {
    ...baseline,
    accepted: snapshot,
    history: [...baseline.history, { at, who, why, before: said(baseline.accepted), after: said(snapshot) }],
    scores: Object.fromEntries(
      Object.entries(baseline.scores).map(([name, before]) => [name, [...before, scores[name]]]),
    ),
  }
}

/** `<family>/<env>/<question>`. */
export const nameOf = ({ family, env, question }: ProbeReport['answers'][number]): string =>
  `${family}/${env}/${question}`

function said({ report }: Snapshot): Said {
  return {
    policy: report.asked.policy,
    verdicts: Object.fromEntries(report.answers.map((answer) => [nameOf(answer), answer.verdict])),
  }
}

/** Mean of consistency by question, over the pairs that there are. */
function scoresOf({ report }: Snapshot): Record<string, number> {
  return Object.fromEntries(
    report.answers.map((answer) => {
      const values = answer.rows.consistency.byPair.filter((value) => value !== null)
      return [nameOf(answer), values.reduce((sum, value) => sum + value, 0) / values.length]
    }),
  )
}

/** A baseline from outside data. Throws a TypeError where it is none. */
export function readBaseline(json: unknown, where: string): Baseline {
  const { schema, anchor, accepted } = (json ?? {}) as Partial<Baseline>
  if (schema !== 'sva.baseline/1' || !anchor?.report || !accepted?.report)
    throw new TypeError(`Got schema ${JSON.stringify(schema)} in ${where}, expected a baseline, sva.baseline/1.`)
  return json as Baseline
}
