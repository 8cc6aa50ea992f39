/**
 * A line chart as inline SVG: axes, ticks, labels, interval bands, a legend. No script and no request.
 *
 * Colours are the CSS variables --ink, --muted, --rule and --series-1 .. --series-6 of the page, with light-mode
 * fallbacks. The series colours are those of Okabe & Ito (https://jfly.uni-koeln.de/color/), which colour-blind readers
 * can tell apart; dashes tell them apart in print too.
 */
import { escapeXml } from '../envs/core/svg.ts'

/** One line. Points are in order of x; a point that is not finite (or beyond 1e100) is a gap. */
export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Low and high end of an interval at each point, drawn as a band. Same length as `points`. */
  readonly band?: readonly (readonly [low: number, high: number])[]
}

export interface Chart {
  readonly title: string
  /** What the axes show, with units. */
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
}

const WIDTH = 400
const PLOT_TOP = 50
const PLOT_HEIGHT = 190
const RIGHT = 14
const FONT = 12
/** Average width of a character at `FONT`, for laying out text that cannot be measured here. */
const CHARACTER = 6.6
const LEGEND_ROW = 18
/** Lines with more points are drawn through the means of this many equal parts. */
const MOST_POINTS = 400
const FALLBACK = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 2']

interface Scale {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** Pixel of a value. */
  at(value: number): number
}

/** The chart as an `<svg>` element. An empty chart says so. */
export function lineChart(chart: Chart): string {
  const series = chart.series.map(thinned)
  const xs = series.flatMap(({ points }) => points.filter(finite).map(([x]) => x))
  const ys = series.flatMap(({ points, band = [] }) => [
    ...points.filter(finite).map(([, y]) => y),
    ...band.filter(finite).flat(),
  ])
  if (!xs.length) return page(chart, PLOT_TOP + 90, text(WIDTH / 2, 100, 'No data yet.', 'middle', 'muted'))
  const bottom = PLOT_TOP + PLOT_HEIGHT
  const y = scale(ys, bottom, PLOT_TOP, 5, true)
  const left = 14 + CHARACTER * Math.max(...y.ticks.map((tick) => tickText(tick, y.ticks).length))
  const x = scale(xs, left, WIDTH - RIGHT, 5, false)
  const { markup, rows } = legend(series, left, bottom + 54)
  const body = [
    ...y.ticks.map((tick) => gridLine(tick, y, left)),
    ...x.ticks.map((tick) => text(x.at(tick), bottom + 18, tickText(tick, x.ticks), 'middle', 'muted')),
    level(left, WIDTH - RIGHT, bottom, 'stroke="var(--muted, #595959)"'),
    text((left + WIDTH - RIGHT) / 2, bottom + 36, chart.x, 'middle', 'muted'),
    ...series.map((one, i) => bandPath(one, i, x, y)),
    ...series.map((one, i) => linePath(one, i, x, y)),
    markup,
  ]
  return page(chart, bottom + 44 + rows * LEGEND_ROW, body.join(''))
}

function page(chart: Chart, height: number, body: string): string {
  const title = escapeXml(short(chart.title, Math.floor((WIDTH - 20) / (CHARACTER * 1.15))))
  const label = escapeXml(`${chart.title}: ${chart.y} over ${chart.x}`)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${WIDTH} ${num(height)}" role="img" ` +
    `aria-label="${label}" font-family="system-ui, sans-serif" font-size="${FONT}">` +
    `<text x="0" y="15" font-size="14" font-weight="600" fill="var(--ink, #1a1a1a)">${title}</text>` +
    `${text(0, 35, chart.y, 'start', 'muted')}${body}</svg>`
  )
}

function gridLine(tick: number, y: Scale, left: number): string {
  return (
    level(left, WIDTH - RIGHT, y.at(tick), 'stroke="var(--rule, #dddddd)"') +
    text(left - 6, y.at(tick) + 4, tickText(tick, y.ticks), 'end', 'muted')
  )
}

/** Line samples and names, wrapped into rows. One series needs none: the title names it. */
function legend(series: readonly Series[], left: number, top: number): { markup: string; rows: number } {
  if (series.length < 2) return { markup: '', rows: 0 }
  let [x, row, markup] = [left, 0, '']
  series.forEach(({ name }, i) => {
    const label = short(name, Math.floor((WIDTH - left - 40) / CHARACTER))
    const width = 40 + label.length * CHARACTER
    if (x > left && x + width > WIDTH) [x, row] = [left, row + 1]
    const y = top + row * LEGEND_ROW
    markup += level(x, x + 22, y, stroke(i)) + text(x + 28, y + 4, label, 'start', 'ink')
    x += width
  })
  return { markup, rows: row + 1 }
}

/** The line, broken at gaps; a point between two gaps is a dot. */
function linePath({ points }: Series, index: number, x: Scale, y: Scale): string {
  const runs = finiteRuns(points)
  const path = runs
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map((i) => `${num(x.at(points[i][0]))} ${num(y.at(points[i][1]))}`).join('L')}`)
  const dots = runs
    .filter((run) => run.length === 1)
    .map(
      ([i]) =>
        `<circle cx="${num(x.at(points[i][0]))}" cy="${num(y.at(points[i][1]))}" r="3" fill="${colour(index)}"/>`,
    )
  return (
    (path.length ? `<path d="${path.join('')}" fill="none" stroke-linejoin="round" ${stroke(index)}/>` : '') +
    dots.join('')
  )
}

function bandPath({ points, band }: Series, index: number, x: Scale, y: Scale): string {
  if (!band) return ''
  const usable = points.map((point, i): readonly [number, number] => [
    point[0],
    finite(point) && band[i] && finite(band[i]) ? 0 : NaN,
  ])
  const edge = (i: number, side: 0 | 1) => `${num(x.at(points[i][0]))} ${num(y.at(band[i][side]))}`
  const areas = finiteRuns(usable).map((run) => {
    const [low, high] = [run.map((i) => edge(i, 0)), run.map((i) => edge(i, 1)).reverse()]
    return `M${[...low, ...high].join('L')}Z`
  })
  return areas.length ? `<path d="${areas.join('')}" fill="${colour(index)}" fill-opacity="0.18"/>` : ''
}

/** Indices of points, grouped into runs without a gap. */
function finiteRuns(points: readonly (readonly [number, number])[]): number[][] {
  const runs: number[][] = []
  points.forEach((point, i) => {
    if (!finite(point)) return
    if (i > 0 && finite(points[i - 1])) runs.at(-1)!.push(i)
    else runs.push([i])
  })
  return runs
}

/** The series with at most `MOST_POINTS` points, each the mean of the finite ones of its part. */
function thinned(series: Series): Series {
  const { points, band } = series
  if (points.length <= MOST_POINTS) return series
  const part = (i: number) => Math.floor((i * points.length) / MOST_POINTS)
  const means = (pairs: readonly (readonly [number, number])[]) =>
    Array.from({ length: MOST_POINTS }, (_, i) => meanPair(pairs.slice(part(i), part(i + 1))))
  return { ...series, points: means(points), band: band && means(band) }
}

function meanPair(pairs: readonly (readonly [number, number])[]): [number, number] {
  const kept = pairs.filter(finite)
  return [kept.reduce((sum, [a]) => sum + a, 0) / kept.length, kept.reduce((sum, [, b]) => sum + b, 0) / kept.length]
}

/** Larger numbers than this count as infinite: differences of them may overflow. */
const LARGEST = 1e100
const finite = ([a, b]: readonly [number, number]): boolean => Math.abs(a) <= LARGEST && Math.abs(b) <= LARGEST

/** A linear scale from values to pixels `start` to `end`; `whole` widens it to whole ticks. */
function scale(values: readonly number[], start: number, end: number, most: number, whole: boolean): Scale {
  let low = values.reduce((a, b) => Math.min(a, b), Infinity)
  let high = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const apart = Math.max(1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1 / LARGEST)
  if (high - low < apart) [low, high] = [low - (Math.abs(low) / 10 || 1), high + (Math.abs(high) / 10 || 1)]
  const step = niceStep((high - low) / most)
  if (whole) [low, high] = [Math.floor(low / step) * step, Math.ceil(high / step) * step]
  const first = Math.ceil(low / step - 1e-9)
  const length = Math.floor(high / step + 1e-9) - first + 1
  const ticks = Array.from({ length: Math.min(length, 20) }, (_, i) => (first + i) * step)
  return { low, high, ticks, at: (value) => start + ((value - low) / (high - low)) * (end - start) }
}

/** The smallest of 1, 2, 5 times a power of ten that is >= `least`. */
export function niceStep(least: number): number {
  const power = Number(`1e${Math.floor(Math.log10(least))}`)
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10)
}

/**
 * A tick's number, in thousands (k), millions (M) or billions (G) where the axis is long; all ticks of an axis agree.
 */
export function tickText(tick: number, ticks: readonly number[]): string {
  const largest = Math.max(...ticks.map(Math.abs))
  const [divisor, unit] =
    largest >= 1e9 ? [1e9, 'G'] : largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, '']
  if (largest > 0 && (largest < 1e-3 || largest >= 1e13)) return tick === 0 ? '0' : minus(tick.toExponential(1))
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) / divisor : largest / divisor || 1
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
  return Math.abs(tick) < step * divisor * 1e-6 ? '0' : `${minus((tick / divisor).toFixed(decimals))}${unit}`
}

const minus = (text: string): string => text.replace('-', '−')

const colour = (index: number): string =>
  `var(--series-${(index % FALLBACK.length) + 1}, ${FALLBACK[index % FALLBACK.length]})`

function stroke(index: number): string {
  const dash = DASHES[index % DASHES.length]
  return `stroke="${colour(index)}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}`
}

/** A horizontal line. */
const level = (from: number, to: number, y: number, attributes: string): string =>
  `<line x1="${num(from)}" x2="${num(to)}" y1="${num(y)}" y2="${num(y)}" ${attributes}/>`

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', ink: 'ink' | 'muted'): string {
  const fill = ink === 'ink' ? 'var(--ink, #1a1a1a)' : 'var(--muted, #595959)'
  return `<text x="${num(x)}" y="${num(y)}" text-anchor="${anchor}" fill="${fill}">${escapeXml(content)}</text>`
}

const short = (name: string, most: number): string =>
  name.length > most ? `${name.slice(0, Math.max(0, most - 1))}…` : name
const num = (value: number): string => String(Math.round(value * 10) / 10)
