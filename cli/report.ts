/**
 * `report.html`: what a run was, what came out and what to do next, on one page that needs nothing but itself. No
 * script, no request (a content security policy says so), light and dark, readable on a phone.
 */
import { replaceFile, toJson } from '../agents/log.ts'
import type { DrawList } from '../envs/core/draw.ts'
import { escapeXml, filmstrip } from '../envs/core/svg.ts'
import { lineChart, type Chart } from './chart.ts'

/** A mean with its 95 % interval over `n` independent observations. An end that is missing or NaN is not known. */
export interface Estimate {
  readonly mean: number
  readonly low?: number
  readonly high?: number
  readonly n?: number
}

/** A number at the top of the page. */
export interface Headline extends Estimate {
  readonly name: string
  /** After the number, e.g. `soups an episode`. */
  readonly unit?: string
}

/** A row of the evaluation table: an estimate of the episode return with one partner. */
export interface Evaluation extends Estimate {
  readonly partner: string
}

export interface Film {
  readonly frames: readonly DrawList[]
  readonly labels: readonly string[]
  readonly caption: string
}

export interface Report {
  readonly title: string
  /** One paragraph of plain language. */
  readonly summary: string
  readonly headlines: readonly Headline[]
  readonly curves: readonly Chart[]
  readonly evaluation: readonly Evaluation[]
  readonly film?: Film
  /** Anything that JSON holds. */
  readonly config: unknown
  /** The command line that made the run. */
  readonly command: string
  readonly versions: Readonly<Record<string, string>>
  /** When, ISO 8601. */
  readonly made: string
  readonly next: readonly { readonly text: string; readonly command?: string }[]
}

/** Writes the page, whole or not at all. */
export const writeReport = (path: string, report: Report): void => replaceFile(path, reportPage(report))

/** The page as HTML. Every string of `report` is text: none becomes markup. */
export function reportPage(report: Report): string {
  const { summary } = report
  return pageOf(
    report,
    `<p class="summary">${escapeXml(summary)}</p>
${headlines(report.headlines)}
${section('How it learned', curves(report.curves))}
${section('How well it plays', evaluation(report.evaluation))}
${report.film ? section('An episode', film(report.film)) : ''}
${section('What to do next', next(report.next))}
${section('How this was made', origins(report))}`,
  )
}

/** A page around a body of markup. */
export function pageOf({ title, made, versions }: Pick<Report, 'title' | 'made' | 'versions'>, body: string): string {
  const origin = [made, ...Object.entries(versions).map(([name, version]) => `${name} ${version}`)].join(' · ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escapeXml(title)}</h1>
<p class="origin">${escapeXml(origin)}</p>
</header>
${body}
</main>
</body>
</html>
`
}

export const section = (title: string, body: string): string => `<section>\n<h2>${title}</h2>\n${body}\n</section>`
const missing = (what: string): string => `<p class="missing">${what}</p>`

function headlines(items: readonly Headline[]): string {
  const tiles = items.map((item) => {
    const unit = item.unit ? ` <small>${escapeXml(item.unit)}</small>` : ''
    return (
      `<div><dt>${escapeXml(item.name)}</dt><dd class="value">${decimal(item.mean, decimals(item))}${unit}</dd>` +
      `<dd class="interval">${interval(item)}</dd></div>`
    )
  })
  return tiles.length ? `<dl class="headlines">${tiles.join('\n')}</dl>` : ''
}

const curves = (charts: readonly Chart[]): string =>
  charts.length
    ? `<div class="charts">${charts.map(lineChart).join('\n')}</div>`
    : missing('No learning curve was recorded.')

function evaluation(rows: readonly Evaluation[]): string {
  if (!rows.length) return missing('No evaluation was run.')
  const digits = Math.max(...rows.map(decimals)) // one for all, so that the column lines up
  const body = rows.map(
    (row) =>
      `<tr><th scope="row">${escapeXml(row.partner)}</th><td>${decimal(row.mean, digits)}</td>` +
      `<td>${bounds(row, digits) || '–'}</td><td>${count(row.n)}</td></tr>`,
  )
  const head =
    '<th scope="col">Partner</th><th scope="col">Mean return</th><th scope="col">95 % interval</th><th scope="col">n</th>'
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}

const CELL_PIXELS = 24
const FILM_PIXELS = 640

/** As many frames a row as fit a page, at least two, in rows of equal length. */
function film({ frames, labels, caption }: Film): string {
  if (!frames.length) return missing('No episode was recorded.')
  const widest = Math.max(...frames.map(({ width }) => width))
  const cellPixels = Math.max(2, Math.min(CELL_PIXELS, Math.floor(FILM_PIXELS / 3 / widest)))
  const most = Math.max(2, Math.floor(FILM_PIXELS / (widest * cellPixels + 8)))
  const columns = Math.ceil(frames.length / Math.ceil(frames.length / most))
  const strip = filmstrip(frames, { columns, cellPixels, labels })
  return `<figure>${strip}<figcaption>${escapeXml(caption)}</figcaption></figure>`
}

function next(items: Report['next']): string {
  if (!items.length) return missing('Nothing is suggested.')
  const code = (command?: string) => (command ? `<pre><code>${escapeXml(command)}</code></pre>` : '')
  return `<ul>${items.map(({ text, command }) => `<li>${escapeXml(text)}${code(command)}</li>`).join('\n')}</ul>`
}

/** A configuration of fewer characters is shown without a click. */
const SHORT = 1_500

export function origins({ command, config }: Pick<Report, 'command' | 'config'>): string {
  const json = toJson(config, 2) ?? 'undefined'
  return (
    `<p>Run this again:</p><pre><code>${escapeXml(command)}</code></pre>` +
    `<details${json.length < SHORT ? ' open' : ''}><summary>Configuration</summary>` +
    `<pre><code>${escapeXml(json)}</code></pre></details>`
  )
}

/** Two lines: the range, then `95 % interval, n = 20`; one where there is no interval. */
function interval(estimate: Estimate): string {
  const range = bounds(estimate, decimals(estimate))
  const sample = known(estimate.n) ? `, n = ${count(estimate.n)}` : ''
  return range ? `${range}<br>95 % interval${sample}` : `no interval${sample}`
}

const bounds = ({ low, high }: Estimate, digits: number): string =>
  known(low) && known(high) ? `${decimal(low, digits)} to ${decimal(high, digits)}` : ''

const known = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value)
const count = (n: number | undefined): string => (known(n) ? n.toLocaleString('en-US') : '–')

/**
 * Decimals that show two digits of the interval's half-width, or three digits of the mean where there is no interval.
 */
function decimals({ mean, low = NaN, high = NaN }: Estimate): number {
  const half = (high - low) / 2
  const size = half > 0 && Number.isFinite(half) ? half * 10 : Math.abs(mean)
  const digits = Number.isFinite(size) && size > 0 ? 2 - Math.floor(Math.log10(size)) : 0
  return Math.min(12, Math.max(0, digits))
}

function decimal(value: number, digits: number): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return text.replace('-', '−')
}

const STYLE = `
:root {
  --page: #ffffff; --panel: #f4f5f7; --ink: #1a1a1a; --muted: #595959; --rule: #dcdee2; --accent: #0072b2;
  --series-1: #0072b2; --series-2: #d55e00; --series-3: #009e73; --series-4: #b5568c; --series-5: #b57c00; --series-6: #3d94c7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --panel: #1f2228; --ink: #ececec; --muted: #a8adb5; --rule: #363b44; --accent: #6cbcf0;
    --series-1: #56b4e9; --series-2: #f0843c; --series-3: #2cc79a; --series-4: #df93bd; --series-5: #f0b93a; --series-6: #9fc9ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: clamp(1.3rem, 5vw, 1.7rem); line-height: 1.25; margin: 0; overflow-wrap: break-word; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; }
.origin { color: var(--muted); font-size: 0.85rem; margin: 0.25rem 0 0; }
.summary { font-size: 1.1rem; max-width: 42rem; }
.missing { color: var(--muted); }
.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0 0; }
.headlines > div { background: var(--panel); border-radius: 0.5rem; padding: 0.75rem 1rem; }
.headlines dt { color: var(--muted); font-size: 0.9rem; }
.headlines dd { margin: 0; }
.headlines .value { font-size: 1.7rem; font-weight: 600; line-height: 1.2; padding-bottom: 0.15rem;
  display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.5rem; font-variant-numeric: tabular-nums; }
.headlines .value small { font-size: 0.9rem; font-weight: 400; }
.headlines .interval { color: var(--muted); font-size: 0.85rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 2rem; align-items: start; }
.chart { width: 100%; max-width: 30rem; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; max-width: 42rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child { text-align: left; white-space: normal; min-width: 6rem; overflow-wrap: break-word; }
thead th { color: var(--muted); font-weight: 500; font-size: 0.9rem; }
tbody th { font-weight: 400; }
tr > :last-child { padding-right: 0; }
@media (max-width: 30rem) {
  table { font-size: 0.85rem; }
  th, td { padding-right: 0.5rem; }
  thead th { font-size: 0.8rem; white-space: normal; vertical-align: bottom; }
  th:first-child { min-width: 4.5rem; }
}
.overview { max-width: none; }
.overview th:first-child { min-width: 14rem; }
.overview :nth-child(2) { text-align: left; }
.overview svg { display: block; margin-left: auto; }
.PASS { color: var(--series-3); }
.FAIL, .INVALID { color: var(--series-2); }
.meanings { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; font-size: 0.9rem; }
.meanings dd { margin: 0; color: var(--muted); }
a { color: var(--accent); }
figure { margin: 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: var(--muted); font-size: 0.9rem; }
ul { padding-left: 1.25rem; }
li { margin-bottom: 0.5rem; }
pre { background: var(--panel); border-radius: 0.5rem; padding: 0.6rem 0.9rem; margin: 0.4rem 0; overflow-x: auto; font-size: 0.85rem; }
code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
summary { cursor: pointer; color: var(--accent); }
@media print { details > pre { display: block; } }
`
