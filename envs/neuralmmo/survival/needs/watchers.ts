/**
 * Two watchers that differ in nothing but their looks: the inspector fines who stands on a marked field in its sight,
 * the merchant does nothing. Both look while their lamps are lit, or as often as their lamps' level says.
 */
import { below, draw, drawAt } from '../../../core/keyed.ts'
import { inSight, isOpen } from '../../../core/needs.ts'
import { cellOf, enter, leave } from '../../engine/crowd.ts'
import { MATERIALS, STONE, VOID } from '../../materials.ts'
import { hide } from '../look.ts'
import type { SurvivalWorld } from '../state.ts'
import { LEVEL, SHUTTER, STYLE } from './channels.ts'
import { WATCHERS } from './config.ts'
import { resetLedger, styleOf } from './ledger.ts'
import { INSPECTOR, LIT, watcherBody } from './tables.ts'

/** [materials] 1 where nobody sees across. */
const OPAQUE = Uint8Array.from(MATERIALS, (_, id) => (id === STONE || id === VOID ? 1 : 0))

/** Nobody has walked yet, and the books are empty; the depot is in colours on which may depend who looks. */
export function resetWatchers(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { style, styles } = tables.needs!.options
  state.walked.fill(0, slot * WATCHERS, (slot + 1) * WATCHERS)
  if (styles.length > 1) state.colours[slot] = style ?? below(draw(world, slot, STYLE, 0), styles.length)
  resetLedger(world, slot)
}

/** Lights both lamps or puts them out, for a tick. Who has walked off looks at nothing. */
export function watch(world: SurvivalWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options, watches } = tables.needs!
  for (let w = 0; w < WATCHERS; w++) {
    const row = slot * WATCHERS + w
    const { open } = w === INSPECTOR ? options.auditor : options.bird
    const level = levelOf(world, slot, w, tick)
    const isAway = state.walked[row] === 1 && !isThere(world, slot, w)
    state.open[row] = isAway ? 0 : isOpen(world, slot, SHUTTER, w, tick, open, watches[level])
    const hides = isAway || (w === INSPECTOR && !options.auditor.announced)
    if (hides) state.lamp[row] = 0
    else state.lamp[row] = options.levels === null ? LIT * state.open[row] : Math.round(LIT * options.levels[level])
  }
}

/** Which of `watches` holds: that of a watcher's lamp, or of the colours; 0 where there is one. */
function levelOf(world: SurvivalWorld, slot: number, w: number, tick: number): number {
  const { options, watches } = world.tables.needs!
  if (watches.length === 1) return 0
  if (options.levels === null) return styleOf(world, slot)
  return below(drawAt(world, slot, LEVEL, w, 0, Math.floor(tick / options.watch.dwell)), watches.length)
}

const isThere = ({ state, tables }: SurvivalWorld, slot: number, w: number): boolean =>
  state.here[slot * tables.bodies + watcherBody(tables, w)] === 1

/** Watchers whose tick it is walk off; those who stay come back to their place once it is free. */
export function walkWatchers(world: SurvivalWorld, slot: number, tick: number): void {
  const { walks } = world.tables.needs!.options
  for (let w = 0; w < WATCHERS; w++) {
    const walk = walks[w]
    if (walk === null || tick < walk.tick) continue
    const hasWalked = world.state.walked[slot * WATCHERS + w] === 1
    if (!hasWalked && isThere(world, slot, w)) walkOff(world, slot, w)
    else if (hasWalked && walk.stays && !isThere(world, slot, w)) comeBack(world, slot, w)
  }
}

function walkOff(world: SurvivalWorld, slot: number, w: number): void {
  const body = watcherBody(world.tables, w)
  world.state.walked[slot * WATCHERS + w] = 1
  hide(world, slot, body)
  leave(world, slot, body)
}

function comeBack(world: SurvivalWorld, slot: number, w: number): void {
  const { state, tables } = world
  const body = watcherBody(tables, w)
  if (state.crowd[slot * tables.ground.cells + cellOf(world, slot, body)] > 0) return
  enter(world, slot, body, state.x[slot * tables.bodies + body], state.y[slot * tables.bodies + body])
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

/** Whether a watcher sees a cell now, as far as its lamp says. */
export const sees = (world: SurvivalWorld, slot: number, w: number, cell: number): boolean =>
  world.state.lamp[slot * WATCHERS + w] > 0 && canOversee(world, slot, w, cell)
