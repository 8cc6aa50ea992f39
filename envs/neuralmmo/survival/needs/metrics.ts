/** Per-episode numbers of the needs layer; they end the metrics and are 0 where needs are off. */
import type { SurvivalWorld } from '../state.ts'

/**
 * strangers_fed: rations that strangers with a stake took. rations_given, rations_kept: by those who get rations; kept
 * is what they ate, sold, or still held as a day ended. coverage: sum over ticks of the share of beings with a stake
 * (agents that get no rations, and strangers that are not inert) that have any wellbeing left. fines: how many.
 */
export const NEEDS_METRICS = ['strangers_fed', 'rations_given', 'rations_kept', 'coverage', 'fines'] as const
export const FED = 0
export const GIVEN = 1
export const KEPT = 2
export const COVERAGE = 3
export const FINES = 4

/** Place of a metric of the layer among those of all slots. */
export const needsMetricAt = ({ tables }: SurvivalWorld, slot: number, metric: number): number =>
  (slot + 1) * tables.metrics - NEEDS_METRICS.length + metric
