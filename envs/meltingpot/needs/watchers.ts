/** Two watchers that look alike but for their colours: the auditor on its tower fines who steps on red tiles, the other does nothing. */
import { below, draw, drawAt } from '../../core/keyed.ts'
import { inSight, isOpen } from '../../core/needs.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { LAMP, SHUTTER, STYLE } from './channels.ts'
import { WATCHERS } from './tables.ts'

export const AUDITOR = 0
/** A byte of what shows of a watcher: a light, or a lamp that says it watches for sure. */
const SHOWN = 255

/** Draws the style of the surroundings. */
export function resetStyle(world: GridWorld, slot: number): void {
  const { style, styles } = world.tables.needs!.options
  if (styles.length > 1) world.state.style[slot] = style ?? below(draw(world, slot, STYLE, 0), styles.length)
}

/** Number of the style; 0 where there is only one. */
export const styleOf = ({ state }: GridWorld, slot: number): number => (state.style.length > 0 ? state.style[slot] : 0)

/** Lights or shuts both watchers for a tick. */
export function watch(world: GridWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options, watches } = tables.needs!
  const { led } = options
  for (let w = 0; w < WATCHERS; w++) {
    const row = slot * WATCHERS + w
    const { open } = w === AUDITOR ? options.auditor : options.bird
    const gone = w === AUDITOR && isGone(world, tick)
    const level =
      led === null
        ? styleOf(world, slot)
        : below(drawAt(world, slot, LAMP, w, Math.floor(tick / options.watch.dwell), 0), led.length)
    state.open[row] = gone ? 0 : isOpen(world, slot, SHUTTER, w, tick, open, watches[level])
    if (led !== null) state.lamp[row] = gone ? 0 : Math.round(SHOWN * led[level])
  }
}

/** Whether the auditor has walked from its tower, for good or for this tick. */
function isGone({ tables }: GridWorld, tick: number): boolean {
  const { walk } = tables.needs!.options.auditor
  return walk !== null && (tick === walk.tick || (tick > walk.tick && !walk.stays))
}

/** What shows of a watcher, wherever one stands: 255 for a light, the byte of its level for a lamp; 0 where none does. */
export function shown({ state, tables }: GridWorld, slot: number, w: number): number {
  const { announced, led } = tables.needs!.options
  if (!announced) return 0
  return led === null ? state.open[slot * WATCHERS + w] * SHOWN : state.lamp[slot * WATCHERS + w]
}

/** What shows of a watcher, in words. */
export function lightText(world: GridWorld, slot: number, w: number): string {
  const byte = shown(world, slot, w)
  if (!world.tables.needs!.options.announced) return 'without a light'
  if (world.tables.needs!.options.led !== null) return `lit at ${Math.round((100 * byte) / SHOWN)} %`
  return byte > 0 ? 'lit' : 'dark'
}

/** Whether a watcher is lit and has a straight line to a cell. */
export const sees = (world: GridWorld, slot: number, w: number, cell: number): boolean =>
  world.state.open[slot * WATCHERS + w] === 1 && overlooks(world, slot, w, cell)

/** What shows of a watcher to who stands on a cell that it overlooks, 0 to others. */
export const shownAt = (world: GridWorld, slot: number, w: number, cell: number): number => {
  const byte = shown(world, slot, w)
  return byte > 0 && overlooks(world, slot, w, cell) ? byte : 0
}

/** Whether a watcher has a straight line to a cell. */
function overlooks({ state, tables }: GridWorld, slot: number, w: number, cell: number): boolean {
  const row = slot * WATCHERS + w
  if (state.watcherCell[row] === NOWHERE) return false
  const { radius } = tables.needs!.options.watch
  return inSight(state.kind, slot * tables.cells, tables.solid, tables.width, state.watcherCell[row], cell, radius)
}
