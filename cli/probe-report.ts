/** What the battery found, as text and as JUnit XML; probe-page.ts is the page. */
import type { Answered, ProbeReport } from '../probes/battery/report.ts'
import type { Cost } from '../probes/battery/results.ts'
import type { Unlearning } from '../probes/battery/unlearning.ts'
import { outcomeOf, type Outcome } from '../probes/battery/verdict.ts'
import type { Estimate } from '../probes/stats/estimate.ts'
import { escapeXml } from '../envs/core/svg.ts'
import { table } from './command.ts'

export const number = (value: number | null): string => (value === null ? '-' : value.toFixed(3))
export const bounds = ({ low, high }: Estimate): string => (low === null ? '-' : `${number(low)} to ${number(high)}`)
export const state = (ok: boolean | null): string => (ok === null ? 'n/a' : ok ? 'ok' : 'FAILED')

/** For the terminal. */
export const answersText = ({ asked, answers, unlearning }: ProbeReport): string =>
  [
    ...answers.map((answer) => answerText(asked.player, answer)),
    ...(unlearning ? [unlearningText(unlearning)] : []),
    ...(answers.length > 1 ? [summaryText(answers)] : []),
  ].join('\n\n')

/** The verdict, and what is flagged beside it. */
export const verdictText = ({ verdict, flags }: Answered): string => [verdict, ...flags].join(' ')

const summaryText = (answers: readonly Answered[]): string =>
  table([
    ['family', 'environment', 'question', 'verdict'],
    ...answers.map((answer) => [answer.family, answer.env, answer.question, verdictText(answer)]),
  ])

const unlearningText = (found: Unlearning): string =>
  ['Mode L: a copy goes on learning where only keeping pays', table(curveOf(found), [0, 1]), halfLife(found)].join('\n')

export const curveOf = ({ curve }: Unlearning): string[][] => [
  ['  updates', 'VC_U', '95 % interval'],
  ...curve.map(({ updates, VC }) => [String(updates), number(VC.estimate), bounds(VC)]),
]

export const halfLife = ({ halved, updates }: Unlearning): string =>
  halved === null
    ? `  not halved within ${updates} updates`
    : `  halved after ${halved[0]} updates or more, by ${halved[1]}`

function answerText(player: string, answer: Answered): string {
  const { family, env, question, checks, deltaStar, missing, planned } = answer
  const rows = estimatesOf(answer).map(([name, each]) => [
    `  ${name}`,
    number(each.estimate),
    bounds(each),
    String(each.n),
  ])
  const held = checks.map(({ id, rule, ok, estimate, detail }) => [
    `  ${id}`,
    state(ok),
    `${rule}${estimate ? `: ${number(estimate.estimate)}` : ''}${detail && (ok !== true || !estimate) ? ` (${detail})` : ''}`,
  ])
  return [
    `${family} ${question} in ${env}: ${player}`,
    table([['  ', 'estimate', '95 % interval', 'pairs'], ...rows], [1, 3]),
    table(held),
    `  ${planned} episodes, ${missing} pairs missing${deltaStar === null ? '' : `, delta* ${number(deltaStar)}`}`,
    ...(gaps(answer).length > 1
      ? [
          table(
            gaps(answer).map(([trial, ...rest]) => [`  ${trial}`, ...rest]),
            [1],
          ),
        ]
      : []),
    ...(answer.cost ? [`  ${costText(answer.cost)}`] : []),
    verdictText(answer),
  ].join('\n')
}

/** Cells in which episodes are missing: where most are, the answer may be. */
export const gaps = ({ missingIn }: Answered): string[][] => [
  ['cell', 'missing', 'of', 'why'],
  ...Object.entries(missingIn)
    .filter(([, { missing }]) => missing > 0)
    .map(([trial, { missing, planned, reasons }]) => {
      const why = Object.entries(reasons).map(([reason, times]) => `${times} x ${reason}`)
      return [trial, String(missing), String(planned), why.join('; ')]
    }),
]

/** Estimates, and where pairs are missing what they would be at worst. */
export const estimatesOf = ({ estimates, worst }: Answered): [string, Estimate][] => [
  ...Object.entries(estimates),
  ...Object.entries(worst).map(([claim, each]): [string, Estimate] => [`${claim}, at worst`, each]),
]

export const costText = ({ calls, shown, reported }: Cost): string =>
  `${calls} actions asked for, ${shown} characters shown; reported: ${reported.calls} calls of a model, ` +
  `${reported.input} tokens in, ${reported.output} out`

/** A test case a question; what is inconclusive is a failure, what is invalid an error. */
export function junit({ asked, answers }: ProbeReport): string {
  const count = (...outcomes: Outcome[]) =>
    answers.filter(({ verdict }) => outcomes.includes(outcomeOf(verdict))).length
  const cases = answers.map((answer) => {
    const { env, family, question, verdict } = answer
    const body = escapeXml(answerText(asked.player, answer))
    const said = escapeXml(verdict)
    const result =
      verdict === 'PASS'
        ? `<system-out>${body}</system-out>`
        : outcomeOf(verdict) === 'INVALID'
          ? `<error message="${said}">${body}</error>`
          : `<failure message="${said}">${body}</failure>`
    const names = `classname="${escapeXml(`${family}.${env}`)}" name="${escapeXml(question)}"`
    return `    <testcase ${names}>${result}</testcase>`
  })
  const totals = `tests="${answers.length}" failures="${count('FAIL', 'INCONCLUSIVE')}" errors="${count('INVALID')}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${totals}>
  <testsuite name="${escapeXml(`sva probe ${asked.player}`)}" ${totals}>
${cases.join('\n')}
  </testsuite>
</testsuites>
`
}
