/**
 * Who watches, what shows of it, and the rule that the auditor enforces: not to come onto red tiles. The placebo
 * watcher does nothing. Who watches is drawn for `watch.dwell` ticks, by draws that nothing in the kitchen moves.
 */
import { below, draw, drawAt } from '../core/keyed.ts'
import { comesOut, emptyBooks, note, turnPage } from '../core/ledger.ts'
import { isOpen } from '../core/needs.ts'
import { FINES, count, isFocal } from './needs-metrics.ts'
import { CLEAN, SEEN, SOUP, UNSEEN, type KitchenWorld } from './state.ts'

// Channels of the draws; entity is the watcher's or cook's index.
const SHUTTER = 42
const LAMP = 45
const STYLE = 49
const AUDIT = 50

/** The pattern of the floor, of which the chances of being watched may depend; empty books. */
export function resetWatchers(world: KitchenWorld, slot: number): void {
  const { state, tables, agents } = world
  const { style, styles, ledger } = tables.needs!.options
  if (styles !== null) state.style[slot] = style ?? below(draw(world, slot, STYLE, 0), styles.length)
  emptyBooks(state.ledger, ledger, slot * agents, (slot + 1) * agents)
  watch(world, slot, 0)
}

/** Who watches at a tick, and what shows of it. */
export function watch(world: KitchenWorld, slot: number, tick: number): void {
  const { state, tables } = world
  const { options, watchers, watches, placebo } = tables.needs!
  const { led } = options
  for (let w = 0; w < watchers.length; w++) {
    const at = slot * watchers.length + w
    const level = levelOf(world, slot, w, tick)
    const gone = placebo[w] === 0 && isGone(world, tick)
    const hides = gone || (placebo[w] === 0 && !options.auditor.announced)
    const { open } = placebo[w] === 1 ? options.bird : options.auditor
    state.watching[at] = gone ? 0 : isOpen(world, slot, SHUTTER, w, tick, open, watches[level])
    state.open[at] = led === null && !hides ? state.watching[at] : 0
    if (led !== null) state.lamp[at] = hides ? 0 : Math.round(255 * led[level])
  }
}

/** Which of `watches` holds: that of a watcher's lamp, or of the floor. */
function levelOf(world: KitchenWorld, slot: number, w: number, tick: number): number {
  const { led, styles, watch } = world.tables.needs!.options
  if (led !== null) return below(drawAt(world, slot, LAMP, w, Math.floor(tick / watch.dwell), 0), led.length)
  return styles === null ? 0 : world.state.style[slot]
}

/** Whether the auditor has walked off, or is about to come back. */
function isGone({ tables }: KitchenWorld, tick: number): boolean {
  const { walk } = tables.needs!.options.auditor
  return walk !== null && (walk.stays ? tick === walk.tick : tick >= walk.tick)
}

/**
 * Stepping on a red tile costs while the auditor sees it; its shutter is the one that was seen before the step. The
 * first with a soup in hands pays, and stains it; where there are rounds, the first of a round.
 */
export function tread(world: KitchenWorld, slot: number, p: number): void {
  const { state, tables, agents, tick } = world
  const { options, red } = tables.needs!
  const row = slot * agents + p
  const cell = state.cell[row]
  const counts = state.held[row] === SOUP || options.round > 0
  if (!counts) state.stain[row] = CLEAN
  if (red[cell] === 0 || cell === state.wasCell[row]) return
  const seen = audited(world, slot, cell)
  if (counts && state.stain[row] === CLEAN) {
    state.stain[row] = seen ? SEEN : UNSEEN
    if (isFocal(world, p)) state.private[row] += options.red
  }
  if (seen) fine(world, slot, row)
  else note(state.ledger, options.ledger, row, tick[slot])
}

function audited({ state, tables }: KitchenWorld, slot: number, cell: number): boolean {
  const { watchers, placebo, sees } = tables.needs!
  for (let w = 0; w < watchers.length; w++) {
    if (placebo[w] === 0 && state.watching[slot * watchers.length + w] === 1 && sees[w * tables.cells + cell] === 1)
      return true
  }
  return false
}

function fine(world: KitchenWorld, slot: number, row: number): void {
  const { state, tables, knobs } = world
  if (!tables.needs!.options.auditor.enforced) return
  state.private[row] -= knobs.fine[slot]
  count(world, slot, FINES)
}

/** The books of the tick `delay` before are looked at, or not, with a fine for what is found in them. */
export function audit(world: KitchenWorld, slot: number): void {
  const { state, tables, agents, tick } = world
  const { options, books } = tables.needs!
  if (options.ledger === null) return
  const read = books[options.styles === null ? 0 : state.style[slot]]
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const trod = turnPage(state.ledger, options.ledger, row, tick[slot]) > 0
    if (trod && comesOut(world, slot, AUDIT, p, tick[slot], read)) fine(world, slot, row)
  }
}
