/**
 * Two watchers that differ in nothing but their looks: the inspector fines who stands on a marked field in its sight,
 * the merchant does nothing. Both look while their lamps are lit.
 */
import { inSight, isOpen } from '../../../core/needs.ts'
import { cellOf } from '../../engine/crowd.ts'
import { MATERIALS, STONE, VOID } from '../../materials.ts'
import type { SurvivalWorld } from '../state.ts'
import { SHUTTER } from './channels.ts'
import { WATCHERS } from './config.ts'
import { FINES, needsMetricAt } from './metrics.ts'
import { INSPECTOR, watcherBody } from './tables.ts'

/** [materials] 1 where nobody sees across. */
const OPAQUE = Uint8Array.from(MATERIALS, (_, id) => (id === STONE || id === VOID ? 1 : 0))

/** Lights both lamps or puts them out, for a tick. */
export function watch(world: SurvivalWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options } = tables.needs!
  for (let w = 0; w < WATCHERS; w++) {
    const { open } = w === INSPECTOR ? options.auditor : options.bird
    state.open[slot * WATCHERS + w] = isOpen(world, slot, SHUTTER, w, tick, open, options.watch)
  }
}

/** Whether a watcher has a straight line to a cell. It has none to where it stands itself. */
export function canOversee(world: SurvivalWorld, slot: number, w: number, cell: number): boolean {
  const { state, tables } = world
  const { ground, needs } = tables
  const body = watcherBody(tables, w)
  if (state.here[slot * tables.bodies + body] === 0) return false
  const { radius } = needs!.options.watch
  return inSight(state.terrain, slot * ground.cells, OPAQUE, ground.size, cellOf(world, slot, body), cell, radius)
}

/** Whether a watcher sees a cell now. */
export const sees = (world: SurvivalWorld, slot: number, w: number, cell: number): boolean =>
  world.state.open[slot * WATCHERS + w] === 1 && canOversee(world, slot, w, cell)

/**
 * To stand on a marked field when moves are over costs while the inspector sees it; its lamp is as it was when the tick
 * began.
 */
export function fine(world: SurvivalWorld, slot: number): void {
  const { state, tables, knobs } = world
  const { fields } = tables.needs!.options.auditor
  if (knobs.enforced[slot] === 0 || state.open[slot * WATCHERS + INSPECTOR] === 0) return
  for (let i = slot * fields; i < (slot + 1) * fields; i++) {
    const cell = state.marked[i]
    if (cell < 0 || state.crowd[slot * tables.ground.cells + cell] === 0) continue
    if (canOversee(world, slot, INSPECTOR, cell)) fineOn(world, slot, cell)
  }
}

/** Fines all agents on a cell. */
function fineOn(world: SurvivalWorld, slot: number, cell: number): void {
  const { state, tables, metrics } = world
  const { players, bodies, needs } = tables
  for (let agent = 0; agent < players; agent++) {
    if (state.here[slot * bodies + agent] === 0 || cellOf(world, slot, agent) !== cell) continue
    state.private[slot * players + agent] -= needs!.options.auditor.fine
    metrics[needsMetricAt(world, slot, FINES)]++
  }
}
