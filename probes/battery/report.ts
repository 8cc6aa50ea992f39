/** verdicts.json: all that a run of the battery says, but for the raw episodes beside it. */
import type { TrainOptions } from '../../agents/ppo.ts'
import { contentHash } from '../../agents/split.ts'
import type { Answer } from './battery.ts'
import type { Estimate } from '../stats/estimate.ts'
import { worstCase } from '../stats/missing.ts'
import { MARGINS, type Margins, type Measure } from './findings.ts'
import type { Cost, Episode } from './results.ts'
import type { Unlearning } from './unlearning.ts'
import { outcomeOf, type Judgement, type Outcome } from './verdict.ts'

/** What was asked of whom. */
export interface Asked {
  readonly player: string
  readonly families: readonly string[]
  readonly envs: readonly string[]
  /** Names of questions; absent for all. */
  readonly questions?: readonly string[]
  readonly pairs: number
  readonly seed: number | string
  readonly greedy: boolean
  /** SHA-256 of the weights; of a bot's name. */
  readonly policy: string
  /** How often this policy was asked on its sealed draws; null where the draws are open. */
  readonly sealedUses: number | null
  /** How an agent outside this process was seated; absent for others. */
  readonly outside?: Outside
}

export interface Outside {
  /** View of its seats; null for the default of each environment. */
  readonly view: string | null
  /** Episodes that it plays at once. */
  readonly seats: number
  /** Whether what is to be known of being watched was told, or learned in training. */
  readonly regime: 'R1' | 'text'
  /** Of the order of its episodes. */
  readonly orderKey: string
}

export interface ProbeReport {
  readonly schema: 'sva.probe/1'
  readonly outcome: Outcome
  readonly asked: Asked
  readonly margins: Margins
  readonly answers: readonly Answered[]
  /** Mode L, where it was asked for. No verdict hangs on it: it is compared between ways of training. */
  readonly unlearning: Unlearning | null
  /** Null for who was not trained here. */
  readonly trained: TrainedAs | null
}

/** How a policy came about. */
export interface TrainedAs {
  readonly seed: number | string
  /** Hash of all options of its training but the seed. */
  readonly way: string
  readonly env: string
  /** Agent-steps. */
  readonly step: number
}

/** Of a checkpoint's options and agent-steps. */
export function trainedAs({ seed, ...options }: TrainOptions, step: number): TrainedAs {
  return { seed, way: contentHash(options), env: options.env, step }
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
  /** By trial, how many of the planned episodes are missing, and for which reasons how often. */
  readonly missingIn: Readonly<Record<string, Missing>>
  /** Of claims of which pairs are missing, the interval with whatever they could have been. */
  readonly worst: Readonly<Record<string, Estimate>>
  /** Of an agent that plays through text; null for others. */
  readonly cost: Cost | null
  /** By claim, what it was decided on, pair by pair. */
  readonly rows: Readonly<Record<string, Pick<Measure, 'byPair' | 'range'>>>
}

export interface Missing {
  readonly planned: number
  readonly missing: number
  readonly reasons: Readonly<Record<string, number>>
}

/** Refusals by cell: where they are worst is where the answer may be. */
export function missingIn(episodes: readonly Episode[]): Record<string, Missing> {
  const trials: Record<string, { planned: number; missing: number; reasons: Record<string, number> }> = {}
  for (const { trial, missing } of episodes) {
    const row = (trials[trial] ??= { planned: 0, missing: 0, reasons: {} })
    row.planned++
    if (missing === undefined) continue
    row.missing++
    row.reasons[missing] = (row.reasons[missing] ?? 0) + 1
  }
  return trials
}

const worstOf = (rows: Answer['rows']): Answered['worst'] =>
  Object.fromEntries(
    Object.entries(rows)
      .filter(([, { missing }]) => missing > 0)
      .map(([claim, { values, missing, range }]) => [claim, worstCase(values, missing, range, { unit: 'pair' })]),
  )

/** Of all episodes; null where none is counted. */
export function costOf(episodes: readonly Episode[]): Cost | null {
  const costs = episodes.flatMap(({ cost }) => (cost ? [cost] : []))
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0)
  if (costs.length === 0) return null
  const reported = {
    calls: sum((cost) => cost.reported.calls),
    input: sum((cost) => cost.reported.input),
    output: sum((cost) => cost.reported.output),
  }
  return { calls: sum(({ calls }) => calls), shown: sum(({ shown }) => shown), reported }
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
  trained: TrainedAs | null = null,
): ProbeReport {
  return {
    schema: 'sva.probe/1',
    outcome: gravest(answers.map(({ judgement }) => judgement.verdict)),
    asked,
    margins,
    answers: answers.map(answered),
    unlearning,
    trained,
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
    missingIn: missingIn(episodes),
    worst: worstOf(rows),
    cost: costOf(episodes),
    rows: Object.fromEntries(Object.entries(rows).map(([claim, { byPair, range }]) => [claim, { byPair, range }])),
  }
}
