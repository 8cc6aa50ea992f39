/**
 * Alpha spent across runs. An alarm at .05 on every run against one stored baseline rings falsely in every second of 50
 * unchanged histories; levels that add up to alpha bound the chance of any false alarm by alpha, however the runs
 * depend on each other.
 */
import { named } from '../../envs/core/config.ts'

/** Declared before the first run, and stored with the baseline. */
export interface Schedule {
  /** Chance of any false alarm over all runs. */
  readonly alpha: number
  /**
   * 'equal' spends alpha / runs on each of `runs`; 'inverse-square' spends 6 / (pi^2 k^2) of it on run k, without end.
   */
  readonly kind: 'equal' | 'inverse-square'
  readonly runs?: number
}

const KINDS: Readonly<Record<Schedule['kind'], (schedule: Schedule, run: number) => number>> = {
  equal({ runs = 0 }, run) {
    if (!(run <= runs))
      throw new RangeError(`Got run ${run}, expected at most ${runs}: the schedule is spent, declare a new one.`)
    return 1 / runs
  },
  'inverse-square': (_, run) => 6 / (Math.PI * Math.PI * run * run),
}

/** Level of the tests of run 1, 2, ... Throws a RangeError for a run that the schedule has no alpha for. */
export function levelOfRun(schedule: Schedule, run: number): number {
  if (!(Number.isInteger(run) && run >= 1)) throw new RangeError(`Got run ${run}, expected 1, 2, ...`)
  return schedule.alpha * named('schedule', KINDS, schedule.kind)(schedule, run)
}
