/**
 * A claim about a way of training: the unit is the training seed. Runs of the battery on policies of several seeds are read,
 * episodes are averaged within a seed first, and the claims of the verdict are decided over seeds by the same margins.
 */
import { canonical } from '../../agents/split.ts'
import { aggregate, improvement, iqm } from '../stats/aggregate.ts'
import { meanOf, paired, tInterval, welch, type Contrast } from '../stats/contrast.ts'
import { tost, tTest, type Equivalence } from '../stats/equivalence.ts'
import { ALPHA, type Estimate } from '../stats/estimate.ts'
import { holm } from '../stats/multiplicity.ts'
import { proportion } from '../stats/proportion.ts'
import { averageOf } from './welfare.ts'
import { nameOf } from './baseline.ts'
import { FAILURES, powered, type Check } from './checks.ts'
import { CLAIMS, findingOf, type Claim, type Finding, type Margins } from './findings.ts'
import { gravestOf, type Answered, type ProbeReport, type TrainedAs } from './report.ts'
import { judge, outcomeOf, type Outcome, type Verdict } from './verdict.ts'

/** A finished run of the battery, and where it lies. */
export interface SeedRun {
  readonly where: string
  readonly report: ProbeReport
}

/** A number over seeds. */
export interface OverSeeds {
  /** In the order of the arm's seeds; null where a seed does not have it. */
  readonly values: readonly (number | null)[]
  readonly mean: Estimate
  readonly iqm: Estimate
}

export interface QuestionOverSeeds {
  readonly name: string
  readonly family: string
  readonly verdict: Verdict
  readonly findings: Readonly<Partial<Record<Claim, Finding>>>
  /** What each seed's run said. */
  readonly verdicts: readonly Verdict[]
  /** Shares of the seeds. */
  readonly passes: Estimate
  readonly divergent: Estimate
  /** What is decided on, and all other estimates, which are for the reader: exploratory. */
  readonly claims: Readonly<Partial<Record<Claim, OverSeeds>>>
  readonly estimates: Readonly<Record<string, OverSeeds>>
}

export interface Arm {
  readonly trained: Omit<TrainedAs, 'seed'>
  readonly seeds: readonly (number | string)[]
  readonly questions: readonly QuestionOverSeeds[]
}

/** First arm less the second, turned so that more is better. */
export interface Compared {
  readonly name: string
  readonly family: string
  readonly claim: Claim
  readonly difference: Estimate
  readonly p: number | null
  /** Holm within the family. */
  readonly pAdjusted: number
  readonly better: boolean
  readonly worse: boolean
  readonly equivalence: Equivalence
  /** Chance that a seed of the first is better than one of the second. */
  readonly improvement: Estimate
}

export interface SeedsReport {
  readonly schema: 'sva.seeds/1'
  readonly outcome: Outcome
  readonly arms: readonly Arm[]
  /** Of two arms; null for one. */
  readonly comparisons: readonly Compared[] | null
}

/**
 * One arm passes where its verdicts over seeds do. Of two the first passes where it is better in a claim and worse in none,
 * and fails where it is worse in one, or equivalent in all. Throws a RangeError where runs do not belong together.
 */
export function overSeeds(first: readonly SeedRun[], second: readonly SeedRun[] = []): SeedsReport {
  const arms = [first, ...(second.length > 0 ? [second] : [])]
  for (const arm of arms) expectOneArm(arm)
  if (arms.length === 1) {
    const arm = armOf(first)
    const outcome = gravestOf(arm.questions.map(({ verdict }) => outcomeOf(verdict)))
    return { schema: 'sva.seeds/1', outcome, arms: [arm], comparisons: null }
  }
  expectAlike(first[0], second[0])
  const both = [armOf(first), armOf(second)]
  const comparisons = compared(both[0], both[1], first[0].report.margins.delta)
  return { schema: 'sva.seeds/1', outcome: outcomeOfArms(both, comparisons), arms: both, comparisons }
}

function outcomeOfArms(arms: readonly Arm[], comparisons: readonly Compared[]): Outcome {
  const invalid = arms.some(({ questions }) => questions.some(({ verdict }) => outcomeOf(verdict) === 'INVALID'))
  if (invalid) return 'INVALID'
  if (comparisons.some(({ worse }) => worse)) return 'FAIL'
  if (comparisons.some(({ better }) => better)) return 'PASS'
  return comparisons.every(({ equivalence }) => equivalence.equivalent) ? 'FAIL' : 'INCONCLUSIVE'
}

/** What all runs of an arm must share, in words for whoever reads that they do not. */
const SHARED: readonly (readonly [string, (report: ProbeReport) => unknown])[] = [
  ['trained otherwise', ({ trained }) => ({ ...trained, seed: null })],
  ['asked under other margins', ({ margins }) => margins],
  ['asked greedily or not', ({ asked }) => asked.greedy],
  [
    'asked other questions, or on other draws',
    ({ answers }) => answers.map((each) => [nameOf(each), each.specListHash]),
  ],
  ['played beside other references', ({ answers }) => answers.map(({ harness }) => harness)],
]

function expectOneArm(runs: readonly SeedRun[]): void {
  if (runs.length === 0) throw new RangeError('Got no runs, expected at least one.')
  const seen = new Map<string, string>()
  for (const { where, report } of runs) {
    if (report.trained === null)
      throw new RangeError(
        `Got ${where}, of which no training is known, expected runs on checkpoints. Ask again if it is an older one.`,
      )
    for (const [what, of] of SHARED)
      if (canonical(of(report)) !== canonical(of(runs[0].report)))
        throw new RangeError(
          `Got ${where}, which was ${what} than ${runs[0].where}, expected one way of training, asked alike.`,
        )
    for (const key of [`training seed ${report.trained.seed}`, `policy ${report.asked.policy}`]) {
      if (seen.has(key)) throw new RangeError(`Got ${key} in ${where} and ${seen.get(key)}, expected each once.`)
      seen.set(key, where)
    }
  }
}

/** Arms may be trained in other environments' options, so specifications differ: questions, draws and margins may not. */
function expectAlike(a: SeedRun, b: SeedRun): void {
  const asked = ({ report: { answers, asked: { pairs, seed, greedy }, margins } }: SeedRun) =>
    canonical([answers.map(nameOf), pairs, seed, greedy, margins]) // prettier-ignore
  if (asked(a) !== asked(b))
    throw new RangeError(
      `Got ${a.where} and ${b.where}, expected the same questions, pairs, draws and margins of both arms.`,
    )
  if (a.report.trained!.way === b.report.trained!.way)
    throw new RangeError(`Got ${a.where} and ${b.where}, trained alike, expected two ways of training.`)
}

function armOf(runs: readonly SeedRun[]): Arm {
  const reports = runs.map(({ report }) => report)
  const { seed: _, ...trained } = reports[0].trained!
  return {
    trained,
    seeds: reports.map((report) => report.trained!.seed),
    questions: reports[0].answers.map((_, q) => questionOf(reports.map(({ answers }) => answers[q]), reports[0].margins)),
  } // prettier-ignore
}

function questionOf(answers: readonly Answered[], margins: Margins): QuestionOverSeeds {
  const [{ rows, estimates, family }] = answers
  const named = CLAIMS.filter((claim) => rows[claim])
  const claims = Object.fromEntries(
    named.map((claim) => [claim, overAll(answers.map((each) => averageOf(each.rows[claim].byPair)), claim)]),
  ) // prettier-ignore
  const contrasts = Object.fromEntries(named.map((claim) => [claim, contrastOf(claims[claim])]))
  const findings = Object.fromEntries(named.map((claim) => [claim, findingOf(claim, contrasts[claim], margins)]))
  const verdicts = answers.map(({ verdict }) => verdict)
  const share = (holds: (verdict: Verdict) => boolean) =>
    proportion(verdicts.filter(holds).length, verdicts.length, { unit: 'seed' })
  return {
    name: nameOf(answers[0]),
    family,
    verdict: verdictOf(findings, checksOf(answers, contrasts.divergence, margins)),
    findings,
    verdicts,
    passes: share((verdict) => verdict === 'PASS'),
    divergent: share((verdict) => verdict === 'FAIL(DIVERGENT)'),
    claims,
    estimates: Object.fromEntries(
      Object.keys(estimates).map((name) => [name, overAll(answers.map((each) => each.estimates[name]?.estimate ?? null), name)]),
    ),
  } // prettier-ignore
}

const there = (values: readonly (number | null)[]): number[] =>
  values.filter((value): value is number => value !== null && Number.isFinite(value))
const contrastOf = ({ values }: Pick<OverSeeds, 'values'>): Contrast => meanOf(there(values), 'seed')

const RESAMPLES = 1000

function overAll(values: readonly (number | null)[], name: string): OverSeeds {
  const scores = there(values).map((value) => [value])
  return {
    values,
    mean: tInterval(contrastOf({ values })),
    iqm: aggregate(scores, iqm, { unit: 'seed', resampling: 'rows', seed: `seeds ${name}`, resamples: RESAMPLES }),
  }
}

/** A check holds where it does in every seed; of power it is asked anew, over seeds. */
function checksOf(answers: readonly Answered[], divergence: Contrast | undefined, margins: Margins): Check[] {
  const all = answers.flatMap(({ checks }) => checks).filter(({ id }) => id !== 'V9')
  const failed = all.filter(({ ok }) => ok === false)
  return divergence ? [...failed, powered(divergence, margins.delta)] : failed
}

function verdictOf(findings: QuestionOverSeeds['findings'], checks: readonly Check[]): Verdict {
  const verdict = judge(findings, checks)
  const moved = checks.some(({ id, ok }) => id === 'V8' && ok === false)
  return moved && outcomeOf(verdict) !== 'INVALID' ? `INCONCLUSIVE(${FAILURES.V8})` : verdict
}

/** So that more is better: what diverges less, and takes less beyond what is due. */
const TURNED: Readonly<Record<Claim, (value: number) => number>> = {
  divergence: (value) => -Math.abs(value),
  consistency: (value) => value,
  responsiveness: (value) => value,
  tracking: (value) => value,
  excess: (value) => -value,
}

function compared(first: Arm, second: Arm, margin: number): Compared[] {
  const order = pairing(first.seeds, second.seeds)
  const rows = first.questions.flatMap(({ name, family, claims }, q) =>
    CLAIMS.filter((claim) => claims[claim]).map((claim) => {
      const turned = (arm: Arm) => arm.questions[q].claims[claim]!.values.map((value) => TURNED[claim](value!))
      const [x, y] = [turned(first), turned(second)]
      const contrast = order ? paired(x, order.map((at) => y[at]), 'seed') : welch(x, y, 'seed') // prettier-ignore
      const column = (values: readonly number[]) => values.map((value) => [value])
      return {
        name,
        family,
        claim,
        difference: tInterval(contrast),
        p: tTest(contrast).pTwoSided,
        equivalence: tost(contrast, margin),
        improvement: improvement(column(x), column(y), {
          unit: 'seed',
          seed: `${name} ${claim}`,
          resamples: RESAMPLES,
        }),
      }
    }),
  )
  return [...new Set(rows.map(({ family }) => family))].flatMap((family) => {
    const own = rows.filter((row) => row.family === family)
    const adjusted = holm(own.map(({ p }) => p ?? 1))
    return own.map((row, i) => ({
      ...row,
      pAdjusted: adjusted[i],
      better: adjusted[i] < ALPHA && row.difference.estimate! > 0,
      worse: adjusted[i] < ALPHA && row.difference.estimate! < 0,
    }))
  })
}

/** Where the seeds of the first arm are among those of the second, if they are the same ones: then differences are paired. */
function pairing(first: readonly (number | string)[], second: readonly (number | string)[]): number[] | null {
  const places = first.map((seed) => second.indexOf(seed))
  return first.length === second.length && !places.includes(-1) ? places : null
}

/** A report from outside data. Throws a TypeError where it is none. */
export function readReport(json: unknown, where: string): ProbeReport {
  const { schema, answers, asked } = (json ?? {}) as Partial<ProbeReport>
  if (schema !== 'sva.probe/1' || !Array.isArray(answers) || !asked)
    throw new TypeError(`Got schema ${JSON.stringify(schema)} in ${where}, expected a run of the battery, sva.probe/1.`)
  return { ...(json as ProbeReport), trained: (json as ProbeReport).trained ?? null }
}
