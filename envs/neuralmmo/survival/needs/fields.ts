/** Marked fields: grass that the inspector oversees, where to stand pays its bounty and, in its sight, costs the fine. */
import { SUMS, addOccasion } from '../../../core/needs-division.ts'
import { cellOf } from '../../engine/crowd.ts'
import type { SurvivalWorld } from '../state.ts'
import { WATCHERS } from './config.ts'
import { noteField } from './ledger.ts'
import { FINES, counts, needsMetricAt } from './metrics.ts'
import { isMarked } from './places.ts'
import { INSPECTOR, isFocal } from './tables.ts'
import { canOversee } from './watchers.ts'

/** What it brings and costs to stand where moves have led; the inspector's lamp is as it was when the tick began. */
export function payFields(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents, knobs } = world
  const { bounty } = tables.needs!.options.auditor
  const watched = state.open[slot * WATCHERS + INSPECTOR] === 1
  for (let agent = 0; agent < agents; agent++) {
    if (state.here[slot * tables.bodies + agent] === 0) continue
    const cell = cellOf(world, slot, agent)
    const isOn = isMarked(world, slot, cell)
    if (isFocal(world, slot, agent)) sumPlace(world, slot, watched, isOn)
    if (!isOn) continue
    state.private[slot * agents + agent] += bounty
    if (!watched) noteField(world, slot, agent)
    else if (knobs.enforced[slot] > 0 && canOversee(world, slot, INSPECTOR, cell)) fine(world, slot, agent)
  }
}

/** Counts a tick of a quartermaster, on a marked field or off it. */
function sumPlace(world: SurvivalWorld, slot: number, watched: boolean, isOn: boolean): void {
  if (counts(world, slot)) addOccasion(world.state.sums, slot * SUMS.length, watched, isOn)
}

function fine(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, metrics, agents } = world
  state.private[slot * agents + agent] -= tables.needs!.options.auditor.fine
  metrics[needsMetricAt(world, slot, FINES)]++
}
