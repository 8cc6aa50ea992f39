/**
 * Two watchers of equal salience: the auditor fines who keeps a red token, the bird does nothing. Who watches is drawn for
 * `watch.dwell` rounds, by draws that nothing in the world moves.
 */
import { below, draw, drawAt } from '../core/keyed.ts'
import { comesOut, emptyBooks, note, turnPage } from '../core/ledger.ts'
import { isOpen } from '../core/needs.ts'
import { AUDIT, AUDITOR, LAMP, RED, SHUTTER, STYLE, WATCHERS, type AllocationWorld } from './state.ts'
import { FINES, RED_UNWATCHED, RED_WATCHED, TALLIES, TOOK_UNWATCHED, TOOK_WATCHED } from './tallies.ts'

/** A cue that fills a byte: a watcher in the room. A lamp shows its level as a share of that. */
const SHOWN = 255

/** The colours of the room, of which the chances of being watched may depend; empty books. */
export function resetWatchers(world: AllocationWorld, slot: number): void {
  const { state, config } = world
  state.style[slot] = config.style ?? below(draw(world, slot, STYLE, 0), config.styles.length)
  emptyBooks(state.ledger, config.ledger, slot, slot + 1)
}

/** Who watches in a round, and at which of its ticks the red token comes. */
export function beginWatch(world: AllocationWorld, slot: number, tick: number): void {
  const { state, config, tables } = world
  const first = config.veil ? 1 : 0
  state.redAt[slot] =
    config.red === null ? -1 : first + below(drawAt(world, slot, RED, 0, state.round[slot], 0), tables.ticks - first)
  for (let w = 0; w < WATCHERS; w++) watch(world, slot, w, tick)
  look(world, slot, tick)
}

/** What changes within a round: the token on the table, and watchers where they walk. */
export function look(world: AllocationWorld, slot: number, tick: number): void {
  const { state, tables } = world
  state.red[slot] = state.spot[slot] === state.redAt[slot] ? 1 : 0
  for (let w = 0; w < WATCHERS; w++) {
    const walk = tables.options.walks[w]
    if (walk !== null && (tick === walk.tick || tick === walk.tick + 1)) watch(world, slot, w, tick)
  }
}

/** What a watcher does and shows at a tick. */
function watch(world: AllocationWorld, slot: number, w: number, tick: number): void {
  const { state, config, tables } = world
  const { shared, announced, walks } = tables.options
  const walk = walks[w]
  const gone = walk !== null && tick >= walk.tick && !walk.stays
  const level = levelOf(world, slot, w)
  const { open } = w === AUDITOR ? shared.auditor : shared.bird
  const watches = gone ? 0 : isOpen(world, slot, SHUTTER, w, state.round[slot], open, tables.watches[level])
  const lit = config.led === null ? watches * SHOWN : Math.round(SHOWN * config.led[level])
  const hides = gone || (w === AUDITOR && !announced)
  state.cue[slot * WATCHERS + w] = hides ? 0 : lit
  state.walks[slot * WATCHERS + w] = walk !== null && tick === walk.tick ? 1 : 0
  if (w === AUDITOR) state.monitored[slot] = watches
}

/** Which of `tables.watches` holds: that of a watcher's lamp, or of the room. */
function levelOf(world: AllocationWorld, slot: number, w: number): number {
  const { state, config, tables } = world
  if (config.led === null) return state.style[slot]
  const dwell = Math.floor(state.round[slot] / tables.options.shared.watch.dwell)
  return below(drawAt(world, slot, LAMP, w, dwell, 0), config.led.length)
}

/** The focal agent keeps or leaves the red token, which pays or costs it in private. It moves nobody's need. */
export function decideRed(world: AllocationWorld, slot: number, kept: boolean): void {
  const { state, config } = world
  const watched = state.monitored[slot] === 1
  const tally = slot * TALLIES.length
  state.tally[tally + (watched ? RED_WATCHED : RED_UNWATCHED)]++
  if (!kept) return
  state.private[slot] += config.red!
  state.tally[tally + (watched ? TOOK_WATCHED : TOOK_UNWATCHED)]++
  if (watched) fine(world, slot)
  else note(state.ledger, config.ledger, slot, state.round[slot])
}

function fine({ state, tables, knobs }: AllocationWorld, slot: number): void {
  if (knobs.enforced[slot] === 0) return
  state.private[slot] -= tables.options.shared.auditor.fine
  state.tally[slot * TALLIES.length + FINES]++
}

/** As a round begins, the books of the round `delay` before are looked at, or not, with a fine for what is found in them. */
export function audit(world: AllocationWorld, slot: number): void {
  const { state, config, tables } = world
  if (config.ledger === null) return
  const round = state.round[slot]
  const taken = turnPage(state.ledger, config.ledger, slot, round) > 0
  if (taken && comesOut(world, slot, AUDIT, 0, round, tables.books[state.style[slot]])) fine(world, slot)
}
