/** Counters of the server, and their text for Prometheus. */

const COUNTERS = {
  connections_total: 'connections that were opened',
  refused_total: 'upgrades that were refused',
  messages_in_total: 'frames that came in',
  messages_out_total: 'frames that went out',
  bytes_in_total: 'bytes that came in',
  bytes_out_total: 'bytes that went out',
  dropped_total: 'events that were left out for slow readers',
  faults_total: 'requests that were answered by an error',
  worlds_total: 'worlds that were made',
  worlds_failed_total: 'worlds whose environment threw or took too long',
  steps_total: 'ticks of worlds that ended, times their slots',
} as const
export type Counter = keyof typeof COUNTERS

export class Metrics {
  private readonly counts = new Map<Counter, number>()

  add(counter: Counter, amount = 1): void {
    this.counts.set(counter, (this.counts.get(counter) ?? 0) + amount)
  }

  get(counter: Counter): number {
    return this.counts.get(counter) ?? 0
  }

  /** The Prometheus text format, version 0.0.4, of all counters and of `gauges` (name -> help, value). */
  text(gauges: Readonly<Record<string, readonly [string, number]>>): string {
    const lines = Object.entries(COUNTERS).flatMap(([name, help]) =>
      sample(name, 'counter', help, this.get(name as Counter)),
    )
    for (const [name, [help, value]] of Object.entries(gauges)) lines.push(...sample(name, 'gauge', help, value))
    return `${lines.join('\n')}\n`
  }
}

const sample = (name: string, type: string, help: string, value: number): string[] => [
  `# HELP sva_${name} ${help}`,
  `# TYPE sva_${name} ${type}`,
  `sva_${name} ${value}`,
]
