/**
 * Progress of a long job: a few lines redrawn in place on a terminal, one plain line every few seconds elsewhere,
 * nothing with `--quiet`.
 */

/** Where a job stands. */
export interface Progress {
  /** What is running, e.g. `ppo on overcooked`. */
  readonly title: string
  /** Agent-steps. */
  readonly done: number
  readonly total: number
  /** Agent-steps a second, lately. */
  readonly rate: number
  /** Seconds since the job started. */
  readonly elapsed: number
  /** Mean episode return, oldest first; NaN where no episode ended. */
  readonly returns: readonly number[]
  /** Other numbers by name, e.g. policy and value loss, entropy, KL; shown in this order. */
  readonly numbers: Readonly<Record<string, number>>
  /** A last line, e.g. where the run is kept. */
  readonly note?: string
}

/** Where the dashboard writes: `process.stderr` or a stand-in. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface DashboardOptions {
  /** Show nothing at all. */
  readonly quiet?: boolean
  /** Seconds between two plain lines; a terminal is redrawn ten times a second at most. */
  readonly everySeconds?: number
  /** Milliseconds, from any start. */
  readonly clock?: () => number
}

export interface Dashboard {
  /** Shows where the job stands, unless it was shown a moment ago. Cheap: call it every update. */
  update(progress: Progress): void
  /** Prints a line above the dashboard. */
  print(line: string): void
  /** Shows the last progress and leaves it on the screen. */
  close(): void
}

const REDRAW_MS = 100
const WIDEST = 100
const CLEAR_TO_END = '\x1b[J'

/** A dashboard on `screen`. The caller closes it. */
export function dashboard(screen: Screen, options: DashboardOptions = {}): Dashboard {
  const { quiet = false, everySeconds = 5, clock = () => performance.now() } = options
  const live = screen.isTTY === true && process.env.TERM !== 'dumb'
  let [shownAt, height] = [-Infinity, 0]
  let latest: Progress | undefined
  let shown: Progress | undefined
  const show = (): void => {
    if (quiet || !latest || latest === shown) return
    const lines = live ? frame(latest, Math.min(screen.columns || 80, WIDEST)) : [plainLine(latest)]
    screen.write(`${erase()}${lines.join('\n')}\n`)
    height = live ? lines.length : 0
    shownAt = clock()
    shown = latest
  }
  const erase = (): string => (height ? `\x1b[${height}A\r${CLEAR_TO_END}` : '')
  return {
    update(progress) {
      latest = progress
      if (clock() - shownAt >= (live ? REDRAW_MS : everySeconds * 1000)) show()
    },
    print(line) {
      if (quiet) return
      screen.write(`${erase()}${line}\n`)
      height = 0
      if (live) shown = undefined
      if (live) show()
    },
    close: show,
  }
}

/** The dashboard as lines of at most `columns` characters; no escape codes. */
export function frame(progress: Progress, columns: number): string[] {
  const { title, done, total, rate, elapsed, returns, numbers, note } = progress
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const percent = `${Math.floor(share * 100)} %`.padStart(6)
  const curve = sparkline(returns, Math.min(40, Math.max(0, columns - 26)))
  const lines = [
    title,
    `${bar(share, Math.max(0, Math.min(60, columns - percent.length)))}${percent}`,
    `steps     ${count(done)} of ${count(total)}   ${count(rate)}/s`,
    `time      ${duration(elapsed)} gone   ${duration(left(progress))} left`,
    `return    ${number(returns.findLast(Number.isFinite) ?? NaN).padEnd(9)} ${curve}`.trimEnd(),
    ...columnsOf(numbers, columns),
    ...(note ? [note] : []),
  ]
  return lines.map((line) => clip(line, columns))
}

/** Everything on one line, for logs. */
export function plainLine(progress: Progress): string {
  const { title, done, total, rate, returns, numbers } = progress
  const percent = total > 0 ? ` (${Math.floor(Math.min(1, done / total) * 100)} %)` : ''
  const parts = [
    `${title}: ${count(done)} of ${count(total)} steps${percent}`,
    `${count(rate)}/s`,
    `${duration(left(progress))} left`,
    `return ${number(returns.findLast(Number.isFinite) ?? NaN)}`,
    ...Object.entries(numbers).map(([name, value]) => `${name} ${number(value)}`),
  ]
  return clip(parts.join(', '), Infinity)
}

const left = ({ done, total, rate }: Progress): number => (done >= total ? 0 : (total - done) / rate)

/** Names and numbers in columns of a fixed width, as many as fit. */
function columnsOf(numbers: Readonly<Record<string, number>>, columns: number): string[] {
  const cells = Object.entries(numbers).map(
    ([name, value]) => `${clip(name, 14).padEnd(10)}${number(value).padEnd(12)}`,
  )
  const each = Math.max(1, Math.floor(columns / 24))
  const lines = []
  for (let i = 0; i < cells.length; i += each)
    lines.push(
      cells
        .slice(i, i + each)
        .map((cell) => cell.padEnd(24))
        .join('')
        .trimEnd(),
    )
  return lines
}

/** A bar of `width` characters, filled to the eighth of a character. */
function bar(share: number, width: number): string {
  const eighths = Math.floor(share * width * 8)
  const part = eighths % 8 ? '▏▎▍▌▋▊▉'[(eighths % 8) - 1] : ''
  return ('█'.repeat(eighths >> 3) + part).padEnd(width, '░')
}

const LEVELS = '▁▂▃▄▅▆▇█'

/** The last values as at most `width` characters, each the mean of its share of them; a space where none is finite. */
export function sparkline(values: readonly number[], width: number): string {
  const buckets = Math.min(width, values.length)
  const means = Array.from({ length: buckets }, (_, i) => {
    const slice = values.slice(
      Math.floor((i * values.length) / buckets),
      Math.floor(((i + 1) * values.length) / buckets),
    )
    const finite = slice.filter(Number.isFinite)
    return finite.reduce((sum, value) => sum + value, 0) / finite.length
  })
  const finite = means.filter(Number.isFinite)
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  const level = (value: number) => (high > low ? Math.round(((value - low) / (high - low)) * (LEVELS.length - 1)) : 3)
  return means.map((mean) => (Number.isFinite(mean) ? LEVELS[level(mean)] : ' ')).join('')
}

/** `950`, `12.3k`, `4.56M`. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const [scale, letter] =
    value >= 999_500_000 ? [1e9, 'G'] : value >= 999_500 ? [1e6, 'M'] : value >= 9_999.5 ? [1e3, 'k'] : [1, '']
  return letter ? `${(value / scale).toPrecision(3)}${letter}` : String(Math.round(value))
}

/** `42s`, `3m 07s`, `2h 05m`, `3d 04h`; `-` where it is not known. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '-'
  const whole = Math.floor(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 60) return `${whole}s`
  if (whole < 3_600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`
  if (whole < 86_400) return `${Math.floor(whole / 3_600)}h ${two(Math.floor((whole % 3_600) / 60))}m`
  return `${Math.floor(whole / 86_400)}d ${two(Math.floor((whole % 86_400) / 3_600))}h`
}

/** Four significant digits; `-` for NaN, which means that there is none yet. */
function number(value: number): string {
  if (Number.isNaN(value)) return '-'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const small = value !== 0 && Math.abs(value) < 1e-3
  return small || Math.abs(value) >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)))
}

/** At most `columns` characters on one line; control characters would move the cursor. */
function clip(text: string, columns: number): string {
  const line = text.replace(/\p{Cc}/gu, ' ')
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line
}
