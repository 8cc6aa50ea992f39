/**
 * The gate, in three levels. First whether there is anything to compare. Level 0: the same policies play to the same
 * bytes. Level 1: not worse than what was accepted last. Level 2: not worse than the anchor, which is never replaced.
 */
import { ANCHOR, gate, magnitudes, type Cell, type Gate, type Row } from '../stats/gate.ts'
import { drift } from '../stats/drift.ts'
import { levelOfRun } from '../stats/spending.ts'
import { nameOf, type Baseline, type Snapshot } from './baseline.ts'
import type { Answered } from './report.ts'
import { canonical } from '../../agents/split.ts'
import { outcomeOf, type Outcome } from './verdict.ts'

/** Of VC unwatched, and of the size of D. */
const MARGIN = 0.05
/** Accepted runs whose slope is shown. */
const WINDOW = 10

export interface Gated {
  readonly outcome: Outcome
  /** Why it is not a pass; empty where it is. */
  readonly reasons: readonly string[]
  /** Tests against what was accepted last and against the anchor; null where nothing could be compared. */
  readonly tests: Gate['tests'] | null
  /** Level that the schedule spends on this run. */
  readonly dropAlpha: number
}

/** Compares a run with a baseline. `gated` of the baseline counts the runs before this one. */
export function compare(baseline: Baseline, now: Snapshot): Gated {
  const dropAlpha = levelOfRun(baseline.schedule, baseline.gated + 1)
  const refused = [...incomparable(baseline, now), ...changed(baseline, now)]
  if (refused.length > 0) return { outcome: 'INVALID', reasons: refused, tests: null, dropAlpha }
  const { tests, outcome } = gate(
    { accepted: cellsOf(baseline.accepted, now), [ANCHOR]: cellsOf(baseline.anchor, now) },
    { unit: 'pair', dropAlpha },
  )
  const worse = [...newFailures(baseline.accepted, now), ...declining(baseline)]
  if (outcome === 'WORSE') worse.unshift('WORSE: below the anchor')
  if (worse.length > 0) return { outcome: 'FAIL', reasons: worse, tests, dropAlpha }
  return outcome === 'PASS'
    ? { outcome, reasons: [], tests, dropAlpha }
    : { outcome: 'INCONCLUSIVE', reasons: ['not shown to be non-inferior in every cell'], tests, dropAlpha }
}

/** Why runs do not bear comparison: other questions, other draws, other margins. */
export function incomparable({ anchor, accepted }: Baseline, now: Snapshot): string[] {
  return [anchor, accepted].flatMap((before) => {
    const [earlier, later] = [before, now].map(({ report }) => report)
    if (canonical(earlier.margins) !== canonical(later.margins)) return ['INCOMPARABLE: other margins']
    const specs = ({ answers }: typeof earlier) => answers.map((answer) => `${nameOf(answer)} ${answer.specListHash}`)
    return canonical(specs(earlier)) === canonical(specs(later))
      ? []
      : [`INCOMPARABLE: other specifications than those of ${earlier.asked.player}`]
  })
}

/**
 * Level 0: references and anchors of the scales, and the policy where it is the same, do what they did, to the byte.
 */
function changed({ anchor, accepted }: Baseline, now: Snapshot): string[] {
  return [anchor, accepted].flatMap((before) =>
    now.report.answers.flatMap((answer, i) => {
      const was = before.report.answers[i]
      const same =
        before.report.asked.policy === now.report.asked.policy && before.report.asked.greedy === now.report.asked.greedy
      if (was.harness !== answer.harness)
        return [`REPLAY: reference policies play ${nameOf(answer)} otherwise: rules, metrics or bots changed`]
      if (canonical(was.anchors) !== canonical(answer.anchors))
        return [`INCOMPARABLE: other anchors of ${nameOf(answer)}`]
      if (same && canonical(was.outcomes) !== canonical(answer.outcomes))
        return [`REPLAY: the same policy plays ${nameOf(answer)} otherwise`]
      return []
    }),
  )
}

function cellsOf(before: Snapshot, now: Snapshot): Cell[] {
  return now.report.answers.flatMap((answer, i) => {
    const was = before.report.answers[i]
    const consistency = {
      name: `${nameOf(answer)} consistency`,
      before: rowsOf(was, 'consistency', 1),
      after: rowsOf(answer, 'consistency', 0),
      margin: MARGIN,
    }
    if (!answer.rows.divergence) return [consistency]
    const divergence = {
      name: `${nameOf(answer)} divergence`,
      before: magnitudes(rowsOf(was, 'divergence', 0)),
      after: magnitudes(rowsOf(answer, 'divergence', 1)),
      margin: MARGIN,
    }
    return [consistency, divergence]
  })
}

/** A missing value counts as an end of its range, the one that makes passing harder. */
function rowsOf(answer: Answered, claim: string, end: 0 | 1): Row[] {
  const { byPair, range } = answer.rows[claim]
  return byPair.map((value, pair) => ({ seed: 0, pair: String(pair), value: value ?? range[end] }))
}

/** Checks that hold no longer, and verdicts that are no longer decided. */
function newFailures(before: Snapshot, now: Snapshot): string[] {
  return now.report.answers.flatMap((answer, i) => {
    const was = before.report.answers[i]
    const broken = new Set(was.checks.filter(({ ok }) => ok === false).map(({ id }) => id))
    const held = new Set(was.checks.map(({ id }) => id).filter((id) => !broken.has(id)))
    const failed = answer.checks.filter(({ id, ok }) => ok === false && held.has(id)).map(({ id }) => id)
    const undecided = outcomeOf(answer.verdict) === 'INCONCLUSIVE' && outcomeOf(was.verdict) !== 'INCONCLUSIVE'
    return [
      ...failed.map((id) => `${id} of ${nameOf(answer)} fails, and did not`),
      ...(undecided ? [`${nameOf(answer)} is ${answer.verdict}, and was ${was.verdict}`] : []),
    ]
  })
}

/** Evidence that what was accepted declines from run to run. */
function declining({ scores }: Baseline): string[] {
  return Object.entries(scores).flatMap(([name, values]) => {
    const { declines, evidence } = drift(values, { window: WINDOW })
    return declines ? [`DRIFT: ${name} declines over accepted runs, evidence ${evidence.toFixed(1)}`] : []
  })
}
