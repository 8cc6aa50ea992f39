/** The same again: from a seed, a half batch, a snapshot or a clone, on any number of threads. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import {
  SHORT, SHORT_STEPS, SLOTS, STEPS, act, batchOf, digest, equal, fault, play, rowsOf, same, throws, type Trial,
} from './trial.ts' // prettier-ignore

export const NOT_DETERMINISTIC = 'The same seed and actions give the same bytes.'
export const THREADS_DIFFER = 'The same seed and actions give the same bytes on any number of threads.'
export const HALVES_DIFFER = 'Two half batches play what the whole batch plays.'
export const RESTORE_DIFFERS = 'A restored world plays the same future.'
export const SLOT_RESTORE_DIFFERS = 'A slot restored into any slot plays the same future.'
export const CLONE_DIFFERS = 'A clone plays the same future and shares nothing.'
export const SNAPSHOT_ACCEPTED = 'A snapshot of another environment or shape is refused.'

export function sameSeedSameBytes(trial: Trial): void {
  const [a, b] = [batchOf(trial), batchOf(trial)]
  for (let t = 0; t < STEPS; t++) {
    play([a, b], t)
    same(a, b, NOT_DETERMINISTIC, trial, `step ${t}`)
  }
  a.reset()
  b.reset('another')
  if (a.hash() === b.hash() && isRandom(a)) throw fault(NOT_DETERMINISTIC, trial, 'another seed gives the same start')
}

/** Whether starts or steps draw at all: two slots with the same actions ever differ. */
function isRandom(batch: BatchEnv): boolean {
  return new Set(Array.from({ length: batch.slots }, (_, slot) => JSON.stringify(batch.toJSON(slot)))).size > 1
}

/** In none of the lists: threads take a second each to start. Slots are such that shares differ; `threads` > 1. */
export function threadsAgree(trial: Trial, threads: number): void {
  const slots = 2 * threads + 1
  const options = { slots, horizon: SHORT }
  const [a, b] = [batchOf(trial, options), batchOf(trial, { ...options, threads })]
  try {
    for (let t = 0; t < SHORT_STEPS; t++) {
      play([a, b], t)
      same(a, b, THREADS_DIFFER, trial, `step ${t}, ${threads} threads`)
    }
    for (let t = SHORT_STEPS; t < SHORT_STEPS + 10; t++) {
      act(a, t)
      act(b, t)
      a.step()
      for (const [from, to] of [[0, threads], [threads, slots]]) {
        b.start(from, to)
        b.finish()
      } // prettier-ignore
      same(a, b, THREADS_DIFFER, trial, `step ${t}, ${threads} threads by halves`)
    }
  } finally {
    b.close()
  }
}

export function halvesAreWhole(trial: Trial): void {
  const whole = batchOf(trial)
  const halves = [batchOf(trial, { slots: SLOTS / 2 }), batchOf(trial, { slots: SLOTS / 2, firstSlot: SLOTS / 2 })]
  for (let t = 0; t < STEPS; t++) {
    play([whole, ...halves], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      const half = halves[slot < SLOTS / 2 ? 0 : 1]
      if (!sameSlot(whole, slot, half, slot % (SLOTS / 2))) throw fault(HALVES_DIFFER, trial, `slot ${slot}, step ${t}`)
    }
  }
}

export function restoreReplays(trial: Trial): void {
  const batch = batchOf(trial)
  for (let t = 0; t < 20; t++) play([batch], t)
  const saved = batch.snapshot()
  const first = future(batch)
  batch.restore(saved)
  const second = future(batch)
  if (first !== second) throw fault(RESTORE_DIFFERS, trial)
}

/** Digests of the next steps. */
function future(batch: BatchEnv): string {
  const digests: string[] = []
  for (let t = 0; t < STEPS; t++) {
    play([batch], t)
    digests.push(digest(batch))
  }
  return digests.join()
}

export function slotRestoreReplays(trial: Trial): void {
  const [a, b] = [batchOf(trial), batchOf(trial, { seed: 'another' })]
  for (let t = 0; t < 20; t++) play([a], t)
  const [from, to] = [1, 3]
  const saved = a.snapshot(from)
  b.restore(saved, to)
  const neighbour = b.snapshot(to - 1)
  b.restore(neighbour, to - 1)
  for (let t = 0; t < STEPS; t++) {
    if (!sameSlot(a, from, b, to)) throw fault(SLOT_RESTORE_DIFFERS, trial, `slot ${from} into ${to}, step ${t}`)
    act(a, t)
    act(b, t)
    copySlot(a.actions, from, b.actions, to, a.slots)
    a.step()
    b.step()
  }
  a.restore(saved, from)
  if (!equal(a.snapshot(from).bytes, saved.bytes)) throw fault(SLOT_RESTORE_DIFFERS, trial, 'back into its own slot')
}

export function cloneReplays(trial: Trial): void {
  const batch = batchOf(trial)
  for (let t = 0; t < 20; t++) play([batch], t)
  const twin = batch.clone()
  const before = digest(batch)
  if (before !== digest(twin)) throw fault(CLONE_DIFFERS, trial, 'at once')
  const ours = future(twin)
  if (digest(batch) !== before) throw fault(CLONE_DIFFERS, trial, 'the clone moved the original')
  if (future(batch) !== ours) throw fault(CLONE_DIFFERS, trial, 'later')
}

export function strangeSnapshotsRefused(trial: Trial): void {
  const batch = batchOf(trial)
  play([batch], 0)
  const before = digest(batch)
  const [whole, one] = [batch.snapshot(), batch.snapshot(0)]
  const strange = [
    [{ ...whole, env: `${whole.env}1` }, undefined],
    [{ ...one, env: `another ${one.env}` }, 0],
    [batchOf(trial, { slots: SLOTS + 1 }).snapshot(), undefined],
    [batchOf(trial, { horizon: 12_345 }).snapshot(0), 0],
    [batchOf(trial, { view: null }).snapshot(), undefined],
    [whole, 0],
    [one, undefined],
    [{ ...one, bytes: one.bytes.slice(1) }, 0],
    [{ ...whole, bytes: whole.bytes.slice(1) }, undefined],
  ] as const
  for (const [i, [saved, slot]] of strange.entries()) {
    if (!throws(() => batch.restore(saved, slot))) throw fault(SNAPSHOT_ACCEPTED, trial, `snapshot ${i}`)
    if (digest(batch) !== before) throw fault(SNAPSHOT_ACCEPTED, trial, `snapshot ${i} changed the world`)
  }
}

const sameSlot = (a: BatchEnv, i: number, b: BatchEnv, j: number): boolean =>
  equal(a.snapshot(i).bytes, b.snapshot(j).bytes)

function copySlot(from: AnyArray, i: number, to: AnyArray, j: number, slots: number): void {
  rowsOf(to, j, slots).set(rowsOf(from, i, slots))
}
