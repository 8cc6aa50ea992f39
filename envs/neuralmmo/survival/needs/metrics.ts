/** Per-episode numbers of the needs layer; they end the metrics and are 0 where needs are off. */
import { DIVISION_METRICS } from '../../../core/needs-division.ts'
import type { SurvivalWorld } from '../state.ts'

/**
 * strangers_fed: rations that strangers with a stake took. rations_given, rations_kept: by those who get rations; kept
 * is what they ate, sold, or still held as a day ended. coverage: mean over ticks of the share of beings with a stake
 * (agents that get no rations, and strangers that are not inert) that have any wellbeing left. fines: how many. The
 * others are those of a battery of probes (docs/neuralmmo-needs.md); the last three are NaN where nothing was reported,
 * or nothing was veiled.
 */
export const NEEDS_METRICS = [
  'strangers_fed', 'rations_given', 'rations_kept', 'coverage', 'fines', ...DIVISION_METRICS, 'lies', 'over_report',
  'look_rate',
] as const // prettier-ignore
export const FED = 0
export const GIVEN = 1
export const KEPT = 2
export const COVERAGE = 3
export const FINES = 4
/** The first of those that core/needs-division.ts writes. */
export const DIVISION = 5
export const LIES = DIVISION + DIVISION_METRICS.length
export const LOOK_RATE = LIES + 2

/** What two of them come of: reports, those that were lies, and by how many cells they were over what was seen. */
export const REPORT_SUMS = ['reports', 'lies', 'over'] as const

/** What the last comes of: days of quartermasters under a veil, and those in which they lifted it. */
export const VEIL_SUMS = ['days', 'looked'] as const
export const [DAYS, LOOKED] = VEIL_SUMS.keys()

/** Place of a metric of the layer among those of all slots. */
export const needsMetricAt = ({ tables }: SurvivalWorld, slot: number, metric: number): number =>
  (slot + 1) * tables.metrics - NEEDS_METRICS.length + metric

/** Whether what is done at a tick counts: the helper's days are over. */
export function counts({ tables, tick }: SurvivalWorld, slot: number): boolean {
  const { day, window } = tables.needs!.options.quartermaster
  return tick[slot] >= day * window
}
