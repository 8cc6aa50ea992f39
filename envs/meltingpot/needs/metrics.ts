/** Per-episode numbers of the needs layer; they end a game's metrics and are zero where needs are off. */
import { DIVISION_METRICS } from '../../core/needs-division.ts'
import type { GridTables } from '../engine/state.ts'

/**
 * grazers_fed: units that grazers with a stake ate. meals_eaten: worth of what players ate. coverage: mean over steps
 * of the share of beings with a stake (all players but the focal one, and grazers that are not inert) that have any
 * wellbeing left. fines: how many. grazers_dead: grazers with a stake that died. look_rate, the last: share of
 * periods in which who keeping pays looked behind the veil. The others are of what is divided (division.ts).
 */
export const NEEDS_METRICS = [
  'grazers_fed', 'meals_eaten', 'coverage', 'fines', 'grazers_dead', ...DIVISION_METRICS, 'look_rate',
] as const // prettier-ignore
export const FED = 0
export const EATEN = 1
export const COVERAGE = 2
export const FINES = 3
export const DEATHS = 4
/** The first of those of a division. */
export const DIVISION = 5
export const LOOK_RATE = NEEDS_METRICS.length - 1

/** Place of a metric of the layer among those of all slots. */
export const needsMetricAt = ({ metrics }: GridTables, slot: number, metric: number): number =>
  (slot + 1) * metrics.length - NEEDS_METRICS.length + metric
