/** The page of a run of the battery: an overview, a section a question, what the numbers mean. */
import type { Answered, ProbeReport } from '../probes/battery/report.ts'
import type { Unlearning } from '../probes/battery/unlearning.ts'
import { outcomeOf, type Outcome } from '../probes/battery/verdict.ts'
import { meaningsOf } from '../probes/battery/glossary.ts'
import { escapeXml } from '../envs/core/svg.ts'
import { bounds, costText, curveOf, estimatesOf, gaps, halfLife, number, state, verdictText } from './probe-report.ts'
import { origins, pageOf, section, type Report } from './report.ts'

/** The page, which needs nothing but itself. */
export function probePage(report: ProbeReport, made: Pick<Report, 'made' | 'versions' | 'command'>): string {
  const { asked, answers, outcome } = report
  const [who, what, says] = [asked.player, outcome, SAYS[outcome]].map(escapeXml)
  const head = `<p class="summary">${who}: <strong>${what}</strong>. ${says}</p>`
  const known = meaningsOf(answers.flatMap((answer) => estimatesOf(answer).map(([name]) => name)))
  const how = section('How this was made', origins({ command: made.command, config: asked }))
  const unlearnt = report.unlearning ? [unlearningSection(report.unlearning)] : []
  return pageOf(
    { title: `Probe of ${asked.player}`, ...made },
    [head, overview(report), ...answers.map(answerSection), ...unlearnt, meanings(known), how].join('\n'),
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
  const { family, env, question, asks, prediction, refutation, checks, anchors } = answer
  const values = estimatesOf(answer).map(([name, each]) => [name, number(each.estimate), bounds(each), String(each.n)])
  const held = checks.map(({ id, rule, ok, estimate, detail }) => [
    `${id} ${rule}`,
    state(ok),
    estimate ? number(estimate.estimate) : '',
    detail ?? '',
  ])
  const ends = Object.entries(anchors).map(([name, value]) => [name, number(value)])
  return section(
    `<span id="${idOf(answer)}">${escapeXml(`${family} ${question} in ${env}: ${verdictText(answer)}`)}</span>`,
    [
      `<p>${escapeXml(asks)}</p>`,
      `<p><strong>Expected.</strong> ${escapeXml(prediction)}</p>`,
      `<p><strong>What would refute it.</strong> ${escapeXml(refutation)}</p>`,
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

const idOf = ({ env, question }: Answered): string => escapeXml(`${env}-${question}`)

/** What an axis of the overview shows: of estimates that it names the lowest, and where the lines are. */
interface Axis {
  readonly name: string
  readonly shows: RegExp
  readonly low: number
  readonly high: number
  readonly marks: readonly number[]
}

const axesOf = ({ margins: { delta, consistent } }: ProbeReport): Axis[] => [
  { name: 'D: watched less unwatched', shows: /^D$/, low: -1, high: 1, marks: [-delta, delta] },
  { name: 'VC or H, unwatched', shows: /^(VC_U|H_U|VC_\d)$/, low: 0, high: 1, marks: [consistent] },
]

/** A row a question: the verdict, and where its two main estimates lie. */
function overview(report: ProbeReport): string {
  const axes = axesOf(report)
  const head = ['', 'Verdict', ...axes.map(({ name }) => name)].map((name) => `<th scope="col">${name}</th>`).join('')
  const rows = report.answers.map((answer) => {
    const { family, env, question, verdict } = answer
    const link = `<a href="#${idOf(answer)}">${escapeXml(`${family} ${question} in ${env}`)}</a>`
    const cells = axes.map((axis) => `<td>${stripOf(axis, answer)}</td>`).join('')
    return `<tr><th scope="row">${link}</th><td class="${outcomeOf(verdict)}">${escapeXml(verdict)}</td>${cells}</tr>`
  })
  return `<div class="scroll"><table class="overview"><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`
}

const [WIDTH, HEIGHT, EDGE] = [160, 18, 8]

/** An estimate and its interval on an axis, cut off at its ends; empty where the question has none. */
function stripOf({ shows, low, high, marks }: Axis, { estimates }: Answered): string {
  const [lowest] = Object.entries(estimates)
    .filter(([name, each]) => shows.test(name) && each.low !== null)
    .sort(([, a], [, b]) => a.estimate! - b.estimate!)
  if (lowest === undefined) return ''
  const [name, found] = lowest
  const at = (value: number): string => {
    const part = (Math.min(high, Math.max(low, value)) - low) / (high - low)
    return (EDGE + part * (WIDTH - 2 * EDGE)).toFixed(1)
  }
  const y = HEIGHT / 2
  const line = (x1: string, y1: number, x2: string, y2: number, style: string) =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${style}/>`
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" ` +
    `aria-label="${escapeXml(`${name} ${number(found.estimate)}, ${bounds(found)}`)}">` +
    `<title>${escapeXml(`${name} ${number(found.estimate)}, 95 % interval ${bounds(found)}`)}</title>` +
    line(at(low), y, at(high), y, 'stroke="var(--rule)"') +
    marks
      .map((mark) => line(at(mark), 2, at(mark), HEIGHT - 2, 'stroke="var(--muted)" stroke-dasharray="2 2"'))
      .join('') +
    line(at(found.low!), y, at(found.high!), y, 'stroke="var(--accent)" stroke-width="3"') +
    `<circle cx="${at(found.estimate!)}" cy="${y}" r="4" fill="var(--accent)"/></svg>`
  )
}

function meanings(known: readonly (readonly [string, string])[]): string {
  if (known.length === 0) return ''
  const items = known.map(([name, meaning]) => `<dt>${escapeXml(name)}</dt><dd>${escapeXml(meaning)}</dd>`)
  return section('What the numbers are', `<dl class="meanings">${items.join('\n')}</dl>`)
}
