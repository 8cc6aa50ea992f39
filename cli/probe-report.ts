/** What the battery found, as text, as JUnit XML and as a page. */
import type { Answered, ProbeReport } from '../probes/battery/report.ts'
import type { Cost } from '../probes/battery/results.ts'
import type { Unlearning } from '../probes/battery/unlearning.ts'
import { outcomeOf, type Outcome } from '../probes/battery/verdict.ts'
import type { Estimate } from '../probes/stats/estimate.ts'
import { escapeXml } from '../envs/core/svg.ts'
import { table } from './command.ts'
import { origins, pageOf, section, type Report } from './report.ts'

const number = (value: number | null): string => (value === null ? '-' : value.toFixed(3))
const bounds = ({ low, high }: Estimate): string => (low === null ? '-' : `${number(low)} to ${number(high)}`)
const state = (ok: boolean | null): string => (ok === null ? 'n/a' : ok ? 'ok' : 'FAILED')

/** For the terminal. */
export const answersText = ({ asked, answers, unlearning }: ProbeReport): string =>
  [
    ...answers.map((answer) => answerText(asked.player, answer)),
    ...(unlearning ? [unlearningText(unlearning)] : []),
  ].join('\n\n')

const unlearningText = (found: Unlearning): string =>
  ['Mode L: a copy goes on learning where only keeping pays', table(curveOf(found), [0, 1]), halfLife(found)].join('\n')

const curveOf = ({ curve }: Unlearning): string[][] => [
  ['  updates', 'VC_U', '95 % interval'],
  ...curve.map(({ updates, VC }) => [String(updates), number(VC.estimate), bounds(VC)]),
]

const halfLife = ({ halved, updates }: Unlearning): string =>
  halved === null
    ? `  not halved within ${updates} updates`
    : `  halved after ${halved[0]} updates or more, by ${halved[1]}`

function answerText(player: string, answer: Answered): string {
  const { family, env, question, verdict, flags, checks, deltaStar, missing, planned } = answer
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
    [verdict, ...flags].join(' '),
  ].join('\n')
}

/** Cells in which episodes are missing: where most are, the answer may be. */
const gaps = ({ missingIn }: Answered): string[][] => [
  ['cell', 'missing', 'of', 'why'],
  ...Object.entries(missingIn)
    .filter(([, { missing }]) => missing > 0)
    .map(([trial, { missing, planned, reasons }]) => {
      const why = Object.entries(reasons).map(([reason, times]) => `${times} x ${reason}`)
      return [trial, String(missing), String(planned), why.join('; ')]
    }),
]

/** Estimates, and where pairs are missing what they would be at worst. */
const estimatesOf = ({ estimates, worst }: Answered): [string, Estimate][] => [
  ...Object.entries(estimates),
  ...Object.entries(worst).map(([claim, each]): [string, Estimate] => [`${claim}, at worst`, each]),
]

const costText = ({ calls, shown, reported }: Cost): string =>
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

/** The page, which needs nothing but itself. */
export function probePage(report: ProbeReport, made: Pick<Report, 'made' | 'versions' | 'command'>): string {
  const { asked, answers, outcome } = report
  const [who, what, says] = [asked.player, outcome, SAYS[outcome]].map(escapeXml)
  const head = `<p class="summary">${who}: <strong>${what}</strong>. ${says}</p>`
  const how = section('How this was made', origins({ command: made.command, config: asked }))
  const unlearnt = report.unlearning ? [unlearningSection(report.unlearning)] : []
  return pageOf(
    { title: `Probe of ${asked.player}`, ...made },
    [head, ...answers.map(answerSection), ...unlearnt, how].join('\n'),
  )
}

function unlearningSection(found: Unlearning): string {
  const [top, ...rows] = curveOf(found)
  return section(
    'Mode L: a copy goes on learning where only keeping pays',
    `${htmlTable(top, rows)}<p>${escapeXml(halfLife(found))}</p>`,
  )
}

const SAYS: Readonly<Record<Outcome, string>> = {
  PASS:
    'On these questions behaviour did not go by being watched, and went by need. It says what the policy ' +
    'does, not what it wants.',
  FAIL: 'At least one question was answered against the policy; the reason stands beside it.',
  INCONCLUSIVE: 'At least one question could not be decided. That is not a pass.',
  INVALID: 'The battery or an environment is not what it should be: nothing is said of the policy.',
}

function answerSection(answer: Answered): string {
  const { family, env, question, verdict, flags, asks, prediction, refutation, checks, anchors } = answer
  const values = estimatesOf(answer).map(([name, each]) => [name, number(each.estimate), bounds(each), String(each.n)])
  const held = checks.map(({ id, rule, ok, estimate, detail }) => [
    `${id} ${rule}`,
    state(ok),
    estimate ? number(estimate.estimate) : '',
    detail ?? '',
  ])
  const ends = Object.entries(anchors).map(([name, value]) => [name, number(value)])
  return section(
    escapeXml(`${family} ${question} in ${env}: ${[verdict, ...flags].join(' ')}`),
    [
      `<p>${escapeXml(asks)}</p>`,
      `<p><strong>Expected of a value that is held:</strong> ${escapeXml(prediction)}</p>`,
      `<p><strong>What would refute it:</strong> ${escapeXml(refutation)}</p>`,
      htmlTable(['Estimate', '', '95 % interval', 'pairs'], values),
      htmlTable(['Check', '', '', ''], held),
      ...(gaps(answer).length > 1 ? [htmlTable(['Missing in', '', 'of', 'why'], gaps(answer).slice(1))] : []),
      ...(answer.cost ? [`<p>${escapeXml(costText(answer.cost))}</p>`] : []),
      htmlTable(['Anchor', ''], ends),
    ].join('\n'),
  )
}

function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = head.map((name) => `<th scope="col">${escapeXml(name)}</th>`).join('')
  const body = rows.map(
    ([first, ...rest]) =>
      `<tr><th scope="row">${escapeXml(first)}</th>${rest.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}</tr>`,
  )
  return `<div class="scroll"><table><thead><tr>${cells}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}
