/**
 * Books: ticks that agents stood on marked fields unseen by an inspector that looks are noted, day by day, and may come
 * out days later and cost the fine then. The colours of the depot say how likely that is.
 */
import { comesOut, emptyBooks, note, turnPage } from '../../../core/ledger.ts'
import type { SurvivalWorld } from '../state.ts'
import { AUDIT } from './channels.ts'
import { FINES, needsMetricAt } from './metrics.ts'

/** The books are empty. */
export function resetLedger({ state, tables, agents }: SurvivalWorld, slot: number): void {
  emptyBooks(state.ledger, tables.needs!.options.ledger, slot * agents, (slot + 1) * agents)
}

/** Notes a tick of an agent on a marked field while nobody looked. */
export function noteField(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, agents, tick } = world
  const { ledger, quartermaster } = tables.needs!.options
  note(state.ledger, ledger, slot * agents + agent, Math.floor(tick[slot] / quartermaster.day))
}

/** As a day ends, what was noted `delay` days before the next one comes out, or never will. */
export function audit(world: SurvivalWorld, slot: number): void {
  const { state, tables, agents, tick, metrics, knobs } = world
  const { options, books } = tables.needs!
  const { ledger, quartermaster, auditor } = options
  const next = (tick[slot] + 1) / quartermaster.day
  if (ledger === null || !Number.isInteger(next)) return
  const isRead = comesOut(world, slot, AUDIT, 0, next, books[styleOf(world, slot)]) && knobs.enforced[slot] > 0
  for (let p = slot * agents; p < (slot + 1) * agents; p++) {
    const noted = turnPage(state.ledger, ledger, p, next)
    if (!isRead) continue
    state.private[p] -= auditor.fine * noted
    metrics[needsMetricAt(world, slot, FINES)] += noted
  }
}

/** Number of the colours that the depot is in. */
export const styleOf = ({ state, tables }: SurvivalWorld, slot: number): number =>
  tables.needs!.options.styles.length === 1 ? 0 : state.colours[slot]
