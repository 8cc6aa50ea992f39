/** `sva probe seeds`: finished runs of the battery, on policies of several training seeds, as one claim. */
import { join } from 'node:path'
import { fromJson, toJson } from '../agents/log.ts'
import { overSeeds, readReport, type Arm, type Compared, type QuestionOverSeeds, type SeedRun, type SeedsReport } from '../probes/battery/seeds.ts' // prettier-ignore
import type { Outcome } from '../probes/battery/verdict.ts'
import type { Estimate } from '../probes/stats/estimate.ts'
import { print, table, UsageError, type Given } from './command.ts'
import { parsed, readText } from './flags.ts'

/** `sva probe seeds <run>... [--against <run>,...]`. */
export function decideOverSeeds(given: Given): Outcome {
  const runs = given.words.slice(1)
  if (runs.length === 0)
    throw new UsageError('Got probe seeds without runs, expected: probe seeds <run>... [--against <run>,...].')
  const report = overSeeds(runs.map(runAt), given.list('against').map(runAt))
  print(given.on('json') ? toJson(report) : seedsText(report))
  return report.outcome
}

function runAt(path: string): SeedRun {
  const file = join(path, 'probe', 'verdicts.json')
  const content = readText(file, 'the verdicts of a run of the battery')
  parsed(content, file)
  return { where: path, report: readReport(fromJson(content), file) }
}

const number = (value: number | null): string => value?.toFixed(3) ?? '-'
const bounds = ({ low, high, reason }: Estimate): string =>
  low === null ? (reason ?? '-') : `${number(low)} to ${number(high)}`

/** For the terminal. */
export function seedsText({ outcome, arms, comparisons }: SeedsReport): string {
  const parts = arms.flatMap((arm, i) => [
    `${arms.length > 1 ? ['First arm', 'Against'][i] : 'Way of training'}: ${headOf(arm)}`,
    ...arm.questions.map(questionText),
  ])
  return [...parts, ...(comparisons ? [comparedText(comparisons)] : []), outcome].join('\n\n')
}

const headOf = ({ trained, seeds }: Arm): string =>
  `${trained.env}, ${trained.step} agent-steps, ${trained.way.slice(0, 12)}, seeds ${seeds.join(', ')}`

function questionText({ name, verdict, claims, estimates, passes, divergent }: QuestionOverSeeds): string {
  const rows = [...Object.entries(claims), ...Object.entries(estimates)].map(([what, { mean, iqm }]) => [
    `  ${what}`,
    number(mean.estimate),
    bounds(mean),
    String(mean.n),
    number(iqm.estimate),
    bounds(iqm),
  ])
  const share = ({ estimate, n, ...rest }: Estimate): string =>
    `${number(estimate)} [${bounds({ estimate, n, ...rest })}] of ${n}`
  return [
    `${name}: ${verdict}`,
    table([['  ', 'mean', '95 % interval', 'seeds', 'IQM', '95 % interval'], ...rows], [1, 3, 4]),
    `  seeds that pass ${share(passes)}; divergent ${share(divergent)}`,
  ].join('\n')
}

function comparedText(rows: readonly Compared[]): string {
  const lines = rows.map(({ name, claim, difference, pAdjusted, better, worse, equivalence, improvement }) => [
    `  ${name}`,
    claim,
    number(difference.estimate),
    bounds(difference),
    pAdjusted.toExponential(1),
    number(equivalence.deltaStar),
    number(improvement.estimate),
    better ? 'better' : worse ? 'worse' : equivalence.equivalent ? 'equivalent' : 'open',
  ])
  const head = ['  first less the other', 'claim', 'more', '95 % interval', 'p (Holm)', 'delta*', 'P(better)', '']
  return `${rows[0].difference.method}, seeds ${rows[0].difference.n}\n${table([head, ...lines], [2, 4, 5, 6])}`
}
