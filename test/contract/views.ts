/** Views say what they declare, all of it and nothing else. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { contains } from '../../envs/core/spaces.ts'
import { RUNNING, type EnvSpec } from '../../envs/core/spec.ts'
import {
  SHORT, SHORT_STEPS, POISON, SLOTS, STEPS, batchOf, bytesOf, equal, examplesOf, fault, picture, play, rowsOf, same, type Trial,
} from './trial.ts' // prettier-ignore

export const SQUARE = 'At least one example is not square, so that x and y cannot be confused.'
export const DEAD_CHANNEL = 'Every declared channel takes more than one value in some example.'
export const OUT_OF_SPACE = 'Observations lie inside their space.'
export const UPDATE_DIFFERS = 'A view brought up to date has the bytes of one written from scratch.'
export const KERNELS_DIFFER = 'WebAssembly kernels and their plain twins write the same bytes.'
export const LEAK = 'Observations and texts show no hidden field, key or account.'
export const TRACE = 'Observing leaves no trace: a game has the same states under every view and under none.'
export const FINAL_ROWS = 'Final observations are the last of an episode, and observations then the first of the next.'

/** Steps of the search for values, and slots that search side by side. */
const SEARCH_STEPS = 6_000
const SEARCH_SLOTS = 32

/** Channels are the last axis of a view; examples with as many channels are one search. */
export function channelsVary(spec: EnvSpec): void {
  for (const view of Object.keys(spec.views)) {
    // One shape for all families: no single one fills it.
    if (view === 'common') continue
    const still = new Map<number, Set<number>>()
    const first = new Map<number, Float64Array>()
    for (const options of examplesOf(spec)) {
      const batch = batchOf({ spec, options, view }, { slots: SEARCH_SLOTS })
      const depth = batch.world.box!.shape.at(-1)!
      if (!still.has(depth)) still.set(depth, new Set(Array.from({ length: depth }, (_, c) => c)))
      if (!first.has(depth)) first.set(depth, Float64Array.from(batch.observations.subarray(0, depth)))
      search(batch, still.get(depth)!, first.get(depth)!)
    }
    for (const [depth, dead] of still) {
      const where = { spec, options: {}, view }
      if (dead.size > 0) throw fault(DEAD_CHANNEL, where, `channels ${[...dead].join(', ')} of ${depth}`)
    }
  }
}

/** Plays until every channel in `still` was seen with another value than its first, removing those that were. */
function search(batch: BatchEnv, still: Set<number>, first: Float64Array): void {
  const { observations } = batch
  const depth = first.length
  for (let t = 0; t < SEARCH_STEPS && still.size > 0; t++) {
    for (const channel of still) {
      for (let i = channel; i < observations.length; i += depth) {
        if (observations[i] === first[channel]) continue
        still.delete(channel)
        break
      }
    }
    play([batch], t)
  }
}

export function someExampleIsNotSquare(spec: EnvSpec): void {
  const pictures = examplesOf(spec).map((options) => picture(batchOf({ spec, options, view: spec.defaultView })))
  if (pictures.every(({ width, height }) => width === height)) throw new Error(`${SQUARE} (${spec.id})`)
}

/** What a view writes down it writes in every step. */
const TRACE_STEPS = 12

export function viewLeavesNoTrace(trial: Trial): void {
  const [seen, unseen] = [batchOf(trial), batchOf(trial, { view: null })]
  for (let t = 0; t < TRACE_STEPS; t++) {
    if (seen.hash() !== unseen.hash()) throw fault(TRACE, trial, `step ${t}`)
    play([seen, unseen], t)
  }
}

export function observationsInSpace(trial: Trial): void {
  const batch = batchOf(trial)
  const { box, rowSize } = batch.world
  // No byte lies outside.
  if (box!.dtype === 'u8' && box!.low <= 0 && box!.high >= 255) return
  for (let t = 0; t < STEPS; t++) {
    for (const rows of [batch.observations, batch.finalObservations]) {
      for (let at = 0; at < rows.length; at += rowSize) {
        if (rows === batch.finalObservations && batch.done[at / rowSize] === RUNNING) continue
        const row = rows.subarray(at, at + rowSize)
        if (contains(box!, row)) continue
        const bad = row.findIndex((value) => !(value >= box!.low && value <= box!.high))
        throw fault(OUT_OF_SPACE, trial, `element ${bad} is ${row[bad]}, expected [${box!.low}, ${box!.high}]; step ${t}`)
      }
    } // prettier-ignore
    play([batch], t)
  }
}

export function updateIsWrite(trial: Trial): void {
  const batch = batchOf(trial, { autoreset: 'disabled' })
  const { world, observations } = batch
  for (let t = 0; t < STEPS; t++) {
    play([batch], t)
    const updated = observations.slice()
    observations.fill(POISON)
    writeView(batch)
    if (!equal(bytesOf(updated), bytesOf(observations))) {
      const at = updated.findIndex((value, i) => !Object.is(value, observations[i]))
      const [row, element] = [Math.floor(at / world.rowSize), at % world.rowSize]
      throw fault(UPDATE_DIFFERS, trial, `row ${row}, element ${element}: ${updated[at]}, from scratch ${observations[at]}; step ${t}`)
    } // prettier-ignore
    batch.resetDone()
  }
}

/** A few steps: what kernels write depends on their arguments alone. */
export function kernelsAgree(trial: Trial): void {
  const [wasm, js] = [batchOf(trial, { kernels: 'wasm' }), batchOf(trial, { kernels: 'js' })]
  for (let t = 0; t < SHORT_STEPS; t++) {
    same(wasm, js, KERNELS_DIFFER, trial, `step ${t}`)
    play([wasm, js], t)
  }
}

/** Steps after which hidden fields are flipped. */
const LOOKS_AT = [1, 4, 16, 64]

/**
 * Flips the bytes of every hidden field and knob in turn and writes the view again: not a byte may move. Texts are no view's own: they
 * are looked at beside the default view alone.
 */
export function hiddenStaysHidden(trial: Trial): void {
  const batch = batchOf(trial)
  const { world, spec } = batch
  const { key, base, returns, metrics, rewards } = world
  const names = spec.hidden?.(batch.config) ?? []
  const fields = names.map((name) => [name, world.state[name] ?? world.knobs[name]] as const)
  const hidden = [...Object.entries({ key, base, returns, metrics, rewards }), ...fields]
  for (let t = 0; t <= LOOKS_AT.at(-1)!; t++) {
    play([batch], t)
    if (!LOOKS_AT.includes(t)) continue
    writeView(batch)
    const rows = batch.observations.slice()
    const texts = textsOf(batch)
    for (const [name, array] of hidden) {
      flip(array)
      writeView(batch)
      const same = equal(bytesOf(rows), bytesOf(batch.observations)) && texts === textsOf(batch)
      flip(array)
      if (!same) throw fault(LEAK, trial, `${name}, step ${t}`)
    }
    writeView(batch)
  }
}

function flip(array: AnyArray): void {
  const bytes = bytesOf(array)
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= 0xff
}

function writeView({ world, slots }: BatchEnv): void {
  for (let slot = 0; slot < slots; slot++) world.view!.write(world, slot)
}

/** Every agent's text beside the default view, nothing beside others. */
function textsOf({ world, spec, slots, agents }: BatchEnv): string {
  if (world.view !== spec.views[spec.defaultView]) return ''
  const row = (_: unknown, i: number) => spec.text(world, Math.floor(i / agents), i % agents)
  return Array.from({ length: slots * agents }, row).join('\n')
}

export function finalRowsAreLast(trial: Trial): void {
  const [ours, waiting] = (['same-step', 'disabled'] as const).map((autoreset) => batchOf(trial, { autoreset, horizon: SHORT })) // prettier-ignore
  for (let t = 0; t < SHORT_STEPS; t++) {
    play([ours, waiting], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      if (waiting.world.waiting[slot] === 0) continue
      const last = rowsOf(waiting.observations, slot, SLOTS)
      if (!equal(rowsOf(ours.finalObservations, slot, SLOTS), last)) throw fault(FINAL_ROWS, trial, `final, step ${t}`)
      if (!equal(rowsOf(waiting.finalObservations, slot, SLOTS), last))
        throw fault(FINAL_ROWS, trial, `kept, step ${t}`)
    }
    waiting.resetDone()
    if (!equal(bytesOf(ours.observations), bytesOf(waiting.observations)))
      throw fault(FINAL_ROWS, trial, `next, step ${t}`)
  }
}
