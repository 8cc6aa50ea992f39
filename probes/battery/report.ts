/** verdicts.json: all that a run of the battery says, but for the raw episodes beside it. */
import type { Answer } from './battery.ts'
import { MARGINS, type Margins, type Measure } from './findings.ts'
import type { Unlearning } from './unlearning.ts'
import { outcomeOf, type Judgement, type Outcome } from './verdict.ts'

/** What was asked of whom. */
export interface Asked {
  readonly player: string
  readonly families: readonly string[]
  readonly envs: readonly string[]
  readonly pairs: number
  readonly seed: number | string
  readonly greedy: boolean
  /** SHA-256 of the weights; of a bot's name. */
  readonly policy: string
  /** How often this policy was asked on its sealed draws; null where the draws are open. */
  readonly sealedUses: number | null
}

export interface ProbeReport {
  readonly schema: 'sva.probe/1'
  readonly outcome: Outcome
  readonly asked: Asked
  readonly margins: Margins
  readonly answers: readonly Answered[]
  /** Mode L, where it was asked for. No verdict hangs on it: it is compared between ways of training. */
  readonly unlearning: Unlearning | null
}

export interface Answered extends Judgement {
  readonly question: string
  readonly family: string
  readonly env: string
  readonly mode: string
  readonly regime: string
  readonly asks: string
  readonly prediction: string
  readonly refutation: string
  readonly anchors: Answer['anchors']
  readonly specIds: readonly string[]
  readonly specListHash: string
  readonly harness: string
  /** Hash of what the policy did, all episodes in order. */
  readonly outcomes: readonly string[]
  readonly planned: number
  /** By claim, what it was decided on, pair by pair. */
  readonly rows: Readonly<Record<string, Pick<Measure, 'byPair' | 'range'>>>
}

/** The gravest outcome: invalid before failed before inconclusive before passed. */
export const gravest = (verdicts: readonly string[]): Outcome => gravestOf(verdicts.map(outcomeOf))

export const gravestOf = (outcomes: readonly Outcome[]): Outcome =>
  (['INVALID', 'FAIL', 'INCONCLUSIVE'] as const).find((each) => outcomes.includes(each)) ?? 'PASS'

export function probeReport(
  asked: Asked,
  answers: readonly Answer[],
  unlearning: Unlearning | null = null,
  margins: Margins = MARGINS,
): ProbeReport {
  return {
    schema: 'sva.probe/1',
    outcome: gravest(answers.map(({ judgement }) => judgement.verdict)),
    asked,
    margins,
    answers: answers.map(answered),
    unlearning,
  }
}

function answered({ question, judgement, anchors, specIds, specListHash, harness, episodes, rows }: Answer): Answered {
  return {
    question: question.id,
    family: question.family,
    env: question.site.env,
    mode: 'F',
    regime: question.regime,
    ...judgement,
    asks: question.question,
    prediction: question.prediction,
    refutation: question.refutation,
    anchors,
    specIds,
    specListHash,
    harness,
    outcomes: episodes.map(({ hash }) => hash),
    planned: episodes.length,
    rows: Object.fromEntries(Object.entries(rows).map(([claim, { byPair, range }]) => [claim, { byPair, range }])),
  }
}
