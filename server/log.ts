/** Structured logs: a JSON object a line. Secrets never enter: fields of these names are left out, whatever stands in them. */
export type LogLevel = 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void

const SECRETS: ReadonlySet<string> = new Set(['token', 'controller', 'invite', 'authorization', 'key', 'snapshot'])

/** A log that writes to `sink`, one line a call. */
export const logTo =
  (sink: (line: string) => void): Log =>
  (level, event, fields = {}) => {
    const safe = Object.entries(fields).filter(([name]) => !SECRETS.has(name))
    sink(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...Object.fromEntries(safe) })}\n`)
  }

export const silent: Log = () => {}
